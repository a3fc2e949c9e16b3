/* Picks mutations; crosses two inputs. */
#include "flat/mutate.h"

#include "flat/internal.h"

/* One input in FRAME_SHARE is for a client with other wishes; one in GOOD_SHARE has a good server
 * again, from somewhere on, before it is changed. An engine's corpus fills with dialogues that end
 * early; without that, what stands behind their ends is hardly played any more. */
enum { MAX_STACK = 8, FRAME_SHARE = 8, GOOD_SHARE = 3 };

/* An input grows beyond what a dialogue needs only now and then: an execution takes as long as its
 * input is, and a corpus of long ones has a tenth of the speed. */
enum { USUAL_SIZE = 640, LONG_SHARE = 32 };

static size_t room(size_t size, size_t max, struct mustls_rng *rng)
{
    size_t usual = size > USUAL_SIZE ? size : USUAL_SIZE;
    return max <= usual || mustls_rng_below(rng, LONG_SHARE) == 0 ? max : usual;
}

static void one_of(struct flat_edit *e, flat_mutation *const *list)
{
    size_t num = 0;
    while (list[num])
        num++;
    list[flat_below(e, num)](e);
}

static void mutate(struct flat_edit *e)
{
    uint32_t n = flat_below(e, 8);
    one_of(e, n < 2   ? flat_dialogue_mutations
              : n < 4 ? flat_record_mutations
                      : flat_reply_mutations);
}

/* Single mutations lead nowhere where two replies have to change together: they are stacked. But
 * most of what many of them make ends in the first replies. */
static uint32_t how_many(struct flat_edit *e)
{
    uint32_t most = 1;
    while (most < MAX_STACK && flat_below(e, 2))
        most *= 2;
    return most - flat_below(e, most / 2 + 1);
}

size_t mustls_flat_mutate(uint8_t *data, size_t size, size_t max, struct mustls_rng *rng)
{
    struct flat_edit e = {.data = data,
                          .size = size,
                          .max = room(size, max, rng),
                          .most = max,
                          .frame = mustls_flat_frame(mustls_span(data, size)),
                          .rng = rng};
    if (flat_below(&e, FRAME_SHARE) == 0)
        e.frame = flat_below(&e, MUSTLS_NUM_FLAT_FRAMES);
    flat_edit_settle(&e);
    if (flat_below(&e, GOOD_SHARE) == 0)
        flat_good_server(&e);
    for (uint32_t i = how_many(&e); i > 0; i--)
        mutate(&e);
    mustls_flat_set_frame(data, e.size, e.frame);
    return e.size;
}

static size_t num_records(struct mustls_span in)
{
    struct flat_record rec;
    size_t n = 0;
    while (flat_take(&in, &rec))
        n++;
    return n;
}

/* Where the n-th record begins; the end, when there are fewer. */
static size_t border(struct mustls_span in, size_t n)
{
    struct mustls_span rest = in;
    struct flat_record rec;
    size_t at = 0;
    for (size_t i = 0; i < n && flat_take(&rest, &rec); i++)
        at = in.len - rest.len;
    return at;
}

static size_t append(uint8_t *out, size_t size, size_t max, struct mustls_span bytes)
{
    bytes = mustls_span_first(bytes, max - size);
    if (bytes.len > 0)
        memcpy(out + size, bytes.ptr, bytes.len);
    return size + bytes.len;
}

static size_t up_to(struct mustls_rng *rng, size_t n)
{
    return mustls_rng_below(rng, (uint32_t)n + 1);
}

/* In one of two, what b says to the same commands takes the place of what a says to them: the
 * dialogue around it goes on as it was. Else anything goes. */
size_t mustls_flat_cross(struct mustls_span a, struct mustls_span b, uint8_t *out, size_t max,
                         struct mustls_rng *rng)
{
    size_t na = num_records(a), nb = num_records(b);
    size_t head = up_to(rng, na), tail = up_to(rng, na), from = up_to(rng, nb), to;
    max = room(a.len, max, rng);
    if (mustls_rng_below(rng, 2)) {
        tail = head + up_to(rng, na - head);
        from = head;
        to = tail;
    } else {
        to = from + (from < nb ? up_to(rng, nb - from) : 0);
    }
    struct mustls_span middle = mustls_span_first(b, border(b, to));
    size_t size = append(out, 0, max, mustls_span_first(a, border(a, head)));
    size = append(out, size, max, mustls_span_from(middle, border(b, from)));
    size = append(out, size, max, mustls_span_from(a, border(a, tail)));
    mustls_flat_set_frame(out, size, mustls_flat_frame(a));
    return size;
}
