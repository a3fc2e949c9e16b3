#include "base/arena.h"
#include "smtp/reply.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define B(s)                                                                                       \
    {                                                                                              \
        (const uint8_t *)(s), sizeof(s) - 1                                                        \
    }

struct row {
    const char *label;
    struct mustls_span raw;
    int code;
    char sep;
    bool last;
    const char *text; /* "" for none */
    uint32_t faults;
};

static const struct row rows[] = {
    {"plain", B("220 hi\r\n"), 220, ' ', true, "hi", 0},
    {"continuation", B("250-SIZE 5\r\n"), 250, '-', false, "SIZE 5", 0},
    {"bare code", B("220\r\n"), 220, 0, true, "", MUSTLS_F_NO_TEXT},
    {"code and SP", B("220 \r\n"), 220, ' ', true, "", 0},
    {"code and -", B("250-\r\n"), 250, '-', false, "", 0},
    {"TAB in text", B("220 a\tb\r\n"), 220, ' ', true, "a\tb", 0},
    {"text with digits", B("250-234 Text\r\n"), 250, '-', false, "234 Text", 0},
    {"bare LF", B("220 hi\n"), 220, ' ', true, "hi", MUSTLS_F_BARE_LF},
    {"bare code, bare LF", B("220\n"), 220, 0, true, "", MUSTLS_F_NO_TEXT | MUSTLS_F_BARE_LF},
    {"CR CR LF", B("220 hi\r\r\n"), 220, ' ', true, "hi\r", MUSTLS_F_BARE_CR},
    {"CR inside", B("220 a\rb\r\n"), 220, ' ', true, "a\rb", MUSTLS_F_BARE_CR},
    {"CR behind the code", B("220\rb\r\n"), 220, '\r', true, "b",
     MUSTLS_F_BARE_CR | MUSTLS_F_BAD_SEP},
    {"NUL", B("220 a\0b\r\n"), 220, ' ', true, "a\0b", MUSTLS_F_NUL},
    {"NUL as separator", B("220\0b\r\n"), 220, 0, true, "b", MUSTLS_F_NUL | MUSTLS_F_BAD_SEP},
    {"NUL before the end", B("220 a\0\r\n"), 220, ' ', true, "a\0", MUSTLS_F_NUL},
    {"8 bit", B("220 \xc3\xa9\r\n"), 220, ' ', true, "\xc3\xa9", MUSTLS_F_8BIT},
    {"255", B("220 \xff\r\n"), 220, ' ', true, "\xff", MUSTLS_F_8BIT},
    {"128", B("220 \x80\r\n"), 220, ' ', true, "\x80", MUSTLS_F_8BIT},
    {"escape", B("220 \x1b[1m\r\n"), 220, ' ', true, "\x1b[1m", MUSTLS_F_CTRL},
    {"DEL", B("220 \x7f\r\n"), 220, ' ', true, "\x7f", MUSTLS_F_CTRL},
    {"31 in a long line", B("220 aaaaaaaaaaaaaaaaaaaa\x1f\r\n"), 220, ' ', true,
     "aaaaaaaaaaaaaaaaaaaa\x1f", MUSTLS_F_CTRL},
    {"126 in a long line", B("220 aaaaaaaaaaaaaaaaaaa~ \r\n"), 220, ' ', true,
     "aaaaaaaaaaaaaaaaaaa~ ", 0},
    {"all at once", B("220\xff\0\x01\r.\n"), 220, '\xff', true, "\0\x01\r.",
     MUSTLS_F_8BIT | MUSTLS_F_NUL | MUSTLS_F_CTRL | MUSTLS_F_BARE_CR | MUSTLS_F_BAD_SEP |
         MUSTLS_F_BARE_LF},
    {"empty line", B("\r\n"), 0, 0, true, "", MUSTLS_F_BAD_CODE},
    {"only LF", B("\n"), 0, 0, true, "", MUSTLS_F_BAD_CODE | MUSTLS_F_BARE_LF},
    {"CR CR LF alone", B("\r\r\n"), 0, 0, true, "\r", MUSTLS_F_BAD_CODE | MUSTLS_F_BARE_CR},
    {"two digits", B("22 hi\r\n"), 0, 0, true, "22 hi", MUSTLS_F_BAD_CODE},
    {"two digits, nothing", B("22\r\n"), 0, 0, true, "22", MUSTLS_F_BAD_CODE},
    {"letters", B("25A-ok\r\n"), 0, 0, true, "25A-ok", MUSTLS_F_BAD_CODE},
    {"leading blank", B(" 250 ok\r\n"), 0, 0, true, " 250 ok", MUSTLS_F_BAD_CODE},
    {"sign", B("+250 ok\r\n"), 0, 0, true, "+250 ok", MUSTLS_F_BAD_CODE},
    {"next to the digits", B("2/0 :\r\n"), 0, 0, true, "2/0 :", MUSTLS_F_BAD_CODE},
    {"next to the digits", B(":50 x\r\n"), 0, 0, true, ":50 x", MUSTLS_F_BAD_CODE},
    {"next to the digits", B("25/ x\r\n"), 0, 0, true, "25/ x", MUSTLS_F_BAD_CODE},
    {"next to the digits", B("2:0 :\r\n"), 0, 0, true, "2:0 :", MUSTLS_F_BAD_CODE},
    {"four digits", B("2500 ok\r\n"), 250, '0', true, " ok", MUSTLS_F_BAD_SEP},
    {"glued", B("250ok\r\n"), 250, 'o', true, "k", MUSTLS_F_BAD_SEP},
    {"TAB as separator", B("250\tok\r\n"), 250, '\t', true, "ok", MUSTLS_F_BAD_SEP},
    {"underscore", B("250_\r\n"), 250, '_', true, "", MUSTLS_F_BAD_SEP},
    {"000", B("000 x\r\n"), 0, ' ', true, "x", MUSTLS_F_CODE_RANGE},
    {"199", B("199 x\r\n"), 199, ' ', true, "x", MUSTLS_F_CODE_RANGE},
    {"200", B("200 x\r\n"), 200, ' ', true, "x", 0},
    {"259", B("259 x\r\n"), 259, ' ', true, "x", 0},
    {"260", B("260 x\r\n"), 260, ' ', true, "x", MUSTLS_F_CODE_RANGE},
    {"299", B("299 x\r\n"), 299, ' ', true, "x", MUSTLS_F_CODE_RANGE},
    {"300", B("300 x\r\n"), 300, ' ', true, "x", 0},
    {"559", B("559 x\r\n"), 559, ' ', true, "x", 0},
    {"571", B("571 x\r\n"), 571, ' ', true, "x", MUSTLS_F_CODE_RANGE},
    {"600", B("600 x\r\n"), 600, ' ', true, "x", MUSTLS_F_CODE_RANGE},
    {"999", B("999-x\r\n"), 999, '-', false, "x", MUSTLS_F_CODE_RANGE},
};
enum { NUM_ROWS = sizeof(rows) / sizeof(rows[0]) };

