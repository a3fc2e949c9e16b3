/* print and parse is the identity; fmt keeps the meaning and is done after one go; show and lint
 * take whatever parses. For the worked examples, the built-in policies and thousands of random
 * files. */
#include "world.h"

#include "base/rng.h"

static const char *const files[] = {
    "tests/unit/scenario/data/alert.scn",
    "tests/unit/scenario/data/crash.scn",
    "tests/unit/scenario/data/dribbled.scn",
    "tests/unit/scenario/data/expired.scn",
    "tests/unit/scenario/data/injected-fragment.scn",
    "tests/unit/scenario/data/injected-reply.scn",
    "tests/unit/scenario/data/lower-case.scn",
    "tests/unit/scenario/data/mail-then-upgrade.scn",
    "tests/unit/scenario/data/malformed-530.scn",
    "tests/unit/scenario/data/multiline-with-pause.scn",
    "tests/unit/scenario/data/no-handshake.scn",
    "tests/unit/scenario/data/server-530.scn",
    "tests/unit/scenario/data/server-injection.scn",
    "tests/unit/scenario/data/stripped.scn",
    "tests/unit/scenario/data/withdrawn.scn",
    "scenarios/base/required.scn",
    "scenarios/base/optional.scn",
};

static struct mustls_span copy(struct world *w)
{
    struct mustls_span s;
    assert_false(w->out.failed);
    assert_int_equal(mustls_arena_copy(w->arena, mustls_buf_span(&w->out), &s), MUSTLS_OK);
    return s;
}

static struct mustls_span print(struct world *w, const struct mustls_scenario *s)
{
    mustls_buf_clear(&w->out);
    mustls_scenario_print(&w->out, s);
    return copy(w);
}

static struct mustls_span fmt(struct world *w, const struct mustls_scenario *s)
{
    mustls_buf_clear(&w->out);
    mustls_scenario_fmt(&w->out, s);
    return copy(w);
}

static void assert_same_text(struct mustls_span a, struct mustls_span b, const char *what)
{
    if (!mustls_span_eq(a, b))
        fail_msg("%s:\n%.*s\n--- is not ---\n%.*s", what, (int)a.len, (const char *)a.ptr,
                 (int)b.len, (const char *)b.ptr);
}

/* Everything that a build of instance k says, as text. */
static struct mustls_span show(struct world *w, const struct mustls_scenario *s, unsigned k)
{
    w->st = mustls_scenario_program(w->arena, &s, 1, k, &w->diags, &w->prog);
    if (w->st != MUSTLS_OK)
        fail_msg("not built:\n%s", world_diags(w));
    mustls_buf_clear(&w->out);
    mustls_program_show(&w->out, w->prog);
    return copy(w);
}

/* `show` names lines, which move when a file is printed: cut them off. */
static struct mustls_span without_origins(struct world *w, struct mustls_span s)
{
    mustls_buf_clear(&w->out);
    while (s.len > 0) {
        size_t n = mustls_span_find(s, MUSTLS_LIT("\n"));
        struct mustls_span line = mustls_span_first(s, n);
        while (line.len > 0 && line.ptr[line.len - 1] != ':')
            line.len--;
        mustls_buf_put(&w->out, line);
        mustls_buf_putc(&w->out, '\n');
        s = mustls_span_from(s, n + 1);
    }
    return copy(w);
}

static void check(const char *name, struct mustls_span text)
{
    struct world w;
    world_open(&w);
    const struct mustls_scenario *s = world_scenario(&w, name, text);

    struct mustls_span printed = print(&w, s);
    const struct mustls_scenario *p = world_scenario(&w, name, printed);
    if (!mustls_scenario_equal(s, p) || !mustls_scenario_equal(p, s))
        fail_msg("%s: not equal once printed:\n%.*s", name, (int)printed.len,
                 (const char *)printed.ptr);
    assert_same_text(print(&w, p), printed, "printed twice");

    struct mustls_span neat = fmt(&w, s);
    const struct mustls_scenario *f = world_scenario(&w, name, neat);
    if (!mustls_scenario_equal(s, f))
        fail_msg("%s: fmt changed it:\n%.*s", name, (int)neat.len, (const char *)neat.ptr);
    assert_same_text(fmt(&w, f), neat, "formatted twice");

    unsigned num = mustls_scenario_instances(s);
    for (unsigned k = num ? 1 : 0; k <= num; k++) {
        assert_same_text(show(&w, f, k), show(&w, s, k), "fmt, and then show");
        assert_same_text(without_origins(&w, show(&w, p, k)), without_origins(&w, show(&w, s, k)),
                         "print, and then show");
    }
    mustls_scenario_lint(s, &w.diags);
    assert_int_equal(w.diags.num_errors, 0);
    world_close(&w);
}

