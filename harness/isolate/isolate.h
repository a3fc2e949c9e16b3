/* A world of their own for outside programs, with Linux' namespaces: a network in which nothing is
 * but our own addresses, and for each program its own files over /etc/hosts and the like, and its
 * own process tree, which dies as one.
 *
 * mustls_isolate_enter takes the calling process into the network. mustls_box_start starts a
 * program in a box inside of it. */
#ifndef MUSTLS_ISOLATE_ISOLATE_H
#define MUSTLS_ISOLATE_ISOLATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"

/* Beside 127.0.0.1 and ::1 the new network knows these: they are all local, so that any number of
 * servers can have port 25, and no program takes them for its own machine's. The first is the
 * block for benchmarks (RFC 2544), the second that for documentation (RFC 3849). */
#define MUSTLS_ISOLATE_NET4  "198.18.0.0"
#define MUSTLS_ISOLATE_BITS4 15
#define MUSTLS_ISOLATE_NET6  "2001:db8::"
#define MUSTLS_ISOLATE_BITS6 32

/* We are root, and other users exist, which those of a user namespace with one id do not. */
bool mustls_isolate_real_root(void);

/* The machine's own addresses in it; nobody listens there. */
#define MUSTLS_ISOLATE_OWN4 "198.18.0.2"
#define MUSTLS_ISOLATE_OWN6 "2001:db8::ffff:2"

struct mustls_isolation {
    bool ipv6; /* the second block works */
};

/* Tries everything in a child process first, then does it: after an error the process is as it
 * was. Call once, with one thread. *err says what was refused, and the fix. */
enum mustls_status mustls_isolate_enter(struct mustls_isolation *out, struct mustls_error *err);

/* `from` is put over `to`, which must exist and be of the same kind, file or folder. */
struct mustls_box_bind {
    const char *from, *to;
    bool optional; /* where there is no `to`, nothing is done */
};
struct mustls_box {
    const struct mustls_box_bind *binds; /* in this order */
    size_t num_binds;
    char *const *argv; /* argv[0] is looked for in the PATH of env */
    char *const *env;
    const char *dir;
    int in, out; /* stdin; stdout and stderr */
};
struct mustls_box_end {
    int code, sig;   /* exit status, or -1 and the signal */
    unsigned leaked; /* processes that were alive after the program's end, and were killed */
};
struct mustls_box_process {
    int pid;    /* of the box: SIGKILL to it ends all in it */
    int pidfd;  /* readable once all in it has ended */
    int report; /* mustls_box_end's */
};

/* Returns once the program runs; it leads a session of its own. MUSTLS_ENOENT: it is not installed.
 * All in the box dies with it, and with us. */
enum mustls_status mustls_box_start(const struct mustls_box *b, struct mustls_box_process *out,
                                    struct mustls_error *err);
/* Reaps the box. False while it lives. A box that was killed from
 * outside counts as a program that was. */
bool mustls_box_over(struct mustls_box_process *p, struct mustls_box_end *out);

/* Closes both descriptors, once nobody polls them any more. */
void mustls_box_close(struct mustls_box_process *p);
/* Kills, reaps and closes, now. */
void mustls_box_kill(struct mustls_box_process *p);

#endif
