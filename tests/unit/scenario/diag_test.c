/* How mistakes are shown, and which word is near. */
#include "world.h"

static const struct {
    const char *label;
    struct mustls_diag item;
    const char *want;
} rows[] = {
    {"with help",
     {MUSTLS_DIAG_ERROR,
      "a.scn",
      7,
      4,
      8,
      "unknown command \"STARTTSL\"",
      "did you mean \"STARTTLS\"?",
      {(const uint8_t *)"C: STARTTSL", 11}},
     "a.scn:7:4: error: unknown command \"STARTTSL\"\n"
     "    7 | C: STARTTSL\n"
     "      |    ^^^^^^^^\n"
     "help: did you mean \"STARTTLS\"?\n"},
    {"behind the line",
     {MUSTLS_DIAG_WARNING, "a.scn", 12, 3, 5, "missing", NULL, {(const uint8_t *)"C:", 2}},
     "a.scn:12:3: warning: missing\n"
     "   12 | C:\n"
     "      |   ^\n"},
    {"bytes that do not print",
     {MUSTLS_DIAG_ERROR, "a.scn", 1, 5, 1, "bad", NULL, {(const uint8_t *)"a\t\x01\xffz", 5}},
     "a.scn:1:5: error: bad\n"
     "    1 | a???z\n"
     "      |     ^\n"},
    {"no place",
     {MUSTLS_DIAG_ERROR, "a.scn", 0, 0, 1, "bad", NULL, {NULL, 0}},
     "a.scn: error: bad\n"},
};

static void test_put(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct world w;
        world_open(&w);
        mustls_diag_add(&w.diags, &rows[i].item);
        assert_string_equal(world_diags(&w), rows[i].want);
        world_close(&w);
    }
}

/* The caret stands under its byte wherever a long line is cut. */
static void test_window(void **state)
{
    (void)state;
    char line[1001];
    memset(line, 'x', 1000);
    line[1000] = '\0';
    for (unsigned col = 1; col <= 1001; col++) {
        struct world w;
        world_open(&w);
        if (col <= 1000)
            line[col - 1] = 'O';
        mustls_diag_add(&w.diags, &(struct mustls_diag){.file = "f",
                                                        .line = 1,
                                                        .col = col,
                                                        .len = 300,
                                                        .text = "t",
                                                        .excerpt = mustls_span(line, 1000)});
        const char *text = world_diags(&w);
        const char *shown = strchr(text, '\n') + 1, *carets = strchr(shown, '\n') + 1;
        size_t at = (size_t)(strchr(carets, '^') - carets);
        assert_true(strlen(carets) < 130);
        assert_true((size_t)(carets - shown) < 130);
        if (col <= 1000)
            assert_int_equal(shown[at], 'O');
        assert_true(strlen(carets) <= (size_t)(carets - shown) || col == 1001);
        if (col <= 1000)
            line[col - 1] = 'x';
        world_close(&w);
    }
}

static void test_many(void **state)
{
    (void)state;
    struct world w;
    world_open(&w);
    for (unsigned i = 0; i < MUSTLS_MAX_DIAGS + 5; i++)
        mustls_diag_add(
            &w.diags,
            &(struct mustls_diag){.file = "f", .line = 1, .col = 1, .text = "t", .level = i % 2});
    assert_int_equal(w.diags.num, MUSTLS_MAX_DIAGS);
    assert_int_equal(w.diags.num_errors + w.diags.num_warnings, MUSTLS_MAX_DIAGS + 5);
    assert_non_null(strstr(world_diags(&w), "... and 5 more\n"));
    world_close(&w);
}

static void test_nearest(void **state)
{
    (void)state;
    static const char *const words[] = {"EHLO", "STARTTLS", "MAIL", "RCPT", "in", "optional", NULL};
    static const struct {
        const char *word, *want;
    } near[] = {
        {"STARTLS", "STARTTLS"},
        {"starttls", "STARTTLS"},
        {"STRATTLS", "STARTTLS"},
        {"MIAL", "MAIL"},
        {"MAILS", "MAIL"},
        {"XYZZY", NULL},
        {"", NULL},
        {"i", "in"},
        {"RSET", NULL},
        {"optionla", "optional"},
        {"opportunistic", NULL},
        {"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx", NULL},
    };
    for (size_t i = 0; i < sizeof(near) / sizeof(*near); i++) {
        const char *got = mustls_nearest(mustls_span_str(near[i].word), words);
        if ((got == NULL) != (near[i].want == NULL) || (got && strcmp(got, near[i].want) != 0))
            fail_msg("%s: %s", near[i].word, got ? got : "nothing");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_put),
        cmocka_unit_test(test_window),
        cmocka_unit_test(test_many),
        cmocka_unit_test(test_nearest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
