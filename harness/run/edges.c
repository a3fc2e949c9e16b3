#define _GNU_SOURCE
#include "run/edges.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define PROBE_ARENA ((size_t)64 << 20)
/* Numbers of runs, apart from those of the suite: they mark the probe's processes. */
#define FIRST_PROBE 0x80000000u
/* On both sides of an edge that was found, and of a usual size. */
#define AROUND_FOUND 3
#define AROUND_USUAL 2

static const size_t usual[] = {80,   128,  256,  512,   998,   1000, 1024,
                               2048, 4096, 8192, 16384, 32768, 65536};

static const char *const place_names[MUSTLS_NUM_EDGE_PLACES] = {
    [MUSTLS_EDGE_GREETING] = "greeting",
    [MUSTLS_EDGE_EHLO] = "EHLO",
    [MUSTLS_EDGE_MAIL] = "MAIL",
    [MUSTLS_EDGE_STARTTLS] = "STARTTLS",
};

/* --- one probe --- */

struct probe {
    struct mustls_world *world;
    struct mustls_library *lib;
    const struct mustls_subject *subject;
    uint32_t run;
    bool waiting, done;
    struct mustls_error *err;
};

static void on_done(void *arg, struct mustls_exec *x)
{
    struct probe *p = arg;
    (void)x;
    p->done = true;
    if (p->waiting)
        mustls_io_stop(p->world->io);
}

static enum mustls_status program_of(struct probe *p, struct mustls_arena *a,
                                     enum mustls_edge_place place, size_t len,
                                     struct mustls_program **out)
{
    char name[64];
    struct mustls_buf text;
    const struct mustls_entry *e;
    snprintf(name, sizeof name, "edges/probe-%s-%zu", place_names[place], len);
    mustls_buf_init(&text, 65536);
    mustls_edge_put_probe(&text, place, len);
    enum mustls_status st = text.failed ? MUSTLS_ENOMEM : MUSTLS_OK;
    if (st == MUSTLS_OK)
        st = mustls_library_put(p->lib, name, name, mustls_buf_span(&text));
    if (st == MUSTLS_OK)
        st = mustls_library_load(p->lib, name, &e, p->err);
    if (st == MUSTLS_OK)
        st = mustls_scenario_program(a, e->chain, e->num, 0, mustls_library_diags(p->lib), out);
    mustls_buf_deinit(&text);
    return st;
}

static enum mustls_status play(struct probe *p, const struct mustls_program *prog, bool *taken)
{
    const struct mustls_exec_how how = {.run = p->run++};
    p->done = p->waiting = false;
    struct mustls_exec *x = mustls_exec_start(p->world, prog, p->subject, &how, on_done, p);
    if (!x)
        return MUSTLS_ENOMEM;
    p->waiting = true;
    while (!p->done)
        mustls_io_run(p->world->io);
    enum mustls_verdict v = x->judgement.verdict;
    *taken = v == MUSTLS_PASS || v == MUSTLS_WARN;
    enum mustls_status st = MUSTLS_OK;
    if (v == MUSTLS_ERROR || v == MUSTLS_SKIP) {
        mustls_error_set(p->err, "--edges can't ask %s: %s", p->subject->name, x->judgement.why);
        st = MUSTLS_EIO;
    }
    mustls_exec_free(x);
    return st;
}

static enum mustls_status try_len(struct probe *p, enum mustls_edge_place place, size_t len,
                                  bool *taken)
{
    struct mustls_program *prog;
    struct mustls_arena *a = mustls_arena_new(PROBE_ARENA);
    if (!a)
        return MUSTLS_ENOMEM;
    enum mustls_status st = program_of(p, a, place, len, &prog);
    if (st == MUSTLS_OK)
        st = play(p, prog, taken);
    mustls_arena_free(a);
    return st;
}

/* Invariant: `low` is taken and `high` is not. */
static enum mustls_status bisect(struct probe *p, enum mustls_edge_place place, size_t *longest)
{
    size_t low = MUSTLS_EDGE_MIN, high = MUSTLS_EDGE_MAX;
    bool taken = false;
    enum mustls_status st = try_len(p, place, low, &taken);
    *longest = taken ? low : 0;
    if (st != MUSTLS_OK || !taken)
        return st;
    st = try_len(p, place, high, &taken);
    if (st == MUSTLS_OK && taken)
        low = high;
    while (st == MUSTLS_OK && high - low > 1) {
        size_t middle = low + (high - low) / 2;
        st = try_len(p, place, middle, &taken);
        if (taken)
            low = middle;
        else
            high = middle;
    }
    *longest = low;
    return st;
}

/* A bound that hangs on how many octets a read happens to give is none of a buffer. */
static enum mustls_status ask_again(struct probe *p, enum mustls_edge_place place, size_t longest,
                                    bool *unsure)
{
    *unsure = false;
    if (longest == 0 || longest >= MUSTLS_EDGE_MAX)
        return MUSTLS_OK;
    for (int i = 0; i < 2; i++) {
        bool low = true, high = false;
        enum mustls_status st = try_len(p, place, longest, &low);
        if (st == MUSTLS_OK)
            st = try_len(p, place, longest + 1, &high);
        if (st != MUSTLS_OK)
            return st;
        *unsure |= !low || high;
    }
    return MUSTLS_OK;
}

static enum mustls_status find(struct probe *p, enum mustls_edge_place place,
                               struct mustls_edges *out)
{
    enum mustls_status st = bisect(p, place, &out->longest[place]);
    return st == MUSTLS_OK ? ask_again(p, place, out->longest[place], &out->unsure[place]) : st;
}

