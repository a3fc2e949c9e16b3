/* TAP and JUnit: valid whatever the bytes, and as the formats' readers expect. */
#include "report/stage.h"
#include "../../../targets/fuzz/xml.h"

#include "base/rng.h"

static const char scenario[] = "title  t\n"
                               "client tls=required\n"
                               "[clear]\n"
                               "C: MAIL\n"
                               "S: 250 ok\n"
                               "MUST NOT  \"MAIL *<&>#*\" in clear  [RFC 3207 4.2]\n";

static void open_run(struct stage *s, struct mustls_span command)
{
    struct line mail = {1, 5, MUSTLS_E_COMMAND,          SUBJ,       CLR, 0,
                        4, 0, (const char *)command.ptr, command.len};
    struct line out = mail;
    stage_open(s, "a/b", scenario);
    stage_add(s, &mail);
    out.kind = MUSTLS_E_OUTPUT;
    stage_add(s, &out);
    stage_judge(s);
    s->c.verdict = MUSTLS_FAIL;
    s->c.subject_version = "1 # \\ <&>\"";
    s->c.again = "x --- ... <&>\n\"";
}

static void put_junit(struct mustls_buf *out, const struct mustls_case *c)
{
    static const struct mustls_report_opts o = {.color = true};
    struct mustls_totals t = {{1, 1, 3, 1, 1, 1}, 1, 12345, 7, "localhost: <why>", false, 0, 0};
    struct mustls_junit_suite suite = {"curl <1>", 2, 1, 0, 0, 200, "localhost: <why>"};
    mustls_junit_begin(out, &t, &suite);
    mustls_junit_suite_begin(out, &suite);
    mustls_junit_case(out, c, &o);
    mustls_junit_suite_end(out);
    mustls_junit_end(out);
}

