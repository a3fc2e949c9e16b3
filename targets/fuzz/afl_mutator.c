/* The structure-aware mutator for afl-fuzz, as a library that it loads. Debian ships no header of
 * AFL++: the three functions are as its manual on custom mutators tells them. */
#include "base/arena.h"
#include "flat/mutate.h"

#define EXPORTED __attribute__((visibility("default")))

/* afl-fuzz never asks for more than a megabyte. */
enum { ROOM = 1 << 20 };

struct mutator {
    struct mustls_rng rng;
    uint8_t out[ROOM];
};

EXPORTED void *afl_custom_init(void *afl, unsigned int seed);
EXPORTED size_t afl_custom_fuzz(void *data, uint8_t *buf, size_t size, uint8_t **out,
                                uint8_t *other, size_t other_size, size_t max);
EXPORTED void afl_custom_deinit(void *data);

void *afl_custom_init(void *afl, unsigned int seed)
{
    (void)afl;
    struct mutator *m = mustls_alloc(sizeof *m);
    if (m)
        mustls_rng_init(&m->rng, seed);
    return m;
}

/* The result lies in our own memory until the next call; 0: nothing to run. One call in four takes
 * records of another input first. */
size_t afl_custom_fuzz(void *data, uint8_t *buf, size_t size, uint8_t **out, uint8_t *other,
                       size_t other_size, size_t max)
{
    struct mutator *m = data;
    if (max > ROOM)
        max = ROOM;
    if (size > max)
        size = max;
    if (other_size > 0 && mustls_rng_below(&m->rng, 4) == 0) {
        size = mustls_flat_cross(mustls_span(buf, size), mustls_span(other, other_size), m->out,
                                 max, &m->rng);
    } else if (size > 0) {
        memcpy(m->out, buf, size);
    }
    *out = m->out;
    return mustls_flat_mutate(m->out, size, max, &m->rng);
}

void afl_custom_deinit(void *data)
{
    mustls_free(data);
}
