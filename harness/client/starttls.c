/* STARTTLS and the handshake (RFC 3207 4). */
#include "client/internal.h"

void mustls_client_starttls(struct mustls_client *c)
{
    c->starttls_again = c->tls_active;
    /* RFC 3207 4: no parameters. */
    bool argument = mustls_client_has(c, MUSTLS_CLIENT_FAULT(STARTTLS_ARGUMENT));
    mustls_client_send_line(c, argument ? "STARTTLS now" : "STARTTLS", MUSTLS_CS_STARTTLS);
}

/* Bytes from behind 220 are in clear, from whoever sits on the line. Read after the handshake they
 * would pass for replies of the server (the class of CVE-2011-0411). */
void mustls_client_injected(struct mustls_client *c, struct mustls_span in)
{
    if (mustls_client_has(c, MUSTLS_CLIENT_FAULT(KEEPS_PLAINTEXT))) {
        mustls_buf_put(&c->kept, in);
        return;
    }
    mustls_client_tell_bytes(c, "there was more behind the reply to STARTTLS", in);
    mustls_client_stop(c, MUSTLS_CLIENT_TEMPORARY);
}

static bool starts_tls(const struct mustls_client *c)
{
    return mustls_client_code_is(c, 220) ||
           (mustls_client_has(c, MUSTLS_CLIENT_FAULT(ANY_2XX_STARTS_TLS)) &&
            mustls_client_class(c) == 2) ||
           mustls_client_has(c, MUSTLS_CLIENT_FAULT(ANY_REPLY_STARTS_TLS) |
                                    MUSTLS_CLIENT_FAULT(STARTTLS_UNASKED));
}

/* RFC 3207 4: after a refusal it is policy. Ours: required means required; opportunistic goes on
 * where no password would have to travel in clear. */
static void starttls_refused(struct mustls_client *c)
{
    c->starttls_refused = true;
    if (mustls_client_has(c, MUSTLS_CLIENT_FAULT(FALLS_BACK_TO_CLEAR)))
        c->in_clear = true;
    bool can_go_on = c->cfg.tls == MUSTLS_CLIENT_TLS_OPPORTUNISTIC &&
                     (c->cfg.auth == MUSTLS_CLIENT_AUTH_NONE || mustls_client_mech(c) != 0);
    if (!c->in_clear && !can_go_on) {
        mustls_client_refused(c);
        return;
    }
    mustls_client_tell_reply(c, "refused, going on in clear");
    mustls_client_after_hello(c);
}

void mustls_client_on_starttls(struct mustls_client *c)
{
    if (c->starttls_again) { /* seeded fault: whatever the answer, one TLS session is enough */
        mustls_client_after_hello(c);
    } else if (starts_tls(c)) {
        struct mustls_span rest = c->rest;
        c->rest = mustls_span(NULL, 0);
        mustls_client_enter(c, MUSTLS_CS_HANDSHAKE);
        if (rest.len > 0)
            mustls_client_injected(c, rest);
    } else if (mustls_client_class(c) >= 4 && c->code != 421) {
        starttls_refused(c);
    } else if (mustls_client_class(c) >= 4) {
        mustls_client_refused(c);
    } else {
        /* Another 2yz or a 3yz: the server may be waiting for our ClientHello. Nothing that we
         * say in clear would be understood. */
        mustls_client_tell_reply(c, "answered with a wrong code");
        mustls_client_stop(c, MUSTLS_CLIENT_TEMPORARY);
    }
}

