/* The tree as canonical text. */
#include "scenario/internal.h"

struct printer {
    struct mustls_buf *out;
    struct mustls_arena *scratch;
    const struct mustls_scenario *scn;
    struct mustls_buf line; /* one line, to be put into columns */
    struct scn_columns columns;
};

static struct mustls_span line_text(struct printer *p, const struct scn_line *line)
{
    mustls_buf_clear(&p->line);
    if (!scn_put_line(&p->line, p->scratch, p->scn, line) || p->line.failed)
        p->out->failed = true;
    return mustls_buf_span(&p->line);
}

static void put_description(struct mustls_buf *out, struct mustls_span text)
{
    while (text.len > 0) {
        size_t n = mustls_span_find(text, MUSTLS_LIT("\n"));
        struct mustls_span line = mustls_span_first(text, n);
        mustls_buf_puts(out, line.len > 0 ? "# " : "#");
        mustls_buf_put(out, line);
        mustls_buf_putc(out, '\n');
        text = n == MUSTLS_NPOS ? mustls_span(NULL, 0) : mustls_span_from(text, n + 1);
    }
}

static bool starts_rule(const struct mustls_scenario *s, const struct scn_line *line)
{
    struct mustls_span t = line->text;
    return s->role == MUSTLS_TEST_CLIENT && line->kind == SCN_TALK && t.ptr[0] == 'C' &&
           !mustls_span_eq(t, MUSTLS_LIT("C: <line>")) &&
           !mustls_span_eq(t, MUSTLS_LIT("C: <data>"));
}

/* A blank line before each paragraph: body, section, rule, sentences. */
static bool new_paragraph(const struct mustls_scenario *s, const struct scn_line *before,
                          const struct scn_line *line)
{
    if (!before || line->kind == SCN_HEADER)
        return false;
    if (before->kind == SCN_HEADER || line->kind == SCN_SECTION)
        return true;
    if (before->kind == SCN_SECTION)
        return false;
    return starts_rule(s, line) || before->kind != line->kind;
}

static void put_lines(struct printer *p, const struct scn_line **lines, size_t num)
{
    for (int pass = 0; pass < 2; pass++)
        for (size_t i = 0; i < num; i++)
            if (lines[i]->kind == SCN_SENTENCE)
                scn_measure_sentence(&p->columns, line_text(p, lines[i]));

    for (size_t i = 0; i < num; i++) {
        if (new_paragraph(p->scn, i > 0 ? lines[i - 1] : NULL, lines[i]))
            mustls_buf_putc(p->out, '\n');
        struct mustls_span text = line_text(p, lines[i]);
        if (lines[i]->kind == SCN_SENTENCE) {
            scn_put_sentence_line(p->out, &p->columns, text);
        } else {
            mustls_buf_put(p->out, text);
            mustls_buf_putc(p->out, '\n');
        }
    }
}

void mustls_scenario_print(struct mustls_buf *out, const struct mustls_scenario *s)
{
    struct printer p = {.out = out, .scn = s, .scratch = mustls_arena_new(SCN_SCRATCH)};
    size_t num = 0;
    const struct scn_line **lines = p.scratch ? scn_ordered(p.scratch, s, &num) : NULL;
    mustls_buf_init(&p.line, MUSTLS_SCN_MAX_FILE * 2);
    if (!lines)
        out->failed = true;
    put_description(out, s->description);
    put_lines(&p, lines, num);
    mustls_buf_deinit(&p.line);
    mustls_arena_free(p.scratch);
}
