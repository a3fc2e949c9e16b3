/* The words of the wishes `tls` and `auth`. */
#include "client/client.h"

bool mustls_client_tls_by_word(struct mustls_span word, enum mustls_client_tls *out)
{
    static const char *const words[] = {
        [MUSTLS_CLIENT_TLS_OFF] = "off",
        [MUSTLS_CLIENT_TLS_OPPORTUNISTIC] = "opportunistic",
        [MUSTLS_CLIENT_TLS_REQUIRED] = "required",
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (mustls_span_eq(word, mustls_span_str(words[i]))) {
            *out = (enum mustls_client_tls)i;
            return true;
        }
    }
    return false;
}

bool mustls_client_auth_by_word(struct mustls_span word, enum mustls_client_auth *out)
{
    static const char *const words[] = {
        [MUSTLS_CLIENT_AUTH_NONE] = "none",   [MUSTLS_CLIENT_AUTH_PLAIN] = "plain",
        [MUSTLS_CLIENT_AUTH_LOGIN] = "login", [MUSTLS_CLIENT_AUTH_CRAM_MD5] = "cram-md5",
        [MUSTLS_CLIENT_AUTH_ANY] = "any",
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (mustls_span_eq(word, mustls_span_str(words[i]))) {
            *out = (enum mustls_client_auth)i;
            return true;
        }
    }
    return false;
}
