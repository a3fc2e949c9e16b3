/* Between the files of this room. */
#ifndef MUSTLS_TLS_SSL_INTERNAL_H
#define MUSTLS_TLS_SSL_INTERNAL_H

#include "base/arena.h"
#include "tls/certs.h"
#include "tls/common.h"
#include "tls_ssl/ssl.h"

#include <openssl/ssl.h>
#include <openssl/x509.h>

/* --- zoo --- */

struct mustls_zoo_cert {
    X509 *leaf;
    STACK_OF(X509) * chain; /* sent behind the leaf, in this order; may be empty */
    EVP_PKEY *key;          /* the leaf's */
};

struct mustls_zoo {
    struct mustls_arena *arena; /* hosts */
    const char **hosts;
    size_t num_hosts; /* > 0 */
    EVP_PKEY *ca_key, *other_ca_key, *middle_key, *leaf_key;
    EVP_PKEY *weak_key; /* RSA 1024, made when first asked for */
    X509 *ca, *other_ca;
    struct mustls_zoo_cert certs[MUSTLS_NUM_CERTS]; /* made when first asked for */
    struct mustls_buf ca_pem;
};

/* The certificate of this index of mustls_cert_kinds; NULL and *err when the library refuses to
 * make it. Valid as long as z. */
const struct mustls_zoo_cert *mustls_zoo_get(struct mustls_zoo *z, size_t which,
                                             struct mustls_error *err);

/* --- certificates --- */

/* One subjectAltName. The text may hold anything. */
struct mustls_san {
    enum { MUSTLS_SAN_DNS, MUSTLS_SAN_URI, MUSTLS_SAN_IP } type; /* IP: the text is a literal */
    struct mustls_span text;
};

/* What to make; dates as ASN.1 has them: UTCTime to 2049, GeneralizedTime from then on (RFC 5280
 * 4.1.2.5). All zero but the dates and the name: a server's certificate, in order. */
struct mustls_cert_plan {
    const char *common_name;
    const char *not_before, *not_after;
    const struct mustls_san *names; /* none: no subjectAltName */
    size_t num_names;
    long serial;
    bool is_ca, no_ca_below; /* no_ca_below: pathLenConstraint 0 */
    const char *permitted;   /* CA: the one dNSName subtree that it may certify; NULL for all */
    bool for_clients;        /* extendedKeyUsage clientAuth in the place of serverAuth */
    bool must_staple;        /* TLS feature status_request (RFC 7633) */
    bool sha1;
    size_t padding; /* bytes of an extension that says nothing */
};

EVP_PKEY *mustls_key_new(void);      /* ECDSA on P-256; NULL on failure */
EVP_PKEY *mustls_key_new_weak(void); /* RSA, 1024 bits */
/* `issuer` NULL: signs itself, with issuer_key being its own. NULL on failure. */
X509 *mustls_cert_new(const struct mustls_cert_plan *plan, EVP_PKEY *key, X509 *issuer,
                      EVP_PKEY *issuer_key);
/* The extensions that the plan asks for. */
bool mustls_cert_extend(X509 *cert, const struct mustls_cert_plan *plan, const X509 *issuer);

/* Which names a leaf has. The plan's spans live in `a` and in the zoo. False without memory. */
bool mustls_zoo_plan_names(const struct mustls_zoo *z, struct mustls_arena *a, const char *cert,
                           struct mustls_cert_plan *plan);
/* Makes the intermediate CAs of a leaf that has any, into `chain`, the leaf's issuer first. *issuer
 * and *issuer_key come in as the root's and go out as those of the leaf (owned by the chain and by
 * the zoo). False on failure. */
bool mustls_zoo_make_chain(struct mustls_zoo *z, const char *cert, STACK_OF(X509) * chain,
                           X509 **issuer, EVP_PKEY **issuer_key);

/* Whether the server shows the chain to its clients. */
bool mustls_zoo_sends_chain(const char *cert);

/* Dates are absolute, so that the zoo means the same under every clock, a fuzzer's fixed one too.
 */
#define MUSTLS_ZOO_FROM  "000101000000Z"   /* 2000 */
#define MUSTLS_ZOO_UNTIL "21991231235959Z" /* 2199 */

/* --- engine --- */

struct mustls_ssl_bio {
    struct mustls_span in; /* what the library may still read; only during input() */
    struct mustls_buf *out;
    struct mustls_buf *secrets; /* mustls_tls_wish */
};
/* The memory transport: reads from `in` in place, appends to `out`. NULL on failure. */
BIO_METHOD *mustls_ssl_bio_method(void);

/* Takes `ssl` (freed with the engine, or at once on failure). NULL without memory. */
struct mustls_tls *mustls_ssl_engine_new(SSL *ssl, const BIO_METHOD *transport,
                                         const struct mustls_tls_wish *wish, bool server);
