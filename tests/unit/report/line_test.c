/* What takes one line: short, the forge's annotation, totals, the status line. */
#include "report/report.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static const struct mustls_report_opts plain;

static struct mustls_sentence sentences[2];
static struct mustls_finding findings[2];
static struct mustls_judgement judgement;
static struct mustls_unit unit;
static struct mustls_program prog;

/* A case with `num` broken MUSTs. */
static struct mustls_case make_case(enum mustls_verdict verdict, size_t num)
{
    static const char *const texts[2] = {"MUST NOT AUTH", "MUST NOT MAIL"};
    for (size_t i = 0; i < 2; i++) {
        sentences[i] = (struct mustls_sentence){.text = mustls_span_str(texts[i]),
                                                .source = MUSTLS_LIT("RFC 3207 4.2"),
                                                .at = {0, 20 + (uint32_t)i}};
        findings[i] = (struct mustls_finding){.sentence = &sentences[i], .outcome = MUSTLS_BROKEN};
    }
    unit = (struct mustls_unit){"a/b", "scenarios/a,b:c%/b.scn", MUSTLS_LIT("")};
    prog = (struct mustls_program){.units = &unit, .num_units = 1};
    judgement = (struct mustls_judgement){
        .verdict = verdict, .findings = findings, .num_findings = num, .why = "why: 50%\n"};
    return (struct mustls_case){.subject = "curl",
                                .subject_version = "7.88.1",
                                .scenario = "530/multiline",
                                .instance = 3,
                                .prog = &prog,
                                .judgement = &judgement,
                                .verdict = verdict,
                                .why = "",
                                .known_why = "by design"};
}

static const struct {
    const char *label;
    enum mustls_verdict verdict;
    size_t broken;
    bool known;
    const char *text, *forge;
} rows[] = {
    {"one sentence", MUSTLS_FAIL, 1, false,
     "FAIL  curl-7.88.1  530/multiline@3  MUST NOT AUTH [RFC 3207 4.2]\n",
     "::error file=scenarios/a%2Cb%3Ac%25/b.scn,line=20,title=FAIL curl-7.88.1 "
     "530/multiline@3::MUST NOT AUTH [RFC 3207 4.2]\n"},
    {"two, known", MUSTLS_FAIL, 2, true,
     "FAIL  curl-7.88.1  530/multiline@3  MUST NOT AUTH [RFC 3207 4.2] (+1 more)  (known: by "
     "design)\n",
     "::notice file=scenarios/a%2Cb%3Ac%25/b.scn,line=20,title=FAIL curl-7.88.1 "
     "530/multiline@3::MUST NOT AUTH [RFC 3207 4.2] (+1 more) (known: by design)\n"},
    {"no sentence", MUSTLS_INCONCLUSIVE, 0, false,
     "INCONCLUSIVE  curl-7.88.1  530/multiline@3  why: 50%\\x0a\n",
     "::error file=scenarios/a%2Cb%3Ac%25/b.scn,line=1,title=INCONCLUSIVE curl-7.88.1 "
     "530/multiline@3::why: 50%25\\x0a\n"},
    {"warn", MUSTLS_WARN, 0, false, "WARN  curl-7.88.1  530/multiline@3  why: 50%\\x0a\n",
     "::warning file=scenarios/a%2Cb%3Ac%25/b.scn,line=1,title=WARN curl-7.88.1 "
     "530/multiline@3::why: 50%25\\x0a\n"},
    {"skip", MUSTLS_SKIP, 0, false, "SKIP  curl-7.88.1  530/multiline@3  why: 50%\\x0a\n", ""},
};

static void test_short_and_forge(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct mustls_case c = make_case(rows[i].verdict, rows[i].broken);
        struct mustls_buf out;
        print_message("%s\n", rows[i].label);
        c.known = rows[i].known;
        mustls_buf_init(&out, 10000);
        mustls_report_short(&out, &c, &plain);
        assert_string_equal(mustls_buf_cstr(&out), rows[i].text);
        mustls_buf_clear(&out);
        mustls_report_github(&out, &c);
        assert_string_equal(mustls_buf_cstr(&out), rows[i].forge);
        mustls_buf_deinit(&out);
    }
}

