#include "standards/register.h"

#include "standards/lines.h"

/* The longer ones first: "MUST NOT" begins with "MUST". */
const char *const mustls_register_levels[] = {"MUST NOT", "MUST",     "SHOULD NOT", "SHOULD",
                                              "MAY",      "must not", "must",       "should not",
                                              "should",   "may",      "says",       NULL};

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

static size_t span_of(struct mustls_span s, bool dots)
{
    size_t n = 0;
    while (n < s.len && (is_digit(s.ptr[n]) || (dots && s.ptr[n] == '.')))
        n++;
    return n;
}

/* "4", "4.5.3.2": digits with single dots between. */
static bool is_number(struct mustls_span s)
{
    bool digit = false;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '.' && !digit)
            return false;
        digit = is_digit(s.ptr[i]);
        if (!digit && s.ptr[i] != '.')
            return false;
    }
    return digit;
}

bool mustls_section_parse(struct mustls_span source, struct mustls_section *out)
{
    if (!mustls_span_starts(source, MUSTLS_LIT("RFC ")))
        return false;
    struct mustls_span s = mustls_span_from(source, 4);
    size_t n = span_of(s, false);
    *out = (struct mustls_section){.rfc = mustls_span_first(s, n)};
    if (n == 0 || n == s.len)
        return n > 0;
    if (s.ptr[n] != ' ')
        return false;
    out->number = mustls_span_from(s, n + 1);
    return is_number(out->number);
}

bool mustls_section_eq(const struct mustls_section *a, const struct mustls_section *b)
{
    return mustls_span_eq(a->rfc, b->rfc) && mustls_span_eq(a->number, b->number);
}

const char *mustls_reason_name(enum mustls_reason r)
{
    switch (r) {
    case MUSTLS_REASON_NONE:
        return "";
    case MUSTLS_ELSEWHERE:
        return "elsewhere";
    case MUSTLS_NOT_TESTABLE:
        return "not testable";
    case MUSTLS_OUT_OF_SCOPE:
        return "out of scope";
    }
    return "";
}

const struct mustls_register_entry *mustls_register_section(const struct mustls_register *r,
                                                            const struct mustls_section *s)
{
    for (size_t i = 0; i < r->num_entries; i++)
        if (mustls_section_eq(&r->entries[i].section, s))
            return &r->entries[i];
    return NULL;
}

bool mustls_register_has_rfc(const struct mustls_register *r, struct mustls_span rfc)
{
    for (size_t i = 0; i < r->num_entries; i++)
        if (mustls_span_eq(r->entries[i].section.rfc, rfc))
            return true;
    return false;
}

/* --- parsing --- */

struct parser {
    struct mustls_arena *arena;
    struct mustls_std_lines lines;
    struct mustls_diags *diags;
    struct mustls_register *reg;
    struct mustls_register_entry *open; /* its indented lines may follow; NULL: none */
    bool lost;                          /* the entry line was wrong: its indented lines are not */
};

static bool is_id(struct mustls_span s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!is_digit(s.ptr[i]) && s.ptr[i] != '-' && !(s.ptr[i] >= 'a' && s.ptr[i] <= 'z'))
            return false;
    return s.len > 0;
}

static bool take_section(struct parser *p, struct mustls_section *out)
{
    struct mustls_std_word word = mustls_std_word(&p->lines);
    struct mustls_std_word rfc = mustls_std_word(&p->lines);
    struct mustls_std_word number = mustls_std_word(&p->lines);
    if (!mustls_span_eq(word.text, MUSTLS_LIT("RFC")))
        mustls_std_error(p->diags, p->reg->path, &word,
                         "an entry begins with \"RFC number section\"; what belongs to an entry is "
                         "indented");
    else if (rfc.text.len == 0 || span_of(rfc.text, false) != rfc.text.len)
        mustls_std_error(p->diags, p->reg->path, &rfc, "the number of an RFC stands here");
    else if (!is_number(number.text))
        mustls_std_error(p->diags, p->reg->path, &number, "a section stands here, such as 4.2");
    else {
        *out = (struct mustls_section){rfc.text, number.text};
        return true;
    }
    return false;
}

static bool take_level(struct parser *p, struct mustls_span *out)
{
    for (size_t i = 0; mustls_register_levels[i]; i++) {
        if (mustls_std_take(&p->lines, mustls_register_levels[i])) {
            *out = mustls_span_str(mustls_register_levels[i]);
            return true;
        }
    }
    struct mustls_std_word word = mustls_std_word(&p->lines);
    mustls_std_error(p->diags, p->reg->path, &word,
                     "a level stands here: MUST, MUST NOT, SHOULD, SHOULD NOT, MAY, the same in "
                     "small letters, or says");
    return false;
}

static bool is_new(const struct parser *p, const struct mustls_std_word *id)
{
    for (size_t i = 0; i < p->reg->num_entries; i++) {
        if (mustls_span_eq(p->reg->entries[i].id.text, id->text)) {
            mustls_std_error(p->diags, p->reg->path, id, "this name is that of line %u already",
                             p->reg->entries[i].id.line);
            return false;
        }
    }
    return true;
}

