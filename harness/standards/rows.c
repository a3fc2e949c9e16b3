#include "standards/rows.h"

#include "standards/lines.h"

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

static bool is_capital(uint8_t c)
{
    return (c >= 'A' && c <= 'Z') || is_digit(c);
}

static bool is_word(uint8_t c)
{
    return is_capital(c) || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
}

static size_t prefix_len(struct mustls_span s)
{
    size_t n = 0;
    while (n < s.len && is_capital(s.ptr[n]))
        n++;
    return n;
}

/* Length of the row's name that `s` begins with; 0 for none. */
static size_t row_len(struct mustls_span s)
{
    size_t n = prefix_len(s);
    if (n < 3 || n > 4 || s.len < n + 3 || s.ptr[n] != '-' || !is_digit(s.ptr[n + 1]) ||
        !is_digit(s.ptr[n + 2]))
        return 0;
    return s.len > n + 3 && is_word(s.ptr[n + 3]) ? 0 : n + 3;
}

static bool has_group(const struct mustls_rows *rows, struct mustls_span prefix)
{
    for (size_t i = 0; i < rows->num_groups; i++)
        if (mustls_span_eq(rows->groups[i].prefix, prefix))
            return true;
    return false;
}

static struct mustls_row *find(const struct mustls_rows *rows, struct mustls_span id)
{
    for (size_t i = 0; i < rows->num_rows; i++)
        if (mustls_span_eq(rows->rows[i].id.text, id))
            return &rows->rows[i];
    return NULL;
}

/* --- parsing --- */

struct parser {
    struct mustls_arena *arena;
    struct mustls_std_lines lines;
    struct mustls_rows *rows;
    bool open, lost; /* as in register.c */
};

static void error(struct parser *p, const struct mustls_std_word *at, const char *text)
{
    mustls_std_error(p->lines.diags, p->rows->path, at, "%s", text);
}

static enum mustls_status parse_group(struct parser *p)
{
    struct mustls_rows *r = p->rows;
    struct mustls_std_word prefix = mustls_std_word(&p->lines), title = mustls_std_rest(&p->lines);
    size_t n = prefix_len(prefix.text);
    p->open = false;
    if (n != prefix.text.len || n < 3 || n > 4)
        error(p, &prefix, "a group is three or four capitals or digits");
    else if (has_group(r, prefix.text))
        error(p, &prefix, "this group was there already");
    else if (title.text.len == 0)
        error(p, &title, "the title of the group is missing");
    enum mustls_status st = mustls_arena_grow(p->arena, (void **)&r->groups, &r->cap_groups,
                                              r->num_groups, sizeof *r->groups);
    if (st == MUSTLS_OK)
        r->groups[r->num_groups++] = (struct mustls_row_group){prefix.text, title.text};
    return st;
}

static bool good_row(struct parser *p, const struct mustls_std_word *id,
                     const struct mustls_std_word *title)
{
    const struct mustls_rows *r = p->rows;
    if (id->text.len == 0 || row_len(id->text) != id->text.len)
        error(p, id,
              "found neither a row, such as SEQ-08, nor \"group\"; what belongs to a row is "
              "indented");
    else if (r->num_groups == 0 ||
             !mustls_span_eq(r->groups[r->num_groups - 1].prefix,
                             mustls_span_first(id->text, prefix_len(id->text))))
        error(p, id, "this row does not belong to the group above it");
    else if (find(r, id->text))
        error(p, id, "this row was there already");
    else if (title->text.len == 0)
        error(p, title, "the title of the row is missing");
    else
        return true;
    return false;
}

static enum mustls_status parse_row(struct parser *p)
{
    struct mustls_rows *r = p->rows;
    struct mustls_std_word id = mustls_std_word(&p->lines), title = mustls_std_rest(&p->lines);
    p->open = good_row(p, &id, &title);
    p->lost = !p->open;
    if (p->lost)
        return MUSTLS_OK;
    if (r->num_rows == MUSTLS_MAX_ROWS) {
        error(p, &id, "too many rows");
        return MUSTLS_ELIMIT;
    }
    enum mustls_status st =
        mustls_arena_grow(p->arena, (void **)&r->rows, &r->cap_rows, r->num_rows, sizeof *r->rows);
    if (st == MUSTLS_OK)
        r->rows[r->num_rows++] =
            (struct mustls_row){.id = id, .title = title.text, .group = r->num_groups - 1};
    return st;
}

static void parse_indented(struct parser *p)
{
    struct mustls_std_lines first = p->lines;
    struct mustls_std_word word = mustls_std_word(&first);
    if (!p->open) {
        if (!p->lost)
            error(p, &word, "an indented line belongs to a row, and there is none above");
        return;
    }
    struct mustls_row *row = &p->rows->rows[p->rows->num_rows - 1];
    struct mustls_span *slot = NULL;
    if (mustls_std_take(&p->lines, "not covered:"))
        slot = &row->not_covered;
    else if (mustls_std_take(&p->lines, "open:"))
        slot = &row->left_open;
    struct mustls_std_word why = mustls_std_rest(&p->lines);
    if (!slot)
        error(p, &word, "found neither \"not covered:\" nor \"open:\"");
    else if (row->not_covered.len + row->left_open.len > 0)
        error(p, &word, "this row has a reason already");
    else if (why.text.len == 0)
        error(p, &why, "the reason is missing");
    else
        *slot = why.text;
    row->reason_at = word;
}

