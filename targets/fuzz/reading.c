#include "reading.h"

#include <stdio.h>

#define GRACE MUSTLS_SEC(1)

struct reading {
    const struct mustls_program *p;
    const struct mustls_trace *t;
    const struct mustls_sentence *s;
};

static bool by_client(const struct reading *r, const struct mustls_event *e)
{
    return e->from == (r->p->role == MUSTLS_TEST_CLIENT ? MUSTLS_FROM_SUBJECT : MUSTLS_FROM_TOOL);
}

static bool is_named(const struct mustls_match *m, const char *name)
{
    for (size_t i = 0; i < m->num_items; i++)
        if (m->items[i].kind == MUSTLS_M_EVENT &&
            mustls_span_eq(m->items[i].text, mustls_span_str(name)))
            return true;
    return false;
}

static bool has_kind(const struct mustls_match *m, int kind)
{
    for (size_t i = 0; i < m->num_items; i++)
        if ((int)m->items[i].kind == kind)
            return true;
    return false;
}

static const struct mustls_event *last(const struct reading *r, enum mustls_event_kind kind)
{
    const struct mustls_event *found = NULL;
    for (size_t i = 0; i < r->t->num_events; i++)
        if (r->t->events[i].kind == kind)
            found = &r->t->events[i];
    return found;
}

static bool connected(const struct reading *r)
{
    for (size_t i = 0; i < r->t->num_events; i++)
        if (r->t->events[i].conn != 0)
            return true;
    return false;
}

/* --- items --- */

static struct mustls_span line_of(const struct mustls_event *e)
{
    struct mustls_span s = e->raw;
    if (s.len > 0 && s.ptr[s.len - 1] == '\n')
        s.len--;
    if (s.len > 0 && s.ptr[s.len - 1] == '\r')
        s.len--;
    return s;
}

