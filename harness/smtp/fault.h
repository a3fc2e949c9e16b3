/* Seeded faults of the parsers: mistakes that real parsers have made, for the proof that fuzzing
 * finds them (tests/proof). There are none in any build but that one. */
#ifndef MUSTLS_SMTP_FAULT_H
#define MUSTLS_SMTP_FAULT_H

#include <stdbool.h>

/* X(BIT_NAME, "name", "fuzz target", "what it does") */
#define MUSTLS_SMTP_FAULTS(X)                                                                      \
    X(LINE_END, "line-end-by-two", "reply", "takes two octets off a line's end, be it CRLF or LF") \
    X(CODE_PREFIX, "code-by-two-digits", "reply", "takes any third octet of a code for a digit")   \
    X(STALE_TEXT, "stale-text", "reply", "leaves the text of the line before to a code alone")     \
    X(MISMATCH, "mismatch-accepted", "reply", "does not compare the codes of a reply's lines")     \
    X(KEEPS_CARRY, "keeps-half-line", "reply", "keeps the unfinished line when told to forget it") \
    X(BARE_LF, "bare-lf-accepted", "reply", "takes LF alone for a line's end and says nothing")    \
    X(NUL_CUT, "nul-ends-text", "reply", "ends a text at its first NUL")                           \
    X(CLASS, "enhanced-any-class", "reply", "takes any class of an enhanced code")                 \
    X(ZEROS, "enhanced-leading-zeros", "reply", "takes numbers with leading zeros")                \
    X(FULL_CAP, "cut-at-full-buffer", "reply", "calls a line cut that just fills the buffer")      \
    X(LIMIT, "limit-off-by-one", "reply", "calls a line of 512 octets too long")                   \
    X(LAST_LINE, "last-line-lost", "reply", "drops the last line of a reply of several")           \
    X(SPLIT_CRLF, "crlf-split", "reply", "loses a CR when its LF comes in the next segment")       \
    X(TAB, "tab-separates", "reply", "takes TAB behind the code for a blank")                      \
    X(KEYWORD_PREFIX, "keyword-by-prefix", "ehlo", "takes a word for the keyword it begins with")  \
    X(HOST_LINE, "host-line-keyword", "ehlo", "looks for keywords in the first line, too")         \
    X(STOPS, "stops-at-odd-line", "ehlo", "looks at no line behind one that is no keyword")        \
    X(CUT_LINE, "cut-line-keyword", "ehlo", "takes keywords from lines that were cut short")

enum mustls_smtp_fault {
    MUSTLS_SF_NONE,
#define X(id, name, target, text) MUSTLS_SF_##id,
    MUSTLS_SMTP_FAULTS(X)
#undef X
};

#ifdef MUSTLS_SMTP_SEEDED
extern enum mustls_smtp_fault mustls_smtp_seeded; /* set once, by the program */
static inline bool mustls_smtp_has(enum mustls_smtp_fault fault)
{
    return mustls_smtp_seeded == fault;
}
#else
static inline bool mustls_smtp_has(enum mustls_smtp_fault fault)
{
    (void)fault;
    return false;
}
#endif

#endif
