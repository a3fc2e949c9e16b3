/* The exact text of each line: scripts rely on it (docs/reports.md). */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/arena.h"
#include "trace/record.h"

#include <stdio.h>

static struct mustls_buf out;

static int setup(void **state)
{
    (void)state;
    mustls_buf_init(&out, 1 << 20);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    mustls_buf_deinit(&out);
    return 0;
}

static void run_line(void **state)
{
    (void)state;
    static const struct {
        uint64_t seed;
        const char *text;
    } rows[] = {
        {0, "0"},
        {7, "7"},
        {UINT64_C(9007199254740992), "9007199254740992"},
        {UINT64_C(9007199254740993), "\"9007199254740993\""},
        {UINT64_MAX, "\"18446744073709551615\""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char want[512];
        mustls_buf_clear(&out);
        mustls_rec_put_run(&out, &(struct mustls_rec_run){"0.1.0", "OpenSSL 3.0",
                                                          "2026-01-02T03:04:05Z", rows[i].seed,
                                                          "mustls run \"a\"", "isolated", NULL});
        snprintf(want, sizeof want,
                 "{\"type\":\"run\",\"schema\":1,\"tool\":\"mustls\",\"version\":\"0.1.0\","
                 "\"tls\":\"OpenSSL 3.0\",\"seed\":%s,\"time\":\"2026-01-02T03:04:05Z\","
                 "\"command\":\"mustls run \\\"a\\\"\",\"world\":\"isolated\"}\n",
                 rows[i].text);
        assert_string_equal(mustls_buf_cstr(&out), want);
    }
}

static void event_lines(void **state)
{
    (void)state;
    static const struct {
        const char *label;
        struct mustls_event ev;
        const char *at_file, *want;
    } rows[] = {
        {"bare",
         {.seq = 3,
          .conn = 1,
          .us = 29,
          .kind = MUSTLS_E_CONNECT,
          .phase = MUSTLS_PHASE_CLEAR,
          .at = {255, 0}},
         NULL,
         "{\"type\":\"event\",\"run\":5,\"seq\":3,\"conn\":1,\"us\":29,\"kind\":\"connect\","
         "\"from\":\"subject\",\"phase\":\"clear\"}\n"},
        {"full",
         {.seq = 4,
          .conn = 1,
          .us = 30,
          .kind = MUSTLS_E_REPLY,
          .from = MUSTLS_FROM_TOOL,
          .phase = MUSTLS_PHASE_TLS,
          .at = {0, 10},
          .code = 220,
          .faults = 6,
          .num = 2,
          .raw = {(const uint8_t *)"220-\xff\r\n", 7}},
         "injection/after-220",
         "{\"type\":\"event\",\"run\":5,\"seq\":4,\"conn\":1,\"us\":30,\"kind\":\"reply\","
         "\"from\":\"tool\",\"phase\":\"tls\",\"raw\":\"220-\\\\xff\\r\\n\",\"faults\":6,"
         "\"code\":220,\"num\":2,\"at\":\"injection/after-220:10\"}\n"},
        {"no place without a file",
         {.kind = MUSTLS_E_EXIT, .from = MUSTLS_FROM_RUN, .at = {0, 10}, .code = -1},
         "",
         "{\"type\":\"event\",\"run\":5,\"seq\":0,\"conn\":0,\"us\":0,\"kind\":\"exit\","
         "\"from\":\"run\",\"phase\":\"none\",\"code\":-1}\n"},
        {"a name with quotes",
         {.kind = MUSTLS_E_RULE, .from = MUSTLS_FROM_TOOL, .at = {1, 2}},
         "a\"b:c",
         "{\"type\":\"event\",\"run\":5,\"seq\":0,\"conn\":0,\"us\":0,\"kind\":\"rule\","
         "\"from\":\"tool\",\"phase\":\"none\",\"at\":\"a\\\"b:c:2\"}\n"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        mustls_buf_clear(&out);
        mustls_rec_put_event(&out, 5, &rows[i].ev, rows[i].at_file);
        print_message("%s\n", rows[i].label);
        assert_string_equal(mustls_buf_cstr(&out), rows[i].want);
    }
}

static void verdict_line(void **state)
{
    (void)state;
    const uint32_t seen[] = {12, 14};
    const struct mustls_rec_finding findings[] = {
        {"MUST", "MUST NOT AUTH", "RFC 3207 4.2", "a.scn", 17, "broken", seen, 2},
        {"MAY", "MAY QUIT", "x", "a.scn", 18, "not seen", NULL, 0},
    };
    struct mustls_rec_verdict v = {.run = 1,
                                   .subject = "curl",
                                   .subject_version = "7.88.1",
                                   .scenario = "530/x",
                                   .instance = 1,
                                   .title = "t",
                                   .tags = "a b",
                                   .verdict = MUSTLS_FAIL,
                                   .ms = 41,
                                   .findings = findings,
                                   .num_findings = 2,
                                   .why = "w"};
    mustls_rec_put_verdict(&out, &v);
    assert_string_equal(
        mustls_buf_cstr(&out),
        "{\"type\":\"verdict\",\"run\":1,\"subject\":\"curl\",\"subject_version\":\"7.88.1\","
        "\"scenario\":\"530/x\",\"instance\":1,\"title\":\"t\",\"tags\":\"a b\","
        "\"verdict\":\"FAIL\",\"known\":false,\"ms\":41,\"exit\":0,\"signal\":null,\"findings\":["
        "{\"level\":\"MUST\",\"sentence\":\"MUST NOT AUTH\",\"source\":\"RFC 3207 4.2\","
        "\"outcome\":\"broken\",\"file\":\"a.scn\",\"line\":17,\"events\":[12,14]},"
        "{\"level\":\"MAY\",\"sentence\":\"MAY QUIT\",\"source\":\"x\",\"outcome\":\"not seen\","
        "\"file\":\"a.scn\",\"line\":18,\"events\":[]}],\"why\":\"w\"}\n");

    mustls_buf_clear(&out);
    v = (struct mustls_rec_verdict){
        .verdict = MUSTLS_PASS, .known = true, .exit_code = -1, .signal = 11};
    mustls_rec_put_verdict(&out, &v);
    assert_string_equal(
        mustls_buf_cstr(&out),
        "{\"type\":\"verdict\",\"run\":0,\"subject\":\"\",\"subject_version\":\"\","
        "\"scenario\":\"\",\"instance\":0,\"title\":\"\",\"tags\":\"\",\"verdict\":\"PASS\","
        "\"known\":true,\"ms\":0,\"exit\":null,\"signal\":11,\"findings\":[],\"why\":\"\"}\n");
}

static void end_line(void **state)
{
    (void)state;
    mustls_rec_put_end(&out, &(struct mustls_rec_end){true, {1, 2, 3, 4, 5, 6}, 77, 2, 1, 7, 8});
    assert_string_equal(
        mustls_buf_cstr(&out),
        "{\"type\":\"end\",\"complete\":true,\"counts\":{\"PASS\":1,\"WARN\":2,"
        "\"FAIL\":3,\"INCONCLUSIVE\":4,\"SKIP\":5,\"ERROR\":6,\"known\":2,\"new\":1,"
        "\"fixed\":7,\"flaky\":8},\"ms\":77}\n");
}

/* A line cut by the cap is a failed buffer, at whatever byte, and nothing worse. */
static void every_cap_and_every_allocation(void **state)
{
    (void)state;
    const struct mustls_event ev = {.kind = MUSTLS_E_RULE, .at = {0, 10}, .code = 3};
    mustls_rec_put_event(&out, 1, &ev, "a/b");
    size_t len = out.len;
    for (size_t max = 0; max < len; max++) {
        struct mustls_buf small;
        mustls_buf_init(&small, max);
        mustls_rec_put_event(&small, 1, &ev, "a/b");
        assert_true(small.failed);
        mustls_buf_deinit(&small);
    }
    for (long n = 0; n < 10; n++) {
        struct mustls_buf buf;
        mustls_buf_init(&buf, 1 << 20);
        mustls_alloc_fail_after(n);
        mustls_rec_put_event(&buf, 1, &ev, "a/b");
        mustls_alloc_fail_after(-1);
        assert_true(buf.failed || buf.len == len);
        mustls_buf_deinit(&buf);
    }
}

static void verdict_names(void **state)
{
    (void)state;
    for (int v = 0; v < MUSTLS_NUM_VERDICTS; v++) {
        const char *name = mustls_verdict_name((enum mustls_verdict)v);
        assert_int_equal(mustls_verdict_by_name(mustls_span_str(name)), v);
    }
    assert_int_equal(mustls_verdict_by_name(MUSTLS_LIT("pass")), MUSTLS_NUM_VERDICTS);
    assert_int_equal(mustls_verdict_by_name(MUSTLS_LIT("")), MUSTLS_NUM_VERDICTS);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(run_line, setup, teardown),
        cmocka_unit_test_setup_teardown(event_lines, setup, teardown),
        cmocka_unit_test_setup_teardown(verdict_line, setup, teardown),
        cmocka_unit_test_setup_teardown(end_line, setup, teardown),
        cmocka_unit_test_setup_teardown(every_cap_and_every_allocation, setup, teardown),
        cmocka_unit_test(verdict_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
