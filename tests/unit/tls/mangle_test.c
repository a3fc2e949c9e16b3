/* The mangler around the null engine: what it does needs no cryptography. The null server's
 * handshake is a ServerHello and nothing behind it. */
#include "tls/pump.h"
#include "base/arena.h"
#include "tls/mangle.h"
#include "tls/record.h"

#define HOST "mx.example.test"

static struct mustls_tls_wish wish(struct mustls_tls_quirks q, int alert)
{
    struct mustls_tls_wish w = serve("good");
    w.quirks = q;
    w.alert = alert;
    return w;
}

static const struct {
    const char *label;
    struct mustls_tls_quirks q;
    int alert;
    bool mangles;
} needs[] = {
    {"nothing", {0}, -1, false},
    {"alert at once", {0}, 40, false},
    {"alert at hello", {.alert_at = MUSTLS_TLS_AT_HELLO}, 40, false},
    {"place without alert", {.alert_at = MUSTLS_TLS_AT_FINISHED}, -1, false},
    {"alert at finished", {.alert_at = MUSTLS_TLS_AT_FINISHED}, 40, true},
    {"alert at data", {.alert_at = MUSTLS_TLS_AT_DATA}, 40, false},
    {"cut", {.cut = MUSTLS_TLS_AT_HELLO}, -1, true},
    {"cut by bytes", {.cut_bytes = 3}, -1, true},
    {"close", {.close = MUSTLS_TLS_CLOSE_NONE}, -1, true},
    {"split", {.records = MUSTLS_TLS_RECORDS_SPLIT}, -1, true},
    {"full", {.records = MUSTLS_TLS_RECORDS_FULL}, -1, false},
    {"warnings", {.warnings = 1}, -1, true},
    {"group", {.group = MUSTLS_TLS_GROUP_P256}, -1, false},
};

static void test_who_needs_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof needs / sizeof needs[0]; i++) {
        struct mustls_tls_wish w = wish(needs[i].q, needs[i].alert);
        if (mustls_tls_mangles(&w) != needs[i].mangles)
            fail_msg("%s", needs[i].label);
    }
}

/* The ServerHello of the null engine: header, message header, version, "good". */
#define HELLO (5 + 4 + 2 + 4)

static const struct {
    const char *label;
    struct mustls_tls_quirks q;
    size_t said;
    bool up;
} cuts[] = {
    {"nothing", {.close = MUSTLS_TLS_CLOSE_NONE}, HELLO, true},
    {"hello", {.cut = MUSTLS_TLS_AT_HELLO}, 0, false},
    {"one byte", {.cut_bytes = 1}, 1, false},
    {"all but one", {.cut_bytes = HELLO - 1}, HELLO - 1, false},
    {"the last byte", {.cut_bytes = HELLO}, HELLO, false},
    {"far behind", {.cut_bytes = 4000}, HELLO, true},
    {"warnings", {.warnings = 3}, 3 * 7 + HELLO, true},
    {"a cut among warnings", {.warnings = 3, .cut_bytes = 2}, 3 * 7 + 2, false},
};

static void test_cuts(void **state)
{
    (void)state;
    struct mustls_tls_factory *f = mustls_tls_null_factory_new();
    for (size_t i = 0; i < sizeof cuts / sizeof cuts[0]; i++)
        for (size_t step = 0; step < 40; step++) {
            struct mustls_tls_wish server = wish(cuts[i].q, -1), client = visit(HOST);
            struct pair p = pair_new(f, &server, &client);
            carry(p.client, p.server, 0, step);
            size_t said = p.server->ops->output(p.server).len;
            pump(&p, 0, step);
            bool up = p.server->ops->state(p.server) == MUSTLS_TLS_UP;
            if (said != cuts[i].said || up != cuts[i].up)
                fail_msg("%s, %zu bytes a step: %zu said, %d", cuts[i].label, step, said, up);
            if (!up)
                assert_int_equal(p.server->ops->write(p.server, MUSTLS_LIT("x")), MUSTLS_EUSAGE);
            pair_free(&p);
        }
    f->free(f);
}

static struct pair up(struct mustls_tls_factory *f, struct mustls_tls_quirks q)
{
    struct mustls_tls_wish server = wish(q, -1), client = visit(HOST);
    struct pair p = pair_new(f, &server, &client);
    pump(&p, 0, 0);
    assert_int_equal(p.server->ops->state(p.server), MUSTLS_TLS_UP);
    return p;
}

