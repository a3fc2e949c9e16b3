/* Replies: every split gives the same lines, faults and replies; what has no fault follows the
 * ABNF; printing a line without faults gives its bytes; steps are bounded. */
#include "base/rng.h"
#include "fuzz.h"
#include "smtp/reply.h"
#include "stream.h"

#define MAX_REPLY 4096

/* What was seen, as one number: text of it would cost more than the parsing. */
static void note(uint64_t *seen, uint64_t what)
{
    *seen = (*seen ^ what) * UINT64_C(0x9e3779b97f4a7c15);
    *seen ^= *seen >> 29;
}

static void note_line(uint64_t *seen, const struct mustls_reply_line *l)
{
    note(seen, mustls_hash(l->raw));
    note(seen, (uint64_t)l->code << 32 | l->faults);
    note(seen, (uint64_t)l->text.len << 16 | (uint64_t)(unsigned char)l->sep << 8 | l->last);
}

/* RFC 5321 4.2, written down a second time. */
static bool follows_abnf(const struct mustls_reply_line *l)
{
    const uint8_t *p = l->raw.ptr;
    size_t n = l->raw.len;
    if (n < 5 || p[n - 2] != '\r' || p[n - 1] != '\n')
        return false;
    if (p[0] < '2' || p[0] > '5' || p[1] < '0' || p[1] > '5' || p[2] < '0' || p[2] > '9')
        return false;
    if (n > 5 && p[3] != ' ' && p[3] != '-')
        return false;
    for (size_t i = 4; i + 2 < n; i++) {
        if (p[i] != '\t' && p[i] < 32)
            return false;
        if (p[i] == 127)
            return false;
    }
    return true;
}

static void check_enhanced(const struct mustls_reply_line *l)
{
    struct mustls_enhanced e;
    struct mustls_buf b;
    if (!mustls_enhanced_parse(l->text, &e))
        return;
    mustls_buf_init(&b, 64);
    mustls_buf_printf(&b, "%d.%d.%d", e.class_, e.subject, e.detail);
    fuzz_require(mustls_span_starts(l->text, mustls_buf_span(&b)), "an enhanced code prints back");
    mustls_buf_deinit(&b);
}

static void check_line(const struct mustls_reply_line *l)
{
    struct mustls_reply_line again;
    bool sound = (l->faults & MUSTLS_F_MALFORMED) == 0;
    fuzz_require(!sound || follows_abnf(l), "a line without fault follows the ABNF");
    check_enhanced(l);
    if (l->faults & (MUSTLS_F_CUT | MUSTLS_F_EOF))
        return;
    mustls_reply_line_parse(l->raw, &again);
    fuzz_require(again.code == l->code && again.sep == l->sep && again.last == l->last &&
                     again.faults == l->faults && mustls_span_eq(again.text, l->text),
                 "a line means the same alone");
    if (!sound)
        return;
    struct mustls_buf b;
    mustls_buf_init(&b, 1u << 20);
    mustls_buf_printf(&b, "%03d", l->code);
    if (l->sep)
        mustls_buf_putc(&b, l->sep);
    mustls_buf_put(&b, l->text);
    mustls_buf_puts(&b, "\r\n");
    fuzz_require_same(mustls_buf_span(&b), l->raw, "a line prints back");
    mustls_buf_deinit(&b);
}

static void note_reply(uint64_t *seen, struct mustls_reply *r)
{
    struct mustls_reply_line l;
    size_t n = 0;
    while (mustls_reply_nth(r, n, &l))
        n++;
    fuzz_require(n == r->num_lines, "as many lines as were kept");
    fuzz_require(r->raw.len <= MAX_REPLY, "a reply keeps to its cap");
    note(seen, (uint64_t)r->code << 32 | r->faults);
    note(seen, (uint64_t)r->first_code << 32 | r->num_lines);
    mustls_reply_clear(r);
}

static uint64_t run(struct fuzz_stream *s, enum fuzz_split split, size_t cap)
{
    uint64_t seen = 0;
    struct mustls_line_parser p;
    struct mustls_reply reply;
    struct mustls_reply_line l;
    struct mustls_span piece;
    size_t steps = 0, pieces = 0;
    mustls_line_parser_init(&p, cap);
    mustls_reply_init(&reply, MAX_REPLY);
    fuzz_stream_start(s, split);
    while (fuzz_stream_next(s, &piece)) {
        enum mustls_status st = MUSTLS_OK;
        for (pieces++; st == MUSTLS_OK; steps++) {
            size_t used = 0;
            st = mustls_reply_feed(&p, piece, &used, &l);
            fuzz_require(used <= piece.len && (st != MUSTLS_OK || used > 0), "feeding goes on");
            piece = mustls_span_from(piece, used);
            if (st != MUSTLS_OK)
                break;
            check_line(&l);
            note_line(&seen, &l);
            mustls_reply_add(&reply, &l);
            if (reply.whole)
                note_reply(&seen, &reply);
        }
        fuzz_require(st == MUSTLS_MORE && piece.len == 0, "all is taken");
    }
    fuzz_require(steps <= s->bytes.len + pieces, "steps are bounded by the length");
    if (mustls_reply_eof(&p, &l) == MUSTLS_OK) {
        check_line(&l);
        note_line(&seen, &l);
    }
    mustls_reply_deinit(&reply);
    mustls_line_parser_deinit(&p);
    return seen;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const size_t caps[] = {2048, 24};
    struct fuzz_stream s;
    fuzz_stream_init(&s, mustls_span(data, size));
    for (size_t i = 0; i < sizeof caps / sizeof *caps; i++) {
        uint64_t whole = run(&s, FUZZ_WHOLE, caps[i]);
        fuzz_require(run(&s, FUZZ_RECORDS, caps[i]) == whole, "records give the same as the whole");
        fuzz_require(run(&s, FUZZ_BYTES, caps[i]) == whole, "bytes give the same as the whole");
    }
    fuzz_stream_deinit(&s);
    return 0;
}
