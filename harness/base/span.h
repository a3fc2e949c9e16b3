/* Bytes that somebody else owns.
 *
 * Data from the wire is a span, never a C string: nothing on the wire promises a NUL.
 * A span does not own; keep its bytes past the call only by copying them into an arena. */
#ifndef MUSTLS_BASE_SPAN_H
#define MUSTLS_BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct mustls_span {
    const uint8_t *ptr; /* may be NULL when len is 0 */
    size_t len;
};

/* Moments and durations are microseconds. A core gets `now` handed in; it never reads a clock. */
typedef uint64_t mustls_usec;
#define MUSTLS_NEVER   ((mustls_usec)UINT64_MAX)
#define MUSTLS_MSEC(n) ((mustls_usec)(n)*1000)
#define MUSTLS_SEC(n)  ((mustls_usec)(n)*1000000)

/* A string literal as a span, without its NUL. */
#define MUSTLS_LIT(s) ((struct mustls_span){(const uint8_t *)("" s), sizeof(s) - 1})

static inline struct mustls_span mustls_span(const void *ptr, size_t len)
{
    return (struct mustls_span){(const uint8_t *)ptr, len};
}

static inline struct mustls_span mustls_span_str(const char *s)
{
    return mustls_span(s, s ? strlen(s) : 0);
}

/* From `from` to the end; empty when `from` is past it. */
static inline struct mustls_span mustls_span_from(struct mustls_span s, size_t from)
{
    return from >= s.len ? mustls_span(s.ptr ? s.ptr + s.len : NULL, 0)
                         : mustls_span(s.ptr + from, s.len - from);
}

/* The first `len` bytes, or all where there are fewer. */
static inline struct mustls_span mustls_span_first(struct mustls_span s, size_t len)
{
    return mustls_span(s.ptr, len < s.len ? len : s.len);
}

bool mustls_span_eq(struct mustls_span a, struct mustls_span b);

/* ASCII case-insensitive, whatever the locale (RFC 5321 2.4). */
bool mustls_span_ieq(struct mustls_span a, struct mustls_span b);
bool mustls_span_starts(struct mustls_span s, struct mustls_span prefix);
bool mustls_span_istarts(struct mustls_span s, struct mustls_span prefix);

#define MUSTLS_NPOS ((size_t)-1)
/* Offset of the first `needle` in `hay`, or MUSTLS_NPOS. An empty needle is at 0. */
size_t mustls_span_find(struct mustls_span hay, struct mustls_span needle);

/* Glob over whole `text`, ASCII case-insensitive: `*` any run of bytes, `?` one byte. No escapes.
 * Linear in memory and at most text*pattern steps. */
bool mustls_glob(struct mustls_span pattern, struct mustls_span text);

#endif
