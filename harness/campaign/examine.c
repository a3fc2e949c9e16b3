/* Finds are looked at again, one at a time, beside the engines: what came without a report is run
 * for one, and what is new is made smaller as long as it stays in its bucket. */
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "campaign/internal.h"

/* Of a candidate, when the find is one that never ends: the full time is for the last. */
enum { SHORT_TIMEOUT = 1 };

bool mustls_examine_init(struct campaign *c)
{
    struct examine *x = &c->examine;
    x->setup = (struct mustls_probe_setup){.io = c->io,
                                           .program = c->o->target.program,
                                           .libfuzzer = c->o->engine == MUSTLS_ENGINE_LIBFUZZER,
                                           .dir = c->work,
                                           .env = c->probe_env};
    x->probe = mustls_probe_new(&x->setup);
    mustls_buf_init(&x->input, MUSTLS_FIND_INPUT_MAX);
    return x->probe != NULL;
}

void mustls_examine_free(struct campaign *c)
{
    struct examine *x = &c->examine;
    mustls_probe_free(x->probe);
    mustls_reduce_free(x->reduce);
    mustls_buf_deinit(&x->input);
    *x = (struct examine){0};
}

static void rest(struct campaign *c)
{
    struct examine *x = &c->examine;
    x->step = EXAMINE_IDLE;
    mustls_reduce_free(x->reduce);
    x->reduce = NULL;
}

static void on_report(void *arg, struct mustls_span report);

static void probe(struct campaign *c, struct mustls_span input, unsigned timeout)
{
    if (mustls_probe_start(c->examine.probe, input, timeout, on_report, c, c->err) != MUSTLS_OK)
        c->failed = true;
}

/* --- something that an engine found --- */

static void judge_raw(struct campaign *c, struct mustls_span report)
{
    struct examine *x = &c->examine;
    struct mustls_bucket b;
    size_t len = strlen(x->raw);
    bool hang = len > 5 && strcmp(x->raw + len - 5, "-hang") == 0;
    struct mustls_span in = mustls_buf_span(&x->input);
    uint64_t id = mustls_campaign_id(x->raw);
    if (mustls_bucket_of(report, &b)) {
        mustls_campaign_file(c, &b, in, report, id);
    } else if (!hang) {
        /* It crashed once. Whatever made it so is worth a look: it is kept, and called what it is.
         */
        mustls_bucket_of_words(MUSTLS_FIND_CRASH, MUSTLS_LIT("happened once and not again"), &b);
        mustls_campaign_file(c, &b, in, report, id);
        c->state.lost++;
    }
    if (!c->failed)
        unlink(x->raw);
    rest(c);
}

/* --- a new bucket --- */

static void done(struct campaign *c, bool repeats)
{
    const char *name = c->examine.bucket.name;
    if (mustls_finds_done(&c->finds, name, repeats, c->err) != MUSTLS_OK)
        c->failed = true;
    if (!repeats)
        mustls_show_text(c, "      it does not show again: %s", name);
    rest(c);
}

static void keep_smaller(struct campaign *c, struct mustls_span input, struct mustls_span report)
{
    struct examine *x = &c->examine;
    struct mustls_buf again;
    mustls_buf_init(&again, 32u << 10);
    mustls_probe_put_again(&again, &x->setup, c->o->timeout);
    struct mustls_find find = {.bucket = x->bucket,
                               .target = c->o->target.name,
                               .input = input,
                               .report = report,
                               .flat = c->o->target.flat,
                               .again = mustls_buf_span(&again)};
    if (mustls_finds_improve(&c->finds, &find, c->err) != MUSTLS_OK)
        c->failed = true;
    else if (input.len < x->input.len)
        mustls_show_text(c, "      made smaller, %zu to %zu bytes: %s", x->input.len, input.len,
                         x->bucket.name);
    mustls_buf_deinit(&again);
}

