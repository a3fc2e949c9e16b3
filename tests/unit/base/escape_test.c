#include "base/arena.h"
#include "base/escape.h"
#include "base/rng.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>

#define B(s)                                                                                       \
    {                                                                                              \
        (const uint8_t *)(s), sizeof(s) - 1                                                        \
    }

struct row {
    const char *label;
    struct mustls_span in;
    const char *out;
};

static void run(const struct row *rows, size_t num,
                void (*put)(struct mustls_buf *, struct mustls_span))
{
    for (size_t i = 0; i < num; i++) {
        print_message("%s\n", rows[i].label);
        struct mustls_buf b;
        mustls_buf_init(&b, 1000);
        /* An exact copy, so that reading past the end is seen. */
        uint8_t *copy = mustls_alloc(rows[i].in.len);
        memcpy(copy, rows[i].in.ptr, rows[i].in.len);
        put(&b, mustls_span(copy, rows[i].in.len));
        mustls_free(copy);
        assert_string_equal(mustls_buf_cstr(&b), rows[i].out);
        mustls_buf_deinit(&b);
    }
}

static void test_escaped(void **state)
{
    static const struct row rows[] = {
        {"empty", B(""), ""},
        {"plain", B("250 ok ~!"), "250 ok ~!"},
        {"named", B("\r\n\t\0\\"), "\\r\\n\\t\\0\\\\"},
        {"NUL before a digit",
         B("\0"
           "1"),
         "\\01"},
        {"controls and 8 bit", B("\x1b\x7f\x80\xff"), "\\x1b\\x7f\\x80\\xff"},
        {"UTF-8 is bytes", B("\xc3\xa9"), "\\xc3\\xa9"},
        {"direction at the start", B("<tls>"), "\\<tls>"},
        {"no direction later", B(" <tls>"), " <tls>"},
        {"variable", B("a${X}"), "a\\x24{X}"},
        {"dollar alone", B("$ {$"), "$ {$"},
    };
    (void)state;
    run(rows, sizeof(rows) / sizeof(rows[0]), mustls_put_escaped);
}

static void test_json_raw(void **state)
{
    static const struct row rows[] = {
        {"empty", B(""), "\"\""},
        {"quote and backslash", B("\"\\"), "\"\\\"\\\\\\\\\""},
        {"controls", B("\r\n\t\x01\x1f\x7f"), "\"\\r\\n\\t\\u0001\\u001f\x7f\""},
        {"NUL", B("a\0b"), "\"a\\\\x00b\""},
        {"UTF-8", B("\xc3\xa9"), "\"\xc3\xa9\""},
        {"not UTF-8", B("\xc3(\xff"), "\"\\\\xc3(\\\\xff\""},
        {"text that looks escaped", B("\\xff"), "\"\\\\\\\\xff\""},
    };
    (void)state;
    run(rows, sizeof(rows) / sizeof(rows[0]), mustls_put_json_raw);
}

static void test_json_text(void **state)
{
    static const struct row rows[] = {
        {"quote and backslash", B("\"\\/"), "\"\\\"\\\\/\""},
        {"controls", B("\r\n\t\x01"), "\"\\r\\n\\t\\u0001\""},
        {"UTF-8", B("\xf0\x9f\x98\x80"), "\"\xf0\x9f\x98\x80\""},
        {"not UTF-8",
         B("a\xff"
           "b\xc3"),
         "\"a\xef\xbf\xbd"
         "b\xef\xbf\xbd\""},
        {"NUL", B("\0"), "\"\xef\xbf\xbd\""},
    };
    (void)state;
    run(rows, sizeof(rows) / sizeof(rows[0]), mustls_put_json_text);
}

static void test_xml(void **state)
{
    static const struct row rows[] = {
        {"markup", B("<a b=\"&'\">"), "&lt;a b=&quot;&amp;'&quot;&gt;"},
        {"controls", B("\t\n\r\0\x1b\x7f"), "\t\n\\x0d\\x00\\x1b\\x7f"},
        {"UTF-8", B("\xc3\xa9"), "\xc3\xa9"},
        {"not UTF-8", B("\xa9<"), "\\xa9&lt;"},
        {"U+FFFD, U+FFFE, U+FFFF", B("\xef\xbf\xbd\xef\xbf\xbe\xef\xbf\xbf"),
         "\xef\xbf\xbd\\xef\\xbf\\xbe\\xef\\xbf\\xbf"},
    };
    (void)state;
    run(rows, sizeof(rows) / sizeof(rows[0]), mustls_put_xml);
}

