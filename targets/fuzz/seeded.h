/* The proof that a target finds mistakes: MUSTLS_FUZZ_FAULT=NAME gives the reference client one of
 * its seeded faults. */
#ifndef TARGETS_FUZZ_SEEDED_H
#define TARGETS_FUZZ_SEEDED_H

#include <stdint.h>

/* The fault's bit, 0 for none. Ends the program with 2 for a name that is none. */
uint64_t fuzz_seeded_fault(void);

#endif
