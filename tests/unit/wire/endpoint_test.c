#include "wire/fake.h"

#include "base/arena.h"

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

#define SPAN(s)                                                                                    \
    {                                                                                              \
        (const uint8_t *)(s), sizeof(s) - 1                                                        \
    }

/* A client engine, and what it says first. */
struct client_bytes {
    struct mustls_tls *tls;
    uint8_t hello[256];
    size_t hello_len;
};

static size_t take_output(struct mustls_tls *t, uint8_t *out, size_t max)
{
    struct mustls_span s = t->ops->output(t);
    assert_true(s.len <= max);
    if (s.len > 0)
        memcpy(out, s.ptr, s.len);
    t->ops->sent(t, s.len);
    return s.len;
}

static void client_begin(struct client_bytes *c)
{
    struct mustls_tls_wish w = {.host = MUSTLS_LIT("mx.example.test"), .alert = -1};
    memset(c, 0, sizeof *c);
    c->tls = factory->client(factory, &w, NULL);
    c->hello_len = take_output(c->tls, c->hello, sizeof c->hello);
}

/* Everything the endpoint has to send, as text or bytes. */
static size_t drain(struct mustls_endpoint *e, uint8_t *out, size_t max)
{
    size_t len = 0;
    struct mustls_span s;
    while ((s = mustls_endpoint_output(e, 0)).len > 0) {
        assert_true(s.len <= max - len);
        memcpy(out + len, s.ptr, s.len);
        len += s.len;
        mustls_endpoint_sent(e, s.len, 0);
    }
    return len;
}

static void feed(struct mustls_endpoint *e, struct mustls_span in, size_t cut, size_t step)
{
    if (cut > 0)
        mustls_endpoint_input(e, mustls_span_first(in, cut), 0);
    for (size_t at = cut; at < in.len; at += step)
        mustls_endpoint_input(e, mustls_span_first(mustls_span_from(in, at), step), 0);
}

/* Server. What the client sends, from STARTTLS on. */
static const struct {
    const char *label;
    struct mustls_span before, behind; /* the ClientHello, where there is one */
    bool hello;
    int alert; /* wished */
    const char *log;
} rows[] = {
    {"handshake begins", SPAN("STARTTLS\r\n"), SPAN(""), true, -1, "\"STARTTLS$\" "},
    {"clear text instead", SPAN("STARTTLS\r\nNOOP x\r\n"), SPAN(""), false, -1,
     "\"STARTTLS$\" down:plain:-1 \"NOOP?x$\" "},
    {"a NUL instead", SPAN("STARTTLS\r\n\0"), SPAN(""), false, -1,
     "\"STARTTLS$\" down:plain:-1 \"?\" "},
    {"an alert instead", SPAN("STARTTLS\r\n\x15\x03\x03"), SPAN(""), false, -1,
     "\"STARTTLS$\" down:plain:-1 \"???\" "},
    {"nearly a record", SPAN("STARTTLS\r\n\x16QUIT\r\n"), SPAN(""), false, -1,
     "\"STARTTLS$\" down:other:-1 \"?QUIT$\" "},
    {"record too long", SPAN("STARTTLS\r\n\x16\3\3\xff\xff"), SPAN(""), false, -1,
     "\"STARTTLS$\" down:other:-1 \"?????\" "},
    {"refused, as wished", SPAN("STARTTLS\r\n"), SPAN(""), true, 40, "\"STARTTLS$\" down:out:40 "},
    {"refused, then clear text", SPAN("STARTTLS\r\n"), SPAN("QUIT\r\n"), true, 40,
     "\"STARTTLS$\" down:out:40 \"QUIT$\" "},
    {"refused, then an alert, a record and clear text", SPAN("STARTTLS\r\n"),
     SPAN("\x15\3\3\0\2\2\x0a\x17\3\3\0\3abcMAIL\r\n"), true, 40,
     "\"STARTTLS$\" down:out:40 alert:10 \"MAIL$\" "},
    {"given up by an alert", SPAN("STARTTLS\r\n"), SPAN("\x15\3\3\0\2\2\x30QUIT\r\n"), true, -1,
     "\"STARTTLS$\" down:in:48 \"QUIT$\" "},
    {"clear text behind the ClientHello", SPAN("STARTTLS\r\n"), SPAN("QUIT\r\n"), true, -1,
     "\"STARTTLS$\" down:other:-1 \"QUIT$\" "},
};

