/* The handshake's places, as records show them (type and first byte, C for ChangeCipherSpec):
 *
 *   TLS 1.3   hello: 22/2   certificate: [C] 23 23 ...   finished: the last 23 of that batch
 *   TLS 1.2   hello: 22/2   certificate: 22 22 22        finished: [22] C 22, a batch of its own
 *
 * A place is met when the record that begins it is about to be passed on. */
#include "tls/mangle.h"
#include "base/arena.h"
#include "tls/common.h"
#include "tls/hello.h"
#include "tls/record.h"

#include <string.h>

#define SERVER_HELLO      2
#define RANDOM_END        38 /* of a ServerHello: header, version, 32 bytes */
#define UNRECOGNIZED_NAME 112
#define CLEAR_TEXT        "250 2.0.0 OK\r\n"

struct mangler {
    struct mustls_tls_common c;
    struct mustls_tls *inner;
    struct mustls_tls_quirks q;
    int alert;   /* -1 for none */
    size_t said; /* bytes of the handshake that were passed on */
    bool hello_said, up;
    bool held;   /* nothing leaves before the first write */
    bool closed; /* our direction is */
};

/* One call of the inner engine's output, before the connection is up. */
struct batch {
    struct mustls_span rest;
    bool has_hello, has_data; /* all records counted */
};

static struct mangler *mangler(struct mustls_tls *t)
{
    return (struct mangler *)t;
}

bool mustls_tls_mangles(const struct mustls_tls_wish *w)
{
    const struct mustls_tls_quirks *q = &w->quirks;
    bool late_alert = w->alert >= 0 && (q->alert_at == MUSTLS_TLS_AT_CERTIFICATE ||
                                        q->alert_at == MUSTLS_TLS_AT_FINISHED);
    return late_alert || q->cut || q->cut_bytes || q->close || q->warnings || q->downgrade ||
           q->records == MUSTLS_TLS_RECORDS_SPLIT || q->tickets == MUSTLS_TLS_TICKETS_GLUED;
}

/* --- the handshake --- */

static bool is_server_hello(const struct mustls_record *r)
{
    return r->type == MUSTLS_RECORD_HANDSHAKE && r->body.len >= MUSTLS_HANDSHAKE_HEADER &&
           r->body.ptr[0] == SERVER_HELLO;
}

/* Behind the ServerHello a record may be encrypted, and its first byte any. */
static void look_ahead(const struct mangler *m, struct batch *b)
{
    struct mustls_record r;
    struct mustls_span rest = b->rest;
    size_t missing;
    while (mustls_record_parse(rest, &r, &missing) == MUSTLS_OK) {
        b->has_hello |= !m->hello_said && is_server_hello(&r);
        b->has_data |= r.type == MUSTLS_RECORD_DATA;
        rest = mustls_span_from(rest, r.whole.len);
    }
}

static enum mustls_tls_place place_of(const struct mangler *m, const struct batch *b,
                                      const struct mustls_record *r)
{
    bool last = b->rest.len == r->whole.len;
    if (!m->hello_said)
        return is_server_hello(r) ? MUSTLS_TLS_AT_HELLO : MUSTLS_TLS_AT_NOWHERE;
    if (b->has_hello && b->has_data && last && r->type == MUSTLS_RECORD_DATA)
        return MUSTLS_TLS_AT_FINISHED;
    if (!b->has_hello && r->type == MUSTLS_RECORD_CHANGE_CIPHER)
        return MUSTLS_TLS_AT_FINISHED;
    return b->has_hello ? MUSTLS_TLS_AT_CERTIFICATE : MUSTLS_TLS_AT_NOWHERE;
}

static void cut(struct mangler *m)
{
    mustls_tls_fail(&m->c, MUSTLS_TLSFAIL_OTHER, -1,
                    "our part of the handshake ended here, as wished");
}

/* True when the handshake ends here. */
static bool stops_at(struct mangler *m, enum mustls_tls_place place)
{
    if (place == MUSTLS_TLS_AT_NOWHERE)
        return false;
    if (m->q.cut == place) {
        cut(m);
        return true;
    }
    if (m->alert < 0 || m->q.alert_at != place)
        return false;
    mustls_record_put_alert(&m->c.out, MUSTLS_ALERT_FATAL, m->alert);
    mustls_tls_fail(&m->c, MUSTLS_TLSFAIL_ALERT_OUT, m->alert,
                    "alert %d in the middle of the handshake, as wished", m->alert);
    return true;
}

