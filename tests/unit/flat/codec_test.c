/* Flat bytes to canonical bytes, to programs, to scenarios and back. */
#include "world.h"

/* As an initialiser, which MUSTLS_LIT is not to every compiler. */
#define IN(s)                                                                                      \
    {                                                                                              \
        (const uint8_t *)("" s), sizeof(s) - 1                                                     \
    }

static const struct {
    const char *label;
    struct mustls_span in, canon, text; /* text: from the first rule on */
} rows[] = {
    {"nothing", {(const uint8_t *)"", 0}, IN("\0\0\0"), IN("C: <connect>\n")},
    {"a tail that is no record", IN("\1\5"), IN("\0\0\0"), IN("C: <connect>\n")},
    {"a greeting",
     IN("\0\7\0"
        "220 x\r\n"),
     IN("\0\7\0"
        "220 x\r\n"),
     IN("C: <connect>\nS: 220 x\n")},
    {"cut short",
     IN("\0\377\377"
        "220 x\r\n"),
     IN("\0\7\0"
        "220 x\r\n"),
     IN("C: <connect>\nS: 220 x\n")},
    {"op mod 6; its first is kept, for the wishes",
     IN("\6\7\0"
        "220 x\r\n"),
     IN("\6\7\0"
        "220 x\r\n"),
     IN("C: <connect>\nS: 220 x\n")},
    {"an empty line",
     IN("\0\2\0"
        "\r\n"),
     IN("\0\2\0"
        "\r\n"),
     IN("C: <connect>\nS:\n")},
    {"no line end",
     IN("\0\3\0"
        "220"),
     IN("\0\3\0"
        "220"),
     IN("C: <connect>\nS: 220\\c\n")},
    {"line without connect",
     IN("\1\2\0"
        "\r\n"),
     IN("\0\0\0\1\2\0"
        "\r\n"),
     IN("C: <connect>\n\nC#1: *\nS:\n")},
    {"bytes without connect",
     IN("\2\1\0"
        "x"),
     IN("\0\1\0"
        "x"),
     IN("C: <connect>\nS: x\\c\n")},
    {"segments",
     IN("\0\1\0"
        "a"
        "\2\0\0"
        "\2\1\0"
        "b"),
     IN("\0\1\0"
        "a"
        "\2\1\0"
        "b"),
     IN("C: <connect>\nS: a\\c\nS: \\|b\\c\n")},
    {"the first segment is the record itself",
     IN("\1\0\0\2\1\0"
        "b"),
     IN("\0\0\0\1\1\0"
        "b"),
     IN("C: <connect>\n\nC#1: *\nS: b\\c\n")},
    {"an empty line in a segment",
     IN("\0\1\0"
        "a"
        "\2\2\0"
        "\r\n"),
     IN("\0\1\0"
        "a"
        "\2\2\0"
        "\r\n"),
     IN("C: <connect>\nS: a\\c\nS: \\|\n")},
    {"handshake",
     IN("\1\3\0"
        "220"
        "\3\0\0"),
     IN("\0\0\0\1\3\0"
        "220"
        "\3\0\0"),
     IN("C: <connect>\n\nC#1: *\nS: 220\\c\nS: <tls>\n")},
    {"bytes of a handshake are behind it",
     IN("\3\1\0"
        "x"),
     IN("\0\0\0\3\0\0\2\1\0"
        "x"),
     IN("C: <connect>\nS: <tls>\nS: x\\c\n")},
    {"nothing behind a close",
     IN("\0\0\0\4\1\0"
        "x"
        "\2\1\0"
        "y\3\0\0\5\0\0"),
     IN("\0\0\0\4\0\0"), IN("C: <connect>\nS: <close>\n")},
    {"reset",
     IN("\1\0\0\5\0\0\1\1\0"
        "x"),
     IN("\0\0\0\1\0\0\5\0\0\1\1\0"
        "x"),
     IN("C: <connect>\n\nC#1: *\nS: <reset>\n\nC#2: *\nS: x\\c\n")},
    {"connects first",
     IN("\0\1\0"
        "a\1\1\0"
        "b\0\1\0"
        "c\1\1\0"
        "d"),
     IN("\0\1\0"
        "a\0\1\0"
        "c\1\1\0"
        "b\1\1\0"
        "d"),
     IN("C#1: <connect>\nS: a\\c\n\nC: <connect>\nS: c\\c\n\nC#1: *\nS: b\\c\n\nC#2: *\nS: "
        "d\\c\n")},
    {"354 reads a message",
     IN("\1\7\0"
        "354 x\r\n"
        "\1\5\0"
        "250\r\n"
        "\1\1\0"
        "z"),
     IN("\0\0\0\1\7\0"
        "354 x\r\n"
        "\1\5\0"
        "250\r\n"
        "\1\1\0"
        "z"),
     IN("C: <connect>\n\nC#1: *\nS: 354 x\nC: <data>\nS: 250\n\nC#2: *\nS: z\\c\n")},
    {"a connect between 354 and the message's end",
     IN("\1\5\0"
        "354\r\n"
        "\0\1\0"
        "a"
        "\1\1\0"
        "z"),
     IN("\0\0\0\0\1\0"
        "a"
        "\1\5\0"
        "354\r\n"
        "\1\1\0"
        "z"),
     IN("C#1: <connect>\n\nC: <connect>\nS: a\\c\n\nC#1: *\nS: 354\nC: <data>\nS: z\\c\n")},
    {"354 in pieces",
     IN("\1\2\0"
        "35"
        "\2\5\0"
        "4 x\r\n"
        "\1\0\0"),
     IN("\0\0\0\1\2\0"
        "35"
        "\2\5\0"
        "4 x\r\n"
        "\1\0\0"),
     IN("C: <connect>\n\nC#1: *\nS: 35\\c\nS: \\|4 x\nC: <data>\n")},
    {"354- is not the last line",
     IN("\1\7\0"
        "354-x\r\n"
        "\1\0\0"),
     IN("\0\0\0\1\7\0"
        "354-x\r\n"
        "\1\0\0"),
     IN("C: <connect>\n\nC#1: *\nS: 354-x\n\nC#2: *\n")},
    {"nor is 354 without an end",
     IN("\1\5\0"
        "354 x"
        "\1\0\0"),
     IN("\0\0\0\1\5\0"
        "354 x"
        "\1\0\0"),
     IN("C: <connect>\n\nC#1: *\nS: 354 x\\c\n\nC#2: *\n")},
    {"nor 354 before a handshake",
     IN("\1\5\0"
        "354\r\n"
        "\3\0\0\1\0\0"),
     IN("\0\0\0\1\5\0"
        "354\r\n"
        "\3\0\0\1\0\0"),
     IN("C: <connect>\n\nC#1: *\nS: 354\nS: <tls>\n\nC#2: *\n")},
    {"bytes that look like directions",
     IN("\0\7\0"
        "<tls>\r\n"),
     IN("\0\7\0"
        "<tls>\r\n"),
     IN("C: <connect>\nS: \\<tls>\n")},
    {"${",
     IN("\0\5\0"
        "${A}\n"),
     IN("\0\5\0"
        "${A}\n"),
     IN("C: <connect>\nS: \\x24{A}\\n\n")},
};

