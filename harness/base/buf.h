/* A growable buffer with a maximum chosen by its creator. It remembers failure, so that
 * writers stay straight: put, put, put, then look at `failed` once.
 * A failed buffer keeps what it held and ignores further puts. */
#ifndef MUSTLS_BASE_BUF_H
#define MUSTLS_BASE_BUF_H

#include "base/span.h"
#include "base/status.h"

struct mustls_buf {
    uint8_t *ptr;
    size_t len; /* <= cap */
    size_t cap; /* <= max */
    size_t max;
    bool failed;
};

/* No allocation happens before the first put. */
void mustls_buf_init(struct mustls_buf *b, size_t max);
void mustls_buf_deinit(struct mustls_buf *b);
/* len = 0, failed = false; keeps the memory. */
void mustls_buf_clear(struct mustls_buf *b);

void mustls_buf_put(struct mustls_buf *b, struct mustls_span s);
void mustls_buf_putc(struct mustls_buf *b, int c);
void mustls_buf_puts(struct mustls_buf *b, const char *s);
void mustls_buf_printf(struct mustls_buf *b, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* Drops the first n bytes (n <= len) by moving the rest down. */
void mustls_buf_eat(struct mustls_buf *b, size_t n);
/* Makes len the shorter of len and n. */
void mustls_buf_truncate(struct mustls_buf *b, size_t n);
/* Valid until the next call that changes the buffer. */
struct mustls_span mustls_buf_span(const struct mustls_buf *b);
/* The content as a C string (a NUL is kept behind len); "" when empty or failed to allocate. */
const char *mustls_buf_cstr(struct mustls_buf *b);
/* MUSTLS_OK, or MUSTLS_ELIMIT once failed. */
enum mustls_status mustls_buf_status(const struct mustls_buf *b);

#endif
