/* A client refuses short keys and old digests, also on a system whose configuration would let them
 * pass. */
#include "tls/pump.h"
#include "tls_ssl/ssl.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define HOST "mx.example.test"

/* OpenSSL reads it once, before anything else. */
static void let_system_be_lax(char *path)
{
    static const char text[] = "openssl_conf = init\n[init]\nssl_conf = ssl\n"
                               "[ssl]\nsystem_default = lax\n[lax]\nCipherString = "
                               "DEFAULT:@SECLEVEL=0\n";
    int fd = mkstemp(path);
    FILE *f = fd >= 0 ? fdopen(fd, "w") : NULL;
    if (!f || fputs(text, f) < 0 || fclose(f) != 0 || setenv("OPENSSL_CONF", path, 1) != 0) {
        perror(path);
        exit(1);
    }
}

static void test_weak_certificates(void **state)
{
    (void)state;
    static const struct {
        const char *cert;
        enum mustls_tls_failure failure;
    } rows[] = {
        {"good", MUSTLS_TLSFAIL_NONE},
        {"rsa-1024", MUSTLS_TLSFAIL_CERT},
        {"sha1", MUSTLS_TLSFAIL_CERT},
    };
    static const char *const hosts[] = {HOST};
    struct mustls_error err;
    struct mustls_zoo *zoo = mustls_zoo_new(hosts, 1, &err);
    struct mustls_tls_factory *factory = zoo ? mustls_tls_ssl_factory_new(zoo, &err) : NULL;
    assert_non_null(factory);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct mustls_tls_wish server = serve(rows[i].cert), client = visit(HOST);
        struct pair p = pair_new(factory, &server, &client);
        pump(&p, 0, 0);
        struct mustls_tls_trouble why;
        p.client->ops->trouble(p.client, &why);
        if (why.kind != rows[i].failure)
            fail_msg("%s: failure %d, %s", rows[i].cert, why.kind, why.text);
        pair_free(&p);
    }
    factory->free(factory);
    mustls_zoo_free(zoo);
}

int main(void)
{
    char path[] = "/tmp/mustls-level-XXXXXX";
    let_system_be_lax(path);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_weak_certificates),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    unlink(path);
    return failed;
}
