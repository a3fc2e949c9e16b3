/* libFuzzer as an engine. Each job is a plain process on the shared corpus, started again when it
 * dies of a find: what it learned is in the corpus already. (Its own -fork mode keeps that in a
 * folder of each child until the child ends, and loses it to a kill.) */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "campaign/internal.h"
#include "campaign/stack.h"

static const char **make_argv(struct campaign *c, struct job *j)
{
    const struct mustls_campaign_opts *o = c->o;
    const char **argv = mustls_arena_array(c->arena, 16, sizeof *argv);
    size_t n = 0;
    if (!argv)
        return NULL;
    argv[n++] = mustls_arena_str(c->arena, mustls_span_str(o->target.program));
    argv[n++] = mustls_arena_printf(c->arena, "-artifact_prefix=%s/", j->dir);
    argv[n++] = mustls_arena_printf(c->arena, "-timeout=%u", o->timeout);
    argv[n++] = mustls_arena_printf(c->arena, "-max_len=%u", o->max_len);
    argv[n++] = "-rss_limit_mb=2048";
    argv[n++] = "-reload=1";
    argv[n++] = "-print_final_stats=1";
    argv[n++] = "-report_slow_units=1000000";
    if (o->dict)
        argv[n++] = mustls_arena_printf(c->arena, "-dict=%s", o->dict);
    argv[n++] = mustls_arena_str(c->arena, mustls_span_str(c->corpus));
    for (size_t i = 0; i < n; i++)
        if (!argv[i])
            return NULL;
    return argv;
}

/* The number behind `word` in a line; false where there is none. */
static bool number_behind(struct mustls_span line, const char *word, uint64_t *out)
{
    size_t at = mustls_span_find(line, mustls_span_str(word));
    if (at == MUSTLS_NPOS)
        return false;
    at += strlen(word);
    uint64_t n = 0;
    bool any = false;
    while (at < line.len && line.ptr[at] == ' ')
        at++;
    for (; at < line.len && line.ptr[at] >= '0' && line.ptr[at] <= '9'; at++, any = true)
        n = n * 10 + (uint64_t)(line.ptr[at] - '0');
    if (any)
        *out = n;
    return any;
}

/* "#1234  NEW    cov: 12 ft: 34 corp: 5/20b lim: 4 exec/s: 617 rss: 30Mb", or, at the end,
 * "stat::number_of_executed_units: 1234" */
static void read_line(struct mustls_span line, struct job *j, uint64_t *execs)
{
    if (mustls_span_starts(line, MUSTLS_LIT("stat::number_of_executed_units:"))) {
        number_behind(line, ":number_of_executed_units:", execs);
        return;
    }
    uint64_t n;
    if (line.len < 2 || line.ptr[0] != '#' || !number_behind(line, "#", &n))
        return;
    if (!number_behind(line, " cov:", &j->cov))
        return;
    *execs = n;
    number_behind(line, " corp:", &j->corpus);
    number_behind(line, "exec/s:", &j->rate);
    if (number_behind(line, " rss:", &n) && n > j->rss)
        j->rss = n;
}

static void hear(struct campaign *c, struct job *j)
{
    bool cut;
    struct mustls_span said = mustls_proc_output(j->proc, &cut), line;
    uint64_t execs = j->execs;
    while (mustls_take_line(&said, &line))
        read_line(line, j, &execs);
    if (execs == j->execs)
        return;
    j->execs = execs;
    j->heard = mustls_io_now(c->io);
}

static bool is_find(const char *path)
{
    static const char *const begins[] = {"crash-", "timeout-", "oom-", "leak-"};
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path;
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
        if (strncmp(name, begins[i], strlen(begins[i])) == 0)
            return true;
    return false;
}

const struct engine mustls_engine_libfuzzer = {
    .argv = make_argv, .listen = hear, .is_find = is_find};