static void say(struct mangler *m, struct mustls_span bytes)
{
    bool ends = m->q.cut_bytes > 0 && bytes.len >= m->q.cut_bytes - m->said;
    if (ends)
        bytes = mustls_span_first(bytes, m->q.cut_bytes - m->said);
    mustls_buf_put(&m->c.out, bytes);
    m->said += bytes.len;
    if (ends)
        cut(m);
}

/* The mark of a server that knows TLS 1.3 and was talked down to 1.2. */
static void mark_downgrade(struct mangler *m, const struct mustls_record *r)
{
    static const uint8_t mark[8] = {'D', 'O', 'W', 'N', 'G', 'R', 'D', 1};
    if (r->body.len < RANDOM_END || m->c.out.len < r->whole.len || m->c.out.failed)
        return;
    uint8_t *record = m->c.out.ptr + m->c.out.len - r->whole.len;
    memcpy(record + MUSTLS_RECORD_HEADER + RANDOM_END - sizeof mark, mark, sizeof mark);
}

/* Where the rest of the flight must not follow, a ServerHello that shares its record with other
 * messages is said alone. */
static void say_hello(struct mangler *m, const struct mustls_record *r)
{
    const uint8_t *h = r->body.ptr;
    size_t len = MUSTLS_HANDSHAKE_HEADER + ((size_t)h[1] << 16 | (size_t)h[2] << 8 | h[3]);
    bool alone = m->q.cut == MUSTLS_TLS_AT_CERTIFICATE ||
                 (m->alert >= 0 && m->q.alert_at == MUSTLS_TLS_AT_CERTIFICATE);
    m->hello_said = true;
    for (unsigned i = 0; i < m->q.warnings; i++)
        mustls_record_put_alert(&m->c.out, MUSTLS_ALERT_WARNING, UNRECOGNIZED_NAME);
    if (alone && len < r->body.len) {
        mustls_record_put(&m->c.out, r->type, mustls_span_first(r->body, len));
        stops_at(m, MUSTLS_TLS_AT_CERTIFICATE);
        return;
    }
    say(m, r->whole);
    if (m->q.downgrade)
        mark_downgrade(m, r);
}

static void pass(struct mangler *m, const struct batch *b, const struct mustls_record *r)
{
    enum mustls_tls_place place = place_of(m, b, r);
    if (stops_at(m, place))
        return;
    if (place == MUSTLS_TLS_AT_HELLO)
        say_hello(m, r);
    else
        say(m, r->whole);
}

/* Engines give whole records. */
static void relay(struct mangler *m)
{
    struct mustls_span out = m->inner->ops->output(m->inner);
    struct batch b = {.rest = out};
    struct mustls_record r;
    size_t missing;
    look_ahead(m, &b);
    while (m->c.state != MUSTLS_TLS_FAILED &&
           mustls_record_parse(b.rest, &r, &missing) == MUSTLS_OK) {
        pass(m, &b, &r);
        b.rest = mustls_span_from(b.rest, r.whole.len);
    }
    m->inner->ops->sent(m->inner, out.len);
}

static void come_up(struct mangler *m)
{
    struct mustls_tls_info info;
    m->inner->ops->info(m->inner, &info);
    m->up = true;
    /* Only there do tickets come behind the handshake. */
    m->held = m->q.tickets == MUSTLS_TLS_TICKETS_GLUED && strcmp(info.version, "TLSv1.3") == 0;
}

/* --- operations --- */

static void follow(struct mangler *m)
{
    if (m->c.state == MUSTLS_TLS_FAILED)
        return;
    m->c.state = m->inner->ops->state(m->inner);
    if (m->c.state == MUSTLS_TLS_FAILED)
        m->inner->ops->trouble(m->inner, &m->c.trouble);
}

