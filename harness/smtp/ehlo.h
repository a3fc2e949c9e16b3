/* EHLO keywords (RFC 5321 4.1.1.1).
 *
 *   ehlo-line    = ehlo-keyword *( SP ehlo-param )
 *   ehlo-keyword = (ALPHA / DIGIT) *(ALPHA / DIGIT / "-")
 *   ehlo-param   = 1*(%d33-126)
 *
 * The first line of the reply is domain and greeting, never a keyword. Keywords are compared
 * without regard to case. Wider than the ABNF in one point: blanks may be doubled or trail
 * ("STARTTLS " is seen in the field). */
#ifndef MUSTLS_SMTP_EHLO_H
#define MUSTLS_SMTP_EHLO_H

#include "smtp/reply.h"

enum mustls_ehlo_bit {
    MUSTLS_EHLO_STARTTLS = 1u << 0,
    MUSTLS_EHLO_PIPELINING = 1u << 1,
    MUSTLS_EHLO_8BITMIME = 1u << 2,
    MUSTLS_EHLO_SIZE = 1u << 3,
    MUSTLS_EHLO_SMTPUTF8 = 1u << 4,
    MUSTLS_EHLO_CHUNKING = 1u << 5,
    MUSTLS_EHLO_DSN = 1u << 6,
    MUSTLS_EHLO_ENHANCED = 1u << 7,
    MUSTLS_EHLO_AUTH = 1u << 8,
};
enum mustls_mech_bit {
    MUSTLS_MECH_PLAIN = 1u << 0,
    MUSTLS_MECH_LOGIN = 1u << 1,
    MUSTLS_MECH_CRAM_MD5 = 1u << 2,
    MUSTLS_MECH_OTHER = 1u << 3, /* at least one that we do not speak */
};

struct mustls_ehlo {
    uint32_t keywords; /* of the above; unknown keywords are ignored */
    uint32_t mechs;    /* from every well-formed AUTH line ("AUTH=" counts as none) */
    uint64_t size;     /* SIZE's parameter (RFC 1870 3); 0 = none, no number, or no limit;
                          UINT64_MAX when it is larger than that */
};

/* Both empty when the line does not follow the ABNF. params has no blank at either end. Spans point
 * into text. */
struct mustls_ehlo_line {
    struct mustls_span keyword, params;
};
void mustls_ehlo_line_parse(struct mustls_span text, struct mustls_ehlo_line *out);
/* Next word of *rest, separated by SP or TAB; empty at the end. */
struct mustls_span mustls_word(struct mustls_span *rest);

/* Reads a whole reply. Lines with a malformed code, separator or another code than 250 give no
 * keyword, nor do lines that were cut short: half a word may be another word. */
void mustls_ehlo_parse(const struct mustls_reply *reply, struct mustls_ehlo *out);

#endif
