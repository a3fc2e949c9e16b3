/* Programs from scenario text with a base: the whole way from text to trace. And hostile input of
 * any shape: every split gives the same events. */
#include "play/helper.h"

#include "base/rng.h"
#include "scenario/scenario.h"

static const char base_text[] = "title  base\n"
                                "base   none\n"
                                "[clear]\n"
                                "C: <connect>\n"
                                "S: 220 test.example ESMTP\n"
                                "C: EHLO\n"
                                "S: 250-test.example\n"
                                "S: 250 STARTTLS\n"
                                "C: STARTTLS\n"
                                "S: 220 2.0.0 Ready to start TLS\n"
                                "S: <tls>\n"
                                "C: <hello>\n"
                                "S: <close>\n"
                                "C: *\n"
                                "S: 530 5.7.0 Must issue a STARTTLS command first\n"
                                "[tls]\n"
                                "C: EHLO\n"
                                "S: 250-test.example\n"
                                "S: 250 AUTH PLAIN LOGIN\n"
                                "C: AUTH LOGIN\n"
                                "S: 334 VXNlcm5hbWU6\n"
                                "C: <line>\n"
                                "S: 334 UGFzc3dvcmQ6\n"
                                "C: <line>\n"
                                "S: 235 2.7.0 OK\n"
                                "C: MAIL\n"
                                "S: 250 2.1.0 OK\n"
                                "C: RCPT\n"
                                "S: 250 2.1.5 OK\n"
                                "C: DATA\n"
                                "S: 354 go\n"
                                "C: <data>\n"
                                "S: 250 2.0.0 Queued\n"
                                "C: *\n"
                                "S: 502 5.5.2 no\n"
                                "[any]\n"
                                "C: QUIT\n"
                                "S: 221 2.0.0 Bye\n"
                                "S: <close>\n";

static const char file_text[] = "title  530 to MAIL\n"
                                "client tls=opportunistic\n"
                                "[clear]\n"
                                "C?: MAIL\n"
                                "S: 530-5.7.0 a\n"
                                "S: <wait 300ms>\n"
                                "S: 530 5.7.0 b\n"
                                "MUST NOT  <early>  [RFC 5321 4.2.1]\n";

static const char flat_text[] = "title  flat\n"
                                "base   none\n"
                                "[any]\n"
                                "C: <connect>\n"
                                "S: 220 x\n"
                                "C#1: *\n"
                                "S: 250-a\n"
                                "S: 250 STARTTLS\n"
                                "C#3: *\n"
                                "S: 334 a\n"
                                "C#5: *\n"
                                "S: 354 a\n"
                                "C#7: *\n"
                                "S: 53\\|0b\\xff\n"
                                "S: <close>\n"
                                "MUST      client fails  [harness]\n";

struct loaded {
    struct mustls_arena *arena;
    struct mustls_program *prog;
};

static void load(struct loaded *l, const char *text, const char *base)
{
    struct mustls_scenario *chain[2];
    struct mustls_diags d;
    l->arena = mustls_arena_new(16u << 20);
    assert_non_null(l->arena);
    mustls_diags_init(&d, l->arena);
    assert_int_equal(
        mustls_scenario_parse(l->arena, "t", "t.scn", mustls_span_str(text), &d, &chain[0]),
        MUSTLS_OK);
    size_t num = 1;
    if (base)
        assert_int_equal(mustls_scenario_parse(l->arena, "base/required", "r.scn",
                                               mustls_span_str(base), &d, &chain[num++]),
                         MUSTLS_OK);
    const struct mustls_scenario *trees[2] = {chain[0], base ? chain[1] : NULL};
    assert_int_equal(mustls_scenario_program(l->arena, trees, num, 0, &d, &l->prog), MUSTLS_OK);
}

static void begin(struct run *r, const struct mustls_program *prog, size_t cut)
{
    memset(r, 0, sizeof *r);
    r->now = plain_params.start;
    r->cut = cut;
    assert_int_equal(mustls_trace_init(&r->trace, 100000, 64u << 20), MUSTLS_OK);
    r->play = mustls_play_new(prog, &r->trace, &plain_params);
    assert_non_null(r->play);
    assert_true(mustls_play_accept(r->play, r->now, &r->t));
}

static const char session[] = "> EHLO a\n> MAIL FROM:<a>\n+ 300\n> STARTTLS\nup\n> EHLO a\n"
                              "> AUTH LOGIN\n> bXVzZXIxMjM=\n> cGErc3Mvd2Q5\n> MAIL FROM:<a>\n"
                              "> RCPT TO:<b>\n> DATA\n> NONCE\n> .\n> QUIT\neof";

static const char session_events[] =
    "c:command EHLO a\nc:command MAIL FROM:<a>\nc:command STARTTLS\nc:sni mx.test\nt:tls\n"
    "t:command EHLO a\nt:command AUTH LOGIN\nt:secret user base64\nt:line bXVzZXIxMjM=\n"
    "t:secret password base64\nt:line cGErc3Mvd2Q5\nt:command MAIL FROM:<a>\n"
    "t:command RCPT TO:<b>\nt:command DATA\nt:data NONCE\nt:message\nt:accepted 250\n"
    "t:command QUIT\nt!:close\nt:close\n";

