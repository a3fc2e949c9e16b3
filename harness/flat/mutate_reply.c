/* Mutations inside a reply: of one line of a record. */
#include "flat/internal.h"

/* A line of a record, by offsets into the record's bytes. */
struct line {
    struct flat_place p;
    size_t from, len; /* without its line end */
    size_t end;       /* bytes of the line end: 0, 1 or 2 */
};

static const uint8_t *bytes_of(const struct flat_edit *e, const struct line *l)
{
    return e->data + l->p.from + l->from;
}

static void measure(const struct flat_edit *e, struct line *l)
{
    const uint8_t *from = bytes_of(e, l);
    size_t room = l->p.len - l->from;
    const uint8_t *lf = memchr(from, '\n', room);
    l->len = lf ? (size_t)(lf - from) : room;
    l->end = lf ? 1 : 0;
    if (lf && l->len > 0 && from[l->len - 1] == '\r') {
        l->len--;
        l->end = 2;
    }
}

static bool pick_line(struct flat_edit *e, struct line *out)
{
    struct line l = {0};
    uint32_t seen = 0;
    if (!flat_pick(e, true, &l.p))
        return false;
    for (l.from = 0; l.from < l.p.len; l.from += l.len + l.end) {
        measure(e, &l);
        if (mustls_rng_below(e->rng, ++seen) == 0)
            *out = l;
    }
    return true;
}

static size_t code_len(const struct flat_edit *e, const struct line *l)
{
    size_t n = 0;
    while (n < l->len && n < 3 && bytes_of(e, l)[n] >= '0' && bytes_of(e, l)[n] <= '9')
        n++;
    return n;
}

static void change_code(struct flat_edit *e)
{
    struct line l;
    if (!pick_line(e, &l))
        return;
    size_t n = code_len(e, &l);
    uint8_t digit = (uint8_t)('0' + flat_below(e, 10));
    if (n > 0 && flat_below(e, 2))
        flat_edit_bytes(e, &l.p, l.from + flat_below(e, n), 1, mustls_span(&digit, 1));
    else
        flat_edit_bytes(e, &l.p, l.from, n, flat_some_code(e));
}

static void change_separator(struct flat_edit *e)
{
    struct line l;
    if (!pick_line(e, &l))
        return;
    size_t n = code_len(e, &l);
    flat_edit_bytes(e, &l.p, l.from + n, n < l.len, flat_some_separator(e));
}

static void change_enhanced(struct flat_edit *e)
{
    struct line l;
    if (!pick_line(e, &l))
        return;
    size_t at = code_len(e, &l);
    at += at < l.len;
    size_t n = 0;
    while (at + n < l.len && strchr("0123456789.", bytes_of(e, &l)[at + n]) &&
           bytes_of(e, &l)[at + n])
        n++;
    n += at + n < l.len && n > 0;
    flat_edit_bytes(e, &l.p, l.from + at, n,
                    flat_below(e, 4) ? flat_some_enhanced(e) : mustls_span(NULL, 0));
}

static void change_line_end(struct flat_edit *e)
{
    struct line l;
    if (pick_line(e, &l))
        flat_edit_bytes(e, &l.p, l.from + l.len, l.end, flat_some_line_end(e));
}

/* One more line above: a copy of this one as a continuation, now and then with another code. */
static void continue_line(struct flat_edit *e)
{
    struct line l;
    uint8_t copy[128];
    if (!pick_line(e, &l) || l.len < 3 || l.len + l.end > sizeof copy)
        return;
    size_t n = l.len + l.end;
    memcpy(copy, bytes_of(e, &l), n);
    if (l.len > 3)
        copy[3] = flat_below(e, 8) ? '-' : ' ';
    if (flat_below(e, 4) == 0)
        copy[flat_below(e, 3)] = (uint8_t)('0' + flat_below(e, 10));
    flat_edit_bytes(e, &l.p, l.from, 0, mustls_span(copy, n));
}

