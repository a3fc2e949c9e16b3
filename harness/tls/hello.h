/* The ClientHello (RFC 8446), as far as we look into it: which server the client names
 * (RFC 6066) and which versions it offers. */
#ifndef MUSTLS_TLS_HELLO_H
#define MUSTLS_TLS_HELLO_H

#include "base/buf.h"

#define MUSTLS_HANDSHAKE_HEADER 4

struct mustls_hello {
    char sni[256]; /* "" for none; bytes that are no printable ASCII are shown as '?' */
    bool tls12, tls13;
};

/* `msg` is a handshake message with its four bytes of header; bytes behind it are an error.
 * MUSTLS_OK or MUSTLS_EPARSE; *out is set in both cases, as far as it was understood. */
enum mustls_status mustls_hello_parse(struct mustls_span msg, struct mustls_hello *out);

/* Appends a small ClientHello, header included: for the null engine. */
void mustls_hello_put(struct mustls_buf *out, const struct mustls_hello *hello);

#endif
