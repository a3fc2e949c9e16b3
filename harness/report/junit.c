/* JUnit's XML: a suite a subject, a case a scenario. */
#include "report/internal.h"

static void put_attr(struct mustls_buf *out, const char *name, struct mustls_span value)
{
    mustls_buf_printf(out, " %s=\"", name);
    mustls_put_xml(out, value);
    mustls_buf_putc(out, '"');
}

/* Parts are joined in a buffer first: then they are escaped as one. */
static void put_attr_of(struct mustls_buf *out, const char *name, const struct mustls_case *c,
                        const struct mustls_report_opts *o,
                        void (*put)(struct mustls_buf *, const struct mustls_case *))
{
    struct mustls_buf text;
    mustls_buf_init(&text, 1u << 20);
    put(&text, c);
    mustls_mask(&text, 0, o);
    put_attr(out, name, mustls_buf_span(&text));
    out->failed = out->failed || text.failed;
    mustls_buf_deinit(&text);
}

static void put_time(struct mustls_buf *out, uint64_t ms)
{
    mustls_buf_printf(out, " time=\"%llu.%03u\"", (unsigned long long)(ms / 1000),
                      (unsigned)(ms % 1000));
}

enum mustls_junit_kind mustls_junit_kind(const struct mustls_case *c,
                                         const struct mustls_report_opts *o)
{
    if (c->known || (c->verdict == MUSTLS_SKIP && !c->fixed))
        return MUSTLS_JUNIT_SKIPPED;
    if (c->verdict == MUSTLS_INCONCLUSIVE || c->verdict == MUSTLS_ERROR)
        return MUSTLS_JUNIT_ERROR;
    return mustls_case_red(c, o) ? MUSTLS_JUNIT_FAILURE : MUSTLS_JUNIT_PASSED;
}

void mustls_junit_count(struct mustls_junit_suite *sum, enum mustls_junit_kind kind, uint64_t ms)
{
    sum->tests++;
    sum->failures += kind == MUSTLS_JUNIT_FAILURE;
    sum->errors += kind == MUSTLS_JUNIT_ERROR;
    sum->skipped += kind == MUSTLS_JUNIT_SKIPPED;
    sum->ms += ms;
}

void mustls_junit_begin(struct mustls_buf *out, const struct mustls_totals *t,
                        const struct mustls_junit_suite *sum)
{
    mustls_buf_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    if (!t->complete)
        mustls_buf_puts(out, "<!-- incomplete: the run was interrupted -->\n");
    mustls_buf_printf(out,
                      "<testsuites name=\"mustls\" tests=\"%u\" failures=\"%u\" errors=\"%u\" "
                      "skipped=\"%u\"",
                      sum->tests, sum->failures, sum->errors, sum->skipped);
    put_time(out, t->ms);
    mustls_buf_puts(out, ">\n");
}

void mustls_junit_suite_begin(struct mustls_buf *out, const struct mustls_junit_suite *s)
{
    mustls_buf_puts(out, "  <testsuite");
    put_attr(out, "name", mustls_span_str(s->name));
    mustls_buf_printf(out, " tests=\"%u\" failures=\"%u\" errors=\"%u\" skipped=\"%u\"", s->tests,
                      s->failures, s->errors, s->skipped);
    put_time(out, s->ms);
    mustls_buf_puts(out, ">\n");
    if (!s->world || !*s->world)
        return;
    mustls_buf_puts(out, "    <properties><property name=\"world\"");
    put_attr(out, "value", mustls_span_str(s->world));
    mustls_buf_puts(out, "/></properties>\n");
}

static void put_transcript(struct mustls_buf *out, const struct mustls_case *c,
                           const struct mustls_report_opts *o)
{
    struct mustls_buf text;
    struct mustls_report_opts plain = *o;
    plain.color = false;
    mustls_buf_init(&text, out->max);
    mustls_report_long(&text, c, &plain);
    mustls_put_xml(out, mustls_buf_span(&text));
    out->failed = out->failed || text.failed;
    mustls_buf_deinit(&text);
}

static const char *type_of(const struct mustls_case *c)
{
    const struct mustls_finding *f = mustls_first_broken(c);
    if (c->fixed)
        return "fixed";
    if (f)
        return f->sentence->level == MUSTLS_MUST ? "MUST" : "SHOULD";
    return mustls_verdict_name(c->verdict);
}

static void put_trouble(struct mustls_buf *out, const char *element, const struct mustls_case *c,
                        const struct mustls_report_opts *o)
{
    mustls_buf_printf(out, "      <%s", element);
    put_attr_of(out, "message", c, o, mustls_put_trouble);
    put_attr(out, "type", mustls_span_str(type_of(c)));
    mustls_buf_putc(out, '>');
    put_transcript(out, c, o);
    mustls_buf_printf(out, "</%s>\n", element);
}

static void put_why_skipped(struct mustls_buf *out, const struct mustls_case *c)
{
    mustls_buf_puts(out, c->known ? "known: " : "");
    mustls_buf_puts(out, c->known ? (c->known_why ? c->known_why : "") : mustls_case_why(c));
}

static void put_skipped(struct mustls_buf *out, const struct mustls_case *c,
                        const struct mustls_report_opts *o)
{
    mustls_buf_puts(out, "      <skipped");
    put_attr_of(out, "message", c, o, put_why_skipped);
    mustls_buf_puts(out, "/>\n");
}

static void put_result(struct mustls_buf *out, const struct mustls_case *c,
                       const struct mustls_report_opts *o)
{
    switch (mustls_junit_kind(c, o)) {
    case MUSTLS_JUNIT_FAILURE:
        put_trouble(out, "failure", c, o);
        break;
    case MUSTLS_JUNIT_ERROR:
        put_trouble(out, "error", c, o);
        break;
    case MUSTLS_JUNIT_SKIPPED:
        put_skipped(out, c, o);
        break;
    case MUSTLS_JUNIT_PASSED:
        if (c->verdict != MUSTLS_WARN)
            break;
        mustls_buf_puts(out, "      <system-out>");
        put_transcript(out, c, o);
        mustls_buf_puts(out, "</system-out>\n");
        break;
    }
}

void mustls_junit_case(struct mustls_buf *out, const struct mustls_case *c,
                       const struct mustls_report_opts *o)
{
    mustls_buf_puts(out, "    <testcase");
    put_attr(out, "classname", mustls_span_str(c->subject));
    put_attr_of(out, "name", c, o, mustls_put_id);
    put_time(out, c->ms);
    mustls_buf_puts(out, ">\n");
    put_result(out, c, o);
    mustls_buf_puts(out, "    </testcase>\n");
}

void mustls_junit_suite_end(struct mustls_buf *out)
{
    mustls_buf_puts(out, "  </testsuite>\n");
}

void mustls_junit_end(struct mustls_buf *out)
{
    mustls_buf_puts(out, "</testsuites>\n");
}
