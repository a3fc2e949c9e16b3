/* What the tool wrote in one go. An ordinary reply is folded where it isn't what the reader looks
 * for; everything else is drawn line by line with a bracket around the segment. */
#include "report/row_internal.h"

static bool at_eq(struct mustls_origin a, struct mustls_at b)
{
    return a.unit == b.unit && a.line == b.line;
}

/* The step that wrote the first byte of segment ev; num_steps when it isn't found. Looks first
 * where the last one was, since segments follow the program. */
static size_t find_step(struct mustls_rows *r, const struct mustls_event *ev)
{
    const struct mustls_program *p = r->view->c->prog;
    size_t num = p ? p->num_steps : 0;
    for (size_t n = 0; n < num; n++) {
        size_t s = (r->step + n) % num;
        if (p->steps[s].kind == MUSTLS_STEP_SEND && at_eq(p->steps[s].at, ev->at)) {
            r->step = s;
            return s;
        }
    }
    return num;
}

/* Which line of the scenario each line of a segment comes from. */
struct places {
    const struct mustls_program *prog;
    struct mustls_span left; /* of the segment, from the current step's bytes on */
    size_t step;             /* num_steps: lost */
    size_t start, end;       /* of the current step's bytes in the segment */
};

static void place_step(struct places *p)
{
    const struct mustls_step *s = &p->prog->steps[p->step];
    if (s->kind != MUSTLS_STEP_SEND || !s->bytes.len || !mustls_span_starts(p->left, s->bytes)) {
        p->step = p->prog->num_steps;
        return;
    }
    p->start = p->end;
    p->end += s->bytes.len;
    p->left = mustls_span_from(p->left, s->bytes.len);
}

static struct places places_begin(struct mustls_rows *r, const struct mustls_event *ev)
{
    struct places p = {.prog = r->view->c->prog, .left = ev->raw, .step = find_step(r, ev)};
    if (p.prog && p.step < p.prog->num_steps)
        place_step(&p);
    return p;
}

/* The place of the line at `offset`, nowhere unless a step begins there. */
static struct mustls_at place_of(struct places *p, size_t offset, struct mustls_at first)
{
    if (offset == 0)
        return first;
    while (p->prog && p->step < p->prog->num_steps && p->end <= offset) {
        if (++p->step < p->prog->num_steps)
            place_step(p);
    }
    if (!p->prog || p->step >= p->prog->num_steps || p->start != offset)
        return MUSTLS_NOWHERE;
    struct mustls_origin at = p->prog->steps[p->step].at;
    return (struct mustls_at){at.unit, at.line};
}

static const char *bracket(size_t n, size_t num)
{
    if (num == 1)
        return NULL;
    if (n == 0)
        return ".";
    if (n + 1 == num)
        return num == 2 ? "' one segment" : "'";
    return n == 1 ? "| one segment" : "|";
}

static void put_omitted(struct mustls_rows *r, size_t i, size_t lines)
{
    if (r->omit)
        r->omit(r, i, lines);
    else
        mustls_buf_printf(r->out, "       +   %zu more lines (-v)\n", lines);
}

static void put_lines(struct mustls_rows *r, size_t i, size_t num)
{
    const struct mustls_event *ev = &r->view->events[i];
    size_t most = r->lines_head + r->lines_tail;
    bool cut = most && num > most + 1;
    struct places places = places_begin(r, ev);
    struct mustls_span rest = ev->raw, line;
    for (size_t n = 0; mustls_next_line(&rest, &line); n++) {
        struct mustls_at at = place_of(&places, (size_t)(line.ptr - ev->raw.ptr), ev->at);
        if (cut && n == r->lines_head)
            put_omitted(r, i, num - most);
        if (cut && n >= r->lines_head && n < num - r->lines_tail)
            continue;
        mustls_row_begin(r, i);
        if (!mustls_put_redacted(&r->text, r->view, i, line))
            mustls_put_wire(&r->text, line, r->max_text);
        mustls_row_put(r, i, bracket(n, num), at);
    }
}

void mustls_row_put_summary(struct mustls_rows *r, size_t i, struct mustls_span raw,
                            size_t num_segments)
{
    enum { MAX_END = 36 };
    struct mustls_span rest = raw, first = MUSTLS_LIT(""), line;
    size_t lines = 0;
    while (mustls_next_line(&rest, &line))
        if (lines++ == 0)
            first = line;
    mustls_row_begin(r, i);
    if (lines > 0)
        mustls_put_wire(&r->text, first, MAX_END);
    if (lines > 1) {
        mustls_buf_puts(&r->text, " .. ");
        mustls_put_wire(&r->text, line, MAX_END);
    }
    if (num_segments > 1)
        mustls_buf_printf(&r->text, "   (%zu segments)", num_segments);
    else
        mustls_buf_printf(&r->text, "   (%zu lines)", lines);
    const struct mustls_event *ev = &r->view->events[i];
    mustls_row_put(r, i, NULL, ev->from == MUSTLS_FROM_TOOL ? ev->at : MUSTLS_NOWHERE);
}

size_t mustls_rows_sends_end(const struct mustls_view *v, size_t from, size_t *num)
{
    size_t end = from + 1;
    *num = 1;
    for (size_t i = from + 1; i < v->num; i++) {
        const struct mustls_event *ev = &v->events[i];
        if (!mustls_view_drawn(v, i))
            continue;
        if (ev->kind != MUSTLS_E_SEND || ev->conn != v->events[from].conn ||
            ev->phase != v->events[from].phase)
            break;
        end = i + 1;
        ++*num;
    }
    return end;
}

void mustls_row_put_joined(struct mustls_rows *r, size_t from, size_t end, size_t num)
{
    const struct mustls_view *v = r->view;
    struct mustls_buf joined;
    mustls_buf_init(&joined, SIZE_MAX); /* no more than the trace holds */
    for (size_t i = from; i < end; i++)
        if (v->events[i].kind == MUSTLS_E_SEND)
            mustls_buf_put(&joined, v->events[i].raw);
    mustls_row_put_summary(r, from, mustls_buf_span(&joined), num);
    r->out->failed = r->out->failed || joined.failed;
    mustls_buf_deinit(&joined);
}

/* Whole replies before the last phase, and behind the last caret, are scenery. */
static bool is_scenery(const struct mustls_view *v, size_t i)
{
    return i < v->last_phase || i > v->last_caret;
}

void mustls_row_put_segment(struct mustls_rows *r, size_t i)
{
    const struct mustls_view *v = r->view;
    struct mustls_span raw = v->events[i].raw;
    size_t num = mustls_count_lines(raw);
    if (!v->o->verbose && num > 1 && is_scenery(v, i) && !mustls_view_marked(v, i) &&
        mustls_is_one_reply(raw))
        mustls_row_put_summary(r, i, raw, 1);
    else
        put_lines(r, i, num);
}
