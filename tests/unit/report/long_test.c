/* Transcripts byte for byte: golden/NAME.txt. To look at a change, run the test with
 * MUSTLS_WRITE_GOLDEN set, and read the diff. */
#include "report/stage.h"

#include <stdio.h>
#include <stdlib.h>

static const char injection[] = "title  Response injected after 220\n"
                                "client tls=required auth=plain\n"
                                "[clear]\n"
                                "C: STARTTLS\n"
                                "S: 220 2.0.0 Ready to start TLS\n"
                                "S: 250-test.example\n"
                                "S: 250 AUTH PLAIN LOGIN\n"
                                "S: <tls>\n"
                                "[tls]\n"
                                "C?: EHLO\n"
                                "S: <wait 100ms>\n"
                                "S: 250-test.example\n"
                                "S: 250 SIZE 10240000\n"
                                "MUST NOT  AUTH  [RFC 3207 4.2]\n";

#define HELLO(n)                                                                                   \
    {n, 0, MUSTLS_E_CONNECT, SUBJ, CLR, 0, 0, 0, "", 0},                                           \
        {n, 0, MUSTLS_E_SEND, TOOL, CLR, 1, 5, 0, "220 test.example ESMTP\r\n", 0},                \
        {n, 0, MUSTLS_E_REPLY, TOOL, CLR, 1, 5, 220, "220 test.example ESMTP\r\n", 0},             \
        {n, 9, MUSTLS_E_COMMAND, SUBJ, CLR, 1, 6, 0, "EHLO probe.example\r\n", 0},                 \
    {                                                                                              \
        n, 9, MUSTLS_E_SEND, TOOL, CLR, 1, 7, 0,                                                   \
            "250-test.example\r\n250-PIPELINING\r\n250 STARTTLS\r\n", 0                            \
    }

#define INJECTED "220 2.0.0 Ready to start TLS\r\n250-test.example\r\n250 AUTH PLAIN LOGIN\r\n"

static const struct line injection_events[] = {
    HELLO(1),
    {1, 9, MUSTLS_E_COMMAND, SUBJ, CLR, 0, 4, 0, "STARTTLS\r\n", 0},
    {1, 9, MUSTLS_E_RULE, TOOL, CLR, 0, 4, 0, "", 0},
    {1, 9, MUSTLS_E_SEND, TOOL, CLR, 0, 5, 0, INJECTED, 0},
    {1, 29, MUSTLS_E_TLS, SUBJ, TLS, 0, 8, 0, "TLSv1.3 TLS_AES_256_GCM_SHA384 cert good", 0},
    {1, 29, MUSTLS_E_COMMAND, SUBJ, TLS, 0, 10, 0, "EHLO probe.example\r\n", 0},
    {1, 29, MUSTLS_E_WAIT, TOOL, TLS, 0, 11, 1, "", 0},
    {1, 29, MUSTLS_E_EARLY, SUBJ, TLS, 0, 0, 0, "AUTH PLAIN AHUAcA==\r\n", 0},
    {1, 29, MUSTLS_E_COMMAND, SUBJ, TLS, 0, 0, 0, "AUTH PLAIN AHUAcA==\r\n", 0},
    {1, 129, MUSTLS_E_SEND, TOOL, TLS, 0, 12, 0, "250-test.example\r\n250 SIZE 10240000\r\n", 0},
    {1, 129, MUSTLS_E_SEND, TOOL, TLS, 1, 15, 0, "250 ok\r\n", 0},
    {1, 130, MUSTLS_E_COMMAND, SUBJ, TLS, 1, 14, 0, "NOOP\r\n", 0},
    {1, 131, MUSTLS_E_CLOSE, SUBJ, TLS, 0, 0, 0, "", 0},
    {0, 200, MUSTLS_E_OUTPUT, RUN, NONE, 0, 0, 1, "a line\n*** No authentication type succeeded\n",
     0},
    {0, 200, MUSTLS_E_EXIT, RUN, NONE, 0, 0, 28, "fail", 0},
};

/* Replies in bytes, odd line ends, a long line, what stands for no line. */
static const char odd[] = "title  odd\n"
                          "client tls=off\n"
                          "[clear]\n"
                          "C: MAIL\n"
                          "S: 530-a\\n530 b\n"
                          "S: 530-\\{x*2000}\n"
                          "S: 5\\c\n"
                          "MUST     QUIT after MAIL   [RFC 5321 4.1.1.10]\n"
                          "MUST     client fails      [harness]\n";

static char odd_reply[3000];

