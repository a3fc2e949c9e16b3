/* Rules, steps and sentences of one unit. */
#include "scenario/build_internal.h"

enum mustls_status scn_build_open(struct scn_builder *b, struct scn_reader *r,
                                  const struct scn_line *line)
{
    const struct mustls_unit *u = &b->program->units[b->unit];
    scn_reader_init(r, b->arena, b->diags, b->scn, line);
    r->text = mustls_span(u->text.ptr + (line->text.ptr - b->scn->text.ptr), line->text.len);
    if (!line->templ)
        return MUSTLS_OK;
    enum mustls_status st = scn_reader_open(r, b->choice, &b->text);
    return st == MUSTLS_OK ? mustls_arena_copy(b->arena, r->text, &r->text) : st;
}

static struct mustls_origin origin(const struct scn_builder *b, const struct scn_reader *r)
{
    return (struct mustls_origin){.unit = b->unit, .line = r->line->no};
}

/* --- steps --- */

static enum mustls_status push_step(struct scn_builder *b, struct scn_reader *r,
                                    const struct mustls_step *step)
{
    struct mustls_program *p = b->program;
    if (p->num_steps == SCN_MAX_STEPS) {
        scn_bad(r, mustls_span_first(r->text, 2), NULL, "more than %u steps in one scenario",
                SCN_MAX_STEPS);
        return MUSTLS_EPARSE;
    }
    void *steps = p->steps;
    enum mustls_status st =
        mustls_arena_grow(b->growing, &steps, &b->steps_cap, p->num_steps, sizeof(*step));
    if (st != MUSTLS_OK)
        return st;
    p->steps = steps;
    p->steps[p->num_steps] = *step;
    p->steps[p->num_steps++].at = origin(b, r);
    if (p->num_rules > 0 && p->role == MUSTLS_TEST_CLIENT)
        p->rules[p->num_rules - 1].num_steps++;
    return MUSTLS_OK;
}

static enum mustls_status push_bytes(struct scn_builder *b, struct scn_reader *r,
                                     struct mustls_span bytes)
{
    if (bytes.len == 0)
        return MUSTLS_OK;
    return push_step(b, r, &(struct mustls_step){.kind = MUSTLS_STEP_SEND, .bytes = bytes});
}

/* What a payload makes: its segments with a FLUSH between them. */
static enum mustls_status push_segments(struct scn_builder *b, struct scn_reader *r,
                                        struct mustls_span bytes, size_t num_cuts)
{
    enum mustls_status st = MUSTLS_OK;
    size_t from = 0;
    for (size_t i = 0; st == MUSTLS_OK && i < num_cuts; i++) {
        st = push_bytes(b, r, mustls_span(bytes.ptr + from, b->cuts[i] - from));
        if (st == MUSTLS_OK)
            st = push_step(b, r, &(struct mustls_step){.kind = MUSTLS_STEP_FLUSH});
        from = b->cuts[i];
    }
    return st == MUSTLS_OK ? push_bytes(b, r, mustls_span_from(bytes, from)) : st;
}

static enum mustls_status add_bytes(struct scn_builder *b, struct scn_reader *r,
                                    const struct scn_talk *t)
{
    mustls_buf_clear(&b->bytes);
    struct scn_bytes got = {.out = &b->bytes, .cuts = b->cuts};
    if (!scn_read_payload(r, t->payload, &got))
        return MUSTLS_EPARSE;
    if (b->bytes.failed)
        return MUSTLS_ENOMEM;
    if (got.len > MUSTLS_SCN_MAX_TOTAL - b->total) {
        scn_bad(r, mustls_span_first(r->text, 2), NULL,
                "up to here the scenario makes more than %u bytes", MUSTLS_SCN_MAX_TOTAL);
        return MUSTLS_EPARSE;
    }
    b->total += got.len;
    struct mustls_span bytes;
    enum mustls_status st = mustls_arena_copy(b->arena, mustls_buf_span(&b->bytes), &bytes);
    return st == MUSTLS_OK ? push_segments(b, r, bytes, got.num_cuts) : st;
}

/* A `for` value can take away what the checker of the file saw above a flood. */
static bool has_bytes_above(const struct mustls_program *p)
{
    size_t i = p->num_steps, first = p->num_rules > 0 ? p->rules[p->num_rules - 1].first_step : 0;
    while (i > first && p->steps[i - 1].kind == MUSTLS_STEP_FLUSH)
        i--;
    return i > first && p->steps[i - 1].kind == MUSTLS_STEP_SEND;
}

static enum mustls_status add_direction(struct scn_builder *b, struct scn_reader *r,
                                        const struct scn_talk *t)
{
    struct mustls_step step = {.kind = t->step, .usec = t->usec, .n = t->n};
    if (t->step == MUSTLS_STEP_TLS) {
        struct mustls_tls_step *tls = mustls_arena_alloc(b->arena, sizeof(*tls));
        if (!tls)
            return MUSTLS_ENOMEM;
        if (!scn_tls_step(r, &t->tls, &b->tls, tls))
            return MUSTLS_EPARSE;
        step.tls = tls;
    }
    if (t->step == MUSTLS_STEP_FLOOD && !has_bytes_above(b->program)) {
        scn_bad_flood(r);
        return MUSTLS_EPARSE;
    }
    return push_step(b, r, &step);
}

