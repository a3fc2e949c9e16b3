/* The null engine. Its four messages, each in a record of its own with a real header:
 *
 *   client                      server
 *   ClientHello        -------->            a real one (tls/hello.h): SNI and versions
 *                      <--------  ServerHello  type 2: version (2 bytes), name of the certificate
 *   Finished           -------->            type 20, empty
 *   data, alerts       <------->  data, alerts  record types 23 and 21, in the clear
 *
 * As in TLS 1.3 the client is up when it has accepted the ServerHello, the server when it has read
 * the Finished: a client that refuses the certificate fails the server's handshake. */
#include "tls/null_internal.h"
#include "base/arena.h"
#include "tls/certs.h"
#include "tls/hello.h"
#include "tls/record.h"
#include "tls/wish.h"

#include <stdio.h>

#define SERVER_HELLO 2
#define FINISHED     20

static void give_up(struct mustls_null *t, enum mustls_tls_failure kind, int alert, const char *why)
{
    mustls_record_put_alert(&t->c.out, MUSTLS_ALERT_FATAL, alert);
    mustls_tls_fail(&t->c, kind, alert, "%s", why);
}

static void come_up(struct mustls_null *t, int version)
{
    snprintf(t->c.info.version, sizeof t->c.info.version, "%s",
             version == MUSTLS_TLS_1_3 ? "TLSv1.3" : "TLSv1.2");
    snprintf(t->c.info.cipher, sizeof t->c.info.cipher, "%s", "NULL");
}

static void put_message(struct mustls_null *t, int type, struct mustls_span body)
{
    uint8_t msg[MUSTLS_HANDSHAKE_HEADER + sizeof t->c.info.cert + 2];
    size_t size = MUSTLS_HANDSHAKE_HEADER + body.len; /* <= sizeof msg: short names only */
    msg[0] = (uint8_t)type;
    msg[1] = 0;
    msg[2] = 0;
    msg[3] = (uint8_t)body.len;
    if (body.len > 0)
        memcpy(msg + MUSTLS_HANDSHAKE_HEADER, body.ptr, body.len);
    mustls_record_put(&t->c.out, MUSTLS_RECORD_HANDSHAKE, mustls_span(msg, size));
}

/* The body of a message of `type`, false when the record holds something else. */
static bool read_message(const struct mustls_record *r, int type, struct mustls_span *body)
{
    struct mustls_span m = r->body;
    if (m.len < MUSTLS_HANDSHAKE_HEADER || m.ptr[0] != type || m.ptr[1] != 0 || m.ptr[2] != 0)
        return false;
    *body = mustls_span_from(m, MUSTLS_HANDSHAKE_HEADER);
    return body->len == m.ptr[3];
}

static void on_client_hello(struct mustls_null *t, const struct mustls_record *r)
{
    struct mustls_hello hello;
    if (mustls_hello_parse(r->body, &hello) != MUSTLS_OK) {
        give_up(t, MUSTLS_TLSFAIL_ALERT_OUT, ALERT_DECODE_ERROR, "this is no ClientHello");
        return;
    }
    t->c.info.sni_seen = true;
    memcpy(t->c.info.sni, hello.sni, sizeof hello.sni);

    int version = hello.tls13 && t->max >= MUSTLS_TLS_1_3   ? MUSTLS_TLS_1_3
                  : hello.tls12 && t->min <= MUSTLS_TLS_1_2 ? MUSTLS_TLS_1_2
                                                            : 0;
    if (version == 0) {
        give_up(t, MUSTLS_TLSFAIL_ALERT_OUT, ALERT_PROTOCOL_VERSION, "no common TLS version");
        return;
    }
    come_up(t, version);
    t->hello_done = true;
    uint8_t body[sizeof t->c.info.cert + 2] = {(uint8_t)(version >> 8), (uint8_t)version};
    size_t name = strlen(t->c.info.cert);
    memcpy(body + 2, t->c.info.cert, name);
    put_message(t, SERVER_HELLO, mustls_span(body, 2 + name));
}

static void on_finished(struct mustls_null *t, const struct mustls_record *r)
{
    struct mustls_span body;
    if (!read_message(r, FINISHED, &body) || body.len != 0)
        give_up(t, MUSTLS_TLSFAIL_ALERT_OUT, ALERT_UNEXPECTED_MESSAGE, "this is no Finished");
    else
        t->c.state = MUSTLS_TLS_UP;
}

