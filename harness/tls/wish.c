#include "tls/wish.h"

static bool parse_version(struct mustls_span word, int fallback, int *out)
{
    if (word.len == 0)
        *out = fallback;
    else if (mustls_span_eq(word, MUSTLS_LIT("1.0")))
        *out = MUSTLS_TLS_1_0;
    else if (mustls_span_eq(word, MUSTLS_LIT("1.1")))
        *out = MUSTLS_TLS_1_1;
    else if (mustls_span_eq(word, MUSTLS_LIT("1.2")))
        *out = MUSTLS_TLS_1_2;
    else if (mustls_span_eq(word, MUSTLS_LIT("1.3")))
        *out = MUSTLS_TLS_1_3;
    else
        return false;
    return true;
}

enum mustls_status mustls_tls_wish_versions(const struct mustls_tls_wish *w, int *min, int *max,
                                            struct mustls_error *err)
{
    if (!parse_version(w->max, MUSTLS_TLS_1_3, max) ||
        !parse_version(w->min, *max < MUSTLS_TLS_1_2 ? *max : MUSTLS_TLS_1_2, min)) {
        mustls_error_set(err, "unknown TLS version; known are 1.0 to 1.3");
        return MUSTLS_EUSAGE;
    }
    if (*min > *max) {
        mustls_error_set(err, "min is a later TLS version than max");
        return MUSTLS_EUSAGE;
    }
    return MUSTLS_OK;
}

bool mustls_tls_wish_plain(const struct mustls_tls_wish *w, struct mustls_error *err)
{
    const struct mustls_tls_quirks *q = &w->quirks;
    /* Its server says one thing before the client has its turn again. */
    bool midway = q->cut == MUSTLS_TLS_AT_CERTIFICATE || q->cut == MUSTLS_TLS_AT_FINISHED ||
                  (w->alert >= 0 && q->alert_at > MUSTLS_TLS_AT_HELLO);
    bool plain = !midway && !q->group && !q->ciphers && !q->tickets && !q->renegotiate &&
                 !q->request_cert && !q->downgrade && !q->key_updates && !q->empty &&
                 q->records != MUSTLS_TLS_RECORDS_FULL;
    if (!plain)
        mustls_error_set(err, "TLS without cryptography can't do this");
    return plain;
}

bool mustls_tls_wish_refuses(const struct mustls_tls_wish *w)
{
    return w->alert >= 0 && w->quirks.alert_at <= MUSTLS_TLS_AT_HELLO;
}

enum mustls_status mustls_tls_wish_host(const struct mustls_tls_wish *w, char *out, size_t size,
                                        struct mustls_error *err)
{
    if (w->host.len >= size || (w->host.len > 0 && memchr(w->host.ptr, 0, w->host.len))) {
        mustls_error_set(err, "the host name is too long for TLS, or has a NUL in it");
        return MUSTLS_EUSAGE;
    }
    /* Without a name there is nothing to compare: refuse rather than take any certificate. */
    if (w->verify && w->verify_host && w->host.len == 0) {
        mustls_error_set(err, "no host name to check the server's certificate against");
        return MUSTLS_EUSAGE;
    }
    if (w->host.len > 0)
        memcpy(out, w->host.ptr, w->host.len);
    out[w->host.len] = '\0';
    return MUSTLS_OK;
}
