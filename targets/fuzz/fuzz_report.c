/* Reports of any run: each has the form of its format whatever the bytes, colours change nothing
 * else, and what is to be blanked is. */
#include "base/arena.h"
#include "base/base64.h"
#include "base/escape.h"
#include "fuzz.h"
#include "json.h"
#include "program.h"
#include "report/html.h"
#include "report/sarif.h"
#include "report_case.h"
#include "xml.h"

enum { MAX_INPUT = 1 << 13, MAX_REPORT = 64 << 20, NUM_SECRETS = 4 };

static const char *const texts[] = {
    "title  a <b> & \"c\" # d\nbase none\nclient tls=required auth=plain\nlimit 5s\n"
    "[clear]\nC: <connect>\nS: 220 x\n\nC: EHLO\nS: 250-x\\|\nS: 250 STARTTLS\n\n"
    "C: STARTTLS\nS: 220 go\nS: <tls>\n\nC#2: MAIL\nS: 530 5.7.0 Must issue a STARTTLS command "
    "first\n\n"
    "[any]\nC?: *\nS: 250 x\n\n"
    "MUST NOT  AUTH|MAIL in clear  [RFC 3207 4]\n"
    "MUST NOT  <early> in tls  [RFC 3207 4.2]\n"
    "MUST  STARTTLS in clear  [RFC 3207 4]\n"
    "SHOULD  EHLO first in tls  [RFC 3207 4.2]\n"
    "MUST NOT  <secret>  [RFC 4954 9]\n"
    "MUST NOT  \"* <&># %n\\\\*\"  [harness]\n"
    "SHOULD  client fails within 2s after MAIL  [harness]\n"
    "MUST  <message> in tls  [harness]\n"
    "SHOULD NOT  530 after MAIL before QUIT  [harness]\n"
    "MAY  \"alert(1)\" in output  [harness]\n",

    "title  t\ntest server\nserver starttls=required\nlimit 5s\n"
    "C: <connect>\nS: 220\nC: MAIL FROM:<a@b>\nS: 530\nC: STARTTLS\nS: 220\nC: <tls>\n\n"
    "MUST  530 after MAIL  [RFC 3207 4]\n"
    "SHOULD NOT  2xx|3xx after MAIL before QUIT  [harness]\n"
    "MUST NOT  <close> in clear  [harness]\n",
};
static struct mustls_program *progs[2];

/* --- what must not be seen --- */

static struct mustls_span secrets[NUM_SECRETS];

static struct mustls_span base64_of(struct mustls_arena *a, struct mustls_span s)
{
    struct mustls_buf text;
    struct mustls_span out;
    mustls_buf_init(&text, 1024);
    mustls_base64_put(&text, s);
    fuzz_require(mustls_arena_copy(a, mustls_buf_span(&text), &out) == MUSTLS_OK, "memory");
    mustls_buf_deinit(&text);
    return out;
}

static void make_secrets(void)
{
    static struct mustls_arena *a; /* lives as long as the process */
    if (a)
        return;
    a = mustls_arena_new(1u << 16);
    fuzz_require(a != NULL, "memory");
    secrets[0] = MUSTLS_LIT(CASE_PASSWORD);
    secrets[1] = base64_of(a, MUSTLS_LIT(CASE_PASSWORD));
    secrets[2] = base64_of(a, MUSTLS_LIT("\0" CASE_USER "\0" CASE_PASSWORD));
    secrets[3] = base64_of(a, MUSTLS_LIT(CASE_USER "\0" CASE_USER "\0" CASE_PASSWORD));
}

static bool has_secret(struct mustls_span s)
{
    for (size_t i = 0; i < NUM_SECRETS; i++)
        if (mustls_span_find(s, secrets[i]) != MUSTLS_NPOS)
            return true;
    return false;
}

/* Strings of the case are not the wire's: a secret in one of them is whoever's wrote it. */
static void check_blanked(const struct fuzz_case *f, const struct mustls_buf *report)
{
    if (f->o.redact && !has_secret(f->texts))
        fuzz_require(!has_secret(mustls_buf_span(report)), "with redact no secret is in a report");
}

/* --- text --- */

static bool is_plain(struct mustls_span c)
{
    if (c.len == 1)
        return c.ptr[0] >= ' ' && c.ptr[0] < 0x7f;
    if (c.len == 2)
        return c.ptr[0] != 0xc2 || c.ptr[1] >= 0xa0; /* C1 */
    /* Marks of direction, by which a line reads as another. */
    return !(c.len == 3 && c.ptr[0] == 0xe2 && c.ptr[1] == 0x80 && c.ptr[2] >= 0xaa &&
             c.ptr[2] <= 0xae);
}

