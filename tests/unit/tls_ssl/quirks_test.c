/* A server's quirks, as a client of the same library meets them. */
#include "tls/pump.h"
#include "base/arena.h"
#include "tls/record.h"
#include "tls_ssl/ssl.h"

#define HOST "mx.example.test"

static struct mustls_zoo *zoo;
static struct mustls_tls_factory *factory;

static int set_up(void **state)
{
    (void)state;
    static const char *const hosts[] = {HOST};
    struct mustls_error err;
    zoo = mustls_zoo_new(hosts, 1, &err);
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

static struct mustls_tls_wish wish(const char *version, struct mustls_tls_quirks q, int alert)
{
    struct mustls_tls_wish w = serve("good");
    w.min = w.max = mustls_span_str(version);
    w.quirks = q;
    w.alert = alert;
    return w;
}

static bool is_boring(void)
{
    return strcmp(mustls_tls_ssl_library(), "BoringSSL") == 0;
}

/* --- handshakes that end early --- */

#define AT(p) MUSTLS_TLS_AT_##p

static const struct {
    const char *label, *version;
    struct mustls_tls_quirks q;
    int alert; /* on the server's way out */
    size_t min_said, max_said;
    int heard; /* the alert that a client tells of; -1: none or any */
} ends[] = {
    {"cut at hello", "1.3", {.cut = AT(HELLO)}, -1, 0, 0, -1},
    {"cut at hello, 1.2", "1.2", {.cut = AT(HELLO)}, -1, 0, 0, -1},
    {"cut at certificate", "1.3", {.cut = AT(CERTIFICATE)}, -1, 80, 140, -1},
    {"cut at certificate, 1.2", "1.2", {.cut = AT(CERTIFICATE)}, -1, 60, 120, -1},
    {"cut at finished", "1.3", {.cut = AT(FINISHED)}, -1, 130, 1100, -1},
    {"cut at finished, 1.2", "1.2", {.cut = AT(FINISHED)}, -1, 500, 1100, -1},
    {"cut after a byte", "1.3", {.cut_bytes = 1}, -1, 1, 1, -1},
    {"cut after 100 bytes", "1.2", {.cut_bytes = 100}, -1, 100, 100, -1},
    {"alert at certificate", "1.2", {.alert_at = AT(CERTIFICATE)}, 80, 60, 130, 80},
    {"alert at finished", "1.2", {.alert_at = AT(FINISHED)}, 40, 500, 1110, 40},
    {"alert at certificate, 1.3", "1.3", {.alert_at = AT(CERTIFICATE)}, 80, 80, 150, -1},
};

/* All that the server says, by the time that both are at rest. */
static size_t talk(struct pair *p, size_t step)
{
    size_t said = 0;
    for (unsigned rounds = 0; rounds < 50; rounds++) {
        bool moved = carry(p->client, p->server, 0, step);
        said += p->server->ops->output(p->server).len;
        moved |= carry(p->server, p->client, 0, step);
        if (!moved)
            break;
    }
    return said;
}

static void test_ends(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2 * (sizeof ends / sizeof ends[0]); i++) {
        size_t row = i / 2, step = i % 2; /* whole, then byte by byte */
        struct mustls_tls_wish server = wish(ends[row].version, ends[row].q, ends[row].alert);
        struct mustls_tls_wish client = visit(HOST);
        struct pair p = pair_new(factory, &server, &client);
        size_t said = talk(&p, step);
        int alert, heard;
        enum mustls_tls_failure got = failure_of(p.server, &alert);
        failure_of(p.client, &heard);
        enum mustls_tls_failure want =
            ends[row].alert < 0 ? MUSTLS_TLSFAIL_OTHER : MUSTLS_TLSFAIL_ALERT_OUT;
        if (got != want || alert != ends[row].alert || said < ends[row].min_said ||
            said > ends[row].max_said || (ends[row].heard >= 0 && heard != ends[row].heard) ||
            p.client->ops->state(p.client) == MUSTLS_TLS_UP)
            fail_msg("%s: failure %d, alert %d, said %zu, heard %d", ends[row].label, got, alert,
                     said, heard);
        /* It is deaf and dumb from then on. */
        p.server->ops->input(p.server, MUSTLS_LIT("x"));
        assert_int_equal(p.server->ops->write(p.server, MUSTLS_LIT("x")), MUSTLS_EUSAGE);
        pair_free(&p);
    }
}

/* --- what comes under TLS --- */

