/* A bare handshake between two ends in memory: what TLS costs when nothing else is done. */
#ifndef MUSTLS_BENCH_HANDSHAKE_H
#define MUSTLS_BENCH_HANDSHAKE_H

#include "tls_ssl/internal.h"

/* With the factory's contexts of client and good server, and the checks that its clients make of
 * `host`. `resumed`: that of TLS 1.2 which the factory keeps. False when it did not come up, or not
 * as it was asked for. The good server's context must have been made: play one handshake before. */
bool bench_handshake(struct mustls_ssl_factory *f, const char *host, bool resumed);

#endif
