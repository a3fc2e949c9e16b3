/* Rules that can never match, answer nothing, or go on after the end. */
#include "scenario/lint_internal.h"

/* Each rule is held against those before it, as long as the budget lasts. */
enum { MAX_COMPARED = 500 };

static struct mustls_span first_word(struct mustls_span s)
{
    size_t n = 0;
    while (n < s.len && !scn_is_blank(s.ptr[n]))
        n++;
    return mustls_span_first(s, n);
}

static bool has_wildcard(struct mustls_span s, const char *set)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] && strchr(set, s.ptr[i]))
            return true;
    return false;
}

static bool spend(struct scn_lint *l, size_t a, size_t b)
{
    if (a > l->budget || b > l->budget / (a + 1)) {
        l->budget = 0;
        return false;
    }
    l->budget -= a * b;
    return true;
}

/* Does `a` match every line that `b` matches? Never says so wrongly. */
static bool alt_covers(struct scn_lint *l, const struct mustls_pat_alt *a,
                       const struct mustls_pat_alt *b)
{
    if (a->kind == MUSTLS_ALT_VERB && b->kind == MUSTLS_ALT_VERB)
        return mustls_span_ieq(a->word, b->word);
    if (a->kind == MUSTLS_ALT_VERB && b->kind == MUSTLS_ALT_GLOB) {
        struct mustls_span word = first_word(b->glob);
        return !has_wildcard(word, "*?") && mustls_span_ieq(a->word, word);
    }
    if (a->kind != MUSTLS_ALT_GLOB || b->kind != MUSTLS_ALT_GLOB)
        return false;
    if (!spend(l, a->glob.len, b->glob.len))
        return false;
    /* Read as text, a star of b can only be matched by a star of a. */
    return mustls_span_ieq(a->glob, b->glob) ||
           (!has_wildcard(a->glob, "?") && mustls_glob(a->glob, b->glob));
}

static bool some_alt_covers(struct scn_lint *l, const struct mustls_pattern *a,
                            const struct mustls_pat_alt *b)
{
    for (size_t i = 0; i < a->num_alts; i++)
        if (alt_covers(l, &a->alts[i], b))
            return true;
    return false;
}

static bool pattern_covers(struct scn_lint *l, const struct mustls_pattern *a,
                           const struct mustls_pattern *b)
{
    if (a->kind != MUSTLS_PAT_ALTS || b->kind != MUSTLS_PAT_ALTS)
        return a->kind == b->kind;
    for (size_t i = 0; i < b->num_alts; i++)
        if (!some_alt_covers(l, a, &b->alts[i]))
            return false;
    return true;
}

/* `#n` counts lines that match its own pattern, so only a rule without it hides others. */
static bool hides(struct scn_lint *l, const struct mustls_rule *a, const struct mustls_rule *b)
{
    return a->nth == 0 && (a->phases & b->phases) == b->phases &&
           pattern_covers(l, &a->pattern, &b->pattern);
}

static void lint_hidden(struct scn_lint *l, size_t i)
{
    const struct mustls_rule *rules = l->prog->rules;
    for (size_t j = 0; j < i; j++) {
        if (!hides(l, &rules[j], &rules[i]))
            continue;
        scn_lint_warn(l, rules[i].at.line, NULL,
                      "this rule never matches: line %u answers all of it", rules[j].at.line);
        return;
    }
}

static void lint_phase(struct scn_lint *l, const struct mustls_rule *r)
{
    const bool connect = r->pattern.kind == MUSTLS_PAT_CONNECT;
    const bool hello = r->pattern.kind == MUSTLS_PAT_HELLO;
    if ((connect || hello) && !(r->phases & MUSTLS_IN_CLEAR))
        scn_lint_warn(l, r->at.line, NULL,
                      "this rule never matches: it is about what happens in the clear");
}

static void lint_words(struct scn_lint *l, const struct mustls_rule *r)
{
    for (size_t i = 0; i < r->pattern.num_alts; i++) {
        struct scn_hint hint;
        struct mustls_span word = first_word(r->pattern.alts[i].glob);
        if (r->pattern.alts[i].kind != MUSTLS_ALT_GLOB || has_wildcard(word, "*?"))
            continue;
        const char *help = scn_did_you_mean(&hint, scn_nearest_verb(word));
        if (!scn_is_verb(word) && help)
            scn_lint_warn(l, r->at.line, help, "\"%.*s\" is no known command", scn_len(word),
                          (const char *)word.ptr);
    }
}

/* Filled in from a `for`: what holds in this instance need not hold in the next. */
static bool is_filled_in(const struct scn_lint *l, uint32_t line)
{
    return line >= 1 && line <= l->scn->num_lines && l->scn->lines[line - 1].templ;
}

static void lint_reaction(struct scn_lint *l, const struct mustls_rule *r)
{
    if (r->num_steps == 0)
        scn_lint_warn(l, r->at.line, "S: <wait> says that this is meant",
                      "the reaction is empty: the client is left waiting");
    for (size_t i = 0; i + 1 < r->num_steps; i++) {
        const struct mustls_step *s = &l->prog->steps[r->first_step + i];
        if ((s->kind != MUSTLS_STEP_CLOSE && s->kind != MUSTLS_STEP_RESET) ||
            is_filled_in(l, s->at.line))
            continue;
        scn_lint_warn(l, s[1].at.line, NULL, "the connection is gone: this is never sent");
        return;
    }
}

/* The buffers of two kernels lie between us and a client that reads nothing. */
enum { SMALL_FLOOD = 16 << 20 };

static void lint_floods(struct scn_lint *l, const struct mustls_rule *r)
{
    for (size_t i = 0; i < r->num_steps; i++) {
        const struct mustls_step *s = &l->prog->steps[r->first_step + i];
        if (s->kind == MUSTLS_STEP_FLOOD && s->n < SMALL_FLOOD)
            scn_lint_warn(l, s->at.line, "16m or more tells what the client reads",
                          "so few bytes may be in the buffers of the system");
    }
}

void scn_lint_rules(struct scn_lint *l)
{
    for (size_t i = 0; i < l->prog->num_rules; i++) {
        const struct mustls_rule *r = &l->prog->rules[i];
        if (i < MAX_COMPARED)
            lint_hidden(l, i);
        lint_phase(l, r);
        lint_words(l, r);
        lint_reaction(l, r);
        lint_floods(l, r);
    }
}
