/* The message as mail data. */
#include "client/internal.h"
#include "smtp/dot.h"

#define END_LEN 3 /* "." CRLF */

/* Calls for each line of the mail data but the last; *at is 0 at first. */
static bool next_line(struct mustls_span data, size_t *at, struct mustls_span *line)
{
    if (*at + END_LEN >= data.len)
        return false;
    struct mustls_span rest = mustls_span_from(data, *at);
    const uint8_t *lf = memchr(rest.ptr, '\n', rest.len);
    *line = mustls_span_first(rest, lf ? (size_t)(lf - rest.ptr) + 1 : rest.len);
    *at += line->len;
    return true;
}

/* Seeded fault: takes the doubled dots out again. */
static void unstuff(struct mustls_buf *data)
{
    struct mustls_span all = mustls_buf_span(data), line;
    size_t kept = 0;
    for (size_t at = 0; next_line(all, &at, &line);) {
        if (line.ptr[0] == '.')
            line = mustls_span_from(line, 1);
        memmove(data->ptr + kept, line.ptr, line.len);
        kept += line.len;
    }
    mustls_buf_truncate(data, kept);
    mustls_buf_puts(data, ".\r\n");
}

enum mustls_status mustls_client_message(struct mustls_client *c)
{
    if (c->data.len > 0 && !c->data.failed)
        return MUSTLS_OK;
    mustls_buf_clear(&c->data);
    mustls_dot_stuff(&c->data, c->cfg.message);
    if (!c->data.failed && mustls_client_has(c, MUSTLS_CLIENT_FAULT(NO_DOT_STUFFING)))
        unstuff(&c->data);
    return mustls_buf_status(&c->data);
}

uint64_t mustls_client_message_size(const struct mustls_client *c)
{
    bool stuffed = !mustls_client_has(c, MUSTLS_CLIENT_FAULT(NO_DOT_STUFFING));
    struct mustls_span all = mustls_buf_span(&c->data), line;
    uint64_t size = 0;
    for (size_t at = 0; next_line(all, &at, &line);)
        size += line.len - (stuffed && line.ptr[0] == '.' ? 1 : 0);
    return size;
}

bool mustls_client_message_8bit(const struct mustls_client *c)
{
    for (size_t i = 0; i < c->cfg.message.len; i++)
        if (c->cfg.message.ptr[i] > 127)
            return true;
    return false;
}
