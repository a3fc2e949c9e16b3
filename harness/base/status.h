/* What can stop *us*. A peer that misbehaves is a fault (data), never one of these;
 * a mistake of our own reasoning is an assert. */
#ifndef MUSTLS_BASE_STATUS_H
#define MUSTLS_BASE_STATUS_H

enum mustls_status {
    MUSTLS_OK = 0,
    MUSTLS_MORE,   /* not finished: all input taken, call again with more */
    MUSTLS_ENOMEM, /* malloc failed */
    MUSTLS_ELIMIT, /* a cap chosen by us was reached */
    MUSTLS_EPARSE, /* text that a person wrote is wrong; the diagnostics say where */
    MUSTLS_ENOENT, /* the named thing does not exist */
    MUSTLS_EIO,    /* the system refused */
    MUSTLS_EUSAGE, /* asked for something that makes no sense */
};

/* One error for a person: what was found, what was expected, and the fix.
 * `file` is empty and `line` 0 where there is no place to name. */
struct mustls_error {
    char file[512];
    unsigned line, col; /* from 1; col counts bytes */
    char text[1024];
};

/* printf into err->text and clears the place. `err` may be NULL. */
void mustls_error_set(struct mustls_error *err, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
void mustls_error_at(struct mustls_error *err, const char *file, unsigned line, unsigned col,
                     const char *fmt, ...) __attribute__((format(printf, 5, 6)));

const char *mustls_status_name(enum mustls_status st);

#endif
