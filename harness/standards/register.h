/* The register of the standards' sentences that bind a client, in our own words, and which
 * scenarios test each: scenarios/standards.txt.
 *
 *   RFC 3207 4.2  MUST  forgets-extensions  what the server said before TLS is forgotten
 *       tested by reset/ehlo-first injection/after-220     names or globs; may stand on several
 * lines not testable: why                           "out of scope: why", or
 *                                                   "elsewhere: where the same is tested"
 *
 * A level in capitals is the RFC's key word; in small letters its plain wording, and "says" a plain
 * statement that a client can break. An entry has scenarios, a reason, or both (then the reason
 * tells what the scenarios leave open). '#' begins a comment line. */
#ifndef MUSTLS_STANDARDS_REGISTER_H
#define MUSTLS_STANDARDS_REGISTER_H

#include "scenario/diag.h"

#define MUSTLS_STANDARDS_MAX_FILE    (1u << 20)
#define MUSTLS_STANDARDS_MAX_ENTRIES 4000
#define MUSTLS_STANDARDS_MAX_GLOBS   20000 /* of the whole file */

struct mustls_section {
    struct mustls_span rfc;    /* digits */
    struct mustls_span number; /* "4.5.3.2.6"; empty: the RFC as a whole */
};

/* "RFC 3207 4.2" taken apart; false when it is no such source. */
bool mustls_section_parse(struct mustls_span source, struct mustls_section *out);
bool mustls_section_eq(const struct mustls_section *a, const struct mustls_section *b);

enum mustls_reason {
    MUSTLS_REASON_NONE,
    MUSTLS_ELSEWHERE,
    MUSTLS_NOT_TESTABLE,
    MUSTLS_OUT_OF_SCOPE
};
const char *mustls_reason_name(enum mustls_reason r);

struct mustls_std_word { /* a word of the file and where it stands */
    struct mustls_span text;
    unsigned line, col;
    struct mustls_span excerpt;
};

struct mustls_register_entry {
    struct mustls_section section;
    struct mustls_span level; /* one of mustls_register_levels */
    struct mustls_std_word id;
    struct mustls_span text;
    struct mustls_std_word *globs;
    size_t num_globs, cap_globs;
    enum mustls_reason reason;
    struct mustls_span why;
};

struct mustls_register {
    const char *path;
    struct mustls_register_entry *entries; /* in file order */
    size_t num_entries, cap_entries;
    size_t num_globs;
};

extern const char *const mustls_register_levels[]; /* ended by NULL */

/* All of *out lives in `a`; spans point into `text`, which must outlive it. MUSTLS_EPARSE: every
 * mistake of the file is in d. */
enum mustls_status mustls_register_parse(struct mustls_arena *a, const char *path,
                                         struct mustls_span text, struct mustls_diags *d,
                                         struct mustls_register *out);
/* NULL: no entry is of this RFC and section. */
const struct mustls_register_entry *mustls_register_section(const struct mustls_register *r,
                                                            const struct mustls_section *s);
bool mustls_register_has_rfc(const struct mustls_register *r, struct mustls_span rfc);

#endif
