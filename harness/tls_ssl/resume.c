/* Handshakes that are short and the same every time: for fuzzing. */
#include "tls_ssl/internal.h"

#include <openssl/err.h>

#define AGES 0x3fffffffL /* seconds: no process lives for 34 years */

/* More than any handshake between two of our engines takes. */
#define MAX_ROUNDS 10

/* --- sessions --- */

/* OpenSSL spoils a session for good when a connection of its breaks off, as it should; but what one
 * execution does must not show in the next. */
static SSL_SESSION *usable(struct mustls_ssl_kept *k)
{
    if (k->used && SSL_SESSION_is_resumable(k->used))
        return k->used;
    SSL_SESSION_free(k->used);
    return k->used = mustls_ssl_copy_session(k->master);
}

static SSL_SESSION *look_up(SSL *ssl, const unsigned char *id, int len, int *copy)
{
    struct mustls_ssl_factory *f = SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl));
    *copy = 1; /* the library gets a reference of its own */
    if (!f->resumes || !f->server_session.master)
        return NULL;
    unsigned own_len = 0;
    const unsigned char *own = SSL_SESSION_get_id(f->server_session.master, &own_len);
    bool same = len > 0 && (unsigned)len == own_len && memcmp(id, own, own_len) == 0;
    return same ? usable(&f->server_session) : NULL;
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
    return f->client_session.master && w->verify && w->verify_host && !w->no_sni && !w->lenient &&
           strcmp(host, f->host) == 0;
}

bool mustls_ssl_offer_session(struct mustls_ssl_factory *f, SSL *ssl,
                              const struct mustls_tls_wish *w, const char *host)
{
    if (!f->resumes)
        return true;
    if (SSL_set_max_proto_version(ssl, TLS1_2_VERSION) <= 0)
        return false;
    return !may_resume(f, w, host) || SSL_set_session(ssl, usable(&f->client_session)) > 0;
}

void mustls_ssl_forget(struct mustls_ssl_kept *k)
{
    SSL_SESSION_free(k->master);
    SSL_SESSION_free(k->used);
    *k = (struct mustls_ssl_kept){0};
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

static bool keep(struct mustls_ssl_kept *k, struct mustls_tls *t)
{
    k->master = SSL_get1_session(mustls_ssl_engine_ssl(t));
    if (k->master)
        SSL_SESSION_set_timeout(k->master, AGES);
    /* The connection's end would spoil it. */
    SSL_SESSION *copy = k->master ? mustls_ssl_copy_session(k->master) : NULL;
    SSL_SESSION_free(k->master);
    k->master = copy;
    return copy != NULL;
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
             (!keeps || (keep(&f->client_session, client) && keep(&f->server_session, server)));
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
    if (!on || f->client_session.master)
        return MUSTLS_OK;
    f->host = host;
    for (size_t i = 0; i < MUSTLS_NUM_CERTS; i++)
        if (f->servers[i])
            mustls_ssl_remember(f, f->servers[i]);
    if (first_handshake(f, err))
        return MUSTLS_OK;
    f->resumes = false;
    mustls_ssl_forget(&f->client_session);
    mustls_ssl_forget(&f->server_session);
    return MUSTLS_EIO;
}

void mustls_tls_ssl_stop_clock(struct mustls_tls_factory *base, int64_t now)
{
    struct mustls_ssl_factory *f = (struct mustls_ssl_factory *)base;
    f->now = now;
    mustls_ssl_stop_clock(f->client, f->now);
}
