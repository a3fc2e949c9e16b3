/* The end of a run, whose turn it was, and the bounds. */
#include "play/helper.h"

#define GREET "C: <connect>\nS: 220 x\n"
#define MAIL  GREET "C: DATA\nS: 354 go\nC: <data>\nS: 250 ok\n"
#define SENT  "> DATA\n> NONCE\n> ."

static const struct {
    const char *label, *scenario, *actions;
    struct mustls_play_end end;
    const char *events;
} ends[] = {
    {"told the truth", MAIL, SENT, {.kind = MUSTLS_END_OK}, "-:exit ok\n"},
    {"false success", MAIL, "> DATA", {.kind = MUSTLS_END_OK}, "-:exit ok\n-:false-success\n"},
    {"false failure",
     MAIL,
     SENT,
     {.kind = MUSTLS_END_FAIL, .code = 3},
     "-:exit 3 fail\n-:false-failure\n"},
    {"gone before our reply",
     MAIL,
     "> DATA\nhold\n> NONCE\n> .\neof\nflow",
     {.kind = MUSTLS_END_FAIL, .code = 3},
     "-:exit 3 fail\n"},
    {"true failure", MAIL, "> DATA", {.kind = MUSTLS_END_FAIL, .code = 1}, "-:exit 1 fail\n"},
    {"a signal claims nothing",
     MAIL,
     SENT,
     {.kind = MUSTLS_END_SIGNAL, .code = 11},
     "-:exit 11 signal\n"},
    {"skipped", MAIL, "", {.kind = MUSTLS_END_SKIP, .code = 77}, "-:exit 77 skip\n"},
    {"output and leaks",
     MAIL,
     SENT,
     {.kind = MUSTLS_END_OK, .output = {(const uint8_t *)"hi", 2}, .leaked = 2},
     "-:output 1 hi\n-:leak 2\n-:exit ok\n"},
    {"the password in output",
     MAIL,
     "",
     {.kind = MUSTLS_END_FAIL, .output = {(const uint8_t *)"bad pa+ss/wd9!", 14}},
     "-:output 1 bad pa+ss/wd9!\n-:secret password in output\n-:exit fail\n"},
    {"the password in output, in base64 behind two bytes, and twice", /* ab, password */
     MAIL,
     "",
     {.kind = MUSTLS_END_FAIL, .output = {(const uint8_t *)"YWJwYStzcy93ZDk=YWJwYStzcy93ZDk=", 32}},
     "-:output 1 YWJwYStzcy93ZDk=YWJwYStzcy93ZDk=\n-:secret password base64 in output\n"
     "-:exit fail\n"},
    {"the user name in output is nothing",
     MAIL,
     "",
     {.kind = MUSTLS_END_FAIL, .output = {(const uint8_t *)"muser123: no", 12}},
     "-:output 1 muser123: no\n-:exit fail\n"},
    {"most of the password is not the password",
     MAIL,
     "",
     {.kind = MUSTLS_END_FAIL, .output = {(const uint8_t *)"bad pa+ss/wd9!", 12}},
     "-:output 1 bad pa+ss/wd\n-:exit fail\n"},
    {"killed",
     MAIL,
     "",
     {.kind = MUSTLS_END_KILLED},
     "-:turn we wait for the client, after our reply to the connection (t:1)\n-:exit killed\n"},
};

#define NOOP_AT    GREET "C: NOOP\nS: 250 a\n"
#define DATA_THERE "C: DATA\nS: 354 go\nC: <data>\nS: 250 ok\n"

/* Whose word was due. What a client waits for may be ours to say though we think that all was said.
 */
