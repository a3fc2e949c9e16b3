/* FLAKY: the same scenario on the same subject ended now so, now otherwise. That is a finding of
 * its own: no run is left out, none is tried again until it fits. */
#include "report/internal.h"

static void put_rates(struct mustls_buf *out, const struct mustls_flaky *f)
{
    /* What is worst stands first. */
    static const enum mustls_verdict order[] = {MUSTLS_ERROR, MUSTLS_FAIL, MUSTLS_INCONCLUSIVE,
                                                MUSTLS_WARN,  MUSTLS_SKIP, MUSTLS_PASS};
    unsigned runs = 0;
    const char *comma = "";
    for (int v = 0; v < MUSTLS_NUM_VERDICTS; v++)
        runs += f->counts[v];
    for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
        if (f->counts[order[i]] == 0)
            continue;
        mustls_buf_printf(out, "%s%u of %u %s", comma, f->counts[order[i]], runs,
                          mustls_verdict_name(order[i]));
        comma = ", ";
    }
}

static void put_name(struct mustls_buf *out, const struct mustls_flaky *f, const char *between)
{
    struct mustls_case c = {.subject = f->subject, .subject_version = f->subject_version};
    mustls_put_subject(out, &c);
    mustls_buf_puts(out, between);
    mustls_put_plain(out, mustls_span_str(f->id));
}

void mustls_report_flaky(struct mustls_buf *out, const struct mustls_flaky *f,
                         const struct mustls_report_opts *o)
{
    mustls_tint_on(out, o, MUSTLS_TINT_BAD);
    mustls_buf_puts(out, "FLAKY");
    mustls_tint_off(out, o);
    mustls_buf_putc(out, ' ');
    put_name(out, f, "  ");
    mustls_buf_puts(out, "  ");
    put_rates(out, f);
    mustls_buf_putc(out, '\n');
}

void mustls_flaky_github(struct mustls_buf *out, const struct mustls_flaky *f)
{
    mustls_buf_puts(out, "::error title=FLAKY ");
    size_t from = out->len;
    put_name(out, f, " ");
    mustls_escape_command(out, from, true);
    mustls_buf_puts(out, "::");
    put_rates(out, f);
    mustls_buf_putc(out, '\n');
}

void mustls_flaky_tap(struct mustls_buf *out, unsigned number, const struct mustls_flaky *f)
{
    struct mustls_buf name;
    mustls_buf_init(&name, 1u << 16);
    put_name(&name, f, " ");
    mustls_buf_puts(&name, " is FLAKY: ");
    put_rates(&name, f);
    mustls_buf_printf(out, "not ok %u - ", number);
    mustls_tap_description(out, mustls_buf_span(&name));
    mustls_buf_putc(out, '\n');
    out->failed |= name.failed;
    mustls_buf_deinit(&name);
}

void mustls_flaky_junit(struct mustls_buf *out, const struct mustls_flaky *f)
{
    mustls_buf_puts(out, "    <testcase classname=\"");
    mustls_put_xml(out, mustls_span_str(f->subject));
    mustls_buf_puts(out, "\" name=\"");
    mustls_put_xml(out, mustls_span_str(f->id));
    mustls_buf_puts(out, " is FLAKY\" time=\"0.000\">\n      <failure message=\"");
    put_rates(out, f);
    mustls_buf_puts(out, "\" type=\"FLAKY\"/>\n    </testcase>\n");
}
