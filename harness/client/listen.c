/* What the client hears: bytes to whole replies, and each to the state that waits for it. */
#include "client/internal.h"

/* RFC 5321 4.2: any text must do, and a bare code; an unknown code acts by its first digit. What is
 * left over is no reply: another code within a reply (4.2.1), another separator, another line end
 * than CRLF (2.3.8), NUL. */
#define UNSOUND (MUSTLS_F_MALFORMED & ~(uint32_t)(MUSTLS_F_CTRL | MUSTLS_F_CODE_RANGE))

bool mustls_client_code_is(const struct mustls_client *c, int code)
{
    if (mustls_client_has(c, MUSTLS_CLIENT_FAULT(CODE_BY_PREFIX)))
        return c->code / 100 == code / 100;
    return c->code == code;
}

int mustls_client_class(const struct mustls_client *c)
{
    return c->code / 100;
}

enum mustls_client_result mustls_client_blame(const struct mustls_client *c)
{
    return mustls_client_class(c) == 5 ? MUSTLS_CLIENT_PERMANENT : MUSTLS_CLIENT_TEMPORARY;
}

/* Seeded faults that find another way than to leave. */
static bool persists(struct mustls_client *c)
{
    if (c->code != 530 || c->outstanding > 0 || c->line.len == 0)
        return false;
    if (mustls_client_has(c, MUSTLS_CLIENT_FAULT(LOOPS_ON_530)) && c->repeats < 50) {
        c->repeats++;
        mustls_client_send(c, c->state, 1);
        return true;
    }
    if (mustls_client_has(c, MUSTLS_CLIENT_FAULT(STARTTLS_TWICE)) && c->tls_active &&
        !c->starttls_again) {
        mustls_client_starttls(c);
        return true;
    }
    return false;
}

/* 530 is not an invitation to try STARTTLS now: where TLS was wanted and offered we have it
 * already, and where it was not offered or not wanted the user must know (RFC 3207 4, RFC 4954 6:
 * the same code asks for TLS or for AUTH). */
void mustls_client_refused(struct mustls_client *c)
{
    if (persists(c))
        return;
    bool refusal = mustls_client_class(c) >= 4;
    mustls_client_tell_reply(c, refusal ? "refused" : "answered with a wrong code");
    mustls_client_quit(c, mustls_client_blame(c));
}

/* RFC 5321 4.1.1.10, 4.2.5: what becomes of QUIT changes nothing for the message. */
static void on_quit(struct mustls_client *c)
{
    if (mustls_client_has(c, MUSTLS_CLIENT_FAULT(FALSE_FAILURE)) && c->code != 221)
        c->result = MUSTLS_CLIENT_TEMPORARY;
    mustls_client_stop(c, MUSTLS_CLIENT_TEMPORARY);
}

/* NULL where no reply is waited for. */
static void (*const reactions[])(struct mustls_client *c) = {
    [MUSTLS_CS_CONNECTING] = NULL,
    [MUSTLS_CS_GREETING] = mustls_client_on_greeting,
    [MUSTLS_CS_EHLO] = mustls_client_on_ehlo,
    [MUSTLS_CS_HELO] = mustls_client_on_helo,
    [MUSTLS_CS_STARTTLS] = mustls_client_on_starttls,
    [MUSTLS_CS_HANDSHAKE] = NULL,
    [MUSTLS_CS_AUTH] = mustls_client_on_auth,
    [MUSTLS_CS_AUTH_CANCELLED] = mustls_client_on_auth_cancelled,
    [MUSTLS_CS_MAIL] = mustls_client_on_mail,
    [MUSTLS_CS_RCPT] = mustls_client_on_rcpt,
    [MUSTLS_CS_DATA] = mustls_client_on_data,
    [MUSTLS_CS_DISCARDED] = mustls_client_on_discarded,
    [MUSTLS_CS_ACCEPTED] = mustls_client_on_accepted,
    [MUSTLS_CS_QUIT] = on_quit,
    [MUSTLS_CS_OVER] = NULL,
};

