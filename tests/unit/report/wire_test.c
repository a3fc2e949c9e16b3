#include "report/internal.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define IN(s)                                                                                      \
    {                                                                                              \
        (const uint8_t *)(s), sizeof(s) - 1                                                        \
    }

static const struct {
    const char *label;
    struct mustls_span in;
    size_t max;
    const char *want;
} rows[] = {
    {"plain", IN("250 ok\r\n"), 0, "250 ok"},
    {"empty line", IN("\r\n"), 0, ""},
    {"nothing at all", IN(""), 0, "\\c"},
    {"bare LF", IN("250 ok\n"), 0, "250 ok\\n"},
    {"no end", IN("250 ok"), 0, "250 ok\\c"},
    {"bare CR at the end", IN("250 ok\r"), 0, "250 ok\\r"},
    {"CR CR LF", IN("a\r\r\n"), 0, "a\\r\\r\\n"},
    {"blank before the end", IN("334 \r\n"), 0, "334\\x20"},
    {"blank and no end", IN("334 "), 0, "334\\x20\\c"},
    {"NUL, 8-bit, escape", IN("a\0\xff\x1b\r\n"), 0, "a\\0\\xff\\x1b"},
    {"less-than starts a direction", IN("<tls>\r\n"), 0, "\\<tls>"},
    {"just fits", IN("12345678\r\n"), 8, "12345678"},
    {"one too long", IN("123456789\r\n"), 8, "12345678... (+1 bytes; -v shows all)"},
    {"escapes take columns", IN("\xff\xff\xff\r\n"), 8, "\\xff\\xff... (+1 bytes; -v shows all)"},
    {"cut and bare LF", IN("123456789\n"), 8, "12345678... (+1 bytes; -v shows all)\\n"},
};

static void test_wire(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct mustls_buf out;
        print_message("%s\n", rows[i].label);
        mustls_buf_init(&out, 1000);
        mustls_put_wire(&out, rows[i].in, rows[i].max);
        assert_string_equal(mustls_buf_cstr(&out), rows[i].want);
        mustls_buf_deinit(&out);
    }
}

static const struct {
    const char *label, *in;
    bool want;
} replies[] = {
    {"one line", "250 ok\r\n", true},
    {"code alone", "250\r\n", true},
    {"three lines", "250-a\r\n250-b\r\n250 c\r\n", true},
    {"empty texts", "250-\r\n250 \r\n", true},
    {"two replies", "250 a\r\n250 b\r\n", false},
    {"reply behind a code alone", "250\r\n250 b\r\n", false},
    {"never ends", "250-a\r\n250-b\r\n", false},
    {"code changes", "250-a\r\n251 b\r\n", false},
    {"bare LF", "250-a\n250 b\r\n", false},
    {"no end", "250-a\r\n250 b", false},
    {"separator", "250_a\r\n", false},
    {"no code", "25x a\r\n", false},
    {"nothing", "", false},
};

static void test_is_one_reply(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof replies / sizeof replies[0]; i++) {
        print_message("%s\n", replies[i].label);
        assert_int_equal(mustls_is_one_reply(mustls_span_str(replies[i].in)), replies[i].want);
    }
}

static const struct {
    const char *label, *in, *want;
} plains[] = {
    {"text", "a b~", "a b~"},
    {"UTF-8", "\xc3\xa4\xe2\x82\xac", "\xc3\xa4\xe2\x82\xac"},
    {"controls", "\x1b[0m\n\x7f", "\\x1b[0m\\x0a\\x7f"},
    {"C1 control", "\xc2\x9b", "\\xc2\\x9b"},
    {"no UTF-8", "\xff\xc3", "\\xff\\xc3"},
    {"right-to-left override", "\xe2\x80\xae", "\\xe2\\x80\\xae"},
    {"line separator", "\xe2\x80\xa8", "\\xe2\\x80\\xa8"},
    {"byte order mark", "\xef\xbb\xbf", "\\xef\\xbb\\xbf"},
};

static void test_plain(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof plains / sizeof plains[0]; i++) {
        struct mustls_buf out;
        print_message("%s\n", plains[i].label);
        mustls_buf_init(&out, 1000);
        mustls_put_plain(&out, mustls_span_str(plains[i].in));
        assert_string_equal(mustls_buf_cstr(&out), plains[i].want);
        mustls_buf_deinit(&out);
    }
}

static void test_duration(void **state)
{
    static const struct {
        uint64_t ms;
        const char *want;
    } times[] = {{0, "0.0 s"},    {49, "0.0 s"},   {50, "0.1 s"},  {999, "1.0 s"},
                 {1940, "1.9 s"}, {9949, "9.9 s"}, {9950, "10 s"}, {38400, "38 s"}};
    (void)state;
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        struct mustls_buf out;
        mustls_buf_init(&out, 100);
        mustls_put_duration(&out, times[i].ms);
        assert_string_equal(mustls_buf_cstr(&out), times[i].want);
        mustls_buf_deinit(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wire),
        cmocka_unit_test(test_is_one_reply),
        cmocka_unit_test(test_plain),
        cmocka_unit_test(test_duration),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
