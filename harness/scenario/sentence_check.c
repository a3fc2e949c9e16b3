/* Sentences that can be written and mean nothing. */
#include "scenario/internal.h"

static bool all_are(const struct mustls_match *m, unsigned kinds)
{
    for (size_t i = 0; i < m->num_items; i++)
        if (!(kinds & (1u << m->items[i].kind)))
            return false;
    return true;
}

static bool ordered(const struct mustls_sentence *s)
{
    return s->first || s->once || s->within || s->after.num_items || s->before.num_items;
}

/* Of what the subject printed only its text is known, and whether the password stands in it. */
static bool printable(const struct mustls_match *m)
{
    for (size_t i = 0; i < m->num_items; i++)
        if (m->items[i].kind != MUSTLS_M_GLOB &&
            (m->items[i].kind != MUSTLS_M_EVENT ||
             !mustls_span_eq(m->items[i].text, MUSTLS_LIT("secret"))))
            return false;
    return true;
}

static const char *about_output(const struct mustls_sentence *s)
{
    if (s->subject != MUSTLS_SUBJ_EVENT || !printable(&s->event))
        return "\"in output\" needs a text in quotes, or <secret>";
    if (ordered(s))
        return "what was printed has no place in the order of events";
    return NULL;
}

static const char *about_the_end(const struct mustls_sentence *s)
{
    if (s->phases || s->first || s->once)
        return "the end of the run happens once and in no phase";
    if (s->before.num_items)
        return "nothing comes after the end of the run";
    return NULL;
}

static const char *trouble(const struct mustls_sentence *s)
{
    const unsigned talk = 1u << MUSTLS_M_VERB | 1u << MUSTLS_M_CODE | 1u << MUSTLS_M_GLOB;
    if (s->in_output)
        return about_output(s);
    if (s->subject == MUSTLS_SUBJ_SUCCEEDS || s->subject == MUSTLS_SUBJ_FAILS)
        return about_the_end(s);
    if (s->subject == MUSTLS_SUBJ_SERVER_CLOSES && (s->first || s->once))
        return "\"first\" and \"once\" are about commands, replies and events";
    if (s->first && !all_are(&s->event, talk))
        return "\"first\" is about commands and replies";
    if (s->once && s->negated)
        return "\"NOT\" and \"once\" contradict each other";
    return NULL;
}

void scn_check_sentence(struct scn_reader *r, const struct mustls_sentence *s,
                        struct mustls_span where)
{
    const char *text = trouble(s);
    while (where.len > 0 && scn_is_blank(where.ptr[where.len - 1]))
        where.len--;
    if (text)
        scn_bad(r, where, NULL, "%s", text);
}
