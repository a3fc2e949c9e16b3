/* Metamorphic runs: where TCP cuts our bytes is nobody's choice, so it must not change a verdict.
 *
 * A client test that has run whole runs again with all segments joined, with one byte a segment,
 * and then with every segment cut behind its byte k, for k = 1, 2, ... up to the longest segment:
 * that is every place of every reply in as many runs as the longest reply has bytes.
 *
 * What counts as the same: the verdict and the set of broken sentences. Of all cuts that differ
 * in the same way the first one is reported, as a run of its own. */
#include <stdlib.h>
#include <string.h>

#include "run/suite_internal.h"

/* Behind the first bytes, buffers end at powers of two, and replies in their last bytes. */
#define LAST_BYTES 8

enum stage {
    STAGE_PROBE, /* whole, without cryptography: may the many runs do without? */
    STAGE_JOINED,
    STAGE_BYTES,
    STAGE_AT,
    STAGE_DONE
};

/* How a run ended, as far as the cut may not change it. */
struct outcome {
    enum mustls_verdict verdict;
    uint64_t broken; /* hash of the places of the broken sentences */
};

struct finding {
    struct finding *next;
    struct outcome outcome;
    struct mustls_exec *exec; /* of its first cut; ours */
    unsigned more;            /* other cuts that end so */
};

struct mustls_splits {
    struct mustls_splits *next;
    struct mustls_job *job;
    enum stage stage;
    size_t at, longest;
    bool fast; /* STAGE_AT without cryptography */
    unsigned running;
    struct outcome whole;
    struct finding *findings, **last;
};

/* One cut run. */
struct cut_run {
    struct cut_run *next;
    struct mustls_suite *suite;
    struct mustls_splits *splits;
    struct mustls_exec *exec;
    bool probe, done;
};

struct mustls_split_state {
    struct mustls_world fast; /* the suite's, with the null TLS engine */
    struct mustls_splits *open;
    struct cut_run *runs;
    unsigned scenarios, agree, differ, failed, unfit, long_ones;
    uint64_t left_out;
};

bool mustls_splits_init(struct mustls_suite *s)
{
    struct mustls_split_state *st = mustls_arena_alloc(s->arena, sizeof *st);
    if (!st)
        return false;
    st->fast = *s->o.world;
    st->fast.tls = mustls_tls_null_factory_new();
    s->split = st;
    return st->fast.tls != NULL;
}

static void free_run(struct cut_run *r)
{
    mustls_exec_free(r->exec);
    mustls_free(r);
}

void mustls_splits_free(struct mustls_suite *s)
{
    if (!s->split)
        return;
    while (s->split->runs) {
        struct cut_run *r = s->split->runs;
        s->split->runs = r->next;
        free_run(r);
    }
    for (struct mustls_splits *p = s->split->open; p; p = p->next)
        for (struct finding *f = p->findings; f; f = f->next)
            mustls_exec_free(f->exec);
    if (s->split->fast.tls)
        s->split->fast.tls->free(s->split->fast.tls);
    s->split = NULL;
}

/* --- which cuts --- */

static struct outcome outcome_of(const struct mustls_exec *x)
{
    struct outcome o = {.verdict = x->judgement.verdict, .broken = 1469598103934665603u};
    for (size_t i = 0; i < x->judgement.num_findings; i++)
        if (x->judgement.findings[i].outcome == MUSTLS_BROKEN)
            o.broken = (o.broken ^ (i + 1)) * 1099511628211u;
    return o;
}

static bool same(struct outcome a, struct outcome b)
{
    return a.verdict == b.verdict && a.broken == b.broken;
}

static bool is_flood(const struct mustls_program *p, struct mustls_at at)
{
    for (size_t i = 0; i < p->num_steps; i++)
        if (p->steps[i].kind == MUSTLS_STEP_FLOOD && p->steps[i].at.unit == at.unit &&
            p->steps[i].at.line == at.line)
            return true;
    return false;
}

/* A <flood> is no segment: it is not cut. */
static size_t longest_segment(const struct mustls_exec *x)
{
    size_t longest = 0;
    for (size_t i = 0; i < x->trace.num_events; i++) {
        const struct mustls_event *ev = &x->trace.events[i];
        if (ev->kind == MUSTLS_E_SEND && ev->raw.len > longest && !is_flood(x->prog, ev->at))
            longest = ev->raw.len;
    }
    return longest;
}

static bool near_power_of_two(size_t n)
{
    for (size_t k = n - 1; k <= n + 1; k++)
        if ((k & (k - 1)) == 0)
            return true;
    return false;
}

/* The next place to cut at, or `longest` when there is none. */
static size_t next_cut(size_t at, size_t longest, size_t max)
{
    do {
        at++;
    } while (at < longest && at > max && longest - at > LAST_BYTES && !near_power_of_two(at));
    return at;
}

