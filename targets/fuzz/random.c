#include "random.h"

#include <string.h>

#include "base/rng.h"

enum { SEED = 3207 };

static struct mustls_rng rng = {SEED};

void fuzz_random_rewind(void)
{
    mustls_rng_init(&rng, SEED);
}

void fuzz_random_give(uint8_t *out, size_t len)
{
    while (len > 0) {
        uint64_t part = mustls_rng_next(&rng);
        size_t n = len < sizeof part ? len : sizeof part;
        memcpy(out, &part, n);
        out += n;
        len -= n;
    }
}
