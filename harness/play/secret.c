#include "play/secret_internal.h"

#include "base/base64.h"

#define MAX_SECRET 4096 /* longer values are looked for by their head */

const char *mustls_play_secret_name(enum mustls_play_secret_kind k)
{
    static const char *const names[MUSTLS_PLAY_NUM_SECRETS] = {
        [MUSTLS_PLAY_PASSWORD] = "password",
        [MUSTLS_PLAY_PASSWORD_BASE64] = "password base64",
        [MUSTLS_PLAY_PASSWORD_PERCENT] = "password percent",
        [MUSTLS_PLAY_USER] = "user",
        [MUSTLS_PLAY_USER_BASE64] = "user base64",
        [MUSTLS_PLAY_USER_PERCENT] = "user percent",
    };
    return names[k];
}

static void fill_borders(struct mustls_play_needle *n)
{
    const uint8_t *text = n->text.ptr;
    uint32_t k = 0;
    for (size_t i = 1; i < n->text.len; i++) {
        while (k > 0 && text[i] != text[k])
            k = n->back[k - 1];
        if (text[i] == text[k])
            k++;
        n->back[i] = k;
    }
}

/* The borders and, behind them, the text, which the caller fills in. NULL without memory. */
static uint8_t *make_needle(struct mustls_arena *a, size_t len, struct mustls_play_needle *out)
{
    uint32_t *back = mustls_arena_array(a, len, sizeof *back + 1);
    if (!back)
        return NULL;
    uint8_t *text = (uint8_t *)(back + len);
    out->back = back;
    out->text = mustls_span(text, len);
    return text;
}

static void keep_needle(struct mustls_play_secrets *s, struct mustls_play_needle *n)
{
    fill_borders(n);
    s->starts[n->text.ptr[0]] |= (uint16_t)(1u << s->num); /* none is empty: MIN_SECRET */
    s->needles[s->num++] = *n;
}

static enum mustls_status add_needle(struct mustls_play_secrets *s, struct mustls_arena *a,
                                     enum mustls_play_secret_kind kind, struct mustls_span text)
{
    struct mustls_play_needle n = {.kind = kind};
    uint8_t *copy = make_needle(a, text.len, &n);
    if (!copy)
        return MUSTLS_ENOMEM;
    memcpy(copy, text.ptr, text.len);
    keep_needle(s, &n);
    return MUSTLS_OK;
}

static enum mustls_status add_base64(struct mustls_play_secrets *s, struct mustls_arena *a,
                                     enum mustls_play_secret_kind kind, struct mustls_span value,
                                     size_t before)
{
    struct mustls_play_needle n = {.kind = kind};
    size_t len = mustls_base64_inside_len(value.len, before);
    uint8_t *text = make_needle(a, len, &n);
    if (!text)
        return MUSTLS_ENOMEM;
    for (size_t i = 0; i < len; i++)
        text[i] = mustls_base64_inside(value, before, i);
    keep_needle(s, &n);
    return MUSTLS_OK;
}

/* RFC 3986 2.3: these stand for themselves. */
static bool is_unreserved(uint8_t b)
{
    return (b >= '0' && b <= '9') || (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z') || b == '-' ||
           b == '.' || b == '_' || b == '~';
}

static bool all_unreserved(struct mustls_span value)
{
    size_t i = 0;
    while (i < value.len && is_unreserved(value.ptr[i]))
        i++;
    return i == value.len;
}

/* Nothing where it is the value as it is. */
static enum mustls_status add_percent(struct mustls_play_secrets *s, struct mustls_arena *a,
                                      enum mustls_play_secret_kind kind, struct mustls_span value)
{
    struct mustls_buf text;
    if (all_unreserved(value))
        return MUSTLS_OK;
    mustls_buf_init(&text, 3 * MAX_SECRET + 1);
    for (size_t i = 0; i < value.len; i++) {
        if (is_unreserved(value.ptr[i]))
            mustls_buf_putc(&text, value.ptr[i]);
        else
            mustls_buf_printf(&text, "%%%02X", value.ptr[i]);
    }
    enum mustls_status st =
        text.failed ? MUSTLS_ENOMEM : add_needle(s, a, kind, mustls_buf_span(&text));
    mustls_buf_deinit(&text);
    return st;
}

/* `raw`, its base64 and its percent form follow each other in the enum. */
static enum mustls_status add_value(struct mustls_play_secrets *s, struct mustls_arena *a,
                                    enum mustls_play_secret_kind raw, struct mustls_span value)
{
    if (value.len < MUSTLS_PLAY_MIN_SECRET)
        return MUSTLS_OK;
    value = mustls_span_first(value, MAX_SECRET);
    enum mustls_status st = add_needle(s, a, raw, value);
    for (size_t before = 0; before < 3 && st == MUSTLS_OK; before++)
        st = add_base64(s, a, raw + 1, value, before);
    return st == MUSTLS_OK ? add_percent(s, a, raw + 2, value) : st;
}

enum mustls_status mustls_play_secrets_init(struct mustls_play_secrets *s, struct mustls_arena *a,
                                            struct mustls_span user, struct mustls_span password)
{
    *s = (struct mustls_play_secrets){0};
    enum mustls_status st = add_value(s, a, MUSTLS_PLAY_PASSWORD, password);
    return st == MUSTLS_OK ? add_value(s, a, MUSTLS_PLAY_USER, user) : st;
}

static bool search_byte(uint32_t *matched, const struct mustls_play_needle *n, uint8_t b)
{
    uint32_t k = *matched;
    while (k > 0 && (k == n->text.len || n->text.ptr[k] != b))
        k = n->back[k - 1];
    if (n->text.ptr[k] == b)
        k++;
    *matched = k;
    return k == n->text.len;
}

/* Of what was found no other form is looked for. */
static void forget_kind(struct mustls_play_search *f, const struct mustls_play_secrets *s,
                        enum mustls_play_secret_kind kind)
{
    f->found[kind] = true;
    for (size_t i = 0; i < s->num; i++)
        if (s->needles[i].kind == kind)
            f->done |= (uint16_t)(1u << i);
}

/* `some`: the needles that are matched in part, and those that begin with this byte. */
static unsigned search_some(struct mustls_play_search *f, const struct mustls_play_secrets *s,
                            unsigned some, uint8_t b)
{
    unsigned fresh = 0;
    f->live = 0;
    for (size_t i = 0; some >> i; i++) {
        const struct mustls_play_needle *n = &s->needles[i];
        if (!(some >> i & 1) || (f->done >> i & 1))
            continue;
        if (search_byte(&f->matched[i], n, b)) {
            forget_kind(f, s, n->kind);
            fresh |= 1u << n->kind;
        } else if (f->matched[i] > 0) {
            f->live |= (uint16_t)(1u << i);
        }
    }
    return fresh;
}

size_t mustls_play_search_feed(struct mustls_play_search *f, const struct mustls_play_secrets *s,
                               struct mustls_span in, unsigned *found)
{
    *found = 0;
    size_t i = 0;
    while (i < in.len && !*found) {
        uint8_t b = in.ptr[i++];
        unsigned some = f->live | s->starts[b];
        if (some)
            *found = search_some(f, s, some, b);
    }
    return i;
}