static const struct {
    const char *label, *scenario, *actions;
    bool patient;
    const char *turn;
} dues[] = {
    {"half a reply", GREET "C: EHLO\nS: 250-a\nS: <wait>\n", "> EHLO x", false,
     "1 the client waits for the rest of our reply to EHLO x, which is in a <wait> (t:5)"},
    {"half a reply, and patience", GREET "C: EHLO\nS: 250-a\nS: <wait>\n", "> EHLO x", true,
     "2 the client waits for the rest of our reply to EHLO x, which is in a <wait> (t:5)"},
    {"half a reply and no more", GREET "C: EHLO\nS: 250-a\n", "> EHLO x", false,
     "1 the client waits for more than our reply to EHLO x (t:3)"},
    {"a whole reply, then silence", GREET "C: EHLO\nS: 250 a\nS: <wait>\n", "> EHLO x", true,
     "the client waits for the rest of our reply to EHLO x, which is in a <wait> (t:5)"},
    {"a command into the silence", GREET "C: EHLO\nS: 250 a\nS: <wait>\n", "> EHLO x\n> QUIT",
     false, "1 the client waits for the rest of our reply to EHLO x, which is in a <wait> (t:5)"},
    {"no greeting", "C: <connect>\nS: <wait>\n", "", true,
     "2 the client waits for the rest of our reply to the connection, which is in a <wait> (t:2)"},
    {"a bare LF", GREET "C: EHLO\nS: 250 a\\n\n", "> EHLO x", true,
     "2 the client waits for more than our reply to EHLO x (t:3)"},
    {"a reply that comes slowly", GREET "C: EHLO\nS: <chunk 1 1000ms>\nS: 250 a\n",
     "> EHLO x\n+ 1500", false, "1 the client waits for the rest of our reply to EHLO x (t:3)"},
    {"a reply that is not read", GREET "C: EHLO\nS: 250-a\nS: 250 a\n", "hold\n> EHLO x", true,
     "the client waits for the rest of our reply to EHLO x (t:3)"},
    {"no rule", GREET, "> EHLO x", true,
     "2 the client waits for a reply to EHLO x, which no rule answers"},
    {"a reply and nothing", GREET, "", true,
     "we wait for the client, after our reply to the connection (t:1)"},
    {"no handshake", GREET "C: STARTTLS\nS: 220 go\nS: <tls>\n", "> STARTTLS", true,
     "we wait for the client's TLS handshake after STARTTLS (t:5)"},
    {"no handshake, and a bare LF", GREET "C: STARTTLS\nS: 220 go\\n\nS: <tls>\n", "> STARTTLS",
     true, "2 we wait for the client's TLS handshake after STARTTLS (t:5)"},
    {"no handshake, and no greeting", "C: <connect>\nS: <tls>\n", "", true,
     "2 we wait for the client's TLS handshake after the connection (t:2)"},
    {"no message", MAIL, "> DATA", true, "we wait for the end of the client's message (t:5)"},
    {"no message, and a bare LF", GREET "C: DATA\nS: 354 go\\n\nC: <data>\nS: 250 ok\n", "> DATA",
     true, "2 we wait for the end of the client's message (t:5)"},
    {"no message, and a surplus reply", NOOP_AT "S: 250 b\n" DATA_THERE, "> NOOP\n> DATA", true,
     "2 we wait for the end of the client's message (t:8)"},
    {"no message, and as many replies as commands", NOOP_AT DATA_THERE, "> NOOP\n> DATA", true,
     "we wait for the end of the client's message (t:7)"},
    {"a surplus reply and nothing", NOOP_AT "S: 250 b\n", "> NOOP", true,
     "we wait for the client, after our reply to NOOP (t:3)"},
    {"a handshake that we left", GREET "C: STARTTLS\nS: 220 go\nS: <tls cut>\nS: <wait>\n",
     "> STARTTLS\ndown", true,
     "2 the client waits for the rest of our reply to STARTTLS, which is in a <wait> (t:6)"},
    {"a handshake that it left", GREET "C: STARTTLS\nS: 220 go\nS: <tls>\nS: <wait>\n",
     "> STARTTLS\ndown", true,
     "the client waits for the rest of our reply to STARTTLS, which is in a <wait> (t:6)"},
    {"we closed", GREET "C: EHLO\nS: 250-a\nS: <close>\n", "> EHLO x", true,
     "the client is still running though we closed after EHLO x"},
};

static void test_dues(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof dues / sizeof dues[0]; i++) {
        struct run r;
        struct mustls_buf text, want;
        mustls_buf_init(&text, 1u << 16);
        mustls_buf_init(&want, 1u << 16);
        mustls_buf_printf(&want, "-:turn %s\n-:exit killed\n", dues[i].turn);
        assert_true(run_begin(&r, MUSTLS_TEST_CLIENT, dues[i].scenario, &plain_params, WHOLE));
        run_actions(&r, dues[i].actions);
        struct mustls_play_end end = {.kind = MUSTLS_END_KILLED, .patient = dues[i].patient};
        mustls_play_end(r.play, &end, r.now);
        dump(&text, &r, " connect send rule reply command line wait close tls-fail alert ");
        if (strcmp(mustls_buf_cstr(&text), mustls_buf_cstr(&want)) != 0)
            fail_msg("%s: %s", dues[i].label, mustls_buf_cstr(&text));
        mustls_buf_deinit(&text);
        mustls_buf_deinit(&want);
        run_end(&r);
    }
}

