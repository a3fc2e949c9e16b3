/* What a target takes away from its TLS library: library_openssl.c, library_boringssl.c.
 *
 * Its random numbers, so that an execution depends on its input alone (random.h).
 *
 * Its memory, under AddressSanitizer: it comes from the C library, which makes an execution two to
 * four times as fast. What is lost: nobody sees the library, nor us in a block that it gave us, run
 * over the end of a block or use it after it was freed, nor which of these blocks leak. The library
 * is not what is tested here. Our own memory, all that we give it to read and write among it, is
 * watched as before. */
#ifndef TARGETS_FUZZ_LIBRARY_H
#define TARGETS_FUZZ_LIBRARY_H

#include <stdbool.h>

/* Once, before anything else of the library. False where it won't let go. */
bool fuzz_library_take_over(void);

#endif