enum mustls_status mustls_edges_find(struct mustls_world *w, struct mustls_library *lib,
                                     const struct mustls_subject *subject, struct mustls_edges *out,
                                     struct mustls_error *err)
{
    struct probe p = {.world = w, .lib = lib, .subject = subject, .run = FIRST_PROBE, .err = err};
    *out = (struct mustls_edges){0};
    mustls_error_set(err, "out of memory");
    enum mustls_status st = MUSTLS_OK;
    for (int place = 0; place < MUSTLS_NUM_EDGE_PLACES && st == MUSTLS_OK; place++)
        st = find(&p, place, out);
    return st;
}

/* --- the table --- */

static void put_length(char *out, size_t size, size_t len, bool unsure)
{
    if (len == 0)
        snprintf(out, size, "< %u", MUSTLS_EDGE_MIN);
    else if (len >= MUSTLS_EDGE_MAX)
        snprintf(out, size, ">= 1 MiB");
    else
        snprintf(out, size, "%s%zu", unsure ? "about " : "", len);
}

void mustls_edges_tell(struct mustls_sink *sink, const struct mustls_subject *const *subjects,
                       const struct mustls_edges *edges, size_t num)
{
    mustls_sink_note(sink, "longest reply line that is taken, octets with CRLF:");
    mustls_sink_note(sink, "%-24s %12s %12s %12s %12s", "", place_names[0], place_names[1],
                     place_names[2], place_names[3]);
    for (size_t i = 0; i < num; i++) {
        char who[80], cell[MUSTLS_NUM_EDGE_PLACES][24];
        if (subjects[i]->role != MUSTLS_TEST_CLIENT)
            continue;
        snprintf(who, sizeof who, "%s %s", subjects[i]->name, subjects[i]->version);
        for (int p = 0; p < MUSTLS_NUM_EDGE_PLACES; p++)
            put_length(cell[p], sizeof cell[p], edges[i].longest[p], edges[i].unsure[p]);
        mustls_sink_note(sink, "%-24s %12s %12s %12s %12s", who, cell[0], cell[1], cell[2],
                         cell[3]);
    }
}

/* --- scenarios on the edges --- */

#define MAX_SIZES 1024

static size_t add_around(size_t *sizes, size_t n, size_t middle, size_t around)
{
    for (size_t s = middle - around; s <= middle + around && n < MAX_SIZES; s++)
        sizes[n++] = s;
    return n;
}

static int by_size(const void *a, const void *b)
{
    size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x > y) - (x < y);
}

static size_t gather_sizes(const struct mustls_edges *edges, size_t num, size_t sizes[MAX_SIZES])
{
    size_t n = 0, kept = 0;
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        n = add_around(sizes, n, usual[i], AROUND_USUAL);
    for (size_t i = 0; i < num; i++)
        for (int p = 0; p < MUSTLS_NUM_EDGE_PLACES; p++)
            if (edges[i].longest[p] > 0 && edges[i].longest[p] < MUSTLS_EDGE_MAX)
                n = add_around(sizes, n, edges[i].longest[p], AROUND_FOUND);
    qsort(sizes, n, sizeof *sizes, by_size);
    for (size_t i = 0; i < n; i++)
        if (sizes[i] + 64 < MUSTLS_EDGE_MAX && (kept == 0 || sizes[kept - 1] != sizes[i]))
            sizes[kept++] = sizes[i];
    return kept;
}

static enum mustls_status make_folder(const char *folder, struct mustls_error *err)
{
    if (!folder || mkdir(folder, 0777) == 0 || errno == EEXIST)
        return MUSTLS_OK;
    mustls_error_set(err, "can't make the folder %s: %s", folder, strerror(errno));
    return MUSTLS_EIO;
}

static enum mustls_status write_one(struct mustls_library *lib, const char *folder, size_t which,
                                    struct mustls_span text, char *name, size_t size,
                                    struct mustls_error *err)
{
    char path[4096];
    snprintf(name, size, "%s/%s", folder ? folder : "edges", mustls_edge_names[which]);
    int n = snprintf(path, sizeof path, "%s.scn", name);
    if (n < 0 || (size_t)n >= sizeof path) {
        mustls_error_set(err, "the name of the folder %s is too long", folder);
        return MUSTLS_EIO;
    }
    enum mustls_status st = mustls_library_put(lib, name, path, text);
    return st == MUSTLS_OK && folder ? mustls_write_file(path, text, false, err) : st;
}

enum mustls_status mustls_edges_write(struct mustls_library *lib, const char *folder,
                                      const struct mustls_edges *edges, size_t num,
                                      enum mustls_status (*each)(void *arg, const char *name),
                                      void *arg, struct mustls_error *err)
{
    char name[4096];
    size_t sizes[MAX_SIZES], num_sizes = gather_sizes(edges, num, sizes);
    mustls_error_set(err, "out of memory");
    enum mustls_status st = make_folder(folder, err);
    for (size_t i = 0; mustls_edge_names[i] && st == MUSTLS_OK; i++) {
        struct mustls_buf text;
        mustls_buf_init(&text, 1u << 20);
        mustls_edge_put_scenario(&text, i, sizes, num_sizes);
        st = text.failed
                 ? MUSTLS_ENOMEM
                 : write_one(lib, folder, i, mustls_buf_span(&text), name, sizeof name, err);
        if (st == MUSTLS_OK)
            st = each(arg, name);
        mustls_buf_deinit(&text);
    }
    return st;
}
