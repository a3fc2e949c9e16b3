/* A scripted server in memory: plays the steps of a row against the client's talker by hand.
 *
 *   Stext   the server sends text and CRLF          stext   the same bytes, no CRLF added
 *   Ctext   the client has said exactly text CRLF   ctext   exactly these bytes
 *   Q       the client has nothing to say and waits
 *   +text   the server sends text (no CRLF, in one piece) before the client's command has left
 *   T       the client wants TLS; it comes up       F X     it fails; the certificate is refused
 *   Wvhs    the wish: v = verify, h = host name checked, s = SNI; absent letters mean no
 *   E R     the connection ends; is reset           K k     time-out; there is no deadline
 *   A       a fatal alert                           N       the client wants to connect
 *   D       the client is done
 * \1 in a text stands for NUL. */
#ifndef MUSTLS_TEST_CLIENT_SCRIPT_H
#define MUSTLS_TEST_CLIENT_SCRIPT_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <cmocka.h>

#include "client/client.h"

#define MAX_STEPS 40

enum {
    OFF = MUSTLS_CLIENT_TLS_OFF,
    OPP = MUSTLS_CLIENT_TLS_OPPORTUNISTIC,
    REQ = MUSTLS_CLIENT_TLS_REQUIRED
};

struct script_setup {
    int tls, auth;
    const char *message; /* NULL: "hi\n" */
    size_t num_to;       /* 0: 1 */
    size_t max_reply, max_lines;
    const char *password; /* NULL: "s3cret-pw" */
};

struct script {
    struct mustls_client *client;
    struct mustls_talker t;
    mustls_usec now;
    size_t cut; /* 0: whole; 1: byte by byte; else the first piece has cut - 1 bytes */
    struct mustls_buf heard;
    const char *label;
    int step;
};

static const struct mustls_span script_to[3] = {{(const uint8_t *)"a@x.test", 8},
                                                {(const uint8_t *)"b@x.test", 8},
                                                {(const uint8_t *)"c@x.test", 8}};

static void script_hmac(struct mustls_span key, struct mustls_span data, uint8_t out[16])
{
    (void)key;
    (void)data;
    memset(out, 0xab, 16);
}

static struct mustls_client_config script_config(const struct script_setup *s, uint64_t faults)
{
    return (struct mustls_client_config){
        .host = MUSTLS_LIT("mx.test"),
        .helo = MUSTLS_LIT("me.test"),
        .tls = (enum mustls_client_tls)s->tls,
        .auth = (enum mustls_client_auth)s->auth,
        .verify = true,
        .user = MUSTLS_LIT("joe"),
        .password = mustls_span_str(s->password ? s->password : "s3cret-pw"),
        .from = MUSTLS_LIT("me@x.test"),
        .to = script_to,
        .num_to = s->num_to ? s->num_to : 1,
        .message = mustls_span_str(s->message ? s->message : "hi\n"),
        .reply_timeout = MUSTLS_SEC(60),
        .max_reply = s->max_reply,
        .max_lines = s->max_lines,
        .faults = faults,
        .hmac_md5 = script_hmac,
    };
}

static inline void script_fail(const struct script *s, const char *what)
{
    struct mustls_span text = mustls_client_output(s->client);
    fail_msg("%s, step %d, cut %zu: %s; client said '%.*s', told '%.*s'", s->label, s->step, s->cut,
             what, (int)s->heard.len, (const char *)s->heard.ptr, (int)text.len,
             (const char *)text.ptr);
}

static void script_check(const struct script *s, bool good, const char *what)
{
    if (!good)
        script_fail(s, what);
}

static void script_input(struct script *s, const char *bytes, size_t len)
{
    /* A copy of its own size, so that a read past the end is seen. */
    uint8_t *copy = test_malloc(len ? len : 1);
    memcpy(copy, bytes, len);
    for (size_t i = 0; i < len; i++)
        if (copy[i] == 1)
            copy[i] = 0;
    s->t.ops->input(s->t.self, mustls_span(copy, len), s->now);
    test_free(copy);
}

