#include "profile/known.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

struct list {
    struct mustls_arena *arena;
    struct mustls_diags diags;
    struct mustls_known *known;
};

static enum mustls_status list_parse(struct list *l, const char *text)
{
    l->arena = mustls_arena_new(1u << 20);
    l->known = NULL;
    mustls_diags_init(&l->diags, l->arena);
    return mustls_known_parse(l->arena, "known.txt", mustls_span_str(text), &l->diags, &l->known);
}

static void list_end(struct list *l)
{
    mustls_arena_free(l->arena);
}

static void assert_span(struct mustls_span got, const char *want)
{
    assert_int_equal(got.len, strlen(want));
    assert_memory_equal(got.ptr, want, got.len);
}

static void test_columns(void **state)
{
    struct list l;
    (void)state;
    assert_int_equal(
        list_parse(&l,
                   "# subject  scenario\r\n"
                   "\n"
                   "acme/2  state/caps  FAIL  MUST NOT \"MAIL  * #SIZE=*\"  in\ttls # why # so\r\n"
                   "acme injection/* FAIL MUST NOT AUTH [RFC 3207 4.2]\t# later\n"
                   "b * INCONCLUSIVE # never connects"),
        MUSTLS_OK);
    assert_int_equal(l.known->num, 3);
    const struct mustls_known_entry *e = l.known->entries;
    assert_span(e[0].subject, "acme");
    assert_span(e[0].version, "2");
    assert_span(e[0].scenario, "state/caps");
    assert_int_equal(e[0].verdict, MUSTLS_FAIL);
    assert_span(e[0].sentence, "MUST NOT \"MAIL  * #SIZE=*\" in tls");
    assert_span(e[0].why, "why # so");
    assert_int_equal(e[0].line, 3);
    assert_span(e[1].sentence, "MUST NOT AUTH");
    assert_span(e[1].version, "");
    assert_span(e[2].sentence, "");
    assert_int_equal(e[2].verdict, MUSTLS_INCONCLUSIVE);
    list_end(&l);
}

static const struct {
    const char *label, *in, *text;
} bad[] = {
    {"no reason", "a b FAIL MUST X\n", "the reason is missing"},
    {"empty reason", "a b FAIL MUST X # \n", "the reason is missing"},
    {"two columns", "a b # why\n", "a line is:"},
    {"no such verdict", "a b FIAL # why\n", "the verdict must be"},
    {"PASS is no failure", "a b PASS # why\n", "the verdict must be"},
    {"ERROR is never expected", "a b ERROR # why\n", "never expected"},
    {"FAIL with a SHOULD", "a b FAIL SHOULD X # why\n", "starts with MUST"},
    {"WARN with a MUST", "a b WARN MUST X # why\n", "starts with SHOULD"},
    {"INCONCLUSIVE with a sentence", "a b INCONCLUSIVE MUST X # why\n", "no broken sentence"},
    {"no subject", "/2 b FAIL # why\n", "a line is:"},
};

static void test_mistakes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct list l;
        print_message("%s\n", bad[i].label);
        assert_int_equal(list_parse(&l, bad[i].in), MUSTLS_EPARSE);
        assert_int_equal(l.diags.num, 1);
        assert_non_null(strstr(l.diags.items[0].text, bad[i].text));
        assert_int_equal(l.diags.items[0].line, 1);
        assert_null(l.known);
        list_end(&l);
    }
}

#define AUTH "MUST NOT AUTH"
#define MAIL "MUST NOT MAIL"
#define QUIT "SHOULD QUIT"

