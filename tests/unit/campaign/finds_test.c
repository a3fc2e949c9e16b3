/* The store of finds: new ones, old ones, one that is offered twice, and what a kill leaves. */
#define _GNU_SOURCE
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "campaign/finds.h"
#include "campaign/state.h"
#include "run/watchdog.h"

static char dir[64];

static int make_dir(void **state)
{
    (void)state;
    strcpy(dir, "/tmp/finds-XXXXXX");
    return mkdtemp(dir) ? 0 : -1;
}

static int remove_dir(void **state)
{
    (void)state;
    mustls_remove_tree(dir);
    return 0;
}

static struct mustls_find some(const char *words, const char *input, uint64_t id)
{
    struct mustls_find f = {.target = "fuzz_x",
                            .input = mustls_span_str(input),
                            .report = MUSTLS_LIT("a report"),
                            .again = MUSTLS_LIT("exit 1\n"),
                            .flat = true,
                            .id = id};
    mustls_bucket_of_words(MUSTLS_FIND_BROKEN, mustls_span_str(words), &f.bucket);
    return f;
}

static void assert_file(const struct mustls_finds *f, const char *bucket, const char *name,
                        const char *text)
{
    char path[MUSTLS_PATH];
    struct mustls_buf b;
    mustls_buf_init(&b, 100000);
    assert_true(mustls_finds_path(f, bucket, name, path));
    assert_int_equal(mustls_file_get(path, &b, NULL), MUSTLS_OK);
    if (!strstr(mustls_buf_cstr(&b), text))
        fail_msg("%s: '%s' is not in '%s'", name, text, mustls_buf_cstr(&b));
    mustls_buf_deinit(&b);
}

static void new_and_old(void **state)
{
    (void)state;
    struct mustls_finds f;
    struct mustls_error err;
    struct mustls_find_row row;
    bool is_new;
    assert_int_equal(mustls_finds_open(&f, dir, &err), MUSTLS_OK);
    struct mustls_find a = some("MUST NOT a", "\1\3\0xyz", 1), b = some("MUST NOT b", "b", 2);
    assert_int_equal(mustls_finds_add(&f, &a, 100, &is_new, &err), MUSTLS_OK);
    assert_true(is_new);
    assert_int_equal(mustls_finds_add(&f, &b, 100, &is_new, &err), MUSTLS_OK);
    assert_true(is_new);
    assert_int_equal(f.num, 2);
    /* What a killed campaign had counted already is not counted again. */
    assert_int_equal(mustls_finds_add(&f, &a, 200, &is_new, &err), MUSTLS_OK);
    assert_false(is_new);
    assert_int_equal(mustls_finds_row(&f, a.bucket.name, &row), MUSTLS_OK);
    assert_int_equal(row.count, 1);
    struct mustls_find more = some("MUST NOT a", "another input", 3);
    assert_int_equal(mustls_finds_add(&f, &more, 300, &is_new, &err), MUSTLS_OK);
    assert_false(is_new);
    assert_int_equal(mustls_finds_row(&f, a.bucket.name, &row), MUSTLS_OK);
    assert_int_equal(row.count, 2);
    assert_int_equal(row.first, 100);
    assert_int_equal(row.last, 300);
    assert_int_equal(row.bucket.kind, MUSTLS_FIND_BROKEN);
    assert_string_equal(row.bucket.title, "broken: MUST NOT a");
    assert_false(row.done);
    assert_file(&f, a.bucket.name, "input", "\1\3");
    assert_file(&f, a.bucket.name, "report.txt", "a report");
    assert_file(&f, a.bucket.name, "scenario.scn", "C: <connect>");
    assert_file(&f, a.bucket.name, "again", "exit 1");
}

