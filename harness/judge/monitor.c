/* A sentence as a monitor: one pass over the events of its window.
 *
 *   applies   the subject was asked for it (where), its phase existed
 *   window    after X, before Y, within D; without X there is nothing to judge
 *   tally     what happened in the window
 *   conclude  kept, broken, n/a; for MAY seen, not seen */
#include "judge/internal.h"

struct window {
    size_t begin, end; /* indices of events */
    mustls_usec deadline;
    const struct mustls_event *anchor; /* NULL without `after` */
};

struct witnesses {
    uint32_t seq[MUSTLS_MAX_WITNESS];
    size_t num;
};

struct tally {
    struct witnesses hits, late, off;
    size_t num_hits;
    size_t num_candidates; /* events that each had to match: see must_all_match */
    size_t num_off;        /* candidates that did not */
    const struct mustls_event *last_cause;
};

struct monitor {
    const struct mustls_facts *f;
    const struct mustls_sentence *s;
    struct mustls_matcher event; /* the sentence's */
    struct mustls_match output;  /* the same for what was printed; only `in output` */
    uint64_t kinds;              /* of events that it may match, or must, and of causes */
    struct window w;
    struct tally t;
};

/* --- applies --- */

static bool has_kind(const struct mustls_match *m, int kind)
{
    for (size_t i = 0; i < m->num_items; i++) {
        if ((int)m->items[i].kind == kind)
            return true;
    }
    return false;
}

static bool only_kind(const struct mustls_match *m, int kind)
{
    for (size_t i = 0; i < m->num_items; i++) {
        if ((int)m->items[i].kind != kind)
            return false;
    }
    return true;
}

static bool is_printable(const struct mustls_match_item *item)
{
    return item->kind == MUSTLS_M_GLOB ||
           (item->kind == MUSTLS_M_EVENT && mustls_span_eq(item->text, MUSTLS_LIT("secret")));
}

static bool only_printable(const struct mustls_match *m)
{
    for (size_t i = 0; i < m->num_items; i++) {
        if (!is_printable(&m->items[i]))
            return false;
    }
    return true;
}

/* The parser lets no other sentence through; where one comes by another way it says nothing, rather
 * than something that nobody meant. */
static bool makes_sense(const struct monitor *m)
{
    const struct mustls_sentence *s = m->s;
    bool about_event = s->subject == MUSTLS_SUBJ_EVENT;
    if (about_event && (s->event.num_items == 0 || !m->event.known))
        return false;
    if (s->negated && s->once)
        return false;
    if (s->in_output)
        return about_event && only_printable(&s->event) && !s->first && !s->once;
    return !s->first || (about_event && !has_kind(&s->event, MUSTLS_M_EVENT));
}

static bool was_asked(const struct mustls_program *p, const struct mustls_kv *where)
{
    if (where->key.len == 0)
        return true;
    for (size_t i = 0; i < p->num_wishes; i++) {
        if (mustls_span_eq(p->wishes[i].key, where->key))
            return mustls_span_eq(p->wishes[i].value, where->value);
    }
    return false;
}

static bool phase_existed(const struct mustls_facts *f, unsigned phases)
{
    if (phases == 0)
        return true;
    return ((phases & MUSTLS_IN_CLEAR) && f->connected) || ((phases & MUSTLS_IN_TLS) && f->tls);
}

static bool applies(const struct monitor *m)
{
    return makes_sense(m) && was_asked(m->f->prog, &m->s->where) &&
           phase_existed(m->f, m->s->phases);
}

/* --- window --- */

static bool in_phase(const struct mustls_sentence *s, const struct mustls_event *ev)
{
    if (s->phases == 0)
        return true;
    return ((s->phases & MUSTLS_IN_CLEAR) && ev->phase == MUSTLS_PHASE_CLEAR) ||
           ((s->phases & MUSTLS_IN_TLS) && ev->phase == MUSTLS_PHASE_TLS);
}

/* "HELO in tls after EHLO": that EHLO, too, was said under TLS. What is done in clear may hang on
 * either: a client falls back on a second connection. */
static bool anchors(const struct mustls_sentence *s, const struct mustls_event *ev)
{
    bool said =
        ev->kind == MUSTLS_E_COMMAND || ev->kind == MUSTLS_E_LINE || ev->kind == MUSTLS_E_REPLY;
    return !said || s->phases != MUSTLS_IN_TLS || in_phase(s, ev);
}

/* Index of the first match at or behind `from`; the number of events when there is none. */
static size_t find_anchor(const struct monitor *mon, const struct mustls_match *m, size_t from)
{
    const struct mustls_facts *f = mon->f;
    struct mustls_matcher matcher;
    mustls_matcher_init(&matcher, m);
    if (!(matcher.kinds & f->kinds))
        return f->trace->num_events;
    size_t i = from;
    while (i < f->trace->num_events &&
           !(mustls_matcher_fits(&matcher, f, &f->trace->events[i], true) &&
             anchors(mon->s, &f->trace->events[i])))
        i++;
    return i;
}