static size_t num_records(struct mustls_span out)
{
    struct mustls_record r;
    size_t missing, n = 0;
    for (; mustls_record_parse(out, &r, &missing) == MUSTLS_OK; n++)
        out = mustls_span_from(out, r.whole.len);
    assert_int_equal(out.len, 0);
    return n;
}

static const struct {
    const char *label, *version;
    struct mustls_tls_quirks q;
    size_t records, bytes; /* of one write of 8 bytes; bytes 0: whatever */
    bool openssl;          /* the other library does it otherwise, or not at all */
} shapes[] = {
    {"usual", "1.3", {0}, 1, 0, false},
    {"split", "1.3", {.records = MUSTLS_TLS_RECORDS_SPLIT}, 8, 0, false},
    {"split, 1.2", "1.2", {.records = MUSTLS_TLS_RECORDS_SPLIT}, 8, 0, false},
    {"full", "1.3", {.records = MUSTLS_TLS_RECORDS_FULL}, 1, 5 + 16385 + 16, false},
    {"empty", "1.3", {.empty = 20}, 21, 0, false},
    {"key updates", "1.3", {.key_updates = 20}, 21, 0, false},
    {"key updates, empty, full",
     "1.3",
     {.key_updates = 2, .empty = 2, .records = MUSTLS_TLS_RECORDS_FULL},
     5,
     0,
     false},
    {"tickets", "1.3", {.tickets = MUSTLS_TLS_TICKETS_APART}, 1, 0, true},
    {"glued tickets", "1.3", {.tickets = MUSTLS_TLS_TICKETS_GLUED}, 3, 0, true},
    {"tickets, 1.2", "1.2", {.tickets = MUSTLS_TLS_TICKETS_APART}, 1, 0, false},
    {"tickets glued to nothing", "1.2", {.tickets = MUSTLS_TLS_TICKETS_GLUED}, 1, 0, false},
    {"P-384", "1.3", {.group = MUSTLS_TLS_GROUP_P384}, 1, 0, false},
    {"P-256", "1.2", {.group = MUSTLS_TLS_GROUP_P256}, 1, 0, false},
    {"certificate request", "1.3", {.request_cert = true}, 1, 0, false},
    {"certificate request, 1.2", "1.2", {.request_cert = true}, 1, 0, false},
    {"CBC", "1.2", {.ciphers = MUSTLS_TLS_CIPHERS_CBC}, 1, 0, false},
};

static struct pair up(const struct mustls_tls_wish *server, const char *label)
{
    struct mustls_tls_wish client = visit(HOST);
    struct pair p = pair_new(factory, server, &client);
    pump(&p, 0, 0);
    int alert;
    if (p.server->ops->state(p.server) != MUSTLS_TLS_UP ||
        p.client->ops->state(p.client) != MUSTLS_TLS_UP) {
        enum mustls_tls_failure kind = failure_of(p.client, &alert);
        fail_msg("%s: not up, the client's failure is %d, alert %d", label, kind, alert);
    }
    return p;
}

static void test_shapes(void **state)
{
    (void)state;
    static const struct mustls_span text = {(const uint8_t *)"250 ok\r\n", 8};
    for (size_t i = 0; i < sizeof shapes / sizeof shapes[0]; i++) {
        if (shapes[i].openssl && is_boring())
            continue;
        struct mustls_tls_wish server = wish(shapes[i].version, shapes[i].q, -1);
        struct pair p = up(&server, shapes[i].label);
        for (int round = 0; round < 3; round++) {
            assert_int_equal(p.server->ops->write(p.server, text), MUSTLS_OK);
            struct mustls_span out = p.server->ops->output(p.server);
            size_t n = num_records(out);
            bool same = round == 0 || !shapes[i].q.tickets;
            if (same && (n != shapes[i].records || (shapes[i].bytes && out.len != shapes[i].bytes)))
                fail_msg("%s: %zu records, %zu bytes", shapes[i].label, n, out.len);
            pump(&p, 0, 0);
            expect_read(p.client, text);
            p.client->ops->write(p.client, MUSTLS_LIT("NOOP\r\n"));
            pump(&p, 0, 0);
            if (p.server->ops->read(p.server).len != 6)
                fail_msg("%s: round %d", shapes[i].label, round);
            expect_read(p.server, MUSTLS_LIT("NOOP\r\n"));
        }
        p.server->ops->close(p.server);
        p.server->ops->close(p.server);
        pump(&p, 0, 0);
        assert_int_equal(p.client->ops->alert(p.client), 0);
        assert_int_equal(p.client->ops->alert(p.client), -1);
        pair_free(&p);
    }
}

