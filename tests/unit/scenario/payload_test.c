/* Payload text to bytes and segments, and the way back. */
#include "world.h"

#include "base/rng.h"

/* MUSTLS_LIT for tables of static storage: gcc takes no compound literal there. */
#define BYTES(s)                                                                                   \
    {                                                                                              \
        (const uint8_t *)("" s), sizeof(s) - 1                                                     \
    }

static const struct {
    const char *label, *payload;
    struct mustls_span bytes;
    const char *shape; /* steps: s = SEND, | = FLUSH */
} rows[] = {
    {"plain", " 220 hi", BYTES("220 hi\r\n"), "s"},
    {"empty", "", BYTES("\r\n"), "s"},
    {"one blank is eaten", "  x", BYTES(" x\r\n"), "s"},
    {"own CRLF", " a\\r\\n", BYTES("a\r\n"), "s"},
    {"own LF", " a\\n", BYTES("a\n"), "s"},
    {"own CR", " a\\r", BYTES("a\r"), "s"},
    {"own LF as hex", " a\\x0A", BYTES("a\n"), "s"},
    {"CR inside", " a\\rb", BYTES("a\rb\r\n"), "s"},
    {"no line end", " 250-AUTH \\c", BYTES("250-AUTH "), "s"},
    {"nothing", " \\c", BYTES(""), ""},
    {"named", " \\t\\0\\\\\\<\\c", BYTES("\t\0\\<"), "s"},
    {"NUL before digits", " 53\\x000 a",
     BYTES("53\0"
           "0 a\r\n"),
     "s"},
    {"high", " \\xff\\xFE\\c", BYTES("\xff\xfe"), "s"},
    {"UTF-8 as it is", " \xc3\xa9", BYTES("\xc3\xa9\r\n"), "s"},
    {"< inside", " 354 <CRLF>.<CRLF>", BYTES("354 <CRLF>.<CRLF>\r\n"), "s"},
    {"< in front", " \\<b>", BYTES("<b>\r\n"), "s"},
    {"repeat", " \\{ab*3}", BYTES("ababab\r\n"), "s"},
    {"repeat once", " \\{ab*1}c", BYTES("abc\r\n"), "s"},
    {"repeat a star", " \\{**3}", BYTES("***\r\n"), "s"},
    {"repeat stars and digits", " \\{*1*2}", BYTES("*1*1\r\n"), "s"},
    {"repeat escapes", " \\{\\x41\\r\\n*2}", BYTES("A\r\nA\r\n"), "s"},
    {"repeat in repeat", " \\{\\{a*2}b*2}", BYTES("aabaab\r\n"), "s"},
    {"repeat a brace", " \\{}*2}", BYTES("}}\r\n"), "s"},
    {"no repeat outside", " a*2}", BYTES("a*2}\r\n"), "s"},
    {"segments", " 53\\|0b", BYTES("530b\r\n"), "s|s"},
    {"segment first", " \\|a", BYTES("a\r\n"), "|s"},
    {"segment before the line end", " a\\|", BYTES("a\r\n"), "s|s"},
    {"segment behind it", " a\\r\\n\\|", BYTES("a\r\n"), "s|"},
    {"segment and nothing", " a\\|\\c", BYTES("a"), "s|"},
    {"segments twice", " a\\|\\|b", BYTES("ab\r\n"), "s||s"},
    {"segments repeated", " \\{ab\\|*3}c", BYTES("abababc\r\n"), "s|s|s|s"},
    {"segments in repeats", " \\{\\{a\\|*2}b*2}", BYTES("aabaab\r\n"), "s|s|s|s|s"},
};

static struct mustls_program *build(struct world *w, const char *payload)
{
    char text[400];
    snprintf(text, sizeof(text), "C: EHLO\nS:%s\n", payload);
    return world_program(w, text, 0);
}