#define HIDE_WIRE                                                                                  \
    " connect send rule reply command line data message accepted wait close tls sni early "

static void test_ends(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
        struct run r;
        struct mustls_buf text;
        mustls_buf_init(&text, 1u << 16);
        assert_true(run_begin(&r, MUSTLS_TEST_CLIENT, ends[i].scenario, &plain_params, WHOLE));
        run_actions(&r, ends[i].actions);
        mustls_play_end(r.play, &ends[i].end, r.now);
        dump(&text, &r, HIDE_WIRE);
        if (strcmp(mustls_buf_cstr(&text), ends[i].events) != 0)
            fail_msg("%s: %s", ends[i].label, mustls_buf_cstr(&text));
        mustls_buf_deinit(&text);
        run_end(&r);
    }
}

/* What our reply to the message says of the run: accepted, refused, or whatever the client reads.
 */
static const struct {
    const char *label, *reply;
    enum { REFUSED, ACCEPTED, UNCLEAR } means;
} replies[] = {
    {"250", "S: 250 ok\n", ACCEPTED},
    {"several lines", "S: 250-a\nS: 250 b\n", ACCEPTED},
    {"no text", "S: 250\n", ACCEPTED},
    {"any 2yz", "S: 221 bye\n", ACCEPTED},
    {"550", "S: 550 no\n", REFUSED},
    {"354", "S: 354 again\n", REFUSED},
    {"bare LF, 250", "S: 250 ok\\n\n", UNCLEAR},
    {"bare LF, 530", "S: 530 no\\n\n", REFUSED},
    {"bad separator, 250", "S: 250_ok\n", UNCLEAR},
    {"bad separator, 530", "S: 530_no\n", REFUSED},
    {"four digits", "S: 2500 ok\n", UNCLEAR},
    {"out of range", "S: 299 ok\n", UNCLEAR},
    {"out of range, too low", "S: 150 ok\n", REFUSED},
    {"a blank before", "S:  250 ok\n", UNCLEAR},
    {"a mark before", "S: \xef\xbb\xbf\x32\x35\x30 ok\n", UNCLEAR},
    {"text before", "S: now 250 ok\n", REFUSED},
    {"a NUL in 530", "S: 530 \\02\n", REFUSED},
    {"a 2 later on", "S: 5 2.0.0 ok\n", REFUSED},
    {"no digit", "S: fine\n", REFUSED},
    {"codes differ, 2yz first", "S: 250-a\nS: 530 b\n", UNCLEAR},
    {"codes differ, 2yz last", "S: 530-a\nS: 250 b\n", UNCLEAR},
    {"codes differ, no 2yz", "S: 530-a\nS: 450 b\n", REFUSED},
    {"silence", "", REFUSED},
    {"only \"-\" lines", "S: 250-a\nS: 250-b\n", UNCLEAR},
    {"only \"-\" lines, 530", "S: 530-a\nS: 530-b\n", REFUSED},
    {"a line, and half of one", "S: 250-a\nS: 25\\c\n", UNCLEAR},
    {"no line end", "S: 250 ok\\c\n", UNCLEAR},
    {"no line end, no text", "S: 250\\c\n", UNCLEAR},
    {"half a line end", "S: 250 ok\\r\\c\n", UNCLEAR},
    {"half a line end, no text", "S: 250\\r\\c\n", UNCLEAR},
    {"no line end, \"-\"", "S: 250-ok\\c\n", REFUSED},
    {"no line end, 530", "S: 530 no\\c\n", REFUSED},
    {"no line end behind lines", "S: 250-a\nS: 250 b\\c\n", UNCLEAR},
    {"cut in the code", "S: 25\\c\n", REFUSED},
    {"first of two", "S: 250 ok\nS: 550 no\n", ACCEPTED},
    {"first of two, refused", "S: 550 no\nS: 250 ok\n", REFUSED},
    {"first of two, malformed", "S: 250_ok\nS: 250 ok\n", UNCLEAR},
};

