/* Mutations of whole records. */
#include "flat/internal.h"

static struct mustls_span nothing(void)
{
    return mustls_span(NULL, 0);
}

/* Where a record begins, or the end. */
static size_t some_border(struct flat_edit *e)
{
    struct flat_place p;
    if (!flat_pick(e, false, &p) || flat_below(e, 8) == 0)
        return e->size;
    return p.at;
}

static void insert(struct flat_edit *e)
{
    int op = (int)flat_below(e, MUSTLS_NUM_FLAT_OPS);
    struct mustls_span bytes = op <= MUSTLS_FLAT_SEGMENT ? flat_some_reply(e) : nothing();
    flat_insert_record(e, some_border(e), op, bytes);
}

/* A dialogue grows by its next answer. */
static void answer(struct flat_edit *e)
{
    flat_insert_record(e, e->size, MUSTLS_FLAT_LINE, flat_some_reply(e));
}

static void drop(struct flat_edit *e)
{
    struct flat_place p;
    if (flat_pick(e, false, &p))
        flat_edit_raw(e, p.at, MUSTLS_FLAT_HEAD + p.len, nothing());
}

/* Turns [at, at+a) [.., +b) around without another buffer: three reversals. */
static void reverse(uint8_t *p, size_t n)
{
    for (size_t i = 0; i < n / 2; i++) {
        uint8_t t = p[i];
        p[i] = p[n - 1 - i];
        p[n - 1 - i] = t;
    }
}

static void swap_neighbours(struct flat_edit *e)
{
    struct flat_place p, q;
    if (!flat_pick(e, false, &p) || !flat_place_at(e, p.from + p.len, &q))
        return;
    size_t a = MUSTLS_FLAT_HEAD + p.len, b = MUSTLS_FLAT_HEAD + q.len;
    reverse(e->data + p.at, a);
    reverse(e->data + q.at, b);
    reverse(e->data + p.at, a + b);
}

static void repeat(struct flat_edit *e)
{
    struct flat_place p;
    if (!flat_pick(e, false, &p) || MUSTLS_FLAT_HEAD + p.len > e->max - e->size)
        return;
    size_t len = MUSTLS_FLAT_HEAD + p.len;
    memmove(e->data + p.at + len, e->data + p.at, e->size - p.at);
    e->size += len;
}

static void change_op(struct flat_edit *e)
{
    struct flat_place p;
    if (flat_pick(e, false, &p))
        e->data[p.at] = (uint8_t)flat_below(e, MUSTLS_NUM_FLAT_OPS);
}

/* The answer that never comes. */
static void silence(struct flat_edit *e)
{
    struct flat_place p;
    if (flat_pick(e, true, &p))
        flat_edit_bytes(e, &p, 0, p.len, nothing());
}

/* A segment mark anywhere: one record becomes two. */
static void split(struct flat_edit *e)
{
    struct flat_place p;
    if (!flat_pick(e, true, &p) || MUSTLS_FLAT_HEAD > e->max - e->size)
        return;
    size_t cut = flat_below(e, p.len), tail = p.len - cut;
    uint8_t head[MUSTLS_FLAT_HEAD] = {MUSTLS_FLAT_SEGMENT, (uint8_t)(tail & 255),
                                      (uint8_t)(tail >> 8)};
    flat_edit_raw(e, p.from + cut, 0, mustls_span(head, sizeof head));
    e->data[p.at + 1] = (uint8_t)(cut & 255);
    e->data[p.at + 2] = (uint8_t)(cut >> 8);
}

/* The commonest hole of the field (CVE-2011-0411 and its kin): bytes between 220 and the handshake
 * that are taken for said under TLS. */
static void inject_before_tls(struct flat_edit *e)
{
    struct flat_place p, before = {0};
    bool speaks = false;
    for (size_t at = 0; flat_place_at(e, at, &p); at = p.from + p.len) {
        if (p.op == MUSTLS_FLAT_TLS && speaks) {
            struct mustls_span reply = flat_some_reply(e);
            size_t len = flat_below(e, 4) ? reply.len : flat_below(e, reply.len);
            flat_edit_bytes(e, &before, before.len, 0, mustls_span_first(reply, len));
            return;
        }
        speaks = p.len > 0;
        before = p;
    }
}

/* 220, and then no TLS: clear text, an alert, or nothing at all in the place of the handshake. What
 * a client does next is where mail leaks. */
static void spoil_handshake(struct flat_edit *e)
{
    static const uint8_t alert[] = {21, 3, 3, 0, 2, 2, 40}; /* fatal, handshake_failure */
    struct flat_place p;
    for (size_t at = 0; flat_place_at(e, at, &p); at = p.from + p.len) {
        if (p.op != MUSTLS_FLAT_TLS)
            continue;
        uint32_t how = flat_below(e, 4);
        p.op = how == 0 ? MUSTLS_FLAT_CLOSE : MUSTLS_FLAT_SEGMENT;
        e->data[p.at] = (uint8_t)p.op;
        if (how == 1)
            flat_edit_bytes(e, &p, 0, 0, mustls_span(alert, sizeof alert));
        else if (how > 1)
            flat_edit_bytes(e, &p, 0, 0, flat_some_reply(e));
        return;
    }
}

flat_mutation *const flat_record_mutations[] = {
    insert,    answer,  drop,  swap_neighbours,   repeat,
    change_op, silence, split, inject_before_tls, spoil_handshake,
    NULL,
};
