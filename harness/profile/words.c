/* POSIX.1-2017, Shell Command Language 2.2: backslash, single-quotes, double-quotes. There are no
 * variables, no globs and no comments here, so a profile means the same on every machine. */
#include "profile/internal.h"
#include "profile/blank.h"

struct splitter {
    struct mustls_span in;
    size_t pos;
    uint8_t *word; /* as long as the input: a word is never longer than what it was written as */
    size_t len;
};

static enum mustls_status fail(struct mustls_words_error *err, size_t at, const char *text)
{
    *err = (struct mustls_words_error){at, text};
    return MUSTLS_EPARSE;
}

static enum mustls_status single_quotes(struct splitter *s, struct mustls_words_error *err)
{
    size_t open = s->pos++;
    for (; s->pos < s->in.len; s->pos++) {
        uint8_t c = s->in.ptr[s->pos];
        if (c == '\'') {
            s->pos++;
            return MUSTLS_OK;
        }
        s->word[s->len++] = c;
    }
    return fail(err, open, "this ' has no partner");
}

/* Within double-quotes a backslash quotes only what would be special there, and is itself
 * otherwise. */
static bool special_in_double(uint8_t c)
{
    return c == '"' || c == '\\' || c == '$' || c == '`';
}

static enum mustls_status double_quotes(struct splitter *s, struct mustls_words_error *err)
{
    size_t open = s->pos++;
    for (; s->pos < s->in.len; s->pos++) {
        uint8_t c = s->in.ptr[s->pos];
        if (c == '"') {
            s->pos++;
            return MUSTLS_OK;
        }
        if (c == '\\' && s->pos + 1 < s->in.len && special_in_double(s->in.ptr[s->pos + 1]))
            c = s->in.ptr[++s->pos];
        s->word[s->len++] = c;
    }
    return fail(err, open, "this \" has no partner");
}

static enum mustls_status backslash(struct splitter *s, struct mustls_words_error *err)
{
    if (s->pos + 1 == s->in.len)
        return fail(err, s->pos, "a backslash at the end of the line quotes nothing");
    s->word[s->len++] = s->in.ptr[s->pos + 1];
    s->pos += 2;
    return MUSTLS_OK;
}

static enum mustls_status one_word(struct splitter *s, struct mustls_words_error *err)
{
    s->len = 0;
    enum mustls_status st = MUSTLS_OK;
    while (st == MUSTLS_OK && s->pos < s->in.len && !mustls_is_blank(s->in.ptr[s->pos])) {
        uint8_t c = s->in.ptr[s->pos];
        if (c == '\'')
            st = single_quotes(s, err);
        else if (c == '"')
            st = double_quotes(s, err);
        else if (c == '\\')
            st = backslash(s, err);
        else {
            s->word[s->len++] = c;
            s->pos++;
        }
    }
    return st;
}

static void skip_blanks(struct splitter *s)
{
    while (s->pos < s->in.len && mustls_is_blank(s->in.ptr[s->pos]))
        s->pos++;
}

enum mustls_status mustls_words_split(struct mustls_arena *a, struct mustls_span text,
                                      struct mustls_words *out, struct mustls_words_error *err)
{
    struct splitter s = {.in = text, .word = mustls_arena_alloc(a, text.len)};
    struct mustls_words words = {0};
    size_t cap = 0;
    if (!s.word)
        return MUSTLS_ENOMEM;

    for (skip_blanks(&s); s.pos < s.in.len; skip_blanks(&s)) {
        enum mustls_status st = one_word(&s, err);
        if (st != MUSTLS_OK)
            return st;
        st = mustls_arena_grow(a, (void **)&words.items, &cap, words.num, sizeof *words.items);
        if (st != MUSTLS_OK)
            return st;
        st = mustls_arena_copy(a, mustls_span(s.word, s.len), &words.items[words.num]);
        if (st != MUSTLS_OK)
            return st;
        words.num++;
    }
    *out = words;
    return MUSTLS_OK;
}
