/* Profiles: an error that is told, or a profile that makes a command line from any value. */
#include "fuzz.h"
#include "profile/profile.h"
#include "program.h"

static void check(struct mustls_arena *a, const struct mustls_profile *p, const char *scenario)
{
    static const char *const values[MUSTLS_NUM_PLACEHOLDERS] = {"h st", "25", "it's", NULL,
                                                                "{host}"};
    struct mustls_program *prog = fuzz_program(a, mustls_span_str(scenario));
    char **argv = NULL;
    const char *lacks = mustls_profile_lacks(a, p, prog);
    enum mustls_status st = mustls_profile_argv(a, p, prog, values, &argv);
    fuzz_require(st != MUSTLS_OK || argv[0], "a command line has a command");
    fuzz_require(lacks || st != MUSTLS_ENOENT, "what is not lacking can be said");
    if (st != MUSTLS_OK)
        return;
    struct mustls_buf b;
    mustls_buf_init(&b, 16u << 20);
    mustls_shell_quote(&b, argv);
    mustls_buf_deinit(&b);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mustls_arena *a = mustls_arena_new(256u << 20);
    struct mustls_diags d;
    struct mustls_profile *p = NULL;
    struct mustls_buf out;
    mustls_diags_init(&d, a);
    mustls_buf_init(&out, 16u << 20);
    enum mustls_status st = mustls_profile_parse(a, "p", mustls_span(data, size), &d, &p);
    fuzz_require(st != MUSTLS_EPARSE || d.num_errors > 0, "a refusal is told");
    fuzz_require(st != MUSTLS_OK || d.num_errors == 0, "what has errors is refused");
    mustls_diags_put(&out, &d);
    if (st == MUSTLS_OK) {
        for (int i = 0; i < 256; i++)
            fuzz_require(!mustls_exit_in(p->exit_ok, i) || !mustls_exit_in(p->exit_skip, i),
                         "a status means one thing");
        check(a, p,
              p->role == MUSTLS_TEST_SERVER ? "test server\n" : "client tls=required auth=plain\n");
    }
    mustls_buf_deinit(&out);
    mustls_arena_free(a);
    return 0;
}
