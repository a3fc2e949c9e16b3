#include "tls/refuse.h"
#include "base/arena.h"
#include "tls/common.h"
#include "tls/hello.h"
#include "tls/record.h"

#define MAX_HELLO ((size_t)128 << 10)

struct refuser {
    struct mustls_tls_common c;
    int alert;
    bool heard;             /* a whole record came */
    struct mustls_buf part; /* an unfinished record */
    struct mustls_buf msg;  /* the handshake message, which may span records */
};

static void refuse(struct refuser *r, struct mustls_span msg)
{
    struct mustls_hello hello;
    r->c.info.sni_seen = mustls_hello_parse(msg, &hello) == MUSTLS_OK;
    memcpy(r->c.info.sni, hello.sni, sizeof hello.sni);
    mustls_record_put_alert(&r->c.out, MUSTLS_ALERT_FATAL, r->alert);
    mustls_tls_fail(&r->c, MUSTLS_TLSFAIL_ALERT_OUT, r->alert,
                    "the ClientHello was answered with alert %d, as wished", r->alert);
}

static void take_record(struct refuser *r, const struct mustls_record *rec)
{
    r->heard = true;
    int alert = mustls_record_alert(rec);
    if (alert >= 0) {
        mustls_tls_fail(&r->c, MUSTLS_TLSFAIL_ALERT_IN, alert, "the peer sent alert %d", alert);
        return;
    }
    if (rec->type != MUSTLS_RECORD_HANDSHAKE) {
        mustls_tls_fail(&r->c, MUSTLS_TLSFAIL_OTHER, -1, "a TLS record that is no ClientHello");
        return;
    }
    mustls_buf_put(&r->msg, rec->body);
    if (r->msg.failed) {
        bool long_one = rec->body.len > r->msg.max - r->msg.len;
        mustls_tls_fail(&r->c, long_one ? MUSTLS_TLSFAIL_OTHER : MUSTLS_TLSFAIL_MEMORY, -1,
                        long_one ? "the ClientHello is too long" : "no memory for a ClientHello");
        return;
    }
    if (r->msg.len < MUSTLS_HANDSHAKE_HEADER)
        return;
    const uint8_t *head = r->msg.ptr;
    size_t size =
        MUSTLS_HANDSHAKE_HEADER + ((size_t)head[1] << 16 | (size_t)head[2] << 8 | (size_t)head[3]);
    if (r->msg.len >= size)
        refuse(r, mustls_span(head, size));
}

static enum mustls_tls_state refuser_input(struct mustls_tls *t, struct mustls_span in)
{
    struct refuser *r = (struct refuser *)t;
    while (r->c.state == MUSTLS_TLS_HANDSHAKE) {
        struct mustls_record rec;
        enum mustls_status st = mustls_record_next(&r->part, &in, &rec);
        if (st == MUSTLS_MORE)
            break;
        if (st == MUSTLS_OK)
            take_record(r, &rec);
        else if (st == MUSTLS_EPARSE)
            mustls_tls_fail_garbage(&r->c, &r->part, in, !r->heard);
        else
            mustls_tls_fail(&r->c, MUSTLS_TLSFAIL_MEMORY, -1, "no memory for a TLS record");
    }
    return mustls_tls_settled(&r->c);
}

static void refuser_free(struct mustls_tls *t)
{
    struct refuser *r = (struct refuser *)t;
    if (!r)
        return;
    mustls_buf_deinit(&r->part);
    mustls_buf_deinit(&r->msg);
    mustls_tls_common_deinit(&r->c);
    mustls_free(r);
}

/* It never comes up, so there is nothing to write and nothing to close. */
static enum mustls_status refuser_write(struct mustls_tls *t, struct mustls_span app)
{
    (void)t;
    (void)app;
    return MUSTLS_EUSAGE;
}

static void refuser_close(struct mustls_tls *t)
{
    (void)t;
}

static const struct mustls_tls_ops refuser_ops = {
    .free = refuser_free,
    .input = refuser_input,
    .output = mustls_tls_common_output,
    .sent = mustls_tls_common_sent,
    .read = mustls_tls_common_read,
    .taken = mustls_tls_common_taken,
    .write = refuser_write,
    .close = refuser_close,
    .state = mustls_tls_common_state,
    .info = mustls_tls_common_info,
    .trouble = mustls_tls_common_trouble,
    .alert = mustls_tls_common_alert,
};

struct mustls_tls *mustls_tls_refuser_new(int alert, struct mustls_error *err)
{
    if (alert < 0 || alert > 255) {
        mustls_error_set(err, "%d is no TLS alert", alert);
        return NULL;
    }
    struct refuser *r = mustls_alloc(sizeof *r);
    if (!r)
        return NULL;
    mustls_tls_common_init(&r->c, &refuser_ops);
    r->alert = alert;
    mustls_buf_init(&r->part, MUSTLS_TLS_MAX_BUFFER);
    mustls_buf_init(&r->msg, MAX_HELLO);
    return &r->c.tls;
}
