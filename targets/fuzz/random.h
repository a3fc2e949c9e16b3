/* Numbers in the place of the TLS library's random ones: the same in every execution and every
 * process. Fine for fuzzing, and for nothing else. */
#ifndef TARGETS_FUZZ_RANDOM_H
#define TARGETS_FUZZ_RANDOM_H

#include <stddef.h>
#include <stdint.h>

/* Begins anew. */
void fuzz_random_rewind(void);
void fuzz_random_give(uint8_t *out, size_t len);

#endif
