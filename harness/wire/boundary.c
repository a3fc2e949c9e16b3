/* From clear text to TLS, and what becomes of the bytes when that fails. */
#include "wire/internal.h"
#include "tls/record.h"

#include <stdio.h>

#define MAX_LEFTOVER ((size_t)16 << 20)  /* talkers keep less */
#define SLICE        MUSTLS_RECORD_PLAIN /* bounds what the engine decrypts before it is read */

static struct mustls_tls_trouble trouble(enum mustls_tls_failure kind, const char *text)
{
    struct mustls_tls_trouble why = {.kind = kind, .alert = -1};
    snprintf(why.text, sizeof why.text, "%.255s", text);
    return why;
}

static void tell_down(struct mustls_endpoint *e, const struct mustls_tls_trouble *why,
                      mustls_usec now)
{
    struct mustls_tls_info info = {0};
    if (e->tls)
        e->tls->ops->info(e->tls, &info);
    e->talker.ops->tls_down(e->talker.self, &info, why, now);
}

void mustls_endpoint_drop_tls(struct mustls_endpoint *e)
{
    if (e->tls)
        e->tls->ops->free(e->tls);
    e->tls = NULL;
    e->in_flight = 0;
}

static void tell_lost(struct mustls_endpoint *e)
{
    if (e->talker.ops->lost)
        e->talker.ops->lost(e->talker.self);
}

void mustls_endpoint_fail_tls(struct mustls_endpoint *e, const struct mustls_tls_trouble *why,
                              mustls_usec now)
{
    if (why->kind == MUSTLS_TLSFAIL_MEMORY)
        tell_lost(e);
    e->state = MUSTLS_EP_DEAD;
    tell_down(e, why, now);
}

void mustls_endpoint_lose(struct mustls_endpoint *e, mustls_usec now)
{
    bool shaking = e->state == MUSTLS_EP_HANDSHAKE;
    e->state = MUSTLS_EP_BROKEN;
    tell_lost(e);
    if (shaking) {
        struct mustls_tls_trouble why = trouble(MUSTLS_TLSFAIL_MEMORY, "no memory for TLS");
        tell_down(e, &why, now);
    }
    mustls_endpoint_drop_tls(e);
    mustls_endpoint_eof(e, true, now);
}

/* Clear text where a ClientHello should be: no engine can help. The bytes are news of the handshake
 * first and then input like any other. */
static void refuse_plaintext(struct mustls_endpoint *e, struct mustls_span in, mustls_usec now)
{
    struct mustls_tls_trouble why =
        trouble(MUSTLS_TLSFAIL_PLAINTEXT,
                "the client sent clear text where the TLS handshake should start");
    why.raw = in;
    mustls_endpoint_drop_tls(e);
    e->state = MUSTLS_EP_CLEAR;
    tell_down(e, &why, now);
    e->talker.ops->input(e->talker.self, in, now);
}

/* Hands on what the engine has decrypted, then what it has learned. */
static void pump(struct mustls_endpoint *e, mustls_usec now)
{
    struct mustls_tls *tls = e->tls;
    struct mustls_span app;
    while ((app = tls->ops->read(tls)).len > 0) {
        e->talker.ops->input(e->talker.self, app, now);
        tls->ops->taken(tls, app.len);
    }
    int alert;
    while ((alert = tls->ops->alert(tls)) >= 0)
        e->talker.ops->alert(e->talker.self, alert, now);
    if (tls->ops->state(tls) != MUSTLS_TLS_FAILED)
        return;

    /* The talker's segment, if one is half sent, can't be finished in any meaningful way. */
    e->state = MUSTLS_EP_BROKEN;
    e->in_flight = 0;
    struct mustls_tls_trouble why;
    tls->ops->trouble(tls, &why);
    if (why.kind == MUSTLS_TLSFAIL_MEMORY)
        tell_lost(e);
    /* A peer that sent a fatal alert also closes, and that will be told when it comes. */
    if (why.kind != MUSTLS_TLSFAIL_ALERT_IN)
        mustls_endpoint_eof(e, true, now);
}

/* Acts on the engine's state in the middle of the handshake. */
static void look_at_engine(struct mustls_endpoint *e, mustls_usec now)
{
    struct mustls_tls_info info;
    struct mustls_tls_trouble why;
    switch (e->tls->ops->state(e->tls)) {
    case MUSTLS_TLS_HANDSHAKE:
        return;
    case MUSTLS_TLS_FAILED:
        e->tls->ops->trouble(e->tls, &why);
        mustls_endpoint_fail_tls(e, &why, now);
        return;
    case MUSTLS_TLS_UP:
    case MUSTLS_TLS_CLOSED: /* close_notify came right behind the last flight */
        e->tls->ops->info(e->tls, &info);
        e->state = MUSTLS_EP_TLS;
        e->closing = false;
        e->talker.ops->tls_up(e->talker.self, &info, now);
        pump(e, now);
        return;
    }
}

/* Bytes that are no record in the middle of the handshake: part, then `rest`. The engine gets them
 * for the sake of its alert; they stay for skim(). */
static void shake_garbage(struct mustls_endpoint *e, struct mustls_span rest, mustls_usec now)
{
    e->tls->ops->input(e->tls, mustls_buf_span(&e->part));
    e->tls->ops->input(e->tls, rest);
    if (e->tls->ops->state(e->tls) != MUSTLS_TLS_HANDSHAKE) {
        look_at_engine(e, now);
        return;
    }
    struct mustls_tls_trouble why = trouble(
        MUSTLS_TLSFAIL_OTHER, "bytes that are no TLS record in the middle of the handshake");
    mustls_endpoint_fail_tls(e, &why, now);
}

/* Record by record, so that whatever follows the one that ends the handshake is still ours to read
 * in another way. */