static void script_feed(struct script *s, const char *text, const char *end)
{
    struct mustls_buf b;
    mustls_buf_init(&b, 1 << 20);
    mustls_buf_puts(&b, text);
    mustls_buf_puts(&b, end);
    size_t first = s->cut == 0 ? b.len : s->cut == 1 ? 1 : s->cut - 1;
    for (size_t at = 0; at < b.len;) {
        size_t n = first < b.len - at ? first : b.len - at;
        script_input(s, (const char *)b.ptr + at, n);
        at += n;
        if (s->cut != 1)
            first = b.len;
    }
    mustls_buf_deinit(&b);
}

/* Collects what the client wants to write. */
static void script_hear(struct script *s)
{
    mustls_buf_clear(&s->heard);
    for (int i = 0; i < 1000000 && (s->t.ops->wants(s->t.self) & MUSTLS_WANT_WRITE); i++) {
        struct mustls_span out = s->t.ops->output(s->t.self);
        script_check(s, out.len > 0, "it wants to write nothing");
        out = mustls_span_first(out, s->cut == 1 ? 1 : out.len);
        mustls_buf_put(&s->heard, out);
        s->t.ops->sent(s->t.self, out.len, s->now);
    }
}

static void script_expect(struct script *s, const char *text, const char *end)
{
    struct mustls_buf want;
    mustls_buf_init(&want, 1 << 20);
    mustls_buf_puts(&want, text);
    mustls_buf_puts(&want, end);
    script_hear(s);
    bool same = mustls_span_eq(mustls_buf_span(&want), mustls_buf_span(&s->heard));
    mustls_buf_deinit(&want);
    script_check(s, same, text);
}

static void script_wish(struct script *s, const char *want)
{
    struct mustls_tls_wish w;
    s->t.ops->tls_wish(s->t.self, &w);
    script_check(s, w.verify == (strchr(want, 'v') != NULL), "verify");
    script_check(s, w.verify_host == (strchr(want, 'h') != NULL), "verify_host");
    script_check(s, !w.no_sni == (strchr(want, 's') != NULL), "no_sni");
    unsigned lenient = 0;
    for (unsigned bit = 0; bit < 7; bit++)
        lenient |= strchr(want, '0' + (int)bit) ? 1u << bit : 0;
    script_check(s, w.lenient == lenient, "lenient");
    script_check(s, mustls_span_eq(w.min, MUSTLS_LIT("1.0")) == (lenient >> 6 != 0), "min");
    script_check(s, mustls_span_eq(w.host, MUSTLS_LIT("mx.test")), "host");
}

static void script_tls(struct script *s, char how)
{
    static const struct mustls_tls_info info = {.version = "TLSv1.3"};
    struct mustls_tls_trouble why = {.alert = -1, .text = "broken"};
    why.kind = how == 'X' ? MUSTLS_TLSFAIL_CERT : MUSTLS_TLSFAIL_OTHER;
    script_check(s, s->t.ops->wants(s->t.self) & MUSTLS_WANT_TLS, "it doesn't want TLS");
    script_check(s, s->t.ops->leftover(s->t.self).len == 0, "leftover");
    if (how == 'T')
        s->t.ops->tls_up(s->t.self, &info, s->now);
    else
        s->t.ops->tls_down(s->t.self, &info, &why, s->now);
}

static void script_time(struct script *s)
{
    mustls_usec due = s->t.ops->deadline(s->t.self);
    script_check(s, due != MUSTLS_NEVER && (s->t.ops->wants(s->t.self) & MUSTLS_WANT_TIME),
                 "no deadline");
    s->t.ops->tick(s->t.self, due - 1);
    script_check(s, !(s->t.ops->wants(s->t.self) & MUSTLS_WANT_DONE), "gave up too early");
    s->now = due;
    s->t.ops->tick(s->t.self, due);
}

