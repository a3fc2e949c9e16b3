/* Greeting, EHLO, HELO, and the choice of what follows. */
#include "client/internal.h"

static void hello(struct mustls_client *c, const char *verb, enum mustls_client_state next)
{
    struct mustls_buf *line = mustls_client_compose(c);
    mustls_buf_puts(line, verb);
    if (!mustls_client_has(c, MUSTLS_CLIENT_FAULT(EHLO_ALONE))) {
        mustls_buf_putc(line, ' ');
        mustls_buf_put(line, c->cfg.helo);
    }
    mustls_client_end_line(c);
    mustls_client_send(c, next, 1);
}

void mustls_client_ehlo(struct mustls_client *c)
{
    hello(c, "EHLO", MUSTLS_CS_EHLO);
}

void mustls_client_helo(struct mustls_client *c)
{
    hello(c, "HELO", MUSTLS_CS_HELO);
}

/* RFC 5321 3.1: 220, or a refusal after which we still say QUIT. A greeting of 235 or 250 is none
 * (the PREAUTH trick of other protocols). */
void mustls_client_on_greeting(struct mustls_client *c)
{
    if (!mustls_client_code_is(c, 220))
        mustls_client_refused(c);
    else if (c->outstanding > 0) /* seeded fault: EHLO is already on its way */
        mustls_client_enter(c, MUSTLS_CS_EHLO);
    else
        mustls_client_ehlo(c);
}

/* The seeded faults about finding the keyword. */
static bool faulty_starttls(const struct mustls_client *c, bool offered)
{
    if (mustls_client_has(c, MUSTLS_CLIENT_FAULT(STARTTLS_BY_SUBSTRING))) {
        struct mustls_span raw = mustls_buf_span(&c->reply.raw);
        for (size_t i = 0; i < raw.len && !offered; i++)
            offered = mustls_span_istarts(mustls_span_from(raw, i), MUSTLS_LIT("STARTTLS"));
    }
    bool hyphen = mustls_client_has(c, MUSTLS_CLIENT_FAULT(STARTTLS_HYPHEN_ONLY));
    bool upper = mustls_client_has(c, MUSTLS_CLIENT_FAULT(STARTTLS_CASE_SENSITIVE));
    if (!offered || (!hyphen && !upper))
        return offered;

    struct mustls_reply_line line;
    for (size_t i = 1; mustls_reply_nth(&c->reply, i, &line); i++) {
        struct mustls_ehlo_line word;
        mustls_ehlo_line_parse(line.text, &word);
        if (mustls_span_ieq(word.keyword, MUSTLS_LIT("STARTTLS")) && (!hyphen || line.sep == '-') &&
            (!upper || mustls_span_eq(word.keyword, MUSTLS_LIT("STARTTLS"))))
            return true;
    }
    return false;
}

static void read_capabilities(struct mustls_client *c)
{
    struct mustls_ehlo caps = {0};
    mustls_ehlo_parse(&c->reply, &caps);
    bool offered = faulty_starttls(c, (caps.keywords & MUSTLS_EHLO_STARTTLS) != 0);
    caps.keywords &= ~(uint32_t)MUSTLS_EHLO_STARTTLS;
    if (offered)
        caps.keywords |= MUSTLS_EHLO_STARTTLS;
    if (mustls_client_has(c, MUSTLS_CLIENT_FAULT(KEEPS_CAPABILITIES))) {
        caps.keywords |= c->caps.keywords & ~(uint32_t)MUSTLS_EHLO_STARTTLS;
        caps.mechs |= c->caps.mechs;
    }
    c->caps = caps;
}

/* RFC 5321 3.2: HELO when EHLO is "not recognized". HELO has no extensions, so no TLS and no AUTH:
 * never where TLS is required (RFC 3207 6), and never under TLS, where the server has already
 * shown that it knows EHLO. */
static bool may_fall_back(struct mustls_client *c)
{
    if (mustls_client_has(c, MUSTLS_CLIENT_FAULT(HELO_DROPS_TLS)) && mustls_client_class(c) == 5) {
        c->in_clear = true;
        return true;
    }
    return !c->tls_active && c->cfg.tls != MUSTLS_CLIENT_TLS_REQUIRED &&
           (c->code == 500 || c->code == 502);
}

void mustls_client_on_ehlo(struct mustls_client *c)
{
    if (mustls_client_class(c) == 2) {
        read_capabilities(c);
        mustls_client_after_hello(c);
    } else if (may_fall_back(c)) {
        mustls_client_helo(c);
    } else if (c->tls_active && mustls_client_class(c) == 5 &&
               mustls_client_has(c, MUSTLS_CLIENT_FAULT(OLD_EHLO_IF_REFUSED))) {
        mustls_client_mail(c);
    } else {
        mustls_client_refused(c);
    }
}

void mustls_client_on_helo(struct mustls_client *c)
{
    if (mustls_client_class(c) != 2) {
        mustls_client_refused(c);
        return;
    }
    c->caps = (struct mustls_ehlo){0};
    if (mustls_client_has(c, MUSTLS_CLIENT_FAULT(HELO_DROPS_TLS)))
        mustls_client_mail(c); /* HELO knows no AUTH either */
    else
        mustls_client_after_hello(c);
}

static void no_starttls(struct mustls_client *c)
{
    if (mustls_client_has(c, MUSTLS_CLIENT_FAULT(FALLS_BACK_TO_CLEAR)))
        c->in_clear = true;
    if (c->in_clear || c->cfg.tls != MUSTLS_CLIENT_TLS_REQUIRED) {
        mustls_client_auth(c);
        return;
    }
    mustls_client_tell(c, "the server offers no STARTTLS, and TLS is required");
    mustls_client_quit(c, MUSTLS_CLIENT_PERMANENT);
}

void mustls_client_after_hello(struct mustls_client *c)
{
    bool offered = (c->caps.keywords & MUSTLS_EHLO_STARTTLS) != 0 ||
                   mustls_client_has(c, MUSTLS_CLIENT_FAULT(STARTTLS_UNASKED));

    /* RFC 3207 4.2: no STARTTLS under TLS, whatever the server offers. */
    if (c->tls_active) {
        if (mustls_client_has(c, MUSTLS_CLIENT_FAULT(STARTTLS_TWICE)) && offered &&
            !c->starttls_again)
            mustls_client_starttls(c);
        else
            mustls_client_auth(c);
        return;
    }
    if (mustls_client_has(c, MUSTLS_CLIENT_FAULT(AUTH_IN_CLEAR)) && !c->authenticated &&
        mustls_client_mech(c) != 0)
        mustls_client_auth(c);
    else if (c->cfg.tls == MUSTLS_CLIENT_TLS_OFF || c->in_clear)
        mustls_client_auth(c);
    else if (offered && !c->starttls_refused)
        mustls_client_starttls(c);
    else
        no_starttls(c);
}
