/* The failure transcript from its headline to its last line. */
#include "report/internal.h"

/* Blanks so that what is written since `from` reaches `column`, at least two. ASCII only is
 * counted right; a wide name moves the rest to the right. */
static void pad_to(struct mustls_buf *out, size_t from, size_t column)
{
    size_t have = out->len > from ? out->len - from : 0;
    mustls_put_blanks(out, have + 2 > column ? 2 : (long)(column - have));
}

static void put_headline(struct mustls_buf *out, const struct mustls_case *c,
                         const struct mustls_report_opts *o)
{
    enum { COL_ID = 22, COL_TIME = 86 };
    mustls_tint_on(out, o, mustls_verdict_tint(c->verdict));
    mustls_buf_puts(out, mustls_verdict_name(c->verdict));
    mustls_tint_off(out, o);
    mustls_buf_puts(out, "  ");

    /* Colours take no columns: count from here. */
    size_t base = strlen(mustls_verdict_name(c->verdict)) + 2, from = out->len;
    mustls_put_subject(out, c);
    pad_to(out, from, COL_ID - base);
    mustls_put_id(out, c);
    pad_to(out, from, COL_TIME - base);
    mustls_put_duration(out, c->ms);
    mustls_buf_putc(out, '\n');
    if (c->title && c->title[0]) {
        mustls_buf_puts(out, "  ");
        mustls_put_plain(out, mustls_span_str(c->title));
        mustls_buf_putc(out, '\n');
    }
    mustls_put_listed(out, c, "  ", "\n");
    if (c->pace > 100)
        mustls_buf_printf(out, "  deadlines x %u.%02u: a good delivery took %llu ms\n",
                          c->pace / 100, c->pace % 100, (unsigned long long)c->good_ms);
}

static void put_arrow(struct mustls_buf *out, const struct mustls_case *c, struct mustls_origin at)
{
    const struct mustls_unit *unit = mustls_unit_of(c, at.unit);
    if (!unit)
        return;
    mustls_buf_puts(out, "  --> ");
    mustls_put_plain(out, mustls_span_str(unit->path));
    mustls_buf_printf(out, ":%u\n", (unsigned)at.line);
}

/* "  MUST NOT  AUTH                  [RFC 3207 4.2]" and where the sentence stands. */
static void put_broken(struct mustls_buf *out, const struct mustls_case *c,
                       const struct mustls_report_opts *o, const struct mustls_finding *f)
{
    const struct mustls_sentence *s = f->sentence;
    const char *level = s->level == MUSTLS_MUST ? (s->negated ? "MUST NOT" : "MUST")
                                                : (s->negated ? "SHOULD NOT" : "SHOULD");
    size_t skip = mustls_span_starts(s->text, mustls_span_str(level)) ? strlen(level) : 0;
    struct mustls_span rest = mustls_span_from(s->text, skip);
    while (rest.len && rest.ptr[0] == ' ')
        rest = mustls_span_from(rest, 1);

    mustls_buf_puts(out, "  ");
    mustls_tint_on(out, o, s->level == MUSTLS_MUST ? MUSTLS_TINT_BAD : MUSTLS_TINT_WARN);
    mustls_buf_puts(out, level);
    mustls_tint_off(out, o);
    size_t from = out->len, base = 2 + strlen(level);
    pad_to(out, from, 0);
    mustls_put_plain(out, rest);
    size_t right = s->source.len + 2 + base;
    pad_to(out, from, right < MUSTLS_COL_RIGHT ? MUSTLS_COL_RIGHT - right : 0);
    mustls_buf_putc(out, '[');
    mustls_put_plain(out, s->source);
    mustls_buf_puts(out, "]\n");
    put_arrow(out, c, s->at);
}

static void put_all_broken(struct mustls_buf *out, const struct mustls_case *c,
                           const struct mustls_report_opts *o)
{
    const struct mustls_finding *f;
    for (size_t pos = 0; (f = mustls_next_broken(c, MUSTLS_MUST, &pos));)
        put_broken(out, c, o, f);
    for (size_t pos = 0; (f = mustls_next_broken(c, MUSTLS_SHOULD, &pos));)
        put_broken(out, c, o, f);
}

/* The rules that never fired are the verdict's reason. */
static bool is_about_rules(const struct mustls_case *c)
{
    return c->verdict == MUSTLS_INCONCLUSIVE && c->judgement && c->judgement->num_unfired;
}

