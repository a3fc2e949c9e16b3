/* EHLO replies: what is found is there, in a line that can hold it; the order of the lines behind
 * the first does not matter. */
#include "fuzz.h"
#include "smtp/ehlo.h"
#include "stream.h"

#define CAP (64u << 10)

static bool may_hold(const struct mustls_reply_line *l)
{
    return l->code == 250 && (l->sep == ' ' || l->sep == '-') && !(l->faults & MUSTLS_F_CUT);
}

static const struct {
    uint32_t bit;
    const char *word;
} words[] = {
    {MUSTLS_EHLO_STARTTLS, "STARTTLS"},
    {MUSTLS_EHLO_PIPELINING, "PIPELINING"},
    {MUSTLS_EHLO_8BITMIME, "8BITMIME"},
    {MUSTLS_EHLO_SIZE, "SIZE"},
    {MUSTLS_EHLO_SMTPUTF8, "SMTPUTF8"},
    {MUSTLS_EHLO_CHUNKING, "CHUNKING"},
    {MUSTLS_EHLO_ENHANCED, "ENHANCEDSTATUSCODES"},
    {MUSTLS_EHLO_DSN, "DSN"},
    {MUSTLS_EHLO_AUTH, "AUTH"},
};

static bool inside(struct mustls_span part, struct mustls_span whole)
{
    return part.len == 0 || (part.ptr >= whole.ptr && part.ptr + part.len <= whole.ptr + whole.len);
}

static uint32_t keywords_of(const struct mustls_reply_line *l)
{
    struct mustls_ehlo_line e;
    uint32_t bits = 0;
    mustls_ehlo_line_parse(l->text, &e);
    fuzz_require(inside(e.keyword, l->text) && inside(e.params, l->text),
                 "spans point into the text");
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (mustls_span_ieq(e.keyword, mustls_span_str(words[i].word)))
            bits |= words[i].bit;
    }
    return bits;
}

static void check(const struct mustls_reply *r)
{
    struct mustls_ehlo found, turned;
    struct mustls_reply back;
    struct mustls_reply_line l;
    uint32_t seen = 0;
    mustls_ehlo_parse(r, &found);
    mustls_reply_init(&back, CAP);
    for (size_t i = 0; mustls_reply_nth(r, i, &l); i++) {
        if (i == 0)
            mustls_reply_add(&back, &l);
        else if (may_hold(&l))
            seen |= keywords_of(&l);
    }
    fuzz_require((found.keywords & ~seen) == 0, "a keyword that is found is there");
    fuzz_require(found.mechs == 0 || (seen & MUSTLS_EHLO_AUTH), "mechanisms stand behind AUTH");
    for (size_t i = r->num_lines; i-- > 1;) {
        if (mustls_reply_nth(r, i, &l))
            mustls_reply_add(&back, &l);
    }
    mustls_ehlo_parse(&back, &turned);
    fuzz_require(found.keywords == turned.keywords && found.mechs == turned.mechs,
                 "the order of the lines does not matter");
    mustls_reply_deinit(&back);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_stream s;
    struct mustls_line_parser p;
    struct mustls_reply reply;
    struct mustls_reply_line l;
    size_t used;
    fuzz_begin();
    fuzz_stream_init(&s, mustls_span(data, size));
    mustls_line_parser_init(&p, 2048);
    mustls_reply_init(&reply, CAP);
    struct mustls_span in = mustls_buf_span(&s.bytes);
    while (mustls_reply_feed(&p, in, &used, &l) == MUSTLS_OK) {
        in = mustls_span_from(in, used);
        mustls_reply_add(&reply, &l);
        if (!reply.whole)
            continue;
        check(&reply);
        mustls_reply_clear(&reply);
    }
    mustls_reply_deinit(&reply);
    mustls_line_parser_deinit(&p);
    fuzz_stream_deinit(&s);
    fuzz_end();
    return 0;
}