static void check_reply(size_t i, const char *after, bool ok)
{
    struct run r;
    char scenario[512];
    snprintf(scenario, sizeof scenario,
             GREET "C: DATA\nS: 354 go\nC: <data>\n%sC: QUIT\nS: 221 bye\nC: *\nS: 250 ok\n",
             replies[i].reply);
    assert_true(run_begin(&r, MUSTLS_TEST_CLIENT, scenario, &plain_params, WHOLE));
    run_actions(&r, SENT);
    run_actions(&r, after);
    mustls_play_end(r.play, &(struct mustls_play_end){.kind = ok ? MUSTLS_END_OK : MUSTLS_END_FAIL},
                    r.now);
    const struct mustls_trace *t = &r.trace;
    bool success = mustls_trace_find(t, MUSTLS_E_FALSE_SUCCESS, 0);
    bool failure = mustls_trace_find(t, MUSTLS_E_FALSE_FAILURE, 0);
    bool accepted = mustls_trace_find(t, MUSTLS_E_ACCEPTED, 0);
    if (success != (ok && replies[i].means == REFUSED) ||
        failure != (!ok && replies[i].means == ACCEPTED) ||
        accepted != (replies[i].means == ACCEPTED))
        fail_msg("%s, then \"%s\", %s: %s%s%s", replies[i].label, after, ok ? "ok" : "fail",
                 success ? "false success " : "", failure ? "false failure " : "",
                 accepted ? "accepted" : "");
    run_end(&r);
}

/* Whatever comes next: another command's reply is not the message's, though it may end its line. */
static void test_replies(void **state)
{
    (void)state;
    static const char *const after[] = {"", "eof", "rst", "> QUIT", "> RSET", "> RSET\neof"};
    for (size_t i = 0; i < sizeof replies / sizeof replies[0]; i++) {
        for (size_t k = 0; k < sizeof after / sizeof after[0]; k++) {
            check_reply(i, after[k], true);
            check_reply(i, after[k], false);
        }
    }
}

/* Of two messages one may be unclear: then nothing is false. */
static void test_two_messages(void **state)
{
    (void)state;
    for (size_t ok = 0; ok < 2; ok++) {
        struct run r;
        assert_true(run_begin(&r, MUSTLS_TEST_CLIENT,
                              GREET "C#1: DATA\nS: 354 go\nC: <data>\nS: 250_ok\n"
                                    "C#2: DATA\nS: 354 go\nC: <data>\nS: 250 ok\n",
                              &plain_params, WHOLE));
        run_actions(&r, SENT "\n" SENT);
        mustls_play_end(
            r.play, &(struct mustls_play_end){.kind = ok ? MUSTLS_END_OK : MUSTLS_END_FAIL}, r.now);
        assert_non_null(mustls_trace_find(&r.trace, MUSTLS_E_ACCEPTED, 0));
        assert_null(mustls_trace_find(&r.trace, MUSTLS_E_FALSE_SUCCESS, 0));
        assert_null(mustls_trace_find(&r.trace, MUSTLS_E_FALSE_FAILURE, 0));
        run_end(&r);
    }
}

/* Surplus and late replies: the subject may take another reply than we do for the message's. */
static void test_whose_reply(void **state)
{
    (void)state;
    static const struct {
        const char *label, *scenario, *actions;
    } rows[] = {
        {"credit", GREET "C: DATA\nS: 354 go\nS: 250 surplus\nC: <data>\nS: 550 no\n", SENT},
        {"credit of before",
         GREET "C: MAIL\nS: 250 a\nS: 250 b\nC: DATA\nS: 354 go\nC: <data>\nS: 550 no\n",
         "> MAIL FROM:<a>\n" SENT},
        {"a late 354", GREET "C: RCPT\nS: <wait 50ms>\nS: 354 go\nC: *\nS: 250 ok\n",
         "> RCPT TO:<b>\n> DATA\n+ 60\n> NONCE\n> ."},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct run r;
        assert_true(run_begin(&r, MUSTLS_TEST_CLIENT, rows[i].scenario, &plain_params, WHOLE));
        run_actions(&r, rows[i].actions);
        mustls_play_end(r.play, &(struct mustls_play_end){.kind = MUSTLS_END_OK}, r.now);
        if (mustls_trace_find(&r.trace, MUSTLS_E_FALSE_SUCCESS, 0))
            fail_msg("%s: a false success", rows[i].label);
        run_end(&r);
    }
}

