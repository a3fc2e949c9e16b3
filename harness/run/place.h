/* Where a run takes place. In a world of its own: its addresses, the ports of mail, a name server,
 * and the files that tell the subject of them. */
#ifndef MUSTLS_RUN_PLACE_H
#define MUSTLS_RUN_PLACE_H

#include "run/exec.h"

/* True when this run has names, addresses and ports of its own. */
bool mustls_place_own(const struct mustls_exec *x);
/* NULL, or why the scenario and the subject do not go together here. */
const char *mustls_place_unmet(struct mustls_exec *x);

struct mustls_place;
/* Begins to listen, with accepted connections to `cb`. *port: where the subject is told to go. NULL
 * and *err when it can't. */
struct mustls_place *mustls_place_open(struct mustls_exec *x, mustls_accept_cb cb, void *arg,
                                       unsigned *port, struct mustls_error *err);
/* No more connections. */
void mustls_place_close(struct mustls_place *p);
/* What the name server was asked; "". */
const char *mustls_place_asked(const struct mustls_place *p);
void mustls_place_free(struct mustls_place *p); /* NULL is harmless */

/* Files to put in place for a program in a box, the profile's included; they are made in
 * x->files_dir. `values` as for the profile's words. */
enum mustls_status mustls_place_binds(const struct mustls_place *p, struct mustls_exec *x,
                                      const char *const values[MUSTLS_NUM_PLACEHOLDERS],
                                      struct mustls_spawn *s, struct mustls_error *err);

#endif
