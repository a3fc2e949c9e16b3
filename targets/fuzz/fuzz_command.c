/* Command lines: every split gives the same lines; a verb is what its word says, in any case; a
 * line without fault stays so when it is printed. */
#include <ctype.h>

#include "fuzz.h"
#include "smtp/command.h"

#define CAP 4096

static bool inside(struct mustls_span part, struct mustls_span whole)
{
    return part.len == 0 || (part.ptr >= whole.ptr && part.ptr + part.len <= whole.ptr + whole.len);
}

static void check_case(struct mustls_span raw, bool cut, const struct mustls_command *c)
{
    struct mustls_buf b;
    struct mustls_command lower;
    mustls_buf_init(&b, CAP + 16);
    for (size_t i = 0; i < raw.len; i++)
        mustls_buf_putc(&b, i < c->word.len ? tolower(raw.ptr[i]) : raw.ptr[i]);
    mustls_command_parse(mustls_buf_span(&b), cut, &lower);
    fuzz_require(lower.verb == c->verb && lower.faults == c->faults, "case does not matter");
    mustls_buf_deinit(&b);
}

static void check(struct mustls_span raw, bool cut)
{
    struct mustls_command c;
    mustls_command_parse(raw, cut, &c);
    fuzz_require(inside(c.line, raw) && inside(c.word, raw) && inside(c.args, raw),
                 "spans point into the line");
    fuzz_require(c.verb == MUSTLS_V_UNKNOWN ||
                     mustls_span_ieq(c.word, mustls_span_str(mustls_verb_name(c.verb))),
                 "a verb is what its word says");
    fuzz_require(c.faults == 0 ? c.verb != MUSTLS_V_UNKNOWN : true, "no fault without a verb");
    check_case(raw, cut, &c);
    if (c.faults)
        return;
    struct mustls_buf b;
    struct mustls_command again;
    mustls_buf_init(&b, 2 * CAP);
    mustls_buf_puts(&b, mustls_verb_name(c.verb));
    if (c.args.len)
        mustls_buf_putc(&b, ' ');
    mustls_buf_put(&b, c.args);
    mustls_buf_puts(&b, "\r\n");
    mustls_command_parse(mustls_buf_span(&b), false, &again);
    fuzz_require(again.verb == c.verb && again.faults == 0 && mustls_span_eq(again.args, c.args),
                 "print and parse again agree");
    mustls_buf_deinit(&b);
}

static void note(struct mustls_buf *out, struct mustls_span raw, bool cut)
{
    check(raw, cut);
    mustls_buf_put(out, raw);
    mustls_buf_printf(out, "|%d;", cut);
}

/* Pieces of `piece` bytes each. */
static void run(struct mustls_span in, size_t piece, struct mustls_buf *out)
{
    struct mustls_line_parser p;
    struct mustls_span raw;
    bool cut;
    mustls_line_parser_init(&p, CAP);
    while (in.len > 0) {
        struct mustls_span part = mustls_span_first(in, piece);
        size_t used;
        in = mustls_span_from(in, part.len);
        while (mustls_line_feed(&p, part, &used, &raw, &cut) == MUSTLS_OK) {
            part = mustls_span_from(part, used);
            note(out, raw, cut);
        }
    }
    if (mustls_line_eof(&p, &raw, &cut) == MUSTLS_OK)
        note(out, raw, cut);
    mustls_line_parser_deinit(&p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mustls_buf first, other;
    static const size_t pieces[] = {1, 2, 7};
    mustls_buf_init(&first, 16u << 20);
    mustls_buf_init(&other, 16u << 20);
    run(mustls_span(data, size), size, &first);
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        mustls_buf_clear(&other);
        run(mustls_span(data, size), pieces[i], &other);
        fuzz_require_same(mustls_buf_span(&first), mustls_buf_span(&other),
                          "every split gives the same");
    }
    mustls_buf_deinit(&first);
    mustls_buf_deinit(&other);
    return 0;
}
