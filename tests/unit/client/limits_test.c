/* What bounds the client: time, memory, its own caller; and what it shows of itself. */
#include "script.h"

#define DELIVERED MUSTLS_CLIENT_DELIVERED
#define TEMPORARY MUSTLS_CLIENT_TEMPORARY
#define PERMANENT MUSTLS_CLIENT_PERMANENT

static const struct script_setup clear_setup = {OFF, 0, NULL, 0, 0, 0, NULL};
static const struct script_setup tls_setup = {REQ, MUSTLS_CLIENT_AUTH_ANY, "a\n.\n", 2, 0, 0, NULL};

/* --- a server that answers by verb --- */

struct server {
    struct mustls_buf in;
    bool data, accepted;
};

static const char *answer(struct server *s, struct mustls_span line)
{
    static const struct {
        const char *verb, *reply;
    } table[] = {
        {"EHLO", "250-mx\r\n250-AUTH LOGIN PLAIN CRAM-MD5\r\n250-PIPELINING\r\n250 STARTTLS\r\n"},
        {"STARTTLS", "220 go\r\n"},
        {"AUTH CRAM-MD5", "504 no\r\n"},
        {"AUTH PLAIN", "534 no\r\n"},
        {"AUTH LOGIN", "334 \r\n"},
        {"am9l", "334 \r\n"},
        {"MAIL", "250 ok\r\n"},
        {"RCPT TO:<b", "550 no\r\n"},
        {"RCPT", "250 ok\r\n"},
        {"DATA", "354 go\r\n"},
        {"QUIT", "221 bye\r\n"},
    };
    if (s->data) {
        s->data = !mustls_span_eq(line, MUSTLS_LIT(".\r\n"));
        s->accepted |= !s->data;
        return s->data ? "" : "250 queued\r\n";
    }
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        if (mustls_span_starts(line, mustls_span_str(table[i].verb))) {
            s->data = strcmp(table[i].verb, "DATA") == 0;
            return table[i].reply;
        }
    return "235 ok\r\n"; /* to the password */
}

/* Takes what the client writes; the replies to it go back together. */
static void serve(struct server *s, struct mustls_talker t)
{
    struct mustls_span out = t.ops->output(t.self);
    assert_true(out.len > 0);
    mustls_buf_put(&s->in, out);
    t.ops->sent(t.self, out.len, 1);
    if (t.ops->wants(t.self) & MUSTLS_WANT_WRITE)
        return;
    char replies[1024] = "";
    for (;;) {
        size_t lf = mustls_span_find(mustls_buf_span(&s->in), MUSTLS_LIT("\n"));
        if (lf == MUSTLS_NPOS)
            break;
        strcat(replies, answer(s, mustls_span_first(mustls_buf_span(&s->in), lf + 1)));
        mustls_buf_eat(&s->in, lf + 1);
    }
    /* In two pieces, so that unfinished lines need memory. */
    size_t len = strlen(replies), half = len / 2;
    t.ops->input(t.self, mustls_span(replies, half), 2);
    t.ops->input(t.self, mustls_span(replies + half, len - half), 2);
}

static void converse(struct mustls_client *c, struct server *s)
{
    static const struct mustls_tls_info info = {.version = "TLSv1.3"};
    struct mustls_talker t = mustls_client_talker(c);
    t.ops->connected(t.self, 0);
    t.ops->input(t.self, MUSTLS_LIT("220 "), 0);
    t.ops->input(t.self, MUSTLS_LIT("mx\r\n"), 0);
    for (int i = 0; i < 1000; i++) {
        unsigned wants = t.ops->wants(t.self);
        if (wants & MUSTLS_WANT_DONE)
            return;
        if (wants & MUSTLS_WANT_WRITE)
            serve(s, t);
        else if (wants & MUSTLS_WANT_TLS)
            t.ops->tls_up(t.self, &info, 3);
        else
            t.ops->eof(t.self, false, 4);
    }
    fail_msg("the client does not end");
}

static void log_nothing(void *arg, char dir, struct mustls_span line)
{
    (void)dir;
    (void)line;
    ++*(int *)arg;
}

