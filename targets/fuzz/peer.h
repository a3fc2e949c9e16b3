/* The player against what the other side says, for the targets of its two roles. An input is flat:
 * the first op's upper part (flat/frame.h) says which of the scenarios is played. */
#ifndef TARGETS_FUZZ_PEER_H
#define TARGETS_FUZZ_PEER_H

#include "fuzz.h"
#include "tls/engine.h"

#define FUZZ_PEER_MAX 8

/* Plays the input whole and byte by byte, and requires that both say and record the same, and that
 * the player comes to rest. `texts` are `num` scenarios, the same in each call, read at the first.
 * With a factory the input is what goes over the wire, TLS included; without, handshakes succeed or
 * fail as the input has it. */
void fuzz_peer(struct mustls_span in, const char *const *texts, size_t num,
               struct mustls_tls_factory *factory);

#endif
