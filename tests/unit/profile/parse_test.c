#include "profile/helper.h"

static const char full[] =
    "# curl, the tool\r\n"
    "name               curl\r\n"
    "role client\n"
    "package            curl\n"
    "version            curl --version\n"
    "\n"
    "run                curl {tls} {auth} -m {timeout} smtp://{host}:{port}\n"
    "stdin              {message}\n"
    "env                A=1 'B=x y'\n"
    "env                C={tmp}/c\n"
    "tls.required       --ssl-reqd\n"
    "tls.off\n"
    "auth.plain         --user {user}:{password}\n"
    "auth.none\n"
    "port               25\n"
    "needs              root\n"
    "bind               {tmp}/etc /etc/dma\n"
    "bind               '{dir}/a b' /etc/b\n"
    "exit.ok            0 3\n"
    "apt                curl libstdc++6 python3.11\n"
    "unpack             dma\n"
    "npm                nodemailer@10.6.0 @scope/na_me@1.0.0-rc.1\n"
    "build              cc -o bin/a a.c $(pkg-config --libs libcurl)\n"
    "exit.skip          77";

static void test_all_keys(void **state)
{
    struct fixture f;
    (void)state;
    assert_int_equal(fixture_parse(&f, full), MUSTLS_OK);
    const struct mustls_profile *p = f.profile;
    assert_int_equal(f.diags.num, 0);
    assert_string_equal(p->name, "curl");
    assert_string_equal(p->package, "curl");
    assert_string_equal(p->path, "p.profile");
    assert_int_equal(p->role, MUSTLS_TEST_CLIENT);
    assert_int_equal(p->version.num, 2);
    assert_int_equal(p->run.num, 6);
    assert_true(mustls_span_eq(p->stdin_file, MUSTLS_LIT("{message}")));
    assert_int_equal(p->env.num, 3);
    assert_true(mustls_span_eq(p->env.items[1], MUSTLS_LIT("B=x y")));
    assert_int_equal(p->apt.num, 3);
    assert_int_equal(p->unpack.num, 1);
    assert_int_equal(p->npm.num, 2);
    assert_true(mustls_span_eq(p->npm.items[1], MUSTLS_LIT("@scope/na_me@1.0.0-rc.1")));
    assert_string_equal(p->build, "cc -o bin/a a.c $(pkg-config --libs libcurl)");
    assert_int_equal(p->num_options, 4);
    assert_int_equal(p->port, 25);
    assert_true(p->needs_root);
    assert_int_equal(p->num_binds, 2);
    assert_true(mustls_span_eq(p->binds[1].from, MUSTLS_LIT("{dir}/a b")));
    assert_true(mustls_span_eq(p->binds[1].to, MUSTLS_LIT("/etc/b")));
    assert_int_equal(p->options[1].words.num, 0);
    assert_true(mustls_exit_in(p->exit_ok, 0));
    assert_true(mustls_exit_in(p->exit_ok, 3));
    assert_false(mustls_exit_in(p->exit_ok, 77));
    assert_true(mustls_exit_in(p->exit_skip, 77));
    assert_false(mustls_exit_in(p->exit_skip, 89));
    assert_false(mustls_exit_in(p->exit_ok, -1));
    assert_false(mustls_exit_in(p->exit_ok, 256));
    fixture_end(&f);
}

static void test_defaults(void **state)
{
    struct fixture f;
    (void)state;
    assert_int_equal(fixture_parse(&f, "name a\nrun b\n"), MUSTLS_OK);
    assert_string_equal(f.profile->package, "");
    assert_string_equal(f.profile->build, "");
    assert_int_equal(f.profile->apt.num, 0);
    assert_int_equal(f.profile->version.num, 0);
    assert_int_equal(f.profile->stdin_file.len, 0);
    assert_true(mustls_exit_in(f.profile->exit_ok, 0));
    assert_true(mustls_exit_in(f.profile->exit_skip, 77));
    assert_true(mustls_exit_in(f.profile->exit_skip, 89));
    assert_int_equal(f.profile->settle_ms, 5000);
    fixture_end(&f);
}

