/* The dialogue: one row an event, or a line of it. Columns: ms, `*` under TLS, "S: text", place.
 *
 *        9   C: STARTTLS
 *            S: 220 2.0.0 Ready to start TLS      .                          :10
 *            S: 250 AUTH PLAIN LOGIN              ' one segment              :11
 *       29   ==== TLSv1.3, cert good ====
 *       29 * C: AUTH PLAIN AHUAcA==
 *            ^^^^^^^^^^^^^^^^^^^^^^ MUST NOT AUTH [RFC 3207 4.2] */
#include "report/row_internal.h"

/* Consecutive segments from which on they are drawn as one row: a reply in single bytes. */
enum { MANY_SEGMENTS = 4 };

static void put_hidden(struct mustls_rows *r)
{
    if (!r->hidden)
        return;
    mustls_buf_printf(r->out, "       +   %zu more line%s (-v)\n", r->hidden,
                      r->hidden == 1 ? "" : "s");
    r->hidden = 0;
}

static void put_connection(struct mustls_rows *r, const struct mustls_event *ev)
{
    if (!ev->conn || ev->conn == r->conn)
        return;
    mustls_buf_printf(r->out, "      ms   connection %u%s\n", (unsigned)ev->conn,
                      ev->conn < r->max_conn ? ", again" : "");
    r->conn = ev->conn;
    r->max_conn = ev->conn > r->max_conn ? ev->conn : r->max_conn;
    r->has_ms = false;
}

/* One past the last of the segments that go on from `from`, nothing of the subject in between. */
static size_t end_of_sends(const struct mustls_view *v, size_t from, size_t *num)
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

static bool any_shown(const struct mustls_view *v, size_t from, size_t end)
{
    for (size_t i = from; i < end; i++)
        if (mustls_view_drawn(v, i) && mustls_view_shown(v, i))
            return true;
    return false;
}

/* Segments [from, end) as one row, their carets below it. */
static void put_joined(struct mustls_rows *r, size_t from, size_t end, size_t num)
{
    struct mustls_view *v = r->view;
    struct mustls_buf joined;
    mustls_buf_init(&joined, SIZE_MAX); /* no more than the trace holds */
    for (size_t i = from; i < end; i++)
        if (v->events[i].kind == MUSTLS_E_SEND)
            mustls_buf_put(&joined, v->events[i].raw);
    mustls_row_put_summary(r, from, mustls_buf_span(&joined), num);
    r->out->failed = r->out->failed || joined.failed;
    mustls_buf_deinit(&joined);
    for (size_t i = from; i < end; i++)
        if (mustls_view_marked(v, i))
            mustls_put_carets(r->out, v, i, r->width);
}

/* Draws what stands at `i`; returns the index to go on with. */
static size_t put_one(struct mustls_rows *r, size_t i)
{
    struct mustls_view *v = r->view;
    const struct mustls_event *ev = &v->events[i];
    if (ev->kind == MUSTLS_E_SEND && !v->o->verbose) {
        size_t num, end = end_of_sends(v, i, &num);
        if (num >= MANY_SEGMENTS && any_shown(v, i, end)) {
            put_hidden(r);
            put_connection(r, ev);
            put_joined(r, i, end, num);
            return end;
        }
        if (num >= MANY_SEGMENTS) {
            r->hidden++;
            return end;
        }
    }
    if (!mustls_view_shown(v, i)) {
        r->hidden += ev->kind == MUSTLS_E_SEND ? mustls_count_lines(ev->raw) : 1;
        return i + 1;
    }
    put_hidden(r);
    put_connection(r, ev);
    mustls_row_put_event(r, i);
    if (mustls_view_marked(v, i))
        mustls_put_carets(r->out, v, i, r->width);
    return i + 1;
}

void mustls_put_dialogue(struct mustls_buf *out, struct mustls_view *v)
{
    struct mustls_rows r = {.out = out, .view = v};
    mustls_buf_init(&r.text, SIZE_MAX); /* a few times a line of the trace */
    for (size_t i = 0; i < v->num;)
        i = mustls_view_drawn(v, i) ? put_one(&r, i) : i + 1;
    put_hidden(&r);
    mustls_buf_deinit(&r.text);
}
