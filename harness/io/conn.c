#include "io/io_internal.h"

#include <sys/ioctl.h>

#include "base/arena.h"

/* A connection's life: OPEN -> (FINISHING ->) CLOSING -> gone. Writes are handed to the kernel at
 * once; what it does not take stays with the caller, which is told by `writable`. */
struct mustls_conn {
    uv_tcp_t tcp;
    uv_timer_t drain;
    uv_shutdown_t shutdown;
    uv_write_t write;
    struct mustls_io *io;
    struct mustls_conn_cb cb;
    void *arg;
    struct mustls_buf pending; /* the part of a segment the kernel did not take */
    size_t drained;            /* bytes since we finished */
    unsigned handles;          /* not yet closed */
    bool writing, closing, finishing, paused, eof;
    bool broken;                /* a write failed */
    mustls_conn_watch_cb watch; /* may be NULL */
    void *watch_arg;
    size_t told; /* of `pending`: bytes that the watcher knows to be out */
    bool torn;   /* a write failed because the peer is gone */
};

/* A peer that never reads must not make us hold more than one segment of ours. */
#define MAX_PENDING (4u << 20)
/* Nor make us swallow whatever it sends until the drain's time is over. */
#define MAX_DRAIN (1u << 20)

static void on_handle_closed(uv_handle_t *h)
{
    struct mustls_conn *c = h->data;
    if (--c->handles > 0)
        return;
    if (c->cb.closed)
        c->cb.closed(c->arg);
    mustls_buf_deinit(&c->pending);
    mustls_free(c);
}

struct mustls_conn *mustls_conn_new(struct mustls_io *io)
{
    struct mustls_conn *c = mustls_alloc(sizeof *c);
    if (!c)
        return NULL;
    if (uv_tcp_init(&io->loop, &c->tcp) != 0) {
        mustls_free(c);
        return NULL;
    }
    c->io = io;
    c->tcp.data = c;
    c->handles = 1;
    uv_timer_init(&io->loop, &c->drain); /* cannot fail */
    c->drain.data = c;
    c->handles = 2;
    mustls_buf_init(&c->pending, MAX_PENDING);
    return c;
}

uv_tcp_t *mustls_conn_tcp(struct mustls_conn *c)
{
    return &c->tcp;
}

void mustls_conn_set(struct mustls_conn *c, const struct mustls_conn_cb *cb, void *arg)
{
    c->cb = *cb;
    c->arg = arg;
}

void mustls_conn_watch(struct mustls_conn *c, mustls_conn_watch_cb cb, void *arg)
{
    c->watch = cb;
    c->watch_arg = arg;
}

static void watched(struct mustls_conn *c, enum mustls_conn_act act, struct mustls_span bytes)
{
    if (c->watch)
        c->watch(c->watch_arg, act, bytes);
}

/* Tells what the kernel has taken of a segment that waits for room. */
static void watch_pending(struct mustls_conn *c, size_t left)
{
    size_t out = left < c->pending.len ? c->pending.len - left : 0;
    if (!c->watch || out <= c->told)
        return;
    watched(c, MUSTLS_CONN_OUT, mustls_span(c->pending.ptr + c->told, out - c->told));
    c->told = out;
}

/* What stands in the queue is counted while it is written, and no more when the write has ended. */
static void watch_progress(struct mustls_conn *c)
{
    if (c->writing)
        watch_pending(c, uv_stream_get_write_queue_size((uv_stream_t *)&c->tcp));
}

/* How the kernel ends it: bytes that nobody read become a RST. */
static void watch_close(struct mustls_conn *c)
{
    uv_os_fd_t fd;
    int unread = 0;
    if (!c->watch)
        return;
    watch_progress(c);
    if (c->torn)
        watched(c, MUSTLS_CONN_RESET_IN, mustls_span(NULL, 0));
    else if (uv_fileno((uv_handle_t *)&c->tcp, &fd) == 0 && ioctl(fd, FIONREAD, &unread) == 0)
        watched(c, unread > 0 ? MUSTLS_CONN_RESET_OUT : MUSTLS_CONN_FIN_OUT, mustls_span(NULL, 0));
    c->watch = NULL;
}

static void on_alloc(uv_handle_t *h, size_t suggested, uv_buf_t *buf)
{
    struct mustls_conn *c = h->data;
    (void)suggested;
    *buf = uv_buf_init((char *)c->io->read_buf, MUSTLS_IO_READ_SIZE);
}

static void on_read(uv_stream_t *s, ssize_t n, const uv_buf_t *buf)
{
    struct mustls_conn *c = s->data;
    if (n > 0) {
        watch_progress(c);
        watched(c, MUSTLS_CONN_IN, mustls_span(buf->base, (size_t)n));
        if (c->cb.data)
            c->cb.data(c->arg, mustls_span(buf->base, (size_t)n));
        if (c->finishing && (c->drained += (size_t)n) > MAX_DRAIN)
            mustls_conn_close(c);
        return;
    }
    if (n == 0)
        return;
    uv_read_stop(s);
    if (c->eof)
        return;
    c->eof = true;
    watch_progress(c);
    watched(c, n == UV_EOF && !c->torn ? MUSTLS_CONN_FIN_IN : MUSTLS_CONN_RESET_IN,
            mustls_span(NULL, 0));
    if (c->finishing) {
        mustls_conn_close(c);
        return;
    }
    if (c->cb.eof)
        c->cb.eof(c->arg, n != UV_EOF);
}

