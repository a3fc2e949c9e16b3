/* One end of a connection: a talker, and the TLS engine between it and the transport. Pure; used by
 * the in-memory loopback and by the socket shell alike, so that both play the same.
 *
 * Transport bytes go in by mustls_endpoint_input and come out, segment by segment, by
 * mustls_endpoint_output. */
#ifndef MUSTLS_WIRE_ENDPOINT_H
#define MUSTLS_WIRE_ENDPOINT_H

#include "base/talker.h"
#include "tls/engine.h"

struct mustls_endpoint {
    struct mustls_talker talker;
    struct mustls_tls_factory *factory; /* not owned */
    bool server;                        /* role in the handshake */
    struct mustls_tls *tls;
    enum { MUSTLS_EP_CLEAR, MUSTLS_EP_HANDSHAKE, MUSTLS_EP_TLS, MUSTLS_EP_DEAD } state;
    struct mustls_buf out;  /* one segment on its way */
    struct mustls_buf skim; /* DEAD: part of a TLS record being skipped */
    bool eof_told;
};

void mustls_endpoint_init(struct mustls_endpoint *e, struct mustls_talker t,
                          struct mustls_tls_factory *f, bool server);
void mustls_endpoint_deinit(struct mustls_endpoint *e);

/* Bytes from the transport. */
void mustls_endpoint_input(struct mustls_endpoint *e, struct mustls_span in, mustls_usec now);
void mustls_endpoint_eof(struct mustls_endpoint *e, bool reset, mustls_usec now);
void mustls_endpoint_tick(struct mustls_endpoint *e, mustls_usec now);
/* Next segment for the transport, or empty; valid until sent(). */
struct mustls_span mustls_endpoint_output(struct mustls_endpoint *e, mustls_usec now);
void mustls_endpoint_sent(struct mustls_endpoint *e, size_t n, mustls_usec now);
/* The talker's wants, as far as they are for the transport: CONNECT, CLOSE, RESET, DONE, READ,
 * TIME. CLOSE comes only when all output (close_notify included) has been sent. */
unsigned mustls_endpoint_wants(struct mustls_endpoint *e, mustls_usec now);
mustls_usec mustls_endpoint_deadline(const struct mustls_endpoint *e);
/* The talker's next connection begins: TLS state is dropped. */
void mustls_endpoint_connected(struct mustls_endpoint *e, mustls_usec now);

#endif
