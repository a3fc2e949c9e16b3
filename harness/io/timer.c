#include "io/io_internal.h"

#include "base/arena.h"

struct mustls_timer {
    uv_timer_t handle;
    struct mustls_io *io;
    mustls_timer_cb cb;
    void *arg;
    mustls_usec at;
};

struct mustls_timer *mustls_timer_new(struct mustls_io *io, mustls_timer_cb cb, void *arg)
{
    struct mustls_timer *t = mustls_alloc(sizeof *t);
    if (!t)
        return NULL;
    if (uv_timer_init(&io->loop, &t->handle) != 0) {
        mustls_free(t);
        return NULL;
    }
    t->io = io;
    t->cb = cb;
    t->arg = arg;
    t->at = MUSTLS_NEVER;
    t->handle.data = t;
    return t;
}

static void on_timer(uv_timer_t *h)
{
    struct mustls_timer *t = h->data;
    mustls_usec at = t->at;
    /* libuv counts in whole milliseconds of a clock it read earlier: it may be up to one early. */
    if (at != MUSTLS_NEVER && mustls_io_now(t->io) < at) {
        mustls_timer_set(t, at);
        return;
    }
    t->at = MUSTLS_NEVER;
    t->cb(t->arg);
}

void mustls_timer_set(struct mustls_timer *t, mustls_usec at)
{
    if (at == t->at && uv_is_active((uv_handle_t *)&t->handle))
        return;
    t->at = at;
    if (at == MUSTLS_NEVER) {
        uv_timer_stop(&t->handle);
        return;
    }
    mustls_usec now = mustls_io_now(t->io);
    uint64_t ms = at > now ? (at - now + 999) / 1000 : 0;
    uv_update_time(&t->io->loop);
    uv_timer_start(&t->handle, on_timer, ms, 0);
}

static void on_closed(uv_handle_t *h)
{
    mustls_free(h->data);
}

void mustls_timer_free(struct mustls_timer *t)
{
    if (!t)
        return;
    uv_timer_stop(&t->handle);
    uv_close((uv_handle_t *)&t->handle, on_closed);
}
