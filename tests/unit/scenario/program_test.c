/* Trees to the flat program: order of rules, bases, instances, defaults. */
#include "world.h"

static const struct mustls_scenario *parse(struct world *w, const char *name, const char *text)
{
    return world_scenario(w, name, mustls_span_str(text));
}

static struct mustls_program *build(struct world *w, const struct mustls_scenario *const *chain,
                                    size_t num, unsigned instance)
{
    w->st = mustls_scenario_program(w->arena, chain, num, instance, &w->diags, &w->prog);
    if (w->st != MUSTLS_OK)
        fail_msg("not built:\n%s", world_diags(w));
    return w->prog;
}

/* The file's rules before the base's; `*` last within its own unit only; [any] in both phases. */
static void test_order(void **state)
{
    (void)state;
    struct world w;
    world_open(&w);
    const struct mustls_scenario *chain[] = {
        parse(&w, "t",
              "C: *\nS: 1\nC: EHLO\nS: 2\n[any]\nC#2: *\nS: 3\n[tls]\nC?: MAIL|RSET\nS: 4\n"),
        parse(&w, "base/b", "C: *\nS: 5\nC: <connect>\nS: 6\n"),
    };
    const struct mustls_program *p = build(&w, chain, 2, 0);
    static const struct {
        unsigned unit, line, phases, nth;
        bool optional;
        const char *sends;
    } want[] = {
        {0, 3, MUSTLS_IN_CLEAR, 0, false, "2\r\n"},
        {0, 9, MUSTLS_IN_TLS, 0, true, "4\r\n"},
        {0, 1, MUSTLS_IN_CLEAR, 0, false, "1\r\n"},
        {0, 6, MUSTLS_IN_CLEAR | MUSTLS_IN_TLS, 2, false, "3\r\n"},
        {1, 3, MUSTLS_IN_CLEAR, 0, false, "6\r\n"},
        {1, 1, MUSTLS_IN_CLEAR, 0, false, "5\r\n"},
    };
    assert_int_equal(p->num_rules, 6);
    for (size_t i = 0; i < 6; i++) {
        const struct mustls_rule *r = &p->rules[i];
        assert_int_equal(r->at.unit, want[i].unit);
        assert_int_equal(r->at.line, want[i].line);
        assert_int_equal(r->phases, want[i].phases);
        assert_int_equal(r->nth, want[i].nth);
        assert_int_equal(r->optional, want[i].optional);
        assert_int_equal(r->num_steps, 1);
        assert_span(p->steps[r->first_step].bytes, want[i].sends);
    }
    world_close(&w);
}

static void test_steps(void **state)
{
    (void)state;
    struct world w;
    world_open(&w);
    const struct mustls_program *p =
        world_program(&w,
                      "C: DATA\nS: a\nS: b\nS: <wait 300ms>\nS: <wait>\nS: <chunk 3 1ms>\n"
                      "S: <chunk off>\nC: <line>\nC: <data>\nS: <tls>\nS: <reset>\nS: <close>\n",
                      0);
    static const enum mustls_step_kind want[] = {
        MUSTLS_STEP_SEND,  MUSTLS_STEP_SEND,  MUSTLS_STEP_WAIT,      MUSTLS_STEP_WAIT,
        MUSTLS_STEP_CHUNK, MUSTLS_STEP_CHUNK, MUSTLS_STEP_READ_LINE, MUSTLS_STEP_READ_DATA,
        MUSTLS_STEP_TLS,   MUSTLS_STEP_RESET, MUSTLS_STEP_CLOSE};
    assert_int_equal(p->num_steps, 11);
    for (size_t i = 0; i < 11; i++) {
        assert_int_equal(p->steps[i].kind, want[i]);
        assert_int_equal(p->steps[i].at.line, i + 2);
    }
    assert_int_equal(p->steps[2].usec, MUSTLS_MSEC(300));
    assert_true(p->steps[3].usec == MUSTLS_NEVER);
    assert_int_equal(p->steps[4].n, 3);
    assert_int_equal(p->steps[4].usec, MUSTLS_MSEC(1));
    assert_int_equal(p->steps[5].n, 0);
    world_close(&w);
}

