/* TLS records where clear text is spoken: a ClientHello that nobody agreed to, or one that comes
 * while we are still on the way to <tls>. */
#include "play/internal.h"

#define RECORD_HEADER 5

static void begin_hello(struct mustls_play_conn *c)
{
    const struct mustls_rule *rule = mustls_play_match(c, MUSTLS_PAT_HELLO, mustls_span(NULL, 0));
    mustls_play_note_event(
        c, (struct mustls_event){.kind = MUSTLS_E_HELLO,
                                 .at = rule ? mustls_play_place(rule->at) : MUSTLS_NOWHERE});
    c->hello = true;
    c->hello_waits = c->life == MUSTLS_PLAY_OPEN;
    c->hello_rule = rule;
}

/* Takes `n` bytes, or those that are there, out from behind the queue. */
static size_t cut_out(struct mustls_play_conn *c, size_t n)
{
    size_t left = c->in.len - c->noted;
    if (n > left)
        n = left;
    uint8_t *at = c->in.ptr + c->noted;
    memmove(at, at + n, left - n);
    mustls_buf_truncate(&c->in, c->in.len - n);
    return n;
}

static enum mustls_play_tls_look skim_record(struct mustls_play_conn *c, struct mustls_span s)
{
    if (s.len < RECORD_HEADER)
        return MUSTLS_PLAY_HELD;
    size_t len = RECORD_HEADER + ((size_t)s.ptr[3] << 8 | s.ptr[4]);
    c->skim = len - cut_out(c, len);
    return MUSTLS_PLAY_SKIMMED;
}

/* ContentType: 20 change_cipher_spec, 21 alert, 22 handshake, 23 application_data, 24 heartbeat.
 * Only a handshake begins TLS. */
static bool may_be_record(const struct mustls_play_conn *c, uint8_t type)
{
    return type == 22 || (c->hello && type >= 20 && type <= 24);
}

enum mustls_play_tls_look mustls_play_hello(struct mustls_play_conn *c)
{
    struct mustls_span s = mustls_span(c->in.ptr + c->noted, c->in.len - c->noted);
    if (!may_be_record(c, s.ptr[0]) || (s.len > 1 && s.ptr[1] != 3))
        return MUSTLS_PLAY_NO_TLS;
    if (s.len < 2)
        return MUSTLS_PLAY_HELD;
    if (mustls_play_tls_ahead(c)) {
        if (!c->held)
            mustls_play_early_hello(c);
        c->held = true; /* for the engine, by leftover() */
        return MUSTLS_PLAY_HELD;
    }
    if (!c->hello)
        begin_hello(c);
    return skim_record(c, s);
}