/* --- rules --- */

static enum mustls_status add_rule(struct scn_builder *b, struct scn_reader *r,
                                   const struct scn_talk *t)
{
    struct mustls_program *p = b->program;
    void *rules = p->rules;
    enum mustls_status st =
        mustls_arena_grow(b->growing, &rules, &b->rules_cap, p->num_rules, sizeof(*p->rules));
    if (st != MUSTLS_OK)
        return st;
    p->rules = rules;
    p->rules[p->num_rules++] = (struct mustls_rule){.phases = b->phases,
                                                    .pattern = t->pattern,
                                                    .nth = t->nth,
                                                    .optional = t->optional,
                                                    .at = origin(b, r),
                                                    .first_step = p->num_steps};
    b->in_rule = true;
    return MUSTLS_OK;
}

static enum mustls_status add_expect(struct scn_builder *b, struct scn_reader *r,
                                     const struct scn_talk *t)
{
    struct mustls_pattern *expect = mustls_arena_alloc(b->arena, sizeof(*expect));
    if (!expect)
        return MUSTLS_ENOMEM;
    *expect = t->pattern;
    return push_step(b, r,
                     &(struct mustls_step){
                         .kind = MUSTLS_STEP_EXPECT, .expect = expect, .optional = t->optional});
}

static enum mustls_status add_talk(struct scn_builder *b, struct scn_reader *r)
{
    struct scn_talk t;
    if (!scn_read_talk(r, &t))
        return r->no_memory ? MUSTLS_ENOMEM : MUSTLS_EPARSE;
    if (r->no_memory)
        return MUSTLS_ENOMEM;
    if (t.kind == SCN_RULE)
        return add_rule(b, r, &t);
    if (!b->in_rule) { /* found at parsing, unless a `for` value made the line what it is */
        scn_bad(r, mustls_span_first(r->text, 2), NULL, "this line stands outside of a rule");
        return MUSTLS_EPARSE;
    }
    if (t.kind == SCN_BYTES)
        return add_bytes(b, r, &t);
    if (t.kind == SCN_STEP)
        return add_direction(b, r, &t);
    return add_expect(b, r, &t);
}

/* --- sentences --- */

static enum mustls_status set_text(struct scn_builder *b, struct mustls_sentence *s)
{
    mustls_buf_clear(&b->text);
    mustls_sentence_put(&b->text, s);
    if (b->text.failed)
        return MUSTLS_ENOMEM;
    return mustls_arena_copy(b->arena, mustls_buf_span(&b->text), &s->text);
}

static enum mustls_status add_sentence(struct scn_builder *b, struct scn_reader *r)
{
    struct mustls_program *p = b->program;
    struct mustls_sentence s;
    if (!scn_read_sentence(r, &s))
        return r->no_memory ? MUSTLS_ENOMEM : MUSTLS_EPARSE;
    s.at = origin(b, r);
    enum mustls_status st = set_text(b, &s);
    if (st != MUSTLS_OK)
        return st;
    void *sentences = p->sentences;
    st = mustls_arena_grow(b->growing, &sentences, &b->sentences_cap, p->num_sentences, sizeof(s));
    if (st != MUSTLS_OK)
        return st;
    p->sentences = sentences;
    p->sentences[p->num_sentences++] = s;
    return MUSTLS_OK;
}

/* --- the whole unit --- */

/* Within its unit, `*` alone is tried last: it would hide what stands below it. */
static enum mustls_status stars_last(struct scn_builder *b, size_t first)
{
    struct mustls_program *p = b->program;
    size_t num = p->num_rules - first, n = 0;
    struct mustls_rule *sorted = mustls_arena_array(b->growing, num, sizeof(*sorted));
    if (!sorted)
        return MUSTLS_ENOMEM;
    for (int star = 0; star <= 1; star++)
        for (size_t i = 0; i < num; i++)
            if ((p->rules[first + i].pattern.kind == MUSTLS_PAT_ANY) == (star == 1))
                sorted[n++] = p->rules[first + i];
    if (num > 0)
        memcpy(p->rules + first, sorted, num * sizeof(*sorted));
    return MUSTLS_OK;
}

static enum mustls_status add_line(struct scn_builder *b, const struct scn_line *line)
{
    struct scn_reader r;
    if (line->kind != SCN_SECTION && line->kind != SCN_TALK && line->kind != SCN_SENTENCE)
        return MUSTLS_OK;
    enum mustls_status st = scn_build_open(b, &r, line);
    if (st != MUSTLS_OK)
        return st;
    if (line->kind == SCN_TALK)
        return add_talk(b, &r);
    if (line->kind == SCN_SENTENCE)
        return add_sentence(b, &r);
    b->in_rule = false;
    scn_parse_section(r.text, &b->phases);
    return MUSTLS_OK;
}

enum mustls_status scn_build_body(struct scn_builder *b)
{
    size_t first = b->program->num_rules;
    for (size_t i = 0; i < b->scn->num_lines; i++) {
        enum mustls_status st = add_line(b, &b->scn->lines[i]);
        if (st != MUSTLS_OK)
            return st;
    }
    return stars_last(b, first);
}
