/* Control runs: a subject that does not deliver to a good server says nothing by failing on a bad
 * one. They are looked at for each pair of wishes (tls, auth), so that a client which can't do AUTH
 * LOGIN is still judged without. */
#include <stdio.h>
#include <string.h>

#include "base/escape.h"
#include "run/suite_internal.h"

static struct mustls_control *find(struct mustls_subject_state *st, struct mustls_span tls,
                                   struct mustls_span auth)
{
    for (size_t i = 0; i < st->num; i++)
        if (mustls_span_eq(st->controls[i].tls, tls) && mustls_span_eq(st->controls[i].auth, auth))
            return &st->controls[i];
    return NULL;
}

/* What it printed last tells a wrong option from a wrong client. */
static struct mustls_span last_words(const struct mustls_exec *x)
{
    const struct mustls_event *ev = mustls_trace_find(&x->trace, MUSTLS_E_OUTPUT, 0);
    struct mustls_span s = ev ? ev->raw : mustls_span("", 0);
    while (s.len > 0 && s.ptr[s.len - 1] <= ' ')
        s.len--;
    for (size_t i = s.len; i > 0; i--)
        if (s.ptr[i - 1] == '\n')
            return mustls_span_from(s, i);
    return s;
}

static const char *why_not(struct mustls_suite *s, const struct mustls_exec *x)
{
    enum { MAX_WORDS = 300 };
    struct mustls_buf b;
    mustls_buf_init(&b, 16384);
    mustls_buf_printf(&b, "%s: %s (%s)", x->prog->id, mustls_verdict_name(x->judgement.verdict),
                      x->judgement.why);
    struct mustls_span words = last_words(x);
    if (words.len > 0)
        mustls_buf_puts(&b, "; its last words: ");
    mustls_put_escaped(&b, mustls_span_first(words, MAX_WORDS));
    if (words.len > MAX_WORDS)
        mustls_buf_puts(&b, "...");
    const char *why = mustls_arena_str(s->arena, mustls_buf_span(&b));
    mustls_buf_deinit(&b);
    return why;
}

/* What scenarios count on for a delivery to a good server; more than that is the program's start,
 * or a machine with other things to do. */
#define EXPECTED_MS 500
#define MAX_PACE    800

void mustls_control_pace(struct mustls_suite *s, size_t subject)
{
    struct mustls_subject_state *st = &s->subjects[subject];
    if (st->pace)
        return;
    uint64_t percent = st->good_ms * 100 / EXPECTED_MS;
    st->pace = percent < 100 ? 100 : percent > MAX_PACE ? MAX_PACE : (unsigned)percent;
    if (st->pace > 100)
        mustls_sink_note(s->o.sink,
                         "%s %s: a good delivery takes %llu ms here; deadlines x %u.%02u",
                         s->o.subjects[subject]->name, s->o.subjects[subject]->version,
                         (unsigned long long)st->good_ms, st->pace / 100, st->pace % 100);
}

static void note_versions(struct mustls_subject_state *st, const struct mustls_trace *t)
{
    const struct mustls_span head = MUSTLS_LIT("TLSv1.");
    const struct mustls_event *ev = NULL;
    for (size_t at = 0; (ev = mustls_trace_find(t, MUSTLS_E_TLS, at)) != NULL; at = ev->seq + 1)
        if (mustls_span_starts(ev->raw, head) && ev->raw.len > head.len &&
            (char)ev->raw.ptr[head.len] > st->newest_tls)
            st->newest_tls = (char)ev->raw.ptr[head.len];
}

void mustls_control_note(struct mustls_suite *s, size_t subject, const struct mustls_exec *x)
{
    struct mustls_subject_state *st = &s->subjects[subject];
    enum mustls_verdict v = x->judgement.verdict;
    struct mustls_span tls = mustls_program_wish(x->prog, "tls"),
                       auth = mustls_program_wish(x->prog, "auth");
    struct mustls_control *c = find(st, tls, auth);
    if (v == MUSTLS_SKIP)
        return; /* can't be asked: says nothing about what it can */
    if (!c) {
        if (mustls_arena_grow(s->arena, (void **)&st->controls, &st->cap, st->num,
                              sizeof *st->controls) != MUSTLS_OK)
            return;
        c = &st->controls[st->num++];
        *c = (struct mustls_control){.tls = tls, .auth = auth, .good = true};
    }
    note_versions(st, &x->trace);
    uint64_t ms = (x->end - x->start) / 1000;
    if ((v == MUSTLS_PASS || v == MUSTLS_WARN) && ms > st->good_ms)
        st->good_ms = ms;
    if (v == MUSTLS_PASS || v == MUSTLS_WARN || !c->good)
        return;
    c->good = false;
    c->why = why_not(s, x);
    mustls_sink_note(s->o.sink,
                     "%s %s is not calibrated for tls=%.*s auth=%.*s: the control run %s",
                     s->o.subjects[subject]->name, s->o.subjects[subject]->version, (int)tls.len,
                     (const char *)tls.ptr, (int)auth.len, (const char *)auth.ptr, c->why);
}

const char *mustls_control_void(struct mustls_suite *s, size_t subject,
                                const struct mustls_program *p)
{
    struct mustls_subject_state *st = &s->subjects[subject];
    if (s->o.no_calibration || s->o.subjects[subject]->kind != MUSTLS_SUBJECT_PROGRAM)
        return NULL;
    struct mustls_span tls = mustls_program_wish(p, "tls"), auth = mustls_program_wish(p, "auth");
    struct mustls_control *c = find(st, tls, auth);
    /* No control run with just these wishes: one with the same kind of TLS must do. */
    for (size_t i = 0; i < st->num && !c; i++)
        if (mustls_span_eq(st->controls[i].tls, tls) && !st->controls[i].good)
            c = &st->controls[i];
    if (c && !c->good)
        return mustls_arena_printf(s->arena, "subject not calibrated: the control run %s",
                                   c->why ? c->why : "failed");
    return NULL;
}

/* Only versions are known from a good server: ciphers and groups it leaves to the client. */
const char *mustls_control_lacks(struct mustls_suite *s, size_t subject,
                                 const struct mustls_program *p)
{
    char newest = s->subjects[subject].newest_tls;
    bool asked = false;
    for (size_t i = 0; i < p->num_steps; i++) {
        if (p->steps[i].kind != MUSTLS_STEP_TLS)
            continue;
        struct mustls_span min = p->steps[i].tls->min; /* "1.3" */
        if (newest == 0 || min.len < 3 || (char)min.ptr[2] <= newest)
            return NULL;
        asked = true;
    }
    if (!asked)
        return NULL;
    return mustls_arena_printf(s->arena,
                               "the scenario needs a newer TLS than 1.%c, which is what %s speaks "
                               "with a server that knows 1.3",
                               newest, s->o.subjects[subject]->name);
}
