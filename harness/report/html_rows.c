/* The dialogue of the page: the rows of the terminal with nothing folded, as numbers. */
#include <stdio.h>

#include "report/html_internal.h"
#include "report/row_internal.h"

/* A page is no place for a flood: the trace has all of it. */
enum { MAX_ROWS = 1200, MAX_TEXT = 1000, LINES_HEAD = 60, LINES_TAIL = 8 };

/* Bits of a row. The page's words.js has the same. */
enum kind { ROW_CONN, ROW_LINE, ROW_DATA, ROW_TLS, ROW_FAIL, ROW_FACT, ROW_SCRIPT, ROW_OMITTED };
enum {
    ROW_IN_TLS = 1 << 4,
    ROW_BRACKET = 1 << 5, /* 1 first, 2 middle, 3 last of a segment */
    ROW_FOLDED = 1 << 7,
    ROW_SERVER = 1 << 8,
    ROW_TOOL = 1 << 9,
};
enum { UNIT_BITS = 1 << 20 }; /* place: unit * this + line; 0 nowhere */

struct drawing {
    struct mustls_html_dialogue *d;
    struct mustls_intern *strings;
    struct mustls_view *view;
    uint64_t last_ms;
    size_t num;     /* rows so far */
    size_t omitted; /* rows that found no room, since the last that did */
    uint32_t conn;
};

static void put_number(struct mustls_buf *out, long long n)
{
    mustls_buf_printf(out, out->len > 1 ? ",%lld" : "%lld", n);
}

static void put_row(struct drawing *g, unsigned flags, struct mustls_span text, uint64_t ms,
                    long long place)
{
    put_number(&g->d->rows, flags);
    put_number(&g->d->rows, mustls_intern_put(g->strings, text));
    put_number(&g->d->rows, place);
    put_number(&g->d->times, (long long)ms - (long long)g->last_ms);
    g->last_ms = ms;
    g->num++;
}

static void put_count(struct drawing *g, size_t i, size_t n)
{
    char text[64];
    int len = snprintf(text, sizeof text, "%zu", n);
    unsigned folded = mustls_view_folded(g->view, i) ? ROW_FOLDED : 0;
    put_row(g, ROW_OMITTED | folded, mustls_span(text, (size_t)len), g->last_ms, 0);
}

static enum kind kind_of(const struct mustls_event *ev, struct mustls_span text)
{
    switch ((int)ev->kind) {
    case MUSTLS_E_TLS:
        return ROW_TLS;
    case MUSTLS_E_TLS_FAIL:
        return ROW_FAIL;
    case MUSTLS_E_SCRIPT:
        return ROW_SCRIPT;
    case MUSTLS_E_SEND:
    case MUSTLS_E_COMMAND:
    case MUSTLS_E_LINE:
    case MUSTLS_E_REPLY:
        return ROW_LINE;
    case MUSTLS_E_DATA:
        return mustls_span_starts(text, MUSTLS_LIT("   ")) ? ROW_DATA : ROW_LINE;
    default:
        return ROW_FACT;
    }
}

/* Without "S: ", and "==== " around: the page draws that. */
static struct mustls_span bare(enum kind k, struct mustls_span text)
{
    enum { SIDE = 3, RULER = 5 };
    if (k == ROW_LINE || k == ROW_DATA || k == ROW_FACT)
        return mustls_span_from(text, SIDE);
    if (text.len > 2 * RULER)
        return mustls_span(text.ptr + RULER, text.len - 2 * RULER);
    return text;
}

static unsigned bracket_of(const char *bracket)
{
    if (!bracket)
        return 0;
    return (bracket[0] == '.' ? 1u : bracket[0] == '|' ? 2u : 3u) * ROW_BRACKET;
}

/* mustls_row_put's way out: one row. */
static void take_row(struct mustls_rows *r, size_t i, const char *bracket, struct mustls_at at)
{
    struct drawing *g = r->arg;
    const struct mustls_event *ev = &r->view->events[i];
    if (g->num >= MAX_ROWS && !mustls_view_marked(r->view, i)) {
        g->omitted++;
        return;
    }
    if (g->omitted)
        put_count(g, i, g->omitted);
    g->omitted = 0;

    mustls_mask(&r->text, 0, r->view->o);
    enum kind k = kind_of(ev, mustls_buf_span(&r->text));
    unsigned flags = k | bracket_of(bracket);
    flags |= ev->phase == MUSTLS_PHASE_TLS && k != ROW_TLS ? ROW_IN_TLS : 0;
    flags |= mustls_view_folded(r->view, i) ? ROW_FOLDED : 0;
    flags |= mustls_side_of(r->view, ev) == 'S' ? ROW_SERVER : 0;
    flags |= ev->from == MUSTLS_FROM_TOOL ? ROW_TOOL : 0;
    bool placed = at.line && mustls_unit_of(r->view->c, at.unit);
    put_row(g, flags, bare(k, mustls_buf_span(&r->text)), ev->us / 1000,
            placed ? (long long)at.unit * UNIT_BITS + at.line % UNIT_BITS : 0);
}

