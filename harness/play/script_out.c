/* What the script writes, and the command lines in it. */
#include "play/script_internal.h"

#include <assert.h>

static bool is_dot(struct mustls_span raw)
{
    return mustls_span_eq(raw, MUSTLS_LIT(".\r\n")) || mustls_span_eq(raw, MUSTLS_LIT(".\n"));
}

/* Behind it the server may read lines as something else than commands, and owes one reply to all of
 * them. */
static bool may_go_on(struct mustls_span raw)
{
    return mustls_span_istarts(raw, MUSTLS_LIT("DATA")) ||
           mustls_span_istarts(raw, MUSTLS_LIT("BDAT")) ||
           mustls_span_istarts(raw, MUSTLS_LIT("AUTH")) ||
           mustls_span_istarts(raw, MUSTLS_LIT("STARTTLS"));
}

/* Whoever says more before the server has answered that can't know what it is owed. */
static void count_reply(struct mustls_play_script *s, struct mustls_span raw)
{
    s->blurred |= s->last_may_go_on && s->owed > 0;
    s->last_may_go_on = !s->in_data && may_go_on(raw);
    s->owed++;
}

bool mustls_play_script_awaits(const struct mustls_play_script *s)
{
    if (s->timer != MUSTLS_PLAY_NO_TIMER)
        return false;
    if (s->tls_wanted || s->connect_wanted || s->seg.active)
        return true;
    return s->owed > 0 && !s->half && !s->blurred;
}

/* A line behind the server's 354 is a message's, and one behind its 334 a response: no commands. */
static void line_sent(struct mustls_play_script *s, struct mustls_span raw, struct mustls_origin at)
{
    if (s->in_data && !is_dot(raw))
        return;
    count_reply(s, raw);
    if (s->in_data) {
        s->in_data = false;
        return;
    }
    mustls_play_script_event(
        s, (struct mustls_event){.kind = s->in_auth ? MUSTLS_E_LINE : MUSTLS_E_COMMAND,
                                 .from = MUSTLS_FROM_TOOL,
                                 .at = mustls_play_place(at),
                                 .raw = raw});
    s->in_auth = false;
}

/* `pos`: where `out` begins in the segment. */
static void read_lines(struct mustls_play_script *s, struct mustls_span out, size_t pos)
{
    while (out.len) {
        struct mustls_span raw;
        size_t used;
        bool cut;
        enum mustls_status st = mustls_line_feed(&s->lines, out, &used, &raw, &cut);
        pos += used;
        out = mustls_span_from(out, used);
        if (st == MUSTLS_OK) {
            line_sent(s, raw, mustls_play_segment_at(&s->seg, pos - 1));
        } else if (st != MUSTLS_MORE) {
            mustls_play_broken(s->play);
            return;
        }
    }
}

static void emit_piece(struct mustls_play_script *s)
{
    mustls_play_script_event(s, (struct mustls_event){.kind = MUSTLS_E_SEND,
                                                      .from = MUSTLS_FROM_TOOL,
                                                      .at = mustls_play_place(s->seg.at),
                                                      .raw = mustls_play_segment_piece(&s->seg)});
}

void mustls_play_script_wrote(struct mustls_play_script *s, size_t n)
{
    struct mustls_play_segment *seg = &s->seg;
    struct mustls_span out = mustls_span_first(mustls_play_segment_rest(seg), n);
    if (out.len == 0)
        return;
    assert(n <= out.len);
    size_t pos = seg->sent;
    seg->sent += n;
    if (seg->sent == seg->end)
        emit_piece(s);
    read_lines(s, out, pos);
    s->half = out.ptr[out.len - 1] != '\n';

    if (seg->sent == seg->end && mustls_play_segment_next(seg) && seg->chunk_gap) {
        s->timer = MUSTLS_PLAY_GAP;
        s->due = mustls_play_later(s->now, seg->chunk_gap);
    }
}
