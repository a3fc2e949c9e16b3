/* The register against a suite of two scenarios. */
#include "helper.h"

static const char *const names[] = {"a/one", "a/two", "base/x"};

#define CITE(scenario, line, source)                                                               \
    {                                                                                              \
        scenario, scenario ".scn", line,                                                           \
        {                                                                                          \
            (const uint8_t *)(source), sizeof(source) - 1                                          \
        }                                                                                          \
    }
static const struct mustls_citation citations[] = {
    CITE("a/one", 5, "RFC 1 4"),  CITE("a/one", 6, "RFC 1 4"),    CITE("a/one", 7, "harness"),
    CITE("a/two", 8, "RFC 1 4"),  CITE("a/two", 9, "RFC 2 7"),    CITE("a/two", 10, "CVE-1"),
    CITE("a/two", 11, "RFC 2 7"), CITE("base/x", 3, "RFC 1 4.1"),
};

static const struct {
    const char *label, *text;
    unsigned line;
    const char *mistake;
    size_t num_mistakes, tested;
} rows[] = {
    {"all is well", "RFC 1 4 MUST a x\n  tested by a/one\nRFC 1 4.1 MUST b y\n  not testable: z\n",
     0, NULL, 0, 1},
    {"globs", "RFC 1 4 MUST a x\n  tested by a/*\nRFC 1 4.1 MUST b y\n  tested by base/*\n", 0,
     NULL, 0, 2},
    {"unknown section", "RFC 1 4 MUST a x\n  tested by a/one\n", 3, "has no [RFC 1 4.1]", 1, 1},
    {"no such scenario",
     "RFC 1 4 MUST a x\n  tested by a/one b/*\nRFC 1 4.1 MUST b y\n  not testable: z\n", 2,
     "no scenario of this name", 1, 1},
    {"does not cite",
     "RFC 1 4 MUST a x\n  tested by a/one base/x\nRFC 1 4.1 MUST b y\n  not testable: z\n", 2,
     "no sentence there cites [RFC 1 4]", 1, 1},
    {"neither", "RFC 1 4 MUST a x\nRFC 1 4.1 MUST b y\n  out of scope: z\n", 1,
     "neither scenarios nor a reason", 1, 0},
    {"a section is not its subsection",
     "RFC 1 4 MUST a x\n  tested by base/x\nRFC 1 4.1 MUST b y\n  tested by a/one\n", 2,
     "no sentence there cites", 2, 0},
    {"no register of these", "RFC 9 1 MUST a x\n  out of scope: y\n", 0, NULL, 0, 0},
};

static enum mustls_status make(struct fixture *f, const char *text, struct mustls_register *r,
                               struct mustls_coverage *c)
{
    enum mustls_status st =
        mustls_register_parse(f->arena, "r", mustls_span_str(text), &f->diags, r);
    return st != MUSTLS_OK
               ? st
               : mustls_coverage_make(f->arena, r, citations, sizeof citations / sizeof *citations,
                                      names, sizeof names / sizeof *names, &f->diags, c);
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct fixture f;
        struct mustls_register r;
        struct mustls_coverage c;
        fixture_begin(&f);
        enum mustls_status st = make(&f, rows[i].text, &r, &c);
        assert_int_equal(st, rows[i].mistake ? MUSTLS_EPARSE : MUSTLS_OK);
        if (f.diags.num != rows[i].num_mistakes || c.all.tested != rows[i].tested)
            fail_msg("%s: %zu mistakes, %zu tested", rows[i].label, f.diags.num, c.all.tested);
        if (rows[i].mistake)
            assert_mistake(&f, rows[i].label, rows[i].line, f.diags.items[0].col, rows[i].mistake);
        fixture_end(&f);
    }
}

static void test_what_is_counted(void **state)
{
    struct fixture f;
    struct mustls_register r;
    struct mustls_coverage c;
    (void)state;
    fixture_begin(&f);
    make(&f, rows[1].text, &r, &c);
    assert_int_equal(c.entries[0].num, 2); /* cited twice by a/one, listed once */
    assert_string_equal(c.entries[0].scenarios[0], "a/one");
    assert_int_equal(c.num_scenarios, 3);
    assert_int_equal(c.num_others, 2);
    assert_int_equal(c.others[0].num, 1);
    assert_int_equal(mustls_coverage_section_end(&c, 0), 1);
    fixture_end(&f);
}

/* What stands in the files can't break out of the page or the JSON. */
static void test_escaped(void **state)
{
    struct fixture f;
    struct mustls_register r;
    struct mustls_coverage c;
    struct mustls_buf b;
    (void)state;
    fixture_begin(&f);
    make(&f,
         "RFC 1 4 MUST a <script>\"&\n  out of scope: </td>\\\nRFC 1 4.1 MUST b y\n  out of scope: "
         "z\n",
         &r, &c);
    mustls_buf_init(&b, 1u << 20);
    mustls_coverage_put_html(&b, &c);
    assert_null(strstr(mustls_buf_cstr(&b), "<script>"));
    assert_non_null(strstr(mustls_buf_cstr(&b), "&lt;script&gt;&quot;&amp;"));
    assert_null(strstr(mustls_buf_cstr(&b), ": </td>\\"));
    mustls_buf_clear(&b);
    mustls_coverage_put_json(&b, &c);
    assert_non_null(strstr(mustls_buf_cstr(&b), "\"text\":\"<script>\\\"&\""));
    assert_non_null(strstr(mustls_buf_cstr(&b), "\"why\":\"</td>\\\\\""));
    mustls_buf_clear(&b);
    mustls_coverage_put_text(&b, &c);
    assert_non_null(strstr(mustls_buf_cstr(&b), "2 sentences: 0 tested, 2 out of scope"));
    mustls_buf_deinit(&b);
    fixture_end(&f);
}

static void test_no_memory(void **state)
{
    (void)state;
    for (long n = 0; n < 1000; n++) {
        struct fixture f;
        struct mustls_register r;
        struct mustls_coverage c;
        fixture_begin(&f);
        mustls_alloc_fail_after(n);
        enum mustls_status st = make(&f, rows[1].text, &r, &c);
        mustls_alloc_fail_after(-1);
        fixture_end(&f);
        if (st == MUSTLS_OK)
            return;
        assert_int_equal(st, MUSTLS_ENOMEM);
    }
    fail();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_what_is_counted),
        cmocka_unit_test(test_escaped),
        cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
