/* Warnings: what the grammar allows and nobody means. */
#include "world.h"

#define TITLE "title t\n"
#define JUDGE "MUST client fails [harness]\n"

/* `message` NULL: nothing to warn of. */
static const struct {
    const char *label, *text;
    unsigned line;
    const char *message;
} rows[] = {
    {"clean", TITLE "C: EHLO\nS: 250 a\n" JUDGE, 0, NULL},
    {"no title", JUDGE, 1, "no title"},
    {"no sentence", TITLE "C: EHLO\nS: 250 a\n", 1, "judges nothing"},
    {"for unused", TITLE "for A = x | y\n" JUDGE, 2, "no line uses"},
    {"in the second instance", TITLE "for A = MAIL | EHLO\nC: EHLO\nS: a\nC: ${A}\nS: b\n" JUDGE, 5,
     "line 3 answers"},
    {"in both instances, once", TITLE "for A = x | y\nC: EHLO\nS: ${A}\nC: EHLO\nS: b\n" JUDGE, 5,
     "line 3 answers"},
    {"a close of one instance", TITLE "for A = x | <close>\nC: EHLO\nS: ${A}\nS: b\n" JUDGE, 0,
     NULL},
    {"a sentence of the second", TITLE "for A = RFC 5321 | hearsay\nMUST EHLO [${A}]\n", 3,
     "no known form"},
    {"empty reaction", TITLE "C: EHLO\n" JUDGE, 2, "left waiting"},
    {"meant to be empty", TITLE "C: EHLO\nS: <wait>\n" JUDGE, 0, NULL},
    {"behind the close", TITLE "C: EHLO\nS: <close>\nS: 250 a\n" JUDGE, 4, "never sent"},
    {"behind the reset", TITLE "C: EHLO\nS: <reset>\nS: <wait>\n" JUDGE, 4, "never sent"},
    {"small flood", TITLE "C: EHLO\nS: 250-a\nS: <flood 16383k>\n" JUDGE, 4, "in the buffers"},
    {"flood", TITLE "C: EHLO\nS: 250-a\nS: <flood 16m>\n" JUDGE, 0, NULL},
    {"same rule", TITLE "C: EHLO\nS: a\nC: EHLO\nS: b\n" JUDGE, 4, "line 2 answers"},
    {"covered by any", TITLE "[any]\nC: EHLO\nS: a\n[tls]\nC: EHLO\nS: b\n" JUDGE, 6, "line 3"},
    {"any is wider", TITLE "[tls]\nC: EHLO\nS: a\n[any]\nC: EHLO\nS: b\n" JUDGE, 0, NULL},
    {"the first only", TITLE "C#1: EHLO\nS: a\nC: EHLO\nS: b\n" JUDGE, 0, NULL},
    {"too late", TITLE "C: EHLO\nS: a\nC#2: EHLO\nS: b\n" JUDGE, 4, "line 2 answers"},
    {"verb hides glob", TITLE "C: AUTH\nS: a\nC: AUTH PLAIN *\nS: b\n" JUDGE, 4, "line 2"},
    {"glob before verb", TITLE "C: AUTH PLAIN *\nS: a\nC: AUTH\nS: b\n" JUDGE, 0, NULL},
    {"glob hides glob", TITLE "C: AUTH *\nS: a\nC: AUTH PLAIN *\nS: b\n" JUDGE, 4, "line 2"},
    {"glob with ?", TITLE "C: AUTH ?\nS: a\nC: AUTH *\nS: b\n" JUDGE, 0, NULL},
    {"half hidden", TITLE "C: MAIL\nS: a\nC: MAIL|RCPT\nS: b\n" JUDGE, 0, NULL},
    {"both hidden", TITLE "C: MAIL|RCPT\nS: a\nC: RCPT|MAIL *\nS: b\n" JUDGE, 4, "line 2"},
    {"two stars", TITLE "C: *\nS: a\nC: *\nS: b\n" JUDGE, 4, "line 2"},
    {"star is last", TITLE "C: *\nS: a\nC: EHLO\nS: b\n" JUDGE, 0, NULL},
    {"connect in tls", TITLE "[tls]\nC: <connect>\nS: a\n" JUDGE, 3, "never matches"},
    {"hello in any", TITLE "[any]\nC: <hello>\nS: <close>\n" JUDGE, 0, NULL},
    {"glob's verb", TITLE "C: AUHT PLAIN *\nS: a\n" JUDGE, 2, "no known command"},
    {"glob of its own", TITLE "C: FOO BAR\nS: a\n" JUDGE, 0, NULL},
    {"MUST on harness", TITLE "MUST EHLO [harness]\n", 2, "rests on [harness]"},
    {"SHOULD on harness", TITLE "SHOULD EHLO [harness]\n", 0, NULL},
    {"outcome on harness", TITLE "MUST NOT <message>|<false-success> [harness]\n", 0, NULL},
    {"outcome and more", TITLE "MUST NOT <message>|AUTH [harness]\n", 2, "rests on"},
    {"output on harness", TITLE "MUST \"a\" in output [harness]\n", 2, "rests on"},
    {"RFC", TITLE "MUST EHLO [RFC 5321 4.2.1]\n", 0, NULL},
    {"RFC alone", TITLE "MUST EHLO [RFC 5321]\n", 0, NULL},
    {"RFC appendix", TITLE "MUST EHLO [RFC 8446 D.4]\n", 0, NULL},
    {"RFC s.", TITLE "MUST EHLO [RFC 5321 s4.2]\n", 2, "no known form"},
    {"RFC glued", TITLE "MUST EHLO [RFC5321 4.2]\n", 2, "no known form"},
    {"RFC dot", TITLE "MUST EHLO [RFC 5321 4.]\n", 2, "no known form"},
    {"CVE", TITLE "MUST EHLO [CVE-2011-0411]\n", 0, NULL},
    {"CVE short", TITLE "MUST EHLO [CVE-11-0411]\n", 2, "no known form"},
    {"GHSA", TITLE "MUST EHLO [GHSA-vvjj-xcjg-gr5g]\n", 0, NULL},
    {"CWE", TITLE "MUST EHLO [CWE-319]\n", 0, NULL},
    {"hearsay", TITLE "MUST EHLO [everybody knows]\n", 2, "no known form"},
    {"early", TITLE "MUST NOT <early> [RFC 5321 4.3.1]\n", 2, "no pause"},
    {"early as a fact", TITLE "MAY <early> [harness]\n", 0, NULL},
    {"early with a pause", TITLE "C: EHLO\nS: <wait 100ms>\nS: a\nMUST NOT <early> [RFC 5321]\n", 0,
     NULL},
    {"pause elsewhere",
     TITLE "C: EHLO\nS: <wait 100ms>\nS: a\nMUST NOT <early> in tls [RFC 5321]\n", 5, "no pause"},
    {"pause behind", TITLE "C: EHLO\nS: a\nS: <wait 9ms>\nMUST NOT <early> [RFC 5321]\n", 0, NULL},
    {"dribbled", TITLE "C: EHLO\nS: <chunk 1 1ms>\nS: a\nMUST NOT <early> [RFC 5321]\n", 0, NULL},
};

