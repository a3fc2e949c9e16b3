/* AFL++ as an engine: one main instance, the others secondary; they share what they learn through
 * their own folders, and we copy it into the corpus. */
#define _GNU_SOURCE
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "campaign/internal.h"
#include "run/watchdog.h"

/* What afl-fuzz takes for too slow while it fuzzes; a hang is looked at again with the whole time
 * that the user gave. */
enum { MAX_TIMEOUT_MS = 1000 };

/* Its folder and name are one: afl-fuzz makes -o DIR/NAME. */
static const char *name_of(const struct job *j)
{
    return strrchr(j->dir, '/') + 1;
}

static const char **make_argv(struct campaign *c, struct job *j)
{
    const struct mustls_campaign_opts *o = c->o;
    struct mustls_arena *a = c->arena;
    const char **argv = mustls_arena_array(a, 32, sizeof *argv);
    size_t n = 0;
    char cmplog[MUSTLS_PATH];
    if (!argv)
        return NULL;
    argv[n++] = "afl-fuzz";
    argv[n++] = "-i";
    argv[n++] = mustls_arena_str(a, mustls_span_str(c->corpus));
    argv[n++] = "-o";
    argv[n++] = mustls_arena_str(a, mustls_span_str(c->engine_dir));
    argv[n++] = j->no == 0 ? "-M" : "-S";
    argv[n++] = mustls_arena_str(a, mustls_span_str(name_of(j)));
    argv[n++] = "-t";
    argv[n++] = mustls_arena_printf(a, "%d", MAX_TIMEOUT_MS);
    argv[n++] = "-m";
    argv[n++] = "none";
    argv[n++] = "-G";
    argv[n++] = mustls_arena_printf(a, "%u", o->max_len);
    if (o->dict) {
        argv[n++] = "-x";
        argv[n++] = mustls_arena_str(a, mustls_span_str(o->dict));
    }
    /* One instance that compares is enough. */
    if (j->no == 0 && o->cmplog && mustls_path(cmplog, o->cmplog, o->target.name) &&
        mustls_is_program(cmplog)) {
        argv[n++] = "-c";
        argv[n++] = mustls_arena_str(a, mustls_span_str(cmplog));
    }
    argv[n++] = "--";
    argv[n++] = mustls_arena_str(a, mustls_span_str(o->target.program));
    for (size_t i = 0; i < n; i++)
        if (!argv[i])
            return NULL;
    return argv;
}

/* The last line of plot_data:
 * relative_time, cycles_done, cur_item, corpus_count, pending_total, pending_favs, map_size,
 * saved_crashes, saved_hangs, max_depth, execs_per_sec, total_execs, edges_found */
static void hear(struct campaign *c, struct job *j)
{
    char path[MUSTLS_PATH], tail[1024];
    FILE *f = mustls_path(path, j->dir, "plot_data") ? fopen(path, "re") : NULL;
    if (!f)
        return;
    if (fseek(f, -(long)(sizeof tail - 1), SEEK_END) != 0)
        rewind(f);
    size_t n = fread(tail, 1, sizeof tail - 1, f);
    fclose(f);
    tail[n] = 0;
    while (n > 0 && tail[n - 1] == '\n')
        tail[--n] = 0;
    const char *line = strrchr(tail, '\n');
    unsigned long long corpus, execs, edges;
    double rate;
    if (!line ||
        sscanf(line + 1, "%*u, %*u, %*u, %llu, %*u, %*u, %*[^,], %*u, %*u, %*u, %lf, %llu, %llu",
               &corpus, &rate, &execs, &edges) != 4)
        return;
    j->corpus = corpus;
    j->cov = edges;
    j->rate = rate > 0 && rate < 1e9 ? (uint64_t)rate : 0;
    if (execs <= j->execs)
        return;
    j->execs = execs;
    j->heard = mustls_io_now(c->io);
}

/* .../afl/NAME/crashes/id:000000,sig:06,... and hangs; a campaign that goes on moves them to
 * crashes.DATE. */
static bool is_find(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash && strncmp(slash + 1, "id:", 3) == 0 &&
           (strstr(path, "/crashes") || strstr(path, "/hangs"));
}

struct harvest {
    struct campaign *c;
    unsigned from, next;
    unsigned long long ms, execs; /* of the newest, as its name says */
};

/* plot_data is written once a minute or more seldom; "...,time:938,execs:11905,..." says it, too.
 */
static void read_name(struct harvest *h, const char *path)
{
    const char *at = strstr(path, ",time:");
    unsigned long long ms, execs;
    if (at && sscanf(at, ",time:%llu,execs:%llu", &ms, &execs) == 2 && execs > h->execs) {
        h->ms = ms;
        h->execs = execs;
    }
}

static bool take(void *arg, const char *path, size_t size)
{
    struct harvest *h = arg;
    unsigned id;
    if (sscanf(strrchr(path, '/') + 1, "id:%u,", &id) != 1 || id < h->from)
        return true;
    read_name(h, path);
    /* What came from the corpus or from another instance is there already, or is about to be. */
    if (!strstr(path, ",orig:") && !strstr(path, ",sync:") &&
        !mustls_campaign_keep(h->c, path, size))
        return false;
    h->next = id + 1 > h->next ? id + 1 : h->next;
    return true;
}

static void harvest(struct campaign *c, struct job *j)
{
    char queue[MUSTLS_PATH];
    struct harvest h = {.c = c, .from = j->next_id, .next = j->next_id};
    if (!mustls_path(queue, j->dir, "queue"))
        return;
    mustls_each_file(queue, take, &h);
    j->next_id = h.next;
    if (h.execs <= j->execs)
        return;
    j->execs = h.execs;
    j->heard = mustls_io_now(c->io);
    if (h.ms > 0 && h.execs / h.ms < 1000000)
        j->rate = h.execs * 1000 / h.ms;
}

/* afl-fuzz does not go on in a folder that it was killed over while it made it. */
static enum mustls_status prepare(struct campaign *c, struct mustls_error *err)
{
    char path[MUSTLS_PATH], program[MUSTLS_PATH];
    if (!mustls_find_program("afl-fuzz", program)) {
        mustls_error_set(err, "afl-fuzz is not installed: apt-get install afl++");
        return MUSTLS_EIO;
    }
    for (unsigned i = 0; i < c->o->jobs; i++) {
        const char *dir = c->jobs[i].dir;
        if (mustls_path(path, dir, "fuzzer_setup") && access(path, F_OK) == 0)
            continue;
        harvest(c, &c->jobs[i]);
        mustls_remove_tree(dir);
    }
    return mustls_campaign_check_seeds(c, err);
}

const struct engine mustls_engine_afl = {
    .argv = make_argv, .listen = hear, .is_find = is_find, .harvest = harvest, .prepare = prepare};
