/* Words, numbers and durations inside one line. */
#include "scenario/internal.h"

#include <assert.h>

bool scn_is_blank(int c)
{
    return c == ' ' || c == '\t';
}

struct mustls_span scn_trim_left(struct mustls_span s)
{
    while (s.len > 0 && scn_is_blank(s.ptr[0]))
        s = mustls_span_from(s, 1);
    return s;
}

struct mustls_span scn_take_word(struct mustls_span *rest)
{
    struct mustls_span s = scn_trim_left(*rest);
    size_t n = 0;
    while (n < s.len && !scn_is_blank(s.ptr[n]))
        n++;
    *rest = mustls_span_from(s, n);
    return mustls_span_first(s, n);
}

int scn_len(struct mustls_span s)
{
    enum { READABLE = 60 };
    return s.len < READABLE ? (int)s.len : READABLE;
}

bool scn_number(struct mustls_span s, uint64_t max, uint64_t *out)
{
    assert(max <= UINT64_MAX / 16); /* or the product below could wrap */
    uint64_t n = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
        n = n * 10 + (uint64_t)(s.ptr[i] - '0');
        if (n > max)
            return false;
    }
    *out = n;
    return s.len > 0;
}

static size_t num_digits(struct mustls_span s)
{
    size_t n = 0;
    while (n < s.len && s.ptr[n] >= '0' && s.ptr[n] <= '9')
        n++;
    return n;
}

static mustls_usec unit_usec(struct mustls_span unit)
{
    if (mustls_span_eq(unit, MUSTLS_LIT("ms")))
        return MUSTLS_MSEC(1);
    if (mustls_span_eq(unit, MUSTLS_LIT("s")))
        return MUSTLS_SEC(1);
    return mustls_span_eq(unit, MUSTLS_LIT("m")) ? MUSTLS_SEC(60) : 0;
}

bool scn_duration(struct scn_reader *r, struct mustls_span word, bool zero_ok, mustls_usec *out)
{
    size_t digits = num_digits(word);
    mustls_usec unit = unit_usec(mustls_span_from(word, digits));
    uint64_t n;
    if (word.len == 0) {
        scn_bad(r, word, "such as 500ms, 10s or 2m", "a duration is missing");
        return false;
    }
    if (digits == 0 || unit == 0) {
        scn_bad(r, word, "a whole number and its unit: 500ms, 10s or 2m", "\"%.*s\" is no duration",
                scn_len(word), (const char *)word.ptr);
        return false;
    }
    if (!scn_number(mustls_span_first(word, digits), SCN_MAX_DURATION / unit, &n)) {
        scn_bad(r, word, NULL, "a duration is a day at most");
        return false;
    }
    if (n == 0 && !zero_ok) {
        scn_bad(r, word, NULL, "a duration of nothing makes no sense here");
        return false;
    }
    *out = n * unit;
    return true;
}

void scn_put_duration(struct mustls_buf *out, mustls_usec us)
{
    if (us % MUSTLS_SEC(1) == 0 && us > 0)
        mustls_buf_printf(out, "%llus", (unsigned long long)(us / MUSTLS_SEC(1)));
    else
        mustls_buf_printf(out, "%llums", (unsigned long long)(us / MUSTLS_MSEC(1)));
}

static unsigned size_shift(struct mustls_span unit)
{
    return mustls_span_eq(unit, MUSTLS_LIT("k"))   ? 10
           : mustls_span_eq(unit, MUSTLS_LIT("m")) ? 20
                                                   : 0;
}

bool scn_size(struct scn_reader *r, struct mustls_span word, uint32_t max, uint32_t *out)
{
    size_t digits = num_digits(word);
    struct mustls_span unit = mustls_span_from(word, digits);
    unsigned shift = size_shift(unit);
    uint64_t n;
    if (word.len == 0) {
        scn_bad(r, word, "bytes, such as 65536, 64k or 32m", "a size is missing");
        return false;
    }
    if (digits == 0 || (unit.len > 0 && shift == 0)) {
        scn_bad(r, word, "bytes, such as 65536, 64k or 32m", "\"%.*s\" is no size", scn_len(word),
                (const char *)word.ptr);
        return false;
    }
    if (!scn_number(mustls_span_first(word, digits), max >> shift, &n)) {
        scn_bad(r, word, NULL, "a size is at most %um", max >> 20);
        return false;
    }
    if (n == 0) {
        scn_bad(r, word, NULL, "a size of nothing makes no sense here");
        return false;
    }
    *out = (uint32_t)(n << shift);
    return true;
}

void scn_put_size(struct mustls_buf *out, uint32_t n)
{
    if (n % (1u << 20) == 0)
        mustls_buf_printf(out, "%um", n >> 20);
    else if (n % (1u << 10) == 0)
        mustls_buf_printf(out, "%uk", n >> 10);
    else
        mustls_buf_printf(out, "%u", n);
}
