/* The folder of a campaign: who may work in it, and what moves where. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/rng.h"
#include "campaign/internal.h"
#include "run/watchdog.h"

/* What a killed campaign started dies within this. */
enum { LOCK_TRIES = 100, LOCK_WAIT_MS = 100 };

static enum mustls_status lock(struct campaign *c, struct mustls_error *err)
{
    char path[MUSTLS_PATH];
    if (mustls_path(path, c->out, "lock"))
        c->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    for (int i = 0; c->lock >= 0 && i < LOCK_TRIES; i++) {
        if (flock(c->lock, LOCK_EX | LOCK_NB) == 0)
            return MUSTLS_OK;
        nanosleep(&(struct timespec){.tv_nsec = LOCK_WAIT_MS * 1000000L}, NULL);
    }
    mustls_error_set(err, "another campaign works in %s; wait for it, or take another --out",
                     c->out);
    return MUSTLS_EIO;
}

static bool set_paths(struct campaign *c)
{
    return mustls_path(c->work, c->out, "work") && mustls_path(c->raw, c->out, "raw") &&
           mustls_path(c->skip, c->out, "skip") &&
           mustls_path(c->state_path, c->out, "state.json") &&
           mustls_path(c->engine_dir, c->out, mustls_engine_name(c->o->engine)) &&
           (c->o->corpus || mustls_path(c->corpus, c->out, "corpus"));
}

static enum mustls_status absolute(const char *dir, char out[MUSTLS_PATH], struct mustls_error *err)
{
    enum mustls_status st = mustls_make_folder(dir, err);
    if (st != MUSTLS_OK)
        return st;
    if (!mustls_absolute(out, dir) || strlen(out) + 200 > MUSTLS_PATH) {
        mustls_error_set(err, "can't work in %s: its path is too long", dir);
        return MUSTLS_EUSAGE;
    }
    return MUSTLS_OK;
}

static enum mustls_status read_state(struct campaign *c, struct mustls_error *err)
{
    const char *name = c->o->target.name;
    enum mustls_status st = mustls_state_read(c->state_path, &c->state, err);
    if (st != MUSTLS_OK)
        return st;
    if (c->state.target[0] && strcmp(c->state.target, name) != 0) {
        mustls_error_set(err, "%s holds a campaign of %s; take another --out for %s", c->out,
                         c->state.target, name);
        return MUSTLS_EUSAGE;
    }
    snprintf(c->state.target, sizeof c->state.target, "%s", name);
    c->state.runs++;
    return mustls_state_write(c->state_path, &c->state, err);
}

static enum mustls_status make_folders(struct campaign *c, struct mustls_error *err)
{
    char finds[MUSTLS_PATH];
    const char *const dirs[] = {c->work, c->raw, c->skip, c->engine_dir};
    enum mustls_status st =
        c->o->corpus ? absolute(c->o->corpus, c->corpus, err) : mustls_make_folder(c->corpus, err);
    mustls_remove_tree(c->work);
    for (size_t i = 0; i < sizeof dirs / sizeof *dirs && st == MUSTLS_OK; i++)
        st = mustls_make_folder(dirs[i], err);
    if (st == MUSTLS_OK && mustls_path(finds, c->out, "finds"))
        st = mustls_finds_open(&c->finds, finds, err);
    return st;
}

enum mustls_status mustls_campaign_open(struct campaign *c, struct mustls_error *err)
{
    enum mustls_status st = absolute(c->o->out, c->out, err);
    if (st == MUSTLS_OK && !set_paths(c)) {
        mustls_error_set(err, "the path is too long: %s", c->out);
        st = MUSTLS_EUSAGE;
    }
    if (st == MUSTLS_OK)
        st = lock(c, err);
    if (st == MUSTLS_OK)
        st = read_state(c, err);
    if (st == MUSTLS_OK)
        st = make_folders(c, err);
    if (st != MUSTLS_OK)
        return st;
    snprintf(c->token, sizeof c->token, "fuzz-%ld-%lld", (long)getpid(), (long long)time(NULL));
    st = mustls_watchdog_start(c->token, c->work, err);
    if (st == MUSTLS_OK)
        mustls_campaign_gather(c, c->engine_dir, 0); /* of a campaign that was killed */
    return st;
}

void mustls_campaign_close(struct campaign *c)
{
    if (c->token[0]) {
        mustls_kill_children();
        mustls_remove_tree(c->work);
    }
    if (c->lock >= 0)
        close(c->lock);
}

/* --- corpus --- */

static void name_by_content(char out[20], struct mustls_span bytes)
{
    snprintf(out, 20, "%016llx", (unsigned long long)mustls_hash(bytes));
}