static const struct {
    struct mustls_totals t;
    const char *want;
} sums[] = {
    {{{1432, 41, 4, 2, 21, 0}, 3, 38000, 7, "localhost: as asked", true, 2, 1},
     "1500 runs: 1432 pass, 41 warn, 4 FAIL (3 known, 1 new), 2 inconclusive, 21 skip, 2 fixed, 1 "
     "FLAKY; 38 s; "
     "seed 7; localhost\n"},
    {{{1, 0, 0, 0, 0, 0}, 0, 210, 18446744073709551615u, "isolated", true, 0, 0},
     "1 run: 1 pass; 0.2 s; seed 18446744073709551615; isolated\n"},
    {{{0, 0, 2, 0, 0, 1}, 0, 1000, 1, NULL, false, 0, 0},
     "incomplete: 3 runs: 0 pass, 2 FAIL, 1 ERROR; 1.0 s; seed 1\n"},
};

static void test_summary(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof sums / sizeof sums[0]; i++) {
        struct mustls_buf out;
        mustls_buf_init(&out, 1000);
        mustls_report_summary(&out, &sums[i].t);
        assert_string_equal(mustls_buf_cstr(&out), sums[i].want);
        mustls_buf_deinit(&out);
    }
}

/* A run that passes and was listed to fail is red, and each format says which line is to go. */
static void test_fixed(void **state)
{
    static const struct mustls_report_opts strict = {.strict = true};
    (void)state;
    struct mustls_case c = make_case(MUSTLS_PASS, 0);
    assert_false(mustls_case_red(&c, &strict));
    c.fixed = true;
    c.known_note = "fixed: delete line 12 of known.txt";
    assert_true(mustls_case_red(&c, &plain));
    assert_int_equal(mustls_junit_kind(&c, &plain), MUSTLS_JUNIT_FAILURE);
    struct mustls_buf out;
    mustls_buf_init(&out, 100000);
    mustls_report_short(&out, &c, &plain);
    assert_string_equal(mustls_buf_cstr(&out), "PASS  curl-7.88.1  530/multiline@3  fixed: delete "
                                               "line 12 of known.txt\n");
    mustls_report_github(&out, &c);
    assert_non_null(strstr(mustls_buf_cstr(&out), "::error file="));
    mustls_buf_clear(&out);
    mustls_tap_case(&out, 3, &c, &plain);
    assert_non_null(strstr(mustls_buf_cstr(&out), "not ok 3 - curl-7.88.1 530/multiline@3\n"));
    assert_null(strstr(mustls_buf_cstr(&out), "TODO"));
    assert_non_null(strstr(mustls_buf_cstr(&out), "why: \"fixed: delete line 12 of known.txt\""));
    mustls_buf_clear(&out);
    mustls_junit_case(&out, &c, &plain);
    assert_non_null(strstr(mustls_buf_cstr(&out), "<failure message=\"fixed: delete line 12"));
    mustls_buf_deinit(&out);
}

static void test_flaky(void **state)
{
    static const struct mustls_flaky f = {.subject = "curl",
                                          .subject_version = "7.88.1",
                                          .id = "530/each@3",
                                          .counts = {[MUSTLS_PASS] = 3, [MUSTLS_FAIL] = 2}};
    (void)state;
    struct mustls_buf out;
    mustls_buf_init(&out, 10000);
    mustls_report_flaky(&out, &f, &plain);
    mustls_flaky_github(&out, &f);
    mustls_flaky_tap(&out, 9, &f);
    mustls_flaky_junit(&out, &f);
    assert_string_equal(mustls_buf_cstr(&out),
                        "FLAKY curl-7.88.1  530/each@3  2 of 5 FAIL, 3 of 5 PASS\n"
                        "::error title=FLAKY curl-7.88.1 530/each@3::2 of 5 FAIL, 3 of 5 PASS\n"
                        "not ok 9 - curl-7.88.1 530/each@3 is FLAKY: 2 of 5 FAIL, 3 of 5 PASS\n"
                        "    <testcase classname=\"curl\" name=\"530/each@3 is FLAKY\" "
                        "time=\"0.000\">\n      <failure message=\"2 of 5 FAIL, 3 of 5 PASS\" "
                        "type=\"FLAKY\"/>\n    </testcase>\n");
    mustls_buf_deinit(&out);
}

