#include "base/span.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static struct mustls_span s(const char *text)
{
    return mustls_span_str(text);
}

static void test_compare(void **state)
{
    static const struct {
        const char *label, *a, *b;
        bool eq, ieq, starts, istarts;
    } rows[] = {
        {"both empty", "", "", true, true, true, true},
        {"same", "EHLO", "EHLO", true, true, true, true},
        {"case", "EHLO", "ehlo", false, true, false, true},
        {"prefix", "EHLO x", "EHLO", false, false, true, true},
        {"prefix, other case", "EHLO x", "ehlo", false, false, false, true},
        {"prefix longer than text", "EH", "EHLO", false, false, false, false},
        {"empty prefix", "EHLO", "", false, false, true, true},
        {"@ and ` differ by the case bit", "@", "`", false, false, false, false},
        {"[ and { differ by the case bit", "[", "{", false, false, false, false},
        {"8-bit letters keep their case", "\xc4", "\xe4", false, false, false, false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        print_message("%s\n", rows[i].label);
        assert_int_equal(mustls_span_eq(s(rows[i].a), s(rows[i].b)), rows[i].eq);
        assert_int_equal(mustls_span_ieq(s(rows[i].a), s(rows[i].b)), rows[i].ieq);
        assert_int_equal(mustls_span_starts(s(rows[i].a), s(rows[i].b)), rows[i].starts);
        assert_int_equal(mustls_span_istarts(s(rows[i].a), s(rows[i].b)), rows[i].istarts);
    }
}

static void test_null_is_empty(void **state)
{
    const struct mustls_span null = mustls_span(NULL, 0);
    (void)state;
    assert_true(mustls_span_eq(null, s("")));
    assert_true(mustls_span_ieq(null, null));
    assert_int_equal(mustls_span_str(NULL).len, 0);
    assert_int_equal(mustls_span_from(null, 3).len, 0);
    assert_int_equal(mustls_span_find(null, s("a")), MUSTLS_NPOS);
    assert_int_equal(mustls_span_find(null, null), 0);
    assert_true(mustls_glob(null, null));
}

static void test_cut(void **state)
{
    (void)state;
    assert_true(mustls_span_eq(mustls_span_from(s("abc"), 1), s("bc")));
    assert_int_equal(mustls_span_from(s("abc"), 3).len, 0);
    assert_int_equal(mustls_span_from(s("abc"), 4).len, 0);
    assert_true(mustls_span_eq(mustls_span_first(s("abc"), 2), s("ab")));
    assert_true(mustls_span_eq(mustls_span_first(s("abc"), 9), s("abc")));
}

static void test_find(void **state)
{
    static const struct {
        const char *hay, *needle;
        size_t at;
    } rows[] = {
        {"abc", "", 0},         {"abc", "a", 0},      {"abc", "c", 2},
        {"abc", "abc", 0},      {"abc", "abcd", -1},  {"aab", "ab", 1},
        {"aaab", "aab", 1},     {"abcabd", "abd", 3}, {"abc", "x", MUSTLS_NPOS},
        {"", "a", MUSTLS_NPOS}, {"xxa", "ab", -1},    {"secret", "ret", 3},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        assert_int_equal(mustls_span_find(s(rows[i].hay), s(rows[i].needle)), rows[i].at);
    assert_int_equal(mustls_span_find(MUSTLS_LIT("a\0b"), MUSTLS_LIT("\0b")), 1);
}

static void test_glob(void **state)
{
    static const struct {
        const char *pattern, *text;
        bool match;
    } rows[] = {
        {"", "", true},
        {"", "a", false},
        {"*", "", true},
        {"*", "anything", true},
        {"?", "", false},
        {"?", "a", true},
        {"a?c", "abc", true},
        {"a?c", "ac", false},
        {"AUTH PLAIN *", "auth plain AGE=", true},
        {"AUTH PLAIN *", "AUTH PLAIN", false},
        {"*STARTTLS*", "250-starttls", true},
        {"*ab", "aab", true},
        {"*ab", "abab", true},
        {"*ab", "aba", false},
        {"a*b*c", "a-b-b-c", true},
        {"a*b*c", "acb", false},
        {"**a**", "xax", true},
        {"a*", "a", true},
        {"*?", "", false},
        {"*??", "ab", true},
        {"*???", "ab", false},
        {"a**", "b", false},
        {"\\*", "*", false}, /* no escapes */
        {"\\*", "\\x", true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        print_message("%s against %s\n", rows[i].pattern, rows[i].text);
        assert_int_equal(mustls_glob(s(rows[i].pattern), s(rows[i].text)), rows[i].match);
    }
    assert_true(mustls_glob(MUSTLS_LIT("a?b"), MUSTLS_LIT("a\0b")));
}

/* Twenty stars over a text that almost matches: 2^n steps for a matcher that retries every star. */
static void test_glob_does_not_explode(void **state)
{
    char pattern[41], text[4001];
    (void)state;
    for (size_t i = 0; i < 40; i++)
        pattern[i] = i % 2 ? 'a' : '*';
    pattern[40] = 'b';
    memset(text, 'a', sizeof(text));
    assert_false(mustls_glob(mustls_span(pattern, 41), mustls_span(text, sizeof(text))));
    text[4000] = 'b';
    assert_true(mustls_glob(mustls_span(pattern, 41), mustls_span(text, sizeof(text))));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_compare), cmocka_unit_test(test_null_is_empty),
        cmocka_unit_test(test_cut),     cmocka_unit_test(test_find),
        cmocka_unit_test(test_glob),    cmocka_unit_test(test_glob_does_not_explode),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
