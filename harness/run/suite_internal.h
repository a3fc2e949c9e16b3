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
    size_t subject; /* index */
    uint32_t run;   /* from 1 */
    bool control;
    bool reported; /* selected: its verdict counts */
    enum { MUSTLS_JOB_WAITS, MUSTLS_JOB_RUNS, MUSTLS_JOB_DONE } state;
    struct mustls_exec *exec;
    mustls_usec since;
    struct mustls_suite *suite;
};

/* What the control runs of a subject said about one pair of wishes. */
struct mustls_control {
    struct mustls_span tls, auth;
    bool good;
    const char *why; /* of a control run that did not pass */
};

struct mustls_subject_state {
    unsigned controls_left;
    struct mustls_control *controls;
    size_t num, cap;
};

struct mustls_suite {
    struct mustls_arena *arena;
    struct mustls_suite_opts o;
    struct mustls_item *items;
    size_t num_items, cap_items;
    struct mustls_job *jobs;
    size_t num_jobs, next;
    uint32_t planned; /* run numbers given */
    struct mustls_subject_state *subjects;
    unsigned running, reported_red;
    bool stopping;
    int signum;
    mustls_usec began;
    struct mustls_timer *tick, *pump;
    const char **told_files;
    size_t num_told, cap_told;
};

/* calibrate.c */
void mustls_control_note(struct mustls_suite *s, size_t subject, const struct mustls_exec *x);
/* NULL when the subject's control runs speak for this program; else why its results would be void.
 */
const char *mustls_control_void(struct mustls_suite *s, size_t subject,
                                const struct mustls_program *p);

/* record.c: turns a finished run into a case for the sink. */
bool mustls_suite_report(struct mustls_suite *s, struct mustls_job *j, struct mustls_exec *x);
bool mustls_suite_report_void(struct mustls_suite *s, struct mustls_job *j, const char *why);
void mustls_suite_on_event(void *arg, const struct mustls_event *ev);
void mustls_suite_tell_start(struct mustls_suite *s, struct mustls_job *j);

#endif
