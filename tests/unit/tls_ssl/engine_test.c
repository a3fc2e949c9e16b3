#include "tls/pump.h"
#include "base/arena.h"
#include "tls/certs.h"
#include "tls_ssl/ssl.h"

#include <stdio.h>
#include <time.h>

#define HOST "mx.example.test"
#define IP   "127.0.0.1"

static struct mustls_zoo *zoo;
static struct mustls_tls_factory *factory;

static int set_up(void **state)
{
    (void)state;
    static const char *const hosts[] = {HOST, "localhost", IP, "::1"};
    struct mustls_error err;
    struct timespec a, b;
    clock_gettime(CLOCK_MONOTONIC, &a);
    zoo = mustls_zoo_new(hosts, sizeof hosts / sizeof hosts[0], &err);
    clock_gettime(CLOCK_MONOTONIC, &b);
    print_message("the zoo took %ld us\n",
                  (b.tv_sec - a.tv_sec) * 1000000 + (b.tv_nsec - a.tv_nsec) / 1000);
    factory = zoo ? mustls_tls_ssl_factory_new(zoo, &err) : NULL;
    return factory ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    factory->free(factory);
    mustls_zoo_free(zoo);
    return 0;
}

#define SPAN(s)                                                                                    \
    {                                                                                              \
        (const uint8_t *)(s), sizeof(s) - 1                                                        \
    }
#define SERVE(c)                                                                                   \
    {                                                                                              \
        .cert = SPAN(c), .alert = -1                                                               \
    }
#define VISIT(h)                                                                                   \
    {                                                                                              \
        .host = SPAN(h), .verify = true, .verify_host = true, .alert = -1                          \
    }

#define NONE MUSTLS_TLSFAIL_NONE
#define IN   MUSTLS_TLSFAIL_ALERT_IN
#define OUT  MUSTLS_TLSFAIL_ALERT_OUT
#define CERT MUSTLS_TLSFAIL_CERT

/* To a certificate that is not valid yet OpenSSL says bad_certificate (42), BoringSSL
 * certificate_expired (45). */
#define NOT_YET_ALERT (-2)

static int alert_of(const struct shake_row *row)
{
    if (row->alert != NOT_YET_ALERT)
        return row->alert;
    return mustls_span_starts(mustls_span_str(mustls_tls_ssl_library()), MUSTLS_LIT("BoringSSL"))
               ? 45
               : 42;
}

static const struct shake_row rows[] = {
    {"good", SERVE("good"), VISIT(HOST), NONE, NONE, -1, "TLSv1.3", HOST},
    {"good, TLS 1.2",
     {.cert = SPAN("good"), .max = SPAN("1.2"), .alert = -1},
     VISIT(HOST),
     NONE,
     NONE,
     -1,
     "TLSv1.2",
     HOST},
    {"address", SERVE("good"), VISIT(IP), NONE, NONE, -1, "TLSv1.3", ""},
    {"IPv6 address", SERVE("good"), VISIT("::1"), NONE, NONE, -1, "TLSv1.3", ""},
    {"another address", SERVE("good"), VISIT("127.0.0.2"), IN, CERT, 42, NULL, ""},
    {"expired", SERVE("expired"), VISIT(HOST), IN, CERT, 45, NULL, HOST},
    {"expired, TLS 1.2",
     {.cert = SPAN("expired"), .max = SPAN("1.2"), .alert = -1},
     VISIT(HOST),
     IN,
     CERT,
     45,
     NULL,
     HOST},
    {"not yet valid", SERVE("not-yet-valid"), VISIT(HOST), IN, CERT, NOT_YET_ALERT, NULL, HOST},
    {"wrong host", SERVE("wrong-host"), VISIT(HOST), IN, CERT, 42, NULL, HOST},
    {"unknown CA", SERVE("unknown-ca"), VISIT(HOST), IN, CERT, 48, NULL, HOST},
    {"self-signed", SERVE("self-signed"), VISIT(HOST), IN, CERT, 48, NULL, HOST},
    {"expired, not checked",
     SERVE("expired"),
     {.host = SPAN(HOST), .alert = -1},
     NONE,
     NONE,
     -1,
     "TLSv1.3",
     HOST},
    {"wrong host, not checked",
     SERVE("wrong-host"),
     {.host = SPAN(HOST), .verify = true, .alert = -1},
     NONE,
     NONE,
     -1,
     "TLSv1.3",
     HOST},
    {"unknown CA, host not checked",
     SERVE("unknown-ca"),
     {.host = SPAN(HOST), .verify = true, .alert = -1},
     IN,
     CERT,
     48,
     NULL,
     HOST},
    {"no SNI",
     SERVE("good"),
     {.host = SPAN(HOST), .verify = true, .verify_host = true, .no_sni = true, .alert = -1},
     NONE,
     NONE,
     -1,
     "TLSv1.3",
     ""},
    {"no common version",
     {.cert = SPAN("good"), .min = SPAN("1.3"), .alert = -1},
     {.host = SPAN(HOST), .max = SPAN("1.2"), .alert = -1},
     OUT,
     IN,
     70,
     NULL,
     HOST},
    {"wished alert", {.cert = SPAN("good"), .alert = 40}, VISIT(HOST), OUT, IN, 40, NULL, HOST},
    {"wished alert 112",
     {.cert = SPAN("good"), .alert = 112},
     VISIT(HOST),
     OUT,
     IN,
     112,
     NULL,
     HOST},
};

