/* The list of known failures: its text. What a run makes of it is in known_look.c. */
#include "profile/blank.h"
#include "profile/known_internal.h"

struct parser {
    struct mustls_arena *arena;
    struct mustls_diags *diags;
    struct mustls_known *known;
    size_t cap;
    struct mustls_span text; /* the line being read */
    unsigned line;
};

/* `part` is a slice of the line, or empty: then the whole line is underlined. */
static void complain(struct parser *p, struct mustls_span part, const char *text, const char *help)
{
    if (!part.len)
        part = p->text;
    struct mustls_diag item = {
        .level = MUSTLS_DIAG_ERROR,
        .file = p->known->path,
        .line = p->line ? p->line : 1,
        .col = part.len ? (unsigned)(part.ptr - p->text.ptr) + 1 : 1,
        .len = part.len ? (unsigned)part.len : 1,
        .text = text,
        .help = help,
        .excerpt = p->text,
    };
    mustls_diag_add(p->diags, &item);
}

static struct mustls_span take_word(struct mustls_span *rest)
{
    size_t n = 0;
    while (n < rest->len && !mustls_is_blank(rest->ptr[n]))
        n++;
    struct mustls_span word = mustls_span_first(*rest, n);
    *rest = mustls_trim(mustls_span_from(*rest, n));
    return word;
}

/* The offset of the '#' that starts the reason: behind a blank, and not inside a glob in quotes. */
static size_t reason_at(struct mustls_span s)
{
    bool quoted = false;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '"')
            quoted = !quoted;
        else if (s.ptr[i] == '#' && !quoted && i > 0 && mustls_is_blank(s.ptr[i - 1]))
            return i;
    }
    return MUSTLS_NPOS;
}

/* A sentence may be pasted from a report, with its source behind it. */
static struct mustls_span without_source(struct mustls_span s)
{
    if (!s.len || s.ptr[s.len - 1] != ']')
        return s;
    size_t i = s.len;
    while (i > 0 && s.ptr[i - 1] != '[')
        i--;
    return i > 0 ? mustls_trim(mustls_span_first(s, i - 1)) : s;
}

/* Runs of blanks become one, as in a sentence's canonical text; inside quotes they stay. */
static enum mustls_status canonical(struct mustls_arena *a, struct mustls_span in,
                                    struct mustls_span *out)
{
    uint8_t *to = mustls_arena_alloc(a, in.len + 1);
    size_t n = 0;
    bool quoted = false;
    if (!to)
        return MUSTLS_ENOMEM;
    for (size_t i = 0; i < in.len; i++) {
        uint8_t c = in.ptr[i];
        if (c == '"')
            quoted = !quoted;
        if (!quoted && mustls_is_blank(c) && n > 0 && to[n - 1] == ' ')
            continue;
        to[n++] = !quoted && mustls_is_blank(c) ? ' ' : c;
    }
    *out = mustls_span(to, n);
    return MUSTLS_OK;
}

static bool parse_verdict(struct parser *p, struct mustls_span word, enum mustls_verdict *out)
{
    static const char *const listed[] = {"FAIL", "INCONCLUSIVE", "WARN", NULL};
    enum mustls_verdict v = mustls_verdict_by_name(word);
    *out = v;
    if (v == MUSTLS_FAIL || v == MUSTLS_INCONCLUSIVE || v == MUSTLS_WARN)
        return true;
    if (v == MUSTLS_ERROR) {
        complain(p, word, "an ERROR is the tool's own trouble and never expected", NULL);
        return false;
    }
    const char *near = mustls_nearest(word, listed);
    complain(p, word, "the verdict must be FAIL, INCONCLUSIVE or WARN",
             near ? mustls_arena_printf(p->arena, "did you mean \"%s\"?", near) : NULL);
    return false;
}

static bool check_sentence(struct parser *p, const struct mustls_known_entry *e)
{
    if (!e->sentence.len)
        return true;
    if (e->verdict == MUSTLS_INCONCLUSIVE) {
        complain(p, e->sentence, "INCONCLUSIVE has no broken sentence to name", NULL);
        return false;
    }
    struct mustls_span level =
        e->verdict == MUSTLS_WARN ? MUSTLS_LIT("SHOULD ") : MUSTLS_LIT("MUST ");
    if (mustls_span_starts(e->sentence, level))
        return true;
    complain(p, e->sentence,
             e->verdict == MUSTLS_WARN ? "a WARN comes from a sentence that starts with SHOULD"
                                       : "a FAIL comes from a sentence that starts with MUST",
             NULL);
    return false;
}

