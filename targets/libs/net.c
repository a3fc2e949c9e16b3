#include "net.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "real.h"

#define DRAIN MUSTLS_SEC(1)

static _Thread_local struct net *here;
static struct net_socket sockets[NET_SOCKETS]; /* of the one thread that enters */
static bool made;

/* Real sockets hold the numbers, so that no other file of the process gets one of them. */
static void make_numbers(void)
{
    made = true;
    for (int i = 0; i < NET_SOCKETS; i++) {
        sockets[i].fd = real()->socket(AF_INET, SOCK_STREAM, 0);
        if (sockets[i].fd < 0) {
            perror("mustls: can't reserve a socket");
            exit(3);
        }
    }
}

void net_enter(struct net *n)
{
    if (!made)
        make_numbers();
    n->sockets = sockets;
    n->now = 0;
    n->calls = 0;
    n->cut = NULL;
    here = n;
}

static void drop(struct net *n, struct net_socket *s)
{
    if (s->connected && !s->reset && !s->shut)
        mustls_endpoint_eof(&s->server, true, n->now);
    if (s->connected)
        mustls_endpoint_deinit(&s->server);
    s->used = s->connected = false;
}

void net_leave(struct net *n)
{
    for (int i = 0; i < NET_SOCKETS; i++)
        if (sockets[i].used)
            drop(n, &sockets[i]);
    here = NULL;
}

struct net *net_suspend(void)
{
    struct net *n = here;
    here = NULL;
    return n;
}

void net_resume(struct net *n)
{
    here = n;
}

static void cut(struct net *n, const char *why)
{
    n->cut = why;
    n->calls = 0;
    for (int i = 0; i < NET_SOCKETS; i++)
        if (sockets[i].used)
            sockets[i].reset = true;
}

/* A library that goes on for ever without a network can't be stopped from here. */
static void give_up(void)
{
    fprintf(stderr, "oracle broken: the library goes on though every connection was reset\n");
    abort();
}

struct net *net_here(void)
{
    struct net *n = here;
    if (n && ++n->calls > n->max_calls) {
        here = NULL;
        if (n->cut)
            give_up();
        here = n;
        cut(n, "no end within the budget of calls");
    }
    return n;
}

struct net_socket *net_find(struct net *n, int fd)
{
    for (int i = 0; i < NET_SOCKETS; i++)
        if (n->sockets[i].fd == fd)
            return &n->sockets[i];
    return NULL;
}

mustls_usec net_after(const struct net *n, mustls_usec d)
{
    return d < MUSTLS_NEVER - n->now ? n->now + d : MUSTLS_NEVER;
}

static int fail(int code)
{
    errno = code;
    return -1;
}

int net_socket(struct net *n, bool nonblocking)
{
    for (int i = 0; i < NET_SOCKETS; i++) {
        struct net_socket *s = &n->sockets[i];
        if (s->used)
            continue;
        *s = (struct net_socket){.fd = s->fd,
                                 .used = true,
                                 .nonblocking = nonblocking,
                                 .until = MUSTLS_NEVER,
                                 .patience = MUSTLS_NEVER};
        return s->fd;
    }
    return fail(EMFILE);
}

/* Why a socket that is not connected can't be used. */
static int unconnected(const struct net_socket *s, int after_reset)
{
    if (!s->used)
        return fail(EBADF);
    return fail(s->reset ? after_reset : ENOTCONN);
}

int net_connect(struct net *n, struct net_socket *s)
{
    struct mustls_talker t;
    if (!s->used)
        return fail(EBADF);
    if (s->connected)
        return fail(EISCONN);
    if (n->cut || !n->accept(n->arg, n->now, &t))
        return fail(ECONNREFUSED);
    mustls_endpoint_init(&s->server, t, n->factory, true);
    s->connected = true;
    return 0;
}

