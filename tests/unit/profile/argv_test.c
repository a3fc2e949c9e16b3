#include "profile/helper.h"

#include <stdio.h>

static const char *const values[MUSTLS_NUM_PLACEHOLDERS] = {
    [MUSTLS_PH_HOST] = "localhost", [MUSTLS_PH_PORT] = "2525", [MUSTLS_PH_USER] = "u",
    [MUSTLS_PH_PASSWORD] = "p w",   [MUSTLS_PH_TMP] = "/t",    [MUSTLS_PH_TIMEOUT] = "5",
};

/* `want` is argv quoted for a shell, or the wish that is lacking behind "lacks ". */
static const struct {
    const char *label, *profile, *wishes, *want;
} rows[] = {
    {"a wish spreads", "run b {tls} x\ntls.required -s 'a b'\n", "tls=required", "b -s 'a b' x"},
    {"into nothing", "run b {tls} x\ntls.off\n", "tls=off", "b x"},
    {"placeholders in wishes", "run b {auth}\nauth.plain -u {user}:{password}\n", "auth=plain",
     "b -u 'u:p w'"},
    {"values do not split", "run b {password}\n", "", "b 'p w'"},
    {"several in a word", "run smtp://{host}:{port}/\n", "", "smtp://localhost:2525/"},
    {"no value is empty", "run b {helo}\n", "", "b ''"},
    {"braces as text", "run b {{host} {} {A} {a '{ x; }'\n", "",
     "b '{host}' '{}' '{A}' '{a' '{ x; }'"},
    {"not asked", "run b {tls} x\ntls.required -s\n", "", "b x"},
    {"lacks a value", "run b {tls}\ntls.required -s\n", "tls=off", "lacks tls=off"},
    {"lacks a key", "run b\n", "auth=cram-md5", "lacks auth=cram-md5"},
    {"any is served by plain", "run b {auth}\nauth.plain -p\n", "auth=any", "b -p"},
    {"any before plain", "run b {auth}\nauth.plain -p\nauth.any -a\n", "auth=any", "b -a"},
    {"any is not served by login", "run b {auth}\nauth.login -l\n", "auth=any", "lacks auth=any"},
    {"checking that nobody asked for", "run b {verify}\nverify.no -k\n", "verify?=yes", "b -k"},
    {"checking that was asked for", "run b {verify}\nverify.no -k\n", "verify=yes",
     "lacks verify=yes"},
    {"checking where it can", "run b {verify}\nverify.no -k\nverify.yes -c\n", "verify?=yes",
     "b -c"},
    {"checking only", "run b {verify}\nverify.yes -c\n", "verify=no", "lacks verify=no"},
    {"other defaults stand", "run b {tls}\ntls.off -o\n", "tls?=required", "lacks tls=required"},
    {"a time needs no line", "run b {timeout}\n", "timeout=5", "b 5"},
    {"twice", "run {tls} {tls}\ntls.off -o\n", "tls=off", "-o -o"},
};

static void test_argv(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fixture f;
        struct mustls_program prog;
        struct mustls_kv kv[8];
        struct mustls_buf text, got;
        char **argv = NULL;
        print_message("%s\n", rows[i].label);
        mustls_buf_init(&text, 10000);
        mustls_buf_init(&got, 10000);
        mustls_buf_printf(&text, "name a\n%s", rows[i].profile);
        assert_int_equal(fixture_parse(&f, mustls_buf_cstr(&text)), MUSTLS_OK);
        program_wishes(&prog, kv, rows[i].wishes);

        const char *lacks = mustls_profile_lacks(f.arena, f.profile, &prog);
        enum mustls_status st = mustls_profile_argv(f.arena, f.profile, &prog, values, &argv);
        if (lacks)
            mustls_buf_printf(&got, "lacks %s", lacks);
        else
            mustls_shell_quote(&got, argv);
        assert_string_equal(mustls_buf_cstr(&got), rows[i].want);
        assert_true(st == MUSTLS_OK || (lacks && st == MUSTLS_ENOENT));
        mustls_buf_deinit(&text);
        mustls_buf_deinit(&got);
        fixture_end(&f);
    }
}

