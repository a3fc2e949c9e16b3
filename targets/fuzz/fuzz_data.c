/* Mail data: every split gives the same message, faults and end; what was read and is stuffed again
 * reads as the same; nothing but CRLF "." CRLF ends it, looked for a second time. */
#include "fuzz.h"
#include "smtp/dot.h"
#include "smtp/reply.h"

enum { CAP = 600, MAX_CUTS = 512 };

struct seen {
    struct mustls_buf message;
    size_t used, total;
    uint32_t faults;
    bool ended;
};

static void feed(struct seen *s, struct mustls_dot_reader *d, struct mustls_span part)
{
    size_t used;
    s->ended = mustls_dot_read(d, part, &used, &s->message) == MUSTLS_OK;
    fuzz_require(used <= part.len && (s->ended || used == part.len), "all is taken up to the end");
    s->used += used;
}

/* In two parts, of which the first has `cut` bytes, or byte by byte with 0. */
static void read_message(struct seen *s, struct mustls_span in, size_t cut, size_t cap)
{
    struct mustls_dot_reader d;
    *s = (struct seen){0};
    mustls_buf_init(&s->message, cap);
    mustls_dot_reader_init(&d);
    for (size_t at = 0; at < in.len && !s->ended;) {
        size_t len = cut == 0 ? 1 : at < cut ? cut : in.len;
        struct mustls_span part = mustls_span_first(mustls_span_from(in, at), len);
        feed(s, &d, part);
        at += part.len;
    }
    s->total = d.total;
    s->faults = d.faults;
}

static size_t end_of(struct mustls_span in)
{
    const struct mustls_span end = MUSTLS_LIT("\r\n.\r\n");
    if (mustls_span_starts(in, MUSTLS_LIT(".\r\n")))
        return 3;
    size_t at = mustls_span_find(in, end);
    return at == MUSTLS_NPOS ? in.len : at + end.len;
}

static void compare(struct mustls_span in, size_t cut, const struct seen *whole)
{
    struct seen s;
    read_message(&s, in, cut, CAP);
    fuzz_require(s.used == whole->used && s.total == whole->total && s.faults == whole->faults &&
                     s.ended == whole->ended,
                 "every split gives the same end");
    fuzz_require_same(mustls_buf_span(&s.message), mustls_buf_span(&whole->message),
                      "every split gives the same message");
    mustls_buf_deinit(&s.message);
}

/* Line ends become CRLF, so that it may be longer; a second time it stays as it is. */
static struct mustls_buf through(struct mustls_span message)
{
    struct seen s;
    struct mustls_buf wire;
    mustls_buf_init(&wire, 4 * message.len + 16);
    mustls_dot_stuff(&wire, message);
    fuzz_require(!wire.failed && end_of(mustls_buf_span(&wire)) == wire.len,
                 "what is stuffed ends where it ends");
    read_message(&s, mustls_buf_span(&wire), wire.len, 4 * message.len + 16);
    fuzz_require(s.ended && s.used == wire.len && s.faults == 0, "what is stuffed has no fault");
    mustls_buf_deinit(&wire);
    return s.message;
}

static void check_stuffing(struct mustls_span message, uint32_t faults)
{
    struct mustls_buf once = through(message), twice = through(mustls_buf_span(&once));
    fuzz_require_same(mustls_buf_span(&once), mustls_buf_span(&twice), "stuffing is stable");
    bool lines = message.len == 0 || (message.len > 1 && message.ptr[message.len - 1] == '\n');
    if (faults == 0 && lines)
        fuzz_require_same(mustls_buf_span(&once), message, "a sound message comes through");
    mustls_buf_deinit(&once);
    mustls_buf_deinit(&twice);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mustls_span in = mustls_span(data, size);
    struct seen whole;
    uint64_t draw = 0;
    fuzz_begin();
    fuzz_note_bytes(&draw, in);
    read_message(&whole, in, size, CAP);
    fuzz_require(whole.used == end_of(in), "nothing but CRLF.CRLF is the end");
    fuzz_require(((whole.faults & MUSTLS_F_CUT) != 0) == (whole.total > whole.message.len),
                 "what is dropped is told");
    compare(in, 0, &whole);
    if (fuzz_thorough)
        for (size_t cut = 1; cut < size && cut < MAX_CUTS; cut++)
            compare(in, cut, &whole);
    else if (size > 1)
        compare(in, 1 + draw % (size - 1), &whole);
    check_stuffing(mustls_buf_span(&whole.message), whole.faults);
    check_stuffing(in, MUSTLS_F_CUT);
    mustls_buf_deinit(&whole.message);
    fuzz_end();
    return 0;
}
