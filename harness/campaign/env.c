/* The environment of what a campaign starts. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "campaign/internal.h"
#include "run/watchdog.h"

enum { MAX_ENV = 4096 };

/* The user's own options stand behind ours, and count. */
static char *with_users(struct mustls_arena *a, const char *name, const char *ours)
{
    const char *users = getenv(name);
    return mustls_arena_printf(a, "%s=%s%s%s", name, ours, users && *users ? ":" : "",
                               users ? users : "");
}

static bool is_ours(const char *entry)
{
    static const char *const names[] = {
        "ASAN_OPTIONS=",         "UBSAN_OPTIONS=", "ASAN_SYMBOLIZER_PATH=",
        "MSAN_SYMBOLIZER_PATH=", "AFL_",           (MUSTLS_TOKEN_NAME "=")};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strncmp(entry, names[i], strlen(names[i])) == 0)
            return true;
    return false;
}

static void find_symbolizer(struct campaign *c)
{
    static const char *const names[] = {
        "llvm-symbolizer",    "llvm-symbolizer-14", "llvm-symbolizer-19", "llvm-symbolizer-18",
        "llvm-symbolizer-17", "llvm-symbolizer-16", "llvm-symbolizer-15"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (mustls_find_program(names[i], c->symbolizer))
            return;
    c->symbolizer[0] = 0;
}

static char **make(struct campaign *c, const char *asan, const char *ubsan, const char *const *more)
{
    char **env = mustls_arena_array(c->arena, MAX_ENV, sizeof *env);
    size_t n = 0;
    if (!env)
        return NULL;
    for (char **e = environ; *e && n < MAX_ENV - 32; e++)
        if (!is_ours(*e))
            env[n++] = *e;
    env[n++] = with_users(c->arena, "ASAN_OPTIONS", asan);
    env[n++] = with_users(c->arena, "UBSAN_OPTIONS", ubsan);
    env[n++] = mustls_arena_printf(c->arena, MUSTLS_TOKEN_NAME "=%s.fuzz", c->token);
    if (c->symbolizer[0])
        env[n++] = mustls_arena_printf(c->arena, "ASAN_SYMBOLIZER_PATH=%s", c->symbolizer);
    for (; *more; more++)
        env[n++] = mustls_arena_str(c->arena, mustls_span_str(*more));
    for (size_t i = 0; i < n; i++)
        if (!env[i])
            return NULL;
    return env;
}

#define CATCH "handle_segv=2:handle_bus=2:handle_fpe=2:handle_sigill=2"

bool mustls_campaign_env(struct campaign *c)
{
    /* afl-fuzz refuses to start where these are not as it wants them. */
    static const char afl_asan[] = "abort_on_error=1:symbolize=0:detect_leaks=0:" CATCH
                                   ":max_allocation_size_mb=1024:allocator_may_return_null=0";
    static const char *const afl_words[] = {"AFL_NO_UI=1",
                                            "AFL_QUIET=1",
                                            "AFL_NO_AFFINITY=1",
                                            "AFL_SKIP_CPUFREQ=1",
                                            "AFL_I_DONT_CARE_ABOUT_MISSING_CRASHES=1",
                                            "AFL_AUTORESUME=1",
                                            "AFL_SKIP_CRASHES=1",
                                            "AFL_IGNORE_UNKNOWN_ENVS=1",
                                            "AFL_NO_CRASH_README=1",
                                            "AFL_FORKSRV_INIT_TMOUT=60000",
                                            NULL};
    static const char *const none[] = {NULL};
    bool afl = c->o->engine == MUSTLS_ENGINE_AFL;
    find_symbolizer(c);
    c->engine_env =
        afl ? make(c, afl_asan, "abort_on_error=1:halt_on_error=1:symbolize=0", afl_words)
            : make(c, CATCH, "print_stacktrace=1:halt_on_error=1", none);
    c->probe_env = make(c,
                        afl ? CATCH ":handle_abort=1:abort_on_error=1:detect_leaks=1:"
                                    "max_allocation_size_mb=1024:hard_rss_limit_mb=2048"
                            : CATCH,
                        "print_stacktrace=1:halt_on_error=1", none);
    if (!c->engine_env || !c->probe_env)
        return false;
    char mutator[MUSTLS_PATH];
    if (!afl || !c->o->target.flat || !mustls_path(mutator, c->o->bin, "mustls_afl_mutator.so") ||
        access(mutator, R_OK) != 0)
        return true;
    size_t n = 0;
    while (c->engine_env[n])
        n++;
    c->engine_env[n] = mustls_arena_printf(c->arena, "AFL_CUSTOM_MUTATOR_LIBRARY=%s", mutator);
    return c->engine_env[n] != NULL;
}
