/* Replies: every split gives the same lines, faults and replies; what has no fault follows the
 * ABNF; a line prints back; what is to be forgotten is; steps are bounded. */
#include "fuzz.h"
#include "smtp/reply.h"
#include "stream.h"

enum { MAX_REPLY = 4096, USUAL_CAP = 2048, LITTLE_CAP = 24, MAX_CUTS = 512 };

static void note_line(uint64_t *seen, const struct mustls_reply_line *l)
{
    fuzz_note_bytes(seen, l->raw);
    fuzz_note(seen, (uint64_t)l->code << 32 | l->faults);
    fuzz_note(seen, (uint64_t)l->text.len << 16 | (uint64_t)(unsigned char)l->sep << 8 | l->last);
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

static size_t put_number(char *out, int n, int digits)
{
    size_t len = 0;
    for (int unit = 100; unit > 0; unit /= 10)
        if (n >= unit || unit == 1 || digits == 3)
            out[len++] = (char)('0' + n / unit % 10);
    return len;
}

static void check_enhanced(const struct mustls_reply_line *l)
{
    struct mustls_enhanced e;
    char text[12];
    if (!mustls_enhanced_parse(l->text, &e))
        return;
    fuzz_require(e.class_ == 2 || e.class_ == 4 || e.class_ == 5, "an enhanced code has a class");
    size_t len = put_number(text, e.class_, 0);
    text[len++] = '.';
    len += put_number(text + len, e.subject, 0);
    text[len++] = '.';
    len += put_number(text + len, e.detail, 0);
    fuzz_require(mustls_span_starts(l->text, mustls_span(text, len)),
                 "an enhanced code prints back");
}

/* Code, separator, text and line end make the line that was read, sound or not. */
static bool prints_back(const struct mustls_reply_line *l)
{
    char head[4];
    size_t len = l->faults & MUSTLS_F_BAD_CODE ? 0 : put_number(head, l->code, 3);
    struct mustls_span rest = l->raw;
    if (!(l->faults & (MUSTLS_F_BAD_CODE | MUSTLS_F_NO_TEXT)))
        head[len++] = l->sep;
    if (!mustls_span_starts(rest, mustls_span(head, len)))
        return false;
    rest = mustls_span_from(rest, len);
    return mustls_span_starts(rest, l->text) &&
           mustls_span_eq(mustls_span_from(rest, l->text.len),
                          l->faults & MUSTLS_F_BARE_LF ? MUSTLS_LIT("\n") : MUSTLS_LIT("\r\n"));
}

static void check_names(const struct mustls_reply_line *l)
{
    fuzz_require(!mustls_fault_name(0)[0], "no fault has no name");
    for (uint32_t bit = 1; bit; bit <<= 1)
        fuzz_require(!(l->faults & bit) || mustls_fault_name(bit)[0], "each fault has a name");
}

static void check_line(const struct mustls_reply_line *l)
{
    struct mustls_reply_line again = {0};
    bool sound = (l->faults & MUSTLS_F_MALFORMED) == 0;
    fuzz_require(!sound || follows_abnf(l), "a line without fault follows the ABNF");
    check_enhanced(l);
    if (fuzz_thorough)
        check_names(l);
    if (l->faults & (MUSTLS_F_CUT | MUSTLS_F_EOF))
        return;
    mustls_reply_line_parse(l->raw, &again);
    fuzz_require(again.code == l->code && again.sep == l->sep && again.last == l->last &&
                     again.faults == l->faults && mustls_span_eq(again.text, l->text),
                 "a line means the same alone");
    fuzz_require(prints_back(l), "a line prints back");
    fuzz_require((l->raw.len > 512) == ((l->faults & MUSTLS_F_TOO_LONG) != 0),
                 "too long is over 512 octets");
}

/* What a reply is made of, counted a second time. */
struct sum {
    size_t num_lines;
    int first_code;
    bool codes_differ;
};

static void count_line(struct sum *sum, const struct mustls_reply_line *l)
{
    if (sum->num_lines++ == 0)
        sum->first_code = l->code;
    sum->codes_differ |= l->code != sum->first_code;
}

static void check_reply(const struct mustls_reply *r, const struct sum *sum)
{
    fuzz_require(((r->faults & MUSTLS_F_CODE_CHANGED) != 0) == sum->codes_differ,
                 "codes that differ are told");
    fuzz_require((r->faults & MUSTLS_F_TOO_MANY) || r->num_lines == sum->num_lines,
                 "no line is lost");
}

static void check_kept(const struct mustls_reply *r)
{
    struct mustls_reply_line l;
    size_t n = 0;
    while (mustls_reply_nth(r, n, &l))
        n++;
    fuzz_require(n == r->num_lines, "as many lines as were kept");
    fuzz_require(r->raw.len <= MAX_REPLY, "a reply keeps to its cap");
}

/* Once it is known what is kept of the whole, a split is held to the same sums. */
static void note_reply(uint64_t *seen, struct mustls_reply *r, enum fuzz_split split)
{
    if (split == FUZZ_WHOLE)
        check_kept(r);
    fuzz_note(seen, (uint64_t)r->code << 32 | r->faults);
    fuzz_note(seen, (uint64_t)r->first_code << 32 | r->num_lines);
    mustls_reply_clear(r);
}

/* A line is checked where the stream is whole; other splits must give the same one. */
static void look_at(uint64_t *seen, const struct mustls_reply_line *l, enum fuzz_split split)
{
    if (split == FUZZ_WHOLE)
        check_line(l);
    note_line(seen, l);
}

static uint64_t run(struct fuzz_stream *s, enum fuzz_split split, size_t cap)
{
    uint64_t seen = 0;
    struct mustls_line_parser p;
    struct mustls_reply reply;
    struct mustls_reply_line l = {0};
    struct sum sum = {0};
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
            look_at(&seen, &l, split);
            mustls_reply_add(&reply, &l);
            count_line(&sum, &l);
            if (!reply.whole)
                continue;
            check_reply(&reply, &sum);
            sum = (struct sum){0};
            note_reply(&seen, &reply, split);
        }
        fuzz_require(st == MUSTLS_MORE && piece.len == 0, "all is taken");
    }
    fuzz_require(steps <= s->bytes.len + pieces, "steps are bounded by the length");
    if (mustls_reply_eof(&p, &l) == MUSTLS_OK) {
        look_at(&seen, &l, split);
    }
    mustls_reply_deinit(&reply);
    mustls_line_parser_deinit(&p);
    return seen;
}