static void check_row(size_t i, size_t cut, bool bytewise)
{
    struct fake f;
    struct mustls_endpoint e;
    struct client_bytes client;
    uint8_t wire[512], sent[512];
    fake_init(&f, true);
    f.wish.alert = rows[i].alert;
    mustls_endpoint_init(&e, fake_talker(&f), factory, true);
    client_begin(&client);

    size_t len = rows[i].before.len;
    memcpy(wire, rows[i].before.ptr, len);
    if (rows[i].hello) {
        memcpy(wire + len, client.hello, client.hello_len);
        len += client.hello_len;
        memcpy(wire + len, rows[i].behind.ptr, rows[i].behind.len);
        len += rows[i].behind.len;
    }
    if (cut > len)
        cut = len;

    /* The 220 may leave before or after what the client sends too early. */
    mustls_endpoint_input(&e, mustls_span(wire, cut), 0);
    size_t sent_len = drain(&e, sent, sizeof sent);
    for (size_t at = cut; at < len; at += bytewise ? 1 : len)
        mustls_endpoint_input(&e, mustls_span(wire + at, bytewise ? 1 : len - at), 0);
    sent_len += drain(&e, sent + sent_len, sizeof sent - sent_len);

    if (strcmp(f.log, rows[i].log) != 0)
        fail_msg("%s, cut at %zu: %s", rows[i].label, cut, f.log);
    assert_true(sent_len >= 8);
    assert_memory_equal(sent, "220 go\r\n", 8);
    if (rows[i].alert >= 0)
        assert_memory_equal(sent + 8, "\x15\3\3\0\2\2\x28", 7);
    client.tls->ops->free(client.tls);
    mustls_endpoint_deinit(&e);
}

static void test_server_boundary(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (size_t cut = 0; cut <= 160; cut++)
            check_row(i, cut, false);
        check_row(i, 0, true);
    }
}

/* Two endpoints, segments cut at `cut`; both talkers say hello when TLS is up. */
static void talk(struct mustls_endpoint *a, struct mustls_endpoint *b, size_t cut, size_t step)
{
    for (unsigned round = 0; round < 200; round++) {
        struct mustls_endpoint *ends[2] = {a, b};
        bool moved = false;
        for (int i = 0; i < 2; i++) {
            struct mustls_span out = mustls_endpoint_output(ends[i], 0);
            size_t n = out.len;
            if (n == 0)
                continue;
            feed(ends[1 - i], out, cut < n ? cut : n, step ? step : n);
            mustls_endpoint_sent(ends[i], n, 0);
            moved = true;
        }
        if (!moved)
            return;
    }
    fail_msg("the endpoints never stop talking");
}

static const struct {
    const char *label, *cert, *go_ahead;
    unsigned after_up; /* client */
    const char *server_log, *client_log;
} pairs[] = {
    {"good", "good", "220 go\r\n", 0, "\"STARTTLS$\" up:TLSv1.3 tls\"EHLO$\" ",
     "\"220?go$\" up:TLSv1.3 tls\"HI$\" "},
    {"injected behind 220", "good", "220 go\r\n250 forged\r\n", 0,
     "\"STARTTLS$\" up:TLSv1.3 tls\"EHLO$\" ", "\"220?go$\" left:12 up:TLSv1.3 tls\"HI$\" "},
    {"close_notify", "good", "220 go\r\n", MUSTLS_WANT_CLOSE,
     "\"STARTTLS$\" up:TLSv1.3 tls\"EHLO$\" alert:0 ", "\"220?go$\" up:TLSv1.3 tls\"HI$\" "},
    {"expired", "expired", "220 go\r\n", 0, "\"STARTTLS$\" down:in:45 ",
     "\"220?go$\" down:cert:45 "},
};