/* What the server wants of its socket, once all it said has been read. */
static void direct(struct net *n, struct net_socket *s)
{
    if (s->fin || s->reset)
        return;
    unsigned wants = mustls_endpoint_wants(&s->server, n->now);
    if (wants & MUSTLS_WANT_RESET)
        s->reset = true;
    if (wants & (MUSTLS_WANT_CLOSE | MUSTLS_WANT_DONE))
        s->fin = true;
    if (wants & MUSTLS_WANT_CLOSE)
        s->until = net_after(n, DRAIN);
    else if (s->fin)
        s->until = n->now; /* it does not read either */
}

static struct mustls_span unread(struct net *n, struct net_socket *s)
{
    if (s->fin || s->reset)
        return mustls_span(NULL, 0);
    return mustls_endpoint_output(&s->server, n->now);
}

bool net_readable(struct net *n, struct net_socket *s)
{
    if (!s->connected)
        return s->reset;
    if (unread(n, s).len > 0)
        return true;
    direct(n, s);
    return s->fin || s->reset;
}

static mustls_usec next_deadline(struct net *n)
{
    mustls_usec at = MUSTLS_NEVER;
    for (int i = 0; i < NET_SOCKETS; i++) {
        const struct net_socket *s = &n->sockets[i];
        if (!s->used || !s->connected || s->reset)
            continue;
        mustls_usec due = mustls_endpoint_deadline(&s->server);
        if (s->fin && s->until > n->now && s->until < due)
            due = s->until;
        at = due < at ? due : at;
    }
    return at;
}

static void tick(struct net *n)
{
    for (int i = 0; i < NET_SOCKETS; i++) {
        struct net_socket *s = &n->sockets[i];
        if (s->used && s->connected && !s->reset && mustls_endpoint_deadline(&s->server) <= n->now)
            mustls_endpoint_tick(&s->server, n->now);
    }
}

void net_pass(struct net *n, mustls_usec until)
{
    mustls_usec next = next_deadline(n);
    next = until < next ? until : next;
    if (n->cut)
        return;
    if (next == MUSTLS_NEVER) {
        cut(n, "waits for ever");
    } else if (next > n->limit) {
        cut(n, "no end within the limit of time");
    } else {
        n->now = next > n->now ? next : n->now;
        tick(n);
    }
}

void net_sleep(struct net *n, mustls_usec how_long)
{
    mustls_usec end = net_after(n, how_long);
    while (n->now < end && !n->cut)
        net_pass(n, end);
}

ssize_t net_receive(struct net *n, struct net_socket *s, void *to, size_t size, int flags)
{
    mustls_usec end = net_after(n, s->patience);
    if (!s->connected)
        return unconnected(s, ECONNRESET);
    while (!net_readable(n, s)) {
        if (s->nonblocking || (flags & MSG_DONTWAIT) || n->now >= end)
            return fail(EAGAIN);
        net_pass(n, end);
    }
    if (s->reset)
        return fail(ECONNRESET);
    struct mustls_span out = mustls_span_first(unread(n, s), size);
    if (out.len > 0)
        memcpy(to, out.ptr, out.len);
    if (out.len == 0 || (flags & MSG_PEEK))
        return (ssize_t)out.len;
    if (n->tap)
        n->tap(NULL, true, out);
    mustls_endpoint_sent(&s->server, out.len, n->now);
    return (ssize_t)out.len;
}

ssize_t net_send(struct net *n, struct net_socket *s, const void *from, size_t size)
{
    if (!s->connected)
        return unconnected(s, EPIPE);
    direct(n, s);
    if (s->fin && n->now >= s->until)
        s->reset = true; /* nobody reads it */
    if (s->reset || s->shut)
        return fail(EPIPE);
    if (n->tap)
        n->tap(NULL, false, mustls_span(from, size));
    mustls_endpoint_input(&s->server, mustls_span(from, size), n->now);
    return (ssize_t)size;
}

int net_shutdown(struct net *n, struct net_socket *s)
{
    if (!s->connected)
        return unconnected(s, ENOTCONN);
    if (!s->shut && !s->reset)
        mustls_endpoint_eof(&s->server, false, n->now);
    s->shut = true;
    return 0;
}

int net_close(struct net *n, struct net_socket *s)
{
    if (!s->used)
        return fail(EBADF);
    if (s->connected)
        net_shutdown(n, s);
    drop(n, s);
    return 0;
}
