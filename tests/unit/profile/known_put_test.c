#include "profile/known.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define MAX_RUNS   6
#define MAX_BROKEN 8

/* A run: id, verdict, its broken sentences with "|" between them; "!": no list excuses it. */
struct ran {
    const char *id;
    enum mustls_verdict verdict;
    const char *broken;
};

static const struct row {
    const char *label, *list;
    struct ran runs[MAX_RUNS];
    const char *want;
    unsigned added, deleted, narrowed, left, red;
    bool partial; /* of a glob, not all was run */
    bool strict, allow_fixed;
} rows[] = {
    {.label = "nothing ran",
     .list = "# c\na x FAIL MUST A # w\n\n",
     .want = "# c\na x FAIL MUST A # w\n\n"},
    {.label = "as listed: not a byte changes",
     .list = "  a\tx   FAIL  MUST  A # w \r\n# tail",
     .runs = {{"x", MUSTLS_FAIL, "MUST A"}},
     .want = "  a\tx   FAIL  MUST  A # w \r\n# tail"},
    {.label = "a new one",
     .list = "# c",
     .runs = {{"x", MUSTLS_FAIL, "SHOULD S|MUST A|MUST B"}},
     .want = "# c\na  x  FAIL  MUST A  # new\na  x  FAIL  MUST B  # new\n",
     .added = 2},
    {.label = "a hang has no sentence",
     .list = "",
     .runs = {{"x", MUSTLS_FAIL, ""}, {"y", MUSTLS_INCONCLUSIVE, "MUST A"}},
     .want = "a  x  FAIL          # new\na  y  INCONCLUSIVE  # new\n",
     .added = 2},
    {.label = "columns of the file",
     .list = "other/1  long/name  FAIL  MUST A  # w\n",
     .runs = {{"x", MUSTLS_FAIL, "MUST A"}},
     .want = "other/1  long/name  FAIL  MUST A  # w\na        x          FAIL  MUST A  # new\n",
     .added = 1},
    {.label = "a sentence more: behind the lines about the run",
     .list = "a x FAIL MUST A # w\r\n# c\r\n",
     .runs = {{"x", MUSTLS_FAIL, "MUST A|MUST B"}},
     .want = "a x FAIL MUST A # w\r\na  x  FAIL  MUST B  # new\r\n# c\r\n",
     .added = 1},
    {.label = "a sentence less is known",
     .list = "a x FAIL MUST A # w\na x FAIL MUST B # w\n",
     .runs = {{"x", MUSTLS_FAIL, "MUST B"}},
     .want = "a x FAIL MUST A # w\na x FAIL MUST B # w\n"},
    {.label = "another sentence",
     .list = "a x FAIL MUST A # w\n# c\n",
     .runs = {{"x", MUSTLS_FAIL, "MUST B"}},
     .want = "a  x  FAIL  MUST B  # new\n# c\n",
     .added = 1,
     .deleted = 1},
    {.label = "fixed",
     .list =
         "# c\na x FAIL MUST A # w\na/2 x FAIL MUST B # other version\nb x FAIL # other client\n",
     .runs = {{"x", MUSTLS_PASS, ""}},
     .want = "# c\na/2 x FAIL MUST B # other version\nb x FAIL # other client\n",
     .deleted = 1},
    {.label = "fixed, and may be",
     .list = "a x FAIL MUST A # w\n",
     .runs = {{"x", MUSTLS_PASS, ""}},
     .want = "a x FAIL MUST A # w\n",
     .allow_fixed = true},
    {.label = "only warns: fixed",
     .list = "a x FAIL MUST A # w\n",
     .runs = {{"x", MUSTLS_WARN, "SHOULD S"}},
     .want = "",
     .deleted = 1},
    {.label = "only warns, and that is red",
     .list = "a x FAIL MUST A # w\n",
     .runs = {{"x", MUSTLS_WARN, "SHOULD S"}, {"y", MUSTLS_WARN, "SHOULD S"}},
     .want = "a  x  WARN  SHOULD S  # new\na  y  WARN  SHOULD S  # new\n",
     .added = 2,
     .deleted = 1,
     .strict = true},
    {.label = "warns otherwise, and that is nothing",
     .list = "a x WARN SHOULD A # w\n",
     .runs = {{"x", MUSTLS_WARN, "SHOULD S"}},
     .want = "a x WARN SHOULD A # w\n"},
    {.label = "skipped, and not listable: they say nothing",
     .list = "a x FAIL MUST A # w\na y FAIL # w\na z FAIL MUST A # w\n",
     .runs = {{"x", MUSTLS_SKIP, ""}, {"y", MUSTLS_FAIL, "!"}, {"z", MUSTLS_ERROR, ""}},
     .want = "a x FAIL MUST A # w\na y FAIL # w\na z FAIL MUST A # w\n",
     .red = 2},
    {.label = "a glob keeps what still fails",
     .list = "# c\na/1 x* FAIL MUST A # w\n# d\n",
     .runs = {{"x/1", MUSTLS_PASS, ""},
              {"x/2", MUSTLS_FAIL, "MUST A"},
              {"x/3", MUSTLS_SKIP, ""},
              {"y", MUSTLS_PASS, ""}},
     .want = "# c\na/1  x/2  FAIL  MUST A  # w\n# d\n",
     .narrowed = 1},
    {.label = "a glob of which not all ran",
     .list = "a x* FAIL MUST A # w\n",
     .runs = {{"x/1", MUSTLS_PASS, ""}, {"x/2", MUSTLS_FAIL, "MUST A|MUST B"}},
     .want = "a x* FAIL MUST A # w\na  x/2  FAIL  MUST B  # new\n",
     .partial = true,
     .added = 1,
     .left = 1,
     .red = 1},
    {.label = "all instances",
     .list = "a x FAIL MUST A # w\n",
     .runs = {{"x@1", MUSTLS_FAIL, "MUST A"}, {"x@2", MUSTLS_PASS, ""}},
     .want = "a  x@1  FAIL  MUST A  # w\n",
     .narrowed = 1},
    {.label = "two globs, each to what it says",
     .list = "a * FAIL MUST A # w\na * FAIL MUST B # v\n",
     .runs = {{"x", MUSTLS_FAIL, "MUST A"}, {"y", MUSTLS_FAIL, "MUST B"}, {"z", MUSTLS_PASS, ""}},
     .want = "a  x  FAIL  MUST A  # w\na  y  FAIL  MUST B  # v\n",
     .narrowed = 2},
    {.label = "a sentence with a bracket at its end, and a # in quotes",
     .list = "",
     .runs = {{"x", MUSTLS_FAIL, "MUST NOT \"a #\"|MUST NOT MAIL[x]"}},
     .want = "a  x  FAIL  MUST NOT \"a #\"  # new\na  x  FAIL  MUST NOT MAIL[x] []  # new\n",
     .added = 2},
    {.label = "a name that no line can hold",
     .list = "a *x FAIL MUST A # w\n",
     .runs = {{"a x", MUSTLS_FAIL, "MUST A"}, {"b x", MUSTLS_PASS, ""}, {"c y", MUSTLS_FAIL, ""}},
     .want = "a *x FAIL MUST A # w\n",
     .left = 1,
     .red = 2},
};

