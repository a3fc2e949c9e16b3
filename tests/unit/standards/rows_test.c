/* Rows of the catalogue: the file, and what scenarios name. */
#include "helper.h"

#include "standards/rows.h"

#define G "group SEQ  order\n"

static const struct {
    const char *label, *text;
    unsigned line, col;
    const char *mistake; /* NULL: none */
    size_t num_rows;
} files[] = {
    {"empty", "", 0, 0, NULL, 0},
    {"two groups", G "SEQ-01  one\ngroup 530  two\n530-01  x\n  open: y\n", 0, 0, NULL, 2},
    {"not covered", G "SEQ-01  one\n  not covered: why\n", 0, 0, NULL, 1},
    {"no group", "SEQ-01  one\n", 1, 1, "does not belong to the group", 0},
    {"another group's", G "REP-01  one\n", 2, 1, "does not belong to the group", 0},
    {"group without name", "group\n", 1, 6, "a group is three or four", 0},
    {"group's name", "group abc  x\n", 1, 7, "a group is three or four", 0},
    {"group without title", "group ABC\n", 1, 10, "title of the group is missing", 0},
    {"group twice", G G, 2, 7, "was there already", 0},
    {"no row", G "hello\n", 2, 1, "found neither a row", 0},
    {"one digit", G "SEQ-1  x\n", 2, 1, "found neither a row", 0},
    {"three digits", G "SEQ-111  x\n", 2, 1, "found neither a row", 0},
    {"row twice", G "SEQ-01  a\nSEQ-01  b\n", 3, 1, "was there already", 1},
    {"no title", G "SEQ-01\n", 2, 7, "title of the row is missing", 0},
    {"indented first", G "  open: x\n", 2, 3, "there is none above", 0},
    {"unknown line", G "SEQ-01  a\n  why: x\n", 3, 3, "found neither \"not covered", 1},
    {"no reason", G "SEQ-01  a\n  open:\n", 3, 8, "the reason is missing", 1},
    {"two reasons", G "SEQ-01  a\n  open: x\n  not covered: y\n", 4, 3, "has a reason already", 1},
    {"not text", G "SEQ-01  \x02\n", 2, 9, "byte \\x02", 0},
};

static void test_files(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct fixture f;
        struct mustls_rows r;
        fixture_begin(&f);
        enum mustls_status st =
            mustls_rows_parse(f.arena, "r", mustls_span_str(files[i].text), &f.diags, &r);
        assert_mistake(&f, files[i].label, files[i].line, files[i].col, files[i].mistake);
        if (st != (files[i].mistake ? MUSTLS_EPARSE : MUSTLS_OK) || r.num_rows != files[i].num_rows)
            fail_msg("%s: %s, %zu rows", files[i].label, mustls_status_name(st), r.num_rows);
        fixture_end(&f);
    }
}

static const struct {
    const char *label, *description, *named;
} named[] = {
    {"nothing", "", ""},
    {"one", "Row SEQ-08.", "SEQ-08 "},
    {"several", "Rows SEQ-08, SEQ-09; REP-01 and REP-02.", "SEQ-08 SEQ-09 REP-01 REP-02 "},
    {"with more words", "Text.\nRow INJ-11, for servers.", "INJ-11 "},
    {"known anywhere", "This is SEQ-08 again.", "SEQ-08 "},
    {"unknown only after Row", "This is INJ-08, and MD5-12.", ""},
    {"digits", "Row 530-01.", "530-01 "},
    {"CVE", "Row SEQ-08. CVE-2021-38371 is of this kind.", "SEQ-08 "},
    {"CWE", "Row SEQ-08, CWE-532.", "SEQ-08 "},
    {"in a word", "Row XSEQ-08, SEQ-08x, SEQ-08-1, aSEQ-08.", "XSEQ-08 "},
    {"at the end", "Row SEQ-0", ""},
    {"next line", "Row SEQ-01,\nINJ-02.", "SEQ-01 "},
};