static void check_text(const struct mustls_buf *report)
{
    struct mustls_span s = mustls_buf_span(report);
    fuzz_require(!report->failed, "a small report has room");
    for (size_t n; s.len > 0; s = mustls_span_from(s, n)) {
        n = mustls_utf8_len(s);
        fuzz_require(n > 0, "a report is UTF-8");
        fuzz_require(s.ptr[0] == '\n' || is_plain(mustls_span_first(s, n)),
                     "a terminal shows a report and obeys none of it");
    }
}

/* Takes out what we write to set a colour, and nothing else that looks so. */
static void uncolor(struct mustls_buf *out, struct mustls_span s)
{
    static const char *const codes[] = {"\033[32m", "\033[1;31m", "\033[33m", "\033[35m",
                                        "\033[2m",  "\033[36m",   "\033[0m"};
    while (s.len > 0) {
        size_t n = 1;
        for (size_t i = 0; s.ptr[0] == '\033' && i < sizeof codes / sizeof *codes; i++)
            if (mustls_span_starts(s, mustls_span_str(codes[i])))
                n = strlen(codes[i]);
        if (n == 1)
            mustls_buf_putc(out, s.ptr[0]);
        s = mustls_span_from(s, n);
    }
}

typedef void put_fn(struct mustls_buf *out, const struct mustls_case *c,
                    const struct mustls_report_opts *o);

static void check_terminal(const struct fuzz_case *f, put_fn *put, bool one_line)
{
    struct mustls_buf plain, colored, bare;
    struct mustls_report_opts o = f->o;
    mustls_buf_init(&plain, MAX_REPORT);
    mustls_buf_init(&colored, MAX_REPORT);
    mustls_buf_init(&bare, MAX_REPORT);
    put(&plain, &f->c, &o);
    o.color = true;
    put(&colored, &f->c, &o);
    uncolor(&bare, mustls_buf_span(&colored));
    check_text(&plain);
    check_blanked(f, &plain);
    fuzz_require_same(mustls_buf_span(&plain), mustls_buf_span(&bare), "colours change no text");
    fuzz_require(plain.len > 0 && plain.ptr[plain.len - 1] == '\n', "a report ends with its line");
    fuzz_require(!one_line || !memchr(plain.ptr, '\n', plain.len - 1), "a short report is a line");
    mustls_buf_deinit(&plain);
    mustls_buf_deinit(&colored);
    mustls_buf_deinit(&bare);
}

/* --- for forges and CI --- */

static void check_github(const struct fuzz_case *f)
{
    struct mustls_buf out;
    mustls_buf_init(&out, MAX_REPORT);
    mustls_report_github(&out, &f->c);
    check_text(&out);
    struct mustls_span s = mustls_buf_span(&out);
    if (s.len > 0) {
        fuzz_require(mustls_span_starts(s, MUSTLS_LIT("::")), "an annotation is a command");
        fuzz_require(memchr(s.ptr, '\n', s.len) == s.ptr + s.len - 1, "and a single one");
        fuzz_require(mustls_span_find(mustls_span_from(s, 2), MUSTLS_LIT("::")) != MUSTLS_NPOS,
                     "with data behind its properties");
    }
    mustls_buf_deinit(&out);
}

/* One test point, whose directive is ours, and what belongs to it indented. */
static void check_tap_line(struct mustls_span line, const struct fuzz_case *f, unsigned *points)
{
    size_t directives = 0;
    if (mustls_span_starts(line, MUSTLS_LIT("  ")))
        return;
    fuzz_require(mustls_span_starts(line, MUSTLS_LIT("ok 1 - ")) ||
                     mustls_span_starts(line, MUSTLS_LIT("not ok 1 - ")),
                 "TAP has a test point, and its block is indented");
    for (size_t i = 0; i < line.len; i++) {
        directives += line.ptr[i] == '#';
        i += line.ptr[i] == '\\'; /* it escapes what follows */
    }
    fuzz_require(directives == (f->c.verdict == MUSTLS_SKIP || f->c.known),
                 "TAP has a directive where we mean it");
    ++*points;
}

static void check_tap(const struct fuzz_case *f)
{
    struct mustls_buf out;
    struct mustls_span line, rest;
    unsigned points = 0;
    mustls_buf_init(&out, MAX_REPORT);
    mustls_tap_case(&out, 1, &f->c, &f->o);
    check_text(&out);
    check_blanked(f, &out);
    rest = mustls_buf_span(&out);
    while (rest.len > 0) {
        size_t end = mustls_span_find(rest, MUSTLS_LIT("\n"));
        fuzz_require(end != MUSTLS_NPOS, "TAP is lines");
        line = mustls_span_first(rest, end);
        rest = mustls_span_from(rest, end + 1);
        check_tap_line(line, f, &points);
    }
    fuzz_require(points == 1, "TAP has one test point for a case");
    mustls_buf_deinit(&out);
}