static void check_pair(size_t i, size_t cut, size_t step)
{
    struct fake server, client;
    struct mustls_endpoint s, c;
    fake_init(&server, true);
    fake_init(&client, false);
    server.wish.cert = mustls_span_str(pairs[i].cert);
    server.go_ahead = pairs[i].go_ahead;
    server.hello = "HI\r\n";
    client.hello = "EHLO\r\n";
    client.after_up = pairs[i].after_up;
    client.first = "STARTTLS\r\n";
    mustls_endpoint_init(&s, fake_talker(&server), factory, true);
    mustls_endpoint_init(&c, fake_talker(&client), factory, false);
    mustls_endpoint_connected(&c, 0);
    talk(&c, &s, cut, step);

    /* An injected line that comes apart from its 220 is no longer left over, but garbage. */
    bool whole = cut == 0 && step == 0;
    bool apart = !whole && strchr(pairs[i].go_ahead, 'f');
    const char *client_log = client.log + strlen("connected ");
    if (!apart &&
        (strcmp(server.log, pairs[i].server_log) != 0 || strcmp(client_log, pairs[i].client_log)))
        fail_msg("%s, cut %zu step %zu: server %s client %s", pairs[i].label, cut, step, server.log,
                 client_log);
    if (client.after_up)
        assert_int_equal(mustls_endpoint_wants(&c, 0) & MUSTLS_WANT_CLOSE, MUSTLS_WANT_CLOSE);
    mustls_endpoint_deinit(&s);
    mustls_endpoint_deinit(&c);
}

static void test_two_endpoints(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        for (size_t cut = 0; cut <= 120; cut++)
            check_pair(i, cut, 0);
        check_pair(i, 0, 1);
    }
}

/* A pair with TLS up, for what comes later. */
struct ends {
    struct fake server, client;
    struct mustls_endpoint s, c;
};

static void ends_up(struct ends *p)
{
    fake_init(&p->server, true);
    fake_init(&p->client, false);
    p->client.first = "STARTTLS\r\n";
    mustls_endpoint_init(&p->s, fake_talker(&p->server), factory, true);
    mustls_endpoint_init(&p->c, fake_talker(&p->client), factory, false);
    mustls_endpoint_connected(&p->c, 0);
    talk(&p->c, &p->s, 0, 0);
    assert_int_equal(p->s.state, MUSTLS_EP_TLS);
    assert_int_equal(p->c.state, MUSTLS_EP_TLS);
    p->server.log_len = p->client.log_len = 0;
    p->server.log[0] = p->client.log[0] = '\0';
}

static void ends_free(struct ends *p)
{
    mustls_endpoint_deinit(&p->s);
    mustls_endpoint_deinit(&p->c);
}

static void test_broken_tls(void **state)
{
    (void)state;
    static const struct {
        const char *label;
        struct mustls_span in;
        const char *log;
    } bytes[] = {
        {"clear text", SPAN("QUIT\r\n"), "reset "},
        {"fatal alert", SPAN("\x15\3\3\0\2\2\x14QUIT\r\n"), "alert:20 "},
    };
    for (size_t i = 0; i < sizeof bytes / sizeof bytes[0]; i++) {
        struct ends p;
        ends_up(&p);
        mustls_endpoint_input(&p.s, bytes[i].in, 0);
        assert_string_equal(p.server.log, bytes[i].log);
        /* Never in clear from now on, in neither direction. */
        say(&p.server, "250 secret\r\n");
        uint8_t out[64];
        assert_int_equal(drain(&p.s, out, sizeof out), 0);
        mustls_endpoint_input(&p.s, MUSTLS_LIT("MAIL\r\n"), 0);
        assert_string_equal(p.server.log, bytes[i].log);
        assert_int_equal(p.server.out_len, 0);
        ends_free(&p);
    }
}

static void test_end_of_file(void **state)
{
    (void)state;
    struct ends p;
    ends_up(&p);
    mustls_endpoint_eof(&p.s, false, 0);
    mustls_endpoint_eof(&p.s, false, 0);
    assert_string_equal(p.server.log, "eof ");
    mustls_endpoint_eof(&p.s, true, 0);
    mustls_endpoint_eof(&p.s, true, 0);
    assert_string_equal(p.server.log, "eof reset ");
    ends_free(&p);

    /* In the middle of a handshake it is the end of that first. */
    struct fake f;
    struct mustls_endpoint e;
    uint8_t out[64];
    fake_init(&f, true);
    mustls_endpoint_init(&e, fake_talker(&f), factory, true);
    mustls_endpoint_input(&e, MUSTLS_LIT("STARTTLS\r\n"), 0);
    drain(&e, out, sizeof out);
    mustls_endpoint_eof(&e, false, 0);
    assert_string_equal(f.log, "\"STARTTLS$\" down:eof:-1 eof ");
    mustls_endpoint_deinit(&e);
}

