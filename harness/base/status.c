#include "base/status.h"

#include <stdarg.h>
#include <stdio.h>

static void put(struct mustls_error *err, const char *fmt, va_list args)
{
    if (vsnprintf(err->text, sizeof(err->text), fmt, args) < 0)
        err->text[0] = '\0';
}

void mustls_error_set(struct mustls_error *err, const char *fmt, ...)
{
    if (!err)
        return;
    err->file[0] = '\0';
    err->line = err->col = 0;

    va_list args;
    va_start(args, fmt);
    put(err, fmt, args);
    va_end(args);
}

void mustls_error_at(struct mustls_error *err, const char *file, unsigned line, unsigned col,
                     const char *fmt, ...)
{
    if (!err)
        return;
    if (snprintf(err->file, sizeof(err->file), "%s", file ? file : "") < 0)
        err->file[0] = '\0';
    err->line = line;
    err->col = col;

    va_list args;
    va_start(args, fmt);
    put(err, fmt, args);
    va_end(args);
}

const char *mustls_status_name(enum mustls_status st)
{
    switch (st) {
    case MUSTLS_OK:
        return "ok";
    case MUSTLS_MORE:
        return "more input needed";
    case MUSTLS_ENOMEM:
        return "out of memory";
    case MUSTLS_ELIMIT:
        return "limit reached";
    case MUSTLS_EPARSE:
        return "parse error";
    case MUSTLS_ENOENT:
        return "not found";
    case MUSTLS_EIO:
        return "system error";
    case MUSTLS_EUSAGE:
        return "wrong usage";
    }
    return "unknown status";
}
