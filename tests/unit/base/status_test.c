#include "base/status.h"

#include <string.h>
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static void test_error(void **state)
{
    struct mustls_error e;
    (void)state;
    mustls_error_at(&e, "a.scn", 3, 7, "found %s, expected %s", "x", "y");
    assert_string_equal(e.file, "a.scn");
    assert_int_equal(e.line, 3);
    assert_int_equal(e.col, 7);
    assert_string_equal(e.text, "found x, expected y");
    mustls_error_set(&e, "no %d", 5);
    assert_string_equal(e.file, "");
    assert_int_equal(e.line + e.col, 0);
    assert_string_equal(e.text, "no 5");
    mustls_error_at(&e, NULL, 1, 1, "x");
    assert_string_equal(e.file, "");
    mustls_error_set(NULL, "x");
    mustls_error_at(NULL, "f", 1, 1, "x");
}

static void test_long_text_is_cut(void **state)
{
    char text[2000];
    struct mustls_error e;
    (void)state;
    memset(text, 'a', sizeof(text) - 1);
    text[sizeof(text) - 1] = '\0';
    mustls_error_at(&e, text, 1, 1, "%s", text);
    assert_int_equal(strlen(e.text), sizeof(e.text) - 1);
    assert_int_equal(strlen(e.file), sizeof(e.file) - 1);
}

static void test_names_differ(void **state)
{
    (void)state;
    for (int i = MUSTLS_OK; i <= MUSTLS_EUSAGE; i++)
        for (int k = MUSTLS_OK; k < i; k++)
            assert_string_not_equal(mustls_status_name((enum mustls_status)i),
                                    mustls_status_name((enum mustls_status)k));
    assert_string_equal(mustls_status_name((enum mustls_status)99), "unknown status");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_error),
        cmocka_unit_test(test_long_text_is_cut),
        cmocka_unit_test(test_names_differ),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