static void check(const struct row *row, const struct mustls_reply_line *got, uint32_t extra)
{
    assert_true(mustls_span_eq(got->raw, row->raw));
    assert_int_equal(got->code, row->code);
    assert_int_equal(got->sep, row->sep);
    assert_int_equal(got->last, row->last);
    assert_int_equal(got->faults, row->faults | extra);
    /* The text may hold NUL: its length follows from what stands before it. */
    size_t head = row->faults & MUSTLS_F_BAD_CODE ? 0 : row->faults & MUSTLS_F_NO_TEXT ? 3 : 4;
    size_t end = row->faults & MUSTLS_F_BARE_LF ? 1 : 2;
    assert_int_equal(got->text.len, row->raw.len - head - end);
    assert_memory_equal(got->text.ptr, row->text, got->text.len);
}

/* Feeds `in` cut at `cut` and expects exactly one line, at its end. */
static void feed_in_two(struct mustls_line_parser *p, const struct row *row, size_t cut)
{
    struct mustls_reply_line line;
    size_t used;
    if (cut > 0) {
        assert_int_equal(mustls_reply_feed(p, mustls_span_first(row->raw, cut), &used, &line),
                         MUSTLS_MORE);
        assert_int_equal(used, cut);
    }
    assert_int_equal(mustls_reply_feed(p, mustls_span_from(row->raw, cut), &used, &line),
                     MUSTLS_OK);
    assert_int_equal(used, row->raw.len - cut);
    check(row, &line, 0);
}

static void feed_bytes(struct mustls_line_parser *p, const struct row *row)
{
    struct mustls_reply_line line;
    for (size_t i = 0; i < row->raw.len; i++) {
        size_t used;
        bool end = i + 1 == row->raw.len;
        assert_int_equal(mustls_reply_feed(p, mustls_span(row->raw.ptr + i, 1), &used, &line),
                         end ? MUSTLS_OK : MUSTLS_MORE);
        assert_int_equal(used, 1);
    }
    check(row, &line, 0);
}

static void test_rows(void **state)
{
    struct mustls_line_parser p;
    (void)state;
    mustls_line_parser_init(&p, 1000);
    for (size_t i = 0; i < NUM_ROWS; i++) {
        struct mustls_reply_line line;
        print_message("%s\n", rows[i].label);
        mustls_reply_line_parse(rows[i].raw, &line);
        check(&rows[i], &line, 0);
        for (size_t cut = 0; cut < rows[i].raw.len; cut++)
            feed_in_two(&p, &rows[i], cut);
        feed_bytes(&p, &rows[i]);
    }
    mustls_line_parser_deinit(&p);
}

