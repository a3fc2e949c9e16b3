#include "profile/internal.h"

const struct mustls_wish_word *mustls_wish_find(struct mustls_span key)
{
    for (const struct mustls_wish_word *w = mustls_wish_words; w->key; w++)
        if (w->values && !w->is_place && mustls_span_eq(key, mustls_span_str(w->key)))
            return w;
    return NULL;
}

struct mustls_span mustls_wish_in_word(struct mustls_span word)
{
    struct mustls_piece piece;
    size_t pos = 0;
    if (!mustls_piece_next(word, &pos, &piece) || !piece.is_name || pos != word.len ||
        !mustls_wish_find(piece.text))
        return MUSTLS_LIT("");
    return piece.text;
}

/* "tls.required" against tls and required, without putting them together. */
static bool key_is(struct mustls_span full, struct mustls_span key, struct mustls_span value)
{
    return full.len == key.len + 1 + value.len && mustls_span_starts(full, key) &&
           full.ptr[key.len] == '.' && mustls_span_eq(mustls_span_from(full, key.len + 1), value);
}

static const struct mustls_option_line *exact_line(const struct mustls_profile *p,
                                                   struct mustls_span key, struct mustls_span value)
{
    for (size_t i = 0; i < p->num_options; i++)
        if (key_is(p->options[i].key, key, value))
            return &p->options[i];
    return NULL;
}

const struct mustls_option_line *mustls_wish_line(const struct mustls_profile *p,
                                                  const struct mustls_kv *wish)
{
    const struct mustls_option_line *line = exact_line(p, wish->key, wish->value);
    if (line)
        return line;
    /* A program that takes whatever the server offers can also be told PLAIN. */
    if (mustls_span_eq(wish->key, MUSTLS_LIT("auth")) &&
        mustls_span_eq(wish->value, MUSTLS_LIT("any")))
        return exact_line(p, wish->key, MUSTLS_LIT("plain"));
    /* One that can check no certificate still has a dialogue to be judged; the scenarios about
     * certificates say verify=yes. */
    if (wish->is_fallback && mustls_span_eq(wish->key, MUSTLS_LIT("verify")))
        return exact_line(p, wish->key, MUSTLS_LIT("no"));
    return NULL;
}

struct mustls_span mustls_profile_served(const struct mustls_profile *p,
                                         const struct mustls_kv *wish)
{
    const struct mustls_option_line *line = mustls_wish_line(p, wish);
    return line ? mustls_span_from(line->key, wish->key.len + 1) : wish->value;
}

const char *mustls_profile_lacks(struct mustls_arena *a, const struct mustls_profile *p,
                                 const struct mustls_program *prog)
{
    if (p->any_wish)
        return NULL;
    if (p->role != prog->role)
        return prog->role == MUSTLS_TEST_SERVER ? "role=server" : "role=client";

    for (size_t i = 0; i < prog->num_wishes; i++) {
        const struct mustls_kv *wish = &prog->wishes[i];
        struct mustls_span key = wish->key, value = wish->value;
        if (!value.len || !mustls_wish_find(key) || mustls_wish_line(p, wish))
            continue;
        const char *text = mustls_arena_printf(a, "%.*s=%.*s", (int)key.len, (const char *)key.ptr,
                                               (int)value.len, (const char *)value.ptr);
        return text ? text : "a wish (no memory to name it)";
    }
    return NULL;
}
