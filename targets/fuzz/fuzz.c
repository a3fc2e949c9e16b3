#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/escape.h"
#include "base/heap.h"

/* What a usual execution needs, several times over; who needs more gets it from the heap. */
#define ZONE (1u << 20)

bool fuzz_thorough, fuzz_goes_on;
unsigned long fuzz_num_broken;

static struct mustls_zone *zone;
static bool within;

void fuzz_begin(void)
{
    if (fuzz_thorough)
        return;
    if (!zone)
        zone = mustls_zone_new(ZONE);
    fuzz_require(zone != NULL, "memory");
    mustls_zone_enter(zone);
    within = true;
}

void fuzz_end(void)
{
    if (within)
        mustls_zone_leave(zone);
    within = false;
}

void fuzz_note(uint64_t *seen, uint64_t what)
{
    *seen = (*seen ^ what) * UINT64_C(0x9e3779b97f4a7c15);
    *seen ^= *seen >> 29;
}

void fuzz_note_bytes(uint64_t *seen, struct mustls_span s)
{
    uint64_t word = s.len;
    for (; s.len >= sizeof word; s = mustls_span_from(s, sizeof word)) {
        fuzz_note(seen, word);
        memcpy(&word, s.ptr, sizeof word);
    }
    fuzz_note(seen, word);
    word = 0;
    if (s.len > 0)
        memcpy(&word, s.ptr, s.len);
    fuzz_note(seen, word);
}

void fuzz_broken(const char *oracle)
{
    fprintf(stderr, "oracle broken: %s\n", oracle);
    fuzz_num_broken++;
    if (!fuzz_goes_on)
        abort();
}

static void show(const char *name, struct mustls_span s)
{
    struct mustls_buf b;
    mustls_buf_init(&b, 1u << 20);
    mustls_put_escaped(&b, s);
    fprintf(stderr, "%s: %s\n", name, mustls_buf_cstr(&b));
    mustls_buf_deinit(&b);
}

void fuzz_require_same(struct mustls_span a, struct mustls_span b, const char *oracle)
{
    if (mustls_span_eq(a, b))
        return;
    show("one  ", a);
    show("other", b);
    fuzz_require(false, oracle);
}