/* Each octet at each place of lines of each length up to 24: the fast check against the slow one.
 */
static uint32_t slow_faults(uint8_t c)
{
    if (c == '\r')
        return MUSTLS_F_BARE_CR;
    if (c == 0)
        return MUSTLS_F_NUL;
    if (c >= 128)
        return MUSTLS_F_8BIT;
    return (c < 32 && c != '\t') || c == 127 ? MUSTLS_F_CTRL : 0;
}

static void test_every_octet_everywhere(void **state)
{
    (void)state;
    for (size_t len = 5; len <= 24; len++)
        for (size_t at = 4; at < len; at++)
            for (unsigned c = 0; c < 256; c++) {
                uint8_t raw[32] = "250 aaaaaaaaaaaaaaaaaaaaaaaa";
                struct mustls_reply_line line;
                raw[at] = (uint8_t)c;
                if (c == '\n')
                    continue;
                memcpy(raw + len, "\r\n", 2);
                mustls_reply_line_parse(mustls_span(raw, len + 2), &line);
                assert_int_equal(line.faults, slow_faults((uint8_t)c));
            }
}

/* RFC 5321 4.5.3.1.5: 512 octets with CRLF, or with the LF that stands for it. */
static void test_length(void **state)
{
    static const char *const ends[] = {"\r\n", "\n"};
    (void)state;
    for (size_t e = 0; e < 2; e++)
        for (size_t len = 511; len <= 514; len++) {
            uint8_t raw[514];
            struct mustls_reply_line line;
            memset(raw, 'a', sizeof(raw));
            memcpy(raw, "250 ", 4);
            memcpy(raw + len - strlen(ends[e]), ends[e], strlen(ends[e]));
            mustls_reply_line_parse(mustls_span(raw, len), &line);
            assert_int_equal((line.faults & MUSTLS_F_TOO_LONG) != 0, len > 512);
        }
}

static void test_eof(void **state)
{
    static const struct {
        const char *label, *in;
        int code;
        uint32_t faults;
    } eof_rows[] = {
        {"one digit", "2", 0, MUSTLS_F_BAD_CODE},  {"code", "250", 250, MUSTLS_F_NO_TEXT},
        {"continuation", "250-a", 250, 0},         {"text", "250 ok", 250, 0},
        {"CR", "250 ok\r", 250, MUSTLS_F_BARE_CR},
    };
    struct mustls_line_parser p;
    struct mustls_reply_line line;
    size_t used;
    (void)state;
    mustls_line_parser_init(&p, 1000);
    assert_int_equal(mustls_reply_eof(&p, &line), MUSTLS_MORE);
    for (size_t i = 0; i < sizeof(eof_rows) / sizeof(eof_rows[0]); i++) {
        const struct mustls_span in = mustls_span_str(eof_rows[i].in);
        for (size_t cut = 0; cut <= in.len; cut++) {
            print_message("%s cut at %zu\n", eof_rows[i].label, cut);
            mustls_reply_feed(&p, mustls_span_first(in, cut), &used, &line);
            mustls_reply_feed(&p, mustls_span_from(in, cut), &used, &line);
            assert_true(mustls_span_eq(mustls_line_parser_rest(&p), in));
            assert_int_equal(mustls_reply_eof(&p, &line), MUSTLS_OK);
            assert_true(mustls_span_eq(line.raw, in));
            assert_int_equal(line.code, eof_rows[i].code);
            assert_int_equal(line.faults, eof_rows[i].faults | MUSTLS_F_EOF);
            assert_int_equal(mustls_reply_eof(&p, &line), MUSTLS_MORE);
            assert_int_equal(mustls_line_parser_rest(&p).len, 0);
        }
    }
    mustls_line_parser_deinit(&p);
}

static void test_names(void **state)
{
    (void)state;
    for (uint32_t a = 1; a <= MUSTLS_F_TOO_MANY; a <<= 1) {
        assert_string_not_equal(mustls_fault_name(a), "");
        for (uint32_t b = 1; b < a; b <<= 1)
            assert_string_not_equal(mustls_fault_name(a), mustls_fault_name(b));
    }
    assert_string_equal(mustls_fault_name(MUSTLS_F_TOO_MANY << 1), "");
    assert_string_equal(mustls_fault_name(3), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),   cmocka_unit_test(test_every_octet_everywhere),
        cmocka_unit_test(test_length), cmocka_unit_test(test_eof),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
