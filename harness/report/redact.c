/* What is blanked for readers who must not see secrets (--redact). */
#include "report/internal.h"

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t';
}

static size_t word_end(struct mustls_span s, size_t from)
{
    while (from < s.len && is_blank(s.ptr[from]))
        from++;
    while (from < s.len && !is_blank(s.ptr[from]) && s.ptr[from] != '\r' && s.ptr[from] != '\n')
        from++;
    return from;
}

/* RFC 4954 4: AUTH SP mechanism [SP initial-response]. */
static bool is_auth(struct mustls_span line)
{
    size_t verb = word_end(line, 0);
    return mustls_span_ieq(mustls_span_first(line, verb), MUSTLS_LIT("AUTH"));
}

/* "AUTH PLAIN ***". */
static void put_auth(struct mustls_buf *out, struct mustls_span line)
{
    size_t end = word_end(line, word_end(line, 0));
    mustls_put_escaped(out, mustls_span_first(line, end));
    if (word_end(line, end) > end)
        mustls_buf_puts(out, " ***");
}

bool mustls_put_redacted(struct mustls_buf *out, const struct mustls_view *v, size_t i,
                         struct mustls_span line)
{
    if (!v->o->redact)
        return false;
    enum mustls_event_kind kind = v->events[i].kind;
    if (kind == MUSTLS_E_LINE) {
        mustls_buf_puts(out, "***");
        return true;
    }
    bool is_line = kind == MUSTLS_E_COMMAND || kind == MUSTLS_E_SEND || kind == MUSTLS_E_EARLY ||
                   kind == MUSTLS_E_BAD_COMMAND || kind == MUSTLS_E_BYTES;
    if (is_line && is_auth(line)) {
        put_auth(out, line);
        return true;
    }
    if (kind == MUSTLS_E_COMMAND && mustls_view_came_with(v, i, MUSTLS_E_SECRET)) {
        mustls_buf_puts(out, "***"); /* the secret may stand in any word, the first as well */
        return true;
    }
    return false;
}

static void mask_one(struct mustls_buf *out, size_t from, struct mustls_span secret)
{
    while (secret.len && from < out->len) {
        size_t at = mustls_span_find(mustls_span(out->ptr + from, out->len - from), secret);
        if (at == MUSTLS_NPOS)
            return;
        memset(out->ptr + from + at, '*', secret.len);
        from += at + secret.len;
    }
}

void mustls_mask(struct mustls_buf *out, size_t from, const struct mustls_report_opts *o)
{
    for (size_t i = 0; o->redact && i < o->num_secrets; i++)
        mask_one(out, from, o->secrets[i]);
}