static mustls_usec later(mustls_usec t, mustls_usec by)
{
    return by > MUSTLS_NEVER - t ? MUSTLS_NEVER : t + by;
}

/* False when the moment that the sentence counts from never came. */
static bool open_window(struct monitor *m)
{
    const struct mustls_trace *t = m->f->trace;
    struct window *w = &m->w;
    *w = (struct window){.end = t->num_events, .deadline = MUSTLS_NEVER};
    if (m->s->after.num_items > 0) {
        size_t at = find_anchor(m, &m->s->after, 0);
        if (at == t->num_events)
            return false;
        w->anchor = &t->events[at];
        w->begin = at + 1;
    }
    if (m->s->before.num_items > 0)
        w->end = find_anchor(m, &m->s->before, w->begin);
    if (m->s->within > 0)
        w->deadline = later(w->anchor ? w->anchor->us : 0, m->s->within);
    return true;
}

/* --- tally --- */

static bool about_end(const struct mustls_sentence *s)
{
    return s->subject == MUSTLS_SUBJ_SUCCEEDS || s->subject == MUSTLS_SUBJ_FAILS;
}

static bool is_end(const struct mustls_event *ev, struct mustls_span how)
{
    return ev->kind == MUSTLS_E_EXIT && mustls_span_eq(ev->raw, how);
}

static bool matches(const struct monitor *m, const struct mustls_event *ev)
{
    switch (m->s->subject) {
    case MUSTLS_SUBJ_SUCCEEDS:
        return is_end(ev, MUSTLS_LIT("ok"));
    case MUSTLS_SUBJ_FAILS:
        return is_end(ev, MUSTLS_LIT("fail")) ||
               (ev == m->f->exit && mustls_facts_ended_by_system(m->f));
    case MUSTLS_SUBJ_SERVER_CLOSES:
        return (ev->kind == MUSTLS_E_CLOSE || ev->kind == MUSTLS_E_RESET) &&
               ev->from == MUSTLS_FROM_SUBJECT && in_phase(m->s, ev);
    case MUSTLS_SUBJ_EVENT:
        break;
    }
    if (m->s->in_output)
        return mustls_match_output(&m->output, ev);
    if (m->s->first && !m->f->first[ev - m->f->trace->events])
        return false;
    return in_phase(m->s, ev) && mustls_matcher_fits(&m->event, m->f, ev, false);
}

/* Of these events each one must match, if the sentence is to be kept: with `first` the first
 * command (for codes: reply) of every connection that spoke in the phase, so that a second
 * connection cannot hide behind a well-behaved first; and the end of the run, of which there is
 * one. */
static bool must_match(const struct monitor *m, const struct mustls_event *ev)
{
    if (about_end(m->s))
        return ev->kind == MUSTLS_E_EXIT;
    if (!m->s->first || !m->f->first[ev - m->f->trace->events] || !in_phase(m->s, ev))
        return false;
    bool codes = has_kind(&m->s->event, MUSTLS_M_CODE);
    bool commands = !only_kind(&m->s->event, MUSTLS_M_CODE);
    return ev->kind == MUSTLS_E_REPLY ? codes : commands;
}

static void add_witness(struct witnesses *w, const struct mustls_event *ev)
{
    if (w->num < MUSTLS_MAX_WITNESS)
        w->seq[w->num++] = ev->seq;
}

/* What a peer that waits its turn would act upon: our reply, or (test server) our command. */
static bool is_cause(const struct monitor *m, const struct mustls_event *ev)
{
    bool client = m->f->prog->role == MUSTLS_TEST_CLIENT;
    return ev->kind == MUSTLS_E_TLS || ev->kind == (client ? MUSTLS_E_REPLY : MUSTLS_E_COMMAND);
}

static uint64_t bit(enum mustls_event_kind kind)
{
    return UINT64_C(1) << kind;
}

static uint64_t kinds_of(const struct monitor *m)
{
    uint64_t causes = bit(MUSTLS_E_TLS) | bit(MUSTLS_E_REPLY) | bit(MUSTLS_E_COMMAND);
    uint64_t kinds = m->s->negated ? 0 : causes; /* among them what `first` must match */
    switch (m->s->subject) {
    case MUSTLS_SUBJ_SUCCEEDS:
    case MUSTLS_SUBJ_FAILS:
        return kinds | bit(MUSTLS_E_EXIT);
    case MUSTLS_SUBJ_SERVER_CLOSES:
        return kinds | bit(MUSTLS_E_CLOSE) | bit(MUSTLS_E_RESET);
    case MUSTLS_SUBJ_EVENT:
        break;
    }
    if (m->s->in_output)
        return kinds | bit(MUSTLS_E_OUTPUT) | bit(MUSTLS_E_SECRET);
    return kinds | m->event.kinds;
}

/* What may be no command breaks nothing; what a command would keep it keeps. */
static bool doubtful(const struct monitor *m, const struct mustls_event *ev)
{
    return m->s->negated && ev->kind == MUSTLS_E_COMMAND && (ev->faults & MUSTLS_COMMAND_DOUBTFUL);
}