/* What a driver reads in its environment. */
static void test_served(void **state)
{
    static const struct {
        const char *label, *profile, *wish, *want;
    } served[] = {
        {"its own", "run b\nauth.plain\nauth.any\n", "auth=any", "any"},
        {"any by plain", "run b\nauth.plain\n", "auth=any", "plain"},
        {"a dash", "run b\nauth.cram-md5\n", "auth=cram-md5", "cram-md5"},
        {"checking that nobody asked for", "run b\nverify.no\n", "verify?=yes", "no"},
        {"lacking", "run b\ntls.off\n", "tls=required", "required"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof served / sizeof served[0]; i++) {
        struct fixture f;
        struct mustls_program prog;
        struct mustls_kv kv[8];
        char text[200];
        print_message("%s\n", served[i].label);
        snprintf(text, sizeof text, "name a\n%s", served[i].profile);
        assert_int_equal(fixture_parse(&f, text), MUSTLS_OK);
        program_wishes(&prog, kv, served[i].wish);
        struct mustls_span got = mustls_profile_served(f.profile, &prog.wishes[0]);
        assert_true(mustls_span_eq(got, mustls_span_str(served[i].want)));
        fixture_end(&f);
    }
}

static void test_other_role(void **state)
{
    struct fixture f;
    struct mustls_program prog = {.role = MUSTLS_TEST_SERVER};
    (void)state;
    assert_int_equal(fixture_parse(&f, "name a\nrun b\n"), MUSTLS_OK);
    assert_string_equal(mustls_profile_lacks(f.arena, f.profile, &prog), "role=server");
    fixture_end(&f);
}

static void test_bare_command(void **state)
{
    const char *const command[] = {"/opt/my prog", "--tls={tls}", "{host}:{port}",
                                   "{{port}",      "$x",          NULL};
    struct fixture f;
    struct mustls_program prog;
    struct mustls_kv kv[8];
    struct mustls_buf got;
    char **argv;
    (void)state;
    fixture_begin(&f);
    program_wishes(&prog, kv, "tls=opportunistic auth=cram-md5");
    assert_int_equal(
        mustls_profile_from_command(f.arena, argv_of(command), 5, &f.diags, &f.profile), MUSTLS_OK);
    assert_string_equal(f.profile->name, "my_prog");
    assert_null(mustls_profile_lacks(f.arena, f.profile, &prog));
    assert_int_equal(mustls_profile_argv(f.arena, f.profile, &prog, values, &argv), MUSTLS_OK);
    mustls_buf_init(&got, 1000);
    mustls_shell_quote(&got, argv);
    assert_string_equal(mustls_buf_cstr(&got),
                        "'/opt/my prog' --tls=opportunistic localhost:2525 '{port}' '$x'");
    assert_true(mustls_exit_in(f.profile->exit_skip, 89));
    mustls_buf_deinit(&got);
    fixture_end(&f);
}

static void test_bare_command_mistakes(void **state)
{
    const char *const command[] = {"b", "{prt}", NULL}, *const empty[] = {"", NULL};
    const char *const dots[] = {"..", NULL};
    struct fixture f;
    (void)state;
    fixture_begin(&f);
    assert_int_equal(
        mustls_profile_from_command(f.arena, argv_of(command), 2, &f.diags, &f.profile),
        MUSTLS_EPARSE);
    assert_int_equal(f.diags.num, 1);
    assert_non_null(strstr(f.diags.items[0].help, "port"));
    assert_int_equal(
        mustls_profile_from_command(f.arena, argv_of(command), 0, &f.diags, &f.profile),
        MUSTLS_EPARSE);
    assert_int_equal(mustls_profile_from_command(f.arena, argv_of(empty), 1, &f.diags, &f.profile),
                     MUSTLS_EPARSE);
    /* The name is used as a folder. */
    assert_int_equal(mustls_profile_from_command(f.arena, argv_of(dots), 1, &f.diags, &f.profile),
                     MUSTLS_OK);
    assert_int_not_equal(f.profile->name[0], '.');
    fixture_end(&f);
}

static void test_version_and_env(void **state)
{
    static const char *const dir[MUSTLS_NUM_PLACEHOLDERS] = {[MUSTLS_PH_DIR] = "/d"};
    struct fixture f;
    (void)state;
    assert_int_equal(fixture_parse(&f, "name a\nrun b\nversion {dir}/x -V\nenv A={dir}\n"),
                     MUSTLS_OK);
    char **words = mustls_profile_words(f.arena, &f.profile->version, dir);
    assert_string_equal(words[0], "/d/x");
    assert_string_equal(words[1], "-V");
    assert_null(words[2]);
    assert_string_equal(mustls_profile_expand(f.arena, f.profile->env.items[0], dir), "A=/d");
    fixture_end(&f);
}

static void test_no_memory(void **state)
{
    const char *const command[] = {"b", "{tls}{host}", NULL};
    struct mustls_program prog;
    struct mustls_kv kv[8];
    (void)state;
    program_wishes(&prog, kv, "tls=required");
    for (size_t max = 1; max < 4000; max += 7) {
        struct mustls_arena *a = mustls_arena_new(max), *da = mustls_arena_new(1u << 20);
        struct mustls_diags d;
        struct mustls_profile *p = NULL;
        char **argv = NULL;
        mustls_diags_init(&d, da);
        enum mustls_status st = mustls_profile_from_command(a, argv_of(command), 2, &d, &p);
        if (st == MUSTLS_OK)
            st = mustls_profile_argv(a, p, &prog, values, &argv);
        assert_true(st == MUSTLS_OK || st == MUSTLS_ENOMEM || st == MUSTLS_ELIMIT);
        mustls_arena_free(a);
        mustls_arena_free(da);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_argv),
        cmocka_unit_test(test_served),
        cmocka_unit_test(test_other_role),
        cmocka_unit_test(test_bare_command),
        cmocka_unit_test(test_bare_command_mistakes),
        cmocka_unit_test(test_version_and_env),
        cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