static void test_rows(void **state)
{
    (void)state;
    size_t bad = 0;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct world w;
        world_open(&w);
        mustls_scenario_lint(world_scenario(&w, "t", mustls_span_str(rows[i].text)), &w.diags);
        const struct mustls_diag *d = w.diags.items;
        bool good = w.diags.num == (rows[i].message ? 1 : 0);
        if (good && rows[i].message)
            good = d->level == MUSTLS_DIAG_WARNING && d->line == rows[i].line &&
                   strstr(d->text, rows[i].message);
        if (!good) {
            bad++;
            print_error("%s: want %u \"%s\", got\n%s\n", rows[i].label, rows[i].line,
                        rows[i].message ? rows[i].message : "nothing", world_diags(&w));
        }
        world_close(&w);
    }
    assert_int_equal(bad, 0);
}

/* The built-in policies judge for others: nothing of that is odd in them. */
static void test_bases(void **state)
{
    (void)state;
    static const char *const names[] = {"base/required", "base/optional"};
    for (size_t i = 0; i < 2; i++) {
        struct world w;
        char path[100];
        world_open(&w);
        snprintf(path, sizeof(path), "scenarios/%s.scn", names[i]);
        mustls_scenario_lint(world_scenario(&w, names[i], world_file(&w, path)), &w.diags);
        assert_string_equal(world_diags(&w), "");
        world_close(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_bases),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
