#ifndef MUSTLS_CLI_RUN_INTERNAL_H
#define MUSTLS_CLI_RUN_INTERNAL_H

#include "cli/select.h"
#include "run/keys.h"
#include "run/sink.h"
#include "run/suite.h"

#define MUSTLS_CLI_MAX_CLIENTS 64
#define MUSTLS_CLI_MAX_KNOWN   ((size_t)4 << 20) /* bytes of a list of known failures */

/* Everything that one `mustls run` was told and made. */
struct mustls_cli_run {
    struct mustls_arena *arena;
    struct mustls_cli_select sel;
    struct mustls_suite_opts suite;
    struct mustls_sink_opts sink;
    struct mustls_world_opts world_opts;
    struct mustls_world world;
    const char *clients[MUSTLS_CLI_MAX_CLIENTS + 1];
    const struct mustls_profile
        *profiles[MUSTLS_CLI_MAX_CLIENTS + 1]; /* NULL: the reference client */
    size_t num_clients, num_named;             /* num_named: without the command behind -- */
    const struct mustls_subject *subjects[MUSTLS_CLI_MAX_CLIENTS + 2];
    size_t num_subjects;
    char **command; /* behind --; NULL-terminated */
    const char *known_path, *subjects_dir, *again;
    const char *known_why; /* of --write-known; NULL: the list is not written */
    bool known_todo;       /* it is a reason that is still to be written */
    struct mustls_span known_text;
    struct mustls_cli_ended *ended; /* what --write-known goes by */
    uint64_t faults;
    bool socket, resume, seed_given, order_given, edges, watch;
    struct mustls_edges *edges_found; /* one for each subject */
    unsigned min;
    enum { MUSTLS_RERUN_ALL, MUSTLS_RERUN_FAILED, MUSTLS_RERUN_NEW } rerun;
    struct mustls_keys *last; /* how each run ended the last time; NULL: nothing is remembered */
    const char *last_path;
    enum mustls_cli_isolate { MUSTLS_ISOLATE_AUTO, MUSTLS_ISOLATE_YES, MUSTLS_ISOLATE_NO } isolate;
    struct mustls_isolation isolation;
    const char *totals_world; /* for reports; NULL: no program is run */
    int color;                /* 0 auto, 1 always, 2 never */
    struct mustls_cli_old {
        const char *subject, *id;
        enum mustls_verdict verdict;
        bool known;
        bool traced;  /* it is in the trace file, too */
        bool planned; /* it stands for one of the runs of this call */
    } * old;
    size_t num_old, cap_old;
};

/* run_options.c */
bool mustls_run_set_option(void *arg, int i, const char *value);
/* run_lock.c: makes the folder of --out and holds it for this run; an exit code. */
int mustls_run_lock_out(struct mustls_cli_run *r);
/* run_resume.c: reads the verdicts of the run to go on with. */
int mustls_run_scan_old(struct mustls_cli_run *r);
/* run_known.c: after the scenarios and profiles, which its lines name. */
int mustls_run_load_known(struct mustls_cli_run *r);
/* run_known_write.c: --write-known. Whether it may be, before anything runs; an exit code. What is
 * to be remembered of each run. The list, behind the runs: `code` is theirs, the result the call's.
 */
int mustls_run_may_write_known(const struct mustls_cli_run *r);
bool mustls_run_watch_known(struct mustls_cli_run *r);
int mustls_run_write_known(struct mustls_cli_run *r, int code);
/* run_last.c: what is remembered of earlier calls; after the selection. An exit code. */
int mustls_run_load_last(struct mustls_cli_run *r);
void mustls_run_save_last(struct mustls_cli_run *r, const struct mustls_sink *sink);
/* run_subjects.c */
int mustls_run_load_profiles(struct mustls_cli_run *r);
int mustls_run_find_programs(struct mustls_cli_run *r);
int mustls_run_make_subjects(struct mustls_cli_run *r);

/* cmd_run.c: the world that the subjects live in; an exit code. */
int mustls_run_make_world(struct mustls_cli_run *r);
/* run_again.c: the options behind "mustls run ID" that bring the same subjects, r->again; and the
 * one of r->clients alone. */
void mustls_run_note_again(struct mustls_cli_run *r, char *const *argv);
const char *mustls_run_again_with(struct mustls_cli_run *r, size_t client);

/* What is to be played, read: scenarios, profiles, lists; an exit code. Then playing it, which is
 * the call's exit code; and, in any case, freeing it. */
int mustls_run_load(struct mustls_cli_run *r, char *const *operands);
int mustls_run_play(struct mustls_cli_run *r);
void mustls_run_unload(struct mustls_cli_run *r);
/* run_watch.c: --watch; `told` is what options say, and nothing is loaded. */
int mustls_run_watch(const struct mustls_cli_run *told, char *const *operands);

/* run_isolate.c: where the subjects run; an exit code. Before a thread or loop exists. */
int mustls_run_isolate(struct mustls_cli_run *r);

/* run_edges.c: --edges, instead of a selection; and once the subjects are there. */
int mustls_run_edges_select(struct mustls_cli_run *r, char *const *operands);
int mustls_run_edges_make(struct mustls_cli_run *r);

/* False, with a sentence: the file to compare with can't be read, or there is no page to compare
 * on. */
bool mustls_cli_baseline_good(const struct mustls_sink_opts *o);
/* The sink could not be made: says why, gives the exit code. */
int mustls_cli_sink_failed(const struct mustls_error *err);
/* A word of --format; says what is wrong with another. */
bool mustls_cli_format(const char *value, enum mustls_format *out);
/* Trace files to the reports of `o`. With `differs` (may be NULL) counts verdicts that are judged
 * otherwise now. */
int mustls_cli_report(const char *const *paths, size_t num, bool repeats,
                      const struct mustls_sink_opts *o, unsigned *differs);

#endif
