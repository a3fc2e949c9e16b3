/* <flood>: how much goes out, and how little of it is kept. */
#include "play/helper.h"
#include "smtp/reply.h"

static size_t count(const struct run *r, enum mustls_event_kind kind)
{
    size_t n = 0;
    for (size_t i = 0; i < r->trace.num_events; i++)
        n += r->trace.events[i].kind == kind;
    return n;
}

static size_t kept(const struct run *r)
{
    size_t n = 0;
    for (size_t i = 0; i < r->trace.num_events; i++)
        n += r->trace.events[i].raw.len;
    return n;
}

/* Writes all that is there, `most` bytes at a time; counts those of the pattern `unit`, and the
 * pieces. */
struct taken {
    size_t bytes, pieces, longest;
    bool odd;
};

static struct taken take(struct run *r, const char *unit, size_t most)
{
    struct taken t = {0};
    size_t len = strlen(unit);
    while (r->t.ops->wants(r->t.self) & MUSTLS_WANT_WRITE) {
        struct mustls_span out = r->t.ops->output(r->t.self);
        assert_true(out.len > 0);
        out = mustls_span_first(out, most);
        /* All of the first pieces, then a byte of each. */
        for (size_t i = 0; i < (t.bytes < 200000 ? out.len : 1); i++)
            t.odd |= out.ptr[i] != (uint8_t)unit[(t.bytes + i) % len];
        t.bytes += out.len;
        t.pieces++;
        t.longest = out.len > t.longest ? out.len : t.longest;
        r->t.ops->sent(r->t.self, out.len, r->now);
    }
    return t;
}

static const struct {
    const char *label, *unit;
    unsigned size;
    size_t bytes, replies; /* with the first of it, which is no flood yet */
} rows[] = {
    {"one byte", "250-a\r\n", 1, 2 * 7, 0},
    {"a whole number of repetitions", "250-a\r\n", 70, 11 * 7, 0},
    {"one byte more", "250-a\r\n", 71, 12 * 7, 0},
    {"just one piece", "250-a\r\n", 65534, 9363 * 7, 0},
    {"one byte more than a piece", "250-a\r\n", 65535, 9364 * 7, 0},
    {"32 MiB of lines", "250-a\r\n", 32u << 20, 7 + 33554437, 0},
    {"32 MiB of one line", "A", 32u << 20, 1 + (32u << 20), 0},
    {"few replies", "250 a\r\n", 70, 11 * 7, 11},
    {"so many replies", "250 a\r\n", 700, 101 * 7, 101},
    {"too many replies", "250 a\r\n", 701, 102 * 7, 101},
    {"32 MiB of replies", "250 a\r\n", 32u << 20, 7 + 33554437, 101},
    {"bare LF", "\n", 32u << 20, 1 + (32u << 20), 101},
};

static void open_row(struct run *r, size_t i)
{
    char text[256], *end = text + sprintf(text, "C: <connect>\nS: ");
    for (const char *s = rows[i].unit; *s; s++)
        end += *s == '\r'   ? sprintf(end, "\\r")
               : *s == '\n' ? sprintf(end, "\\n")
                            : sprintf(end, "%c", *s);
    sprintf(end, "\\c\nS: <flood %u>\n", rows[i].size);
    assert_true(run_begin(r, MUSTLS_TEST_CLIENT, text, &plain_params, WHOLE));
}

static void check_row(size_t i, size_t most)
{
    struct run r;
    open_row(&r, i);
    struct taken t = take(&r, rows[i].unit, most);
    if (t.bytes != rows[i].bytes || t.odd || count(&r, MUSTLS_E_REPLY) != rows[i].replies)
        fail_msg("%s, %zu at a time: %zu bytes%s, %zu replies", rows[i].label, most, t.bytes,
                 t.odd ? ", not of the pattern" : "", count(&r, MUSTLS_E_REPLY));
    assert_int_equal(count(&r, MUSTLS_E_FLOOD), 1);
    assert_int_equal(count(&r, MUSTLS_E_SEND), 2);
    assert_in_range(kept(&r), 0, 70000);
    assert_in_range(t.longest, 1, 65535);
    assert_int_equal(r.trace.dropped, 0);
    run_end(&r);
}

static void test_sizes(void **state)
{
    (void)state;
    static const size_t cuts[] = {SIZE_MAX, 65534, 5000, 997};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (size_t k = 0; k < (rows[i].size < 1u << 20 ? sizeof cuts / sizeof cuts[0] : 2); k++)
            check_row(i, cuts[k]);
    }
    for (size_t i = 0; i < 5; i++)
        check_row(i, 1);
}

/* A reply that ends after all: its head is kept, and the event says that it is no more than that.
 */
static void test_reply_around(void **state)
{
    (void)state;
    struct run r;
    assert_true(run_begin(&r, MUSTLS_TEST_CLIENT,
                          "C: <connect>\nS: 220-a\nS: <flood 1000000>\nS: 220 b\n", &plain_params,
                          WHOLE));
    settle(&r);
    const struct mustls_event *reply = mustls_trace_find(&r.trace, MUSTLS_E_REPLY, 0);
    assert_non_null(reply);
    assert_int_equal(reply->code, 220);
    assert_int_equal(reply->faults, MUSTLS_F_TOO_MANY);
    assert_in_range(reply->raw.len, 65000, 70000);
    run_end(&r);
}

