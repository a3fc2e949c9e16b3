#include "outside/outside.h"

#include <signal.h>
#include <string.h>

#include "outside/internal.h"

#define ARENA      ((size_t)256 << 20)
#define TICK       MUSTLS_MSEC(200)
#define LINE_EVERY MUSTLS_SEC(10)
/* Runs that are no seeds' any more when they take so long: mutating them would take for ever. */
#define SLOW MUSTLS_SEC(4)

void outside_fail(struct outside *o, const struct mustls_error *err)
{
    if (o->failed)
        return; /* the first one is the cause */
    if (err != o->err)
        *o->err = *err;
    o->failed = true;
    outside_stop(o);
}

void outside_stop(struct outside *o)
{
    if (!o->stopping)
        o->stopped = mustls_io_now(o->o->world->io);
    o->stopping = true;
    if (o->pump)
        mustls_timer_set(o->pump, 0);
}

static struct slot *examiner(struct outside *o)
{
    return &o->slots[o->o->jobs];
}

/* --- a run that has ended --- */

/* A bucket that is there is counted; another is to be looked at. */
static void file_sign(struct outside *o, struct slot *s, const struct mustls_bucket *b)
{
    struct mustls_find_row row;
    bool is_new;
    bool found = mustls_finds_row(&o->finds, b->name, &row) == MUSTLS_OK;
    enum mustls_status st = outside_file(s, found ? &o->finds : &o->unsure, b, false, &is_new);
    if (st != MUSTLS_OK)
        outside_fail(o, o->err);
    o->result.num_again += found;
    if (!found && is_new)
        o->examine.none_left = false;
}

static void look_at(struct outside *o, struct slot *s)
{
    struct signs signs;
    const struct mustls_exec *x = s->exec;
    enum mustls_verdict v = x->judgement.verdict;
    o->execs++;
    if (v == MUSTLS_ERROR || v == MUSTLS_SKIP) {
        o->errors++;
        return;
    }
    outside_signs(o, x, &signs);
    o->result.num_known += signs.num_known > 0;
    for (size_t i = 0; i < signs.num; i++)
        file_sign(o, s, &signs.buckets[i]);
    if (outside_behaviour_new(o, outside_behaviour(x)) && x->end - x->start < SLOW &&
        outside_corpus_keep(o, mustls_buf_span(&s->input)) != MUSTLS_OK)
        outside_fail(o, o->err);
}

static void reap(struct outside *o, struct slot *s)
{
    if (s->state != SLOT_DONE)
        return;
    if (o->result.signum || o->failed)
        ; /* broken off: it has no verdict */
    else if (s == examiner(o))
        outside_examine_told(o, s);
    else
        look_at(o, s);
    outside_slot_clear(s);
}

/* --- the loop --- */

static bool begin(struct outside *o, struct slot *s)
{
    for (int tries = 0; tries < 100; tries++) {
        outside_next_input(s);
        if (outside_play(s))
            return true;
    }
    struct mustls_error err;
    mustls_error_set(&err, "no input can be played: out of memory?");
    outside_fail(o, &err);
    return false;
}

static unsigned num_running(const struct outside *o)
{
    unsigned n = 0;
    for (unsigned i = 0; i <= o->o->jobs; i++)
        n += o->slots[i].state != SLOT_FREE;
    return n;
}

static bool enough(const struct outside *o, mustls_usec now)
{
    return (o->o->seconds && now - o->started >= MUSTLS_SEC(o->o->seconds)) ||
           (o->o->runs && o->execs >= o->o->runs);
}

static uint64_t num_begun(const struct outside *o)
{
    uint64_t n = o->execs;
    for (unsigned i = 0; i < o->o->jobs; i++)
        n += o->slots[i].state != SLOT_FREE;
    return n;
}

static void begin_some(struct outside *o)
{
    for (unsigned i = 0; i < o->o->jobs && !o->stopping; i++)
        if (o->slots[i].state == SLOT_FREE && (!o->o->runs || num_begun(o) < o->o->runs) &&
            !begin(o, &o->slots[i]))
            return;
}

/* What is not looked at now is looked at first the next time. */
static bool examine_late(const struct outside *o, mustls_usec now)
{
    mustls_usec most = MUSTLS_SEC(o->o->minimise + 4 * o->o->limit);
    return o->result.signum || o->failed || (o->stopping && now - o->stopped > most);
}

static void pump(void *arg)
{
    struct outside *o = arg;
    mustls_usec now = mustls_io_now(o->o->world->io);
    for (unsigned i = 0; i <= o->o->jobs; i++)
        reap(o, &o->slots[i]);
    if (!o->stopping && enough(o, now))
        outside_stop(o);
    begin_some(o);
    struct slot *e = examiner(o);
    if (e->state == SLOT_FREE && !o->examine.none_left && !examine_late(o, now))
        outside_examine_begin(o, e);
    if (o->stopping && num_running(o) == 0)
        mustls_io_stop(o->o->world->io);
}

