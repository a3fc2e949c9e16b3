/* Sockets in memory, for the thread that is inside net_enter ... net_leave: the calls of the C
 * library end here (calls.c, wait.c, clock.c). At the other end of each connection is a talker.
 *
 * Time is virtual. It stands still while anything can move; a wait of the library jumps to the next
 * deadline, the library's or the server's. Segments keep their borders: a read gives bytes of one
 * segment. A segment has left when the library has read it, so that "spoke before our reply was
 * complete" is about what it really saw.
 *
 * When nothing will ever move any more, or the budget of calls or of time is used up, the network
 * is cut: every connection is reset, none can be had, no wait waits. */
#ifndef TARGETS_LIBS_NET_H
#define TARGETS_LIBS_NET_H

#include <sys/types.h>

#include "wire/endpoint.h"

#define NET_SOCKETS 16 /* open at the same time; more are EMFILE */

struct net_socket {
    int fd; /* a real socket, never connected: it reserves the number, and outlives the run */
    bool used, connected, nonblocking;
    bool fin;                      /* the server sends no more */
    bool reset;                    /* the connection is gone */
    bool shut;                     /* the library sends no more */
    mustls_usec until;             /* the server reads until then; MUSTLS_NEVER before it closed */
    mustls_usec patience;          /* SO_RCVTIMEO; MUSTLS_NEVER for none */
    struct mustls_endpoint server; /* while connected */
};

struct net {
    /* The other end of a new connection; false refuses it. */
    bool (*accept)(void *arg, mustls_usec now, struct mustls_talker *out);
    void *arg;
    struct mustls_tls_factory *factory; /* of the servers; may be NULL */
    mustls_usec limit;                  /* longest run */
    size_t max_calls;
    /* NULL, or told of all bytes as they go over. */
    void (*tap)(void *arg, bool from_server, struct mustls_span bytes);

    mustls_usec now;
    size_t calls;
    const char *cut; /* why the network was cut; NULL: it was not */
    struct net_socket *sockets;
};

/* From here on the calls of this thread go to `n`. The caller has filled the first part. */
void net_enter(struct net *n);
/* Connections that are open see a reset. */
void net_leave(struct net *n);
/* NULL outside, and in other threads. Counts the call. */
struct net *net_here(void);
/* The socket of that number, or NULL: not one of ours. One that is closed (`used` is false) is ours
 * all the same, and gives EBADF. */
struct net_socket *net_find(struct net *n, int fd);

/* All of these return what the system call returns, with errno. */
int net_socket(struct net *n, bool nonblocking);
int net_connect(struct net *n, struct net_socket *s);
ssize_t net_receive(struct net *n, struct net_socket *s, void *to, size_t size, int flags);
ssize_t net_send(struct net *n, struct net_socket *s, const void *from, size_t size);
int net_shutdown(struct net *n, struct net_socket *s);
int net_close(struct net *n, struct net_socket *s);

bool net_readable(struct net *n, struct net_socket *s);
/* Nothing can move: time passes to the next deadline, at most to `until`. */
void net_pass(struct net *n, mustls_usec until);
void net_sleep(struct net *n, mustls_usec how_long);
/* now + d, MUSTLS_NEVER where that is no number. */
mustls_usec net_after(const struct net *n, mustls_usec d);

/* For a signal handler that needs the real clock: takes this thread out, and puts it back. */
struct net *net_suspend(void);
void net_resume(struct net *n);

#endif
