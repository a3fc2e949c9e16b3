/* Which events get a row, which rows are shown, and where a caret stands. One byte an event; two
 * sweeps, so that a trace of any length costs linear time. */
#include "report/internal.h"

enum mark { CARET = 1, SHOWN = 2 };

/* Without -v: so many rows from the start, before a caret, and behind it. */
enum { ROWS_HEAD = 12, ROWS_BEFORE = 16, ROWS_AFTER = 1 };

/* How far from a fact its line can lie in the trace. */
enum { NEAR = 32 };

bool mustls_is_end_kind(enum mustls_event_kind k)
{
    return k == MUSTLS_E_OUTPUT || k == MUSTLS_E_EXIT || k == MUSTLS_E_LEAK || k == MUSTLS_E_TURN ||
           k == MUSTLS_E_FALSE_SUCCESS || k == MUSTLS_E_FALSE_FAILURE || k == MUSTLS_E_DIFFERS;
}

/* Bytes or states of the wire: always a row. The tool's side is drawn by its segments. */
static bool is_wire(const struct mustls_event *ev)
{
    switch (ev->kind) {
    case MUSTLS_E_COMMAND:
    case MUSTLS_E_LINE:
    case MUSTLS_E_DATA:
    case MUSTLS_E_REPLY:
        return ev->from != MUSTLS_FROM_TOOL;
    case MUSTLS_E_SEND:
    case MUSTLS_E_HELLO:
    case MUSTLS_E_TLS:
    case MUSTLS_E_TLS_FAIL:
    case MUSTLS_E_ALERT:
    case MUSTLS_E_CLOSE:
    case MUSTLS_E_RESET:
    case MUSTLS_E_BYTES:
    case MUSTLS_E_FLOOD:
        return true;
    case MUSTLS_E_SCRIPT:
        return ev->code == 0;
    case MUSTLS_E_CONNECT:
    case MUSTLS_E_SNI:
    case MUSTLS_E_CLOSE_NOTIFY:
    case MUSTLS_E_WAIT:
    case MUSTLS_E_EARLY:
    case MUSTLS_E_BAD_COMMAND:
    case MUSTLS_E_SECRET:
    case MUSTLS_E_MESSAGE:
    case MUSTLS_E_ACCEPTED:
    case MUSTLS_E_OUTPUT:
    case MUSTLS_E_EXIT:
    case MUSTLS_E_LEAK:
    case MUSTLS_E_TURN:
    case MUSTLS_E_FALSE_SUCCESS:
    case MUSTLS_E_FALSE_FAILURE:
    case MUSTLS_E_RULE:
    case MUSTLS_E_DIFFERS:
    case MUSTLS_NUM_EVENTS:
        return false;
    }
    return false;
}

/* Facts about one line of the subject. */
static bool is_about_line(enum mustls_event_kind k)
{
    return k == MUSTLS_E_EARLY || k == MUSTLS_E_BAD_COMMAND || k == MUSTLS_E_SECRET ||
           k == MUSTLS_E_MESSAGE || k == MUSTLS_E_ACCEPTED;
}

/* Row r can stand for the fact or the tool's line ev. */
static bool stands_for(const struct mustls_event *r, const struct mustls_event *ev)
{
    if (r->conn != ev->conn || !is_wire(r))
        return false;
    if (!is_about_line(ev->kind))
        return ev->from == MUSTLS_FROM_TOOL && r->kind == MUSTLS_E_SEND;
    if (r->kind != MUSTLS_E_COMMAND && r->kind != MUSTLS_E_LINE && r->kind != MUSTLS_E_DATA)
        return false;
    bool has_line = ev->kind == MUSTLS_E_EARLY || ev->kind == MUSTLS_E_BAD_COMMAND;
    return !has_line || mustls_span_starts(r->raw, ev->raw);
}

/* Spoken before the line was whole, so the line comes behind it. */
static bool comes_first(enum mustls_event_kind k)
{
    return k == MUSTLS_E_EARLY || k == MUSTLS_E_SECRET;
}

static size_t row_before(const struct mustls_view *v, size_t i)
{
    for (size_t k = 1; k <= NEAR && k <= i; k++)
        if (stands_for(&v->events[i - k], &v->events[i]))
            return i - k;
    return i;
}

static size_t row_behind(const struct mustls_view *v, size_t i)
{
    for (size_t k = 1; k <= NEAR && k < v->num - i; k++)
        if (stands_for(&v->events[i + k], &v->events[i]))
            return i + k;
    return i;
}

static bool has_proxy(const struct mustls_event *ev)
{
    bool tool_line = ev->from == MUSTLS_FROM_TOOL &&
                     (ev->kind == MUSTLS_E_COMMAND || ev->kind == MUSTLS_E_LINE ||
                      ev->kind == MUSTLS_E_DATA || ev->kind == MUSTLS_E_REPLY);
    return tool_line || is_about_line(ev->kind);
}

