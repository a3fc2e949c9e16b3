/* The loopback in memory with virtual time: a scripted server and the reference client (or a
 * scripted client and a scripted server) until both are done, nothing can move any more, or the
 * limit is reached. Time jumps to the next deadline. */
#ifndef MUSTLS_WIRE_LOOP_H
#define MUSTLS_WIRE_LOOP_H

#include "play/play.h"
#include "tls/engine.h"

struct mustls_loop_side {
    struct mustls_talker active; /* the side that connects */
    struct mustls_play *server;  /* accepts */
    struct mustls_tls_factory *factory;
    mustls_usec limit;
    size_t max_steps; /* 0: no bound but the limit */
};
enum mustls_loop_end { MUSTLS_LOOP_DONE, MUSTLS_LOOP_STUCK, MUSTLS_LOOP_LIMIT };

/* *now is the virtual clock, moved on. STUCK: nobody has a deadline and nothing is under way. */
enum mustls_loop_end mustls_loop_run(const struct mustls_loop_side *s, mustls_usec *now);

#endif
