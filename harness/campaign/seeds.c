/* Seeds that crash are found by running all of them, and then halves of those that did. That has
 * its time: what is not found in it stays, and afl-fuzz passes over it. */
#include <stdio.h>
#include <unistd.h>

#include "campaign/internal.h"
#include "campaign/tool.h"

enum { BATCH = 128, BATCH_SECONDS = 30 };
#define MOST MUSTLS_SEC(30)

struct check {
    struct campaign *c;
    const char *files[BATCH];
    size_t num;
    struct mustls_arena *arena; /* of the batch */
    mustls_usec until;
    enum mustls_status st;
    struct mustls_error *err;
};

/* A seed that does not end well, on its way to be looked at. */
static void set_aside(struct check *k, const char *path)
{
    struct campaign *c = k->c;
    char to[MUSTLS_PATH];
    struct mustls_buf b;
    mustls_buf_init(&b, MUSTLS_FIND_INPUT_MAX);
    int n = snprintf(to, sizeof to, "%s/%016llx-hang", c->raw,
                     (unsigned long long)mustls_campaign_id(path));
    if (n < MUSTLS_PATH)
        k->st = mustls_file_get(path, &b, k->err);
    if (k->st == MUSTLS_OK)
        k->st = mustls_file_put(to, mustls_buf_span(&b), false, k->err);
    if (k->st == MUSTLS_OK)
        mustls_campaign_skip(c, mustls_buf_span(&b));
    mustls_buf_deinit(&b);
}

/* Whether they all end well. */
static bool run(struct check *k, size_t from, size_t num)
{
    struct campaign *c = k->c;
    const char *argv[BATCH + 2] = {c->o->target.program};
    struct mustls_buf said;
    int code = 0, signum = 0;
    for (size_t i = 0; i < num; i++)
        argv[i + 1] = k->files[from + i];
    struct mustls_tool t = {.argv = argv,
                            .env = (const char *const *)(uintptr_t)c->probe_env,
                            .seconds = num == 1 ? c->o->timeout + 1 : BATCH_SECONDS,
                            .doing = "running the seeds"};
    mustls_buf_init(&said, 8u << 20);
    enum mustls_status st = mustls_tool_run(&t, &said, &code, &signum, k->err);
    mustls_buf_deinit(&said);
    if (signum) {
        c->result.signum = signum;
        k->st = MUSTLS_EIO;
    }
    return st == MUSTLS_OK && code == 0;
}

static void look(struct check *k, size_t from, size_t num)
{
    if (num == 0 || mustls_io_now(k->c->io) > k->until || k->st != MUSTLS_OK || run(k, from, num) ||
        k->st != MUSTLS_OK)
        return;
    if (num == 1) {
        set_aside(k, k->files[from]);
        return;
    }
    look(k, from, num / 2);
    look(k, from + num / 2, num - num / 2);
}

static void end_batch(struct check *k)
{
    look(k, 0, k->num);
    mustls_arena_free(k->arena);
    k->arena = NULL;
    k->num = 0;
}

static bool add(void *arg, const char *path, size_t size)
{
    struct check *k = arg;
    (void)size;
    if (!k->arena)
        k->arena = mustls_arena_new(4u << 20);
    char *copy = k->arena ? mustls_arena_str(k->arena, mustls_span_str(path)) : NULL;
    if (!copy) {
        mustls_error_set(k->err, "no memory to look at the seeds");
        k->st = MUSTLS_ENOMEM;
        return false;
    }
    k->files[k->num++] = copy;
    if (k->num == BATCH)
        end_batch(k);
    return k->st == MUSTLS_OK;
}

enum mustls_status mustls_campaign_check_seeds(struct campaign *c, struct mustls_error *err)
{
    struct check k = {.c = c, .until = mustls_io_now(c->io) + MOST, .st = MUSTLS_OK, .err = err};
    mustls_show_text(c, "running the %zu inputs of the corpus once", mustls_count_files(c->corpus));
    mustls_each_file(c->corpus, add, &k);
    end_batch(&k);
    return k.st;
}
