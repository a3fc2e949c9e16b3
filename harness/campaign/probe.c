#include "campaign/probe.h"

#include <signal.h>
#include <stdio.h>

#include "base/arena.h"
#include "campaign/bucket.h"

#define HEAD (128u << 10)
#define TAIL (128u << 10)
/* For starting up, and for the report with its symbols. */
#define SLACK MUSTLS_SEC(10)
#define GRACE MUSTLS_SEC(5)

struct mustls_probe {
    struct mustls_probe_setup s;
    struct mustls_proc *proc;
    struct mustls_timer *timer, *later;
    mustls_probe_cb done;
    void *arg;
    unsigned timeout;
    bool aborted; /* it was told to end, and to show where it is */
    char input[MUSTLS_PATH], option[32];
};

/* The callback frees or restarts: it comes from the loop, not from the process's own callback. */
static void tell(void *arg)
{
    struct mustls_probe *p = arg;
    bool cut;
    struct mustls_buf report;
    struct mustls_span said = mustls_proc_output(p->proc, &cut);
    mustls_buf_init(&report, HEAD + 2 * TAIL + 256);
    if (p->aborted)
        mustls_buf_printf(&report, MUSTLS_NO_END "%u s\n", p->timeout);
    mustls_buf_put(&report, said);
    mustls_proc_free(p->proc);
    p->proc = NULL;
    p->done(p->arg, mustls_buf_span(&report));
    mustls_buf_deinit(&report);
}

static void on_exit_status(void *arg, int code, int sig)
{
    struct mustls_probe *p = arg;
    (void)code;
    (void)sig;
    mustls_proc_kill(p->proc); /* its symbolizer */
    mustls_timer_set(p->timer, MUSTLS_NEVER);
    mustls_timer_set(p->later, 0);
}

static void on_time(void *arg)
{
    struct mustls_probe *p = arg;
    if (p->aborted) {
        mustls_proc_kill(p->proc);
        return;
    }
    p->aborted = true;
    mustls_proc_signal(p->proc, SIGABRT);
    mustls_timer_set(p->timer, mustls_io_now(p->s.io) + GRACE);
}

struct mustls_probe *mustls_probe_new(const struct mustls_probe_setup *s)
{
    struct mustls_probe *p = mustls_alloc(sizeof *p);
    if (!p)
        return NULL;
    p->s = *s;
    p->timer = mustls_timer_new(s->io, on_time, p);
    p->later = mustls_timer_new(s->io, tell, p);
    if (!p->timer || !p->later || !mustls_path(p->input, s->dir, "probe")) {
        mustls_probe_free(p);
        return NULL;
    }
    return p;
}

void mustls_probe_free(struct mustls_probe *p)
{
    if (!p)
        return;
    mustls_proc_free(p->proc);
    mustls_timer_free(p->timer);
    mustls_timer_free(p->later);
    mustls_free(p);
}

enum mustls_status mustls_probe_start(struct mustls_probe *p, struct mustls_span input,
                                      unsigned timeout, mustls_probe_cb done, void *arg,
                                      struct mustls_error *err)
{
    const char *const with[] = {p->s.program, p->option, "-rss_limit_mb=2048", p->input, NULL};
    const char *const alone[] = {p->s.program, p->input, NULL};
    struct mustls_spawn spawn = {.argv = (char *const *)(uintptr_t)(p->s.libfuzzer ? with : alone),
                                 .env = p->s.env,
                                 .dir = p->s.dir,
                                 .head = HEAD,
                                 .tail = TAIL,
                                 .exited = on_exit_status,
                                 .arg = p};
    enum mustls_status st = mustls_file_put(p->input, input, false, err);
    if (st != MUSTLS_OK)
        return st;
    snprintf(p->option, sizeof p->option, "-timeout=%u", timeout);
    p->done = done;
    p->arg = arg;
    p->timeout = timeout;
    p->aborted = false;
    p->proc = mustls_io_spawn(p->s.io, &spawn, err);
    if (!p->proc)
        return MUSTLS_EIO;
    /* libFuzzer keeps the time by itself, and tells better where it was. */
    mustls_timer_set(p->timer, mustls_io_now(p->s.io) + MUSTLS_SEC(timeout) +
                                   (p->s.libfuzzer ? MUSTLS_SEC(timeout) + SLACK : 0));
    return MUSTLS_OK;
}

static const char *value_of(char *const *env, const char *name)
{
    size_t n = strlen(name);
    for (; *env; env++)
        if (strncmp(*env, name, n) == 0 && (*env)[n] == '=')
            return *env + n + 1;
    return NULL;
}

/* 'it'\''s' */
static void put_quoted(struct mustls_buf *out, const char *s)
{
    mustls_buf_putc(out, '\'');
    for (; *s; s++)
        if (*s == '\'')
            mustls_buf_puts(out, "'\\''");
        else
            mustls_buf_putc(out, *s);
    mustls_buf_putc(out, '\'');
}

void mustls_probe_put_again(struct mustls_buf *out, const struct mustls_probe_setup *s,
                            unsigned timeout)
{
    static const char *const names[] = {"ASAN_OPTIONS", "UBSAN_OPTIONS", "ASAN_SYMBOLIZER_PATH"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = value_of(s->env, names[i]);
        if (!value)
            continue;
        mustls_buf_printf(out, "%s=", names[i]);
        put_quoted(out, value);
        mustls_buf_puts(out, " \\\n");
    }
    if (s->libfuzzer) {
        mustls_buf_puts(out, "exec ");
        put_quoted(out, s->program);
        mustls_buf_printf(out, " -timeout=%u -rss_limit_mb=2048 \"$@\" input\n", timeout);
    } else {
        mustls_buf_printf(out, "exec timeout -s ABRT %u ", timeout);
        put_quoted(out, s->program);
        mustls_buf_puts(out, " \"$@\" input\n");
    }
}
