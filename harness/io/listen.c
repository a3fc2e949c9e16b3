#define _GNU_SOURCE
#include "io/io_internal.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/in6.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/arena.h"

static bool is_loopback(const struct sockaddr_storage *a)
{
    if (a->ss_family == AF_INET) {
        uint32_t ip = ntohl(((const struct sockaddr_in *)a)->sin_addr.s_addr);
        return ip >> 24 == 127;
    }
    return IN6_IS_ADDR_LOOPBACK(&((const struct sockaddr_in6 *)a)->sin6_addr);
}

enum mustls_status mustls_io_address(const struct mustls_io *io, const char *host, unsigned port,
                                     struct sockaddr_storage *addr, struct mustls_error *err)
{
    const char *ip = strcmp(host, "localhost") == 0 ? "127.0.0.1" : host;
    if (port > 65535) {
        mustls_error_set(err, "port %u is out of range (0 to 65535)", port);
        return MUSTLS_EUSAGE;
    }
    if (uv_ip4_addr(ip, (int)port, (struct sockaddr_in *)addr) != 0 &&
        uv_ip6_addr(ip, (int)port, (struct sockaddr_in6 *)addr) != 0) {
        mustls_error_set(err, "'%s' is no address; give an IP literal such as 127.0.0.1 or ::1",
                         host);
        return MUSTLS_EUSAGE;
    }
    if (!io->any_address && !is_loopback(addr)) {
        mustls_error_set(err, "%s is not a loopback address; --any-address allows it", host);
        return MUSTLS_EUSAGE;
    }
    return MUSTLS_OK;
}

enum mustls_status mustls_io_check_address(const struct mustls_io *io, const char *host,
                                           struct mustls_error *err)
{
    struct sockaddr_storage unused;
    return mustls_io_address(io, host, 0, &unused, err);
}

struct mustls_listener {
    uv_tcp_t tcp;
    struct mustls_io *io;
    mustls_accept_cb cb;
    void *arg;
};

static void on_connection(uv_stream_t *s, int status)
{
    struct mustls_listener *l = s->data;
    if (status != 0)
        return;
    struct mustls_conn *c = mustls_conn_new(l->io);
    if (!c)
        return;
    if (uv_accept(s, (uv_stream_t *)mustls_conn_tcp(c)) != 0) {
        mustls_conn_close(c);
        return;
    }
    mustls_conn_start(c);
    l->cb(l->arg, c);
}

static void on_closed(uv_handle_t *h)
{
    mustls_free(h->data);
}

/* Whole blocks of addresses can be ours by a route alone (isolate/net.c). For IPv4 the kernel then
 * binds to each; for IPv6 it wants to be told. */
static int free_bind(struct mustls_listener *l)
{
    int fd = socket(AF_INET6, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), yes = 1;
    if (fd < 0)
        return uv_translate_sys_error(errno);
    int rc = setsockopt(fd, IPPROTO_IPV6, IPV6_FREEBIND, &yes, sizeof yes) == 0
                 ? uv_tcp_open(&l->tcp, fd)
                 : uv_translate_sys_error(errno);
    if (rc != 0)
        close(fd);
    return rc;
}

static int bind_and_listen(struct mustls_listener *l, const struct sockaddr_storage *addr)
{
    int rc = 0;
    if (addr->ss_family == AF_INET6 && l->io->any_address)
        rc = free_bind(l);
    if (rc == 0)
        rc = uv_tcp_bind(&l->tcp, (const struct sockaddr *)addr, 0);
    return rc != 0 ? rc : uv_listen((uv_stream_t *)&l->tcp, 1024, on_connection);
}

