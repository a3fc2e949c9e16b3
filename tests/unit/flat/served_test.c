/* Inputs as a server that is never silent for long. */
#include "flat/frame.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "scenario/scenario.h"

#define CLOSES "S: <wait 300ms>\nS: <close>\n"

/* Of the first connection's reaction: what is said on connect, then what follows, as records. */
static const struct {
    const char *label, *first;
    enum mustls_flat_op op; /* of what follows; MUSTLS_NUM_FLAT_OPS: nothing does */
    const char *rest, *want;
} rows[] = {
    {"whole", "220 a\r\n", MUSTLS_NUM_FLAT_OPS, "", "S: 220 a\n\n"},
    {"code only", "220\r\n", MUSTLS_NUM_FLAT_OPS, "", "S: 220\n\n"},
    {"multiline", "220-a\r\n220 b\r\n", MUSTLS_NUM_FLAT_OPS, "", "S: 220-a\nS: 220 b\n\n"},
    {"nothing", "", MUSTLS_NUM_FLAT_OPS, "", "<connect>\n" CLOSES},
    {"no line end", "220 a", MUSTLS_NUM_FLAT_OPS, "", "S: 220 a\\c\n" CLOSES},
    {"goes on", "220-a\r\n", MUSTLS_NUM_FLAT_OPS, "", "S: 220-a\n" CLOSES},
    {"no code", "hello\r\n", MUSTLS_NUM_FLAT_OPS, "", "S: hello\n" CLOSES},
    {"two digits", "22 a\r\n", MUSTLS_NUM_FLAT_OPS, "", "S: 22 a\n" CLOSES},
    {"whole in two segments", "220-a\r\n22", MUSTLS_FLAT_SEGMENT, "0 b\r\n",
     "S: 220-a\nS: 22\\c\nS: \\|0 b\n\n"},
    {"closed", "220-a\r\n", MUSTLS_FLAT_CLOSE, "", "S: 220-a\nS: <close>\n\n"},
    {"reset", "", MUSTLS_FLAT_RESET, "", "<connect>\nS: <reset>\n\n"},
    {"handshake", "220 a\r\n", MUSTLS_FLAT_TLS, "", "S: 220 a\nS: <tls>\n\n"},
    {"handshake that nobody would begin", "220-a\r\n", MUSTLS_FLAT_TLS, "250 b\r\n",
     "S: 220-a\n" CLOSES "\n"},
};

static void check(size_t i)
{
    struct mustls_buf in, out;
    struct mustls_diags d;
    struct mustls_scenario *tree;
    struct mustls_arena *a = mustls_arena_new(1u << 20);
    mustls_buf_init(&in, 4096);
    mustls_buf_init(&out, 65536);
    mustls_flat_put(&in, MUSTLS_FLAT_CONNECT, mustls_span_str(rows[i].first));
    if (rows[i].op != MUSTLS_NUM_FLAT_OPS)
        mustls_flat_put(&in, rows[i].op, mustls_span_str(rows[i].rest));
    assert_int_equal(mustls_flat_served(&out, mustls_buf_span(&in), "t", 2, 9), MUSTLS_OK);
    if (mustls_span_find(mustls_buf_span(&out), mustls_span_str(rows[i].want)) == MUSTLS_NPOS)
        fail_msg("%s: no \"%s\" in\n%s", rows[i].label, rows[i].want, mustls_buf_cstr(&out));
    /* It is a scenario, and whatever else the client says is answered. */
    mustls_diags_init(&d, a);
    assert_int_equal(mustls_scenario_parse(a, "t", "t", mustls_buf_span(&out), &d, &tree),
                     MUSTLS_OK);
    assert_true(mustls_span_find(mustls_buf_span(&out), MUSTLS_LIT("C?: *\nS: <close>\n")) !=
                MUSTLS_NPOS);
    mustls_buf_deinit(&in);
    mustls_buf_deinit(&out);
    mustls_arena_free(a);
}

static void never_silent(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        check(i);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(never_silent)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
