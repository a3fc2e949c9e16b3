/* Delta debugging over records, lines and bytes. */
#include "flat/reduce.h"

#include "base/arena.h"
#include "flat/internal.h"

enum grain { RECORDS, LINES, BYTES, NUM_GRAINS };

struct mustls_reduce {
    struct mustls_buf best, trial;
    bool flat;
    enum grain grain;
    size_t units;    /* of this grain in best */
    size_t at, size; /* the units that the trial leaves out */
    bool begun;      /* units and size belong to this grain */
    bool shorter;    /* something went away in this round */
};

/* What is left of `bytes` when units [from, to) of all are left out; *unit is the number of the
 * first of these bytes' units, and is moved on. */
static void cut_bytes(struct mustls_buf *out, struct mustls_span bytes, enum grain grain,
                      size_t *unit, size_t from, size_t to)
{
    while (bytes.len > 0) {
        size_t len = 1;
        if (grain == LINES) {
            const uint8_t *lf = memchr(bytes.ptr, '\n', bytes.len);
            len = lf ? (size_t)(lf - bytes.ptr) + 1 : bytes.len;
        }
        if (*unit < from || *unit >= to)
            mustls_buf_put(out, mustls_span_first(bytes, len));
        bytes = mustls_span_from(bytes, len);
        ++*unit;
    }
}

static void put_head(struct mustls_buf *out, uint8_t op)
{
    mustls_buf_putc(out, op);
    mustls_buf_puts(out, "??"); /* the length comes later */
}

/* The op's byte is kept as it is: targets read more from it than the op. */
static void cut_records(struct mustls_buf *out, struct mustls_span in, enum grain grain,
                        size_t *unit, size_t from, size_t to)
{
    struct flat_record rec;
    uint8_t op = in.len > 0 ? in.ptr[0] : 0;
    while (flat_take(&in, &rec)) {
        size_t head = out->len;
        if (grain != RECORDS || *unit < from || *unit >= to) {
            put_head(out, op);
            if (grain == RECORDS)
                mustls_buf_put(out, rec.bytes);
            else
                cut_bytes(out, rec.bytes, grain, unit, from, to);
            if (out->failed)
                return;
            size_t len = out->len - head - MUSTLS_FLAT_HEAD;
            out->ptr[head + 1] = (uint8_t)(len & 255);
            out->ptr[head + 2] = (uint8_t)(len >> 8);
        }
        *unit += grain == RECORDS;
        op = in.len > 0 ? in.ptr[0] : 0;
    }
}

/* Best without [from, to) into trial; returns how many units best has. */
static size_t cut(struct mustls_reduce *r, size_t from, size_t to)
{
    size_t unit = 0;
    struct mustls_span in = mustls_buf_span(&r->best);
    mustls_buf_clear(&r->trial);
    if (r->flat)
        cut_records(&r->trial, in, r->grain, &unit, from, to);
    else if (r->grain != RECORDS)
        cut_bytes(&r->trial, in, r->grain, &unit, from, to);
    return unit;
}

struct mustls_reduce *mustls_reduce_new(struct mustls_span in, bool flat)
{
    struct mustls_reduce *r = mustls_alloc(sizeof *r);
    if (!r)
        return NULL;
    r->flat = flat;
    mustls_buf_init(&r->best, in.len + 1);
    mustls_buf_init(&r->trial, in.len + MUSTLS_FLAT_HEAD + 1);
    mustls_buf_put(&r->best, in);
    return r;
}

void mustls_reduce_free(struct mustls_reduce *r)
{
    if (!r)
        return;
    mustls_buf_deinit(&r->best);
    mustls_buf_deinit(&r->trial);
    mustls_free(r);
}

static void begin(struct mustls_reduce *r)
{
    r->units = cut(r, 0, 0);
    r->at = 0;
    r->size = r->units > 1 ? r->units / 2 : r->units;
    r->begun = true;
}

/* To the next grain, or the next round; false at the end. */
static bool move_on(struct mustls_reduce *r)
{
    r->begun = false;
    if (++r->grain < NUM_GRAINS)
        return true;
    r->grain = RECORDS;
    bool again = r->shorter;
    r->shorter = false;
    return again;
}

bool mustls_reduce_next(struct mustls_reduce *r, struct mustls_span *candidate)
{
    for (;;) {
        if (!r->begun)
            begin(r);
        if (r->at >= r->units) {
            r->at = 0;
            r->size /= 2;
        }
        if (r->units == 0 || r->size == 0) {
            if (!move_on(r))
                return false;
            continue;
        }
        cut(r, r->at, r->at + r->size);
        if (r->trial.failed || r->best.failed)
            return false;
        if (r->trial.len < r->best.len)
            break;
        r->at += r->size;
    }
    *candidate = mustls_buf_span(&r->trial);
    return true;
}

void mustls_reduce_tell(struct mustls_reduce *r, bool same)
{
    if (!same) {
        r->at += r->size;
        return;
    }
    struct mustls_buf smaller = r->trial;
    r->trial = r->best;
    r->best = smaller;
    r->units = cut(r, 0, 0);
    r->shorter = true;
}

struct mustls_span mustls_reduce_best(const struct mustls_reduce *r)
{
    return mustls_buf_span(&r->best);
}
