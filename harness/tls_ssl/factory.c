/* Contexts: the CA is read once, one context serves the clients and one each leaf the servers. What
 * a wish changes is set on the connection. */
#include "tls_ssl/internal.h"
#include "base/arena.h"
#include "tls/mangle.h"
#include "tls/refuse.h"
#include "tls/wish.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>

void mustls_ssl_error(struct mustls_error *err, const char *what)
{
    const char *reason = ERR_reason_error_string(ERR_peek_error());
    mustls_error_set(err, "%s: %s", what, reason ? reason : "the TLS library gave no reason");
    ERR_clear_error();
}

static SSL_CTX *context_new(const struct mustls_ssl_factory *f)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_method());
    if (!ctx)
        return NULL;
    mustls_ssl_no_resumption(ctx);
    if (f->now)
        mustls_ssl_stop_clock(ctx, f->now);
    return ctx;
}

static bool load(SSL_CTX *ctx, const struct mustls_zoo_cert *c)
{
    /* What is weak would not even be loaded else. */
    mustls_ssl_allow_weak(ctx);
    if (SSL_CTX_use_certificate(ctx, c->leaf) <= 0 || SSL_CTX_use_PrivateKey(ctx, c->key) <= 0)
        return false;
    for (size_t i = 0; i < (size_t)sk_X509_num(c->chain); i++)
        if (SSL_CTX_add1_chain_cert(ctx, sk_X509_value(c->chain, (int)i)) <= 0)
            return false;
    return true;
}

/* NULL and *err on failure. */
static SSL_CTX *server_context(struct mustls_ssl_factory *f, size_t which, struct mustls_error *err)
{
    if (f->servers[which])
        return f->servers[which];
    const struct mustls_zoo_cert *cert = mustls_zoo_get(f->zoo, which, err);
    if (!cert)
        return NULL;
    SSL_CTX *ctx = context_new(f);
    if (ctx && load(ctx, cert)) {
        if (f->host)
            mustls_ssl_remember(f, ctx);
        return f->servers[which] = ctx;
    }
    mustls_ssl_error(err, "the TLS library won't show this certificate");
    SSL_CTX_free(ctx);
    return NULL;
}

/* A connection of `ctx` with the wished versions; NULL and *err on failure. */
static SSL *connection_new(SSL_CTX *ctx, const struct mustls_tls_wish *w, struct mustls_error *err)
{
    int min, max;
    if (mustls_tls_wish_versions(w, &min, &max, err) != MUSTLS_OK)
        return NULL;
    SSL *ssl = SSL_new(ctx);
    if (ssl && SSL_set_min_proto_version(ssl, (uint16_t)min) > 0 &&
        SSL_set_max_proto_version(ssl, (uint16_t)max) > 0)
        return ssl;
    mustls_ssl_error(err, "cannot make a TLS connection");
    SSL_free(ssl);
    return NULL;
}

static struct mustls_tls *ssl_server(struct mustls_tls_factory *base,
                                     const struct mustls_tls_wish *w, struct mustls_error *err)
{
    struct mustls_ssl_factory *f = (struct mustls_ssl_factory *)base;
    if (!f->zoo) {
        mustls_error_set(err, "there are no certificates to be a TLS server with");
        return NULL;
    }
    size_t leaf = mustls_cert_find(w->cert);
    if (leaf == MUSTLS_NUM_CERTS) {
        mustls_error_set(err, "unknown certificate \"%.*s\"",
                         (int)mustls_span_first(w->cert, 64).len, (const char *)w->cert.ptr);
        return NULL;
    }
    if (mustls_tls_wish_refuses(w))
        return mustls_tls_refuser_new(w->alert, err);

    ERR_clear_error();
    SSL_CTX *ctx = server_context(f, leaf, err);
    SSL *ssl = ctx ? connection_new(ctx, w, err) : NULL;
    if (ssl && !mustls_ssl_apply_quirks(ssl, w, err)) {
        SSL_free(ssl);
        return NULL;
    }
    struct mustls_tls *t = ssl ? mustls_ssl_engine_new(ssl, f->transport, w, true) : NULL;
    if (t)
        mustls_ssl_engine_show(t, mustls_cert_kinds[leaf].name);
    return t && mustls_tls_mangles(w) ? mustls_tls_mangler_new(t, w) : t;
}

/* The name check is part of the chain's check, so that its failure ends the handshake with an
 * alert. `ip` is the host as an address, NULL for a name. */
