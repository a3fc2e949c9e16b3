/* The parts of the HTML report: whatever a subject says, they are JSON of characters that can be
 * seen, and nothing of it is lost without a count. */
#include "report/stage.h"

#include "base/arena.h"
#include "base/escape.h"
#include "report/html.h"

static const char scenario[] = "# What it is about.\n"
                               "title  a title\n"
                               "tags   one security\n"
                               "[clear]\n"
                               "C: MAIL\n"
                               "S: 530 5.7.0 no\n"
                               "MUST NOT AUTH [RFC 3207 4]\n"
                               "MAY QUIT [RFC 3207 4]\n";

struct parts {
    struct mustls_html *h;
    struct mustls_buf all; /* every part, a line of its name before each */
};

static void make(struct parts *p, const struct mustls_case *c, const struct mustls_report_opts *o)
{
    struct mustls_totals t = {.complete = true};
    p->h = mustls_html_new();
    assert_non_null(p->h);
    mustls_html_run(p->h, &(struct mustls_rec_run){.version = "1", .tls = "t", .seed = 7});
    mustls_html_case(p->h, c, o);
    mustls_buf_init(&p->all, 64u << 20);
    for (size_t i = 0; i < mustls_html_num_parts(p->h); i++) {
        struct mustls_buf name, json;
        mustls_buf_init(&name, 100);
        mustls_buf_init(&json, 64u << 20);
        mustls_html_part(p->h, i, &t, &name, &json);
        assert_false(json.failed);
        mustls_buf_printf(&p->all, "\n## %s\n", mustls_buf_cstr(&name));
        mustls_buf_put(&p->all, mustls_buf_span(&json));
        mustls_buf_deinit(&name);
        mustls_buf_deinit(&json);
    }
    assert_int_equal(mustls_html_status(p->h), MUSTLS_OK);
}

static void drop(struct parts *p)
{
    mustls_buf_deinit(&p->all);
    mustls_html_free(p->h);
}

static void has(struct parts *p, const char *text)
{
    if (!strstr(mustls_buf_cstr(&p->all), text))
        fail_msg("no '%s' in\n%s", text, mustls_buf_cstr(&p->all));
}

static void has_not(struct parts *p, struct mustls_span bytes)
{
    if (mustls_span_find(mustls_buf_span(&p->all), bytes) != MUSTLS_NPOS)
        fail_msg("'%.*s' is in\n%s", (int)bytes.len, (const char *)bytes.ptr,
                 mustls_buf_cstr(&p->all));
}

/* Only what a page may hold: no control but the line ends between our own values, valid UTF-8. */
static void can_be_seen(struct parts *p)
{
    struct mustls_span s = mustls_buf_span(&p->all);
    while (s.len) {
        size_t n = mustls_utf8_len(s);
        bool good =
            n > 1 || (n == 1 && (s.ptr[0] == '\n' || (s.ptr[0] >= 0x20 && s.ptr[0] < 0x7f)));
        if (!good)
            fail_msg("byte %02x, %zu before the end", s.ptr[0], s.len);
        s = mustls_span_from(s, n);
    }
}

static void open_stage(struct stage *s, const char *said, size_t len)
{
    const struct line lines[] = {
        {1, 0, MUSTLS_E_CONNECT, SUBJ, CLR, 1, 4, 0, "", 0},
        {1, 0, MUSTLS_E_SEND, TOOL, CLR, 1, 5, 0, "220 test.example ESMTP\r\n", 0},
        {1, 9, MUSTLS_E_COMMAND, SUBJ, CLR, 0, 5, 0, said, len},
        {1, 9, MUSTLS_E_RULE, TOOL, CLR, 0, 5, 0, "", 0},
        {1, 9, MUSTLS_E_SEND, TOOL, CLR, 0, 6, 0, "530 5.7.0 no\r\n", 0},
        {1, 12, MUSTLS_E_COMMAND, SUBJ, CLR, 0, 0, 0, "AUTH PLAIN AHUAcA==\r\n", 0},
        {0, 20, MUSTLS_E_OUTPUT, RUN, NONE, 0, 0, 1, said, len},
        {0, 20, MUSTLS_E_EXIT, RUN, NONE, 0, 0, 28, "fail", 0},
    };
    stage_open(s, "530/x", scenario);
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++)
        stage_add(s, &lines[i]);
    stage_judge(s);
}

