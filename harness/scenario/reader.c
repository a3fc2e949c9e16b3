/* One line as the parsers see it: ${NAME} replaced, and every offset known to its place in the
 * file. A mistake inside a `for` value is reported where the value stands. */
#include "scenario/internal.h"

#include <assert.h>
#include <stdarg.h>
#include <stdio.h>

void scn_reader_init(struct scn_reader *r, struct mustls_arena *a, struct mustls_diags *d,
                     const struct mustls_scenario *s, const struct scn_line *line)
{
    r->arena = a;
    r->diags = d;
    r->scn = s;
    r->line = line;
    r->text = line->text;
    r->pieces[0] = (struct scn_piece){0};
    r->num_pieces = 1;
    r->errors = 0;
    r->no_memory = false;
}

static size_t for_index(const struct mustls_scenario *s, struct mustls_span name)
{
    for (size_t i = 0; i < s->num_fors; i++)
        if (mustls_span_eq(s->fors[i].name, name))
            return i;
    return MUSTLS_NPOS;
}

static void push_own(struct scn_reader *r, struct mustls_buf *out, struct mustls_span text,
                     size_t from)
{
    if (text.len == 0)
        return;
    r->pieces[r->num_pieces++] = (struct scn_piece){.at = out->len, .from = from};
    mustls_buf_put(out, text);
}

static void push_value(struct scn_reader *r, struct mustls_buf *out, size_t which, unsigned choice,
                       size_t from, size_t ref_len)
{
    const struct scn_for *f = &r->scn->fors[which];
    const struct scn_value *v = &f->values[choice];
    r->pieces[r->num_pieces++] =
        (struct scn_piece){.at = out->len, .from = from, .ref_len = ref_len, .of = f, .value = v};
    mustls_buf_put(out, v->text);
}

/* References were checked before: each has its `}`, its name is known, and there are few enough. */
enum mustls_status scn_reader_open(struct scn_reader *r, const unsigned *choice,
                                   struct mustls_buf *out)
{
    const struct mustls_span line = r->line->text;
    if (!r->line->templ)
        return MUSTLS_OK;

    r->num_pieces = 0;
    mustls_buf_clear(out);
    size_t from = 0;
    for (;;) {
        struct mustls_span rest = mustls_span_from(line, from);
        size_t ref = mustls_span_find(rest, MUSTLS_LIT("${"));
        if (ref == MUSTLS_NPOS) {
            push_own(r, out, rest, from);
            break;
        }
        size_t end = mustls_span_find(mustls_span_from(rest, ref), MUSTLS_LIT("}"));
        assert(end != MUSTLS_NPOS);
        size_t i = for_index(r->scn, mustls_span(rest.ptr + ref + 2, end - 2));
        assert(i != MUSTLS_NPOS);
        push_own(r, out, mustls_span_first(rest, ref), from);
        push_value(r, out, i, choice[i], from + ref, end + 1);
        from += ref + end + 1;
    }
    r->text = mustls_buf_span(out);
    return out->failed ? MUSTLS_ENOMEM : MUSTLS_OK;
}

void scn_choice(const struct mustls_scenario *s, unsigned instance, unsigned *choice)
{
    size_t n = instance > 0 ? instance - 1 : 0;
    for (size_t i = s->num_fors; i-- > 0;) {
        choice[i] = (unsigned)(n % s->fors[i].num_values);
        n /= s->fors[i].num_values;
    }
}

/* --- places --- */

struct place {
    const struct scn_line *line;
    size_t col, len; /* col from 0 */
};

static struct place find_place(const struct scn_reader *r, size_t at, size_t len)
{
    size_t i = r->num_pieces;
    while (i > 1 && r->pieces[i - 1].at > at)
        i--;
    const struct scn_piece *p = &r->pieces[i > 0 ? i - 1 : 0];
    size_t end = i < r->num_pieces ? r->pieces[i].at : r->text.len;
    if (len > end - at)
        len = end - at;
    if (p->of)
        return (struct place){
            p->of->line, (size_t)(p->value->text.ptr - p->of->line->text.ptr) + (at - p->at), len};
    return (struct place){r->line, p->from + (at - p->at), len};
}

static bool known(const struct mustls_diags *d, const struct mustls_diag *item)
{
    if (d->num == MUSTLS_MAX_DIAGS) /* the rest is only counted */
        return false;
    for (size_t i = 0; i < d->num; i++)
        if (d->items[i].line == item->line && d->items[i].col == item->col &&
            d->items[i].level == item->level && strcmp(d->items[i].text, item->text) == 0)
            return true;
    return false;
}

/* printf's %s may have brought bytes of the file that no terminal should see. */
static void make_printable(char *s)
{
    for (; *s; s++)
        if ((unsigned char)*s < 0x20 || (unsigned char)*s >= 0x7f)
            *s = '?';
}

static void report(struct scn_reader *r, enum mustls_diag_level level, struct mustls_span where,
                   const char *help, const char *fmt, va_list ap)
{
    char text[300], used[200];
    vsnprintf(text, sizeof(text), fmt, ap);
    make_printable(text);

    size_t at = where.ptr ? (size_t)(where.ptr - r->text.ptr) : r->text.len;
    assert(at <= r->text.len);
    struct place p = find_place(r, at, where.len);
    if (p.line != r->line && !help) {
        snprintf(used, sizeof(used), "this value is used on line %u", r->line->no);
        help = used;
    }
    struct mustls_diag item = {.level = level,
                               .file = r->scn->path,
                               .line = p.line->no,
                               .col = (unsigned)p.col + 1,
                               .len = p.len ? (unsigned)p.len : 1,
                               .text = text,
                               .help = help,
                               .excerpt = p.line->text};
    if (!known(r->diags, &item))
        mustls_diag_add(r->diags, &item);
}

void scn_bad(struct scn_reader *r, struct mustls_span where, const char *help, const char *fmt, ...)
{
    r->errors++;
    if (!r->diags)
        return;
    va_list ap;
    va_start(ap, fmt);
    report(r, MUSTLS_DIAG_ERROR, where, help, fmt, ap);
    va_end(ap);
}

void scn_warn(struct scn_reader *r, struct mustls_span where, const char *help, const char *fmt,
              ...)
{
    va_list ap;
    va_start(ap, fmt);
    report(r, MUSTLS_DIAG_WARNING, where, help, fmt, ap);
    va_end(ap);
}

const char *scn_did_you_mean(struct scn_hint *out, const char *nearest)
{
    if (!nearest)
        return NULL;
    snprintf(out->text, sizeof(out->text), "did you mean \"%s\"?", nearest);
    return out->text;
}

const char *scn_nearest_hint(struct scn_hint *out, struct mustls_span word,
                             const char *const *words)
{
    return scn_did_you_mean(out, mustls_nearest(word, words));
}

/* --- memory --- */

void *scn_room(struct scn_reader *r, size_t n, size_t size)
{
    void *p = mustls_arena_array(r->arena, n, size);
    if (!p)
        r->no_memory = true;
    return p;
}

struct mustls_span scn_fold(struct mustls_span s, struct scn_reader *r, bool upper)
{
    uint8_t *copy = scn_room(r, s.len, 1);
    if (!copy)
        return mustls_span(NULL, 0);
    for (size_t i = 0; i < s.len; i++) {
        int c = s.ptr[i];
        if (upper && c >= 'a' && c <= 'z')
            c -= 'a' - 'A';
        if (!upper && c >= 'A' && c <= 'Z')
            c += 'a' - 'A';
        copy[i] = (uint8_t)c;
    }
    return mustls_span(copy, s.len);
}
