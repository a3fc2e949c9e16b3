#include "base/escape.h"
#include "standards/coverage.h"

static void put_counts(struct mustls_buf *out, const struct mustls_coverage_count *n)
{
    mustls_buf_printf(out, "%zu sentence%s: %zu tested", n->sentences, n->sentences == 1 ? "" : "s",
                      n->tested);
    if (n->elsewhere)
        mustls_buf_printf(out, ", %zu tested elsewhere", n->elsewhere);
    if (n->not_testable)
        mustls_buf_printf(out, ", %zu not testable", n->not_testable);
    if (n->out_of_scope)
        mustls_buf_printf(out, ", %zu out of scope", n->out_of_scope);
}

static void put_entry(struct mustls_buf *out, const struct mustls_coverage_entry *e)
{
    const struct mustls_register_entry *r = e->entry;
    mustls_buf_printf(out, "  %-10.*s  ", (int)r->level.len, (const char *)r->level.ptr);
    mustls_buf_put(out, r->text);
    mustls_buf_putc(out, '\n');
    if (e->num > 0) {
        mustls_buf_puts(out, "              tested by");
        size_t col = 23;
        for (size_t i = 0; i < e->num; i++) {
            size_t len = strlen(e->scenarios[i]);
            if (col + 1 + len > 110) {
                mustls_buf_puts(out, "\n                       ");
                col = 23;
            }
            mustls_buf_printf(out, " %s", e->scenarios[i]);
            col += 1 + len;
        }
        mustls_buf_putc(out, '\n');
    }
    if (r->reason != MUSTLS_REASON_NONE) {
        mustls_buf_printf(out, "              %s: ", mustls_reason_name(r->reason));
        mustls_buf_put(out, r->why);
        mustls_buf_putc(out, '\n');
    }
}

static void put_others(struct mustls_buf *out, const struct mustls_coverage *c)
{
    if (c->num_others > 0)
        mustls_buf_puts(out, "Cited, no register\n");
    for (size_t i = 0; i < c->num_others; i++) {
        mustls_buf_puts(out, "  ");
        mustls_buf_put(out, c->others[i].source);
        for (size_t j = 0; j < c->others[i].num; j++)
            mustls_buf_printf(out, " %s", c->others[i].scenarios[j]);
        mustls_buf_putc(out, '\n');
    }
    if (c->num_others > 0)
        mustls_buf_putc(out, '\n');
}

void mustls_coverage_put_text(struct mustls_buf *out, const struct mustls_coverage *c)
{
    struct mustls_coverage_count n;
    for (size_t i = 0, to; i < c->num_entries; i = to) {
        const struct mustls_section *s = &c->entries[i].entry->section;
        to = mustls_coverage_section_end(c, i);
        mustls_coverage_count(c, i, to, &n);
        mustls_buf_printf(out, "RFC %.*s %.*s   ", (int)s->rfc.len, (const char *)s->rfc.ptr,
                          (int)s->number.len, (const char *)s->number.ptr);
        put_counts(out, &n);
        mustls_buf_putc(out, '\n');
        for (size_t j = i; j < to; j++)
            put_entry(out, &c->entries[j]);
        mustls_buf_putc(out, '\n');
    }
    put_others(out, c);
    put_counts(out, &c->all);
    mustls_buf_printf(out, "; %zu scenarios cite them\n", c->num_scenarios);
}

static void put_names(struct mustls_buf *out, const char *const *names, size_t num)
{
    mustls_buf_puts(out, ",\"scenarios\":[");
    for (size_t i = 0; i < num; i++) {
        mustls_buf_puts(out, i ? "," : "");
        mustls_put_json_text(out, mustls_span_str(names[i]));
    }
    mustls_buf_putc(out, ']');
}

static void put_field(struct mustls_buf *out, const char *key, struct mustls_span value)
{
    mustls_buf_printf(out, "\"%s\":", key);
    mustls_put_json_text(out, value);
}

static void put_json_entry(struct mustls_buf *out, const struct mustls_coverage_entry *e)
{
    const struct mustls_register_entry *r = e->entry;
    put_field(out, "rfc", r->section.rfc);
    mustls_buf_putc(out, ',');
    put_field(out, "section", r->section.number);
    mustls_buf_putc(out, ',');
    put_field(out, "level", r->level);
    mustls_buf_putc(out, ',');
    put_field(out, "id", r->id.text);
    mustls_buf_putc(out, ',');
    put_field(out, "text", r->text);
    mustls_buf_printf(out, ",\"tested\":%s,", e->num ? "true" : "false");
    put_field(out, "reason", mustls_span_str(mustls_reason_name(r->reason)));
    mustls_buf_putc(out, ',');
    put_field(out, "why", r->why);
    put_names(out, e->scenarios, e->num);
}

void mustls_coverage_put_json(struct mustls_buf *out, const struct mustls_coverage *c)
{
    mustls_buf_puts(out, "{\"schema\":1,\"sentences\":[");
    for (size_t i = 0; i < c->num_entries; i++) {
        mustls_buf_puts(out, i ? ",\n{" : "\n{");
        put_json_entry(out, &c->entries[i]);
        mustls_buf_putc(out, '}');
    }
    mustls_buf_puts(out, "],\n\"no_register\":[");
    for (size_t i = 0; i < c->num_others; i++) {
        mustls_buf_puts(out, i ? ",\n{" : "\n{");
        put_field(out, "source", c->others[i].source);
        put_names(out, c->others[i].scenarios, c->others[i].num);
        mustls_buf_putc(out, '}');
    }
    mustls_buf_printf(
        out,
        "],\n\"totals\":{\"sentences\":%zu,\"tested\":%zu,\"elsewhere\":%zu,\"not_testable\":%zu,"
        "\"out_of_scope\":%zu,\"scenarios\":%zu}}\n",
        c->all.sentences, c->all.tested, c->all.elsewhere, c->all.not_testable, c->all.out_of_scope,
        c->num_scenarios);
}
