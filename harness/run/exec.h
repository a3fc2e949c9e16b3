/* One scenario instance against one subject, from start to verdict. */
#ifndef MUSTLS_RUN_EXEC_H
#define MUSTLS_RUN_EXEC_H

#include "judge/judge.h"
#include "play/play.h"
#include "profile/profile.h"
#include "run/capture.h"
#include "run/world.h"

enum mustls_subject_kind {
    MUSTLS_SUBJECT_CLIENT, /* the reference client, in memory, virtual time */
    MUSTLS_SUBJECT_SERVER, /* the mock server on base/required, in memory, for `test server` */
    MUSTLS_SUBJECT_CLIENT_SOCKET, /* the reference client over a socket */
    MUSTLS_SUBJECT_PROGRAM,
};

struct mustls_subject {
    enum mustls_subject_kind kind;
    const char *name, *version;
    const struct mustls_profile *profile; /* PROGRAM */
    enum mustls_role role;
    uint64_t faults;                     /* seeded faults of the reference client */
    const struct mustls_program *server; /* SERVER: the policy it plays */
    const char
        *again; /* options that name it, and no other, behind "mustls run ID"; NULL: the suite's */
};

/* Made by start, lives until mustls_exec_free. */
struct mustls_exec {
    struct mustls_arena *arena;
    struct mustls_world *world;
    const struct mustls_program *prog;
    const struct mustls_subject *subject;
    struct mustls_cut cut;
    uint32_t run;
    struct mustls_values values;
    struct mustls_trace trace;
    struct mustls_play *play;
    mustls_usec start, end; /* of world's or of virtual time */
    const char *command;    /* as a shell would take it; "" */
    char folder[320];       /* the subject's HOME; "" for none */
    char files_dir[330];    /* files that stand in the system's place; "" for none */
    const char *asked;      /* of the name server; "" */
    int exit_code, signal;
    char trouble[512]; /* not empty: verdict ERROR, and why */
    struct mustls_judgement judgement;
    void (*done)(void *arg, struct mustls_exec *x);
    void *arg;
    void *shell;                    /* the process run's own */
    struct mustls_capture *capture; /* NULL: it is not recorded */
    void (*on_event)(void *arg, const struct mustls_event *ev);
    void *event_arg;
};

/* How this run's segments are to be cut: "~7", "~1by1", "~joined", "" for as written. */
#define MUSTLS_CUT_TEXT 24
void mustls_cut_text(struct mustls_cut cut, char out[MUSTLS_CUT_TEXT]);
/* The same without the "~"; false when it is none. */
bool mustls_cut_by_text(const char *text, struct mustls_cut *out);

/* Zero: once, as written, unheard. */
struct mustls_exec_how {
    struct mustls_cut cut;
    uint32_t run;
    const char *skip; /* not NULL: why it ends as SKIP without being played; lives as long as the
                         call */
    void (*on_event)(void *arg, const struct mustls_event *ev); /* sees each event as it happens */
    void *event_arg;
};

/* Begins; `done` is called once, maybe before this returns (in-memory runs). A wish that the
 * profile lacks ends as SKIP without a process, too. NULL without memory. */
struct mustls_exec *mustls_exec_start(struct mustls_world *w, const struct mustls_program *prog,
                                      const struct mustls_subject *subject,
                                      const struct mustls_exec_how *how,
                                      void (*done)(void *arg, struct mustls_exec *x), void *arg);
/* Kills the subject now; done follows with the verdict that the trace gives. */
void mustls_exec_abort(struct mustls_exec *x);
void mustls_exec_free(struct mustls_exec *x);

/* --- between the files of this room --- */

/* The run is over: writes the end of the trace, judges, calls done. */
void mustls_exec_finish(struct mustls_exec *x, const struct mustls_play_end *end, mustls_usec now);
void mustls_exec_trouble(struct mustls_exec *x, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* The name or address where the subject is told to go. Valid as long as x. */
const char *mustls_exec_host(const struct mustls_exec *x);
/* NULL, or why the scenario can't be played here, whoever the subject is. */
const char *mustls_exec_unmet(struct mustls_exec *x);
void mustls_exec_memory(struct mustls_exec *x);
void mustls_exec_process(struct mustls_exec *x);
void mustls_exec_process_free(struct mustls_exec *x);
/* Settings of the reference client for a program's wishes. to[0..1) points into x. */
struct mustls_client_config;
void mustls_exec_client_config(struct mustls_exec *x, struct mustls_client_config *out);

#endif
