/* Lines and words of a small text file, with their places, for the two files of this room. */
#ifndef MUSTLS_STANDARDS_LINES_H
#define MUSTLS_STANDARDS_LINES_H

#include "standards/register.h"

struct mustls_std_lines {
    const char *path;
    struct mustls_span rest;
    struct mustls_diags *diags;
    struct mustls_span line; /* without its line end and trailing blanks */
    unsigned no;             /* from 1 */
    size_t at;               /* <= line.len: where the next word begins */
};

void mustls_std_lines_init(struct mustls_std_lines *l, const char *path, struct mustls_span text,
                           struct mustls_diags *d);
/* The next line that is neither empty nor a comment; false at the end. A line with a byte that is
 * no text is told and skipped. */
bool mustls_std_next(struct mustls_std_lines *l);
bool mustls_std_indented(const struct mustls_std_lines *l);
/* The next word of the line; empty at its end. */
struct mustls_std_word mustls_std_word(struct mustls_std_lines *l);
/* What is left of the line, without blanks around. */
struct mustls_std_word mustls_std_rest(struct mustls_std_lines *l);
/* Takes `phrase` when the line goes on with it, as whole words or up to its ':'. */
bool mustls_std_take(struct mustls_std_lines *l, const char *phrase);
void mustls_std_error(struct mustls_diags *d, const char *path, const struct mustls_std_word *at,
                      const char *fmt, ...) __attribute__((format(printf, 4, 5)));

#endif