static void test_named(void **state)
{
    struct fixture f;
    struct mustls_rows r;
    (void)state;
    fixture_begin(&f);
    assert_int_equal(mustls_rows_parse(f.arena, "r", MUSTLS_LIT(G), &f.diags, &r), MUSTLS_OK);
    for (size_t i = 0; i < sizeof named / sizeof *named; i++) {
        struct mustls_buf b;
        struct mustls_span id;
        size_t at = 0;
        mustls_buf_init(&b, 4096);
        while (mustls_rows_next_named(&r, mustls_span_str(named[i].description), &at, &id)) {
            mustls_buf_put(&b, id);
            mustls_buf_putc(&b, ' ');
        }
        if (strcmp(mustls_buf_cstr(&b), named[i].named) != 0)
            fail_msg("%s: %s", named[i].label, mustls_buf_cstr(&b));
        mustls_buf_deinit(&b);
    }
    fixture_end(&f);
}

static void test_contradictions(void **state)
{
    struct fixture f;
    struct mustls_rows r;
    (void)state;
    fixture_begin(&f);
    assert_int_equal(
        mustls_rows_parse(f.arena, "r",
                          MUSTLS_LIT(G "SEQ-01  a\nSEQ-02  b\n  not covered: x\nSEQ-03  c\n"
                                       "SEQ-04  d\n  open: y\nSEQ-05  e\n  not covered: z\n"),
                          &f.diags, &r),
        MUSTLS_OK);
    mustls_rows_add(f.arena, &r, "s/a", "s/a.scn", MUSTLS_LIT("Row SEQ-02, SEQ-04, SEQ-04."),
                    &f.diags);
    mustls_rows_add(f.arena, &r, "s/b", "s/b.scn", MUSTLS_LIT("Row SEQ-01, SEQ-09."), &f.diags);
    mustls_rows_check(&r, &f.diags);
    assert_int_equal(f.diags.num, 3);
    assert_string_equal(f.diags.items[0].file, "s/b.scn");
    assert_non_null(strstr(f.diags.items[0].text, "no row SEQ-09"));
    assert_int_equal(f.diags.items[1].line, 4); /* not covered, and covered */
    assert_int_equal(f.diags.items[2].line, 5); /* neither */
    assert_int_equal(r.rows[3].num_scenarios, 1);

    struct mustls_buf b;
    mustls_buf_init(&b, 1u << 16);
    mustls_rows_put_text(&b, &r);
    assert_non_null(strstr(mustls_buf_cstr(&b), "5 rows: 3 covered (1 of them not wholly), 2 not"));
    mustls_buf_clear(&b);
    mustls_rows_put_json(&b, &r);
    assert_non_null(strstr(mustls_buf_cstr(&b),
                           "{\"row\":\"SEQ-04\",\"title\":\"d\",\"group\":\"order\","
                           "\"not_covered\":\"\",\"open\":\"y\",\"scenarios\":[\"s/a\"]}"));
    mustls_buf_deinit(&b);
    fixture_end(&f);
}

static void test_no_memory(void **state)
{
    (void)state;
    for (long n = 0; n < 1000; n++) {
        struct fixture f;
        struct mustls_rows r;
        fixture_begin(&f);
        mustls_alloc_fail_after(n);
        enum mustls_status st =
            mustls_rows_parse(f.arena, "r", MUSTLS_LIT(G "SEQ-01  a\nSEQ-02  b\n"), &f.diags, &r);
        if (st == MUSTLS_OK)
            st = mustls_rows_add(f.arena, &r, "a", "a", MUSTLS_LIT("Row SEQ-01."), &f.diags);
        mustls_alloc_fail_after(-1);
        fixture_end(&f);
        if (st == MUSTLS_OK)
            return;
        assert_int_equal(st, MUSTLS_ENOMEM);
    }
    fail();
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_files),
        cmocka_unit_test(test_named),
        cmocka_unit_test(test_contradictions),
        cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
