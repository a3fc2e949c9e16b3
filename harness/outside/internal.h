/* Shared by the files of this room only. */
#ifndef MUSTLS_OUTSIDE_INTERNAL_H
#define MUSTLS_OUTSIDE_INTERNAL_H

#include "base/arena.h"
#include "base/rng.h"
#include "campaign/state.h"
#include "flat/frame.h"
#include "flat/reduce.h"
#include "outside/outside.h"

/* Seconds that the client is asked to wait for a reply. */
#define OUTSIDE_TIMEOUT 2u
#define OUTSIDE_JOBS    64
#define OUTSIDE_CORPUS  20000 /* inputs in memory; what is new beyond is not kept */
#define OUTSIDE_SIGNS   8

/* One run, from input to verdict. */
struct slot {
    struct outside *o;
    struct mustls_arena *arena; /* the program's */
    struct mustls_exec *exec;
    struct mustls_buf input, text; /* text: the scenario that is played */
    enum { SLOT_FREE, SLOT_RUNS, SLOT_DONE } state;
    bool seed; /* the input is one, unchanged */
};

struct input {
    struct mustls_span bytes;
    uint32_t picks;
};

/* What is wrong with a run, one bucket for each thing. */
struct signs {
    struct mustls_bucket buckets[OUTSIDE_SIGNS];
    size_t num, num_known;
};

struct examine {
    enum { EXAMINE_IDLE, EXAMINE_CONFIRM, EXAMINE_SMALLER, EXAMINE_LAST } step;
    struct mustls_bucket bucket;
    struct mustls_buf input;
    unsigned hits, misses, runs;
    mustls_usec until;
    struct mustls_reduce *reduce;
    bool none_left; /* nobody needs to be looked at */
};

struct outside {
    const struct mustls_outside_opts *o;
    struct mustls_arena *arena;
    char out[MUSTLS_PATH], corpus_dir[MUSTLS_PATH], state_path[MUSTLS_PATH], work[MUSTLS_PATH];
    char name[80]; /* of the campaign, in state.json */
    int lock;
    struct mustls_campaign_state state; /* of earlier runs */
    struct mustls_finds finds, unsure;
    struct mustls_rng rng;
    unsigned frames[MUSTLS_NUM_FLAT_FRAMES]; /* those that the subject can do */
    size_t num_frames;
    bool gives_up; /* on a server that is silent */
    struct input *corpus, *seeds;
    size_t num_corpus, cap_corpus, num_seeds, cap_seeds, next_seed;
    uint64_t *behaviours; /* hashes, a table of twice OUTSIDE_CORPUS */
    size_t num_behaviours;
    struct slot slots[OUTSIDE_JOBS + 1]; /* the last one in use is examine's */
    struct examine examine;
    uint32_t run_no;
    uint64_t execs, errors;
    mustls_usec started, told, stopped;
    struct mustls_timer *tick, *pump;
    bool stopping, failed;
    struct mustls_outside_result result;
    struct mustls_error *err;
};

/* --- play.c --- */

/* Plays a scenario's text; on_done stops nothing, the slot's state says it. False: it can't be
 * played. */
bool outside_play_text(struct slot *s);
/* The slot's input as its text, then the same. */
bool outside_play(struct slot *s);
void outside_slot_clear(struct slot *s);

/* --- calibrate.c --- */

/* Good servers for each frame, and a silent one. */
enum mustls_status outside_calibrate(struct outside *o);

/* --- behaviour.c --- */

uint64_t outside_behaviour(const struct mustls_exec *x);
/* True the first time. */
bool outside_behaviour_new(struct outside *o, uint64_t hash);

/* --- signs.c --- */

void outside_signs(const struct outside *o, const struct mustls_exec *x, struct signs *out);
bool outside_signs_has(const struct signs *s, const struct mustls_bucket *b);
/* The program did not end, and nobody made it wait. */
bool outside_hangs(const struct mustls_trace *t, mustls_usec limit, bool gives_up);

/* --- corpus.c --- */

enum mustls_status outside_corpus_load(struct outside *o);
bool outside_seed_add(struct outside *o, struct mustls_span input);
/* The next input, into the slot. */
void outside_next_input(struct slot *s);
enum mustls_status outside_corpus_keep(struct outside *o, struct mustls_span input);

/* --- suite_seeds.c --- */

enum mustls_status outside_suite_seeds(struct outside *o);

/* --- file.c --- */

/* The slot's run to `to`: transcript, trace, scenario. improve: the bucket is there. */
enum mustls_status outside_file(struct slot *s, struct mustls_finds *to,
                                const struct mustls_bucket *b, bool improve, bool *is_new);

/* --- examine.c --- */

/* Begins a run of what is to be looked at; false when there is none. */
bool outside_examine_begin(struct outside *o, struct slot *s);
void outside_examine_told(struct outside *o, struct slot *s);
void outside_examine_free(struct outside *o);

/* --- folder.c --- */

enum mustls_status outside_open(struct outside *o);
enum mustls_status outside_save(struct outside *o);
void outside_close(struct outside *o);

/* --- show.c --- */

void outside_show_line(struct outside *o, bool last);
void outside_show_text(struct outside *o, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void outside_show_end(struct outside *o);

/* --- outside.c --- */

void outside_fail(struct outside *o, const struct mustls_error *err);
void outside_stop(struct outside *o);

#endif
