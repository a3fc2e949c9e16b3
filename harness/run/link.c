#include "run/link.h"

/* <close>: our last bytes are not eaten by a RST when the peer is still sending. */
#define DRAIN MUSTLS_SEC(1)

static void tell(struct mustls_link *l)
{
    if (l->moved)
        l->moved(l->arg, l);
}

static void write_out(struct mustls_link *l)
{
    for (;;) {
        mustls_usec now = mustls_io_now(l->io);
        struct mustls_span seg = mustls_endpoint_output(&l->end, now);
        if (seg.len == 0)
            return;
        size_t n = mustls_conn_write(l->conn, seg);
        if (n > 0)
            mustls_endpoint_sent(&l->end, n, now);
        if (n < seg.len)
            return; /* `writable` goes on */
        if (mustls_conn_broken(l->conn) && !l->eof)
            return; /* a flood would not end here before we heard that nobody reads it */
    }
}

void mustls_link_pump(struct mustls_link *l)
{
    if (!l->conn || l->mute)
        return;
    if (!l->finishing)
        write_out(l);
    mustls_usec now = mustls_io_now(l->io);
    unsigned wants = mustls_endpoint_wants(&l->end, now);
    mustls_timer_set(l->timer, mustls_endpoint_deadline(&l->end));
    if (wants & MUSTLS_WANT_RESET) {
        mustls_conn_reset(l->conn);
    } else if (wants & (MUSTLS_WANT_CLOSE | MUSTLS_WANT_DONE | MUSTLS_WANT_CONNECT)) {
        if (l->eof)
            mustls_conn_close(l->conn);
        else if (!l->finishing)
            mustls_conn_finish(l->conn, DRAIN);
        l->finishing = true;
    } else if (l->eof && !(wants & (MUSTLS_WANT_WRITE | MUSTLS_WANT_TIME))) {
        mustls_conn_close(l->conn); /* the peer is gone, and nobody has more to say */
    }
}

static void on_data(void *arg, struct mustls_span in)
{
    struct mustls_link *l = arg;
    if (l->mute)
        return;
    mustls_endpoint_input(&l->end, in, mustls_io_now(l->io));
    mustls_link_pump(l);
    tell(l);
}

static void on_eof(void *arg, bool reset)
{
    struct mustls_link *l = arg;
    l->eof = true;
    if (l->mute)
        return;
    mustls_endpoint_eof(&l->end, reset, mustls_io_now(l->io));
    mustls_link_pump(l);
    tell(l);
}

static void on_writable(void *arg)
{
    struct mustls_link *l = arg;
    mustls_link_pump(l);
    tell(l);
}

static void on_closed(void *arg)
{
    struct mustls_link *l = arg;
    l->conn = NULL;
    l->finishing = false;
    if (!l->mute)
        tell(l);
}

static void on_timer(void *arg)
{
    struct mustls_link *l = arg;
    if (l->conn && !l->mute)
        mustls_conn_poll(l->conn); /* what came before the time counts before it */
    if (l->mute || (!l->conn && l->end.server))
        return;
    mustls_endpoint_tick(&l->end, mustls_io_now(l->io));
    mustls_link_pump(l);
    if (!l->conn) /* who opens connections may wait before the next one */
        mustls_timer_set(l->timer, mustls_endpoint_deadline(&l->end));
    tell(l);
}

static const struct mustls_conn_cb callbacks = {on_data, on_eof, on_writable, on_closed};
static const struct mustls_conn_cb no_callbacks = {0};

bool mustls_link_init(struct mustls_link *l, struct mustls_io *io, struct mustls_talker t,
                      struct mustls_tls_factory *f, bool server,
                      void (*moved)(void *arg, struct mustls_link *l), void *arg)
{
    *l = (struct mustls_link){.io = io, .moved = moved, .arg = arg};
    l->timer = mustls_timer_new(io, on_timer, l);
    if (!l->timer)
        return false;
    mustls_endpoint_init(&l->end, t, f, server);
    return true;
}

void mustls_link_attach(struct mustls_link *l, struct mustls_conn *c)
{
    l->conn = c;
    l->eof = false;
    l->finishing = false;
    mustls_conn_set(c, &callbacks, l);
    mustls_usec now = mustls_io_now(l->io);
    if (mustls_endpoint_wants(&l->end, now) & MUSTLS_WANT_CONNECT)
        mustls_endpoint_connected(&l->end, now);
    mustls_link_pump(l);
}

void mustls_link_lost(struct mustls_link *l)
{
    mustls_usec now = mustls_io_now(l->io);
    if (mustls_endpoint_wants(&l->end, now) & MUSTLS_WANT_CONNECT)
        mustls_endpoint_connected(&l->end, now);
    mustls_endpoint_eof(&l->end, true, now);
    tell(l);
}

void mustls_link_poll(struct mustls_link *l)
{
    if (l->conn && !l->mute)
        mustls_conn_poll(l->conn);
}

void mustls_link_silence(struct mustls_link *l)
{
    l->mute = true;
    if (l->conn) {
        mustls_conn_set(l->conn, &no_callbacks, NULL);
        mustls_conn_close(l->conn);
        l->conn = NULL;
    }
    mustls_timer_set(l->timer, MUSTLS_NEVER);
}

bool mustls_link_open(const struct mustls_link *l)
{
    return l->conn && !l->eof;
}

void mustls_link_deinit(struct mustls_link *l)
{
    if (!l->timer)
        return;
    mustls_link_silence(l);
    mustls_timer_free(l->timer);
    l->timer = NULL;
    mustls_endpoint_deinit(&l->end);
}
