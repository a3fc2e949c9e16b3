/* However what we write is cut, a client that answers lines leaves the same trace, but for the
 * segments themselves. */
#include "play/helper.h"

static const struct {
    const char *label, *scenario, *actions;
} talks[] = {
    {"a dialogue", "C: <connect>\nS: 220 x\nC: EHLO\nS: 250-a\nS: 250 b\nC: *\nS: 250 ok\n",
     "> EHLO a\n> NOOP\n> QUIT\neof"},
    {"segments and chunks",
     "C: <connect>\nS: 22\\|0 x\nC: NOOP\nS: <chunk 3 1ms>\nS: 250-a\nS: 250 b\\|\\c\nS: <chunk 5 "
     "1ms>\n"
     "S: 250 c\n",
     "+ 50\n> NOOP\n+ 90\n> NOOP\n+ 90\neof"},
    {"TLS, with bytes behind 220",
     "C: <connect>\nS: 220 x\nC: STARTTLS\nS: 220 go\nS: 250 forged\nS: <tls>\n"
     "[tls]\nC: *\nS: 250-a\nS: 250 ok\n",
     "> STARTTLS\nup\n> EHLO a\n> MAIL FROM:<a>"},
    {"a message",
     "C: <connect>\nS: 220 x\nC: DATA\nS: 354 go\nC: <data>\nS: 250 queued\nS: <close>\n",
     "> DATA\n> NONCE\n> .\neof"},
};

static const struct {
    const char *label, *scenario;
    struct mustls_cut cut;
    const char *segments; /* behind "> NOOP", each in brackets */
} shapes[] = {
    {"whole", "S: 250-a\nS: 250 b\n", {MUSTLS_CUT_NONE, 0}, "[250-a..250 b..]"},
    {"at 1", "S: 250-a\nS: 250 b\n", {MUSTLS_CUT_AT, 1}, "[2][50-a..250 b..]"},
    {"at 7", "S: 250-a\nS: 250 b\n", {MUSTLS_CUT_AT, 7}, "[250-a..][250 b..]"},
    {"behind its end", "S: 250 b\n", {MUSTLS_CUT_AT, 7}, "[250 b..]"},
    {"at its end but one", "S: 250 b\n", {MUSTLS_CUT_AT, 6}, "[250 b.][.]"},
    {"each segment", "S: 25\\|0 ok\n", {MUSTLS_CUT_AT, 1}, "[2][5][0][ ok..]"},
    {"each chunk", "S: <chunk 4 1ms>\nS: 250 ok\n", {MUSTLS_CUT_AT, 1}, "[2][50 ][o][k..]"},
    {"bytes", "S: 25\\|0 a\n", {MUSTLS_CUT_BYTES, 0}, "[2][5][0][ ][a][.][.]"},
    {"joined", "S: 25\\|0 a\\|\\c\nS: 250 b\n", {MUSTLS_CUT_JOINED, 0}, "[250 a250 b..]"},
    {"joined chunks", "S: <chunk 2 1ms>\nS: 250 a\n", {MUSTLS_CUT_JOINED, 0}, "[250 a..]"},
    {"joined over <chunk>",
     "S: 250-a\nS: <chunk 2 1ms>\nS: 250 b\n",
     {MUSTLS_CUT_JOINED, 0},
     "[250-a..250 b..]"},
    {"not over <wait>",
     "S: 250-a\nS: <wait 1ms>\nS: 250 b\n",
     {MUSTLS_CUT_JOINED, 0},
     "[250-a..][250 b..]"},
};

static bool played(struct run *r, const char *scenario, const char *actions, struct mustls_cut cut)
{
    struct mustls_play_params params = plain_params;
    params.cut = cut;
    if (!run_begin(r, MUSTLS_TEST_CLIENT, scenario, &params, WHOLE))
        return false;
    run_actions(r, actions);
    return true;
}

/* All events but segments, and behind them all that was sent. */
static void text_of(struct mustls_buf *out, const struct run *r)
{
    dump(out, r, " send ");
    for (size_t i = 0; i < r->trace.num_events; i++)
        if (r->trace.events[i].kind == MUSTLS_E_SEND)
            mustls_buf_put(out, r->trace.events[i].raw);
}

