/* Mail data: read when it arrives, whatever the reaction is doing. */
#include "play/internal.h"

/* What was taken for commands, because it came before our 354, is part of it. */
void mustls_play_data_begin(struct mustls_play_conn *c)
{
    mustls_play_early_flush(c);
    mustls_play_account_disown(&c->account, c->queued);
    c->queued = 0;
    c->noted = c->scan = c->head;
    c->line_begun = c->head_is_line = c->early = false;
    c->expect = MUSTLS_PLAY_DATA;
    c->data_begun = true;
    c->after_data = false;
    c->data_lines = 0;
    mustls_dot_reader_init(&c->dots);
    mustls_buf_clear(&c->data);
}

static void emit_data(struct mustls_play_conn *c, uint32_t faults)
{
    mustls_play_note_event(c, (struct mustls_event){.kind = MUSTLS_E_DATA,
                                                    .at = MUSTLS_NOWHERE,
                                                    .faults = faults,
                                                    .raw = mustls_buf_span(&c->data)});
}

static bool has_nonce(const struct mustls_play_conn *c)
{
    struct mustls_span nonce = c->play->params.nonce;
    return nonce.len && mustls_span_find(mustls_buf_span(&c->data), nonce) != MUSTLS_NPOS;
}

static void free_data(struct mustls_play_conn *c)
{
    mustls_buf_deinit(&c->data);
    mustls_buf_init(&c->data, c->play->params.max_data);
}

static void end_data(struct mustls_play_conn *c)
{
    emit_data(c, c->dots.faults);
    if (has_nonce(c))
        mustls_play_message_arrived(c);
    mustls_play_account_owe(&c->account,
                            true); /* content may be the first of a group (RFC 2920 3.1) */
    /* The reply that the subject reads next is a surplus one, not the one that we give to this. */
    if (c->account.paid >= c->account.owed)
        c->play->unclear = true;
    c->expect = MUSTLS_PLAY_COMMAND;
    c->last_verb = MUSTLS_V_UNKNOWN;
    c->data_done = true;
    free_data(c);
}

static size_t count_lines(struct mustls_span in)
{
    size_t n = 0;
    for (size_t i = 0; i < in.len; i++)
        n += in.ptr[i] == '\n';
    return n;
}

bool mustls_play_data_note(struct mustls_play_conn *c)
{
    struct mustls_span in = mustls_span_from(mustls_buf_span(&c->in), c->head);
    if (in.len == 0)
        return false;
    size_t used;
    bool over = mustls_dot_read(&c->dots, in, &used, &c->data) == MUSTLS_OK;
    if (c->data.failed) {
        mustls_play_fail(c);
        return false;
    }
    c->data_lines += count_lines(mustls_span_first(in, used));
    c->head += used;
    c->noted = c->scan = c->head;
    if (c->dots.faults & MUSTLS_F_CUT)
        mustls_play_flood(c, &c->flooded_data, "data");
    if (over)
        end_data(c);
    return over;
}

/* A message without its end is in the trace with MUSTLS_F_EOF; it is never <message>. */
void mustls_play_data_eof(struct mustls_play_conn *c)
{
    if (c->dots.total == 0)
        return;
    emit_data(c, c->dots.faults | MUSTLS_F_EOF);
    free_data(c);
}