/* Without memory at any one place: no crash, no leak, and no success that isn't one. */
static void test_memory(void **state)
{
    (void)state;
    struct mustls_client_config cfg = script_config(&tls_setup, 0);
    struct server s = {.accepted = false};
    mustls_buf_init(&s.in, 1 << 16);
    mustls_buf_puts(
        &s.in, "the server's own memory is no part of the test; it is taken before, and is enough");
    int delivered = 0, lines = 0;
    for (long n = 0; delivered < 3; n++) {
        assert_true(n < 1000);
        mustls_buf_clear(&s.in);
        s.data = s.accepted = false;
        mustls_alloc_fail_after(n);
        struct mustls_client *c = mustls_client_new(&cfg);
        if (c) {
            mustls_client_set_log(c, log_nothing, &lines);
            converse(c, &s);
            enum mustls_client_result r = mustls_client_result(c);
            assert_int_not_equal(r, MUSTLS_CLIENT_BUSY);
            assert_int_not_equal(r, DELIVERED); /* one recipient is refused */
            if (r == MUSTLS_CLIENT_PARTIAL)
                assert_true(s.accepted);
            delivered = r == MUSTLS_CLIENT_PARTIAL ? delivered + 1 : 0;
            mustls_client_free(c);
        }
        mustls_alloc_fail_after(-1);
    }
    assert_true(lines > 0);
    mustls_buf_deinit(&s.in);
}

/* --- time --- */

static void test_total_time(void **state)
{
    (void)state;
    struct mustls_client_config cfg = script_config(&clear_setup, 0);
    cfg.total_timeout = MUSTLS_SEC(90);
    struct mustls_client *c = mustls_client_new(&cfg);
    struct mustls_talker t = mustls_client_talker(c);
    assert_true(t.ops->deadline(t.self) == MUSTLS_NEVER);
    t.ops->connected(t.self, MUSTLS_SEC(10));
    assert_true(t.ops->deadline(t.self) == MUSTLS_SEC(70));
    t.ops->input(t.self, MUSTLS_LIT("220-one line now and then\r\n"), MUSTLS_SEC(69));
    assert_true(t.ops->deadline(t.self) == MUSTLS_SEC(70)); /* a line is no reply */
    t.ops->input(t.self, MUSTLS_LIT("220 mx\r\n"), MUSTLS_SEC(69));
    t.ops->sent(t.self, t.ops->output(t.self).len, MUSTLS_SEC(69));
    assert_true(t.ops->deadline(t.self) == MUSTLS_SEC(100));
    t.ops->tick(t.self, MUSTLS_SEC(100) - 1);
    assert_int_equal(mustls_client_result(c), MUSTLS_CLIENT_BUSY);
    t.ops->tick(t.self, MUSTLS_SEC(100));
    assert_int_equal(mustls_client_result(c), TEMPORARY);
    assert_int_equal(t.ops->wants(t.self), MUSTLS_WANT_CLOSE | MUSTLS_WANT_DONE);
    mustls_client_free(c);
}

static struct mustls_client *at_message(const struct mustls_client_config *cfg)
{
    static const char *const replies[] = {"220 mx\r\n", "250 mx\r\n", "250 ok\r\n", "250 ok\r\n",
                                          "354 go\r\n"};
    struct mustls_client *c = mustls_client_new(cfg);
    assert_non_null(c);
    struct mustls_talker t = mustls_client_talker(c);
    t.ops->connected(t.self, 0);
    for (size_t i = 0; i < sizeof replies / sizeof *replies; i++) {
        t.ops->sent(t.self, t.ops->output(t.self).len, 0);
        t.ops->input(t.self, mustls_span_str(replies[i]), 0);
    }
    return c;
}

/* RFC 5321 4.5.3.2.5, .6: the timer of the message runs for each buffer, the last one longer. */
static void test_message_time(void **state)
{
    (void)state;
    static uint8_t message[100000];
    memset(message, 'x', sizeof message);
    struct mustls_client_config cfg = script_config(&clear_setup, 0);
    cfg.message = mustls_span(message, sizeof message);
    struct mustls_client *c = at_message(&cfg);
    struct mustls_talker t = mustls_client_talker(c);
    mustls_usec now = 0;
    size_t sent = 0, segments = 0;
    while (t.ops->wants(t.self) & MUSTLS_WANT_WRITE) {
        size_t len = t.ops->output(t.self).len;
        assert_true(len > 0 && len <= 16384);
        now += MUSTLS_SEC(50);
        t.ops->sent(t.self, len, now);
        assert_true(t.ops->deadline(t.self) == now + MUSTLS_SEC(120));
        sent += len;
        segments++;
    }
    assert_int_equal(sent, sizeof message + 5);
    assert_int_equal(segments, 7);
    mustls_client_free(c);
}