static void on_tick(void *arg)
{
    struct outside *o = arg;
    mustls_usec now = mustls_io_now(o->o->world->io);
    bool due = now - o->told >= LINE_EVERY;
    if (due || o->o->tty)
        outside_show_line(o, false);
    if (due) {
        o->told = now;
        if (outside_save(o) != MUSTLS_OK)
            outside_fail(o, o->err);
    }
    mustls_timer_set(o->tick, now + TICK);
    mustls_timer_set(o->pump, 0);
}

static void on_signal(void *arg, int signum)
{
    struct outside *o = arg;
    o->result.signum = signum;
    outside_stop(o);
    for (unsigned i = 0; i <= o->o->jobs; i++)
        if (o->slots[i].state == SLOT_RUNS && o->slots[i].exec)
            mustls_exec_abort(o->slots[i].exec);
    mustls_io_stop(o->o->world->io); /* calibration waits for it; play() goes on by itself */
}

static enum mustls_status prepare(struct outside *o)
{
    struct mustls_io *io = o->o->world->io;
    o->behaviours = mustls_arena_array(o->arena, 2 * OUTSIDE_CORPUS, sizeof *o->behaviours);
    o->tick = mustls_timer_new(io, on_tick, o);
    o->pump = mustls_timer_new(io, pump, o);
    if (!o->behaviours || !o->tick || !o->pump) {
        mustls_error_set(o->err, "out of memory");
        return MUSTLS_ENOMEM;
    }
    for (unsigned i = 0; i <= o->o->jobs; i++) {
        o->slots[i].o = o;
        mustls_buf_init(&o->slots[i].input, 2u << 20);
        mustls_buf_init(&o->slots[i].text, 2u << 20);
    }
    mustls_buf_init(&o->examine.input, 2u << 20);
    if (mustls_io_on_signal(io, SIGINT, on_signal, o) != MUSTLS_OK ||
        mustls_io_on_signal(io, SIGTERM, on_signal, o) != MUSTLS_OK) {
        mustls_error_set(o->err, "signals can't be heard");
        return MUSTLS_EIO;
    }
    return MUSTLS_OK;
}

/* The numbers go on where the last call's stopped: the same seed twice is not the same inputs. */
static void seed_numbers(struct outside *o)
{
    uint64_t key[3] = {o->o->world->seed, o->state.runs, o->state.execs};
    mustls_rng_init(&o->rng, mustls_hash(mustls_span(key, sizeof key)));
}

static enum mustls_status play(struct outside *o)
{
    struct mustls_io *io = o->o->world->io;
    seed_numbers(o);
    o->started = o->told = mustls_io_now(io);
    outside_show_text(o, "%s %s, %u jobs, %zu seeds, %s  into %s", o->o->subject->name,
                      o->o->subject->version, o->o->jobs, o->num_seeds,
                      o->o->seconds || o->o->runs ? "for a time" : "until Ctrl-C", o->out);
    mustls_timer_set(o->tick, o->started + TICK);
    mustls_timer_set(o->pump, 0);
    mustls_io_run(io);
    while (num_running(o) > 0) { /* what a signal broke off is waited for */
        mustls_io_run(io);
    }
    enum mustls_status st = o->failed ? MUSTLS_EIO : outside_save(o);
    if (st == MUSTLS_OK)
        outside_show_end(o);
    return st;
}

static void end(struct outside *o)
{
    for (unsigned i = 0; i <= o->o->jobs; i++) {
        outside_slot_clear(&o->slots[i]);
        mustls_buf_deinit(&o->slots[i].input);
        mustls_buf_deinit(&o->slots[i].text);
    }
    outside_examine_free(o);
    mustls_timer_free(o->tick);
    mustls_timer_free(o->pump);
    outside_close(o);
    mustls_arena_free(o->arena);
}

enum mustls_status mustls_outside_run(const struct mustls_outside_opts *opts,
                                      struct mustls_outside_result *out, struct mustls_error *err)
{
    static struct outside o; /* large */
    o = (struct outside){.o = opts, .lock = -1, .err = err};
    *out = o.result;
    if (opts->subject->profile->delivers_nothing) {
        mustls_error_set(err, "%s only makes the handshake: there is nothing to fuzz",
                         opts->subject->name);
        return MUSTLS_EUSAGE;
    }
    o.arena = mustls_arena_new(ARENA);
    if (!o.arena) {
        mustls_error_set(err, "out of memory");
        return MUSTLS_ENOMEM;
    }
    enum mustls_status st = outside_open(&o);
    if (st == MUSTLS_OK)
        st = prepare(&o);
    if (st == MUSTLS_OK)
        st = outside_calibrate(&o);
    if (st == MUSTLS_OK && !o.result.signum)
        st = outside_corpus_load(&o);
    if (st == MUSTLS_OK && !o.result.signum)
        st = play(&o);
    *out = o.result;
    end(&o);
    return st;
}