enum mustls_status mustls_rows_parse(struct mustls_arena *a, const char *path,
                                     struct mustls_span text, struct mustls_diags *d,
                                     struct mustls_rows *out)
{
    struct parser p = {.arena = a, .rows = out};
    size_t errors = d->num_errors;
    *out = (struct mustls_rows){.path = path};
    mustls_std_lines_init(&p.lines, path, text, d);
    enum mustls_status st = MUSTLS_OK;
    while (st == MUSTLS_OK && mustls_std_next(&p.lines)) {
        if (mustls_std_indented(&p.lines))
            parse_indented(&p);
        else
            st = mustls_std_take(&p.lines, "group") ? parse_group(&p) : parse_row(&p);
    }
    return st == MUSTLS_OK && d->num_errors > errors ? MUSTLS_EPARSE : st;
}

/* --- scenarios --- */

/* Whether the paragraph (or line) that holds `at` begins with "Row". */
static bool in_list(struct mustls_span s, size_t at)
{
    while (at > 0 && s.ptr[at - 1] != '\n')
        at--;
    return mustls_span_starts(mustls_span_from(s, at), MUSTLS_LIT("Row"));
}

bool mustls_rows_next_named(const struct mustls_rows *rows, struct mustls_span description,
                            size_t *at, struct mustls_span *out)
{
    for (size_t i = *at; i < description.len; i++) {
        if (i > 0 && is_word(description.ptr[i - 1]))
            continue;
        struct mustls_span s = mustls_span_from(description, i);
        size_t n = row_len(s);
        if (n > 0 && (has_group(rows, mustls_span_first(s, n - 3)) || in_list(description, i))) {
            *out = mustls_span_first(s, n);
            *at = i + n;
            return true;
        }
    }
    return false;
}

static bool has_scenario(const struct mustls_row *r, const char *name)
{
    for (size_t i = 0; i < r->num_scenarios; i++)
        if (strcmp(r->scenarios[i], name) == 0)
            return true;
    return false;
}

enum mustls_status mustls_rows_add(struct mustls_arena *a, struct mustls_rows *rows,
                                   const char *scenario, const char *path,
                                   struct mustls_span description, struct mustls_diags *d)
{
    size_t at = 0;
    struct mustls_span id;
    while (mustls_rows_next_named(rows, description, &at, &id)) {
        struct mustls_row *r = find(rows, id);
        if (!r) {
            struct mustls_std_word top = {.line = 1, .col = 1};
            mustls_std_error(d, path, &top, "the catalogue has no row %.*s", (int)id.len,
                             (const char *)id.ptr);
            continue;
        }
        if (has_scenario(r, scenario))
            continue;
        enum mustls_status st = mustls_arena_grow(a, (void **)&r->scenarios, &r->cap_scenarios,
                                                  r->num_scenarios, sizeof *r->scenarios);
        if (st != MUSTLS_OK)
            return st;
        r->scenarios[r->num_scenarios++] = scenario;
    }
    return MUSTLS_OK;
}

void mustls_rows_check(const struct mustls_rows *rows, struct mustls_diags *d)
{
    for (size_t i = 0; i < rows->num_rows; i++) {
        const struct mustls_row *r = &rows->rows[i];
        if (r->num_scenarios == 0 && r->not_covered.len == 0)
            mustls_std_error(d, rows->path, &r->id,
                             "no scenario names this row, and no reason stands below it");
        else if (r->num_scenarios > 0 && r->not_covered.len > 0)
            mustls_std_error(d, rows->path, &r->reason_at,
                             "%s names this row: \"open:\" tells what is left, or nothing is",
                             r->scenarios[0]);
    }
}

/* --- the table --- */

static void put_row(struct mustls_buf *out, const struct mustls_row *r)
{
    mustls_buf_printf(out, "%-8.*s", (int)r->id.text.len, (const char *)r->id.text.ptr);
    mustls_buf_put(out, r->title);
    mustls_buf_putc(out, '\n');
    for (size_t i = 0; i < r->num_scenarios; i++)
        mustls_buf_printf(out, "%s%s", i ? " " : "        ", r->scenarios[i]);
    mustls_buf_puts(out, r->num_scenarios ? "\n" : "");
    if (r->not_covered.len > 0) {
        mustls_buf_puts(out, "        not covered: ");
        mustls_buf_put(out, r->not_covered);
        mustls_buf_putc(out, '\n');
    }
    if (r->left_open.len > 0) {
        mustls_buf_puts(out, "        open: ");
        mustls_buf_put(out, r->left_open);
        mustls_buf_putc(out, '\n');
    }
}

void mustls_rows_put_text(struct mustls_buf *out, const struct mustls_rows *rows)
{
    size_t covered = 0, open = 0, group = (size_t)-1;
    for (size_t i = 0; i < rows->num_rows; i++) {
        const struct mustls_row *r = &rows->rows[i];
        if (r->group != group) {
            group = r->group;
            mustls_buf_puts(out, i ? "\n" : "");
            mustls_buf_put(out, rows->groups[group].title);
            mustls_buf_puts(out, "\n\n");
        }
        put_row(out, r);
        covered += r->num_scenarios > 0;
        open += r->num_scenarios > 0 && r->left_open.len > 0;
    }
    mustls_buf_printf(out, "\n%zu rows: %zu covered (%zu of them not wholly), %zu not\n",
                      rows->num_rows, covered, open, rows->num_rows - covered);
}
