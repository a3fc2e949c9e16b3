/* The C library's calls on sockets, in the place of its own: to the network in memory for the
 * sockets of a run, to the system for all else. No connection to another machine is ever made: this
 * program plays hostile input against libraries that may do anything. */
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "net.h"
#include "real.h"

#define PORT 587

/* The run's socket of that number; NULL: the call is for the system. */
static struct net_socket *ours(struct net **n, int fd)
{
    *n = net_here();
    return *n ? net_find(*n, fd) : NULL;
}

static bool leaves_this_machine(const struct sockaddr *to)
{
    return to && (to->sa_family == AF_INET || to->sa_family == AF_INET6);
}

int socket(int family, int type, int protocol)
{
    struct net *n = net_here();
    int kind = type & ~(SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (n && (family == AF_INET || family == AF_INET6) && kind == SOCK_STREAM)
        return net_socket(n, (type & SOCK_NONBLOCK) != 0);
    return real()->socket(family, type, protocol);
}

int connect(int fd, const struct sockaddr *to, socklen_t len)
{
    struct net *n;
    struct net_socket *s = ours(&n, fd);
    if (s)
        return net_connect(n, s);
    if (leaves_this_machine(to)) {
        errno = ENETUNREACH;
        return -1;
    }
    return real()->connect(fd, to, len);
}

int close(int fd)
{
    struct net *n;
    struct net_socket *s = ours(&n, fd);
    return s ? net_close(n, s) : real()->close(fd);
}

int shutdown(int fd, int how)
{
    struct net *n;
    struct net_socket *s = ours(&n, fd);
    if (!s)
        return real()->shutdown(fd, how);
    return how == SHUT_RD ? 0 : net_shutdown(n, s);
}

/* --- bytes --- */

ssize_t recv(int fd, void *to, size_t size, int flags)
{
    struct net *n;
    struct net_socket *s = ours(&n, fd);
    return s ? net_receive(n, s, to, size, flags) : real()->recv(fd, to, size, flags);
}

ssize_t read(int fd, void *to, size_t size)
{
    struct net *n;
    struct net_socket *s = ours(&n, fd);
    return s ? net_receive(n, s, to, size, 0) : real()->read(fd, to, size);
}

ssize_t recvfrom(int fd, void *restrict to, size_t size, int flags, struct sockaddr *restrict from,
                 socklen_t *restrict len)
{
    struct net *n;
    struct net_socket *s = ours(&n, fd);
    if (!s)
        return real()->recvfrom(fd, to, size, flags, from, len);
    if (len)
        *len = 0;
    return net_receive(n, s, to, size, flags);
}

/* A short read is a read: the first piece that has room is enough. */
static ssize_t receive_pieces(struct net *n, struct net_socket *s, const struct iovec *v, int num,
                              int flags)
{
    for (int i = 0; i < num; i++)
        if (v[i].iov_len > 0)
            return net_receive(n, s, v[i].iov_base, v[i].iov_len, flags);
    return 0;
}

ssize_t readv(int fd, const struct iovec *v, int num)
{
    struct net *n;
    struct net_socket *s = ours(&n, fd);
    return s ? receive_pieces(n, s, v, num, 0) : real()->readv(fd, v, num);
}

ssize_t recvmsg(int fd, struct msghdr *m, int flags)
{
    struct net *n;
    struct net_socket *s = ours(&n, fd);
    if (!s)
        return real()->recvmsg(fd, m, flags);
    m->msg_namelen = 0;
    m->msg_controllen = 0;
    m->msg_flags = 0;
    return receive_pieces(n, s, m->msg_iov, (int)m->msg_iovlen, flags);
}

ssize_t send(int fd, const void *from, size_t size, int flags)
{
    struct net *n;
    struct net_socket *s = ours(&n, fd);
    return s ? net_send(n, s, from, size) : real()->send(fd, from, size, flags);
}

ssize_t write(int fd, const void *from, size_t size)
{
    struct net *n;
    struct net_socket *s = ours(&n, fd);
    return s ? net_send(n, s, from, size) : real()->write(fd, from, size);
}

ssize_t sendto(int fd, const void *from, size_t size, int flags, const struct sockaddr *to,
               socklen_t len)
{
    struct net *n;
    struct net_socket *s = ours(&n, fd);
    if (s)
        return net_send(n, s, from, size);
    if (leaves_this_machine(to)) {
        errno = ENETUNREACH;
        return -1;
    }
    return real()->sendto(fd, from, size, flags, to, len);
}

static ssize_t send_pieces(struct net *n, struct net_socket *s, const struct iovec *v, int num)
{
    ssize_t sum = 0;
    for (int i = 0; i < num; i++) {
        ssize_t did = v[i].iov_len > 0 ? net_send(n, s, v[i].iov_base, v[i].iov_len) : 0;
        if (did < 0)
            return sum > 0 ? sum : did;
        sum += did;
    }
    return sum;
}

ssize_t writev(int fd, const struct iovec *v, int num)
{
    struct net *n;
    struct net_socket *s = ours(&n, fd);
    return s ? send_pieces(n, s, v, num) : real()->writev(fd, v, num);
}

ssize_t sendmsg(int fd, const struct msghdr *m, int flags)
{
    struct net *n;
    struct net_socket *s = ours(&n, fd);
    if (s)
        return send_pieces(n, s, m->msg_iov, (int)m->msg_iovlen);
    if (leaves_this_machine(m->msg_name)) {
        errno = ENETUNREACH;
        return -1;
    }
    return real()->sendmsg(fd, m, flags);
}

/* --- what a socket is --- */

static mustls_usec patience(const struct timeval *t)
{
    mustls_usec us = MUSTLS_SEC(t->tv_sec) + (mustls_usec)t->tv_usec;
    return us > 0 ? us : MUSTLS_NEVER;
}

int setsockopt(int fd, int level, int name, const void *value, socklen_t len)
{
    struct net *n;
    struct net_socket *s = ours(&n, fd);
    if (!s)
        return real()->setsockopt(fd, level, name, value, len);
    if (level == SOL_SOCKET && name == SO_RCVTIMEO && value && len >= sizeof(struct timeval)) {
        struct timeval t;
        memcpy(&t, value, sizeof t);
        s->patience = patience(&t);
    }
    return 0; /* the others change nothing that could be seen here */
}

int getsockopt(int fd, int level, int name, void *restrict value, socklen_t *restrict len)
{
    struct net *n;
    struct net_socket *s = ours(&n, fd);
    if (!s || level != SOL_SOCKET || name != SO_ERROR || !value || !len || *len < sizeof(int))
        return real()->getsockopt(fd, level, name, value, len);
    int error = s->reset ? ECONNRESET : 0;
    memcpy(value, &error, sizeof error);
    *len = sizeof error;
    return 0;
}

static int tell_address(in_port_t port, struct sockaddr *out, socklen_t *len)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_port = htons(port)};
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    memcpy(out, &a, *len < sizeof a ? *len : sizeof a);
    *len = sizeof a;
    return 0;
}

