/* <flood SIZE>: bytes without end, and whether the subject takes them all.
 *
 * The trace must not grow with it: the first piece is recorded, and read for the replies in it up
 * to a bound; the other pieces are counted. */
#include "play/internal.h"

#define MUCH (1u << 20)

static const struct mustls_step *first_repeated(const struct mustls_play_conn *c,
                                                const struct mustls_step *flood)
{
    const struct mustls_step *begin = c->play->prog->steps + c->rule->first_step;
    while (flood > begin &&
           (flood[-1].kind == MUSTLS_STEP_SEND || flood[-1].kind == MUSTLS_STEP_FLUSH))
        flood--;
    return flood;
}

bool mustls_play_flood_begin(struct mustls_play_conn *c)
{
    const struct mustls_step *flood = c->pc++;
    if (c->eof)
        return true;
    if (!mustls_play_segment_flood(&c->seg, first_repeated(c, flood), flood)) {
        mustls_play_fail(c);
        return false;
    }
    mustls_play_account_flood(&c->account);
    c->flood_replies = 0;
    c->flood_begin = c->flood_moved = c->now;
    c->flood_size = 0;
    return true;
}

static void emit_flood(struct mustls_play_conn *c, struct mustls_origin at, size_t size,
                       const char *more)
{
    struct mustls_buf text;
    mustls_buf_init(&text, 128);
    mustls_buf_printf(&text, "took %zu bytes of one reply%s", size, more);
    if (text.failed)
        mustls_play_broken(c->play);
    else
        mustls_play_note_event(c, (struct mustls_event){.kind = MUSTLS_E_FLOOD,
                                                        .at = mustls_play_place(at),
                                                        .raw = mustls_buf_span(&text)});
    mustls_buf_deinit(&text);
}

bool mustls_play_flood_is_read(const struct mustls_play_conn *c)
{
    return c->seg.gone == 0 && c->flood_replies < MUSTLS_PLAY_MAX_FLOOD_REPLIES;
}

void mustls_play_flood_next(struct mustls_play_conn *c)
{
    struct mustls_play_segment *seg = &c->seg;
    uint32_t size = seg->flood;
    bool took_all = !seg->last && seg->end >= size - seg->gone;
    struct mustls_origin at = seg->at;

    if (mustls_play_segment_next(seg)) {
        if (c->reply.num_lines > 0)
            c->reply.faults |= MUSTLS_F_TOO_MANY; /* what follows is not read */
    } else if (took_all) {
        emit_flood(c, at, size, "");
        c->flood_size = size;
    }
}

bool mustls_play_flood_goes_on(const struct mustls_play_conn *c)
{
    const struct mustls_play_segment *seg = &c->seg;
    return c->life == MUSTLS_PLAY_OPEN && seg->flood && seg->gone + seg->sent >= MUCH &&
           c->flood_moved - c->flood_begin >= (c->now - c->flood_begin) / 4;
}

/* Nothing has come from the peer since it took all of it. */
bool mustls_play_flood_is_chewed(const struct mustls_play_conn *c)
{
    return c->flood_size >= MUCH && !c->eof;
}

/* How far it came says how fast it is, and not that it has a bound. */
void mustls_play_flood_end(struct mustls_play_conn *c)
{
    if (mustls_play_flood_goes_on(c))
        emit_flood(c, c->seg.at, c->seg.gone + c->seg.sent, ", and was taking more at the limit");
    else if (mustls_play_flood_is_chewed(c))
        emit_flood(c, c->seg.at, c->flood_size, ", and was still at it at the limit");
}
