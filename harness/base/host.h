#ifndef MUSTLS_BASE_HOST_H
#define MUSTLS_BASE_HOST_H

#include "base/span.h"

/* A name as in DNS (RFC 1035 2.3.4) and without surprises: labels of 1 to 63 letters, digits, "-"
 * and "_" with dots between them, 253 bytes at most; no dot at the end. */
bool mustls_is_host_name(struct mustls_span name);

#endif
