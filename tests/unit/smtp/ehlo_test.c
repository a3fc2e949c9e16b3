#include "smtp/ehlo.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define B(s)                                                                                       \
    {                                                                                              \
        (const uint8_t *)(s), sizeof(s) - 1                                                        \
    }
#define S MUSTLS_EHLO_STARTTLS
#define A MUSTLS_EHLO_AUTH

static void parse(struct mustls_span in, struct mustls_ehlo *out)
{
    struct mustls_line_parser p;
    struct mustls_reply r;
    struct mustls_reply_line line;
    size_t used;
    mustls_line_parser_init(&p, 40);
    mustls_reply_init(&r, 10000);
    for (; mustls_reply_feed(&p, in, &used, &line) == MUSTLS_OK; in = mustls_span_from(in, used))
        assert_int_equal(mustls_reply_add(&r, &line), MUSTLS_OK);
    if (mustls_reply_eof(&p, &line) == MUSTLS_OK)
        assert_int_equal(mustls_reply_add(&r, &line), MUSTLS_OK);
    mustls_ehlo_parse(&r, out);
    mustls_reply_deinit(&r);
    mustls_line_parser_deinit(&p);
}

/* Each row is what stands behind the first line "250-mx". */
static void test_replies(void **state)
{
    static const struct {
        const char *label, *in;
        uint32_t keywords, mechs;
        uint64_t size;
    } rows[] = {
        {"nothing", "", 0, 0, 0},
        {"last line", "250 STARTTLS\r\n", S, 0, 0},
        {"middle line", "250-STARTTLS\r\n250 HELP\r\n", S, 0, 0},
        {"lower case", "250 starttls\r\n", S, 0, 0},
        {"mixed case", "250 StartTls\r\n", S, 0, 0},
        {"twice", "250-STARTTLS\r\n250 STARTTLS\r\n", S, 0, 0},
        {"with parameters", "250 STARTTLS REQUIRED x=y\r\n", S, 0, 0},
        {"trailing blank", "250 STARTTLS \r\n", S, 0, 0},
        {"prefix", "250-STARTTL\r\n250-STARTTLSX\r\n250-STARTTLS2\r\n250 STARTTLS-X\r\n", 0, 0, 0},
        {"inside the text", "250-HELP see STARTTLS\r\n250 X-NOSTARTTLS\r\n", 0, 0, 0},
        {"leading blank", "250  STARTTLS\r\n", 0, 0, 0},
        {"TAB behind it", "250 STARTTLS\tx\r\n", 0, 0, 0},
        {"control behind it", "250 STARTTLS\x01\r\n", 0, 0, 0},
        {"8 bit parameter", "250 STARTTLS \xff\r\n", 0, 0, 0},
        {"bare CR", "250 STARTTLS\rX\r\n", 0, 0, 0},
        {"CR CR LF", "250 STARTTLS\r\r\n", 0, 0, 0},
        {"bare LF alone drops nothing", "250 STARTTLS\n", S, 0, 0},
        {"bad separator", "250_STARTTLS\r\n", 0, 0, 0},
        {"glued", "250STARTTLS\r\n", 0, 0, 0},
        {"no code", "STARTTLS\r\n", 0, 0, 0},
        {"another code", "251 STARTTLS\r\n", 0, 0, 0},
        {"another code at the end", "250-STARTTLS\r\n550 no\r\n", S, 0, 0},
        {"end of input", "250 STARTTLS", 0, 0, 0},
        {"cut by the cap", "250 STARTTLS aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n", 0, 0, 0},
        {"empty keywords", "250-\r\n250-STARTTLS\r\n250 \r\n", S, 0, 0},
        {"dash first", "250 -STARTTLS\r\n", 0, 0, 0},
        {"all",
         "250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-CHUNKING\r\n250-DSN\r\n"
         "250-ENHANCEDSTATUSCODES\r\n250 SIZE\r\n",
         MUSTLS_EHLO_PIPELINING | MUSTLS_EHLO_8BITMIME | MUSTLS_EHLO_SMTPUTF8 |
             MUSTLS_EHLO_CHUNKING | MUSTLS_EHLO_DSN | MUSTLS_EHLO_ENHANCED | MUSTLS_EHLO_SIZE,
         0, 0},
        {"inner blank", "250 8 BITMIME\r\n", 0, 0, 0},
        {"AUTH", "250 AUTH PLAIN LOGIN\r\n", A, MUSTLS_MECH_PLAIN | MUSTLS_MECH_LOGIN, 0},
        {"AUTH, lower case", "250 auth cram-md5\r\n", A, MUSTLS_MECH_CRAM_MD5, 0},
        {"AUTH, doubled blanks", "250 AUTH  PLAIN  X \r\n", A,
         MUSTLS_MECH_PLAIN | MUSTLS_MECH_OTHER, 0},
        {"AUTH without mechanism", "250 AUTH\r\n", A, 0, 0},
        {"AUTH=LOGIN", "250 AUTH=LOGIN PLAIN\r\n", 0, 0, 0},
        {"both forms", "250-AUTH=LOGIN\r\n250 AUTH PLAIN\r\n", A, MUSTLS_MECH_PLAIN, 0},
        {"two AUTH lines", "250-AUTH PLAIN\r\n250 AUTH LOGIN\r\n", A,
         MUSTLS_MECH_PLAIN | MUSTLS_MECH_LOGIN, 0},
        {"mechanism prefix", "250 AUTH PLAINX LOGI\r\n", A, MUSTLS_MECH_OTHER, 0},
        {"SIZE", "250 SIZE 41697280\r\n", MUSTLS_EHLO_SIZE, 0, 41697280},
        {"SIZE 0", "250 SIZE 0\r\n", MUSTLS_EHLO_SIZE, 0, 0},
        {"SIZE, largest", "250 SIZE 18446744073709551615\r\n", MUSTLS_EHLO_SIZE, 0, UINT64_MAX},
        {"SIZE, one less", "250 SIZE 18446744073709551614\r\n", MUSTLS_EHLO_SIZE, 0,
         UINT64_MAX - 1},
        {"SIZE, one more", "250 SIZE 18446744073709551616\r\n", MUSTLS_EHLO_SIZE, 0, UINT64_MAX},
        {"SIZE, far more", "250 SIZE 999999999999999999999999\r\n", MUSTLS_EHLO_SIZE, 0,
         UINT64_MAX},
        {"SIZE, no number", "250 SIZE 12x\r\n", MUSTLS_EHLO_SIZE, 0, 0},
        {"SIZE, sign", "250 SIZE -1\r\n", MUSTLS_EHLO_SIZE, 0, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct mustls_buf in;
        struct mustls_ehlo got;
        print_message("%s\n", rows[i].label);
        mustls_buf_init(&in, 1000);
        mustls_buf_printf(&in, "250-mx\r\n%s", rows[i].in);
        parse(mustls_buf_span(&in), &got);
        assert_int_equal(got.keywords, rows[i].keywords);
        assert_int_equal(got.mechs, rows[i].mechs);
        assert_true(got.size == rows[i].size);
        mustls_buf_deinit(&in);
    }
}

static void test_first_line_is_no_keyword(void **state)
{
    struct mustls_ehlo got;
    (void)state;
    parse(MUSTLS_LIT("250-STARTTLS\r\n250 AUTH PLAIN\r\n"), &got);
    assert_int_equal(got.keywords, A);
    parse(MUSTLS_LIT("250 STARTTLS\r\n"), &got);
    assert_int_equal(got.keywords, 0);
    parse(MUSTLS_LIT(""), &got);
    assert_int_equal(got.keywords, 0);
}

static void test_line(void **state)
{
    static const struct {
        struct mustls_span text;
        const char *keyword, *params;
    } rows[] = {
        {B("SIZE 5"), "SIZE", "5"},
        {B("X-1 a  b "), "X-1", "a  b"},
        {B("8BITMIME"), "8BITMIME", ""},
        {B("a "), "a", ""},
        {B(""), "", ""},
        {B(" a"), "", ""},
        {B("-a"), "", ""},
        {B("A=B c"), "", ""},
        {B("a\0"), "", ""},
        {B("a b\0c"), "", ""},
        {B("a \x7f"), "", ""},
        {B("a ~!"), "a", "~!"},
        {B("\xc3\xa9"), "", ""},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct mustls_ehlo_line line;
        mustls_ehlo_line_parse(rows[i].text, &line);
        assert_true(mustls_span_eq(line.keyword, mustls_span_str(rows[i].keyword)));
        assert_true(mustls_span_eq(line.params, mustls_span_str(rows[i].params)));
    }
}

static void test_word(void **state)
{
    struct mustls_span rest = MUSTLS_LIT("  ab\t c ");
    (void)state;
    assert_true(mustls_span_eq(mustls_word(&rest), MUSTLS_LIT("ab")));
    assert_true(mustls_span_eq(mustls_word(&rest), MUSTLS_LIT("c")));
    assert_int_equal(mustls_word(&rest).len, 0);
    assert_int_equal(mustls_word(&rest).len, 0);
    rest = mustls_span(NULL, 0);
    assert_int_equal(mustls_word(&rest).len, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_replies),
        cmocka_unit_test(test_first_line_is_no_keyword),
        cmocka_unit_test(test_line),
        cmocka_unit_test(test_word),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
