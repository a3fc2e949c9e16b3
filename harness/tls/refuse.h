/* An engine that waits for a whole ClientHello and answers it with one fatal alert: `<tls alert=>`.
 * No handshake is run, so any library's factory can use it. */
#ifndef MUSTLS_TLS_REFUSE_H
#define MUSTLS_TLS_REFUSE_H

#include "tls/engine.h"

/* NULL without memory; NULL and *err when `alert` is no AlertDescription (0 to 255). */
struct mustls_tls *mustls_tls_refuser_new(int alert, struct mustls_error *err);

#endif
