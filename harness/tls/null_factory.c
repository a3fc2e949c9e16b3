#include "tls/null_internal.h"
#include "base/arena.h"
#include "tls/refuse.h"
#include "tls/wish.h"

static const struct mustls_null_cert certs[] = {
    {"good", -1, false, ""},
    {"expired", ALERT_CERTIFICATE_EXPIRED, false, "certificate has expired"},
    {"not-yet-valid", ALERT_CERTIFICATE_EXPIRED, false, "certificate is not yet valid"},
    {"wrong-host", ALERT_BAD_CERTIFICATE, true, "hostname mismatch"},
    {"unknown-ca", ALERT_UNKNOWN_CA, false, "unable to get local issuer certificate"},
    {"self-signed", ALERT_UNKNOWN_CA, false, "self-signed certificate"},
    {NULL, ALERT_CERTIFICATE_UNKNOWN, false, "certificate is not known"},
};

const struct mustls_null_cert *mustls_null_cert(const char *name)
{
    const struct mustls_null_cert *c = certs;
    while (c->name && strcmp(c->name, name) != 0)
        c++;
    return c;
}

static struct mustls_null *engine_new(const struct mustls_tls_wish *w, struct mustls_error *err)
{
    int min, max;
    if (mustls_tls_wish_versions(w, &min, &max, err) != MUSTLS_OK)
        return NULL;
    struct mustls_null *t = mustls_null_new(min, max);
    if (!t)
        mustls_error_set(err, "no memory for a TLS engine");
    return t;
}

/* The table's own name for it, NULL when the zoo has no such certificate. */
static const char *wished_cert(const struct mustls_tls_wish *w)
{
    if (w->cert.len == 0)
        return "good";
    for (const struct mustls_null_cert *c = certs; c->name; c++)
        if (mustls_span_eq(w->cert, mustls_span_str(c->name)))
            return c->name;
    return NULL;
}

static struct mustls_tls *null_server(struct mustls_tls_factory *f, const struct mustls_tls_wish *w,
                                      struct mustls_error *err)
{
    (void)f;
    const char *cert = wished_cert(w);
    if (!cert) {
        mustls_error_set(err, "unknown certificate \"%.*s\"",
                         (int)mustls_span_first(w->cert, 64).len, (const char *)w->cert.ptr);
        return NULL;
    }
    if (w->alert >= 0)
        return mustls_tls_refuser_new(w->alert, err);
    struct mustls_null *t = engine_new(w, err);
    return t ? mustls_null_serve(t, cert) : NULL;
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