static void test_server(void **state)
{
    struct fixture f;
    (void)state;
    assert_int_equal(fixture_parse(&f,
                                   "role server\nname a\nrun b {starttls} {auth}\nsettle 250ms\n"
                                   "starttls.offered x\nauth.plain y\n"),
                     MUSTLS_OK);
    assert_int_equal(f.profile->role, MUSTLS_TEST_SERVER);
    assert_int_equal(f.profile->settle_ms, 250);
    assert_int_equal(f.diags.num, 0);
    fixture_end(&f);
}

#define GOOD "name a\nrun b\n"

/* One mistake each: its line, column and underlined length, a piece of its text, and of its help.
 */
static const struct {
    const char *label, *in;
    unsigned line, col, len;
    const char *text, *help;
} bad[] = {
    {"unknown key", GOOD "nmae x\n", 3, 1, 4, "\"nmae\" is no key", "name"},
    {"far key", GOOD "zzzzzz x\n", 3, 1, 6, "\"zzzzzz\" is no key", NULL},
    {"key without its value", GOOD "tls\n", 3, 1, 3, "is no key", NULL},
    {"wish value", GOOD "tls.requird x\n", 3, 5, 7, "value of this wish", "required"},
    {"timeout has no lines", GOOD "timeout.5 x\n", 3, 1, 9, "is no key", NULL},
    {"key twice", GOOD "name c\n", 3, 1, 4, "a line already", NULL},
    {"wish twice", "name a\nrun b {tls}\ntls.off\ntls.off\n", 4, 1, 7, "a line already", NULL},
    {"role", GOOD "role clint\n", 3, 6, 5, "is no role", "client"},
    {"placeholder", "name a\nrun b {hots}\n", 2, 8, 4, "is no placeholder", "host"},
    {"placeholder far from all", "name a\nrun b {zzzzzz}\n", 2, 8, 6, "is no placeholder", "{{"},
    {"wish inside a word", "name a\nrun b --t={tls}\ntls.off\n", 2, 11, 5, "a word of its own",
     "blanks"},
    {"wish in a wish line", "name a\nrun b {tls}\ntls.off {auth}\n", 3, 9, 6, "in run only", NULL},
    {"wish in env", GOOD "env A={tls}\n", 3, 7, 5, "in run only", NULL},
    {"port in version", GOOD "version b {port}\n", 3, 11, 6, "no value here", "{dir}"},
    {"wish with no line", "name a\nrun b {tls}\n", 2, 1, 11, "no line says", "tls.required"},
    {"other role's wish", GOOD "starttls.off\n", 3, 1, 12, "clients have no such wish", NULL},
    {"quote", "name a\nrun b 'c\n", 2, 7, 1, "no partner", NULL},
    {"run is empty", "name a\nrun\n", 2, 1, 3, "run needs a command", NULL},
    {"no name", "run b\n", 1, 1, 1, "a name is missing", "name NAME"},
    {"no run", "name a\n", 1, 1, 1, "the command is missing", "run"},
    {"bad name", "name a/b\nrun b\n", 1, 6, 3, "a name is", NULL},
    {"hidden name", "name .b\nrun b\n", 1, 6, 2, "a name is", NULL},
    {"stdin of two", GOOD "stdin a b\n", 3, 7, 3, "stdin needs one file", NULL},
    {"env without =", GOOD "env A\n", 3, 5, 1, "NAME=value", NULL},
    {"env with a digit", GOOD "env 1A=b\n", 3, 5, 4, "NAME=value", NULL},
    {"exit 256", GOOD "exit.ok 256\n", 3, 9, 3, "0 to 255", NULL},
    {"exit -1", GOOD "exit.ok -1\n", 3, 9, 2, "0 to 255", NULL},
    {"no exit", GOOD "exit.ok\n", 3, 1, 7, "at least one", NULL},
    {"ok and skip", GOOD "exit.ok 77\n", 1, 1, 1, "both ok and skip", NULL},
    {"settle", GOOD "settle 5\n", 3, 8, 1, "settle needs a time", "500ms"},
    {"gives-up", GOOD "gives-up never\n", 3, 10, 5, "gives-up takes yes or no", NULL},
    {"port", GOOD "port 26\n", 3, 6, 2, "port takes 25, 465 or 587", "{port}"},
    {"needs", GOOD "needs rot\n", 3, 7, 3, "needs takes root", NULL},
    {"bind alone", GOOD "bind {tmp}/a\n", 3, 6, 7, "bind needs two words", "/etc/dma"},
    {"bind from outside", GOOD "bind /etc /etc/dma\n", 3, 6, 13, "lies in {tmp} or {dir}", NULL},
    {"bind from beside", GOOD "bind {tmp}x /etc/dma\n", 3, 6, 15, "lies in {tmp}", NULL},
    {"bind to", GOOD "bind {tmp}/a dma\n", 3, 6, 11, "is the path of", NULL},
    {"bind to what", GOOD "bind {tmp}/a /etc/{user}\n", 3, 6, 19, "no placeholders", NULL},
    {"settle too long", GOOD "settle 601s\n", 3, 8, 4, "settle needs a time", NULL},
    {"apt of nothing", GOOD "apt\n", 3, 1, 3, "apt needs names", NULL},
    {"apt twice", GOOD "apt aa\napt bb\n", 4, 1, 3, "a line already", NULL},
    {"apt option", GOOD "apt curl --force\n", 3, 5, 12, "apt needs names", NULL},
    {"apt one letter", GOOD "apt x\n", 3, 5, 1, "apt needs names", NULL},
    {"apt shell", GOOD "apt 'a;b'\n", 3, 5, 5, "apt needs names", NULL},
    {"unpack path", GOOD "unpack ../dma\n", 3, 8, 6, "unpack needs names", NULL},
    {"unpack empty word", GOOD "unpack dma ''\n", 3, 8, 6, "unpack needs names", NULL},
    {"npm without version", GOOD "npm nodemailer\n", 3, 5, 10, "NAME@VERSION", "10.6.0"},
    {"npm empty version", GOOD "npm nodemailer@\n", 3, 5, 11, "NAME@VERSION", NULL},
    {"npm scope alone", GOOD "npm @scope@1\n", 3, 5, 8, "NAME@VERSION", NULL},
    {"npm scope without name", GOOD "npm @scope/@1\n", 3, 5, 9, "NAME@VERSION", NULL},
    {"npm empty scope", GOOD "npm @/a@1\n", 3, 5, 5, "NAME@VERSION", NULL},
    {"npm only a version", GOOD "npm @1.0\n", 3, 5, 4, "NAME@VERSION", NULL},
    {"npm path", GOOD "npm a@1/../b\n", 3, 5, 8, "NAME@VERSION", NULL},
    {"npm option", GOOD "npm -g@1\n", 3, 5, 4, "NAME@VERSION", NULL},
    {"build of nothing", GOOD "build\n", 3, 1, 5, "build needs a command", NULL},
    {"control byte", GOOD "env A=\x01\n", 3, 1, 7, "control byte", NULL},
};