/* A long segment leaves record by record; the talker hears of each only when it has left whole. */
static void test_long_segment(void **state)
{
    (void)state;
    struct ends p;
    ends_up(&p);
    memset(p.server.out, 'x', 20000);
    p.server.out_len = 20000;
    struct mustls_span out = mustls_endpoint_output(&p.s, 0);
    assert_int_equal(out.len, 16384 + 5);
    mustls_endpoint_sent(&p.s, 10000, 0);
    assert_int_equal(p.server.out_len, 20000);
    out = mustls_endpoint_output(&p.s, 0);
    assert_int_equal(out.len, 16384 + 5 - 10000);
    mustls_endpoint_sent(&p.s, out.len, 0);
    assert_int_equal(p.server.out_len, 20000 - 16384);
    out = mustls_endpoint_output(&p.s, 0);
    assert_int_equal(out.len, 20000 - 16384 + 5);
    ends_free(&p);
}

static void test_wants(void **state)
{
    (void)state;
    struct ends p;
    ends_up(&p);
    uint8_t out[128];
    say(&p.client, "QUIT\r\n");
    p.client.wants = MUSTLS_WANT_CLOSE | MUSTLS_WANT_DONE;
    /* The line, then close_notify, and only then the end. */
    assert_int_equal(mustls_endpoint_wants(&p.c, 0), MUSTLS_WANT_READ);
    assert_int_equal(drain(&p.c, out, sizeof out), 5 + 6 + 7);
    assert_memory_equal(out + 11, "\x15\3\3\0\2\1\0", 7);
    assert_int_equal(mustls_endpoint_wants(&p.c, 0),
                     MUSTLS_WANT_READ | MUSTLS_WANT_CLOSE | MUSTLS_WANT_DONE);

    /* A reset says no goodbye. */
    p.server.wants = MUSTLS_WANT_RESET;
    assert_int_equal(mustls_endpoint_wants(&p.s, 0), MUSTLS_WANT_READ | MUSTLS_WANT_RESET);
    assert_int_equal(mustls_endpoint_output(&p.s, 0).len, 0);
    ends_free(&p);
}

static void test_no_engine(void **state)
{
    (void)state;
    struct fake f;
    struct mustls_endpoint e;
    uint8_t out[64];
    fake_init(&f, true);
    f.wish.cert = MUSTLS_LIT("best");
    mustls_endpoint_init(&e, fake_talker(&f), factory, true);
    mustls_endpoint_input(&e, MUSTLS_LIT("STARTTLS\r\n\x16\3\1\0\1xQUIT\r\n"), 0);
    drain(&e, out, sizeof out);
    assert_string_equal(f.log, "\"STARTTLS$\" down:other:-1 \"QUIT$\" ");
    mustls_endpoint_deinit(&e);
}

/* Every n-th allocation fails once: each talker still hears of the handshake exactly once, and
 * one of them that it was not the peer. */
static void test_no_memory(void **state)
{
    (void)state;
    bool up = false;
    for (long n = 0; n < 60 && !up; n++) {
        struct fake server, client;
        struct mustls_endpoint s, c;
        fake_init(&server, true);
        fake_init(&client, false);
        client.first = "STARTTLS\r\n";
        client.hello = "EHLO\r\n";
        mustls_endpoint_init(&s, fake_talker(&server), factory, true);
        mustls_endpoint_init(&c, fake_talker(&client), factory, false);
        mustls_alloc_fail_after(n);
        mustls_endpoint_connected(&c, 0);
        talk(&c, &s, 7, 0);
        mustls_alloc_fail_after(-1);
        up = strstr(server.log, "tls\"EHLO") != NULL;
        mustls_endpoint_eof(&c, false, 0);
        mustls_endpoint_eof(&s, false, 0);
        assert_false((server.wants | client.wants) & MUSTLS_WANT_TLS);
        assert_true(up || server.lost || client.lost);
        mustls_endpoint_deinit(&s);
        mustls_endpoint_deinit(&c);
    }
    assert_true(up);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_server_boundary), cmocka_unit_test(test_two_endpoints),
        cmocka_unit_test(test_broken_tls),      cmocka_unit_test(test_end_of_file),
        cmocka_unit_test(test_long_segment),    cmocka_unit_test(test_wants),
        cmocka_unit_test(test_no_engine),       cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
