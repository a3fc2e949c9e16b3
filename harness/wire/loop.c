#include "wire/loop.h"
#include "base/arena.h"
#include "wire/endpoint.h"

#define DRAIN MUSTLS_SEC(1)

/* One side's socket. */
struct half {
    bool server;
    uint32_t conn; /* its number */
    bool open;
    bool fin;          /* sends no more */
    mustls_usec until; /* end of its drain; MUSTLS_NEVER before it closed */
};

struct conn {
    struct mustls_endpoint server;
    struct half server_half, active_half;
    struct conn *next;
};

struct loop {
    const struct mustls_loop_side *side;
    mustls_usec now;
    struct mustls_endpoint active;
    struct conn *conns;   /* in the order of their begin */
    struct conn *current; /* where the active side's socket is open; NULL for none */
    size_t steps;
    uint32_t num_conns;
};

static void tell(struct loop *l, const struct half *h, enum mustls_loop_act act,
                 struct mustls_span bytes)
{
    struct mustls_loop_seen seen = {act, h->conn, h->server, bytes, l->now};
    if (l->side->saw)
        l->side->saw(l->side->saw_arg, &seen);
}

static void free_conn(struct conn *c)
{
    mustls_endpoint_deinit(&c->server);
    mustls_free(c);
}

/* Forgets connections that are closed on both sides. */
static void sweep(struct loop *l)
{
    if (l->current && !l->current->active_half.open)
        l->current = NULL;
    for (struct conn **at = &l->conns; *at;) {
        struct conn *c = *at;
        if (c->server_half.open || c->active_half.open) {
            at = &c->next;
            continue;
        }
        *at = c->next;
        free_conn(c);
    }
}

static void drop(struct half *h)
{
    h->open = false;
    h->fin = true;
}

/* The FIN of `h` reaches `peer`, who is told of it unless it has closed itself. Two FINs end the
 * connection. */
static void finish(struct loop *l, struct half *h, struct half *peer_half,
                   struct mustls_endpoint *peer)
{
    tell(l, h, MUSTLS_LOOP_ENDS, mustls_span(NULL, 0));
    h->fin = true;
    h->until = l->now <= MUSTLS_NEVER - DRAIN ? l->now + DRAIN : MUSTLS_NEVER;
    if (peer_half->open && !peer_half->fin)
        mustls_endpoint_eof(peer, false, l->now);
    if (peer_half->fin) {
        drop(h);
        drop(peer_half);
    }
}

static void reset(struct loop *l, struct half *h, struct half *peer_half,
                  struct mustls_endpoint *peer)
{
    tell(l, h, MUSTLS_LOOP_RESETS, mustls_span(NULL, 0));
    if (peer_half->open && !peer_half->fin)
        mustls_endpoint_eof(peer, true, l->now);
    drop(h);
    drop(peer_half);
}

/* The talker is gone, politely: its system sends the FIN. */
static void leave(struct loop *l, struct half *h, struct half *peer_half,
                  struct mustls_endpoint *peer)
{
    if (!h->fin)
        finish(l, h, peer_half, peer);
    drop(h);
}

/* One segment from `from` to `to`; false when there was none. */
static bool carry(struct loop *l, struct mustls_endpoint *from, const struct half *from_half,
                  struct mustls_endpoint *to, const struct half *to_half)
{
    struct mustls_span out = mustls_endpoint_output(from, l->now);
    if (out.len == 0)
        return false;
    if (!from_half->fin && l->side->tap)
        l->side->tap(l->side->tap_arg, from->server, out);
    if (!from_half->fin)
        tell(l, from_half, MUSTLS_LOOP_SENDS, out);
    if (!from_half->fin && to_half->open)
        mustls_endpoint_input(to, out, l->now);
    mustls_endpoint_sent(from, out.len, l->now);
    return true;
}

/* What an open socket's owner wants of it; false for nothing new. CONNECT, too, ends this one. */
static bool direct(struct loop *l, struct mustls_endpoint *e, struct half *h,
                   struct mustls_endpoint *peer, struct half *peer_half)
{
    unsigned wants = mustls_endpoint_wants(e, l->now);
    if (wants & MUSTLS_WANT_RESET)
        reset(l, h, peer_half, peer);
    else if ((wants & MUSTLS_WANT_CLOSE) && !h->fin)
        finish(l, h, peer_half, peer);
    else if (!(wants & MUSTLS_WANT_CLOSE) && (wants & (MUSTLS_WANT_DONE | MUSTLS_WANT_CONNECT)))
        leave(l, h, peer_half, peer);
    else
        return false;
    return true;
}

