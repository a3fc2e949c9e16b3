/* Every profile that ships parses without a mistake or a warning, and can do what it says. */
#include "profile/helper.h"

#include <dirent.h>
#include <stdio.h>

#define FOLDER MUSTLS_SOURCE_DIR "/targets/subjects"

static size_t read_file(const char *path, char *out, size_t max)
{
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    size_t n = fread(out, 1, max, f);
    assert_true(n < max);
    fclose(f);
    return n;
}

static void check_profile(const char *name)
{
    static const char *const values[MUSTLS_NUM_PLACEHOLDERS];
    static char text[1u << 16];
    char path[1024];
    struct fixture f;
    struct mustls_program prog;
    struct mustls_kv kv[8];
    char **argv;
    print_message("%s\n", name);
    snprintf(path, sizeof path, "%s/%s", FOLDER, name);
    size_t len = read_file(path, text, sizeof text);
    fixture_begin(&f);
    assert_int_equal(
        mustls_profile_parse(f.arena, path, mustls_span(text, len), &f.diags, &f.profile),
        MUSTLS_OK);
    assert_int_equal(f.diags.num, 0);
    assert_memory_equal(name, f.profile->name, strlen(f.profile->name));
    assert_string_equal(name + strlen(f.profile->name), ".profile");

    /* What a good server asks of every client, or a good client of every server. */
    static const char *const asks[][4] = {
        [MUSTLS_TEST_CLIENT] = {"tls=required auth=none verify?=yes timeout=5",
                                "tls=opportunistic auth=none verify?=yes timeout=5"},
        [MUSTLS_TEST_SERVER] = {"starttls=required auth=none"},
    };
    unsigned can = 0;
    for (const char *const *ask = asks[f.profile->role]; *ask; ask++) {
        program_wishes(&prog, kv, *ask);
        prog.role = f.profile->role;
        const char *lacks = mustls_profile_lacks(f.arena, f.profile, &prog);
        enum mustls_status st = mustls_profile_argv(f.arena, f.profile, &prog, values, &argv);
        /* A driver that reads MUSTLS_TLS has no {tls} whose line could be missing. */
        assert_true(st == MUSTLS_OK || (lacks && st == MUSTLS_ENOENT));
        can += !lacks;
    }
    assert_true(can > 0);
    fixture_end(&f);
}

static void test_all_profiles(void **state)
{
    DIR *dir = opendir(FOLDER);
    unsigned num = 0;
    (void)state;
    assert_non_null(dir);
    for (struct dirent *e; (e = readdir(dir));) {
        const char *dot = strrchr(e->d_name, '.');
        if (!dot || strcmp(dot, ".profile") != 0)
            continue;
        check_profile(e->d_name);
        num++;
    }
    closedir(dir);
    assert_true(num >= 6);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_all_profiles)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