static void test_files(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
        struct world w;
        world_open(&w);
        check(strstr(files[i], "base/") ? "base/x" : files[i], world_file(&w, files[i]));
        world_close(&w);
    }
}

/* --- random files --- */

struct gen {
    struct mustls_rng rng;
    struct mustls_buf out;
    bool server;
    unsigned num_fors;
};

static bool one_in(struct gen *g, uint32_t n)
{
    return mustls_rng_below(&g->rng, n) == 0;
}

#define PICK(g, list) ((list)[mustls_rng_below(&(g)->rng, sizeof(list) / sizeof(*(list)))])

static void put(struct gen *g, const char *s)
{
    mustls_buf_puts(&g->out, s);
}

/* One to three blanks: layout does not count. */
static void gap(struct gen *g)
{
    put(g, one_in(g, 3) ? "\t " : one_in(g, 2) ? "  " : " ");
}

static void put_reference(struct gen *g)
{
    if (g->num_fors > 0)
        mustls_buf_printf(&g->out, "${V%u}", mustls_rng_below(&g->rng, g->num_fors));
}

static void put_headers(struct gen *g)
{
    static const char *const wishes[] = {"tls=off", "tls=required", "tls=opportunistic"};
    static const char *const starttls[] = {"starttls=off", "starttls=offered"};
    static const char *const auth[] = {"auth=plain", "auth=cram-md5", "auth=any"};
    static const char *const dns[] = {"dns a.test A server\n",     "dns  A.test AAAA nobody\n",
                                      "dns a.test MX 007 .\n",     "dns b.test\tMX 5 a.test\n",
                                      "dns c.test CNAME a.test\n", "dns d.test SILENT\n",
                                      "dns _x.d.test NXDOMAIN\n"};
    static const char *const limits[] = {"20s", "500ms", "2m", "90s"};
    static const char *const values[] = {"250", "530-a\\r\\n", "\\{x*3}", "a|b", "\\x41"};

    if (one_in(g, 2))
        put(g, "# what\n#  it is\n#\n");
    if (g->server)
        put(g, "test server\n");
    else if (one_in(g, 3))
        put(g, one_in(g, 2) ? "base   optional\n" : "base required\n");
    if (one_in(g, 2))
        put(g, "limit ");
    else
        put(g, "limit\t");
    put(g, PICK(g, limits));
    put(g, "\n");
    for (unsigned n = g->server ? 0 : mustls_rng_below(&g->rng, 4); n > 0; n--)
        put(g, PICK(g, dns));
    g->num_fors = mustls_rng_below(&g->rng, 3);
    for (unsigned i = 0; i < g->num_fors; i++) {
        mustls_buf_printf(&g->out, "for  V%u = %s", i, PICK(g, values));
        for (uint32_t k = mustls_rng_below(&g->rng, 3); k > 0; k--)
            mustls_buf_printf(&g->out, " | %s", PICK(g, values));
        put(g, "\n");
    }
    put(g, g->server ? "server " : "client ");
    put(g, g->server ? PICK(g, starttls) : PICK(g, wishes));
    gap(g);
    put(g, PICK(g, auth));
    put(g, "\n");
    if (one_in(g, 2))
        put(g, g->server ? "tls max=1.3\n" : "tls  min=1.2 cert=expired\n");
    if (one_in(g, 2))
        put(g, "tags a b-1   c\n");
    put(g, "title  a   title");
    put_reference(g);
    put(g, "\n\n");
}

static void put_payload(struct gen *g)
{
    static const char *const parts[] = {"250",      "-",
                                        " ",        "a",
                                        "\\r",      "\\n",
                                        "\\0",      "\\<",
                                        "\\\\",     "\\xfE",
                                        "\\|",      "\\{ab*3}",
                                        "|",        "*3}",
                                        "<",        ">",
                                        "$",        "${",
                                        "\xc3\xa9", "\"",
                                        "[",        "\\{\\{x\\|*2}y*2}",
                                        "\\x24{"};
    for (uint32_t n = mustls_rng_below(&g->rng, 6); n > 0; n--) {
        const char *part = PICK(g, parts);
        if (strcmp(part, "${") == 0)
            put_reference(g);
        else
            put(g, part);
    }
    put(g, one_in(g, 3) ? "z\\c\n" : "z\n");
}

