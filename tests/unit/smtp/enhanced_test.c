#include "smtp/reply.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static void test_rows(void **state)
{
    static const struct {
        const char *text;
        int class_, subject, detail; /* class_ 0: no enhanced code */
    } rows[] = {
        {"5.7.0 Must issue a STARTTLS command first", 5, 7, 0},
        {"2.0.0", 2, 0, 0},
        {"4.123.999 x", 4, 123, 999},
        {"5.7.0 ", 5, 7, 0},
        {"", 0, 0, 0},
        {"ok", 0, 0, 0},
        {" 5.7.0 x", 0, 0, 0},
        {"3.7.0 x", 0, 0, 0},
        {"9.9.9 x", 0, 0, 0},
        {"0.0.0 x", 0, 0, 0},
        {"5.7. x", 0, 0, 0},
        {"5.7 x", 0, 0, 0},
        {"5..0 x", 0, 0, 0},
        {"5.7.0x", 0, 0, 0},
        {"5.7.0.1 x", 0, 0, 0},
        {"5.7.0\tx", 0, 0, 0},
        {"5.07.0 x", 0, 0, 0},
        {"5.7.00 x", 0, 0, 0},
        {"05.7.0 x", 0, 0, 0},
        {"5.1000.1 x", 0, 0, 0},
        {"5.1.1000", 0, 0, 0},
        {"5.99999999999999999999.1 x", 0, 0, 0},
        {"55.7.0 x", 0, 0, 0},
        {"5,7,0 x", 0, 0, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct mustls_enhanced e = {0};
        print_message("\"%s\"\n", rows[i].text);
        assert_int_equal(mustls_enhanced_parse(mustls_span_str(rows[i].text), &e),
                         rows[i].class_ != 0);
        assert_int_equal(e.class_, rows[i].class_);
        assert_int_equal(e.subject, rows[i].subject);
        assert_int_equal(e.detail, rows[i].detail);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