static void test_unescape(void **state)
{
    static const struct row rows[] = {
        {"empty", B(""), ""},
        {"hex, both cases", B("\\x41\\x6A\\x6a"), "Ajj"},
        {"backslash", B("\\\\x41"), "\\x41"},
        {"stray at the end", B("a\\"), "a\\"},
        {"stray before text", B("\\n"), "\\n"},
        {"hex cut short", B("\\x4"), "\\x4"},
        {"no hex", B("\\x4g\\xg4"), "\\x4g\\xg4"},
        {"three backslashes", B("\\\\\\"), "\\\\"},
    };
    (void)state;
    run(rows, sizeof(rows) / sizeof(rows[0]), mustls_unescape_raw);
}

static void test_utf8(void **state)
{
    static const struct {
        const char *label;
        struct mustls_span in;
        size_t len;
    } rows[] = {
        {"empty", B(""), 0},
        {"ASCII", B("ab"), 1},
        {"NUL", B("\0"), 1},
        {"lone tail", B("\x80"), 0},
        {"U+0080", B("\xc2\x80"), 2},
        {"overlong 2: c0", B("\xc0\x80"), 0},
        {"overlong 2: c1", B("\xc1\xbf"), 0},
        {"U+07FF", B("\xdf\xbf"), 2},
        {"overlong 3", B("\xe0\x9f\xbf"), 0},
        {"U+0800", B("\xe0\xa0\x80"), 3},
        {"U+D7FF", B("\xed\x9f\xbf"), 3},
        {"surrogate U+D800", B("\xed\xa0\x80"), 0},
        {"surrogate U+DFFF", B("\xed\xbf\xbf"), 0},
        {"U+E000", B("\xee\x80\x80"), 3},
        {"U+FFFF", B("\xef\xbf\xbf"), 3},
        {"overlong 4", B("\xf0\x8f\xbf\xbf"), 0},
        {"U+10000", B("\xf0\x90\x80\x80"), 4},
        {"U+10FFFF", B("\xf4\x8f\xbf\xbf"), 4},
        {"U+110000", B("\xf4\x90\x80\x80"), 0},
        {"f5", B("\xf5\x80\x80\x80"), 0},
        {"ff", B("\xff\xff\xff\xff"), 0},
        {"cut after 1", B("\xe2"), 0},
        {"cut after 2", B("\xe2\x82"), 0},
        {"cut after 3", B("\xf0\x90\x80"), 0},
        {"second is no tail",
         B("\xe2"
           "a\x80"),
         0},
        {"third is no tail",
         B("\xe2\x82"
           "a"),
         0},
        {"fourth is no tail",
         B("\xf0\x90\x80"
           "a"),
         0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        print_message("%s\n", rows[i].label);
        assert_int_equal(mustls_utf8_len(rows[i].in), rows[i].len);
    }
}

/* Every value of the first two octets against arithmetic: decode, and demand that it is the
 * shortest form, no surrogate, and within Unicode. */
static size_t utf8_by_arithmetic(const uint8_t b[4])
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t n = b[0] < 0x80 ? 1 : b[0] >> 5 == 6 ? 2 : b[0] >> 4 == 14 ? 3 : b[0] >> 3 == 30 ? 4 : 0;
    if (n <= 1)
        return n;
    uint32_t value = b[0] & (0x7fu >> n);
    for (size_t i = 1; i < n; i++) {
        if (b[i] >> 6 != 2)
            return 0;
        value = value << 6 | (b[i] & 0x3f);
    }
    bool ok = value >= least[n] && value <= 0x10ffff && value >> 11 != 0xd800 >> 11;
    return ok ? n : 0;
}

static void test_utf8_all_heads(void **state)
{
    (void)state;
    for (unsigned i = 0; i < 0x10000; i++) {
        const uint8_t b[4] = {(uint8_t)(i >> 8), (uint8_t)i, 0xbf, 0x80};
        assert_int_equal(mustls_utf8_len(mustls_span(b, 4)), utf8_by_arithmetic(b));
    }
}

