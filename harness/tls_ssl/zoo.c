#include "tls_ssl/internal.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <stdio.h>

#define MAX_HOSTS    256
#define MAX_HOST_LEN 253 /* RFC 1035, as text */
#define ARENA        ((size_t)4 << 20)

static const char EXPIRED_UNTIL[] = "010101000000Z";  /* 2001 */
static const char NOT_YET_FROM[] = "21990101000000Z"; /* 2199 */

const char *const *mustls_zoo_names(void)
{
    static const char *list[MUSTLS_NUM_CERTS + 1]; /* every call writes the same */
    for (size_t i = 0; i < MUSTLS_NUM_CERTS; i++)
        list[i] = mustls_cert_kinds[i].name;
    return list;
}

const char *mustls_zoo_describe(const char *name)
{
    size_t i = name[0] ? mustls_cert_find(mustls_span_str(name)) : MUSTLS_NUM_CERTS;
    return i < MUSTLS_NUM_CERTS ? mustls_cert_kinds[i].about : NULL;
}

/* --- making --- */

static X509 *make_ca(const char *common_name, EVP_PKEY *key, long serial)
{
    const struct mustls_cert_plan plan = {
        .common_name = common_name,
        .not_before = MUSTLS_ZOO_FROM,
        .not_after = MUSTLS_ZOO_UNTIL,
        .serial = serial,
        .is_ca = true,
    };
    return mustls_cert_new(&plan, key, NULL, key);
}

static bool is(const char *name, const char *other)
{
    return strcmp(name, other) == 0;
}

/* Everything about a leaf but its names and who signs it. */
static struct mustls_cert_plan plan_leaf(const char *name, long serial)
{
    return (struct mustls_cert_plan){
        .not_before = is(name, "not-yet-valid") ? NOT_YET_FROM : MUSTLS_ZOO_FROM,
        .not_after = is(name, "expired") ? EXPIRED_UNTIL : MUSTLS_ZOO_UNTIL,
        .serial = serial,
        .for_clients = is(name, "eku-client"),
        .must_staple = is(name, "must-staple"),
        .sha1 = is(name, "sha1"),
    };
}

static EVP_PKEY *key_of(struct mustls_zoo *z, const char *name)
{
    if (!is(name, "rsa-1024"))
        return z->leaf_key;
    if (!z->weak_key)
        z->weak_key = mustls_key_new_weak();
    return z->weak_key;
}

static bool make_leaf(struct mustls_zoo *z, struct mustls_arena *a, size_t which,
                      struct mustls_zoo_cert *out)
{
    const char *name = mustls_cert_kinds[which].name;
    struct mustls_cert_plan plan = plan_leaf(name, (long)which + 100);
    X509 *issuer = z->ca;
    EVP_PKEY *issuer_key = z->ca_key;
    if (!(out->key = key_of(z, name)) || !(out->chain = sk_X509_new_null()) ||
        !mustls_zoo_plan_names(z, a, name, &plan) ||
        !mustls_zoo_make_chain(z, name, out->chain, &issuer, &issuer_key))
        return false;
    if (is(name, "unknown-ca")) {
        issuer = z->other_ca;
        issuer_key = z->other_ca_key;
    } else if (is(name, "self-signed")) {
        issuer = NULL;
        issuer_key = out->key;
    }
    out->leaf = mustls_cert_new(&plan, out->key, issuer, issuer_key);
    if (!mustls_zoo_sends_chain(name)) {
        sk_X509_pop_free(out->chain, X509_free);
        out->chain = sk_X509_new_null();
    }
    return out->leaf && out->chain;
}

static void free_cert(struct mustls_zoo_cert *c)
{
    X509_free(c->leaf);
    sk_X509_pop_free(c->chain, X509_free);
    *c = (struct mustls_zoo_cert){0};
}

