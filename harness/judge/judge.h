/* Sentences to findings to a verdict. Pure: the same program and trace give the same verdict, live
 * or years later. */
#ifndef MUSTLS_JUDGE_JUDGE_H
#define MUSTLS_JUDGE_JUDGE_H

#include "scenario/program.h"
#include "trace/record.h"
#include "trace/trace.h"

enum mustls_outcome {
    MUSTLS_BROKEN,
    MUSTLS_KEPT,
    MUSTLS_NA,
    MUSTLS_SEEN,
    MUSTLS_NOT_SEEN
}; /* the last two: MAY */
const char *mustls_outcome_name(enum mustls_outcome o);

#define MUSTLS_MAX_WITNESS 8
struct mustls_finding {
    const struct mustls_sentence *sentence;
    enum mustls_outcome outcome;
    uint32_t events[MUSTLS_MAX_WITNESS]; /* seq of the witnesses: what broke, or what kept it */
    size_t num_events;
    /* For a broken positive sentence: the last event that could have led to it; MUSTLS_NO_EVENT for
     * none. */
    uint32_t expected_after;
    bool waits; /* a MUST that would be broken, only because the client was killed while it rightly
                   waited for us: n/a */
};
#define MUSTLS_NO_EVENT UINT32_MAX

struct mustls_judgement {
    enum mustls_verdict verdict;
    struct mustls_finding *findings; /* one for each sentence, in program order */
    size_t num_findings;
    const struct mustls_rule **unfired; /* rules of the file that had to fire and did not */
    size_t num_unfired;
    bool crashed;    /* died by a signal, or a sanitizer reported: never a known failure */
    const char *why; /* one sentence; "" for a plain PASS */
};

/* Order of precedence: ended otherwise than the uncut run -> FAIL; subject skipped -> SKIP; trace
 * incomplete -> ERROR; death by signal or sanitizer -> FAIL; a MUST broken -> FAIL; killed at the
 * limit with no sentence about its end, when it did not rightly wait for us -> FAIL (whose turn it
 * was is in why); a rule unfired, or no sentence of the file with something to judge ->
 * INCONCLUSIVE; a SHOULD broken -> WARN; killed while it rightly waited for us, and a MUST or its
 * end could not be judged for that -> WARN; else PASS. Results live in `a`. */
enum mustls_status mustls_judge(struct mustls_arena *a, const struct mustls_program *p,
                                const struct mustls_trace *t, struct mustls_judgement *out);

/* True for what a red run shows: FAIL, INCONCLUSIVE, ERROR, and WARN when strict. What else makes a
 * run red is known to reports only: see mustls_case_red. */
bool mustls_verdict_red(enum mustls_verdict v, bool known, bool strict);

#endif
