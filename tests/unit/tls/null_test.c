#include "tls/pump.h"

#include "base/arena.h"

#define HOST "mx.example.test"

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

static struct mustls_tls_factory *factory;

static int set_up(void **state)
{
    (void)state;
    factory = mustls_tls_null_factory_new();
    return factory ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    factory->free(factory);
    return 0;
}

#define NONE MUSTLS_TLSFAIL_NONE
#define IN   MUSTLS_TLSFAIL_ALERT_IN
#define OUT  MUSTLS_TLSFAIL_ALERT_OUT
#define CERT MUSTLS_TLSFAIL_CERT

static const struct shake_row rows[] = {
    {"good", SERVE("good"), VISIT(HOST), NONE, NONE, -1, "TLSv1.3", HOST},
    {"certificate not said", {.alert = -1}, VISIT(HOST), NONE, NONE, -1, "TLSv1.3", HOST},
    {"server up to 1.2",
     {.cert = SPAN("good"), .max = SPAN("1.2"), .alert = -1},
     VISIT(HOST),
     NONE,
     NONE,
     -1,
     "TLSv1.2",
     HOST},
    {"client up to 1.2",
     SERVE("good"),
     {.host = SPAN(HOST), .max = SPAN("1.2"), .alert = -1},
     NONE,
     NONE,
     -1,
     "TLSv1.2",
     HOST},
    {"expired", SERVE("expired"), VISIT(HOST), IN, CERT, 45, NULL, HOST},
    {"not yet valid", SERVE("not-yet-valid"), VISIT(HOST), IN, CERT, 45, NULL, HOST},
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
    {"server from 1.3",
     {.cert = SPAN("good"), .min = SPAN("1.3"), .alert = -1},
     {.host = SPAN(HOST), .max = SPAN("1.2"), .alert = -1},
     OUT,
     IN,
     70,
     NULL,
     HOST},
    {"client from 1.3",
     {.cert = SPAN("good"), .max = SPAN("1.2"), .alert = -1},
     {.host = SPAN(HOST), .min = SPAN("1.3"), .alert = -1},
     OUT,
     IN,
     70,
     NULL,
     HOST},
    {"wished alert", {.cert = SPAN("good"), .alert = 40}, VISIT(HOST), OUT, IN, 40, NULL, HOST},
};

static void test_handshakes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        run_row(factory, &rows[i], 120, 1);
}

static void test_data_with_the_last_flight(void **state)
{
    (void)state;
    struct mustls_tls_wish server = serve("good"), client = visit(HOST);
    struct pair p = pair_new(factory, &server, &client);
    carry(p.client, p.server, 0, 0);
    carry(p.server, p.client, 0, 0);
    assert_int_equal(p.client->ops->write(p.client, MUSTLS_LIT("EHLO a\r\n")), MUSTLS_OK);
    p.client->ops->close(p.client);
    assert_int_equal(p.server->ops->state(p.server), MUSTLS_TLS_HANDSHAKE);
    carry(p.client, p.server, 0, 0);
    expect_read(p.server, MUSTLS_LIT("EHLO a\r\n"));
    assert_int_equal(p.server->ops->state(p.server), MUSTLS_TLS_CLOSED);
    assert_int_equal(p.server->ops->alert(p.server), 0);
    assert_int_equal(p.server->ops->alert(p.server), -1);
    assert_int_equal(p.client->ops->write(p.client, MUSTLS_LIT("x")), MUSTLS_EUSAGE);
    assert_int_equal(p.server->ops->write(p.server, MUSTLS_LIT("221\r\n")), MUSTLS_OK);
    carry(p.server, p.client, 0, 0);
    expect_read(p.client, MUSTLS_LIT("221\r\n"));
    pair_free(&p);
}

/* Bytes that reach one side, at once, in the middle of a handshake or when it is up. */
static const struct {
    const char *label;
    struct mustls_span in;
    bool up;
    enum mustls_tls_failure kind;
    int alert, told; /* in trouble(); by alert() */
} bad[] = {
    {"clear text", SPAN("EHLO a\r\n"), false, MUSTLS_TLSFAIL_PLAINTEXT, -1, -1},
    {"NUL", SPAN("\0"), false, MUSTLS_TLSFAIL_PLAINTEXT, -1, -1},
    {"nearly a record",
     SPAN("\x16"
          "bc"),
     false, MUSTLS_TLSFAIL_OTHER, -1, -1},
    {"record too long", SPAN("\x16\x03\x03\xff\xff"), false, MUSTLS_TLSFAIL_OTHER, -1, -1},
    {"empty message", SPAN("\x16\x03\x03\0\0"), false, MUSTLS_TLSFAIL_ALERT_OUT, -2, -1},
    {"early data", SPAN("\x17\x03\x03\0\1x"), false, MUSTLS_TLSFAIL_ALERT_OUT, 10, -1},
    {"fatal alert", SPAN("\x15\x03\x03\0\2\2\x28"), false, MUSTLS_TLSFAIL_ALERT_IN, 40, -1},
    {"close_notify", SPAN("\x15\x03\x03\0\2\1\0"), false, MUSTLS_TLSFAIL_ALERT_IN, 0, -1},
    {"warning", SPAN("\x15\x03\x03\0\2\1\x5a"), false, MUSTLS_TLSFAIL_NONE, -1, -1},
    {"short alert", SPAN("\x15\x03\x03\0\1\1"), false, MUSTLS_TLSFAIL_ALERT_OUT, 50, -1},
    {"change cipher", SPAN("\x14\x03\x03\0\1\1"), false, MUSTLS_TLSFAIL_NONE, -1, -1},
    {"clear text later", SPAN("QUIT\r\n"), true, MUSTLS_TLSFAIL_OTHER, -1, -1},
    {"fatal alert later", SPAN("\x15\x03\x03\0\2\2\x28"), true, MUSTLS_TLSFAIL_ALERT_IN, 40, 40},
    {"warning later", SPAN("\x15\x03\x03\0\2\1\x5a"), true, MUSTLS_TLSFAIL_NONE, -1, 90},
    {"handshake later", SPAN("\x16\x03\x03\0\4\1\0\0\0"), true, MUSTLS_TLSFAIL_ALERT_OUT, 10, -1},
};