/* What is not read is not written either, and is no flood at the limit. */
static void test_peer_stops(void **state)
{
    (void)state;
    struct run r;
    assert_true(run_begin(&r, MUSTLS_TEST_CLIENT,
                          "C: <connect>\nS: 220-a\nS: <flood 1000000>\nS: 220 b\n", &plain_params,
                          WHOLE));
    for (size_t i = 0; i < 10; i++)
        assert_true(write_some(&r, SIZE_MAX));
    for (size_t i = 0; i < 3; i++) {
        assert_true(r.t.ops->wants(r.t.self) & MUSTLS_WANT_WRITE);
        assert_true(r.t.ops->deadline(r.t.self) == MUSTLS_NEVER);
        pass_time(&r, MUSTLS_SEC(10));
    }
    mustls_play_end(r.play, &(struct mustls_play_end){.kind = MUSTLS_END_KILLED}, r.now);
    assert_int_equal(count(&r, MUSTLS_E_FLOOD), 0);
    assert_int_equal(count(&r, MUSTLS_E_TURN), 1);
    run_end(&r);
}

/* Who is slow, and has no bound, takes it all or nearly: the limit decides which, and not what it
 * is called. What it took in the first quarter of the time lies in the buffers of the system. */
static void test_peer_is_slow(void **state)
{
    (void)state;
    static const struct {
        const char *label;
        size_t pieces;
        mustls_usec silence;
        size_t floods;
        int turn;
    } slow_ones[] = {
        {"takes more", 40, MUSTLS_SEC(1), 1, MUSTLS_TURN_TOOL},
        {"makes long pauses", 40, MUSTLS_SEC(100), 1, MUSTLS_TURN_TOOL},
        {"stopped", 40, MUSTLS_SEC(140), 0, MUSTLS_TURN_SUBJECT},
        {"took little", 15, MUSTLS_SEC(1), 0, MUSTLS_TURN_SUBJECT},
    };
    for (size_t i = 0; i < sizeof slow_ones / sizeof slow_ones[0]; i++) {
        struct run r;
        assert_true(run_begin(&r, MUSTLS_TEST_CLIENT,
                              "C: <connect>\nS: 220-a\nS: <flood 100000000>\nS: 220 b\n",
                              &plain_params, WHOLE));
        for (size_t n = 0; n < slow_ones[i].pieces; n++) {
            assert_true(write_some(&r, SIZE_MAX));
            pass_time(&r, MUSTLS_SEC(1));
        }
        pass_time(&r, slow_ones[i].silence - MUSTLS_SEC(1));
        mustls_play_end(r.play, &(struct mustls_play_end){.kind = MUSTLS_END_KILLED}, r.now);
        const struct mustls_event *turn = mustls_trace_find(&r.trace, MUSTLS_E_TURN, 0);
        if (count(&r, MUSTLS_E_FLOOD) != slow_ones[i].floods || turn->code != slow_ones[i].turn)
            fail_msg("%s: %zu floods, turn %d: %.*s", slow_ones[i].label, count(&r, MUSTLS_E_FLOOD),
                     turn->code, (int)turn->raw.len, (const char *)turn->raw.ptr);
        run_end(&r);
    }
}

/* Who took all of it, and says no more, is at it still. */
static void test_peer_chews(void **state)
{
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct run r;
        assert_true(run_begin(&r, MUSTLS_TEST_CLIENT,
                              "C: <connect>\nS: 220-a\nS: <flood 2000000>\nS: <close>\n",
                              &plain_params, WHOLE));
        settle(&r);
        if (i == 1)
            r.t.ops->input(r.t.self, MUSTLS_LIT("QUIT\r\n"), r.now);
        if (i == 2)
            r.t.ops->eof(r.t.self, false, r.now);
        mustls_play_end(r.play, &(struct mustls_play_end){.kind = MUSTLS_END_KILLED}, r.now);
        const struct mustls_event *turn = mustls_trace_find(&r.trace, MUSTLS_E_TURN, 0);
        assert_int_equal(count(&r, MUSTLS_E_FLOOD), i == 0 ? 2 : 1);
        assert_int_equal(turn->code, i == 0 ? MUSTLS_TURN_TOOL : MUSTLS_TURN_SUBJECT);
        run_end(&r);
    }
}

/* The end of the peer ends a flood behind the piece that is on its way, which the shell may still
 * report as written. */
static void test_peer_closes(void **state)
{
    (void)state;
    struct run r;
    assert_true(run_begin(&r, MUSTLS_TEST_CLIENT,
                          "C: <connect>\nS: 220-a\nS: <flood 1000000>\nS: 220 b\n", &plain_params,
                          WHOLE));
    for (size_t i = 0; i < 3; i++)
        assert_true(write_some(&r, SIZE_MAX));
    size_t left = r.t.ops->output(r.t.self).len;
    assert_true(write_some(&r, 16384));
    r.t.ops->eof(r.t.self, false, r.now);
    assert_int_equal(r.t.ops->output(r.t.self).len, left - 16384);
    assert_true(write_some(&r, SIZE_MAX));
    assert_int_equal(r.t.ops->output(r.t.self).len, 7);
    assert_true(write_some(&r, SIZE_MAX));
    assert_false(write_some(&r, SIZE_MAX));
    assert_int_equal(count(&r, MUSTLS_E_FLOOD), 0);
    assert_int_equal(count(&r, MUSTLS_E_REPLY), 1);
    run_end(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sizes),      cmocka_unit_test(test_reply_around),
        cmocka_unit_test(test_peer_stops), cmocka_unit_test(test_peer_is_slow),
        cmocka_unit_test(test_peer_chews), cmocka_unit_test(test_peer_closes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
