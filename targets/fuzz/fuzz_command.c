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
    mustls_buf_put(&b, raw);
    for (size_t i = 0; i < c->word.len; i++)
        b.ptr[i] = (uint8_t)tolower(b.ptr[i]);
    mustls_command_parse(mustls_buf_span(&b), cut, &lower);
    fuzz_require(lower.verb == c->verb && lower.faults == c->faults, "case does not matter");
    mustls_buf_deinit(&b);
}

static void check_names(const struct mustls_command *c)
{
    fuzz_require(!mustls_command_fault_name(0)[0], "no fault has no name");
    for (uint32_t bit = 1; bit; bit <<= 1)
        fuzz_require(!(c->faults & bit) || mustls_command_fault_name(bit)[0],
                     "each fault has a name");
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
    if (fuzz_thorough)
        check_names(&c);
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

static void note(uint64_t *seen, struct mustls_span raw, bool cut, bool whole)
{
    if (whole)
        check(raw, cut);
    fuzz_note_bytes(seen, raw);
    fuzz_note(seen, cut);
}

/* Pieces of `piece` bytes each. */
static uint64_t run(struct mustls_span in, size_t piece)
{
    struct mustls_line_parser p;
    struct mustls_span raw;
    bool cut, whole = in.len <= piece;
    uint64_t seen = 0;
    mustls_line_parser_init(&p, CAP);
    while (in.len > 0) {
        struct mustls_span part = mustls_span_first(in, piece);
        size_t used;
        in = mustls_span_from(in, part.len);
        while (mustls_line_feed(&p, part, &used, &raw, &cut) == MUSTLS_OK) {
            part = mustls_span_from(part, used);
            note(&seen, raw, cut, whole);
        }
    }
    if (mustls_line_eof(&p, &raw, &cut) == MUSTLS_OK)
        note(&seen, raw, cut, whole);
    mustls_line_parser_deinit(&p);
    return seen;
}

/* An engine's input has one of the splits, chosen by its bytes. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const size_t pieces[] = {1, 2, 7, 16, 61, 200, 509, 1021};
    enum { NUM = sizeof pieces / sizeof *pieces };
    struct mustls_span in = mustls_span(data, size);
    uint64_t draw = 0;
    fuzz_begin();
    uint64_t whole = run(in, size);
    fuzz_note_bytes(&draw, in);
    for (size_t i = 0; i < NUM; i++)
        if (fuzz_thorough || i == draw % NUM)
            fuzz_require(run(in, pieces[i]) == whole, "every split gives the same");
    fuzz_end();
    return 0;
}