static bool awaits_reply(const struct mustls_client *c)
{
    return reactions[c->state] != NULL;
}

/* Sets c->code. False when this is no reply that one may act on. */
static bool read_code(struct mustls_client *c)
{
    if (mustls_client_has(c, MUSTLS_CLIENT_FAULT(CODE_BY_PREFIX))) {
        struct mustls_span raw = mustls_buf_span(&c->reply.raw);
        c->code = raw.len > 0 ? 100 * (raw.ptr[0] - '0') : 0;
        return c->code >= 200 && c->code < 600;
    }
    c->code = c->reply.code;
    uint32_t unsound = UNSOUND;
    if (mustls_client_has(c, MUSTLS_CLIENT_FAULT(SPLITS_LONG_LINES)))
        unsound &= ~(uint32_t)MUSTLS_F_CODE_CHANGED; /* nor does it compare the lines' codes */
    if (mustls_client_has(c, MUSTLS_CLIENT_FAULT(UNBOUNDED_REPLY)))
        unsound &= ~(uint32_t)(MUSTLS_F_CUT | MUSTLS_F_TOO_MANY);
    return (c->reply.faults & unsound) == 0 && c->code >= 200 && c->code < 600;
}

static bool is_usual_code(const struct mustls_client *c)
{
    static const int usual[] = {220, 221, 235, 250, 251, 252, 334, 354};
    if (c->state == MUSTLS_CS_GREETING && c->reply.code < 400)
        return c->reply.code == 220;
    bool usually = c->reply.code >= 400 && c->reply.code < 600;
    for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++)
        usually |= c->reply.code == usual[i];
    return usually;
}

/* STARTTLS with a parameter, or mechanisms in lower case. */
static bool is_rare_offer(struct mustls_span text)
{
    static const size_t len = sizeof "AUTH " - 1;
    bool mechs = text.len > len && mustls_span_istarts(text, MUSTLS_LIT("AUTH "));
    return mustls_span_istarts(text, MUSTLS_LIT("STARTTLS ")) ||
           (mechs && text.ptr[len] >= 'a' && text.ptr[len] <= 'z');
}

/* Seeded faults: what a client may never have met, legal or not. */
static bool is_rare(const struct mustls_client *c)
{
    enum { MANY_LINES = 100 };
    if (!is_usual_code(c) || c->reply.num_lines > MANY_LINES)
        return true;
    struct mustls_reply_line line;
    for (size_t i = 0; mustls_reply_nth(&c->reply, i, &line); i++)
        if (c->state == MUSTLS_CS_EHLO && is_rare_offer(line.text))
            return true;
    uint32_t faults = c->reply.faults;
    if (c->reply.code == 334) /* an empty challenge is as usual as a full one */
        faults &= ~(uint32_t)MUSTLS_F_NO_TEXT;
    return faults != 0;
}

static bool stumbles(struct mustls_client *c)
{
    if (!mustls_client_has(c, MUSTLS_CLIENT_FAULT(RETRIES_IN_CLEAR) |
                                  MUSTLS_CLIENT_FAULT(RARE_DROPS_TLS)) ||
        c->in_clear || !is_rare(c))
        return false;
    if (mustls_client_has(c, MUSTLS_CLIENT_FAULT(RETRIES_IN_CLEAR))) {
        mustls_client_stop(c, MUSTLS_CLIENT_TEMPORARY);
        return true;
    }
    if (c->tls_active || (c->state != MUSTLS_CS_GREETING && c->state != MUSTLS_CS_EHLO))
        return false;
    c->in_clear = true;
    c->rest = mustls_span(NULL, 0);
    if (c->state == MUSTLS_CS_GREETING)
        mustls_client_ehlo(c);
    else
        mustls_client_helo(c);
    return true;
}

