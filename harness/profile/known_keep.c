/* What is remembered of a run for --write-known. */
#include "profile/known.h"

static bool has(const struct mustls_judgement *j, const struct mustls_sentence *s)
{
    for (size_t i = 0; i < j->num_findings; i++)
        if (j->findings[i].sentence->level == s->level &&
            mustls_span_eq(j->findings[i].sentence->text, s->text))
            return true;
    return false;
}

static struct mustls_sentence *copy(struct mustls_arena *a, const struct mustls_sentence *s)
{
    struct mustls_sentence *own = mustls_arena_alloc(a, sizeof *own);
    if (!own || mustls_arena_copy(a, s->text, &own->text) != MUSTLS_OK)
        return NULL;
    own->level = s->level;
    return own;
}

struct mustls_judgement *mustls_known_keep(struct mustls_arena *a,
                                           const struct mustls_judgement *before,
                                           const struct mustls_judgement *j)
{
    size_t num = before ? before->num_findings : 0;
    struct mustls_judgement *own = mustls_arena_alloc(a, sizeof *own);
    struct mustls_finding *f = mustls_arena_array(a, num + j->num_findings + 1, sizeof *f);
    if (!own || !f)
        return NULL;
    *own = (struct mustls_judgement){.verdict = j->verdict, .findings = f, .num_findings = num};
    for (size_t i = 0; i < num; i++)
        f[i] = before->findings[i];
    for (size_t i = 0; i < j->num_findings; i++) {
        const struct mustls_finding *from = &j->findings[i];
        if (from->outcome != MUSTLS_BROKEN || has(own, from->sentence))
            continue;
        struct mustls_sentence *s = copy(a, from->sentence);
        if (!s)
            return NULL;
        f[own->num_findings++] = (struct mustls_finding){.sentence = s, .outcome = MUSTLS_BROKEN};
    }
    return own;
}
