/* SplitMix64: one addition and three mixing steps. Any seed is good, zero too. */
#include "base/rng.h"

#include <assert.h>

void mustls_rng_init(struct mustls_rng *r, uint64_t seed)
{
    r->s = seed;
}

uint64_t mustls_rng_next(struct mustls_rng *r)
{
    r->s += 0x9e3779b97f4a7c15u;
    uint64_t z = r->s;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
}

uint32_t mustls_rng_below(struct mustls_rng *r, uint32_t n)
{
    assert(n > 0);
    /* The lowest 2^32 mod n values are drawn again, so that none of the rest is favoured. */
    uint32_t reject = (uint32_t)(0u - n) % n;
    uint32_t draw;
    do {
        draw = (uint32_t)(mustls_rng_next(r) >> 32);
    } while (draw < reject);
    return draw % n;
}

void mustls_rng_name(struct mustls_rng *r, char *out, size_t len)
{
    static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz0123456789";
    for (size_t i = 0; i < len; i++)
        out[i] = alphabet[mustls_rng_below(r, sizeof(alphabet) - 1)];
    out[len] = '\0';
}

uint64_t mustls_hash(struct mustls_span s)
{
    uint64_t h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < s.len; i++)
        h = (h ^ s.ptr[i]) * 0x100000001b3u;
    return h;
}