static void look_at(struct monitor *m, const struct mustls_event *ev)
{
    struct tally *t = &m->t;
    bool in_time = ev->us <= m->w.deadline, match = matches(m, ev) && !doubtful(m, ev);
    if (match && in_time) {
        t->num_hits++;
        add_witness(&t->hits, ev);
    } else if (match) {
        add_witness(&t->late, ev);
    }
    if (must_match(m, ev)) {
        t->num_candidates++;
        if (!match) {
            t->num_off++;
            add_witness(&t->off, ev);
        }
    }
    if (in_time && is_cause(m, ev))
        t->last_cause = ev;
}

static void look_at_all(struct monitor *m)
{
    const struct mustls_event *events = m->f->trace->events;
    const uint64_t kinds = m->kinds;
    for (size_t i = m->w.begin, end = m->w.end; i < end; i++) {
        if (kinds >> events[i].kind & 1)
            look_at(m, &events[i]);
    }
}

/* --- conclude --- */

static bool only_known_at_end(const struct monitor *m)
{
    return m->event.named & (bit(MUSTLS_E_FALSE_SUCCESS) | bit(MUSTLS_E_FALSE_FAILURE));
}

/* Whether we would have seen the event had it happened: that it is not in the trace then means that
 * it was not. */
static bool would_show(const struct monitor *m)
{
    const struct mustls_sentence *s = m->s;
    if (s->in_output) /* a subject that prints nothing leaves no event of it */
        return m->f->exit && !m->f->output_cut;
    if (about_end(s) || (s->subject == MUSTLS_SUBJ_EVENT && only_known_at_end(m)))
        return m->f->exit != NULL;
    if (m->f->connected)
        return true;
    /* A subject that never came did not do what it must. That it did nothing it must not is no
     * merit. */
    return !s->negated && s->level != MUSTLS_MAY;
}

static bool is_satisfied(const struct monitor *m)
{
    if (m->s->once && m->t.num_hits > 1)
        return false;
    return m->t.num_hits > 0 && m->t.num_off == 0;
}

static enum mustls_outcome conclude(const struct monitor *m)
{
    bool may = m->s->level == MUSTLS_MAY;
    if (m->s->negated && m->t.num_hits > 0)
        return may ? MUSTLS_SEEN : MUSTLS_BROKEN;
    if (!m->s->negated && is_satisfied(m))
        return may ? MUSTLS_SEEN : MUSTLS_KEPT;
    if (!would_show(m))
        return MUSTLS_NA;
    if (m->s->negated)
        return may ? MUSTLS_NOT_SEEN : MUSTLS_KEPT;
    if ((m->s->first || about_end(m->s)) && m->t.num_candidates == 0)
        return MUSTLS_NA;
    return may ? MUSTLS_NOT_SEEN : MUSTLS_BROKEN;
}

/* Broken by what has not happened yet, and nothing was late or wrong: in the end it would have.
 * A SHOULD stays broken, for it is no more than a warning: in time is what it is about. */
static bool only_waits(const struct monitor *m)
{
    bool open = m->w.end == m->f->trace->num_events;
    bool nothing = m->t.num_hits == 0 && m->t.late.num == 0;
    return m->f->waits && m->s->level == MUSTLS_MUST && !m->s->negated && open && nothing &&
           (m->t.num_off == 0 || about_end(m->s));
}

static void report(const struct monitor *m, struct mustls_finding *out)
{
    const struct tally *t = &m->t;
    const struct witnesses *w = &t->hits;
    bool unmet = !m->s->negated && out->outcome == MUSTLS_BROKEN;
    if (unmet && t->num_off > 0)
        w = &t->off;
    else if (unmet && t->num_hits == 0)
        w = &t->late;
    memcpy(out->events, w->seq, sizeof out->events);
    out->num_events = w->num;

    bool missing = unmet && t->num_hits == 0 && !m->s->first;
    if (missing && t->last_cause)
        out->expected_after = t->last_cause->seq;
}

enum mustls_status mustls_monitor_run(struct mustls_arena *a, const struct mustls_facts *f,
                                      const struct mustls_sentence *s, struct mustls_finding *out)
{
    *out = (struct mustls_finding){
        .sentence = s, .outcome = MUSTLS_NA, .expected_after = MUSTLS_NO_EVENT};
    struct monitor m = {.f = f, .s = s};
    mustls_matcher_init(&m.event, &s->event);
    if (!applies(&m) || !open_window(&m))
        return MUSTLS_OK;

    if (s->in_output) {
        enum mustls_status st = mustls_match_anywhere(a, &s->event, &m.output);
        if (st != MUSTLS_OK)
            return st;
    }
    m.t.last_cause = m.w.anchor;
    m.kinds = kinds_of(&m);
    if (m.kinds & f->kinds) /* most events concern no sentence */
        look_at_all(&m);
    out->outcome = conclude(&m);
    out->waits = out->outcome == MUSTLS_BROKEN && only_waits(&m);
    if (out->waits)
        out->outcome = MUSTLS_NA;
    else
        report(&m, out);
    return MUSTLS_OK;
}
