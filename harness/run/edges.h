/* Where a client's line buffer ends, found from outside, and replies that lie on that edge.
 *
 * Everything here is done with scenarios as text: the program that prints scenarios is the
 * language's escape hatch. */
#ifndef MUSTLS_RUN_EDGES_H
#define MUSTLS_RUN_EDGES_H

#include "run/exec.h"
#include "run/library.h"
#include "run/sink.h"

/* Where the long line stands. */
enum mustls_edge_place {
    MUSTLS_EDGE_GREETING,
    MUSTLS_EDGE_EHLO,
    MUSTLS_EDGE_MAIL,
    MUSTLS_EDGE_STARTTLS,
    MUSTLS_NUM_EDGE_PLACES
};

#define MUSTLS_EDGE_MIN 80u
#define MUSTLS_EDGE_MAX (1u << 20)

/* The longest reply line that a subject takes, CRLF included: it delivers in spite of it. 0: not
 * even MUSTLS_EDGE_MIN; MUSTLS_EDGE_MAX: no bound was found. */
struct mustls_edges {
    size_t longest[MUSTLS_NUM_EDGE_PLACES];
    bool unsure[MUSTLS_NUM_EDGE_PLACES]; /* asked again, it was otherwise: no fixed buffer */
};

/* Bisects with some eighty runs of the subject. Lengths between are taken for monotonous. */
enum mustls_status mustls_edges_find(struct mustls_world *w, struct mustls_library *lib,
                                     const struct mustls_subject *subject, struct mustls_edges *out,
                                     struct mustls_error *err);
/* A table for people. */
void mustls_edges_tell(struct mustls_sink *sink, const struct mustls_subject *const *subjects,
                       const struct mustls_edges *edges, size_t num);

/* Scenarios with one line on the edges that were found and on those of usual buffers, into the
 * library; and into the files FOLDER/NAME.scn, unless folder is NULL. Calls `each` with their
 * names. */
enum mustls_status mustls_edges_write(struct mustls_library *lib, const char *folder,
                                      const struct mustls_edges *edges, size_t num,
                                      enum mustls_status (*each)(void *arg, const char *name),
                                      void *arg, struct mustls_error *err);

/* --- edge_text.c: the texts --- */

/* A good server with one line of `len` octets at `place`. */
void mustls_edge_put_probe(struct mustls_buf *out, enum mustls_edge_place place, size_t len);
/* The generated scenarios; NULL behind the last name. `sizes` are octets, ascending. */
extern const char *const mustls_edge_names[];
void mustls_edge_put_scenario(struct mustls_buf *out, size_t which, const size_t *sizes,
                              size_t num_sizes);

#endif