static bool is_whole(void *arg, const struct mustls_known_entry *e)
{
    const struct row *row = arg;
    return !row->partial || !memchr(e->scenario.ptr, '*', e->scenario.len);
}

static struct mustls_judgement *judgement(struct mustls_arena *a, const char *broken)
{
    struct mustls_judgement *j = mustls_arena_alloc(a, sizeof *j);
    struct mustls_finding *f = mustls_arena_array(a, MAX_BROKEN, sizeof *f);
    struct mustls_sentence *s = mustls_arena_array(a, MAX_BROKEN, sizeof *s);
    j->findings = f;
    for (; *broken; broken += strcspn(broken, "|"), broken += *broken == '|') {
        size_t i = j->num_findings++;
        s[i].text = mustls_span(broken, strcspn(broken, "|"));
        s[i].level = *broken == 'S' ? MUSTLS_SHOULD : MUSTLS_MUST;
        f[i] = (struct mustls_finding){.sentence = &s[i], .outcome = MUSTLS_BROKEN};
    }
    return j;
}

static size_t make_runs(struct mustls_arena *a, const struct row *row,
                        struct mustls_known_run *runs)
{
    size_t num = 0;
    for (; num < MAX_RUNS && row->runs[num].id; num++) {
        const struct ran *r = &row->runs[num];
        runs[num] =
            (struct mustls_known_run){.subject = "a",
                                      .version = "1",
                                      .id = r->id,
                                      .verdict = r->verdict,
                                      .judgement = judgement(a, r->broken + (r->broken[0] == '!')),
                                      .unlisted = r->broken[0] == '!'};
    }
    return num;
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct row *row = &rows[i];
        struct mustls_arena *a = mustls_arena_new(4u << 20);
        struct mustls_known_run runs[MAX_RUNS];
        struct mustls_known_changes c;
        struct mustls_known *k;
        struct mustls_diags d;
        struct mustls_buf out;
        print_message("%s\n", row->label);
        mustls_diags_init(&d, a);
        assert_int_equal(mustls_known_parse(a, "k", mustls_span_str(row->list), &d, &k), MUSTLS_OK);
        struct mustls_known_update u = {.known = k,
                                        .text = mustls_span_str(row->list),
                                        .runs = runs,
                                        .num_runs = make_runs(a, row, runs),
                                        .strict = row->strict,
                                        .allow_fixed = row->allow_fixed,
                                        .why = "new",
                                        .whole = is_whole,
                                        .arg = (void *)(uintptr_t)row};
        mustls_buf_init(&out, 1u << 16);
        assert_int_equal(mustls_known_put(a, &u, &out, &c), MUSTLS_OK);
        assert_string_equal(mustls_buf_cstr(&out), row->want);
        assert_int_equal(c.added, row->added);
        assert_int_equal(c.deleted, row->deleted);
        assert_int_equal(c.narrowed, row->narrowed);
        assert_int_equal(c.left, row->left);
        assert_int_equal(c.red, row->red);
        mustls_buf_deinit(&out);
        mustls_arena_free(a);
    }
}

