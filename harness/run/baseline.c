#define _GNU_SOURCE
#include "run/baseline.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trace/read.h"

#define LINE_ARENA ((size_t)256 << 20)
#define ROWS_ARENA ((size_t)1 << 30)

struct row {
    const char *subject, *scenario, *why;
    unsigned instance;
    enum mustls_verdict verdict;
};
struct change {
    const struct row *was;
    enum mustls_verdict now;
    const char *why;
};

struct mustls_baseline {
    struct mustls_arena *arena;
    const char *path;
    struct mustls_html *page;
    struct row *rows; /* in order once they are read */
    size_t num_rows, cap_rows;
    struct change *changes;
    size_t num_changes, cap_changes;
    unsigned compared;
    bool failed; /* no memory for a change: the list would lie */
};

/* --- reading --- */

static const char *keep(struct mustls_baseline *b, const char *text)
{
    return mustls_arena_printf(b->arena, "%s", text ? text : "");
}

static enum mustls_status add_row(struct mustls_baseline *b, const struct mustls_rec_verdict *v)
{
    struct row row = {.subject = keep(b, v->subject),
                      .scenario = keep(b, v->scenario),
                      .why = keep(b, v->why),
                      .instance = v->instance,
                      .verdict = v->verdict};
    if (!row.subject || !row.scenario || !row.why ||
        mustls_arena_grow(b->arena, (void **)&b->rows, &b->cap_rows, b->num_rows,
                          sizeof *b->rows) != MUSTLS_OK)
        return MUSTLS_ENOMEM;
    b->rows[b->num_rows++] = row;
    return MUSTLS_OK;
}

static enum mustls_status take(struct mustls_baseline *b, struct mustls_span text,
                               struct mustls_error *err)
{
    /* Nearly all lines of a trace are events, and none of them is asked for. */
    if (mustls_span_starts(text, MUSTLS_LIT("{\"type\":\"event\"")))
        return MUSTLS_OK;
    struct mustls_rec rec;
    struct mustls_arena *a = mustls_arena_new(LINE_ARENA);
    enum mustls_status st = a ? mustls_rec_read(a, text, &rec, err) : MUSTLS_ENOMEM;
    if (st == MUSTLS_OK && rec.type == MUSTLS_REC_RUN && b->page)
        mustls_html_baseline_run(b->page, &rec.u.run);
    if (st == MUSTLS_OK && rec.type == MUSTLS_REC_VERDICT) {
        st = add_row(b, &rec.u.verdict);
        if (b->page)
            mustls_html_baseline(b->page, &rec.u.verdict);
    }
    mustls_arena_free(a);
    return st;
}

static enum mustls_status take_lines(struct mustls_baseline *b, FILE *f, struct mustls_error *err)
{
    char *line = NULL;
    size_t cap = 0;
    ssize_t n;
    unsigned number = 0;
    enum mustls_status st = MUSTLS_OK;
    /* A last line without its end is of a killed run. */
    while (st == MUSTLS_OK && (n = getline(&line, &cap, f)) > 0 && line[n - 1] == '\n') {
        number++;
        st = take(b, mustls_span(line, (size_t)n - 1), err);
    }
    free(line);
    if (st == MUSTLS_EPARSE) {
        snprintf(err->file, sizeof err->file, "%s", b->path);
        err->line = number;
    }
    if (st == MUSTLS_OK && ferror(f)) {
        mustls_error_set(err, "can't read %s: %s", b->path, strerror(errno));
        st = MUSTLS_EIO;
    }
    return st;
}

static int by_key(const void *a, const void *b)
{
    const struct row *x = a, *y = b;
    int c = strcmp(x->subject, y->subject);
    if (c == 0)
        c = strcmp(x->scenario, y->scenario);
    return c ? c : (x->instance > y->instance) - (x->instance < y->instance);
}

static enum mustls_status read_file(struct mustls_baseline *b, struct mustls_error *err)
{
    FILE *f = fopen(b->path, "re");
    mustls_error_set(err, "out of memory");
    if (!f) {
        mustls_error_set(err, "can't open %s: %s", b->path, strerror(errno));
        return MUSTLS_EIO;
    }
    enum mustls_status st = take_lines(b, f, err);
    fclose(f);
    if (b->num_rows > 1)
        qsort(b->rows, b->num_rows, sizeof *b->rows, by_key);
    return st;
}

struct mustls_baseline *mustls_baseline_new(const char *path, struct mustls_html *page,
                                            struct mustls_error *err)
{
    struct mustls_baseline *b = mustls_alloc(sizeof *b);
    mustls_error_set(err, "out of memory");
    if (!b)
        return NULL;
    b->path = path;
    b->page = page;
    b->arena = mustls_arena_new(ROWS_ARENA);
    if (b->arena && read_file(b, err) == MUSTLS_OK)
        return b;
    mustls_baseline_free(b);
    return NULL;
}

void mustls_baseline_free(struct mustls_baseline *b)
{
    if (!b)
        return;
    mustls_arena_free(b->arena);
    mustls_free(b);
}

/* --- comparing --- */

static void add_change(struct mustls_baseline *b, const struct row *was,
                       const struct mustls_case *c)
{
    struct change change = {.was = was, .now = c->verdict, .why = keep(b, c->why)};
    if (!change.why || mustls_arena_grow(b->arena, (void **)&b->changes, &b->cap_changes,
                                         b->num_changes, sizeof *b->changes) != MUSTLS_OK) {
        b->failed = true;
        return;
    }
    b->changes[b->num_changes++] = change;
}

void mustls_baseline_case(struct mustls_baseline *b, const struct mustls_case *c)
{
    struct row key = {.subject = c->subject, .scenario = c->scenario, .instance = c->instance};
    const struct row *was =
        b->num_rows ? bsearch(&key, b->rows, b->num_rows, sizeof *b->rows, by_key) : NULL;
    if (!was)
        return;
    b->compared++;
    if (was->verdict != c->verdict)
        add_change(b, was, c);
}

static int by_row(const void *a, const void *b)
{
    const struct change *x = a, *y = b;
    return (x->was > y->was) - (x->was < y->was);
}

static void put_side(struct mustls_buf *out, enum mustls_verdict v, const char *why)
{
    mustls_buf_puts(out, mustls_verdict_name(v));
    if (*why)
        mustls_buf_printf(out, " (%s)", why);
}

void mustls_baseline_put(struct mustls_baseline *b, struct mustls_buf *out)
{
    if (b->num_changes > 1)
        qsort(b->changes, b->num_changes, sizeof *b->changes, by_row);
    for (size_t i = 0; i < b->num_changes; i++) {
        const struct change *c = &b->changes[i];
        mustls_buf_printf(out, "changed  %s  %s", c->was->subject, c->was->scenario);
        if (c->was->instance)
            mustls_buf_printf(out, "@%u", c->was->instance);
        mustls_buf_puts(out, "  ");
        put_side(out, c->was->verdict, c->was->why);
        mustls_buf_puts(out, " -> ");
        put_side(out, c->now, c->why);
        mustls_buf_putc(out, '\n');
    }
    mustls_buf_printf(out, "%zu of %u verdicts changed since %s%s\n", b->num_changes, b->compared,
                      b->path, b->failed ? "; some are not shown for want of memory" : "");
}