int getsockname(int fd, struct sockaddr *restrict out, socklen_t *restrict len)
{
    struct net *n;
    struct net_socket *s = ours(&n, fd);
    return s ? tell_address(40000, out, len) : real()->getsockname(fd, out, len);
}

int getpeername(int fd, struct sockaddr *restrict out, socklen_t *restrict len)
{
    struct net *n;
    struct net_socket *s = ours(&n, fd);
    if (s && !s->connected) {
        errno = ENOTCONN;
        return -1;
    }
    return s ? tell_address(PORT, out, len) : real()->getpeername(fd, out, len);
}

/* The argument is an int or a pointer; on all systems that we know a pointer holds both. */
static int control(int fd, int command, void *arg)
{
    struct net *n;
    struct net_socket *s = ours(&n, fd);
    if (!s)
        return real()->fcntl(fd, command, arg);
    if (command == F_GETFL)
        return O_RDWR | (s->nonblocking ? O_NONBLOCK : 0);
    if (command == F_SETFL)
        s->nonblocking = ((int)(intptr_t)arg & O_NONBLOCK) != 0;
    if (command == F_DUPFD || command == F_DUPFD_CLOEXEC) {
        fprintf(stderr, "mustls: the library duplicates a socket, which is not simulated\n");
        abort();
    }
    return 0;
}

int fcntl(int fd, int command, ...)
{
    va_list args;
    va_start(args, command);
    void *arg = va_arg(args, void *);
    va_end(args);
    return control(fd, command, arg);
}

int fcntl64(int fd, int command, ...);
int fcntl64(int fd, int command, ...)
{
    va_list args;
    va_start(args, command);
    void *arg = va_arg(args, void *);
    va_end(args);
    return control(fd, command, arg);
}

int ioctl(int fd, unsigned long request, ...)
{
    va_list args;
    va_start(args, request);
    void *arg = va_arg(args, void *);
    va_end(args);
    struct net *n;
    struct net_socket *s = ours(&n, fd);
    if (!s)
        return real()->ioctl(fd, request, arg);
    int on;
    memcpy(&on, arg, sizeof on);
    if (request == FIONBIO)
        s->nonblocking = on != 0;
    return 0;
}