static void test_alert_behind_data(void **state)
{
    (void)state;
    struct mustls_tls_wish server =
        wish("1.3", (struct mustls_tls_quirks){.alert_at = AT(DATA)}, 49);
    struct pair p = up(&server, "alert at data");
    assert_int_equal(p.server->ops->write(p.server, MUSTLS_LIT("250 ok\r\n")), MUSTLS_OK);
    assert_int_equal(p.server->ops->state(p.server), MUSTLS_TLS_FAILED);
    pump(&p, 0, 0);
    expect_read(p.client, MUSTLS_LIT("250 ok\r\n"));
    int alert;
    assert_int_equal(failure_of(p.client, &alert), MUSTLS_TLSFAIL_ALERT_IN);
    assert_int_equal(alert, 49);
    assert_int_equal(p.server->ops->write(p.server, MUSTLS_LIT("x")), MUSTLS_EUSAGE);
    pair_free(&p);
}

/* Our client says no, which its peer's library takes for the end. */
static void test_renegotiation(void **state)
{
    (void)state;
    struct mustls_tls_wish server =
        wish("1.2", (struct mustls_tls_quirks){.renegotiate = true}, -1);
    struct mustls_error err = {0};
    if (is_boring()) {
        assert_null(factory->server(factory, &server, &err));
        assert_non_null(strstr(err.text, "renegotiation"));
        return;
    }
    struct pair p = up(&server, "renegotiation");
    assert_int_equal(p.server->ops->write(p.server, MUSTLS_LIT("250 ok\r\n")), MUSTLS_OK);
    assert_int_equal(num_records(p.server->ops->output(p.server)), 2);
    pump(&p, 0, 0);
    expect_read(p.client, MUSTLS_LIT("250 ok\r\n"));
    assert_int_equal(p.server->ops->alert(p.server), 100);
    assert_int_equal(p.server->ops->state(p.server), MUSTLS_TLS_FAILED);
    pair_free(&p);
}

static void test_closings(void **state)
{
    (void)state;
    struct mustls_tls_wish server =
        wish("1.3", (struct mustls_tls_quirks){.close = MUSTLS_TLS_CLOSE_NONE}, -1);
    struct pair p = up(&server, "no close_notify");
    p.server->ops->close(p.server);
    assert_int_equal(p.server->ops->output(p.server).len, 0);
    assert_int_equal(p.server->ops->write(p.server, MUSTLS_LIT("x")), MUSTLS_EUSAGE);
    pair_free(&p);

    server = wish("1.2", (struct mustls_tls_quirks){.close = MUSTLS_TLS_CLOSE_TEXT}, -1);
    p = up(&server, "text behind close_notify");
    p.server->ops->close(p.server);
    struct mustls_span out = p.server->ops->output(p.server), text = MUSTLS_LIT("250 2.0.0 OK\r\n");
    assert_true(out.len > text.len);
    assert_memory_equal(out.ptr + out.len - text.len, text.ptr, text.len);
    pump(&p, 0, 0);
    assert_int_equal(p.client->ops->alert(p.client), 0);
    assert_int_equal(p.client->ops->state(p.client), MUSTLS_TLS_CLOSED);
    expect_read(p.client, mustls_span(NULL, 0));
    pair_free(&p);
}

/* --- what a client must not take, and one that does --- */

static const struct {
    const char *label, *cert, *version;
    struct mustls_tls_quirks q;
    unsigned lenient; /* with which it is taken; 0: by nobody */
} bait[] = {
    {"expired", "expired", "1.3", {0}, MUSTLS_TLS_TAKES_EXPIRED},
    {"not yet valid", "not-yet-valid", "1.3", {0}, MUSTLS_TLS_TAKES_EXPIRED},
    {"self-signed", "self-signed", "1.3", {0}, MUSTLS_TLS_TAKES_SELF_SIGNED},
    {"purpose", "eku-client", "1.3", {0}, MUSTLS_TLS_TAKES_PURPOSE},
    {"no CA", "intermediate-no-ca", "1.3", {0}, MUSTLS_TLS_TAKES_ANY_CA},
    {"path too long", "pathlen-broken", "1.3", {0}, MUSTLS_TLS_TAKES_ANY_CA},
    {"name not permitted", "name-constraints", "1.3", {0}, MUSTLS_TLS_TAKES_ANY_CA},
    {"CN", "san-other-cn-right", "1.3", {0}, MUSTLS_TLS_TAKES_CN},
    {"CN alone", "cn-only", "1.3", {0}, MUSTLS_TLS_TAKES_CN},
    {"partial wildcard", "partial-wildcard", "1.3", {0}, MUSTLS_TLS_TAKES_PARTIAL},
    {"TLS 1.0", "good", "1.0", {0}, MUSTLS_TLS_TAKES_WEAK},
    {"TLS 1.1", "good", "1.1", {0}, MUSTLS_TLS_TAKES_WEAK},
    {"no encryption", "good", "1.2", {.ciphers = MUSTLS_TLS_CIPHERS_NULL}, MUSTLS_TLS_TAKES_WEAK},
    {"no certificate", "good", "1.2", {.ciphers = MUSTLS_TLS_CIPHERS_ANON}, MUSTLS_TLS_TAKES_WEAK},
    {"downgrade", "good", "1.2", {.downgrade = true}, 0},
    {"warnings", "good", "1.3", {.warnings = 100}, 0},
};