static void known_inputs(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct mustls_buf b;
        mustls_buf_init(&b, MAX_BYTES);
        assert_int_equal(mustls_flat_canon(&b, rows[i].in), MUSTLS_OK);
        assert_bytes(mustls_buf_span(&b), rows[i].canon, rows[i].label);
        mustls_buf_clear(&b);
        assert_int_equal(mustls_flat_text(&b, rows[i].in), MUSTLS_OK);
        size_t head = mustls_span_find(mustls_buf_span(&b), MUSTLS_LIT("[any]\n"));
        assert_true(head != MUSTLS_NPOS);
        assert_bytes(mustls_span_from(mustls_buf_span(&b), head + 6), rows[i].text, rows[i].label);
        assert_round_trips(rows[i].in, rows[i].label);
        mustls_buf_deinit(&b);
    }
}

/* Every row cut at every position is an input, too. */
static void cut_anywhere(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (size_t n = 0; n < rows[i].in.len; n++)
            assert_round_trips(mustls_span_first(rows[i].in, n), rows[i].label);
    }
}

static size_t random_input(struct mustls_rng *rng, uint8_t *out, size_t max)
{
    static const uint8_t likely[] = "\0\1\2\3\4\5\r\n-54302 <\\${}|*c";
    size_t n = mustls_rng_below(rng, (uint32_t)max);
    for (size_t i = 0; i < n; i++)
        out[i] = mustls_rng_below(rng, 4) ? likely[mustls_rng_below(rng, sizeof likely)]
                                          : (uint8_t)mustls_rng_below(rng, 256);
    return n;
}

static void random_inputs(void **state)
{
    (void)state;
    struct mustls_rng rng;
    uint8_t in[300];
    mustls_rng_init(&rng, 1);
    for (int i = 0; i < 4000; i++)
        assert_round_trips(mustls_span(in, random_input(&rng, in, sizeof in)), "random");
}

/* At the limits the canonical form must not be cut again. */
static void at_the_limits(void **state)
{
    (void)state;
    static uint8_t big[3 * MUSTLS_FLAT_MAX];
    for (int op = 0; op < 6; op++) {
        memset(big, 0, sizeof big);
        for (size_t i = 0; i + 3 < sizeof big; i += 3)
            big[i] = (uint8_t)op;
        assert_round_trips(mustls_span(big, sizeof big), "empty records");
        for (size_t i = 0; i + 4 < sizeof big; i += 4) {
            big[i] = (uint8_t)op;
            big[i + 1] = 1;
            big[i + 2] = 0;
            big[i + 3] = '\n';
        }
        assert_round_trips(mustls_span(big, sizeof big), "records of one byte");
        memset(big, '\n', sizeof big);
        for (size_t i = 0; i + 65538 < sizeof big; i += 65538) {
            big[i] = (uint8_t)op;
            big[i + 1] = big[i + 2] = 255;
        }
        assert_round_trips(mustls_span(big, sizeof big), "long records");
        for (size_t i = 0; i < sizeof big; i++)
            big[i] = (uint8_t)(i % 2 ? 0x80 : 0x81);
        big[0] = (uint8_t)op;
        assert_round_trips(mustls_span(big, sizeof big), "octets that print long");
    }
}

