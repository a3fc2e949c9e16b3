#include "report/row_internal.h"

char mustls_side_of(const struct mustls_view *v, const struct mustls_event *ev)
{
    bool tool_is_server = !v->c->prog || v->c->prog->role == MUSTLS_TEST_CLIENT;
    return (ev->from == MUSTLS_FROM_TOOL) == tool_is_server ? 'S' : 'C';
}

void mustls_rows_init(struct mustls_rows *r, struct mustls_buf *out, struct mustls_view *view)
{
    /* Lines of one segment without -v: so many from its start and from its end. */
    enum { LINES_HEAD = 8, LINES_TAIL = 3 };
    bool all = view->o->verbose;
    *r = (struct mustls_rows){.out = out,
                              .view = view,
                              .max_text = all ? 0 : MUSTLS_MAX_TEXT,
                              .lines_head = all ? 0 : LINES_HEAD,
                              .lines_tail = all ? 0 : LINES_TAIL};
    mustls_buf_init(&r->text, SIZE_MAX); /* a few times a line of the trace */
}

void mustls_rows_deinit(struct mustls_rows *r)
{
    mustls_buf_deinit(&r->text);
}

void mustls_row_begin(struct mustls_rows *r, size_t i)
{
    mustls_buf_clear(&r->text);
    mustls_buf_printf(&r->text, "%c: ", mustls_side_of(r->view, &r->view->events[i]));
}

/* The tool's time is shown where it moves on; the subject's always. */
static void put_time(struct mustls_rows *r, const struct mustls_event *ev)
{
    uint64_t ms = ev->us / 1000;
    bool known = r->has_ms && ms == r->last_ms && ev->from == MUSTLS_FROM_TOOL;
    if (known)
        mustls_put_blanks(r->out, 8);
    else
        mustls_buf_printf(r->out, "%8llu", (unsigned long long)ms);
    r->last_ms = ms;
    r->has_ms = true;
    bool line = ev->phase == MUSTLS_PHASE_TLS && ev->kind != MUSTLS_E_TLS;
    mustls_buf_puts(r->out, line ? " * " : "   ");
}

static void put_place(struct mustls_rows *r, struct mustls_at at, size_t column)
{
    const struct mustls_unit *unit = mustls_unit_of(r->view->c, at.unit);
    if (!at.line || !unit)
        return;
    mustls_put_blanks(r->out,
                      column + 2 > MUSTLS_COL_PLACE ? 2 : (long)(MUSTLS_COL_PLACE - column));
    mustls_tint_on(r->out, r->view->o, MUSTLS_TINT_DIM);
    if (at.unit > 0)
        mustls_put_plain(r->out, mustls_span_str(unit->name));
    mustls_buf_printf(r->out, ":%u", (unsigned)at.line);
    mustls_tint_off(r->out, r->view->o);
}

void mustls_row_put(struct mustls_rows *r, size_t i, const char *bracket, struct mustls_at at)
{
    enum { COL_BRACKET = 48 };
    const struct mustls_event *ev = &r->view->events[i];
    bool is_tls = ev->kind == MUSTLS_E_TLS || ev->kind == MUSTLS_E_TLS_FAIL;
    r->out->failed = r->out->failed || r->text.failed;
    r->width = r->text.len;
    if (r->put) {
        r->put(r, i, bracket, at);
        return;
    }
    put_time(r, ev);
    if (is_tls)
        mustls_tint_on(r->out, r->view->o, MUSTLS_TINT_TLS);
    mustls_buf_put(r->out, mustls_buf_span(&r->text));
    if (is_tls)
        mustls_tint_off(r->out, r->view->o);

    size_t column = MUSTLS_COL_TEXT + r->text.len;
    if (bracket) {
        long gap = column < COL_BRACKET ? (long)(COL_BRACKET - column) : 1;
        mustls_put_blanks(r->out, gap);
        mustls_buf_puts(r->out, bracket);
        column += (size_t)gap + strlen(bracket);
    }
    put_place(r, at, column);
    mustls_buf_putc(r->out, '\n');
}

/* A line of the subject, or the lines of its reply. */
static void put_lines(struct mustls_rows *r, size_t i)
{
    struct mustls_span rest = r->view->events[i].raw, line;
    if (!r->view->o->verbose && mustls_count_lines(rest) > 1 && mustls_is_one_reply(rest) &&
        !mustls_view_marked(r->view, i)) {
        mustls_row_put_summary(r, i, rest, 1);
        return;
    }
    do {
        mustls_row_begin(r, i);
        if (!mustls_next_line(&rest, &line))
            line = MUSTLS_LIT("");
        if (!mustls_put_redacted(&r->text, r->view, i, line))
            mustls_put_wire(&r->text, line, r->max_text);
        if (!mustls_view_marked(r->view, i) && mustls_view_came_with(r->view, i, MUSTLS_E_EARLY))
            mustls_buf_puts(&r->text, "   <early>");
        mustls_row_put(r, i, NULL, MUSTLS_NOWHERE);
    } while (rest.len);
}

