#ifndef MUSTLS_RUN_SUITE_INTERNAL_H
#define MUSTLS_RUN_SUITE_INTERNAL_H

#include "run/suite.h"

struct mustls_item { /* one program: an instance of a scenario */
    const struct mustls_program *prog;
    const struct mustls_entry *entry;
    bool selected, control;
    bool told; /* its files are in the trace */
};

struct mustls_job {
    const struct mustls_item *item;
    const struct mustls_program *prog; /* the item's, at the subject's pace */
    size_t subject;                    /* index */
    uint32_t run;                      /* from 1 */
    bool control;
    bool reported; /* selected: its verdict counts */
    enum { MUSTLS_JOB_WAITS, MUSTLS_JOB_RUNS, MUSTLS_JOB_DONE } state;
    struct mustls_exec *exec;
    mustls_usec since;
    struct mustls_suite *suite;
    struct mustls_splits *splits; /* splits.c; NULL: none */
};

/* What the control runs of a subject said about one pair of wishes. */
struct mustls_control {
    struct mustls_span tls, auth;
    bool good;
    const char *why; /* of a control run that did not pass */
};

struct mustls_subject_state {
    unsigned controls_left;
    uint64_t good_ms; /* the longest control run that was good */
    unsigned pace;    /* percent of the scenarios' deadlines; 0 while control runs go on */
    char newest_tls;  /* '3' for 1.3, ...: the newest that a control run has seen; 0 for none */
    struct mustls_control *controls;
    size_t num, cap;
};

struct mustls_suite {
    struct mustls_arena *arena;
    struct mustls_suite_opts o;
    struct mustls_item *items;
    size_t num_items, cap_items;
    struct mustls_job *jobs;
    size_t num_jobs, next, freed; /* all before `freed` are done, and nothing of them is left */
    uint32_t planned;             /* run numbers given */
    struct mustls_subject_state *subjects;
    unsigned running, reported_red;
    unsigned captures, cut_captures; /* files of --pcap; of them, cut ones */
    bool stopping;
    int signum;
    mustls_usec began;
    struct mustls_timer *tick, *pump;
    const char **told_files;
    size_t num_told, cap_told;
    struct mustls_split_state *split; /* splits.c; NULL: no --splits */
};

/* Jobs are looked at so far ahead: thousands of waiting ones of one subject are not searched each
 * time. */
#define MUSTLS_SUITE_LOOK_AHEAD 1000

/* room.c: another run may begin. If not, *again: when to ask anew, unless a run ends before. `idle`
 * says whether the machine has a processor to spare; it is asked only for runs beyond twice --jobs.
 */
bool mustls_suite_has_room(const struct mustls_suite *s, mustls_usec now, bool (*idle)(void),
                           mustls_usec *again);
bool mustls_suite_machine_idle(void);

/* calibrate.c */
void mustls_control_note(struct mustls_suite *s, size_t subject, const struct mustls_exec *x);
/* All control runs of the subject are over: from now on its deadlines are at its pace. */
void mustls_control_pace(struct mustls_suite *s, size_t subject);
/* NULL when the subject's control runs speak for this program; else why its results would be void.
 */
const char *mustls_control_void(struct mustls_suite *s, size_t subject,
                                const struct mustls_program *p);

/* NULL, or what the control runs have shown that the subject has not and the program needs. */
const char *mustls_control_lacks(struct mustls_suite *s, size_t subject,
                                 const struct mustls_program *p);

/* splits.c: metamorphic runs. A job whose own run is over gets its cut runs, one after another. */
bool mustls_splits_init(struct mustls_suite *s);
void mustls_splits_free(struct mustls_suite *s);
void mustls_splits_plan(struct mustls_suite *s, struct mustls_job *j, const struct mustls_exec *x);
/* Begins one cut run; false when there is none to begin now. */
bool mustls_splits_begin(struct mustls_suite *s);
/* Reports jobs whose cut runs have all ended, and frees what nobody needs any more. */
void mustls_splits_sweep(struct mustls_suite *s);
bool mustls_splits_pending(const struct mustls_suite *s);
void mustls_splits_abort(struct mustls_suite *s);
/* Sentences for the end: what agreed, what was left out. */
void mustls_splits_tell(struct mustls_suite *s);

/* record.c: turns a finished run into a case for the sink. */
bool mustls_suite_report(struct mustls_suite *s, const struct mustls_job *j, struct mustls_exec *x);
/* Start and events of a run that nobody listened to. */
void mustls_suite_tell_cut(struct mustls_suite *s, const struct mustls_job *j,
                           const struct mustls_exec *x);
/* suite.c: a red run may end the suite. */
void mustls_suite_count_red(struct mustls_suite *s, bool red);
bool mustls_suite_report_void(struct mustls_suite *s, struct mustls_job *j, const char *why);
void mustls_suite_on_event(void *arg, const struct mustls_event *ev);
void mustls_suite_tell_start(struct mustls_suite *s, struct mustls_job *j);

#endif
