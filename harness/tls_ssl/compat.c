/* The only file that knows which library it is built with. */
#include "tls_ssl/internal.h"

#include <openssl/crypto.h>
#include <stdio.h>

#ifdef OPENSSL_IS_BORINGSSL

void mustls_ssl_no_resumption(SSL_CTX *ctx)
{
    SSL_CTX_set_options(ctx, SSL_OP_NO_TICKET);
    SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_OFF);
}

/* It has no security levels: what it can do at all it does. */
void mustls_ssl_allow_weak(SSL_CTX *ctx)
{
    (void)ctx;
}

const char *mustls_tls_ssl_library(void)
{
    return "BoringSSL";
}

#else

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

const char *mustls_tls_ssl_library(void)
{
    static char name[64]; /* every call writes the same */
    snprintf(name, sizeof name, "OpenSSL %s", OpenSSL_version(OPENSSL_VERSION_STRING));
    return name;
}

#endif
