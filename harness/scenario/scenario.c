/* From text to the tree, and the tree's facts. */
#include "scenario/internal.h"

struct parser {
    struct mustls_arena *arena;
    struct mustls_scenario *scn;
    struct mustls_diags *diags;
    bool no_memory;
};

static struct scn_reader *reader(const struct parser *p, struct scn_reader *r,
                                 const struct scn_line *line)
{
    scn_reader_init(r, p->arena, p->diags, p->scn, line);
    return r;
}

/* --- order of headers --- */

static void check_header_place(struct parser *p, struct scn_line *line, const struct scn_line *body)
{
    struct scn_reader r;
    struct mustls_span rest = line->text, word = scn_take_word(&rest);
    const struct scn_line **first = &p->scn->first[line->header];
    if (body) {
        scn_bad(reader(p, &r, line), word, NULL,
                "headers stand on top; line %u began the scenario's body", body->no);
        line->kind = SCN_BROKEN;
    } else if (*first && line->header != SCN_FOR && line->header != SCN_DNS) {
        scn_bad(reader(p, &r, line), word, NULL, "\"%s\" stands on line %u already",
                scn_header_words[line->header], (*first)->no);
        line->kind = SCN_BROKEN;
    } else if (!*first) {
        *first = line;
    }
}

static void check_header_places(struct parser *p)
{
    const struct scn_line *body = NULL;
    for (size_t i = 0; i < p->scn->num_lines; i++) {
        struct scn_line *line = &p->scn->lines[i];
        if (line->kind == SCN_HEADER)
            check_header_place(p, line, body);
        else if (!body && line->kind >= SCN_SECTION && line->kind != SCN_BROKEN)
            body = line;
    }
}

/* --- headers that other lines depend on --- */

static void read_role(struct parser *p)
{
    struct scn_reader r;
    struct scn_head head;
    const struct scn_line *line = p->scn->first[SCN_TEST];
    if (!line || line->kind == SCN_BROKEN)
        return;
    scn_read_header(reader(p, &r, line), &head);
    p->scn->role = head.role;
}

static void check_name(struct parser *p, const struct scn_for *f)
{
    struct scn_reader r;
    for (size_t i = 0; i < p->scn->num_fors; i++)
        if (mustls_span_eq(p->scn->fors[i].name, f->name))
            scn_bad(reader(p, &r, f->line), f->name, NULL, "line %u gives values to this name",
                    p->scn->fors[i].line->no);
}

static void count_instances(struct parser *p, const struct scn_for *f)
{
    struct scn_reader r;
    size_t n = p->scn->instances ? p->scn->instances : 1;
    if (n * f->num_values > MUSTLS_SCN_MAX_INSTANCES)
        scn_bad(reader(p, &r, f->line), f->name, NULL,
                "the \"for\" lines make more than %d instances", MUSTLS_SCN_MAX_INSTANCES);
    else
        p->scn->instances = (unsigned)(n * f->num_values);
}

static void read_for(struct parser *p, const struct scn_line *line)
{
    struct scn_reader r;
    struct scn_for f;
    scn_read_for(reader(p, &r, line), &f);
    p->no_memory |= r.no_memory;
    if (f.name.len == 0 || f.num_values == 0)
        return;
    check_name(p, &f);
    if (p->scn->num_fors == SCN_MAX_FORS) {
        scn_bad(&r, mustls_span_first(r.text, 3), NULL, "more than %u \"for\" lines", SCN_MAX_FORS);
        return;
    }
    count_instances(p, &f);
    p->scn->fors[p->scn->num_fors++] = f;
}

static void read_fors(struct parser *p)
{
    for (size_t i = 0; i < p->scn->num_lines; i++) {
        const struct scn_line *line = &p->scn->lines[i];
        if (line->kind == SCN_HEADER && line->header == SCN_FOR)
            read_for(p, line);
    }
}

/* A client test stands on base/required, unless it says otherwise or is a base itself. */
static struct mustls_span default_base(const struct mustls_scenario *s)
{
    const bool none = s->role == MUSTLS_TEST_SERVER ||
                      mustls_span_starts(mustls_span_str(s->name), MUSTLS_LIT("base/"));
    return none ? mustls_span(NULL, 0) : MUSTLS_LIT("required");
}

static void read_base(struct parser *p)
{
    struct scn_reader r;
    struct scn_head head;
    const struct scn_line *line = p->scn->first[SCN_BASE];
    p->scn->base = default_base(p->scn);
    if (!line || line->kind == SCN_BROKEN)
        return;
    scn_read_header(reader(p, &r, line), &head);
    p->scn->base = head.text;
    p->scn->base_at = scn_header_rest(&r);
}

static void read_facts(struct parser *p)
{
    struct scn_reader r;
    const struct scn_line *title = p->scn->first[SCN_TITLE], *tags = p->scn->first[SCN_TAGS];
    if (title)
        p->scn->title = scn_header_rest(reader(p, &r, title));
    if (!tags || tags->kind == SCN_BROKEN)
        return;
    scn_read_tags(reader(p, &r, tags), &p->scn->tags, &p->scn->num_tags);
    p->no_memory |= r.no_memory;
}