/* The reason, unless it is a sentence or a rule that has lines of its own. */
static void put_why(struct mustls_buf *out, const struct mustls_case *c)
{
    const char *judged = c->judgement && c->judgement->why ? c->judgement->why : "";
    if (is_about_rules(c) && strcmp(mustls_case_why(c), judged) == 0)
        return;
    struct mustls_span why = mustls_span_str(mustls_case_why(c));
    const struct mustls_finding *f = mustls_first_broken(c);
    if (!why.len || (f && mustls_span_starts(why, f->sentence->text)))
        return;
    mustls_buf_puts(out, "  ");
    mustls_put_plain(out, why);
    mustls_buf_putc(out, '\n');
}

/* Line `num` (from 1) of a text. */
static struct mustls_span line_of(struct mustls_span text, uint32_t num)
{
    struct mustls_span line = MUSTLS_LIT("");
    for (uint32_t n = 0; n < num; n++)
        if (!mustls_next_line(&text, &line))
            return MUSTLS_LIT("");
    while (line.len && line.ptr[line.len - 1] <= ' ')
        line.len--;
    return line;
}

static void put_unfired(struct mustls_buf *out, const struct mustls_case *c)
{
    size_t num = c->judgement ? c->judgement->num_unfired : 0;
    for (size_t i = 0; i < num; i++) {
        const struct mustls_rule *rule = c->judgement->unfired[i];
        const struct mustls_unit *unit = mustls_unit_of(c, rule->at.unit);
        mustls_buf_puts(out, "  never fired  ");
        mustls_put_plain(out, unit ? line_of(unit->text, rule->at.line) : MUSTLS_LIT("a rule"));
        mustls_buf_puts(out, rule->phases == MUSTLS_IN_CLEAR ? "   in [clear]\n"
                             : rule->phases == MUSTLS_IN_TLS ? "   in [tls]\n"
                                                             : "\n");
        put_arrow(out, c, rule->at);
    }
}

/* Letters only, and few, as every verb of RFC 5321 has: what else stands first in a line may be
 * part of a login that went astray. */
static void put_verb(struct mustls_buf *out, const struct mustls_event *ev)
{
    enum { MAX_VERB = 8 };
    size_t n = 0;
    while (n < ev->raw.len && ((ev->raw.ptr[n] | 0x20) >= 'a' && (ev->raw.ptr[n] | 0x20) <= 'z'))
        n++;
    if (n && n <= MAX_VERB && (n == ev->raw.len || ev->raw.ptr[n] <= ' '))
        mustls_put_plain(out, mustls_span_first(ev->raw, n));
    else
        mustls_buf_puts(out, "(no verb)");
}

void mustls_put_verbs(struct mustls_buf *out, const struct mustls_case *c)
{
    enum { MAX_VERBS = 12 };
    size_t num = 0;
    for (size_t i = 0; c->trace && i < c->trace->num_events; i++) {
        const struct mustls_event *ev = &c->trace->events[i];
        bool tls = ev->kind == MUSTLS_E_TLS;
        if (!tls && (ev->kind != MUSTLS_E_COMMAND || ev->from != MUSTLS_FROM_SUBJECT))
            continue;
        if (num++ >= MAX_VERBS)
            continue;
        if (num > 1)
            mustls_buf_puts(out, ", ");
        if (tls)
            mustls_buf_puts(out, "<tls>");
        else
            put_verb(out, ev);
    }
    if (num > MAX_VERBS)
        mustls_buf_printf(out, ", + %zu more (-v)", num - MAX_VERBS);
}

static void put_instead(struct mustls_buf *out, const struct mustls_case *c)
{
    size_t from = out->len;
    mustls_put_verbs(out, c);
    bool silent = out->len == from;
    mustls_buf_truncate(out, from);
    mustls_buf_puts(out,
                    silent ? "  instead, the client said nothing" : "  instead, the client did  ");
    mustls_put_verbs(out, c);
    mustls_buf_putc(out, '\n');
}

static void put_head(struct mustls_buf *out, const struct mustls_case *c,
                     const struct mustls_report_opts *o)
{
    put_headline(out, c, o);
    put_all_broken(out, c, o);
    put_why(out, c);
    if (is_about_rules(c)) {
        put_unfired(out, c);
        put_instead(out, c);
    }
}

void mustls_report_long(struct mustls_buf *out, const struct mustls_case *c,
                        const struct mustls_report_opts *o)
{
    size_t from = out->len;
    struct mustls_view view;
    put_head(out, c, o);
    if (!mustls_view_init(&view, c, o)) {
        out->failed = true;
        return;
    }
    if (view.num) {
        mustls_buf_putc(out, '\n');
        mustls_put_dialogue(out, &view);
    }
    mustls_put_end(out, &view);
    mustls_view_deinit(&view);
    mustls_mask(out, from, o);
}
