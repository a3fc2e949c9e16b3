/* One end of a connection: a talker, and the TLS engine between it and the transport. Pure; used by
 * the in-memory loopback and by the socket shell alike, so that both play the same.
 *
 * Transport bytes go in by mustls_endpoint_input and come out, segment by segment, by
 * mustls_endpoint_output. No byte is lost on the way:
 *
 *   - Server: what was unread at the boundary is the begin of the handshake. If the first byte is
 * no handshake record, the talker is told so (PLAINTEXT, with the bytes), the connection is CLEAR
 *     again, and the bytes are input. Client: what was unread is dropped here; that it was there is
 *     the talker's to judge.
 *   - After a failed handshake whole TLS records are skipped (alerts among them are told), and from
 *     the first byte that is none on the connection is CLEAR again: all that is input.
 *   - When TLS breaks later, nothing goes either way any more, least of all in clear. */
#ifndef MUSTLS_WIRE_ENDPOINT_H
#define MUSTLS_WIRE_ENDPOINT_H

#include "base/talker.h"
#include "tls/engine.h"

struct mustls_endpoint {
    struct mustls_talker talker;
    struct mustls_tls_factory *factory; /* not owned; NULL: every handshake fails */
    bool server;                        /* role in the handshake */
    struct mustls_buf *secrets; /* mustls_tls_wish; set by the owner behind init, NULL: none */
    struct mustls_tls *tls;     /* outside of TLS: only until its last bytes have left */
    enum {
        MUSTLS_EP_CLEAR,
        MUSTLS_EP_HANDSHAKE,
        MUSTLS_EP_TLS,
        MUSTLS_EP_DEAD,   /* a handshake failed: TLS records are skipped */
        MUSTLS_EP_BROKEN, /* TLS broke after it was up, or memory: input and output are dropped */
    } state;
    struct mustls_buf part; /* HANDSHAKE, DEAD: a record that isn't whole */
    size_t in_flight;       /* TLS: bytes of the talker's segment that the engine has taken and the
                               transport has not */
    bool heard;             /* HANDSHAKE: the peer has sent something */
    bool closing;           /* TLS: our close_notify is on its way */
    bool eof_told, reset_told;
};

void mustls_endpoint_init(struct mustls_endpoint *e, struct mustls_talker t,
                          struct mustls_tls_factory *f, bool server);
void mustls_endpoint_deinit(struct mustls_endpoint *e);

/* Bytes from the transport. Takes all of them, whatever READ says. */
void mustls_endpoint_input(struct mustls_endpoint *e, struct mustls_span in, mustls_usec now);
/* The peer's end of the connection; told once (a reset also after an orderly end). */
void mustls_endpoint_eof(struct mustls_endpoint *e, bool reset, mustls_usec now);
void mustls_endpoint_tick(struct mustls_endpoint *e, mustls_usec now);
/* Next segment for the transport, or empty; valid until the next call. In TLS a segment is one
 * record of the talker's, or what the engine itself has to say. */
struct mustls_span mustls_endpoint_output(struct mustls_endpoint *e, mustls_usec now);
/* n <= what output() gave. */
void mustls_endpoint_sent(struct mustls_endpoint *e, size_t n, mustls_usec now);
/* The talker's wants, as far as they are for the transport: CONNECT, CLOSE, RESET, DONE, READ,
 * TIME. All but the last two come only when all output (close_notify included) has been sent. */
unsigned mustls_endpoint_wants(struct mustls_endpoint *e, mustls_usec now);
/* MUSTLS_NEVER while the talker wants no TIME. */
mustls_usec mustls_endpoint_deadline(const struct mustls_endpoint *e);
/* The talker's next connection begins (its WANT_CONNECT is met): TLS state is dropped. Not for a
 * talker that was made for an accepted connection. */
void mustls_endpoint_connected(struct mustls_endpoint *e, mustls_usec now);

#endif
