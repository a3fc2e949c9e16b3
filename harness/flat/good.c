/* The server's side of a dialogue that leads to a delivery. */
#include "flat/internal.h"

#include <assert.h>

#define WORD(s)                                                                                    \
    {                                                                                              \
        (const uint8_t *)("" s), sizeof(s) - 1                                                     \
    }
#define NUM(a) (sizeof(a) / sizeof((a)[0]))

#define MECHS "AUTH PLAIN LOGIN CRAM-MD5\r\n"

static const struct mustls_span in_clear[] = {
    WORD("250-test.example\r\n250 STARTTLS\r\n"),
    WORD("250-test.example\r\n250-PIPELINING\r\n250-SIZE 1000000\r\n250 STARTTLS\r\n"),
    WORD("250-test.example\r\n250-STARTTLS\r\n250 " MECHS),
};
static const struct mustls_span in_tls[] = {
    WORD("250-test.example\r\n250 " MECHS),
    WORD("250-test.example\r\n250-PIPELINING\r\n250-SIZE 1000000\r\n250 " MECHS),
};

static void say(struct flat_good *g, enum mustls_flat_op op, struct mustls_span bytes)
{
    assert(g->num < NUM(g->say));
    g->say[g->num++] = (struct flat_record){.op = op, .bytes = bytes};
}

static void answer(struct flat_good *g, struct mustls_span bytes)
{
    say(g, MUSTLS_FLAT_LINE, bytes);
}

/* RFC 4954 4: as many challenges as the mechanism has. A client that may choose takes PLAIN. */
static void authenticate(struct flat_good *g, const char *auth)
{
    if (strcmp(auth, "none") == 0)
        return;
    if (strcmp(auth, "login") == 0) {
        answer(g, MUSTLS_LIT("334 VXNlcm5hbWU6\r\n"));
        answer(g, MUSTLS_LIT("334 UGFzc3dvcmQ6\r\n"));
    } else if (strcmp(auth, "cram-md5") == 0) {
        answer(g, MUSTLS_LIT("334 PDEyMy40NTZAdGVzdC5leGFtcGxlPg==\r\n"));
    }
    answer(g, MUSTLS_LIT("235 2.7.0 Authentication successful\r\n"));
}

void flat_good_init(struct flat_edit *e, struct flat_good *out)
{
    const struct flat_wish *wish = &flat_wishes[e->frame];
    bool tls = strcmp(wish->tls, "required") == 0 || flat_below(e, 4);
    *out = (struct flat_good){0};
    say(out, MUSTLS_FLAT_CONNECT, MUSTLS_LIT("220 test.example ESMTP\r\n"));
    if (tls) {
        answer(out, in_clear[flat_below(e, NUM(in_clear))]);
        answer(out, MUSTLS_LIT("220 2.0.0 Ready to start TLS\r\n"));
        say(out, MUSTLS_FLAT_TLS, mustls_span(NULL, 0));
    }
    answer(out, in_tls[flat_below(e, NUM(in_tls))]);
    authenticate(out, wish->auth);
    answer(out, MUSTLS_LIT("250 2.1.0 OK\r\n"));
    answer(out, MUSTLS_LIT("250 2.1.5 OK\r\n"));
    answer(out, MUSTLS_LIT("354 End data with <CR><LF>.<CR><LF>\r\n"));
    answer(out, MUSTLS_LIT("250 2.0.0 Queued\r\n"));
    answer(out, MUSTLS_LIT("221 2.0.0 Bye\r\n"));
    say(out, MUSTLS_FLAT_CLOSE, mustls_span(NULL, 0));
}
