#include "wire/internal.h"
#include "tls/record.h"

/* A talker that never comes to rest is a bug of ours; this bounds the harm. */
#define MAX_ROUNDS 64

#define MAX_PART ((size_t)64 << 10) /* one record fits */

static unsigned talker_wants(const struct mustls_endpoint *e)
{
    return e->talker.ops->wants(e->talker.self);
}

void mustls_endpoint_init(struct mustls_endpoint *e, struct mustls_talker t,
                          struct mustls_tls_factory *f, bool server)
{
    *e = (struct mustls_endpoint){.talker = t, .factory = f, .server = server};
    mustls_buf_init(&e->part, MAX_PART);
}

void mustls_endpoint_deinit(struct mustls_endpoint *e)
{
    mustls_endpoint_drop_tls(e);
    mustls_buf_deinit(&e->part);
}

/* Nobody will read what a broken connection's talker still writes. */
static void swallow(struct mustls_endpoint *e, mustls_usec now)
{
    size_t len = e->talker.ops->output(e->talker.self).len;
    if (len > 0)
        e->talker.ops->sent(e->talker.self, len, now);
}

/* The talker is about to leave. */
static void say_goodbye(struct mustls_endpoint *e, unsigned wants)
{
    if (e->state == MUSTLS_EP_HANDSHAKE) {
        /* In the middle of a handshake there is nothing to say. */
        mustls_endpoint_drop_tls(e);
        e->state = MUSTLS_EP_BROKEN;
    } else if (e->state == MUSTLS_EP_TLS && (wants & MUSTLS_WANT_CLOSE) && !e->closing) {
        e->closing = true;
        e->tls->ops->close(e->tls);
    }
}

/* After every call of the talker: does what it wants of the endpoint itself. */
static void settle(struct mustls_endpoint *e, mustls_usec now)
{
    for (unsigned round = 0; round < MAX_ROUNDS; round++) {
        unsigned wants = talker_wants(e);
        if ((wants & MUSTLS_WANT_WRITE) && e->state == MUSTLS_EP_BROKEN) {
            swallow(e, now);
        } else if (wants & MUSTLS_WANT_WRITE) {
            return;
        } else if ((wants & MUSTLS_WANT_TLS) && e->state != MUSTLS_EP_HANDSHAKE) {
            mustls_endpoint_start_tls(e, now);
        } else {
            if (wants & (MUSTLS_WANT_CLOSE | MUSTLS_WANT_RESET))
                say_goodbye(e, wants);
            return;
        }
    }
}

void mustls_endpoint_input(struct mustls_endpoint *e, struct mustls_span in, mustls_usec now)
{
    settle(e, now);
    mustls_endpoint_receive(e, in, now);
    settle(e, now);
}

void mustls_endpoint_eof(struct mustls_endpoint *e, bool reset, mustls_usec now)
{
    if (e->reset_told || (e->eof_told && !reset))
        return;
    e->eof_told = true;
    e->reset_told = reset;
    if (e->state == MUSTLS_EP_HANDSHAKE) {
        struct mustls_tls_trouble why = {
            .kind = MUSTLS_TLSFAIL_EOF,
            .alert = -1,
            .text = "the peer went away before it said anything of the TLS handshake",
        };
        if (e->heard)
            strcpy(why.text, "the peer went away in the middle of the TLS handshake");
        mustls_endpoint_fail_tls(e, &why, now);
    }
    e->talker.ops->eof(e->talker.self, reset, now);
    settle(e, now);
}

void mustls_endpoint_tick(struct mustls_endpoint *e, mustls_usec now)
{
    e->talker.ops->tick(e->talker.self, now);
    settle(e, now);
}

static struct mustls_span engine_output(const struct mustls_endpoint *e)
{
    return e->tls ? e->tls->ops->output(e->tls) : mustls_span(NULL, 0);
}

/* Gives the next record's worth of the talker's segment to the engine. */
static struct mustls_span encrypt(struct mustls_endpoint *e, struct mustls_span app,
                                  mustls_usec now)
{
    struct mustls_span piece = mustls_span_first(app, MUSTLS_RECORD_PLAIN);
    if (e->tls->ops->write(e->tls, piece) != MUSTLS_OK) {
        mustls_endpoint_lose(e, now);
        return mustls_span(NULL, 0);
    }
    e->in_flight = piece.len;
    return engine_output(e);
}

struct mustls_span mustls_endpoint_output(struct mustls_endpoint *e, mustls_usec now)
{
    settle(e, now);
    struct mustls_span out = engine_output(e);
    if (out.len > 0 || e->state == MUSTLS_EP_HANDSHAKE || e->state == MUSTLS_EP_BROKEN)
        return out;
    if (e->state != MUSTLS_EP_TLS)
        mustls_endpoint_drop_tls(e); /* its alert has left */
    if (!(talker_wants(e) & MUSTLS_WANT_WRITE))
        return out;
    out = e->talker.ops->output(e->talker.self);
    return e->state == MUSTLS_EP_TLS && out.len > 0 ? encrypt(e, out, now) : out;
}

void mustls_endpoint_sent(struct mustls_endpoint *e, size_t n, mustls_usec now)
{
    struct mustls_span records = engine_output(e);
    if (records.len == 0) {
        e->talker.ops->sent(e->talker.self, n, now);
    } else {
        e->tls->ops->sent(e->tls, mustls_span_first(records, n).len);
        /* What the talker wrote has left only when the whole record has. */
        size_t app = e->in_flight;
        if (n >= records.len && app > 0) {
            e->in_flight = 0;
            e->talker.ops->sent(e->talker.self, app, now);
        }
    }
    settle(e, now);
}

unsigned mustls_endpoint_wants(struct mustls_endpoint *e, mustls_usec now)
{
    settle(e, now);
    unsigned wants = talker_wants(e);
    bool pending = engine_output(e).len > 0 ||
                   ((wants & MUSTLS_WANT_WRITE) && e->talker.ops->output(e->talker.self).len > 0);
    unsigned out = wants & (MUSTLS_WANT_READ | MUSTLS_WANT_TIME);
    if (e->state != MUSTLS_EP_CLEAR)
        out |= MUSTLS_WANT_READ;
    if (!pending)
        out |= wants &
               (MUSTLS_WANT_CONNECT | MUSTLS_WANT_CLOSE | MUSTLS_WANT_RESET | MUSTLS_WANT_DONE);
    return out;
}

mustls_usec mustls_endpoint_deadline(const struct mustls_endpoint *e)
{
    return talker_wants(e) & MUSTLS_WANT_TIME ? e->talker.ops->deadline(e->talker.self)
                                              : MUSTLS_NEVER;
}

void mustls_endpoint_connected(struct mustls_endpoint *e, mustls_usec now)
{
    mustls_endpoint_drop_tls(e);
    mustls_buf_clear(&e->part);
    e->state = MUSTLS_EP_CLEAR;
    e->heard = e->closing = e->eof_told = e->reset_told = false;
    e->talker.ops->connected(e->talker.self, now);
    settle(e, now);
}
