/* The only file that knows which library it is built with. */
#include "tls_ssl/internal.h"

#include <openssl/crypto.h>
#include <openssl/x509v3.h>
#include <stdio.h>

#ifdef OPENSSL_IS_BORINGSSL

void mustls_ssl_no_resumption(SSL_CTX *ctx)
{
    SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
}

unsigned mustls_ssl_host_flags(unsigned lenient)
{
    /* It looks at CN only where there is no dNSName, and has no wildcards for a part of a label. */
    return lenient & MUSTLS_TLS_TAKES_CN ? 0 : X509_CHECK_FLAG_NEVER_CHECK_SUBJECT;
}

/* It has no security levels: short keys and old digests are for its user to refuse. */
static bool has_short_key(X509 *cert)
{
    EVP_PKEY *key = X509_get_pubkey(cert);
    bool is_short = key && EVP_PKEY_id(key) == EVP_PKEY_RSA && EVP_PKEY_bits(key) < 2048;
    EVP_PKEY_free(key);
    return is_short;
}

static bool has_old_digest(X509 *cert)
{
    int digest = NID_undef;
    return OBJ_find_sigid_algs(X509_get_signature_nid(cert), &digest, NULL) &&
           (digest == NID_md5 || digest == NID_sha1);
}

bool mustls_ssl_is_weak(X509 *cert)
{
    /* Nobody relies on the signature of a root. */
    bool is_root = X509_NAME_cmp(X509_get_subject_name(cert), X509_get_issuer_name(cert)) == 0;
    return has_short_key(cert) || (!is_root && has_old_digest(cert));
}

void mustls_ssl_take_weak(SSL *ssl)
{
    (void)ssl;
}

void mustls_ssl_send_tickets(SSL *ssl)
{
    SSL_clear_options(ssl, SSL_OP_NO_TICKET);
}

bool mustls_ssl_allow_renegotiation(SSL *ssl)
{
    (void)ssl;
    return false;
}

bool mustls_ssl_renegotiate(SSL *ssl)
{
    (void)ssl;
    return false;
}

/* It prefers AES wherever both sides have it in hardware. */
void mustls_ssl_pin_ciphers(SSL *ssl)
{
    (void)ssl;
}

/* It has no security levels: what it can do at all it does. */
void mustls_ssl_allow_weak(SSL_CTX *ctx)
{
    (void)ctx;
}

/* Nor has it a level to refuse it by: see mustls_ssl_is_weak. */
void mustls_ssl_refuse_weak(SSL_CTX *ctx)
{
    (void)ctx;
}

/* Nothing that a connection does changes it. */
SSL_SESSION *mustls_ssl_copy_session(SSL_SESSION *s)
{
    SSL_SESSION_up_ref(s);
    return s;
}

/* It asks without saying for whom: there is one time for all. */
static int64_t stopped_at;

static void tell_time(const SSL *ssl, struct timeval *out)
{
    (void)ssl;
    *out = (struct timeval){.tv_sec = (time_t)stopped_at};
}

void mustls_ssl_stop_clock(SSL_CTX *ctx, int64_t now)
{
    stopped_at = now;
    SSL_CTX_set_current_time_cb(ctx, tell_time); /* sessions; certificates: */
    X509_VERIFY_PARAM_set_time(SSL_CTX_get0_param(ctx), (time_t)now);
}

const char *mustls_tls_ssl_library(void)
{
    return "BoringSSL";
}

#else

/* Its security level has refused what is. */
bool mustls_ssl_is_weak(X509 *cert)
{
    (void)cert;
    return false;
}

unsigned mustls_ssl_host_flags(unsigned lenient)
{
    unsigned flags = 0;
    /* RFC 6125: a wildcard stands for a whole label only. */
    if (!(lenient & MUSTLS_TLS_TAKES_PARTIAL))
        flags |= X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS;
    flags |= lenient & MUSTLS_TLS_TAKES_CN ? X509_CHECK_FLAG_ALWAYS_CHECK_SUBJECT
                                           : X509_CHECK_FLAG_NEVER_CHECK_SUBJECT;
    return flags;
}

void mustls_ssl_take_weak(SSL *ssl)
{
    SSL_set_security_level(ssl, 0);
    SSL_set_cipher_list(ssl, "ALL:eNULL:aNULL");
}

void mustls_ssl_send_tickets(SSL *ssl)
{
    SSL_clear_options(ssl, SSL_OP_NO_TICKET);
    SSL_set_num_tickets(ssl, 2);
}

bool mustls_ssl_allow_renegotiation(SSL *ssl)
{
    SSL_clear_options(ssl, SSL_OP_NO_RENEGOTIATION);
    return true;
}

bool mustls_ssl_renegotiate(SSL *ssl)
{
    return SSL_renegotiate(ssl) > 0 && SSL_do_handshake(ssl) > 0;
}

void mustls_ssl_pin_ciphers(SSL *ssl)
{
    SSL_set_ciphersuites(ssl, "TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384");
}

void mustls_ssl_no_resumption(SSL_CTX *ctx)
{
    SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION);
    /* Without this TLS 1.3 still sends tickets, only stateful ones. */
    SSL_CTX_set_num_tickets(ctx, 0);
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
}

void mustls_ssl_allow_weak(SSL_CTX *ctx)
{
    SSL_CTX_set_security_level(ctx, 0);
}

void mustls_ssl_refuse_weak(SSL_CTX *ctx)
{
    SSL_CTX_set_security_level(ctx, 2); /* 112 bits */
}

SSL_SESSION *mustls_ssl_copy_session(SSL_SESSION *s)
{
    return SSL_SESSION_dup(s);
}

/* Only certificates: its sessions go by the clock, and are given a life longer than the process. */
void mustls_ssl_stop_clock(SSL_CTX *ctx, int64_t now)
{
    X509_VERIFY_PARAM_set_time(SSL_CTX_get0_param(ctx), (time_t)now);
}

const char *mustls_tls_ssl_library(void)
{
    static char name[64]; /* every call writes the same */
    snprintf(name, sizeof name, "OpenSSL %s", OpenSSL_version(OPENSSL_VERSION_STRING));
    return name;
}

#endif
