/* Wrong registers: where they are wrong, and what is said. */
#include "helper.h"

#define E "RFC 3207 4.2  MUST  a  text\n"

static const struct {
    const char *label, *text;
    unsigned line, col;
    const char *mistake; /* NULL: none */
    size_t num_entries;
} rows[] = {
    {"empty", "", 0, 0, NULL, 0},
    {"comments and blank lines", "# a\n\n   \n  # b\n", 0, 0, NULL, 0},
    {"one entry", E, 0, 0, NULL, 1},
    {"no line end", "RFC 1 1 says a b", 0, 0, NULL, 1},
    {"CR LF", "RFC 1 1 MUST a b\r\n  tested by x\r\n", 0, 0, NULL, 1},
    {"tabs", "RFC\t1\t1\tMUST\ta\tb\n\ttested by x\n", 0, 0, NULL, 1},
    {"two levels", E "RFC 1 2.3 MUST NOT b c\n", 0, 0, NULL, 2},
    {"small letters", "RFC 1 1 should not a b\n", 0, 0, NULL, 1},
    {"UTF-8", "RFC 1 1 MUST a \xc3\xa9\n", 0, 0, NULL, 1},
    {"scenarios and reason", E "  tested by x y/*\n  tested by z\n  not testable: why\n", 0, 0,
     NULL, 1},
    {"no RFC", "rfc 1 1 MUST a b\n", 1, 1, "begins with \"RFC", 0},
    {"no number", "RFC x 1 MUST a b\n", 1, 5, "number of an RFC", 0},
    {"ends early", "RFC\n", 1, 4, "number of an RFC", 0},
    {"no section", "RFC 1 MUST a b\n", 1, 7, "a section stands here", 0},
    {"section with end dot", "RFC 1 4. MUST a b\n", 1, 7, "a section stands here", 0},
    {"section with two dots", "RFC 1 4..2 MUST a b\n", 1, 7, "a section stands here", 0},
    {"section begins with dot", "RFC 1 .2 MUST a b\n", 1, 7, "a section stands here", 0},
    {"no level", "RFC 1 1 a b\n", 1, 9, "a level stands here", 0},
    {"glued level", "RFC 1 1 MUSTNOT a b\n", 1, 9, "a level stands here", 0},
    {"bad name", "RFC 1 1 MUST A b\n", 1, 14, "a name of small letters", 0},
    {"no name", "RFC 1 1 MUST\n", 1, 13, "a name of small letters", 0},
    {"no words", "RFC 1 1 MUST a\n", 1, 15, "in our own words is missing", 0},
    {"name twice", E "RFC 1 1 MUST a b\n", 2, 14, "that of line 1", 1},
    {"indented first", "  tested by x\n", 1, 3, "there is none above", 0},
    {"unknown line", E "  tseted by x\n", 2, 3, "found neither", 1},
    {"glued", E "  tested byx\n", 2, 3, "found neither", 1},
    {"no names", E "  tested by\n", 2, 12, "names of scenarios are missing", 1},
    {"no reason", E "  not testable:\n", 2, 16, "the reason is missing", 1},
    {"two reasons", E "  not testable: a\n  out of scope: b\n", 3, 17, "has a reason already", 1},
    {"control", "RFC 1 1 MUST a b\x01\n", 1, 17, "byte \\x01", 0},
    {"bare CR", "RFC 1 1 MUST a\rb\n", 1, 15, "byte \\x0d", 0},
    {"not UTF-8", "RFC 1 1 MUST a \xff\n", 1, 16, "byte \\xff", 0},
    {"DEL", "RFC 1 1 MUST a \x7f\n", 1, 16, "byte \\x7f", 0},
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct fixture f;
        struct mustls_register r;
        fixture_begin(&f);
        enum mustls_status st =
            mustls_register_parse(f.arena, "r", mustls_span_str(rows[i].text), &f.diags, &r);
        assert_mistake(&f, rows[i].label, rows[i].line, rows[i].col, rows[i].mistake);
        if (st != (rows[i].mistake ? MUSTLS_EPARSE : MUSTLS_OK) ||
            r.num_entries != rows[i].num_entries)
            fail_msg("%s: %s, %zu entries", rows[i].label, mustls_status_name(st), r.num_entries);
        fixture_end(&f);
    }
}

static void test_all_mistakes_at_once(void **state)
{
    struct fixture f;
    struct mustls_register r;
    (void)state;
    fixture_begin(&f);
    /* The lines below a bad entry are not blamed for it. */
    assert_int_equal(mustls_register_parse(f.arena, "r",
                                           MUSTLS_LIT("RFC x\n  tested by a\n" E "  foo\n  bar\n"
                                                      "  out of scope:\nRFC 1 1 MAYBE a b\n"),
                                           &f.diags, &r),
                     MUSTLS_EPARSE);
    assert_int_equal(f.diags.num, 5);
    fixture_end(&f);
}