/* Where the wish lets this certificate pass; else the client gives up. */
static bool accept_certificate(struct mustls_null *t, const char *name)
{
    size_t i = name[0] ? mustls_cert_find(mustls_span_str(name)) : MUSTLS_NUM_CERTS;
    if (!t->verify)
        return true;
    if (i == MUSTLS_NUM_CERTS) {
        give_up(t, MUSTLS_TLSFAIL_CERT, ALERT_CERTIFICATE_UNKNOWN, "certificate is not known");
        return false;
    }
    const struct mustls_cert_kind *cert = &mustls_cert_kinds[i];
    if (cert->alert < 0 || (cert->host_only && !t->verify_host))
        return true;
    give_up(t, MUSTLS_TLSFAIL_CERT, cert->alert, cert->about);
    return false;
}

static void on_server_hello(struct mustls_null *t, const struct mustls_record *r)
{
    struct mustls_span body;
    char name[sizeof t->c.info.cert];
    if (!read_message(r, SERVER_HELLO, &body) || body.len < 2 || body.len - 2 >= sizeof name) {
        give_up(t, MUSTLS_TLSFAIL_ALERT_OUT, ALERT_UNEXPECTED_MESSAGE, "this is no ServerHello");
        return;
    }
    int version = body.ptr[0] << 8 | body.ptr[1];
    if (version < t->min || version > t->max) {
        give_up(t, MUSTLS_TLSFAIL_ALERT_OUT, ALERT_PROTOCOL_VERSION,
                "the server chose a TLS version that was not offered");
        return;
    }
    memcpy(name, body.ptr + 2, body.len - 2);
    name[body.len - 2] = '\0';
    if (!accept_certificate(t, name))
        return;
    come_up(t, version);
    put_message(t, FINISHED, mustls_span(NULL, 0));
    t->c.state = MUSTLS_TLS_UP;
}

static void on_alert(struct mustls_null *t, const struct mustls_record *r)
{
    int alert = mustls_record_alert(r);
    if (alert < 0) {
        give_up(t, MUSTLS_TLSFAIL_ALERT_OUT, ALERT_DECODE_ERROR, "a malformed alert");
        return;
    }
    bool fatal = r->body.ptr[0] != MUSTLS_ALERT_WARNING;
    bool up = t->c.state == MUSTLS_TLS_UP;
    if (up)
        mustls_tls_push_alert(&t->c, alert);
    if (up && alert == ALERT_CLOSE_NOTIFY)
        t->c.state = MUSTLS_TLS_CLOSED;
    else if (fatal || alert == ALERT_CLOSE_NOTIFY) /* in a handshake, either ends it */
        mustls_tls_fail(&t->c, MUSTLS_TLSFAIL_ALERT_IN, alert, "the peer sent alert %d", alert);
}

static void on_handshake(struct mustls_null *t, const struct mustls_record *r)
{
    if (t->c.state == MUSTLS_TLS_UP)
        give_up(t, MUSTLS_TLSFAIL_ALERT_OUT, ALERT_UNEXPECTED_MESSAGE,
                "a handshake message after the handshake");
    else if (!t->server)
        on_server_hello(t, r);
    else if (!t->hello_done)
        on_client_hello(t, r);
    else
        on_finished(t, r);
}

static void on_data(struct mustls_null *t, const struct mustls_record *r)
{
    if (t->c.state == MUSTLS_TLS_UP)
        mustls_buf_put(&t->c.app, r->body);
    else
        give_up(t, MUSTLS_TLSFAIL_ALERT_OUT, ALERT_UNEXPECTED_MESSAGE,
                "application data before the handshake was done");
}

static void take_record(struct mustls_null *t, const struct mustls_record *r)
{
    t->heard = true;
    switch ((enum mustls_record_type)r->type) {
    case MUSTLS_RECORD_ALERT:
        on_alert(t, r);
        break;
    case MUSTLS_RECORD_HANDSHAKE:
        on_handshake(t, r);
        break;
    case MUSTLS_RECORD_DATA:
        on_data(t, r);
        break;
    case MUSTLS_RECORD_CHANGE_CIPHER: /* means nothing, as in TLS 1.3 */
        break;
    }
}

