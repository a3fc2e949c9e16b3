#include "tls/null_internal.h"
#include "base/arena.h"
#include "tls/certs.h"
#include "tls/mangle.h"
#include "tls/refuse.h"
#include "tls/wish.h"

static struct mustls_null *engine_new(const struct mustls_tls_wish *w, struct mustls_error *err)
{
    int min, max;
    if (mustls_tls_wish_versions(w, &min, &max, err) != MUSTLS_OK)
        return NULL;
    return mustls_null_new(min, max);
}

static struct mustls_tls *null_server(struct mustls_tls_factory *f, const struct mustls_tls_wish *w,
                                      struct mustls_error *err)
{
    (void)f;
    size_t cert = mustls_cert_find(w->cert);
    if (cert == MUSTLS_NUM_CERTS) {
        mustls_error_set(err, "unknown certificate \"%.*s\"",
                         (int)mustls_span_first(w->cert, 64).len, (const char *)w->cert.ptr);
        return NULL;
    }
    if (!mustls_tls_wish_plain(w, err))
        return NULL;
    if (mustls_tls_wish_refuses(w))
        return mustls_tls_refuser_new(w->alert, err);
    struct mustls_null *t = engine_new(w, err);
    struct mustls_tls *tls = t ? mustls_null_serve(t, mustls_cert_kinds[cert].name) : NULL;
    return tls && mustls_tls_mangles(w) ? mustls_tls_mangler_new(tls, w) : tls;
}

static struct mustls_tls *null_client(struct mustls_tls_factory *f, const struct mustls_tls_wish *w,
                                      struct mustls_error *err)
{
    (void)f;
    char host[sizeof((struct mustls_tls_info *)0)->sni];
    if (mustls_tls_wish_host(w, host, sizeof host, err) != MUSTLS_OK)
        return NULL;
    struct mustls_null *t = engine_new(w, err);
    if (!t)
        return NULL;
    t->verify = w->verify;
    t->verify_host = w->verify_host;
    return mustls_null_connect(t, w->no_sni ? "" : host);
}

static void null_factory_free(struct mustls_tls_factory *f)
{
    mustls_free(f);
}

struct mustls_tls_factory *mustls_tls_null_factory_new(void)
{
    struct mustls_tls_factory *f = mustls_alloc(sizeof *f);
    if (!f)
        return NULL;
    f->server = null_server;
    f->client = null_client;
    f->free = null_factory_free;
    return f;
}