static const struct line odd_events[] = {
    {1, 0, MUSTLS_E_CONNECT, SUBJ, CLR, 0, 0, 0, "", 0},
    {1, 0, MUSTLS_E_SEND, TOOL, CLR, 1, 5, 0, "2", 0},
    {1, 1, MUSTLS_E_SEND, TOOL, CLR, 1, 5, 0, "2", 0},
    {1, 2, MUSTLS_E_SEND, TOOL, CLR, 1, 5, 0, "0", 0},
    {1, 3, MUSTLS_E_SEND, TOOL, CLR, 1, 5, 0, " a\r\n", 0},
    {1, 9, MUSTLS_E_COMMAND, SUBJ, CLR, 0, 4, 0, "MAIL FROM:<a@b> \n", 0},
    {1, 9, MUSTLS_E_BAD_COMMAND, SUBJ, CLR, 0, 0, 0, "MAIL FROM:<a@b> \n", 0},
    {1, 9, MUSTLS_E_RULE, TOOL, CLR, 0, 4, 0, "", 0},
    {1, 10, MUSTLS_E_SEND, TOOL, CLR, 0, 5, 0, odd_reply, 0},
    {1, 11, MUSTLS_E_COMMAND, SUBJ, CLR, 0, 0, 0, "\x1b[2J\xff\0\\<x ${A}\r\r\n", 17},
    {2, 11, MUSTLS_E_CONNECT, SUBJ, CLR, 0, 0, 0, "", 0},
    {2, 11, MUSTLS_E_RESET, SUBJ, CLR, 0, 0, 0, "", 0},
    {1, 12, MUSTLS_E_BYTES, SUBJ, CLR, 0, 0, 0, "QUI\r\nT", 0},
    {1, 13, MUSTLS_E_HELLO, SUBJ, CLR, 0, 0, 0, "", 0},
    {1, 14, MUSTLS_E_ALERT, SUBJ, CLR, 0, 0, 48, "", 0},
    {1, 15, MUSTLS_E_TLS_FAIL, TOOL, CLR, 0, 0, 48, "the peer sent an alert: \x1b unknown_ca", 0},
    {1, 16, MUSTLS_E_FLOOD, SUBJ, CLR, 0, 0, 0, "input", 0},
    {1, 18, MUSTLS_E_CLOSE, TOOL, CLR, 0, 6, 0, "", 0},
    {0, 20000, MUSTLS_E_OUTPUT, RUN, NONE, 0, 0, 1, "", 0},
    {0, 20000, MUSTLS_E_LEAK, RUN, NONE, 0, 0, 2, "", 0},
    {0, 20000, MUSTLS_E_TURN, RUN, NONE, 0, 0, 0, "we wait for the client", 0},
    {0, 20000, MUSTLS_E_EXIT, RUN, NONE, 0, 0, 9, "killed", 0},
};

static const char unfired[] = "title  never there\n"
                              "client tls=required\n"
                              "[tls]\n"
                              "C: VRFY\n"
                              "S: 252 maybe\n"
                              "MUST NOT  AUTH in clear  [RFC 3207 4]\n";

static const struct line unfired_events[] = {
    HELLO(1),
    {1, 10, MUSTLS_E_COMMAND, SUBJ, CLR, 1, 10, 0, "STARTTLS\r\n", 0},
    {1, 10, MUSTLS_E_SEND, TOOL, CLR, 1, 11, 0, "220 go\r\n", 0},
    {1, 20, MUSTLS_E_TLS, SUBJ, TLS, 1, 12, 0, "TLSv1.2 X cert good", 0},
    {1, 21, MUSTLS_E_COMMAND, SUBJ, TLS, 1, 14, 0, "QUIT\r\n", 0},
    {0, 30, MUSTLS_E_EXIT, RUN, NONE, 0, 0, 0, "ok", 0},
};

static const struct line crash_events[] = {
    HELLO(1),
    {0, 30, MUSTLS_E_OUTPUT, RUN, NONE, 0, 0, 1, "==1==ERROR\n\n  \n", 0},
    {0, 30, MUSTLS_E_EXIT, RUN, NONE, 0, 0, 11, "signal", 0},
};

