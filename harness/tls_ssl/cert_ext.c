/* Extensions, those that strict clients want (RFC 5280) and those that are to be refused. Only
 * structures that OpenSSL and BoringSSL both have: no configuration syntax. */
#include "tls_ssl/internal.h"

#include <openssl/x509v3.h>

/* Bits of KeyUsage, counted from the first (RFC 5280). */
enum { USE_SIGNATURE = 0, USE_CERT_SIGN = 5, USE_CRL_SIGN = 6 };

static bool add_basic_constraints(X509 *cert, const struct mustls_cert_plan *plan)
{
    BASIC_CONSTRAINTS *bc = BASIC_CONSTRAINTS_new();
    if (!bc)
        return false;
    bc->ca = plan->is_ca ? 0xff : 0;
    bool ok = !plan->no_ca_below ||
              ((bc->pathlen = ASN1_INTEGER_new()) && ASN1_INTEGER_set(bc->pathlen, 0) > 0);
    ok = ok && X509_add1_ext_i2d(cert, NID_basic_constraints, bc, 1, 0) > 0;
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

static bool add_extended_usage(X509 *cert, bool for_clients)
{
    int purpose = for_clients ? NID_client_auth : NID_server_auth;
    EXTENDED_KEY_USAGE *usage = EXTENDED_KEY_USAGE_new();
    /* The object is a constant of the library: freeing the list leaves it alone. */
    bool ok = usage && sk_ASN1_OBJECT_push(usage, OBJ_nid2obj(purpose)) > 0 &&
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

static GENERAL_NAME *general_name(const struct mustls_san *san)
{
    const int type = san->type == MUSTLS_SAN_URI ? GEN_URI : GEN_DNS;
    const char *text = (const char *)san->text.ptr;
    GENERAL_NAME *name = GENERAL_NAME_new();
    ASN1_IA5STRING *value = NULL;
    if (!name)
        return NULL;
    if (san->type == MUSTLS_SAN_IP)
        value = a2i_IPADDRESS(text);
    else if ((value = ASN1_IA5STRING_new()) &&
             ASN1_STRING_set(value, text, (int)san->text.len) <= 0) {
        ASN1_IA5STRING_free(value);
        value = NULL;
    }
    if (value) {
        GENERAL_NAME_set0_value(name, san->type == MUSTLS_SAN_IP ? GEN_IPADD : type, value);
        return name;
    }
    GENERAL_NAME_free(name);
    return NULL;
}

static bool add_names(X509 *cert, const struct mustls_cert_plan *plan)
{
    GENERAL_NAMES *names = GENERAL_NAMES_new();
    bool ok = names != NULL;
    for (size_t i = 0; ok && i < plan->num_names; i++) {
        GENERAL_NAME *name = general_name(&plan->names[i]);
        ok = name && sk_GENERAL_NAME_push(names, name) > 0;
        if (!ok)
            GENERAL_NAME_free(name);
    }
    ok = ok && X509_add1_ext_i2d(cert, NID_subject_alt_name, names, 0, 0) > 0;
    GENERAL_NAMES_free(names);
    return ok;
}

/* RFC 5280 4.2.1.10: only names at or below `permitted`. */
static bool add_name_constraints(X509 *cert, const char *permitted)
{
    const struct mustls_san san = {MUSTLS_SAN_DNS, mustls_span_str(permitted)};
    NAME_CONSTRAINTS *nc = NAME_CONSTRAINTS_new();
    GENERAL_SUBTREE *tree = GENERAL_SUBTREE_new();
    GENERAL_NAME *base = general_name(&san);
    bool ok = nc && tree && base;
    if (ok) {
        GENERAL_NAME_free(tree->base);
        tree->base = base;
        base = NULL;
        if (!nc->permittedSubtrees)
            nc->permittedSubtrees = sk_GENERAL_SUBTREE_new_null();
        ok = nc->permittedSubtrees && sk_GENERAL_SUBTREE_push(nc->permittedSubtrees, tree) > 0;
        if (ok)
            tree = NULL;
    }
    ok = ok && X509_add1_ext_i2d(cert, NID_name_constraints, nc, 1, 0) > 0;
    GENERAL_NAME_free(base);
    GENERAL_SUBTREE_free(tree);
    NAME_CONSTRAINTS_free(nc);
    return ok;
}

/* An extension that the libraries have no structure for. */
static bool add_raw(X509 *cert, const char *oid, struct mustls_span value)
{
    ASN1_OBJECT *id = OBJ_txt2obj(oid, 1);
    ASN1_OCTET_STRING *data = ASN1_OCTET_STRING_new();
    X509_EXTENSION *ext = NULL;
    bool ok = id && data && ASN1_OCTET_STRING_set(data, value.ptr, (int)value.len) > 0 &&
              (ext = X509_EXTENSION_create_by_OBJ(NULL, id, 0, data)) &&
              X509_add_ext(cert, ext, -1) > 0;
    X509_EXTENSION_free(ext);
    ASN1_OCTET_STRING_free(data);
    ASN1_OBJECT_free(id);
    return ok;
}

static bool add_must_staple(X509 *cert)
{
    /* RFC 7633: a SEQUENCE with the INTEGER 5, status_request. */
    static const uint8_t feature[] = {0x30, 3, 2, 1, 5};
    return add_raw(cert, "1.3.6.1.5.5.7.1.24", mustls_span(feature, sizeof feature));
}

/* Zeros, under an identifier that is set aside for examples. */
static bool add_padding(X509 *cert, size_t len)
{
    uint8_t *zeros = mustls_alloc(len);
    bool ok = zeros && add_raw(cert, "2.999.1", mustls_span(zeros, len));
    mustls_free(zeros);
    return ok;
}

static bool extend_ca(X509 *cert, const struct mustls_cert_plan *plan)
{
    return (!plan->permitted || add_name_constraints(cert, plan->permitted)) &&
           (plan->padding == 0 || add_padding(cert, plan->padding));
}

static bool extend_leaf(X509 *cert, const struct mustls_cert_plan *plan)
{
    return add_extended_usage(cert, plan->for_clients) &&
           (plan->num_names == 0 || add_names(cert, plan)) &&
           (!plan->must_staple || add_must_staple(cert));
}

bool mustls_cert_extend(X509 *cert, const struct mustls_cert_plan *plan, const X509 *issuer)
{
    if (!add_basic_constraints(cert, plan) || !add_key_usage(cert, plan->is_ca) ||
        !add_key_ids(cert, issuer))
        return false;
    return plan->is_ca ? extend_ca(cert, plan) : extend_leaf(cert, plan);
}