static void check_junit(const struct fuzz_case *f)
{
    struct mustls_buf out;
    struct mustls_junit_suite suite = {.name = f->c.subject, .world = f->totals.world};
    mustls_junit_count(&suite, mustls_junit_kind(&f->c, &f->o), f->c.ms);
    mustls_buf_init(&out, MAX_REPORT);
    mustls_junit_begin(&out, &f->totals, &suite);
    mustls_junit_suite_begin(&out, &suite);
    mustls_junit_case(&out, &f->c, &f->o);
    mustls_junit_suite_end(&out);
    mustls_junit_end(&out);
    fuzz_require(!out.failed && xml_well_formed(mustls_buf_span(&out)), "JUnit is XML");
    check_blanked(f, &out);
    mustls_buf_deinit(&out);
}

static void check_record(const struct fuzz_case *f)
{
    struct mustls_buf out;
    mustls_buf_init(&out, MAX_REPORT);
    mustls_report_json(&out, &f->c);
    struct mustls_span s = mustls_buf_span(&out);
    fuzz_require(!out.failed && fuzz_is_json(s), "a record is JSON");
    fuzz_require(memchr(s.ptr, '\n', s.len) == s.ptr + s.len - 1, "and a line");
    mustls_buf_deinit(&out);
}

static void check_sarif(const struct fuzz_case *f)
{
    struct mustls_buf out;
    struct mustls_sarif *log = mustls_sarif_new();
    fuzz_require(log != NULL, "memory");
    mustls_buf_init(&out, MAX_REPORT);
    mustls_sarif_case(log, &f->c);
    mustls_sarif_case(log, &f->c);
    mustls_sarif_put(&out, log, &f->totals, "0.1.0");
    fuzz_require(!out.failed && fuzz_is_json(mustls_buf_span(&out)), "SARIF is JSON");
    mustls_buf_deinit(&out);
    mustls_sarif_free(log);
}

/* --- the page --- */

static void check_part(const struct fuzz_case *f, struct mustls_html *page, size_t i)
{
    struct mustls_buf name, json;
    mustls_buf_init(&name, 1024);
    mustls_buf_init(&json, MAX_REPORT);
    mustls_html_part(page, i, &f->totals, &name, &json);
    fuzz_require(!json.failed && fuzz_is_json(mustls_buf_span(&json)),
                 "a part of the page is JSON");
    for (size_t k = 0; k < name.len; k++)
        fuzz_require((name.ptr[k] >= '0' && name.ptr[k] <= '9') ||
                         (name.ptr[k] >= 'a' && name.ptr[k] <= 'z'),
                     "a part's name is no markup");
    check_blanked(f, &json);
    mustls_buf_deinit(&name);
    mustls_buf_deinit(&json);
}

static void check_page(const struct fuzz_case *f)
{
    struct mustls_html *page = mustls_html_new();
    fuzz_require(page != NULL, "memory");
    mustls_html_run(page, &(struct mustls_rec_run){.version = f->c.subject_version,
                                                   .tls = f->c.title,
                                                   .time = f->c.tags,
                                                   .command = f->c.command,
                                                   .world = f->c.title,
                                                   .host = f->c.again});
    mustls_html_case(page, &f->c, &f->o);
    mustls_html_case(page, &f->c, &f->o);
    fuzz_require(mustls_html_status(page) == MUSTLS_OK, "a small page has room");
    for (size_t i = 0; i < mustls_html_num_parts(page); i++)
        check_part(f, page, i);
    mustls_html_free(page);
}

/* All formats together are slow: an engine's input says which it is about. */
static void check_formats(const struct fuzz_case *f, unsigned which)
{
    if (which == 0 || fuzz_thorough) {
        check_terminal(f, mustls_report_long, false);
        check_terminal(f, mustls_report_short, true);
    }
    if (which == 1 || fuzz_thorough) {
        check_github(f);
        check_tap(f);
    }
    if (which == 2 || fuzz_thorough) {
        check_junit(f);
        check_record(f);
        check_sarif(f);
    }
    if (which == 3 || fuzz_thorough)
        check_page(f);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct fuzz_case f;
    if (size > MAX_INPUT)
        return 0;
    fuzz_programs(progs, texts, 2);
    make_secrets();
    fuzz_begin();
    struct mustls_arena *a = mustls_arena_new(16u << 20);
    fuzz_require(a != NULL, "memory");
    const struct mustls_program *const both[] = {progs[0], progs[1]};
    fuzz_case_read(&f, a, both, mustls_span(data, size));
    f.o.secrets = secrets;
    f.o.num_secrets = NUM_SECRETS;
    check_formats(&f, size > 1 ? data[1] >> 4 & 3 : 0);
    fuzz_case_end(&f);
    mustls_arena_free(a);
    fuzz_end();
    return 0;
}
