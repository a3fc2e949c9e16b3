/* The dialogue: one row an event, or a line of it. Columns: ms, `*` under TLS, "S: text", place.
 *
 *        9   C: STARTTLS
 *            S: 220 2.0.0 Ready to start TLS      .                          :10
 *            S: 250 AUTH PLAIN LOGIN              ' one segment              :11
 *       29   ==== TLSv1.3, cert good ====
 *       29 * C: AUTH PLAIN AHUAcA==
 *            ^^^^^^^^^^^^^^^^^^^^^^ MUST NOT AUTH [RFC 3207 4.2] */
#include "report/row_internal.h"

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
    mustls_row_put_joined(r, from, end, num);
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
        size_t num, end = mustls_rows_sends_end(v, i, &num);
        if (num >= MUSTLS_MANY_SEGMENTS && any_shown(v, i, end)) {
            put_hidden(r);
            put_connection(r, ev);
            put_joined(r, i, end, num);
            return end;
        }
        if (num >= MUSTLS_MANY_SEGMENTS) {
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
    struct mustls_rows r;
    mustls_rows_init(&r, out, v);
    for (size_t i = 0; i < v->num;)
        i = mustls_view_drawn(v, i) ? put_one(&r, i) : i + 1;
    put_hidden(&r);
    mustls_rows_deinit(&r);
}
