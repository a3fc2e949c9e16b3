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

/* "TLSv1.3" of "TLSv1.3 CIPHER cert NAME"; "" where no handshake was done. */
static struct mustls_span tls_version(const struct mustls_trace *t)
{
    const struct mustls_event *e = mustls_trace_find(t, MUSTLS_E_TLS, 0);
    size_t end = e ? mustls_span_find(e->raw, MUSTLS_LIT(" ")) : 0;
    return e ? mustls_span_first(e->raw, end) : mustls_span("", 0);
}

void fuzz_sums_end(const struct mustls_trace *t)
{
    struct mustls_buf text;
    if (!asked)
        return;
    struct mustls_span tls = tls_version(t);
    mustls_buf_init(&text, MAX_TEXT);
    for (size_t i = 0; i < t->num_events; i++)
        mustls_rec_put_event(&text, 0, &t->events[i], NULL);
    fuzz_require(!text.failed, "memory");
    printf("sums: trace %016" PRIx64 " of %zu events, wire %016" PRIx64 "%s%.*s%s\n",
           mustls_hash(mustls_buf_span(&text)), t->num_events, wire, tls.len ? ", " : "",
           (int)tls.len, (const char *)tls.ptr,
           mustls_trace_find(t, MUSTLS_E_ACCEPTED, 0) ? ", delivered" : "");
    mustls_buf_deinit(&text);
    wire = 0;
}

void fuzz_sums_drop(void)
{
    wire = 0;
}
