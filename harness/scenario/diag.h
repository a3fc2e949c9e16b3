/* What is wrong with a text that a person wrote, all of it in one go. */
#ifndef MUSTLS_SCENARIO_DIAG_H
#define MUSTLS_SCENARIO_DIAG_H

#include "base/arena.h"
#include "base/buf.h"

enum mustls_diag_level { MUSTLS_DIAG_ERROR, MUSTLS_DIAG_WARNING };

struct mustls_diag {
    enum mustls_diag_level level;
    const char *file;
    unsigned line, col;         /* from 1; col counts bytes */
    unsigned len;               /* how many bytes the caret underlines, at least 1 */
    const char *text;           /* one sentence: what was found, what was expected */
    const char *help;           /* a suggestion ("did you mean \"STARTTLS\"?") or NULL */
    struct mustls_span excerpt; /* the line of text, without its line end */
};

/* Grows in its arena; at most MUSTLS_MAX_DIAGS are kept, the rest counted. */
#define MUSTLS_MAX_DIAGS 200
struct mustls_diags {
    struct mustls_arena *arena; /* not owned */
    struct mustls_diag *items;
    size_t num, cap;
    size_t num_errors, num_warnings; /* dropped ones included */
};

void mustls_diags_init(struct mustls_diags *d, struct mustls_arena *a);
/* Copies what it is given. */
void mustls_diag_add(struct mustls_diags *d, const struct mustls_diag *item);
/* "file:line:col: error: text", the excerpt, a caret line, "help: ...". Non-printing bytes of the
 * excerpt are shown as one "?" each so that the caret stands right; a long excerpt is windowed
 * around the caret. */
void mustls_diag_put(struct mustls_buf *out, const struct mustls_diag *item);
void mustls_diags_put(struct mustls_buf *out, const struct mustls_diags *d);

/* The nearest of `words` (NULL-terminated) by edit distance, or NULL when none is near. */
const char *mustls_nearest(struct mustls_span word, const char *const *words);

#endif
