/* A second reading of what sentences mean (docs/scenario-language.md, "Sentences"), as plain and as
 * slow as it can be, to hold the judge against. */
#ifndef TARGETS_FUZZ_READING_H
#define TARGETS_FUZZ_READING_H

#include "judge/judge.h"

enum mustls_outcome reading_of(const struct mustls_program *p, const struct mustls_trace *t,
                               const struct mustls_sentence *s);

#endif
