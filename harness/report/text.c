#include "report/internal.h"

void mustls_tint_on(struct mustls_buf *out, const struct mustls_report_opts *o, enum mustls_tint t)
{
    static const char *const codes[] = {
        [MUSTLS_TINT_GOOD] = "32", [MUSTLS_TINT_BAD] = "1;31", [MUSTLS_TINT_WARN] = "33",
        [MUSTLS_TINT_ODD] = "35",  [MUSTLS_TINT_DIM] = "2",    [MUSTLS_TINT_TLS] = "36",
    };
    if (o->color)
        mustls_buf_printf(out, "\033[%sm", codes[t]);
}

void mustls_tint_off(struct mustls_buf *out, const struct mustls_report_opts *o)
{
    if (o->color)
        mustls_buf_puts(out, "\033[0m");
}

/* Invisible characters that change what a reader sees of the others: marks of direction, line
 * separators, the byte order mark. */
static bool misleads(struct mustls_span c)
{
    if (c.len != 3)
        return false;
    unsigned u = (c.ptr[0] & 0x0fu) << 12 | (c.ptr[1] & 0x3fu) << 6 | (c.ptr[2] & 0x3fu);
    return (u >= 0x200b && u <= 0x200f) || (u >= 0x2028 && u <= 0x202e) ||
           (u >= 0x2060 && u <= 0x206f) || u == 0xfeff || u >= 0xfff9;
}

size_t mustls_plain_len(struct mustls_span s)
{
    size_t n = mustls_utf8_len(s);
    if (n == 1)
        return s.ptr[0] >= 0x20 && s.ptr[0] < 0x7f ? 1 : 0;
    if (n == 2 && s.ptr[0] == 0xc2 && s.ptr[1] < 0xa0) /* C1 controls */
        return 0;
    return misleads(mustls_span_first(s, n)) ? 0 : n;
}

void mustls_put_plain(struct mustls_buf *out, struct mustls_span s)
{
    while (s.len) {
        size_t n = mustls_plain_len(s);
        if (n)
            mustls_buf_put(out, mustls_span_first(s, n));
        else
            mustls_buf_printf(out, "\\x%02x", s.ptr[0]);
        s = mustls_span_from(s, n ? n : 1);
    }
}

void mustls_put_blanks(struct mustls_buf *out, long n)
{
    if (n > 0)
        mustls_buf_printf(out, "%*s", (int)(n < 200 ? n : 200), "");
}

void mustls_put_duration(struct mustls_buf *out, uint64_t ms)
{
    if (ms < 9950)
        mustls_buf_printf(out, "%u.%u s", (unsigned)((ms + 50) / 1000),
                          (unsigned)((ms + 50) / 100 % 10));
    else
        mustls_buf_printf(out, "%llu s", (unsigned long long)((ms + 500) / 1000));
}