const struct mustls_zoo_cert *mustls_zoo_get(struct mustls_zoo *z, size_t which,
                                             struct mustls_error *err)
{
    struct mustls_zoo_cert *c = &z->certs[which];
    if (c->leaf)
        return c;
    char what[80];
    ERR_clear_error();
    /* The names go when the certificate is made. The zoo's own arena would keep them, and whoever
     * asks first may be inside a zone (base/heap.h), which the zoo outlives. */
    struct mustls_arena *a = mustls_arena_new(ARENA);
    bool made = a && make_leaf(z, a, which, c);
    mustls_arena_free(a);
    if (made)
        return c;
    free_cert(c);
    snprintf(what, sizeof what, "cannot make the certificate %s", mustls_cert_kinds[which].name);
    mustls_ssl_error(err, what);
    return NULL;
}

/* --- life --- */

static bool put_pem(struct mustls_buf *out, X509 *cert)
{
    BIO *mem = BIO_new(BIO_s_mem());
    char *text = NULL;
    bool ok = mem && PEM_write_bio_X509(mem, cert) > 0;
    long len = ok ? BIO_get_mem_data(mem, &text) : 0;
    if (len > 0)
        mustls_buf_put(out, mustls_span(text, (size_t)len));
    BIO_free(mem);
    return len > 0 && !out->failed;
}

static bool copy_hosts(struct mustls_zoo *z, const char *const *hosts, size_t num_hosts)
{
    z->arena = mustls_arena_new(ARENA);
    z->hosts = z->arena ? mustls_arena_array(z->arena, num_hosts, sizeof *z->hosts) : NULL;
    for (size_t i = 0; z->hosts && i < num_hosts; i++)
        if (!(z->hosts[i] = mustls_arena_str(z->arena, mustls_span_str(hosts[i]))))
            return false;
    z->num_hosts = num_hosts;
    return z->hosts != NULL;
}

static bool fill(struct mustls_zoo *z, const char *const *hosts, size_t num_hosts)
{
    return copy_hosts(z, hosts, num_hosts) && (z->ca_key = mustls_key_new()) &&
           (z->other_ca_key = mustls_key_new()) && (z->middle_key = mustls_key_new()) &&
           (z->leaf_key = mustls_key_new()) && (z->ca = make_ca("mustls test CA", z->ca_key, 1)) &&
           (z->other_ca = make_ca("mustls unknown CA", z->other_ca_key, 2)) &&
           put_pem(&z->ca_pem, z->ca);
}

static bool check_hosts(const char *const *hosts, size_t num_hosts, struct mustls_error *err)
{
    if (num_hosts == 0 || num_hosts > MAX_HOSTS) {
        mustls_error_set(err, "%zu host names for the certificates; 1 to %d are possible",
                         num_hosts, MAX_HOSTS);
        return false;
    }
    for (size_t i = 0; i < num_hosts; i++) {
        size_t len = strlen(hosts[i]);
        if (len == 0 || len > MAX_HOST_LEN) {
            mustls_error_set(err, "\"%.64s\" is no host name for a certificate", hosts[i]);
            return false;
        }
    }
    return true;
}

struct mustls_zoo *mustls_zoo_new(const char *const *hosts, size_t num_hosts,
                                  struct mustls_error *err)
{
    if (!check_hosts(hosts, num_hosts, err))
        return NULL;
    struct mustls_zoo *z = mustls_alloc(sizeof *z);
    if (!z) {
        mustls_error_set(err, "no memory for the certificates");
        return NULL;
    }
    mustls_buf_init(&z->ca_pem, 65536);
    ERR_clear_error();
    if (fill(z, hosts, num_hosts))
        return z;
    mustls_ssl_error(err, "cannot make the test certificates");
    mustls_zoo_free(z);
    return NULL;
}

void mustls_zoo_free(struct mustls_zoo *z)
{
    if (!z)
        return;
    for (size_t i = 0; i < MUSTLS_NUM_CERTS; i++)
        free_cert(&z->certs[i]);
    X509_free(z->ca);
    X509_free(z->other_ca);
    EVP_PKEY_free(z->ca_key);
    EVP_PKEY_free(z->other_ca_key);
    EVP_PKEY_free(z->middle_key);
    EVP_PKEY_free(z->leaf_key);
    EVP_PKEY_free(z->weak_key);
    mustls_buf_deinit(&z->ca_pem);
    mustls_arena_free(z->arena);
    mustls_free(z);
}

struct mustls_span mustls_zoo_ca_pem(const struct mustls_zoo *z)
{
    return mustls_buf_span(&z->ca_pem);
}