/* The last line promises another one, or a first one promises none. */
static void break_continuation(struct flat_edit *e)
{
    struct line l;
    if (!pick_line(e, &l) || l.len < 4)
        return;
    const char *turned = bytes_of(e, &l)[3] == '-' ? " " : "-";
    flat_edit_bytes(e, &l.p, l.from + 3, 1, mustls_span(turned, 1));
}

/* Lengths at a power of two and next to it, counted with the line end: where buffers end. Longer
 * than inputs usually are it gets for 512 octets, a line's limit, and two more, seldom for any. */
static size_t some_length(struct flat_edit *e)
{
    uint32_t draw = flat_below(e, 20), exponent = 4 + flat_below(e, 10);
    if (draw < 5)
        exponent = 9 + flat_below(e, 3);
    if (draw < 6)
        e->max = e->most;
    return ((size_t)1 << exponent) + flat_below(e, 5) - 2;
}

/* Now and then whoever cuts the line finds a reply in what is left of it. */
static void change_length(struct flat_edit *e)
{
    uint8_t filler[256];
    struct line l;
    if (!pick_line(e, &l))
        return;
    size_t want = some_length(e);
    size_t have = l.len + l.end;
    const char *words = flat_below(e, 2) ? "xxxxxxx" : &"250 250"[flat_below(e, 4)];
    for (size_t i = 0; i < sizeof filler; i++)
        filler[i] = (uint8_t)words[i % 4];
    if (have > want) {
        size_t cut = have - want < l.len ? have - want : l.len;
        flat_edit_bytes(e, &l.p, l.from + l.len - cut, cut, mustls_span(NULL, 0));
        return;
    }
    while (have < want) {
        size_t before = e->size, n = want - have < sizeof filler ? want - have : sizeof filler;
        flat_edit_bytes(e, &l.p, l.from + l.len, 0, mustls_span(filler, n));
        if (e->size == before)
            return;
        have += n;
        l.p.len += n;
    }
}

static void insert_word(struct flat_edit *e)
{
    struct line l;
    if (!pick_line(e, &l))
        return;
    size_t at = l.len > 4 && flat_below(e, 2) ? 4 : flat_below(e, l.len + 1);
    size_t del = flat_below(e, 2) ? l.len - at : 0;
    flat_edit_bytes(e, &l.p, l.from + at, del, flat_some_word(e));
}

static void surplus_reply(struct flat_edit *e)
{
    struct flat_place p;
    if (flat_pick(e, true, &p))
        flat_edit_bytes(e, &p, flat_below(e, 2) ? p.len : 0, 0, flat_some_reply(e));
}

static void other_reply(struct flat_edit *e)
{
    struct flat_place p;
    if (flat_pick(e, true, &p))
        flat_edit_bytes(e, &p, 0, p.len, flat_some_reply(e));
}

static void drop_line(struct flat_edit *e)
{
    struct line l = {0};
    if (pick_line(e, &l))
        flat_edit_bytes(e, &l.p, l.from, l.len + l.end, mustls_span(NULL, 0));
}

/* A fragment: what follows never comes. */
static void cut_off(struct flat_edit *e)
{
    struct flat_place p;
    if (!flat_pick(e, true, &p))
        return;
    size_t keep = flat_below(e, p.len);
    flat_edit_bytes(e, &p, keep, p.len - keep, mustls_span(NULL, 0));
}

static void change_byte(struct flat_edit *e)
{
    struct flat_place p;
    if (!flat_pick(e, true, &p))
        return;
    uint8_t byte = (uint8_t)flat_below(e, 256);
    flat_edit_bytes(e, &p, flat_below(e, p.len), flat_below(e, 2), mustls_span(&byte, 1));
}

flat_mutation *const flat_reply_mutations[] = {
    change_code,     change_separator,
    change_enhanced, change_line_end,
    continue_line,   change_length,
    insert_word,     surplus_reply,
    other_reply,     break_continuation,
    drop_line,       cut_off,
    change_byte,     NULL,
};
