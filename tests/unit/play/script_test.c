/* The scripted peer as client of a server under test. */
#include "play/helper.h"

#define HELLO "C: <connect>\nS: 220\nC: EHLO a\nS: 250\n"

static const struct row rows[] = {
    {"to its end", HELLO "C: QUIT\nS: 221\n", "> 220 x\n> 250-x\n> 250 STARTTLS\n> 221 bye",
     "c:connect\nc:reply 220\nc:send EHLO a\nc:command EHLO a\nc:reply 250\nc:send QUIT\n"
     "c:command QUIT\nc:reply 221\nc:script 1\n",
     " "},
    {"a mismatch ends it", HELLO "C: QUIT\nS: 221\n", "> 554 no", "c:reply 554\nc:script\n",
     " connect "},
    {"an optional mismatch ends it well", "C: <connect>\nS?: 220\nC: QUIT\n", "> 554 no",
     "c:reply 554\nc:script 1\n", " connect "},
    {"codes with x", "C: <connect>\nS: 2xx\n", "> 299 no", "c:reply 299\nc:script 1\n",
     " connect "},
    {"text on any line", "C: <connect>\nS: 250 *TLS\n", "> 250-x\n> 250-STARTTLS\n> 250 y",
     "c:reply 250\nc:script 1\n", " connect "},
    {"text on no line", "C: <connect>\nS: 250 *TLS\n", "> 250-x\n> 250 y",
     "c:reply 250\nc:script\n", " connect "},
    {"replies wait for their step", "C: <connect>\nS: 220\nC: <wait 50ms>\nS: 221\nS: 222\n",
     "> 220 a\\r\\n221 b\\r\\n222 c\n+ 60",
     "c:reply 220\nc:wait 1\nc:reply 221\nc:reply 222\nc:wait\n"
     "c:script 1\n",
     " connect "},
    {"end of stream is a mismatch", HELLO, "> 220 x\neof",
     "c:reply 220\nc:command EHLO a\nc:close\nc:script\n", " connect send "},
    {"nothing to say it to", "C: <connect>\nS: *\nC: <wait 50ms>\nC: NOOP\n", "> 220 x\neof\n+ 60",
     "c:reply 220\nc:close\nc:script\n", " connect wait "},
    {"two commands in one segment", "C: <connect>\nC: STARTTLS\\r\\nNOOP injected\nS: *\n",
     "> 220 x",
     "c:send STARTTLS\\r\\nNOOP injected\nc:command STARTTLS\nc:command NOOP injected\nc:reply "
     "220\n"
     "c:script 1\n",
     " connect "},
    {"a command over two segments", "C: <connect>\nC: NO\\|OP\nS: *\n", "> 220 x",
     "c:send NO\nc:send OP\nc:command NOOP\nc:reply 220\nc:script 1\n", " connect "},
    {"a message is no command",
     "C: <connect>\nC: DATA\nS: 354\nC: MAIL\nC: .\nS: 250\nC: AUTH LOGIN\nS: 334\nC: QUIT\nC: "
     "QUIT\n"
     "S: *\n",
     "> 354 a\n> 250 b\n> 334 c\n> 221 d",
     "c:command DATA\nc:reply 354\nc:reply 250\nc:command AUTH LOGIN\nc:reply 334\nc:line QUIT\n"
     "c:command QUIT\nc:reply 221\nc:script 1\n",
     " connect send "},
    {"under TLS", "C: <connect>\nC: STARTTLS\nS: 220\nC: <tls>\nC: EHLO b\nS: 250\n",
     "> 220 x\nup\n> 250 y\neof",
     "c:command STARTTLS\nc:reply 220\nt:tls\nt:command EHLO b\nt:reply 250\nt:script 1\nt:close\n",
     " connect send "},
    {"what came before TLS is forgotten", "C: <connect>\nS: 220\nC: <tls>\nC: XYZZY\nS: 500\n",
     "> 220 x\\r\\n250 early\\r\\n25\\c\nup\n> 500 y",
     "c:reply 220\nc:reply 250\nt:tls\nt:command XYZZY\nt:reply 500\nt:script 1\n",
     " connect send "},
    {"no TLS, no rest", "C: <connect>\nC: <tls>\nC: NOOP\n", "down",
     "c:alert 48\nc:tls-fail 48\nc:script\n", " connect "},
    {"one after the other", "C: <connect>\nS: 220\nC: <close>\nC: <connect>\nS: 221\n",
     "> 220 a\n> 221 b", "c:connect\nc:reply 220\nc!:close\nc:connect\nc:reply 221\nc:script 1\n",
     " "},
    {"one after the other, and a while between",
     "C: <connect>\nS: 220\nC: <close>\nC: <wait 50ms>\nC: <connect>\nS: 221\n",
     "> 220 a\n+ 60\n> 221 b",
     "c:connect\nc:reply 220\nc!:close\nc:wait 1\nc:wait\nc:connect\nc:reply 221\nc:script 1\n",
     " "},
    {"close, then wait", "C: <connect>\nC: <close>\n", "", "c!:close\nc:script 1\n", " connect "},
    {"an empty script", "", "", "c:script 1\n", " "},
};

static void test_rows(void **state)
{
    (void)state;
    check_rows(MUSTLS_TEST_SERVER, rows, sizeof rows / sizeof rows[0]);
}

static void test_memory(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        check_memory(MUSTLS_TEST_SERVER, &rows[i]);
}

