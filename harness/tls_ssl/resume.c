/* Handshakes that are short and the same every time: for fuzzing. */
#include "tls_ssl/internal.h"

#define AGES 0x3fffffffL /* seconds: no process lives for 34 years */

/* More than any handshake between two of our engines takes. */
#define MAX_ROUNDS 10

/* --- sessions --- */

/* OpenSSL spoils a session for good when a connection of its breaks off, as it should. So that what
 * one execution does never shows in another, each connection has a copy to itself. */
static SSL_SESSION *look_up(SSL *ssl, const unsigned char *id, int len, int *copy)
{
    const struct mustls_ssl_factory *f = SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));
    *copy = 0; /* the library takes what it is given */
    if (!f->resumes || !f->server_session)
        return NULL;
    unsigned own_len = 0;
    const unsigned char *own = SSL_SESSION_get_id(f->server_session, &own_len);
    bool same = len > 0 && (unsigned)len == own_len && memcmp(id, own, own_len) == 0;
    return same ? mustls_ssl_copy_session(f->server_session) : NULL;
}

void mustls_ssl_remember(struct mustls_ssl_factory *f, SSL_CTX *server)
{
    SSL_CTX_set_app_data(server, f);
    SSL_CTX_set_session_cache_mode(server, SSL_SESS_CACHE_SERVER | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_get_cb(server, look_up);
}

/* The session stands for one host whose certificate was checked. Who checks less, or visits
 * another, gets none: it would be taken for somebody that it is not. */
static bool may_resume(const struct mustls_ssl_factory *f, const struct mustls_tls_wish *w,
                       const char *host)
{
    return f->client_session && w->verify && w->verify_host && !w->no_sni && !w->lenient &&
           strcmp(host, f->host) == 0;
}

bool mustls_ssl_offer_session(const struct mustls_ssl_factory *f, SSL *ssl,
                              const struct mustls_tls_wish *w, const char *host)
{
    if (!f->resumes)
        return true;
    if (SSL_set_max_proto_version(ssl, TLS1_2_VERSION) <= 0)
        return false;
    if (!may_resume(f, w, host))
        return true;
    SSL_SESSION *copy = mustls_ssl_copy_session(f->client_session);
    bool ok = copy && SSL_set_session(ssl, copy) > 0;
    SSL_SESSION_free(copy);
    return ok;
}

/* --- the first handshake --- */

static bool carry(struct mustls_tls *from, struct mustls_tls *to)
{
    struct mustls_span out = from->ops->output(from);
    to->ops->input(to, out);
    from->ops->sent(from, out.len);
    return out.len > 0;
}

static bool shake_hands(struct mustls_tls *client, struct mustls_tls *server)
{
    bool moves = true;
    for (unsigned i = 0; moves && i < MAX_ROUNDS; i++) {
        moves = carry(client, server);
        moves |= carry(server, client);
    }
    return client->ops->state(client) == MUSTLS_TLS_UP &&
           server->ops->state(server) == MUSTLS_TLS_UP;
}

/* A copy: the end of the connection would spoil its own. */
static SSL_SESSION *keep(struct mustls_tls *t)
{
    SSL_SESSION *own = SSL_get1_session(mustls_ssl_engine_ssl(t));
    if (!own)
        return NULL;
    SSL_SESSION_set_timeout(own, AGES);
    SSL_SESSION *copy = mustls_ssl_copy_session(own);
    SSL_SESSION_free(own);
    return copy;
}

/* One handshake, as the factory makes them now. *resumed is set where it came to its end. */
static bool try(struct mustls_ssl_factory *f, bool keeps, bool *resumed, struct mustls_error *err)
{
    const struct mustls_tls_wish show = {.alert = -1};
    const struct mustls_tls_wish look = {
        .alert = -1, .host = mustls_span_str(f->host), .verify = true, .verify_host = true};
    struct mustls_tls *server = f->f.server(&f->f, &show, err);
    struct mustls_tls *client = server ? f->f.client(&f->f, &look, err) : NULL;
    bool ok = false;
    if (client) {
        struct mustls_tls_info info;
        ok = shake_hands(client, server) &&
             (!keeps || ((f->client_session = keep(client)) && (f->server_session = keep(server))));
        client->ops->info(client, &info);
        *resumed = info.resumed;
        if (!ok)
            mustls_error_set(err, "the TLS handshake that others were to resume has failed");
        client->ops->free(client);
    }
    if (server)
        server->ops->free(server);
    return ok;
}

static bool first_handshake(struct mustls_ssl_factory *f, struct mustls_error *err)
{
    bool resumed = false;
    if (!try(f, true, &resumed, err) || !try(f, false, &resumed, err))
        return false;
    if (!resumed)
        mustls_error_set(err, "%s does not resume its own session", mustls_tls_ssl_library());
    return resumed;
}

enum mustls_status mustls_tls_ssl_resume(struct mustls_tls_factory *base, const char *host, bool on,
                                         struct mustls_error *err)
{
    struct mustls_ssl_factory *f = (struct mustls_ssl_factory *)base;
    f->resumes = on;
    if (!on || f->client_session)
        return MUSTLS_OK;
    f->host = host;
    for (size_t i = 0; i < MUSTLS_NUM_CERTS; i++)
        if (f->servers[i])
            mustls_ssl_remember(f, f->servers[i]);
    if (first_handshake(f, err))
        return MUSTLS_OK;
    f->resumes = false;
    SSL_SESSION_free(f->client_session);
    SSL_SESSION_free(f->server_session);
    f->client_session = f->server_session = NULL;
    return MUSTLS_EIO;
}

void mustls_tls_ssl_stop_clock(struct mustls_tls_factory *base, int64_t now)
{
    struct mustls_ssl_factory *f = (struct mustls_ssl_factory *)base;
    f->now = now;
    mustls_ssl_stop_clock(f->client, f->now);
}