/* `broken`: sentences of the run, each with its LF. */
static const struct {
    const char *label, *list, *version, *id;
    enum mustls_verdict verdict;
    const char *broken;
    enum mustls_known_match want;
    unsigned line;
} rows[] = {
    {"not listed", "b x FAIL # w\n", "1", "x", MUSTLS_FAIL, AUTH "\n", MUSTLS_KNOWN_NONE, 0},
    {"as listed", "a x FAIL " AUTH " # w\n", "1", "x", MUSTLS_FAIL, AUTH "\n",
     MUSTLS_KNOWN_AS_LISTED, 1},
    {"other sentence", "a x FAIL " AUTH " # w\n", "1", "x", MUSTLS_FAIL, MAIL "\n",
     MUSTLS_KNOWN_OTHERWISE, 1},
    {"one sentence more", "a x FAIL " AUTH " # w\n", "1", "x", MUSTLS_FAIL, AUTH "\n" MAIL "\n",
     MUSTLS_KNOWN_OTHERWISE, 1},
    {"one sentence less", "a x FAIL " AUTH " # w\na x FAIL " MAIL " # w\n", "1", "x", MUSTLS_FAIL,
     MAIL "\n", MUSTLS_KNOWN_AS_LISTED, 1},
    {"over two lines", "\na x FAIL " AUTH " # w\na * FAIL " MAIL " # w\n", "1", "x", MUSTLS_FAIL,
     AUTH "\n" MAIL "\n", MUSTLS_KNOWN_AS_LISTED, 2},
    {"a SHOULD beside it", "a x FAIL " AUTH " # w\n", "1", "x", MUSTLS_FAIL, QUIT "\n" AUTH "\n",
     MUSTLS_KNOWN_AS_LISTED, 1},
    {"any sentence", "a x FAIL # w\n", "1", "x", MUSTLS_FAIL, AUTH "\n" MAIL "\n",
     MUSTLS_KNOWN_AS_LISTED, 1},
    {"a hang under any", "a x FAIL # w\n", "1", "x", MUSTLS_FAIL, "", MUSTLS_KNOWN_AS_LISTED, 1},
    {"a hang is no AUTH", "a x FAIL " AUTH " # w\n", "1", "x", MUSTLS_FAIL, "",
     MUSTLS_KNOWN_OTHERWISE, 1},
    {"passes", "a x FAIL " AUTH " # w\n", "1", "x", MUSTLS_PASS, "", MUSTLS_KNOWN_FIXED, 1},
    {"warns: fixed", "a x FAIL " AUTH " # w\n", "1", "x", MUSTLS_WARN, QUIT "\n",
     MUSTLS_KNOWN_FIXED, 1},
    {"warns as listed", "a x WARN " QUIT " # w\n", "1", "x", MUSTLS_WARN, QUIT "\n",
     MUSTLS_KNOWN_AS_LISTED, 1},
    {"warns otherwise", "a x WARN " QUIT " # w\n", "1", "x", MUSTLS_WARN, "SHOULD NOOP\n",
     MUSTLS_KNOWN_OTHERWISE, 1},
    {"fails where WARN is listed", "a x WARN " QUIT " # w\n", "1", "x", MUSTLS_FAIL, AUTH "\n",
     MUSTLS_KNOWN_OTHERWISE, 1},
    {"inconclusive", "a x INCONCLUSIVE # w\n", "1", "x", MUSTLS_INCONCLUSIVE, "",
     MUSTLS_KNOWN_AS_LISTED, 1},
    {"inconclusive where FAIL is listed", "a x FAIL # w\n", "1", "x", MUSTLS_INCONCLUSIVE, "",
     MUSTLS_KNOWN_OTHERWISE, 1},
    {"skip is not run", "a x FAIL # w\n", "1", "x", MUSTLS_SKIP, "", MUSTLS_KNOWN_NONE, 0},
    {"error is never expected", "a x FAIL # w\n", "1", "x", MUSTLS_ERROR, "",
     MUSTLS_KNOWN_OTHERWISE, 1},
    {"version", "a/7 x FAIL # w\n", "7.88.1", "x", MUSTLS_FAIL, "", MUSTLS_KNOWN_AS_LISTED, 1},
    {"version whole", "a/7.88.1 x FAIL # w\n", "7.88.1", "x", MUSTLS_FAIL, "",
     MUSTLS_KNOWN_AS_LISTED, 1},
    {"version 70 is not 7", "a/7 x FAIL # w\n", "70.1", "x", MUSTLS_FAIL, "", MUSTLS_KNOWN_NONE, 0},
    {"glob", "a inj*/* FAIL # w\n", "1", "injection/x@3", MUSTLS_FAIL, "", MUSTLS_KNOWN_AS_LISTED,
     1},
    {"one instance", "a x@3 FAIL # w\n", "1", "x@3", MUSTLS_FAIL, "", MUSTLS_KNOWN_AS_LISTED, 1},
    {"another instance", "a x@3 FAIL # w\n", "1", "x@4", MUSTLS_FAIL, "", MUSTLS_KNOWN_NONE, 0},
    {"all instances", "a x FAIL # w\n", "1", "x@4", MUSTLS_FAIL, "", MUSTLS_KNOWN_AS_LISTED, 1},
};

