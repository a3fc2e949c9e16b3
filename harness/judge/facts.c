#include "judge/internal.h"

/* Bits of what a connection has shown: three phases, two kinds each. */
static unsigned bit_of(const struct mustls_event *ev)
{
    return 1u << ((unsigned)ev->phase * 2 + (ev->kind == MUSTLS_E_REPLY ? 1 : 0));
}

static bool is_talk(const struct mustls_facts *f, const struct mustls_event *ev)
{
    if (ev->kind == MUSTLS_E_COMMAND)
        return ev->from == f->talker;
    return ev->kind == MUSTLS_E_REPLY && ev->from != f->talker;
}

/* Connections are numbered from 1 and each begins with an event, so there are no more of them than
 * events. A trace file that says otherwise was not written by us: its high numbers are never
 * first. */
static enum mustls_status mark_first(struct mustls_arena *a, struct mustls_facts *f)
{
    size_t num = f->trace->num_events;
    bool *first = mustls_arena_array(a, num, sizeof *first);
    uint8_t *shown = mustls_arena_array(a, num + 1, sizeof *shown);
    if (!first || !shown)
        return MUSTLS_ENOMEM;

    for (size_t i = 0; i < num; i++) {
        const struct mustls_event *ev = &f->trace->events[i];
        if (!is_talk(f, ev) || ev->conn > num || ev->phase > MUSTLS_PHASE_TLS)
            continue;
        first[i] = !(shown[ev->conn] & bit_of(ev));
        shown[ev->conn] |= (uint8_t)bit_of(ev);
    }
    f->first = first;
    return MUSTLS_OK;
}

/* How much longer than it was told a client may take to end. */
#define GRACE MUSTLS_SEC(1)

/* In memory a run is over when nothing moves any more, long before its limit: a client that was
 * told a time limit and has no timer running would wait for ever. */
static bool came_to_its_limit(const struct mustls_facts *f)
{
    return f->exit->us + GRACE >= f->prog->limit;
}

/* It was killed at our limit, which is a test's, while the next word was ours. RFC 5321 4.5.3.2
 * lets a client wait for minutes; one that was told a time limit waits rightly while that has not
 * run out since anybody said anything. */
static bool waits_rightly(const struct mustls_facts *f, mustls_usec last_word)
{
    if (!f->turn || !mustls_facts_ended(f, "killed"))
        return false;
    if (f->turn->code == MUSTLS_TURN_TOOL)
        return came_to_its_limit(f) &&
               f->exit->us - last_word <= MUSTLS_SEC(mustls_program_timeout(f->prog)) + GRACE;
    return f->turn->code == MUSTLS_TURN_TOOL_PATIENT;
}

static void note(struct mustls_facts *f, const struct mustls_event *ev)
{
    f->kinds |= UINT64_C(1) << ev->kind;
    if (ev->conn != 0)
        f->connected = true;
    if (ev->kind == MUSTLS_E_TLS)
        f->tls = true;
    if (ev->kind == MUSTLS_E_EXIT)
        f->exit = ev;
    if (ev->kind == MUSTLS_E_TURN)
        f->turn = ev;
    if (ev->kind == MUSTLS_E_DIFFERS)
        f->differs = ev;
    if (ev->kind == MUSTLS_E_SCRIPT)
        f->script = ev;
    if (ev->kind == MUSTLS_E_OUTPUT) {
        f->output = ev;
        f->output_cut = f->output_cut || ev->faults != 0; /* the only fault that output can have */
    }
}

enum mustls_status mustls_facts_collect(struct mustls_arena *a, const struct mustls_program *p,
                                        const struct mustls_trace *t, struct mustls_facts *out)
{
    *out = (struct mustls_facts){.prog = p, .trace = t};
    out->talker = p->role == MUSTLS_TEST_CLIENT ? MUSTLS_FROM_SUBJECT : MUSTLS_FROM_TOOL;
    mustls_usec last_word = 0;
    for (size_t i = 0; i < t->num_events; i++) {
        note(out, &t->events[i]);
        if (t->events[i].conn != 0)
            last_word = t->events[i].us;
    }
    out->waits = waits_rightly(out, last_word);
    out->sanitizer = mustls_facts_sanitizer(out);
    return mark_first(a, out);
}

bool mustls_facts_ended(const struct mustls_facts *f, const char *how)
{
    return f->exit && mustls_span_eq(f->exit->raw, mustls_span_str(how));
}

/* POSIX leaves the numbers open; all our systems share these. */
enum { SIGNAL_PIPE = 13, SIGNAL_ALARM = 14 };

bool mustls_facts_ended_by_system(const struct mustls_facts *f)
{
    return f->prog->role == MUSTLS_TEST_CLIENT && mustls_facts_ended(f, "signal") &&
           (f->exit->code == SIGNAL_PIPE || f->exit->code == SIGNAL_ALARM);
}

bool mustls_facts_crashed(const struct mustls_facts *f)
{
    return mustls_facts_ended(f, "signal") && !mustls_facts_ended_by_system(f);
}
