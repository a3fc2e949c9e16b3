/* The certificates' names stand in the scenario room and in the TLS room, which do not see each
 * other: they are the same, in the same order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "scenario/program.h"
#include "tls/certs.h"

static void same_names(void **state)
{
    const struct mustls_tls_word *w = mustls_tls_words;
    (void)state;
    while (w->key && strcmp(w->key, "cert") != 0)
        w++;
    assert_non_null(w->key);
    for (size_t i = 0; i < MUSTLS_NUM_CERTS; i++) {
        assert_non_null(w->values[i]);
        assert_string_equal(w->values[i], mustls_cert_kinds[i].name);
    }
    assert_null(w->values[MUSTLS_NUM_CERTS]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(same_names)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
