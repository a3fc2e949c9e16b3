#include "base/arena.h"
#include "smtp/reply.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

enum { CAP = 12 };

/* Lines as text, each behind its length and faults, so that two runs can be compared whole. */
static void describe(struct mustls_buf *log, const struct mustls_reply_line *line)
{
    mustls_buf_printf(log, "[%zu %d %d %x ", line->raw.len, line->code, line->sep, line->faults);
    mustls_buf_put(log, line->raw);
    mustls_buf_puts(log, "|");
    mustls_buf_put(log, line->text);
    mustls_buf_puts(log, "]");
}

static void feed_part(struct mustls_line_parser *p, struct mustls_span in, struct mustls_buf *log)
{
    struct mustls_reply_line line;
    size_t used;
    while (mustls_reply_feed(p, in, &used, &line) == MUSTLS_OK) {
        assert_true(used > 0 && used <= in.len);
        describe(log, &line);
        in = mustls_span_from(in, used);
    }
    assert_int_equal(used, in.len);
}

/* Cuts at `a` and `b`; with `step`, into parts of that many octets instead. */
static void run(struct mustls_span in, size_t a, size_t b, size_t step, struct mustls_buf *log)
{
    struct mustls_line_parser p;
    struct mustls_reply_line line;
    mustls_line_parser_init(&p, CAP);
    mustls_buf_clear(log);
    if (step > 0) {
        for (size_t i = 0; i < in.len; i += step)
            feed_part(&p, mustls_span_first(mustls_span_from(in, i), step), log);
    } else {
        feed_part(&p, mustls_span_first(in, a), log);
        feed_part(&p, mustls_span_first(mustls_span_from(in, a), b - a), log);
        feed_part(&p, mustls_span_from(in, b), log);
    }
    if (mustls_reply_eof(&p, &line) == MUSTLS_OK)
        describe(log, &line);
    mustls_line_parser_deinit(&p);
}

#define B(s)                                                                                       \
    {                                                                                              \
        (const uint8_t *)(s), sizeof(s) - 1                                                        \
    }

/* Under a cap of 12 octets, so that some are cut; every two cuts and every even step. */
static void test_splits(void **state)
{
    static const struct mustls_span rows[] = {
        B(""),
        B("250-a\r\n250 b\r\n"),
        B("250-a\n\r\n\n250\r\n250\r"),
        B("250 ok\r\r\n\r250 x\r"),
        B("250 twelve\r\n"),
        B("250 thirteen\r\n250 ok\r\n"),
        B("250 twelve12\r\n250 ok\r\n"),
        B("250 eleven1\r\n"),
        B("250 eleven1\r2\r\n"),
        B("250 eleven1\r"),
        B("250 much longer than the cap, with \0 and \xff behind it\n250 ok\r\n250 tail, too long"),
        B("\0\0\0\r\n\xff\xff\xff\xff\n\r\r\r\r"),
        B("220\0a\r\n25"),
    };
    struct mustls_buf whole, parts;
    (void)state;
    mustls_buf_init(&whole, 10000);
    mustls_buf_init(&parts, 10000);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        run(rows[i], 0, 0, 0, &whole);
        print_message("row %zu: %zu octets\n", i, whole.len);
        for (size_t a = 0; a <= rows[i].len; a++)
            for (size_t b = a; b <= rows[i].len; b++) {
                run(rows[i], a, b, 0, &parts);
                assert_true(mustls_span_eq(mustls_buf_span(&parts), mustls_buf_span(&whole)));
            }
        for (size_t step = 1; step < rows[i].len; step++) {
            run(rows[i], 0, 0, step, &parts);
            assert_true(mustls_span_eq(mustls_buf_span(&parts), mustls_buf_span(&whole)));
        }
    }
    mustls_buf_deinit(&whole);
    mustls_buf_deinit(&parts);
}

static void test_cap(void **state)
{
    static const struct {
        const char *label, *in;
        size_t kept;
        uint32_t faults;
    } rows[] = {
        {"one under", "250 seven\r\n", 11, 0},
        {"just fits", "250 eight!\r\n", 12, 0},
        {"one over", "250 nine!!!\r\n", 12, MUSTLS_F_CUT},
        {"CR at the cut", "250 seven12\r\n", 12, MUSTLS_F_CUT},
        {"bare CR at the cut: unknown", "250 seven12\rx\r\n", 12, MUSTLS_F_CUT},
        {"bare CR before the cut", "250 seven1\rx\r\n", 12, MUSTLS_F_CUT | MUSTLS_F_BARE_CR},
        {"line end behind the cut: unknown", "250 many octets\n", 12, MUSTLS_F_CUT},
        {"NUL-free head only", "250 many octets\xff\r\n", 12, MUSTLS_F_CUT},
    };
    struct mustls_line_parser p;
    (void)state;
    mustls_line_parser_init(&p, CAP);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct mustls_span in = mustls_span_str(rows[i].in);
        struct mustls_reply_line line;
        size_t used;
        print_message("%s\n", rows[i].label);
        assert_int_equal(mustls_reply_feed(&p, in, &used, &line), MUSTLS_OK);
        assert_int_equal(used, in.len);
        assert_int_equal(line.raw.len, rows[i].kept);
        assert_int_equal(line.faults, rows[i].faults);
        assert_int_equal(line.code, 250);
    }
    mustls_line_parser_deinit(&p);
}

