#include "report/internal.h"

enum mustls_tint mustls_verdict_tint(enum mustls_verdict v)
{
    static const enum mustls_tint tints[MUSTLS_NUM_VERDICTS] = {
        [MUSTLS_PASS] = MUSTLS_TINT_GOOD, [MUSTLS_WARN] = MUSTLS_TINT_WARN,
        [MUSTLS_FAIL] = MUSTLS_TINT_BAD,  [MUSTLS_INCONCLUSIVE] = MUSTLS_TINT_ODD,
        [MUSTLS_SKIP] = MUSTLS_TINT_DIM,  [MUSTLS_ERROR] = MUSTLS_TINT_BAD,
    };
    return tints[v];
}

void mustls_put_id(struct mustls_buf *out, const struct mustls_case *c)
{
    mustls_put_plain(out, mustls_span_str(c->scenario));
    if (c->instance)
        mustls_buf_printf(out, "@%u", c->instance);
}

void mustls_put_subject(struct mustls_buf *out, const struct mustls_case *c)
{
    mustls_put_plain(out, mustls_span_str(c->subject));
    if (c->subject_version && *c->subject_version) {
        mustls_buf_putc(out, '-');
        mustls_put_plain(out, mustls_span_str(c->subject_version));
    }
}

const struct mustls_finding *mustls_next_broken(const struct mustls_case *c,
                                                enum mustls_level level, size_t *pos)
{
    size_t num = c->judgement ? c->judgement->num_findings : 0;
    while (*pos < num) {
        const struct mustls_finding *f = &c->judgement->findings[(*pos)++];
        if (f->outcome == MUSTLS_BROKEN && f->sentence->level == level)
            return f;
    }
    return NULL;
}

const struct mustls_finding *mustls_first_broken(const struct mustls_case *c)
{
    size_t pos = 0;
    const struct mustls_finding *f = mustls_next_broken(c, MUSTLS_MUST, &pos);
    if (f)
        return f;
    pos = 0;
    return mustls_next_broken(c, MUSTLS_SHOULD, &pos);
}

const struct mustls_unit *mustls_unit_of(const struct mustls_case *c, unsigned unit)
{
    return c->prog && unit < c->prog->num_units ? &c->prog->units[unit] : NULL;
}

void mustls_put_sentence(struct mustls_buf *out, const struct mustls_sentence *s)
{
    mustls_put_plain(out, s->text);
    if (s->source.len) {
        mustls_buf_puts(out, " [");
        mustls_put_plain(out, s->source);
        mustls_buf_putc(out, ']');
    }
}

bool mustls_case_red(const struct mustls_case *c, const struct mustls_report_opts *o)
{
    return c->fixed || mustls_verdict_red(c->verdict, c->known, o->strict);
}

void mustls_put_listed(struct mustls_buf *out, const struct mustls_case *c, const char *before,
                       const char *behind)
{
    bool noted = c->known_note && *c->known_note;
    if (!c->known && !noted)
        return;
    mustls_buf_puts(out, before);
    if (c->known)
        mustls_buf_puts(out, "known: ");
    const char *text = c->known ? c->known_why : c->known_note;
    mustls_put_plain(out, mustls_span_str(text ? text : ""));
    mustls_buf_puts(out, behind);
}

const char *mustls_case_why(const struct mustls_case *c)
{
    if (c->why && *c->why)
        return c->why;
    return c->judgement && c->judgement->why ? c->judgement->why : "";
}

void mustls_put_trouble(struct mustls_buf *out, const struct mustls_case *c)
{
    const struct mustls_finding *f = mustls_first_broken(c);
    if (c->fixed) {
        mustls_put_plain(out, mustls_span_str(c->known_note ? c->known_note : "fixed"));
        return;
    }
    if (!f) {
        mustls_put_plain(out, mustls_span_str(mustls_case_why(c)));
        return;
    }
    mustls_put_sentence(out, f->sentence);

    unsigned more = 0;
    for (size_t pos = 0; mustls_next_broken(c, f->sentence->level, &pos);)
        more++;
    if (more > 1)
        mustls_buf_printf(out, " (+%u more)", more - 1);
}
