/* The TLS boundary. */
#include "play/internal.h"

void mustls_play_wish_of(const struct mustls_step *step, struct mustls_tls_wish *out)
{
    const struct mustls_tls_step *tls = step->tls;
    *out = (struct mustls_tls_wish){.cert = tls->cert,
                                    .min = tls->min,
                                    .max = tls->max,
                                    .alert = tls->alert,
                                    .quirks = tls->quirks};
}

void mustls_play_tls_wish(const void *self, struct mustls_tls_wish *out)
{
    const struct mustls_play_conn *c = self;
    *out = (struct mustls_tls_wish){.alert = -1};
    if (c->tls_wanted)
        mustls_play_wish_of(c->pc - 1, out);
}

/* The bytes stay here until the handshake's end says what they were. */
struct mustls_span mustls_play_leftover(void *self)
{
    struct mustls_play_conn *c = self;
    if (!c->tls_wanted || c->tls_left)
        return mustls_span(NULL, 0);
    c->tls_left = true;
    c->left_len = c->in.len - c->head;
    return mustls_span_from(mustls_buf_span(&c->in), c->head);
}

static struct mustls_event event_of(const struct mustls_play_conn *c)
{
    return (struct mustls_event){.conn = c->id, .phase = c->phase, .at = MUSTLS_NOWHERE};
}

static void emit_sni(struct mustls_play_conn *c, const struct mustls_tls_info *info)
{
    if (info->sni_seen && info->sni[0])
        mustls_play_note_event(c, (struct mustls_event){.kind = MUSTLS_E_SNI,
                                                        .at = MUSTLS_NOWHERE,
                                                        .raw = mustls_span_str(info->sni)});
}

void mustls_play_emit_up(struct mustls_play *p, struct mustls_event ev,
                         const struct mustls_tls_info *info, mustls_usec now)
{
    struct mustls_buf text;
    mustls_buf_init(&text, 256);
    mustls_buf_printf(&text, "%s %s", info->version, info->cipher);
    if (info->cert[0]) /* ours: none where we are the client */
        mustls_buf_printf(&text, " cert %s", info->cert);
    ev.kind = MUSTLS_E_TLS;
    ev.raw = mustls_buf_span(&text);
    mustls_play_emit(p, ev, now);
    mustls_buf_deinit(&text);
}

void mustls_play_emit_alert(struct mustls_play *p, struct mustls_event ev, int description,
                            mustls_usec now)
{
    ev.kind = description == 0 ? MUSTLS_E_CLOSE_NOTIFY : MUSTLS_E_ALERT;
    ev.code = description;
    mustls_play_emit(p, ev, now);
}

void mustls_play_emit_down(struct mustls_play *p, struct mustls_event ev,
                           const struct mustls_tls_trouble *why, mustls_usec now)
{
    if (why->kind == MUSTLS_TLSFAIL_PLAINTEXT) {
        ev.kind = MUSTLS_E_BYTES;
        ev.raw = why->raw;
        mustls_play_emit(p, ev, now);
    }
    ev.raw = mustls_span(NULL, 0);
    if (why->kind == MUSTLS_TLSFAIL_ALERT_IN)
        mustls_play_emit_alert(p, ev, why->alert, now);
    ev.kind = MUSTLS_E_TLS_FAIL;
    ev.code = why->alert > 0 ? why->alert : 0;
    ev.raw = mustls_span_str(why->text);
    mustls_play_emit(p, ev, now);
}

/* Whether the subject still waits for the greeting: then TLS came first (port 465), and its account
 * begins with that. */
static bool owes_greeting(const struct mustls_play_conn *c)
{
    return c->running && c->rule->pattern.kind == MUSTLS_PAT_CONNECT && c->account.paid == 0;
}

/* RFC 3207 4.2: both sides forget what they learned before. */
static void begin_phase(struct mustls_play_conn *c)
{
    bool greeting = owes_greeting(c);
    c->phase = MUSTLS_PHASE_TLS;
    mustls_play_input_reset(c);
    mustls_play_account_reset(&c->account);
    if (greeting)
        mustls_play_account_owe(&c->account, false);
    mustls_line_parser_clear(&c->line);
    mustls_reply_clear(&c->reply);
}

void mustls_play_tls_up(void *self, const struct mustls_tls_info *info, mustls_usec now)
{
    struct mustls_play_conn *c = self;
    c->now = now;
    if (!c->tls_wanted)
        return;
    emit_sni(c, info);
    c->tls_wanted = false;
    begin_phase(c);
    mustls_play_emit_up(c->play, event_of(c), info, now);
    mustls_play_pump(c);
}

/* What the engine's side was given and is no TLS comes back as input. What of it we have already
 * looked at stays, and is not taken a second time; the rest, as the ClientHello that we held back,
 * goes. The bytes are then <bytes>, and also what they say: AUTH and MAIL in them are AUTH and MAIL
 * in clear. */
static void keep_leftover(struct mustls_play_conn *c)
{
    if (c->left_len > 0)
        c->left_again = c->noted - c->head;
    mustls_buf_truncate(&c->in, c->noted);
    c->scan = c->noted;
    c->line_begun = false;
}

void mustls_play_tls_down(void *self, const struct mustls_tls_info *info,
                          const struct mustls_tls_trouble *why, mustls_usec now)
{
    struct mustls_play_conn *c = self;
    c->now = now;
    if (!c->tls_wanted)
        return;
    emit_sni(c, info);
    c->tls_wanted = c->held = false;
    mustls_play_emit_down(c->play, event_of(c), why, now);
    keep_leftover(c);
    mustls_play_pump(c);
}

void mustls_play_alert(void *self, int description, mustls_usec now)
{
    struct mustls_play_conn *c = self;
    c->now = now;
    mustls_play_emit_alert(c->play, event_of(c), description, now);
}