static void react(struct mustls_client *c)
{
    if (c->outstanding > 0)
        c->outstanding--;
    if (stumbles(c))
        return;
    bool sound = read_code(c);
    if (c->state == MUSTLS_CS_STARTTLS &&
        mustls_client_has(c, MUSTLS_CLIENT_FAULT(ANY_REPLY_STARTS_TLS)))
        sound = true;
    if (!sound && c->state != MUSTLS_CS_QUIT) {
        mustls_client_tell_reply(c, "got a malformed reply");
        mustls_client_stop(c, MUSTLS_CLIENT_TEMPORARY);
        return;
    }
    reactions[c->state](c);
}

static bool over_bounds(const struct mustls_client *c)
{
    if (mustls_client_has(c, MUSTLS_CLIENT_FAULT(UNBOUNDED_REPLY)))
        return false;
    return c->reply_bytes > c->cfg.max_reply || c->reply.num_lines > c->cfg.max_lines;
}

static enum mustls_status add_line(struct mustls_client *c, const struct mustls_reply_line *line)
{
    if (c->reply.whole)
        mustls_reply_clear(&c->reply);
    enum mustls_status st = mustls_reply_add(&c->reply, line);
    if (st != MUSTLS_OK)
        return st;
    mustls_client_log_lines(c, '<', line->raw);

    if (mustls_client_has(c, MUSTLS_CLIENT_FAULT(FIRST_LINE_ENDS_REPLY)) &&
        c->state != MUSTLS_CS_EHLO) {
        /* As one who reads once for each reply and looks at the first line. */
        c->reply.whole = true;
        c->rest = mustls_span(NULL, 0);
    }
    return MUSTLS_OK;
}

static void take_line(struct mustls_client *c)
{
    struct mustls_reply_line line;
    size_t used = 0;
    enum mustls_status st = mustls_reply_feed(&c->lines, c->rest, &used, &line);
    c->rest = mustls_span_from(c->rest, used);
    c->reply_bytes += used;
    if (st == MUSTLS_OK)
        st = add_line(c, &line);
    if (over_bounds(c)) {
        mustls_client_tell_waiting(c, "too long a reply to");
        mustls_client_stop(c, MUSTLS_CLIENT_TEMPORARY);
    } else if (st == MUSTLS_OK && c->reply.whole) {
        c->reply_bytes = 0;
        react(c);
    } else if (st != MUSTLS_OK && st != MUSTLS_MORE) {
        mustls_client_tell(c, "out of memory");
        mustls_client_stop(c, MUSTLS_CLIENT_TEMPORARY);
    }
}

static void take_lines(struct mustls_client *c)
{
    while (c->rest.len > 0 && awaits_reply(c))
        take_line(c);
}

/* As one who reads lines with fgets() into 512 bytes and takes each of them for a whole one. */
static void take_pieces(struct mustls_client *c)
{
    enum { PIECE = 511 };
    struct mustls_span rest = c->rest;
    while (rest.len > 0) {
        struct mustls_span piece = mustls_span_first(rest, PIECE - c->line_bytes);
        size_t lf = mustls_span_find(piece, MUSTLS_LIT("\n"));
        piece = mustls_span_first(piece, lf == MUSTLS_NPOS ? piece.len : lf + 1);
        rest = mustls_span_from(rest, piece.len);
        c->line_bytes = lf == MUSTLS_NPOS ? c->line_bytes + piece.len : 0;
        c->rest = piece;
        take_lines(c);
        if (c->line_bytes < PIECE)
            continue;
        c->line_bytes = 0;
        c->rest = MUSTLS_LIT("\r\n");
        take_lines(c);
    }
}

void mustls_client_listen(struct mustls_client *c)
{
    if (mustls_client_has(c, MUSTLS_CLIENT_FAULT(SPLITS_LONG_LINES)))
        take_pieces(c);
    bool cut = c->rest.len > 0 && c->rest.ptr[c->rest.len - 1] != '\n';
    take_lines(c);
    if (cut && mustls_client_has(c, MUSTLS_CLIENT_FAULT(SPLITS_MATTER))) {
        c->rest = MUSTLS_LIT("\r\n");
        take_lines(c);
    }
    c->rest = mustls_span(NULL, 0);
}
