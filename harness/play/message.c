/* Whether the message is in the spool: what our reply to it says, and where it leaves that open.
 *
 * The reply to the message is the first one of the reaction that answers the message's end. A
 * well-formed 2yz accepts; another well-formed reply refuses. From a malformed one a client may
 * read what it likes, so that nothing which it then says of the run is false, as long as some line
 * of it can be read as 2yz. So it is with a 2yz that never ends: RFC 5321 3.8 would have the client
 * go on as after a 451, and 4.2.1 lets it rely on the code in any line. */
#include "play/internal.h"

void mustls_play_message_arrived(struct mustls_play_conn *c)
{
    mustls_play_note_event(c,
                           (struct mustls_event){.kind = MUSTLS_E_MESSAGE, .at = MUSTLS_NOWHERE});
    c->have_message = true;
}

/* A byte order mark is three octets; nobody looks for a code further behind. */
enum { LENIENT_HEAD = 4 };

static bool reads_as_2yz(struct mustls_span raw)
{
    for (size_t i = 0; i < raw.len && i < LENIENT_HEAD; i++) {
        if (raw.ptr[i] >= '0' && raw.ptr[i] <= '9')
            return raw.ptr[i] == '2';
    }
    return false;
}

static bool some_line_reads_as_2yz(const struct mustls_reply *r)
{
    struct mustls_reply_line line;
    for (size_t i = 0; mustls_reply_nth(r, i, &line); i++) {
        if (reads_as_2yz(line.raw))
            return true;
    }
    return false;
}

void mustls_play_message_answered(struct mustls_play_conn *c, struct mustls_origin at)
{
    if (!c->have_message)
        return;
    c->have_message = false;
    if (mustls_play_reply_odd(c->reply.faults)) {
        c->play->unclear |= some_line_reads_as_2yz(&c->reply);
        return;
    }
    if (c->reply.code / 100 != 2)
        return;
    /* Who had left when the reply came to its end need not have read it. */
    c->play->unclear |= c->eof;
    c->play->accepted = true;
    mustls_play_note_event(c, (struct mustls_event){.kind = MUSTLS_E_ACCEPTED,
                                                    .from = MUSTLS_FROM_TOOL,
                                                    .at = mustls_play_place(at),
                                                    .code = c->reply.code});
}

/* "250 ok", "250", and with the CR of a line end that never came whole. */
static bool lacks_only_its_end(struct mustls_span raw)
{
    struct mustls_reply_line line;
    if (raw.len && raw.ptr[raw.len - 1] == '\r')
        raw.len--;
    mustls_reply_line_parse(raw, &line);
    return line.code / 100 == 2 && (line.sep == ' ' || line.sep == 0);
}

/* "250-ok" and no more: whole lines of a reply that is not. */
static bool begins_as_2yz(const struct mustls_reply *r)
{
    return r->num_lines > 0 && !r->whole && r->first_code / 100 == 2 && r->code / 100 == 2;
}

void mustls_play_message_over(struct mustls_play_conn *c)
{
    if (c->have_message)
        c->play->unclear |=
            lacks_only_its_end(mustls_line_parser_rest(&c->line)) || begins_as_2yz(&c->reply);
    c->have_message = false;
}
