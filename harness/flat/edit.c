/* Records changed in place: every length stays true. */
#include "flat/internal.h"

static void set_head(struct flat_edit *e, size_t at, int op, size_t len)
{
    e->data[at] = (uint8_t)op;
    e->data[at + 1] = (uint8_t)(len & 255);
    e->data[at + 2] = (uint8_t)(len >> 8);
}

bool flat_place_at(const struct flat_edit *e, size_t at, struct flat_place *out)
{
    if (at + MUSTLS_FLAT_HEAD > e->size)
        return false;
    *out = (struct flat_place){.at = at,
                               .from = at + MUSTLS_FLAT_HEAD,
                               .len = (size_t)e->data[at + 1] | (size_t)e->data[at + 2] << 8,
                               .op = e->data[at] % MUSTLS_NUM_FLAT_OPS};
    if (out->len > e->size - out->from)
        out->len = e->size - out->from;
    return true;
}

void flat_edit_settle(struct flat_edit *e)
{
    struct flat_place p;
    size_t at = 0;
    while (flat_place_at(e, at, &p)) {
        set_head(e, at, p.op, p.len);
        at = p.from + p.len;
    }
    e->size = at;
}

bool flat_pick(const struct flat_edit *e, bool speaks, struct flat_place *out)
{
    struct flat_place p;
    uint32_t seen = 0;
    for (size_t at = 0; flat_place_at(e, at, &p); at = p.from + p.len) {
        if ((!speaks || p.len > 0) && mustls_rng_below(e->rng, ++seen) == 0)
            *out = p;
    }
    return seen > 0;
}

bool flat_edit_raw(struct flat_edit *e, size_t at, size_t del, struct mustls_span ins)
{
    if (ins.len > del && ins.len - del > e->max - e->size)
        return false;
    memmove(e->data + at + ins.len, e->data + at + del, e->size - at - del);
    if (ins.len > 0)
        memcpy(e->data + at, ins.ptr, ins.len);
    e->size = e->size - del + ins.len;
    return true;
}

void flat_edit_bytes(struct flat_edit *e, const struct flat_place *p, size_t off, size_t del,
                     struct mustls_span ins)
{
    size_t len = p->len - del + ins.len;
    if (len <= MUSTLS_FLAT_RECORD_MAX && flat_edit_raw(e, p->from + off, del, ins))
        set_head(e, p->at, p->op, len);
}

void flat_insert_record(struct flat_edit *e, size_t at, int op, struct mustls_span bytes)
{
    if (bytes.len > MUSTLS_FLAT_RECORD_MAX || MUSTLS_FLAT_HEAD + bytes.len > e->max - e->size)
        return;
    uint8_t head[MUSTLS_FLAT_HEAD] = {0};
    flat_edit_raw(e, at, 0, mustls_span(head, sizeof head));
    set_head(e, at, op, bytes.len);
    flat_edit_raw(e, at + MUSTLS_FLAT_HEAD, 0, bytes);
}
