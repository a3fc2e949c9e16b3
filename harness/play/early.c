/* <early>: from the account to the trace. */
#include "play/internal.h"

static void emit_early(struct mustls_play_conn *c, struct mustls_span raw)
{
    c->early = false;
    mustls_play_note_event(
        c, (struct mustls_event){.kind = MUSTLS_E_EARLY,
                                 .at = MUSTLS_NOWHERE,
                                 .raw = mustls_span_first(raw, MUSTLS_PLAY_MAX_RAW)});
}

void mustls_play_early_begin(struct mustls_play_conn *c)
{
    bool due = c->expect == MUSTLS_PLAY_COMMAND && c->life == MUSTLS_PLAY_OPEN &&
               !mustls_play_may_be_content(c);
    c->early = due && mustls_play_account_early(&c->account);
}

/* "The QUIT command may be issued at any time" (RFC 5321 4.1.1.10), and so may RSET (4.1.1.5): who
 * gives up on a reply takes one of them. `line` may be as much of it as there was time for. */
static bool has_its_time(struct mustls_span line)
{
    struct mustls_command cmd;
    mustls_command_parse(line, false, &cmd);
    return cmd.verb == MUSTLS_V_QUIT || cmd.verb == MUSTLS_V_RSET ||
           mustls_span_istarts(MUSTLS_LIT("QUIT"), line) ||
           mustls_span_istarts(MUSTLS_LIT("RSET"), line);
}

void mustls_play_early_settle(struct mustls_play_conn *c, struct mustls_span line)
{
    if (!c->early)
        return;
    if (has_its_time(line))
        c->early = false;
    else
        emit_early(c, line);
}

void mustls_play_early_flush(struct mustls_play_conn *c)
{
    if (!c->early)
        return;
    struct mustls_span line = mustls_span(c->in.ptr + c->noted, c->in.len - c->noted);
    if (!has_its_time(line))
        emit_early(c, line);
}

/* Two bytes tell a ClientHello; more of it would depend on how it was cut. */
void mustls_play_early_hello(struct mustls_play_conn *c)
{
    if (c->life == MUSTLS_PLAY_OPEN && mustls_play_account_early(&c->account))
        emit_early(c, MUSTLS_LIT("\x16\x03"));
}
