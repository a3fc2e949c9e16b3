/* Findings to a verdict: a table in the order of precedence that judge.h promises. */
#include "judge/internal.h"

/* Each says whether it holds, and if so why, in one sentence. */
typedef bool condition(const struct mustls_facts *f, const struct mustls_judgement *j,
                       struct mustls_buf *why);

/* Where TCP cuts our bytes is nobody's choice: a subject whose verdict hangs on it is wrong in one
 * of the two runs, even where each alone would pass. */
static bool differs(const struct mustls_facts *f, const struct mustls_judgement *j,
                    struct mustls_buf *why)
{
    (void)j;
    if (!f->differs)
        return false;
    mustls_why_told(why, f->differs->raw,
                    "it ends otherwise when our bytes come in other segments");
    return true;
}

static bool skipped(const struct mustls_facts *f, const struct mustls_judgement *j,
                    struct mustls_buf *why)
{
    (void)j;
    if (!mustls_facts_ended(f, "skip"))
        return false;
    /* Without an exit status it was never started: what stands as its output is our reason. */
    if (f->exit->code < 0 && f->output)
        mustls_why_told(why, f->output->raw, "it was never started");
    else
        mustls_buf_printf(why, "the subject asked to be skipped (exit %d)", f->exit->code);
    return true;
}

static bool incomplete(const struct mustls_facts *f, const struct mustls_judgement *j,
                       struct mustls_buf *why)
{
    (void)j;
    if (f->trace->dropped == 0)
        return false;
    mustls_buf_printf(why, "the trace is incomplete: %zu events found no room in it",
                      f->trace->dropped);
    return true;
}

static bool sanitizer(const struct mustls_facts *f, const struct mustls_judgement *j,
                      struct mustls_buf *why)
{
    (void)j;
    if (!f->sanitizer)
        return false;
    mustls_buf_puts(why, "sanitizer report: see what the subject printed");
    return true;
}

static bool died(const struct mustls_facts *f, const struct mustls_judgement *j,
                 struct mustls_buf *why)
{
    (void)j;
    if (!mustls_facts_crashed(f))
        return false;
    mustls_buf_printf(why, "died by signal %d", f->exit->code);
    return true;
}

static bool ended_by_system(const struct mustls_facts *f, const struct mustls_judgement *j,
                            struct mustls_buf *why)
{
    (void)j;
    if (!mustls_facts_ended_by_system(f))
        return false;
    mustls_buf_printf(why, "ended by signal %d, and told nobody why", f->exit->code);
    return true;
}

/* In a server test the run ends with the script: stopping the server then is our doing. */
static bool is_hang(const struct mustls_facts *f)
{
    return mustls_facts_ended(f, "killed") && !f->script;
}

static bool broken(const struct mustls_facts *f, const struct mustls_judgement *j,
                   enum mustls_level level, struct mustls_buf *why)
{
    size_t num = 0;
    for (size_t i = 0; i < j->num_findings; i++) {
        const struct mustls_finding *one = &j->findings[i];
        if (one->outcome != MUSTLS_BROKEN || one->sentence->level != level || num++ > 0)
            continue;
        mustls_why_sentence(why, one->sentence);
        mustls_buf_puts(why, " is broken");
    }
    if (num > 1)
        mustls_buf_printf(why, ", and %zu more", num - 1);
    if (num > 0 && is_hang(f)) {
        mustls_buf_puts(why, "; ");
        mustls_why_killed(why, f);
    }
    return num > 0;
}

static bool must_broken(const struct mustls_facts *f, const struct mustls_judgement *j,
                        struct mustls_buf *why)
{
    return broken(f, j, MUSTLS_MUST, why);
}

static bool should_broken(const struct mustls_facts *f, const struct mustls_judgement *j,
                          struct mustls_buf *why)
{
    return broken(f, j, MUSTLS_SHOULD, why);
}

/* A sentence about the end that was judged speaks for the author: hanging is among the answers that
 * it weighs. */
static bool end_was_judged(const struct mustls_judgement *j)
{
    for (size_t i = 0; i < j->num_findings; i++) {
        const struct mustls_finding *one = &j->findings[i];
        bool about_end = one->sentence->subject == MUSTLS_SUBJ_SUCCEEDS ||
                         one->sentence->subject == MUSTLS_SUBJ_FAILS;
        if (about_end && (one->outcome == MUSTLS_KEPT || one->outcome == MUSTLS_BROKEN))
            return true;
    }
    return false;
}

static bool hung(const struct mustls_facts *f, const struct mustls_judgement *j,
                 struct mustls_buf *why)
{
    if (!is_hang(f) || f->waits || end_was_judged(j))
        return false;
    mustls_why_killed(why, f);
    return true;
}

static bool any_waits(const struct mustls_judgement *j)
{
    for (size_t i = 0; i < j->num_findings; i++)
        if (j->findings[i].waits)
            return true;
    return false;
}

