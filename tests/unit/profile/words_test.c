#include "profile/internal.h"

#include "profile/helper.h"

/* `want`: the words, each in its own brackets. */
static const struct {
    const char *label, *in, *want;
} rows[] = {
    {"nothing", "", ""},
    {"blanks only", " \t ", ""},
    {"two words", "a  b", "[a][b]"},
    {"blanks around", "  a\t", "[a]"},
    {"single quotes keep all", "'a \"\\ b'", "[a \"\\ b]"},
    {"double quotes", "\"a b\"", "[a b]"},
    {"escapes in double quotes", "\"\\\"\\\\\\$\\`\"", "[\"\\$`]"},
    {"backslash stays in double quotes", "\"\\n\"", "[\\n]"},
    {"backslash quotes a blank", "a\\ b", "[a b]"},
    {"backslash quotes a quote", "\\'", "[']"},
    {"parts join", "a'b c'\"d\"e", "[ab cde]"},
    {"empty words", "'' \"\"", "[][]"},
    {"a hash is text", "a #b", "[a][#b]"},
    {"no variables", "$HOME \"$HOME\" ~", "[$HOME][$HOME][~]"},
    {"8-bit", "\xff \xc3\xa4", "[\xff][\xc3\xa4]"},
};

static void put_words(struct mustls_buf *out, const struct mustls_words *w)
{
    for (size_t i = 0; i < w->num; i++) {
        mustls_buf_putc(out, '[');
        mustls_buf_put(out, w->items[i]);
        mustls_buf_putc(out, ']');
    }
}

static void test_split(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct mustls_arena *a = mustls_arena_new(1u << 20);
        struct mustls_buf got;
        struct mustls_words w;
        struct mustls_words_error err;
        mustls_buf_init(&got, 1000);
        print_message("%s\n", rows[i].label);
        assert_int_equal(mustls_words_split(a, mustls_span_str(rows[i].in), &w, &err), MUSTLS_OK);
        put_words(&got, &w);
        assert_string_equal(mustls_buf_cstr(&got), rows[i].want);
        mustls_buf_deinit(&got);
        mustls_arena_free(a);
    }
}

static const struct {
    const char *label, *in;
    size_t at;
} bad[] = {
    {"single without partner", "ab 'c d", 3},
    {"double without partner", "a\"", 1},
    {"escaped partner is none", "\"a\\\"", 0},
    {"backslash at the end", "ab\\", 2},
};

static void test_mistakes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct mustls_arena *a = mustls_arena_new(1u << 20);
        struct mustls_words w;
        struct mustls_words_error err = {0};
        print_message("%s\n", bad[i].label);
        assert_int_equal(mustls_words_split(a, mustls_span_str(bad[i].in), &w, &err),
                         MUSTLS_EPARSE);
        assert_int_equal(err.at, bad[i].at);
        assert_non_null(err.text);
        mustls_arena_free(a);
    }
}

/* What is quoted for a shell is split into the same words again. */
static void test_quote_round_trip(void **state)
{
    static const char *const lists[][5] = {
        {"ls", "-l", NULL},
        {"", "", NULL},
        {"it's", "a b", "\"", "\\", NULL},
        {"A=b", "A=b", "$x`y`", "*?[", NULL},
        {"a;b", "#c", "~", "a\nb", NULL},
        {"\xff", "\t", "''", "{}", NULL},
    };
    (void)state;
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        struct mustls_arena *a = mustls_arena_new(1u << 20);
        struct mustls_buf line;
        struct mustls_words w;
        struct mustls_words_error err;
        mustls_buf_init(&line, 1000);
        mustls_shell_quote(&line, argv_of(lists[i]));
        assert_int_equal(mustls_words_split(a, mustls_buf_span(&line), &w, &err), MUSTLS_OK);
        for (size_t k = 0; lists[i][k]; k++) {
            assert_true(k < w.num);
            assert_true(mustls_span_eq(w.items[k], mustls_span_str(lists[i][k])));
        }
        mustls_buf_deinit(&line);
        mustls_arena_free(a);
    }
}

static void test_quote_reads_well(void **state)
{
    const char *const argv[] = {"/usr/bin/curl", "--login-options", "AUTH=PLAIN", "a b", NULL};
    const char *const assign[] = {"A=b", NULL};
    struct mustls_buf line;
    (void)state;
    mustls_buf_init(&line, 1000);
    mustls_shell_quote(&line, argv_of(argv));
    assert_string_equal(mustls_buf_cstr(&line), "/usr/bin/curl --login-options AUTH=PLAIN 'a b'");
    mustls_buf_clear(&line);
    mustls_shell_quote(&line, argv_of(assign));
    assert_string_equal(mustls_buf_cstr(&line), "'A=b'");
    mustls_buf_deinit(&line);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_split),
        cmocka_unit_test(test_mistakes),
        cmocka_unit_test(test_quote_round_trip),
        cmocka_unit_test(test_quote_reads_well),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