#define BYTES(s) s, sizeof(s) - 1
static const struct {
    const char *label, *said;
    size_t len;
    const char *expect; /* in the parts, as JSON */
    const char *never;  /* not in the parts, byte for byte */
    size_t never_len;
} rows[] = {
    {"plain", BYTES("MAIL FROM:<a>\r\n"), "\"MAIL FROM:<a>\"", BYTES("\r")},
    {"NUL", BYTES("MAIL a\0b\r\n"), "MAIL a\\\\0b", BYTES("\0")},
    {"escape", BYTES("MAIL \033[31m\r\n"), "MAIL \\\\x1b[31m", BYTES("\033")},
    {"not UTF-8", BYTES("MAIL \xff\xfe\r\n"), "MAIL \\\\xff\\\\xfe", BYTES("\xff")},
    {"half a character", BYTES("MAIL \xe2\x80\r\n"), "MAIL \\\\xe2\\\\x80", BYTES("\xe2\x80")},
    {"line separator", BYTES("MAIL \xe2\x80\xa8\r\n"), "MAIL \\\\xe2\\\\x80\\\\xa8",
     BYTES("\xe2\x80\xa8")},
    {"direction", BYTES("MAIL \xe2\x80\xae\r\n"), "\\\\xe2\\\\x80\\\\xae", BYTES("\xe2\x80\xae")},
    {"quote", BYTES("MAIL \"\\\r\n"), "MAIL \\\"\\\\\\\\", BYTES("MAIL \"")},
    {"a bare LF", BYTES("MAIL\n"), "MAIL\\\\n", BYTES("\r")},
    {"no end", BYTES("MAIL"), "MAIL\\\\c", BYTES("\r")},
};

static void test_hostile(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct mustls_report_opts o = {0};
        struct stage s;
        struct parts p;
        open_stage(&s, rows[i].said, rows[i].len);
        s.c.command = "a \033]0;x\a </script>";
        s.c.subject_version = "\x9b\xe2\x80\xa9";
        make(&p, &s.c, &o);
        print_message("%s\n", rows[i].label);
        has(&p, rows[i].expect);
        has_not(&p, mustls_span(rows[i].never, rows[i].never_len));
        can_be_seen(&p);
        drop(&p);
        stage_close(&s);
    }
}

static void test_case(void **state)
{
    (void)state;
    struct mustls_report_opts o = {0};
    struct stage s;
    struct parts p;
    open_stage(&s, "MAIL FROM:<a>\r\n", 0);
    s.c.exit_code = 28;
    make(&p, &s.c, &o);
    has(&p, "\"clients\":[[\"acme\",\"2.1\"]]");
    has(&p, "\"broken\":[[\"MUST\",\"MUST NOT AUTH\",\"RFC 3207 4\"]]");
    has(&p, "\"lists\":[[],[0]]");
    has(&p, "\"cells\":[0,0,2,0,200,1,0]"); /* FAIL, list 1 */
    has(&p, "\"description\":\"What it is about.\"");
    has(&p, "\"outcomes\":\"bn");
    has(&p, "\"exit\":\"exit 28\"");
    has(&p, "\"MUST NOT AUTH [RFC 3207 4]\""); /* under its row */
    has(&p, "\"times\":[0,0,9,0,3]");
    has(&p, "\"again\":\"mustls run x -c acme --seed 7\"");
    has(&p, "\"seed\":\"7\"");
    drop(&p);
    stage_close(&s);
}

/* Places: line 6 of the scenario is 6, line 5 of its base 2^20 + 5. */
static void test_places(void **state)
{
    (void)state;
    struct mustls_report_opts o = {0};
    struct stage s;
    struct parts p;
    open_stage(&s, "MAIL\r\n", 0);
    make(&p, &s.c, &o);
    has(&p, ",1048581,");
    has(&p, ",6,");
    drop(&p);
    stage_close(&s);
}

static void test_redact(void **state)
{
    (void)state;
    struct mustls_span secret = MUSTLS_LIT("hunter2");
    struct mustls_report_opts o = {.redact = true, .secrets = &secret, .num_secrets = 1};
    struct stage s;
    struct parts p;
    open_stage(&s, "MAIL hunter2\r\n", 0);
    s.c.command = "acme --password hunter2";
    s.c.again = "mustls run -- acme hunter2";
    make(&p, &s.c, &o);
    has_not(&p, secret);
    has(&p, "AUTH PLAIN ***");
    drop(&p);
    stage_close(&s);
}

static void test_long(void **state)
{
    (void)state;
    enum { LEN = 1 << 20 };
    struct mustls_report_opts o = {0};
    struct stage s;
    struct parts p;
    char *said = mustls_alloc(LEN);
    assert_non_null(said);
    memset(said, 'x', LEN);
    memcpy(said, "MAIL ", 5);
    said[LEN - 1] = '\n';
    open_stage(&s, said, LEN);
    make(&p, &s.c, &o);
    has(&p, "... (+1047575 bytes"); /* of LEN, without the line end and 1000 columns */
    has(&p, "bytes more, in the trace file");
    assert_true(p.all.len < 40000);
    drop(&p);
    stage_close(&s);
    mustls_free(said);
}

static void test_flood(void **state)
{
    (void)state;
    struct mustls_report_opts o = {0};
    struct stage s;
    struct parts p;
    open_stage(&s, "MAIL\r\n", 0);
    for (unsigned i = 0; i < 3000; i++)
        stage_add(&s,
                  &(struct line){1, 20 + i, MUSTLS_E_COMMAND, SUBJ, CLR, 0, 0, 0, "NOOP\r\n", 0});
    stage_judge(&s);
    make(&p, &s.c, &o);
    has(&p, "\"1805\""); /* of 3005 rows 1200 are there */
    drop(&p);
    stage_close(&s);
}

