/* Picks mutations; crosses two inputs. */
#include "flat/mutate.h"

#include "flat/internal.h"

/* One input in FRAME_SHARE is for a client with other wishes. */
enum { MAX_STACK = 8, FRAME_SHARE = 16 };

static void one_of(struct flat_edit *e, flat_mutation *const *list)
{
    size_t num = 0;
    while (list[num])
        num++;
    list[flat_below(e, num)](e);
}

/* Single mutations lead nowhere where two replies have to change together: they are stacked. */
size_t mustls_flat_mutate(uint8_t *data, size_t size, size_t max, struct mustls_rng *rng)
{
    struct flat_edit e = {.data = data, .size = size, .max = max, .rng = rng};
    unsigned frame = mustls_flat_frame(mustls_span(data, size));
    if (flat_below(&e, FRAME_SHARE) == 0)
        frame = flat_below(&e, MUSTLS_NUM_FLAT_FRAMES);
    flat_edit_settle(&e);
    uint32_t num = 1u << flat_below(&e, 4);
    num -= flat_below(&e, num / 2 + 1);
    for (uint32_t i = 0; i < num && i < MAX_STACK; i++)
        one_of(&e, flat_below(&e, 5) < 2 ? flat_record_mutations : flat_reply_mutations);
    mustls_flat_set_frame(data, e.size, frame);
    return e.size;
}

/* A place where a record begins, or the end. */
static size_t border(struct mustls_span in, struct mustls_rng *rng)
{
    struct mustls_span rest = in;
    struct flat_record rec;
    size_t at = 0, pick = 0;
    uint32_t seen = 0;
    do {
        at = in.len - rest.len;
        if (mustls_rng_below(rng, ++seen) == 0)
            pick = at;
    } while (flat_take(&rest, &rec));
    return pick;
}

static size_t append(uint8_t *out, size_t size, size_t max, struct mustls_span bytes)
{
    bytes = mustls_span_first(bytes, max - size);
    if (bytes.len > 0)
        memcpy(out + size, bytes.ptr, bytes.len);
    return size + bytes.len;
}

size_t mustls_flat_cross(struct mustls_span a, struct mustls_span b, uint8_t *out, size_t max,
                         struct mustls_rng *rng)
{
    size_t head = border(a, rng), tail = border(a, rng), from = border(b, rng);
    struct mustls_span middle = mustls_span_from(b, from);
    middle = mustls_span_first(middle, border(middle, rng));
    size_t size = append(out, 0, max, mustls_span_first(a, head));
    size = append(out, size, max, middle);
    size = append(out, size, max, mustls_span_from(a, tail));
    mustls_flat_set_frame(out, size, mustls_flat_frame(a));
    return size;
}