/* The next candidate, or, when there is none or the time is over, the best once more. */
static void next_candidate(struct campaign *c)
{
    struct examine *x = &c->examine;
    struct mustls_span candidate;
    bool never_ends = x->bucket.kind == MUSTLS_FIND_TIMEOUT;
    if (mustls_io_now(c->io) < x->until && mustls_reduce_next(x->reduce, &candidate)) {
        x->step = EXAMINE_SMALLER;
        probe(c, candidate, never_ends ? SHORT_TIMEOUT : c->o->timeout);
        return;
    }
    x->step = EXAMINE_CONFIRM;
    probe(c, mustls_reduce_best(x->reduce), c->o->timeout);
}

static void begin_smaller(struct campaign *c, struct mustls_span report)
{
    struct examine *x = &c->examine;
    if (c->o->minimise == 0) {
        keep_smaller(c, mustls_buf_span(&x->input), report);
        done(c, true);
        return;
    }
    x->reduce = mustls_reduce_new(mustls_buf_span(&x->input), c->o->target.flat);
    if (!x->reduce) {
        mustls_campaign_fail(c, "no memory to make a find smaller");
        return;
    }
    x->until = mustls_io_now(c->io) + MUSTLS_SEC(c->o->minimise);
    next_candidate(c);
}

static void on_report(void *arg, struct mustls_span report)
{
    struct campaign *c = arg;
    struct examine *x = &c->examine;
    struct mustls_bucket b;
    bool same = mustls_bucket_of(report, &b) && strcmp(b.name, x->bucket.name) == 0;
    if (c->failed)
        return;
    switch (x->step) {
    case EXAMINE_RAW:
        judge_raw(c, report);
        return;
    case EXAMINE_AGAIN:
        if (same)
            begin_smaller(c, report);
        else
            done(c, false);
        return;
    case EXAMINE_SMALLER:
        mustls_reduce_tell(x->reduce, same);
        next_candidate(c);
        return;
    case EXAMINE_CONFIRM:
        /* What the short way showed may not hold: then it stays as it was found. */
        if (same) {
            memcpy(x->bucket.title, b.title, sizeof x->bucket.title);
            keep_smaller(c, mustls_reduce_best(x->reduce), report);
        }
        done(c, true);
        return;
    case EXAMINE_IDLE:
        return;
    }
}

/* --- what is next --- */

static bool first_raw(void *arg, const char *path, size_t size)
{
    struct campaign *c = arg;
    (void)size;
    snprintf(c->examine.raw, sizeof c->examine.raw, "%s", path);
    return false;
}

static bool first_undone(void *arg, const struct mustls_find_row *row)
{
    struct campaign *c = arg;
    if (row->done)
        return true;
    c->examine.bucket = row->bucket;
    return false;
}

static bool read_input(struct campaign *c, const char *path)
{
    struct examine *x = &c->examine;
    mustls_buf_clear(&x->input);
    if (mustls_file_get(path, &x->input, c->err) == MUSTLS_OK)
        return true;
    c->failed = true;
    return false;
}

bool mustls_examine_next(struct campaign *c)
{
    struct examine *x = &c->examine;
    char path[MUSTLS_PATH];
    if (x->step != EXAMINE_IDLE || c->failed)
        return true;
    x->raw[0] = 0;
    x->bucket = (struct mustls_bucket){0};
    mustls_each_file(c->raw, first_raw, c);
    if (x->raw[0]) {
        x->step = EXAMINE_RAW;
        if (read_input(c, x->raw))
            probe(c, mustls_buf_span(&x->input), c->o->timeout);
        return true;
    }
    if (c->all_done)
        return false;
    mustls_finds_each(&c->finds, first_undone, c);
    c->all_done = !x->bucket.name[0];
    if (c->all_done || !mustls_finds_path(&c->finds, x->bucket.name, "input", path))
        return false;
    x->step = EXAMINE_AGAIN;
    if (read_input(c, path))
        probe(c, mustls_buf_span(&x->input), c->o->timeout);
    return true;
}