static void script_step(struct script *s, const char *step)
{
    unsigned wants = s->t.ops->wants(s->t.self);
    bool speaks = (wants & MUSTLS_WANT_WRITE) != 0;
    s->now += MUSTLS_MSEC(1);
    if (*step != 'C' && *step != 'c' && *step != '+' && speaks) {
        script_hear(s);
        script_fail(s, "it wants to say something");
    }
    switch (*step) {
    case 'S':
        script_feed(s, step + 1, "\r\n");
        break;
    case '+': /* whole: the client stops at its first byte */
        script_input(s, step + 1, strlen(step + 1));
        break;
    case 's':
        script_feed(s, step + 1, "");
        break;
    case 'C':
        script_expect(s, step + 1, "\r\n");
        break;
    case 'c':
        script_expect(s, step + 1, "");
        break;
    case 'Q':
        script_check(s, (wants & MUSTLS_WANT_READ) != 0, "it doesn't wait");
        break;
    case 'W':
        script_wish(s, step + 1);
        break;
    case 'T':
    case 'F':
    case 'X':
        script_tls(s, *step);
        break;
    case 'E':
    case 'R':
        s->t.ops->eof(s->t.self, *step == 'R', s->now);
        break;
    case 'A':
        s->t.ops->alert(s->t.self, 40, s->now);
        break;
    case 'K':
        script_time(s);
        break;
    case 'k':
        script_check(s, s->t.ops->deadline(s->t.self) == MUSTLS_NEVER, "a deadline");
        break;
    case 'N':
        script_check(s, wants == MUSTLS_WANT_CONNECT, "it doesn't want to connect");
        s->t.ops->connected(s->t.self, s->now);
        break;
    case 'D':
        script_check(s, (wants & MUSTLS_WANT_DONE) != 0, "it isn't done");
        break;
    default:
        script_fail(s, "unknown step");
    }
}

static bool script_says(const struct script *s, const char *text)
{
    return mustls_span_find(mustls_client_output(s->client), mustls_span_str(text)) != MUSTLS_NPOS;
}

/* `says` begins with '!' for what must not be in the output; NULL: no matter. */
static inline void script_run(const char *label, const struct script_setup *setup, uint64_t faults,
                              const char *const *steps, enum mustls_client_result result,
                              const char *says, size_t cut)
{
    struct mustls_client_config cfg = script_config(setup, faults);
    struct script s = {.client = mustls_client_new(&cfg), .now = 1000, .cut = cut, .label = label};
    assert_non_null(s.client);
    mustls_buf_init(&s.heard, 1 << 20);
    s.t = mustls_client_talker(s.client);
    script_check(&s, s.t.ops->wants(s.t.self) == MUSTLS_WANT_CONNECT, "no connection wanted");
    s.t.ops->connected(s.t.self, s.now);
    for (s.step = 0; s.step < MAX_STEPS && steps[s.step]; s.step++)
        script_step(&s, steps[s.step]);
    script_check(&s, mustls_client_result(s.client) == result, "another result");
    if (says && *says == '!')
        script_check(&s, !script_says(&s, says + 1), says);
    else if (says)
        script_check(&s, script_says(&s, says), says);
    mustls_buf_deinit(&s.heard);
    mustls_client_free(s.client);
}

/* Whole, byte by byte, and cut at every position. */
static inline void script_run_all(const char *label, const struct script_setup *setup,
                                  uint64_t faults, const char *const *steps,
                                  enum mustls_client_result result, const char *says)
{
    size_t longest = 0;
    for (int i = 0; i < MAX_STEPS && steps[i]; i++)
        if ((*steps[i] == 'S' || *steps[i] == 's') && strlen(steps[i]) > longest)
            longest = strlen(steps[i]);
    for (size_t cut = 0; cut <= longest + 2; cut++)
        script_run(label, setup, faults, steps, result, says, cut);
}

#endif
