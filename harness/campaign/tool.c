#define _GNU_SOURCE
#include "campaign/tool.h"

#include <signal.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "io/io.h"
#include "run/watchdog.h"

#define HEAD       (1u << 20)
#define TAIL       (1u << 20)
#define LINE_EVERY MUSTLS_SEC(10)

static char token[96] = MUSTLS_TOKEN_NAME "="; /* as the environment has it */

enum mustls_status mustls_tool_guard(const char *scratch, struct mustls_error *err)
{
    char *value = token + sizeof MUSTLS_TOKEN_NAME;
    snprintf(value, sizeof token - sizeof MUSTLS_TOKEN_NAME, "tool-%ld-%lld", (long)getpid(),
             (long long)time(NULL));
    return mustls_watchdog_start(value, scratch, err);
}

struct running {
    struct mustls_io *io;
    struct mustls_proc *proc;
    struct mustls_timer *timer;
    const struct mustls_tool *t;
    mustls_usec started, end;
    int code, signum;
    bool late;
};

static void on_exit_status(void *arg, int code, int sig)
{
    struct running *r = arg;
    r->code = sig ? 128 + sig : code;
    mustls_io_stop(r->io);
}

static void on_time(void *arg)
{
    struct running *r = arg;
    mustls_usec now = mustls_io_now(r->io);
    if (now >= r->end) {
        r->late = true;
        mustls_proc_kill(r->proc);
        return;
    }
    fprintf(stderr, "%s: %u s\n", r->t->doing, (unsigned)((now - r->started) / MUSTLS_SEC(1)));
    mustls_timer_set(r->timer, now + LINE_EVERY < r->end ? now + LINE_EVERY : r->end);
}

static void on_signal(void *arg, int signum)
{
    struct running *r = arg;
    r->signum = signum;
    mustls_proc_kill(r->proc);
}

static char **make_env(struct mustls_arena *a, const char *const *more)
{
    size_t n = 0, m = 0;
    while (environ[n])
        n++;
    while (more && more[m])
        m++;
    char **env = mustls_arena_array(a, n + m + 2, sizeof *env);
    if (!env)
        return NULL;
    for (size_t i = 0; i < m; i++)
        env[i] = (char *)(uintptr_t)more[i]; /* the first of a name counts */
    env[m] = token;
    for (size_t i = 0; i < n; i++)
        env[m + 1 + i] = environ[i];
    return env;
}

static enum mustls_status start(struct running *r, char **env, struct mustls_error *err)
{
    const struct mustls_tool *t = r->t;
    struct mustls_spawn s = {.argv = (char *const *)(uintptr_t)t->argv,
                             .env = env,
                             .head = HEAD,
                             .tail = TAIL,
                             .exited = on_exit_status,
                             .arg = r};
    r->timer = mustls_timer_new(r->io, on_time, r);
    if (!env || !r->timer) {
        mustls_error_set(err, "no memory to run %s", t->argv[0]);
        return MUSTLS_ENOMEM;
    }
    mustls_io_on_signal(r->io, SIGINT, on_signal, r);
    mustls_io_on_signal(r->io, SIGTERM, on_signal, r);
    r->proc = mustls_io_spawn(r->io, &s, err);
    if (!r->proc)
        return MUSTLS_EIO;
    r->started = mustls_io_now(r->io);
    r->end = r->started + MUSTLS_SEC(t->seconds);
    mustls_timer_set(r->timer, r->started + LINE_EVERY < r->end ? r->started + LINE_EVERY : r->end);
    return MUSTLS_OK;
}

enum mustls_status mustls_tool_run(const struct mustls_tool *t, struct mustls_buf *out, int *code,
                                   int *signum, struct mustls_error *err)
{
    struct running r = {.t = t};
    struct mustls_arena *a = mustls_arena_new(4u << 20);
    enum mustls_status st = MUSTLS_ENOMEM;
    r.io = a ? mustls_io_new(err) : NULL;
    if (r.io)
        st = start(&r, make_env(a, t->env), err);
    if (st == MUSTLS_OK) {
        bool cut;
        mustls_io_run(r.io);
        mustls_buf_put(out, mustls_proc_output(r.proc, &cut));
        *code = r.code;
        *signum = r.signum;
        if (r.late || r.signum) {
            mustls_error_set(err, r.late ? "%s took more than %u s" : "%s was interrupted",
                             t->argv[0], t->seconds);
            st = MUSTLS_EIO;
        }
    }
    mustls_proc_free(r.proc);
    mustls_timer_free(r.timer);
    mustls_io_free(r.io);
    mustls_arena_free(a);
    return st;
}
