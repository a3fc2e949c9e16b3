#include "run/suite_internal.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/rng.h"

#define SUITE_ARENA ((size_t)1 << 30)
#define TICK        MUSTLS_MSEC(200)

struct mustls_suite *mustls_suite_new(const struct mustls_suite_opts *o)
{
    struct mustls_arena *a = mustls_arena_new(SUITE_ARENA);
    struct mustls_suite *s = a ? mustls_arena_alloc(a, sizeof *s) : NULL;
    if (!s) {
        mustls_arena_free(a);
        return NULL;
    }
    s->arena = a;
    s->o = *o;
    s->subjects = mustls_arena_array(a, o->num_subjects + 1, sizeof *s->subjects);
    if (s->subjects)
        return s;
    mustls_arena_free(a);
    return NULL;
}

void mustls_suite_free(struct mustls_suite *s)
{
    if (s)
        mustls_arena_free(s->arena);
}

/* --- what is to run --- */

static enum mustls_status add_instance(struct mustls_suite *s, const struct mustls_entry *e,
                                       unsigned instance, bool selected, bool control)
{
    for (size_t i = 0; i < s->num_items; i++) {
        struct mustls_item *it = &s->items[i];
        if (it->entry != e || it->prog->instance != instance)
            continue;
        it->selected |= selected;
        it->control |= control;
        return MUSTLS_OK;
    }
    struct mustls_item it = {.entry = e, .selected = selected, .control = control};
    struct mustls_program *prog = NULL;
    enum mustls_status st = mustls_scenario_program(s->arena, e->chain, e->num, instance,
                                                    mustls_library_diags(s->o.library), &prog);
    if (st != MUSTLS_OK)
        return st;
    it.prog = prog;
    st = mustls_arena_grow(s->arena, (void **)&s->items, &s->cap_items, s->num_items,
                           sizeof *s->items);
    if (st == MUSTLS_OK)
        s->items[s->num_items++] = it;
    return st;
}

static enum mustls_status add_all(struct mustls_suite *s, const struct mustls_entry *e,
                                  unsigned instance, bool selected, bool control)
{
    unsigned n = mustls_scenario_instances(e->chain[0]);
    if (n == 0)
        return instance == 0 ? add_instance(s, e, 0, selected, control) : MUSTLS_ENOENT;
    if (instance > n)
        return MUSTLS_ENOENT;
    if (instance)
        return add_instance(s, e, instance, selected, control);
    enum mustls_status st = MUSTLS_OK;
    for (unsigned i = 1; i <= n && st == MUSTLS_OK; i++)
        st = add_instance(s, e, i, selected, control);
    return st;
}

static bool is_smoke(const struct mustls_entry *e)
{
    return mustls_scenario_has_tag(e->chain[0], MUSTLS_LIT("smoke"));
}

enum mustls_status mustls_suite_add(struct mustls_suite *s, const struct mustls_entry *e,
                                    unsigned instance)
{
    return add_all(s, e, instance, true, is_smoke(e));
}

enum mustls_status mustls_suite_add_control(struct mustls_suite *s, const struct mustls_entry *e)
{
    return is_smoke(e) ? add_all(s, e, 0, false, true) : MUSTLS_OK;
}

void mustls_suite_each(const struct mustls_suite *s,
                       void (*f)(void *arg, const struct mustls_program *p), void *arg)
{
    for (size_t i = 0; i < s->num_items; i++)
        if (s->items[i].selected)
            f(arg, s->items[i].prog);
}

static void shuffle(struct mustls_suite *s)
{
    struct mustls_rng rng;
    mustls_rng_init(&rng, s->o.order);
    for (size_t i = s->num_items; i > 1; i--) {
        size_t k = mustls_rng_below(&rng, (uint32_t)i);
        struct mustls_item swap = s->items[i - 1];
        s->items[i - 1] = s->items[k];
        s->items[k] = swap;
    }
}

static void plan_one(struct mustls_suite *s, size_t subject, const struct mustls_item *it,
                     bool control, bool reported)
{
    struct mustls_job *j = &s->jobs[s->num_jobs];
    *j = (struct mustls_job){
        .item = it, .subject = subject, .control = control, .reported = reported, .suite = s};
    j->run = s->planned;
    s->num_jobs++;
    if (control)
        s->subjects[subject].controls_left++;
}

static bool needs_control(const struct mustls_suite *s, size_t subject)
{
    return !s->o.no_calibration && s->o.subjects[subject]->kind == MUSTLS_SUBJECT_PROGRAM;
}

static bool earlier(const struct mustls_suite *s, size_t subject, const struct mustls_item *it)
{
    return s->o.finished &&
           s->o.finished(s->o.finished_arg, s->o.subjects[subject]->name, it->prog->id);
}