static void put_own(struct gen *g)
{
    static const char *const serve[] = {"<tls>", "<tls  cert=self-signed max=1.2>",
                                        "<tls alert=unknown_ca min=1.2>"};
    static const char *const both[] = {"<wait>",        "<wait 1500ms>",        "<wait  2s>",
                                       "<chunk 1 0ms>", "<chunk  off>",         "<close>",
                                       "<reset>",       "<tls min=1.2 max=1.3>"};
    put(g, g->server ? "C: " : "S: ");
    if (one_in(g, 4)) {
        put(g, !g->server && one_in(g, 3) ? PICK(g, serve) : PICK(g, both));
        put(g, "\n");
        return;
    }
    put(g, "x");
    put_payload(g);
    static const char *const floods[] = {"S: <flood 1>\n", "S: <flood 1025>\n",
                                         "S: <flood  2048>\n", "S: <flood 1048576>\n",
                                         "S: <flood 256m>\n"};
    if (!g->server && one_in(g, 5))
        put(g, PICK(g, floods));
}

static void put_other(struct gen *g)
{
    static const char *const patterns[] = {
        "*", "EHLO", "ehlo|Helo", "AUTH PLAIN *", "MAIL|RCPT TO:<*>|x9y", "<connect>", "<hello>"};
    static const char *const marks[] = {"C: ", "C?: ", "C#2: ", "C?#17: "};
    static const char *const replies[] = {"*", "220", "5XX", "250 START*|5xx", "2x0 a b"};
    if (g->server) {
        put(g, one_in(g, 2) ? "S: " : "S?: ");
        put(g, PICK(g, replies));
    } else {
        put(g, PICK(g, marks));
        put(g, PICK(g, patterns));
    }
    put(g, "\n");
}

static void put_event(struct gen *g)
{
    static const char *const items[] = {"EHLO",         "auth", "530",    "5XX",
                                        "\"MAIL  [*\"", "xabc", "\"a|b\""};
    if (g->num_fors > 0 && one_in(g, 4)) {
        put(g, "\"");
        put_reference(g);
        put(g, "  x\"");
    } else {
        put(g, PICK(g, items));
    }
    while (one_in(g, 3)) {
        put(g, "|");
        put(g, PICK(g, items));
    }
}

static void put_sentence(struct gen *g)
{
    static const char *const levels[] = {"MUST", "SHOULD", "MAY", "MUST NOT", "SHOULD\tNOT"};
    put(g, PICK(g, levels));
    gap(g);
    put_event(g);
    if (one_in(g, 2))
        put(g, one_in(g, 2) ? "  in  tls" : " in clear");
    if (one_in(g, 3))
        put(g, " first");
    if (one_in(g, 3)) {
        put(g, " before ");
        put_event(g);
    }
    if (one_in(g, 3)) {
        put(g, "  after  ");
        put_event(g);
    }
    if (one_in(g, 3))
        put(g, " within 1s");
    if (one_in(g, 3))
        put(g, " where  auth=plain");
    gap(g);
    put(g, one_in(g, 2) ? "[harness]\n" : "[RFC 5321 4.2.1]\n");
}

static void put_body(struct gen *g)
{
    static const char *const sections[] = {"[clear]\n", "[tls]\n", "[any]\n"};
    put(g, g->server ? "C: <connect>\n" : "C: EHLO\n");
    for (uint32_t n = mustls_rng_below(&g->rng, 20); n > 0; n--) {
        switch (mustls_rng_below(&g->rng, 8)) {
        case 0:
            put_sentence(g);
            break;
        case 1:
            put(g, one_in(g, 2) ? "\n" : "  # remark\n");
            break;
        case 2:
            if (!g->server) {
                put(g, PICK(g, sections));
                put_other(g);
            }
            break;
        case 3:
        case 4:
            put_other(g);
            break;
        case 5:
            put(g, g->server ? "" : one_in(g, 2) ? "C: <line>\n" : "C: <data>\n");
            break;
        default:
            put_own(g);
            break;
        }
    }
}

static void test_random(void **state)
{
    (void)state;
    struct gen g;
    mustls_buf_init(&g.out, 1u << 20);
    for (uint64_t seed = 1; seed <= 3000; seed++) {
        mustls_rng_init(&g.rng, seed);
        mustls_buf_clear(&g.out);
        g.server = one_in(&g, 4);
        put_headers(&g);
        put_body(&g);
        check("random", mustls_buf_span(&g.out));
    }
    mustls_buf_deinit(&g.out);
}

/* --- what is not equal --- */

