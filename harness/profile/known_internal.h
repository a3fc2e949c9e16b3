/* Between the files about known failures. */
#ifndef MUSTLS_PROFILE_KNOWN_INTERNAL_H
#define MUSTLS_PROFILE_KNOWN_INTERNAL_H

#include "profile/known.h"

/* known_look.c */

/* The sentences that made the verdict, one after another; NULL: no more. *at starts as 0. */
const struct mustls_sentence *mustls_known_broken(const struct mustls_known_run *r, size_t *at);
/* Some entry for this run and verdict lists the sentence; an entry without one lists any. */
bool mustls_known_lists(const struct mustls_known *k, const struct mustls_known_run *r,
                        struct mustls_span sentence);

/* known.c */

/* What stands in the line of text, from 1, without its end. *rest: the text behind it. */
struct mustls_span mustls_known_line(struct mustls_span text, struct mustls_span *rest);

#endif
