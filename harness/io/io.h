/* Sockets, timers and processes on libuv: one loop, one thread. Everything here is plain moving of
 * bytes; what they mean is decided by cores. Callbacks run from mustls_io_run only.
 *
 * Loopback only: listen and connect refuse any other address unless allow_any was set. */
#ifndef MUSTLS_IO_IO_H
#define MUSTLS_IO_IO_H

#include "base/buf.h"
#include "isolate/isolate.h"

struct mustls_io;

struct mustls_io *mustls_io_new(struct mustls_error *err);
/* Closes what is still open. */
void mustls_io_free(struct mustls_io *io);
/* MUSTLS_EUSAGE: `host` is no address to listen on, err says why. */
enum mustls_status mustls_io_check_address(const struct mustls_io *io, const char *host,
                                           struct mustls_error *err);
void mustls_io_allow_any(struct mustls_io *io, bool yes);
/* Monotonic; fresh at each call. */
mustls_usec mustls_io_now(const struct mustls_io *io);
/* Runs callbacks until mustls_io_stop, or until nothing is open. */
void mustls_io_run(struct mustls_io *io);
void mustls_io_stop(struct mustls_io *io);

/* --- timers --- */

struct mustls_timer;
typedef void (*mustls_timer_cb)(void *arg);
/* Not running at first. NULL without memory. */
struct mustls_timer *mustls_timer_new(struct mustls_io *io, mustls_timer_cb cb, void *arg);
/* Fires once, not before `at` (mustls_io_now's clock); MUSTLS_NEVER stops it. Setting again
 * replaces. */
void mustls_timer_set(struct mustls_timer *t, mustls_usec at);
void mustls_timer_free(struct mustls_timer *t); /* NULL is harmless; fires no more */

/* --- signals of this process --- */

typedef void (*mustls_signal_cb)(void *arg, int signum);
enum mustls_status mustls_io_on_signal(struct mustls_io *io, int signum, mustls_signal_cb cb,
                                       void *arg);

/* --- folders that are watched --- */

struct mustls_watch;
/* Something right inside of the folder was made, written, moved or removed: `name`, or NULL when
 * the system does not say what. */
typedef void (*mustls_watch_cb)(void *arg, const char *folder, const char *name);
struct mustls_watch *mustls_io_watch(struct mustls_io *io, const char *folder, mustls_watch_cb cb,
                                     void *arg, struct mustls_error *err);
void mustls_watch_close(struct mustls_watch *w); /* NULL is harmless; tells nothing more */

/* In the child of a fork, instead of mustls_io_free: what is left of the parent's loop is let go
 * without a trace in the parent. */
void mustls_io_forked(struct mustls_io *io);

/* --- connections --- */

struct mustls_conn;
struct mustls_conn_cb {
    void (*data)(void *arg, struct mustls_span in);
    void (*eof)(void *arg, bool reset); /* no more data; the connection is still ours to close */
    void (*writable)(void *arg);        /* after a write that was taken only in part */
    void (*closed)(void *arg);          /* last call; c is gone afterwards */
};
void mustls_conn_set(struct mustls_conn *c, const struct mustls_conn_cb *cb, void *arg);
/* Hands bytes to the kernel now; returns how many it took. When fewer than asked, `writable`
 * follows. */
size_t mustls_conn_write(struct mustls_conn *c, struct mustls_span s);
/* The peer is gone: what is written is dropped, and its end, if not told yet, is about to be. */
bool mustls_conn_broken(const struct mustls_conn *c);
/* Delivers what the kernel already holds, before a timer is acted upon. */
void mustls_conn_poll(struct mustls_conn *c);
/* Stops or resumes reading. */
void mustls_conn_pause(struct mustls_conn *c, bool paused);
/* FIN, then drains the peer for up to `drain` or a megabyte, then closes: our last bytes are not
 * eaten by a RST. data is still told. */
void mustls_conn_finish(struct mustls_conn *c, mustls_usec drain);
void mustls_conn_reset(struct mustls_conn *c); /* RST */
void mustls_conn_close(struct mustls_conn *c);

