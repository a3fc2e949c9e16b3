#include "base/span.h"

static uint8_t lower(uint8_t c)
{
    return c >= 'A' && c <= 'Z' ? (uint8_t)(c | 0x20) : c;
}

bool mustls_span_eq(struct mustls_span a, struct mustls_span b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

bool mustls_span_ieq(struct mustls_span a, struct mustls_span b)
{
    if (a.len != b.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (lower(a.ptr[i]) != lower(b.ptr[i]))
            return false;
    return true;
}

bool mustls_span_starts(struct mustls_span s, struct mustls_span prefix)
{
    return mustls_span_eq(mustls_span_first(s, prefix.len), prefix);
}

bool mustls_span_istarts(struct mustls_span s, struct mustls_span prefix)
{
    return mustls_span_ieq(mustls_span_first(s, prefix.len), prefix);
}

size_t mustls_span_find(struct mustls_span hay, struct mustls_span needle)
{
    if (needle.len == 0)
        return 0;
    size_t at = 0;
    while (at < hay.len && needle.len <= hay.len - at) {
        const uint8_t *hit = memchr(hay.ptr + at, needle.ptr[0], hay.len - needle.len - at + 1);
        if (!hit)
            return MUSTLS_NPOS;
        at = (size_t)(hit - hay.ptr);
        if (memcmp(hit, needle.ptr, needle.len) == 0)
            return at;
        at++;
    }
    return MUSTLS_NPOS;
}

/* Only the last star is ever retried: what an earlier star could take instead, the last one can
 * take too. That keeps hostile patterns ("*a*a*a*b") from growing exponentially. */
bool mustls_glob(struct mustls_span pattern, struct mustls_span text)
{
    size_t p = 0, t = 0;
    size_t star = MUSTLS_NPOS, retry = 0;

    while (t < text.len) {
        if (p < pattern.len && pattern.ptr[p] == '*') {
            star = p++;
            retry = t;
        } else if (p < pattern.len &&
                   (pattern.ptr[p] == '?' || lower(pattern.ptr[p]) == lower(text.ptr[t]))) {
            p++;
            t++;
        } else if (star != MUSTLS_NPOS) {
            p = star + 1;
            t = ++retry;
        } else {
            return false;
        }
    }
    while (p < pattern.len && pattern.ptr[p] == '*')
        p++;
    return p == pattern.len;
}
