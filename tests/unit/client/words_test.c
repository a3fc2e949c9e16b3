#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "client/client.h"

static void words(void **state)
{
    (void)state;
    const struct {
        struct mustls_span word;
        int tls, auth; /* -1: no such word */
    } rows[] = {
        {MUSTLS_LIT("off"), MUSTLS_CLIENT_TLS_OFF, -1},
        {MUSTLS_LIT("opportunistic"), MUSTLS_CLIENT_TLS_OPPORTUNISTIC, -1},
        {MUSTLS_LIT("required"), MUSTLS_CLIENT_TLS_REQUIRED, -1},
        {MUSTLS_LIT("none"), -1, MUSTLS_CLIENT_AUTH_NONE},
        {MUSTLS_LIT("plain"), -1, MUSTLS_CLIENT_AUTH_PLAIN},
        {MUSTLS_LIT("login"), -1, MUSTLS_CLIENT_AUTH_LOGIN},
        {MUSTLS_LIT("cram-md5"), -1, MUSTLS_CLIENT_AUTH_CRAM_MD5},
        {MUSTLS_LIT("any"), -1, MUSTLS_CLIENT_AUTH_ANY},
        {MUSTLS_LIT(""), -1, -1},
        {MUSTLS_LIT("requiredx"), -1, -1},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        enum mustls_client_tls tls = MUSTLS_CLIENT_TLS_REQUIRED;
        enum mustls_client_auth auth = MUSTLS_CLIENT_AUTH_ANY;
        assert_int_equal(mustls_client_tls_by_word(rows[i].word, &tls), rows[i].tls >= 0);
        assert_int_equal(mustls_client_auth_by_word(rows[i].word, &auth), rows[i].auth >= 0);
        assert_int_equal(tls, rows[i].tls >= 0 ? rows[i].tls : MUSTLS_CLIENT_TLS_REQUIRED);
        assert_int_equal(auth, rows[i].auth >= 0 ? rows[i].auth : MUSTLS_CLIENT_AUTH_ANY);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(words)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