static void count_left_out(struct mustls_split_state *st, size_t longest, size_t max)
{
    uint64_t places = 0;
    for (size_t at = next_cut(0, longest, max); at < longest; at = next_cut(at, longest, max))
        places++;
    uint64_t left_out = longest > 0 ? longest - 1 - places : 0;
    st->left_out += left_out;
    st->long_ones += left_out > 0;
}

static bool fits(const struct mustls_exec *x)
{
    return x->prog->role == MUSTLS_TEST_CLIENT && x->judgement.verdict != MUSTLS_SKIP &&
           x->judgement.verdict != MUSTLS_ERROR;
}

static bool unfit(const struct mustls_program *p)
{
    for (size_t i = 0; i < p->num_tags; i++)
        if (mustls_span_eq(p->tags[i], MUSTLS_LIT("no-splits")))
            return true;
    return false;
}

void mustls_splits_plan(struct mustls_suite *s, struct mustls_job *j, const struct mustls_exec *x)
{
    if (!s->split || !fits(x))
        return;
    if (unfit(x->prog)) {
        s->split->unfit++;
        return;
    }
    struct mustls_splits *p = mustls_arena_alloc(s->arena, sizeof *p);
    if (!p)
        return;
    bool null_already = !s->o.world->zoo;
    *p = (struct mustls_splits){.job = j,
                                .stage = STAGE_PROBE,
                                .longest = longest_segment(x),
                                .whole = outcome_of(x),
                                .next = s->split->open};
    if (x->subject->kind != MUSTLS_SUBJECT_CLIENT || null_already)
        p->stage = STAGE_JOINED;
    p->last = &p->findings;
    s->split->open = p;
    s->split->scenarios++;
    count_left_out(s->split, p->longest, s->o.split_max);
    j->splits = p;
}

/* --- running --- */

/* Takes over x when it is kept. */
static bool keep_finding(struct mustls_suite *s, struct mustls_splits *p, struct mustls_exec *x,
                         struct outcome o)
{
    for (struct finding *f = p->findings; f; f = f->next) {
        if (same(f->outcome, o)) {
            f->more++;
            return false;
        }
    }
    struct finding *f = mustls_arena_alloc(s->arena, sizeof *f);
    if (!f)
        return false;
    *f = (struct finding){.outcome = o, .exec = x};
    *p->last = f;
    p->last = &f->next;
    return true;
}

static void on_cut_done(void *arg, struct mustls_exec *x)
{
    struct cut_run *r = arg;
    struct mustls_suite *s = r->suite;
    struct outcome o = outcome_of(x);
    r->exec = x;
    r->done = true;
    s->running--;
    r->splits->running--;
    mustls_timer_set(s->pump, 0);
    if (s->signum)
        return; /* broken off by us */
    if (r->probe) {
        r->splits->fast = same(o, r->splits->whole);
    } else if (same(o, r->splits->whole)) {
        s->split->agree++;
    } else {
        s->split->differ++;
        if (keep_finding(s, r->splits, x, o))
            r->exec = NULL;
    }
}

/* The cut of the next run of p; false when all were begun. */
static bool next_shape(struct mustls_suite *s, struct mustls_splits *p, struct mustls_cut *cut,
                       bool *probe)
{
    *cut = (struct mustls_cut){MUSTLS_CUT_NONE, 0};
    *probe = p->stage == STAGE_PROBE;
    switch (p->stage) {
    case STAGE_PROBE:
        p->stage = STAGE_JOINED;
        return true;
    case STAGE_JOINED:
        cut->kind = MUSTLS_CUT_JOINED;
        p->stage = STAGE_BYTES;
        return true;
    case STAGE_BYTES:
        cut->kind = MUSTLS_CUT_BYTES;
        p->stage = STAGE_AT;
        return true;
    case STAGE_AT:
        p->at = next_cut(p->at, p->longest, s->o.split_max);
        cut->kind = MUSTLS_CUT_AT;
        cut->at = p->at;
        if (p->at < p->longest)
            return true;
        p->stage = STAGE_DONE;
        return false;
    case STAGE_DONE:
        break;
    }
    return false;
}

static void begin_run(struct mustls_suite *s, struct mustls_splits *p, struct mustls_cut cut,
                      bool probe)
{
    struct mustls_split_state *st = s->split;
    struct cut_run *r = mustls_alloc(sizeof *r);
    if (!r) {
        st->failed++;
        return;
    }
    *r = (struct cut_run){.suite = s, .splits = p, .probe = probe, .next = st->runs};
    st->runs = r;
    s->running++;
    p->running++;
    bool fast = probe || (p->fast && cut.kind == MUSTLS_CUT_AT);
    const struct mustls_exec_how how = {.cut = cut, .run = ++s->planned};
    struct mustls_exec *x = mustls_exec_start(fast ? &st->fast : s->o.world, p->job->prog,
                                              s->o.subjects[p->job->subject], &how, on_cut_done, r);
    if (x && !r->done)
        r->exec = x;
    if (x)
        return;
    st->failed++;
    r->done = true;
    s->running--;
    p->running--;
}