static bool in_shard(const struct mustls_suite *s, size_t subject, const struct mustls_item *it)
{
    if (!s->o.shards)
        return true;
    uint64_t h = mustls_hash(mustls_span_str(it->prog->id));
    h = h * 31 + mustls_hash(mustls_span_str(s->o.subjects[subject]->name));
    h = (h ^ h >> 32) * 0x9e3779b97f4a7c15u; /* the low bits of FNV are poor ones */
    return (h >> 32) % s->o.shards + 1 == s->o.shard;
}

static bool chosen(const struct mustls_suite *s, size_t subject, const struct mustls_item *it)
{
    return it->selected && in_shard(s, subject, it) &&
           (!s->o.wanted || s->o.wanted(s->o.wanted_arg, s->o.subjects[subject], it->prog->id));
}

static unsigned plan_subject(struct mustls_suite *s, size_t subject, unsigned *left_out)
{
    unsigned n = 0;
    enum mustls_role role = s->o.subjects[subject]->role;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < s->num_items; i++) {
            const struct mustls_item *it = &s->items[i];
            bool control = it->control && needs_control(s, subject);
            bool reported =
                chosen(s, subject, it) && control == (pass == 0) && !earlier(s, subject, it);
            if (it->prog->role != role) {
                *left_out += pass == 0 && it->selected;
            } else if (control == (pass == 0)) {
                /* What is finished or in another shard keeps its number: --resume gives the same
                 * ones, and shards go together again. */
                s->planned++;
                if (control || reported)
                    plan_one(s, subject, it, control, reported);
                n += reported;
            }
        }
    }
    return n;
}

unsigned mustls_suite_plan(struct mustls_suite *s, unsigned *left_out)
{
    unsigned n = 0;
    *left_out = 0;
    if (s->o.shuffle)
        shuffle(s);
    size_t max = s->num_items * s->o.num_subjects * s->o.repeat;
    s->jobs = mustls_arena_array(s->arena, max + 1, sizeof *s->jobs);
    if (!s->jobs)
        return 0;
    for (unsigned r = 0; r < s->o.repeat; r++)
        for (size_t i = 0; i < s->o.num_subjects; i++)
            n += plan_subject(s, i, left_out);
    return n;
}

/* --- running --- */

static void pump(void *arg);

static void stop(struct mustls_suite *s)
{
    s->stopping = true;
    for (size_t i = 0; i < s->num_jobs; i++)
        if (s->jobs[i].state == MUSTLS_JOB_RUNS)
            mustls_exec_abort(s->jobs[i].exec);
    mustls_splits_abort(s);
}

void mustls_suite_count_red(struct mustls_suite *s, bool red)
{
    s->reported_red += red;
    if (red && (s->o.until_fail || (s->o.max_fail && s->reported_red >= s->o.max_fail)))
        s->stopping = true;
}

static void on_done(void *arg, struct mustls_exec *x)
{
    struct mustls_job *j = arg;
    struct mustls_suite *s = j->suite;
    if (j->control) {
        mustls_control_note(s, j->subject, x);
        if (--s->subjects[j->subject].controls_left == 0)
            mustls_control_pace(s, j->subject);
    }
    /* A run that we broke off has no verdict. */
    if (j->reported && !s->signum)
        mustls_suite_count_red(s, mustls_suite_report(s, j, x));
    if (j->reported && !s->stopping)
        mustls_splits_plan(s, j, x);
    j->state = MUSTLS_JOB_DONE;
    j->exec = x; /* a run in memory is done before start returns; freed by the pump */
    s->running--;
    mustls_timer_set(s->pump, 0);
}

static void begin(struct mustls_suite *s, struct mustls_job *j)
{
    const struct mustls_program *p = j->item->prog;
    const char *bad = j->control ? NULL : mustls_control_void(s, j->subject, p);
    if (bad) {
        j->state = MUSTLS_JOB_DONE;
        mustls_suite_count_red(s, mustls_suite_report_void(s, j, bad));
        return;
    }
    const struct mustls_program *paced =
        mustls_program_paced(s->arena, p, j->control ? 100 : s->subjects[j->subject].pace);
    j->prog = paced ? paced : p;
    j->state = MUSTLS_JOB_RUNS;
    j->since = mustls_io_now(s->o.world->io);
    s->running++;
    if (j->reported)
        mustls_suite_tell_start(s, j);
    const struct mustls_exec_how how = {
        .cut = s->o.cut,
        .run = j->run,
        .skip = j->control ? NULL : mustls_control_lacks(s, j->subject, p),
        .on_event = j->reported ? mustls_suite_on_event : NULL,
        .event_arg = j,
    };
    struct mustls_exec *x =
        mustls_exec_start(s->o.world, j->prog, s->o.subjects[j->subject], &how, on_done, j);
    j->exec = x;
    if (!x) {
        j->state = MUSTLS_JOB_DONE;
        s->running--;
        mustls_suite_count_red(s, mustls_suite_report_void(s, j, "out of memory"));
    }
}