static void take_omitted(struct mustls_rows *r, size_t i, size_t lines)
{
    put_count(r->arg, i, lines);
}

static void put_conn(struct drawing *g, size_t i)
{
    const struct mustls_event *ev = &g->view->events[i];
    char text[32];
    if (!ev->conn || ev->conn == g->conn)
        return;
    g->conn = ev->conn;
    int len = snprintf(text, sizeof text, "%u", (unsigned)ev->conn);
    put_row(g, ROW_CONN | (mustls_view_folded(g->view, i) ? ROW_FOLDED : 0),
            mustls_span(text, (size_t)len), ev->us / 1000, 0);
}

/* What the sentences say under event i, whose last row is the last one; at the run's end there is
 * no row. */
static void put_carets(struct drawing *g, size_t i)
{
    const struct mustls_view *v = g->view;
    const struct mustls_judgement *j = v->c->judgement;
    struct mustls_buf text;
    mustls_buf_init(&text, SIZE_MAX);
    for (size_t n = 0; j && n < j->num_findings; n++) {
        const struct mustls_finding *f = &j->findings[n];
        bool bad = f->outcome == MUSTLS_BROKEN && f->sentence->level != MUSTLS_MAY;
        if (!bad || !mustls_caret_is_at(v, i, f))
            continue;
        mustls_buf_clear(&text);
        mustls_put_caret_text(&text, v, i, f);
        put_number(&g->d->carets, i < v->num ? (long long)g->num - 1 : -1);
        put_number(&g->d->carets, (long long)n);
        put_number(&g->d->carets, mustls_intern_put(g->strings, mustls_buf_span(&text)));
        g->d->carets.failed = g->d->carets.failed || text.failed;
    }
    mustls_buf_deinit(&text);
}

/* Draws what stands at `i`; returns the index to go on with. */
static size_t put_one(struct drawing *g, struct mustls_rows *r, size_t i)
{
    struct mustls_view *v = g->view;
    size_t num = 1, end = i + 1;
    if (v->events[i].kind == MUSTLS_E_SEND)
        end = mustls_rows_sends_end(v, i, &num);
    put_conn(g, i);
    if (num >= MUSTLS_MANY_SEGMENTS) {
        mustls_row_put_joined(r, i, end, num);
    } else {
        mustls_row_put_event(r, i);
        end = i + 1;
    }
    for (size_t k = i; k < end; k++)
        if (mustls_view_marked(v, k))
            put_carets(g, k);
    return end;
}

void mustls_html_dialogue_init(struct mustls_html_dialogue *d)
{
    mustls_buf_init(&d->rows, SIZE_MAX); /* by MAX_ROWS, and what is marked */
    mustls_buf_init(&d->times, SIZE_MAX);
    mustls_buf_init(&d->carets, SIZE_MAX);
}

void mustls_html_dialogue_deinit(struct mustls_html_dialogue *d)
{
    mustls_buf_deinit(&d->rows);
    mustls_buf_deinit(&d->times);
    mustls_buf_deinit(&d->carets);
}

void mustls_html_dialogue_put(struct mustls_html_dialogue *d, struct mustls_view *v,
                              struct mustls_intern *strings)
{
    struct drawing g = {.d = d, .strings = strings, .view = v};
    struct mustls_rows r;
    mustls_rows_init(&r, &d->rows, v);
    r.put = take_row;
    r.omit = take_omitted;
    r.arg = &g;
    r.max_text = MAX_TEXT;
    r.lines_head = LINES_HEAD;
    r.lines_tail = LINES_TAIL;

    mustls_buf_putc(&d->rows, '[');
    mustls_buf_putc(&d->times, '[');
    mustls_buf_putc(&d->carets, '[');
    for (size_t i = 0; i < v->num;)
        i = mustls_view_drawn(v, i) ? put_one(&g, &r, i) : i + 1;
    if (g.omitted && v->num)
        put_count(&g, v->num - 1, g.omitted);
    put_carets(&g, v->num);
    mustls_buf_putc(&d->rows, ']');
    mustls_buf_putc(&d->times, ']');
    mustls_buf_putc(&d->carets, ']');
    mustls_rows_deinit(&r);
}
