#include "stream.h"

#include "flat/flat.h"

/* One record off the front; total. */
static bool take(struct mustls_span *in, struct mustls_span *bytes)
{
    if (in->len < MUSTLS_FLAT_HEAD)
        return false;
    size_t len = (size_t)in->ptr[1] | (size_t)in->ptr[2] << 8;
    *in = mustls_span_from(*in, MUSTLS_FLAT_HEAD);
    *bytes = mustls_span_first(*in, len);
    *in = mustls_span_from(*in, bytes->len);
    return true;
}

void fuzz_stream_init(struct fuzz_stream *s, struct mustls_span in)
{
    struct mustls_span rest = in, bytes;
    *s = (struct fuzz_stream){.in = in};
    mustls_buf_init(&s->bytes, 1u << 20);
    while (take(&rest, &bytes))
        mustls_buf_put(&s->bytes, bytes);
}

void fuzz_stream_deinit(struct fuzz_stream *s)
{
    mustls_buf_deinit(&s->bytes);
}

void fuzz_stream_start(struct fuzz_stream *s, enum fuzz_split split)
{
    s->split = split;
    s->at = 0;
    s->records = s->in;
}

bool fuzz_stream_next(struct fuzz_stream *s, struct mustls_span *piece)
{
    struct mustls_span left = mustls_span_from(mustls_buf_span(&s->bytes), s->at);
    if (s->split == FUZZ_RECORDS) {
        if (!take(&s->records, piece))
            return false;
        *piece = mustls_span_first(left, piece->len);
        s->at += piece->len;
        return true;
    }
    if (left.len == 0)
        return false;
    *piece = left;
    if (s->split == FUZZ_BYTES)
        *piece = mustls_span_first(left, 1);
    else if (s->split == FUZZ_TWO && s->at < s->cut)
        *piece = mustls_span_first(left, s->cut);
    s->at += piece->len;
    return true;
}
