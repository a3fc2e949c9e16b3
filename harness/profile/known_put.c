/* Brings the list of known failures up to date with what ran. */
#include "profile/known_internal.h"

/* Of the subject's, the scenario's and the verdict's column. Beyond it, an odd name is on its own.
 */
#define MAX_WIDTH 48

enum stand {
    STAND_AS_LISTED,
    STAND_FIXED,
    STAND_OTHERWISE, /* named, but red */
    STAND_NEW,       /* red, and no line names it */
    STAND_GREEN,     /* neither named nor red */
    STAND_UNKNOWN,   /* it did not come to an end that says anything */
};

struct update {
    const struct mustls_known_update *u;
    struct mustls_arena *arena;
    struct mustls_buf *out;
    struct mustls_known_changes *changes;
    enum stand *stands; /* of each run */
    unsigned *behind;   /* of each run: the last line that names it, 0 for none */
    int widths[3];
    const char *eol;
};

static bool is_red(const struct mustls_known_update *u, enum mustls_verdict v)
{
    return v == MUSTLS_FAIL || v == MUSTLS_INCONCLUSIVE || (v == MUSTLS_WARN && u->strict);
}

static enum stand stand_of(const struct mustls_known_update *u, const struct mustls_known *k,
                           const struct mustls_known_run *r)
{
    unsigned line;
    struct mustls_span why;
    if (r->unlisted || r->verdict == MUSTLS_SKIP || r->verdict == MUSTLS_ERROR)
        return STAND_UNKNOWN;
    switch (mustls_known_look(k, r->subject, r->version, r->id, r->verdict, r->judgement, &line,
                              &why)) {
    case MUSTLS_KNOWN_AS_LISTED:
        return STAND_AS_LISTED;
    case MUSTLS_KNOWN_FIXED:
        return STAND_FIXED;
    case MUSTLS_KNOWN_OTHERWISE:
        return is_red(u, r->verdict) ? STAND_OTHERWISE : STAND_UNKNOWN;
    case MUSTLS_KNOWN_NONE:
        break;
    }
    return is_red(u, r->verdict) ? STAND_NEW : STAND_GREEN;
}

/* The entry tells what happened, or a part of it. */
static bool tells(const struct mustls_known_entry *e, const struct mustls_known_run *r)
{
    const struct mustls_sentence *s;
    size_t at = 0;
    if (e->verdict != r->verdict)
        return false;
    if (!e->sentence.len)
        return true;
    while ((s = mustls_known_broken(r, &at)) != NULL)
        if (mustls_span_eq(e->sentence, s->text))
            return true;
    return false;
}

/* --- one line --- */

static void put_column(struct mustls_buf *out, const char *text, int width)
{
    mustls_buf_printf(out, "%-*s  ", width, text);
}

/* A source behind a sentence is not read: one that ends with a bracket needs it. */
static void put_sentence(struct mustls_buf *out, struct mustls_span s)
{
    mustls_buf_put(out, s);
    if (s.len && s.ptr[s.len - 1] == ']')
        mustls_buf_puts(out, " []");
    mustls_buf_puts(out, s.len ? "  " : "");
}

static bool reads_back(struct update *up, struct mustls_span line, const struct mustls_known_run *r,
                       struct mustls_span sentence)
{
    struct mustls_diags d;
    struct mustls_known *k;
    mustls_diags_init(&d, up->arena);
    return mustls_known_parse(up->arena, "", line, &d, &k) == MUSTLS_OK && k->num == 1 &&
           k->entries[0].verdict == r->verdict && mustls_known_names(&k->entries[0], r) &&
           mustls_span_eq(k->entries[0].sentence, sentence);
}

/* False: a name with a blank in it, say, can't stand in the list. */
static bool put_line(struct update *up, const char *subject, const struct mustls_known_run *r,
                     struct mustls_span sentence, struct mustls_span why)
{
    struct mustls_buf *out = up->out;
    if (out->len > 0 && out->ptr[out->len - 1] != '\n')
        mustls_buf_puts(out, up->eol);
    size_t from = out->len;
    put_column(out, subject, up->widths[0]);
    put_column(out, r->id, up->widths[1]);
    put_column(out, mustls_verdict_name(r->verdict), up->widths[2]);
    put_sentence(out, sentence);
    mustls_buf_puts(out, "# ");
    mustls_buf_put(out, why);
    if (!out->failed && reads_back(up, mustls_span_from(mustls_buf_span(out), from), r, sentence)) {
        mustls_buf_puts(out, up->eol);
        return true;
    }
    mustls_buf_truncate(out, from);
    return false;
}

