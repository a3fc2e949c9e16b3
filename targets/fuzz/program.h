/* Scenarios of a target's own as programs. */
#ifndef TARGETS_FUZZ_PROGRAM_H
#define TARGETS_FUZZ_PROGRAM_H

#include "scenario/scenario.h"

/* Its only instance, without a base; aborts where the text is none. Lives in `a`. */
struct mustls_program *fuzz_program(struct mustls_arena *a, struct mustls_span text);

#endif
