/* What a process said when it died: its bucket has a name that a folder can have and a title that a
 * terminal can show, and depends neither on addresses nor on the lines around. */
#include "campaign/bucket.h"
#include "campaign/stack.h"

#include "base/buf.h"
#include "fuzz.h"

enum { MAX_INPUT = 1 << 13 };

static void check_bucket(const struct mustls_bucket *b)
{
    size_t len = strnlen(b->name, sizeof b->name);
    fuzz_require(len > 8 && len < sizeof b->name, "a bucket has a name");
    for (size_t i = 0; i < len; i++) {
        char c = b->name[i];
        fuzz_require((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-',
                     "a folder can have the name");
    }
    fuzz_require(b->name[0] != '-', "it is no option");
    len = strnlen(b->title, sizeof b->title);
    fuzz_require(len < sizeof b->title, "a title ends");
    for (size_t i = 0; i < len; i++)
        fuzz_require(b->title[i] >= ' ' && b->title[i] < 0x7f, "a terminal shows the title");
    fuzz_require(b->kind < MUSTLS_NUM_FIND_KINDS && mustls_find_kind_name(b->kind) != NULL,
                 "it is a kind of find");
}

static void check_stack(struct mustls_span report)
{
    struct mustls_stack stack;
    mustls_stack_read(report, &stack);
    fuzz_require(stack.num <= MUSTLS_STACK_MAX, "a stack has its bound");
    for (size_t i = 0; i < stack.num; i++) {
        struct mustls_span f = stack.frames[i].function;
        fuzz_require(f.len > 0 && f.ptr >= report.ptr && f.ptr + f.len <= report.ptr + report.len,
                     "a function is of the report");
    }
}

static void require_same_bucket(const struct mustls_bucket *b, const struct mustls_buf *report,
                                const char *oracle)
{
    struct mustls_bucket again = {0};
    fuzz_require(!report->failed && mustls_bucket_of(mustls_buf_span(report), &again), oracle);
    fuzz_require(again.kind == b->kind, oracle);
    fuzz_require_same(mustls_span_str(b->name), mustls_span_str(again.name), oracle);
}

/* "#3 0x55d0 in f": another address, as another process has it. */
static void put_elsewhere(struct mustls_buf *out, struct mustls_span report)
{
    struct mustls_span line;
    while (mustls_take_line(&report, &line)) {
        size_t at = mustls_span_find(line, MUSTLS_LIT(" 0x"));
        size_t end = at == MUSTLS_NPOS ? 0 : at + 3;
        mustls_buf_put(out, mustls_span_first(line, end));
        if (end > 0 && end < line.len && strchr("0123456789abcdef", line.ptr[end]) && line.ptr[end])
            mustls_buf_putc(out, '7');
        else
            mustls_buf_put(out, mustls_span_first(mustls_span_from(line, end), 1));
        mustls_buf_put(out, mustls_span_from(line, end + 1));
        mustls_buf_putc(out, '\n');
    }
}

static void check_same(struct mustls_span report, const struct mustls_bucket *b)
{
    struct mustls_buf other;
    mustls_buf_init(&other, 1u << 16);
    mustls_buf_puts(&other, "INFO: Seed: 1\n#2 INITED cov: 3\n");
    mustls_buf_put(&other, report);
    require_same_bucket(b, &other, "the lines before it do not count");
    mustls_buf_clear(&other);
    mustls_buf_put(&other, report);
    mustls_buf_puts(&other, "\nstat::number_of_executed_units: 7\n");
    require_same_bucket(b, &other, "the lines behind it do not count");
    mustls_buf_clear(&other);
    put_elsewhere(&other, report);
    require_same_bucket(b, &other, "addresses do not count");
    mustls_buf_deinit(&other);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mustls_span report = mustls_span(data, size);
    struct mustls_bucket b;
    if (size > MAX_INPUT)
        return 0;
    fuzz_begin();
    check_stack(report);
    if (mustls_bucket_of(report, &b)) {
        check_bucket(&b);
        check_same(report, &b);
    }
    mustls_bucket_of_words(MUSTLS_FIND_BROKEN, report, &b);
    check_bucket(&b);
    fuzz_end();
    return 0;
}
