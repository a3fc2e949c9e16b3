/* An input as a finished run: what a trace file of somebody else's may hold. */
#ifndef TARGETS_FUZZ_REPORT_CASE_H
#define TARGETS_FUZZ_REPORT_CASE_H

#include "report/report.h"

#define CASE_USER     "user"
#define CASE_PASSWORD "ZSECRETWORDZ" /* no escape ends in its first letter */

struct fuzz_case {
    struct mustls_case c;
    struct mustls_report_opts o;
    struct mustls_totals totals;
    struct mustls_trace trace;
    struct mustls_judgement judgement;
    struct mustls_span texts; /* of the input: all strings of the case, as they stand there */
};

/* Four octets of flags, ten strings with an octet of length each, then events of seven octets and
 * their bytes. All but the trace lives in `a`. */
void fuzz_case_read(struct fuzz_case *f, struct mustls_arena *a,
                    const struct mustls_program *const progs[2], struct mustls_span in);
void fuzz_case_end(struct fuzz_case *f);

#endif
