/* Mistakes that show only when words, or a whole profile, are looked at together. */
#include "profile/internal.h"

/* The same bytes in the line as written, for the caret: quotes may have changed them. */
static struct mustls_span in_line(const struct mustls_profile_parser *p, struct mustls_span name)
{
    struct mustls_span value = p->line.value;
    for (size_t from = 0; from < value.len;) {
        size_t at = mustls_span_find(mustls_span_from(value, from), name);
        if (at == MUSTLS_NPOS)
            break;
        at += from;
        if (at > 0 && value.ptr[at - 1] == '{' && at + name.len < value.len &&
            value.ptr[at + name.len] == '}')
            return mustls_span(value.ptr + at - 1, name.len + 2);
        from = at + 1;
    }
    return value;
}

static void unknown_placeholder(struct mustls_profile_parser *p, struct mustls_span name)
{
    const char *names[MUSTLS_NUM_PLACEHOLDERS + 16] = {0};
    size_t n = 0;
    for (; n < MUSTLS_NUM_PLACEHOLDERS; n++)
        names[n] = mustls_placeholder_names[n];
    for (const struct mustls_wish_word *w = mustls_wish_words;
         w->key && n < MUSTLS_NUM_PLACEHOLDERS + 15; w++)
        if (w->values)
            names[n++] = w->key;
    struct mustls_span part = in_line(p, name);
    if (part.len == name.len + 2) /* without the braces, which the nearest word has not */
        part = mustls_span(part.ptr + 1, name.len);
    mustls_profile_unknown(p, part.len == name.len ? part : name, "placeholder", names,
                           "for braces as text, write {{ at the start");
}

static void check_piece(struct mustls_profile_parser *p, struct mustls_span name, bool whole_word,
                        unsigned only, enum mustls_wish_place wishes)
{
    enum mustls_placeholder ph = mustls_placeholder_by_name(name);
    if (ph != MUSTLS_NUM_PLACEHOLDERS) {
        if (!(only >> ph & 1))
            mustls_profile_complain(p, MUSTLS_DIAG_ERROR, &p->line, in_line(p, name),
                                    "this placeholder has no value here", "only {dir} has");
        return;
    }
    if (!mustls_wish_find(name)) {
        unknown_placeholder(p, name);
        return;
    }
    if (wishes == MUSTLS_WISH_NOWHERE)
        mustls_profile_complain(p, MUSTLS_DIAG_ERROR, &p->line, in_line(p, name),
                                "a wish can stand in run only", NULL);
    else if (wishes == MUSTLS_WISH_WHOLE_WORD && !whole_word)
        mustls_profile_complain(
            p, MUSTLS_DIAG_ERROR, &p->line, in_line(p, name),
            "a wish must be a word of its own: it spreads into all words of its line",
            "set it off by blanks, and put what stands around it into the wish's lines");
}

void mustls_profile_check_words(struct mustls_profile_parser *p, const struct mustls_words *words,
                                unsigned only, enum mustls_wish_place wishes)
{
    for (size_t i = 0; i < words->num; i++) {
        struct mustls_span word = words->items[i];
        struct mustls_piece piece;
        for (size_t pos = 0; mustls_piece_next(word, &pos, &piece);)
            if (piece.is_name)
                check_piece(p, piece.text, piece.text.len + 2 == word.len, only, wishes);
    }
}

static bool run_uses(const struct mustls_profile *p, struct mustls_span key)
{
    for (size_t i = 0; i < p->run.num; i++)
        if (mustls_span_eq(mustls_wish_in_word(p->run.items[i]), key))
            return true;
    return false;
}

/* Options that reach no command line look like a calibrated profile and are none. */
static void check_options(struct mustls_profile_parser *p)
{
    for (const struct mustls_wish_word *w = mustls_wish_words; w->key; w++) {
        struct mustls_span key = mustls_span_str(w->key);
        if (!w->values || w->role != p->profile->role)
            continue;
        bool used = run_uses(p->profile, key), any = false;
        for (size_t i = 0; i < p->profile->num_options; i++) {
            const struct mustls_option_line *o = &p->profile->options[i];
            if (!mustls_span_starts(o->key, key) || o->key.ptr[key.len] != '.')
                continue;
            any = true;
            if (o->words.num && !used && p->run.num)
                mustls_profile_complain(p, MUSTLS_DIAG_WARNING, &p->options[i], p->options[i].key,
                                        "the words of this line go nowhere",
                                        mustls_arena_printf(p->arena, "run has no {%s}", w->key));
        }
        if (used && !any)
            mustls_profile_complain(
                p, MUSTLS_DIAG_ERROR, &p->run, MUSTLS_LIT(""),
                mustls_arena_printf(p->arena, "run has {%s}, but no line says what it stands for",
                                    w->key),
                mustls_arena_printf(p->arena, "add a line %s.%s", w->key, w->values[0]));
    }
}

static bool wish_of_role(struct mustls_span option_key, enum mustls_role role)
{
    for (const struct mustls_wish_word *w = mustls_wish_words; w->key; w++) {
        struct mustls_span key = mustls_span_str(w->key);
        if (w->role == role && mustls_span_starts(option_key, key) &&
            option_key.ptr[key.len] == '.')
            return true;
    }
    return false;
}

static void check_roles(struct mustls_profile_parser *p)
{
    const char *text = p->profile->role == MUSTLS_TEST_CLIENT ? "clients have no such wish"
                                                              : "servers have no such wish";
    for (size_t i = 0; i < p->profile->num_options; i++)
        if (!wish_of_role(p->profile->options[i].key, p->profile->role))
            mustls_profile_complain(p, MUSTLS_DIAG_ERROR, &p->options[i], p->options[i].key, text,
                                    NULL);
}

void mustls_profile_check(struct mustls_profile_parser *p)
{
    static const struct mustls_profile_line top;
    if (!p->profile->name[0])
        mustls_profile_complain(p, MUSTLS_DIAG_ERROR, &top, MUSTLS_LIT(""), "a name is missing",
                                "add a line: name NAME");
    if (!p->run.num)
        mustls_profile_complain(p, MUSTLS_DIAG_ERROR, &top, MUSTLS_LIT(""),
                                "the command is missing", "add a line: run COMMAND {host} {port}");
    for (size_t i = 0; i < 32; i++)
        if (p->profile->exit_ok[i] & p->profile->exit_skip[i]) {
            mustls_profile_complain(p, MUSTLS_DIAG_ERROR, &top, MUSTLS_LIT(""),
                                    "an exit status is both ok and skip", NULL);
            break;
        }
    check_roles(p);
    check_options(p);
}