static void test_progress_text(void **state)
{
    static const struct mustls_totals t = {{300, 1, 4, 0, 0, 0}, 1, 0, 0, NULL, false, 0, 0};
    struct mustls_buf out;
    (void)state;
    mustls_buf_init(&out, 1000);
    mustls_report_progress(&out, 412, 1500, &t, "acme/handshake-timeout", 8900, 100);
    assert_string_equal(
        mustls_buf_cstr(&out),
        "[==>       ] 412/1500  3 fail  1 warn  running: acme/handshake-timeout 8s");
    mustls_buf_clear(&out);
    mustls_report_progress(&out, 412, 1500, &t, "acme/handshake-timeout", 8900, 20);
    assert_string_equal(mustls_buf_cstr(&out), "412/1500  3 fail  1 ");
    mustls_buf_deinit(&out);
}

/* Whatever is told, the line has no control and no more columns than there are. */
static void test_progress_width(void **state)
{
    static const struct mustls_totals t = {
        {1, 4000000000u, 4000000000u, 4000000000u, 1, 4000000000u},
        4100000000u,
        0,
        0,
        NULL,
        false,
        0,
        0};
    (void)state;
    for (unsigned width = 0; width < 200; width++)
        for (unsigned done = 0; done < 9; done += 4) {
            struct mustls_buf out;
            mustls_buf_init(&out, 1000);
            mustls_buf_puts(&out, "x");
            mustls_report_progress(&out, done, 4, &t, "a\x1b\n\xc3\xa4/b", UINT64_MAX, width);
            assert_true(out.len - 1 <= width);
            for (size_t i = 0; i < out.len; i++)
                assert_in_range(out.ptr[i], ' ', '~');
            mustls_buf_deinit(&out);
        }
}

static void test_json(void **state)
{
    struct mustls_case c = make_case(MUSTLS_FAIL, 1);
    struct mustls_buf out;
    (void)state;
    findings[0].events[0] = 12;
    findings[0].num_events = 1;
    mustls_buf_init(&out, 10000);
    mustls_report_json(&out, &c);
    assert_false(out.failed);
    const char *text = mustls_buf_cstr(&out);
    assert_non_null(strstr(text, "\"sentence\":\"MUST NOT AUTH\""));
    assert_non_null(strstr(text, "\"source\":\"RFC 3207 4.2\""));
    assert_non_null(strstr(text, "\"outcome\":\"broken\""));
    assert_non_null(strstr(text, "\"events\":[12]"));
    assert_non_null(strstr(text, "\"file\":\"scenarios/a,b:c%/b.scn\",\"line\":20"));
    for (long n = 0; n < 8; n++) {
        struct mustls_buf again;
        mustls_buf_init(&again, 10000);
        mustls_alloc_fail_after(n);
        mustls_report_json(&again, &c);
        mustls_alloc_fail_after(-1);
        if (!again.failed)
            assert_string_equal(mustls_buf_cstr(&again), text);
        mustls_buf_deinit(&again);
    }
    mustls_buf_deinit(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_short_and_forge),
        cmocka_unit_test(test_summary),
        cmocka_unit_test(test_fixed),
        cmocka_unit_test(test_flaky),
        cmocka_unit_test(test_progress_text),
        cmocka_unit_test(test_progress_width),
        cmocka_unit_test(test_json),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