static void test_unequal(void **state)
{
    (void)state;
    static const struct {
        const char *a, *b;
        bool equal;
    } rows[] = {
        {"C: EHLO\nS: a\n", "C: ehlo\nS: \\x61\\r\\n\n", true},
        {"C: EHLO\nS: a\n", "# hm\n\nC: EHLO\n\nS: a\n", true},
        {"C: EHLO\nS: a\n", "C: EHLO\nS: b\n", false},
        {"C: EHLO\nS: a\n", "C: EHLO\nS: a\\c\n", false},
        {"C: EHLO\nS: ab\n", "C: EHLO\nS: a\\|b\n", false},
        {"C: EHLO\nS: a\\|bc\n", "C: EHLO\nS: ab\\|c\n", false},
        {"C: EHLO\nS: a\n", "C?: EHLO\nS: a\n", false},
        {"C: EHLO\nS: a\n", "C#1: EHLO\nS: a\n", false},
        {"C: EHLO\nS: a\n", "[tls]\nC: EHLO\nS: a\n", false},
        {"C: EHLO\nS: a\n", "C: EHLO\nS: a\nS: b\n", false},
        {"C: EHLO\nS: <wait 1000ms>\n", "C: EHLO\nS: <wait 1s>\n", true},
        {"C: EHLO\nS: <wait>\n", "C: EHLO\nS: \\<wait>\n", false},
        {"C: EHLO\nS: <tls cert=good min=1.2>\n", "C: EHLO\nS: <tls min=1.2 cert=good>\n", true},
        {"title a\n", "title b\n", false},
        {"title a b\n", "title    a b\n", true},
        {"limit 20s\nbase required\ntest client\n", "", true},
        {"limit 21s\n", "", false},
        {"dns A.test  A   server\n", "dns a.TEST A server\n", true},
        {"dns a.test A server\n", "dns a.test A second\n", false},
        {"dns a.test MX 1 b.test\n", "dns a.test MX 2 b.test\n", false},
        {"dns a.test MX 0 .\n", "dns a.test  MX  00 .\n", true},
        {"listen 25 587\n", "listen  25  587\n", true},
        {"listen 25 587\n", "listen 25\n", false},
        {"client tls=off auth=any\n", "client auth=any tls=off\n", true},
        {"client tls=off\n", "client tls=required\n", false},
        {"for A = x | y\n", "for A =  x  |  y\n", true},
        {"for A = x | y\n", "for A = y | x\n", false},
        {"MUST EHLO in tls first [a]\n", "MUST  ehlo first in tls [a]\n", true},
        {"MUST EHLO [a]\n", "MUST EHLO [b]\n", false},
        {"MUST EHLO [a]\n", "SHOULD EHLO [a]\n", false},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct world w;
        world_open(&w);
        const struct mustls_scenario *a = world_scenario(&w, "t", mustls_span_str(rows[i].a));
        const struct mustls_scenario *b = world_scenario(&w, "t", mustls_span_str(rows[i].b));
        if (mustls_scenario_equal(a, b) != rows[i].equal ||
            mustls_scenario_equal(b, a) != rows[i].equal)
            fail_msg("%s%s equal to\n%s", rows[i].a, rows[i].equal ? "is not" : "is", rows[i].b);
        world_close(&w);
    }
}

static void test_layout(void **state)
{
    (void)state;
    struct world w;
    world_open(&w);
    const struct mustls_scenario *s =
        world_scenario(&w, "t",
                       MUSTLS_LIT("# One.\nlimit 5s\nclient auth=plain   tls=off\ntitle x\n"
                                  "  # two\nC: EHLO\nS: 250  a\n\n\nMUST NOT  AUTH in tls [RFC 1]\n"
                                  "MAY quit   before <tls> [harness]\n"));
    assert_same_text(fmt(&w, s),
                     MUSTLS_LIT("# One.\nlimit  5s\nclient auth=plain tls=off\ntitle  x\n"
                                "  # two\nC: EHLO\nS: 250  a\n\n\n"
                                "MUST NOT  AUTH in tls        [RFC 1]\n"
                                "MAY       quit before <tls>  [harness]\n"),
                     "fmt");
    assert_same_text(print(&w, s),
                     MUSTLS_LIT("# One.\ntitle  x\nclient tls=off auth=plain\nlimit  5s\n\n"
                                "C: EHLO\nS: 250  a\n\n"
                                "MUST NOT  AUTH in tls        [RFC 1]\n"
                                "MAY       QUIT before <tls>  [harness]\n"),
                     "print");
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_random),
        cmocka_unit_test(test_unequal),
        cmocka_unit_test(test_layout),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
