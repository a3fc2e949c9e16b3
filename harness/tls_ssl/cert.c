/* Keys and certificates, by what OpenSSL and BoringSSL both have. */
#include "tls_ssl/internal.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>

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

EVP_PKEY *mustls_key_new_weak(void)
{
    EVP_PKEY *key = NULL;
    EVP_PKEY_CTX *ctx = EVP_PKEY_CTX_new_id(EVP_PKEY_RSA, NULL);
    bool ok = ctx && EVP_PKEY_keygen_init(ctx) > 0 &&
              EVP_PKEY_CTX_set_rsa_keygen_bits(ctx, 1024) > 0 && EVP_PKEY_keygen(ctx, &key) > 0;
    EVP_PKEY_CTX_free(ctx);
    if (ok)
        return key;
    EVP_PKEY_free(key);
    return NULL;
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

X509 *mustls_cert_new(const struct mustls_cert_plan *plan, EVP_PKEY *key, X509 *issuer,
                      EVP_PKEY *issuer_key)
{
    X509 *cert = X509_new();
    if (!cert)
        return NULL;
    const X509 *signer = issuer ? issuer : cert;
    if (set_fields(cert, plan, key, signer) && mustls_cert_extend(cert, plan, signer) &&
        X509_sign(cert, issuer_key, plan->sha1 ? EVP_sha1() : EVP_sha256()) > 0)
        return cert;
    X509_free(cert);
    return NULL;
}
