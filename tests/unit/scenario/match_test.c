/* Patterns against lines, codes against codes. */
#include "world.h"

static const struct {
    const char *pattern, *line;
    bool matches;
} rows[] = {
    {"EHLO", "EHLO x", true},
    {"EHLO", "ehlo", true},
    {"ehlo", "EHLO\tx", true},
    {"EHLO", "EHLOx", false},
    {"EHLO", " EHLO", false},
    {"EHLO", "", false},
    {"EHLO|HELO", "Helo x", true},
    {"EHLO|HELO", "MAIL", false},
    {"AUTH PLAIN *", "AUTH PLAIN AGEA", true},
    {"AUTH PLAIN *", "auth plain ", true},
    {"AUTH PLAIN *", "AUTH PLAIN", false},
    {"AUTH PLAIN *|MAIL", "MAIL FROM:<a>", true},
    {"MAIL *<a?@*", "MAIL FROM:<ab@x>", true},
    {"MAIL *<a?@*", "MAIL FROM:<a@x>", false},
    {"*", "", true},
    {"*", "anything at all", true},
    {"<connect>", "connect", false},
    {"<hello>", "hello", false},
};

static void test_lines(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct world w;
        char text[100];
        world_open(&w);
        snprintf(text, sizeof(text), "C: %s\nS: a\n", rows[i].pattern);
        const struct mustls_program *p = world_program(&w, text, 0);
        if (mustls_pattern_matches(&p->rules[0].pattern, mustls_span_str(rows[i].line)) !=
            rows[i].matches)
            fail_msg("\"%s\" against \"%s\"", rows[i].pattern, rows[i].line);
        world_close(&w);
    }
}

static void test_codes(void **state)
{
    (void)state;
    static const struct {
        const char *pattern;
        int code;
        bool matches;
    } codes[] = {
        {"530", 530, true}, {"530", 531, false},  {"5xx", 530, true}, {"5xx", 430, false},
        {"x3x", 235, true}, {"xxx", 999, true},   {"xxx", 0, false},  {"xxx", 99, false},
        {"xxx", -1, false}, {"xxx", 1000, false}, {"5XX", 500, true}, {"53", 530, false},
    };
    for (size_t i = 0; i < sizeof(codes) / sizeof(*codes); i++)
        if (mustls_code_matches(mustls_span_str(codes[i].pattern), codes[i].code) !=
            codes[i].matches)
            fail_msg("%s against %d", codes[i].pattern, codes[i].code);
}

static void test_alerts(void **state)
{
    (void)state;
    size_t num = 0;
    for (int i = -1; i < 256; i++) {
        const char *name = mustls_alert_name(i);
        num += name != NULL;
        if (name)
            assert_int_equal(mustls_alert_by_name(mustls_span_str(name)), i);
    }
    assert_int_equal(num, 28);
    assert_string_equal(mustls_alert_name(40), "handshake_failure");
    assert_string_equal(mustls_alert_name(120), "no_application_protocol");
    assert_int_equal(mustls_alert_by_name(MUSTLS_LIT("nothing")), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_codes),
        cmocka_unit_test(test_alerts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
