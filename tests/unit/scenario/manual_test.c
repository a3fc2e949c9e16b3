/* docs/scenario-language.md is true: its examples are neat and without warnings, and no word of the
 * tables is missing. */
#include "world.h"

static bool is_file(struct mustls_span block)
{
    return mustls_span_find(block, MUSTLS_LIT("\nclient tls")) != MUSTLS_NPOS ||
           mustls_span_starts(block, MUSTLS_LIT("test "));
}

static void check_example(struct mustls_span text, bool titled)
{
    struct world w;
    world_open(&w);
    const struct mustls_scenario *s = world_scenario(&w, "manual", text);
    mustls_scenario_fmt(&w.out, s);
    if (!mustls_span_eq(mustls_buf_span(&w.out), text))
        fail_msg("not in columns:\n%s", mustls_buf_cstr(&w.out));
    mustls_scenario_lint(s, &w.diags);
    if (titled)
        assert_string_equal(world_diags(&w), "");
    world_close(&w);
}

static void test_examples(void **state)
{
    (void)state;
    struct world w;
    world_open(&w);
    struct mustls_span rest = world_file(&w, "docs/scenario-language.md");
    const struct mustls_span fence = MUSTLS_LIT("```\n");
    size_t at, num = 0;
    while ((at = mustls_span_find(rest, fence)) != MUSTLS_NPOS) {
        rest = mustls_span_from(rest, at + fence.len);
        size_t end = mustls_span_find(rest, fence);
        struct mustls_span block = mustls_span_first(rest, end);
        rest = mustls_span_from(rest, end + fence.len);
        if (!is_file(block))
            continue;
        check_example(block, mustls_span_find(block, MUSTLS_LIT("title ")) != MUSTLS_NPOS);
        num++;
    }
    assert_int_equal(num, 3);
    world_close(&w);
}

static void assert_named(struct mustls_span page, const char *word)
{
    char quoted[100];
    snprintf(quoted, sizeof(quoted), "`%s`", word);
    if (mustls_span_find(page, mustls_span_str(quoted)) == MUSTLS_NPOS)
        fail_msg("the manual does not name %s", quoted);
}

static void assert_all_named(struct mustls_span page, const char *const *words)
{
    for (; words && *words; words++)
        assert_named(page, *words);
}

static void test_words(void **state)
{
    (void)state;
    struct world w;
    world_open(&w);
    struct mustls_span page = world_file(&w, "docs/scenario-language.md");
    for (const struct mustls_wish_word *k = mustls_wish_words; k->key; k++) {
        assert_named(page, k->key);
        assert_all_named(page, k->values);
    }
    struct mustls_span certs = world_file(&w, "docs/certificates.md");
    for (const struct mustls_tls_word *k = mustls_tls_words; k->key; k++) {
        assert_named(page, k->key);
        assert_all_named(strcmp(k->key, "cert") == 0 ? certs : page, k->values);
    }
    world_close(&w);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_examples),
        cmocka_unit_test(test_words),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
