/* Whose turn it is: one sentence for the report of a hang. */
#include "play/internal.h"

#include <assert.h>

static void put_place(struct mustls_buf *out, const struct mustls_play *p, struct mustls_origin at)
{
    if (at.unit < p->prog->num_units)
        mustls_buf_printf(out, " (%s:%u)", p->prog->units[at.unit].name, (unsigned)at.line);
}

static bool reads_message(const struct mustls_play_conn *c)
{
    if (!c->running)
        return c->expect == MUSTLS_PLAY_DATA;
    return c->pc < c->pc_end && c->pc->kind == MUSTLS_STEP_READ_DATA;
}

/* What we said does not settle everything that the client said: it may wait for more, and where a
 * reply was malformed nobody can tell. Nor behind a surplus reply that it may have taken for the
 * one to DATA: what it says then, QUIT perhaps, is mail data for us. */
static bool owe(const struct mustls_play_conn *c)
{
    return c->account.owed > c->account.paid || c->account.lost ||
           (reads_message(c) && mustls_play_account_blurred(&c->account));
}

/* `<tls cut=...>` and nothing more: the next word of the handshake is ours. */
static bool left_in_handshake(const struct mustls_play_conn *c)
{
    const struct mustls_step *first = c->play->prog->steps + c->rule->first_step;
    for (const struct mustls_step *s = c->pc; s > first; s--)
        if (s[-1].kind == MUSTLS_STEP_TLS)
            return c->phase == MUSTLS_PHASE_CLEAR &&
                   (s[-1].tls->quirks.cut || s[-1].tls->quirks.cut_bytes);
    return false;
}

static bool running_is_ours(const struct mustls_play_conn *c)
{
    bool blocked = c->timer == MUSTLS_PLAY_NO_TIMER && c->seg.active; /* it does not read */
    if (c->seg.flood)
        return mustls_play_flood_goes_on(c);
    return !blocked && (owe(c) || left_in_handshake(c));
}

static void put_running(struct mustls_buf *out, const struct mustls_play_conn *c)
{
    bool waits_for_input = c->timer == MUSTLS_PLAY_NO_TIMER && !c->seg.active && c->pc < c->pc_end;
    struct mustls_origin at = c->pc < c->pc_end ? c->pc->at : c->rule->at;
    if (c->tls_wanted) {
        mustls_buf_printf(out, "we wait for the client's TLS handshake after %s", c->last);
        at = c->pc[-1].at;
    } else if (c->seg.flood) {
        mustls_buf_printf(out, "the client %s our reply to %s, which is a <flood>",
                          mustls_play_flood_goes_on(c) ? "still reads" : "does not read", c->last);
        at = c->seg.at;
    } else if (waits_for_input && c->pc->kind == MUSTLS_STEP_READ_LINE) {
        mustls_buf_printf(out, "we wait for the client's next line after %s", c->last);
    } else if (waits_for_input && c->pc->kind == MUSTLS_STEP_READ_DATA) {
        mustls_buf_puts(out, "we wait for the end of the client's message");
    } else {
        mustls_buf_printf(out, "the client waits for the rest of our reply to %s", c->last);
        if (c->timer == MUSTLS_PLAY_WAIT) {
            mustls_buf_puts(out, ", which is in a <wait>");
            at = c->pc[-1].at;
        }
    }
    put_place(out, c->play, at);
}

static void put_idle(struct mustls_buf *out, const struct mustls_play_conn *c)
{
    if (c->unanswered) {
        mustls_buf_printf(out, "the client waits for a reply to %s, which no rule answers",
                          c->last);
        return;
    }
    if (c->expect == MUSTLS_PLAY_DATA)
        mustls_buf_puts(out, "we wait for the end of the client's message");
    else if (owe(c))
        mustls_buf_printf(out, "the client waits for more than our reply to %s", c->last);
    else
        mustls_buf_printf(out, "we wait for the client, after our reply to %s", c->last);
    if (c->rule)
        put_place(out, c->play, c->rule->at);
}

static void put_conn(struct mustls_buf *out, const struct mustls_play_conn *c)
{
    if (mustls_play_flood_is_chewed(c))
        mustls_buf_printf(out, "the client is still at our reply to %s, which was a <flood>",
                          c->last);
    else if (c->life == MUSTLS_PLAY_CLOSING || c->life == MUSTLS_PLAY_DROPPED)
        mustls_buf_printf(out, "the client is still running though we closed after %s", c->last);
    else if (c->life == MUSTLS_PLAY_OVER)
        mustls_buf_printf(
            out, "the client is still running though it closed the connection after %s", c->last);
    else if (c->running)
        put_running(out, c);
    else
        put_idle(out, c);
}

static enum mustls_turn turn_on(const struct mustls_play_conn *c)
{
    bool open = c->life == MUSTLS_PLAY_OPEN;
    bool ours = open && (c->running ? running_is_ours(c) : c->unanswered || owe(c));
    return ours || mustls_play_flood_is_chewed(c) ? MUSTLS_TURN_TOOL : MUSTLS_TURN_SUBJECT;
}

/* The latest connection that is still open, or else the latest. */
static const struct mustls_play_conn *present_conn(const struct mustls_play *p)
{
    for (size_t i = p->num_conns; i > 0; i--) {
        if (p->conns[i - 1]->life == MUSTLS_PLAY_OPEN)
            return p->conns[i - 1];
    }
    return p->conns[p->num_conns - 1];
}

enum mustls_turn mustls_play_turn(const struct mustls_play *p, char *out, size_t size)
{
    assert(size > 0);
    enum mustls_turn turn = MUSTLS_TURN_SUBJECT;
    struct mustls_buf text;
    mustls_buf_init(&text, 4096);
    if (p->script)
        turn = mustls_play_script_turn(p->script, &text);
    else if (p->num_conns == 0)
        mustls_buf_puts(&text, "we wait for the client, which has not connected");
    else {
        put_conn(&text, present_conn(p));
        turn = turn_on(present_conn(p));
    }

    struct mustls_span s = mustls_span_first(mustls_buf_span(&text), size - 1);
    if (s.len)
        memcpy(out, s.ptr, s.len);
    out[s.len] = '\0';
    mustls_buf_deinit(&text);
    return turn;
}
