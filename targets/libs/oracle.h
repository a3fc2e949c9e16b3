/* What is broken, and whether to tell it. */
#ifndef TARGETS_LIBS_ORACLE_H
#define TARGETS_LIBS_ORACLE_H

#include "session.h"

/* Reads MUSTLS_FUZZ_KNOWN and MUSTLS_FUZZ_GO_ON. Exits with 2 when the file can't be read. */
void oracle_start(const char *name);
/* Tells what the session broke and is not known, with the input as a scenario; then aborts, unless
 * told to go on. `in` asks for the wishes that the library got. */
void oracle_look(const struct session *s, struct mustls_span in);

#endif