static void test_handshakes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct shake_row row = rows[i];
        row.alert = alert_of(&rows[i]);
        run_row(factory, &row, 600, i == 0 ? 7 : 101);
    }
}

/* What a careful client makes of each certificate; -1: takes it. */
static const struct {
    const char *cert, *host;
    int alert;
} visits[] = {
    {"cn-only", HOST, 42},
    {"san-other-cn-right", HOST, 42},
    {"wildcard", HOST, -1},
    {"wildcard", "localhost", 42},
    {"wildcard", "example.test", 42},
    {"wildcard-two-labels", HOST, 42},
    {"wildcard-tld", "localhost", 42},
    {"partial-wildcard", HOST, 42},
    {"partial-wildcard", "localhost", 42},
    {"ip-only", "localhost", 42},
    {"ip-only", IP, -1},
    {"ip-as-dns", IP, 42},
    {"ip-in-cn", IP, 42},
    {"nul-in-san", "localhost", 42},
    {"uri-only", "localhost", 42},
    {"upper-case", HOST, -1},
    {"upper-case", "localhost", -1},
    {"many-sans", "localhost", -1},
    {"good-intermediate", "localhost", -1},
    {"missing-intermediate", "localhost", 48},
    {"intermediate-no-ca", "localhost", 0},
    {"pathlen-broken", "localhost", 0},
    {"name-constraints", "localhost", 0},
    {"deep-chain", "localhost", -1},
    {"eku-client", "localhost", 43},
    {"must-staple", "localhost", -1},
};

static void test_certificates(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof visits / sizeof visits[0]; i++) {
        struct mustls_tls_wish server = serve(visits[i].cert), client = visit(visits[i].host);
        struct pair p = pair_new(factory, &server, &client);
        pump(&p, 0, 0);
        int alert;
        enum mustls_tls_failure got = failure_of(p.client, &alert);
        enum mustls_tls_failure want = visits[i].alert < 0 ? NONE : CERT;
        if (got != want || (visits[i].alert > 0 && alert != visits[i].alert)) {
            struct mustls_tls_trouble why;
            p.client->ops->trouble(p.client, &why);
            fail_msg("%s for %s: failure %d, alert %d, %s", visits[i].cert, visits[i].host, got,
                     alert, why.text);
        }
        pair_free(&p);
    }
}

/* Whether or not a client takes them, each can be shown. */
static void test_every_certificate_can_be_shown(void **state)
{
    (void)state;
    struct timespec a, b;
    clock_gettime(CLOCK_MONOTONIC, &a);
    for (size_t i = 0; i < MUSTLS_NUM_CERTS; i++) {
        struct mustls_tls_wish server = serve(mustls_cert_kinds[i].name);
        struct mustls_tls_wish client = {.host = SPAN(HOST), .alert = -1};
        struct pair p = pair_new(factory, &server, &client);
        pump(&p, 0, 0);
        int alert;
        enum mustls_tls_failure got = failure_of(p.client, &alert);
        /* Security levels, and a bound of 100 kB for a chain, may stand against these. */
        if (got != NONE && strcmp(mustls_cert_kinds[i].name, "rsa-1024") &&
            strcmp(mustls_cert_kinds[i].name, "sha1") &&
            strcmp(mustls_cert_kinds[i].name, "big-chain"))
            fail_msg("%s: failure %d, alert %d", mustls_cert_kinds[i].name, got, alert);
        pair_free(&p);
    }
    clock_gettime(CLOCK_MONOTONIC, &b);
    print_message("all certificates shown in %ld us\n",
                  (b.tv_sec - a.tv_sec) * 1000000 + (b.tv_nsec - a.tv_nsec) / 1000);
}

