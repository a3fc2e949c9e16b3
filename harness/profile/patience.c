/* Whether a program stops waiting for a reply when it was told to: what it is to be blamed for when
 * it waits. */
#include "profile/internal.h"

enum mustls_status mustls_profile_take_gives_up(struct mustls_profile_parser *p)
{
    struct mustls_span v = p->line.value;
    bool yes = mustls_span_eq(v, MUSTLS_LIT("yes")), no = mustls_span_eq(v, MUSTLS_LIT("no"));
    if (!yes && !no)
        mustls_profile_complain(p, MUSTLS_DIAG_ERROR, &p->line, v, "gives-up takes yes or no",
                                NULL);
    p->profile->gives_up = yes;
    p->said_gives_up = true;
    return MUSTLS_OK;
}

static bool names_timeout(const struct mustls_words *words)
{
    struct mustls_piece piece;
    for (size_t i = 0; i < words->num; i++)
        for (size_t pos = 0; mustls_piece_next(words->items[i], &pos, &piece);)
            if (piece.is_name && mustls_placeholder_by_name(piece.text) == MUSTLS_PH_TIMEOUT)
                return true;
    return false;
}

bool mustls_profile_tells_timeout(const struct mustls_profile *p)
{
    for (size_t i = 0; i < p->num_options; i++)
        if (names_timeout(&p->options[i].words))
            return true;
    return names_timeout(&p->run) || names_timeout(&p->env);
}
