/* One SSL object between memory buffers. */
#include "tls_ssl/internal.h"
#include "base/arena.h"
#include "tls/hello.h"
#include "tls/record.h"

#include <openssl/err.h>
#include <stdio.h>

struct ssl_engine {
    struct mustls_tls_common c;
    SSL *ssl;
    struct mustls_ssl_bio transport;
    bool server;
    bool heard;              /* bytes came that may be TLS */
    bool closed;             /* our close_notify is queued */
    int alert_in, alert_out; /* what ended the connection; -1 for none */
    struct mustls_buf raw;   /* for trouble.raw */
    struct mustls_tls_quirks q;
    bool seals;    /* what we send under TLS is of our own making */
    int last_word; /* an alert behind the first write; -1 for none */
    struct mustls_seal seal;
};

static struct ssl_engine *engine(struct mustls_tls *t)
{
    return (struct ssl_engine *)t;
}

static void see_alert(struct ssl_engine *e, bool sent, struct mustls_span body)
{
    if (body.len != 2)
        return;
    int level = body.ptr[0], alert = body.ptr[1];
    bool final = level == MUSTLS_ALERT_FATAL || alert == SSL_AD_CLOSE_NOTIFY;
    if (!sent && e->c.state != MUSTLS_TLS_HANDSHAKE)
        mustls_tls_push_alert(&e->c, alert);
    if (final && sent)
        e->alert_out = alert;
    if (final && !sent)
        e->alert_in = alert;
}

/* Every message passes here before the library acts on it, so the name is known even when the
 * handshake fails right after. */
static void see_hello(struct ssl_engine *e, struct mustls_span msg)
{
    struct mustls_hello hello;
    if (mustls_hello_parse(msg, &hello) != MUSTLS_OK)
        return;
    e->c.info.sni_seen = true;
    memcpy(e->c.info.sni, hello.sni, sizeof hello.sni);
}

static void on_message(int sent, int version, int type, const void *buf, size_t len, SSL *ssl,
                       void *arg)
{
    (void)version;
    (void)ssl;
    struct ssl_engine *e = arg;
    struct mustls_span msg = mustls_span(buf, len);
    if (type == SSL3_RT_ALERT)
        see_alert(e, sent != 0, msg);
    if (type == SSL3_RT_HANDSHAKE && !sent && e->server && len > 0 &&
        msg.ptr[0] == SSL3_MT_CLIENT_HELLO)
        see_hello(e, msg);
}

static void fail(struct ssl_engine *e)
{
    unsigned long code = ERR_peek_error();
    const char *reason = ERR_reason_error_string(code);
    if (!reason)
        reason = "the TLS library gave no reason";

    if (e->alert_in >= 0)
        mustls_tls_fail(&e->c, MUSTLS_TLSFAIL_ALERT_IN, e->alert_in, "the peer sent alert %d, %s",
                        e->alert_in, SSL_alert_desc_string_long(e->alert_in));
    else if (!e->server && ERR_GET_REASON(code) == SSL_R_CERTIFICATE_VERIFY_FAILED)
        mustls_tls_fail(&e->c, MUSTLS_TLSFAIL_CERT, e->alert_out, "%s",
                        X509_verify_cert_error_string(SSL_get_verify_result(e->ssl)));
    else if (e->alert_out >= 0)
        mustls_tls_fail(&e->c, MUSTLS_TLSFAIL_ALERT_OUT, e->alert_out, "%s", reason);
    else
        mustls_tls_fail(&e->c, MUSTLS_TLSFAIL_OTHER, -1, "%s", reason);
    ERR_clear_error();
}

static void shake(struct ssl_engine *e)
{
    ERR_clear_error();
    int done = SSL_do_handshake(e->ssl);
    if (done <= 0) {
        if (SSL_get_error(e->ssl, done) != SSL_ERROR_WANT_READ)
            fail(e);
        return;
    }
    struct mustls_tls_info *info = &e->c.info;
    snprintf(info->version, sizeof info->version, "%s", SSL_get_version(e->ssl));
    snprintf(info->cipher, sizeof info->cipher, "%s", SSL_get_cipher_name(e->ssl));
    info->resumed = SSL_session_reused(e->ssl);
    e->c.state = MUSTLS_TLS_UP;
}