static void test_data_with_the_last_flight(void **state)
{
    (void)state;
    static const struct mustls_span text = SPAN("EHLO a\r\n");
    for (int tls12 = 0; tls12 < 2; tls12++) {
        struct mustls_tls_wish server = serve("good"), client = visit(HOST);
        server.max = tls12 ? MUSTLS_LIT("1.2") : MUSTLS_LIT("1.3");
        struct pair p = pair_new(factory, &server, &client);
        for (int i = 0; p.client->ops->state(p.client) == MUSTLS_TLS_HANDSHAKE && i < 4; i++) {
            carry(p.client, p.server, 0, 0);
            carry(p.server, p.client, 0, 0);
        }
        assert_int_equal(p.client->ops->write(p.client, text), MUSTLS_OK);
        carry(p.client, p.server, 0, 0);
        assert_int_equal(p.server->ops->state(p.server), MUSTLS_TLS_UP);
        expect_read(p.server, text);
        /* A ticket would be a record that nobody's scenario asked for. */
        assert_int_equal(p.server->ops->output(p.server).len, 0);
        pair_free(&p);
    }
}

static void test_one_write_is_one_record(void **state)
{
    (void)state;
    static uint8_t big[40000];
    static const struct {
        size_t len, records;
    } sizes[] = {{1, 1}, {16384, 1}, {16385, 2}, {40000, 3}};
    struct pair p = pair_up(factory, HOST);
    for (size_t i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
        assert_int_equal(p.server->ops->write(p.server, mustls_span(big, sizes[i].len)), MUSTLS_OK);
        struct mustls_span out = p.server->ops->output(p.server);
        size_t n = 0;
        for (size_t at = 0; at < out.len; n++)
            at += 5 + ((size_t)out.ptr[at + 3] << 8 | out.ptr[at + 4]);
        assert_int_equal(n, sizes[i].records);
        carry(p.server, p.client, 0, 0);
        expect_read(p.client, mustls_span(big, sizes[i].len));
    }
    pair_free(&p);
}

static void test_close_notify(void **state)
{
    (void)state;
    struct pair p = pair_up(factory, HOST);
    p.client->ops->write(p.client, MUSTLS_LIT("QUIT\r\n"));
    p.client->ops->close(p.client);
    p.client->ops->close(p.client);
    assert_int_equal(p.client->ops->write(p.client, MUSTLS_LIT("x")), MUSTLS_EUSAGE);
    carry(p.client, p.server, 0, 0);
    expect_read(p.server, MUSTLS_LIT("QUIT\r\n"));
    assert_int_equal(p.server->ops->state(p.server), MUSTLS_TLS_CLOSED);
    assert_int_equal(p.server->ops->alert(p.server), 0);
    assert_int_equal(p.server->ops->alert(p.server), -1);

    /* The other direction is still open. */
    assert_int_equal(p.server->ops->write(p.server, MUSTLS_LIT("221\r\n")), MUSTLS_OK);
    p.server->ops->close(p.server);
    carry(p.server, p.client, 0, 0);
    expect_read(p.client, MUSTLS_LIT("221\r\n"));
    assert_int_equal(p.client->ops->alert(p.client), 0);
    pair_free(&p);
}

static void test_broken_record(void **state)
{
    (void)state;
    struct pair p = pair_up(factory, HOST);
    p.client->ops->write(p.client, MUSTLS_LIT("NOOP\r\n"));
    uint8_t bad[256];
    struct mustls_span out = p.client->ops->output(p.client);
    assert_true(out.len < sizeof bad);
    memcpy(bad, out.ptr, out.len);
    bad[out.len - 1] ^= 1;
    p.server->ops->input(p.server, mustls_span(bad, out.len));
    int alert;
    assert_int_equal(failure_of(p.server, &alert), MUSTLS_TLSFAIL_ALERT_OUT);
    assert_int_equal(alert, 20);
    /* Our alert reaches the client, which tells of it once. */
    carry(p.server, p.client, 0, 0);
    assert_int_equal(p.client->ops->state(p.client), MUSTLS_TLS_FAILED);
    assert_int_equal(p.client->ops->alert(p.client), 20);
    assert_int_equal(p.client->ops->alert(p.client), -1);
    pair_free(&p);
}

