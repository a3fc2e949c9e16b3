/* What a wish asks of one connection, beyond certificate and versions. */
#include "tls_ssl/internal.h"

bool mustls_ssl_seals(const struct mustls_tls_wish *w)
{
    const struct mustls_tls_quirks *q = &w->quirks;
    return q->key_updates || q->empty || q->records == MUSTLS_TLS_RECORDS_FULL ||
           (w->alert >= 0 && q->alert_at == MUSTLS_TLS_AT_DATA);
}

static const char *const groups[] = {
    [MUSTLS_TLS_GROUP_X25519] = "X25519",
    [MUSTLS_TLS_GROUP_P256] = "P-256",
    [MUSTLS_TLS_GROUP_P384] = "P-384",
    [MUSTLS_TLS_GROUP_P521] = "P-521",
};

/* Only what goes with the keys of our certificates: a server without a common cipher would look
 * like one that its client refused. */
static const struct {
    const char *list, *what;
} ciphers[] = {
    [MUSTLS_TLS_CIPHERS_NULL] = {"eNULL", "without encryption"},
    [MUSTLS_TLS_CIPHERS_ANON] = {"aNULL:!eNULL", "without a certificate"},
    [MUSTLS_TLS_CIPHERS_RC4] = {"ECDHE-ECDSA-RC4-SHA", "with RC4"},
    [MUSTLS_TLS_CIPHERS_3DES] = {"ECDHE-ECDSA-DES-CBC3-SHA", "with Triple DES"},
    [MUSTLS_TLS_CIPHERS_EXPORT] = {"EXPORT", "of export grade"},
    [MUSTLS_TLS_CIPHERS_CBC] = {"ECDHE-ECDSA-AES128-SHA", "in CBC mode"},
};

/* Whoever shows one, and whoever shows none, may go on. */
static int take_any(int ok, X509_STORE_CTX *ctx)
{
    (void)ok;
    (void)ctx;
    return 1;
}

static bool cannot(struct mustls_error *err, const char *what, const char *which)
{
    mustls_ssl_error(NULL, ""); /* its reasons say less */
    mustls_error_set(err, "%s has no %s%s", mustls_tls_ssl_library(), what, which);
    return false;
}

/* The records that we seal are numbered from the first on, and none may be the library's. */
static bool check_seal(const struct mustls_tls_wish *w, struct mustls_error *err)
{
    if (!mustls_ssl_seals(w) || !w->quirks.tickets)
        return true;
    mustls_error_set(err, "tickets don't go with records of our own making");
    return false;
}

bool mustls_ssl_apply_quirks(SSL *ssl, const struct mustls_tls_wish *w, struct mustls_error *err)
{
    const struct mustls_tls_quirks *q = &w->quirks;
    if (!check_seal(w, err))
        return false;
    if (q->group && SSL_set1_curves_list(ssl, groups[q->group]) <= 0)
        return cannot(err, "group ", groups[q->group]);
    if (q->ciphers && SSL_set_cipher_list(ssl, ciphers[q->ciphers].list) <= 0)
        return cannot(err, "ciphers ", ciphers[q->ciphers].what);
    if (q->renegotiate && !mustls_ssl_allow_renegotiation(ssl))
        return cannot(err, "renegotiation", "");
    if (q->request_cert)
        SSL_set_verify(ssl, SSL_VERIFY_PEER, take_any);
    if (q->tickets)
        mustls_ssl_send_tickets(ssl);
    if (mustls_ssl_seals(w)) {
        mustls_ssl_pin_ciphers(ssl);
        SSL_CTX_set_keylog_callback(SSL_get_SSL_CTX(ssl), mustls_ssl_engine_keylog);
    }
    return true;
}

/* --- a client's mistakes --- */

static bool names_itself(X509 *cert)
{
    return cert && X509_NAME_cmp(X509_get_subject_name(cert), X509_get_issuer_name(cert)) == 0;
}

static unsigned leniency_for(int error, int depth, X509 *cert)
{
    switch (error) {
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_CERT_NOT_YET_VALID:
        return MUSTLS_TLS_TAKES_EXPIRED;
    case X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT:
        return MUSTLS_TLS_TAKES_SELF_SIGNED;
    case X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY:
    case X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE:
        /* BoringSSL's words for one whose key usage lets it sign nothing, itself included. */
        return depth == 0 && names_itself(cert) ? MUSTLS_TLS_TAKES_SELF_SIGNED : 0;
    case X509_V_ERR_INVALID_PURPOSE:
        return depth == 0 ? MUSTLS_TLS_TAKES_PURPOSE : MUSTLS_TLS_TAKES_ANY_CA;
    case X509_V_ERR_INVALID_CA:
    case X509_V_ERR_PATH_LENGTH_EXCEEDED:
    case X509_V_ERR_PERMITTED_VIOLATION:
    case X509_V_ERR_KEYUSAGE_NO_CERTSIGN:
        return MUSTLS_TLS_TAKES_ANY_CA;
    default:
        return 0;
    }
}

static int check_cert(int ok, X509_STORE_CTX *ctx)
{
    const SSL *ssl = X509_STORE_CTX_get_ex_data(ctx, SSL_get_ex_data_X509_STORE_CTX_idx());
    unsigned lenient = (unsigned)(uintptr_t)SSL_get_app_data(ssl);
    int error = X509_STORE_CTX_get_error(ctx), depth = X509_STORE_CTX_get_error_depth(ctx);
    X509 *cert = X509_STORE_CTX_get_current_cert(ctx);
    if (!ok && (leniency_for(error, depth, cert) & lenient)) {
        X509_STORE_CTX_set_error(ctx, X509_V_OK);
        return 1;
    }
    if (ok && cert && !(lenient & MUSTLS_TLS_TAKES_WEAK) && mustls_ssl_is_weak(cert)) {
        X509_STORE_CTX_set_error(ctx, X509_V_ERR_CERT_REJECTED);
        return 0;
    }
    return ok;
}

void mustls_ssl_be_lenient(SSL *ssl, unsigned lenient)
{
    SSL_set_app_data(ssl, (void *)(uintptr_t)lenient); /* a client's engine has no need of it */
    SSL_set_verify(ssl, SSL_get_verify_mode(ssl), check_cert);
    if (lenient & MUSTLS_TLS_TAKES_WEAK)
        mustls_ssl_take_weak(ssl);
}
