#include "base/arena.h"
#include "smtp/reply.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

/* Feeds in parts of `step` octets, adds every line; at the end of input the rest too. */
static enum mustls_status read_all(struct mustls_reply *r, struct mustls_span in, size_t step)
{
    struct mustls_line_parser p;
    struct mustls_reply_line line;
    enum mustls_status st = MUSTLS_OK;
    mustls_line_parser_init(&p, 40);
    while (in.len > 0 && st == MUSTLS_OK) {
        size_t used;
        st = mustls_reply_feed(&p, mustls_span_first(in, step), &used, &line);
        if (st == MUSTLS_OK)
            st = mustls_reply_add(r, &line);
        else if (st == MUSTLS_MORE)
            st = MUSTLS_OK;
        in = mustls_span_from(in, used);
    }
    if (st == MUSTLS_OK && mustls_reply_eof(&p, &line) == MUSTLS_OK)
        st = mustls_reply_add(r, &line);
    mustls_line_parser_deinit(&p);
    return st;
}

static const struct {
    const char *label, *in;
    size_t num_lines;
    int first_code, code;
    uint32_t faults;
    bool whole;
} rows[] = {
    {"one line", "250 ok\r\n", 1, 250, 250, 0, true},
    {"three", "250-a\r\n250-b\r\n250 c\r\n", 3, 250, 250, 0, true},
    {"last without text", "250-a\r\n250\r\n", 2, 250, 250, MUSTLS_F_NO_TEXT, true},
    {"not finished", "250-a\r\n250-b\r\n", 2, 250, 250, 0, false},
    {"nothing", "", 0, 0, 0, 0, false},
    {"code changes", "550-no\r\n250 ok\r\n", 2, 550, 250, MUSTLS_F_CODE_CHANGED, true},
    {"code changes and comes back", "250-a\r\n550-b\r\n250 c\r\n", 3, 250, 250,
     MUSTLS_F_CODE_CHANGED, true},
    {"faults add up", "250-a\n250-\xff\r\n250_b\r\n", 3, 250, 250,
     MUSTLS_F_BARE_LF | MUSTLS_F_8BIT | MUSTLS_F_BAD_SEP, true},
    {"garbage ends it", "250-a\r\nhello\r\n", 2, 250, 0, MUSTLS_F_BAD_CODE | MUSTLS_F_CODE_CHANGED,
     true},
    {"end of input inside", "250-a\r\n250-b", 2, 250, 250, MUSTLS_F_EOF, false},
    {"a cut line does not run into the next",
     "250-a line that is longer than the cap of this parser\r\n250 ok\r\n", 2, 250, 250,
     MUSTLS_F_CUT, true},
};

static void check_lines(const struct mustls_reply *r)
{
    struct mustls_reply_line line;
    size_t len = 0;
    uint32_t faults = 0;
    for (size_t i = 0; i < r->num_lines; i++) {
        assert_true(mustls_reply_nth(r, i, &line));
        assert_ptr_equal(line.raw.ptr, r->raw.ptr + len);
        len += line.raw.len;
        faults |= line.faults;
        assert_true(line.code == 250 || (line.faults & MUSTLS_F_BAD_CODE) || line.code == 550);
    }
    assert_false(mustls_reply_nth(r, r->num_lines, &line));
    assert_int_equal(len, r->raw.len);
    assert_int_equal(faults, r->faults & ~(uint32_t)MUSTLS_F_CODE_CHANGED);
}

static void test_rows(void **state)
{
    struct mustls_reply r;
    (void)state;
    mustls_reply_init(&r, 1000);
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        const struct mustls_span in = mustls_span_str(rows[i].in);
        print_message("%s\n", rows[i].label);
        for (size_t step = 1; step <= in.len + 1; step++) {
            mustls_reply_clear(&r);
            assert_int_equal(read_all(&r, in, step), MUSTLS_OK);
            assert_int_equal(r.num_lines, rows[i].num_lines);
            assert_int_equal(r.first_code, rows[i].first_code);
            assert_int_equal(r.code, rows[i].code);
            assert_int_equal(r.faults, rows[i].faults);
            assert_int_equal(r.whole, rows[i].whole);
            check_lines(&r);
        }
    }
    mustls_reply_deinit(&r);
}

/* Over the cap lines are dropped, from the first that does not fit on; code and end still count. */
static void test_too_many(void **state)
{
    const struct mustls_span in = MUSTLS_LIT("250-aaaa\r\n250-bbbbbbbb\r\n250-c\r\n550 d\r\n");
    (void)state;
    for (size_t cap = 0; cap <= in.len; cap++) {
        struct mustls_reply r;
        mustls_reply_init(&r, cap);
        assert_int_equal(read_all(&r, in, in.len), MUSTLS_OK);
        assert_int_equal(r.num_lines, cap < 10   ? 0
                                      : cap < 24 ? 1
                                      : cap < 31 ? 2
                                      : cap < 38 ? 3
                                                 : 4);
        assert_int_equal((r.faults & MUSTLS_F_TOO_MANY) != 0, cap < 38);
        assert_int_equal(r.first_code, 250);
        assert_int_equal(r.code, 550);
        assert_true(r.faults & MUSTLS_F_CODE_CHANGED);
        assert_true(r.whole);
        mustls_reply_deinit(&r);
    }
}

static void test_no_memory(void **state)
{
    bool ok = false;
    long n = 0;
    (void)state;
    for (; !ok; n++) {
        struct mustls_reply r;
        assert_true(n < 20);
        mustls_reply_init(&r, 1000);
        mustls_alloc_fail_after(n);
        enum mustls_status st = read_all(&r, MUSTLS_LIT("250-a\r\n250-b\r\n250 c\r\n"), 4);
        mustls_alloc_fail_after(-1);
        ok = st == MUSTLS_OK;
        assert_true(ok || st == MUSTLS_ENOMEM);
        check_lines(&r);
        assert_int_equal(r.num_lines == 3, ok);

        /* Once there is memory again, the next line goes in. */
        struct mustls_reply_line line;
        const size_t before = r.num_lines;
        mustls_reply_line_parse(MUSTLS_LIT("250 d\r\n"), &line);
        assert_int_equal(mustls_reply_add(&r, &line), MUSTLS_OK);
        assert_int_equal(r.num_lines, before + 1);
        check_lines(&r);
        mustls_reply_deinit(&r);
    }
    assert_int_equal(n, 4); /* carry, raw, index, and the run that had them all */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_too_many),
        cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