/* What a socket did, for who records it: bytes as they went over, and how it ended. */
enum mustls_conn_act {
    MUSTLS_CONN_IN,
    MUSTLS_CONN_OUT,
    MUSTLS_CONN_FIN_IN,
    MUSTLS_CONN_FIN_OUT,
    MUSTLS_CONN_RESET_IN,
    MUSTLS_CONN_RESET_OUT,
};
typedef void (*mustls_conn_watch_cb)(void *arg, enum mustls_conn_act act, struct mustls_span bytes);
/* From now until it is closed; before the connection's own callbacks. */
void mustls_conn_watch(struct mustls_conn *c, mustls_conn_watch_cb cb, void *arg);
struct mustls_conn_end {
    bool v6;
    uint8_t ip[16]; /* IPv4: the first four */
    uint16_t port;
};
/* The two ends of the connection; false when it has none any more. */
bool mustls_conn_ends(struct mustls_conn *c, struct mustls_conn_end *ours,
                      struct mustls_conn_end *theirs);

struct mustls_listener;
typedef void (*mustls_accept_cb)(void *arg, struct mustls_conn *c);
/* host: an IP literal or "localhost" (127.0.0.1). port 0: any free one. */
struct mustls_listener *mustls_io_listen(struct mustls_io *io, const char *host, unsigned port,
                                         mustls_accept_cb cb, void *arg, struct mustls_error *err);
unsigned mustls_listener_port(const struct mustls_listener *l);
void mustls_listener_close(struct mustls_listener *l); /* NULL is harmless */

/* cb->data and so on are set with mustls_conn_set in `done`; c is NULL when it failed (err says
 * why). `done` is never called before this returns. */
typedef void (*mustls_connect_cb)(void *arg, struct mustls_conn *c, const char *why);
enum mustls_status mustls_io_connect(struct mustls_io *io, const char *host, unsigned port,
                                     mustls_connect_cb done, void *arg, struct mustls_error *err);

/* --- datagrams --- */

#define MUSTLS_UDP_MAX 65507 /* bytes that one holds */
struct mustls_udp;
/* Each datagram, and what goes back to its sender: `out` is empty and stays so for nothing. */
typedef void (*mustls_udp_cb)(void *arg, struct mustls_span in, struct mustls_buf *out);
struct mustls_udp *mustls_udp_open(struct mustls_io *io, const char *host, unsigned port,
                                   mustls_udp_cb cb, void *arg, struct mustls_error *err);
void mustls_udp_close(struct mustls_udp *u); /* NULL is harmless */

/* --- processes --- */

struct mustls_proc;
struct mustls_spawn {
    char *const *argv;                   /* argv[0] is looked for in PATH */
    char *const *env;                    /* NAME=value, NULL-terminated: the whole environment */
    const char *dir;                     /* working directory */
    const char *stdin_path;              /* NULL: /dev/null */
    const struct mustls_box_bind *binds; /* with `boxed`: put over the system's files */
    size_t num_binds;
    bool boxed; /* in a box of its own; only after mustls_isolate_enter */
    size_t head,
        tail; /* bytes of stdout and stderr together that are kept: the first and the last */
    /* The process ended. code = exit status, or -1 and sig. Its output may still come: see
     * mustls_proc_output. */
    void (*exited)(void *arg, int code, int sig);
    void *arg;
};
/* The process leads a session and group of its own. NULL and *err when it could not be started (a
 * missing program is named). */
struct mustls_proc *mustls_io_spawn(struct mustls_io *io, const struct mustls_spawn *s,
                                    struct mustls_error *err);
/* Of a box: SIGKILL to it ends all in it. */
int mustls_proc_pid(const struct mustls_proc *p);
/* Processes started here whose end was not told yet. */
unsigned mustls_io_num_procs(const struct mustls_io *io);
/* SIGKILL to the whole group. Harmless when it is gone. */
void mustls_proc_kill(struct mustls_proc *p);
/* To the whole group. A box takes only SIGKILL. */
void mustls_proc_signal(struct mustls_proc *p, int sig);
/* True while members of the group other than zombies live. A box is empty by then. */
bool mustls_proc_group_alive(const struct mustls_proc *p);
/* Of a box whose end was told: processes that the program left behind, all killed. 0 for others. */
unsigned mustls_proc_leaked(const struct mustls_proc *p);
bool mustls_proc_boxed(const struct mustls_proc *p);
/* What it printed so far, read up to now without blocking. *cut: the middle was dropped. */
struct mustls_span mustls_proc_output(struct mustls_proc *p, bool *cut);
/* Kills what is left and frees. */
void mustls_proc_free(struct mustls_proc *p);

#endif