/* Decrypts all that is there. */
static void drain(struct ssl_engine *e)
{
    uint8_t plain[4096];
    ERR_clear_error();
    while (!e->c.app.failed) {
        int n = SSL_read(e->ssl, plain, sizeof plain);
        if (n > 0) {
            mustls_buf_put(&e->c.app, mustls_span(plain, (size_t)n));
            continue;
        }
        int why = SSL_get_error(e->ssl, n);
        if (why == SSL_ERROR_ZERO_RETURN)
            e->c.state = MUSTLS_TLS_CLOSED;
        else if (why != SSL_ERROR_WANT_READ)
            fail(e);
        return;
    }
}

static enum mustls_tls_state ssl_input(struct mustls_tls *t, struct mustls_span in)
{
    struct ssl_engine *e = engine(t);
    struct mustls_record rec;
    size_t missing;
    if (in.len == 0 || e->c.state == MUSTLS_TLS_FAILED || e->c.state == MUSTLS_TLS_CLOSED)
        return e->c.state;
    if (!e->heard && mustls_record_parse(mustls_span_first(in, 1), &rec, &missing) != MUSTLS_MORE) {
        mustls_tls_fail_garbage(&e->c, &e->raw, in, true);
        return e->c.state;
    }

    e->heard = true;
    e->transport.in = in;
    if (e->c.state == MUSTLS_TLS_HANDSHAKE)
        shake(e);
    if (e->c.state == MUSTLS_TLS_UP)
        drain(e);
    e->transport.in = mustls_span(NULL, 0); /* the caller's bytes end here */
    return mustls_tls_settled(&e->c);
}

static bool may_write(const struct ssl_engine *e)
{
    return !e->closed && (e->c.state == MUSTLS_TLS_UP || e->c.state == MUSTLS_TLS_CLOSED);
}

/* --- records of our own making --- */

void mustls_ssl_engine_keylog(const SSL *ssl, const char *line)
{
    const struct mustls_ssl_bio *transport = BIO_get_data(SSL_get_rbio(ssl));
    if (transport && transport->secrets) {
        mustls_buf_puts(transport->secrets, line);
        mustls_buf_putc(transport->secrets, '\n');
    }
    /* A client's app data are something else. */
    struct ssl_engine *e = SSL_is_server(ssl) ? SSL_get_app_data(ssl) : NULL;
    if (e && e->seals)
        mustls_seal_learn(&e->seal, line);
}

static bool seal_prelude(struct ssl_engine *e)
{
    bool ok = true;
    for (unsigned i = 0; ok && i < e->q.key_updates; i++)
        ok = mustls_seal_update(&e->seal, &e->c.out);
    for (unsigned i = 0; ok && i < e->q.empty; i++)
        ok = mustls_seal_put(&e->seal, MUSTLS_RECORD_DATA, mustls_span(NULL, 0), false, &e->c.out);
    return ok;
}

static bool seal_alert(struct ssl_engine *e, int level, int description)
{
    const uint8_t body[] = {(uint8_t)level, (uint8_t)description};
    return mustls_seal_put(&e->seal, MUSTLS_RECORD_ALERT, mustls_span(body, sizeof body), false,
                           &e->c.out);
}

static enum mustls_status write_sealed(struct ssl_engine *e, struct mustls_span app)
{
    bool ok = mustls_seal_start(&e->seal, e->ssl) && seal_prelude(e);
    while (ok && app.len > 0) {
        struct mustls_span piece = mustls_span_first(app, MUSTLS_RECORD_PLAIN);
        ok = mustls_seal_put(&e->seal, MUSTLS_RECORD_DATA, piece,
                             e->q.records == MUSTLS_TLS_RECORDS_FULL, &e->c.out);
        app = mustls_span_from(app, piece.len);
    }
    if (ok && e->last_word >= 0) {
        ok = seal_alert(e, MUSTLS_ALERT_FATAL, e->last_word);
        mustls_tls_fail(&e->c, MUSTLS_TLSFAIL_ALERT_OUT, e->last_word,
                        "alert %d behind the first reply, as wished", e->last_word);
    }
    if (ok)
        return MUSTLS_OK;
    mustls_tls_fail(&e->c, MUSTLS_TLSFAIL_OTHER, -1, "can't make TLS records with %s",
                    SSL_get_cipher_name(e->ssl));
    return MUSTLS_ELIMIT;
}

