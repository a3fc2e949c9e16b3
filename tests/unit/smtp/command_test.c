#include "smtp/command.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define B(s)                                                                                       \
    {                                                                                              \
        (const uint8_t *)(s), sizeof(s) - 1                                                        \
    }

static void test_rows(void **state)
{
    static const struct {
        const char *label;
        struct mustls_span raw;
        enum mustls_verb verb;
        const char *word, *args;
        uint32_t faults;
    } rows[] = {
        {"EHLO", B("EHLO a.test\r\n"), MUSTLS_V_EHLO, "EHLO", "a.test", 0},
        {"lower case", B("ehlo a.test\r\n"), MUSTLS_V_EHLO, "ehlo", "a.test", 0},
        {"no name", B("EHLO\r\n"), MUSTLS_V_EHLO, "EHLO", "", MUSTLS_CF_ARGS},
        {"blank for a name", B("HELO \r\n"), MUSTLS_V_HELO, "HELO", "", MUSTLS_CF_ARGS},
        {"blanks around", B("EHLO  a \t\r\n"), MUSTLS_V_EHLO, "EHLO", "a", MUSTLS_CF_OCTETS},
        {"trailing blank", B("DATA \r\n"), MUSTLS_V_DATA, "DATA", "", 0},
        {"leading blank", B(" DATA\r\n"), MUSTLS_V_UNKNOWN, "", "DATA", MUSTLS_CF_VERB},
        {"MAIL", B("MAIL FROM:<>\r\n"), MUSTLS_V_MAIL, "MAIL", "FROM:<>", 0},
        {"MAIL, blank and parameters", B("mail from: <a@b> SIZE=5\r\n"), MUSTLS_V_MAIL, "mail",
         "from: <a@b> SIZE=5", 0},
        {"MAIL alone", B("MAIL\r\n"), MUSTLS_V_MAIL, "MAIL", "", MUSTLS_CF_ARGS},
        {"MAIL TO:", B("MAIL TO:<a>\r\n"), MUSTLS_V_MAIL, "MAIL", "TO:<a>", MUSTLS_CF_ARGS},
        {"MAIL FROM", B("MAIL FROM <a>\r\n"), MUSTLS_V_MAIL, "MAIL", "FROM <a>", MUSTLS_CF_ARGS},
        {"no path", B("MAIL FROM:\r\n"), MUSTLS_V_MAIL, "MAIL", "FROM:", MUSTLS_CF_ARGS},
        {"no brackets", B("MAIL FROM:a@b\r\n"), MUSTLS_V_MAIL, "MAIL", "FROM:a@b", MUSTLS_CF_ARGS},
        {"other half", B("RCPT TO:a>\r\n"), MUSTLS_V_RCPT, "RCPT", "TO:a>", MUSTLS_CF_ARGS},
        {"half a bracket", B("RCPT TO:<a\r\n"), MUSTLS_V_RCPT, "RCPT", "TO:<a", MUSTLS_CF_ARGS},
        {"RCPT", B("RCPT TO:<a@b>\r\n"), MUSTLS_V_RCPT, "RCPT", "TO:<a@b>", 0},
        {"RCPT FROM:", B("RCPT FROM:<a>\r\n"), MUSTLS_V_RCPT, "RCPT", "FROM:<a>", MUSTLS_CF_ARGS},
        {"glued", B("MAILFROM:<a>\r\n"), MUSTLS_V_UNKNOWN, "MAILFROM:<a>", "", MUSTLS_CF_VERB},
        {"STARTTLS", B("STARTTLS\r\n"), MUSTLS_V_STARTTLS, "STARTTLS", "", 0},
        {"STARTTLS x", B("STARTTLS x\r\n"), MUSTLS_V_STARTTLS, "STARTTLS", "x", MUSTLS_CF_ARGS},
        {"RSET x", B("RSET x\r\n"), MUSTLS_V_RSET, "RSET", "x", MUSTLS_CF_ARGS},
        {"QUIT x", B("QUIT x\r\n"), MUSTLS_V_QUIT, "QUIT", "x", MUSTLS_CF_ARGS},
        {"DATA x", B("DATA x\r\n"), MUSTLS_V_DATA, "DATA", "x", MUSTLS_CF_ARGS},
        {"NOOP x", B("NOOP x\r\n"), MUSTLS_V_NOOP, "NOOP", "x", 0},
        {"HELP", B("HELP\r\n"), MUSTLS_V_HELP, "HELP", "", 0},
        {"VRFY", B("VRFY\r\n"), MUSTLS_V_VRFY, "VRFY", "", MUSTLS_CF_ARGS},
        {"EXPN x", B("EXPN x\r\n"), MUSTLS_V_EXPN, "EXPN", "x", 0},
        {"AUTH", B("AUTH PLAIN AA==\r\n"), MUSTLS_V_AUTH, "AUTH", "PLAIN AA==", 0},
        {"AUTH alone", B("AUTH\r\n"), MUSTLS_V_AUTH, "AUTH", "", MUSTLS_CF_ARGS},
        {"BDAT", B("BDAT 5 LAST\r\n"), MUSTLS_V_BDAT, "BDAT", "5 LAST", 0},
        {"ETRN", B("ETRN a\r\n"), MUSTLS_V_ETRN, "ETRN", "a", 0},
        {"BURL", B("BURL imap:x LAST\r\n"), MUSTLS_V_BURL, "BURL", "imap:x LAST", 0},
        {"bare LF", B("QUIT\n"), MUSTLS_V_QUIT, "QUIT", "", MUSTLS_CF_LINE_END},
        {"no line end", B("QUIT"), MUSTLS_V_QUIT, "QUIT", "", MUSTLS_CF_LINE_END},
        {"only CR", B("QUIT \r"), MUSTLS_V_QUIT, "QUIT", "\r",
         MUSTLS_CF_LINE_END | MUSTLS_CF_OCTETS | MUSTLS_CF_ARGS},
        {"CR CR LF", B("QUIT\r\r\n"), MUSTLS_V_UNKNOWN, "QUIT\r", "",
         MUSTLS_CF_VERB | MUSTLS_CF_OCTETS},
        {"empty", B(""), MUSTLS_V_UNKNOWN, "", "", MUSTLS_CF_VERB | MUSTLS_CF_LINE_END},
        {"empty line", B("\r\n"), MUSTLS_V_UNKNOWN, "", "", MUSTLS_CF_VERB},
        {"only LF", B("\n"), MUSTLS_V_UNKNOWN, "", "", MUSTLS_CF_VERB | MUSTLS_CF_LINE_END},
        {"DEL", B("NOOP \x7f\r\n"), MUSTLS_V_NOOP, "NOOP", "\x7f", MUSTLS_CF_OCTETS},
        {"TAB behind the verb", B("NOOP\tx\r\n"), MUSTLS_V_NOOP, "NOOP", "x", MUSTLS_CF_OCTETS},
        {"8 bit is none of our business", B("RCPT TO:<\xc3\xa9@b>\r\n"), MUSTLS_V_RCPT, "RCPT",
         "TO:<\xc3\xa9@b>", 0},
        {"prefix of a verb", B("STARTTL\r\n"), MUSTLS_V_UNKNOWN, "STARTTL", "", MUSTLS_CF_VERB},
        {"more than a verb", B("STARTTLSX\r\n"), MUSTLS_V_UNKNOWN, "STARTTLSX", "", MUSTLS_CF_VERB},
        {"TLS ClientHello", B("\x16\x03\x01\n"), MUSTLS_V_UNKNOWN, "\x16\x03\x01", "",
         MUSTLS_CF_VERB | MUSTLS_CF_OCTETS | MUSTLS_CF_LINE_END},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct mustls_command c;
        print_message("%s\n", rows[i].label);
        mustls_command_parse(rows[i].raw, false, &c);
        assert_int_equal(c.verb, rows[i].verb);
        assert_true(mustls_span_eq(c.word, mustls_span_str(rows[i].word)));
        assert_true(mustls_span_eq(c.args, mustls_span_str(rows[i].args)));
        assert_int_equal(c.faults, rows[i].faults);
    }
}

