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
    uint32_t k = 0;
    for (size_t i = 1; i < n->text.len; i++) {
        while (k > 0 && n->text.ptr[i] != n->text.ptr[k])
            k = n->back[k - 1];
        if (n->text.ptr[i] == n->text.ptr[k])
            k++;
        n->back[i] = k;
    }
}

static enum mustls_status add_needle(struct mustls_play_secrets *s, struct mustls_arena *a,
                                     enum mustls_play_secret_kind kind, struct mustls_span text)
{
    struct mustls_play_needle n = {.kind = kind};
    enum mustls_status st = mustls_arena_copy(a, text, &n.text);
    if (st != MUSTLS_OK)
        return st;
    n.back = mustls_arena_array(a, text.len, sizeof *n.back);
    if (!n.back)
        return MUSTLS_ENOMEM;
    fill_borders(&n);
    s->begins[n.text.ptr[0]] = true; /* none is empty: MIN_SECRET */
    s->needles[s->num++] = n;
    return MUSTLS_OK;
}

/* The characters that `value` alone decides when `before` bytes stand in front of it: those whose
 * six bits all come from it. */
static enum mustls_status add_base64(struct mustls_play_secrets *s, struct mustls_arena *a,
                                     enum mustls_play_secret_kind kind, struct mustls_span value,
                                     size_t before)
{
    struct mustls_buf plain, text;
    mustls_buf_init(&plain, MAX_SECRET + 2);
    mustls_buf_init(&text, 2 * (MAX_SECRET + 2));
    for (size_t i = 0; i < before; i++)
        mustls_buf_putc(&plain, 0);
    mustls_buf_put(&plain, value);
    mustls_base64_put(&text, mustls_buf_span(&plain));

    enum mustls_status st = MUSTLS_ENOMEM;
    if (!plain.failed && !text.failed) {
        size_t from = (before * 8 + 5) / 6, to = (before + value.len) * 8 / 6;
        st = add_needle(s, a, kind, mustls_span(text.ptr + from, to - from));
    }
    mustls_buf_deinit(&plain);
    mustls_buf_deinit(&text);
    return st;
}

/* RFC 3986 2.3: these stand for themselves. */
static bool is_unreserved(uint8_t b)
{
    return (b >= '0' && b <= '9') || (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z') || b == '-' ||
           b == '.' || b == '_' || b == '~';
}

static enum mustls_status add_percent(struct mustls_play_secrets *s, struct mustls_arena *a,
                                      enum mustls_play_secret_kind kind, struct mustls_span value)
{
    struct mustls_buf text;
    mustls_buf_init(&text, 3 * MAX_SECRET + 1);
    for (size_t i = 0; i < value.len; i++) {
        if (is_unreserved(value.ptr[i]))
            mustls_buf_putc(&text, value.ptr[i]);
        else
            mustls_buf_printf(&text, "%%%02X", value.ptr[i]);
    }
    enum mustls_status st = MUSTLS_OK;
    if (text.failed)
        st = MUSTLS_ENOMEM;
    else if (!mustls_span_eq(mustls_buf_span(&text), value))
        st = add_needle(s, a, kind, mustls_buf_span(&text));
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

static unsigned search_all(struct mustls_play_search *f, const struct mustls_play_secrets *s,
                           uint8_t b)
{
    unsigned fresh = 0;
    f->within = false;
    for (size_t i = 0; i < s->num; i++) {
        const struct mustls_play_needle *n = &s->needles[i];
        if (f->found[n->kind])
            continue;
        if (search_byte(&f->matched[i], n, b)) {
            f->found[n->kind] = true;
            fresh |= 1u << n->kind;
        } else {
            f->within |= f->matched[i] > 0;
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
        if (f->within || s->begins[b])
            *found = search_all(f, s, b);
    }
    return i;
}