static void check_bad(size_t i, bool client, size_t step)
{
    struct mustls_tls_wish server = serve("good"), visitor = visit(HOST);
    struct pair p = bad[i].up ? pair_up(factory, HOST) : pair_new(factory, &server, &visitor);
    struct mustls_tls *t = client ? p.client : p.server;
    for (size_t at = 0; at < bad[i].in.len; at += step)
        t->ops->input(t, mustls_span_first(mustls_span_from(bad[i].in, at), step));
    int alert;
    enum mustls_tls_failure kind = failure_of(t, &alert);
    if (kind != bad[i].kind || (bad[i].alert != -2 && alert != bad[i].alert) ||
        t->ops->alert(t) != bad[i].told)
        fail_msg("%s: failure %d alert %d", bad[i].label, kind, alert);
    if (kind == MUSTLS_TLSFAIL_PLAINTEXT && step == bad[i].in.len) {
        struct mustls_tls_trouble why;
        t->ops->trouble(t, &why);
        assert_true(mustls_span_eq(why.raw, bad[i].in));
    }
    pair_free(&p);
}

static void test_bad_bytes(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
        for (int client = 0; client < 2; client++) {
            check_bad(i, client, bad[i].in.len);
            check_bad(i, client, 1);
        }
}

/* The refusing engine reads a ClientHello that spans records. */
static void test_refusal_of_a_split_hello(void **state)
{
    (void)state;
    struct mustls_tls_wish server = serve("good"), client = visit(HOST);
    server.alert = 70;
    struct pair p = pair_new(factory, &server, &client);
    struct mustls_span hello = mustls_span_from(p.client->ops->output(p.client), 5);
    for (size_t i = 0; i < hello.len; i++) {
        assert_int_equal(p.server->ops->state(p.server), MUSTLS_TLS_HANDSHAKE);
        const uint8_t rec[6] = {0x16, 3, 1, 0, 1, hello.ptr[i]};
        p.server->ops->input(p.server, mustls_span(rec, sizeof rec));
    }
    struct mustls_span out = p.server->ops->output(p.server);
    assert_int_equal(out.len, 7);
    assert_memory_equal(out.ptr, "\x15\x03\x03\0\2\2\x46", 7);
    struct mustls_tls_info info;
    p.server->ops->info(p.server, &info);
    assert_string_equal(info.sni, HOST);
    assert_int_equal(p.server->ops->write(p.server, MUSTLS_LIT("x")), MUSTLS_EUSAGE);
    pair_free(&p);
}

static void test_one_write_is_one_record(void **state)
{
    (void)state;
    static uint8_t big[16385];
    struct pair p = pair_up(factory, HOST);
    p.server->ops->write(p.server, mustls_span(big, 16384));
    assert_int_equal(p.server->ops->output(p.server).len, 16384 + 5);
    p.server->ops->write(p.server, mustls_span(big, 16385));
    assert_int_equal(p.server->ops->output(p.server).len, 16384 + 5 + 16384 + 5 + 1 + 5);
    carry(p.server, p.client, 0, 0);
    assert_int_equal(p.client->ops->read(p.client).len, 16384 + 16385);
    pair_free(&p);
}

static void test_bad_wishes(void **state)
{
    (void)state;
    const struct {
        const char *label;
        bool client;
        struct mustls_tls_wish wish;
    } wishes[] = {
        {"unknown certificate", false, {.cert = SPAN("best"), .alert = -1}},
        {"unknown version", false, {.min = SPAN("1.4"), .alert = -1}},
        {"min above max", false, {.min = SPAN("1.3"), .max = SPAN("1.2"), .alert = -1}},
        {"no alert", false, {.alert = 256}},
        {"no host to check", true, {.verify = true, .verify_host = true}},
    };
    for (size_t i = 0; i < sizeof wishes / sizeof wishes[0]; i++) {
        struct mustls_error err = {0};
        struct mustls_tls *t = wishes[i].client ? factory->client(factory, &wishes[i].wish, &err)
                                                : factory->server(factory, &wishes[i].wish, &err);
        if (t || err.text[0] == '\0')
            fail_msg("%s was taken", wishes[i].label);
    }
}

static void test_no_memory(void **state)
{
    (void)state;
    bool up = false;
    for (long n = 0; n < 100 && !up; n++) {
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_handshakes),
        cmocka_unit_test(test_data_with_the_last_flight),
        cmocka_unit_test(test_bad_bytes),
        cmocka_unit_test(test_refusal_of_a_split_hello),
        cmocka_unit_test(test_one_write_is_one_record),
        cmocka_unit_test(test_bad_wishes),
        cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