/* What the checker of the file can't see: the bytes above a flood are there for one value only. */
static void test_flood(void **state)
{
    (void)state;
    static const struct {
        const char *in;
        uint32_t n;
        const char *shown;
    } want[] = {
        {"1", 1, "S: <flood 1>"},
        {"1025", 1025, "S: <flood 1025>"},
        {"64k", 65536, "S: <flood 64k>"},
        {"2048k", 2u << 20, "S: <flood 2m>"},
        {"256m", 256u << 20, "<flood 256m>"},
        {"33554432", 32u << 20, "S: <flood 32m>"},
    };
    for (size_t i = 0; i < sizeof(want) / sizeof(*want); i++) {
        struct world w;
        char text[100];
        world_open(&w);
        snprintf(text, sizeof(text), "C: EHLO\nS: 250-a\nS: 250-b\\|\\c\nS: <flood %s>\nS: 250 c\n",
                 want[i].in);
        const struct mustls_program *p = world_program(&w, text, 0);
        assert_int_equal(p->num_steps, 5);
        assert_int_equal(p->steps[3].kind, MUSTLS_STEP_FLOOD);
        assert_int_equal(p->steps[3].n, want[i].n);
        mustls_program_show(&w.out, p);
        assert_non_null(strstr(mustls_buf_cstr(&w.out), want[i].shown));
        world_close(&w);
    }

    struct world w;
    struct mustls_program *p;
    world_open(&w);
    const struct mustls_scenario *s =
        parse(&w, "base/t", "for A = x | \\c\nC: EHLO\nS: ${A}\nS: <flood 32m>\n");
    assert_int_equal(mustls_scenario_program(w.arena, &s, 1, 1, &w.diags, &p), MUSTLS_OK);
    assert_int_equal(mustls_scenario_program(w.arena, &s, 1, 2, &w.diags, &p), MUSTLS_EPARSE);
    assert_non_null(strstr(world_diags(&w), "t:4:4"));
    assert_non_null(strstr(world_diags(&w), "nothing to repeat"));
    world_close(&w);
}

/* The header holds for every <tls>, the base's too, unless that says otherwise; a base's own header
 * does not reach its files. */
static void test_tls(void **state)
{
    (void)state;
    struct world w;
    world_open(&w);
    const struct mustls_scenario *chain[] = {
        parse(&w, "t",
              "tls cert=expired max=1.2 alert=unknown_ca\nC: EHLO\nS: <tls>\n"
              "S: <tls cert=good min=1.2>\n"),
        parse(&w, "base/b", "tls cert=self-signed\nC: NOOP\nS: <tls>\n"),
    };
    const struct mustls_program *p = build(&w, chain, 2, 0);
    static const struct {
        const char *cert, *min, *max;
    } want[] = {{"expired", "", "1.2"}, {"good", "1.2", "1.2"}, {"expired", "", "1.2"}};
    for (size_t i = 0; i < 3; i++) {
        assert_span(p->steps[i].tls->cert, want[i].cert);
        assert_span(p->steps[i].tls->min, want[i].min);
        assert_span(p->steps[i].tls->max, want[i].max);
        assert_int_equal(p->steps[i].tls->alert, 48);
    }
    p = build(&w, chain + 1, 1, 0);
    assert_span(p->steps[0].tls->cert, "self-signed");
    assert_int_equal(p->steps[0].tls->alert, -1);
    world_close(&w);
}

static void test_headers(void **state)
{
    (void)state;
    struct world w;
    world_open(&w);
    const struct mustls_scenario *chain[] = {
        parse(&w, "a/b",
              "# One.\n#  Two.\n#\n# Three.\ntitle  Good  day\ntags x y-1\n"
              "client auth=plain timeout=9\nlimit 90s\n"),
        parse(&w, "base/b", "title no\nclient tls=off\nlimit 1s\nMUST EHLO [harness]\n"),
    };
    const struct mustls_program *p = build(&w, chain, 2, 0);
    assert_string_equal(p->id, "a/b");
    assert_string_equal(p->name, "a/b");
    assert_string_equal(p->values, "");
    assert_span(p->title, "Good  day");
    assert_span(p->description, "One.\n Two.\n\nThree.");
    assert_int_equal(p->num_tags, 2);
    assert_span(p->tags[1], "y-1");
    assert_true(mustls_scenario_has_tag(chain[0], MUSTLS_LIT("x")));
    assert_false(mustls_scenario_has_tag(chain[0], MUSTLS_LIT("y")));
    assert_int_equal(p->num_wishes, 4);
    assert_span(mustls_program_wish(p, "tls"), "required");
    assert_span(mustls_program_wish(p, "auth"), "plain");
    assert_span(mustls_program_wish(p, "verify"), "yes");
    assert_span(mustls_program_wish(p, "timeout"), "9");
    assert_span(mustls_program_wish(p, "starttls"), "");
    assert_int_equal(p->limit, MUSTLS_SEC(90));
    assert_int_equal(p->num_units, 2);
    assert_string_equal(p->units[1].name, "base/b");
    assert_int_equal(p->num_sentences, 1);
    assert_int_equal(p->sentences[0].at.unit, 1);
    world_close(&w);
}

