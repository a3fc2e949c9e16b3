/* AUTH (RFC 4954): PLAIN, LOGIN and CRAM-MD5. */
#include <assert.h>

#include "base/base64.h"
#include "client/internal.h"

#define MAX_COMMAND  512 /* RFC 5321 4.5.3.1.4 */
#define MAX_RESPONSE 16384

static const struct mech_row {
    uint32_t bit;
    const char *name;
    unsigned num_responses; /* that the exchange takes */
} mechs[] = {
    /* The strongest first. */
    {MUSTLS_MECH_CRAM_MD5, "CRAM-MD5", 1},
    {MUSTLS_MECH_PLAIN, "PLAIN", 1},
    {MUSTLS_MECH_LOGIN, "LOGIN", 2},
};

/* Of a mechanism that mustls_client_mech gave. */
static const struct mech_row *row_of(uint32_t bit)
{
    size_t i = 0;
    while (mechs[i].bit != bit) {
        i++;
        assert(i < sizeof mechs / sizeof *mechs);
    }
    return &mechs[i];
}

static uint32_t wanted(const struct mustls_client *c)
{
    switch (c->cfg.auth) {
    case MUSTLS_CLIENT_AUTH_NONE:
        return 0;
    case MUSTLS_CLIENT_AUTH_PLAIN:
        return MUSTLS_MECH_PLAIN;
    case MUSTLS_CLIENT_AUTH_LOGIN:
        return MUSTLS_MECH_LOGIN;
    case MUSTLS_CLIENT_AUTH_CRAM_MD5:
        return MUSTLS_MECH_CRAM_MD5;
    case MUSTLS_CLIENT_AUTH_ANY:
        break;
    }
    return MUSTLS_MECH_CRAM_MD5 | MUSTLS_MECH_PLAIN | MUSTLS_MECH_LOGIN;
}

/* RFC 4954 9: no password in clear, whatever the mode. */
static uint32_t allowed(const struct mustls_client *c)
{
    uint32_t bits = c->cfg.hmac_md5 ? MUSTLS_MECH_CRAM_MD5 : 0;
    if (c->tls_active || c->in_clear || mustls_client_has(c, MUSTLS_CLIENT_FAULT(AUTH_IN_CLEAR)))
        bits |= MUSTLS_MECH_PLAIN | MUSTLS_MECH_LOGIN;
    return bits;
}

uint32_t mustls_client_mech(const struct mustls_client *c)
{
    uint32_t usable = wanted(c) & allowed(c) & ~c->mechs_tried;
    uint32_t offered = c->caps.mechs;
    /* Seeded fault: it has not asked, so it supposes. */
    if (offered == 0 && c->tls_active && mustls_client_has(c, MUSTLS_CLIENT_FAULT(NO_SECOND_EHLO)))
        offered = usable;
    for (size_t i = 0; i < sizeof mechs / sizeof *mechs; i++)
        if (usable & offered & mechs[i].bit)
            return mechs[i].bit;
    return 0;
}

static void put_plain(struct mustls_client *c, struct mustls_buf *out)
{
    struct mustls_buf plain;
    mustls_buf_init(&plain, MAX_RESPONSE);
    mustls_buf_putc(&plain, '\0');
    mustls_buf_put(&plain, c->cfg.user);
    mustls_buf_putc(&plain, '\0');
    mustls_buf_put(&plain, c->cfg.password);
    mustls_base64_put(out, mustls_buf_span(&plain));
    out->failed |= plain.failed;
    mustls_buf_deinit(&plain);
}

/* CRAM-MD5: the user name, a blank, and HMAC-MD5 of the challenge in hexadecimal. */
static void put_cram(struct mustls_client *c, struct mustls_span challenge, struct mustls_buf *out)
{
    uint8_t digest[16];
    c->cfg.hmac_md5(c->cfg.password, challenge, digest);
    struct mustls_buf text;
    mustls_buf_init(&text, MAX_RESPONSE);
    mustls_buf_put(&text, c->cfg.user);
    mustls_buf_putc(&text, ' ');
    for (size_t i = 0; i < sizeof digest; i++)
        mustls_buf_printf(&text, "%02x", (unsigned)digest[i]);
    mustls_base64_put(out, mustls_buf_span(&text));
    out->failed |= text.failed;
    mustls_buf_deinit(&text);
}

static void begin(struct mustls_client *c, uint32_t bit)
{
    c->mech = bit;
    c->challenges = 0;
    struct mustls_buf *line = mustls_client_compose(c);
    mustls_buf_puts(line, "AUTH ");
    mustls_buf_puts(line, row_of(bit)->name);
    if (bit == MUSTLS_MECH_PLAIN) {
        size_t bare = line->len;
        mustls_buf_putc(line, ' ');
        put_plain(c, line);
        c->challenges = 1;
        /* RFC 4954 4: no initial response that makes the line too long. */
        if (line->len + 2 > MAX_COMMAND) {
            mustls_buf_truncate(line, bare);
            c->challenges = 0;
        }
    }
    mustls_client_end_line(c);
    mustls_client_send(c, MUSTLS_CS_AUTH, 1);
}

