/* One run as its record: what the page shows when somebody opens the cell. */
#include "report/html_internal.h"
#include "scenario/scenario.h"

/* Of the subject's output: the head, and the end, which tells more. */
enum { OUTPUT_HEAD = 3000, OUTPUT_TAIL = 9000 };

static const char *level_of(const struct mustls_sentence *s)
{
    static const char *const names[] = {
        [MUSTLS_MUST] = "MUST", [MUSTLS_SHOULD] = "SHOULD", [MUSTLS_MAY] = "MAY"};
    return names[s->level];
}

static void put_sentences(struct mustls_buf *out, const struct mustls_program *p)
{
    mustls_buf_puts(out, ",\"sentences\":[");
    for (size_t i = 0; i < p->num_sentences; i++) {
        const struct mustls_sentence *s = &p->sentences[i];
        mustls_buf_printf(out, "%s[\"%s\",", i ? "," : "", level_of(s));
        mustls_json_lines(out, s->text);
        mustls_buf_putc(out, ',');
        mustls_json_lines(out, s->source);
        mustls_buf_printf(out, ",%u,%u]", (unsigned)s->at.unit, (unsigned)s->at.line);
    }
    mustls_buf_putc(out, ']');
}

static void put_wishes(struct mustls_buf *out, const struct mustls_program *p)
{
    mustls_buf_puts(out, ",\"wishes\":[");
    for (size_t i = 0; i < p->num_wishes; i++) {
        mustls_buf_puts(out, i ? ",[" : "[");
        mustls_json_lines(out, p->wishes[i].key);
        mustls_buf_putc(out, ',');
        mustls_json_lines(out, p->wishes[i].value);
        mustls_buf_putc(out, ']');
    }
    mustls_buf_putc(out, ']');
}

/* {"name":..,"path":..,"text":..}: equal files are one, whichever run they came with. */
static uint32_t put_unit(struct mustls_html *h, const struct mustls_unit *u)
{
    struct mustls_buf b;
    mustls_buf_init(&b, SIZE_MAX);
    mustls_buf_puts(&b, "{\"name\":");
    mustls_json_str(&b, u->name);
    mustls_buf_puts(&b, ",\"path\":");
    mustls_json_str(&b, u->path);
    mustls_buf_puts(&b, ",\"text\":");
    mustls_json_lines(&b, u->text);
    mustls_buf_putc(&b, '}');
    uint32_t n = mustls_intern_put(&h->units, mustls_buf_span(&b));
    h->failed = h->failed || b.failed;
    mustls_buf_deinit(&b);
    return n;
}

/* What all runs of one instance share. */
static uint32_t put_set(struct mustls_html *h, struct mustls_html_page *page,
                        const struct mustls_case *c)
{
    const struct mustls_program *p = c->prog;
    struct mustls_buf b;
    mustls_buf_init(&b, SIZE_MAX);
    mustls_buf_printf(&b, "{\"n\":%u,\"title\":", c->instance);
    mustls_json_lines(&b, p->title);
    mustls_buf_puts(&b, ",\"values\":");
    mustls_json_str(&b, p->values);
    mustls_buf_printf(&b, ",\"limit\":%u,\"units\":[", (unsigned)(p->limit / 1000000));
    for (size_t i = 0; i < p->num_units; i++)
        mustls_buf_printf(&b, "%s%u", i ? "," : "", (unsigned)put_unit(h, &p->units[i]));
    mustls_buf_putc(&b, ']');
    put_wishes(&b, p);
    put_sentences(&b, p);
    mustls_buf_putc(&b, '}');
    uint32_t n = mustls_intern_put(&page->sets, mustls_buf_span(&b));
    h->failed = h->failed || b.failed;
    mustls_buf_deinit(&b);
    return n;
}

/* One letter a sentence. */
static void put_outcomes(struct mustls_buf *out, const struct mustls_judgement *j)
{
    static const char letters[] = {[MUSTLS_BROKEN] = 'b',
                                   [MUSTLS_KEPT] = 'k',
                                   [MUSTLS_NA] = '-',
                                   [MUSTLS_SEEN] = 's',
                                   [MUSTLS_NOT_SEEN] = 'n'};
    mustls_buf_puts(out, ",\"outcomes\":\"");
    for (size_t i = 0; i < j->num_findings; i++)
        mustls_buf_putc(out, letters[j->findings[i].outcome]);
    mustls_buf_putc(out, '"');
}

static void put_unfired(struct mustls_buf *out, const struct mustls_judgement *j)
{
    if (!j->num_unfired)
        return;
    mustls_buf_puts(out, ",\"unfired\":[");
    for (size_t i = 0; i < j->num_unfired; i++)
        mustls_buf_printf(out, "%s[%u,%u]", i ? "," : "", (unsigned)j->unfired[i]->at.unit,
                          (unsigned)j->unfired[i]->at.line);
    mustls_buf_putc(out, ']');
}