static const struct {
    const char *label, *scenario, *actions, *turn;
} turns[] = {
    {"idle", GREET, "", "we wait for the client, after our reply to the connection (t:1)"},
    {"no rule", GREET, "> EHLO a", "the client waits for a reply to EHLO a, which no rule answers"},
    {"wait", GREET "C: MAIL\nS: 250-a\nS: <wait>\n", "> MAIL FROM:<a>",
     "the client waits for the rest of our reply to MAIL FROM:<a>, which is in a <wait> (t:5)"},
    {"a flood that nobody reads", GREET "C: MAIL\nS: 250-a\nS: <flood 20>\nS: <close>\n",
     "hold\n> MAIL FROM:<a>\npart 9\npart 7\npart 2\n+ 9000",
     "the client does not read our reply to MAIL FROM:<a>, which is a <flood> (t:5)"},
    {"unfinished", GREET "C: MAIL\nS: 250-a\n", "> MAIL FROM:<a>",
     "the client waits for more than our reply to MAIL FROM:<a> (t:3)"},
    {"line", GREET "C: AUTH\nS: 334 \nC: <line>\n", "> AUTH PLAIN",
     "we wait for the client's next line after AUTH PLAIN (t:5)"},
    {"data", MAIL, "> DATA\n> x", "we wait for the end of the client's message (t:5)"},
    {"handshake", GREET "C: STARTTLS\nS: 220 go\nS: <tls>\n", "> STARTTLS",
     "we wait for the client's TLS handshake after STARTTLS (t:5)"},
    {"closed", GREET "C: QUIT\nS: <close>\n", "> QUIT",
     "the client is still running though we closed after QUIT"},
    {"gone", GREET, "eof",
     "the client is still running though it closed the connection after the connection"},
};

static void test_turns(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof turns / sizeof turns[0]; i++) {
        struct run r;
        char text[512];
        assert_true(run_begin(&r, MUSTLS_TEST_CLIENT, turns[i].scenario, &plain_params, WHOLE));
        run_actions(&r, turns[i].actions);
        mustls_play_turn(r.play, text, sizeof text);
        if (strcmp(text, turns[i].turn) != 0)
            fail_msg("%s: %s", turns[i].label, text);
        mustls_play_turn(r.play, text, 4);
        assert_memory_equal(text, turns[i].turn, 3);
        assert_int_equal(text[3], 0);
        run_end(&r);
    }
}

static size_t count(const struct run *r, enum mustls_event_kind kind, const char *raw)
{
    size_t n = 0;
    for (size_t i = 0; i < r->trace.num_events; i++) {
        const struct mustls_event *ev = &r->trace.events[i];
        n += ev->kind == kind && (!raw || mustls_span_eq(ev->raw, mustls_span_str(raw)));
    }
    return n;
}

static struct mustls_play_params bounded(void)
{
    struct mustls_play_params p = plain_params;
    p.max_line = 64;
    p.max_data = 128;
    p.max_conns = 2;
    p.max_bytes = 1u << 20;
    return p;
}

static void send_many(struct run *r, const char *text, size_t times, size_t cut)
{
    r->cut = cut;
    for (size_t i = 0; i < times; i++)
        send_text(r, text, strlen(text));
}

static void test_long_line(void **state)
{
    (void)state;
    struct mustls_play_params p = bounded();
    for (size_t cut = 0; cut < 100; cut++) {
        struct run r;
        assert_true(run_begin(&r, MUSTLS_TEST_CLIENT, GREET "C: *\nS: 250 ok\n", &p, WHOLE));
        settle(&r);
        send_many(&r,
                  "NOOP aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
                  1, cut);
        settle(&r);
        send_many(&r, "NOOP", 1, cut);
        settle(&r);
        assert_int_equal(count(&r, MUSTLS_E_FLOOD, "line"), 1);
        assert_int_equal(count(&r, MUSTLS_E_COMMAND, NULL), 2);
        assert_int_equal(count(&r, MUSTLS_E_COMMAND, "NOOP\r\n"), 1);
        assert_int_equal(count(&r, MUSTLS_E_REPLY, "250 ok\r\n"), 2);
        assert_int_equal(count(&r, MUSTLS_E_BAD_COMMAND, NULL), 1);
        run_end(&r);
    }
}