bool mustls_campaign_keep(struct campaign *c, const char *path, size_t size)
{
    char name[20], to[MUSTLS_PATH], skipped[MUSTLS_PATH];
    struct mustls_buf b;
    struct mustls_error err;
    if (size > c->o->max_len)
        return true;
    mustls_buf_init(&b, c->o->max_len + 1);
    enum mustls_status st = mustls_file_get(path, &b, &err);
    name_by_content(name, mustls_buf_span(&b));
    bool there = !mustls_path(to, c->corpus, name) || !mustls_path(skipped, c->skip, name) ||
                 access(to, F_OK) == 0 || access(skipped, F_OK) == 0;
    /* A file that went away in the meantime is no harm. */
    if (st == MUSTLS_OK && !there)
        st = mustls_file_put(to, mustls_buf_span(&b), false, &err);
    else
        st = MUSTLS_OK;
    mustls_buf_deinit(&b);
    if (st != MUSTLS_OK)
        mustls_campaign_fail(c, "%s", err.text);
    return st == MUSTLS_OK;
}

static bool keep_seed(void *arg, const char *path, size_t size)
{
    return mustls_campaign_keep(arg, path, size);
}

enum mustls_status mustls_campaign_import(struct campaign *c, struct mustls_error *err)
{
    static const uint8_t least[] = {0, 0, 0}; /* flat: a connect */
    char path[MUSTLS_PATH];
    for (size_t i = 0; i < c->o->target.num_seeds && !c->failed; i++)
        mustls_each_file(c->o->target.seeds[i], keep_seed, c);
    if (c->failed)
        return MUSTLS_EIO;
    /* Engines refuse to begin with nothing. */
    if (mustls_count_files(c->corpus) == 0 && mustls_path(path, c->corpus, "least"))
        return mustls_file_put(path, mustls_span(least, sizeof least), false, err);
    return MUSTLS_OK;
}

struct skipping {
    struct campaign *c;
    struct mustls_span input;
    bool found;
};

static bool skip_same(void *arg, const char *path, size_t size)
{
    struct skipping *s = arg;
    char name[20], mark[MUSTLS_PATH];
    struct mustls_buf b;
    if (size < s->input.len || (size > s->input.len && s->input.len < s->c->o->max_len))
        return true;
    mustls_buf_init(&b, MUSTLS_FIND_INPUT_MAX);
    /* libFuzzer takes the first max_len bytes of a longer file. */
    if (mustls_file_get(path, &b, NULL) == MUSTLS_OK &&
        mustls_span_starts(mustls_buf_span(&b), s->input)) {
        name_by_content(name, mustls_buf_span(&b));
        if (mustls_path(mark, s->c->skip, name) &&
            mustls_file_put(mark, mustls_span(NULL, 0), false, NULL) == MUSTLS_OK)
            s->found |= unlink(path) == 0;
    }
    mustls_buf_deinit(&b);
    return true;
}

bool mustls_campaign_skip(struct campaign *c, struct mustls_span input)
{
    struct skipping s = {.c = c, .input = input};
    mustls_each_file(c->corpus, skip_same, &s);
    return s.found;
}

/* --- finds that nobody has looked at --- */

uint64_t mustls_campaign_id(const char *path)
{
    struct stat st;
    char text[MUSTLS_PATH + 128];
    if (stat(path, &st) != 0)
        st = (struct stat){0};
    int n = snprintf(text, sizeof text, "%llu %lld.%09ld", (unsigned long long)st.st_ino,
                     (long long)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
    return mustls_hash(mustls_span(text, (size_t)n));
}

struct gathering {
    struct campaign *c;
    unsigned age;
};

/* The name says whether it was a hang: one that is just slow is no find. */
static bool gather(void *arg, const char *path, size_t size)
{
    struct gathering *g = arg;
    struct stat st;
    char to[MUSTLS_PATH];
    (void)size;
    if (!g->c->engine->is_find(path) || stat(path, &st) != 0 || st.st_mtime + g->age > time(NULL))
        return true;
    bool hang = strstr(path, "/hangs") || strstr(path, "/timeout-");
    int n = snprintf(to, sizeof to, "%s/%016llx-%s", g->c->raw,
                     (unsigned long long)mustls_campaign_id(path), hang ? "hang" : "crash");
    if (n < MUSTLS_PATH && rename(path, to) != 0)
        mustls_campaign_fail(g->c, "can't move %s to %s: %s", path, to, strerror(errno));
    return !g->c->failed;
}

void mustls_campaign_gather(struct campaign *c, const char *dir, unsigned age)
{
    struct gathering g = {.c = c, .age = age};
    mustls_each_file(dir, gather, &g);
}

enum mustls_status mustls_campaign_save(struct campaign *c, struct mustls_error *err)
{
    mustls_usec now = mustls_io_now(c->io);
    struct mustls_campaign_state s = c->state;
    s.seconds += (now - c->started) / MUSTLS_SEC(1);
    s.execs += mustls_campaign_execs(c, now);
    s.rss = mustls_campaign_rss(c);
    return mustls_state_write(c->state_path, &s, err);
}