static void test_not_run(void **state)
{
    (void)state;
    struct mustls_report_opts o = {0};
    struct parts p;
    struct mustls_case c = {.subject = "acme",
                            .scenario = "530/x",
                            .title = "t",
                            .tags = "a b",
                            .verdict = MUSTLS_SKIP,
                            .why = "no profile line for auth=login"};
    make(&p, &c, &o);
    has(&p, "\"set\":null");
    has(&p, "no profile line for auth=login");
    has(&p, "\"tags\":\"a b\"");
    drop(&p);
}

static void test_baseline(void **state)
{
    (void)state;
    struct mustls_report_opts o = {0};
    struct mustls_totals t = {.complete = false};
    struct mustls_rec_finding f[] = {
        {.level = "SHOULD", .sentence = "SHOULD QUIT", .source = "RFC 5321 4", .outcome = "broken"},
        {.level = "MUST", .sentence = "MUST NOT AUTH", .source = "RFC 3207 4", .outcome = "broken"},
        {.level = "MAY", .sentence = "MAY QUIT", .source = "RFC 3207 4", .outcome = "seen"}};
    struct mustls_rec_verdict v = {.subject = "acme",
                                   .subject_version = "1",
                                   .scenario = "530/x",
                                   .instance = 2,
                                   .verdict = MUSTLS_FAIL,
                                   .findings = f,
                                   .num_findings = 3};
    struct stage s;
    struct mustls_html *h = mustls_html_new();
    struct mustls_buf name, json;
    open_stage(&s, "MAIL\r\n", 0);
    mustls_html_baseline(h, &v);
    mustls_html_case(h, &s.c, &o);
    mustls_buf_init(&name, 100);
    mustls_buf_init(&json, 1u << 20);
    mustls_html_part(h, 0, &t, &name, &json);
    /* MUST before SHOULD, the sentence shared with the run's own. */
    assert_non_null(strstr(mustls_buf_cstr(&json), "\"lists\":[[],[0,1],[0]]"));
    assert_non_null(strstr(mustls_buf_cstr(&json), "\"cells\":[0,0,2,2,0,1]"));
    assert_non_null(strstr(mustls_buf_cstr(&json), "\"complete\":false"));
    mustls_buf_deinit(&name);
    mustls_buf_deinit(&json);
    mustls_html_free(h);
    stage_close(&s);
}

/* Every allocation that can fail makes a report that says so, or a whole one. */
static void test_memory(void **state)
{
    (void)state;
    struct mustls_report_opts o = {0};
    struct mustls_totals t = {.complete = true};
    struct stage s;
    bool done = false;
    unsigned failures = 0;
    open_stage(&s, "MAIL\r\n", 0);
    for (long n = 0; !done; n++) {
        struct mustls_buf name, json;
        mustls_buf_init(&name, 100);
        mustls_buf_init(&json, 1u << 20);
        mustls_alloc_fail_after(n);
        struct mustls_html *h = mustls_html_new();
        if (h) {
            mustls_html_case(h, &s.c, &o);
            for (size_t i = 0; i < mustls_html_num_parts(h); i++)
                mustls_html_part(h, i, &t, &name, &json);
        }
        bool told = !h || mustls_html_status(h) != MUSTLS_OK || json.failed || name.failed;
        mustls_alloc_fail_after(-1);
        if (!told)
            assert_non_null(strstr(mustls_buf_cstr(&json), "MUST NOT AUTH [RFC 3207 4]"));
        failures += told;
        done = !told;
        mustls_buf_deinit(&name);
        mustls_buf_deinit(&json);
        mustls_html_free(h);
        assert_true(n < 10000);
    }
    assert_true(failures > 20);
    stage_close(&s);
}

/* What the page promises its readers: nothing comes from anywhere else. */
static void test_page(void **state)
{
    (void)state;
    struct mustls_span page = mustls_span(mustls_html_page, mustls_html_page_len);
    static const char *const never[] = {
        "http:", "https:",    "innerHTML",          "@SCRIPT",        "@STYLE",
        "eval(", "outerHTML", "insertAdjacentHTML", "document.write", "unsafe-inline"};
    assert_true(mustls_span_find(page, MUSTLS_LIT(MUSTLS_HTML_INDEX_MARK)) <
                mustls_span_find(page, MUSTLS_LIT(MUSTLS_HTML_PARTS_MARK)));
    assert_true(mustls_span_find(page, MUSTLS_LIT("default-src 'none'")) != MUSTLS_NPOS);
    for (size_t i = 0; i < sizeof never / sizeof *never; i++)
        if (mustls_span_find(page, mustls_span_str(never[i])) != MUSTLS_NPOS)
            fail_msg("the page has '%s'", never[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_case),    cmocka_unit_test(test_places),
        cmocka_unit_test(test_hostile), cmocka_unit_test(test_redact),
        cmocka_unit_test(test_long),    cmocka_unit_test(test_flood),
        cmocka_unit_test(test_not_run), cmocka_unit_test(test_baseline),
        cmocka_unit_test(test_memory),  cmocka_unit_test(test_page),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
