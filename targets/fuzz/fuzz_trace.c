/* Trace files: each line is understood or refused with a reason; what is understood, written and
 * read again is written the same. */
#include "fuzz.h"
#include "trace/read.h"

static bool put(struct mustls_buf *out, const struct mustls_rec *r)
{
    switch (r->type) {
    case MUSTLS_REC_RUN:
        mustls_rec_put_run(out, &r->u.run);
        return true;
    case MUSTLS_REC_FILE:
        mustls_rec_put_file(out, &r->u.file);
        return true;
    case MUSTLS_REC_START:
        mustls_rec_put_start(out, &r->u.start);
        return true;
    case MUSTLS_REC_EVENT:
        mustls_rec_put_event(out, r->run_id, &r->u.event, r->at_file);
        return true;
    case MUSTLS_REC_VERDICT:
        mustls_rec_put_verdict(out, &r->u.verdict);
        return true;
    case MUSTLS_REC_END:
        mustls_rec_put_end(out, &r->u.end);
        return true;
    case MUSTLS_REC_OTHER:
        return false;
    }
    return false;
}

static struct mustls_span without_lf(const struct mustls_buf *b)
{
    struct mustls_span s = mustls_buf_span(b);
    fuzz_require(s.len > 0 && s.ptr[s.len - 1] == '\n', "a record is a line");
    s.len--;
    fuzz_require(!memchr(s.ptr, '\n', s.len), "a record is one line");
    return s;
}

static void check(struct mustls_arena *a, const struct mustls_rec *r)
{
    struct mustls_buf one, two;
    struct mustls_rec again;
    struct mustls_error err = {0};
    mustls_buf_init(&one, 8u << 20);
    mustls_buf_init(&two, 8u << 20);
    if (put(&one, r) && !one.failed) {
        enum mustls_status st = mustls_rec_read(a, without_lf(&one), &again, &err);
        fuzz_require_same(mustls_span_str(err.text), mustls_span("", 0), "what we write we read");
        fuzz_require(st == MUSTLS_OK && again.type == r->type, "what we write we read");
        put(&two, &again);
        fuzz_require_same(mustls_buf_span(&one), mustls_buf_span(&two),
                          "writing again is the same");
    }
    mustls_buf_deinit(&one);
    mustls_buf_deinit(&two);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mustls_arena *a = mustls_arena_new(64u << 20);
    struct mustls_span rest = mustls_span(data, size);
    while (rest.len > 0) {
        const uint8_t *lf = memchr(rest.ptr, '\n', rest.len);
        struct mustls_span line = mustls_span_first(rest, lf ? (size_t)(lf - rest.ptr) : rest.len);
        struct mustls_rec rec;
        struct mustls_error err = {0};
        enum mustls_status st = mustls_rec_read(a, line, &rec, &err);
        fuzz_require(st == MUSTLS_OK || err.text[0] || st != MUSTLS_EPARSE, "a refusal says why");
        if (st == MUSTLS_OK)
            check(a, &rec);
        rest = mustls_span_from(rest, line.len + 1);
    }
    mustls_arena_free(a);
    return 0;
}
