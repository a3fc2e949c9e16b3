/* Between endpoint.c (the transport's side) and boundary.c (between clear text and TLS). */
#ifndef MUSTLS_WIRE_INTERNAL_H
#define MUSTLS_WIRE_INTERNAL_H

#include "wire/endpoint.h"

/* The talker wants TLS. */
void mustls_endpoint_start_tls(struct mustls_endpoint *e, mustls_usec now);
/* Bytes in whatever state the endpoint is. */
void mustls_endpoint_receive(struct mustls_endpoint *e, struct mustls_span in, mustls_usec now);
/* In HANDSHAKE: it has failed. The engine stays until its last bytes have left. */
void mustls_endpoint_fail_tls(struct mustls_endpoint *e, const struct mustls_tls_trouble *why,
                              mustls_usec now);
/* We can't go on with this connection: the talker sees it reset. */
void mustls_endpoint_lose(struct mustls_endpoint *e, mustls_usec now);
void mustls_endpoint_drop_tls(struct mustls_endpoint *e);

#endif