/* Nothing is wrong that could be seen, and it was not seen to its end. */
static bool stopped(const struct mustls_facts *f, const struct mustls_judgement *j,
                    struct mustls_buf *why)
{
    if (!f->waits || (end_was_judged(j) && !any_waits(j)))
        return false;
    mustls_why_waits(why, f, j);
    return true;
}

static void also_waits(const struct mustls_facts *f, const struct mustls_judgement *j,
                       struct mustls_buf *why)
{
    if (!f->waits)
        return;
    mustls_buf_puts(why, "; ");
    mustls_why_waits(why, f, j);
}

static bool any_broken(const struct mustls_judgement *j)
{
    for (size_t i = 0; i < j->num_findings; i++) {
        if (j->findings[i].outcome == MUSTLS_BROKEN)
            return true;
    }
    return false;
}

static bool script_cut(const struct mustls_facts *f, const struct mustls_judgement *j,
                       struct mustls_buf *why)
{
    if (f->prog->role != MUSTLS_TEST_SERVER || !f->script || f->script->code != 0 || any_broken(j))
        return false;
    mustls_buf_puts(why, "the script ended early, at ");
    mustls_why_place(why, f->prog, f->script->at.unit, f->script->at.line);
    return true;
}

static bool rule_unfired(const struct mustls_facts *f, const struct mustls_judgement *j,
                         struct mustls_buf *why)
{
    if (j->num_unfired == 0)
        return false;
    mustls_buf_puts(why, "rule ");
    mustls_why_place(why, f->prog, j->unfired[0]->at.unit, j->unfired[0]->at.line);
    mustls_buf_puts(why, " never fired");
    if (j->num_unfired > 1)
        mustls_buf_printf(why, ", nor did %zu more", j->num_unfired - 1);
    mustls_buf_puts(why, "; ");
    mustls_why_sent(why, f);
    also_waits(f, j, why);
    return true;
}

/* MAY records and does not judge; only in a file that wants nothing but facts does a fact count. */
static bool only_facts(const struct mustls_judgement *j)
{
    for (size_t i = 0; i < j->num_findings; i++) {
        const struct mustls_sentence *s = j->findings[i].sentence;
        if (s->at.unit == 0 && s->level != MUSTLS_MAY)
            return false;
    }
    return true;
}

/* SHOULD <connect>: a run without a connection is what it is about. */
static bool wants_connection(const struct mustls_sentence *s)
{
    return s->level == MUSTLS_SHOULD && s->subject == MUSTLS_SUBJ_EVENT && !s->negated &&
           s->event.num_items == 1 && s->event.items[0].kind == MUSTLS_M_EVENT &&
           mustls_span_eq(s->event.items[0].text, MUSTLS_LIT("connect"));
}

static bool nothing_judged(const struct mustls_facts *f, const struct mustls_judgement *j,
                           struct mustls_buf *why)
{
    bool may_counts = only_facts(j);
    for (size_t i = 0; i < j->num_findings; i++) {
        const struct mustls_finding *one = &j->findings[i];
        bool counts = may_counts || one->sentence->level != MUSTLS_MAY;
        /* Without a connection even "client fails" is no more than a wrong option. */
        if (!f->connected && !wants_connection(one->sentence))
            continue;
        if (one->sentence->at.unit == 0 && counts && one->outcome != MUSTLS_NA)
            return false;
    }
    mustls_buf_puts(why, "no sentence of the scenario had anything to judge");
    if (f->prog->role == MUSTLS_TEST_CLIENT) {
        mustls_buf_puts(why, "; ");
        mustls_why_sent(why, f);
    }
    also_waits(f, j, why);
    return true;
}

enum mustls_verdict mustls_decide(const struct mustls_facts *f, const struct mustls_judgement *j,
                                  struct mustls_buf *why)
{
    static const struct {
        condition *holds;
        enum mustls_verdict verdict;
    } order[] = {
        {differs, MUSTLS_FAIL},
        {skipped, MUSTLS_SKIP},
        {incomplete, MUSTLS_ERROR},
        {sanitizer, MUSTLS_FAIL}, /* it may end in a signal, and says more than that */
        {died, MUSTLS_FAIL},
        {must_broken, MUSTLS_FAIL},
        {hung, MUSTLS_FAIL},
        {script_cut, MUSTLS_INCONCLUSIVE},
        {rule_unfired, MUSTLS_INCONCLUSIVE},
        {nothing_judged, MUSTLS_INCONCLUSIVE},
        {should_broken, MUSTLS_WARN},
        {ended_by_system, MUSTLS_WARN},
        {stopped, MUSTLS_WARN},
    };
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        if (order[i].holds(f, j, why))
            return order[i].verdict;
    }
    return MUSTLS_PASS;
}
