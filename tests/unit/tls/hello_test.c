#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "tls/hello.h"

#define RANDOM "01234567890123456789012345678901"
#define SUITES "\0\2\x13\1\1\0"
#define SPAN(s)                                                                                    \
    {                                                                                              \
        (const uint8_t *)(s), sizeof(s) - 1                                                        \
    }

static const struct {
    const char *label;
    struct mustls_span msg;
    enum mustls_status st;
    const char *sni;
    bool tls12, tls13;
} rows[] = {
    {"no extensions", SPAN("\1\0\0\x29\3\3" RANDOM "\0" SUITES), MUSTLS_OK, "", true, false},
    {"old version", SPAN("\1\0\0\x29\3\1" RANDOM "\0" SUITES), MUSTLS_OK, "", false, false},
    {"empty extensions", SPAN("\1\0\0\x2b\3\3" RANDOM "\0" SUITES "\0\0"), MUSTLS_OK, "", true,
     false},
    {"name", SPAN("\1\0\0\x35\3\3" RANDOM "\0" SUITES "\0\x0a\0\0\0\6\0\4\0\0\1a"), MUSTLS_OK, "a",
     true, false},
    {"odd bytes in the name",
     SPAN("\1\0\0\x37\3\3" RANDOM "\0" SUITES "\0\x0c\0\0\0\x8\0\6\0\0\3a\0\xff"), MUSTLS_OK, "a??",
     true, false},
    {"name of another type", SPAN("\1\0\0\x35\3\3" RANDOM "\0" SUITES "\0\x0a\0\0\0\6\0\4\1\0\1a"),
     MUSTLS_OK, "", true, false},
    {"only 1.3", SPAN("\1\0\0\x32\3\3" RANDOM "\0" SUITES "\0\x07\0\x2b\0\3\2\3\4"), MUSTLS_OK, "",
     false, true},
    {"both", SPAN("\1\0\0\x34\3\3" RANDOM "\0" SUITES "\0\x09\0\x2b\0\5\4\3\4\3\3"), MUSTLS_OK, "",
     true, true},
    {"another extension", SPAN("\1\0\0\x30\3\3" RANDOM "\0" SUITES "\0\5\1\1\0\1x"), MUSTLS_OK, "",
     true, false},
    {"nothing", SPAN(""), MUSTLS_EPARSE, "", false, false},
    {"another message", SPAN("\2\0\0\x29\3\3" RANDOM "\0" SUITES), MUSTLS_EPARSE, "", false, false},
    {"longer than it says", SPAN("\1\0\0\x28\3\3" RANDOM "\0" SUITES), MUSTLS_EPARSE, "", false,
     false},
    {"bytes behind the extensions", SPAN("\1\0\0\x2c\3\3" RANDOM "\0" SUITES "\0\0x"),
     MUSTLS_EPARSE, "", true, false},
    {"extension too long", SPAN("\1\0\0\x30\3\3" RANDOM "\0" SUITES "\0\5\1\1\0\2x"), MUSTLS_EPARSE,
     "", true, false},
    {"name too long", SPAN("\1\0\0\x35\3\3" RANDOM "\0" SUITES "\0\x0a\0\0\0\6\0\4\0\0\2a"),
     MUSTLS_EPARSE, "", true, false},
    {"odd list of versions", SPAN("\1\0\0\x31\3\3" RANDOM "\0" SUITES "\0\x06\0\x2b\0\2\1\3"),
     MUSTLS_EPARSE, "", false, false},
};

static void test_parse(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct mustls_hello h;
        enum mustls_status st = mustls_hello_parse(rows[i].msg, &h);
        if (st != rows[i].st || strcmp(h.sni, rows[i].sni) != 0 || h.tls12 != rows[i].tls12 ||
            h.tls13 != rows[i].tls13)
            fail_msg("%s: %d \"%s\" %d %d", rows[i].label, st, h.sni, h.tls12, h.tls13);
    }
}

/* No beginning of a ClientHello is one. */
static void test_cut_short(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        for (size_t n = 0; n < rows[i].msg.len; n++) {
            struct mustls_hello h;
            assert_int_equal(mustls_hello_parse(mustls_span_first(rows[i].msg, n), &h),
                             MUSTLS_EPARSE);
        }
}

static void test_round_trip(void **state)
{
    (void)state;
    struct mustls_hello long_name = {.tls13 = true};
    memset(long_name.sni, 'x', sizeof long_name.sni - 1);
    const struct mustls_hello hellos[] = {
        {"", true, true}, {"mx.example.test", true, false}, {"a", false, true}, long_name};
    for (size_t i = 0; i < sizeof hellos / sizeof hellos[0]; i++) {
        struct mustls_buf out;
        struct mustls_hello h;
        mustls_buf_init(&out, 1024);
        mustls_hello_put(&out, &hellos[i]);
        assert_int_equal(mustls_hello_parse(mustls_buf_span(&out), &h), MUSTLS_OK);
        assert_string_equal(h.sni, hellos[i].sni);
        assert_int_equal(h.tls12, hellos[i].tls12);
        assert_int_equal(h.tls13, hellos[i].tls13);
        mustls_buf_deinit(&out);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parse),
        cmocka_unit_test(test_cut_short),
        cmocka_unit_test(test_round_trip),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