static bool check_host(SSL *ssl, const char *host, const ASN1_OCTET_STRING *ip, unsigned lenient)
{
    X509_VERIFY_PARAM *param = SSL_get0_param(ssl);
    if (ip)
        return X509_VERIFY_PARAM_set1_ip(param, ASN1_STRING_get0_data(ip),
                                         (size_t)ASN1_STRING_length(ip)) > 0;
    X509_VERIFY_PARAM_set_hostflags(param, mustls_ssl_host_flags(lenient));
    return X509_VERIFY_PARAM_set1_host(param, host, strlen(host)) > 0;
}

static bool set_peer(SSL *ssl, const struct mustls_tls_wish *w, const char *host)
{
    ASN1_OCTET_STRING *ip = a2i_IPADDRESS(host);
    bool ok = true;
    /* RFC 6066: addresses are not permitted in server_name. */
    if (!ip && host[0] && !w->no_sni)
        ok = SSL_set_tlsext_host_name(ssl, host) > 0;
    if (ok && w->verify && w->verify_host)
        ok = check_host(ssl, host, ip, w->lenient);
    SSL_set_verify(ssl, w->verify ? SSL_VERIFY_PEER : SSL_VERIFY_NONE, NULL);
    mustls_ssl_be_lenient(ssl, w->lenient);
    ASN1_OCTET_STRING_free(ip);
    return ok;
}

static struct mustls_tls *ssl_client(struct mustls_tls_factory *base,
                                     const struct mustls_tls_wish *w, struct mustls_error *err)
{
    struct mustls_ssl_factory *f = (struct mustls_ssl_factory *)base;
    char host[256];
    if (mustls_tls_wish_host(w, host, sizeof host, err) != MUSTLS_OK)
        return NULL;
    ERR_clear_error();
    SSL *ssl = connection_new(f->client, w, err);
    if (!ssl)
        return NULL;
    if (!set_peer(ssl, w, host) || !mustls_ssl_offer_session(f, ssl, w, host)) {
        mustls_ssl_error(err, "cannot prepare a TLS client");
        SSL_free(ssl);
        return NULL;
    }
    return mustls_ssl_engine_new(ssl, f->transport, w, false);
}

static void ssl_factory_free(struct mustls_tls_factory *base)
{
    struct mustls_ssl_factory *f = (struct mustls_ssl_factory *)base;
    if (!f)
        return;
    for (size_t i = 0; i < MUSTLS_NUM_CERTS; i++)
        SSL_CTX_free(f->servers[i]);
    SSL_SESSION_free(f->client_session);
    SSL_SESSION_free(f->server_session);
    SSL_CTX_free(f->client);
    BIO_meth_free(f->transport);
    mustls_free(f);
}

static struct mustls_ssl_factory *factory_new(struct mustls_error *err)
{
    struct mustls_ssl_factory *f = mustls_alloc(sizeof *f);
    if (!f) {
        mustls_error_set(err, "no memory for the TLS contexts");
        return NULL;
    }
    f->f = (struct mustls_tls_factory){ssl_server, ssl_client, ssl_factory_free};
    ERR_clear_error();
    f->transport = mustls_ssl_bio_method();
    f->client = context_new(f);
    if (f->transport && f->client) {
        mustls_ssl_refuse_weak(f->client);
        return f;
    }
    mustls_ssl_error(err, "cannot make the TLS contexts");
    ssl_factory_free(&f->f);
    return NULL;
}

struct mustls_tls_factory *mustls_tls_ssl_factory_new(struct mustls_zoo *z,
                                                      struct mustls_error *err)
{
    struct mustls_ssl_factory *f = factory_new(err);
    if (!f)
        return NULL;
    f->zoo = z;
    if (X509_STORE_add_cert(SSL_CTX_get_cert_store(f->client), z->ca) > 0)
        return &f->f;
    mustls_ssl_error(err, "cannot trust the test CA");
    ssl_factory_free(&f->f);
    return NULL;
}

struct mustls_tls_factory *mustls_tls_ssl_client_factory_new(const char *ca_file,
                                                             struct mustls_error *err)
{
    struct mustls_ssl_factory *f = factory_new(err);
    if (!f)
        return NULL;
    if (ca_file ? SSL_CTX_load_verify_locations(f->client, ca_file, NULL) > 0
                : SSL_CTX_set_default_verify_paths(f->client) > 0)
        return &f->f;
    mustls_ssl_error(err, ca_file ? ca_file : "cannot find the system's CA certificates");
    ssl_factory_free(&f->f);
    return NULL;
}
