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

/* What went over the wire, for who records it. */
enum mustls_loop_act {
    MUSTLS_LOOP_OPENS,
    MUSTLS_LOOP_SENDS,
    MUSTLS_LOOP_ENDS, /* FIN */
    MUSTLS_LOOP_RESETS,
};
struct mustls_loop_seen {
    enum mustls_loop_act act;
    uint32_t conn;    /* from 1, in the order of their begin */
    bool from_server; /* not for OPENS */
    struct mustls_span bytes;
    mustls_usec now;
};

struct mustls_loop_side {
    struct mustls_talker active; /* the side that connects */
    struct mustls_play *server;  /* accepts */
    struct mustls_tls_factory *factory;
    mustls_usec limit; /* longest run, from *now on; MUSTLS_NEVER for none */
    size_t max_steps;  /* segments, directions and ticks; 0: no bound but the limit */
    /* Told of each segment as it goes over the wire (records, where TLS is on); may be NULL. */
    void (*tap)(void *arg, bool from_server, struct mustls_span segment);
    void *tap_arg;
    /* The same with all that frames it; may be NULL. */
    void (*saw)(void *arg, const struct mustls_loop_seen *seen);
    void *saw_arg;
    struct mustls_buf *secrets; /* of the server's TLS: mustls_tls_wish; may be NULL */
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
