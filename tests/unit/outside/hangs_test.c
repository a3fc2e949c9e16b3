/* When an end that did not come is the program's own doing. */
#include "outside/internal.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#define LIMIT MUSTLS_SEC(10)
#define LAST                                                                                       \
    {                                                                                              \
        MUSTLS_NUM_EVENTS, 0, 0, 0, 0                                                              \
    }

static const struct {
    const char *label, *end;
    bool gives_up, want;
    struct {
        enum mustls_event_kind kind;
        uint32_t conn, sec;
        int code;
        uint32_t faults;
    } events[6];
} rows[] = {
    {"ended",
     "ok",
     true,
     false,
     {{MUSTLS_E_CONNECT, 1, 0, 0, 0}, {MUSTLS_E_CLOSE, 1, 1, 0, 0}, LAST}},
    {"a signal",
     "signal",
     true,
     false,
     {{MUSTLS_E_CONNECT, 1, 0, 0, 0}, {MUSTLS_E_CLOSE, 1, 1, 0, 0}, LAST}},
    {"never connected", "killed", true, false, {LAST}},
    {"waits for us",
     "killed",
     true,
     false,
     {{MUSTLS_E_CONNECT, 1, 0, 0, 0}, {MUSTLS_E_COMMAND, 1, 1, 0, 0}, LAST}},
    {"its turn",
     "killed",
     true,
     true,
     {{MUSTLS_E_CONNECT, 1, 0, 0, 0},
      {MUSTLS_E_COMMAND, 1, 1, 0, 0},
      {MUSTLS_E_REPLY, 1, 1, 250, 0},
      LAST}},
    {"its turn, and never was seen to give up",
     "killed",
     false,
     false,
     {{MUSTLS_E_CONNECT, 1, 0, 0, 0},
      {MUSTLS_E_COMMAND, 1, 1, 0, 0},
      {MUSTLS_E_REPLY, 1, 1, 250, 0},
      LAST}},
    {"its turn in AUTH",
     "killed",
     true,
     true,
     {{MUSTLS_E_CONNECT, 1, 0, 0, 0},
      {MUSTLS_E_COMMAND, 1, 1, 0, 0},
      {MUSTLS_E_REPLY, 1, 1, 334, 0},
      LAST}},
    {"we wait for a message",
     "killed",
     true,
     false,
     {{MUSTLS_E_CONNECT, 1, 0, 0, 0},
      {MUSTLS_E_COMMAND, 1, 1, 0, 0},
      {MUSTLS_E_REPLY, 1, 1, 354, 0},
      LAST}},
    {"a preliminary reply",
     "killed",
     true,
     false,
     {{MUSTLS_E_CONNECT, 1, 0, 0, 0},
      {MUSTLS_E_COMMAND, 1, 1, 0, 0},
      {MUSTLS_E_REPLY, 1, 1, 150, 0},
      LAST}},
    {"an odd reply",
     "killed",
     true,
     false,
     {{MUSTLS_E_CONNECT, 1, 0, 0, 0},
      {MUSTLS_E_COMMAND, 1, 1, 0, 0},
      {MUSTLS_E_REPLY, 1, 1, 250, 1},
      LAST}},
    {"a command behind the reply",
     "killed",
     true,
     false,
     {{MUSTLS_E_CONNECT, 1, 0, 0, 0},
      {MUSTLS_E_COMMAND, 1, 1, 0, 0},
      {MUSTLS_E_REPLY, 1, 1, 250, 0},
      {MUSTLS_E_COMMAND, 1, 2, 0, 0},
      LAST}},
    {"a handshake behind the reply",
     "killed",
     true,
     false,
     {{MUSTLS_E_CONNECT, 1, 0, 0, 0},
      {MUSTLS_E_COMMAND, 1, 1, 0, 0},
      {MUSTLS_E_REPLY, 1, 1, 220, 0},
      {MUSTLS_E_HELLO, 1, 2, 0, 0},
      LAST}},
    {"nothing left to wait for",
     "killed",
     false,
     true,
     {{MUSTLS_E_CONNECT, 1, 0, 0, 0}, {MUSTLS_E_CLOSE, 1, 1, 0, 0}, LAST}},
    {"dropped",
     "killed",
     false,
     true,
     {{MUSTLS_E_CONNECT, 1, 0, 0, 0}, {MUSTLS_E_RESET, 1, 1, 0, 0}, LAST}},
    {"a second connection is open",
     "killed",
     false,
     false,
     {{MUSTLS_E_CONNECT, 1, 0, 0, 0},
      {MUSTLS_E_CLOSE, 1, 1, 0, 0},
      {MUSTLS_E_CONNECT, 2, 1, 0, 0},
      LAST}},
    {"busy until the limit",
     "killed",
     true,
     false,
     {{MUSTLS_E_CONNECT, 1, 0, 0, 0}, {MUSTLS_E_COMMAND, 1, 6, 0, 0}, LAST}},
};

static void add(struct mustls_trace *t, enum mustls_event_kind kind, uint32_t conn, uint32_t sec,
                enum mustls_from from, const char *raw, int code, uint32_t faults)
{
    struct mustls_event e = {.kind = kind,
                             .conn = conn,
                             .us = MUSTLS_SEC(sec),
                             .from = from,
                             .code = code,
                             .faults = faults,
                             .raw = mustls_span_str(raw)};
    assert_int_equal(mustls_trace_add(t, &e), MUSTLS_OK);
}

static void hangs(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct mustls_trace t;
        assert_int_equal(mustls_trace_init(&t, 100, 1u << 20), MUSTLS_OK);
        for (size_t k = 0; rows[i].events[k].kind != MUSTLS_NUM_EVENTS; k++)
            add(&t, rows[i].events[k].kind, rows[i].events[k].conn, rows[i].events[k].sec,
                rows[i].events[k].kind == MUSTLS_E_REPLY ? MUSTLS_FROM_TOOL : MUSTLS_FROM_SUBJECT,
                "", rows[i].events[k].code, rows[i].events[k].faults);
        add(&t, MUSTLS_E_EXIT, 0, 10, MUSTLS_FROM_RUN, rows[i].end, 0, 0);
        if (outside_hangs(&t, LIMIT, rows[i].gives_up) != rows[i].want)
            fail_msg("%s", rows[i].label);
        mustls_trace_deinit(&t);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(hangs)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
