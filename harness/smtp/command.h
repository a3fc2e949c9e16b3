/* Command lines as a server sees them (RFC 5321 4.1.1, and the commands of its extensions). */
#ifndef MUSTLS_SMTP_COMMAND_H
#define MUSTLS_SMTP_COMMAND_H

#include "smtp/reply.h"

enum mustls_verb {
    MUSTLS_V_UNKNOWN,
    MUSTLS_V_EHLO,
    MUSTLS_V_HELO,
    MUSTLS_V_MAIL,
    MUSTLS_V_RCPT,
    MUSTLS_V_DATA,
    MUSTLS_V_RSET,
    MUSTLS_V_VRFY,
    MUSTLS_V_EXPN,
    MUSTLS_V_HELP,
    MUSTLS_V_NOOP,
    MUSTLS_V_QUIT,
    MUSTLS_V_STARTTLS,
    MUSTLS_V_AUTH,
    MUSTLS_V_BDAT,
    MUSTLS_V_ETRN,
    MUSTLS_V_BURL,
    MUSTLS_NUM_VERBS
};
/* Upper case; "" for UNKNOWN. */
const char *mustls_verb_name(enum mustls_verb v);

enum mustls_command_fault {
    MUSTLS_CF_VERB = 1u << 0,     /* no known verb, or glued to something */
    MUSTLS_CF_LINE_END = 1u << 1, /* not CRLF */
    MUSTLS_CF_OCTETS = 1u << 2,   /* NUL, CR, TAB or another control inside */
    MUSTLS_CF_LONG = 1u << 3, /* over its limit: 512 with CRLF (RFC 5321 4.5.3.1.4); 2048 for MAIL
                                 and RCPT, whose extensions raise it; 12288 for AUTH (RFC 4954 4) */
    MUSTLS_CF_ARGS = 1u << 4, /* MAIL without FROM:<...>, RCPT without TO:<...>, a verb that needs
                                 an argument without one (EHLO or HELO: a name), argument to DATA,
                                 RSET, QUIT (RFC 5321 4.1.1) or STARTTLS (RFC 3207 4) */
};

struct mustls_command {
    enum mustls_verb verb;
    struct mustls_span line; /* without the line end */
    struct mustls_span word; /* the verb as it was written: up to the first blank or the end */
    struct mustls_span args; /* behind the verb and blanks, trailing blanks off */
    uint32_t faults;
};

/* Total: any bytes give a result; trailing blanks are no fault (RFC 5321 4.1.1). Case of the verb
 * does not matter; "MAIL FROM: <a>" and "mail from:<a>" are no faults. `cut` = the line was longer
 * than raw. Spans point into raw. */
void mustls_command_parse(struct mustls_span raw, bool cut, struct mustls_command *out);
const char *mustls_command_fault_name(uint32_t bit);

/* May stand in front of another command of a pipelined group (RFC 2920 3.1: MAIL, RCPT, RSET; SEND
 * and its kin are gone). All others must be the last of theirs. */
bool mustls_verb_may_lead(enum mustls_verb v);

#endif
