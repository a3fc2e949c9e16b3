/* Shared by process.c and its two helpers. */
#ifndef MUSTLS_RUN_PROCESS_INTERNAL_H
#define MUSTLS_RUN_PROCESS_INTERNAL_H

#include "client/client.h"
#include "io/io.h"
#include "run/exec.h"
#include "run/link.h"
#include "run/place.h"

struct mustls_run_link {
    struct mustls_link link;
    struct mustls_run_link *next;
};

struct mustls_process_run {
    struct mustls_exec *x;
    enum {
        MUSTLS_RUN_PLAYING,
        MUSTLS_RUN_KILLING,    /* SIGKILL was sent; its end is awaited */
        MUSTLS_RUN_LAST_BYTES, /* it ended; what is under way is read */
        MUSTLS_RUN_OVER,
    } state;
    struct mustls_place *place;
    struct mustls_run_link *links;
    struct mustls_proc *proc;
    struct mustls_timer *timer, *retry;
    unsigned port;
    struct mustls_play_end end;
    /* a server as the subject */
    bool script_over, stopped, connecting, connected;
    mustls_usec settle_until;
    /* the reference client over a socket */
    struct mustls_client *client;
    struct mustls_link subject_link;
};

/* Kills the subject and ends the run. */
void mustls_process_kill(struct mustls_process_run *r);

/* spawn.c: folder, message, argv, environment of an outside program. */
enum mustls_status mustls_process_prepare(struct mustls_process_run *r, struct mustls_spawn *s,
                                          struct mustls_error *err);
enum mustls_end_kind mustls_exit_kind(const struct mustls_profile *p, int code, int sig);
/* True when this process has children in /proc that lead back to a subject which is gone: daemons
 * that left its group. */
bool mustls_has_orphans(const struct mustls_io *io);

/* server.c: a server under test, once it was started and its script has a link. */
void mustls_process_server_connect(struct mustls_process_run *r);
void mustls_process_server_moved(struct mustls_process_run *r);
void mustls_process_server_stop(struct mustls_process_run *r);            /* its script is over */
void mustls_process_server_exited(struct mustls_process_run *r, int sig); /* the same */
void mustls_process_server_retry(void *arg);

/* self.c: the reference client over a socket. */
bool mustls_process_client_start(struct mustls_process_run *r,
                                 void (*moved)(void *arg, struct mustls_link *l));
void mustls_process_client_moved(struct mustls_process_run *r);

#endif