static void test_keep(void **state)
{
    struct mustls_arena *a = mustls_arena_new(1u << 20), *b = mustls_arena_new(1u << 20);
    (void)state;
    struct mustls_judgement *one = judgement(b, "MUST A|SHOULD S");
    one->findings[1].outcome = MUSTLS_KEPT;
    one = mustls_known_keep(a, NULL, one);
    struct mustls_judgement *two = mustls_known_keep(a, one, judgement(b, "MUST B|MUST A"));
    mustls_arena_free(b);
    assert_int_equal(one->num_findings, 1);
    assert_int_equal(two->num_findings, 2);
    assert_memory_equal(two->findings[0].sentence->text.ptr, "MUST A", 6);
    assert_memory_equal(two->findings[1].sentence->text.ptr, "MUST B", 6);
    mustls_arena_free(a);
}

/* Whatever allocation fails, no shorter list is given out as the whole one. */
static void test_no_memory(void **state)
{
    const char *list = "a x FAIL MUST A # w\na y* FAIL MUST B # w\n";
    const char *want = "a  x   FAIL  MUST C  # new\na  yy  FAIL  MUST B  # w\n";
    const struct row row = {.runs = {{"x", MUSTLS_FAIL, "MUST C"},
                                     {"y", MUSTLS_PASS, ""},
                                     {"yy", MUSTLS_FAIL, "MUST B"}}};
    int good = 0, n = 0;
    (void)state;
    for (; n < 200 && good < 3; n++) {
        struct mustls_arena *a = mustls_arena_new(1u << 20), *b = mustls_arena_new(n * 97u + 1);
        struct mustls_known_run runs[MAX_RUNS];
        struct mustls_known_changes c;
        struct mustls_known *k;
        struct mustls_diags d;
        struct mustls_buf out;
        mustls_diags_init(&d, a);
        assert_int_equal(mustls_known_parse(a, "k", mustls_span_str(list), &d, &k), MUSTLS_OK);
        struct mustls_known_update u = {.known = k,
                                        .text = mustls_span_str(list),
                                        .runs = runs,
                                        .num_runs = make_runs(a, &row, runs),
                                        .why = "new",
                                        .whole = is_whole,
                                        .arg = (void *)(uintptr_t)&row};
        mustls_buf_init(&out, 1u << 16);
        if (mustls_known_put(b, &u, &out, &c) == MUSTLS_OK) {
            assert_string_equal(mustls_buf_cstr(&out), want);
            good++;
        }
        mustls_buf_deinit(&out);
        mustls_arena_free(a);
        mustls_arena_free(b);
    }
    assert_true(good == 3 && n > 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_keep),
        cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
