/* TAP version 14. The YAML block is valid whatever bytes the subject sent: strings are in double
 * quotes, the transcript is a literal block of characters that YAML may hold. */
#include "report/internal.h"

/* In a description `#` starts a directive and `\` escapes it. */
void mustls_tap_description(struct mustls_buf *out, struct mustls_span s)
{
    for (size_t n; s.len; s = mustls_span_from(s, n ? n : 1)) {
        n = mustls_plain_len(s);
        if (!n) {
            mustls_buf_printf(out, "\\\\x%02x", s.ptr[0]);
            continue;
        }
        if (s.ptr[0] == '#' || s.ptr[0] == '\\')
            mustls_buf_putc(out, '\\');
        mustls_buf_put(out, mustls_span_first(s, n));
    }
}

void mustls_tap_begin(struct mustls_buf *out, const struct mustls_totals *t)
{
    mustls_buf_puts(out, "TAP version 14\n");
    if (!t->world || !*t->world)
        return;
    mustls_buf_puts(out, "# ");
    mustls_tap_description(out, mustls_span_str(t->world));
    mustls_buf_putc(out, '\n');
}

/* What `put` writes about the case, as a description. */
static void put_as_description(struct mustls_buf *out, const struct mustls_case *c,
                               const struct mustls_report_opts *o,
                               void (*put)(struct mustls_buf *, const struct mustls_case *))
{
    struct mustls_buf text;
    mustls_buf_init(&text, 1u << 20);
    put(&text, c);
    mustls_mask(&text, 0, o);
    mustls_tap_description(out, mustls_buf_span(&text));
    out->failed = out->failed || text.failed;
    mustls_buf_deinit(&text);
}

static void put_quoted(struct mustls_buf *out, struct mustls_span s)
{
    mustls_buf_putc(out, '"');
    for (size_t n; s.len; s = mustls_span_from(s, n ? n : 1)) {
        n = mustls_plain_len(s);
        if (!n) {
            mustls_buf_printf(out, "\\\\x%02x", s.ptr[0]);
            continue;
        }
        if (s.ptr[0] == '"' || s.ptr[0] == '\\')
            mustls_buf_putc(out, '\\');
        mustls_buf_put(out, mustls_span_first(s, n));
    }
    mustls_buf_putc(out, '"');
}

static void put_finding(struct mustls_buf *out, const struct mustls_case *c,
                        const struct mustls_finding *f)
{
    struct mustls_buf text;
    mustls_buf_init(&text, 1u << 16);
    mustls_put_sentence(&text, f->sentence);
    mustls_buf_puts(out, "    - sentence: ");
    put_quoted(out, mustls_buf_span(&text));
    out->failed = out->failed || text.failed;
    mustls_buf_deinit(&text);

    const struct mustls_unit *unit = mustls_unit_of(c, f->sentence->at.unit);
    mustls_buf_puts(out, "\n      file: ");
    put_quoted(out, mustls_span_str(unit ? unit->path : ""));
    mustls_buf_printf(out, "\n      line: %u\n", (unsigned)f->sentence->at.line);
}

static void put_findings(struct mustls_buf *out, const struct mustls_case *c)
{
    const struct mustls_finding *f = mustls_first_broken(c);
    if (!f)
        return;
    mustls_buf_puts(out, "  broken:\n");
    for (size_t pos = 0; (f = mustls_next_broken(c, MUSTLS_MUST, &pos));)
        put_finding(out, c, f);
    for (size_t pos = 0; (f = mustls_next_broken(c, MUSTLS_SHOULD, &pos));)
        put_finding(out, c, f);
}

/* The indentation is said (|2), since the first line may begin with blanks. */
static void put_transcript(struct mustls_buf *out, const struct mustls_case *c,
                           const struct mustls_report_opts *o)
{
    struct mustls_buf text;
    struct mustls_report_opts plain = *o;
    plain.color = false;
    mustls_buf_init(&text, out->max);
    mustls_report_long(&text, c, &plain);
    struct mustls_span rest = mustls_buf_span(&text), line;
    mustls_buf_puts(out, "  transcript: |2\n");
    while (mustls_next_line(&rest, &line)) {
        mustls_buf_puts(out, "    ");
        mustls_put_plain(out, mustls_span_first(line, line.len - (line.ptr[line.len - 1] == '\n')));
        mustls_buf_putc(out, '\n');
    }
    out->failed = out->failed || text.failed;
    mustls_buf_deinit(&text);
}

static void put_why(struct mustls_buf *out, const struct mustls_case *c)
{
    mustls_buf_puts(out, c->fixed && c->known_note ? c->known_note : mustls_case_why(c));
}

static void put_known(struct mustls_buf *out, const struct mustls_case *c)
{
    mustls_buf_puts(out, c->known_why ? c->known_why : "");
}

static void put_quoted_why(struct mustls_buf *out, const struct mustls_case *c,
                           const struct mustls_report_opts *o)
{
    struct mustls_buf text;
    mustls_buf_init(&text, 1u << 20);
    put_why(&text, c);
    mustls_mask(&text, 0, o);
    put_quoted(out, mustls_buf_span(&text));
    out->failed = out->failed || text.failed;
    mustls_buf_deinit(&text);
}

static void put_yaml(struct mustls_buf *out, const struct mustls_case *c,
                     const struct mustls_report_opts *o)
{
    mustls_buf_printf(out, "  ---\n  verdict: %s\n  duration_ms: %llu\n  why: ",
                      mustls_verdict_name(c->verdict), (unsigned long long)c->ms);
    put_quoted_why(out, c, o);
    mustls_buf_putc(out, '\n');
    put_findings(out, c);
    put_transcript(out, c, o);
    mustls_buf_puts(out, "  ...\n");
}

void mustls_tap_case(struct mustls_buf *out, unsigned number, const struct mustls_case *c,
                     const struct mustls_report_opts *o)
{
    /* A known failure is still not ok: TODO is what makes it no news. */
    bool good = !mustls_case_red(c, o) && !c->known;
    mustls_buf_printf(out, "%s %u - ", good ? "ok" : "not ok", number);
    put_as_description(out, c, o, mustls_put_subject);
    mustls_buf_putc(out, ' ');
    put_as_description(out, c, o, mustls_put_id);
    if (c->verdict == MUSTLS_SKIP) {
        mustls_buf_puts(out, " # SKIP ");
        put_as_description(out, c, o, put_why);
    } else if (c->known) {
        mustls_buf_puts(out, " # TODO known: ");
        put_as_description(out, c, o, put_known);
    }
    mustls_buf_putc(out, '\n');
    if (c->fixed || (c->verdict != MUSTLS_PASS && c->verdict != MUSTLS_SKIP))
        put_yaml(out, c, o);
}

void mustls_tap_end(struct mustls_buf *out, unsigned num, bool complete)
{
    mustls_buf_printf(out, num ? "1..%u\n" : "1..%u # SKIP nothing was run\n", num);
    if (!complete)
        mustls_buf_puts(out, "Bail out! the run was interrupted\n");
}
