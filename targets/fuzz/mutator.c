/* The structure-aware mutator for libFuzzer, for targets that take flat inputs. */
#include "flat/mutate.h"
#include "fuzz.h"

/* Some finds lie outside any grammar: one input in ENGINE_SHARE is the engine's to change. */
enum { ENGINE_SHARE = 8 };

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
    struct mustls_rng rng;
    mustls_rng_init(&rng, seed);
    if (mustls_rng_below(&rng, ENGINE_SHARE) == 0)
        return LLVMFuzzerMutate(data, size, max);
    return mustls_flat_mutate(data, size, max, &rng);
}

size_t LLVMFuzzerCustomCrossOver(const uint8_t *a, size_t na, const uint8_t *b, size_t nb,
                                 uint8_t *out, size_t max, unsigned seed)
{
    struct mustls_rng rng;
    mustls_rng_init(&rng, seed);
    size_t size = mustls_flat_cross(mustls_span(a, na), mustls_span(b, nb), out, max, &rng);
    return mustls_rng_below(&rng, 2) ? size : mustls_flat_mutate(out, size, max, &rng);
}