static void free_done(struct mustls_suite *s)
{
    while (s->freed < s->num_jobs && s->jobs[s->freed].state == MUSTLS_JOB_DONE &&
           !s->jobs[s->freed].exec)
        s->freed++;
    for (size_t i = s->freed; i < s->num_jobs && i < s->next + MUSTLS_SUITE_LOOK_AHEAD; i++) {
        struct mustls_job *j = &s->jobs[i];
        if (j->state == MUSTLS_JOB_DONE && j->exec) {
            mustls_exec_free(j->exec);
            j->exec = NULL;
        }
    }
}

static bool may_begin(const struct mustls_suite *s, const struct mustls_job *j)
{
    return j->state == MUSTLS_JOB_WAITS &&
           (j->control || s->subjects[j->subject].controls_left == 0);
}

/* The first job that may begin; a subject's jobs wait for its control runs, the next subject's need
 * not. */
static struct mustls_job *next_job(struct mustls_suite *s)
{
    while (s->next < s->num_jobs && s->jobs[s->next].state != MUSTLS_JOB_WAITS)
        s->next++;
    size_t look = s->next + MUSTLS_SUITE_LOOK_AHEAD;
    for (size_t i = s->next; i < s->num_jobs && i < look; i++)
        if (may_begin(s, &s->jobs[i]))
            return &s->jobs[i];
    return NULL;
}

/* Signals are served between runs in memory, which take no turn of the loop themselves. */
#define BATCH 32

static void pump(void *arg)
{
    struct mustls_suite *s = arg;
    struct mustls_error err;
    free_done(s);
    if (mustls_sink_failed(s->o.sink, &err))
        s->stopping = true;
    unsigned begun = 0;
    struct mustls_job *j;
    mustls_usec now = mustls_io_now(s->o.world->io), again = MUSTLS_NEVER;
    while (!s->stopping && mustls_suite_has_room(s, now, mustls_suite_machine_idle, &again) &&
           begun++ < BATCH) {
        if (mustls_splits_begin(s))
            continue;
        if ((j = next_job(s)) == NULL)
            break;
        begin(s, j);
    }
    free_done(s);
    mustls_splits_sweep(s);
    if (s->running == 0 && (s->stopping || (!mustls_splits_pending(s) && !next_job(s))))
        mustls_io_stop(s->o.world->io);
    else
        mustls_timer_set(s->pump, begun >= BATCH ? 0 : again);
}

static void on_tick(void *arg)
{
    struct mustls_suite *s = arg;
    mustls_usec now = mustls_io_now(s->o.world->io);
    struct mustls_job *oldest = NULL;
    for (size_t i = 0; i < s->num_jobs && i < s->next + MUSTLS_SUITE_LOOK_AHEAD; i++)
        if (s->jobs[i].state == MUSTLS_JOB_RUNS && (!oldest || s->jobs[i].since < oldest->since))
            oldest = &s->jobs[i];
    char what[160] = "";
    if (oldest)
        snprintf(what, sizeof what, "%s/%s", s->o.subjects[oldest->subject]->name,
                 oldest->item->prog->id);
    mustls_sink_progress(s->o.sink, oldest ? what : NULL, oldest ? (now - oldest->since) / 1000 : 0,
                         (now - s->began) / 1000);
    mustls_timer_set(s->tick, now + TICK);
}

static void on_signal(void *arg, int signum)
{
    struct mustls_suite *s = arg;
    if (s->signum)
        return;
    s->signum = signum;
    stop(s);
    mustls_timer_set(s->pump, 0);
}

static void tell_captures(struct mustls_suite *s)
{
    if (s->captures == 0)
        return;
    mustls_sink_note(s->o.sink, "pcap: %u in %s/SUBJECT/SCENARIO%s", s->captures, s->o.pcap_dir,
                     s->cut_captures ? "; what was too long is cut, and says so" : "");
}

uint64_t mustls_suite_run(struct mustls_suite *s, int *signum)
{
    struct mustls_io *io = s->o.world->io;
    s->began = mustls_io_now(io);
    s->tick = mustls_timer_new(io, on_tick, s);
    s->pump = mustls_timer_new(io, pump, s);
    *signum = 0;
    if (s->tick && s->pump && (!s->o.splits || mustls_splits_init(s))) {
        mustls_io_on_signal(io, SIGINT, on_signal, s);
        mustls_io_on_signal(io, SIGTERM, on_signal, s);
        mustls_timer_set(s->tick, s->began + TICK);
        mustls_timer_set(s->pump, 0);
        mustls_io_run(io);
    }
    for (size_t i = 0; i < s->num_jobs; i++)
        if (s->jobs[i].exec)
            mustls_exec_free(s->jobs[i].exec);
    mustls_splits_tell(s);
    tell_captures(s);
    mustls_splits_free(s);
    mustls_timer_free(s->tick);
    mustls_timer_free(s->pump);
    *signum = s->signum;
    return (mustls_io_now(io) - s->began) / 1000;
}

void mustls_suite_set_sink(struct mustls_suite *s, struct mustls_sink *sink)
{
    s->o.sink = sink;
}