static void test_server(void **state)
{
    (void)state;
    struct world w;
    world_open(&w);
    const struct mustls_program *p = world_program(
        &w,
        "test server\ntls max=1.2\n\nC: <connect>\nS: 220\nC: EHLO x\nC: NOOP\nS?: 250 START*|5xx\n"
        "C: <tls>\nS: *\nMUST server closes after QUIT [RFC 5321 4.1.1.10]\n",
        0);
    static const enum mustls_step_kind want[] = {
        MUSTLS_STEP_CONNECT, MUSTLS_STEP_EXPECT, MUSTLS_STEP_SEND,  MUSTLS_STEP_SEND,
        MUSTLS_STEP_EXPECT,  MUSTLS_STEP_TLS,    MUSTLS_STEP_EXPECT};
    assert_int_equal(p->num_steps, 7);
    for (size_t i = 0; i < 7; i++)
        assert_int_equal(p->steps[i].kind, want[i]);
    assert_int_equal(p->role, MUSTLS_TEST_SERVER);
    assert_int_equal(p->num_rules, 0);
    assert_int_equal(p->num_wishes, 2);
    assert_span(mustls_program_wish(p, "starttls"), "required");
    const struct mustls_step *s = &p->steps[4];
    assert_true(s->optional);
    assert_int_equal(s->expect->num_alts, 2);
    assert_span(s->expect->alts[0].word, "250");
    assert_span(s->expect->alts[0].glob, "START*");
    assert_span(s->expect->alts[1].word, "5xx");
    assert_int_equal(s->expect->alts[1].glob.len, 0);
    assert_span(p->steps[5].tls->max, "1.2");
    world_close(&w);
}

/* --- for --- */

static void test_instances(void **state)
{
    (void)state;
    struct world w;
    world_open(&w);
    const struct mustls_scenario *s =
        parse(&w, "t",
              "title  ${A} and ${B}\nbase none\nfor A = x|y | \\x41\nfor B = MAIL | RCPT | DATA\n"
              "C: ${B}\nS: 5${A}${A}\nMUST ${B} after \"${A}\" [harness]\n");
    static const char *const title[] = {"x|y and MAIL",   "x|y and RCPT",   "x|y and DATA",
                                        "\\x41 and MAIL", "\\x41 and RCPT", "\\x41 and DATA"};
    assert_int_equal(mustls_scenario_instances(s), 6);
    for (unsigned i = 1; i <= 6; i++) {
        const struct mustls_program *p = build(&w, &s, 1, i);
        char id[8];
        snprintf(id, sizeof(id), "t@%u", i);
        assert_string_equal(p->id, id);
        assert_string_equal(p->name, "t");
        assert_int_equal(p->instance, i);
        assert_span(p->title, title[i - 1]);
        assert_span(p->steps[0].bytes, i <= 3 ? "5x|yx|y\r\n" : "5AA\r\n");
        static const char *const verbs[] = {"MAIL", "RCPT", "DATA"};
        assert_span(p->rules[0].pattern.alts[0].word, verbs[(i - 1) % 3]);
    }
    assert_string_equal(w.prog->values, "A=\\x41 B=DATA");
    assert_span(w.prog->sentences[0].text, "MUST DATA after \"\\x41\"");
    struct mustls_program *p;
    assert_int_equal(mustls_scenario_program(w.arena, &s, 1, 7, &w.diags, &p), MUSTLS_EUSAGE);
    assert_int_equal(mustls_scenario_program(w.arena, &s, 1, 0, &w.diags, &p), MUSTLS_EUSAGE);
    world_close(&w);
}