/* For the keylog callback of a context with a server that seals, or with secrets that are wanted.
 */
void mustls_ssl_engine_keylog(const SSL *ssl, const char *line);
void mustls_ssl_engine_show(struct mustls_tls *t, const char *cert); /* for info() */

SSL *mustls_ssl_engine_ssl(struct mustls_tls *t); /* the engine's */

/* --- factory --- */

struct mustls_ssl_factory {
    struct mustls_tls_factory f;
    struct mustls_zoo *zoo; /* NULL: clients only */
    BIO_METHOD *transport;
    SSL_CTX *client;
    SSL_CTX *servers[MUSTLS_NUM_CERTS]; /* made when first asked for */
    int64_t now;                        /* of a clock that stands still; 0: it does not */
    /* Sessions are resumed (resume.c): */
    bool resumes;
    const char *host; /* whom clients resume one with; NULL before the first handshake */
    SSL_SESSION *client_session, *server_session; /* no connection has them; NULL: there are none */
};

/* So that a server's context finds the factory's session. */
void mustls_ssl_remember(struct mustls_ssl_factory *f, SSL_CTX *server);
/* What a client offers while sessions are resumed. False when the library refuses. */
bool mustls_ssl_offer_session(const struct mustls_ssl_factory *f, SSL *ssl,
                              const struct mustls_tls_wish *w, const char *host);

/* --- records of our own making --- */

struct mustls_seal {
    enum { MUSTLS_SEAL_NONE, MUSTLS_SEAL_AES_128, MUSTLS_SEAL_AES_256 } suite;
    uint8_t secret[48], key[32], iv[12];
    size_t secret_len; /* 0 until learned */
    uint64_t seq;
};
/* A line in the format of SSLKEYLOGFILE. */
void mustls_seal_learn(struct mustls_seal *s, const char *line);
/* After the handshake, before any put; harmless twice. False: not TLS 1.3, or not AES-GCM. */
bool mustls_seal_start(struct mustls_seal *s, const SSL *ssl);
/* Appends a record of content `type`; body.len <= MUSTLS_RECORD_PLAIN. `padded`: to the full size.
 * False on failure. */
bool mustls_seal_put(struct mustls_seal *s, int type, struct mustls_span body, bool padded,
                     struct mustls_buf *out);
/* Appends a KeyUpdate and goes on with the next key. */
bool mustls_seal_update(struct mustls_seal *s, struct mustls_buf *out);

/* --- wishes --- */

/* A server's wish to one connection. False and *err for what the library has not. */
bool mustls_ssl_apply_quirks(SSL *ssl, const struct mustls_tls_wish *w, struct mustls_error *err);
/* Whether the engine has to make its records itself. */
bool mustls_ssl_seals(const struct mustls_tls_wish *w);
/* How a client looks at certificates, with its mistakes, mustls_tls_leniency; before its handshake.
 */
void mustls_ssl_be_lenient(SSL *ssl, unsigned lenient);

/* --- where the two libraries differ --- */

/* The flags for checking a host: no wildcard for a part of a label, no CN, unless the client is
 * lenient in that. */
unsigned mustls_ssl_host_flags(unsigned lenient);
/* Lets a client take the weakest that the library has. */
void mustls_ssl_take_weak(SSL *ssl);
/* Too weak a key or digest, and the library itself would not mind. */
bool mustls_ssl_is_weak(X509 *cert);
/* Session tickets for this connection of a context without. */
void mustls_ssl_send_tickets(SSL *ssl);
/* TLS 1.2's renegotiation: permission, then the HelloRequest. False where there is none. */
bool mustls_ssl_allow_renegotiation(SSL *ssl);
bool mustls_ssl_renegotiate(SSL *ssl);
/* TLS 1.3 with the ciphers that we can seal with, as far as the library lets us say so. */
void mustls_ssl_pin_ciphers(SSL *ssl);

/* No tickets and no cache: every connection makes a full handshake of its own. */
void mustls_ssl_no_resumption(SSL_CTX *ctx);

/* What a client's context refuses: keys below 2048 bits, SHA-1 and the like, whatever the system's
 * configuration lets pass. */
void mustls_ssl_refuse_weak(SSL_CTX *ctx);
/* A session that is like this one, and not spoiled with it. NULL without memory. */
SSL_SESSION *mustls_ssl_copy_session(SSL_SESSION *s);
/* The time stands still at `now`, seconds since 1970. */
void mustls_ssl_stop_clock(SSL_CTX *ctx, int64_t now);

/* Lets a server show short keys and old hashes, and speak old versions. */
void mustls_ssl_allow_weak(SSL_CTX *ctx);

/* The library's oldest error as a sentence into *err, behind `what`; empties its queue. */
void mustls_ssl_error(struct mustls_error *err, const char *what);

#endif
