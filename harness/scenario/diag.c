#include "scenario/diag.h"

enum {
    WINDOW = 100,      /* bytes of an excerpt that are shown */
    WINDOW_BEFORE = 60 /* of them, before the caret */
};

void mustls_diags_init(struct mustls_diags *d, struct mustls_arena *a)
{
    *d = (struct mustls_diags){.arena = a};
}

static void count(struct mustls_diags *d, enum mustls_diag_level level)
{
    if (level == MUSTLS_DIAG_ERROR)
        d->num_errors++;
    else
        d->num_warnings++;
}

static const char *copy_str(struct mustls_arena *a, const char *s)
{
    return mustls_arena_str(a, mustls_span_str(s ? s : ""));
}

void mustls_diag_add(struct mustls_diags *d, const struct mustls_diag *item)
{
    /* Counted even when it can't be kept: a mistake must never pass for none. */
    count(d, item->level);
    if (d->num == MUSTLS_MAX_DIAGS)
        return;

    struct mustls_diag c = *item;
    c.file = copy_str(d->arena, item->file);
    c.text = copy_str(d->arena, item->text);
    c.help = item->help ? copy_str(d->arena, item->help) : NULL;
    c.len = item->len ? item->len : 1;
    if (!c.file || !c.text || (item->help && !c.help))
        return;
    if (mustls_arena_copy(d->arena, item->excerpt, &c.excerpt) != MUSTLS_OK)
        return;

    void *items = d->items;
    if (mustls_arena_grow(d->arena, &items, &d->cap, d->num, sizeof(*d->items)) != MUSTLS_OK)
        return;
    d->items = items;
    d->items[d->num++] = c;
}

static void put_shown(struct mustls_buf *out, struct mustls_span s)
{
    for (size_t i = 0; i < s.len; i++)
        mustls_buf_putc(out, s.ptr[i] >= 0x20 && s.ptr[i] < 0x7f ? s.ptr[i] : '?');
}

/* The excerpt and the carets below it; a long line is shown around its caret only. */
static void put_excerpt(struct mustls_buf *out, const struct mustls_diag *item)
{
    size_t caret = item->col - 1, from = 0;
    if (item->excerpt.len > WINDOW && caret > WINDOW_BEFORE)
        from = caret - WINDOW_BEFORE;
    struct mustls_span rest = mustls_span_from(item->excerpt, from);
    struct mustls_span shown = mustls_span_first(rest, WINDOW);
    const char *left = from > 0 ? "..." : "", *right = shown.len < rest.len ? "..." : "";

    mustls_buf_printf(out, "%5u | %s", item->line, left);
    put_shown(out, shown);
    mustls_buf_printf(out, "%s\n      | ", right);

    size_t at = strlen(left) + (caret - from);
    size_t end = strlen(left) + shown.len, len = item->len;
    if (at < end && len > end - at)
        len = end - at;
    for (size_t i = 0; i < at; i++)
        mustls_buf_putc(out, ' ');
    for (size_t i = 0; i < (at < end ? len : 1); i++)
        mustls_buf_putc(out, '^');
    mustls_buf_putc(out, '\n');
}

void mustls_diag_put(struct mustls_buf *out, const struct mustls_diag *item)
{
    const char *level = item->level == MUSTLS_DIAG_ERROR ? "error" : "warning";
    if (item->line > 0) {
        mustls_buf_printf(out, "%s:%u:%u: %s: %s\n", item->file, item->line, item->col, level,
                          item->text);
        put_excerpt(out, item);
    } else {
        mustls_buf_printf(out, "%s: %s: %s\n", item->file, level, item->text);
    }
    if (item->help)
        mustls_buf_printf(out, "help: %s\n", item->help);
}

void mustls_diags_put(struct mustls_buf *out, const struct mustls_diags *d)
{
    for (size_t i = 0; i < d->num; i++)
        mustls_diag_put(out, &d->items[i]);
    size_t all = d->num_errors + d->num_warnings;
    if (all > d->num)
        mustls_buf_printf(out, "... and %zu more\n", all - d->num);
}