static void test_session(void **state)
{
    (void)state;
    struct loaded l;
    load(&l, file_text, base_text);
    for (size_t cut = 0; cut < 30; cut++) {
        struct run r;
        struct mustls_buf text;
        mustls_buf_init(&text, 1u << 16);
        begin(&r, l.prog, cut);
        run_actions(&r, session);
        dump(&text, &r, HIDE_OURS);
        assert_string_equal(mustls_buf_cstr(&text), session_events);
        mustls_buf_deinit(&text);
        run_end(&r);
    }
    mustls_arena_free(l.arena);
}

/* The file's rule answers MAIL, the base's the rest; and both say so. */
static void test_places(void **state)
{
    (void)state;
    struct loaded l;
    struct run r;
    load(&l, file_text, base_text);
    begin(&r, l.prog, WHOLE);
    run_actions(&r, "> MAIL FROM:<a>\n+ 300");
    const struct mustls_event *ev = mustls_trace_find(&r.trace, MUSTLS_E_COMMAND, 0);
    assert_int_equal(ev->at.unit, 0);
    assert_int_equal(ev->at.line, 4);
    ev = mustls_trace_find(&r.trace, MUSTLS_E_REPLY, ev->seq);
    assert_int_equal(ev->code, 530);
    assert_int_equal(ev->num, 2);
    assert_int_equal(ev->at.line, 7);
    assert_int_equal(mustls_trace_find(&r.trace, MUSTLS_E_CONNECT, 0)->at.unit, 1);
    run_end(&r);
    mustls_arena_free(l.arena);
}

/* Pieces that mean something to the peer, put together at random. */
static const char *const pieces[] = {
    "EHLO a\r\n",   "STARTTLS\r\n",  "MAIL FROM:<a>\r\n",
    "DATA\r\n",     ".\r\n",         "\r\n.\r\n",
    "AUTH LOGIN",   "\r\n",          "\n",
    "\r",           "NONCE",         "\x16\x03\x01",
    "\x16",         "\x15\x03\x03x", "pa+ss/wd9",
    "cGErc3Mvd2Q5", "QUIT\r\n",      "QUI",
    "*\r\n",        "RSET\r\n",      "..x\r\n",
    "\xff\xfe",     "muser123",      "AUTH\r\n",
};

static size_t make_input(struct mustls_rng *rng, char *out, size_t size)
{
    size_t n = 0;
    for (uint32_t i = 1 + mustls_rng_below(rng, 24); i > 0; i--) {
        const char *p = pieces[mustls_rng_below(rng, sizeof pieces / sizeof pieces[0])];
        size_t len = strlen(p);
        if (n + len < size) {
            memcpy(out + n, p, len);
            n += len;
        }
    }
    return n;
}

/* What the talker may do between two of our inputs: nothing. So every split is the same input. */
static void play_input(struct run *r, const char *in, size_t len, struct mustls_rng *rng)
{
    for (size_t at = 0; at < len;) {
        size_t n = rng ? 1 + mustls_rng_below(rng, 5) : len;
        if (n > len - at)
            n = len - at;
        feed(r, (const uint8_t *)in + at, n);
        at += n;
    }
}

static void play_all(struct mustls_buf *text, const struct mustls_program *prog, uint64_t seed,
                     bool split)
{
    struct run r;
    struct mustls_rng rng, splits;
    char in[1024];
    mustls_rng_init(&rng, seed);
    mustls_rng_init(&splits, seed + 1);
    begin(&r, prog, WHOLE);
    settle(&r);
    for (int i = 0; i < 6; i++) {
        r.hold = mustls_rng_below(&rng, 3) == 0;
        play_input(&r, in, make_input(&rng, in, sizeof in), split ? &splits : NULL);
        settle(&r);
        if (r.t.ops->wants(r.t.self) & MUSTLS_WANT_TLS)
            run_actions(&r, mustls_rng_below(&rng, 2) ? "up" : "plain");
        pass_time(&r, MUSTLS_MSEC(mustls_rng_below(&rng, 1500)));
    }
    r.t.ops->eof(r.t.self, mustls_rng_below(&rng, 2) == 0, r.now);
    settle(&r);
    dump(text, &r, " ");
    run_end(&r);
}

/* From the first event that differs. */
static void show_difference(uint64_t seed, const char *a, const char *b)
{
    size_t i = 0;
    while (a[i] == b[i])
        i++;
    while (i > 0 && a[i - 1] != '\n')
        i--;
    fail_msg("seed %u:\n--- whole\n%.300s\n--- parts\n%.300s", (unsigned)seed, a + i, b + i);
}

static void test_any_split(void **state)
{
    (void)state;
    struct loaded l[2];
    load(&l[0], file_text, base_text);
    load(&l[1], flat_text, NULL);
    for (uint64_t seed = 0; seed < 1500; seed++) {
        struct mustls_buf whole, parts;
        mustls_buf_init(&whole, 1u << 20);
        mustls_buf_init(&parts, 1u << 20);
        play_all(&whole, l[seed & 1].prog, seed, false);
        play_all(&parts, l[seed & 1].prog, seed, true);
        if (!mustls_span_eq(mustls_buf_span(&whole), mustls_buf_span(&parts)))
            show_difference(seed, mustls_buf_cstr(&whole), mustls_buf_cstr(&parts));
        mustls_buf_deinit(&whole);
        mustls_buf_deinit(&parts);
    }
    mustls_arena_free(l[0].arena);
    mustls_arena_free(l[1].arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_session),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_any_split),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
