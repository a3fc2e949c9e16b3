#include "profile/internal.h"

const char *const mustls_placeholder_names[MUSTLS_NUM_PLACEHOLDERS + 1] = {
    [MUSTLS_PH_HOST] = "host",       [MUSTLS_PH_PORT] = "port",         [MUSTLS_PH_CA] = "ca",
    [MUSTLS_PH_USER] = "user",       [MUSTLS_PH_PASSWORD] = "password", [MUSTLS_PH_FROM] = "from",
    [MUSTLS_PH_TO] = "to",           [MUSTLS_PH_MESSAGE] = "message",   [MUSTLS_PH_HELO] = "helo",
    [MUSTLS_PH_TIMEOUT] = "timeout", [MUSTLS_PH_TMP] = "tmp",           [MUSTLS_PH_DIR] = "dir",
};

enum mustls_placeholder mustls_placeholder_by_name(struct mustls_span name)
{
    unsigned i = 0;
    while (i < MUSTLS_NUM_PLACEHOLDERS &&
           !mustls_span_eq(name, mustls_span_str(mustls_placeholder_names[i])))
        i++;
    return (enum mustls_placeholder)i;
}

/* The length of "{name}" at the start of s, 0 when it is something else: "{}", "{A}", "{ a; }".
 * A placeholder's name is lower-case letters and '-', so shell code keeps its braces. */
static size_t placeholder_len(struct mustls_span s)
{
    size_t i = 1;
    if (s.len < 3 || s.ptr[0] != '{')
        return 0;
    while (i < s.len && ((s.ptr[i] >= 'a' && s.ptr[i] <= 'z') || s.ptr[i] == '-'))
        i++;
    return i > 1 && i < s.len && s.ptr[i] == '}' ? i + 1 : 0;
}

bool mustls_piece_next(struct mustls_span word, size_t *pos, struct mustls_piece *out)
{
    struct mustls_span rest = mustls_span_from(word, *pos);
    if (!rest.len)
        return false;

    size_t n = placeholder_len(rest);
    if (n) {
        *out = (struct mustls_piece){true, mustls_span(rest.ptr + 1, n - 2)};
        *pos += n;
        return true;
    }
    /* "{{name}": the first brace quotes the second. */
    size_t quoted = rest.ptr[0] == '{' ? placeholder_len(mustls_span_from(rest, 1)) : 0;
    if (quoted) {
        *out = (struct mustls_piece){false, mustls_span(rest.ptr + 1, quoted)};
        *pos += 1 + quoted;
        return true;
    }
    for (n = 1; n < rest.len && rest.ptr[n] != '{'; n++)
        ;
    *out = (struct mustls_piece){false, mustls_span_first(rest, n)};
    *pos += n;
    return true;
}

static struct mustls_span piece_value(const struct mustls_piece *piece,
                                      const struct mustls_program *prog,
                                      const char *const values[MUSTLS_NUM_PLACEHOLDERS])
{
    if (!piece->is_name)
        return piece->text;
    enum mustls_placeholder ph = mustls_placeholder_by_name(piece->text);
    if (ph != MUSTLS_NUM_PLACEHOLDERS)
        return mustls_span_str(values[ph]);
    const struct mustls_wish_word *wish = prog ? mustls_wish_find(piece->text) : NULL;
    return wish ? mustls_program_wish(prog, wish->key) : MUSTLS_LIT("");
}

char *mustls_expand(struct mustls_arena *a, struct mustls_span text,
                    const struct mustls_program *prog,
                    const char *const values[MUSTLS_NUM_PLACEHOLDERS])
{
    struct mustls_piece piece;
    size_t len = 0;
    for (size_t pos = 0; mustls_piece_next(text, &pos, &piece);)
        len += piece_value(&piece, prog, values).len;

    char *out = mustls_arena_alloc(a, len + 1);
    if (!out)
        return NULL;
    char *to = out;
    for (size_t pos = 0; mustls_piece_next(text, &pos, &piece);) {
        struct mustls_span v = piece_value(&piece, prog, values);
        if (v.len)
            memcpy(to, v.ptr, v.len);
        to += v.len;
    }
    *to = '\0';
    return out;
}

char *mustls_profile_expand(struct mustls_arena *a, struct mustls_span text,
                            const char *const values[MUSTLS_NUM_PLACEHOLDERS])
{
    return mustls_expand(a, text, NULL, values);
}

char **mustls_profile_words(struct mustls_arena *a, const struct mustls_words *words,
                            const char *const values[MUSTLS_NUM_PLACEHOLDERS])
{
    char **out = mustls_arena_array(a, words->num + 1, sizeof *out);
    if (!out)
        return NULL;
    for (size_t i = 0; i < words->num; i++)
        if (!(out[i] = mustls_profile_expand(a, words->items[i], values)))
            return NULL;
    return out;
}
