/* Records as bytes. */
#include "flat/internal.h"

bool flat_take(struct mustls_span *in, struct flat_record *out)
{
    if (in->len < MUSTLS_FLAT_HEAD)
        return false;
    size_t len = (size_t)in->ptr[1] | (size_t)in->ptr[2] << 8;
    out->op = (enum mustls_flat_op)(in->ptr[0] % MUSTLS_NUM_FLAT_OPS);
    *in = mustls_span_from(*in, MUSTLS_FLAT_HEAD);
    out->bytes = mustls_span_first(*in, len);
    *in = mustls_span_from(*in, out->bytes.len);
    return true;
}

static void put_one(struct mustls_buf *out, enum mustls_flat_op op, struct mustls_span bytes)
{
    mustls_buf_putc(out, (int)op);
    mustls_buf_putc(out, (int)(bytes.len & 255));
    mustls_buf_putc(out, (int)(bytes.len >> 8));
    mustls_buf_put(out, bytes);
}

void mustls_flat_put(struct mustls_buf *out, enum mustls_flat_op op, struct mustls_span bytes)
{
    put_one(out, op, mustls_span_first(bytes, MUSTLS_FLAT_RECORD_MAX));
    while (bytes.len > MUSTLS_FLAT_RECORD_MAX) {
        bytes = mustls_span_from(bytes, MUSTLS_FLAT_RECORD_MAX);
        put_one(out, MUSTLS_FLAT_SEGMENT, mustls_span_first(bytes, MUSTLS_FLAT_RECORD_MAX));
    }
}

void flat_tail_reset(struct flat_tail *t)
{
    *t = (struct flat_tail){0};
}

/* Where the last line begins, whether it has ended or not. */
static size_t last_line(struct mustls_span bytes)
{
    size_t begin = bytes.len - 1;
    while (begin > 0 && bytes.ptr[begin - 1] != '\n')
        begin--;
    return begin;
}

void flat_tail_add(struct flat_tail *t, struct mustls_span bytes)
{
    if (bytes.len == 0)
        return;
    size_t begin = last_line(bytes);
    if (begin > 0 || t->ended)
        flat_tail_reset(t);
    for (size_t i = begin; i < bytes.len && t->len + i - begin < sizeof t->head; i++)
        t->head[t->len + i - begin] = bytes.ptr[i];
    t->len += bytes.len - begin;
    t->ended = bytes.ptr[bytes.len - 1] == '\n';
}

/* The last line of a reply has no "-" (RFC 5321 4.2.1). */
bool flat_tail_wants_data(const struct flat_tail *t)
{
    return t->ended && t->len >= sizeof t->head && memcmp(t->head, "354", 3) == 0 &&
           t->head[3] != '-';
}

/* --- the first op --- */

unsigned mustls_flat_frame(struct mustls_span in)
{
    return in.len > 0 ? in.ptr[0] / MUSTLS_NUM_FLAT_OPS % MUSTLS_NUM_FLAT_FRAMES : 0;
}

void mustls_flat_set_frame(uint8_t *input, size_t len, unsigned frame)
{
    if (len > 0)
        input[0] = (uint8_t)(input[0] % MUSTLS_NUM_FLAT_OPS + frame * MUSTLS_NUM_FLAT_OPS);
}
