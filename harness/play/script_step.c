/* The script's steps. */
#include "play/script_internal.h"

static void emit_tool(struct mustls_play_script *s, enum mustls_event_kind kind, int code)
{
    mustls_play_script_event(s, (struct mustls_event){.kind = kind,
                                                      .from = MUSTLS_FROM_TOOL,
                                                      .at = mustls_play_place(s->pc->at),
                                                      .code = code});
}

void mustls_play_script_end(struct mustls_play_script *s, int code, struct mustls_origin at)
{
    if (s->done)
        return;
    mustls_play_script_event(s, (struct mustls_event){.kind = MUSTLS_E_SCRIPT,
                                                      .from = MUSTLS_FROM_TOOL,
                                                      .at = mustls_play_place(at),
                                                      .code = code});
    s->done = true;
    s->connect_wanted = s->tls_wanted = false;
    s->timer = MUSTLS_PLAY_NO_TIMER;
    mustls_play_segment_drop(&s->seg);
    s->close_wanted = s->open;
}

static bool text_matches(const struct mustls_reply *r, struct mustls_span glob)
{
    struct mustls_reply_line line;
    if (glob.len == 0)
        return true;
    for (size_t i = 0; mustls_reply_nth(r, i, &line); i++) {
        if (mustls_glob(glob, line.text))
            return true;
    }
    return false;
}

static bool expected(const struct mustls_pattern *p, const struct mustls_reply *r)
{
    if (p->kind == MUSTLS_PAT_ANY)
        return true;
    for (size_t i = 0; i < p->num_alts; i++) {
        if (p->alts[i].kind == MUSTLS_ALT_CODE && mustls_code_matches(p->alts[i].word, r->code) &&
            text_matches(r, p->alts[i].glob))
            return true;
    }
    return false;
}

static bool step_expect(struct mustls_play_script *s)
{
    bool got = mustls_play_script_take(s);
    if (!got && s->open)
        return false;
    if (got && expected(s->pc->expect, &s->taken))
        s->pc++;
    else
        mustls_play_script_end(s, s->pc->optional, s->pc->at);
    return true;
}

static bool step_send(struct mustls_play_script *s)
{
    if (!s->open) {
        mustls_play_script_end(s, 0, s->pc->at);
        return true;
    }
    bool ok;
    struct mustls_origin at = s->pc->at;
    s->pc = mustls_play_segment_fill(&s->seg, s->pc, s->pc_end, &ok);
    if (!ok) {
        mustls_play_broken(s->play);
        mustls_play_script_end(s, 0, at);
    }
    return true;
}

static void set_timer(struct mustls_play_script *s, enum mustls_play_timer what, mustls_usec by)
{
    s->timer = what;
    s->due = mustls_play_later(s->now, by);
}

static bool step_wait(struct mustls_play_script *s)
{
    emit_tool(s, MUSTLS_E_WAIT, 1);
    if (s->pc->usec == MUSTLS_NEVER && !s->open)
        emit_tool(s, MUSTLS_E_WAIT, 0);
    else
        set_timer(s, MUSTLS_PLAY_WAIT, s->pc->usec);
    s->pc++;
    return true;
}

static bool step_tls(struct mustls_play_script *s)
{
    if (!s->open || s->phase == MUSTLS_PHASE_TLS) {
        mustls_play_script_end(s, 0, s->pc->at);
        return true;
    }
    s->tls_wanted = true;
    s->pc++;
    return true;
}

static bool step_close(struct mustls_play_script *s, enum mustls_event_kind kind)
{
    emit_tool(s, kind, 0);
    s->close_wanted = s->close_wanted || (s->open && kind == MUSTLS_E_CLOSE);
    s->reset_wanted = s->reset_wanted || (s->open && kind == MUSTLS_E_RESET);
    s->open = false;
    s->pc++;
    return true;
}

static bool step(struct mustls_play_script *s)
{
    if (s->pc == s->pc_end) {
        struct mustls_origin nowhere = {255, 0};
        mustls_play_script_end(s, 1, s->play->prog->num_steps ? s->pc[-1].at : nowhere);
        return false;
    }
    switch (s->pc->kind) {
    case MUSTLS_STEP_SEND:
        return step_send(s);
    case MUSTLS_STEP_FLUSH:
        if (s->play->params.gap)
            set_timer(s, MUSTLS_PLAY_GAP, s->play->params.gap);
        break;
    case MUSTLS_STEP_TLS:
        return step_tls(s);
    case MUSTLS_STEP_WAIT:
        return step_wait(s);
    case MUSTLS_STEP_CHUNK:
        s->seg.chunk = s->pc->n;
        s->seg.chunk_gap = s->pc->usec;
        break;
    case MUSTLS_STEP_CLOSE:
        return step_close(s, MUSTLS_E_CLOSE);
    case MUSTLS_STEP_RESET:
        return step_close(s, MUSTLS_E_RESET);
    case MUSTLS_STEP_CONNECT:
        s->connect_wanted = true;
        break;
    case MUSTLS_STEP_EXPECT:
        return step_expect(s);
    case MUSTLS_STEP_FLOOD:
    case MUSTLS_STEP_READ_LINE:
    case MUSTLS_STEP_READ_DATA:
        break; /* not in a server test */
    }
    s->pc++;
    return true;
}

static bool is_blocked(const struct mustls_play_script *s)
{
    return s->done || s->connect_wanted || s->tls_wanted || s->seg.active ||
           s->timer != MUSTLS_PLAY_NO_TIMER;
}

void mustls_play_script_run(struct mustls_play_script *s)
{
    while (!is_blocked(s) && step(s))
        ;
}
