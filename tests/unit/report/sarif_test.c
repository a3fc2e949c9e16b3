/* SARIF: a rule for each sentence, a result for each time it was broken, whatever the bytes. */
#include "report/sarif.h"
#include "report/stage.h"

static const char scenario[] = "title  t\n"
                               "client tls=required\n"
                               "[clear]\n"
                               "C: MAIL\n"
                               "S: 250 ok\n"
                               "MUST NOT    MAIL in clear  [RFC 3207 4]\n"
                               "SHOULD NOT  MAIL in clear  [RFC 3207 6]\n";

static void open_run(struct stage *s)
{
    static const char mail[] = "MAIL FROM:<a>\r\n";
    struct line l = {1, 5, MUSTLS_E_COMMAND, SUBJ, CLR, 0, 4, 0, mail, sizeof mail - 1};
    stage_open(s, "a/b", scenario);
    stage_add(s, &l);
    stage_judge(s);
    s->c.verdict = MUSTLS_FAIL;
    s->c.subject = "acme";
    s->c.subject_version = "1";
    s->c.again = "mustls \"</script>\" \x1b[31m \xff\n";
}

static void put(struct mustls_buf *out, const struct mustls_case *c, unsigned times, bool complete)
{
    struct mustls_totals t = {.complete = complete};
    struct mustls_sarif *log = mustls_sarif_new();
    assert_non_null(log);
    for (unsigned i = 0; i < times; i++)
        mustls_sarif_case(log, c);
    mustls_sarif_put(out, log, &t, "9.9");
    assert_false(out->failed);
    mustls_sarif_free(log);
}

static unsigned count(const char *text, const char *what)
{
    unsigned n = 0;
    for (const char *p = text; (p = strstr(p, what)); p++)
        n++;
    return n;
}

static const struct {
    const char *label;
    enum mustls_verdict verdict;
    bool known, complete;
    unsigned times;
    const char *want;
    unsigned wanted;
} rows[] = {
    {"rules are told once", MUSTLS_FAIL, false, true, 2,
     "{\"id\":\"MUST NOT MAIL in clear [RFC 3207 4]\"", 1},
    {"results each time", MUSTLS_FAIL, false, true, 2, "\"ruleIndex\":0,\"level\":\"error\"", 2},
    {"a SHOULD is a warning", MUSTLS_FAIL, false, true, 1, "\"ruleIndex\":1,\"level\":\"warning\"",
     1},
    {"where", MUSTLS_FAIL, false, true, 1, "\"startLine\":6", 1},
    {"who", MUSTLS_FAIL, false, true, 1, "\"text\":\"acme-1 a/b: MUST NOT", 1},
    {"no escapes", MUSTLS_FAIL, false, true, 1, "\x1b", 0},
    {"known", MUSTLS_FAIL, true, true, 1,
     "\"suppressions\":[{\"kind\":\"external\",\"justification\":\"issue 17\"}]", 2},
    {"not known", MUSTLS_FAIL, false, true, 1, "suppressions", 0},
    {"PASS", MUSTLS_PASS, false, true, 1, "ruleId", 0},
    {"SKIP", MUSTLS_SKIP, false, true, 1, "ruleId", 0},
    {"ERROR", MUSTLS_ERROR, false, true, 1, "{\"ruleId\":\"ERROR\"", 1},
    {"complete", MUSTLS_FAIL, false, true, 1, "\"executionSuccessful\":true", 1},
    {"interrupted", MUSTLS_FAIL, false, false, 1, "\"executionSuccessful\":false", 1},
    {"version", MUSTLS_FAIL, false, true, 1, "\"name\":\"mustls\",\"version\":\"9.9\"", 1},
};

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct stage s;
        struct mustls_buf out;
        open_run(&s);
        s.c.verdict = rows[i].verdict;
        s.c.known = rows[i].known;
        s.c.known_why = "issue 17";
        mustls_buf_init(&out, 1u << 20);
        put(&out, &s.c, rows[i].times, rows[i].complete);
        if (count(mustls_buf_cstr(&out), rows[i].want) != rows[i].wanted)
            fail_msg("%s: %s", rows[i].label, mustls_buf_cstr(&out));
        mustls_buf_deinit(&out);
        stage_close(&s);
    }
}

/* Whichever allocation fails: it is said, and the log is not taken for whole. */
static void test_no_memory(void **state)
{
    (void)state;
    struct stage s;
    struct mustls_totals t = {.complete = true};
    bool done = false;
    unsigned failures = 0;
    open_run(&s);
    for (long n = 0; !done; n++) {
        struct mustls_buf out;
        mustls_buf_init(&out, 1u << 20);
        mustls_alloc_fail_after(n);
        struct mustls_sarif *log = mustls_sarif_new();
        if (log) {
            mustls_sarif_case(log, &s.c);
            mustls_sarif_put(&out, log, &t, "9.9");
        }
        mustls_alloc_fail_after(-1);
        done = log && !out.failed;
        failures += !done;
        if (done)
            assert_int_equal(count(mustls_buf_cstr(&out), "\"ruleId\""), 2);
        mustls_sarif_free(log);
        mustls_buf_deinit(&out);
        assert_true(n < 1000);
    }
    assert_true(failures > 3);
    stage_close(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rows),
                                       cmocka_unit_test(test_no_memory)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