static void put_message(struct mustls_rows *r, size_t i)
{
    struct mustls_span rest = r->view->events[i].raw, line;
    size_t lines = mustls_count_lines(rest);
    mustls_row_begin(r, i);
    mustls_buf_printf(&r->text, "<data>   (%zu line%s, %zu bytes)", lines, lines == 1 ? "" : "s",
                      rest.len);
    mustls_row_put(r, i, NULL, MUSTLS_NOWHERE);
    while (r->view->o->verbose && mustls_next_line(&rest, &line)) {
        mustls_buf_clear(&r->text);
        mustls_buf_puts(&r->text, "   ");
        mustls_put_wire(&r->text, line, 0);
        mustls_row_put(r, i, NULL, MUSTLS_NOWHERE);
    }
}

/* raw = "TLSv1.3 CIPHER cert NAME", or text of another kind, which stands for itself. */
static void put_tls(struct mustls_rows *r, size_t i)
{
    struct mustls_span raw = r->view->events[i].raw;
    size_t first = mustls_span_find(raw, MUSTLS_LIT(" "));
    size_t cert = mustls_span_find(raw, MUSTLS_LIT(" cert "));
    mustls_buf_clear(&r->text);
    mustls_buf_puts(&r->text, "==== ");
    mustls_put_plain(&r->text, mustls_span_first(raw, first));
    if (cert != MUSTLS_NPOS) {
        mustls_buf_putc(&r->text, ',');
        mustls_put_plain(&r->text, mustls_span_from(raw, cert));
    }
    if (r->view->o->verbose && first != MUSTLS_NPOS && cert > first) {
        mustls_buf_putc(&r->text, ',');
        mustls_put_plain(
            &r->text,
            mustls_span(raw.ptr + first, cert == MUSTLS_NPOS ? raw.len - first : cert - first));
    }
    mustls_buf_puts(&r->text, " ====");
}

static void put_tls_fail(struct mustls_rows *r, size_t i)
{
    const struct mustls_event *ev = &r->view->events[i];
    mustls_buf_clear(&r->text);
    mustls_buf_puts(&r->text, "==== no TLS: ");
    mustls_put_plain(&r->text, ev->raw);
    mustls_buf_puts(&r->text, " ====");
}

static void put_alert(struct mustls_rows *r, const struct mustls_event *ev)
{
    const char *name = mustls_alert_name(ev->code);
    mustls_buf_printf(&r->text, "<alert> %s (%d)", name ? name : "unknown", ev->code);
}

/* "<close>", "<bytes> QUIT\r\n", "<flood> 100 connections". */
static void put_fact(struct mustls_rows *r, size_t i)
{
    const struct mustls_event *ev = &r->view->events[i];
    mustls_buf_printf(&r->text, "<%s>", mustls_event_name(ev->kind));
    if (!ev->raw.len)
        return;
    mustls_buf_putc(&r->text, ' ');
    if (!mustls_put_redacted(&r->text, r->view, i, ev->raw))
        mustls_put_bytes(&r->text, ev->raw, r->max_text);
}

static void put_script(struct mustls_rows *r, const struct mustls_event *ev)
{
    mustls_buf_clear(&r->text);
    mustls_buf_puts(&r->text, ev->code ? "---- end of the script ----"
                                       : "---- the script ends: this is not what it reads ----");
}

void mustls_row_put_event(struct mustls_rows *r, size_t i)
{
    const struct mustls_event *ev = &r->view->events[i];
    switch ((int)ev->kind) {
    case MUSTLS_E_SEND:
        mustls_row_put_segment(r, i);
        return;
    case MUSTLS_E_COMMAND:
    case MUSTLS_E_LINE:
    case MUSTLS_E_REPLY:
        put_lines(r, i);
        return;
    case MUSTLS_E_DATA:
        put_message(r, i);
        return;
    default:
        break;
    }

    mustls_row_begin(r, i);
    if (ev->kind == MUSTLS_E_TLS)
        put_tls(r, i);
    else if (ev->kind == MUSTLS_E_TLS_FAIL)
        put_tls_fail(r, i);
    else if (ev->kind == MUSTLS_E_ALERT)
        put_alert(r, ev);
    else if (ev->kind == MUSTLS_E_SCRIPT)
        put_script(r, ev);
    else
        put_fact(r, i);
    mustls_row_put(r, i, NULL, ev->from == MUSTLS_FROM_SUBJECT ? MUSTLS_NOWHERE : ev->at);
}
