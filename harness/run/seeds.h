/* --seeds DIR: our side of a run as a flat input for the fuzzers. */
#ifndef MUSTLS_RUN_SEEDS_H
#define MUSTLS_RUN_SEEDS_H

#include "run/sink.h"
#include "trace/trace.h"

/* Records `op u8, len u16 little-endian, bytes`: 0 on connect, 1 on the next line from the peer, 2
 * new segment, 3 handshake, 4 close, 5 reset. */
void mustls_seed_put(struct mustls_buf *out, const struct mustls_trace *t);
/* One file for each distinct behaviour, named by its content. */
void mustls_seeds_write(const char *dir, const struct mustls_trace *t, struct mustls_sink *sink);

#endif