static enum mustls_tls_state mangler_input(struct mustls_tls *t, struct mustls_span in)
{
    struct mangler *m = mangler(t);
    if (m->c.state == MUSTLS_TLS_FAILED)
        return m->c.state;
    enum mustls_tls_state state = m->inner->ops->input(m->inner, in);
    if (!m->up) {
        relay(m);
        if (m->c.state != MUSTLS_TLS_FAILED && state != MUSTLS_TLS_HANDSHAKE)
            come_up(m);
    }
    follow(m);
    return mustls_tls_settled(&m->c);
}

static struct mustls_span mangler_output(struct mustls_tls *t)
{
    struct mangler *m = mangler(t);
    if (m->held)
        return mustls_span(NULL, 0);
    return m->c.out.len > 0 || !m->up ? mustls_buf_span(&m->c.out)
                                      : m->inner->ops->output(m->inner);
}

static void mangler_sent(struct mustls_tls *t, size_t n)
{
    struct mangler *m = mangler(t);
    if (m->c.out.len > 0 || !m->up)
        mustls_buf_eat(&m->c.out, n);
    else
        m->inner->ops->sent(m->inner, n);
}

static struct mustls_span mangler_read(struct mustls_tls *t)
{
    return mangler(t)->inner->ops->read(mangler(t)->inner);
}

static void mangler_taken(struct mustls_tls *t, size_t n)
{
    mangler(t)->inner->ops->taken(mangler(t)->inner, n);
}

/* All that the inner engine has to say goes behind what is here, so that it leaves as one. */
static void gather(struct mangler *m)
{
    struct mustls_span out = m->inner->ops->output(m->inner);
    mustls_buf_put(&m->c.out, out);
    m->inner->ops->sent(m->inner, out.len);
}

static enum mustls_status mangler_write(struct mustls_tls *t, struct mustls_span app)
{
    struct mangler *m = mangler(t);
    size_t piece = m->q.records == MUSTLS_TLS_RECORDS_SPLIT ? 1 : app.len;
    if (m->closed || m->c.state == MUSTLS_TLS_FAILED)
        return MUSTLS_EUSAGE;
    for (; app.len > 0; app = mustls_span_from(app, piece)) {
        enum mustls_status st = m->inner->ops->write(m->inner, mustls_span_first(app, piece));
        if (st != MUSTLS_OK)
            return st;
    }
    m->held = false;
    gather(m);
    follow(m);
    return mustls_buf_status(&m->c.out);
}

static void mangler_close(struct mustls_tls *t)
{
    struct mangler *m = mangler(t);
    bool was_closed = m->closed;
    m->closed = true;
    m->held = false;
    if (was_closed || !m->up || m->q.close == MUSTLS_TLS_CLOSE_NONE)
        return;
    m->inner->ops->close(m->inner);
    gather(m);
    if (m->q.close == MUSTLS_TLS_CLOSE_TEXT)
        mustls_buf_puts(&m->c.out, CLEAR_TEXT);
}

static void mangler_free(struct mustls_tls *t)
{
    struct mangler *m = mangler(t);
    if (!m)
        return;
    m->inner->ops->free(m->inner);
    mustls_tls_common_deinit(&m->c);
    mustls_free(m);
}

static void mangler_info(const struct mustls_tls *t, struct mustls_tls_info *out)
{
    const struct mangler *m = (const struct mangler *)t;
    m->inner->ops->info(m->inner, out);
}

static int mangler_alert(struct mustls_tls *t)
{
    return mangler(t)->inner->ops->alert(mangler(t)->inner);
}

static const struct mustls_tls_ops mangler_ops = {
    .free = mangler_free,
    .input = mangler_input,
    .output = mangler_output,
    .sent = mangler_sent,
    .read = mangler_read,
    .taken = mangler_taken,
    .write = mangler_write,
    .close = mangler_close,
    .state = mustls_tls_common_state,
    .info = mangler_info,
    .trouble = mustls_tls_common_trouble,
    .alert = mangler_alert,
};

struct mustls_tls *mustls_tls_mangler_new(struct mustls_tls *inner, const struct mustls_tls_wish *w)
{
    struct mangler *m = mustls_alloc(sizeof *m);
    if (!m) {
        inner->ops->free(inner);
        return NULL;
    }
    mustls_tls_common_init(&m->c, &mangler_ops);
    m->inner = inner;
    m->q = w->quirks;
    m->alert = w->alert;
    return &m->c.tls;
}
