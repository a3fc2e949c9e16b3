/* The line under a row: which sentence it broke, or what was expected behind it. */
#include "report/internal.h"

enum { MAX_CARETS = 60 };

static struct mustls_span word_off(struct mustls_span text, struct mustls_span word)
{
    return mustls_span_starts(text, word) ? mustls_span_from(text, word.len) : text;
}

/* "MUST EHLO first in tls" is expected as "EHLO first in tls". */
static struct mustls_span without_level(const struct mustls_sentence *s)
{
    return word_off(word_off(word_off(s->text, MUSTLS_LIT("MUST ")), MUSTLS_LIT("SHOULD ")),
                    MUSTLS_LIT("NOT "));
}

static void put_source(struct mustls_buf *out, struct mustls_span source)
{
    if (!source.len)
        return;
    mustls_buf_puts(out, " [");
    mustls_put_plain(out, source);
    mustls_buf_putc(out, ']');
}

/* Under one row the carets are drawn once; further sentences stand beneath the first. */
struct carets {
    size_t width;
    bool drawn;
};

static void begin_caret(struct mustls_buf *out, const struct mustls_view *v, size_t i,
                        const struct mustls_finding *f, struct carets *c)
{
    mustls_put_blanks(out, i < v->num ? MUSTLS_COL_TEXT : MUSTLS_COL_END);
    mustls_tint_on(out, v->o,
                   f->sentence->level == MUSTLS_MUST ? MUSTLS_TINT_BAD : MUSTLS_TINT_WARN);
    for (size_t n = 0; n < c->width && n < MAX_CARETS; n++)
        mustls_buf_putc(out, c->drawn ? ' ' : '^');
    if (c->width)
        mustls_buf_putc(out, ' ');
    c->drawn = true;
}

static void end_caret(struct mustls_buf *out, const struct mustls_view *v)
{
    mustls_tint_off(out, v->o);
    mustls_buf_putc(out, '\n');
}

/* Told beside a sentence that is about something else. */
static void put_early(struct mustls_buf *out, const struct mustls_view *v, size_t i,
                      const struct mustls_sentence *s)
{
    bool said = mustls_span_find(s->text, MUSTLS_LIT("<early>")) != MUSTLS_NPOS;
    if (!said && i < v->num && mustls_view_came_with(v, i, MUSTLS_E_EARLY))
        mustls_buf_puts(out, "; sent before our reply was complete");
}

static bool is_first(const struct mustls_view *v, size_t i, const struct mustls_finding *f)
{
    return f->events[0] >= v->num || mustls_view_home(v, f->events[0]) == i;
}

/* The judge keeps so many witnesses; it does not say whether there were more. */
static bool is_last_marked(const struct mustls_view *v, size_t i, const struct mustls_finding *f)
{
    return f->num_events == MUSTLS_MAX_WITNESS && f->events[MUSTLS_MAX_WITNESS - 1] < v->num &&
           mustls_view_home(v, f->events[MUSTLS_MAX_WITNESS - 1]) == i;
}

/* In full under the first witness; in few words under the others. */
static void put_broken(struct mustls_buf *out, const struct mustls_view *v, size_t i,
                       const struct mustls_finding *f)
{
    if (is_first(v, i, f)) {
        mustls_put_sentence(out, f->sentence);
        put_early(out, v, i, f->sentence);
    } else {
        mustls_buf_puts(out, "again: ");
        mustls_put_plain(out, f->sentence->text);
        if (is_last_marked(v, i, f))
            mustls_buf_puts(out, "; later ones, if any, are not marked");
    }
}

static void put_expected(struct mustls_buf *out, const struct mustls_view *v, size_t i,
                         const struct mustls_finding *f)
{
    mustls_buf_puts(out, "expected ");
    mustls_put_plain(out, without_level(f->sentence));
    if (i < v->num)
        mustls_buf_puts(out, " here or later");
    else if (f->expected_after >= v->num)
        mustls_buf_puts(out, "; nothing came that could lead to it");
    put_source(out, f->sentence->source);
}

/* True when some witness of f is at home in row i; one caret line a row and sentence. */
static bool is_witness_of(const struct mustls_view *v, size_t i, const struct mustls_finding *f)
{
    for (size_t k = 0; k < f->num_events && k < MUSTLS_MAX_WITNESS; k++)
        if (f->events[k] < v->num && mustls_view_home(v, f->events[k]) == i)
            return true;
    return false;
}

static bool is_expected_after(const struct mustls_view *v, size_t i, const struct mustls_finding *f)
{
    if (f->num_events)
        return false;
    size_t home = f->expected_after < v->num ? mustls_view_home(v, f->expected_after) : v->num;
    return home == i;
}

bool mustls_caret_is_at(const struct mustls_view *v, size_t i, const struct mustls_finding *f)
{
    if (is_expected_after(v, i, f))
        return true;
    /* Under the other witnesses only where nothing is folded. */
    return is_witness_of(v, i, f) && (v->o->verbose || is_first(v, i, f));
}

void mustls_put_caret_text(struct mustls_buf *out, const struct mustls_view *v, size_t i,
                           const struct mustls_finding *f)
{
    if (f->num_events)
        put_broken(out, v, i, f);
    else
        put_expected(out, v, i, f);
}

static void put_level(struct mustls_buf *out, const struct mustls_view *v, size_t i,
                      struct carets *c, enum mustls_level level)
{
    const struct mustls_finding *f;
    for (size_t pos = 0; (f = mustls_next_broken(v->c, level, &pos));) {
        if (!mustls_caret_is_at(v, i, f))
            continue;
        begin_caret(out, v, i, f, c);
        mustls_put_caret_text(out, v, i, f);
        end_caret(out, v);
    }
}

void mustls_put_carets(struct mustls_buf *out, const struct mustls_view *v, size_t i, size_t width)
{
    struct carets c = {.width = width};
    put_level(out, v, i, &c, MUSTLS_MUST);
    put_level(out, v, i, &c, MUSTLS_SHOULD);
}