static void make_judgement(const char *broken, struct mustls_sentence *s, struct mustls_finding *f,
                           struct mustls_judgement *j)
{
    *j = (struct mustls_judgement){.findings = f};
    for (; *broken; broken += strcspn(broken, "\n") + 1) {
        size_t i = j->num_findings++;
        s[i] = (struct mustls_sentence){.text = mustls_span(broken, strcspn(broken, "\n"))};
        s[i].level = *broken == 'S' ? MUSTLS_SHOULD : MUSTLS_MUST;
        f[i] = (struct mustls_finding){.sentence = &s[i], .outcome = MUSTLS_BROKEN};
    }
}

static void test_look(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct list l;
        struct mustls_sentence s[4];
        struct mustls_finding f[4];
        struct mustls_judgement j;
        struct mustls_span why;
        unsigned line;
        print_message("%s\n", rows[i].label);
        assert_int_equal(list_parse(&l, rows[i].list), MUSTLS_OK);
        make_judgement(rows[i].broken, s, f, &j);
        assert_int_equal(mustls_known_look(l.known, "a", rows[i].version, rows[i].id,
                                           rows[i].verdict, &j, &line, &why),
                         rows[i].want);
        assert_int_equal(line, rows[i].line);
        assert_span(why, rows[i].line ? "w" : "");
        list_end(&l);
    }
}

static void test_no_list_no_judgement(void **state)
{
    struct list l;
    struct mustls_span why;
    unsigned line;
    (void)state;
    assert_int_equal(mustls_known_look(NULL, "a", "", "x", MUSTLS_FAIL, NULL, &line, &why),
                     MUSTLS_KNOWN_NONE);
    assert_int_equal(list_parse(&l, "a x FAIL # w"), MUSTLS_OK);
    assert_int_equal(mustls_known_look(l.known, "a", "", "x", MUSTLS_FAIL, NULL, &line, &why),
                     MUSTLS_KNOWN_AS_LISTED);
    list_end(&l);
}

static void test_todo(void **state)
{
    const char *text = "# TODO: why\r\na x FAIL # w\r\na y FAIL MUST A #  TODO: why \r\n\n"
                       "a z FAIL # TODO: why not\na b FAIL # TODO: why";
    struct list l;
    (void)state;
    assert_int_equal(list_parse(&l, text), MUSTLS_OK);
    mustls_known_refuse_todo(l.known, mustls_span_str(text), &l.diags);
    assert_int_equal(l.diags.num, 2);
    assert_int_equal(l.diags.items[0].line, 3);
    assert_int_equal(l.diags.items[0].col, 20);
    assert_span(l.diags.items[0].excerpt, "a y FAIL MUST A #  TODO: why ");
    assert_int_equal(l.diags.items[1].line, 6);
    list_end(&l);
}

static void test_no_memory(void **state)
{
    (void)state;
    for (size_t max = 1; max < 3000; max += 7) {
        struct mustls_arena *a = mustls_arena_new(max), *da = mustls_arena_new(1u << 20);
        struct mustls_diags d;
        struct mustls_known *k;
        mustls_diags_init(&d, da);
        enum mustls_status st =
            mustls_known_parse(a, "k", MUSTLS_LIT("a x FAIL MUST A # b\na/1 y WARN # c\n"), &d, &k);
        assert_true(st == MUSTLS_OK || st == MUSTLS_ENOMEM || st == MUSTLS_ELIMIT);
        mustls_arena_free(a);
        mustls_arena_free(da);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_columns),   cmocka_unit_test(test_mistakes),
        cmocka_unit_test(test_look),      cmocka_unit_test(test_no_list_no_judgement),
        cmocka_unit_test(test_no_memory), cmocka_unit_test(test_todo),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
