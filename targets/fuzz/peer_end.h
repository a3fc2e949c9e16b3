/* The player's end of a connection: its talker alone, whose handshakes the caller makes up, or with
 * all that lies between it and the wire. */
#ifndef TARGETS_FUZZ_PEER_END_H
#define TARGETS_FUZZ_PEER_END_H

#include "wire/endpoint.h"

struct fuzz_end {
    struct mustls_talker talker;
    struct mustls_tls_factory *factory; /* NULL: the talker alone */
    struct mustls_endpoint wire;        /* with factory, once there was a connection */
};

/* A connection of its own, or (again) the script's next one. */
void fuzz_end_connected(struct fuzz_end *e, bool server, bool again, mustls_usec now);
void fuzz_end_deinit(struct fuzz_end *e);
/* As of the talker, WRITE included. */
unsigned fuzz_end_wants(struct fuzz_end *e, mustls_usec now);
struct mustls_span fuzz_end_output(struct fuzz_end *e, mustls_usec now);
void fuzz_end_sent(struct fuzz_end *e, size_t n, mustls_usec now);
void fuzz_end_input(struct fuzz_end *e, struct mustls_span in, mustls_usec now);
void fuzz_end_eof(struct fuzz_end *e, bool reset, mustls_usec now);
mustls_usec fuzz_end_deadline(const struct fuzz_end *e);
void fuzz_end_tick(struct fuzz_end *e, mustls_usec now);

#endif
