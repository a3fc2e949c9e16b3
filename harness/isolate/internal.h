/* What the files of this room share; nobody else includes it. */
#ifndef MUSTLS_ISOLATE_INTERNAL_H
#define MUSTLS_ISOLATE_INTERNAL_H

#include "isolate/isolate.h"

/* --- net.c --- */

/* The loopback device up, with our blocks. *ipv6: the second one, too. */
bool mustls_net_up(bool *ipv6, struct mustls_error *err);

/* --- inner.c --- */

/* The first process of a box, in its namespaces. Writes a struct mustls_box_note to `report`,
 * then a mustls_box_end. Never returns. */
struct mustls_box_note {
    int error;       /* errno, 0: the program runs */
    char doing[240]; /* what was refused */
};
_Noreturn void mustls_box_inner(const struct mustls_box *b, int report);

#endif
