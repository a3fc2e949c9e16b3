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

/* --- box.c --- */

/* A new process in new namespaces that becomes mustls_box_inner. Its id and descriptor; -1 and
 * errno. `flags`: more of clone's. */
int mustls_box_fork(const struct mustls_box *b, int report, unsigned long flags, int *pidfd);

/* --- launch.c --- */

/* From now on boxes are started by a small process of ours, which ends with us. Where there can be
 * none nothing is lost but time. */
void mustls_launcher_start(void);
/* As mustls_box_fork; 0: there is no launcher, or it is not for this box. */
int mustls_launcher_ask(const struct mustls_box *b, int report, int *pidfd);

#endif