/* --- ${NAME} --- */

/* These say what the file is, whichever instance is meant. */
static void check_literals(struct parser *p)
{
    for (size_t i = 0; i < p->scn->num_lines; i++) {
        struct scn_reader r;
        struct scn_line *line = &p->scn->lines[i];
        size_t at = mustls_span_find(line->text, MUSTLS_LIT("${"));
        if (at == MUSTLS_NPOS || line->kind != SCN_HEADER ||
            (line->header != SCN_TEST && line->header != SCN_BASE && line->header != SCN_TAGS))
            continue;
        scn_bad(reader(p, &r, line), mustls_span(line->text.ptr + at, 2), NULL,
                "\"%s\" is the same for all instances", scn_header_words[line->header]);
        line->kind = SCN_BROKEN;
    }
}

static void check_refs(struct parser *p)
{
    for (size_t i = 0; i < p->scn->num_lines; i++) {
        struct scn_reader r;
        struct scn_line *line = &p->scn->lines[i];
        if (line->kind < SCN_HEADER || line->kind == SCN_BROKEN ||
            (line->kind == SCN_HEADER && line->header == SCN_FOR))
            continue;
        if (mustls_span_find(line->text, MUSTLS_LIT("${")) != MUSTLS_NPOS)
            scn_check_refs(reader(p, &r, line), line);
    }
}

/* --- parse --- */

static enum mustls_status parse(struct parser *p)
{
    enum mustls_status st = scn_split(p->arena, p->scn, p->diags);
    if (st != MUSTLS_OK)
        return st;
    check_header_places(p);
    check_literals(p);
    read_role(p);
    read_fors(p);
    read_base(p);
    read_facts(p);
    if (p->no_memory)
        return MUSTLS_ENOMEM;
    check_refs(p);
    return scn_check(p->scn, p->diags);
}

static struct mustls_scenario *make(struct mustls_arena *a, const char *name, const char *path,
                                    struct mustls_span text)
{
    struct mustls_scenario *s = mustls_arena_alloc(a, sizeof(*s));
    if (!s)
        return NULL;
    s->name = mustls_arena_str(a, mustls_span_str(name));
    s->path = mustls_arena_str(a, mustls_span_str(path));
    if (!s->name || !s->path)
        return NULL;
    /* One byte more than a file may have, so that a larger one is noticed and not copied. */
    text = mustls_span_first(text, MUSTLS_SCN_MAX_FILE + 1);
    return mustls_arena_copy(a, text, &s->text) == MUSTLS_OK ? s : NULL;
}

enum mustls_status mustls_scenario_parse(struct mustls_arena *a, const char *name, const char *path,
                                         struct mustls_span text, struct mustls_diags *d,
                                         struct mustls_scenario **out)
{
    size_t before = d->num_errors;
    *out = NULL;
    struct parser p = {.arena = a, .diags = d, .scn = make(a, name, path, text)};
    if (!p.scn)
        return MUSTLS_ENOMEM;
    enum mustls_status st = parse(&p);
    if (st != MUSTLS_OK)
        return st;
    if (d->num_errors > before)
        return MUSTLS_EPARSE;
    *out = p.scn;
    return MUSTLS_OK;
}

/* --- facts --- */

const char *mustls_scenario_name(const struct mustls_scenario *s)
{
    return s->name;
}

const char *mustls_scenario_path(const struct mustls_scenario *s)
{
    return s->path;
}

struct mustls_span mustls_scenario_text(const struct mustls_scenario *s)
{
    return s->text;
}

struct mustls_span mustls_scenario_description(const struct mustls_scenario *s)
{
    return s->description;
}

struct mustls_span mustls_scenario_title(const struct mustls_scenario *s)
{
    return s->title;
}

bool mustls_scenario_has_tag(const struct mustls_scenario *s, struct mustls_span tag)
{
    for (size_t i = 0; i < s->num_tags; i++)
        if (mustls_span_eq(s->tags[i], tag))
            return true;
    return false;
}

enum mustls_role mustls_scenario_role(const struct mustls_scenario *s)
{
    return s->role;
}

struct mustls_span mustls_scenario_base(const struct mustls_scenario *s)
{
    return s->base;
}

void mustls_scenario_base_at(const struct mustls_scenario *s, unsigned *line, unsigned *col,
                             unsigned *len)
{
    const struct scn_line *at = s->first[SCN_BASE];
    *line = at ? at->no : 1;
    *col = at ? (unsigned)(s->base_at.ptr - at->text.ptr) + 1 : 1;
    *len = at ? (unsigned)s->base_at.len : 1;
}

unsigned mustls_scenario_instances(const struct mustls_scenario *s)
{
    return s->instances;
}