static bool is_space(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static bool has_verb(const struct mustls_event *e, struct mustls_span verb)
{
    struct mustls_span line = line_of(e);
    size_t n = 0;
    while (n < line.len && !is_space(line.ptr[n]))
        n++;
    return mustls_span_ieq(mustls_span_first(line, n), verb);
}

static bool happened(const struct mustls_event *e, struct mustls_span name, bool as_moment)
{
    if (e->kind != mustls_event_by_name(name))
        return false;
    if (e->kind == MUSTLS_E_SECRET && e->conn == 0)
        return false; /* that was printed */
    bool both = e->kind == MUSTLS_E_CLOSE || e->kind == MUSTLS_E_RESET;
    return as_moment || !both || e->from == MUSTLS_FROM_SUBJECT;
}

static bool item_fits(const struct reading *r, const struct mustls_match_item *item,
                      const struct mustls_event *e, bool as_moment)
{
    bool command = e->kind == MUSTLS_E_COMMAND && by_client(r, e);
    bool line = e->kind == MUSTLS_E_LINE && by_client(r, e);
    switch (item->kind) {
    case MUSTLS_M_VERB:
        return command && has_verb(e, item->text);
    case MUSTLS_M_CODE:
        return e->kind == MUSTLS_E_REPLY && mustls_code_matches(item->text, e->code);
    case MUSTLS_M_GLOB:
        return (command || line) && mustls_glob(item->text, line_of(e));
    case MUSTLS_M_EVENT:
        return happened(e, item->text, as_moment);
    }
    return false;
}

static bool fits(const struct reading *r, const struct mustls_match *m,
                 const struct mustls_event *e, bool as_moment)
{
    for (size_t i = 0; i < m->num_items; i++)
        if (item_fits(r, &m->items[i], e, as_moment))
            return true;
    return false;
}

/* Anywhere in what was printed. */
static bool printed(const struct mustls_match *m, const struct mustls_event *e)
{
    if (e->kind == MUSTLS_E_SECRET && e->conn == 0)
        return is_named(m, "secret");
    if (e->kind != MUSTLS_E_OUTPUT)
        return false;
    for (size_t i = 0; i < m->num_items; i++)
        for (size_t at = 0; m->items[i].kind == MUSTLS_M_GLOB && at <= e->raw.len; at++)
            for (size_t len = 0; at + len <= e->raw.len; len++)
                if (mustls_glob(m->items[i].text,
                                mustls_span_first(mustls_span_from(e->raw, at), len)))
                    return true;
    return false;
}

/* --- the sentence --- */

static bool about_end(const struct mustls_sentence *s)
{
    return s->subject == MUSTLS_SUBJ_SUCCEEDS || s->subject == MUSTLS_SUBJ_FAILS;
}

static bool in_phase(const struct reading *r, const struct mustls_event *e)
{
    unsigned bit = e->phase == MUSTLS_PHASE_CLEAR ? MUSTLS_IN_CLEAR
                   : e->phase == MUSTLS_PHASE_TLS ? MUSTLS_IN_TLS
                                                  : 0;
    return r->s->phases == 0 || (r->s->phases & bit);
}

static bool is_talk(const struct reading *r, const struct mustls_event *e)
{
    return e->kind == MUSTLS_E_COMMAND ? by_client(r, e)
                                       : e->kind == MUSTLS_E_REPLY && !by_client(r, e);
}

/* The first command, or the first reply, of its connection and phase. */
static bool is_first(const struct reading *r, const struct mustls_event *e)
{
    for (const struct mustls_event *b = r->t->events; b < e; b++)
        if (is_talk(r, b) && b->kind == e->kind && b->conn == e->conn && b->phase == e->phase)
            return false;
    return is_talk(r, e);
}

/* SIGPIPE and SIGALRM: how the system ends a client that nobody talks to. */
static bool failed(const struct reading *r, const struct mustls_event *e)
{
    if (mustls_span_eq(e->raw, MUSTLS_LIT("fail")))
        return true;
    return e == last(r, MUSTLS_E_EXIT) && r->p->role == MUSTLS_TEST_CLIENT &&
           mustls_span_eq(e->raw, MUSTLS_LIT("signal")) && (e->code == 13 || e->code == 14);
}

static bool is_it(const struct reading *r, const struct mustls_event *e)
{
    const struct mustls_sentence *s = r->s;
    switch (s->subject) {
    case MUSTLS_SUBJ_SUCCEEDS:
        return e->kind == MUSTLS_E_EXIT && mustls_span_eq(e->raw, MUSTLS_LIT("ok"));
    case MUSTLS_SUBJ_FAILS:
        return e->kind == MUSTLS_E_EXIT && failed(r, e);
    case MUSTLS_SUBJ_SERVER_CLOSES:
        return (e->kind == MUSTLS_E_CLOSE || e->kind == MUSTLS_E_RESET) &&
               e->from == MUSTLS_FROM_SUBJECT && in_phase(r, e);
    case MUSTLS_SUBJ_EVENT:
        break;
    }
    if (s->in_output)
        return printed(&s->event, e);
    return (!s->first || is_first(r, e)) && in_phase(r, e) && fits(r, &s->event, e, false);
}

/* With `first` each connection's first must be it, and of ends there is one. */
static bool has_to_be_it(const struct reading *r, const struct mustls_event *e)
{
    const struct mustls_match *m = &r->s->event;
    if (about_end(r->s))
        return e->kind == MUSTLS_E_EXIT;
    if (!r->s->first || !in_phase(r, e) || !is_first(r, e))
        return false;
    bool only_codes = !has_kind(m, MUSTLS_M_VERB) && !has_kind(m, MUSTLS_M_GLOB);
    return e->kind == MUSTLS_E_REPLY ? has_kind(m, MUSTLS_M_CODE) : !only_codes;
}

/* What the parser refuses says nothing. */
static bool is_sense(const struct mustls_sentence *s)
{
    if ((s->negated && s->once) || (s->first && s->subject != MUSTLS_SUBJ_EVENT))
        return false;
    if (s->in_output)
        for (size_t i = 0; i < s->event.num_items; i++)
            if (s->event.items[i].kind != MUSTLS_M_GLOB &&
                !(s->event.items[i].kind == MUSTLS_M_EVENT &&
                  mustls_span_eq(s->event.items[i].text, MUSTLS_LIT("secret"))))
                return false;
    if (s->in_output)
        return s->subject == MUSTLS_SUBJ_EVENT && !s->first && !s->once;
    return !(s->first && has_kind(&s->event, MUSTLS_M_EVENT));
}

static bool was_asked(const struct reading *r)
{
    const struct mustls_kv *w = &r->s->where;
    if (w->key.len == 0)
        return true;
    char key[32];
    snprintf(key, sizeof key, "%.*s", (int)w->key.len, (const char *)w->key.ptr);
    return mustls_span_eq(mustls_program_wish(r->p, key), w->value);
}

static bool phase_was(const struct reading *r)
{
    return r->s->phases == 0 || ((r->s->phases & MUSTLS_IN_CLEAR) && connected(r)) ||
           ((r->s->phases & MUSTLS_IN_TLS) && last(r, MUSTLS_E_TLS));
}

/* Had it happened, we would know. */
static bool would_know(const struct reading *r)
{
    const struct mustls_sentence *s = r->s;
    const struct mustls_event *end = last(r, MUSTLS_E_EXIT);
    bool cut = false;
    for (size_t i = 0; i < r->t->num_events; i++)
        cut |= r->t->events[i].kind == MUSTLS_E_OUTPUT && r->t->events[i].faults != 0;
    if (s->in_output)
        return end && !cut;
    if (about_end(s) || (s->subject == MUSTLS_SUBJ_EVENT && (is_named(&s->event, "false-success") ||
                                                             is_named(&s->event, "false-failure"))))
        return end;
    return connected(r) || (!s->negated && s->level != MUSTLS_MAY);
}

/* Killed at the limit, rightly waiting for us. */
static bool waits(const struct reading *r)
{
    const struct mustls_event *end = last(r, MUSTLS_E_EXIT), *turn = last(r, MUSTLS_E_TURN);
    mustls_usec word = 0;
    if (!end || !turn || !mustls_span_eq(end->raw, MUSTLS_LIT("killed")))
        return false;
    for (size_t i = 0; i < r->t->num_events; i++)
        if (r->t->events[i].conn != 0)
            word = r->t->events[i].us;
    if (turn->code == MUSTLS_TURN_TOOL)
        return end->us + GRACE >= r->p->limit &&
               end->us - word <= MUSTLS_SEC(mustls_program_timeout(r->p)) + GRACE;
    return turn->code == MUSTLS_TURN_TOOL_PATIENT;
}

/* A sentence about TLS hangs on what was said, by either side, under TLS. */
static bool is_anchor(const struct reading *r, const struct mustls_match *m,
                      const struct mustls_event *e)
{
    bool said =
        e->kind == MUSTLS_E_REPLY || e->kind == MUSTLS_E_COMMAND || e->kind == MUSTLS_E_LINE;
    return fits(r, m, e, true) && !(said && r->s->phases == MUSTLS_IN_TLS && !in_phase(r, e));
}

struct window {
    size_t begin, end;
    mustls_usec until;
};

static bool find_window(const struct reading *r, struct window *w)
{
    const size_t num = r->t->num_events;
    mustls_usec from = 0;
    *w = (struct window){0, num, MUSTLS_NEVER};
    if (r->s->after.num_items > 0) {
        while (w->begin < num && !is_anchor(r, &r->s->after, &r->t->events[w->begin]))
            w->begin++;
        if (w->begin == num)
            return false;
        from = r->t->events[w->begin++].us;
    }
    if (r->s->before.num_items > 0)
        for (w->end = w->begin;
             w->end < num && !is_anchor(r, &r->s->before, &r->t->events[w->end]);)
            w->end++;
    if (r->s->within > 0)
        w->until = from + r->s->within;
    return true;
}

static enum mustls_outcome conclude(const struct reading *r, const struct window *w)
{
    const struct mustls_sentence *s = r->s;
    const bool may = s->level == MUSTLS_MAY;
    size_t hits = 0, late = 0, others = 0, had_to = 0;
    for (size_t i = w->begin; i < w->end; i++) {
        const struct mustls_event *e = &r->t->events[i];
        bool doubtful = e->kind == MUSTLS_E_COMMAND && e->faults % 2 == 1;
        bool it = is_it(r, e) && !(s->negated && doubtful); /* it may be a message's line */
        hits += it && e->us <= w->until;
        late += it && e->us > w->until;
        had_to += has_to_be_it(r, e);
        others += has_to_be_it(r, e) && !it;
    }
    bool kept = s->negated ? hits == 0 : hits > 0 && others == 0 && (!s->once || hits == 1);
    if (s->negated && hits > 0)
        return may ? MUSTLS_SEEN : MUSTLS_BROKEN;
    if (!s->negated && kept)
        return may ? MUSTLS_SEEN : MUSTLS_KEPT;
    if (!would_know(r))
        return MUSTLS_NA;
    if (s->negated)
        return may ? MUSTLS_NOT_SEEN : MUSTLS_KEPT;
    if ((s->first || about_end(s)) && had_to == 0)
        return MUSTLS_NA;
    if (waits(r) && s->level == MUSTLS_MUST && w->end == r->t->num_events && hits == 0 &&
        late == 0 && (others == 0 || about_end(s)))
        return MUSTLS_NA; /* only its waiting breaks it */
    return may ? MUSTLS_NOT_SEEN : MUSTLS_BROKEN;
}

enum mustls_outcome reading_of(const struct mustls_program *p, const struct mustls_trace *t,
                               const struct mustls_sentence *s)
{
    struct reading r = {p, t, s};
    struct window w;
    if (!is_sense(s) || !was_asked(&r) || !phase_was(&r) || !find_window(&r, &w))
        return MUSTLS_NA;
    return conclude(&r, &w);
}
