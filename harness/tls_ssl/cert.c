/* Makes one certificate, with the extensions that strict clients want (RFC 5280). Only
 * structures that OpenSSL and BoringSSL both have: no configuration syntax. */
#include "tls_ssl/internal.h"

#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509v3.h>

/* Bits of KeyUsage, counted from the first (RFC 5280). */
enum { USE_SIGNATURE = 0, USE_CERT_SIGN = 5, USE_CRL_SIGN = 6 };

EVP_PKEY *mustls_key_new(void)
{
    EVP_PKEY *key = NULL;
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_id(EVP_PKEY_EC, NULL);
    bool ok = ctx && EVP_PKEY_keygen_init(ctx) > 0 &&
              EVP_PKEY_CTX_set_ec_paramgen_curve_nid(ctx, NID_X9_62_prime256v1) > 0 &&
              EVP_PKEY_keygen(ctx, &key) > 0;
    EVP_PKEY_CTX_free(ctx);
    if (ok)
        return key;
    EVP_PKEY_free(key);
    return NULL;
}

static bool add_basic_constraints(X509 *cert, bool is_ca)
{
    BASIC_CONSTRAINTS *bc = BASIC_CONSTRAINTS_new();
    if (!bc)
        return false;
    bc->ca = is_ca ? 0xff : 0;
    bool ok = X509_add1_ext_i2d(cert, NID_basic_constraints, bc, 1, 0) > 0;
    BASIC_CONSTRAINTS_free(bc);
    return ok;
}

static bool add_key_usage(X509 *cert, bool is_ca)
{
    ASN1_BIT_STRING *bits = ASN1_BIT_STRING_new();
    bool ok = bits && (is_ca ? ASN1_BIT_STRING_set_bit(bits, USE_CERT_SIGN, 1) &&
                                   ASN1_BIT_STRING_set_bit(bits, USE_CRL_SIGN, 1)
                             : ASN1_BIT_STRING_set_bit(bits, USE_SIGNATURE, 1));
    ok = ok && X509_add1_ext_i2d(cert, NID_key_usage, bits, 1, 0) > 0;
    ASN1_BIT_STRING_free(bits);
    return ok;
}

static bool add_server_auth(X509 *cert)
{
    EXTENDED_KEY_USAGE *usage = EXTENDED_KEY_USAGE_new();
    /* The object is a constant of the library: freeing the list leaves it alone. */
    bool ok = usage && sk_ASN1_OBJECT_push(usage, OBJ_nid2obj(NID_server_auth)) > 0 &&
              X509_add1_ext_i2d(cert, NID_ext_key_usage, usage, 0, 0) > 0;
    EXTENDED_KEY_USAGE_free(usage);
    return ok;
}

/* SHA-1 of the key's bits names the key (RFC 5280). NULL on failure. */
static ASN1_OCTET_STRING *key_id(const X509 *cert)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned len = 0;
    ASN1_OCTET_STRING *id = ASN1_OCTET_STRING_new();
    if (id && X509_pubkey_digest(cert, EVP_sha1(), digest, &len) > 0 &&
        ASN1_OCTET_STRING_set(id, digest, (int)len) > 0)
        return id;
    ASN1_OCTET_STRING_free(id);
    return NULL;
}

static bool add_key_ids(X509 *cert, const X509 *issuer)
{
    ASN1_OCTET_STRING *own = key_id(cert);
    AUTHORITY_KEYID *authority = AUTHORITY_KEYID_new();
    bool ok = own && authority && (authority->keyid = key_id(issuer)) &&
              X509_add1_ext_i2d(cert, NID_subject_key_identifier, own, 0, 0) > 0 &&
              X509_add1_ext_i2d(cert, NID_authority_key_identifier, authority, 0, 0) > 0;
    ASN1_OCTET_STRING_free(own);
    AUTHORITY_KEYID_free(authority);
    return ok;
}

/* dNSName, or iPAddress for a literal (RFC 6125 wants it there, and clients look only there). */
static GENERAL_NAME *general_name(const char *host)
{
    GENERAL_NAME *name = GENERAL_NAME_new();
    if (!name)
        return NULL;
    ASN1_OCTET_STRING *ip = a2i_IPADDRESS(host);
    if (ip) {
        GENERAL_NAME_set0_value(name, GEN_IPADD, ip);
        return name;
    }
    ERR_clear_error();
    ASN1_IA5STRING *dns = ASN1_IA5STRING_new();
    if (dns && ASN1_STRING_set(dns, host, (int)strlen(host)) > 0) {
        GENERAL_NAME_set0_value(name, GEN_DNS, dns);
        return name;
    }
    ASN1_IA5STRING_free(dns);
    GENERAL_NAME_free(name);
    return NULL;
}

static bool add_hosts(X509 *cert, const char *const *hosts, size_t num_hosts)
{
    GENERAL_NAMES *names = GENERAL_NAMES_new();
    bool ok = names != NULL;
    for (size_t i = 0; ok && i < num_hosts; i++) {
        GENERAL_NAME *name = general_name(hosts[i]);
        ok = name && sk_GENERAL_NAME_push(names, name) > 0;
        if (!ok)
            GENERAL_NAME_free(name);
    }
    ok = ok && X509_add1_ext_i2d(cert, NID_subject_alt_name, names, 0, 0) > 0;
    GENERAL_NAMES_free(names);
    return ok;
}

static bool set_name(X509 *cert, const char *common_name)
{
    /* commonName has at most 64 characters (RFC 5280); a longer host stands in subjectAltName
     * all the same. */
    const char *cn = strlen(common_name) <= 64 ? common_name : "mustls test server";
    X509_NAME *name = X509_get_subject_name(cert);
    return X509_NAME_add_entry_by_txt(name, "O", MBSTRING_ASC, (const unsigned char *)"mustls test",
                                      -1, -1, 0) > 0 &&
           X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)cn, -1, -1,
                                      0) > 0;
}

static bool set_fields(X509 *cert, const struct mustls_cert_plan *plan, EVP_PKEY *key,
                       const X509 *issuer)
{
    return X509_set_version(cert, 2) > 0 && /* counted from 0: version 3 */
           ASN1_INTEGER_set(X509_get_serialNumber(cert), plan->serial) > 0 &&
           ASN1_TIME_set_string(X509_getm_notBefore(cert), plan->not_before) > 0 &&
           ASN1_TIME_set_string(X509_getm_notAfter(cert), plan->not_after) > 0 &&
           set_name(cert, plan->common_name) &&
           X509_set_issuer_name(cert, X509_get_subject_name(issuer)) > 0 &&
           X509_set_pubkey(cert, key) > 0;
}

static bool add_extensions(X509 *cert, const struct mustls_cert_plan *plan, const X509 *issuer)
{
    if (!add_basic_constraints(cert, plan->is_ca) || !add_key_usage(cert, plan->is_ca) ||
        !add_key_ids(cert, issuer))
        return false;
    return plan->is_ca || (add_server_auth(cert) && add_hosts(cert, plan->hosts, plan->num_hosts));
}

X509 *mustls_cert_new(const struct mustls_cert_plan *plan, EVP_PKEY *key, X509 *issuer,
                      EVP_PKEY *issuer_key)
{
    X509 *cert = X509_new();
    if (!cert)
        return NULL;
    const X509 *signer = issuer ? issuer : cert;
    if (set_fields(cert, plan, key, signer) && add_extensions(cert, plan, signer) &&
        X509_sign(cert, issuer_key, EVP_sha256()) > 0)
        return cert;
    X509_free(cert);
    return NULL;
}
