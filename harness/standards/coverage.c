#include "standards/coverage.h"

#include "standards/lines.h"

struct maker {
    struct mustls_arena *arena;
    const struct mustls_register *reg;
    const struct mustls_citation *citations;
    size_t num;
    const char *const *names;
    size_t num_names;
    struct mustls_diags *diags;
    struct mustls_coverage *out;
};

static bool cites(const struct mustls_citation *c, const struct mustls_section *s)
{
    struct mustls_section of;
    return mustls_section_parse(c->source, &of) && mustls_section_eq(&of, s);
}

static bool exists(const struct maker *m, struct mustls_span glob)
{
    for (size_t i = 0; i < m->num_names; i++)
        if (mustls_glob(glob, mustls_span_str(m->names[i])))
            return true;
    return false;
}

static bool is_listed(const struct mustls_coverage_entry *e, const char *name)
{
    for (size_t i = e->num; i-- > 0;)
        if (strcmp(e->scenarios[i], name) == 0)
            return true;
    return false;
}

static enum mustls_status list(struct maker *m, struct mustls_coverage_entry *e, size_t *cap,
                               const char *name)
{
    if (is_listed(e, name))
        return MUSTLS_OK;
    enum mustls_status st =
        mustls_arena_grow(m->arena, (void **)&e->scenarios, cap, e->num, sizeof *e->scenarios);
    if (st == MUSTLS_OK)
        e->scenarios[e->num++] = name;
    return st;
}

static enum mustls_status match_glob(struct maker *m, struct mustls_coverage_entry *e, size_t *cap,
                                     const struct mustls_std_word *glob)
{
    bool hit = false;
    for (size_t i = 0; i < m->num; i++) {
        const struct mustls_citation *c = &m->citations[i];
        if (!cites(c, &e->entry->section) || !mustls_glob(glob->text, mustls_span_str(c->scenario)))
            continue;
        hit = true;
        enum mustls_status st = list(m, e, cap, c->scenario);
        if (st != MUSTLS_OK)
            return st;
    }
    const struct mustls_section *s = &e->entry->section;
    if (!hit && !exists(m, glob->text))
        mustls_std_error(m->diags, m->reg->path, glob, "there is no scenario of this name");
    else if (!hit)
        mustls_std_error(m->diags, m->reg->path, glob, "no sentence there cites [RFC %.*s %.*s]",
                         (int)s->rfc.len, (const char *)s->rfc.ptr, (int)s->number.len,
                         (const char *)s->number.ptr);
    return MUSTLS_OK;
}

static enum mustls_status match_entry(struct maker *m, struct mustls_coverage_entry *e)
{
    size_t cap = 0;
    for (size_t i = 0; i < e->entry->num_globs; i++) {
        enum mustls_status st = match_glob(m, e, &cap, &e->entry->globs[i]);
        if (st != MUSTLS_OK)
            return st;
    }
    if (e->entry->num_globs == 0 && e->entry->reason == MUSTLS_REASON_NONE)
        mustls_std_error(m->diags, m->reg->path, &e->entry->id,
                         "this sentence has neither scenarios nor a reason");
    return MUSTLS_OK;
}

static enum mustls_status add_other(struct maker *m, const struct mustls_citation *c)
{
    struct mustls_coverage *out = m->out;
    struct mustls_coverage_other *o = NULL;
    for (size_t i = 0; i < out->num_others && !o; i++)
        if (mustls_span_eq(out->others[i].source, c->source))
            o = &out->others[i];
    enum mustls_status st = MUSTLS_OK;
    if (!o) {
        st = mustls_arena_grow(m->arena, (void **)&out->others, &out->cap_others, out->num_others,
                               sizeof *out->others);
        if (st != MUSTLS_OK)
            return st;
        o = &out->others[out->num_others++];
        *o = (struct mustls_coverage_other){.source = c->source};
    }
    if (o->num > 0 && strcmp(o->scenarios[o->num - 1], c->scenario) == 0)
        return MUSTLS_OK;
    st = mustls_arena_grow(m->arena, (void **)&o->scenarios, &o->cap, o->num, sizeof *o->scenarios);
    if (st == MUSTLS_OK)
        o->scenarios[o->num++] = c->scenario;
    return st;
}

static void unknown_section(struct maker *m, const struct mustls_citation *c)
{
    struct mustls_std_word at = {.line = c->line, .col = 1};
    mustls_std_error(m->diags, c->path, &at, "the register of the standards has no [%.*s]",
                     (int)(c->source.len < 80 ? c->source.len : 80), (const char *)c->source.ptr);
}

static enum mustls_status match_citations(struct maker *m)
{
    const char *last = NULL;
    for (size_t i = 0; i < m->num; i++) {
        const struct mustls_citation *c = &m->citations[i];
        struct mustls_section s;
        bool rfc = mustls_section_parse(c->source, &s);
        if (rfc && mustls_register_has_rfc(m->reg, s.rfc)) {
            if (!mustls_register_section(m->reg, &s))
                unknown_section(m, c);
            m->out->num_scenarios += !last || strcmp(last, c->scenario) != 0;
            last = c->scenario;
            continue;
        }
        if (mustls_span_eq(c->source, MUSTLS_LIT("harness")))
            continue;
        enum mustls_status st = add_other(m, c);
        if (st != MUSTLS_OK)
            return st;
    }
    return MUSTLS_OK;
}

enum mustls_status mustls_coverage_make(struct mustls_arena *a, const struct mustls_register *r,
                                        const struct mustls_citation *citations, size_t num,
                                        const char *const *names, size_t num_names,
                                        struct mustls_diags *d, struct mustls_coverage *out)
{
    struct maker m = {a, r, citations, num, names, num_names, d, out};
    size_t errors = d->num_errors;
    *out = (struct mustls_coverage){0};
    out->entries = mustls_arena_array(a, r->num_entries, sizeof *out->entries);
    if (!out->entries)
        return MUSTLS_ENOMEM;
    out->num_entries = r->num_entries;
    enum mustls_status st = MUSTLS_OK;
    for (size_t i = 0; i < r->num_entries; i++)
        out->entries[i].entry = &r->entries[i];
    for (size_t i = 0; i < r->num_entries && st == MUSTLS_OK; i++)
        st = match_entry(&m, &out->entries[i]);
    if (st == MUSTLS_OK)
        st = match_citations(&m);
    mustls_coverage_count(out, 0, out->num_entries, &out->all);
    return st == MUSTLS_OK && d->num_errors > errors ? MUSTLS_EPARSE : st;
}

void mustls_coverage_count(const struct mustls_coverage *c, size_t from, size_t to,
                           struct mustls_coverage_count *out)
{
    *out = (struct mustls_coverage_count){.sentences = to - from};
    for (size_t i = from; i < to; i++) {
        const struct mustls_coverage_entry *e = &c->entries[i];
        out->tested += e->num > 0;
        out->elsewhere += e->num == 0 && e->entry->reason == MUSTLS_ELSEWHERE;
        out->not_testable += e->num == 0 && e->entry->reason == MUSTLS_NOT_TESTABLE;
        out->out_of_scope += e->num == 0 && e->entry->reason == MUSTLS_OUT_OF_SCOPE;
    }
}

size_t mustls_coverage_section_end(const struct mustls_coverage *c, size_t from)
{
    size_t to = from + 1;
    while (to < c->num_entries &&
           mustls_section_eq(&c->entries[to].entry->section, &c->entries[from].entry->section))
        to++;
    return to;
}
