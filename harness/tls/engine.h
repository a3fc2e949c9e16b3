/* TLS over memory: records in and out, application bytes in and out. Never over a descriptor: only
 * so can a 220, an injected line and handshake bytes share one segment, or a record be split at
 * byte 3.
 *
 * An engine is made for one connection and one role by a factory. All calls are non-blocking and
 * total. */
#ifndef MUSTLS_TLS_ENGINE_H
#define MUSTLS_TLS_ENGINE_H

#include "base/talker.h"
#include "base/buf.h"
#include "base/status.h"

enum mustls_tls_state {
    MUSTLS_TLS_HANDSHAKE,
    MUSTLS_TLS_UP,
    MUSTLS_TLS_FAILED, /* trouble() says why; output() may still hold an alert */
    MUSTLS_TLS_CLOSED, /* the peer's close_notify was read */
};

struct mustls_tls;

struct mustls_tls_ops {
    void (*free)(struct mustls_tls *t);
    /* Takes bytes from the peer and goes as far as it can. */
    enum mustls_tls_state (*input)(struct mustls_tls *t, struct mustls_span in);
    /* Bytes for the peer; valid until the next call. sent() drops them. */
    struct mustls_span (*output)(struct mustls_tls *t);
    void (*sent)(struct mustls_tls *t, size_t n);
    /* Decrypted bytes; valid until the next call. taken() drops them. Bytes that came with the last
     * handshake flight are here at once, before anybody polls. */
    struct mustls_span (*read)(struct mustls_tls *t);
    void (*taken)(struct mustls_tls *t, size_t n);
    /* One call = one record (up to 16384 bytes; longer input makes several). In UP, and in
     * CLOSED (the peer has ended its direction only); MUSTLS_EUSAGE in other states. */
    enum mustls_status (*write)(struct mustls_tls *t, struct mustls_span app);
    /* Queues close_notify. */
    void (*close)(struct mustls_tls *t);
    enum mustls_tls_state (*state)(const struct mustls_tls *t);
    void (*info)(const struct mustls_tls *t, struct mustls_tls_info *out);
    void (*trouble)(const struct mustls_tls *t, struct mustls_tls_trouble *out);
    /* Description of the next alert the peer sent after the handshake, -1 for none; each is told
     * once. close_notify is 0. */
    int (*alert)(struct mustls_tls *t);
};

/* Engines begin with this member. */
struct mustls_tls {
    const struct mustls_tls_ops *ops;
};

/* A factory outlives its engines. */
struct mustls_tls_factory {
    /* NULL and *err when the wish can't be met (unknown certificate name, version the library
     * lacks); NULL and no text in *err without memory. A client engine has its ClientHello in
     * output() at once. A server that was wished an alert waits for the ClientHello, then fails
     * with TLSFAIL_ALERT_OUT. */
    struct mustls_tls *(*server)(struct mustls_tls_factory *f, const struct mustls_tls_wish *w,
                                 struct mustls_error *err);
    struct mustls_tls *(*client)(struct mustls_tls_factory *f, const struct mustls_tls_wish *w,
                                 struct mustls_error *err);
    void (*free)(struct mustls_tls_factory *f);
};

/* The null engine: no cryptography, the same observable behaviour. Records have a real 5-byte
 * header, so that a ClientHello is recognised as one; certificates are names, and the client side
 * accepts "good" and what its wish lets pass. For fuzzing and fast runs; never on a network. See
 * tls/null.c for its four messages. */
struct mustls_tls_factory *mustls_tls_null_factory_new(void);

/* True when the bytes can be the start of a TLS handshake record: 0x16, 0x03. One byte is enough to
 * say no. */
bool mustls_tls_looks_like(struct mustls_span in);

#endif
