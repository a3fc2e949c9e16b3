#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "judge/judge.h"

static void names(void **state)
{
    (void)state;
    assert_string_equal(mustls_outcome_name(MUSTLS_BROKEN), "broken");
    assert_string_equal(mustls_outcome_name(MUSTLS_KEPT), "kept");
    assert_string_equal(mustls_outcome_name(MUSTLS_NA), "n/a");
    assert_string_equal(mustls_outcome_name(MUSTLS_SEEN), "seen");
    assert_string_equal(mustls_outcome_name(MUSTLS_NOT_SEEN), "not seen");
}

static void red(void **state)
{
    (void)state;
    static const struct {
        enum mustls_verdict verdict;
        bool plain, known, strict, known_strict;
    } rows[] = {
        {MUSTLS_PASS, false, false, false, false}, {MUSTLS_WARN, false, false, true, false},
        {MUSTLS_FAIL, true, false, true, false},   {MUSTLS_INCONCLUSIVE, true, false, true, false},
        {MUSTLS_SKIP, false, false, false, false}, {MUSTLS_ERROR, true, true, true, true},
    };
    assert_int_equal(sizeof rows / sizeof *rows, MUSTLS_NUM_VERDICTS);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_int_equal(mustls_verdict_red(rows[i].verdict, false, false), rows[i].plain);
        assert_int_equal(mustls_verdict_red(rows[i].verdict, true, false), rows[i].known);
        assert_int_equal(mustls_verdict_red(rows[i].verdict, false, true), rows[i].strict);
        assert_int_equal(mustls_verdict_red(rows[i].verdict, true, true), rows[i].known_strict);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names),
        cmocka_unit_test(red),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
