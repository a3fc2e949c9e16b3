/* What every fuzz target has: the engine's entry points, and a way to say that an oracle is broken.
 */
#ifndef TARGETS_FUZZ_FUZZ_H
#define TARGETS_FUZZ_FUZZ_H

#include "base/span.h"

/* Only where a target has something to do once, before the first input. */
int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t na, const uint8_t *b, size_t nb,
                                 uint8_t *out, size_t max, unsigned seed);
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max); /* the engine's own */

/* An execution between these two has its memory from a zone (base/heap.h): it leaves nothing
 * behind, and the sanitizer's malloc would cost more than what is tested. With fuzz_thorough it has
 * it from the heap, so that leaks are seen. fuzz_end without fuzz_begin does nothing. */
void fuzz_begin(void);
void fuzz_end(void);
/* Set by whoever replays a few files: checks that a target makes of some inputs only are made of
 * all of them. */
extern bool fuzz_thorough;

/* What was seen, as one number: text of it would cost more than the parsing. Start with any. */
void fuzz_note(uint64_t *seen, uint64_t what);
void fuzz_note_bytes(uint64_t *seen, struct mustls_span s);

/* Says which oracle is broken and aborts, unless it holds. With fuzz_goes_on it only counts: for
 * seeded faults, where one that is found is no news. Then what follows has to bear it. */
extern bool fuzz_goes_on;
extern unsigned long fuzz_num_broken;
void fuzz_broken(const char *oracle);
static inline void fuzz_require(bool holds, const char *oracle)
{
    if (__builtin_expect(!holds, 0))
        fuzz_broken(oracle);
}
/* The same for two results that must be equal; shows both. */
void fuzz_require_same(struct mustls_span a, struct mustls_span b, const char *oracle);

#endif
