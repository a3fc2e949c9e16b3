/* The name server of one run: a thin shell around the room `dns`. */
#ifndef MUSTLS_RUN_NAMES_H
#define MUSTLS_RUN_NAMES_H

#include "io/io.h"
#include "scenario/program.h"

/* Where the run's places are, as IP literals; NULL where it has none. */
struct mustls_name_places {
    const char *ipv4[MUSTLS_NUM_PLACES], *ipv6[MUSTLS_NUM_PLACES];
};

struct mustls_names;
/* Answers on port 53 of the server's address, UDP and TCP, with the scenario's `dns` lines, and for
 * names that those do not mention with the ones that every run has. NULL and *err when it can't. */
struct mustls_names *mustls_names_start(struct mustls_io *io, const struct mustls_program *p,
                                        const struct mustls_name_places *places,
                                        struct mustls_error *err);
/* What was asked so far, each question once: "MX example.test, A mx.example.test NXDOMAIN". */
const char *mustls_names_asked(const struct mustls_names *n);
void mustls_names_free(struct mustls_names *n); /* NULL is harmless */

/* Text of a hosts file: localhost, this machine's own name, and the names that every run has, but
 * for those that the scenario's `dns` lines mention. */
void mustls_names_hosts(struct mustls_buf *out, const struct mustls_program *p,
                        const struct mustls_name_places *places);

#endif
