/* What was seen once is played again, until it showed twice or failed to twice; then it is made
 * smaller, as long as it stays in its bucket. One at a time, in the same slot. */
#include "outside/internal.h"

#include <string.h>

#include "run/watchdog.h"

enum { NEEDED = 2, SMALLER_RUNS = 400 };

static void check(struct outside *o, enum mustls_status st)
{
    if (st != MUSTLS_OK)
        outside_fail(o, o->err);
}

static void idle(struct outside *o)
{
    struct examine *e = &o->examine;
    e->step = EXAMINE_IDLE;
    mustls_reduce_free(e->reduce);
    e->reduce = NULL;
}

void outside_examine_free(struct outside *o)
{
    idle(o);
    mustls_buf_deinit(&o->examine.input);
}

/* --- what is next --- */

static bool first_undone(void *arg, const struct mustls_find_row *row)
{
    struct examine *e = arg;
    if (!row->done)
        e->bucket = row->bucket;
    return row->done;
}

static bool look_in(struct outside *o, const struct mustls_finds *f)
{
    struct examine *e = &o->examine;
    char path[MUSTLS_PATH];
    e->bucket.name[0] = 0;
    mustls_finds_each(f, first_undone, e);
    if (!e->bucket.name[0])
        return false;
    mustls_buf_clear(&e->input);
    if (!mustls_finds_path(f, e->bucket.name, "input", path))
        return false;
    enum mustls_status st = mustls_file_get(path, &e->input, o->err);
    check(o, st);
    return st == MUSTLS_OK;
}

static void begin_smaller(struct outside *o)
{
    struct examine *e = &o->examine;
    e->step = EXAMINE_SMALLER;
    e->runs = 0;
    e->until = mustls_io_now(o->o->world->io) + MUSTLS_SEC(o->o->minimise);
    e->reduce = mustls_reduce_new(mustls_buf_span(&e->input), true);
}

static bool find_work(struct outside *o)
{
    struct examine *e = &o->examine;
    e->hits = e->misses = 0;
    if (look_in(o, &o->unsure)) {
        e->step = EXAMINE_CONFIRM;
        return true;
    }
    if (o->failed || !look_in(o, &o->finds)) {
        e->none_left = !o->failed;
        return false;
    }
    begin_smaller(o);
    return true;
}

static bool is_shorter(const struct examine *e)
{
    return e->reduce && mustls_reduce_best(e->reduce).len < e->input.len;
}

static struct mustls_span candidate(struct outside *o)
{
    struct examine *e = &o->examine;
    struct mustls_span next;
    if (e->step == EXAMINE_CONFIRM)
        return mustls_buf_span(&e->input);
    if (e->step == EXAMINE_SMALLER) {
        if (e->reduce && e->runs++ < SMALLER_RUNS && mustls_io_now(o->o->world->io) < e->until &&
            mustls_reduce_next(e->reduce, &next))
            return next;
        e->step = EXAMINE_LAST;
        e->misses = 0;
    }
    return is_shorter(e) ? mustls_reduce_best(e->reduce) : mustls_span(NULL, 0);
}

static void finish(struct outside *o, struct mustls_finds *f, bool repeats)
{
    check(o, mustls_finds_done(f, o->examine.bucket.name, repeats, o->err));
    idle(o);
}

static bool put(struct slot *s, struct mustls_span in)
{
    mustls_buf_clear(&s->input);
    mustls_buf_put(&s->input, in);
    return !s->input.failed && outside_play(s);
}

bool outside_examine_begin(struct outside *o, struct slot *s)
{
    struct examine *e = &o->examine;
    while (!o->failed) {
        if (e->step == EXAMINE_IDLE && !find_work(o))
            return false;
        struct mustls_span in = candidate(o);
        if (in.len == 0) {
            finish(o, &o->finds, true);
        } else if (put(s, in)) {
            return true;
        } else if (e->step == EXAMINE_SMALLER) {
            mustls_reduce_tell(e->reduce, false);
        } else {
            finish(o, e->step == EXAMINE_CONFIRM ? &o->unsure : &o->finds, false);
        }
    }
    return false;
}

/* --- what a run showed --- */

static void confirmed(struct outside *o, struct slot *s)
{
    struct examine *e = &o->examine;
    char path[MUSTLS_PATH];
    bool is_new = false;
    enum mustls_status st = outside_file(s, &o->finds, &e->bucket, false, &is_new);
    check(o, st);
    if (st != MUSTLS_OK)
        return;
    if (mustls_path(path, o->unsure.dir, e->bucket.name))
        mustls_remove_tree(path);
    o->unsure.num = mustls_count_files(o->unsure.dir);
    idle(o);
    if (!is_new) {
        o->result.num_again++;
        return;
    }
    o->result.num_new++;
    outside_show_text(o, "FIND  %s\n      %s/%s/ (%zu bytes)", e->bucket.title, o->finds.dir,
                      e->bucket.name, s->input.len);
    if (o->o->max_finds && o->result.num_new >= o->o->max_finds)
        outside_stop(o);
}

static void told_confirm(struct outside *o, struct slot *s, bool same)
{
    struct examine *e = &o->examine;
    if (same && ++e->hits == NEEDED) {
        confirmed(o, s);
    } else if (!same && ++e->misses == NEEDED) {
        o->result.num_unsure++;
        outside_show_text(o, "flaky: %s (seen once, then not %d times of %u)\n      %s/%s/",
                          e->bucket.title, NEEDED, e->hits + e->misses, o->unsure.dir,
                          e->bucket.name);
        finish(o, &o->unsure, false);
    }
}

/* What one run of a smaller input showed may have been chance: then it stays as it was found. */
static void told_last(struct outside *o, struct slot *s, bool same)
{
    if (same)
        check(o, outside_file(s, &o->finds, &o->examine.bucket, true, NULL));
    if (same || ++o->examine.misses == NEEDED)
        finish(o, &o->finds, true);
}

void outside_examine_told(struct outside *o, struct slot *s)
{
    struct examine *e = &o->examine;
    struct signs signs;
    outside_signs(o, s->exec, &signs);
    bool same = outside_signs_has(&signs, &e->bucket);
    switch (e->step) {
    case EXAMINE_CONFIRM:
        told_confirm(o, s, same);
        return;
    case EXAMINE_SMALLER:
        mustls_reduce_tell(e->reduce, same);
        return;
    case EXAMINE_LAST:
        told_last(o, s, same);
        return;
    case EXAMINE_IDLE:
        return;
    }
}
