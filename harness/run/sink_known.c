/* What the list of known failures says of a finished run. */
#include "base/arena.h"
#include "run/sink_internal.h"

static const char *look(struct mustls_sink *s, struct mustls_case *c, const char *id)
{
    unsigned entry = 0;
    struct mustls_span why = {0};
    /* A crash is never what was listed, whatever sentences it broke besides. */
    bool crashed = c->judgement && c->judgement->crashed;
    enum mustls_known_match m = mustls_known_look(s->o.known, c->subject, c->subject_version, id,
                                                  c->verdict, c->judgement, &entry, &why);
    if (crashed && m == MUSTLS_KNOWN_AS_LISTED)
        m = MUSTLS_KNOWN_OTHERWISE;
    c->known = m == MUSTLS_KNOWN_AS_LISTED;
    c->known_why = c->known && why.len ? mustls_arena_str(s->arena, why) : "";
    if (m == MUSTLS_KNOWN_OTHERWISE)
        return mustls_arena_printf(s->arena, "fails otherwise than listed in %s:%u",
                                   s->o.known->path, entry);
    if (m != MUSTLS_KNOWN_FIXED)
        return "";
    c->fixed = !s->o.allow_fixed;
    return mustls_arena_printf(s->arena, "fixed: delete line %u of %s", entry, s->o.known->path);
}

void mustls_sink_look_known(struct mustls_sink *s, struct mustls_case *c)
{
    /* A run that was not begun, for its subject is not calibrated, is not what was listed. */
    if (!s->o.known || (c->verdict == MUSTLS_INCONCLUSIVE && !c->judgement))
        return;
    const char *id = c->instance ? mustls_arena_printf(s->arena, "%s@%u", c->scenario, c->instance)
                                 : c->scenario;
    const char *note = id ? look(s, c, id) : NULL;
    c->known_note = note ? note : "";
}