/* --- new lines --- */

static void add_sentence(struct update *up, const struct mustls_known_run *r,
                         struct mustls_span sentence)
{
    if (!mustls_known_lists(up->u->known, r, sentence) &&
        put_line(up, r->subject, r, sentence, mustls_span_str(up->u->why)))
        up->changes->added++;
}

static void add_run(struct update *up, const struct mustls_known_run *r)
{
    const struct mustls_sentence *s;
    size_t at = 0, broken = 0;
    for (; (s = mustls_known_broken(r, &at)) != NULL; broken++)
        add_sentence(up, r, s->text);
    if (broken == 0)
        add_sentence(up, r, MUSTLS_LIT(""));
}

/* Strictly seen, what is fixed may be red as a WARN. */
static bool needs_lines(const struct update *up, size_t run)
{
    enum stand s = up->stands[run];
    return s == STAND_NEW || s == STAND_OTHERWISE ||
           (s == STAND_FIXED && is_red(up->u, up->u->runs[run].verdict));
}

/* Those that belong behind this line; 0: behind all. */
static void add_behind(struct update *up, unsigned line)
{
    for (size_t i = 0; i < up->u->num_runs; i++)
        if (up->behind[i] == line && needs_lines(up, i))
            add_run(up, &up->u->runs[i]);
}

/* --- old lines --- */

/* How the runs that an entry names stand to it. */
struct named {
    unsigned stale;   /* ended otherwise than it says */
    unsigned telling; /* as it says */
};

static bool is_stale(const struct update *up, const struct mustls_known_entry *e, size_t run)
{
    enum stand s = up->stands[run];
    if (s == STAND_FIXED)
        return !up->u->allow_fixed && !tells(e, &up->u->runs[run]);
    return s == STAND_OTHERWISE && !tells(e, &up->u->runs[run]);
}

static struct named count_named(const struct update *up, const struct mustls_known_entry *e)
{
    struct named n = {0};
    for (size_t i = 0; i < up->u->num_runs; i++) {
        const struct mustls_known_run *r = &up->u->runs[i];
        if (up->stands[i] == STAND_UNKNOWN || !mustls_known_names(e, r))
            continue;
        if (is_stale(up, e, i))
            n.stale++;
        else
            n.telling += tells(e, r);
    }
    return n;
}

static const char *subject_word(struct update *up, const struct mustls_known_entry *e)
{
    const char *word = mustls_arena_printf(up->arena, "%.*s%s%.*s", (int)e->subject.len,
                                           (const char *)e->subject.ptr, e->version.len ? "/" : "",
                                           (int)e->version.len, (const char *)e->version.ptr);
    return word ? word : "";
}

/* False: one of them can't stand in a list by its own name, so that only the glob covers it. */
static bool narrow(struct update *up, const struct mustls_known_entry *e)
{
    const char *subject = subject_word(up, e);
    size_t from = up->out->len;
    for (size_t i = 0; i < up->u->num_runs; i++) {
        const struct mustls_known_run *r = &up->u->runs[i];
        if (up->stands[i] != STAND_UNKNOWN && mustls_known_names(e, r) && !is_stale(up, e, i) &&
            tells(e, r) && !put_line(up, subject, r, e->sentence, e->why)) {
            mustls_buf_truncate(up->out, from);
            return false;
        }
    }
    return true;
}

static void leave(struct update *up, const struct mustls_known_entry *e, struct mustls_span text)
{
    if (up->changes->left++ == 0)
        up->changes->left_line = e->line;
    mustls_buf_put(up->out, text);
}