size_t mustls_view_home(const struct mustls_view *v, size_t i)
{
    const struct mustls_event *ev = &v->events[i];
    bool printed = ev->kind == MUSTLS_E_SECRET && ev->conn == 0; /* with the rest of the output */
    if (mustls_is_end_kind(ev->kind) || printed)
        return v->num;
    if (!has_proxy(ev))
        return i;
    bool behind = comes_first(ev->kind);
    size_t home = behind ? row_behind(v, i) : row_before(v, i);
    if (home == i)
        home = behind ? row_before(v, i) : row_behind(v, i);
    return home;
}

bool mustls_view_came_with(const struct mustls_view *v, size_t i, enum mustls_event_kind kind)
{
    size_t from = i > NEAR ? i - NEAR : 0;
    for (size_t k = from; k < v->num && k <= i + NEAR; k++)
        if (v->events[k].kind == kind && k != i && mustls_view_home(v, k) == i)
            return true;
    return false;
}

bool mustls_view_marked(const struct mustls_view *v, size_t i)
{
    return v->marks[i] & CARET;
}

bool mustls_view_drawn(const struct mustls_view *v, size_t i)
{
    const struct mustls_event *ev = &v->events[i];
    if (is_wire(ev) || mustls_view_marked(v, i))
        return true;
    if (mustls_is_end_kind(ev->kind) || ev->kind == MUSTLS_E_CONNECT || ev->kind == MUSTLS_E_RULE)
        return false;
    /* A fact whose line is not in the trace. */
    if (ev->kind == MUSTLS_E_EARLY || ev->kind == MUSTLS_E_BAD_COMMAND)
        return mustls_view_home(v, i) == i;
    return v->o->verbose && !has_proxy(ev);
}

bool mustls_view_shown(const struct mustls_view *v, size_t i)
{
    return v->o->verbose || (v->marks[i] & SHOWN);
}

bool mustls_view_folded(const struct mustls_view *v, size_t i)
{
    return !(v->marks[i] & SHOWN);
}

static void mark_caret(struct mustls_view *v, uint32_t seq)
{
    if (seq >= v->num)
        return;
    size_t home = mustls_view_home(v, seq);
    if (home < v->num)
        v->marks[home] |= CARET;
}

static void mark_carets(struct mustls_view *v, enum mustls_level level)
{
    const struct mustls_finding *f;
    for (size_t pos = 0; (f = mustls_next_broken(v->c, level, &pos));) {
        for (size_t k = 0; k < f->num_events && k < MUSTLS_MAX_WITNESS; k++)
            mark_caret(v, f->events[k]);
        if (!f->num_events)
            mark_caret(v, f->expected_after);
    }
}

static bool misses_something(const struct mustls_view *v)
{
    const struct mustls_finding *f;
    for (size_t pos = 0; (f = mustls_next_broken(v->c, MUSTLS_MUST, &pos));)
        if (!f->num_events)
            return true;
    return false;
}

/* Where there is no caret, or something never came, the reader wants to see how it went on. */
static size_t focus_at_end(const struct mustls_view *v)
{
    for (size_t i = v->num; i > 0; i--)
        if (mustls_view_drawn(v, i - 1))
            return i - 1;
    return v->num;
}

static void sweep(struct mustls_view *v)
{
    size_t end = v->last_caret == v->num || misses_something(v) ? focus_at_end(v) : v->num;
    size_t left = ROWS_HEAD;
    for (size_t i = 0; i < v->num; i++) {
        if (!mustls_view_drawn(v, i))
            continue;
        if (i == v->last_caret || (mustls_view_marked(v, i) && left <= ROWS_AFTER))
            left = ROWS_AFTER + 1;
        if (left > 0)
            v->marks[i] |= SHOWN, left--;
    }
    left = 0;
    for (size_t i = v->num; i-- > 0;) {
        if (!mustls_view_drawn(v, i))
            continue;
        if (mustls_view_marked(v, i) || i == end)
            left = ROWS_BEFORE + 1;
        if (left > 0)
            v->marks[i] |= SHOWN, left--;
    }
}

bool mustls_view_init(struct mustls_view *v, const struct mustls_case *c,
                      const struct mustls_report_opts *o)
{
    *v = (struct mustls_view){.c = c, .o = o};
    v->events = c->trace ? c->trace->events : NULL;
    v->num = c->trace ? c->trace->num_events : 0;
    v->last_caret = v->num;
    v->marks = mustls_alloc(v->num + 1);
    if (!v->marks)
        return false;

    mark_carets(v, MUSTLS_MUST);
    mark_carets(v, MUSTLS_SHOULD);
    for (size_t i = 0; i < v->num; i++)
        if (mustls_view_marked(v, i))
            v->last_caret = i;
    for (size_t i = 0; i < v->num && (i <= v->last_caret); i++)
        if (v->events[i].kind == MUSTLS_E_TLS || v->events[i].kind == MUSTLS_E_CONNECT)
            v->last_phase = i;
    sweep(v);
    return true;
}

void mustls_view_deinit(struct mustls_view *v)
{
    mustls_free(v->marks);
    v->marks = NULL;
}
