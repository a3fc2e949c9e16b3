#include "run/seeds.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/rng.h"

#define MAX_SEED   (1u << 20)
#define MAX_RECORD 65535

enum flat_op { FLAT_CONNECT, FLAT_LINE, FLAT_SEGMENT, FLAT_TLS, FLAT_CLOSE, FLAT_RESET };

static void put_record(struct mustls_buf *out, enum flat_op op, struct mustls_span bytes)
{
    bytes = mustls_span_first(bytes, MAX_RECORD);
    mustls_buf_putc(out, op);
    mustls_buf_putc(out, (int)(bytes.len & 255));
    mustls_buf_putc(out, (int)(bytes.len >> 8));
    mustls_buf_put(out, bytes);
}

/* What the peer did last decides whether bytes of ours answer it or go on from before. */
void mustls_seed_put(struct mustls_buf *out, const struct mustls_trace *t)
{
    enum flat_op next = FLAT_CONNECT;

    for (size_t i = 0; i < t->num_events; i++) {
        const struct mustls_event *e = &t->events[i];
        bool subject = e->from == MUSTLS_FROM_SUBJECT;
        if (e->kind == MUSTLS_E_CONNECT) {
            next = FLAT_CONNECT;
        } else if (subject && (e->kind == MUSTLS_E_COMMAND || e->kind == MUSTLS_E_LINE ||
                               e->kind == MUSTLS_E_DATA)) {
            next = FLAT_LINE;
        } else if (e->kind == MUSTLS_E_SEND) {
            put_record(out, next, e->raw);
            next = FLAT_SEGMENT;
        } else if (e->kind == MUSTLS_E_TLS || e->kind == MUSTLS_E_TLS_FAIL) {
            put_record(out, FLAT_TLS, mustls_span("", 0));
        } else if (!subject && e->kind == MUSTLS_E_CLOSE) {
            put_record(out, FLAT_CLOSE, mustls_span("", 0));
        } else if (!subject && e->kind == MUSTLS_E_RESET) {
            put_record(out, FLAT_RESET, mustls_span("", 0));
        }
    }
}

void mustls_seeds_write(const char *dir, const struct mustls_trace *t, struct mustls_sink *sink)
{
    struct mustls_buf b;
    char path[4096];
    mustls_buf_init(&b, MAX_SEED);
    mustls_seed_put(&b, t);
    if (b.len > 0 && !b.failed) {
        mkdir(dir, 0777);
        int n = snprintf(path, sizeof path, "%s/%016llx", dir,
                         (unsigned long long)mustls_hash(mustls_buf_span(&b)));
        FILE *f = n > 0 && (size_t)n < sizeof path ? fopen(path, "we") : NULL;
        bool good = f && fwrite(b.ptr, 1, b.len, f) == b.len;
        if (f && fclose(f) != 0)
            good = false;
        if (!good)
            mustls_sink_note(sink, "can't write a seed into %s: %s", dir, strerror(errno));
    }
    mustls_buf_deinit(&b);
}
