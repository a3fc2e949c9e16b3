#include "dns/internal.h"

#include <assert.h>
#include <stdio.h>

#include "base/host.h"

void dns_put16(struct mustls_buf *out, unsigned n)
{
    mustls_buf_putc(out, (int)(n >> 8 & 255));
    mustls_buf_putc(out, (int)(n & 255));
}

unsigned dns_get16(struct mustls_span in, size_t at)
{
    assert(at + 2 <= in.len);
    return (unsigned)in.ptr[at] << 8 | in.ptr[at + 1];
}

/* Lower case; what would be taken for something else, or can't be seen, as \DDD. At most 4 bytes
 * and a NUL. */
static size_t put_byte(char *to, uint8_t c)
{
    if (c >= 'A' && c <= 'Z')
        c = (uint8_t)(c + 'a' - 'A');
    if (c > ' ' && c < 127 && c != '.' && c != '\\') {
        to[0] = (char)c;
        to[1] = 0;
        return 1;
    }
    snprintf(to, 5, "\\%03u", c);
    return 4;
}

bool dns_name_read(struct mustls_span in, size_t *pos, char text[1024])
{
    size_t at = *pos, n = 0;
    text[0] = 0;
    for (;;) {
        if (at >= in.len || in.ptr[at] > 63 || at + 1 + in.ptr[at] > in.len)
            return false;
        size_t len = in.ptr[at++];
        if (len == 0)
            break;
        if (at + len - *pos > 254) /* RFC 1035 2.3.4: 255 with the zero at the end */
            return false;
        if (n > 0)
            text[n++] = '.';
        for (size_t i = 0; i < len; i++)
            n += put_byte(text + n, in.ptr[at + i]);
        at += len;
    }
    *pos = at;
    return true;
}

void dns_name_put(struct mustls_buf *out, struct mustls_span text)
{
    assert(text.len == 0 || mustls_is_host_name(text));
    while (text.len > 0) {
        size_t n = mustls_span_find(text, MUSTLS_LIT("."));
        struct mustls_span label = mustls_span_first(text, n);
        mustls_buf_putc(out, (int)label.len);
        mustls_buf_put(out, label);
        text = n == MUSTLS_NPOS ? MUSTLS_LIT("") : mustls_span_from(text, n + 1);
    }
    mustls_buf_putc(out, 0);
}