/* A JSON reader for what the writer above may write. */
static void json_decode(struct mustls_buf *out, struct mustls_span s)
{
    assert_true(s.len >= 2 && s.ptr[0] == '"' && s.ptr[s.len - 1] == '"');
    for (size_t i = 1; i + 1 < s.len; i++) {
        uint8_t c = s.ptr[i];
        assert_true(c >= 0x20 && c != '"');
        if (c == '\\') {
            c = s.ptr[++i];
            assert_non_null(strchr("\"\\nrtu", c));
            if (c == 'u') {
                char hex[5] = {0};
                memcpy(hex, s.ptr + i + 1, 4);
                c = (uint8_t)strtoul(hex, NULL, 16);
                i += 4;
            } else if (c == 'n' || c == 'r' || c == 't') {
                c = c == 'n' ? '\n' : c == 'r' ? '\r' : '\t';
            }
        }
        mustls_buf_putc(out, c);
    }
}

static void round_trip(struct mustls_span in)
{
    struct mustls_buf json, text, back;
    mustls_buf_init(&json, 10000);
    mustls_buf_init(&text, 10000);
    mustls_buf_init(&back, 10000);
    mustls_put_json_raw(&json, in);
    for (struct mustls_span s = mustls_buf_span(&json); s.len > 0;) {
        size_t n = mustls_utf8_len(s);
        assert_true(n > 0); /* JSON is UTF-8 */
        s = mustls_span_from(s, n);
    }
    json_decode(&text, mustls_buf_span(&json));
    mustls_unescape_raw(&back, mustls_buf_span(&text));
    assert_true(mustls_span_eq(mustls_buf_span(&back), in));
    mustls_buf_deinit(&json);
    mustls_buf_deinit(&text);
    mustls_buf_deinit(&back);
}

static void test_round_trip(void **state)
{
    (void)state;
    uint8_t pair[2];
    for (unsigned i = 0; i < 0x10000; i++) {
        pair[0] = (uint8_t)(i >> 8);
        pair[1] = (uint8_t)i;
        round_trip(mustls_span(pair, 2));
    }

    /* Longer ones from the octets that matter to somebody. */
    static const uint8_t spice[] = "\\\\\\x0aAfF4\"u\0\n\xc3\xa9\xe2\x82\xac\xf0\x9f\xff\xed\xa0";
    struct mustls_rng rng;
    mustls_rng_init(&rng, 7);
    for (unsigned i = 0; i < 5000; i++) {
        uint8_t in[24];
        size_t len = mustls_rng_below(&rng, sizeof(in) + 1);
        for (size_t k = 0; k < len; k++)
            in[k] = spice[mustls_rng_below(&rng, sizeof(spice) - 1)];
        round_trip(mustls_span(in, len));
    }
}

/* Writers only put: a full buffer or no memory must show in it, and nowhere else. */
static void test_failure(void **state)
{
    static void (*const puts[])(struct mustls_buf *, struct mustls_span) = {
        mustls_put_escaped, mustls_put_json_raw, mustls_put_json_text,
        mustls_put_xml,     mustls_unescape_raw,
    };
    (void)state;
    for (size_t i = 0; i < sizeof(puts) / sizeof(puts[0]); i++) {
        struct mustls_buf b;
        mustls_buf_init(&b, 3);
        puts[i](&b, MUSTLS_LIT("a\xff\\<&"));
        assert_true(b.failed);
        mustls_buf_clear(&b);
        mustls_buf_deinit(&b);
        mustls_alloc_fail_after(0);
        puts[i](&b, MUSTLS_LIT("a\xff\\<&"));
        assert_true(b.failed);
        mustls_alloc_fail_after(-1);
        mustls_buf_deinit(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_escaped),        cmocka_unit_test(test_json_raw),
        cmocka_unit_test(test_json_text),      cmocka_unit_test(test_xml),
        cmocka_unit_test(test_unescape),       cmocka_unit_test(test_utf8),
        cmocka_unit_test(test_utf8_all_heads), cmocka_unit_test(test_round_trip),
        cmocka_unit_test(test_failure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
