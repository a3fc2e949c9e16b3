/* Sentences: canonical text, and what the judge gets. */
#include "world.h"

static const struct {
    const char *in, *text, *source;
} rows[] = {
    {"MUST EHLO [harness]", "MUST EHLO", "harness"},
    {"MUST   NOT\tehlo|Mail  [ RFC 5321  4.2 ]", "MUST NOT EHLO|MAIL", "RFC 5321  4.2"},
    {"MUST NOT  \"MAIL *SIZE=*\" in tls [RFC 3207 4.2]", "MUST NOT \"MAIL *SIZE=*\" in tls",
     "RFC 3207 4.2"},
    {"SHOULD \"530\" in output [harness]", "SHOULD \"530\" in output", "harness"},
    {"SHOULD NOT <secret>  in output [harness]", "SHOULD NOT <secret> in output", "harness"},
    {"MAY \"a\"|<secret> in output [harness]", "MAY \"a\"|<secret> in output", "harness"},
    {"SHOULD NOT 5XX|53x after \"a [b] c\" [harness]", "SHOULD NOT 5xx|53x after \"a [b] c\"",
     "harness"},
    {"MAY <alert> [x y]", "MAY <alert>", "x y"},
    {"MUST client succeeds [harness]", "MUST client succeeds", "harness"},
    {"SHOULD client fails within 10s [harness]", "SHOULD client fails within 10s", "harness"},
    {"MUST QUIT before <close> [harness]", "MUST QUIT before <close>", "harness"},
    {"MUST XCLIENT|x1 once [harness]", "MUST XCLIENT|X1 once", "harness"},
    {"MUST AUTH|<secret>|\"a b\"|530 [harness]", "MUST AUTH|<secret>|\"a b\"|530", "harness"},
    {"MUST EHLO where tls=off within 1500ms before 2xx after <tls> once first in tls [harness]",
     "MUST EHLO in tls first once after <tls> before 2xx within 1500ms where tls=off", "harness"},
    {"MUST EHLO within 2m [harness]", "MUST EHLO within 120s", "harness"},
    {"MUST EHLO where timeout=7 [harness]", "MUST EHLO where timeout=7", "harness"},
};

static const struct mustls_sentence *read(struct world *w, const char *text)
{
    char line[200];
    snprintf(line, sizeof(line), "%s\n", text);
    const struct mustls_program *p = world_program(w, line, 0);
    assert_int_equal(p->num_sentences, 1);
    return &p->sentences[0];
}

/* The canonical text reads back as itself. */
static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct world w;
        char again[200];
        world_open(&w);
        const struct mustls_sentence *s = read(&w, rows[i].in);
        assert_span(s->text, rows[i].text);
        assert_span(s->source, rows[i].source);
        snprintf(again, sizeof(again), "%s [x]", rows[i].text);
        assert_span(read(&w, again)->text, rows[i].text);
        world_close(&w);
    }
}

static void test_fields(void **state)
{
    (void)state;
    struct world w;
    world_open(&w);
    const struct mustls_sentence *s =
        read(&w, "SHOULD NOT mail|\"A*\"|5XX in clear first after 2xx|EHLO before <tls> "
                 "within 3s where auth=plain [RFC 1 2]");
    assert_int_equal(s->level, MUSTLS_SHOULD);
    assert_true(s->negated);
    assert_int_equal(s->subject, MUSTLS_SUBJ_EVENT);
    assert_int_equal(s->event.num_items, 3);
    assert_int_equal(s->event.items[0].kind, MUSTLS_M_VERB);
    assert_span(s->event.items[0].text, "MAIL");
    assert_int_equal(s->event.items[1].kind, MUSTLS_M_GLOB);
    assert_span(s->event.items[1].text, "A*");
    assert_int_equal(s->event.items[2].kind, MUSTLS_M_CODE);
    assert_span(s->event.items[2].text, "5xx");
    assert_int_equal(s->phases, MUSTLS_IN_CLEAR);
    assert_true(s->first);
    assert_false(s->once);
    assert_false(s->in_output);
    assert_int_equal(s->after.num_items, 2);
    assert_int_equal(s->before.items[0].kind, MUSTLS_M_EVENT);
    assert_span(s->before.items[0].text, "tls");
    assert_int_equal(s->within, MUSTLS_SEC(3));
    assert_span(s->where.key, "auth");
    assert_span(s->where.value, "plain");
    assert_int_equal(s->at.line, 1);
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_fields),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
