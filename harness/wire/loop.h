/* The loopback in memory with virtual time: a scripted server and the reference client (or a
 * scripted client and a scripted server) until both are done, nothing can move any more, or the
 * limit is reached. Time jumps to the next deadline.
 *
 * Connections behave as TCP on a perfect network: no latency, segments keep their borders, CLOSE is
 * a FIN behind the data and then at most a second of reading, DONE without CLOSE and a new CONNECT
 * drop what is open. What is under way is delivered before time passes. Same input, same run. */
#ifndef MUSTLS_WIRE_LOOP_H
#define MUSTLS_WIRE_LOOP_H

#include "play/play.h"
#include "tls/engine.h"

struct mustls_loop_side {
    struct mustls_talker active; /* the side that connects */
    struct mustls_play *server;  /* accepts */
    struct mustls_tls_factory *factory;
    mustls_usec limit; /* longest run, from *now on; MUSTLS_NEVER for none */
    size_t max_steps;  /* segments, directions and ticks; 0: no bound but the limit */
    /* Told of each segment as it goes over the wire (records, where TLS is on); may be NULL. */
    void (*tap)(void *arg, bool from_server, struct mustls_span segment);
    void *tap_arg;
};
enum mustls_loop_end { MUSTLS_LOOP_DONE, MUSTLS_LOOP_STUCK, MUSTLS_LOOP_LIMIT };

/* *now is the virtual clock, moved on.
 *
 * DONE   the active side is done and the server has seen the end of its last connection, or the
 *        server's play is done.
 * STUCK  nobody has a deadline and nothing is under way.
 * LIMIT  the time, or the steps, are used up.
 *
 * Connections that are still open then are dropped without a word. */
enum mustls_loop_end mustls_loop_run(const struct mustls_loop_side *s, mustls_usec *now);

#endif
