#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/heap.h"
#include "tls/certs.h"
#include "tls_ssl/ssl.h"

static const char *const hosts[] = {"mx.example.test", "127.0.0.1"};

static struct mustls_zoo *zoo_new(void)
{
    struct mustls_error err;
    struct mustls_zoo *z = mustls_zoo_new(hosts, 2, &err);
    if (!z)
        fail_msg("%s", err.text);
    return z;
}

static void test_names(void **state)
{
    (void)state;
    static const char *const want[] = {"good",       "expired",    "not-yet-valid",
                                       "wrong-host", "unknown-ca", "self-signed"};
    const char *const *names = mustls_zoo_names();
    for (size_t i = 0; i < 6; i++) {
        assert_string_equal(names[i], want[i]);
        assert_non_null(mustls_zoo_describe(want[i]));
    }
    size_t num = 0;
    while (names[num]) {
        assert_true(strlen(names[num]) < sizeof((struct mustls_tls_info *)0)->cert);
        assert_non_null(mustls_zoo_describe(names[num++]));
    }
    assert_int_equal(num, MUSTLS_NUM_CERTS);
    assert_null(mustls_zoo_describe("best"));
    assert_null(mustls_zoo_describe(""));
}

static void test_bad_hosts(void **state)
{
    (void)state;
    static char long_host[300];
    memset(long_host, 'a', sizeof long_host - 1);
    const char *const empty[] = {""}, *const too_long[] = {long_host};
    struct mustls_error err;
    assert_null(mustls_zoo_new(hosts, 0, &err));
    assert_null(mustls_zoo_new(empty, 1, &err));
    assert_null(mustls_zoo_new(too_long, 1, &err));
    long_host[253] = '\0';
    struct mustls_zoo *z = mustls_zoo_new(too_long, 1, &err);
    assert_non_null(z);
    mustls_zoo_free(z);
    mustls_alloc_fail_after(0);
    assert_null(mustls_zoo_new(hosts, 1, &err));
    mustls_alloc_fail_after(-1);
}

static void check_file(const char *dir, const char *name, const char *suffix, mode_t mode)
{
    char path[512];
    struct stat st;
    snprintf(path, sizeof path, "%s/%s%s", dir, name, suffix);
    assert_int_equal(stat(path, &st), 0);
    assert_true(st.st_size > 100);
    assert_int_equal(st.st_mode & 0077 & ~mode, 0);
    assert_int_equal(unlink(path), 0);
}

static void test_files(void **state)
{
    (void)state;
    char dir[] = "/tmp/mustls-zoo-XXXXXX";
    assert_non_null(mkdtemp(dir));
    struct mustls_error err;
    struct mustls_zoo *z = zoo_new();
    assert_int_equal(mustls_zoo_write(z, dir, &err), MUSTLS_OK);

    /* A client that is given the file trusts what a client of the zoo trusts. */
    char ca[512];
    snprintf(ca, sizeof ca, "%s/ca.pem", dir);
    struct mustls_tls_factory *f = mustls_tls_ssl_client_factory_new(ca, &err);
    assert_non_null(f);
    struct mustls_tls_wish server = {.alert = -1};
    assert_null(f->server(f, &server, &err));
    f->free(f);

    check_file(dir, "ca", ".pem", 0644);
    for (size_t i = 0; mustls_zoo_names()[i]; i++) {
        check_file(dir, mustls_zoo_names()[i], ".pem", 0644);
        check_file(dir, mustls_zoo_names()[i], ".key", 0600);
    }
    assert_int_equal(rmdir(dir), 0);
    assert_int_equal(mustls_zoo_write(z, dir, &err), MUSTLS_EIO);
    assert_non_null(strstr(err.text, dir));
    assert_null(mustls_tls_ssl_client_factory_new(ca, &err));
    assert_true(
        mustls_span_starts(mustls_zoo_ca_pem(z), MUSTLS_LIT("-----BEGIN CERTIFICATE-----")));
    mustls_zoo_free(z);
}

static void test_factory_without_memory(void **state)
{
    (void)state;
    struct mustls_error err;
    struct mustls_zoo *z = zoo_new();
    mustls_alloc_fail_after(0);
    assert_null(mustls_tls_ssl_factory_new(z, &err));
    mustls_alloc_fail_after(-1);
    struct mustls_tls_factory *f = mustls_tls_ssl_client_factory_new(NULL, &err);
    assert_non_null(f);
    f->free(f);
    mustls_zoo_free(z);
}

/* A certificate that is first asked for inside a zone outlives the zone, and so does the zoo. */
static void test_made_in_a_zone(void **state)
{
    (void)state;
    static const char *const certs[] = {"expired", "wildcard", "rsa-1024"};
    const struct mustls_tls_wish show = {.alert = -1};
    struct mustls_error err;
    struct mustls_zone *zone = mustls_zone_new(1 << 20);
    struct mustls_zoo *z = zoo_new();
    struct mustls_tls_factory *f = mustls_tls_ssl_factory_new(z, &err);
    assert_true(zone && f);
    for (size_t i = 0; i < 2 * sizeof certs / sizeof certs[0]; i++) {
        struct mustls_tls_wish w = show;
        w.cert = mustls_span_str(certs[i / 2]);
        mustls_zone_enter(zone);
        struct mustls_tls *t = f->server(f, &w, &err);
        assert_non_null(t);
        t->ops->free(t);
        mustls_zone_leave(zone);
    }
    f->free(f);
    mustls_zoo_free(z);
    mustls_zone_free(zone);
}

static void test_library(void **state)
{
    (void)state;
    const char *name = mustls_tls_ssl_library();
    assert_true(strstr(name, "SSL") != NULL);
    assert_true(strlen(name) < 40);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),          cmocka_unit_test(test_bad_hosts),
        cmocka_unit_test(test_files),          cmocka_unit_test(test_factory_without_memory),
        cmocka_unit_test(test_made_in_a_zone), cmocka_unit_test(test_library),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
