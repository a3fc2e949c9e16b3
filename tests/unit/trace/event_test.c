#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "trace/event.h"

static void names_go_both_ways(void **state)
{
    (void)state;
    for (int k = 0; k < MUSTLS_NUM_EVENTS; k++) {
        const char *name = mustls_event_name((enum mustls_event_kind)k);
        assert_non_null(name);
        assert_true(*name);
        assert_int_equal(mustls_event_by_name(mustls_span_str(name)), k);
    }
    for (int f = MUSTLS_FROM_SUBJECT; f <= MUSTLS_FROM_RUN; f++) {
        enum mustls_from back;
        const char *name = mustls_from_name((enum mustls_from)f);
        assert_true(mustls_from_by_name(mustls_span_str(name), &back));
        assert_int_equal(back, f);
    }
    for (int p = MUSTLS_PHASE_NONE; p <= MUSTLS_PHASE_TLS; p++) {
        enum mustls_phase back;
        const char *name = mustls_phase_name((enum mustls_phase)p);
        assert_true(mustls_phase_by_name(mustls_span_str(name), &back));
        assert_int_equal(back, p);
    }
}

static void other_names_are_none(void **state)
{
    (void)state;
    static const char *const names[] = {"", "Connect", "connect ", "connec", "secret\r"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        enum mustls_from from;
        enum mustls_phase phase;
        struct mustls_span s = mustls_span_str(names[i]);
        assert_int_equal(mustls_event_by_name(s), MUSTLS_NUM_EVENTS);
        assert_false(mustls_from_by_name(s, &from));
        assert_false(mustls_phase_by_name(s, &phase));
    }
    assert_int_equal(mustls_event_by_name(mustls_span("connect\0", 8)), MUSTLS_NUM_EVENTS);
    assert_string_equal(mustls_event_name(MUSTLS_NUM_EVENTS), "");
}

static void sentences_name_these(void **state)
{
    (void)state;
    static const char *const names[] = {"connect",     "hello",         "sni",          "tls",
                                        "alert",       "close",         "reset",        "message",
                                        "secret",      "bytes",         "early",        "flood",
                                        "bad-command", "false-success", "false-failure"};
    size_t num = 0;
    for (int k = 0; k < MUSTLS_NUM_EVENTS; k++)
        num += mustls_event_in_sentences((enum mustls_event_kind)k);
    assert_int_equal(num, sizeof names / sizeof *names);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        enum mustls_event_kind k = mustls_event_by_name(mustls_span_str(names[i]));
        assert_true(mustls_event_in_sentences(k));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_go_both_ways),
        cmocka_unit_test(other_names_are_none),
        cmocka_unit_test(sentences_name_these),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