static enum mustls_tls_state null_input(struct mustls_tls *base, struct mustls_span in)
{
    struct mustls_null *t = (struct mustls_null *)base;
    while (t->c.state == MUSTLS_TLS_HANDSHAKE || t->c.state == MUSTLS_TLS_UP) {
        struct mustls_record r;
        enum mustls_status st = mustls_record_next(&t->part, &in, &r);
        if (st == MUSTLS_MORE)
            break;
        if (st == MUSTLS_OK)
            take_record(t, &r);
        else if (st == MUSTLS_EPARSE)
            mustls_tls_fail_garbage(&t->c, &t->part, in, !t->heard);
        else
            mustls_tls_fail(&t->c, MUSTLS_TLSFAIL_MEMORY, -1, "no memory for a TLS record");
    }
    return mustls_tls_settled(&t->c);
}

static enum mustls_status null_write(struct mustls_tls *base, struct mustls_span app)
{
    struct mustls_null *t = (struct mustls_null *)base;
    if (t->closed || (t->c.state != MUSTLS_TLS_UP && t->c.state != MUSTLS_TLS_CLOSED))
        return MUSTLS_EUSAGE;
    for (size_t at = 0; at < app.len; at += MUSTLS_RECORD_PLAIN)
        mustls_record_put(&t->c.out, MUSTLS_RECORD_DATA,
                          mustls_span_first(mustls_span_from(app, at), MUSTLS_RECORD_PLAIN));
    return mustls_buf_status(&t->c.out);
}

static void null_close(struct mustls_tls *base)
{
    struct mustls_null *t = (struct mustls_null *)base;
    if (t->closed || (t->c.state != MUSTLS_TLS_UP && t->c.state != MUSTLS_TLS_CLOSED))
        return;
    t->closed = true;
    mustls_record_put_alert(&t->c.out, MUSTLS_ALERT_WARNING, ALERT_CLOSE_NOTIFY);
}

static void null_free(struct mustls_tls *base)
{
    struct mustls_null *t = (struct mustls_null *)base;
    if (!t)
        return;
    mustls_buf_deinit(&t->part);
    mustls_tls_common_deinit(&t->c);
    mustls_free(t);
}

static void put_client_hello(struct mustls_null *t, const char *sni)
{
    struct mustls_hello hello = {
        .tls12 = t->min <= MUSTLS_TLS_1_2,
        .tls13 = t->max >= MUSTLS_TLS_1_3,
    };
    snprintf(hello.sni, sizeof hello.sni, "%s", sni);
    uint8_t head[MUSTLS_RECORD_HEADER] = {MUSTLS_RECORD_HANDSHAKE, 3, 3};
    size_t from = t->c.out.len;
    mustls_buf_put(&t->c.out, mustls_span(head, sizeof head));
    mustls_hello_put(&t->c.out, &hello);
    if (t->c.out.failed)
        return;
    /* Names have at most 255 bytes, so the length fits. */
    size_t len = t->c.out.len - from - sizeof head;
    t->c.out.ptr[from + 3] = (uint8_t)(len >> 8);
    t->c.out.ptr[from + 4] = (uint8_t)len;
}

static const struct mustls_tls_ops null_ops = {
    .free = null_free,
    .input = null_input,
    .output = mustls_tls_common_output,
    .sent = mustls_tls_common_sent,
    .read = mustls_tls_common_read,
    .taken = mustls_tls_common_taken,
    .write = null_write,
    .close = null_close,
    .state = mustls_tls_common_state,
    .info = mustls_tls_common_info,
    .trouble = mustls_tls_common_trouble,
    .alert = mustls_tls_common_alert,
};

struct mustls_null *mustls_null_new(int min, int max)
{
    struct mustls_null *t = mustls_alloc(sizeof *t);
    if (!t)
        return NULL;
    mustls_tls_common_init(&t->c, &null_ops);
    mustls_buf_init(&t->part, MUSTLS_TLS_MAX_BUFFER);
    t->min = min;
    t->max = max;
    return t;
}

struct mustls_tls *mustls_null_serve(struct mustls_null *t, const char *cert)
{
    t->server = true;
    snprintf(t->c.info.cert, sizeof t->c.info.cert, "%s", cert);
    return &t->c.tls;
}

struct mustls_tls *mustls_null_connect(struct mustls_null *t, const char *sni)
{
    put_client_hello(t, sni);
    mustls_tls_settled(&t->c);
    return &t->c.tls;
}