/* Cuts the line into its columns; false: a mistake was reported. */
static bool parse_columns(struct parser *p, struct mustls_span body, struct mustls_known_entry *e)
{
    size_t hash = reason_at(body);
    e->why = hash == MUSTLS_NPOS ? MUSTLS_LIT("") : mustls_trim(mustls_span_from(body, hash + 1));
    struct mustls_span rest = mustls_trim(mustls_span_first(body, hash));

    e->subject = take_word(&rest);
    const uint8_t *slash = memchr(e->subject.ptr, '/', e->subject.len);
    if (slash) {
        size_t n = (size_t)(slash - e->subject.ptr);
        e->version = mustls_span_from(e->subject, n + 1);
        e->subject.len = n;
    }
    e->scenario = take_word(&rest);
    struct mustls_span verdict = take_word(&rest);
    e->sentence = without_source(rest);
    if (!e->subject.len || !verdict.len) {
        complain(p, body, "a line is: subject scenario VERDICT sentence # why", NULL);
        return false;
    }
    bool good = parse_verdict(p, verdict, &e->verdict) && check_sentence(p, e);
    if (!e->why.len) {
        complain(p, body, "the reason is missing", "end the line with # and one sentence");
        good = false;
    }
    return good;
}

static enum mustls_status keep(struct parser *p, struct mustls_known_entry e)
{
    struct mustls_span *spans[] = {&e.subject, &e.version, &e.scenario, &e.why};
    struct mustls_known *k = p->known;
    enum mustls_status st =
        mustls_arena_grow(p->arena, (void **)&k->entries, &p->cap, k->num, sizeof *k->entries);
    for (size_t i = 0; st == MUSTLS_OK && i < sizeof spans / sizeof spans[0]; i++)
        st = mustls_arena_copy(p->arena, *spans[i], spans[i]);
    if (st == MUSTLS_OK)
        st = canonical(p->arena, e.sentence, &e.sentence);
    if (st == MUSTLS_OK)
        k->entries[k->num++] = e;
    return st;
}

static enum mustls_status one_line(struct parser *p, struct mustls_span text)
{
    p->text = text;
    p->line++;
    struct mustls_span body = mustls_trim(text);
    if (!body.len || body.ptr[0] == '#')
        return MUSTLS_OK;
    struct mustls_known_entry e = {.line = p->line};
    return parse_columns(p, body, &e) ? keep(p, e) : MUSTLS_OK;
}

struct mustls_span mustls_known_line(struct mustls_span text, struct mustls_span *rest)
{
    const uint8_t *lf = text.len ? memchr(text.ptr, '\n', text.len) : NULL;
    size_t n = lf ? (size_t)(lf - text.ptr) : text.len;
    struct mustls_span line = mustls_span_first(text, n);
    if (line.len && line.ptr[line.len - 1] == '\r')
        line.len--;
    *rest = mustls_span_from(text, n + 1);
    return line;
}

enum mustls_status mustls_known_parse(struct mustls_arena *a, const char *path,
                                      struct mustls_span text, struct mustls_diags *d,
                                      struct mustls_known **out)
{
    size_t errors_before = d->num_errors;
    struct parser p = {.arena = a, .diags = d, .known = mustls_arena_alloc(a, sizeof *p.known)};
    if (!p.known)
        return MUSTLS_ENOMEM;
    p.known->path = path;

    while (text.len) {
        struct mustls_span line = mustls_known_line(text, &text);
        enum mustls_status st = one_line(&p, line);
        if (st != MUSTLS_OK)
            return st;
    }
    if (d->num_errors > errors_before)
        return MUSTLS_EPARSE;
    *out = p.known;
    return MUSTLS_OK;
}

/* The reason is what the line ends with, but for blanks. */
static void refuse_todo(const struct mustls_known *k, const struct mustls_known_entry *e,
                        struct mustls_span line, struct mustls_diags *d)
{
    size_t len = sizeof MUSTLS_KNOWN_TODO - 1, end = line.len;
    while (end > 0 && mustls_is_blank(line.ptr[end - 1]))
        end--;
    struct mustls_diag item = {
        .level = MUSTLS_DIAG_ERROR,
        .file = k->path,
        .line = e->line,
        .col = (unsigned)(end - len) + 1,
        .len = (unsigned)len,
        .text = "the reason is still to be written",
        .help = "in place of \"" MUSTLS_KNOWN_TODO "\" say why this failure is no news",
        .excerpt = line,
    };
    mustls_diag_add(d, &item);
}

void mustls_known_refuse_todo(const struct mustls_known *k, struct mustls_span text,
                              struct mustls_diags *d)
{
    unsigned number = 1;
    for (size_t i = 0; i < k->num; i++) {
        const struct mustls_known_entry *e = &k->entries[i];
        for (; number < e->line; number++)
            mustls_known_line(text, &text);
        struct mustls_span rest;
        if (mustls_span_eq(e->why, MUSTLS_LIT(MUSTLS_KNOWN_TODO)))
            refuse_todo(k, e, mustls_known_line(text, &rest), d);
    }
}
