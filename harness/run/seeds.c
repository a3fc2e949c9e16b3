#include "run/seeds.h"
#include "run/library.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/rng.h"
#include "flat/frame.h"

#define MAX_SEED (1u << 20)

/* What the peer did last decides whether bytes of ours answer it or go on from before. */
struct scribe {
    struct mustls_buf *out;
    enum mustls_flat_op op;
    bool open; /* nothing has been put since the record `op` was due */
};

static void put(struct scribe *s, struct mustls_span bytes)
{
    mustls_flat_put(s->out, s->op, bytes);
    s->op = MUSTLS_FLAT_SEGMENT;
    s->open = false;
}

/* A line that got no answer counts as well. */
static void begin(struct scribe *s, enum mustls_flat_op op)
{
    if (s->open)
        put(s, mustls_span(NULL, 0));
    s->op = op;
    s->open = true;
}

static void direct(struct scribe *s, enum mustls_flat_op op)
{
    begin(s, op);
    put(s, mustls_span(NULL, 0));
}

void mustls_seed_put(struct mustls_buf *out, const struct mustls_trace *t)
{
    struct scribe s = {.out = out, .op = MUSTLS_FLAT_CONNECT};

    for (size_t i = 0; i < t->num_events; i++) {
        const struct mustls_event *e = &t->events[i];
        bool subject = e->from == MUSTLS_FROM_SUBJECT;
        if (e->kind == MUSTLS_E_CONNECT)
            begin(&s, MUSTLS_FLAT_CONNECT);
        else if (subject && (e->kind == MUSTLS_E_COMMAND || e->kind == MUSTLS_E_LINE ||
                             e->kind == MUSTLS_E_DATA))
            begin(&s, MUSTLS_FLAT_LINE);
        else if (e->kind == MUSTLS_E_SEND)
            put(&s, e->raw);
        else if (e->kind == MUSTLS_E_TLS || e->kind == MUSTLS_E_TLS_FAIL)
            direct(&s, MUSTLS_FLAT_TLS);
        else if (!subject && e->kind == MUSTLS_E_CLOSE)
            direct(&s, MUSTLS_FLAT_CLOSE);
        else if (!subject && e->kind == MUSTLS_E_RESET)
            direct(&s, MUSTLS_FLAT_RESET);
    }
}

static void write_seed(const char *dir, struct mustls_span seed, struct mustls_sink *sink)
{
    char path[4096];
    mkdir(dir, 0777);
    struct mustls_error err;
    int n = snprintf(path, sizeof path, "%s/%016llx", dir, (unsigned long long)mustls_hash(seed));
    if (n < 0 || (size_t)n >= sizeof path ||
        mustls_write_file(path, seed, false, &err) != MUSTLS_OK)
        mustls_sink_note(sink, "can't write a seed into %s: %s", dir, strerror(errno));
}

void mustls_seeds_write(const char *dir, const struct mustls_program *p,
                        const struct mustls_trace *t, struct mustls_sink *sink)
{
    struct mustls_buf raw, canon;
    mustls_buf_init(&raw, MAX_SEED);
    mustls_buf_init(&canon, MAX_SEED);
    mustls_seed_put(&raw, t);
    if (raw.len > 0 && !raw.failed &&
        mustls_flat_canon(&canon, mustls_buf_span(&raw)) == MUSTLS_OK) {
        unsigned frame = mustls_flat_frame_of(p);
        if (frame < MUSTLS_NUM_FLAT_FRAMES) /* else the first stands in for wishes it can't say */
            mustls_flat_set_frame(canon.ptr, canon.len, frame);
        write_seed(dir, mustls_buf_span(&canon), sink);
    }
    mustls_buf_deinit(&canon);
    mustls_buf_deinit(&raw);
}
