/* What an execution did, in a line for each where MUSTLS_FUZZ_SUMS=1 asks for it: sums over the
 * trace and over the segments on the wire, so that a test sees whether the same input does the same
 * twice, and in another process; the TLS version, and whether the message was taken.
 *
 *   sums: trace 94f9fe46ad590d20 of 15 events, wire 4f4ee255d7bbb2b4, TLSv1.2, delivered */
#ifndef TARGETS_FUZZ_SUMS_H
#define TARGETS_FUZZ_SUMS_H

#include "trace/trace.h"

/* Once. */
void fuzz_sums_start(void);
/* For mustls_loop_side.tap; NULL when nobody asked. */
void (*fuzz_sums_tap(void))(void *arg, bool from_server, struct mustls_span segment);
/* At the end of each execution. */
void fuzz_sums_end(const struct mustls_trace *t);
/* Instead, for a run that is not to be told. */
void fuzz_sums_drop(void);

#endif
