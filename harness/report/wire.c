#include "report/internal.h"

bool mustls_next_line(struct mustls_span *rest, struct mustls_span *line)
{
    if (!rest->len)
        return false;
    const uint8_t *lf = memchr(rest->ptr, '\n', rest->len);
    size_t n = lf ? (size_t)(lf - rest->ptr) + 1 : rest->len;
    *line = mustls_span_first(*rest, n);
    *rest = mustls_span_from(*rest, n);
    return true;
}

size_t mustls_count_lines(struct mustls_span s)
{
    struct mustls_span line;
    size_t n = 0;
    while (mustls_next_line(&s, &line))
        n++;
    return n;
}

/* The longest prefix whose escaped form has at most `max` columns. */
static size_t fitting(struct mustls_span s, size_t max)
{
    size_t n = 0, columns = 0;
    for (; n < s.len; n++) {
        uint8_t c = s.ptr[n];
        bool plain = c >= 0x20 && c <= 0x7e && c != '\\' && c != '$' && !(n == 0 && c == '<');
        columns += plain ? 1 : 4; /* \xHH is the longest escape */
        if (columns > max)
            break;
    }
    return n;
}

void mustls_put_bytes(struct mustls_buf *out, struct mustls_span s, size_t max)
{
    size_t n = max ? fitting(s, max) : s.len;
    mustls_put_escaped(out, mustls_span_first(s, n));
    if (n < s.len)
        mustls_buf_printf(out, "... (+%zu bytes; -v shows all)", s.len - n);
}

/* A blank before the line end can't be seen, nor stand there in a scenario. */
static void put_body(struct mustls_buf *out, struct mustls_span s, size_t max)
{
    bool blank = s.len && s.ptr[s.len - 1] == ' ' && (!max || fitting(s, max) == s.len);
    mustls_put_bytes(out, mustls_span_first(s, s.len - blank), max);
    if (blank)
        mustls_buf_puts(out, "\\x20");
}

static bool ends_with(struct mustls_span s, char c)
{
    return s.len && s.ptr[s.len - 1] == (uint8_t)c;
}

void mustls_put_wire(struct mustls_buf *out, struct mustls_span line, size_t max)
{
    struct mustls_span body = line;
    if (!ends_with(line, '\n')) {
        put_body(out, line, max);
        if (!ends_with(line, '\r')) /* a line that brings its own end gets none added */
            mustls_buf_puts(out, "\\c");
        return;
    }
    body.len--;
    bool crlf = ends_with(body, '\r');
    body.len -= crlf;
    if (crlf && !ends_with(body, '\r')) {
        put_body(out, body, max);
        return;
    }
    mustls_put_bytes(out, body, max);
    mustls_buf_puts(out, crlf ? "\\r\\n" : "\\n");
}

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

/* RFC 5321 4.2.1: every line but the last has '-' behind the same code. */
bool mustls_is_one_reply(struct mustls_span s)
{
    struct mustls_span first = mustls_span_first(s, 3), line;
    if (s.len < 5 || !is_digit(s.ptr[0]) || !is_digit(s.ptr[1]) || !is_digit(s.ptr[2]))
        return false;
    while (mustls_next_line(&s, &line)) {
        if (line.len < 5 || !mustls_span_starts(line, first) || !ends_with(line, '\n') ||
            line.ptr[line.len - 2] != '\r')
            return false;
        bool last = line.len == 5 || line.ptr[3] == ' ';
        if (last ? s.len > 0 : line.ptr[3] != '-' || !s.len)
            return false;
    }
    return true;
}
