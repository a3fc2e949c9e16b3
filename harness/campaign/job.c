/* One process of an engine: started, ended, started again. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "campaign/internal.h"
#include "campaign/stack.h"

enum { MAX_BAD_ENDS = 3 };
#define SOON MUSTLS_SEC(5)

/* What libFuzzer says once its corpus is read. */
#define STARTED MUSTLS_LIT("INITED")

struct dead {
    struct campaign *c;
    struct job *j;
    struct mustls_span said;
    unsigned num;  /* finds */
    bool at_start; /* it died while it read its corpus */
    bool skipped;  /* and will not again: the input is out of the corpus */
};

/* A find of a process whose last words tell what it is. */
static bool take_find(void *arg, const char *path, size_t size)
{
    struct dead *d = arg;
    struct mustls_bucket b;
    struct mustls_buf input;
    (void)size;
    if (!d->c->engine->is_find(path))
        return true;
    d->num++;
    if (!mustls_bucket_of(d->said, &b))
        return true; /* gathered below */
    mustls_buf_init(&input, MUSTLS_FIND_INPUT_MAX);
    if (mustls_file_get(path, &input, NULL) == MUSTLS_OK) {
        struct mustls_span in = mustls_buf_span(&input);
        mustls_campaign_file(d->c, &b, in, d->said, mustls_campaign_id(path));
        if (!d->c->failed)
            unlink(path);
        if (d->at_start)
            d->skipped |= mustls_campaign_skip(d->c, in);
    }
    mustls_buf_deinit(&input);
    return !d->c->failed;
}

static struct mustls_span last_lines(struct mustls_span s)
{
    size_t at = s.len, lines = 0;
    while (at > 0 && lines < 12)
        lines += s.ptr[--at] == '\n';
    return mustls_span_from(s, at);
}

static void count_bad_end(struct dead *d)
{
    struct job *j = d->j;
    struct campaign *c = d->c;
    bool soon = mustls_io_now(c->io) - j->started < SOON;
    if (d->num > 0 && (!d->at_start || d->skipped)) {
        j->bad_ends = 0;
        return;
    }
    j->bad_ends = soon ? j->bad_ends + 1 : 0;
    if (j->bad_ends < MAX_BAD_ENDS)
        return;
    struct mustls_span last = last_lines(d->said);
    mustls_campaign_fail(c, "%s ends again and again (%s %d); its last words:\n%.*s", j->argv[0],
                         j->sig ? "signal" : "exit", j->sig ? j->sig : j->code, (int)last.len,
                         (const char *)last.ptr);
}

/* OUT/log-N.txt: what the last process of the job said, for whoever wonders. */
static void keep_log(struct job *j, struct mustls_span said)
{
    char path[MUSTLS_PATH];
    int n = snprintf(path, sizeof path, "%s/log-%u.txt", j->c->out, j->no + 1);
    if (n < MUSTLS_PATH)
        mustls_file_put(path, said, false, NULL);
}

static void after_end(void *arg)
{
    struct job *j = arg;
    struct campaign *c = j->c;
    bool cut;
    c->engine->listen(c, j);
    struct mustls_span said = mustls_proc_output(j->proc, &cut);
    struct dead d = {
        .c = c,
        .j = j,
        .said = said,
        .at_start = mustls_span_find(said, STARTED) == MUSTLS_NPOS,
    };
    keep_log(j, said);
    if (!c->engine->harvest) {
        mustls_each_file(j->dir, take_find, &d);
        mustls_campaign_gather(c, j->dir, 0);
    }
    if (!c->stopping && !c->failed)
        count_bad_end(&d);
    mustls_proc_free(j->proc);
    j->proc = NULL;
    j->past += j->execs;
    j->execs = 0;
    j->rate = 0;
    if (!c->stopping && !c->failed && !mustls_job_start(j))
        c->failed = true;
}

static void on_exit_status(void *arg, int code, int sig)
{
    struct job *j = arg;
    j->code = code;
    j->sig = sig;
    mustls_timer_set(j->after, 0);
}

bool mustls_job_init(struct campaign *c, struct job *j, unsigned no)
{
    char name[32];
    j->c = c;
    j->no = no;
    snprintf(name, sizeof name, "%u", no + 1);
    j->after = mustls_timer_new(c->io, after_end, j);
    return j->after && mustls_path(j->dir, c->engine_dir, name) &&
           (j->argv = c->engine->argv(c, j)) != NULL;
}

bool mustls_job_start(struct job *j)
{
    struct campaign *c = j->c;
    struct mustls_spawn spawn = {.argv = (char *const *)(uintptr_t)j->argv,
                                 .env = c->engine_env,
                                 .dir = c->work,
                                 .tail = MUSTLS_JOB_TAIL,
                                 .exited = on_exit_status,
                                 .arg = j};
    if (!c->engine->harvest && mustls_make_folder(j->dir, c->err) != MUSTLS_OK)
        return false;
    j->started = j->heard = mustls_io_now(c->io);
    j->proc = mustls_io_spawn(c->io, &spawn, c->err);
    return j->proc != NULL;
}

/* To itself, not to its group: afl-fuzz would take its target's end for a crash. */
void mustls_job_stop(struct job *j, int sig)
{
    if (!j->proc)
        return;
    if (sig == SIGKILL)
        mustls_proc_kill(j->proc);
    else
        kill(mustls_proc_pid(j->proc), sig);
}

void mustls_job_free(struct job *j)
{
    mustls_proc_free(j->proc);
    mustls_timer_free(j->after);
    j->proc = NULL;
    j->after = NULL;
}
