#include "tls_ssl/internal.h"
#include "base/arena.h"

#include <openssl/err.h>
#include <openssl/pem.h>

#define MAX_HOSTS    256
#define MAX_HOST_LEN 253 /* RFC 1035, as text */

/* Dates are absolute, so that the zoo means the same under every clock, a fuzzer's fixed one too.
 */
static const char FROM[] = "000101000000Z";           /* 2000 */
static const char UNTIL[] = "21991231235959Z";        /* 2199 */
static const char EXPIRED_UNTIL[] = "010101000000Z";  /* 2001 */
static const char NOT_YET_FROM[] = "21990101000000Z"; /* 2199 */

enum signer { BY_CA, BY_OTHER_CA, BY_ITSELF };

static const char *const other_host[] = {"other.example.test"};

static const struct leaf {
    const char *name, *about;
    const char *not_before, *not_after;
    enum signer signer;
    bool other_name;
} leaves[MUSTLS_ZOO_LEAVES] = {
    {"good", "the server's name, valid, signed by the trusted CA", FROM, UNTIL, BY_CA, false},
    {"expired", "as good, but expired in 2001", FROM, EXPIRED_UNTIL, BY_CA, false},
    {"not-yet-valid", "as good, but valid only from 2199", NOT_YET_FROM, UNTIL, BY_CA, false},
    {"wrong-host", "valid and trusted, but for other.example.test", FROM, UNTIL, BY_CA, true},
    {"unknown-ca", "as good, but signed by a CA that nobody trusts", FROM, UNTIL, BY_OTHER_CA,
     false},
    {"self-signed", "as good, but signed by itself", FROM, UNTIL, BY_ITSELF, false},
};

static const char *const names[] = {
    "good", "expired", "not-yet-valid", "wrong-host", "unknown-ca", "self-signed", NULL,
};

const char *const *mustls_zoo_names(void)
{
    return names;
}

size_t mustls_zoo_find(struct mustls_span name)
{
    size_t i = 0;
    while (i < MUSTLS_ZOO_LEAVES && !mustls_span_eq(name, mustls_span_str(leaves[i].name)))
        i++;
    return i;
}

const char *mustls_zoo_describe(const char *name)
{
    size_t i = mustls_zoo_find(mustls_span_str(name));
    return i < MUSTLS_ZOO_LEAVES ? leaves[i].about : NULL;
}

static X509 *make_ca(const char *common_name, EVP_PKEY *key, long serial)
{
    const struct mustls_cert_plan plan = {
        .common_name = common_name,
        .not_before = FROM,
        .not_after = UNTIL,
        .serial = serial,
        .is_ca = true,
    };
    return mustls_cert_new(&plan, key, NULL, key);
}

static X509 *make_leaf(const struct mustls_zoo *z, size_t i, const char *const *hosts,
                       size_t num_hosts)
{
    const struct leaf *leaf = &leaves[i];
    const struct mustls_cert_plan plan = {
        .hosts = leaf->other_name ? other_host : hosts,
        .num_hosts = leaf->other_name ? 1 : num_hosts,
        .common_name = leaf->other_name ? other_host[0] : hosts[0],
        .not_before = leaf->not_before,
        .not_after = leaf->not_after,
        .serial = (long)i + 100,
    };
    switch (leaf->signer) {
    case BY_CA:
        return mustls_cert_new(&plan, z->leaf_key, z->ca, z->ca_key);
    case BY_OTHER_CA:
        return mustls_cert_new(&plan, z->leaf_key, z->other_ca, z->other_ca_key);
    case BY_ITSELF:
        return mustls_cert_new(&plan, z->leaf_key, NULL, z->leaf_key);
    }
    return NULL;
}

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

static bool fill(struct mustls_zoo *z, const char *const *hosts, size_t num_hosts)
{
    if (!(z->ca_key = mustls_key_new()) || !(z->other_ca_key = mustls_key_new()) ||
        !(z->leaf_key = mustls_key_new()) || !(z->ca = make_ca("mustls test CA", z->ca_key, 1)) ||
        !(z->other_ca = make_ca("mustls unknown CA", z->other_ca_key, 2)))
        return false;
    for (size_t i = 0; i < MUSTLS_ZOO_LEAVES; i++)
        if (!(z->leaves[i] = make_leaf(z, i, hosts, num_hosts)))
            return false;
    return put_pem(&z->ca_pem, z->ca);
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
    for (size_t i = 0; i < MUSTLS_ZOO_LEAVES; i++)
        X509_free(z->leaves[i]);
    X509_free(z->ca);
    X509_free(z->other_ca);
    EVP_PKEY_free(z->ca_key);
    EVP_PKEY_free(z->other_ca_key);
    EVP_PKEY_free(z->leaf_key);
    mustls_buf_deinit(&z->ca_pem);
    mustls_free(z);
}

struct mustls_span mustls_zoo_ca_pem(const struct mustls_zoo *z)
{
    return mustls_buf_span(&z->ca_pem);
}
