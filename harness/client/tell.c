/* What the user gets to read. Once the result is decided nothing more is told: the decisive reply
 * stands alone, and no other is blamed. */
#include <assert.h>

#include "base/escape.h"
#include "client/internal.h"

#define MAX_SHOWN_LINES 20
#define MAX_SHOWN       512 /* octets of one line */

static bool silent(const struct mustls_client *c)
{
    return c->result != MUSTLS_CLIENT_BUSY;
}

static void put_clean(struct mustls_client *c, struct mustls_span in)
{
    struct mustls_buf clean, shown;
    mustls_buf_init(&clean, 9 * in.len + 1);
    mustls_buf_init(&shown, 4 * MAX_SHOWN + 1);
    /* Blanked before it is cut: half a secret is one too. And as it is shown: the last letter of
     * \xff may be the first of one. */
    mustls_client_blank(c, in, &clean);
    mustls_put_escaped(&shown, mustls_span_first(mustls_buf_span(&clean), MAX_SHOWN));
    mustls_client_blank(c, mustls_buf_span(&shown), &c->text);
    mustls_buf_deinit(&clean);
    mustls_buf_deinit(&shown);
}

/* What is answered by the reply that the client waits for. */
static const char *const commands[] = {
    [MUSTLS_CS_CONNECTING] = "greeting", [MUSTLS_CS_GREETING] = "greeting",
    [MUSTLS_CS_EHLO] = "EHLO",           [MUSTLS_CS_HELO] = "HELO",
    [MUSTLS_CS_STARTTLS] = "STARTTLS",   [MUSTLS_CS_HANDSHAKE] = "TLS handshake",
    [MUSTLS_CS_AUTH] = "AUTH",           [MUSTLS_CS_AUTH_CANCELLED] = "AUTH",
    [MUSTLS_CS_MAIL] = "MAIL",           [MUSTLS_CS_RCPT] = "RCPT",
    [MUSTLS_CS_DATA] = "DATA",           [MUSTLS_CS_DISCARDED] = "message",
    [MUSTLS_CS_ACCEPTED] = "message",    [MUSTLS_CS_QUIT] = "QUIT",
    [MUSTLS_CS_OVER] = "QUIT",
};

static void put_command(struct mustls_client *c)
{
    mustls_buf_puts(&c->text, commands[c->state]);
    if (c->state == MUSTLS_CS_RCPT && c->rcpt < c->cfg.num_to) {
        mustls_buf_puts(&c->text, " TO:<");
        mustls_buf_put(&c->text, c->cfg.to[c->rcpt]); /* config.c: printable */
        mustls_buf_puts(&c->text, ">");
    }
}

void mustls_client_tell(struct mustls_client *c, const char *sentence)
{
    if (silent(c))
        return;
    mustls_buf_puts(&c->text, "mustls: ");
    mustls_buf_puts(&c->text, sentence);
    mustls_buf_puts(&c->text, "\n");
}

void mustls_client_tell_bytes(struct mustls_client *c, const char *sentence,
                              struct mustls_span bytes)
{
    if (silent(c))
        return;
    mustls_buf_puts(&c->text, "mustls: ");
    mustls_buf_puts(&c->text, sentence);
    mustls_buf_puts(&c->text, ": ");
    put_clean(c, bytes);
    mustls_buf_puts(&c->text, "\n");
}

void mustls_client_tell_waiting(struct mustls_client *c, const char *sentence)
{
    if (silent(c))
        return;
    mustls_buf_puts(&c->text, "mustls: ");
    mustls_buf_puts(&c->text, sentence);
    mustls_buf_puts(&c->text, " ");
    put_command(c);
    mustls_buf_puts(&c->text, "\n");
}

/* RFC 5321 4.2: the code decides. An enhanced code of another class would say "success" of a
 * refusal: it isn't shown. */
static struct mustls_span honest_text(const struct mustls_reply_line *line)
{
    struct mustls_enhanced e;
    struct mustls_span text = line->text;
    if (mustls_enhanced_parse(text, &e) && e.class_ != line->code / 100)
        mustls_word(&text);
    return text;
}

static void put_reply_line(struct mustls_client *c, const struct mustls_reply_line *line)
{
    if (line->faults & (MUSTLS_F_BAD_CODE | MUSTLS_F_BAD_SEP)) {
        put_clean(c, line->raw);
        return;
    }
    mustls_buf_printf(&c->text, "%03d", line->code);
    struct mustls_span text = honest_text(line);
    while (text.len > 0 && text.ptr[0] == ' ')
        text = mustls_span_from(text, 1);
    if (text.len == 0)
        return;
    mustls_buf_puts(&c->text, " ");
    put_clean(c, text);
}

/* Once the result is decided no reply is looked at any more. */
void mustls_client_tell_reply(struct mustls_client *c, const char *verdict)
{
    mustls_buf_puts(&c->text, "mustls: ");
    put_command(c);
    mustls_buf_puts(&c->text, " ");
    mustls_buf_puts(&c->text, verdict);
    mustls_buf_puts(&c->text, ": ");
    struct mustls_reply_line line;
    assert(!silent(c));
    for (size_t i = 0; i < MAX_SHOWN_LINES && mustls_reply_nth(&c->reply, i, &line); i++) {
        if (i > 0)
            mustls_buf_puts(&c->text, "\n    ");
        put_reply_line(c, &line);
    }
    mustls_buf_puts(&c->text, "\n");
}

void mustls_client_tell_password(struct mustls_client *c)
{
    mustls_buf_puts(&c->text, "mustls: tried the password ");
    mustls_buf_put(&c->text, c->cfg.password);
    mustls_buf_puts(&c->text, "\n");
}
