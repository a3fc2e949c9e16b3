#include "base/buf.h"
#include "base/arena.h"
#include "base/internal.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

enum { FIRST_CAP = 64 };

void mustls_buf_init(struct mustls_buf *b, size_t max)
{
    /* One octet more than cap is allocated, for the NUL of mustls_buf_cstr. */
    *b = (struct mustls_buf){.max = max < SIZE_MAX / 2 ? max : SIZE_MAX / 2};
}

void mustls_buf_deinit(struct mustls_buf *b)
{
    mustls_free(b->ptr);
    mustls_buf_init(b, b->max);
}

void mustls_buf_clear(struct mustls_buf *b)
{
    b->len = 0;
    b->failed = false;
}

static size_t grown_cap(const struct mustls_buf *b, size_t need)
{
    size_t cap = b->cap ? b->cap : FIRST_CAP;
    while (cap < need)
        cap *= 2; /* need <= max <= SIZE_MAX / 2 */
    return cap < b->max ? cap : b->max;
}

/* Room for n more octets, or false and the buffer has failed. */
static bool reserve(struct mustls_buf *b, size_t n)
{
    if (b->failed)
        return false;
    if (n <= b->cap - b->len && b->ptr)
        return true;
    if (n > b->max - b->len) {
        b->failed = true;
        return false;
    }

    size_t cap = grown_cap(b, b->len + n);
    uint8_t *ptr = mustls_mem_resize(b->ptr, cap + 1);
    if (!ptr) {
        b->failed = true;
        return false;
    }
    b->ptr = ptr;
    b->cap = cap;
    return true;
}

void mustls_buf_put(struct mustls_buf *b, struct mustls_span s)
{
    if (s.len == 0 || !reserve(b, s.len))
        return;
    memcpy(b->ptr + b->len, s.ptr, s.len);
    b->len += s.len;
}

void mustls_buf_putc(struct mustls_buf *b, int c)
{
    if (!reserve(b, 1))
        return;
    b->ptr[b->len++] = (uint8_t)c;
}

void mustls_buf_puts(struct mustls_buf *b, const char *s)
{
    mustls_buf_put(b, mustls_span_str(s));
}

void mustls_buf_printf(struct mustls_buf *b, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    int len = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (len < 0)
        b->failed = true;
    if (len <= 0 || !reserve(b, (size_t)len))
        return;

    va_start(args, fmt);
    vsnprintf((char *)b->ptr + b->len, (size_t)len + 1, fmt, args);
    va_end(args);
    b->len += (size_t)len;
}

void mustls_buf_eat(struct mustls_buf *b, size_t n)
{
    assert(n <= b->len);
    if (n == 0)
        return;
    memmove(b->ptr, b->ptr + n, b->len - n);
    b->len -= n;
}

void mustls_buf_truncate(struct mustls_buf *b, size_t n)
{
    if (n < b->len)
        b->len = n;
}

struct mustls_span mustls_buf_span(const struct mustls_buf *b)
{
    return mustls_span(b->ptr, b->len);
}

const char *mustls_buf_cstr(struct mustls_buf *b)
{
    if (!b->ptr)
        return "";
    b->ptr[b->len] = '\0';
    return (const char *)b->ptr;
}

enum mustls_status mustls_buf_status(const struct mustls_buf *b)
{
    return b->failed ? MUSTLS_ELIMIT : MUSTLS_OK;
}