static void no_mechanism(struct mustls_client *c)
{
    if (mustls_client_has(c, MUSTLS_CLIENT_FAULT(UNAUTHENTICATED))) {
        mustls_client_mail(c);
        return;
    }
    mustls_client_tell(c, allowed(c) & MUSTLS_MECH_PLAIN
                              ? "the server offers no AUTH mechanism that is wanted"
                              : "the server offers no AUTH mechanism that may be used without TLS");
    mustls_client_quit(c, MUSTLS_CLIENT_PERMANENT);
}

void mustls_client_auth(struct mustls_client *c)
{
    if (c->cfg.auth == MUSTLS_CLIENT_AUTH_NONE || c->authenticated) {
        mustls_client_mail(c);
        return;
    }
    uint32_t bit = mustls_client_mech(c);
    if (bit != 0)
        begin(c, bit);
    else
        no_mechanism(c);
}

static void respond(struct mustls_client *c, struct mustls_span challenge)
{
    struct mustls_buf *line = mustls_client_compose(c);
    if (c->mech == MUSTLS_MECH_PLAIN)
        put_plain(c, line);
    else if (c->mech == MUSTLS_MECH_CRAM_MD5)
        put_cram(c, challenge, line);
    else
        mustls_base64_put(line, c->challenges == 0 ? c->cfg.user : c->cfg.password);
    c->challenges++;
    mustls_client_end_line(c);
    mustls_client_send(c, MUSTLS_CS_AUTH, 1);
}

/* RFC 4954 4: what is not base64 is answered with "*". So is a challenge too many, else a server
 * could keep us here for ever. */
static void on_challenge(struct mustls_client *c)
{
    struct mustls_reply_line line;
    struct mustls_buf challenge;
    mustls_buf_init(&challenge, MAX_RESPONSE);
    bool good = c->reply.num_lines == 1 && mustls_reply_nth(&c->reply, 0, &line) &&
                mustls_base64_decode(&challenge, line.text) == MUSTLS_OK;
    good |= mustls_client_has(c, MUSTLS_CLIENT_FAULT(ANSWERS_ANY_CHALLENGE));
    if (good && c->challenges < row_of(c->mech)->num_responses) {
        respond(c, mustls_buf_span(&challenge));
    } else {
        mustls_client_tell_reply(c, "got a challenge that makes no sense");
        mustls_client_send_line(c, "*", MUSTLS_CS_AUTH_CANCELLED);
    }
    mustls_buf_deinit(&challenge);
}

static void on_auth_refused(struct mustls_client *c)
{
    /* RFC 4954 6: "too weak" asks for another mechanism (504: not this one). */
    c->mechs_tried |= c->mech;
    bool another = (c->code == 504 || c->code == 534) && mustls_client_mech(c) != 0;

    if (mustls_client_has(c, MUSTLS_CLIENT_FAULT(AUTH_GOES_ON)) && c->mech == MUSTLS_MECH_LOGIN &&
        c->challenges == 0) {
        respond(c, mustls_span(NULL, 0));
    } else if (another) {
        begin(c, mustls_client_mech(c));
    } else if (mustls_client_has(c, MUSTLS_CLIENT_FAULT(UNAUTHENTICATED))) {
        mustls_client_mail(c);
    } else {
        if (mustls_client_has(c, MUSTLS_CLIENT_FAULT(SAYS_PASSWORD)))
            mustls_client_tell_password(c);
        mustls_client_refused(c);
    }
}

void mustls_client_on_auth(struct mustls_client *c)
{
    bool complete = c->challenges == row_of(c->mech)->num_responses;
    if (mustls_client_code_is(c, 334)) {
        on_challenge(c);
    } else if (mustls_client_class(c) == 2 && complete) {
        c->authenticated = true;
        mustls_client_after_hello(
            c); /* where TLS is still to come (a seeded fault), it comes now */
    } else if (mustls_client_class(c) >= 4) {
        on_auth_refused(c);
    } else {
        /* Also 235 before the exchange is over: it can't be the answer to what we said. */
        mustls_client_refused(c);
    }
}

void mustls_client_on_auth_cancelled(struct mustls_client *c)
{
    if (mustls_client_has(c, MUSTLS_CLIENT_FAULT(UNAUTHENTICATED)))
        mustls_client_mail(c);
    else
        mustls_client_quit(c, mustls_client_blame(c));
}