/* Text replacement comes first: a value may be a direction, half an escape, or a mark. */
static void test_values_are_text(void **state)
{
    (void)state;
    struct world w;
    world_open(&w);
    const struct mustls_program *p =
        world_program(&w,
                      "for D = <close>\nfor H = \\x4\nfor N = 3\nfor O = tls=off auth=login\n"
                      "for T = 2s\nclient ${O}\nlimit ${T}\nC#${N}: EHLO\nS: ${H}1${H}2\nS: ${D}\n"
                      "S: \\x24{D}\n",
                      1);
    assert_span(p->steps[0].bytes, "AB\r\n");
    assert_int_equal(p->steps[1].kind, MUSTLS_STEP_CLOSE);
    assert_span(p->steps[2].bytes, "${D}\r\n");
    assert_int_equal(p->rules[0].nth, 3);
    assert_span(mustls_program_wish(p, "auth"), "login");
    assert_int_equal(p->limit, MUSTLS_SEC(2));
    world_close(&w);
}

/* --- what does not fit --- */

static void test_bases(void **state)
{
    (void)state;
    static const struct {
        const char *label, *text, *base, *message;
        unsigned line, col;
    } rows[] = {
        {"server base", "base b\nC: EHLO\nS: a\n", "test server\nC: <connect>\n", "is a client", 1,
         6},
        {"base with for", "title x\nbase b\n", "for A = x\nC: EHLO\nS: ${A}\n", "no \"for\"", 2, 6},
        {"default base", "title x\n", "test server\nC: <connect>\n", "is a client", 1, 1},
        {"versions", "tls min=1.3\n", "C: EHLO\nS: <tls max=1.2>\n", "max is below min", 2, 1},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct world w;
        world_open(&w);
        const struct mustls_scenario *chain[] = {parse(&w, "t", rows[i].text),
                                                 parse(&w, "base/b", rows[i].base)};
        w.st = mustls_scenario_program(w.arena, chain, 2, 0, &w.diags, &w.prog);
        assert_int_equal(w.st, MUSTLS_EPARSE);
        assert_null(w.prog);
        assert_int_equal(w.diags.num, 1);
        if (!strstr(w.diags.items[0].text, rows[i].message) ||
            w.diags.items[0].line != rows[i].line || w.diags.items[0].col != rows[i].col)
            fail_msg("%s: %s", rows[i].label, world_diags(&w));
        world_close(&w);
    }
}

static void test_long_chain(void **state)
{
    (void)state;
    struct world w;
    world_open(&w);
    const struct mustls_scenario *chain[9];
    for (size_t i = 0; i < 9; i++)
        chain[i] = parse(&w, "base/b", "base b\n");
    assert_int_equal(mustls_scenario_program(w.arena, chain, 9, 0, &w.diags, &w.prog),
                     MUSTLS_EPARSE);
    assert_int_equal(mustls_scenario_program(w.arena, chain, 8, 0, &w.diags, &w.prog), MUSTLS_OK);
    world_close(&w);
}

static void test_base_names(void **state)
{
    (void)state;
    static const struct {
        const char *name, *text, *base;
    } rows[] = {
        {"t", "title x\n", "required"},          {"t", "base none\n", ""},
        {"t", "base optional\n", "optional"},    {"t", "test server\n", ""},
        {"base/required", "title x\n", ""},      {"base/optional", "base required\n", "required"},
        {"basement/x", "title x\n", "required"},
    };
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct world w;
        world_open(&w);
        assert_span(mustls_scenario_base(parse(&w, rows[i].name, rows[i].text)), rows[i].base);
        world_close(&w);
    }
}

/* A checkout with CRLF means the same bytes. */
static void test_crlf(void **state)
{
    (void)state;
    struct world w;
    world_open(&w);
    const struct mustls_program *p =
        world_program(&w, "title x\r\nC: EHLO\r\nS: a\r\nS: b\\c\r\nS: c", 0);
    assert_span(p->title, "x");
    assert_span(p->steps[0].bytes, "a\r\n");
    assert_span(p->steps[1].bytes, "b");
    assert_span(p->steps[2].bytes, "c\r\n");
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order),      cmocka_unit_test(test_steps),
        cmocka_unit_test(test_flood),      cmocka_unit_test(test_tls),
        cmocka_unit_test(test_headers),    cmocka_unit_test(test_server),
        cmocka_unit_test(test_instances),  cmocka_unit_test(test_values_are_text),
        cmocka_unit_test(test_bases),      cmocka_unit_test(test_long_chain),
        cmocka_unit_test(test_base_names), cmocka_unit_test(test_crlf),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
