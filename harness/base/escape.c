#include "base/escape.h"

/* --- UTF-8 --- */

static bool is_tail(uint8_t c)
{
    return (c & 0xc0) == 0x80;
}

/* The second octet decides what the first cannot: overlong forms, surrogates and values above
 * U+10FFFF have a well-formed first octet. */
static bool second_ok(uint8_t first, uint8_t second)
{
    if (first == 0xe0)
        return second >= 0xa0 && second <= 0xbf;
    if (first == 0xed)
        return second >= 0x80 && second <= 0x9f;
    if (first == 0xf0)
        return second >= 0x90 && second <= 0xbf;
    if (first == 0xf4)
        return second >= 0x80 && second <= 0x8f;
    return is_tail(second);
}

static size_t len_by_first(uint8_t c)
{
    if (c < 0x80)
        return 1;
    if (c >= 0xc2 && c <= 0xdf)
        return 2;
    if (c >= 0xe0 && c <= 0xef)
        return 3;
    return c >= 0xf0 && c <= 0xf4 ? 4 : 0;
}

size_t mustls_utf8_len(struct mustls_span s)
{
    if (s.len == 0)
        return 0;
    size_t n = len_by_first(s.ptr[0]);
    if (n <= 1)
        return n;
    if (n > s.len || !second_ok(s.ptr[0], s.ptr[1]))
        return 0;
    for (size_t i = 2; i < n; i++)
        if (!is_tail(s.ptr[i]))
            return 0;
    return n;
}

/* --- the scenario language's own --- */

static bool is_print(uint8_t c)
{
    return c >= 0x20 && c <= 0x7e;
}

static void put_escaped_octet(struct mustls_buf *out, uint8_t c)
{
    switch (c) {
    case '\r':
        mustls_buf_puts(out, "\\r");
        break;
    case '\n':
        mustls_buf_puts(out, "\\n");
        break;
    case '\t':
        mustls_buf_puts(out, "\\t");
        break;
    case '\0':
        mustls_buf_puts(out, "\\0");
        break;
    case '\\':
        mustls_buf_puts(out, "\\\\");
        break;
    default:
        if (is_print(c))
            mustls_buf_putc(out, c);
        else
            mustls_buf_printf(out, "\\x%02x", c);
    }
}

void mustls_put_escaped(struct mustls_buf *out, struct mustls_span s)
{
    for (size_t i = 0; i < s.len; i++) {
        if (i == 0 && s.ptr[i] == '<') /* would start a direction */
            mustls_buf_puts(out, "\\<");
        else if (s.ptr[i] == '$' && i + 1 < s.len && s.ptr[i + 1] == '{')
            mustls_buf_puts(out, "\\x24");
        else
            put_escaped_octet(out, s.ptr[i]);
    }
}

/* --- JSON --- */

/* An ASCII octet inside a JSON string. */
static void put_json_ascii(struct mustls_buf *out, uint8_t c)
{
    if (c == '"' || c == '\\')
        mustls_buf_printf(out, "\\%c", c);
    else if (c == '\n')
        mustls_buf_puts(out, "\\n");
    else if (c == '\r')
        mustls_buf_puts(out, "\\r");
    else if (c == '\t')
        mustls_buf_puts(out, "\\t");
    else if (c < 0x20)
        mustls_buf_printf(out, "\\u%04x", c);
    else
        mustls_buf_putc(out, c);
}

void mustls_put_json_raw(struct mustls_buf *out, struct mustls_span s)
{
    mustls_buf_putc(out, '"');
    for (size_t n; s.len > 0; s = mustls_span_from(s, n ? n : 1)) {
        n = mustls_utf8_len(s);
        if (n == 0 || s.ptr[0] == '\0') /* many JSON readers refuse \u0000 */
            mustls_buf_printf(out, "\\\\x%02x", s.ptr[0]);
        else if (s.ptr[0] == '\\')
            mustls_buf_puts(out, "\\\\\\\\");
        else if (n == 1)
            put_json_ascii(out, s.ptr[0]);
        else
            mustls_buf_put(out, mustls_span_first(s, n));
    }
    mustls_buf_putc(out, '"');
}

void mustls_put_json_text(struct mustls_buf *out, struct mustls_span s)
{
    mustls_buf_putc(out, '"');
    for (size_t n; s.len > 0; s = mustls_span_from(s, n ? n : 1)) {
        n = mustls_utf8_len(s);
        if (n == 0 || s.ptr[0] == '\0')
            mustls_buf_puts(out, "\xef\xbf\xbd");
        else if (n == 1)
            put_json_ascii(out, s.ptr[0]);
        else
            mustls_buf_put(out, mustls_span_first(s, n));
    }
    mustls_buf_putc(out, '"');
}

static int hex(uint8_t c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c |= 0x20;
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

void mustls_unescape_raw(struct mustls_buf *out, struct mustls_span s)
{
    for (size_t i = 0; i < s.len; i++) {
        const uint8_t *p = s.ptr + i;
        size_t left = s.len - i;
        if (left >= 4 && p[0] == '\\' && p[1] == 'x' && hex(p[2]) >= 0 && hex(p[3]) >= 0) {
            mustls_buf_putc(out, hex(p[2]) << 4 | hex(p[3]));
            i += 3;
        } else {
            if (left >= 2 && p[0] == '\\' && p[1] == '\\')
                i++;
            mustls_buf_putc(out, p[0]);
        }
    }
}

/* --- XML --- */

/* XML 1.0 has no way to write most controls, nor U+FFFE and U+FFFF, not even as references. */
static bool xml_allows(struct mustls_span c)
{
    if (c.len == 1)
        return is_print(c.ptr[0]) || c.ptr[0] == '\t' || c.ptr[0] == '\n';
    return !(c.len == 3 && c.ptr[0] == 0xef && c.ptr[1] == 0xbf && c.ptr[2] >= 0xbe);
}

static void put_xml_char(struct mustls_buf *out, struct mustls_span c)
{
    switch (c.ptr[0]) {
    case '&':
        mustls_buf_puts(out, "&amp;");
        break;
    case '<':
        mustls_buf_puts(out, "&lt;");
        break;
    case '>':
        mustls_buf_puts(out, "&gt;");
        break;
    case '"':
        mustls_buf_puts(out, "&quot;");
        break;
    default:
        mustls_buf_put(out, c);
    }
}

void mustls_put_xml(struct mustls_buf *out, struct mustls_span s)
{
    for (size_t n; s.len > 0; s = mustls_span_from(s, n)) {
        n = mustls_utf8_len(s);
        if (n > 0 && xml_allows(mustls_span_first(s, n))) {
            put_xml_char(out, mustls_span_first(s, n));
            continue;
        }
        n = 1;
        mustls_buf_printf(out, "\\x%02x", s.ptr[0]);
    }
}
