/* A reaction's steps. */
#include "play/internal.h"

void mustls_play_start(struct mustls_play_conn *c, const struct mustls_rule *rule,
                       enum mustls_verb trigger)
{
    const struct mustls_step *steps = c->play->prog->steps;
    mustls_play_note_event(c, (struct mustls_event){.kind = MUSTLS_E_RULE,
                                                    .from = MUSTLS_FROM_TOOL,
                                                    .at = mustls_play_place(rule->at)});
    c->running = true;
    c->rule = rule;
    c->trigger = trigger;
    c->replied = false;
    c->pc = steps ? steps + rule->first_step : NULL;
    c->pc_end = steps ? c->pc + rule->num_steps : NULL;
    c->data_begun = false;
}

bool mustls_play_tls_ahead(const struct mustls_play_conn *c)
{
    if (!c->running)
        return false;
    for (const struct mustls_step *s = c->pc; s < c->pc_end; s++) {
        if (s->kind == MUSTLS_STEP_TLS)
            return true;
    }
    return false;
}

static void emit_tool(struct mustls_play_conn *c, enum mustls_event_kind kind, int code)
{
    mustls_play_note_event(c, (struct mustls_event){.kind = kind,
                                                    .from = MUSTLS_FROM_TOOL,
                                                    .at = mustls_play_place(c->pc->at),
                                                    .code = code});
}

static void set_timer(struct mustls_play_conn *c, enum mustls_play_timer what, mustls_usec by)
{
    c->timer = what;
    c->due = mustls_play_later(c->now, by);
}

static bool step_send(struct mustls_play_conn *c)
{
    bool ok;
    c->pc = mustls_play_segment_fill(&c->seg, c->pc, c->pc_end, &ok);
    if (!ok)
        mustls_play_fail(c);
    return ok;
}

static bool step_wait(struct mustls_play_conn *c)
{
    emit_tool(c, MUSTLS_E_WAIT, 1);
    if (c->eof && c->pc->usec == MUSTLS_NEVER)
        emit_tool(c, MUSTLS_E_WAIT, 0); /* the peer has closed already */
    else
        set_timer(c, MUSTLS_PLAY_WAIT, c->pc->usec);
    c->pc++;
    return true;
}

/* A second handshake inside TLS is no part of TLS as we speak it: passed over. */
static bool step_tls(struct mustls_play_conn *c)
{
    c->tls_wanted = c->phase == MUSTLS_PHASE_CLEAR && !c->eof;
    c->tls_left = false;
    c->left_len = 0;
    c->pc++;
    return true;
}

static bool step_end(struct mustls_play_conn *c, enum mustls_event_kind kind,
                     enum mustls_play_life life)
{
    emit_tool(c, kind, 0);
    c->running = false;
    c->life = life;
    return true;
}

/* Nothing comes any more: the rest of the reaction is void. */
static bool step_eof(struct mustls_play_conn *c)
{
    c->running = false;
    return true;
}

static bool step_read_line(struct mustls_play_conn *c)
{
    struct mustls_span line;
    bool is_response;
    bool got = mustls_play_take_line(c, &line, &is_response);
    if (!got && c->data_begun && c->data_lines > 0) {
        c->data_lines--; /* a line of the message, which goes on being read as such */
        got = true;
    }
    if (got) {
        c->pc++;
        return true;
    }
    if (c->eof)
        return step_eof(c);
    if (c->expect == MUSTLS_PLAY_COMMAND)
        c->expect = MUSTLS_PLAY_LINE;
    return false;
}

static bool step_read_data(struct mustls_play_conn *c)
{
    if (c->data_done) {
        c->data_done = false;
        c->pc++;
        return true;
    }
    if (c->eof)
        return step_eof(c);
    if (c->expect == MUSTLS_PLAY_DATA)
        return false;
    mustls_play_data_begin(c);
    return true;
}

bool mustls_play_step(struct mustls_play_conn *c)
{
    if (c->timer != MUSTLS_PLAY_NO_TIMER || c->seg.active || c->tls_wanted)
        return false;
    if (c->pc == c->pc_end) {
        c->running = false;
        return true;
    }
    switch (c->pc->kind) {
    case MUSTLS_STEP_SEND:
        return step_send(c);
    case MUSTLS_STEP_FLUSH:
        c->pc++;
        if (c->play->params.gap)
            set_timer(c, MUSTLS_PLAY_GAP, c->play->params.gap);
        return true;
    case MUSTLS_STEP_TLS:
        return step_tls(c);
    case MUSTLS_STEP_WAIT:
        return step_wait(c);
    case MUSTLS_STEP_CHUNK:
        c->seg.chunk = c->pc->n;
        c->seg.chunk_gap = c->pc->usec;
        c->pc++;
        return true;
    case MUSTLS_STEP_FLOOD:
        return mustls_play_flood_begin(c);
    case MUSTLS_STEP_CLOSE:
        return step_end(c, MUSTLS_E_CLOSE, MUSTLS_PLAY_CLOSING);
    case MUSTLS_STEP_RESET:
        return step_end(c, MUSTLS_E_RESET, MUSTLS_PLAY_DROPPED);
    case MUSTLS_STEP_READ_LINE:
        return step_read_line(c);
    case MUSTLS_STEP_READ_DATA:
        return step_read_data(c);
    case MUSTLS_STEP_CONNECT:
    case MUSTLS_STEP_EXPECT:
        break; /* not in a client test */
    }
    c->pc++;
    return true;
}