static char why[256];

static bool is_taken(const struct mustls_tls_wish *server, unsigned lenient)
{
    struct mustls_tls_wish client = visit(HOST);
    client.lenient = lenient;
    if (lenient & MUSTLS_TLS_TAKES_WEAK)
        client.min = MUSTLS_LIT("1.0");
    struct pair p = pair_new(factory, server, &client);
    pump(&p, 0, 0);
    bool taken = p.client->ops->state(p.client) == MUSTLS_TLS_UP &&
                 p.server->ops->state(p.server) == MUSTLS_TLS_UP;
    struct mustls_tls_trouble trouble;
    p.client->ops->trouble(p.client, &trouble);
    memcpy(why, trouble.text, sizeof why);
    pair_free(&p);
    return taken;
}

static void test_bait(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof bait / sizeof bait[0]; i++) {
        struct mustls_tls_wish server = wish(bait[i].version, bait[i].q, -1);
        server.cert = mustls_span_str(bait[i].cert);
        struct mustls_tls *t = factory->server(factory, &server, NULL);
        if (!t) {
            assert_true(is_boring());
            continue;
        }
        t->ops->free(t);
        if (is_taken(&server, 0))
            fail_msg("%s is taken", bait[i].label);
        unsigned others = 0x7f & ~bait[i].lenient;
        if (bait[i].lenient && !is_boring() && is_taken(&server, others))
            fail_msg("%s is taken for another reason", bait[i].label);
        if (bait[i].lenient && !is_boring() && !is_taken(&server, bait[i].lenient))
            fail_msg("%s is not even taken by the lenient: %s", bait[i].label, why);
    }
}

static void test_what_the_library_lacks(void **state)
{
    (void)state;
    static const struct {
        struct mustls_tls_quirks q;
        const char *why;
    } rows[] = {
        {{.ciphers = MUSTLS_TLS_CIPHERS_EXPORT}, "export grade"},
        {{.tickets = MUSTLS_TLS_TICKETS_APART, .empty = 1}, "our own making"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct mustls_tls_wish w = wish("1.2", rows[i].q, -1);
        struct mustls_error err = {0};
        assert_null(factory->server(factory, &w, &err));
        if (!strstr(err.text, rows[i].why))
            fail_msg("\"%s\"", err.text);
    }
}

/* Every n-th allocation of ours fails once. */
static void test_no_memory(void **state)
{
    (void)state;
    const struct mustls_tls_quirks q = {
        .key_updates = 1, .empty = 2, .records = MUSTLS_TLS_RECORDS_SPLIT, .close = 2};
    struct mustls_tls_wish server = wish("1.3", q, -1), client = visit(HOST);
    bool up = false;
    for (long n = 0; n < 300 && !up; n++) {
        mustls_alloc_fail_after(n);
        struct pair p = {factory->server(factory, &server, NULL),
                         factory->client(factory, &client, NULL)};
        if (p.server && p.client) {
            pump(&p, 3, 0);
            p.server->ops->write(p.server, MUSTLS_LIT("250 ok\r\n"));
            p.server->ops->close(p.server);
            pump(&p, 3, 0);
            up = p.client->ops->read(p.client).len == 8;
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
        cmocka_unit_test(test_ends),
        cmocka_unit_test(test_shapes),
        cmocka_unit_test(test_alert_behind_data),
        cmocka_unit_test(test_renegotiation),
        cmocka_unit_test(test_closings),
        cmocka_unit_test(test_bait),
        cmocka_unit_test(test_what_the_library_lacks),
        cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
