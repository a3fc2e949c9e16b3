/* What the grammar allows and an author hardly means, in each instance of a file that parsed. */
#include "scenario/lint_internal.h"

#include <stdarg.h>
#include <stdio.h>

/* What several instances have in common is said once. */
static bool was_said(const struct scn_lint *l, const struct mustls_diag *item)
{
    for (size_t i = 0; i < l->diags->num; i++) {
        const struct mustls_diag *one = &l->diags->items[i];
        if (one->level == item->level && one->line == item->line &&
            strcmp(one->file, item->file) == 0 && strcmp(one->text, item->text) == 0)
            return true;
    }
    return false;
}

void scn_lint_warn(struct scn_lint *l, uint32_t line, const char *help, const char *fmt, ...)
{
    char text[300];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof(text), fmt, ap);
    va_end(ap);

    struct mustls_diag item = {.level = MUSTLS_DIAG_WARNING,
                               .file = l->scn->path,
                               .line = line,
                               .col = 1,
                               .text = text,
                               .help = help};
    if (line >= 1 && line <= l->scn->num_lines) {
        item.excerpt = l->scn->lines[line - 1].text;
        item.len = (unsigned)item.excerpt.len;
    }
    if (!was_said(l, &item))
        mustls_diag_add(l->diags, &item);
}

/* --- sources --- */

static size_t digits(struct mustls_span s, size_t at)
{
    size_t n = 0;
    while (at + n < s.len && s.ptr[at + n] >= '0' && s.ptr[at + n] <= '9')
        n++;
    return n;
}

/* "4.2.1", or a letter for an appendix. */
static bool is_section(struct mustls_span s)
{
    size_t at = 0;
    if (s.len > 1 && s.ptr[0] >= 'A' && s.ptr[0] <= 'Z' && s.ptr[1] == '.')
        at = 2;
    for (;;) {
        size_t n = digits(s, at);
        if (n == 0 || at + n == s.len)
            return n > 0;
        if (s.ptr[at + n] != '.')
            return false;
        at += n + 1;
    }
}

static bool is_rfc(struct mustls_span s)
{
    struct mustls_span rest = s;
    if (!mustls_span_eq(scn_take_word(&rest), MUSTLS_LIT("RFC")))
        return false;
    struct mustls_span number = scn_take_word(&rest), section = scn_take_word(&rest);
    if (number.len == 0 || digits(number, 0) != number.len)
        return false;
    return (section.len == 0 || is_section(section)) && scn_trim_left(rest).len == 0;
}

static bool is_numbered(struct mustls_span s, const char *prefix, bool with_year)
{
    struct mustls_span p = mustls_span_str(prefix);
    if (!mustls_span_starts(s, p))
        return false;
    size_t at = p.len, n = digits(s, at);
    if (with_year) {
        if (n != 4 || at + n >= s.len || s.ptr[at + n] != '-')
            return false;
        at += n + 1;
        n = digits(s, at);
    }
    return n > 0 && at + n == s.len;
}

static bool known_source(struct mustls_span s)
{
    return mustls_span_eq(s, MUSTLS_LIT("harness")) || is_rfc(s) || is_numbered(s, "CVE-", true) ||
           is_numbered(s, "CWE-", false) ||
           (mustls_span_starts(s, MUSTLS_LIT("GHSA-")) && s.len == 19);
}

/* --- sentences --- */

/* What the run came to, as against how it went there. */
static bool about_outcome(const struct mustls_sentence *s)
{
    static const char *const names[] = {"message", "false-success", "false-failure", NULL};
    if (s->subject == MUSTLS_SUBJ_SUCCEEDS || s->subject == MUSTLS_SUBJ_FAILS)
        return true;
    for (size_t i = 0; i < s->event.num_items; i++)
        if (s->event.items[i].kind != MUSTLS_M_EVENT ||
            scn_word_find(names, s->event.items[i].text) == MUSTLS_NPOS)
            return false;
    return s->subject == MUSTLS_SUBJ_EVENT;
}

static bool names_event(const struct mustls_match *m, const char *name)
{
    for (size_t i = 0; i < m->num_items; i++)
        if (m->items[i].kind == MUSTLS_M_EVENT &&
            mustls_span_eq(m->items[i].text, mustls_span_str(name)))
            return true;
    return false;
}

