#include "base/arena.h"
#include "base/rng.h"
#include "smtp/dot.h"
#include "smtp/reply.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define B(s)                                                                                       \
    {                                                                                              \
        (const uint8_t *)(s), sizeof(s) - 1                                                        \
    }
#define LF MUSTLS_F_BARE_LF
#define CR MUSTLS_F_BARE_CR

static void test_stuff(void **state)
{
    static const struct {
        const char *label;
        struct mustls_span in;
        const char *out;
    } rows[] = {
        {"empty", B(""), ".\r\n"},
        {"one line", B("a\r\n"), "a\r\n.\r\n"},
        {"no line end", B("a"), "a\r\n.\r\n"},
        {"empty line", B("\r\n"), "\r\n.\r\n"},
        {"dot", B("."), "..\r\n.\r\n"},
        {"dots", B("..a\r\n.b\r\nc.\r\n"), "...a\r\n..b\r\nc.\r\n.\r\n"},
        {"bare LF", B("a\n.\nb\n"), "a\r\n..\r\nb\r\n.\r\n"},
        {"bare CR", B("a\r.\rb"), "a\r\n..\r\nb\r\n.\r\n"},
        {"CR CR LF", B("a\r\r\nb"), "a\r\n\r\nb\r\n.\r\n"},
        {"LF CR", B("a\n\rb"), "a\r\n\r\nb\r\n.\r\n"},
        {"smuggling", B("a\n.\r\nMAIL"), "a\r\n..\r\nMAIL\r\n.\r\n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct mustls_buf b;
        print_message("%s\n", rows[i].label);
        mustls_buf_init(&b, 1000);
        mustls_dot_stuff(&b, rows[i].in);
        assert_string_equal(mustls_buf_cstr(&b), rows[i].out);
        mustls_buf_deinit(&b);
    }
}

/* Reads `in` in parts of `step`; *end is the offset behind the end of data, or MUSTLS_NPOS. */
static void read_steps(struct mustls_dot_reader *d, struct mustls_span in, size_t step, size_t *end,
                       struct mustls_buf *out)
{
    size_t at = 0;
    mustls_dot_reader_init(d);
    *end = MUSTLS_NPOS;
    while (at < in.len) {
        size_t used;
        const struct mustls_span part = mustls_span_first(mustls_span_from(in, at), step);
        enum mustls_status st = mustls_dot_read(d, part, &used, out);
        at += used;
        if (st == MUSTLS_OK) {
            *end = at;
            return;
        }
        assert_int_equal(st, MUSTLS_MORE);
        assert_int_equal(used, part.len);
    }
}

static void read_cut(struct mustls_dot_reader *d, struct mustls_span in, size_t cut, size_t *end,
                     struct mustls_buf *out)
{
    size_t used;
    mustls_dot_reader_init(d);
    enum mustls_status st = mustls_dot_read(d, mustls_span_first(in, cut), &used, out);
    *end = used;
    if (st == MUSTLS_MORE) {
        st = mustls_dot_read(d, mustls_span_from(in, cut), &used, out);
        *end += used;
    }
    if (st != MUSTLS_OK)
        *end = MUSTLS_NPOS;
}

static void test_read(void **state)
{
    static const struct {
        const char *label;
        struct mustls_span in;
        size_t end; /* MUSTLS_NPOS: the data does not end */
        const char *out;
        uint32_t faults;
    } rows[] = {
        {"empty message", B(".\r\n"), 3, "", 0},
        {"one line", B("a\r\n.\r\n"), 6, "a\r\n", 0},
        {"rest is not taken", B("a\r\n.\r\nQUIT\r\n"), 6, "a\r\n", 0},
        {"empty lines", B("\r\n\r\n.\r\n"), 7, "\r\n\r\n", 0},
        {"stuffed", B("..\r\n..a\r\n.b\r\n.\r\n"), 16, ".\r\n.a\r\nb\r\n", 0},
        {"dot inside", B("a.\r\nb\r\n.\r\n"), 10, "a.\r\nb\r\n", 0},
        {"not yet", B("a\r\n.\r"), MUSTLS_NPOS, "a\r\n", 0},
        {"LF . LF", B("a\n.\nb"), MUSTLS_NPOS, "a\n.\nb", LF},
        {"LF . CRLF", B("a\n.\r\nb"), MUSTLS_NPOS, "a\n.\r\nb", LF},
        {"CRLF . LF", B("a\r\n.\nb"), MUSTLS_NPOS, "a\r\n\nb", LF},
        {"CR . CR", B("a\r.\rb"), MUSTLS_NPOS, "a\r.\rb", CR},
        {"CR . CRLF", B("a\r.\r\nb"), MUSTLS_NPOS, "a\r.\r\nb", CR},
        {"CRLF . CR", B("a\r\n.\rb"), MUSTLS_NPOS, "a\r\n\rb", CR},
        {"CRLF . CR CRLF", B("a\r\n.\r\r\nb"), MUSTLS_NPOS, "a\r\n\r\r\nb", CR},
        {"CRLF . CR . CRLF", B("\r\n.\r.\r\nb"), MUSTLS_NPOS, "\r\n\r.\r\nb", CR},
        {"CRLF NUL . CRLF", B("a\r\n\0.\r\n"), MUSTLS_NPOS, "a\r\n\0.\r\n", 0},
        {"CRLF . NUL CRLF", B("a\r\n.\0\r\n"), MUSTLS_NPOS, "a\r\n\0\r\n", 0},
        {"CRLF . blank CRLF", B("\r\n. \r\n"), MUSTLS_NPOS, "\r\n \r\n", 0},
        {"LF CRLF . CRLF", B("a\n\r\n.\r\n"), 7, "a\n\r\n", LF},
        {"CR CRLF . CRLF", B("a\r\r\n.\r\n"), 7, "a\r\r\n", CR},
        {"LF at the very start", B("\n.\r\nb"), MUSTLS_NPOS, "\n.\r\nb", LF},
        {"dot LF at the very start", B(".\n.\r\nb"), MUSTLS_NPOS, "\n.\r\nb", LF},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        print_message("%s\n", rows[i].label);
        const size_t len = rows[i].in.len;
        for (size_t k = 1; k <= 2 * len; k++) {
            struct mustls_dot_reader d;
            struct mustls_buf b;
            size_t end;
            mustls_buf_init(&b, 1000);
            if (k <= len)
                read_steps(&d, rows[i].in, k, &end, &b);
            else
                read_cut(&d, rows[i].in, k - len - 1, &end, &b);
            assert_int_equal(end, rows[i].end);
            assert_memory_equal(mustls_buf_cstr(&b), rows[i].out, b.len);
            assert_int_equal(rows[i].out[b.len], '\0');
            assert_int_equal(d.total, b.len);
            assert_int_equal(d.faults, rows[i].faults);
            mustls_buf_deinit(&b);
        }
    }
}

static void test_end_is_final(void **state)
{
    struct mustls_dot_reader d;
    struct mustls_buf b;
    size_t used;
    (void)state;
    mustls_buf_init(&b, 10);
    mustls_dot_reader_init(&d);
    assert_int_equal(mustls_dot_read(&d, mustls_span(NULL, 0), &used, &b), MUSTLS_MORE);
    assert_int_equal(mustls_dot_read(&d, MUSTLS_LIT(".\r\n"), &used, &b), MUSTLS_OK);
    assert_int_equal(mustls_dot_read(&d, MUSTLS_LIT("a"), &used, &b), MUSTLS_OK);
    assert_int_equal(used, 0);
    mustls_buf_deinit(&b);
}

/* Over the cap the head is kept, the rest counted, and the end of data still found. */
static void test_cap(void **state)
{
    const struct mustls_span in = MUSTLS_LIT("ab\r\n..cd\r\n.\r\n");
    (void)state;
    for (size_t cap = 0; cap <= 10; cap++)
        for (size_t step = 1; step <= in.len; step++) {
            struct mustls_dot_reader d;
            struct mustls_buf b;
            size_t end;
            mustls_buf_init(&b, cap);
            read_steps(&d, in, step, &end, &b);
            assert_int_equal(end, in.len);
            assert_int_equal(d.total, 9);
            assert_int_equal(b.len, cap < 9 ? cap : 9);
            assert_memory_equal(mustls_buf_cstr(&b), "ab\r\n.cd\r\n", b.len);
            assert_int_equal(d.faults, cap < 9 ? MUSTLS_F_CUT : 0);
            assert_false(b.failed);
            mustls_buf_deinit(&b);
        }
}

static void test_no_memory(void **state)
{
    struct mustls_dot_reader d;
    struct mustls_buf b;
    size_t end;
    (void)state;
    mustls_buf_init(&b, 100);
    mustls_alloc_fail_after(0);
    read_steps(&d, MUSTLS_LIT("ab\r\n.\r\n"), 100, &end, &b);
    mustls_alloc_fail_after(-1);
    assert_true(b.failed);
    assert_int_equal(d.faults, 0); /* our trouble is not the peer's */
    assert_int_equal(end, 7);
    mustls_buf_clear(&b);
    mustls_alloc_fail_after(0);
    mustls_dot_stuff(&b, MUSTLS_LIT("a"));
    mustls_alloc_fail_after(-1);
    assert_true(b.failed);
    mustls_buf_deinit(&b);
}

/* What is stuffed ends where it should and reads back; for a message of whole CRLF lines it is the
 * identity. */
static void test_round_trip(void **state)
{
    static const char *const pieces[] = {".", "\r\n", "a", "\r\n.", "..", "\n", "\r", "\n\r"};
    struct mustls_rng rng;
    (void)state;
    mustls_rng_init(&rng, 11);
    for (unsigned i = 0; i < 5000; i++) {
        const unsigned kinds = i % 2 ? 5 : 8; /* odd: no bare CR or LF */
        struct mustls_buf in, wire, out;
        struct mustls_dot_reader d;
        size_t end;
        mustls_buf_init(&in, 1000);
        mustls_buf_init(&wire, 1000);
        mustls_buf_init(&out, 1000);
        for (unsigned k = mustls_rng_below(&rng, 10); k > 0; k--)
            mustls_buf_puts(&in, pieces[mustls_rng_below(&rng, kinds)]);
        mustls_buf_puts(&in, "\r\n");
        mustls_dot_stuff(&wire, mustls_buf_span(&in));
        read_steps(&d, mustls_buf_span(&wire), 1 + i % 7, &end, &out);
        assert_int_equal(end, wire.len);
        assert_int_equal(d.faults, 0);
        if (kinds == 5)
            assert_true(mustls_span_eq(mustls_buf_span(&in), mustls_buf_span(&out)));
        mustls_buf_deinit(&in);
        mustls_buf_deinit(&wire);
        mustls_buf_deinit(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stuff),        cmocka_unit_test(test_read),
        cmocka_unit_test(test_end_is_final), cmocka_unit_test(test_cap),
        cmocka_unit_test(test_no_memory),    cmocka_unit_test(test_round_trip),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
