/* An engine around another server engine that does to its bytes what a TLS library can't be told
 * to do: ends its handshake early, replaces a part of it by an alert, changes the shape of records,
 * leaves out close_notify. Works on whole records, as they look from outside. */
#ifndef MUSTLS_TLS_MANGLE_H
#define MUSTLS_TLS_MANGLE_H

#include "tls/engine.h"

/* Whether a wish needs it. An alert in the place of the ServerHello does not: see tls/refuse.h. */
bool mustls_tls_mangles(const struct mustls_tls_wish *w);

/* Takes `inner` (freed with this engine, or at once on failure). NULL without memory.
 *
 * Where the handshake is cut the engine is FAILED; what came before is still in output().
 *
 * Records are all it sees: what a library puts into one record (BoringSSL: its whole flight under
 * TLS 1.3) comes or is missing as one. An alert behind the ServerHello is in clear, under TLS 1.3,
 * too, where it should be encrypted. */
struct mustls_tls *mustls_tls_mangler_new(struct mustls_tls *inner,
                                          const struct mustls_tls_wish *w);

#endif
