/* Between the files of this room. */
#ifndef MUSTLS_TLS_SSL_INTERNAL_H
#define MUSTLS_TLS_SSL_INTERNAL_H

#include "tls/common.h"
#include "tls_ssl/ssl.h"

#include <openssl/ssl.h>
#include <openssl/x509.h>

/* --- zoo --- */

#define MUSTLS_ZOO_LEAVES 6

struct mustls_zoo {
    EVP_PKEY *ca_key, *other_ca_key, *leaf_key;
    X509 *ca, *other_ca;
    X509 *leaves[MUSTLS_ZOO_LEAVES]; /* in the order of mustls_zoo_names() */
    struct mustls_buf ca_pem;
};

/* Index of a leaf, MUSTLS_ZOO_LEAVES for an unknown name. */
size_t mustls_zoo_find(struct mustls_span name);

/* --- certificates --- */

/* What to make; strings as ASN.1 has them: UTCTime to 2049, GeneralizedTime from then on (RFC 5280
 * 4.1.2.5). */
struct mustls_cert_plan {
    const char *common_name;
    const char *not_before, *not_after;
    const char *const *hosts; /* names and IP literals for subjectAltName; none for a CA */
    size_t num_hosts;
    long serial;
    bool is_ca;
};

EVP_PKEY *mustls_key_new(void); /* ECDSA on P-256; NULL on failure */
/* `issuer` NULL: signs itself, with issuer_key being its own. NULL on failure. */
X509 *mustls_cert_new(const struct mustls_cert_plan *plan, EVP_PKEY *key, X509 *issuer,
                      EVP_PKEY *issuer_key);

/* --- engine --- */

struct mustls_ssl_bio {
    struct mustls_span in; /* what the library may still read; only during input() */
    struct mustls_buf *out;
};
/* The memory transport: reads from `in` in place, appends to `out`. NULL on failure. */
BIO_METHOD *mustls_ssl_bio_method(void);

/* Takes `ssl` (freed with the engine, or at once on failure). NULL and *err on failure. */
struct mustls_tls *mustls_ssl_engine_new(SSL *ssl, const BIO_METHOD *transport, bool server,
                                         struct mustls_error *err);
void mustls_ssl_engine_show(struct mustls_tls *t, const char *cert); /* for info() */

/* --- where the two libraries differ --- */

/* No tickets and no cache: every connection makes a full handshake of its own. */
void mustls_ssl_no_resumption(SSL_CTX *ctx);

/* The library's oldest error as a sentence into *err, behind `what`; empties its queue. */
void mustls_ssl_error(struct mustls_error *err, const char *what);

#endif