bool mustls_splits_begin(struct mustls_suite *s)
{
    struct mustls_cut cut;
    bool probe;
    if (!s->split)
        return false;
    for (struct mustls_splits *p = s->split->open; p; p = p->next) {
        if (next_shape(s, p, &cut, &probe)) {
            begin_run(s, p, cut, probe);
            return true;
        }
    }
    return false;
}

bool mustls_splits_pending(const struct mustls_suite *s)
{
    return s->split && s->split->open;
}

void mustls_splits_abort(struct mustls_suite *s)
{
    for (struct cut_run *r = s->split ? s->split->runs : NULL; r; r = r->next)
        if (!r->done && r->exec)
            mustls_exec_abort(r->exec);
}

/* --- reporting --- */

static void put_more(struct mustls_buf *b, unsigned more)
{
    if (more > 0)
        mustls_buf_printf(b, "; %u other cut%s alike", more, more == 1 ? "" : "s");
}

static void put_broken(struct mustls_buf *b, const struct mustls_exec *x)
{
    if (x->judgement.why && *x->judgement.why)
        mustls_buf_printf(b, " (%s)", x->judgement.why);
}

static void put_shape(struct mustls_buf *b, struct mustls_cut cut)
{
    if (cut.kind == MUSTLS_CUT_AT)
        mustls_buf_printf(b, "with segments cut at %zu", cut.at);
    else if (cut.kind == MUSTLS_CUT_BYTES)
        mustls_buf_puts(b, "one byte a segment");
    else
        mustls_buf_puts(b, "with segments joined");
}

/* The finding is an event: the trace, judged later, says it again. */
static void judge_again(struct mustls_splits *p, struct finding *f)
{
    struct mustls_exec *x = f->exec;
    if (f->outcome.verdict == MUSTLS_ERROR)
        return; /* our own trouble, and told as such */
    struct mustls_buf why;
    mustls_buf_init(&why, 65536);
    mustls_buf_printf(&why, "the verdict changes with the cut: %s whole, %s ",
                      mustls_verdict_name(p->whole.verdict),
                      mustls_verdict_name(f->outcome.verdict));
    put_shape(&why, x->cut);
    put_broken(&why, x);
    put_more(&why, f->more);
    struct mustls_event ev = {.kind = MUSTLS_E_DIFFERS,
                              .from = MUSTLS_FROM_RUN,
                              .us = x->end - x->start,
                              .at = MUSTLS_NOWHERE,
                              .raw = mustls_buf_span(&why)};
    mustls_trace_add(&x->trace, &ev);
    mustls_judge(x->arena, x->prog, &x->trace, &x->judgement);
    mustls_buf_deinit(&why);
}

static void report(struct mustls_suite *s, struct mustls_splits *p)
{
    for (struct finding *f = p->findings; f; f = f->next) {
        judge_again(p, f);
        if (!s->signum) {
            mustls_suite_tell_cut(s, p->job, f->exec);
            mustls_suite_count_red(s, mustls_suite_report(s, p->job, f->exec));
        }
        mustls_exec_free(f->exec);
    }
    p->findings = NULL;
}

static void free_ended(struct mustls_split_state *st)
{
    for (struct cut_run **at = &st->runs; *at;) {
        struct cut_run *r = *at;
        if (!r->done) {
            at = &r->next;
            continue;
        }
        *at = r->next;
        free_run(r);
    }
}

void mustls_splits_sweep(struct mustls_suite *s)
{
    if (!s->split)
        return;
    free_ended(s->split);
    for (struct mustls_splits **at = &s->split->open; *at;) {
        struct mustls_splits *p = *at;
        if (p->running > 0 || (p->stage != STAGE_DONE && !s->stopping)) {
            at = &p->next;
            continue;
        }
        *at = p->next;
        report(s, p);
    }
}

void mustls_splits_tell(struct mustls_suite *s)
{
    const struct mustls_split_state *st = s->split;
    if (!st)
        return;
    mustls_sink_note(s->o.sink,
                     "splits: %u cut runs of %u scenarios agree with the whole, %u differ",
                     st->agree, st->scenarios, st->differ);
    if (st->left_out > 0)
        mustls_sink_note(s->o.sink,
                         "splits: %llu places in segments longer than %u bytes were not cut at, in "
                         "%u scenarios (--split-max)",
                         (unsigned long long)st->left_out, s->o.split_max, st->long_ones);
    if (st->unfit > 0)
        mustls_sink_note(s->o.sink, "splits: %u scenarios have the tag no-splits", st->unfit);
    if (st->failed > 0)
        mustls_sink_note(s->o.sink, "splits: %u runs found no memory", st->failed);
}
