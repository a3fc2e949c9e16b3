/* The TLS between the two ends of fuzz_client: tls_null.c, or tls_real.c with a library's. */
#ifndef TARGETS_FUZZ_TLS_H
#define TARGETS_FUZZ_TLS_H

#include "tls/engine.h"

/* One input in so many, by its bytes, makes a full handshake of TLS 1.3, where there are any. */
#define FUZZ_FULL_SHARE 32

/* Before anything else uses the TLS library; a second call gives the same again. Servers are
 * `host`. Never NULL; aborts with the reason where TLS can't be had, or can't be had the same way
 * twice. */
struct mustls_tls_factory *fuzz_tls_start(const char *host);
/* Makes all that a server of `f` may show, where making it later would take random numbers from the
 * execution that happens to come first. For targets whose inputs choose certificates. */
void fuzz_tls_make_all(struct mustls_tls_factory *f);
/* Before each execution: what follows depends on these bytes alone. May call fuzz_begin; fuzz_end
 * comes at the end of it in any case. */
void fuzz_tls_begin(struct mustls_span input);

#endif
