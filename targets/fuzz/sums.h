/* What an execution did, as two numbers: MUSTLS_FUZZ_SUMS=1 prints a line for each, so that a test
 * sees whether the same input does the same twice, and in another process. */
#ifndef TARGETS_FUZZ_SUMS_H
#define TARGETS_FUZZ_SUMS_H

#include "trace/trace.h"

/* Once. */
void fuzz_sums_start(void);
/* For mustls_loop_side.tap; NULL when nobody asked. */
void (*fuzz_sums_tap(void))(void *arg, bool from_server, struct mustls_span segment);
/* At the end of each execution. */
void fuzz_sums_end(const struct mustls_trace *t);

#endif
