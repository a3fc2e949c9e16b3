/* Two engines, one against the other, for the tests of every kind of engine. */
#ifndef MUSTLS_TESTS_TLS_PUMP_H
#define MUSTLS_TESTS_TLS_PUMP_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "tls/engine.h"

/* One row: what both sides wish, and what must become of them. */
struct shake_row {
    const char *label;
    struct mustls_tls_wish server, client;
    enum mustls_tls_failure server_fails, client_fails;
    int alert; /* on the wire, -1 for none */
    const char *version, *sni;
};

struct pair {
    struct mustls_tls *server, *client;
};

static inline struct mustls_tls_wish serve(const char *cert)
{
    return (struct mustls_tls_wish){.cert = mustls_span_str(cert), .alert = -1};
}

static inline struct mustls_tls_wish visit(const char *host)
{
    return (struct mustls_tls_wish){
        .host = mustls_span_str(host), .verify = true, .verify_host = true, .alert = -1};
}

static inline struct pair pair_new(struct mustls_tls_factory *f,
                                   const struct mustls_tls_wish *server,
                                   const struct mustls_tls_wish *client)
{
    struct mustls_error err = {0};
    struct pair p = {f->server(f, server, &err), f->client(f, client, &err)};
    if (!p.server || !p.client)
        fail_msg("%s", err.text);
    return p;
}

static inline void pair_free(struct pair *p)
{
    p->server->ops->free(p->server);
    p->client->ops->free(p->client);
}

/* Moves what `from` has to say to `to`, `cut` bytes first and then the rest, or `step` at a time
 * (0: as one). True when there was something. */
static inline bool carry(struct mustls_tls *from, struct mustls_tls *to, size_t cut, size_t step)
{
    struct mustls_span out = from->ops->output(from);
    if (out.len == 0)
        return false;
    struct mustls_span head = mustls_span_first(out, cut), rest = mustls_span_from(out, cut);
    if (head.len > 0)
        to->ops->input(to, head);
    while (rest.len > 0) {
        size_t n = step ? step : rest.len;
        to->ops->input(to, mustls_span_first(rest, n));
        rest = mustls_span_from(rest, n);
    }
    from->ops->sent(from, out.len);
    return true;
}

/* Until nobody has anything to say. */
static inline void pump(struct pair *p, size_t cut, size_t step)
{
    for (unsigned rounds = 0; rounds < 100; rounds++) {
        bool moved = carry(p->client, p->server, cut, step);
        moved |= carry(p->server, p->client, cut, step);
        if (!moved)
            return;
    }
    fail_msg("the engines never stop talking");
}

static inline enum mustls_tls_failure failure_of(const struct mustls_tls *t, int *alert)
{
    struct mustls_tls_trouble why;
    t->ops->trouble(t, &why);
    *alert = why.alert;
    if (t->ops->state(t) == MUSTLS_TLS_FAILED)
        assert_true(strlen(why.text) > 0);
    return t->ops->state(t) == MUSTLS_TLS_FAILED ? why.kind : MUSTLS_TLSFAIL_NONE;
}

static inline void check_row(const struct shake_row *row, const struct pair *p)
{
    int server_alert, client_alert;
    struct mustls_tls_info info;
    enum mustls_tls_failure server = failure_of(p->server, &server_alert);
    enum mustls_tls_failure client = failure_of(p->client, &client_alert);
    p->server->ops->info(p->server, &info);
    if (server != row->server_fails || client != row->client_fails || server_alert != row->alert ||
        client_alert != row->alert)
        fail_msg("%s: server failure %d alert %d, client failure %d alert %d", row->label, server,
                 server_alert, client, client_alert);
    assert_true(info.sni_seen);
    assert_string_equal(info.sni, row->sni);
    if (row->version) {
        assert_int_equal(p->server->ops->state(p->server), MUSTLS_TLS_UP);
        assert_int_equal(p->client->ops->state(p->client), MUSTLS_TLS_UP);
        assert_string_equal(info.version, row->version);
        assert_true(info.cipher[0] != '\0');
        assert_memory_equal(info.cert, row->server.cert.ptr, row->server.cert.len);
    }
}

/* Whole, byte by byte, and cut at every position up to `max_cut`. */
static inline void run_row(struct mustls_tls_factory *f, const struct shake_row *row,
                           size_t max_cut, size_t stride)
{
    for (size_t cut = 0; cut <= max_cut; cut += stride) {
        struct pair p = pair_new(f, &row->server, &row->client);
        pump(&p, cut, 0);
        check_row(row, &p);
        pair_free(&p);
    }
    struct pair p = pair_new(f, &row->server, &row->client);
    pump(&p, 0, 1);
    check_row(row, &p);
    pair_free(&p);
}

/* A pair that is up. */
static inline struct pair pair_up(struct mustls_tls_factory *f, const char *host)
{
    struct mustls_tls_wish server = serve("good"), client = visit(host);
    struct pair p = pair_new(f, &server, &client);
    pump(&p, 0, 0);
    assert_int_equal(p.server->ops->state(p.server), MUSTLS_TLS_UP);
    assert_int_equal(p.client->ops->state(p.client), MUSTLS_TLS_UP);
    return p;
}

static inline void expect_read(struct mustls_tls *t, struct mustls_span want)
{
    struct mustls_span got = t->ops->read(t);
    assert_int_equal(got.len, want.len);
    if (want.len > 0)
        assert_memory_equal(got.ptr, want.ptr, want.len);
    t->ops->taken(t, got.len);
}

#endif