static void test_no_tls(void **state)
{
    (void)state;
    static const struct {
        const char *label;
        struct mustls_span in;
        enum mustls_tls_failure kind;
    } bad[] = {
        {"clear text", SPAN("EHLO a\r\n"), MUSTLS_TLSFAIL_PLAINTEXT},
        {"one byte", SPAN("E"), MUSTLS_TLSFAIL_PLAINTEXT},
        {"NUL", SPAN("\0"), MUSTLS_TLSFAIL_PLAINTEXT},
        {"fatal alert", SPAN("\x15\x03\x03\x00\x02\x02\x28"), MUSTLS_TLSFAIL_ALERT_IN},
        {"close_notify", SPAN("\x15\x03\x03\x00\x02\x01\x00"), MUSTLS_TLSFAIL_ALERT_IN},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        for (int client = 0; client < 2; client++) {
            struct mustls_tls_wish server = serve("good"), visitor = visit(HOST);
            struct pair p = pair_new(factory, &server, &visitor);
            struct mustls_tls *t = client ? p.client : p.server;
            /* A server whose first record is an alert fails as its library likes. */
            if (!client && bad[i].kind == MUSTLS_TLSFAIL_ALERT_IN) {
                pair_free(&p);
                continue;
            }
            t->ops->input(t, bad[i].in);
            struct mustls_tls_trouble why;
            t->ops->trouble(t, &why);
            if (t->ops->state(t) != MUSTLS_TLS_FAILED || why.kind != bad[i].kind)
                fail_msg("%s: state %d, failure %d %s", bad[i].label, t->ops->state(t), why.kind,
                         why.text);
            if (why.kind == MUSTLS_TLSFAIL_PLAINTEXT) {
                assert_true(mustls_span_eq(why.raw, bad[i].in));
                assert_int_equal(t->ops->output(t).len == 0, !client);
            }
            pair_free(&p);
        }
}

static void test_bad_wishes(void **state)
{
    (void)state;
    static char long_host[300];
    memset(long_host, 'a', sizeof long_host - 1);
    const struct {
        const char *label;
        bool client;
        struct mustls_tls_wish wish;
    } bad[] = {
        {"unknown certificate", false, {.cert = SPAN("best"), .alert = -1}},
        {"unknown version", false, {.min = SPAN("1.4"), .alert = -1}},
        {"min above max", false, {.min = SPAN("1.3"), .max = SPAN("1.2"), .alert = -1}},
        {"no alert", false, {.alert = 256}},
        {"no host to check", true, {.verify = true, .verify_host = true}},
        {"NUL in host", true, {.host = SPAN("a\0b")}},
        {"long host", true, {.host = mustls_span_str(long_host)}},
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct mustls_error err = {0};
        struct mustls_tls *t = bad[i].client ? factory->client(factory, &bad[i].wish, &err)
                                             : factory->server(factory, &bad[i].wish, &err);
        if (t || err.text[0] == '\0')
            fail_msg("%s was taken", bad[i].label);
    }
}

/* Every n-th allocation of ours fails once: an error or a failed engine, never a crash or a leak.
 */
static void test_no_memory(void **state)
{
    (void)state;
    bool up = false;
    for (long n = 0; n < 200 && !up; n++) {
        struct mustls_tls_wish server = serve("good"), client = visit(HOST);
        mustls_alloc_fail_after(n);
        struct pair p = {factory->server(factory, &server, NULL),
                         factory->client(factory, &client, NULL)};
        if (p.server && p.client) {
            pump(&p, 3, 0);
            p.client->ops->write(p.client, MUSTLS_LIT("EHLO a\r\n"));
            pump(&p, 3, 0);
            up = p.server->ops->read(p.server).len == 8;
        }
        mustls_alloc_fail_after(-1);
        if (p.server)
            p.server->ops->free(p.server);
        if (p.client)
            p.client->ops->free(p.client);
    }
    assert_true(up);
}

static void test_hmac_md5(void **state)
{
    (void)state;
    /* The worked example of CRAM-MD5. */
    static const uint8_t want[16] = {0xb9, 0x13, 0xa6, 0x02, 0xc7, 0xed, 0xa7, 0xa4,
                                     0x95, 0xb4, 0xe6, 0xe7, 0x33, 0x4d, 0x38, 0x90};
    uint8_t out[16];
    mustls_hmac_md5(MUSTLS_LIT("tanstaaftanstaaf"),
                    MUSTLS_LIT("<1896.697170952@postoffice.reston.mci.net>"), out);
    assert_memory_equal(out, want, sizeof want);
    mustls_hmac_md5(mustls_span(NULL, 0), mustls_span(NULL, 0), out);
    assert_int_equal(out[0], 0x74);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_handshakes),
        cmocka_unit_test(test_certificates),
        cmocka_unit_test(test_every_certificate_can_be_shown),
        cmocka_unit_test(test_data_with_the_last_flight),
        cmocka_unit_test(test_close_notify),
        cmocka_unit_test(test_one_write_is_one_record),
        cmocka_unit_test(test_no_tls),
        cmocka_unit_test(test_broken_record),
        cmocka_unit_test(test_bad_wishes),
        cmocka_unit_test(test_no_memory),
        cmocka_unit_test(test_hmac_md5),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