static void test_wants(void **state)
{
    (void)state;
    struct run r;
    assert_true(run_begin(&r, MUSTLS_TEST_SERVER, "C: <connect>\nS: 220\nC: <tls>\n", &plain_params,
                          WHOLE));
    assert_int_equal(r.t.ops->wants(r.t.self), MUSTLS_WANT_CONNECT);
    r.t.ops->connected(r.t.self, r.now);
    assert_int_equal(r.t.ops->wants(r.t.self), MUSTLS_WANT_READ);
    run_actions(&r, "> 220 x");
    assert_int_equal(r.t.ops->wants(r.t.self), MUSTLS_WANT_TLS);
    assert_false(mustls_play_done(r.play));
    run_actions(&r, "down");
    assert_true(mustls_play_done(r.play));
    assert_int_equal(r.t.ops->wants(r.t.self), MUSTLS_WANT_CLOSE | MUSTLS_WANT_DONE);
    run_actions(&r, "eof");
    assert_int_equal(r.t.ops->wants(r.t.self), MUSTLS_WANT_DONE);
    run_end(&r);
}

/* What is left is closed or dropped, and the way to the next connection stays open. */
static void test_wants_again(void **state)
{
    static const struct {
        const char *script;
        unsigned leaving, again;
    } ways[] = {
        {"C: <connect>\nC: <close>\nC: <wait 50ms>\nC: <connect>\nS: 220\n",
         MUSTLS_WANT_CLOSE | MUSTLS_WANT_TIME, MUSTLS_WANT_CLOSE | MUSTLS_WANT_CONNECT},
        {"C: <connect>\nC: <reset>\nC: <wait 50ms>\nC: <connect>\nS: 220\n",
         MUSTLS_WANT_RESET | MUSTLS_WANT_TIME, MUSTLS_WANT_RESET | MUSTLS_WANT_CONNECT},
    };
    (void)state;
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++) {
        struct run r;
        assert_true(run_begin(&r, MUSTLS_TEST_SERVER, ways[i].script, &plain_params, WHOLE));
        r.t.ops->connected(r.t.self, r.now);
        assert_int_equal(r.t.ops->wants(r.t.self), ways[i].leaving);
        r.t.ops->tick(r.t.self, r.t.ops->deadline(r.t.self));
        assert_int_equal(r.t.ops->wants(r.t.self), ways[i].again);
        r.t.ops->connected(r.t.self, r.now);
        assert_int_equal(r.t.ops->wants(r.t.self), MUSTLS_WANT_READ);
        run_end(&r);
    }
}

/* Whose word is due when the time is over. */
static void test_turn(void **state)
{
    static const struct {
        const char *script, *actions;
        bool theirs;
    } turns[] = {
        {"C: <connect>\nS: 220\n", "", true},
        {"C: <connect>\nS: 220\nS: 250\n", "> 220 x", false},
        {"C: <connect>\nS: 220\nC: NOOP\nS: 250\n", "> 220 x", true},
        {"C: <connect>\nS: 220\nC: NOOP\nS: 250\n", "> 220 x\n> 250-x", true},
        {"C: <connect>\nS: 220\nC: NOOP\\c\nS: 250\n", "> 220 x", false},
        {"C: <connect>\nS: 220\nC: NOOP\nS: 250\nS: 250\n", "> 220 x\n> 250 x", false},
        {"C: <connect>\nS: 220\nC: NOOP\\r\\nNOOP\nS: 250\nS: 250\n", "> 220 x\n> 250 x", true},
        {"C: <connect>\nS: 220\nC: DATA\nS: 354\nC: x\nS: 250\n", "> 220 x\n> 354 x", false},
        {"C: <connect>\nS: 220\nC: DATA\nS: 354\nC: .\nS: 250\n", "> 220 x\n> 354 x", true},
        {"C: <connect>\nS: 220\nC: DATA\\r\\nx\\r\\n.\nS: 354\nS: 250\nS: 250\n",
         "> 220 x\n> 354 x\n> 250 x", false},
        {"C: <connect>\nS: 220\nC: AUTH LOGIN\nS: 334\nC: dQ==\nS: 334\n", "> 220 x\n> 334 x",
         true},
        {"C: <connect>\nS: 220\nC: <tls>\n", "> 220 x", true},
        {"C: <connect>\nS: 220\nC: <tls>\nS: 250\n", "> 220 x\nup", false},
        {"C: <connect>\nS: 220\nC: <wait 1s>\nC: NOOP\n", "> 220 x", false},
    };
    (void)state;
    for (size_t i = 0; i < sizeof turns / sizeof *turns; i++) {
        struct run r;
        char text[256];
        assert_true(run_begin(&r, MUSTLS_TEST_SERVER, turns[i].script, &plain_params, WHOLE));
        r.t.ops->connected(r.t.self, r.now);
        run_actions(&r, turns[i].actions);
        enum mustls_turn turn = mustls_play_turn(r.play, text, sizeof text);
        if (turn != (turns[i].theirs ? MUSTLS_TURN_SUBJECT : MUSTLS_TURN_TOOL_PATIENT))
            fail_msg("%s with %s: %s", turns[i].script, turns[i].actions, text);
        run_end(&r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),  cmocka_unit_test(test_memory),
        cmocka_unit_test(test_wants), cmocka_unit_test(test_wants_again),
        cmocka_unit_test(test_turn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
