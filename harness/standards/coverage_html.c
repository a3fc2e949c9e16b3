/* The page "by source". Colour is never the only sign: each row says its state in words. */
#include "base/escape.h"
#include "standards/coverage.h"

static const char head[] =
    "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
    "<title>mustls: coverage of the standards</title>\n<style>\n"
    ":root{color-scheme:light dark;--bg:#fff;--fg:#1b1b1b;--dim:#595959;--line:#c8c8c8;"
    "--yes:#e4f3e6;--no:#fbeed5;--out:#ededed}\n"
    "@media(prefers-color-scheme:dark){:root{--bg:#16181a;--fg:#e6e6e6;--dim:#a8a8a8;"
    "--line:#44484c;--yes:#1d3524;--no:#40320f;--out:#26292c}}\n"
    "body{background:var(--bg);color:var(--fg);font:15px/1.45 system-ui,sans-serif;"
    "max-width:70rem;margin:1.5rem auto;padding:0 1rem}\n"
    "h1{font-size:1.5rem}h2{font-size:1.2rem;margin-top:2rem}h3{font-size:1rem;margin:1.3rem 0 "
    ".3rem}\n"
    "small,.dim{color:var(--dim)}code{font-size:.85em}\n"
    "table{border-collapse:collapse;width:100%}th,td{border:1px solid var(--line);padding:.3rem "
    ".5rem;text-align:left;vertical-align:top}\n"
    "td.level{white-space:nowrap;width:7rem}td.state{width:55%}td.state code{display:inline-block;"
    "margin-right:.6em}\n"
    "tr.yes td.state{background:var(--yes)}tr.no td.state{background:var(--no)}"
    "tr.out td.state{background:var(--out)}\n"
    "@media print{body{max-width:none;font-size:10px;color:#000;background:#fff}tr{break-inside:"
    "avoid}h2,h3{break-after:avoid}}\n"
    "</style></head><body>\n<h1>Coverage of the standards</h1>\n"
    "<p>What the standards ask of a client, sentence by sentence in our own words, and the "
    "scenarios that test it; where there is none, the reason. A level in capitals is the "
    "standard's key word, in small letters its plain wording; &ldquo;says&rdquo; marks a plain "
    "statement.</p>\n";

static void put_counts(struct mustls_buf *out, const struct mustls_coverage_count *n)
{
    mustls_buf_printf(out, "%zu of %zu tested", n->tested, n->sentences);
    if (n->elsewhere)
        mustls_buf_printf(out, ", %zu tested elsewhere", n->elsewhere);
    if (n->not_testable)
        mustls_buf_printf(out, ", %zu not testable", n->not_testable);
    if (n->out_of_scope)
        mustls_buf_printf(out, ", %zu out of scope", n->out_of_scope);
}

static void put_names(struct mustls_buf *out, const char *const *names, size_t num)
{
    for (size_t i = 0; i < num; i++) {
        mustls_buf_puts(out, i ? " <code>" : "<code>");
        mustls_put_xml(out, mustls_span_str(names[i]));
        mustls_buf_puts(out, "</code>");
    }
}

static const char *row_class(const struct mustls_coverage_entry *e)
{
    if (e->num > 0)
        return "yes";
    return e->entry->reason == MUSTLS_NOT_TESTABLE ? "no" : "out";
}

static void put_row(struct mustls_buf *out, const struct mustls_coverage_entry *e)
{
    const struct mustls_register_entry *r = e->entry;
    mustls_buf_printf(out, "<tr class=\"%s\" id=\"", row_class(e));
    mustls_put_xml(out, r->id.text);
    mustls_buf_puts(out, "\"><td class=\"level\">");
    mustls_put_xml(out, r->level);
    mustls_buf_puts(out, "</td><td>");
    mustls_put_xml(out, r->text);
    mustls_buf_puts(out, "</td><td class=\"state\">");
    if (e->num > 0) {
        mustls_buf_printf(out, "<small>tested by %zu:</small> ", e->num);
        put_names(out, e->scenarios, e->num);
    }
    if (r->reason != MUSTLS_REASON_NONE) {
        mustls_buf_printf(out, "%s<small>%s:</small> ", e->num ? "<br>" : "",
                          mustls_reason_name(r->reason));
        mustls_put_xml(out, r->why);
    }
    if (e->num == 0 && r->reason == MUSTLS_REASON_NONE)
        mustls_buf_puts(out, "<strong>no scenario and no reason</strong>");
    mustls_buf_puts(out, "</td></tr>\n");
}

static void put_section(struct mustls_buf *out, const struct mustls_coverage *c, size_t from,
                        size_t to)
{
    struct mustls_coverage_count n;
    mustls_coverage_count(c, from, to, &n);
    mustls_buf_puts(out, "<h3>Section ");
    mustls_put_xml(out, c->entries[from].entry->section.number);
    mustls_buf_puts(out, " <small>");
    put_counts(out, &n);
    mustls_buf_puts(out, "</small></h3>\n<table><tr><th>level</th><th>sentence</th><th>tested"
                         "</th></tr>\n");
    for (size_t i = from; i < to; i++)
        put_row(out, &c->entries[i]);
    mustls_buf_puts(out, "</table>\n");
}

static size_t rfc_end(const struct mustls_coverage *c, size_t from)
{
    size_t to = from + 1;
    while (to < c->num_entries &&
           mustls_span_eq(c->entries[to].entry->section.rfc, c->entries[from].entry->section.rfc))
        to++;
    return to;
}

static void put_rfc(struct mustls_buf *out, const struct mustls_coverage *c, size_t from, size_t to)
{
    struct mustls_coverage_count n;
    mustls_coverage_count(c, from, to, &n);
    mustls_buf_puts(out, "<h2>RFC ");
    mustls_put_xml(out, c->entries[from].entry->section.rfc);
    mustls_buf_puts(out, " <small>");
    put_counts(out, &n);
    mustls_buf_puts(out, "</small></h2>\n");
    for (size_t i = from, end; i < to; i = end) {
        end = mustls_coverage_section_end(c, i);
        put_section(out, c, i, end);
    }
}

static void put_others(struct mustls_buf *out, const struct mustls_coverage *c)
{
    if (c->num_others == 0)
        return;
    mustls_buf_puts(out, "<h2>Cited, no register</h2>\n<table><tr><th>source</th><th>scenarios"
                         "</th></tr>\n");
    for (size_t i = 0; i < c->num_others; i++) {
        mustls_buf_puts(out, "<tr><td>");
        mustls_put_xml(out, c->others[i].source);
        mustls_buf_puts(out, "</td><td>");
        put_names(out, c->others[i].scenarios, c->others[i].num);
        mustls_buf_puts(out, "</td></tr>\n");
    }
    mustls_buf_puts(out, "</table>\n");
}

void mustls_coverage_put_html(struct mustls_buf *out, const struct mustls_coverage *c)
{
    mustls_buf_puts(out, head);
    mustls_buf_puts(out, "<p><strong>");
    put_counts(out, &c->all);
    mustls_buf_printf(out, "</strong>; %zu scenarios cite them.</p>\n", c->num_scenarios);
    for (size_t i = 0, to; i < c->num_entries; i = to) {
        to = rfc_end(c, i);
        put_rfc(out, c, i, to);
    }
    put_others(out, c);
    mustls_buf_puts(out, "</body></html>\n");
}
