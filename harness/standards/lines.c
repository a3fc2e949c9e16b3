#include "standards/lines.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/escape.h"

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t';
}

void mustls_std_lines_init(struct mustls_std_lines *l, const char *path, struct mustls_span text,
                           struct mustls_diags *d)
{
    *l = (struct mustls_std_lines){.path = path, .rest = text, .diags = d};
}

void mustls_std_error(struct mustls_diags *d, const char *path, const struct mustls_std_word *at,
                      const char *fmt, ...)
{
    char text[512];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    struct mustls_diag item = {.level = MUSTLS_DIAG_ERROR,
                               .file = path,
                               .line = at->line,
                               .col = at->col,
                               .len = at->text.len ? (unsigned)at->text.len : 1,
                               .text = text,
                               .excerpt = at->excerpt};
    mustls_diag_add(d, &item);
}

static struct mustls_std_word word_at(const struct mustls_std_lines *l, size_t from, size_t to)
{
    return (struct mustls_std_word){.text = mustls_span(l->line.ptr + from, to - from),
                                    .line = l->no,
                                    .col = (unsigned)from + 1,
                                    .excerpt = l->line};
}

static void take_line(struct mustls_std_lines *l)
{
    const uint8_t *lf = memchr(l->rest.ptr, '\n', l->rest.len);
    size_t len = lf ? (size_t)(lf - l->rest.ptr) : l->rest.len;
    l->line = mustls_span_first(l->rest, len);
    l->rest = mustls_span_from(l->rest, lf ? len + 1 : len);
    while (l->line.len > 0 &&
           (is_blank(l->line.ptr[l->line.len - 1]) || l->line.ptr[l->line.len - 1] == '\r'))
        l->line.len--;
    l->no++;
    l->at = 0;
}

/* Offset of the first byte that is no text, or the length. */
static size_t text_len(struct mustls_span s)
{
    size_t at = 0;
    while (at < s.len) {
        uint8_t c = s.ptr[at];
        size_t n = c == '\t' || (c >= 0x20 && c < 0x7f)
                       ? 1
                       : (c < 0x80 ? 0 : mustls_utf8_len(mustls_span_from(s, at)));
        if (n == 0)
            return at;
        at += n;
    }
    return at;
}

static bool is_text(const struct mustls_std_lines *l)
{
    size_t at = text_len(l->line);
    if (at == l->line.len)
        return true;
    struct mustls_std_word w = word_at(l, at, at + 1);
    mustls_std_error(l->diags, l->path, &w, "byte \\x%02x is no text", l->line.ptr[at]);
    return false;
}

static size_t skip_blanks(const struct mustls_std_lines *l, size_t at)
{
    while (at < l->line.len && is_blank(l->line.ptr[at]))
        at++;
    return at;
}

bool mustls_std_next(struct mustls_std_lines *l)
{
    while (l->rest.len > 0) {
        take_line(l);
        size_t at = skip_blanks(l, 0);
        if (at < l->line.len && l->line.ptr[at] != '#' && is_text(l))
            return true;
    }
    return false;
}

bool mustls_std_indented(const struct mustls_std_lines *l)
{
    return l->line.len > 0 && is_blank(l->line.ptr[0]);
}

struct mustls_std_word mustls_std_word(struct mustls_std_lines *l)
{
    size_t from = skip_blanks(l, l->at), to = from;
    while (to < l->line.len && !is_blank(l->line.ptr[to]))
        to++;
    l->at = to;
    return word_at(l, from, to);
}

struct mustls_std_word mustls_std_rest(struct mustls_std_lines *l)
{
    size_t from = skip_blanks(l, l->at);
    l->at = l->line.len;
    return word_at(l, from, l->line.len);
}

bool mustls_std_take(struct mustls_std_lines *l, const char *phrase)
{
    struct mustls_span p = mustls_span_str(phrase);
    size_t from = skip_blanks(l, l->at), to = from + p.len;
    if (!mustls_span_starts(mustls_span_from(l->line, from), p))
        return false;
    bool whole = to == l->line.len || is_blank(l->line.ptr[to]) || phrase[p.len - 1] == ':';
    if (whole)
        l->at = to;
    return whole;
}
