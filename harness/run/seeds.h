/* --seeds DIR: our side of a run as a flat input for the fuzzers. */
#ifndef MUSTLS_RUN_SEEDS_H
#define MUSTLS_RUN_SEEDS_H

#include "run/sink.h"
#include "trace/trace.h"

/* Flat records (flat/flat.h), as they were sent. */
void mustls_seed_put(struct mustls_buf *out, const struct mustls_trace *t);
/* One file for each distinct behaviour, canonical, with the program's wishes,
 * named by its content. */
void mustls_seeds_write(const char *dir, const struct mustls_program *p,
                        const struct mustls_trace *t, struct mustls_sink *sink);

#endif