static const struct line false_events[] = {
    HELLO(1),
    {1, 20, MUSTLS_E_SECRET, SUBJ, CLR, 0, 0, 0, "password base64", 0},
    {1, 20, MUSTLS_E_COMMAND, SUBJ, CLR, 1, 14, 0, "XYZ AHUAc2VjcmV0\r\n", 0},
    {1, 20, MUSTLS_E_SEND, TOOL, CLR, 1, 15, 0, "334 \r\n", 0},
    {1, 21, MUSTLS_E_LINE, SUBJ, CLR, 0, 0, 0, "c2VjcmV0\r\n", 0},
    {1, 22, MUSTLS_E_COMMAND, SUBJ, CLR, 1, 14, 0, "auth login c2VjcmV0\r\n", 0},
    {1, 22, MUSTLS_E_COMMAND, SUBJ, CLR, 1, 14, 0, "AUTH LOGIN\r\n", 0},
    {1, 23, MUSTLS_E_DATA, SUBJ, CLR, 0, 0, 0, "Subject: x\r\n\r\n. hi\n", 0},
    {0, 30, MUSTLS_E_OUTPUT, RUN, NONE, 0, 0, 1, "sent with s3cret!", 0},
    {0, 30, MUSTLS_E_EXIT, RUN, NONE, 0, 0, 0, "ok", 0},
    {0, 30, MUSTLS_E_FALSE_SUCCESS, SUBJ, NONE, 0, 0, 0, "", 0},
};

#define AUTH(ms)                                                                                   \
    {                                                                                              \
        1, ms, MUSTLS_E_COMMAND, SUBJ, CLR, 1, 14, 0, "AUTH LOGIN\r\n", 0                          \
    }

static const struct line many_events[] = {
    HELLO(1),
    AUTH(20),
    AUTH(21),
    AUTH(22),
    AUTH(23),
    AUTH(24),
    AUTH(25),
    AUTH(26),
    AUTH(27),
    AUTH(28),
    {0, 30, MUSTLS_E_EXIT, RUN, NONE, 0, 0, 1, "fail", 0},
};

static const char server[] = "title  530 before TLS\n"
                             "test   server\n"
                             "base   none\n"
                             "server starttls=required\n"
                             "C: <connect>\n"
                             "S: 220\n"
                             "C: MAIL FROM:<a@b.example>\n"
                             "S: 530\n"
                             "MUST NOT  2xx after MAIL  [RFC 3207 4]\n";

static const struct line server_events[] = {
    {1, 0, MUSTLS_E_CONNECT, TOOL, CLR, 0, 5, 0, "", 0},
    {1, 1, MUSTLS_E_REPLY, SUBJ, CLR, 0, 6, 220, "220-mx\r\n220 mx\r\n", 0},
    {1, 2, MUSTLS_E_SEND, TOOL, CLR, 0, 7, 0, "MAIL FROM:<a@b.example>\r\n", 0},
    {1, 2, MUSTLS_E_COMMAND, TOOL, CLR, 0, 7, 0, "MAIL FROM:<a@b.example>\r\n", 0},
    {1, 3, MUSTLS_E_REPLY, SUBJ, CLR, 0, 8, 250, "250-ok\r\n250 ok\r\n", 0},
    {1, 3, MUSTLS_E_SCRIPT, TOOL, CLR, 0, 8, 0, "", 0},
    {0, 9, MUSTLS_E_EXIT, RUN, NONE, 0, 0, 0, "killed", 0},
};

#define EVENTS(e) e, sizeof e / sizeof e[0]
static const struct golden {
    const char *name, *id, *scenario;
    const struct line *events;
    size_t num;
    struct mustls_report_opts o;
} goldens[] = {
    {"injection", "injection/after-220", injection, EVENTS(injection_events), {.color = false}},
    {"injection-v", "injection/after-220", injection, EVENTS(injection_events), {.verbose = true}},
    {"injection-color",
     "injection/after-220",
     injection,
     EVENTS(injection_events),
     {.color = true}},
    {"odd", "parser/odd", odd, EVENTS(odd_events), {.color = false}},
    {"unfired", "tls/vrfy", unfired, EVENTS(unfired_events), {.color = false}},
    {"crash", "tls/vrfy", unfired, EVENTS(crash_events), {.color = false}},
    {"false-success", "tls/vrfy", unfired, EVENTS(false_events), {.color = false}},
    {"redacted", "tls/vrfy", unfired, EVENTS(false_events), {.redact = true}},
    {"many", "tls/vrfy", unfired, EVENTS(many_events), {.verbose = true}},
    {"server", "server/530", server, EVENTS(server_events), {.color = false}},
};
#define NUM_GOLDENS (sizeof goldens / sizeof goldens[0])

static void fill_odd_reply(void)
{
    memcpy(odd_reply, "530-a\n530 b\r\n530-", 17);
    memset(odd_reply + 17, 'x', 2000);
    memcpy(odd_reply + 2017, "\r\n5", 4);
}

static void play(struct stage *s, const struct golden *g)
{
    fill_odd_reply();
    stage_open(s, g->id, g->scenario);
    for (size_t i = 0; i < g->num; i++)
        stage_add(s, &g->events[i]);
    stage_judge(s);
}

static void write_file(const char *path, struct mustls_span text)
{
    FILE *f = fopen(path, "wb");
    assert_non_null(f);
    assert_int_equal(fwrite(text.ptr, 1, text.len, f), text.len);
    assert_int_equal(fclose(f), 0);
}

