/* The mutator of flat inputs: it knows records, replies and lines. One pure function for all
 * engines; same data and numbers, same result. */
#ifndef MUSTLS_FLAT_MUTATE_H
#define MUSTLS_FLAT_MUTATE_H

#include "base/rng.h"

/* Changes the input in place by one to eight mutations and returns its new size, at most `max`.
 * `data` has room for max bytes, size <= max. */
size_t mustls_flat_mutate(uint8_t *data, size_t size, size_t max, struct mustls_rng *rng);

/* Records of a, then some of b, then again of a, into out; returns the size, at most max. */
size_t mustls_flat_cross(struct mustls_span a, struct mustls_span b, uint8_t *out, size_t max,
                         struct mustls_rng *rng);

#endif