static bool move_half(struct loop *l, struct mustls_endpoint *e, struct half *h,
                      struct mustls_endpoint *peer, struct half *peer_half)
{
    if (!h->open)
        return false;
    bool moved = carry(l, e, h, peer, peer_half) || direct(l, e, h, peer, peer_half);
    l->steps += moved;
    return moved;
}

/* A connection that can't be had looks reset at once. */
static void refuse(struct loop *l)
{
    mustls_endpoint_connected(&l->active, l->now);
    mustls_endpoint_eof(&l->active, true, l->now);
}

static bool connect_active(struct loop *l)
{
    if (l->current || !(mustls_endpoint_wants(&l->active, l->now) & MUSTLS_WANT_CONNECT))
        return false;
    l->steps++;
    struct mustls_talker server;
    struct conn *c = NULL;
    if (mustls_play_accept(l->side->server, l->now, &server))
        c = mustls_alloc(sizeof *c);
    if (!c) {
        refuse(l);
        return true;
    }
    mustls_endpoint_init(&c->server, server, l->side->factory, true);
    c->server.secrets = l->side->secrets;
    c->active_half = (struct half){.conn = ++l->num_conns, .open = true, .until = MUSTLS_NEVER};
    c->server_half = c->active_half;
    c->server_half.server = true;
    tell(l, &c->active_half, MUSTLS_LOOP_OPENS, mustls_span(NULL, 0));
    struct conn **at = &l->conns;
    while (*at)
        at = &(*at)->next;
    *at = l->current = c;
    mustls_endpoint_connected(&l->active, l->now);
    return true;
}

/* Everything that can happen without time passing, a step of each side in turn. */
static bool move(struct loop *l)
{
    bool moved = connect_active(l);
    struct conn *cur = l->current;
    if (cur)
        moved |= move_half(l, &l->active, &cur->active_half, &cur->server, &cur->server_half);
    for (struct conn *c = l->conns; c; c = c->next)
        moved |= move_half(l, &c->server, &c->server_half, &l->active, &c->active_half);
    sweep(l);
    return moved;
}

static mustls_usec earlier(mustls_usec a, mustls_usec b)
{
    return a < b ? a : b;
}

static mustls_usec next_deadline(struct loop *l)
{
    mustls_usec t = mustls_endpoint_deadline(&l->active);
    for (struct conn *c = l->conns; c; c = c->next) {
        if (c->active_half.open)
            t = earlier(t, c->active_half.until);
        if (!c->server_half.open)
            continue;
        t = earlier(t, c->server_half.until);
        t = earlier(t, mustls_endpoint_deadline(&c->server));
    }
    return t;
}

static void tick_due(struct loop *l, struct mustls_endpoint *e)
{
    if (mustls_endpoint_deadline(e) > l->now)
        return;
    l->steps++;
    mustls_endpoint_tick(e, l->now);
}

static void end_drain(const struct loop *l, struct half *h)
{
    if (h->open && h->until <= l->now)
        drop(h);
}

static void tick(struct loop *l)
{
    tick_due(l, &l->active);
    for (struct conn *c = l->conns; c; c = c->next) {
        if (c->server_half.open)
            tick_due(l, &c->server);
        end_drain(l, &c->active_half);
        end_drain(l, &c->server_half);
    }
    sweep(l);
}

static bool is_done(struct loop *l)
{
    if (mustls_play_done(l->side->server))
        return true;
    return !l->current && (mustls_endpoint_wants(&l->active, l->now) & MUSTLS_WANT_DONE);
}

static enum mustls_loop_end run(struct loop *l, mustls_usec end)
{
    size_t max_steps = l->side->max_steps ? l->side->max_steps : SIZE_MAX;
    for (;;) {
        if (l->steps >= max_steps)
            return MUSTLS_LOOP_LIMIT;
        if (move(l))
            continue;
        if (is_done(l))
            return MUSTLS_LOOP_DONE;
        mustls_usec next = next_deadline(l);
        if (next == MUSTLS_NEVER)
            return MUSTLS_LOOP_STUCK;
        if (next > end) {
            l->now = end;
            return MUSTLS_LOOP_LIMIT;
        }
        l->now = next > l->now ? next : l->now;
        tick(l);
    }
}

enum mustls_loop_end mustls_loop_run(const struct mustls_loop_side *s, mustls_usec *now)
{
    struct loop l = {.side = s, .now = *now};
    mustls_endpoint_init(&l.active, s->active, s->factory, false);
    mustls_usec end = s->limit < MUSTLS_NEVER - *now ? *now + s->limit : MUSTLS_NEVER;
    enum mustls_loop_end how = run(&l, end);
    *now = l.now;

    while (l.conns) {
        struct conn *c = l.conns;
        l.conns = c->next;
        free_conn(c);
    }
    mustls_endpoint_deinit(&l.active);
    return how;
}