static void shake(struct mustls_endpoint *e, struct mustls_span in, mustls_usec now)
{
    if (in.len == 0)
        return;
    if (e->server && !e->heard && in.ptr[0] != MUSTLS_RECORD_HANDSHAKE) {
        refuse_plaintext(e, in, now);
        return;
    }
    e->heard = true;
    while (e->state == MUSTLS_EP_HANDSHAKE) {
        struct mustls_record rec;
        enum mustls_status st = mustls_record_next(&e->part, &in, &rec);
        if (st == MUSTLS_MORE)
            return;
        if (st == MUSTLS_OK) {
            e->tls->ops->input(e->tls, rec.whole);
            look_at_engine(e, now);
        } else if (st == MUSTLS_EPARSE) {
            shake_garbage(e, in, now);
        } else {
            mustls_endpoint_lose(e, now);
        }
    }
    mustls_endpoint_receive(e, in, now);
}

static void decrypt(struct mustls_endpoint *e, struct mustls_span in, mustls_usec now)
{
    while (in.len > 0 && e->state == MUSTLS_EP_TLS) {
        struct mustls_span slice = mustls_span_first(in, SLICE);
        e->tls->ops->input(e->tls, slice);
        in = mustls_span_from(in, slice.len);
        pump(e, now);
    }
}

/* After a failed handshake. */
static void skim(struct mustls_endpoint *e, struct mustls_span in, mustls_usec now)
{
    while (e->state == MUSTLS_EP_DEAD) {
        struct mustls_record rec;
        enum mustls_status st = mustls_record_next(&e->part, &in, &rec);
        if (st == MUSTLS_MORE)
            return;
        int alert = st == MUSTLS_OK ? mustls_record_alert(&rec) : -1;
        if (alert >= 0)
            e->talker.ops->alert(e->talker.self, alert, now);
        if (st == MUSTLS_EPARSE)
            e->state = MUSTLS_EP_CLEAR;
        if (st == MUSTLS_ENOMEM)
            mustls_endpoint_lose(e, now);
    }
    if (e->state != MUSTLS_EP_CLEAR)
        return;
    if (e->part.len > 0)
        e->talker.ops->input(e->talker.self, mustls_buf_span(&e->part), now);
    mustls_buf_clear(&e->part);
    mustls_endpoint_receive(e, in, now);
}

void mustls_endpoint_receive(struct mustls_endpoint *e, struct mustls_span in, mustls_usec now)
{
    switch (e->state) {
    case MUSTLS_EP_CLEAR:
        if (in.len > 0)
            e->talker.ops->input(e->talker.self, in, now);
        return;
    case MUSTLS_EP_HANDSHAKE:
        shake(e, in, now);
        return;
    case MUSTLS_EP_TLS:
        decrypt(e, in, now);
        return;
    case MUSTLS_EP_DEAD:
        skim(e, in, now); /* also when all is in `part` already */
        return;
    case MUSTLS_EP_BROKEN:
        return;
    }
}

/* The engine that the talker wishes, or NULL and why not. */
static struct mustls_tls *make_engine(struct mustls_endpoint *e, struct mustls_tls_trouble *why)
{
    struct mustls_error err = {0};
    struct mustls_tls_wish wish = {.alert = -1};
    e->talker.ops->tls_wish(e->talker.self, &wish);
    wish.secrets = e->secrets;
    struct mustls_tls *tls = NULL;
    if (e->factory)
        tls = e->server ? e->factory->server(e->factory, &wish, &err)
                        : e->factory->client(e->factory, &wish, &err);
    if (!e->factory)
        *why = trouble(MUSTLS_TLSFAIL_OTHER, "there is no TLS here");
    else if (err.text[0])
        *why = trouble(MUSTLS_TLSFAIL_OTHER, err.text);
    else
        *why = trouble(MUSTLS_TLSFAIL_MEMORY, "no memory for a TLS engine");
    return tls;
}

static void begin(struct mustls_endpoint *e, struct mustls_span left, mustls_usec now)
{
    struct mustls_tls_trouble why;
    mustls_endpoint_drop_tls(e);
    mustls_buf_clear(&e->part);
    e->heard = false;
    e->state = MUSTLS_EP_HANDSHAKE;
    e->tls = make_engine(e, &why);
    if (!e->tls) {
        mustls_endpoint_fail_tls(e, &why, now);
        mustls_endpoint_receive(e, left, now);
        return;
    }
    look_at_engine(e, now); /* no memory for a ClientHello */
    mustls_endpoint_receive(e, left, now);
    if (e->state == MUSTLS_EP_HANDSHAKE && e->eof_told) {
        why = trouble(MUSTLS_TLSFAIL_EOF, "the peer had closed before the TLS handshake");
        mustls_endpoint_fail_tls(e, &why, now);
    }
}

void mustls_endpoint_start_tls(struct mustls_endpoint *e, mustls_usec now)
{
    if (e->state == MUSTLS_EP_TLS || e->state == MUSTLS_EP_BROKEN) {
        struct mustls_tls_trouble why =
            trouble(MUSTLS_TLSFAIL_OTHER, "TLS was on already, and a connection has it only once");
        tell_down(e, &why, now);
        return;
    }
    /* A copy: it is valid only until the talker is called again. */
    struct mustls_buf left;
    mustls_buf_init(&left, MAX_LEFTOVER);
    struct mustls_span unread = e->talker.ops->leftover(e->talker.self);
    if (e->server)
        mustls_buf_put(&left, unread);
    if (left.failed) {
        e->state = MUSTLS_EP_HANDSHAKE; /* it owes the talker an answer */
        mustls_endpoint_lose(e, now);
    } else {
        begin(e, mustls_buf_span(&left), now);
    }
    mustls_buf_deinit(&left);
}
