/* Bytes as payload text: the way back from payload.c. */
#include "base/escape.h"
#include "scenario/internal.h"

enum { LONG_RUN = 24 }; /* a run of equal bytes that reads better as \{x*N} */

static size_t run_len(struct mustls_span s, size_t at)
{
    size_t n = 1;
    while (at + n < s.len && s.ptr[at + n] == s.ptr[at])
        n++;
    return n;
}

static void put_run(struct mustls_buf *out, struct mustls_span one, size_t n)
{
    mustls_buf_puts(out, "\\{");
    mustls_put_escaped(out, one);
    mustls_buf_printf(out, "*%zu}", n);
}

static void put_body(struct mustls_buf *out, struct mustls_span s)
{
    size_t from = 0, at = 0;
    while (at < s.len) {
        size_t n = run_len(s, at);
        if (n >= LONG_RUN) {
            mustls_put_escaped(out, mustls_span(s.ptr + from, at - from));
            put_run(out, mustls_span(s.ptr + at, 1), n);
            from = at + n;
        }
        at += n;
    }
    mustls_put_escaped(out, mustls_span_from(s, from));
}

static bool ends_in(struct mustls_span s, const char *set)
{
    return s.len > 0 && strchr(set, s.ptr[s.len - 1]) && s.ptr[s.len - 1] != 0;
}

void mustls_payload_put(struct mustls_buf *out, struct mustls_span bytes)
{
    struct mustls_span head = bytes;
    if (bytes.len >= 2 && ends_in(bytes, "\n") && bytes.ptr[bytes.len - 2] == '\r')
        head.len -= 2;
    const bool crlf = head.len != bytes.len;

    /* Without its CRLF the text must not look as if it brought a line end or a trailing blank. */
    if (crlf && !ends_in(head, "\r\n \t")) {
        put_body(out, head);
        return;
    }
    put_body(out, bytes);
    if (!ends_in(bytes, "\r\n"))
        mustls_buf_puts(out, "\\c");
}
