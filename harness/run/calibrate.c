/* Control runs: a subject that does not deliver to a good server says nothing by failing on a bad
 * one. They are looked at for each pair of wishes (tls, auth), so that a client which can't do AUTH
 * LOGIN is still judged without. */
#include <string.h>

#include "run/suite_internal.h"

static struct mustls_control *find(struct mustls_subject_state *st, struct mustls_span tls,
                                   struct mustls_span auth)
{
    for (size_t i = 0; i < st->num; i++)
        if (mustls_span_eq(st->controls[i].tls, tls) && mustls_span_eq(st->controls[i].auth, auth))
            return &st->controls[i];
    return NULL;
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
    if (v == MUSTLS_PASS || v == MUSTLS_WARN || !c->good)
        return;
    c->good = false;
    c->why = mustls_arena_printf(s->arena, "%s: %s (%s)", x->prog->id, mustls_verdict_name(v),
                                 x->judgement.why);
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