static void test_mistakes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct fixture f;
        print_message("%s\n", bad[i].label);
        assert_int_equal(fixture_parse(&f, bad[i].in), MUSTLS_EPARSE);
        assert_int_equal(f.diags.num, 1);
        const struct mustls_diag *d = &f.diags.items[0];
        assert_int_equal(d->line, bad[i].line);
        assert_int_equal(d->col, bad[i].col);
        assert_int_equal(d->len, bad[i].len);
        assert_non_null(strstr(d->text, bad[i].text));
        if (bad[i].help)
            assert_non_null(strstr(d->help ? d->help : "", bad[i].help));
        assert_null(f.profile);
        fixture_end(&f);
    }
}

static void test_all_in_one_go(void **state)
{
    struct fixture f;
    (void)state;
    assert_int_equal(fixture_parse(&f, "nam a\nrun {hst} {prt}\nexit.ok x\nrole r\n"),
                     MUSTLS_EPARSE);
    assert_int_equal(f.diags.num_errors, 6); /* nam, hst, prt, x, r, and no name */
    fixture_end(&f);
}

/* What is blamed for waiting: what was told how long. */
static void test_gives_up(void **state)
{
    static const struct {
        const char *profile;
        bool gives_up;
    } rows[] = {
        {GOOD, false},
        {"name a\nrun b -t {timeout}\n", true},
        {"name a\nrun b --t={timeout}s\n", true},
        {"name a\nrun b {{timeout}\n", false},
        {GOOD "env T={timeout}\n", true},
        {"name a\nrun b {tls}\ntls.off -t {timeout}\n", true},
        {GOOD "gives-up yes\n", true},
        {"name a\nrun b -t {timeout}\ngives-up no\n", false},
        {"gives-up no\nname a\nrun b -t {timeout}\n", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fixture f;
        print_message("%s\n", rows[i].profile);
        assert_int_equal(fixture_parse(&f, rows[i].profile), MUSTLS_OK);
        assert_int_equal(f.diags.num, 0);
        assert_int_equal(f.profile->gives_up, rows[i].gives_up);
        fixture_end(&f);
    }
}

static void test_words_that_go_nowhere(void **state)
{
    struct fixture f;
    (void)state;
    assert_int_equal(fixture_parse(&f, GOOD "tls.off\ntls.required --tls\n"), MUSTLS_OK);
    assert_int_equal(f.diags.num_errors, 0);
    assert_int_equal(f.diags.num_warnings, 1);
    assert_int_equal(f.diags.items[0].line, 4);
    fixture_end(&f);
}

static void test_nul_and_size(void **state)
{
    static const char nul[] = "name a\nrun b\0c\n";
    static char big[MUSTLS_PROFILE_MAX_FILE + 1];
    struct fixture f;
    (void)state;
    fixture_begin(&f);
    assert_int_equal(
        mustls_profile_parse(f.arena, "p", mustls_span(nul, sizeof nul - 1), &f.diags, &f.profile),
        MUSTLS_EPARSE);
    memset(big, '\n', sizeof big);
    assert_int_equal(
        mustls_profile_parse(f.arena, "p", mustls_span(big, sizeof big), &f.diags, &f.profile),
        MUSTLS_EPARSE);
    fixture_end(&f);
}

/* Any prefix of a profile is a text too; only a status may come of it. */
static void test_every_prefix(void **state)
{
    (void)state;
    for (size_t n = 0; n < sizeof full; n++) {
        struct fixture f;
        uint8_t *copy = mustls_alloc(n + 1); /* exact, so that reading past the end is seen */
        struct mustls_arena *a = mustls_arena_new(1u << 20);
        memcpy(copy, full, n);
        mustls_diags_init(&f.diags, a);
        (void)mustls_profile_parse(a, "p", mustls_span(copy + 0, n), &f.diags, &f.profile);
        mustls_arena_free(a);
        mustls_free(copy);
    }
}

static void test_no_memory(void **state)
{
    (void)state;
    for (long n = 0; n < 40; n++) {
        struct fixture f;
        fixture_begin(&f);
        mustls_alloc_fail_after(n);
        enum mustls_status st =
            mustls_profile_parse(f.arena, "p", mustls_span_str(full), &f.diags, &f.profile);
        mustls_alloc_fail_after(-1);
        assert_true(st == MUSTLS_OK || st == MUSTLS_ENOMEM);
        fixture_end(&f);
    }
    /* The arena's own cap, at every size. */
    for (size_t max = 1; max < 12000; max += 13) {
        struct mustls_arena *a = mustls_arena_new(max), *da = mustls_arena_new(1u << 20);
        struct mustls_diags d;
        struct mustls_profile *p = NULL;
        mustls_diags_init(&d, da);
        enum mustls_status st = mustls_profile_parse(a, "p", mustls_span_str(full), &d, &p);
        assert_true(st == MUSTLS_OK || st == MUSTLS_ENOMEM || st == MUSTLS_ELIMIT);
        mustls_arena_free(a);
        mustls_arena_free(da);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_all_keys),
        cmocka_unit_test(test_defaults),
        cmocka_unit_test(test_server),
        cmocka_unit_test(test_mistakes),
        cmocka_unit_test(test_all_in_one_go),
        cmocka_unit_test(test_gives_up),
        cmocka_unit_test(test_words_that_go_nowhere),
        cmocka_unit_test(test_nul_and_size),
        cmocka_unit_test(test_every_prefix),
        cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