/* The rules in force, for a bug report that stands by itself. */
static void put_rules(struct mustls_buf *out, const struct mustls_case *c)
{
    struct mustls_buf b;
    mustls_buf_init(&b, SIZE_MAX);
    mustls_program_show(&b, c->prog);
    mustls_json_field(out, "rules", mustls_buf_span(&b), NULL);
    mustls_buf_deinit(&b);
}

static void put_output(struct mustls_buf *out, const struct mustls_case *c,
                       const struct mustls_report_opts *o)
{
    const struct mustls_event *ev = mustls_trace_find(c->trace, MUSTLS_E_OUTPUT, 0);
    if (!ev || !ev->raw.len)
        return;
    struct mustls_buf b;
    mustls_buf_init(&b, SIZE_MAX);
    if (ev->raw.len > OUTPUT_HEAD + OUTPUT_TAIL) {
        size_t left = ev->raw.len - OUTPUT_HEAD - OUTPUT_TAIL;
        mustls_buf_put(&b, mustls_span_first(ev->raw, OUTPUT_HEAD));
        mustls_buf_printf(&b, "\n[... %zu bytes more, in the trace file ...]\n", left);
        mustls_buf_put(&b, mustls_span_from(ev->raw, OUTPUT_HEAD + left));
    } else {
        mustls_buf_put(&b, ev->raw);
    }
    mustls_json_field(out, "output", mustls_buf_span(&b), o);
    mustls_buf_deinit(&b);
}

static void put_dialogue(struct mustls_buf *out, struct mustls_html_page *page,
                         struct mustls_view *v)
{
    struct mustls_html_dialogue d;
    mustls_html_dialogue_init(&d);
    mustls_html_dialogue_put(&d, v, &page->strings);
    mustls_buf_printf(out, ",\"dialogue\":%u,\"times\":",
                      (unsigned)mustls_intern_put(&page->dialogues, mustls_buf_span(&d.rows)));
    mustls_buf_put(out, mustls_buf_span(&d.times));
    if (d.carets.len > 2) {
        mustls_buf_puts(out, ",\"carets\":");
        mustls_buf_put(out, mustls_buf_span(&d.carets));
    }
    out->failed = out->failed || d.rows.failed || d.times.failed || d.carets.failed;
    mustls_html_dialogue_deinit(&d);
}

static void put_traced(struct mustls_buf *out, struct mustls_html_page *page,
                       const struct mustls_case *c, const struct mustls_report_opts *o)
{
    struct mustls_report_opts all = *o;
    struct mustls_view view;
    struct mustls_buf b;
    all.verbose = true;
    all.color = false;
    if (!mustls_view_init(&view, c, &all)) {
        out->failed = true;
        return;
    }
    put_dialogue(out, page, &view);
    mustls_buf_init(&b, SIZE_MAX);
    if (mustls_put_exit(&b, &view))
        mustls_json_field(out, "exit", mustls_buf_span(&b), o);
    mustls_buf_deinit(&b);
    mustls_view_deinit(&view);
    put_output(out, c, o);
    const struct mustls_event *leak = mustls_trace_find(c->trace, MUSTLS_E_LEAK, 0);
    if (leak)
        mustls_buf_printf(out, ",\"leak\":%d", leak->code);
}

static void put_judged(struct mustls_buf *out, const struct mustls_case *c)
{
    struct mustls_buf b;
    put_outcomes(out, c->judgement);
    put_unfired(out, c->judgement);
    if (c->trace && c->judgement->num_unfired) {
        mustls_buf_init(&b, SIZE_MAX);
        mustls_put_verbs(&b, c);
        mustls_json_field(out, "instead", mustls_buf_span(&b), NULL);
        mustls_buf_deinit(&b);
    }
}

void mustls_html_put_record(struct mustls_html *h, struct mustls_html_page *page,
                            const struct mustls_case *c, const struct mustls_report_opts *o)
{
    struct mustls_buf *out = &page->records;
    mustls_buf_puts(out, out->len ? ",\n{" : "{");
    if (c->prog)
        mustls_buf_printf(out, "\"set\":%u", (unsigned)put_set(h, page, c));
    else
        mustls_buf_puts(out, "\"set\":null");
    if (c->judgement)
        put_judged(out, c);
    if (c->prog && c->trace)
        put_traced(out, page, c, o);
    if (c->prog && (c->verdict == MUSTLS_FAIL || c->verdict == MUSTLS_WARN))
        put_rules(out, c);
    mustls_json_field(out, "why", mustls_span_str(mustls_case_why(c)), o);
    mustls_json_field(out, "known", mustls_span_str(c->known_why), o);
    mustls_json_field(out, "command", mustls_span_str(c->command), o);
    mustls_json_field(out, "again", mustls_span_str(c->again), o);
    mustls_json_field(out, "files", mustls_span_str(c->folder), o);
    mustls_buf_putc(out, '}');
    h->failed = h->failed || out->failed;
}
