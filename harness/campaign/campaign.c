#include "campaign/campaign.h"

#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "campaign/internal.h"

#define TICK       MUSTLS_MSEC(500)
#define LINE_EVERY MUSTLS_SEC(10)
/* For engines to end by themselves. */
#define GRACE MUSTLS_SEC(10)

void mustls_campaign_fail(struct campaign *c, const char *fmt, ...)
{
    va_list ap;
    char text[sizeof c->err->text];
    if (c->failed)
        return; /* the first one is the cause */
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    mustls_error_set(c->err, "%s", text);
    c->failed = true;
}

static unsigned num_running(const struct campaign *c)
{
    unsigned n = 0;
    for (unsigned i = 0; i < c->o->jobs; i++)
        n += c->jobs[i].proc != NULL;
    return n;
}

void mustls_campaign_stop(struct campaign *c)
{
    if (c->stopping)
        return;
    c->stopping = true;
    c->stopped = mustls_io_now(c->io);
    for (unsigned i = 0; i < c->o->jobs; i++)
        mustls_job_stop(&c->jobs[i], SIGINT);
}

/* A second one does not wait for the engines. */
static void on_signal(void *arg, int signum)
{
    struct campaign *c = arg;
    if (c->result.signum)
        for (unsigned i = 0; i < c->o->jobs; i++)
            mustls_job_stop(&c->jobs[i], SIGKILL);
    c->result.signum = signum;
    mustls_campaign_stop(c);
    mustls_timer_set(c->tick, 0);
}

static void save_and_show(struct campaign *c, mustls_usec now)
{
    bool due = now - c->told >= LINE_EVERY;
    if (due || c->o->tty)
        mustls_show_line(c, false);
    if (!due)
        return;
    c->told = now;
    if (mustls_campaign_save(c, c->err) != MUSTLS_OK)
        c->failed = true;
}

/* Nothing runs any more, or it was waited for long enough. */
static bool is_over(struct campaign *c)
{
    mustls_usec now = mustls_io_now(c->io); /* not before c->stopped */
    if (c->failed)
        return true;
    if (!c->stopping)
        return false;
    if (num_running(c) > 0) {
        if (now - c->stopped > GRACE)
            for (unsigned i = 0; i < c->o->jobs; i++)
                mustls_job_stop(&c->jobs[i], SIGKILL);
        return false;
    }
    /* What is not looked at now is looked at first the next time. */
    mustls_usec most = GRACE + MUSTLS_SEC(2 * c->o->minimise + 4 * c->o->timeout);
    return c->result.signum || now - c->stopped > most || !mustls_examine_next(c);
}

static void on_tick(void *arg)
{
    struct campaign *c = arg;
    mustls_usec now = mustls_io_now(c->io);
    for (unsigned i = 0; i < c->o->jobs; i++) {
        if (c->jobs[i].proc)
            c->engine->listen(c, &c->jobs[i]);
        if (c->engine->harvest)
            c->engine->harvest(c, &c->jobs[i]);
    }
    if (c->engine->harvest) /* its processes live on after a find */
        mustls_campaign_gather(c, c->engine_dir, c->stopping && num_running(c) == 0 ? 0 : 1);
    if (!c->result.signum)
        mustls_examine_next(c);
    save_and_show(c, now);
    if (c->o->seconds && now - c->started >= MUSTLS_SEC(c->o->seconds))
        mustls_campaign_stop(c);
    if (is_over(c))
        mustls_io_stop(c->io);
    else
        mustls_timer_set(c->tick, now + TICK);
}

static enum mustls_status begin(struct campaign *c)
{
    const struct mustls_campaign_opts *o = c->o;
    bool good = mustls_campaign_env(c) && mustls_examine_init(c);
    for (unsigned i = 0; i < o->jobs && good; i++)
        good = mustls_job_init(c, &c->jobs[i], i);
    c->tick = mustls_timer_new(c->io, on_tick, c);
    if (!good || !c->tick) {
        mustls_campaign_fail(c, "no memory, or a path is too long");
        return MUSTLS_ENOMEM;
    }
    enum mustls_status st = mustls_campaign_import(c, c->err);
    if (st == MUSTLS_OK && c->engine->prepare)
        st = c->engine->prepare(c, c->err);
    if (st == MUSTLS_OK && (mustls_io_on_signal(c->io, SIGINT, on_signal, c) != MUSTLS_OK ||
                            mustls_io_on_signal(c->io, SIGTERM, on_signal, c) != MUSTLS_OK)) {
        mustls_error_set(c->err, "signals can't be heard");
        st = MUSTLS_EIO;
    }
    return st;
}

static enum mustls_status play(struct campaign *c)
{
    const struct mustls_campaign_opts *o = c->o;
    c->started = c->told = mustls_io_now(c->io);
    mustls_show_text(c, "%s  %s, %u jobs, %s  into %s", o->target.name,
                     mustls_engine_name(o->engine), o->jobs,
                     o->seconds ? "for a time" : "until Ctrl-C", c->out);
    if (!c->symbolizer[0])
        mustls_show_text(c, "no llvm-symbolizer: reports and buckets have addresses for names "
                            "(apt-get install llvm)");
    for (unsigned i = 0; i < o->jobs; i++)
        if (!mustls_job_start(&c->jobs[i]))
            return MUSTLS_EIO;
    mustls_timer_set(c->tick, mustls_io_now(c->io) + TICK);
    mustls_io_run(c->io);
    for (unsigned i = 0; i < o->jobs && c->engine->harvest; i++)
        c->engine->harvest(c, &c->jobs[i]);
    enum mustls_status st = c->failed ? MUSTLS_EIO : mustls_campaign_save(c, c->err);
    if (st == MUSTLS_OK)
        mustls_show_end(c);
    return st;
}

static void stop_loop(void *arg)
{
    struct campaign *c = arg;
    mustls_io_stop(c->io);
}

/* What was killed is reaped, or the loop could not free it. */
static void reap(struct campaign *c)
{
    struct mustls_timer *t = c->io ? mustls_timer_new(c->io, stop_loop, c) : NULL;
    for (int i = 0; t && i < 500 && mustls_io_num_procs(c->io) > 0; i++) {
        mustls_timer_set(t, mustls_io_now(c->io) + MUSTLS_MSEC(10));
        mustls_io_run(c->io);
    }
    mustls_timer_free(t);
}

static void end(struct campaign *c)
{
    for (unsigned i = 0; i < c->o->jobs; i++)
        mustls_job_free(&c->jobs[i]);
    mustls_examine_free(c);
    mustls_timer_free(c->tick);
    reap(c);
    mustls_io_free(c->io);
    mustls_campaign_close(c);
    mustls_arena_free(c->arena);
}

enum mustls_status mustls_campaign_run(const struct mustls_campaign_opts *o,
                                       struct mustls_campaign_result *out, struct mustls_error *err)
{
    static struct campaign c; /* large */
    c = (struct campaign){.o = o, .lock = -1, .err = err};
    c.engine = o->engine == MUSTLS_ENGINE_AFL ? &mustls_engine_afl : &mustls_engine_libfuzzer;
    c.arena = mustls_arena_new(16u << 20);
    enum mustls_status st = MUSTLS_ENOMEM;
    if (c.arena)
        st = mustls_campaign_open(&c, err);
    if (st == MUSTLS_OK && !(c.io = mustls_io_new(err)))
        st = MUSTLS_EIO;
    if (st == MUSTLS_OK)
        st = begin(&c);
    if (st == MUSTLS_OK)
        st = play(&c);
    *out = c.result;
    end(&c);
    return st;
}
