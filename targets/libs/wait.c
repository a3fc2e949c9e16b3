/* Waiting for sockets: poll and select over those of the run, and over others. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "net.h"
#include "real.h"

enum { MAX_FOREIGN = 64 };

struct watch {
    struct net *n;
    struct pollfd *fds;
    nfds_t num;
    bool foreign; /* some of them are not the run's */
};

static short look(struct net *n, struct net_socket *s, short events)
{
    short got = 0;
    if (!s->used)
        return POLLNVAL;
    if (net_readable(n, s))
        got |= events & (POLLIN | POLLRDNORM);
    if (s->connected)
        got |= events & (POLLOUT | POLLWRNORM);
    if (s->reset)
        got |= POLLERR | POLLHUP;
    return got;
}

static int look_at_ours(struct watch *w)
{
    int num = 0;
    w->foreign = false;
    for (nfds_t i = 0; i < w->num; i++) {
        struct pollfd *p = &w->fds[i];
        struct net_socket *s = p->fd >= 0 ? net_find(w->n, p->fd) : NULL;
        p->revents = s ? look(w->n, s, p->events) : 0;
        num += p->revents != 0;
        w->foreign |= !s && p->fd >= 0;
    }
    return num;
}

/* Files that are not the run's, such as a pipe that wakes the library; never waited for. */
static int look_at_foreign(struct watch *w)
{
    struct pollfd copy[MAX_FOREIGN];
    nfds_t place[MAX_FOREIGN], num = 0;
    for (nfds_t i = 0; i < w->num && num < MAX_FOREIGN; i++) {
        if (w->fds[i].fd < 0 || net_find(w->n, w->fds[i].fd))
            continue;
        copy[num] = w->fds[i];
        place[num++] = i;
    }
    int ready = real()->poll(copy, num, 0);
    for (nfds_t i = 0; ready > 0 && i < num; i++)
        w->fds[place[i]].revents = copy[i].revents;
    return ready > 0 ? ready : 0;
}

static int wait_for(struct net *n, struct pollfd *fds, nfds_t num, mustls_usec timeout)
{
    struct watch w = {.n = n, .fds = fds, .num = num};
    mustls_usec end = net_after(n, timeout);
    for (;;) {
        int ready = look_at_ours(&w);
        if (ready == 0 && w.foreign)
            ready = look_at_foreign(&w);
        if (ready > 0 || n->now >= end || n->cut)
            return ready;
        net_pass(n, end);
    }
}

int poll(struct pollfd *fds, nfds_t num, int timeout)
{
    struct net *n = net_here();
    if (!n)
        return real()->poll(fds, num, timeout);
    return wait_for(n, fds, num, timeout < 0 ? MUSTLS_NEVER : MUSTLS_MSEC(timeout));
}

static int put_sets(const struct pollfd *fds, nfds_t num, fd_set *in, fd_set *out, fd_set *err)
{
    int ready = 0;
    for (nfds_t i = 0; i < num; i++) {
        int fd = fds[i].fd;
        short gone = POLLERR | POLLHUP;
        bool can_read = in && (fds[i].events & POLLIN) && (fds[i].revents & (POLLIN | gone));
        bool can_write = out && (fds[i].events & POLLOUT) && (fds[i].revents & (POLLOUT | gone));
        if (can_read)
            FD_SET(fd, in);
        if (can_write)
            FD_SET(fd, out);
        ready += can_read + can_write;
    }
    (void)err; /* nothing out of band here */
    return ready;
}

static nfds_t take_sets(struct pollfd *fds, int num, const fd_set *in, const fd_set *out)
{
    nfds_t used = 0;
    for (int fd = 0; fd < num && fd < FD_SETSIZE; fd++) {
        short events = 0;
        if (in && FD_ISSET(fd, in))
            events |= POLLIN;
        if (out && FD_ISSET(fd, out))
            events |= POLLOUT;
        if (events)
            fds[used++] = (struct pollfd){.fd = fd, .events = events};
    }
    return used;
}

int select(int num, fd_set *restrict in, fd_set *restrict out, fd_set *restrict err,
           struct timeval *restrict timeout)
{
    static struct pollfd fds[FD_SETSIZE]; /* one thread has a run */
    struct net *n = net_here();
    if (!n)
        return real()->select(num, in, out, err, timeout);
    nfds_t used = take_sets(fds, num, in, out);
    mustls_usec how_long = MUSTLS_NEVER;
    if (timeout)
        how_long = MUSTLS_SEC(timeout->tv_sec) + (mustls_usec)timeout->tv_usec;
    wait_for(n, fds, used, how_long);
    if (in)
        FD_ZERO(in);
    if (out)
        FD_ZERO(out);
    if (err)
        FD_ZERO(err);
    return put_sets(fds, used, in, out, err);
}

int pselect(int num, fd_set *restrict in, fd_set *restrict out, fd_set *restrict err,
            const struct timespec *restrict timeout, const sigset_t *restrict mask)
{
    struct timeval t;
    (void)mask; /* no signal comes in virtual time */
    if (timeout)
        t = (struct timeval){timeout->tv_sec, (suseconds_t)(timeout->tv_nsec / 1000)};
    return select(num, in, out, err, timeout ? &t : NULL);
}

/* Code that was compiled with _FORTIFY_SOURCE calls these. */
int __poll_chk(struct pollfd *fds, nfds_t num, int timeout, size_t size);
int __poll_chk(struct pollfd *fds, nfds_t num, int timeout, size_t size)
{
    if (size / sizeof *fds < num)
        abort();
    return poll(fds, num, timeout);
}

ssize_t __read_chk(int fd, void *to, size_t want, size_t size);
ssize_t __read_chk(int fd, void *to, size_t want, size_t size)
{
    if (size < want)
        abort();
    return read(fd, to, want);
}

ssize_t __recv_chk(int fd, void *to, size_t want, size_t size, int flags);
ssize_t __recv_chk(int fd, void *to, size_t want, size_t size, int flags)
{
    if (size < want)
        abort();
    return recv(fd, to, want, flags);
}

/* What would wait for ever on a socket that only exists here is told. */
struct epoll_event;
int epoll_ctl(int epfd, int op, int fd, struct epoll_event *ev);
int epoll_ctl(int epfd, int op, int fd, struct epoll_event *ev)
{
    (void)epfd;
    (void)op;
    (void)fd;
    (void)ev;
    if (net_suspend()) {
        fprintf(stderr, "mustls: the library uses epoll, which is not simulated; have it use poll "
                        "or select\n");
        abort();
    }
    errno = ENOSYS;
    return -1;
}