static void long_bytes_are_several_records(void **state)
{
    (void)state;
    static uint8_t big[200000];
    struct mustls_buf b;
    memset(big, 'x', sizeof big);
    mustls_buf_init(&b, MAX_BYTES);
    mustls_flat_put(&b, MUSTLS_FLAT_LINE, mustls_span(big, sizeof big));
    assert_int_equal(b.len, sizeof big + 4 * MUSTLS_FLAT_HEAD);
    assert_int_equal(b.ptr[0], MUSTLS_FLAT_LINE);
    assert_int_equal(b.ptr[MUSTLS_FLAT_HEAD + MUSTLS_FLAT_RECORD_MAX], MUSTLS_FLAT_SEGMENT);
    mustls_buf_deinit(&b);
}

static const char *const not_flat[] = {
    "[clear]\nC: <connect>\nS: x\n",
    "[any]\nC: *\nS: x\n",
    "[any]\nC: <connect>\nS: x\nC: *\nS: y\n",
    "[any]\nC: <connect>\nS: x\nC#2: *\nS: y\n",
    "[any]\nC: <connect>\nS: x\nC: EHLO\nS: y\n",
    "[any]\nC: <connect>\nS: x\nS: <wait 1s>\n",
    "[any]\nC: <connect>\nS: <tls cert=expired>\n",
    "[any]\nC: <connect>\nS: x\nC#1: *\nC: <line>\n",
    "[any]\nC: <connect>\nS: x\nC#1: *\nS: 250 ok\nC: <data>\n",
    "[any]\nC#1: <connect>\nS: x\n",
    "[any]\nC: <connect>\nS: x\nC#1: *\nS: 354 go\nC#2: *\nS: 250 ok\n",
};

static void other_programs_are_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof not_flat / sizeof *not_flat; i++) {
        struct mustls_arena *a = mustls_arena_new(16u << 20);
        struct mustls_diags d;
        struct mustls_scenario *scn;
        struct mustls_program *prog;
        struct mustls_buf b;
        mustls_diags_init(&d, a);
        mustls_buf_init(&b, MAX_BYTES);
        mustls_buf_printf(&b, "base none\n%s", not_flat[i]);
        assert_int_equal(mustls_scenario_parse(a, "t", "t", mustls_buf_span(&b), &d, &scn),
                         MUSTLS_OK);
        const struct mustls_scenario *chain[] = {scn};
        assert_int_equal(mustls_scenario_program(a, chain, 1, 0, &d, &prog), MUSTLS_OK);
        mustls_buf_clear(&b);
        if (mustls_flat_encode(&b, prog) != MUSTLS_EUSAGE)
            fail_msg("taken for flat:\n%s", not_flat[i]);
        mustls_buf_deinit(&b);
        mustls_arena_free(a);
    }
}

/* Without memory: a status, and no harm. */
static void no_memory(void **state)
{
    (void)state;
    struct mustls_span in = IN("\1\7\0"
                               "354 x\r\n"
                               "\1\5\0"
                               "250\r\n"
                               "\2\1\0"
                               "z\3\0\0");
    bool failed = true;
    for (long n = 0; failed; n++) {
        struct mustls_buf b;
        struct mustls_program *prog;
        mustls_buf_init(&b, MAX_BYTES);
        struct mustls_arena *a = mustls_arena_new(1u << 20);
        mustls_alloc_fail_after(n);
        enum mustls_status program = mustls_flat_program(a, in, &prog);
        enum mustls_status canon = mustls_flat_canon(&b, in);
        mustls_buf_clear(&b);
        enum mustls_status text = mustls_flat_text(&b, in);
        enum mustls_status encode = prog ? mustls_flat_encode(&b, prog) : MUSTLS_OK;
        mustls_alloc_fail_after(-1);
        assert_true((program == MUSTLS_OK) == (prog != NULL));
        failed = program || canon || text || encode;
        mustls_buf_deinit(&b);
        mustls_arena_free(a);
        assert_true(n < 1000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(known_inputs),
        cmocka_unit_test(cut_anywhere),
        cmocka_unit_test(random_inputs),
        cmocka_unit_test(at_the_limits),
        cmocka_unit_test(long_bytes_are_several_records),
        cmocka_unit_test(other_programs_are_refused),
        cmocka_unit_test(no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
