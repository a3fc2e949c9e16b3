/* The command line for one run: `run` with its wishes and placeholders replaced. */
#include "profile/internal.h"

static const struct mustls_words no_words;

/* What the word "{key}" spreads into; NULL when the profile has no line for the program's value. */
static const struct mustls_words *wish_words(const struct mustls_profile *p,
                                             const struct mustls_program *prog,
                                             struct mustls_span key)
{
    for (size_t i = 0; i < prog->num_wishes; i++) {
        const struct mustls_kv *wish = &prog->wishes[i];
        if (!mustls_span_eq(wish->key, key) || !wish->value.len)
            continue;
        const struct mustls_option_line *line = mustls_wish_line(p, wish);
        return line ? &line->words : NULL;
    }
    return &no_words;
}

static enum mustls_status count_words(const struct mustls_profile *p,
                                      const struct mustls_program *prog, size_t *num)
{
    *num = 0;
    for (size_t i = 0; i < p->run.num; i++) {
        struct mustls_span key = mustls_wish_in_word(p->run.items[i]);
        const struct mustls_words *spread = key.len ? wish_words(p, prog, key) : NULL;
        if (key.len && !spread)
            return MUSTLS_ENOENT;
        *num += spread ? spread->num : 1;
    }
    return MUSTLS_OK;
}

/* A bare command has no lines: {tls}, anywhere in a word, is the wish's value. */
static enum mustls_status bare_argv(struct mustls_arena *a, const struct mustls_profile *p,
                                    const struct mustls_program *prog,
                                    const char *const values[MUSTLS_NUM_PLACEHOLDERS], char ***argv)
{
    char **out = mustls_arena_array(a, p->run.num + 1, sizeof *out);
    if (!out)
        return MUSTLS_ENOMEM;
    for (size_t i = 0; i < p->run.num; i++)
        if (!(out[i] = mustls_expand(a, p->run.items[i], prog, values)))
            return MUSTLS_ENOMEM;
    *argv = out;
    return MUSTLS_OK;
}

enum mustls_status mustls_profile_argv(struct mustls_arena *a, const struct mustls_profile *p,
                                       const struct mustls_program *prog,
                                       const char *const values[MUSTLS_NUM_PLACEHOLDERS],
                                       char ***argv)
{
    if (p->any_wish)
        return bare_argv(a, p, prog, values, argv);

    size_t num, n = 0;
    enum mustls_status st = count_words(p, prog, &num);
    if (st != MUSTLS_OK)
        return st;
    char **out = mustls_arena_array(a, num + 1, sizeof *out);
    if (!out)
        return MUSTLS_ENOMEM;

    for (size_t i = 0; i < p->run.num; i++) {
        struct mustls_span key = mustls_wish_in_word(p->run.items[i]);
        struct mustls_words one = {&p->run.items[i], 1};
        const struct mustls_words *words = key.len ? wish_words(p, prog, key) : &one;
        for (size_t k = 0; k < words->num; k++)
            if (!(out[n++] = mustls_profile_expand(a, words->items[k], values)))
                return MUSTLS_ENOMEM;
    }
    *argv = out;
    return MUSTLS_OK;
}