/* Exactly as long as allowed is no flood; one more is. */
static void test_line_bound(void **state)
{
    (void)state;
    struct mustls_play_params p = bounded();
    for (size_t len = 62; len <= 66; len++) {
        struct run r;
        char line[80] = "NOOP ";
        memset(line + 5, 'a', sizeof line - 5);
        line[len - 2] = '\0';
        assert_true(run_begin(&r, MUSTLS_TEST_CLIENT, GREET "C: *\nS: 250 ok\n", &p, WHOLE));
        settle(&r);
        send_many(&r, line, 1, BYTES);
        assert_int_equal(count(&r, MUSTLS_E_FLOOD, "line"), len > 64);
        run_end(&r);
    }
}

static void test_queue_bound(void **state)
{
    (void)state;
    struct mustls_play_params p = bounded();
    struct run r;
    assert_true(run_begin(&r, MUSTLS_TEST_CLIENT, GREET "C: *\nS: <wait>\n", &p, WHOLE));
    settle(&r);
    send_many(&r, "NOOP aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 2000, WHOLE);
    assert_int_equal(count(&r, MUSTLS_E_FLOOD, "input"), 1);
    assert_in_range(count(&r, MUSTLS_E_COMMAND, NULL), 1200, 1999);
    run_end(&r);
}

static void test_data_bound(void **state)
{
    (void)state;
    struct mustls_play_params p = bounded();
    struct run r;
    assert_true(run_begin(&r, MUSTLS_TEST_CLIENT, MAIL, &p, WHOLE));
    run_actions(&r, "> DATA");
    send_many(&r, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 100, WHOLE);
    run_actions(&r, "> .");
    assert_int_equal(count(&r, MUSTLS_E_FLOOD, "data"), 1);
    assert_int_equal(count(&r, MUSTLS_E_DATA, NULL), 1);
    assert_int_equal(count(&r, MUSTLS_E_REPLY, "250 ok\r\n"), 1);
    run_end(&r);
}

static void test_byte_bound(void **state)
{
    (void)state;
    struct mustls_play_params p = bounded();
    p.max_bytes = 100;
    for (size_t cut = 0; cut < 2; cut++) {
        struct run r;
        assert_true(run_begin(&r, MUSTLS_TEST_CLIENT, GREET "C: *\nS: 250 ok\n", &p, WHOLE));
        settle(&r);
        send_many(&r, "NOOP", 100, cut);
        assert_int_equal(count(&r, MUSTLS_E_FLOOD, "bytes"), 1);
        assert_int_equal(count(&r, MUSTLS_E_COMMAND, NULL), 16);
        assert_true(r.t.ops->wants(r.t.self) & MUSTLS_WANT_RESET);
        assert_true(mustls_play_done(r.play));
        mustls_play_end(r.play, &(struct mustls_play_end){.kind = MUSTLS_END_KILLED}, r.now);
        assert_int_equal(count(&r, MUSTLS_E_TURN, NULL), 1);
        run_end(&r);
    }
}

static void test_conn_bound(void **state)
{
    (void)state;
    struct mustls_play_params p = bounded();
    struct run r;
    struct mustls_talker t;
    assert_true(run_begin(&r, MUSTLS_TEST_CLIENT, GREET, &p, WHOLE));
    assert_true(mustls_play_accept(r.play, r.now, &t));
    assert_false(mustls_play_accept(r.play, r.now, &t));
    assert_false(mustls_play_accept(r.play, r.now, &t));
    assert_int_equal(count(&r, MUSTLS_E_FLOOD, "connections"), 1);
    run_end(&r);
}

/* A server that never ends its reply. */
static void test_reply_bound(void **state)
{
    (void)state;
    struct mustls_play_params p = bounded();
    struct run r;
    assert_true(run_begin(&r, MUSTLS_TEST_SERVER, "C: <connect>\nS: 220\n", &p, WHOLE));
    settle(&r);
    send_many(&r, "220-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 30000, WHOLE);
    assert_int_equal(count(&r, MUSTLS_E_FLOOD, "bytes"), 1);
    assert_int_equal(count(&r, MUSTLS_E_SCRIPT, NULL), 1);
    assert_true(r.t.ops->wants(r.t.self) & MUSTLS_WANT_RESET);
    run_end(&r);
}

/* A wait without a time ends with the run: whose turn it was is no matter then. */
static void test_wait_to_the_limit(void **state)
{
    static const struct {
        const char *script;
        int whole, turns;
    } waits[] = {
        {"C: <connect>\nC: <wait>\n", 1, 0},
        {"C: <connect>\nC: <wait>\nC: NOOP\n", 0, 0},
        {"C: <connect>\nC: <wait 1s>\n", 0, 1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof waits / sizeof *waits; i++) {
        struct run r;
        assert_true(run_begin(&r, MUSTLS_TEST_SERVER, waits[i].script, &plain_params, WHOLE));
        settle(&r);
        mustls_play_end(r.play, &(struct mustls_play_end){.kind = MUSTLS_END_KILLED}, r.now);
        const struct mustls_event *script = mustls_trace_find(&r.trace, MUSTLS_E_SCRIPT, 0);
        assert_int_equal(script != NULL, waits[i].turns == 0);
        assert_int_equal(script ? script->code : 0, waits[i].whole);
        assert_int_equal(count(&r, MUSTLS_E_TURN, NULL), waits[i].turns);
        run_end(&r);
    }
}

/* Behind a surplus reply nobody knows whether the client took a 354 for the one to DATA. */
static void test_doubtful_commands(void **state)
{
    static const struct {
        const char *to_rcpt;
        unsigned doubtful[6]; /* RCPT, DATA, STARTTLS, X, ".", STARTTLS */
    } ways[] = {
        {"S: 250 a\n", {0}},
        {"S: 250 a\nS: 354 b\n", {0, 0, 1, 1, 1, 0}},
        {"S: 250 a\nS: 35\n", {0, 0, 1, 1, 1, 0}},
    };
    (void)state;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        struct run r;
        char text[200];
        size_t num = 0;
        snprintf(text, sizeof text, GREET "C: RCPT\n%s\nC: *\nS: 250 x\n", ways[i].to_rcpt);
        assert_true(run_begin(&r, MUSTLS_TEST_CLIENT, text, &plain_params, WHOLE));
        settle(&r);
        run_actions(&r, "> RCPT TO:<a>\n> DATA\n> STARTTLS\n> X\n> .\n> STARTTLS");
        for (size_t k = 0; k < r.trace.num_events; k++) {
            if (r.trace.events[k].kind != MUSTLS_E_COMMAND)
                continue;
            assert_in_range(num, 0, 5);
            assert_int_equal(r.trace.events[k].faults, ways[i].doubtful[num++]);
        }
        assert_int_equal(num, 6);
        run_end(&r);
    }
}

/* Partial writes: one E_SEND a segment all the same, and the reply once its last byte is out. */
static void test_partial_write(void **state)
{
    (void)state;
    for (size_t n = 1; n < 20; n++) {
        struct run r;
        assert_true(run_begin(&r, MUSTLS_TEST_CLIENT, "C: <connect>\nS: 220-x\nS: 220 y\n",
                              &plain_params, WHOLE));
        while (write_some(&r, n))
            ;
        assert_int_equal(count(&r, MUSTLS_E_SEND, "220-x\r\n220 y\r\n"), 1);
        assert_int_equal(count(&r, MUSTLS_E_REPLY, "220-x\r\n220 y\r\n"), 1);
        const struct mustls_event *reply = mustls_trace_find(&r.trace, MUSTLS_E_REPLY, 0);
        assert_int_equal(reply->at.line, 3);
        assert_int_equal(mustls_trace_find(&r.trace, MUSTLS_E_SEND, 0)->at.line, 2);
        run_end(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_replies),
        cmocka_unit_test(test_two_messages),
        cmocka_unit_test(test_whose_reply),
        cmocka_unit_test(test_ends),
        cmocka_unit_test(test_dues),
        cmocka_unit_test(test_turns),
        cmocka_unit_test(test_long_line),
        cmocka_unit_test(test_line_bound),
        cmocka_unit_test(test_queue_bound),
        cmocka_unit_test(test_data_bound),
        cmocka_unit_test(test_byte_bound),
        cmocka_unit_test(test_conn_bound),
        cmocka_unit_test(test_reply_bound),
        cmocka_unit_test(test_wait_to_the_limit),
        cmocka_unit_test(test_doubtful_commands),
        cmocka_unit_test(test_partial_write),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
