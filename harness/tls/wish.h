/* What a talker wishes of its handshake, checked and in the engines' terms. */
#ifndef MUSTLS_TLS_WISH_H
#define MUSTLS_TLS_WISH_H

#include "base/status.h"
#include "base/talker.h"

/* ProtocolVersion on the wire (RFC 8446); OpenSSL uses the same numbers. */
#define MUSTLS_TLS_1_0 0x0301
#define MUSTLS_TLS_1_1 0x0302
#define MUSTLS_TLS_1_2 0x0303
#define MUSTLS_TLS_1_3 0x0304

/* The range of versions. Where the wish says nothing: 1.3 at most, and at least 1.2 or the highest
 * that may be. MUSTLS_EUSAGE and *err for words that are no version and for min above max. */
enum mustls_status mustls_tls_wish_versions(const struct mustls_tls_wish *w, int *min, int *max,
                                            struct mustls_error *err);

/* Whether the null engine can do it, too; if not, *err. */
bool mustls_tls_wish_plain(const struct mustls_tls_wish *w, struct mustls_error *err);
/* Whether the server's first word is the wished alert. */
bool mustls_tls_wish_refuses(const struct mustls_tls_wish *w);

/* The host as text. MUSTLS_EUSAGE and *err when it doesn't fit, holds a NUL, or is empty although
 * the certificate's name is to be checked. */
enum mustls_status mustls_tls_wish_host(const struct mustls_tls_wish *w, char *out, size_t size,
                                        struct mustls_error *err);

#endif
