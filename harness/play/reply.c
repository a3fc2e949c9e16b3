/* Our own output, read as the subject reads it: which replies it holds, and what they change. */
#include "play/internal.h"

#include <assert.h>

static void emit_piece(struct mustls_play_conn *c)
{
    mustls_play_note_event(c, (struct mustls_event){.kind = MUSTLS_E_SEND,
                                                    .from = MUSTLS_FROM_TOOL,
                                                    .at = mustls_play_place(c->seg.at),
                                                    .raw = mustls_play_segment_piece(&c->seg)});
}

static void emit_reply(struct mustls_play_conn *c, struct mustls_origin at)
{
    mustls_play_note_event(c, (struct mustls_event){.kind = MUSTLS_E_REPLY,
                                                    .from = MUSTLS_FROM_TOOL,
                                                    .at = mustls_play_place(at),
                                                    .code = c->reply.code,
                                                    .faults = c->reply.faults,
                                                    .num = (uint32_t)c->reply.num_lines,
                                                    .raw = mustls_buf_span(&c->reply.raw)});
}

/* Behind surplus or late replies, a 354 that we gave to another command may be the subject's answer
 * to its DATA. What it then sends is a message to it, and nobody can say which reply accepts that.
 */
static void stray_354(struct mustls_play_conn *c, bool quiet)
{
    c->play->unclear = true;
    if (!quiet) /* its DATA may be among what waits: then the next lines are no commands */
        c->account.lost = true;
}

/* A reply may make the next input something else than a command: 354 to DATA (RFC 5321 4.1.1.4),
 * 334 to AUTH or to its responses (RFC 4954 4). What is in the queue came before it. */
static void learn_expect(struct mustls_play_conn *c, bool odd)
{
    const struct mustls_reply *r = &c->reply;
    bool quiet = c->head == c->noted && c->expect == MUSTLS_PLAY_COMMAND;
    if (c->trigger == MUSTLS_V_AUTH && r->code == 334 && quiet)
        c->expect = MUSTLS_PLAY_LINE;
    if (c->trigger != MUSTLS_V_DATA && r->code == 354 &&
        (!quiet || mustls_play_account_blurred(&c->account)))
        stray_354(c, quiet);
    if (c->trigger != MUSTLS_V_DATA || c->data_begun)
        return;
    /* 3.3 wants 354, and 4.2 has an unknown 3yz taken by its first digit: a message may come. */
    if (r->code / 100 == 3 && r->code != 354)
        c->account.lost = true;
    if (r->code == 354 && !odd)
        mustls_play_data_begin(c);
    else if ((r->code == 354 || r->first_code == 354) && quiet)
        c->expect = MUSTLS_PLAY_MAYBE_DATA;
}

static void line_sent(struct mustls_play_conn *c, const struct mustls_reply_line *line, size_t pos)
{
    if (mustls_reply_add(&c->reply, line) != MUSTLS_OK) {
        mustls_play_fail(c);
        return;
    }
    mustls_play_account_line(&c->account, &c->reply, line,
                             c->trigger == MUSTLS_V_EHLO && !c->replied);
    if (!c->reply.whole)
        return;
    c->replied = true;
    c->flood_replies++;
    struct mustls_origin at = mustls_play_segment_at(&c->seg, pos);
    emit_reply(c, at);
    mustls_play_message_answered(c, at);
    learn_expect(c, mustls_play_reply_odd(c->reply.faults));
    mustls_reply_clear(&c->reply);
}

/* `pos`: where `out` begins in the segment. */
static void read_replies(struct mustls_play_conn *c, struct mustls_span out, size_t pos)
{
    while (out.len && c->life != MUSTLS_PLAY_DROPPED) {
        if (c->seg.flood && !mustls_play_flood_is_read(c))
            return;
        struct mustls_reply_line line;
        size_t used;
        enum mustls_status st = mustls_reply_feed(&c->line, out, &used, &line);
        pos += used;
        out = mustls_span_from(out, used);
        if (st == MUSTLS_OK)
            line_sent(c, &line, pos - 1);
        else if (st != MUSTLS_MORE)
            mustls_play_fail(c);
    }
}

static void hold_back(struct mustls_play_conn *c, mustls_usec gap)
{
    if (gap == 0)
        return;
    c->timer = MUSTLS_PLAY_GAP;
    c->due = mustls_play_later(c->now, gap);
}

void mustls_play_sent(struct mustls_play_conn *c, size_t n)
{
    struct mustls_play_segment *seg = &c->seg;
    struct mustls_span out = mustls_span_first(mustls_play_segment_rest(seg), n);
    if (out.len == 0)
        return;
    assert(n <= out.len);
    size_t pos = seg->sent;
    mustls_play_early_flush(c);
    mustls_play_account_wrote(&c->account, out);
    seg->sent += n;
    c->flood_moved = c->now;
    bool over = seg->sent == seg->end;
    if (over && seg->gone == 0) /* of a flood the first piece only */
        emit_piece(c);
    read_replies(c, out, pos);

    if (seg->active && over && seg->flood)
        mustls_play_flood_next(c);
    else if (seg->active && over && mustls_play_segment_next(seg))
        hold_back(c, mustls_play_segment_gap(seg));
}