/* QUIT is not worth the full time; what it is answered changes nothing. */
static void test_quit_time(void **state)
{
    (void)state;
    static const struct {
        mustls_usec reply_timeout, patience;
    } rows[] = {{MUSTLS_SEC(60), MUSTLS_SEC(5)}, {MUSTLS_SEC(2), MUSTLS_SEC(2)}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct mustls_client_config cfg = script_config(&clear_setup, 0);
        cfg.reply_timeout = rows[i].reply_timeout;
        struct mustls_client *c = at_message(&cfg);
        struct mustls_talker t = mustls_client_talker(c);
        t.ops->sent(t.self, t.ops->output(t.self).len, 0);
        t.ops->input(t.self, MUSTLS_LIT("250 queued\r\n"), MUSTLS_SEC(1));
        assert_true(t.ops->deadline(t.self) == MUSTLS_SEC(1) + rows[i].patience);
        t.ops->tick(t.self, MUSTLS_SEC(1) + rows[i].patience);
        assert_int_equal(mustls_client_result(c), DELIVERED);
        mustls_client_free(c);
    }
}

/* RFC 5321 3.8: a refusal while we send is the answer; nothing more is sent, not even QUIT. */
static void test_refused_while_sending(void **state)
{
    (void)state;
    static const struct {
        const char *reply;
        enum mustls_client_result result;
    } rows[] = {
        {"552 5.3.4 too big\r\n", PERMANENT},
        {"421 4.3.0 bye\r\n", TEMPORARY},
        {"250 queued\r\n", TEMPORARY},
    };
    static uint8_t message[100000];
    memset(message, 'x', sizeof message);
    struct mustls_client_config cfg = script_config(&clear_setup, 0);
    cfg.message = mustls_span(message, sizeof message);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct mustls_client *c = at_message(&cfg);
        struct mustls_talker t = mustls_client_talker(c);
        t.ops->sent(t.self, t.ops->output(t.self).len, 1);
        t.ops->input(t.self, mustls_span_str(rows[i].reply), 1);
        assert_int_equal(mustls_client_result(c), rows[i].result);
        assert_int_equal(t.ops->wants(t.self), MUSTLS_WANT_CLOSE | MUSTLS_WANT_DONE);
        struct mustls_span code = mustls_span(rows[i].reply, 9);
        assert_true(mustls_span_find(mustls_client_output(c), code) != MUSTLS_NPOS);
        mustls_client_free(c);
    }
}

/* --- the caller --- */

static void refuse(const struct mustls_client_config *cfg, const char *label)
{
    struct mustls_client *c = mustls_client_new(cfg);
    assert_non_null(c);
    struct mustls_talker t = mustls_client_talker(c);
    if (t.ops->wants(t.self) != MUSTLS_WANT_DONE || mustls_client_result(c) != PERMANENT ||
        mustls_client_output(c).len == 0)
        fail_msg("not refused: %s", label);
    mustls_client_free(c);
}

static void test_config(void **state)
{
    (void)state;
    static const char *const bad[] = {"a\r\nRCPT TO:<x@y>", "a\nb", "a\rb", "a b", "a>b", "<a",
                                      "\xc3\xbc",           "a\x7f"};
    struct mustls_client_config good = script_config(&clear_setup, 0), cfg;
    char nul[] = "a\0b", large[257];
    memset(large, 'a', sizeof large);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct mustls_span span = mustls_span_str(bad[i]);
        cfg = good;
        cfg.from = span;
        refuse(&cfg, bad[i]);
        cfg = good;
        cfg.to = &span;
        refuse(&cfg, bad[i]);
        cfg = good;
        cfg.helo = span;
        if (i != 4 && i != 5)
            refuse(&cfg, bad[i]);
    }
    struct mustls_span nothing = {0};
    cfg = good, cfg.to = &nothing, refuse(&cfg, "empty recipient");
    cfg = good, cfg.num_to = 0, refuse(&cfg, "no recipient");
    cfg = good, cfg.helo = nothing, refuse(&cfg, "empty name");
    cfg = good, cfg.helo = mustls_span(large, 256), refuse(&cfg, "long name");
    cfg = good, cfg.from = mustls_span(large, 255), refuse(&cfg, "long sender");
    cfg = good, cfg.from = mustls_span(nul, 3), refuse(&cfg, "NUL in the sender");
    cfg = good, cfg.password = mustls_span(nul, 3), refuse(&cfg, "NUL in the password");
    cfg = good, cfg.user = mustls_span(nul, 3), refuse(&cfg, "NUL in the user name");
}

