/* What a program will do: rules in the order in which they are tried, then the sentences, each with
 * the line that it comes from. */
#include "scenario/internal.h"

enum { ORIGIN_COLUMN = 64 };

struct shower {
    struct mustls_buf *out;
    const struct mustls_program *prog;
    size_t line_start;
};

static void begin(struct shower *s)
{
    s->line_start = s->out->len;
}

static void end(struct shower *s, struct mustls_origin at)
{
    size_t used = s->out->len - s->line_start;
    const char *name = at.unit < s->prog->num_units ? s->prog->units[at.unit].name : "?";
    size_t gap = used + 2 <= ORIGIN_COLUMN ? ORIGIN_COLUMN - used : 2;
    mustls_buf_printf(s->out, "%*s%s:%u\n", (int)gap, "", name, at.line);
}

/* --- headers --- */

static void put_header(struct shower *s, const char *key, struct mustls_span value)
{
    if (value.len == 0)
        return;
    mustls_buf_printf(s->out, "%-6s ", key);
    mustls_buf_put(s->out, value);
    mustls_buf_putc(s->out, '\n');
}

static void put_world(struct shower *s)
{
    const struct mustls_program *p = s->prog;
    for (size_t i = 0; i < p->num_names; i++) {
        mustls_buf_puts(s->out, "dns    ");
        scn_put_dns(s->out, &p->names[i]);
        mustls_buf_putc(s->out, '\n');
    }
    for (size_t i = 0; i < p->num_ports; i++)
        mustls_buf_printf(s->out, "%s%u", i > 0 ? " " : "listen ", p->ports[i]);
    if (p->num_ports > 0)
        mustls_buf_putc(s->out, '\n');
}

static void put_wishes(struct shower *s)
{
    const struct mustls_program *p = s->prog;
    mustls_buf_puts(s->out, p->role == MUSTLS_TEST_CLIENT ? "client" : "server");
    for (size_t i = 0; i < p->num_wishes; i++) {
        mustls_buf_putc(s->out, ' ');
        mustls_buf_put(s->out, p->wishes[i].key);
        mustls_buf_putc(s->out, '=');
        mustls_buf_put(s->out, p->wishes[i].value);
    }
    mustls_buf_putc(s->out, '\n');
    put_world(s);
    mustls_buf_puts(s->out, "limit  ");
    scn_put_duration(s->out, p->limit);
    mustls_buf_putc(s->out, '\n');
}

static void put_headers(struct shower *s)
{
    mustls_buf_printf(s->out, "# %s", s->prog->id);
    if (s->prog->values[0])
        mustls_buf_printf(s->out, "  %s", s->prog->values);
    mustls_buf_putc(s->out, '\n');
    put_header(s, "title", s->prog->title);
    for (size_t i = 0; i < s->prog->num_tags; i++) {
        mustls_buf_puts(s->out, i > 0 ? " " : "tags   ");
        mustls_buf_put(s->out, s->prog->tags[i]);
    }
    if (s->prog->num_tags > 0)
        mustls_buf_putc(s->out, '\n');
    if (s->prog->role == MUSTLS_TEST_SERVER)
        mustls_buf_puts(s->out, "test   server\n");
    put_wishes(s);
}

/* --- steps --- */

static void put_content(struct shower *s, const struct mustls_step *step)
{
    const struct scn_talk t = {.step = step->kind, .usec = step->usec, .n = step->n};
    switch (step->kind) {
    case MUSTLS_STEP_SEND:
        mustls_payload_put(s->out, step->bytes);
        break;
    case MUSTLS_STEP_FLUSH:
        mustls_buf_puts(s->out, "\\|\\c");
        break;
    case MUSTLS_STEP_TLS:
        scn_put_tls(s->out, step->tls, s->prog->role == MUSTLS_TEST_CLIENT);
        break;
    case MUSTLS_STEP_EXPECT:
        scn_put_pattern(s->out, step->expect);
        break;
    case MUSTLS_STEP_WAIT:
    case MUSTLS_STEP_CHUNK:
    case MUSTLS_STEP_FLOOD:
    case MUSTLS_STEP_CLOSE:
    case MUSTLS_STEP_RESET:
    case MUSTLS_STEP_READ_LINE:
    case MUSTLS_STEP_READ_DATA:
    case MUSTLS_STEP_CONNECT:
        scn_put_direction(s->out, &t);
        break;
    }
}

static char side_of(const struct mustls_program *p, const struct mustls_step *step)
{
    if (p->role == MUSTLS_TEST_SERVER)
        return step->kind == MUSTLS_STEP_EXPECT ? 'S' : 'C';
    return step->kind == MUSTLS_STEP_READ_LINE || step->kind == MUSTLS_STEP_READ_DATA ? 'C' : 'S';
}

static void put_step(struct shower *s, const struct mustls_step *step)
{
    begin(s);
    scn_put_prefix(s->out, side_of(s->prog, step), step->optional, 0);
    if (step->kind != MUSTLS_STEP_SEND || !mustls_span_eq(step->bytes, MUSTLS_LIT("\r\n"))) {
        mustls_buf_putc(s->out, ' ');
        put_content(s, step);
    }
    end(s, step->at);
}

static void put_steps(struct shower *s, size_t first, size_t num)
{
    for (size_t i = 0; i < num; i++)
        put_step(s, &s->prog->steps[first + i]);
}

/* --- rules --- */

static const char *section_name(unsigned phases)
{
    return phases == MUSTLS_IN_CLEAR ? "[clear]" : phases == MUSTLS_IN_TLS ? "[tls]" : "[any]";
}

static void put_rule(struct shower *s, const struct mustls_rule *r)
{
    begin(s);
    scn_put_prefix(s->out, 'C', r->optional, r->nth);
    mustls_buf_putc(s->out, ' ');
    scn_put_pattern(s->out, &r->pattern);
    end(s, r->at);
    put_steps(s, r->first_step, r->num_steps);
}

static void put_rules(struct shower *s)
{
    unsigned phases = 0;
    for (size_t i = 0; i < s->prog->num_rules; i++) {
        const struct mustls_rule *r = &s->prog->rules[i];
        mustls_buf_putc(s->out, '\n');
        if (r->phases != phases)
            mustls_buf_printf(s->out, "%s\n", section_name(r->phases));
        phases = r->phases;
        put_rule(s, r);
    }
}

static void put_sentences(struct shower *s)
{
    if (s->prog->num_sentences > 0)
        mustls_buf_putc(s->out, '\n');
    for (size_t i = 0; i < s->prog->num_sentences; i++) {
        const struct mustls_sentence *sentence = &s->prog->sentences[i];
        begin(s);
        mustls_buf_put(s->out, sentence->text);
        mustls_buf_puts(s->out, "  [");
        mustls_buf_put(s->out, sentence->source);
        mustls_buf_putc(s->out, ']');
        end(s, sentence->at);
    }
}

void mustls_program_show(struct mustls_buf *out, const struct mustls_program *p)
{
    struct shower s = {.out = out, .prog = p};
    put_headers(&s);
    if (p->role == MUSTLS_TEST_SERVER) {
        mustls_buf_putc(out, '\n');
        put_steps(&s, 0, p->num_steps);
    } else {
        put_rules(&s);
    }
    put_sentences(&s);
}
