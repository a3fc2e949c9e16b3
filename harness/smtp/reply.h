/* SMTP replies: bytes to lines to replies (RFC 5321 4.2, 4.2.1).
 *
 *   Reply-line = *( Reply-code "-" [ textstring ] CRLF ) Reply-code [ SP textstring ] CRLF
 *   Reply-code = %x32-35 %x30-35 %x30-39
 *   textstring = 1*(%d09 / %d32-126)
 *
 * The parser records what it saw as fault bits and carries on; it has no opinions. Strict clients,
 * lenient clients and reports use the same parser. Every split of the input gives the same lines
 * and faults. */
#ifndef MUSTLS_SMTP_REPLY_H
#define MUSTLS_SMTP_REPLY_H

#include "base/buf.h"

enum mustls_fault {
    MUSTLS_F_BARE_LF = 1u << 0,    /* the line ended in LF without CR (RFC 5321 2.3.8) */
    MUSTLS_F_BARE_CR = 1u << 1,    /* a CR that is not followed by LF, inside the line */
    MUSTLS_F_NUL = 1u << 2,        /* a NUL octet */
    MUSTLS_F_8BIT = 1u << 3,       /* an octet above 127 */
    MUSTLS_F_CTRL = 1u << 4,       /* another control octet than TAB, CR, LF, NUL */
    MUSTLS_F_TOO_LONG = 1u << 5,   /* more than 512 octets with CRLF (RFC 5321 4.5.3.1.5) */
    MUSTLS_F_CUT = 1u << 6,        /* longer than the parser's cap: raw holds only its head */
    MUSTLS_F_BAD_CODE = 1u << 7,   /* the line does not begin with three digits: code is 0, text is
                                      the whole line, and it is a last line */
    MUSTLS_F_CODE_RANGE = 1u << 8, /* three digits, but not 2-5, 0-5, 0-9 */
    MUSTLS_F_BAD_SEP = 1u << 9, /* something other than SP, "-" or the line end behind the code */
    MUSTLS_F_NO_TEXT =
        1u << 10, /* bare code (legal, RFC 5321 4.2.1; recorded as a fact, not deviation) */
    MUSTLS_F_CODE_CHANGED = 1u << 11, /* whole replies only: the lines' codes differ */
    MUSTLS_F_EOF = 1u << 12,          /* the connection ended inside the line or the reply */
    MUSTLS_F_TOO_MANY = 1u << 13,     /* more lines than the reply's cap: the rest was dropped */
};

/* Bits that make a line or reply something other than what the ABNF allows. */
#define MUSTLS_F_MALFORMED (~(uint32_t)(MUSTLS_F_NO_TEXT | MUSTLS_F_TOO_LONG | MUSTLS_F_8BIT))

struct mustls_reply_line {
    struct mustls_span raw;  /* with its line end; at most the parser's cap */
    struct mustls_span text; /* behind code and separator, without the line end */
    int code;                /* 0..999; 0 with BAD_CODE */
    char sep;                /* ' ', '-', 0 for none, or the bad octet */
    bool last;               /* false only for "-" */
    uint32_t faults;
};

/* Text of each fault bit, lower case, for reports: "bare LF". One bit at a time. */
const char *mustls_fault_name(uint32_t bit);

struct mustls_line_parser {
    struct mustls_buf carry; /* the unfinished line; its max is the cap */
    size_t total;            /* octets of the unfinished line so far, dropped ones included */
    bool done;               /* the carry holds a line already handed out */
};

/* `cap` octets of a line are kept (4 at least: code and separator); the rest is counted, not
 * stored: nothing is said about the octets and the line end of the dropped part. No allocation
 * before it is needed: a line that arrives whole is parsed in place. */
void mustls_line_parser_init(struct mustls_line_parser *p, size_t cap);
void mustls_line_parser_deinit(struct mustls_line_parser *p);
/* Forgets the unfinished line; keeps the memory. */
void mustls_line_parser_clear(struct mustls_line_parser *p);
/* What is kept of the unfinished line; empty when there is none. Valid until the next call. */
struct mustls_span mustls_line_parser_rest(const struct mustls_line_parser *p);

/* Reads one reply line from `in`, at most up to its terminator.
 * Sets *used to the bytes taken; call again with the rest.
 *
 * MUSTLS_OK    *out is set. Its spans stay valid until the next call, and as long as `in`.
 * MUSTLS_MORE  all of `in` was taken and the line isn't finished.
 * MUSTLS_ENOMEM no memory for the unfinished line: nothing was taken, *used is 0, *out is empty.
 *
 * A malformed line is not an error: see out->faults. A bare LF ends a line; a bare CR does not. */
enum mustls_status mustls_reply_feed(struct mustls_line_parser *p, struct mustls_span in,
                                     size_t *used, struct mustls_reply_line *out);

/* The unfinished rest as a line with MUSTLS_F_EOF; MUSTLS_MORE when there is none. */
enum mustls_status mustls_reply_eof(struct mustls_line_parser *p, struct mustls_reply_line *out);

/* Parses a line that is already whole (with or without its line end). Pure. */
void mustls_reply_line_parse(struct mustls_span raw, struct mustls_reply_line *out);

/* The same feeding for lines of any kind (commands, message lines): splits at LF, looks at nothing
 * else. raw has the line end, unless it was *cut off. */
enum mustls_status mustls_line_feed(struct mustls_line_parser *p, struct mustls_span in,
                                    size_t *used, struct mustls_span *raw, bool *cut);
/* The unfinished rest; MUSTLS_MORE when there is none. */
enum mustls_status mustls_line_eof(struct mustls_line_parser *p, struct mustls_span *raw,
                                   bool *cut);

/* --- whole replies --- */

struct mustls_reply {
    struct mustls_buf raw;   /* all lines as they came, up to the cap */
    struct mustls_buf index; /* one record a line of raw: where it ends, and its faults */
    int code;                /* of the last line */
    int first_code;
    size_t num_lines; /* in raw; dropped ones do not count */
    uint32_t faults;  /* of all lines together, and CODE_CHANGED */
    bool whole;       /* the last line has been added */
};

/* cap bounds raw. The line that would go over it and all that follow are dropped with
 * MUSTLS_F_TOO_MANY; code, faults and whole still heed them. */
void mustls_reply_init(struct mustls_reply *r, size_t cap);
void mustls_reply_deinit(struct mustls_reply *r);
void mustls_reply_clear(struct mustls_reply *r);
/* Adds a line; sets whole when it was the last (a line that is not "-" ends the reply).
 * MUSTLS_ENOMEM: nothing was added. */
enum mustls_status mustls_reply_add(struct mustls_reply *r, const struct mustls_reply_line *line);
/* Line i, from 0, in constant time; false when there is none. The spans point into r->raw. */
bool mustls_reply_nth(const struct mustls_reply *r, size_t i, struct mustls_reply_line *out);

/* --- enhanced status codes (RFC 2034, RFC 3463) --- */

struct mustls_enhanced {
    int class_, subject, detail; /* class_ 2, 4 or 5 */
};
/* True when the text begins with class "." subject "." detail (1 to 3 digits each, no leading
 * zeros) and then SP or the end. */
bool mustls_enhanced_parse(struct mustls_span text, struct mustls_enhanced *out);

#endif