static void check_steps(const struct mustls_program *p, struct mustls_span want, const char *shape,
                        const char *label)
{
    size_t at = 0;
    char got[32] = "";
    for (size_t i = 0; i < p->num_steps; i++) {
        const struct mustls_step *s = &p->steps[i];
        strcat(got, s->kind == MUSTLS_STEP_SEND ? "s" : s->kind == MUSTLS_STEP_FLUSH ? "|" : "?");
        struct mustls_span part = mustls_span_first(mustls_span_from(want, at), s->bytes.len);
        if (!mustls_span_eq(s->bytes, part))
            fail_msg("%s: step %zu differs", label, i);
        at += s->bytes.len;
    }
    if (at != want.len || strcmp(got, shape) != 0)
        fail_msg("%s: %zu bytes in %s, want %zu in %s", label, at, got, want.len, shape);
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct world w;
        world_open(&w);
        check_steps(build(&w, rows[i].payload), rows[i].bytes, rows[i].shape, rows[i].label);
        world_close(&w);
    }
}

/* Where segments are cut, not only how many there are. */
static void test_cut_places(void **state)
{
    (void)state;
    struct world w;
    world_open(&w);
    const struct mustls_program *p = build(&w, " \\{ab\\|c*2}");
    static const char *const want[] = {"ab", "", "cab", "", "c\r\n"};
    assert_int_equal(p->num_steps, 5);
    for (size_t i = 0; i < 5; i++)
        assert_span(p->steps[i].bytes, want[i]);
    world_close(&w);
}

static void test_long(void **state)
{
    (void)state;
    struct world w;
    world_open(&w);
    const struct mustls_program *p = build(&w, " \\{\\{xy*1024}*512}\\c");
    assert_int_equal(p->num_steps, 1);
    assert_int_equal(p->steps[0].bytes.len, MUSTLS_SCN_MAX_PAYLOAD);
    for (size_t i = 0; i < p->steps[0].bytes.len; i++)
        assert_int_equal(p->steps[0].bytes.ptr[i], i % 2 ? 'y' : 'x');
    world_close(&w);
}

/* --- bytes to text to bytes --- */

static void check_put(struct mustls_span bytes)
{
    struct world w;
    struct mustls_buf text;
    world_open(&w);
    mustls_buf_init(&text, 1u << 20);
    mustls_buf_puts(&text, "C: EHLO\nS: ");
    mustls_payload_put(&text, bytes);
    if (text.ptr[text.len - 1] == ' ')
        mustls_buf_truncate(&text, text.len - 1);
    mustls_buf_putc(&text, '\n');
    const struct mustls_program *p = world_program(&w, mustls_buf_cstr(&text), 0);
    assert_int_equal(p->num_steps, bytes.len > 0);
    if (bytes.len > 0 && !mustls_span_eq(p->steps[0].bytes, bytes))
        fail_msg("other bytes come back from: %s", mustls_buf_cstr(&text));
    mustls_buf_deinit(&text);
    world_close(&w);
}

static void test_put(void **state)
{
    (void)state;
    static const struct mustls_span cases[] = {
        BYTES(""),
        BYTES("\r\n"),
        BYTES("a\r\n"),
        BYTES("a"),
        BYTES("a\r"),
        BYTES("a\n"),
        BYTES("a\n\r\n"),
        BYTES("a\r\r\n"),
        BYTES("334 \r\n"),
        BYTES("a "),
        BYTES("a\t\r\n"),
        BYTES("<close>\r\n"),
        BYTES("${X}\r\n"),
        BYTES("\\c\r\n"),
        BYTES("\0"),
        BYTES("a\0\r\n"),
        BYTES("${{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{{"),
        BYTES("********************************5}\r\n"),
        BYTES("<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<a"),
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++)
        check_put(cases[i]);
}

static void test_put_random(void **state)
{
    (void)state;
    struct mustls_rng rng;
    mustls_rng_init(&rng, 7);
    static const char dull[] = " \t\r\n<>${}\\*|0aX\x7f\x80\xff#";
    for (int i = 0; i < 3000; i++) {
        uint8_t bytes[80];
        size_t n = mustls_rng_below(&rng, sizeof(bytes)), k = 0;
        while (k < n) {
            uint8_t c =
                (uint8_t)(mustls_rng_below(&rng, 4) ? dull[mustls_rng_below(&rng, sizeof(dull))]
                                                    : (char)mustls_rng_below(&rng, 256));
            size_t run = mustls_rng_below(&rng, 8) ? 1 : 30;
            while (run-- > 0 && k < n)
                bytes[k++] = c;
        }
        check_put(mustls_span(bytes, n));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows), cmocka_unit_test(test_cut_places), cmocka_unit_test(test_long),
        cmocka_unit_test(test_put),  cmocka_unit_test(test_put_random),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