struct mustls_listener *mustls_io_listen(struct mustls_io *io, const char *host, unsigned port,
                                         mustls_accept_cb cb, void *arg, struct mustls_error *err)
{
    struct sockaddr_storage addr;
    if (mustls_io_address(io, host, port, &addr, err) != MUSTLS_OK)
        return NULL;
    struct mustls_listener *l = mustls_alloc(sizeof *l);
    if (!l || uv_tcp_init(&io->loop, &l->tcp) != 0) {
        mustls_free(l);
        mustls_error_set(err, "out of memory");
        return NULL;
    }
    l->io = io;
    l->cb = cb;
    l->arg = arg;
    l->tcp.data = l;
    int rc = bind_and_listen(l, &addr);
    if (rc == 0)
        return l;
    if (rc == UV_EADDRINUSE)
        mustls_error_set(
            err,
            "port %u of %s is in use by another program; choose another, or 0 for any free one",
            port, host);
    else
        mustls_error_set(err, "can't listen on %s port %u: %s", host, port, uv_strerror(rc));
    mustls_listener_close(l);
    return NULL;
}

unsigned mustls_listener_port(const struct mustls_listener *l)
{
    struct sockaddr_storage a;
    int len = sizeof a;
    if (uv_tcp_getsockname(&l->tcp, (struct sockaddr *)&a, &len) != 0)
        return 0;
    return a.ss_family == AF_INET ? ntohs(((struct sockaddr_in *)&a)->sin_port)
                                  : ntohs(((struct sockaddr_in6 *)&a)->sin6_port);
}

void mustls_listener_close(struct mustls_listener *l)
{
    if (l)
        uv_close((uv_handle_t *)&l->tcp, on_closed);
}

static bool end_of(const struct sockaddr_storage *a, struct mustls_conn_end *out)
{
    const struct sockaddr_in *in4 = (const struct sockaddr_in *)a;
    const struct sockaddr_in6 *in6 = (const struct sockaddr_in6 *)a;
    *out = (struct mustls_conn_end){.v6 = a->ss_family == AF_INET6};
    out->port = ntohs(out->v6 ? in6->sin6_port : in4->sin_port);
    if (out->v6)
        memcpy(out->ip, &in6->sin6_addr, 16);
    else
        memcpy(out->ip, &in4->sin_addr, 4);
    return out->v6 || a->ss_family == AF_INET;
}

bool mustls_conn_ends(struct mustls_conn *c, struct mustls_conn_end *ours,
                      struct mustls_conn_end *theirs)
{
    struct sockaddr_storage a = {0}, b = {0};
    int a_len = sizeof a, b_len = sizeof b;
    const uv_tcp_t *tcp = mustls_conn_tcp(c);
    return uv_tcp_getsockname(tcp, (struct sockaddr *)&a, &a_len) == 0 &&
           uv_tcp_getpeername(tcp, (struct sockaddr *)&b, &b_len) == 0 && end_of(&a, ours) &&
           end_of(&b, theirs);
}

/* --- connecting --- */

struct connecting {
    uv_connect_t req;
    struct mustls_conn *conn;
    mustls_connect_cb done;
    void *arg;
};

static void on_connected(uv_connect_t *req, int status)
{
    struct connecting *k = req->data;
    struct connecting copy = *k;
    mustls_free(k);
    if (status != 0) {
        mustls_conn_close(copy.conn);
        copy.done(copy.arg, NULL, uv_strerror(status));
        return;
    }
    mustls_conn_start(copy.conn);
    copy.done(copy.arg, copy.conn, NULL);
}

enum mustls_status mustls_io_connect(struct mustls_io *io, const char *host, unsigned port,
                                     mustls_connect_cb done, void *arg, struct mustls_error *err)
{
    struct sockaddr_storage addr;
    enum mustls_status st = mustls_io_address(io, host, port, &addr, err);
    if (st != MUSTLS_OK)
        return st;
    struct connecting *k = mustls_alloc(sizeof *k);
    struct mustls_conn *c = k ? mustls_conn_new(io) : NULL;
    if (!c) {
        mustls_free(k);
        mustls_error_set(err, "out of memory");
        return MUSTLS_ENOMEM;
    }
    *k = (struct connecting){.conn = c, .done = done, .arg = arg};
    k->req.data = k;
    int rc = uv_tcp_connect(&k->req, mustls_conn_tcp(c), (struct sockaddr *)&addr, on_connected);
    if (rc == 0)
        return MUSTLS_OK;
    mustls_error_set(err, "can't connect to %s port %u: %s", host, port, uv_strerror(rc));
    mustls_conn_close(c);
    mustls_free(k);
    return MUSTLS_EIO;
}
