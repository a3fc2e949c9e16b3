#include "tls/record.h"

#include <assert.h>

enum mustls_status mustls_record_parse(struct mustls_span in, struct mustls_record *out,
                                       size_t *missing)
{
    if (in.len > 0 && (in.ptr[0] < MUSTLS_RECORD_CHANGE_CIPHER || in.ptr[0] > MUSTLS_RECORD_DATA))
        return MUSTLS_EPARSE;
    if (in.len > 1 && in.ptr[1] != 3)
        return MUSTLS_EPARSE;
    if (in.len < MUSTLS_RECORD_HEADER) {
        *missing = MUSTLS_RECORD_HEADER - in.len;
        return MUSTLS_MORE;
    }

    size_t len = (size_t)in.ptr[3] << 8 | in.ptr[4];
    if (len > MUSTLS_RECORD_BODY)
        return MUSTLS_EPARSE;
    size_t size = MUSTLS_RECORD_HEADER + len;
    if (in.len < size) {
        *missing = size - in.len;
        return MUSTLS_MORE;
    }
    out->type = in.ptr[0];
    out->whole = mustls_span_first(in, size);
    out->body = mustls_span_from(out->whole, MUSTLS_RECORD_HEADER);
    return MUSTLS_OK;
}

/* Drops the record that was given last; what `part` keeps after that is an unfinished one. */
static void drop_given(struct mustls_buf *part)
{
    struct mustls_record r;
    size_t missing;
    if (mustls_record_parse(mustls_buf_span(part), &r, &missing) == MUSTLS_OK)
        mustls_buf_clear(part);
}

/* Moves `n` bytes, or all there are, from the front of *in to `part`. */
static enum mustls_status take(struct mustls_buf *part, struct mustls_span *in, size_t n)
{
    struct mustls_span piece = mustls_span_first(*in, n);
    mustls_buf_put(part, piece);
    if (part->failed)
        return MUSTLS_ENOMEM;
    *in = mustls_span_from(*in, piece.len);
    return MUSTLS_OK;
}

enum mustls_status mustls_record_next(struct mustls_buf *part, struct mustls_span *in,
                                      struct mustls_record *out)
{
    drop_given(part);
    size_t missing = 0;
    if (part->len == 0) {
        enum mustls_status st = mustls_record_parse(*in, out, &missing);
        if (st == MUSTLS_OK)
            *in = mustls_span_from(*in, out->whole.len);
        if (st != MUSTLS_MORE)
            return st;
        st = take(part, in, in->len);
        return st == MUSTLS_OK ? MUSTLS_MORE : st;
    }

    /* First the header, then the body: at most two rounds with bytes to take. */
    for (;;) {
        enum mustls_status st = mustls_record_parse(mustls_buf_span(part), out, &missing);
        if (st != MUSTLS_MORE || in->len == 0)
            return st;
        st = take(part, in, missing);
        if (st != MUSTLS_OK)
            return st;
    }
}

void mustls_record_put(struct mustls_buf *out, int type, struct mustls_span body)
{
    assert(body.len <= MUSTLS_RECORD_BODY);
    const uint8_t head[MUSTLS_RECORD_HEADER] = {
        (uint8_t)type, 3, 3, (uint8_t)(body.len >> 8), (uint8_t)body.len,
    };
    mustls_buf_put(out, mustls_span(head, sizeof head));
    mustls_buf_put(out, body);
}

void mustls_record_put_alert(struct mustls_buf *out, int level, int description)
{
    const uint8_t body[2] = {(uint8_t)level, (uint8_t)description};
    mustls_record_put(out, MUSTLS_RECORD_ALERT, mustls_span(body, sizeof body));
}

int mustls_record_alert(const struct mustls_record *r)
{
    return r->type == MUSTLS_RECORD_ALERT && r->body.len == 2 ? r->body.ptr[1] : -1;
}
