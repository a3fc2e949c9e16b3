#include "judge/internal.h"

static enum mustls_status run_monitors(struct mustls_arena *a, const struct mustls_facts *f,
                                       struct mustls_judgement *out)
{
    const struct mustls_program *p = f->prog;
    out->findings = mustls_arena_array(a, p->num_sentences, sizeof *out->findings);
    if (!out->findings)
        return MUSTLS_ENOMEM;
    for (size_t i = 0; i < p->num_sentences; i++) {
        enum mustls_status st = mustls_monitor_run(a, f, &p->sentences[i], &out->findings[i]);
        if (st != MUSTLS_OK)
            return st;
    }
    out->num_findings = p->num_sentences;
    return MUSTLS_OK;
}

static enum mustls_status decide(struct mustls_arena *a, const struct mustls_facts *f,
                                 struct mustls_judgement *out)
{
    struct mustls_buf why;
    mustls_buf_init(&why, MUSTLS_WHY_MAX);
    out->verdict = mustls_decide(f, out, &why);
    out->why = why.failed ? NULL : mustls_arena_str(a, mustls_buf_span(&why));
    mustls_buf_deinit(&why);
    return out->why ? MUSTLS_OK : MUSTLS_ENOMEM;
}

/* A run that did not take place broke and kept nothing. */
static void forget_findings(struct mustls_judgement *j)
{
    for (size_t i = 0; i < j->num_findings; i++) {
        j->findings[i].outcome = MUSTLS_NA;
        j->findings[i].num_events = 0;
        j->findings[i].expected_after = MUSTLS_NO_EVENT;
    }
    j->num_unfired = 0;
}

enum mustls_status mustls_judge(struct mustls_arena *a, const struct mustls_program *p,
                                const struct mustls_trace *t, struct mustls_judgement *out)
{
    /* Whoever overlooks the status must not read a PASS. */
    *out = (struct mustls_judgement){.verdict = MUSTLS_ERROR, .why = "out of memory"};

    struct mustls_facts f;
    struct mustls_judgement j = *out;
    enum mustls_status st = mustls_facts_collect(a, p, t, &f);
    if (st == MUSTLS_OK)
        st = run_monitors(a, &f, &j);
    if (st == MUSTLS_OK)
        st = mustls_rules_unfired(a, &f, &j.unfired, &j.num_unfired);
    if (st == MUSTLS_OK)
        st = decide(a, &f, &j);
    if (j.verdict == MUSTLS_SKIP)
        forget_findings(&j);
    j.crashed = f.sanitizer || mustls_facts_crashed(&f);
    if (st == MUSTLS_OK)
        *out = j;
    return st;
}
