#include "tls/common.h"
#include "tls/record.h"

#include <stdarg.h>
#include <stdio.h>

#define MAX_RAW 4096

static struct mustls_tls_common *common(struct mustls_tls *t)
{
    return (struct mustls_tls_common *)t;
}

static const struct mustls_tls_common *common_const(const struct mustls_tls *t)
{
    return (const struct mustls_tls_common *)t;
}

void mustls_tls_common_init(struct mustls_tls_common *c, const struct mustls_tls_ops *ops)
{
    c->tls.ops = ops;
    c->state = MUSTLS_TLS_HANDSHAKE;
    c->trouble.alert = -1;
    mustls_buf_init(&c->out, MUSTLS_TLS_MAX_BUFFER);
    mustls_buf_init(&c->app, MUSTLS_TLS_MAX_BUFFER);
}

void mustls_tls_common_deinit(struct mustls_tls_common *c)
{
    mustls_buf_deinit(&c->out);
    mustls_buf_deinit(&c->app);
}

void mustls_tls_fail(struct mustls_tls_common *c, enum mustls_tls_failure kind, int alert,
                     const char *fmt, ...)
{
    if (c->state == MUSTLS_TLS_FAILED)
        return;
    c->state = MUSTLS_TLS_FAILED;
    c->trouble.kind = kind;
    c->trouble.alert = alert;
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(c->trouble.text, sizeof c->trouble.text, fmt, ap);
    va_end(ap);
}

void mustls_tls_fail_garbage(struct mustls_tls_common *c, struct mustls_buf *part,
                             struct mustls_span rest, bool first)
{
    mustls_buf_put(part, mustls_span_first(rest, MAX_RAW));
    struct mustls_span raw = mustls_buf_span(part);
    bool plain = first && raw.len > 0 &&
                 (raw.ptr[0] < MUSTLS_RECORD_CHANGE_CIPHER || raw.ptr[0] > MUSTLS_RECORD_DATA);
    if (plain)
        mustls_tls_fail(c, MUSTLS_TLSFAIL_PLAINTEXT, -1,
                        "the peer sent clear text where the TLS handshake should start");
    else
        mustls_tls_fail(c, MUSTLS_TLSFAIL_OTHER, -1, "the peer's bytes are no TLS record");
    c->trouble.raw = raw;
}

void mustls_tls_push_alert(struct mustls_tls_common *c, int description)
{
    if (c->num_alerts < sizeof c->alerts)
        c->alerts[c->num_alerts++] = (uint8_t)description;
}

enum mustls_tls_state mustls_tls_settled(struct mustls_tls_common *c)
{
    if (c->out.failed || c->app.failed) {
        mustls_tls_fail(c, MUSTLS_TLSFAIL_MEMORY, -1, "no memory for the TLS engine's buffers");
        c->trouble.kind = MUSTLS_TLSFAIL_MEMORY; /* whatever the library made of it */
    }
    return c->state;
}

struct mustls_span mustls_tls_common_output(struct mustls_tls *t)
{
    return mustls_buf_span(&common(t)->out);
}

void mustls_tls_common_sent(struct mustls_tls *t, size_t n)
{
    mustls_buf_eat(&common(t)->out, n);
}

struct mustls_span mustls_tls_common_read(struct mustls_tls *t)
{
    return mustls_buf_span(&common(t)->app);
}

void mustls_tls_common_taken(struct mustls_tls *t, size_t n)
{
    mustls_buf_eat(&common(t)->app, n);
}

enum mustls_tls_state mustls_tls_common_state(const struct mustls_tls *t)
{
    return common_const(t)->state;
}

void mustls_tls_common_info(const struct mustls_tls *t, struct mustls_tls_info *out)
{
    *out = common_const(t)->info;
}

void mustls_tls_common_trouble(const struct mustls_tls *t, struct mustls_tls_trouble *out)
{
    *out = common_const(t)->trouble;
}

int mustls_tls_common_alert(struct mustls_tls *t)
{
    struct mustls_tls_common *c = common(t);
    if (c->num_alerts == 0)
        return -1;
    int first = c->alerts[0];
    memmove(c->alerts, c->alerts + 1, --c->num_alerts);
    return first;
}