static void test_junit_verdicts(void **state)
{
    static const struct {
        enum mustls_verdict verdict;
        bool known;
        const char *want;
    } rows[] = {
        {MUSTLS_PASS, false, "time=\"0.200\">\n    </testcase>"},
        {MUSTLS_FAIL, false, "<failure message=\"MUST NOT"},
        {MUSTLS_FAIL, false, "type=\"MUST\">FAIL  acme"},
        {MUSTLS_FAIL, true, "<skipped message=\"known: issue 17 &lt;&amp;&gt;\"/>"},
        {MUSTLS_INCONCLUSIVE, false, "<error message="},
        {MUSTLS_ERROR, false, "<error message="},
        {MUSTLS_SKIP, false, "<skipped message=\""},
        {MUSTLS_WARN, false, "<system-out>WARN  acme"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct stage s;
        struct mustls_buf out;
        open_run(&s, MUSTLS_LIT("MAIL <&>#\r\n"));
        s.c.verdict = rows[i].verdict;
        s.c.known = rows[i].known;
        s.c.known_why = "issue 17 <&>";
        mustls_buf_init(&out, 1u << 20);
        put_junit(&out, &s.c);
        assert_false(out.failed);
        assert_non_null(strstr(mustls_buf_cstr(&out), rows[i].want));
        assert_true(xml_well_formed(mustls_buf_span(&out)));
        assert_null(strstr(mustls_buf_cstr(&out), "\033"));
        mustls_buf_deinit(&out);
        stage_close(&s);
    }
}

static void test_junit_totals(void **state)
{
    struct mustls_totals t = {{5, 1, 3, 1, 2, 1}, 2, 12345, 7, NULL, true, 0, 0};
    struct mustls_buf out;
    (void)state;
    mustls_buf_init(&out, 1000);
    struct mustls_junit_suite sum = {.tests = 13, .failures = 1, .errors = 2, .skipped = 4};
    mustls_junit_begin(&out, &t, &sum);
    assert_string_equal(mustls_buf_cstr(&out),
                        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                        "<testsuites name=\"mustls\" tests=\"13\" failures=\"1\" errors=\"2\" "
                        "skipped=\"4\" time=\"12.345\">\n");
    mustls_buf_deinit(&out);
}

/* The checker itself must be able to say no. */
static void test_checker(void **state)
{
#define HEAD "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    static const struct {
        const char *in;
        bool want;
    } rows[] = {
        {HEAD "<a b=\"c\">d &amp; e</a>\n", true},
        {HEAD "<a/>\n", true},
        {"<a/>\n", false},
        {HEAD "<a>\n", false},
        {HEAD "<a></b>\n", false},
        {HEAD "<a>&</a>\n", false},
        {HEAD "<a>\x01</a>\n", false},
        {HEAD "<a>\xff</a>\n", false},
        {HEAD "<a>\xef\xbf\xbf</a>\n", false},
        {HEAD "<a b=\"<\"/>\n", false},
        {HEAD "<a/>x", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(xml_well_formed(mustls_span_str(rows[i].in)), rows[i].want);
}

/* The block's lines are indented by two at least, the transcript's by four; all characters are
 * among those that YAML may hold; strings are closed. */
static void assert_yaml_shape(const char *text)
{
    bool inside = false;
    for (const char *line = text; *line; line += strcspn(line, "\n") + 1) {
        struct mustls_span s = mustls_span(line, strcspn(line, "\n"));
        if (mustls_span_eq(s, MUSTLS_LIT("  ---")))
            inside = true;
        else if (mustls_span_eq(s, MUSTLS_LIT("  ...")))
            inside = false;
        else if (mustls_span_starts(s, MUSTLS_LIT("  transcript:")))
            /* The first line may begin with blanks, so the indentation must be said. */
            assert_true(mustls_span_eq(s, MUSTLS_LIT("  transcript: |2")));
        else if (inside)
            assert_true(s.len == 0 || mustls_span_starts(s, MUSTLS_LIT("  ")));
        while (s.len) {
            size_t n = mustls_utf8_len(s);
            assert_true(n > 1 || (n == 1 && s.ptr[0] >= 0x20 && s.ptr[0] < 0x7f));
            s = mustls_span_from(s, n);
        }
    }
    assert_false(inside);
}

static void test_tap_verdicts(void **state)
{
    static const struct mustls_report_opts o = {.color = true}, strict = {.strict = true};
    static const struct {
        enum mustls_verdict verdict;
        bool known, strict;
        const char *want;
    } rows[] = {
        {MUSTLS_PASS, false, false, "ok 3 - acme-1 \\# \\\\ <&>\" a/b\n"},
        {MUSTLS_FAIL, false, false,
         "not ok 3 - acme-1 \\# \\\\ <&>\" a/b\n  ---\n  verdict: FAIL\n"},
        {MUSTLS_FAIL, true, false,
         "not ok 3 - acme-1 \\# \\\\ <&>\" a/b # TODO known: issue \\#17\n"},
        {MUSTLS_SKIP, false, false, "ok 3 - acme-1 \\# \\\\ <&>\" a/b # SKIP MUST NOT"},
        {MUSTLS_WARN, false, false, "ok 3 - acme"},
        {MUSTLS_WARN, false, true, "not ok 3 - acme"},
        {MUSTLS_INCONCLUSIVE, false, false, "not ok 3 - acme"},
        {MUSTLS_ERROR, false, false, "not ok 3 - acme"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct stage s;
        struct mustls_buf out;
        open_run(&s, MUSTLS_LIT("MAIL <&>#\r\n"));
        s.c.verdict = rows[i].verdict;
        s.c.known = rows[i].known;
        s.c.known_why = "issue #17";
        mustls_buf_init(&out, 1u << 20);
        mustls_tap_case(&out, 3, &s.c, rows[i].strict ? &strict : &o);
        assert_memory_equal(mustls_buf_cstr(&out), rows[i].want, strlen(rows[i].want));
        assert_yaml_shape(mustls_buf_cstr(&out));
        mustls_buf_deinit(&out);
        stage_close(&s);
    }
}

static void test_tap_frame(void **state)
{
    struct mustls_buf out;
    (void)state;
    mustls_buf_init(&out, 1000);
    mustls_tap_begin(&out, &(struct mustls_totals){0});
    mustls_tap_end(&out, 12, true);
    mustls_tap_end(&out, 0, true);
    mustls_tap_end(&out, 1, false);
    assert_string_equal(mustls_buf_cstr(&out), "TAP version 14\n1..12\n"
                                               "1..0 # SKIP nothing was run\n"
                                               "1..1\nBail out! the run was interrupted\n");
    mustls_buf_deinit(&out);
}

/* Random bytes, and every byte by itself. */
static void test_any_bytes(void **state)
{
    static const struct mustls_report_opts o = {.verbose = true};
    struct mustls_rng rng;
    (void)state;
    mustls_rng_init(&rng, 7);
    for (unsigned round = 0; round < 400; round++) {
        uint8_t bytes[64] = "MAIL ";
        for (size_t i = 5; i < sizeof bytes; i++)
            bytes[i] = round < 256 ? (uint8_t)round : (uint8_t)mustls_rng_below(&rng, 256);
        struct stage s;
        struct mustls_buf out;
        open_run(&s, mustls_span(bytes, sizeof bytes));
        s.c.subject_version = "";
        mustls_buf_init(&out, 1u << 20);
        put_junit(&out, &s.c);
        assert_true(xml_well_formed(mustls_buf_span(&out)));
        mustls_buf_clear(&out);
        mustls_tap_case(&out, 1, &s.c, &o);
        assert_yaml_shape(mustls_buf_cstr(&out));
        mustls_buf_deinit(&out);
        stage_close(&s);
    }
}

static void test_no_memory(void **state)
{
    static const struct mustls_report_opts o;
    struct stage s;
    struct mustls_buf whole;
    (void)state;
    open_run(&s, MUSTLS_LIT("MAIL <&>#\r\n"));
    mustls_buf_init(&whole, 1u << 20);
    put_junit(&whole, &s.c);
    mustls_tap_case(&whole, 1, &s.c, &o);
    for (long n = 0; n < 80; n++) {
        struct mustls_buf out;
        mustls_buf_init(&out, 1u << 20);
        mustls_alloc_fail_after(n);
        put_junit(&out, &s.c);
        mustls_tap_case(&out, 1, &s.c, &o);
        mustls_alloc_fail_after(-1);
        if (!out.failed)
            assert_string_equal(mustls_buf_cstr(&out), mustls_buf_cstr(&whole));
        mustls_buf_deinit(&out);
    }
    mustls_buf_deinit(&whole);
    stage_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_junit_verdicts), cmocka_unit_test(test_junit_totals),
        cmocka_unit_test(test_checker),        cmocka_unit_test(test_tap_verdicts),
        cmocka_unit_test(test_tap_frame),      cmocka_unit_test(test_any_bytes),
        cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