/* A line far over the cap counts as too long however it came, and takes no more memory than the
 * cap. */
static void test_endless_line(void **state)
{
    struct mustls_line_parser p;
    struct mustls_reply_line line;
    size_t used;
    (void)state;
    mustls_line_parser_init(&p, 100);
    for (size_t i = 0; i < 100000; i++)
        assert_int_equal(mustls_reply_feed(&p, MUSTLS_LIT("250 "), &used, &line), MUSTLS_MORE);
    assert_true(p.carry.cap <= 100);
    assert_int_equal(p.total, 400000);
    assert_int_equal(mustls_reply_feed(&p, MUSTLS_LIT("\n250 ok\r\n"), &used, &line), MUSTLS_OK);
    assert_int_equal(used, 1);
    assert_int_equal(line.raw.len, 100);
    assert_int_equal(line.faults, MUSTLS_F_CUT | MUSTLS_F_TOO_LONG);
    assert_int_equal(mustls_reply_feed(&p, MUSTLS_LIT("250 ok\r\n"), &used, &line), MUSTLS_OK);
    assert_int_equal(line.faults, 0);
    mustls_line_parser_deinit(&p);
}

/* Whole lines take no memory at all, even from one segment. */
static void test_in_place(void **state)
{
    struct mustls_line_parser p;
    struct mustls_reply_line line;
    const struct mustls_span in = MUSTLS_LIT("250-a\r\n250 b\r\n");
    size_t used;
    (void)state;
    mustls_line_parser_init(&p, 1000);
    mustls_alloc_fail_after(0);
    assert_int_equal(mustls_reply_feed(&p, in, &used, &line), MUSTLS_OK);
    assert_ptr_equal(line.raw.ptr, in.ptr);
    assert_int_equal(mustls_reply_feed(&p, mustls_span_from(in, used), &used, &line), MUSTLS_OK);
    assert_ptr_equal(line.raw.ptr, in.ptr + 7);
    mustls_alloc_fail_after(-1);
    mustls_line_parser_deinit(&p);
}

/* Without memory nothing is taken, and the same input goes through later. */
static void test_no_memory(void **state)
{
    static const uint8_t text[300] = {'2', '5', '0', ' '};
    (void)state;
    for (long n = 0; n < 4; n++) {
        struct mustls_line_parser p;
        struct mustls_reply_line line;
        size_t used, fed = 0;
        unsigned refused = 0;
        mustls_line_parser_init(&p, 1000);
        mustls_alloc_fail_after(n);
        while (fed < sizeof(text)) {
            enum mustls_status st = mustls_reply_feed(&p, mustls_span(text + fed, 1), &used, &line);
            refused += st == MUSTLS_ENOMEM;
            assert_int_equal(used, st == MUSTLS_MORE);
            fed += used;
        }
        mustls_alloc_fail_after(-1);
        assert_int_equal(refused, 1);
        assert_int_equal(mustls_reply_feed(&p, MUSTLS_LIT("\n"), &used, &line), MUSTLS_OK);
        assert_int_equal(line.raw.len, sizeof(text) + 1);
        assert_memory_equal(line.raw.ptr, text, sizeof(text));
        mustls_line_parser_deinit(&p);
    }
}

static void test_any_line(void **state)
{
    struct mustls_line_parser p;
    struct mustls_span raw;
    size_t used;
    bool cut;
    (void)state;
    mustls_line_parser_init(&p, CAP);
    assert_int_equal(mustls_line_feed(&p, MUSTLS_LIT("QU"), &used, &raw, &cut), MUSTLS_MORE);
    assert_int_equal(mustls_line_feed(&p, MUSTLS_LIT("IT\r\nX"), &used, &raw, &cut), MUSTLS_OK);
    assert_int_equal(used, 4);
    assert_false(cut);
    assert_true(mustls_span_eq(raw, MUSTLS_LIT("QUIT\r\n")));
    assert_int_equal(mustls_line_eof(&p, &raw, &cut), MUSTLS_MORE);

    assert_int_equal(mustls_line_feed(&p, MUSTLS_LIT("NO LINE END HERE"), &used, &raw, &cut),
                     MUSTLS_MORE);
    assert_int_equal(mustls_line_eof(&p, &raw, &cut), MUSTLS_OK);
    assert_true(cut);
    assert_true(mustls_span_eq(raw, MUSTLS_LIT("NO LINE END ")));

    assert_int_equal(mustls_line_feed(&p, MUSTLS_LIT("x"), &used, &raw, &cut), MUSTLS_MORE);
    mustls_line_parser_clear(&p);
    assert_int_equal(mustls_line_parser_rest(&p).len, 0);
    assert_int_equal(mustls_line_feed(&p, MUSTLS_LIT("y\n"), &used, &raw, &cut), MUSTLS_OK);
    assert_int_equal(raw.len, 2);
    assert_int_equal(mustls_line_feed(&p, mustls_span(NULL, 0), &used, &raw, &cut), MUSTLS_MORE);
    assert_int_equal(used, 0);
    mustls_line_parser_deinit(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_splits),       cmocka_unit_test(test_cap),
        cmocka_unit_test(test_endless_line), cmocka_unit_test(test_in_place),
        cmocka_unit_test(test_no_memory),    cmocka_unit_test(test_any_line),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
