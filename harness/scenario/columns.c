/* Words of headers and sentences in columns: the layout that fmt and print share. */
#include "scenario/internal.h"

enum {
    SENTENCE_LIMIT = 78, /* a longer sentence does not push the others' sources away */
    GAP = 2
};

void scn_put_collapsed(struct mustls_buf *out, struct mustls_span text)
{
    bool quoted = false, pending = false, any = false;
    for (size_t i = 0; i < text.len; i++) {
        int c = text.ptr[i];
        if (!quoted && scn_is_blank(c)) {
            pending = any;
            continue;
        }
        if (pending)
            mustls_buf_putc(out, ' ');
        pending = false;
        any = true;
        if (c == '"')
            quoted = !quoted;
        mustls_buf_putc(out, c);
    }
}

/* --- sentences --- */

struct parts {
    bool negated;
    struct mustls_span level, text, source;
};

static void cut(struct mustls_span line, struct parts *out)
{
    size_t at = 0;
    for (bool quoted = false; at < line.len && (quoted || line.ptr[at] != '['); at++)
        if (line.ptr[at] == '"')
            quoted = !quoted;
    struct mustls_span rest = mustls_span_first(line, at);
    out->source = mustls_span_from(line, at);
    out->level = scn_take_word(&rest);
    struct mustls_span peek = rest;
    out->negated = mustls_span_eq(scn_take_word(&peek), MUSTLS_LIT("NOT"));
    out->text = scn_trim_left(out->negated ? peek : rest);
}

static size_t level_len(const struct parts *p)
{
    return p->level.len + (p->negated ? 4 : 0);
}

/* As scn_put_collapsed would write it. */
static size_t collapsed_len(struct mustls_span s)
{
    bool quoted = false, pending = false;
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++) {
        bool blank = !quoted && scn_is_blank(s.ptr[i]);
        if (!blank)
            n += pending && n > 0 ? 2 : 1;
        pending = blank;
        if (s.ptr[i] == '"')
            quoted = !quoted;
    }
    return n;
}

static size_t gap_after(size_t used, size_t column)
{
    return used + GAP <= column ? column - used : GAP;
}

/* Called for every sentence of a file, twice over: the second time the texts' column is known. */
void scn_measure_sentence(struct scn_columns *c, struct mustls_span line)
{
    struct parts p;
    cut(line, &p);
    size_t level = level_len(&p) + GAP;
    if (c->text < level)
        c->text = level;
    size_t end = c->text + collapsed_len(p.text) + GAP;
    if (end <= SENTENCE_LIMIT && c->source < end)
        c->source = end;
}

static void put_blanks(struct mustls_buf *out, size_t n)
{
    for (size_t i = 0; i < n; i++)
        mustls_buf_putc(out, ' ');
}

void scn_put_sentence_line(struct mustls_buf *out, const struct scn_columns *c,
                           struct mustls_span line)
{
    struct parts p;
    cut(line, &p);
    mustls_buf_put(out, p.level);
    if (p.negated)
        mustls_buf_puts(out, " NOT");
    put_blanks(out, gap_after(level_len(&p), c->text));
    scn_put_collapsed(out, p.text);
    put_blanks(out, gap_after(c->text + collapsed_len(p.text), c->source));
    mustls_buf_put(out, p.source);
    mustls_buf_putc(out, '\n');
}

/* --- headers --- */

static const struct scn_for *for_of(const struct mustls_scenario *s, const struct scn_line *line)
{
    for (size_t i = 0; i < s->num_fors; i++)
        if (s->fors[i].line->no == line->no)
            return &s->fors[i];
    return NULL;
}

static void put_for(struct mustls_buf *out, const struct scn_for *f)
{
    mustls_buf_put(out, f->name);
    mustls_buf_puts(out, " =");
    for (size_t i = 0; i < f->num_values; i++) {
        mustls_buf_puts(out, i > 0 ? " | " : " ");
        mustls_buf_put(out, f->values[i].text);
    }
}

void scn_put_header_line(struct mustls_buf *out, const struct mustls_scenario *s,
                         const struct scn_line *line)
{
    struct mustls_span rest = line->text;
    scn_take_word(&rest);
    rest = scn_trim_left(rest);
    mustls_buf_printf(out, "%-6s ", scn_header_words[line->header]);
    if (line->header == SCN_FOR && for_of(s, line))
        put_for(out, for_of(s, line));
    else if (line->header == SCN_TITLE)
        mustls_buf_put(out, rest);
    else
        scn_put_collapsed(out, rest);
}