static void compare(const char *name, struct mustls_buf *got)
{
    static char want[1u << 16];
    char path[512];
    snprintf(path, sizeof path, "%s/tests/unit/report/golden/%s.txt", MUSTLS_SOURCE_DIR, name);
    if (getenv("MUSTLS_WRITE_GOLDEN"))
        write_file(path, mustls_buf_span(got));
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    want[fread(want, 1, sizeof want - 1, f)] = '\0';
    fclose(f);
    assert_string_equal(mustls_buf_cstr(got), want);
}

static void test_goldens(void **state)
{
    static const struct mustls_span secret = {(const uint8_t *)"s3cret!", 7};
    (void)state;
    for (size_t i = 0; i < NUM_GOLDENS; i++) {
        struct stage s;
        struct mustls_buf out;
        struct mustls_report_opts o = goldens[i].o;
        print_message("%s\n", goldens[i].name);
        o.secrets = &secret;
        o.num_secrets = 1;
        mustls_buf_init(&out, 1u << 20);
        play(&s, &goldens[i]);
        mustls_report_long(&out, &s.c, &o);
        assert_false(out.failed);
        compare(goldens[i].name, &out);
        mustls_buf_deinit(&out);
        stage_close(&s);
    }
}

/* Allocation n fails: the report says so in `failed`, or is whole. */
static void test_no_memory(void **state)
{
    (void)state;
    for (size_t i = 0; i < NUM_GOLDENS; i++) {
        struct stage s;
        struct mustls_buf whole;
        play(&s, &goldens[i]);
        mustls_buf_init(&whole, 1u << 20);
        mustls_report_long(&whole, &s.c, &goldens[i].o);
        for (long n = 0; n < 60; n++) {
            struct mustls_buf out;
            mustls_buf_init(&out, 1u << 20);
            mustls_alloc_fail_after(n);
            mustls_report_long(&out, &s.c, &goldens[i].o);
            mustls_alloc_fail_after(-1);
            if (!out.failed)
                assert_string_equal(mustls_buf_cstr(&out), mustls_buf_cstr(&whole));
            mustls_buf_deinit(&out);
        }
        mustls_buf_deinit(&whole);
        stage_close(&s);
    }
}

/* Ten thousand commands are some rows and a count; every line of the trace is accounted for. */
static void test_long_trace_is_folded(void **state)
{
    static const struct mustls_report_opts plain, verbose = {.verbose = true};
    struct stage s;
    struct mustls_buf out;
    (void)state;
    stage_open(&s, "tls/vrfy", unfired);
    for (unsigned i = 0; i < 10000; i++) {
        struct line cmd = {1, i, MUSTLS_E_COMMAND, SUBJ, CLR, 1, 14, 0, "NOOP\r\n", 0};
        struct line ok = {1, i, MUSTLS_E_SEND, TOOL, CLR, 1, 15, 0, "250 ok\r\n", 0};
        stage_add(&s, &cmd);
        stage_add(&s, &ok);
    }
    stage_judge(&s);
    mustls_buf_init(&out, 4u << 20);
    mustls_report_long(&out, &s.c, &plain);
    assert_true(out.len < 4000);
    assert_non_null(strstr(mustls_buf_cstr(&out), "+   19971 more lines (-v)"));
    mustls_buf_clear(&out);
    mustls_report_long(&out, &s.c, &verbose);
    assert_null(strstr(mustls_buf_cstr(&out), "more line"));
    assert_non_null(strstr(mustls_buf_cstr(&out), "    9999   C: NOOP\n"));
    mustls_buf_deinit(&out);
    stage_close(&s);
}

static void test_case_without_run(void **state)
{
    static const struct mustls_report_opts o;
    struct mustls_case c = {.subject = "acme",
                            .subject_version = "",
                            .scenario = "a/b",
                            .instance = 2,
                            .command = "",
                            .folder = "",
                            .again = "",
                            .verdict = MUSTLS_SKIP,
                            .why = "the profile has no line for auth=cram-md5",
                            .known_why = "",
                            .exit_code = -1};
    struct mustls_buf out;
    (void)state;
    mustls_buf_init(&out, 1u << 16);
    mustls_report_long(&out, &c, &o);
    assert_string_equal(mustls_buf_cstr(&out), "SKIP  acme            a/b@2                        "
                                               "                                   0.0 s\n"
                                               "  the profile has no line for auth=cram-md5\n");
    mustls_buf_deinit(&out);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_goldens),
        cmocka_unit_test(test_no_memory),
        cmocka_unit_test(test_long_trace_is_folded),
        cmocka_unit_test(test_case_without_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
