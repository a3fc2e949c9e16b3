#include "io/io_internal.h"

#include <signal.h>

#include "base/arena.h"

struct mustls_io *mustls_io_new(struct mustls_error *err)
{
    struct mustls_io *io = mustls_alloc(sizeof *io);
    uint8_t *read_buf = mustls_alloc(MUSTLS_IO_READ_SIZE);
    int rc = io && read_buf ? uv_loop_init(&io->loop) : UV_ENOMEM;
    if (rc != 0) {
        mustls_error_set(err, "the event loop does not start: %s", uv_strerror(rc));
        mustls_free(read_buf);
        mustls_free(io);
        return NULL;
    }
    io->read_buf = read_buf;
    /* A peer that is gone is an error of a write, not the end of us. Children get the default back
     * (libuv). */
    signal(SIGPIPE, SIG_IGN);
    return io;
}

static void close_handle(uv_handle_t *h, void *arg)
{
    (void)arg;
    if (!uv_is_closing(h))
        uv_close(h, NULL);
}

void mustls_io_free(struct mustls_io *io)
{
    if (!io)
        return;
    for (size_t i = 0; i < io->num_signals; i++)
        uv_close((uv_handle_t *)&io->signals[i].handle, NULL);
    uv_run(&io->loop, UV_RUN_NOWAIT);
    /* Owners have closed theirs; what is left would be a leak of ours, and is closed so that the
     * loop can die. */
    uv_walk(&io->loop, close_handle, NULL);
    while (uv_run(&io->loop, UV_RUN_NOWAIT) != 0)
        ;
    uv_loop_close(&io->loop);
    mustls_free(io->read_buf);
    mustls_free(io);
}

void mustls_io_forked(struct mustls_io *io)
{
    /* Signals would otherwise go through the pipe that parent and child have in common. */
    if (!io || uv_loop_fork(&io->loop) != 0)
        return;
    /* First of all, so that nothing that was due in the parent happens here. */
    uv_walk(&io->loop, close_handle, NULL);
    io->num_signals = 0;
    mustls_io_free(io);
}

void mustls_io_allow_any(struct mustls_io *io, bool yes)
{
    io->any_address = yes;
}

mustls_usec mustls_io_now(const struct mustls_io *io)
{
    (void)io;
    return uv_hrtime() / 1000;
}

void mustls_io_run(struct mustls_io *io)
{
    uv_run(&io->loop, UV_RUN_DEFAULT);
}

void mustls_io_stop(struct mustls_io *io)
{
    uv_stop(&io->loop);
}

static void on_signal(uv_signal_t *h, int signum)
{
    struct mustls_io_signal *s = h->data;
    s->cb(s->arg, signum);
}

enum mustls_status mustls_io_on_signal(struct mustls_io *io, int signum, mustls_signal_cb cb,
                                       void *arg)
{
    if (io->num_signals == MUSTLS_IO_MAX_SIGNALS)
        return MUSTLS_ELIMIT;
    struct mustls_io_signal *s = &io->signals[io->num_signals];
    if (uv_signal_init(&io->loop, &s->handle) != 0)
        return MUSTLS_EIO;
    io->num_signals++;
    s->cb = cb;
    s->arg = arg;
    s->handle.data = s;
    if (uv_signal_start(&s->handle, on_signal, signum) != 0)
        return MUSTLS_EIO;
    uv_unref((uv_handle_t *)&s->handle); /* waiting for a signal is no reason to go on running */
    return MUSTLS_OK;
}
