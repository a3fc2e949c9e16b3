/* Base64 (RFC 4648 section 4), as SASL uses it (RFC 4954 section 4). */
#ifndef MUSTLS_BASE_BASE64_H
#define MUSTLS_BASE_BASE64_H

#include "base/buf.h"

void mustls_base64_put(struct mustls_buf *out, struct mustls_span in);
/* A value inside of base64, with `before` (0 to 2) unknown octets of its quantum in front: how many
 * characters it decides alone, and the i-th of them. */
size_t mustls_base64_inside_len(size_t len, size_t before);
uint8_t mustls_base64_inside(struct mustls_span value, size_t before, size_t i);
/* Strict: whole quanta, padding only at the end, no other characters, unused bits zero.
 * MUSTLS_EPARSE otherwise, MUSTLS_ELIMIT when out fails; then out holds nothing new. */
enum mustls_status mustls_base64_decode(struct mustls_buf *out, struct mustls_span in);

#endif
