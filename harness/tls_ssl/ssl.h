/* The TLS engine on OpenSSL 3 (or BoringSSL) over memory BIOs, and the certificate zoo, made at
 * start and kept in memory. */
#ifndef MUSTLS_TLS_SSL_SSL_H
#define MUSTLS_TLS_SSL_SSL_H

#include "tls/engine.h"

/* A CA and its certificates (those of tls/certs.h; absolute dates far in the past and future; ECDSA
 * on P-256 but where the name says otherwise) for these names: dNSName, or iPAddress for an IP
 * literal; at least one, of at most 253 bytes each; the first is the common name. The CA is made
 * now, each certificate when it is first asked for. NULL and *err on failure. */
struct mustls_zoo;
struct mustls_zoo *mustls_zoo_new(const char *const *hosts, size_t num_hosts,
                                  struct mustls_error *err);
void mustls_zoo_free(struct mustls_zoo *z);
/* NULL-terminated. */
const char *const *mustls_zoo_names(void);
const char *mustls_zoo_describe(const char *name); /* NULL for an unknown name */
/* The trusted CA as PEM; valid as long as z. */
struct mustls_span mustls_zoo_ca_pem(const struct mustls_zoo *z);
/* Makes all of them. Writes ca.pem, and for each NAME.pem (its chain behind it) and NAME.key, into
 * an existing folder. */
enum mustls_status mustls_zoo_write(struct mustls_zoo *z, const char *dir,
                                    struct mustls_error *err);

/* Server engines show the zoo's leaves; client engines trust its CA. z must outlive the factory.
 * No session is ever resumed and the servers send no tickets: each handshake is a full one. */
struct mustls_tls_factory *mustls_tls_ssl_factory_new(struct mustls_zoo *z,
                                                      struct mustls_error *err);
/* Client engines only, trusting a CA file, or the system's store for NULL; for `mustls send`. */
struct mustls_tls_factory *mustls_tls_ssl_client_factory_new(const char *ca_file,
                                                             struct mustls_error *err);

/* Library and version: "OpenSSL 3.0.15". */
const char *mustls_tls_ssl_library(void);
/* HMAC-MD5 for CRAM-MD5 (RFC 2195). */
void mustls_hmac_md5(struct mustls_span key, struct mustls_span data, uint8_t out[16]);

#endif
