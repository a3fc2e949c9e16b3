/* Scenarios of a target's own as programs. */
#ifndef TARGETS_FUZZ_PROGRAM_H
#define TARGETS_FUZZ_PROGRAM_H

#include "scenario/scenario.h"

/* Its only instance, without a base; aborts where the text is none. Lives in `a`. */
struct mustls_program *fuzz_program(struct mustls_arena *a, struct mustls_span text);
/* Fills an empty table of `num` programs, and leaves a full one: for what every execution plays.
 * They live as long as the process; not to be called inside fuzz_begin ... fuzz_end. */
void fuzz_programs(struct mustls_program **out, const char *const *texts, size_t num);

#endif
