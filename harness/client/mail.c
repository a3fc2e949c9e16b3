/* The mail transaction: MAIL, RCPT, DATA, the message (RFC 5321 3.3). */
#include "client/internal.h"

/* Replies to a group that was pipelined come without our saying more. */
static bool pipelined(const struct mustls_client *c)
{
    return c->outstanding > 0;
}

static bool offered(const struct mustls_client *c, uint32_t keyword)
{
    return (c->caps.keywords & keyword) != 0;
}

/* NULL when the message may be sent to this server. */
static const char *objection(const struct mustls_client *c)
{
    if (offered(c, MUSTLS_EHLO_SIZE) && c->caps.size != 0 &&
        mustls_client_message_size(c) > c->caps.size)
        return "the message is larger than the server takes (SIZE)";
    if (mustls_client_message_8bit(c) && !offered(c, MUSTLS_EHLO_8BITMIME))
        return "the message holds 8-bit octets and the server offers no 8BITMIME";
    return NULL;
}

/* Extensions count only where this phase's EHLO reply offered them (RFC 3207 4.2). */
static void put_mail(struct mustls_client *c, struct mustls_buf *line)
{
    mustls_buf_puts(line, "MAIL FROM:<");
    mustls_buf_put(line, c->cfg.from);
    mustls_buf_puts(line, ">");
    if (offered(c, MUSTLS_EHLO_SIZE))
        mustls_buf_printf(line, " SIZE=%llu", (unsigned long long)mustls_client_message_size(c));
    if (mustls_client_message_8bit(c))
        mustls_buf_puts(line, " BODY=8BITMIME");
    mustls_client_end_line(c);
}

static void put_rcpt(struct mustls_client *c, struct mustls_buf *line, size_t i)
{
    mustls_buf_puts(line, "RCPT TO:<");
    mustls_buf_put(line, c->cfg.to[i]);
    mustls_buf_puts(line, ">");
    mustls_client_end_line(c);
}

static void send_group(struct mustls_client *c)
{
    struct mustls_buf *line = mustls_client_compose(c);
    size_t replies = 1;
    put_mail(c, line);
    if (offered(c, MUSTLS_EHLO_PIPELINING) ||
        mustls_client_has(c, MUSTLS_CLIENT_FAULT(PIPELINES_ALWAYS))) {
        for (size_t i = 0; i < c->cfg.num_to; i++)
            put_rcpt(c, line, i);
        mustls_buf_puts(line, "DATA");
        mustls_client_end_line(c);
        replies += c->cfg.num_to + 1;
    }
    mustls_client_send(c, MUSTLS_CS_MAIL, replies);
}

void mustls_client_mail(struct mustls_client *c)
{
    c->mail_accepted = false;
    c->rcpt = c->num_accepted = 0;
    c->refusal = MUSTLS_CLIENT_PERMANENT;
    if (mustls_client_message(c) != MUSTLS_OK) {
        mustls_client_tell(c, "out of memory");
        mustls_client_quit(c, MUSTLS_CLIENT_TEMPORARY);
        return;
    }
    const char *no = objection(c);
    if (no) {
        mustls_client_tell(c, no);
        mustls_client_quit(c, MUSTLS_CLIENT_PERMANENT);
        return;
    }
    send_group(c);
}

static void next_rcpt(struct mustls_client *c)
{
    if (pipelined(c)) {
        mustls_client_enter(c, MUSTLS_CS_RCPT);
        return;
    }
    put_rcpt(c, mustls_client_compose(c), c->rcpt);
    mustls_client_send(c, MUSTLS_CS_RCPT, 1);
}

/* The reply is yes, or a seeded fault takes it for one. */
static bool yes(const struct mustls_client *c)
{
    return mustls_client_class(c) == 2 ||
           (c->code == 530 && mustls_client_has(c, MUSTLS_CLIENT_FAULT(IGNORES_530)));
}

/* A no inside a pipelined group: told now, acted on when the group's replies are in. 421 and what
 * is neither yes nor no end it at once. */
static bool can_wait(const struct mustls_client *c)
{
    return mustls_client_class(c) >= 4 && c->code != 421;
}

void mustls_client_on_mail(struct mustls_client *c)
{
    c->mail_accepted = yes(c);
    if (!c->mail_accepted) {
        if (!pipelined(c) || !can_wait(c)) {
            mustls_client_refused(c);
            return;
        }
        mustls_client_tell_reply(c, "refused");
        c->refusal = mustls_client_blame(c);
    }
    next_rcpt(c);
}

static void after_rcpts(struct mustls_client *c)
{
    if (pipelined(c))
        mustls_client_enter(c, MUSTLS_CS_DATA);
    else if (c->num_accepted == 0)
        mustls_client_quit(c, c->refusal);
    else
        mustls_client_send_line(c, "DATA", MUSTLS_CS_DATA);
}

void mustls_client_on_rcpt(struct mustls_client *c)
{
    if (yes(c)) {
        c->num_accepted++;
    } else if (!can_wait(c)) {
        mustls_client_refused(c);
        return;
    } else if (c->mail_accepted) { /* else it only repeats the refusal of MAIL */
        mustls_client_tell_reply(c, "refused");
        if (mustls_client_class(c) == 4)
            c->refusal = MUSTLS_CLIENT_TEMPORARY;
    }
    if (++c->rcpt < c->cfg.num_to)
        next_rcpt(c);
    else
        after_rcpts(c);
}

static void send_message(struct mustls_client *c)
{
    if (!mustls_client_may_speak(c))
        return;
    mustls_client_log_lines(c, '>', MUSTLS_LIT("(the message)\r\n"));
    c->data_on = true;
    c->data_off = 0;
    c->outstanding++;
    mustls_client_enter(c, MUSTLS_CS_ACCEPTED);
}

void mustls_client_on_data(struct mustls_client *c)
{
    bool nobody = c->num_accepted == 0 || !c->mail_accepted;
    if (mustls_client_code_is(c, 354) && nobody)
        /* The DATA of a group was sent before we knew that no recipient was accepted. */
        mustls_client_send_line(c, ".", MUSTLS_CS_DISCARDED);
    else if (mustls_client_code_is(c, 354) ||
             mustls_client_has(c, MUSTLS_CLIENT_FAULT(DATA_WITHOUT_354)))
        send_message(c);
    else if (nobody && can_wait(c))
        mustls_client_quit(c, c->refusal);
    else
        mustls_client_refused(c);
}

/* Whatever the server says to the empty message: nothing was delivered. */
void mustls_client_on_discarded(struct mustls_client *c)
{
    mustls_client_quit(c, c->refusal);
}

void mustls_client_on_accepted(struct mustls_client *c)
{
    bool sent =
        c->data_off == c->data.len || mustls_client_has(c, MUSTLS_CLIENT_FAULT(MISTAKES_PAIRING));
    if (mustls_client_class(c) != 2 || !sent) {
        /* RFC 5321 3.8, RFC 1870 6.2: a server may give up while we send. A yes in the middle is
         * the answer to something else. */
        mustls_client_refused(c);
        return;
    }
    bool all = c->num_accepted == c->cfg.num_to;
    mustls_client_tell_reply(c, all ? "accepted" : "accepted for some recipients");
    mustls_client_quit(c, all ? MUSTLS_CLIENT_DELIVERED : MUSTLS_CLIENT_PARTIAL);
}
