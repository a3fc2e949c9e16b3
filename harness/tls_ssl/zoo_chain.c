/* The ways from the trusted CA to a leaf. */
#include "tls_ssl/internal.h"

#include <stdio.h>

#define DEEP 50
#define BIG  100000

enum middle { PLAIN, NO_CA, SHORT, CONSTRAINED, PADDED };

static const struct route {
    const char *cert;
    enum middle kind;
    unsigned num; /* intermediates; a further one of SHORT is a plain one */
    bool sent;
} routes[] = {
    {"good-intermediate", PLAIN, 1, true},
    {"missing-intermediate", PLAIN, 1, false},
    {"intermediate-no-ca", NO_CA, 1, true},
    {"pathlen-broken", SHORT, 2, true},
    {"name-constraints", CONSTRAINED, 1, true},
    {"deep-chain", PLAIN, DEEP, true},
    {"big-chain", PADDED, 1, true},
};

static const struct route *find(const char *cert)
{
    for (size_t i = 0; i < sizeof routes / sizeof routes[0]; i++)
        if (strcmp(routes[i].cert, cert) == 0)
            return &routes[i];
    return NULL;
}

/* All intermediates have the same key, which shortens the work and nobody may mind. */
static X509 *make_middle(struct mustls_zoo *z, const struct route *r, unsigned i, X509 *issuer)
{
    char name[64];
    snprintf(name, sizeof name, "mustls intermediate %s %u", r->cert, i + 1);
    const struct mustls_cert_plan plan = {
        .common_name = name,
        .not_before = MUSTLS_ZOO_FROM,
        .not_after = MUSTLS_ZOO_UNTIL,
        .serial = 1000 + (long)i,
        .is_ca = r->kind != NO_CA,
        .no_ca_below = r->kind == SHORT && i == 0,
        .permitted = r->kind == CONSTRAINED ? "other.example.test" : NULL,
        .padding = r->kind == PADDED ? BIG : 0,
    };
    return mustls_cert_new(&plan, z->middle_key, issuer, i == 0 ? z->ca_key : z->middle_key);
}

bool mustls_zoo_sends_chain(const char *cert)
{
    const struct route *r = find(cert);
    return r && r->sent;
}

bool mustls_zoo_make_chain(struct mustls_zoo *z, const char *cert, STACK_OF(X509) * chain,
                           X509 **issuer, EVP_PKEY **issuer_key)
{
    const struct route *r = find(cert);
    if (!r)
        return true;
    for (unsigned i = 0; i < r->num; i++) {
        X509 *middle = make_middle(z, r, i, *issuer);
        if (!middle)
            return false;
        if (sk_X509_insert(chain, middle, 0) == 0) {
            X509_free(middle);
            return false;
        }
        *issuer = middle;
    }
    *issuer_key = z->middle_key;
    return true;
}
