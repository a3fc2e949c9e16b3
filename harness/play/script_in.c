/* What the server under test sends: replies for the trace, and for the steps that expect them. */
#include "play/script_internal.h"

void mustls_play_script_event(struct mustls_play_script *s, struct mustls_event ev)
{
    ev.conn = s->id;
    ev.phase = s->phase;
    mustls_play_emit(s->play, ev, s->now);
}

static void flood(struct mustls_play_script *s, bool *once, const char *bound)
{
    if (!*once)
        mustls_play_script_event(s, (struct mustls_event){.kind = MUSTLS_E_FLOOD,
                                                          .at = MUSTLS_NOWHERE,
                                                          .raw = mustls_span_str(bound)});
    *once = true;
}

void mustls_play_script_forget(struct mustls_play_script *s)
{
    mustls_line_parser_clear(&s->arriving);
    mustls_line_parser_clear(&s->expected);
    mustls_line_parser_clear(&s->lines);
    mustls_reply_clear(&s->reply);
    mustls_reply_clear(&s->taken);
    mustls_buf_clear(&s->unread);
    s->in_data = s->in_auth = false;
    s->owed = 0;
    s->half = s->last_may_go_on = s->blurred = false;
}

static void reply_arrived(struct mustls_play_script *s)
{
    const struct mustls_reply *r = &s->reply;
    if (r->faults & (MUSTLS_F_CUT | MUSTLS_F_TOO_MANY))
        flood(s, &s->flooded_reply, "reply");
    mustls_play_script_event(s, (struct mustls_event){.kind = MUSTLS_E_REPLY,
                                                      .at = MUSTLS_NOWHERE,
                                                      .code = r->code,
                                                      .faults = r->faults,
                                                      .num = (uint32_t)r->num_lines,
                                                      .raw = mustls_buf_span(&r->raw)});
    if (s->owed > 0)
        s->owed--;
    s->in_data = r->code == 354;
    s->in_auth = r->code == 334;
    mustls_reply_clear(&s->reply);
}

/* We cannot go on: the trace would lie. */
static void fail(struct mustls_play_script *s)
{
    mustls_play_broken(s->play);
    mustls_play_script_end(s, 0, (struct mustls_origin){255, 0});
}

/* All of `in` through one of the two parsers, up to a whole reply. Gives the bytes taken. */
static size_t read_reply(struct mustls_play_script *s, struct mustls_line_parser *p,
                         struct mustls_reply *r, struct mustls_span in)
{
    size_t total = 0, used;
    struct mustls_reply_line line;
    while (total < in.len && !r->whole) {
        enum mustls_status st = mustls_reply_feed(p, mustls_span_from(in, total), &used, &line);
        total += used;
        if (st == MUSTLS_OK)
            st = mustls_reply_add(r, &line);
        if (st != MUSTLS_OK && st != MUSTLS_MORE) {
            fail(s);
            return in.len;
        }
    }
    return total;
}

static void record(struct mustls_play_script *s, struct mustls_span in)
{
    while (in.len) {
        in = mustls_span_from(in, read_reply(s, &s->arriving, &s->reply, in));
        if (s->reply.whole)
            reply_arrived(s);
    }
}

/* The first `room` bytes of the run, whichever way they come. */
static struct mustls_span within_bounds(struct mustls_play_script *s, struct mustls_span in)
{
    struct mustls_play *p = s->play;
    struct mustls_span head = mustls_span_first(in, p->params.max_bytes - p->received);
    p->received += head.len;
    return head;
}

static void receive_slice(struct mustls_play_script *s, struct mustls_span in)
{
    struct mustls_span head = within_bounds(s, in);
    record(s, head);
    if (head.len > s->unread.max - s->unread.len)
        flood(s, &s->flooded_input, "input");
    else
        mustls_buf_put(&s->unread, head);
    if (s->unread.failed)
        fail(s);
    if (head.len == in.len)
        return;
    flood(s, &s->play->flooded_bytes, "bytes");
    mustls_play_script_end(s, 0, s->pc < s->pc_end ? s->pc->at : (struct mustls_origin){255, 0});
    s->close_wanted = false;
    s->reset_wanted = true;
}

/* As in a client test: cut behind each LF, so that every split gives the same events. */
static size_t slice_len(struct mustls_span in)
{
    const uint8_t *lf = memchr(in.ptr, '\n', in.len);
    return lf ? (size_t)(lf - in.ptr) + 1 : in.len;
}

void mustls_play_script_receive(struct mustls_play_script *s, struct mustls_span in)
{
    while (in.len && !s->reset_wanted) {
        size_t n = slice_len(in);
        receive_slice(s, mustls_span_first(in, n));
        mustls_play_script_run(s);
        in = mustls_span_from(in, n);
    }
}

bool mustls_play_script_take(struct mustls_play_script *s)
{
    if (s->taken.whole)
        mustls_reply_clear(&s->taken);
    mustls_buf_eat(&s->unread, read_reply(s, &s->expected, &s->taken, mustls_buf_span(&s->unread)));
    return s->taken.whole;
}