/* `text` with its line end. */
static void put_entry(struct update *up, const struct mustls_known_entry *e,
                      struct mustls_span text)
{
    struct named n = count_named(up, e);
    if (n.stale == 0)
        mustls_buf_put(up->out, text);
    else if (!up->u->whole(up->u->arg, e))
        leave(up, e, text);
    else if (n.telling == 0)
        up->changes->deleted++;
    else if (narrow(up, e))
        up->changes->narrowed++;
    else
        leave(up, e, text);
    add_behind(up, e->line);
}

static void put_lines(struct update *up)
{
    const struct mustls_known *k = up->u->known;
    struct mustls_span rest = up->u->text;
    size_t next = 0;
    for (unsigned line = 1; rest.len > 0; line++) {
        struct mustls_span all = rest;
        mustls_known_line(all, &rest);
        struct mustls_span text = mustls_span_first(all, all.len - rest.len);
        if (next < k->num && k->entries[next].line == line)
            put_entry(up, &k->entries[next++], text);
        else
            mustls_buf_put(up->out, text);
    }
    add_behind(up, 0);
}

/* --- before and after --- */

static void widen(int *width, size_t len)
{
    if (len <= MAX_WIDTH && (int)len > *width)
        *width = (int)len;
}

static void measure(struct update *up)
{
    const struct mustls_known *k = up->u->known;
    for (size_t i = 0; i < k->num; i++) {
        const struct mustls_known_entry *e = &k->entries[i];
        widen(&up->widths[0], e->subject.len + (e->version.len ? 1 + e->version.len : 0));
        widen(&up->widths[1], e->scenario.len);
        widen(&up->widths[2], strlen(mustls_verdict_name(e->verdict)));
    }
    for (size_t i = 0; i < up->u->num_runs; i++) {
        if (!needs_lines(up, i))
            continue;
        widen(&up->widths[0], strlen(up->u->runs[i].subject));
        widen(&up->widths[1], strlen(up->u->runs[i].id));
        widen(&up->widths[2], strlen(mustls_verdict_name(up->u->runs[i].verdict)));
    }
}

static void find_stands(struct update *up)
{
    const struct mustls_known *k = up->u->known;
    for (size_t i = 0; i < up->u->num_runs; i++) {
        const struct mustls_known_run *r = &up->u->runs[i];
        up->stands[i] = stand_of(up->u, k, r);
        for (size_t n = 0; n < k->num; n++)
            if (mustls_known_names(&k->entries[n], r))
                up->behind[i] = k->entries[n].line;
    }
}

/* What the new list leaves red, told by the one function that judges by lists. */
static void count_red(struct update *up)
{
    struct mustls_diags d;
    struct mustls_known *k = NULL;
    mustls_diags_init(&d, up->arena);
    if (mustls_known_parse(up->arena, "", mustls_buf_span(up->out), &d, &k) != MUSTLS_OK) {
        up->out->failed = true; /* out of memory: what we wrote parses */
        return;
    }
    for (size_t i = 0; i < up->u->num_runs; i++) {
        const struct mustls_known_run *r = &up->u->runs[i];
        enum stand s = stand_of(up->u, k, r);
        up->changes->red += s == STAND_OTHERWISE || s == STAND_NEW || r->unlisted ||
                            r->verdict == MUSTLS_ERROR || (s == STAND_FIXED && !up->u->allow_fixed);
    }
}

enum mustls_status mustls_known_put(struct mustls_arena *a, const struct mustls_known_update *u,
                                    struct mustls_buf *out, struct mustls_known_changes *changes)
{
    size_t lf = mustls_span_find(u->text, MUSTLS_LIT("\n"));
    bool crlf = lf != MUSTLS_NPOS && lf > 0 && u->text.ptr[lf - 1] == '\r';
    *changes = (struct mustls_known_changes){0};
    struct update up = {.u = u,
                        .arena = a,
                        .out = out,
                        .changes = changes,
                        .stands = mustls_arena_array(a, u->num_runs + 1, sizeof *up.stands),
                        .behind = mustls_arena_array(a, u->num_runs + 1, sizeof *up.behind),
                        .eol = crlf ? "\r\n" : "\n"};
    if (!up.stands || !up.behind)
        return MUSTLS_ELIMIT;
    find_stands(&up);
    measure(&up);
    put_lines(&up);
    count_red(&up);
    return mustls_buf_status(out);
}
