/* One finished run against the list of known failures. */
#include "profile/known.h"

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

static bool names_run(const struct mustls_known_entry *e, const char *subject, const char *version,
                      const char *id)
{
    return mustls_span_eq(e->subject, mustls_span_str(subject)) &&
           version_matches(e->version, mustls_span_str(version)) &&
           scenario_matches(e->scenario, mustls_span_str(id));
}

struct run {
    const char *subject, *version, *id;
    enum mustls_verdict verdict;
    const struct mustls_judgement *judgement; /* may be NULL */
};

/* Some entry for this run and verdict lists the sentence; an entry without one lists any. */
static bool is_listed(const struct mustls_known *k, const struct run *r,
                      struct mustls_span sentence)
{
    for (size_t i = 0; i < k->num; i++) {
        const struct mustls_known_entry *e = &k->entries[i];
        if (e->verdict == r->verdict && names_run(e, r->subject, r->version, r->id) &&
            (!e->sentence.len || mustls_span_eq(e->sentence, sentence)))
            return true;
    }
    return false;
}

/* The sentences that made the verdict are all listed. Where none did (a hang, an INCONCLUSIVE),
 * only an entry without a sentence covers the run. */
static bool all_listed(const struct mustls_known *k, const struct run *r)
{
    enum mustls_level level = r->verdict == MUSTLS_WARN ? MUSTLS_SHOULD : MUSTLS_MUST;
    const struct mustls_judgement *j = r->judgement;
    size_t broken = 0;
    for (size_t i = 0; j && i < j->num_findings && r->verdict != MUSTLS_INCONCLUSIVE; i++) {
        const struct mustls_finding *f = &j->findings[i];
        if (f->outcome != MUSTLS_BROKEN || f->sentence->level != level)
            continue;
        broken++;
        if (!is_listed(k, r, f->sentence->text))
            return false;
    }
    return broken > 0 || is_listed(k, r, MUSTLS_LIT(""));
}

enum mustls_known_match mustls_known_look(const struct mustls_known *k, const char *subject,
                                          const char *version, const char *id,
                                          enum mustls_verdict verdict,
                                          const struct mustls_judgement *j, unsigned *line,
                                          struct mustls_span *why)
{
    const struct mustls_known_entry *first = NULL;
    bool expects_fail = false;
    *line = 0;
    *why = MUSTLS_LIT("");
    for (size_t i = 0; k && i < k->num; i++) {
        const struct mustls_known_entry *e = &k->entries[i];
        if (!names_run(e, subject, version, id))
            continue;
        first = first ? first : e;
        expects_fail = expects_fail || e->verdict != MUSTLS_WARN;
    }
    if (!first || verdict == MUSTLS_SKIP)
        return MUSTLS_KNOWN_NONE;

    *line = first->line;
    *why = first->why;
    struct run r = {subject, version, id, verdict, j};
    if (verdict == MUSTLS_PASS)
        return MUSTLS_KNOWN_FIXED;
    if (verdict != MUSTLS_ERROR && all_listed(k, &r))
        return MUSTLS_KNOWN_AS_LISTED;
    /* A WARN breaks no MUST: what was listed to fail does not any more. */
    return verdict == MUSTLS_WARN && expects_fail ? MUSTLS_KNOWN_FIXED : MUSTLS_KNOWN_OTHERWISE;
}
