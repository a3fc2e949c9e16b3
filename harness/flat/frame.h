/* What a flat input is asked about: the wishes that its client gets, and the sentences that it is
 * judged by. One table for the fuzz targets, campaigns against programs, and scenarios made of
 * finds.
 *
 * The wishes are in the bits of the first op that the codec has no use for: op / 6, modulo
 * MUSTLS_NUM_FLAT_FRAMES. The canonical form keeps them. */
#ifndef MUSTLS_FLAT_FRAME_H
#define MUSTLS_FLAT_FRAME_H

#include "flat/flat.h"

#define MUSTLS_NUM_FLAT_FRAMES 8u

/* Which one an input asks for; 0 for an empty input. */
unsigned mustls_flat_frame(struct mustls_span in);
/* The one with a program's wishes; MUSTLS_NUM_FLAT_FRAMES when none has them. */
unsigned mustls_flat_frame_of(const struct mustls_program *p);
/* Writes it into an input, in place; nothing happens to an empty one. */
void mustls_flat_set_frame(uint8_t *input, size_t len, unsigned frame);
/* Its words, as behind `client`: "tls=required auth=plain". */
const char *mustls_flat_wishes(unsigned frame);
/* Sentences as lines of a scenario, with their sources: no secret in the clear, nothing from before
 * TLS, no false success, an end. */
extern const char mustls_flat_sentences[];

/* The input as a scenario that judges: mustls_flat_text with rules that need not be used, and with
 * the sentences. `title` is one line of text. Any client can be its subject. */
enum mustls_status mustls_flat_scenario(struct mustls_buf *out, struct mustls_span in,
                                        const char *title);
/* The same for programs with a clock of their own, in seconds: `timeout` is the client's, for each
 * wait, `limit` the run's. The server is not silent for long: where a reply lacks its end it closes
 * soon, and where the input says nothing more it closes at once. */
enum mustls_status mustls_flat_served(struct mustls_buf *out, struct mustls_span in,
                                      const char *title, unsigned timeout, unsigned limit);

#endif