void mustls_conn_start(struct mustls_conn *c)
{
    uv_tcp_nodelay(&c->tcp, 1);
    uv_read_start((uv_stream_t *)&c->tcp, on_alloc, on_read);
}

void mustls_conn_pause(struct mustls_conn *c, bool paused)
{
    if (c->closing || c->eof || c->paused == paused)
        return;
    c->paused = paused;
    if (paused)
        uv_read_stop((uv_stream_t *)&c->tcp);
    else
        uv_read_start((uv_stream_t *)&c->tcp, on_alloc, on_read);
}

static void on_written(uv_write_t *w, int status)
{
    struct mustls_conn *c = w->data;
    if (status == 0)
        watch_pending(c, 0);
    else
        c->torn = true;
    c->writing = false;
    c->told = 0;
    mustls_buf_clear(&c->pending);
    if (status == 0 && !c->closing && c->cb.writable)
        c->cb.writable(c->arg);
}

/* Keeps what the kernel did not take until it does. */
static size_t write_later(struct mustls_conn *c, struct mustls_span s)
{
    s = mustls_span_first(s, MAX_PENDING);
    mustls_buf_put(&c->pending, s);
    if (c->pending.failed)
        return 0;
    uv_buf_t buf = uv_buf_init((char *)c->pending.ptr, (unsigned)c->pending.len);
    c->write.data = c;
    if (uv_write(&c->write, (uv_stream_t *)&c->tcp, &buf, 1, on_written) != 0)
        return 0;
    c->writing = true;
    return s.len;
}

size_t mustls_conn_write(struct mustls_conn *c, struct mustls_span s)
{
    if (c->closing || c->writing || s.len == 0)
        return 0;
    uv_buf_t buf = uv_buf_init((char *)(uintptr_t)s.ptr, (unsigned)s.len);
    int n = uv_try_write((uv_stream_t *)&c->tcp, &buf, 1);
    if (n > 0)
        watched(c, MUSTLS_CONN_OUT, mustls_span_first(s, (size_t)n));
    if (n == (int)s.len)
        return s.len;
    if (n < 0 && n != UV_EAGAIN) {
        c->broken = c->torn = true;
        return s.len; /* the peer is gone: its EOF or reset is on its way to us */
    }
    size_t taken = n > 0 ? (size_t)n : 0;
    return taken + write_later(c, mustls_span_from(s, taken));
}

bool mustls_conn_broken(const struct mustls_conn *c)
{
    return c->broken;
}

void mustls_conn_poll(struct mustls_conn *c)
{
    if (c->closing || c->eof || c->paused)
        return;
    uv_os_fd_t fd;
    if (uv_fileno((uv_handle_t *)&c->tcp, &fd) != 0)
        return;
    /* Only what lies there now: who writes without end must not hold us here. */
    int there = 0;
    if (ioctl(fd, FIONREAD, &there) != 0)
        return;
    while (there > 0) {
        size_t want = (size_t)there < MUSTLS_IO_READ_SIZE ? (size_t)there : MUSTLS_IO_READ_SIZE;
        ssize_t n = recv(fd, c->io->read_buf, want, MSG_DONTWAIT);
        if (n <= 0)
            return; /* nothing there; EOF and errors are libuv's to tell */
        there -= (int)n;
        watch_progress(c);
        watched(c, MUSTLS_CONN_IN, mustls_span(c->io->read_buf, (size_t)n));
        if (c->cb.data)
            c->cb.data(c->arg, mustls_span(c->io->read_buf, (size_t)n));
        if (c->closing)
            return;
    }
}

static void on_drained(uv_timer_t *t)
{
    mustls_conn_close(t->data);
}

static void on_shutdown(uv_shutdown_t *s, int status)
{
    struct mustls_conn *c = s->data;
    if (c->closing)
        return;
    if (status == 0)
        watched(c, MUSTLS_CONN_FIN_OUT, mustls_span(NULL, 0));
    if (status != 0 || c->eof)
        mustls_conn_close(c);
}

void mustls_conn_finish(struct mustls_conn *c, mustls_usec drain)
{
    if (c->closing || c->finishing)
        return;
    c->finishing = true;
    mustls_conn_pause(c, false);
    c->shutdown.data = c;
    uv_update_time(&c->io->loop);
    uv_timer_start(&c->drain, on_drained, drain / 1000, 0);
    if (uv_shutdown(&c->shutdown, (uv_stream_t *)&c->tcp, on_shutdown) != 0)
        mustls_conn_close(c);
}

void mustls_conn_close(struct mustls_conn *c)
{
    if (c->closing)
        return;
    c->closing = true;
    watch_close(c);
    uv_close((uv_handle_t *)&c->tcp, on_handle_closed);
    uv_close((uv_handle_t *)&c->drain, on_handle_closed);
}

void mustls_conn_reset(struct mustls_conn *c)
{
    if (c->closing)
        return;
    c->closing = true;
    uv_close((uv_handle_t *)&c->drain, on_handle_closed);
    watch_progress(c);
    if (!c->finishing && uv_tcp_close_reset(&c->tcp, on_handle_closed) == 0) {
        watched(c, MUSTLS_CONN_RESET_OUT, mustls_span(NULL, 0));
        c->watch = NULL;
        return;
    }
    watch_close(c);
    uv_close((uv_handle_t *)&c->tcp, on_handle_closed);
}
