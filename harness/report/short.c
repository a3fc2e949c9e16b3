/* One line a case: for lists, logs and the annotations of a forge. */
#include "report/internal.h"

void mustls_report_short(struct mustls_buf *out, const struct mustls_case *c,
                         const struct mustls_report_opts *o)
{
    size_t from = out->len;
    mustls_tint_on(out, o, mustls_verdict_tint(c->verdict));
    mustls_buf_printf(out, "%-4s", mustls_verdict_name(c->verdict));
    mustls_tint_off(out, o);
    mustls_buf_puts(out, "  ");
    mustls_put_subject(out, c);
    mustls_buf_puts(out, "  ");
    mustls_put_id(out, c);

    size_t before = out->len;
    mustls_buf_puts(out, "  ");
    mustls_put_trouble(out, c);
    if (out->len == before + 2)
        mustls_buf_truncate(out, before);
    if (!c->fixed) /* then it is the trouble */
        mustls_put_listed(out, c, "  (", ")");
    mustls_buf_putc(out, '\n');
    mustls_mask(out, from, o);
}

/* A workflow command: its data ends at the line's end, its properties also at `,` and `:`. */
static void put_escaped(struct mustls_buf *out, struct mustls_span s, bool property)
{
    for (size_t i = 0; i < s.len; i++) {
        uint8_t c = s.ptr[i];
        if (c == '%' || c == '\r' || c == '\n' || (property && (c == ',' || c == ':')))
            mustls_buf_printf(out, "%%%02X", c);
        else
            mustls_buf_putc(out, c);
    }
}

/* Escapes for the command what was written to out since `from`. */
void mustls_escape_command(struct mustls_buf *out, size_t from, bool property)
{
    struct mustls_buf copy;
    mustls_buf_init(&copy, 1u << 20);
    mustls_buf_put(&copy, mustls_span_from(mustls_buf_span(out), from));
    mustls_buf_truncate(out, from);
    put_escaped(out, mustls_buf_span(&copy), property);
    out->failed = out->failed || copy.failed;
    mustls_buf_deinit(&copy);
}

static void put_title(struct mustls_buf *out, const struct mustls_case *c)
{
    size_t from = out->len;
    mustls_buf_printf(out, "%s ", mustls_verdict_name(c->verdict));
    mustls_put_subject(out, c);
    mustls_buf_putc(out, ' ');
    mustls_put_id(out, c);
    mustls_escape_command(out, from, true);
}

/* Where the sentence stands, or the rule that never fired, or else the scenario. */
static void put_place(struct mustls_buf *out, const struct mustls_case *c)
{
    const struct mustls_finding *f = mustls_first_broken(c);
    const struct mustls_judgement *j = c->judgement;
    struct mustls_origin at = {0, 1};
    if (f)
        at = f->sentence->at;
    else if (j && j->num_unfired)
        at = j->unfired[0]->at;
    const struct mustls_unit *unit = mustls_unit_of(c, at.unit);
    if (!unit)
        return;
    mustls_buf_puts(out, "file=");
    size_t from = out->len;
    mustls_put_plain(out, mustls_span_str(unit->path));
    mustls_escape_command(out, from, true);
    mustls_buf_printf(out, ",line=%u,", (unsigned)at.line);
}

void mustls_report_github(struct mustls_buf *out, const struct mustls_case *c)
{
    if (!c->fixed && (c->verdict == MUSTLS_PASS || c->verdict == MUSTLS_SKIP))
        return;
    mustls_buf_puts(out, c->known                                 ? "::notice "
                         : c->verdict == MUSTLS_WARN && !c->fixed ? "::warning "
                                                                  : "::error ");
    put_place(out, c);
    mustls_buf_puts(out, "title=");
    put_title(out, c);
    mustls_buf_puts(out, "::");

    size_t from = out->len;
    mustls_put_trouble(out, c);
    if (!c->fixed)
        mustls_put_listed(out, c, " (", ")");
    mustls_escape_command(out, from, false);
    mustls_buf_putc(out, '\n');
}
