#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "trace/trace.h"

static struct mustls_event event(enum mustls_event_kind kind, const char *raw)
{
    return (struct mustls_event){.seq = 99, .kind = kind, .raw = mustls_span_str(raw)};
}

static void raw_is_copied_and_seq_is_set(void **state)
{
    (void)state;
    struct mustls_trace t;
    char line[] = "EHLO x\r\n";
    assert_int_equal(mustls_trace_init(&t, 100, 1 << 20), MUSTLS_OK);
    for (uint32_t i = 0; i < 20; i++) {
        struct mustls_event ev = event(MUSTLS_E_COMMAND, line);
        assert_int_equal(mustls_trace_add(&t, &ev), MUSTLS_OK);
        assert_int_equal(t.events[i].seq, i);
    }
    memset(line, 'z', sizeof line);
    for (size_t i = 0; i < t.num_events; i++)
        assert_true(mustls_span_eq(t.events[i].raw, MUSTLS_LIT("EHLO x\r\n")));
    mustls_trace_deinit(&t);
}

static void what_finds_no_room_is_counted(void **state)
{
    (void)state;
    static const struct {
        size_t max_events, max_bytes, kept;
    } rows[] = {{3, 1 << 20, 3}, {0, 1 << 20, 0}, {100, 1, 0}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct mustls_trace t;
        assert_int_equal(mustls_trace_init(&t, rows[i].max_events, rows[i].max_bytes), MUSTLS_OK);
        for (size_t n = 0; n < 5; n++) {
            struct mustls_event ev = event(MUSTLS_E_COMMAND, "NOOP\r\n");
            enum mustls_status st = mustls_trace_add(&t, &ev);
            assert_int_equal(st == MUSTLS_OK, n < rows[i].kept);
        }
        assert_int_equal(t.num_events, rows[i].kept);
        assert_int_equal(t.dropped, 5 - rows[i].kept);
        mustls_trace_deinit(&t);
    }
}

static void find_goes_forward(void **state)
{
    (void)state;
    struct mustls_trace t;
    assert_int_equal(mustls_trace_init(&t, 100, 1 << 20), MUSTLS_OK);
    static const enum mustls_event_kind kinds[] = {MUSTLS_E_CONNECT, MUSTLS_E_COMMAND,
                                                   MUSTLS_E_REPLY, MUSTLS_E_COMMAND};
    for (size_t i = 0; i < 4; i++) {
        struct mustls_event ev = event(kinds[i], "");
        assert_int_equal(mustls_trace_add(&t, &ev), MUSTLS_OK);
    }
    assert_int_equal(mustls_trace_find(&t, MUSTLS_E_COMMAND, 0)->seq, 1);
    assert_int_equal(mustls_trace_find(&t, MUSTLS_E_COMMAND, 1)->seq, 1);
    assert_int_equal(mustls_trace_find(&t, MUSTLS_E_COMMAND, 2)->seq, 3);
    assert_null(mustls_trace_find(&t, MUSTLS_E_CONNECT, 1));
    assert_null(mustls_trace_find(&t, MUSTLS_E_COMMAND, 4));
    assert_null(mustls_trace_find(&t, MUSTLS_E_COMMAND, SIZE_MAX));
    mustls_trace_deinit(&t);
}

static void count_call(void *arg, const struct mustls_event *ev)
{
    size_t *num = arg;
    assert_int_equal(ev->seq, *num);
    (*num)++;
}

/* Whatever fails, the trace stays whole, and says that something is missing. */
static void every_allocation_may_fail(void **state)
{
    (void)state;
    for (long n = 0; n < 40; n++) {
        struct mustls_trace t;
        size_t calls = 0;
        mustls_alloc_fail_after(n);
        if (mustls_trace_init(&t, 100, 1 << 20) == MUSTLS_OK) {
            t.on_event = count_call;
            t.on_event_arg = &calls;
            for (size_t i = 0; i < 20; i++) {
                struct mustls_event ev = event(MUSTLS_E_LINE, "abc");
                mustls_trace_add(&t, &ev);
            }
            assert_int_equal(t.num_events + t.dropped, 20);
            assert_int_equal(calls, t.num_events);
        } else {
            assert_int_equal(n, 0);
        }
        mustls_alloc_fail_after(-1);
        mustls_trace_deinit(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(raw_is_copied_and_seq_is_set),
        cmocka_unit_test(what_finds_no_room_is_counted),
        cmocka_unit_test(find_goes_forward),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