static void test_what_is_read(void **state)
{
    struct fixture f;
    struct mustls_register r;
    struct mustls_section s;
    (void)state;
    fixture_begin(&f);
    assert_int_equal(
        mustls_register_parse(f.arena, "r",
                              MUSTLS_LIT("RFC 3207 4.2  MUST NOT  a-1  b  c \n  tested by x  y/*\n"
                                         "  out of scope:  why not \n"),
                              &f.diags, &r),
        MUSTLS_OK);
    const struct mustls_register_entry *e = &r.entries[0];
    assert_true(mustls_span_eq(e->level, MUSTLS_LIT("MUST NOT")));
    assert_true(mustls_span_eq(e->id.text, MUSTLS_LIT("a-1")));
    assert_true(mustls_span_eq(e->text, MUSTLS_LIT("b  c")));
    assert_int_equal(e->num_globs, 2);
    assert_true(mustls_span_eq(e->globs[1].text, MUSTLS_LIT("y/*")));
    assert_int_equal(e->globs[1].line, 2);
    assert_int_equal(e->globs[1].col, 16);
    assert_int_equal(e->reason, MUSTLS_OUT_OF_SCOPE);
    assert_true(mustls_span_eq(e->why, MUSTLS_LIT("why not")));
    assert_true(mustls_section_parse(MUSTLS_LIT("RFC 3207 4.2"), &s));
    assert_ptr_equal(mustls_register_section(&r, &s), e);
    assert_true(mustls_section_parse(MUSTLS_LIT("RFC 3207 4"), &s));
    assert_null(mustls_register_section(&r, &s));
    fixture_end(&f);
}

static void test_sources(void **state)
{
    static const struct {
        const char *text;
        bool good;
    } sources[] = {{"RFC 3207 4.2", true}, {"RFC 3207", true},   {"RFC ", false},
                   {"RFC", false},         {"harness", false},   {"", false},
                   {"RFC 1 ", false},      {"RFC 1 4.", false},  {"RFC 1 4 5", false},
                   {"RFC 1.2", false},     {"rfc 1 2", false},   {"RFC 1  2", false},
                   {"RFC 1 a", false},     {"RFC 12345 1", true}};
    struct mustls_section s;
    (void)state;
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++)
        if (mustls_section_parse(mustls_span_str(sources[i].text), &s) != sources[i].good)
            fail_msg("%s", sources[i].text);
}

/* No bytes stop it, and a cut file ends where it is cut. */
static void test_hostile(void **state)
{
    static const char text[] = E "  tested by x y\n  not testable: z\nRFC 1 1 MUST NOT b c\n";
    (void)state;
    for (size_t len = 0; len < sizeof text; len++) {
        for (unsigned c = 0; c < 256; c += 5) {
            uint8_t copy[sizeof text];
            struct fixture f;
            struct mustls_register r;
            memcpy(copy, text, sizeof text);
            copy[len] = (uint8_t)c;
            fixture_begin(&f);
            mustls_register_parse(f.arena, "r", mustls_span(copy, sizeof text - 1), &f.diags, &r);
            mustls_register_parse(f.arena, "r", mustls_span(copy, len), &f.diags, &r);
            fixture_end(&f);
        }
    }
}

static void test_limits(void **state)
{
    struct mustls_buf b;
    struct fixture f;
    struct mustls_register r;
    (void)state;
    mustls_buf_init(&b, 1u << 20);
    for (int i = 0; i <= MUSTLS_STANDARDS_MAX_ENTRIES; i++)
        mustls_buf_printf(&b, "RFC 1 1 MUST n%d x\n", i);
    fixture_begin(&f);
    assert_int_equal(mustls_register_parse(f.arena, "r", mustls_buf_span(&b), &f.diags, &r),
                     MUSTLS_ELIMIT);
    fixture_end(&f);
    mustls_buf_clear(&b);
    mustls_buf_puts(&b, E "  tested by");
    for (int i = 0; i <= MUSTLS_STANDARDS_MAX_GLOBS; i++)
        mustls_buf_puts(&b, " x");
    fixture_begin(&f);
    assert_int_equal(mustls_register_parse(f.arena, "r", mustls_buf_span(&b), &f.diags, &r),
                     MUSTLS_ELIMIT);
    fixture_end(&f);
    mustls_buf_deinit(&b);
}

static void test_no_memory(void **state)
{
    struct mustls_buf b;
    enum mustls_status st = MUSTLS_ENOMEM;
    (void)state;
    mustls_buf_init(&b, 1u << 20);
    for (int i = 0; i < 600; i++)
        mustls_buf_printf(&b, "RFC 1 1 MUST n%d x\n  tested by a b\n", i);
    long n = 0;
    for (; n < 1000 && st != MUSTLS_OK; n++) {
        struct fixture f;
        struct mustls_register r;
        fixture_begin(&f);
        mustls_alloc_fail_after(n);
        st = mustls_register_parse(f.arena, "r", mustls_buf_span(&b), &f.diags, &r);
        mustls_alloc_fail_after(-1);
        assert_true(st == MUSTLS_OK || st == MUSTLS_ENOMEM);
        fixture_end(&f);
    }
    assert_int_equal(st, MUSTLS_OK);
    assert_true(n > 1);
    mustls_buf_deinit(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),         cmocka_unit_test(test_all_mistakes_at_once),
        cmocka_unit_test(test_what_is_read), cmocka_unit_test(test_sources),
        cmocka_unit_test(test_hostile),      cmocka_unit_test(test_limits),
        cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