static bool take_entry(struct parser *p, struct mustls_register_entry *e)
{
    *e = (struct mustls_register_entry){0};
    if (!take_section(p, &e->section) || !take_level(p, &e->level))
        return false;
    e->id = mustls_std_word(&p->lines);
    struct mustls_std_word text = mustls_std_rest(&p->lines);
    e->text = text.text;
    if (!is_id(e->id.text))
        mustls_std_error(p->diags, p->reg->path, &e->id,
                         "a name of small letters, digits and hyphens stands here");
    else if (e->text.len == 0)
        mustls_std_error(p->diags, p->reg->path, &text, "the sentence in our own words is missing");
    else
        return is_new(p, &e->id);
    return false;
}

static enum mustls_status parse_entry(struct parser *p)
{
    struct mustls_register *r = p->reg;
    struct mustls_register_entry e;
    p->open = NULL;
    p->lost = !take_entry(p, &e);
    if (p->lost)
        return MUSTLS_OK;
    if (r->num_entries == MUSTLS_STANDARDS_MAX_ENTRIES) {
        mustls_std_error(p->diags, r->path, &e.id, "more than %d entries",
                         MUSTLS_STANDARDS_MAX_ENTRIES);
        return MUSTLS_ELIMIT;
    }
    enum mustls_status st = mustls_arena_grow(p->arena, (void **)&r->entries, &r->cap_entries,
                                              r->num_entries, sizeof *r->entries);
    if (st != MUSTLS_OK)
        return st;
    r->entries[r->num_entries] = e;
    p->open = &r->entries[r->num_entries++];
    return MUSTLS_OK;
}

static enum mustls_status parse_globs(struct parser *p)
{
    struct mustls_register_entry *e = p->open;
    struct mustls_std_word w = mustls_std_word(&p->lines);
    if (w.text.len == 0)
        mustls_std_error(p->diags, p->reg->path, &w, "names of scenarios are missing");
    for (; w.text.len > 0; w = mustls_std_word(&p->lines)) {
        if (p->reg->num_globs == MUSTLS_STANDARDS_MAX_GLOBS) {
            mustls_std_error(p->diags, p->reg->path, &w, "more than %d names of scenarios",
                             MUSTLS_STANDARDS_MAX_GLOBS);
            return MUSTLS_ELIMIT;
        }
        enum mustls_status st = mustls_arena_grow(p->arena, (void **)&e->globs, &e->cap_globs,
                                                  e->num_globs, sizeof *e->globs);
        if (st != MUSTLS_OK)
            return st;
        e->globs[e->num_globs++] = w;
        p->reg->num_globs++;
    }
    return MUSTLS_OK;
}

static void parse_reason(struct parser *p, enum mustls_reason reason)
{
    struct mustls_std_word why = mustls_std_rest(&p->lines);
    if (p->open->reason != MUSTLS_REASON_NONE)
        mustls_std_error(p->diags, p->reg->path, &why, "this entry has a reason already");
    else if (why.text.len == 0)
        mustls_std_error(p->diags, p->reg->path, &why, "the reason is missing");
    p->open->reason = reason;
    p->open->why = why.text;
}

static enum mustls_status parse_indented(struct parser *p)
{
    struct mustls_std_lines first = p->lines;
    struct mustls_std_word word = mustls_std_word(&first);
    if (!p->open) {
        if (!p->lost)
            mustls_std_error(p->diags, p->reg->path, &word,
                             "an indented line belongs to an entry, and there is none above");
        return MUSTLS_OK;
    }
    if (mustls_std_take(&p->lines, "tested by"))
        return parse_globs(p);
    if (mustls_std_take(&p->lines, "elsewhere:"))
        parse_reason(p, MUSTLS_ELSEWHERE);
    else if (mustls_std_take(&p->lines, "not testable:"))
        parse_reason(p, MUSTLS_NOT_TESTABLE);
    else if (mustls_std_take(&p->lines, "out of scope:"))
        parse_reason(p, MUSTLS_OUT_OF_SCOPE);
    else
        mustls_std_error(
            p->diags, p->reg->path, &word,
            "found neither \"tested by\", \"elsewhere:\", \"not testable:\" nor \"out of "
            "scope:\"");
    return MUSTLS_OK;
}

enum mustls_status mustls_register_parse(struct mustls_arena *a, const char *path,
                                         struct mustls_span text, struct mustls_diags *d,
                                         struct mustls_register *out)
{
    struct parser p = {.arena = a, .diags = d, .reg = out};
    size_t errors = d->num_errors;
    *out = (struct mustls_register){.path = path};
    mustls_std_lines_init(&p.lines, path, text, d);
    enum mustls_status st = MUSTLS_OK;
    while (st == MUSTLS_OK && mustls_std_next(&p.lines))
        st = mustls_std_indented(&p.lines) ? parse_indented(&p) : parse_entry(&p);
    return st == MUSTLS_OK && d->num_errors > errors ? MUSTLS_EPARSE : st;
}
