#include "report/html_internal.h"

void mustls_intern_init(struct mustls_intern *t, struct mustls_arena *a)
{
    *t = (struct mustls_intern){.arena = a};
}

/* FNV-1a. Hostile texts can make it slow, as slow as comparing with all others of one scenario. */
static uint64_t hash(struct mustls_span s)
{
    uint64_t h = UINT64_C(0xcbf29ce484222325);
    for (size_t i = 0; i < s.len; i++)
        h = (h ^ s.ptr[i]) * UINT64_C(0x100000001b3);
    return h ^ h >> 29;
}

static uint32_t *slot_of(const struct mustls_intern *t, struct mustls_span s)
{
    size_t mask = t->num_slots - 1, i = hash(s) & mask;
    while (t->slots[i] && !mustls_span_eq(t->items[t->slots[i] - 1], s))
        i = (i + 1) & mask;
    return &t->slots[i];
}

static bool grow(struct mustls_intern *t)
{
    enum { FIRST = 64 };
    size_t num = t->num_slots ? t->num_slots * 2 : FIRST;
    uint32_t *slots = mustls_arena_array(t->arena, num, sizeof *slots);
    if (!slots)
        return false;
    t->slots = slots;
    t->num_slots = num;
    for (size_t i = 0; i < t->num; i++)
        *slot_of(t, t->items[i]) = (uint32_t)i + 1;
    return true;
}

uint32_t mustls_intern_put(struct mustls_intern *t, struct mustls_span s)
{
    /* Half of the slots stay free, so that searching ends soon. */
    if (t->num * 2 >= t->num_slots && !grow(t)) {
        t->failed = true;
        return 0;
    }
    uint32_t *slot = slot_of(t, s);
    if (*slot)
        return *slot - 1;
    struct mustls_span copy;
    if (mustls_arena_copy(t->arena, s, &copy) != MUSTLS_OK ||
        mustls_arena_grow(t->arena, (void **)&t->items, &t->cap, t->num, sizeof *t->items) !=
            MUSTLS_OK) {
        t->failed = true;
        return 0;
    }
    t->items[t->num] = copy;
    *slot = (uint32_t)++t->num;
    return (uint32_t)t->num - 1;
}

size_t mustls_intern_find(const struct mustls_intern *t, struct mustls_span s)
{
    uint32_t at = t->num_slots ? *slot_of(t, s) : 0;
    return at ? at - 1 : MUSTLS_NPOS;
}

void mustls_intern_put_json(struct mustls_buf *out, const struct mustls_intern *t, bool quoted)
{
    mustls_buf_putc(out, '[');
    for (size_t i = 0; i < t->num; i++) {
        if (i)
            mustls_buf_putc(out, ',');
        if (quoted)
            mustls_put_json_text(out, t->items[i]);
        else
            mustls_buf_put(out, t->items[i]);
    }
    mustls_buf_putc(out, ']');
    out->failed = out->failed || t->failed;
}
