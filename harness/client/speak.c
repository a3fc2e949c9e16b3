/* What the client says: commands, deadlines, the way out. */
#include "client/internal.h"

#define QUIT_PATIENCE MUSTLS_SEC(5)

static mustls_usec later(mustls_usec now, mustls_usec wait)
{
    return wait < MUSTLS_NEVER - now ? now + wait : MUSTLS_NEVER;
}

static mustls_usec patience(const struct mustls_client *c)
{
    switch (c->state) {
    case MUSTLS_CS_QUIT:
        return c->cfg.reply_timeout < QUIT_PATIENCE ? c->cfg.reply_timeout : QUIT_PATIENCE;
    case MUSTLS_CS_ACCEPTED:
        /* RFC 5321 4.5.3.2.6: ten minutes where the others have five. To give up here too early
         * makes a second copy. */
        return c->cfg.reply_timeout < MUSTLS_NEVER / 2 ? 2 * c->cfg.reply_timeout : MUSTLS_NEVER;
    case MUSTLS_CS_CONNECTING:
    case MUSTLS_CS_GREETING:
    case MUSTLS_CS_EHLO:
    case MUSTLS_CS_HELO:
    case MUSTLS_CS_STARTTLS:
    case MUSTLS_CS_HANDSHAKE:
    case MUSTLS_CS_AUTH:
    case MUSTLS_CS_AUTH_CANCELLED:
    case MUSTLS_CS_MAIL:
    case MUSTLS_CS_RCPT:
    case MUSTLS_CS_DATA:
    case MUSTLS_CS_DISCARDED:
    case MUSTLS_CS_OVER:
        break;
    }
    return c->cfg.reply_timeout;
}

void mustls_client_enter(struct mustls_client *c, enum mustls_client_state next)
{
    c->state = next;
    c->reply_deadline = later(c->now, patience(c));
}

static void drop_output(struct mustls_client *c)
{
    mustls_buf_clear(&c->out);
    c->out_off = 0;
    c->data_on = false;
}

static void decide(struct mustls_client *c, enum mustls_client_result result)
{
    if (c->result != MUSTLS_CLIENT_BUSY)
        return;
    if (mustls_client_has(c, MUSTLS_CLIENT_FAULT(FALSE_SUCCESS)))
        result = MUSTLS_CLIENT_DELIVERED;
    c->result = result;
}

/* Seeded fault: once, and not when the message was taken or the session is over anyway. */
static bool retries(struct mustls_client *c, enum mustls_client_result result)
{
    bool failed = result == MUSTLS_CLIENT_TEMPORARY || result == MUSTLS_CLIENT_PERMANENT;
    if (!mustls_client_has(c, MUSTLS_CLIENT_FAULT(RETRIES_IN_CLEAR)) || c->reconnected || !failed ||
        c->result != MUSTLS_CLIENT_BUSY || c->state == MUSTLS_CS_CONNECTING)
        return false;
    drop_output(c);
    mustls_client_reconnect(c);
    return true;
}

void mustls_client_stop(struct mustls_client *c, enum mustls_client_result result)
{
    if (retries(c, result))
        return;
    decide(c, result);
    drop_output(c);
    mustls_client_enter(c, MUSTLS_CS_OVER);
}

/* RFC 5321 4.1.1.10: no closing without QUIT, even after an error. But while the server owes us
 * replies, or reads our message, it would not take QUIT for a command. */
void mustls_client_quit(struct mustls_client *c, enum mustls_client_result result)
{
    if (retries(c, result))
        return;
    decide(c, result);
    bool mid_data = c->data_on && c->data_off < c->data.len;
    if (c->outstanding > 0 || mid_data || mustls_client_has(c, MUSTLS_CLIENT_FAULT(NO_QUIT)))
        mustls_client_stop(c, result);
    else
        mustls_client_send_line(c, "QUIT", MUSTLS_CS_QUIT);
}

/* RFC 5321 3.8: a server that shuts down may send 421 unasked. */
static void surplus(struct mustls_client *c, struct mustls_span in)
{
    size_t end = mustls_span_find(in, MUSTLS_LIT("\n"));
    struct mustls_span first = mustls_span_first(in, end == MUSTLS_NPOS ? in.len : end + 1);
    struct mustls_reply_line line;
    mustls_reply_line_parse(first, &line);
    if (c->result == MUSTLS_CLIENT_BUSY)
        mustls_client_tell_bytes(c,
                                 line.code == 421 ? "the server shuts down"
                                                  : "the server sent a reply nobody asked for",
                                 first);
    mustls_client_stop(c, MUSTLS_CLIENT_TEMPORARY);
}

/* RFC 5321 4.2: exactly one reply to each command. One more would be taken for the answer to what
 * we say next, and every later reply would slip by one. */
bool mustls_client_may_speak(struct mustls_client *c)
{
    if (c->rest.len == 0 || mustls_client_has(c, MUSTLS_CLIENT_FAULT(MISTAKES_PAIRING)) ||
        mustls_client_has(c, MUSTLS_CLIENT_FAULT(KEEPS_PLAINTEXT)))
        return true;
    surplus(c, c->rest);
    return false;
}

struct mustls_buf *mustls_client_compose(struct mustls_client *c)
{
    mustls_buf_clear(&c->line);
    return &c->line;
}

void mustls_client_end_line(struct mustls_client *c)
{
    bool bare = mustls_client_has(c, MUSTLS_CLIENT_FAULT(BARE_LF));
    mustls_buf_puts(&c->line, bare ? "\n" : "\r\n");
}

void mustls_client_send(struct mustls_client *c, enum mustls_client_state next, size_t replies)
{
    if (!mustls_client_may_speak(c))
        return;
    mustls_buf_put(&c->out, mustls_buf_span(&c->line));
    if (c->line.failed || c->out.failed) {
        mustls_client_tell(c, "out of memory");
        mustls_client_stop(c, MUSTLS_CLIENT_TEMPORARY);
        return;
    }
    mustls_client_log_lines(c, '>', mustls_buf_span(&c->line));
    c->outstanding += replies;
    mustls_client_enter(c, next);
}

void mustls_client_send_line(struct mustls_client *c, const char *line,
                             enum mustls_client_state next)
{
    mustls_buf_puts(mustls_client_compose(c), line);
    mustls_client_end_line(c);
    mustls_client_send(c, next, 1);
}