static void smaller(void **state)
{
    (void)state;
    struct mustls_finds f;
    struct mustls_error err;
    struct mustls_find_row row;
    bool is_new;
    assert_int_equal(mustls_finds_open(&f, dir, &err), MUSTLS_OK);
    struct mustls_find a = some("MUST NOT a", "a long input", 1), b = some("MUST NOT a", "in", 1);
    b.report = MUSTLS_LIT("another report");
    assert_int_equal(mustls_finds_add(&f, &a, 100, &is_new, &err), MUSTLS_OK);
    assert_int_equal(mustls_finds_improve(&f, &b, &err), MUSTLS_OK);
    assert_int_equal(mustls_finds_done(&f, a.bucket.name, true, &err), MUSTLS_OK);
    assert_int_equal(mustls_finds_row(&f, a.bucket.name, &row), MUSTLS_OK);
    assert_int_equal(row.size, 2);
    assert_int_equal(row.first_size, 12);
    assert_int_equal(row.count, 1);
    assert_true(row.done && row.repeats);
    assert_file(&f, a.bucket.name, "first", "a long input");
    assert_file(&f, a.bucket.name, "input", "in");
    assert_file(&f, a.bucket.name, "report.txt", "another report");
}

static bool count_rows(void *arg, const struct mustls_find_row *row)
{
    (void)row;
    ++*(unsigned *)arg;
    return true;
}

/* Half a bucket is none; a file that can't be understood is no bucket, and is told when it matters.
 */
static void after_a_kill(void **state)
{
    (void)state;
    struct mustls_finds f;
    struct mustls_error err;
    char path[MUSTLS_PATH];
    unsigned num = 0;
    bool is_new;
    snprintf(path, sizeof path, "%s/.making", dir);
    mkdir(path, 0700);
    assert_int_equal(mustls_finds_open(&f, dir, &err), MUSTLS_OK);
    assert_int_equal(access(path, F_OK), -1);
    struct mustls_find a = some("MUST NOT a", "a", 1);
    assert_int_equal(mustls_finds_add(&f, &a, 100, &is_new, &err), MUSTLS_OK);
    assert_int_equal(mustls_finds_open(&f, dir, &err), MUSTLS_OK);
    assert_int_equal(f.num, 1);
    mustls_finds_each(&f, count_rows, &num);
    assert_int_equal(num, 1);
    assert_true(mustls_finds_path(&f, a.bucket.name, "bucket.json", path));
    assert_int_equal(mustls_file_put(path, MUSTLS_LIT("{\"sch"), false, &err), MUSTLS_OK);
    num = 0;
    mustls_finds_each(&f, count_rows, &num);
    assert_int_equal(num, 0);
    a.id = 2;
    assert_int_equal(mustls_finds_add(&f, &a, 100, &is_new, &err), MUSTLS_EIO);
    assert_non_null(strstr(err.text, "move the folder away"));
}

static void state_of_a_campaign(void **state)
{
    (void)state;
    struct mustls_campaign_state s = {.target = "fuzz_x", .runs = 2, .seconds = 3, .execs = 4}, got;
    struct mustls_error err;
    char path[MUSTLS_PATH];
    assert_true(mustls_path(path, dir, "state.json"));
    assert_int_equal(mustls_state_read(path, &got, &err), MUSTLS_OK);
    assert_int_equal(got.runs, 0);
    assert_int_equal(mustls_state_write(path, &s, &err), MUSTLS_OK);
    assert_int_equal(mustls_state_read(path, &got, &err), MUSTLS_OK);
    assert_string_equal(got.target, "fuzz_x");
    assert_int_equal(got.runs, 2);
    assert_int_equal(got.execs, 4);
    assert_int_equal(mustls_file_put(path, MUSTLS_LIT("[1"), false, &err), MUSTLS_OK);
    assert_int_equal(mustls_state_read(path, &got, &err), MUSTLS_EPARSE);
    assert_string_equal(err.file, path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(new_and_old, make_dir, remove_dir),
        cmocka_unit_test_setup_teardown(smaller, make_dir, remove_dir),
        cmocka_unit_test_setup_teardown(after_a_kill, make_dir, remove_dir),
        cmocka_unit_test_setup_teardown(state_of_a_campaign, make_dir, remove_dir),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