/* Seeded faults in what the client takes for a good server. */
static unsigned leniency(const struct mustls_client *c)
{
    static const struct {
        uint64_t fault;
        enum mustls_tls_leniency takes;
    } rows[] = {
        {MUSTLS_CLIENT_FAULT(ACCEPTS_EXPIRED), MUSTLS_TLS_TAKES_EXPIRED},
        {MUSTLS_CLIENT_FAULT(ACCEPTS_SELF_SIGNED), MUSTLS_TLS_TAKES_SELF_SIGNED},
        {MUSTLS_CLIENT_FAULT(IGNORES_PURPOSE), MUSTLS_TLS_TAKES_PURPOSE},
        {MUSTLS_CLIENT_FAULT(ACCEPTS_ANY_ISSUER), MUSTLS_TLS_TAKES_ANY_CA},
        {MUSTLS_CLIENT_FAULT(TRUSTS_CN), MUSTLS_TLS_TAKES_CN},
        {MUSTLS_CLIENT_FAULT(PARTIAL_WILDCARDS), MUSTLS_TLS_TAKES_PARTIAL},
        {MUSTLS_CLIENT_FAULT(WEAK_TLS), MUSTLS_TLS_TAKES_WEAK},
    };
    unsigned bits = 0;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        if (mustls_client_has(c, rows[i].fault))
            bits |= rows[i].takes;
    return bits;
}

void mustls_client_tls_wish(const struct mustls_client *c, struct mustls_tls_wish *out)
{
    unsigned lenient = leniency(c);
    *out = (struct mustls_tls_wish){
        .alert = -1,
        .min = lenient & MUSTLS_TLS_TAKES_WEAK ? MUSTLS_LIT("1.0") : mustls_span(NULL, 0),
        .lenient = lenient,
        .host = c->cfg.host,
        .verify = c->cfg.verify && !mustls_client_has(c, MUSTLS_CLIENT_FAULT(NO_VERIFY)),
        .verify_host = !mustls_client_has(c, MUSTLS_CLIENT_FAULT(NO_HOST_CHECK)),
        .no_sni = mustls_client_has(c, MUSTLS_CLIENT_FAULT(NO_SNI)),
    };
}

/* RFC 3207 4.2: back to the state after the greeting; all that the server told us in clear is
 * forgotten. */
static void forget(struct mustls_client *c)
{
    c->authenticated = false;
    c->mechs_tried = 0;
    mustls_reply_clear(&c->reply);
    c->reply_bytes = 0;
    if (!mustls_client_has(c, MUSTLS_CLIENT_FAULT(KEEPS_CAPABILITIES) |
                                  MUSTLS_CLIENT_FAULT(NO_SECOND_EHLO) |
                                  MUSTLS_CLIENT_FAULT(OLD_EHLO_IF_REFUSED)))
        c->caps = (struct mustls_ehlo){0};
}

void mustls_client_tls_up(struct mustls_client *c)
{
    c->tls_active = true;
    forget(c);
    if (mustls_client_has(c, MUSTLS_CLIENT_FAULT(NO_SECOND_EHLO)))
        mustls_client_after_hello(c);
    else
        mustls_client_ehlo(c);
    c->rest = mustls_buf_span(&c->kept); /* seeded fault; else empty */
    mustls_client_listen(c);
}

/* Seeded faults: the next connection knows nothing of TLS. */
void mustls_client_reconnect(struct mustls_client *c)
{
    c->reconnected = c->in_clear = true;
    forget(c);
    c->caps = (struct mustls_ehlo){0};
    mustls_client_enter(c, MUSTLS_CS_CONNECTING);
}

/* RFC 3207 4: abort. In no mode goes the client on in clear: the one who can break a handshake is
 * the one who wants to read the mail. */
void mustls_client_tls_down(struct mustls_client *c, const struct mustls_tls_trouble *why)
{
    mustls_client_tell_bytes(c, "the TLS handshake failed", mustls_span_str(why->text));
    if (mustls_client_has(c, MUSTLS_CLIENT_FAULT(RECONNECTS_IN_CLEAR)) && !c->reconnected) {
        mustls_client_reconnect(c);
    } else if (mustls_client_has(c, MUSTLS_CLIENT_FAULT(CLEAR_AFTER_FAILED_TLS))) {
        c->in_clear = true;
        mustls_client_after_hello(c);
    } else {
        bool cert = why->kind == MUSTLS_TLSFAIL_CERT;
        mustls_client_stop(c, cert ? MUSTLS_CLIENT_PERMANENT : MUSTLS_CLIENT_TEMPORARY);
    }
}
