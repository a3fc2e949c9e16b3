#include "smtp/dot.h"
#include "smtp/reply.h"

/* --- sender --- */

/* Length of the text up to the next CR or LF, or to the end. */
static size_t text_len(struct mustls_span s)
{
    size_t n = 0;
    while (n < s.len && s.ptr[n] != '\r' && s.ptr[n] != '\n')
        n++;
    return n;
}

static size_t line_end_len(struct mustls_span s)
{
    if (s.len >= 2 && s.ptr[0] == '\r' && s.ptr[1] == '\n')
        return 2;
    return s.len > 0 ? 1 : 0;
}

void mustls_dot_stuff(struct mustls_buf *out, struct mustls_span message)
{
    while (message.len > 0) {
        /* RFC 5321 4.5.2: a line that begins with a period gets one more. */
        if (message.ptr[0] == '.')
            mustls_buf_putc(out, '.');
        const size_t len = text_len(message);
        mustls_buf_put(out, mustls_span_first(message, len));
        mustls_buf_puts(out, "\r\n");
        message = mustls_span_from(message, len);
        message = mustls_span_from(message, line_end_len(message));
    }
    mustls_buf_puts(out, ".\r\n");
}

/* --- receiver --- */

/* Named for what came last. LF counts as a line end only behind CR: RFC 5321 4.1.1.4, "LF . LF"
 * MUST NOT be treated as the end, or a message could smuggle in commands of its own. */
enum {
    LINE_START, /* nothing yet, or CRLF */
    TEXT,       /* anything else */
    CR,         /* CR in the text, already handed on */
    DOT,        /* "." at the start of a line, held back */
    DOT_CR,     /* "." CR at the start of a line, both held back */
    END,        /* "." CRLF */
};

void mustls_dot_reader_init(struct mustls_dot_reader *d)
{
    *d = (struct mustls_dot_reader){.state = LINE_START};
}

static void emit(struct mustls_dot_reader *d, struct mustls_buf *out, struct mustls_span s)
{
    d->total += s.len;
    const size_t room = out->max - out->len;
    if (s.len > room)
        d->faults |= MUSTLS_F_CUT;
    mustls_buf_put(out, mustls_span_first(s, room));
}

/* Text up to and with the next CR or LF. Returns the octets taken, at least one. */
static size_t read_text(struct mustls_dot_reader *d, struct mustls_span in, struct mustls_buf *out)
{
    size_t len = text_len(in);
    d->state = TEXT;
    if (len < in.len) {
        if (in.ptr[len] == '\r')
            d->state = CR;
        else
            d->faults |= MUSTLS_F_BARE_LF;
        len++;
    }
    emit(d, out, mustls_span_first(in, len));
    return len;
}

static size_t read_after_cr(struct mustls_dot_reader *d, struct mustls_span in,
                            struct mustls_buf *out)
{
    if (in.ptr[0] != '\n') {
        d->faults |= MUSTLS_F_BARE_CR;
        return read_text(d, in, out);
    }
    emit(d, out, mustls_span_first(in, 1));
    d->state = LINE_START;
    return 1;
}

static size_t read_line_start(struct mustls_dot_reader *d, struct mustls_span in,
                              struct mustls_buf *out)
{
    if (in.ptr[0] != '.')
        return read_text(d, in, out);
    d->state = DOT;
    return 1;
}

/* RFC 5321 4.5.2: a leading period with other characters behind it is deleted. */
static size_t read_after_dot(struct mustls_dot_reader *d, struct mustls_span in,
                             struct mustls_buf *out)
{
    if (in.ptr[0] != '\r')
        return read_text(d, in, out);
    d->state = DOT_CR;
    return 1;
}

static size_t read_after_dot_cr(struct mustls_dot_reader *d, struct mustls_span in,
                                struct mustls_buf *out)
{
    if (in.ptr[0] == '\n') {
        d->state = END;
        return 1;
    }
    emit(d, out, MUSTLS_LIT("\r")); /* it was text after all, and the period stuffing */
    d->state = CR;
    return 0;
}

/* One step; may take nothing when only the state changes. */
static size_t step(struct mustls_dot_reader *d, struct mustls_span in, struct mustls_buf *out)
{
    switch (d->state) {
    case LINE_START:
        return read_line_start(d, in, out);
    case CR:
        return read_after_cr(d, in, out);
    case DOT:
        return read_after_dot(d, in, out);
    case DOT_CR:
        return read_after_dot_cr(d, in, out);
    default:
        return read_text(d, in, out);
    }
}

enum mustls_status mustls_dot_read(struct mustls_dot_reader *d, struct mustls_span in, size_t *used,
                                   struct mustls_buf *out)
{
    size_t n = 0;
    while (n < in.len && d->state != END)
        n += step(d, mustls_span_from(in, n), out);
    *used = n;
    return d->state == END ? MUSTLS_OK : MUSTLS_MORE;
}