static void check_same(size_t i, struct mustls_cut cut, struct mustls_buf *plain)
{
    struct run r;
    struct mustls_buf text;
    mustls_buf_init(&text, 1u << 20);
    assert_true(played(&r, talks[i].scenario, talks[i].actions, cut));
    text_of(&text, &r);
    if (plain->len == 0)
        mustls_buf_put(plain, mustls_buf_span(&text));
    if (!mustls_span_eq(mustls_buf_span(plain), mustls_buf_span(&text)))
        fail_msg("%s, cut %d at %zu:\n--- whole\n%s--- cut\n%s", talks[i].label, (int)cut.kind,
                 cut.at, mustls_buf_cstr(plain), mustls_buf_cstr(&text));
    mustls_buf_deinit(&text);
    run_end(&r);
}

static void test_same_trace(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof talks / sizeof *talks; i++) {
        struct mustls_buf plain;
        mustls_buf_init(&plain, 1u << 20);
        check_same(i, (struct mustls_cut){MUSTLS_CUT_NONE, 0}, &plain);
        check_same(i, (struct mustls_cut){MUSTLS_CUT_BYTES, 0}, &plain);
        check_same(i, (struct mustls_cut){MUSTLS_CUT_JOINED, 0}, &plain);
        for (size_t at = 0; at < 40; at++)
            check_same(i, (struct mustls_cut){MUSTLS_CUT_AT, at}, &plain);
        mustls_buf_deinit(&plain);
    }
}

static void put_segments(struct mustls_buf *out, const struct run *r)
{
    bool asked = false;
    for (size_t i = 0; i < r->trace.num_events; i++) {
        const struct mustls_event *ev = &r->trace.events[i];
        asked |= ev->kind == MUSTLS_E_COMMAND;
        if (!asked || ev->kind != MUSTLS_E_SEND)
            continue;
        mustls_buf_putc(out, '[');
        for (size_t k = 0; k < ev->raw.len; k++)
            mustls_buf_putc(out, ev->raw.ptr[k] < ' ' ? '.' : ev->raw.ptr[k]);
        mustls_buf_putc(out, ']');
    }
}

static void test_segments(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        struct run r;
        struct mustls_buf scenario, got;
        mustls_buf_init(&scenario, 4096);
        mustls_buf_init(&got, 4096);
        mustls_buf_printf(&scenario, "C: <connect>\nS: 220 x\nC: NOOP\n%s", shapes[i].scenario);
        assert_true(played(&r, mustls_buf_cstr(&scenario), "+ 50\n> NOOP\n+ 50", shapes[i].cut));
        put_segments(&got, &r);
        if (strcmp(mustls_buf_cstr(&got), shapes[i].segments) != 0)
            fail_msg("%s: %s, not %s", shapes[i].label, mustls_buf_cstr(&got), shapes[i].segments);
        mustls_buf_deinit(&scenario);
        mustls_buf_deinit(&got);
        run_end(&r);
    }
}

/* On a socket the parts must not leave together. */
static void test_gap(void **state)
{
    (void)state;
    struct run r;
    struct mustls_play_params params = plain_params;
    params.cut = (struct mustls_cut){MUSTLS_CUT_AT, 3};
    params.gap = MUSTLS_MSEC(10);
    assert_true(
        run_begin(&r, MUSTLS_TEST_CLIENT, "C: <connect>\nS: 220 x\nC: *\nS: 250 ok\n", &params, 0));
    settle(&r);
    assert_int_equal(r.t.ops->deadline(r.t.self), params.start + MUSTLS_MSEC(10));
    assert_int_equal(r.t.ops->output(r.t.self).len, 0);
    pass_time(&r, MUSTLS_MSEC(10));
    struct mustls_buf got;
    mustls_buf_init(&got, 4096);
    dump(&got, &r, " rule connect reply ");
    assert_string_equal(mustls_buf_cstr(&got), "c:send 220\nc:send  x\n");
    mustls_buf_deinit(&got);
    run_end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_same_trace),
        cmocka_unit_test(test_segments),
        cmocka_unit_test(test_gap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
