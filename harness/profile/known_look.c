/* One finished run against the list of known failures. */
#include "profile/known_internal.h"

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

/* "7" and "7.88" are prefixes of 7.88.1, but not of 70.1: numbers are taken whole. */
static bool version_matches(struct mustls_span prefix, struct mustls_span version)
{
    if (!mustls_span_starts(version, prefix))
        return false;
    if (!prefix.len || prefix.len == version.len)
        return true;
    return !(is_digit(prefix.ptr[prefix.len - 1]) && is_digit(version.ptr[prefix.len]));
}

/* "530/each" names all its instances. */
static bool scenario_matches(struct mustls_span glob, struct mustls_span id)
{
    const uint8_t *at = id.len ? memchr(id.ptr, '@', id.len) : NULL;
    return mustls_glob(glob, id) ||
           (at && mustls_glob(glob, mustls_span_first(id, (size_t)(at - id.ptr))));
}

bool mustls_known_names(const struct mustls_known_entry *e, const struct mustls_known_run *r)
{
    return mustls_span_eq(e->subject, mustls_span_str(r->subject)) &&
           version_matches(e->version, mustls_span_str(r->version)) &&
           scenario_matches(e->scenario, mustls_span_str(r->id));
}

const struct mustls_sentence *mustls_known_broken(const struct mustls_known_run *r, size_t *at)
{
    enum mustls_level level = r->verdict == MUSTLS_WARN ? MUSTLS_SHOULD : MUSTLS_MUST;
    const struct mustls_judgement *j = r->judgement;
    while (j && r->verdict != MUSTLS_INCONCLUSIVE && *at < j->num_findings) {
        const struct mustls_finding *f = &j->findings[(*at)++];
        if (f->outcome == MUSTLS_BROKEN && f->sentence->level == level)
            return f->sentence;
    }
    return NULL;
}

bool mustls_known_lists(const struct mustls_known *k, const struct mustls_known_run *r,
                        struct mustls_span sentence)
{
    for (size_t i = 0; i < k->num; i++) {
        const struct mustls_known_entry *e = &k->entries[i];
        if (e->verdict == r->verdict && mustls_known_names(e, r) &&
            (!e->sentence.len || mustls_span_eq(e->sentence, sentence)))
            return true;
    }
    return false;
}

/* The sentences that made the verdict are all listed. Where none did (a hang, an INCONCLUSIVE),
 * only an entry without a sentence covers the run. */
static bool all_listed(const struct mustls_known *k, const struct mustls_known_run *r)
{
    const struct mustls_sentence *s;
    size_t at = 0, broken = 0;
    for (; (s = mustls_known_broken(r, &at)) != NULL; broken++)
        if (!mustls_known_lists(k, r, s->text))
            return false;
    return broken > 0 || mustls_known_lists(k, r, MUSTLS_LIT(""));
}

enum mustls_known_match mustls_known_look(const struct mustls_known *k, const char *subject,
                                          const char *version, const char *id,
                                          enum mustls_verdict verdict,
                                          const struct mustls_judgement *j, unsigned *line,
                                          struct mustls_span *why)
{
    struct mustls_known_run r = {subject, version, id, verdict, j, false};
    const struct mustls_known_entry *first = NULL;
    bool expects_fail = false;
    *line = 0;
    *why = MUSTLS_LIT("");
    for (size_t i = 0; k && i < k->num; i++) {
        const struct mustls_known_entry *e = &k->entries[i];
        if (!mustls_known_names(e, &r))
            continue;
        first = first ? first : e;
        expects_fail = expects_fail || e->verdict != MUSTLS_WARN;
    }
    if (!first || verdict == MUSTLS_SKIP)
        return MUSTLS_KNOWN_NONE;

    *line = first->line;
    *why = first->why;
    if (verdict == MUSTLS_PASS)
        return MUSTLS_KNOWN_FIXED;
    if (verdict != MUSTLS_ERROR && all_listed(k, &r))
        return MUSTLS_KNOWN_AS_LISTED;
    /* A WARN breaks no MUST: what was listed to fail does not any more. */
    return verdict == MUSTLS_WARN && expects_fail ? MUSTLS_KNOWN_FIXED : MUSTLS_KNOWN_OTHERWISE;
}