/* RFC 4954 4: no initial response where the line would be longer than 512 octets. */
static void test_long_password(void **state)
{
    (void)state;
    static char password[360];
    memset(password, 0, sizeof password);
    for (size_t len = 360 - 1; len > 350; len--) {
        memset(password, 'p', len);
        password[len] = '\0';
        const struct script_setup setup = {REQ, MUSTLS_CLIENT_AUTH_PLAIN, NULL, 0, 0, 0, password};
        /* "AUTH PLAIN " + base64 of user, password and two NULs + CRLF */
        bool fits = 11 + 4 * ((len + 3 + 2 + 2) / 3) + 2 <= 512;
        struct mustls_client_config cfg = script_config(&setup, 0);
        struct mustls_client *c = mustls_client_new(&cfg);
        struct mustls_talker t = mustls_client_talker(c);
        static const char *const replies[] = {"220 mx\r\n", "250-mx\r\n250 STARTTLS\r\n",
                                              "220 go\r\n", "250-mx\r\n250 AUTH PLAIN\r\n"};
        t.ops->connected(t.self, 0);
        for (size_t i = 0; i < 4; i++) {
            t.ops->sent(t.self, t.ops->output(t.self).len, 0);
            t.ops->input(t.self, mustls_span_str(replies[i]), 0);
            if (i == 2)
                t.ops->tls_up(t.self, NULL, 0);
        }
        assert_true(t.ops->output(t.self).len <= 512);
        assert_int_equal(mustls_span_eq(t.ops->output(t.self), MUSTLS_LIT("AUTH PLAIN\r\n")),
                         !fits);
        mustls_client_free(c);
    }
}

/* --- the log --- */

static void log_text(void *arg, char dir, struct mustls_span line)
{
    struct mustls_buf *b = arg;
    mustls_buf_putc(b, dir);
    mustls_buf_put(b, line);
    mustls_buf_putc(b, '\n');
}

static void test_log(void **state)
{
    (void)state;
    struct mustls_client_config cfg = script_config(&tls_setup, 0);
    struct mustls_client *c = mustls_client_new(&cfg);
    struct server s = {.accepted = false};
    struct mustls_buf text;
    mustls_buf_init(&s.in, 1 << 16);
    mustls_buf_init(&text, 1 << 16);
    mustls_client_set_log(c, log_text, &text);
    converse(c, &s);
    static const char *const shown[] = {"<220 mx\n", ">EHLO me.test\n<250-mx\n", ">AUTH PLAIN ",
                                        ">QUIT\n<221 bye\n"};
    static const char *const hidden[] = {"s3cret", "czNjcmV0LXB3", "zM2NyZXQtc"};
    for (size_t i = 0; i < sizeof shown / sizeof *shown; i++)
        assert_true(mustls_span_find(mustls_buf_span(&text), mustls_span_str(shown[i])) !=
                    MUSTLS_NPOS);
    for (size_t i = 0; i < sizeof hidden / sizeof *hidden; i++)
        assert_true(mustls_span_find(mustls_buf_span(&text), mustls_span_str(hidden[i])) ==
                    MUSTLS_NPOS);
    mustls_buf_deinit(&text);
    mustls_buf_deinit(&s.in);
    mustls_client_free(c);
}

/* --- the contract: every call is harmless at any time --- */

static void test_calls_out_of_place(void **state)
{
    (void)state;
    struct mustls_client_config cfg = script_config(&clear_setup, 0);
    struct mustls_client *c = mustls_client_new(&cfg);
    struct mustls_talker t = mustls_client_talker(c);
    const struct mustls_tls_trouble why = {.kind = MUSTLS_TLSFAIL_OTHER};
    for (int round = 0; round < 2; round++) {
        t.ops->input(t.self, MUSTLS_LIT("220 early\r\n"), 0);
        t.ops->sent(t.self, 5, 0);
        t.ops->tls_up(t.self, NULL, 0);
        t.ops->tls_down(t.self, NULL, &why, 0);
        t.ops->alert(t.self, 40, 0);
        t.ops->tick(t.self, MUSTLS_SEC(100000));
        t.ops->eof(t.self, false, 0);
        assert_int_equal(t.ops->output(t.self).len, 0);
        if (round == 0) {
            assert_int_equal(t.ops->wants(t.self), MUSTLS_WANT_CONNECT);
            t.ops->connected(t.self, 0);
            t.ops->eof(t.self, true, 0);
            t.ops->connected(t.self, 0);
        }
        assert_int_equal(t.ops->wants(t.self), MUSTLS_WANT_DONE);
        assert_int_equal(mustls_client_result(c), TEMPORARY);
    }
    mustls_client_free(c);
    mustls_client_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_memory),
        cmocka_unit_test(test_total_time),
        cmocka_unit_test(test_message_time),
        cmocka_unit_test(test_refused_while_sending),
        cmocka_unit_test(test_quit_time),
        cmocka_unit_test(test_config),
        cmocka_unit_test(test_long_password),
        cmocka_unit_test(test_log),
        cmocka_unit_test(test_calls_out_of_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
