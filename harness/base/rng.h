/* Seeded numbers: same seed, same sequence, on every machine. Not for keys. */
#ifndef MUSTLS_BASE_RNG_H
#define MUSTLS_BASE_RNG_H

#include "base/span.h"

struct mustls_rng {
    uint64_t s;
};

void mustls_rng_init(struct mustls_rng *r, uint64_t seed);
uint64_t mustls_rng_next(struct mustls_rng *r);
/* Uniform in [0, n); n > 0. */
uint32_t mustls_rng_below(struct mustls_rng *r, uint32_t n);
/* `len` lower-case letters and digits and a NUL into out. */
void mustls_rng_name(struct mustls_rng *r, char *out, size_t len);
/* FNV-1a, for stable shards and names by content. */
uint64_t mustls_hash(struct mustls_span s);

#endif