/* Is there a pause before some of our bytes, so that an impatient peer has time to show itself? */
static bool pauses(const struct mustls_program *p, const struct mustls_rule *r)
{
    bool paused = false;
    for (size_t i = 0; i < r->num_steps; i++) {
        const struct mustls_step *s = &p->steps[r->first_step + i];
        if (s->kind == MUSTLS_STEP_WAIT || (s->kind == MUSTLS_STEP_CHUNK && s->n && s->usec))
            paused = true;
        if (paused && (s->kind == MUSTLS_STEP_SEND || s->kind == MUSTLS_STEP_WAIT))
            return true;
    }
    return false;
}

static bool early_can_show(const struct mustls_program *p, unsigned phases)
{
    if (p->role == MUSTLS_TEST_SERVER)
        return true;
    for (size_t i = 0; i < p->num_rules; i++)
        if ((!phases || p->rules[i].phases & phases) && pauses(p, &p->rules[i]))
            return true;
    return false;
}

static void lint_sentence(struct scn_lint *l, const struct mustls_sentence *s)
{
    if (!known_source(s->source))
        scn_lint_warn(l, s->at.line,
                      "known forms: RFC 5321 4.2.1, CVE-2011-0411, GHSA-..., CWE-311, harness",
                      "the source is in no known form");
    if (s->level == MUSTLS_MUST && mustls_span_eq(s->source, MUSTLS_LIT("harness")) &&
        !about_outcome(s))
        scn_lint_warn(l, s->at.line, "cite what demands it, or say SHOULD",
                      "MUST rests on [harness] alone, and not for the outcome of the run");
    if (s->level != MUSTLS_MAY && !l->is_base && names_event(&s->event, "early") &&
        !early_can_show(l->prog, s->phases))
        scn_lint_warn(l, s->at.line, "put S: <wait 100ms> before the reply",
                      "<early> races with our reply: no pause makes it visible");
}

/* --- the whole file --- */

static void lint_file(struct scn_lint *l)
{
    const struct scn_line *title = l->scn->first[SCN_TITLE];
    if (!title)
        scn_lint_warn(l, 1, "title  a few words for lists and reports", "the file has no title");
    if (!l->is_base && l->prog->num_sentences == 0)
        scn_lint_warn(l, 1, "add a MUST, SHOULD or MAY sentence",
                      "the file judges nothing: its verdict can only be INCONCLUSIVE");
}

static bool mentions(const struct mustls_scenario *s, struct mustls_span name)
{
    for (size_t i = 0; i < s->num_lines; i++) {
        struct mustls_span rest = s->lines[i].text;
        size_t at;
        while (s->lines[i].templ &&
               (at = mustls_span_find(rest, MUSTLS_LIT("${"))) != MUSTLS_NPOS) {
            rest = mustls_span_from(rest, at + 2);
            if (mustls_span_starts(rest, name) && rest.len > name.len && rest.ptr[name.len] == '}')
                return true;
        }
    }
    return false;
}

static void lint_fors(struct scn_lint *l)
{
    for (size_t i = 0; i < l->scn->num_fors; i++)
        if (!mentions(l->scn, l->scn->fors[i].name))
            scn_lint_warn(l, l->scn->fors[i].line->no, NULL,
                          "no line uses this name: all its instances are the same");
}

static void lint_program(struct scn_lint *l)
{
    scn_lint_rules(l);
    for (size_t i = 0; i < l->prog->num_sentences; i++)
        lint_sentence(l, &l->prog->sentences[i]);
}

/* False where the instance is no program: its mistakes are told by those who want to play it. */
static bool lint_instance(struct scn_lint *l, unsigned instance, bool first)
{
    struct mustls_arena *scratch = mustls_arena_new(SCN_SCRATCH);
    struct mustls_diags untold;
    struct mustls_program *prog;
    if (!scratch)
        return false;
    mustls_diags_init(&untold, scratch);
    bool good = mustls_scenario_program(scratch, &l->scn, 1, instance, first ? l->diags : &untold,
                                        &prog) == MUSTLS_OK;
    if (good) {
        l->prog = prog;
        if (first) {
            lint_file(l);
            lint_fors(l);
        }
        lint_program(l);
    }
    mustls_arena_free(scratch);
    return good;
}

/* Of a file with thousands of instances the first ones tell. */
#define MAX_INSTANCES 200

void mustls_scenario_lint(const struct mustls_scenario *s, struct mustls_diags *d)
{
    struct scn_lint l = {.scn = s, .diags = d, .budget = 20000000};
    unsigned last = s->instances < MAX_INSTANCES ? s->instances : MAX_INSTANCES;
    l.is_base = mustls_span_starts(mustls_span_str(s->name), MUSTLS_LIT("base/"));
    bool good = lint_instance(&l, s->instances ? 1 : 0, true);
    for (unsigned i = 2; i <= last && good; i++)
        good = lint_instance(&l, i, false);
}
