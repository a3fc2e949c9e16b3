#include "sums.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "fuzz.h"
#include "base/rng.h"
#include "trace/record.h"

enum { MAX_TEXT = 64 << 20 };

static bool asked;
static uint64_t wire;

void fuzz_sums_start(void)
{
    const char *value = getenv("MUSTLS_FUZZ_SUMS");
    asked = value && value[0] && value[0] != '0';
}

/* Of who spoke, what, and where the segments end. */
static void tap(void *arg, bool from_server, struct mustls_span segment)
{
    (void)arg;
    const uint64_t part[] = {wire, from_server, mustls_hash(segment)};
    wire = mustls_hash(mustls_span(part, sizeof part));
}

void (*fuzz_sums_tap(void))(void *arg, bool from_server, struct mustls_span segment)
{
    return asked ? tap : NULL;
}

void fuzz_sums_end(const struct mustls_trace *t)
{
    struct mustls_buf text;
    if (!asked)
        return;
    mustls_buf_init(&text, MAX_TEXT);
    for (size_t i = 0; i < t->num_events; i++)
        mustls_rec_put_event(&text, 0, &t->events[i], NULL);
    fuzz_require(!text.failed, "memory");
    printf("sums: trace %016" PRIx64 " of %zu events, wire %016" PRIx64 "\n",
           mustls_hash(mustls_buf_span(&text)), t->num_events, wire);
    mustls_buf_deinit(&text);
    wire = 0;
}
