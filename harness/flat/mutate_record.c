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

/* What a client that takes another way does not ask for: the answers behind it move up. */
static void drop_run(struct flat_edit *e)
{
    enum { MAX_RUN = 6 };
    struct flat_place p, last;
    if (!flat_pick(e, false, &p))
        return;
    last = p;
    for (uint32_t n = flat_below(e, MAX_RUN); n > 0; n--)
        if (!flat_place_at(e, last.from + last.len, &last))
            break;
    flat_edit_raw(e, p.at, last.from + last.len - p.at, nothing());
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

flat_mutation *const flat_record_mutations[] = {
    insert, answer, drop, drop_run, swap_neighbours, repeat, change_op, silence, split, NULL,
};