static void compare(struct fuzz_stream *s, enum fuzz_split split, size_t cap, uint64_t whole)
{
    static const char *const oracles[FUZZ_NUM_SPLITS] = {
        [FUZZ_WHOLE] = "the whole gives the same as the whole",
        [FUZZ_RECORDS] = "records give the same as the whole",
        [FUZZ_BYTES] = "bytes give the same as the whole",
        [FUZZ_TWO] = "two parts give the same as the whole",
    };
    fuzz_require(run(s, split, cap) == whole, oracles[split]);
}

static uint64_t lines_of(struct mustls_line_parser *p, struct mustls_span in)
{
    uint64_t seen = 0;
    struct mustls_reply_line l;
    size_t used;
    while (mustls_reply_feed(p, in, &used, &l) == MUSTLS_OK) {
        note_line(&seen, &l);
        in = mustls_span_from(in, used);
    }
    return seen;
}

/* What came before TLS is forgotten when the parser is told so: then it reads as a new one. */
static void check_forgets(struct fuzz_stream *s, size_t cap)
{
    struct mustls_span all = mustls_buf_span(&s->bytes);
    struct mustls_line_parser used, fresh;
    mustls_line_parser_init(&used, cap);
    mustls_line_parser_init(&fresh, cap);
    lines_of(&used, mustls_span_first(all, s->cut));
    mustls_line_parser_clear(&used);
    struct mustls_span rest = mustls_span_from(all, s->cut);
    fuzz_require(lines_of(&used, rest) == lines_of(&fresh, rest),
                 "nothing is kept of a line that is to be forgotten");
    mustls_line_parser_deinit(&used);
    mustls_line_parser_deinit(&fresh);
}

/* What an engine can't afford for each of its inputs, each input has a part of: by its bytes, so
 * that the same one always has the same. */
static void check_some(struct fuzz_stream *s)
{
    uint64_t draw = 0;
    fuzz_note_bytes(&draw, mustls_buf_span(&s->bytes));
    size_t cap = draw % 4 == 0 ? LITTLE_CAP : USUAL_CAP, share = draw / 4 % 16;
    s->cut = s->bytes.len > 0 ? draw / 64 % s->bytes.len : 0;
    compare(s,
            share == 0  ? FUZZ_BYTES
            : share < 6 ? FUZZ_RECORDS
                        : FUZZ_TWO,
            cap, run(s, FUZZ_WHOLE, cap));
    if (share % 4 == 0)
        check_forgets(s, cap);
}

static void check_all(struct fuzz_stream *s)
{
    static const size_t caps[] = {USUAL_CAP, LITTLE_CAP};
    for (size_t i = 0; i < sizeof caps / sizeof *caps; i++) {
        uint64_t whole = run(s, FUZZ_WHOLE, caps[i]);
        compare(s, FUZZ_RECORDS, caps[i], whole);
        compare(s, FUZZ_BYTES, caps[i], whole);
        for (s->cut = 0; s->cut < s->bytes.len && s->cut < MAX_CUTS; s->cut++) {
            compare(s, FUZZ_TWO, caps[i], whole);
            check_forgets(s, caps[i]);
        }
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_stream s;
    fuzz_begin();
    fuzz_stream_init(&s, mustls_span(data, size));
    if (fuzz_thorough)
        check_all(&s);
    else
        check_some(&s);
    fuzz_stream_deinit(&s);
    fuzz_end();
    return 0;
}
