/* Many runs: what is selected, for each subject, after its control runs; side by side, in one
 * thread. */
#ifndef MUSTLS_RUN_SUITE_H
#define MUSTLS_RUN_SUITE_H

#include "run/exec.h"
#include "run/library.h"
#include "run/sink.h"

struct mustls_suite_opts {
    struct mustls_world *world;
    struct mustls_library *library;
    struct mustls_sink *sink;
    const struct mustls_subject *const *subjects;
    size_t num_subjects;
    unsigned jobs;     /* runs of outside programs side by side */
    unsigned max_fail; /* 0 = no bound */
    unsigned repeat;   /* at least 1 */
    bool until_fail;
    bool shuffle;
    uint64_t order; /* seed of shuffle */
    /* The runs of shard `shard` of `shards`, from 1; 0 shards: all. By a hash of subject and id, so
     * that a test stays in its shard when others come or go. */
    unsigned shard, shards;
    bool no_calibration;
    bool splits;           /* each client test again with our segments cut everywhere */
    unsigned split_max;    /* each of a segment's first bytes; behind them, a choice */
    struct mustls_cut cut; /* all runs so, without `splits` */
    uint64_t seed;
    const char *seeds_dir; /* NULL: none */
    const char *pcap_dir;  /* NULL: none; else world->capture is set */
    const char *again;     /* options to put behind "mustls run ID" in transcripts */
    /* Runs that an earlier call finished; may be NULL. Asked once for each planned run: the third
     * of --repeat 3 is another than the second. */
    bool (*finished)(void *arg, const char *subject, const char *id);
    void *finished_arg;
    /* Runs that are wanted, of those in the shard; NULL: all. */
    bool (*wanted)(void *arg, const struct mustls_subject *subject, const char *id);
    void *wanted_arg;
};

struct mustls_suite;

/* Nothing runs yet. `programs` of all selected scenarios were built by mustls_suite_add. */
struct mustls_suite *mustls_suite_new(const struct mustls_suite_opts *o);
void mustls_suite_free(struct mustls_suite *s);
/* A selected scenario; instance 0 = all of them. Mistakes are in the library's diagnostics. */
enum mustls_status mustls_suite_add(struct mustls_suite *s, const struct mustls_entry *e,
                                    unsigned instance);
/* Scenarios that are not selected themselves, but serve as control runs (tag `smoke`). */
enum mustls_status mustls_suite_add_control(struct mustls_suite *s, const struct mustls_entry *e);
/* How many selected runs there will be; and how many were left out because they test the other
 * side. */
unsigned mustls_suite_plan(struct mustls_suite *s, unsigned *left_out);
/* The sink needs the plan's size, so it comes after. */
void mustls_suite_set_sink(struct mustls_suite *s, struct mustls_sink *sink);
/* Runs all; returns the time it took in ms. *signum: the signal that interrupted it, 0 for none. */
uint64_t mustls_suite_run(struct mustls_suite *s, int *signum);
/* For `mustls list`: each planned run. */
void mustls_suite_each(const struct mustls_suite *s,
                       void (*f)(void *arg, const struct mustls_program *p), void *arg);

#endif