static void test_data(void **state)
{
    (void)state;
    struct mustls_tls_factory *f = mustls_tls_null_factory_new();
    struct pair p = up(f, (struct mustls_tls_quirks){.records = MUSTLS_TLS_RECORDS_SPLIT});
    assert_int_equal(p.server->ops->write(p.server, MUSTLS_LIT("250\r\n")), MUSTLS_OK);
    assert_int_equal(p.server->ops->output(p.server).len, 5 * 6);
    pump(&p, 3, 0);
    expect_read(p.client, MUSTLS_LIT("250\r\n"));
    p.client->ops->write(p.client, MUSTLS_LIT("QUIT\r\n"));
    p.client->ops->close(p.client);
    pump(&p, 0, 1);
    expect_read(p.server, MUSTLS_LIT("QUIT\r\n"));
    assert_int_equal(p.server->ops->alert(p.server), 0);
    assert_int_equal(p.server->ops->state(p.server), MUSTLS_TLS_CLOSED);
    p.server->ops->close(p.server);
    assert_int_equal(p.server->ops->output(p.server).len, 7);
    pair_free(&p);

    p = up(f, (struct mustls_tls_quirks){.close = MUSTLS_TLS_CLOSE_TEXT});
    p.server->ops->close(p.server);
    struct mustls_span out = p.server->ops->output(p.server);
    assert_int_equal(out.len, 7 + strlen("250 2.0.0 OK\r\n"));
    assert_int_equal(out.ptr[0], MUSTLS_RECORD_ALERT);
    pair_free(&p);
    f->free(f);
}

static void test_what_the_null_engine_lacks(void **state)
{
    (void)state;
    static const struct mustls_tls_quirks lacking[] = {
        {.group = MUSTLS_TLS_GROUP_P256},
        {.ciphers = MUSTLS_TLS_CIPHERS_NULL},
        {.tickets = MUSTLS_TLS_TICKETS_GLUED},
        {.records = MUSTLS_TLS_RECORDS_FULL},
        {.renegotiate = true},
        {.request_cert = true},
        {.downgrade = true},
        {.key_updates = 1},
        {.empty = 1},
        {.alert_at = MUSTLS_TLS_AT_DATA},
        {.alert_at = MUSTLS_TLS_AT_CERTIFICATE},
        {.alert_at = MUSTLS_TLS_AT_FINISHED},
        {.cut = MUSTLS_TLS_AT_CERTIFICATE},
        {.cut = MUSTLS_TLS_AT_FINISHED},
    };
    struct mustls_tls_factory *f = mustls_tls_null_factory_new();
    for (size_t i = 0; i < sizeof lacking / sizeof lacking[0]; i++) {
        struct mustls_tls_wish w = wish(lacking[i], lacking[i].alert_at ? 40 : -1);
        struct mustls_error err = {0};
        assert_null(f->server(f, &w, &err));
        assert_non_null(strstr(err.text, "without cryptography"));
    }
    f->free(f);
}

static void test_no_memory(void **state)
{
    (void)state;
    struct mustls_tls_factory *f = mustls_tls_null_factory_new();
    struct mustls_tls_wish server = wish((struct mustls_tls_quirks){.warnings = 2, .close = 2}, -1);
    struct mustls_tls_wish client = visit(HOST);
    bool done = false;
    for (long n = 0; n < 100 && !done; n++) {
        mustls_alloc_fail_after(n);
        struct pair p = {f->server(f, &server, NULL), f->client(f, &client, NULL)};
        if (p.server && p.client) {
            pump(&p, 3, 0);
            p.server->ops->write(p.server, MUSTLS_LIT("250\r\n"));
            pump(&p, 3, 0);
            done = p.client->ops->read(p.client).len == 5;
        }
        mustls_alloc_fail_after(-1);
        if (p.server)
            p.server->ops->free(p.server);
        if (p.client)
            p.client->ops->free(p.client);
    }
    assert_true(done);
    f->free(f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_who_needs_it), cmocka_unit_test(test_cuts),
        cmocka_unit_test(test_data),         cmocka_unit_test(test_what_the_null_engine_lacks),
        cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
