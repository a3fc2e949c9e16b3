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
 * No session is resumed and the servers send no tickets: each handshake is a full one. */
struct mustls_tls_factory *mustls_tls_ssl_factory_new(struct mustls_zoo *z,
                                                      struct mustls_error *err);
/* For fuzzing, where a handshake is the greater part of what an execution costs, and all of it must
 * hang on the input alone.
 *
 * Certificates and sessions are looked at as if it were `now`, seconds since 1970 (with
 * BoringSSL for all factories that were told so). Before the first engine. */
void mustls_tls_ssl_stop_clock(struct mustls_tls_factory *f, int64_t now);
/* Switches resumption on, or off again. While it is on, clients speak TLS 1.2 at most, and one that
 * visits `host` with all checks resumes a session with the server of the good certificate; others
 * make a full handshake. The session is that of a handshake made in the first call. *err when it
 * fails, or can't be resumed. `host` must outlive the factory. */
enum mustls_status mustls_tls_ssl_resume(struct mustls_tls_factory *f, const char *host, bool on,
                                         struct mustls_error *err);

/* Client engines only, trusting a CA file, or the system's store for NULL; for `mustls send`. */
struct mustls_tls_factory *mustls_tls_ssl_client_factory_new(const char *ca_file,
                                                             struct mustls_error *err);

/* Library and version: "OpenSSL 3.0.15". */
const char *mustls_tls_ssl_library(void);
/* HMAC-MD5 for CRAM-MD5 (RFC 2195). */
void mustls_hmac_md5(struct mustls_span key, struct mustls_span data, uint8_t out[16]);

#endif
