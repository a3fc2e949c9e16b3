/* What servers say, and what is next to it. */
#include "flat/internal.h"

#define NUM(a) (sizeof(a) / sizeof((a)[0]))
#define WORD(s)                                                                                    \
    {                                                                                              \
        (const uint8_t *)("" s), sizeof(s) - 1                                                     \
    }

/* Replies that a dialogue is made of, and those that stand near STARTTLS, 530 and AUTH. */
static const struct mustls_span replies[] = {
    WORD("220 test.example ESMTP\r\n"),
    WORD("220 2.0.0 Ready to start TLS\r\n"),
    WORD("250-test.example\r\n250 STARTTLS\r\n"),
    WORD("250-test.example\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN\r\n"),
    WORD("250-test.example\r\n250-PIPELINING\r\n250 STARTTLS\r\n"),
    WORD("250-test.example\r\n250-AUTH PLAIN LOGIN\r\n250 SIZE 1000000\r\n"),
    WORD("250 test.example\r\n"),
    WORD("250 2.1.0 OK\r\n"),
    WORD("235 2.7.0 Authentication successful\r\n"),
    WORD("334 \r\n"),
    WORD("334 VXNlcm5hbWU6\r\n"),
    WORD("334 UGFzc3dvcmQ6\r\n"),
    WORD("354 End data with <CR><LF>.<CR><LF>\r\n"),
    WORD("221 2.0.0 Bye\r\n"),
    WORD("251 2.1.5 Will forward\r\n"),
    WORD("252 2.5.2 Cannot verify\r\n"),
};

/* And those by which it says no. */
static const struct mustls_span refusals[] = {
    WORD("421 4.3.2 Closing\r\n"),
    WORD("432 4.7.12 A password transition is needed\r\n"),
    WORD("451 4.3.0 Try again\r\n"),
    WORD("452 4.5.3 Too many recipients\r\n"),
    WORD("454 4.7.0 TLS not available\r\n"),
    WORD("500 5.5.1 Command unrecognized\r\n"),
    WORD("501 5.5.4 Syntax error\r\n"),
    WORD("502 5.5.1 Not implemented\r\n"),
    WORD("503 5.5.1 Bad sequence\r\n"),
    WORD("530 5.7.0 Must issue a STARTTLS command first\r\n"),
    WORD("530-5.7.0 Must issue a STARTTLS\r\n530 5.7.0 command first\r\n"),
    WORD("530\r\n"),
    WORD("530 Authentication required\r\n"),
    WORD("534 5.7.9 Mechanism too weak\r\n"),
    WORD("535 5.7.8 Credentials invalid\r\n"),
    WORD("538 5.7.11 Encryption required\r\n"),
    WORD("550 5.1.1 No such user\r\n"),
    WORD("554 5.7.1 Refused\r\n"),
};

static const struct mustls_span codes[] = {
    WORD("530"),
    WORD("531"),
    WORD("520"),
    WORD("53"),
    WORD("5300"),
    WORD("430"),
    WORD("538"),
    WORD("5x0"),
    WORD("220"),
    WORD("221"),
    WORD("22"),
    WORD("2200"),
    WORD("320"),
    WORD("120"),
    WORD("210"),
    WORD("250"),
    WORD("251"),
    WORD("25"),
    WORD("2500"),
    WORD("350"),
    WORD("150"),
    WORD("260"),
    WORD("354"),
    WORD("355"),
    WORD("35"),
    WORD("3540"),
    WORD("254"),
    WORD("454"),
    WORD("344"),
    WORD("334"),
    WORD("235"),
    WORD("421"),
    WORD("000"),
    WORD("199"),
    WORD("600"),
    WORD("999"),
    WORD(" 220"),
    WORD("-250"),
    WORD("+250"),
    WORD("2 0"),
    WORD("\xef\xbb\xbf"
         "220"),
};

static const struct mustls_span enhanced[] = {
    WORD("2.0.0 "),    WORD("4.7.0 "),  WORD("5.7.0 "),  WORD("5.7.0"),    WORD("5.7. "),
    WORD("5.7.1000 "), WORD("5.07.0 "), WORD("3.0.0 "),  WORD("5.7.0.0 "), WORD("5,7,0 "),
    WORD("5.7.0-"),    WORD("2.7.0 "),  WORD("5.7.11 "), WORD("0.0.0 "),   WORD("999.999.999 "),
};

static const struct mustls_span line_ends[] = {
    WORD("\r\n"),     WORD("\n"),     WORD("\r"),    WORD("\r\r\n"), WORD("\n\r"),   WORD(""),
    WORD("\r\n\r\n"), WORD("\0\r\n"), WORD(" \r\n"), WORD("\r\0\n"), WORD("\v\r\n"),
};

static const struct mustls_span separators[] = {
    WORD(" "),  WORD("-"),  WORD(""),  WORD("  "),   WORD("\t"), WORD("_"),  WORD("--"),
    WORD("- "), WORD("\0"), WORD(":"), WORD("\xa0"), WORD("."),  WORD("\r"), WORD("+"),
};

static const struct mustls_span words[] = {
    WORD("STARTTLS"),
    WORD("starttls"),
    WORD("StartTLS"),
    WORD("STARTTLS "),
    WORD("XSTARTTLS"),
    WORD("STARTTLSX"),
    WORD("STARTTLS REQUIRED"),
    WORD("XXXXXXXX"),
    WORD("AUTH PLAIN LOGIN"),
    WORD("AUTH=PLAIN"),
    WORD("AUTH"),
    WORD("AUTH CRAM-MD5"),
    WORD("AUTH PLAINX"),
    WORD("PIPELINING"),
    WORD("8BITMIME"),
    WORD("SIZE 0"),
    WORD("SIZE 1"),
    WORD("SIZE 18446744073709551616"),
    WORD("SMTPUTF8"),
    WORD("CHUNKING"),
    WORD("DSN"),
    WORD("ENHANCEDSTATUSCODES"),
    WORD("REQUIRETLS"),
    WORD("\0"),
    WORD("\xff"),
    WORD("\x1b[2J"),
    WORD("%s%n"),
    WORD("\r\n"),
    WORD("="),
    WORD("."),
    WORD("\xc4\xb1"),
};

static struct mustls_span any(struct flat_edit *e, const struct mustls_span *list, size_t num)
{
    return list[flat_below(e, num)];
}

struct mustls_span flat_some_reply(struct flat_edit *e)
{
    size_t i = flat_below(e, NUM(replies) + NUM(refusals));
    return i < NUM(replies) ? replies[i] : refusals[i - NUM(replies)];
}

struct mustls_span flat_some_refusal(struct flat_edit *e)
{
    return any(e, refusals, NUM(refusals));
}

struct mustls_span flat_some_code(struct flat_edit *e)
{
    return any(e, codes, NUM(codes));
}

struct mustls_span flat_some_enhanced(struct flat_edit *e)
{
    return any(e, enhanced, NUM(enhanced));
}

struct mustls_span flat_some_line_end(struct flat_edit *e)
{
    return any(e, line_ends, NUM(line_ends));
}

struct mustls_span flat_some_separator(struct flat_edit *e)
{
    return any(e, separators, NUM(separators));
}

struct mustls_span flat_some_word(struct flat_edit *e)
{
    return any(e, words, NUM(words));
}
