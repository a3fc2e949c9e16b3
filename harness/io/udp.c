#include "io/io_internal.h"

#include "base/arena.h"

struct mustls_udp {
    uv_udp_t udp;
    struct mustls_io *io;
    mustls_udp_cb cb;
    void *arg;
};

static void on_alloc(uv_handle_t *h, size_t suggested, uv_buf_t *buf)
{
    struct mustls_udp *u = h->data;
    (void)suggested;
    *buf = uv_buf_init((char *)u->io->read_buf, MUSTLS_IO_READ_SIZE);
}

static void on_received(uv_udp_t *h, ssize_t n, const uv_buf_t *buf, const struct sockaddr *from,
                        unsigned flags)
{
    struct mustls_udp *u = h->data;
    struct mustls_buf out;
    if (n <= 0 || !from || flags & UV_UDP_PARTIAL)
        return;
    mustls_buf_init(&out, MUSTLS_UDP_MAX);
    u->cb(u->arg, mustls_span(buf->base, (size_t)n), &out);
    if (out.len > 0 && !out.failed) {
        uv_buf_t b = uv_buf_init((char *)out.ptr, (unsigned)out.len);
        uv_udp_try_send(h, &b, 1, from); /* one that is lost is asked for again */
    }
    mustls_buf_deinit(&out);
}

static void on_closed(uv_handle_t *h)
{
    mustls_free(h->data);
}

struct mustls_udp *mustls_udp_open(struct mustls_io *io, const char *host, unsigned port,
                                   mustls_udp_cb cb, void *arg, struct mustls_error *err)
{
    struct sockaddr_storage addr;
    if (mustls_io_address(io, host, port, &addr, err) != MUSTLS_OK)
        return NULL;
    struct mustls_udp *u = mustls_alloc(sizeof *u);
    if (!u || uv_udp_init(&io->loop, &u->udp) != 0) {
        mustls_free(u);
        mustls_error_set(err, "out of memory");
        return NULL;
    }
    u->io = io;
    u->cb = cb;
    u->arg = arg;
    u->udp.data = u;
    int rc = uv_udp_bind(&u->udp, (const struct sockaddr *)&addr, 0);
    if (rc == 0)
        rc = uv_udp_recv_start(&u->udp, on_alloc, on_received);
    if (rc == 0)
        return u;
    mustls_error_set(err, "can't take datagrams on %s port %u: %s", host, port, uv_strerror(rc));
    mustls_udp_close(u);
    return NULL;
}

void mustls_udp_close(struct mustls_udp *u)
{
    if (u)
        uv_close((uv_handle_t *)&u->udp, on_closed);
}