static void test_octets(void **state)
{
    (void)state;
    for (unsigned octet = 0; octet < 256; octet++) {
        uint8_t raw[] = "NOOP axb\r\n";
        struct mustls_command c;
        raw[6] = (uint8_t)octet;
        mustls_command_parse(mustls_span(raw, 10), false, &c);
        assert_int_equal((c.faults & MUSTLS_CF_OCTETS) != 0, octet < 32 || octet == 127);
        assert_int_equal(c.line.len, 8);
    }
}

static void test_limits(void **state)
{
    static const struct {
        const char *head;
        size_t limit;
    } rows[] = {
        {"NOOP ", 512},         {"XYZZY ", 512},       {"EHLO ", 512},
        {"MAIL FROM:<>", 2048}, {"RCPT TO:<a>", 2048}, {"AUTH PLAIN ", 12288},
    };
    static uint8_t raw[13000];
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
        for (size_t len = rows[i].limit - 1; len <= rows[i].limit + 1; len++) {
            struct mustls_command c;
            memset(raw, 'a', sizeof(raw));
            memcpy(raw, rows[i].head, strlen(rows[i].head));
            memcpy(raw + len - 2, "\r\n", 2);
            mustls_command_parse(mustls_span(raw, len), false, &c);
            assert_int_equal((c.faults & MUSTLS_CF_LONG) != 0, len > rows[i].limit);
        }
}

/* A cut line has no end to judge; what is there is still a command. */
static void test_cut(void **state)
{
    struct mustls_command c;
    (void)state;
    mustls_command_parse(MUSTLS_LIT("NOOP aaaa"), true, &c);
    assert_int_equal(c.verb, MUSTLS_V_NOOP);
    assert_int_equal(c.faults, MUSTLS_CF_LONG);
    assert_int_equal(c.line.len, 9);
}

static void test_names(void **state)
{
    (void)state;
    assert_string_equal(mustls_verb_name(MUSTLS_V_UNKNOWN), "");
    for (int v = 1; v < MUSTLS_NUM_VERBS; v++) {
        const char *name = mustls_verb_name((enum mustls_verb)v);
        struct mustls_command c;
        assert_string_not_equal(name, "");
        mustls_command_parse(mustls_span_str(name), false, &c);
        assert_int_equal(c.verb, v);
        bool leads = v == MUSTLS_V_MAIL || v == MUSTLS_V_RCPT || v == MUSTLS_V_RSET;
        assert_int_equal(mustls_verb_may_lead((enum mustls_verb)v), leads);
    }
    assert_false(mustls_verb_may_lead(MUSTLS_V_UNKNOWN));
    for (uint32_t bit = 1; bit <= MUSTLS_CF_ARGS; bit <<= 1)
        assert_string_not_equal(mustls_command_fault_name(bit), "");
    assert_string_equal(mustls_command_fault_name(MUSTLS_CF_ARGS << 1), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows), cmocka_unit_test(test_octets), cmocka_unit_test(test_limits),
        cmocka_unit_test(test_cut),  cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