static enum mustls_status ssl_write(struct mustls_tls *t, struct mustls_span app)
{
    struct ssl_engine *e = engine(t);
    if (!may_write(e))
        return MUSTLS_EUSAGE;
    if (e->seals)
        return write_sealed(e, app);
    ERR_clear_error();
    while (app.len > 0) {
        struct mustls_span piece = mustls_span_first(app, MUSTLS_RECORD_PLAIN);
        int n = SSL_write(e->ssl, piece.ptr, (int)piece.len);
        if (n <= 0) {
            fail(e);
            return MUSTLS_ELIMIT;
        }
        app = mustls_span_from(app, (size_t)n);
    }
    if (e->q.renegotiate && !mustls_ssl_renegotiate(e->ssl)) {
        fail(e);
        return MUSTLS_ELIMIT;
    }
    e->q.renegotiate = false; /* once */
    return MUSTLS_OK;
}

static void ssl_close(struct mustls_tls *t)
{
    struct ssl_engine *e = engine(t);
    if (!may_write(e))
        return;
    e->closed = true;
    if (e->seals) {
        if (mustls_seal_start(&e->seal, e->ssl))
            seal_alert(e, MUSTLS_ALERT_WARNING, SSL_AD_CLOSE_NOTIFY);
        return;
    }
    ERR_clear_error();
    SSL_shutdown(e->ssl);
    ERR_clear_error();
}

static void ssl_free(struct mustls_tls *t)
{
    struct ssl_engine *e = engine(t);
    if (!e)
        return;
    SSL_free(e->ssl);
    mustls_buf_deinit(&e->raw);
    mustls_tls_common_deinit(&e->c);
    mustls_free(e);
}

static const struct mustls_tls_ops ssl_ops = {
    .free = ssl_free,
    .input = ssl_input,
    .output = mustls_tls_common_output,
    .sent = mustls_tls_common_sent,
    .read = mustls_tls_common_read,
    .taken = mustls_tls_common_taken,
    .write = ssl_write,
    .close = ssl_close,
    .state = mustls_tls_common_state,
    .info = mustls_tls_common_info,
    .trouble = mustls_tls_common_trouble,
    .alert = mustls_tls_common_alert,
};

static void attach(struct ssl_engine *e, BIO *bio)
{
    BIO_set_data(bio, &e->transport);
    e->transport.out = &e->c.out;
    SSL_set_bio(e->ssl, bio, bio); /* one reference serves both directions */
    SSL_set_msg_callback(e->ssl, on_message);
    SSL_set_msg_callback_arg(e->ssl, e);
    if (!e->server) {
        SSL_set_connect_state(e->ssl);
        return;
    }
    SSL_set_accept_state(e->ssl);
    SSL_set_app_data(e->ssl, e);
}

struct mustls_tls *mustls_ssl_engine_new(SSL *ssl, const BIO_METHOD *transport,
                                         const struct mustls_tls_wish *wish, bool server)
{
    BIO *bio = BIO_new(transport);
    struct ssl_engine *e = bio ? mustls_alloc(sizeof *e) : NULL;
    if (!e) {
        BIO_free(bio);
        SSL_free(ssl);
        return NULL;
    }
    mustls_tls_common_init(&e->c, &ssl_ops);
    mustls_buf_init(&e->raw, MUSTLS_TLS_MAX_BUFFER);
    e->ssl = ssl;
    e->server = server;
    e->transport.secrets = wish->secrets;
    if (wish->secrets)
        SSL_CTX_set_keylog_callback(SSL_get_SSL_CTX(ssl), mustls_ssl_engine_keylog);
    e->alert_in = e->alert_out = e->last_word = -1;
    if (server) {
        e->q = wish->quirks;
        e->seals = mustls_ssl_seals(wish);
        e->last_word = wish->quirks.alert_at == MUSTLS_TLS_AT_DATA ? wish->alert : -1;
    }
    attach(e, bio);
    if (!server)
        shake(e); /* the ClientHello */
    mustls_tls_settled(&e->c);
    return &e->c.tls;
}

void mustls_ssl_engine_show(struct mustls_tls *t, const char *cert)
{
    struct ssl_engine *e = engine(t);
    snprintf(e->c.info.cert, sizeof e->c.info.cert, "%s", cert);
}

SSL *mustls_ssl_engine_ssl(struct mustls_tls *t)
{
    return engine(t)->ssl;
}
