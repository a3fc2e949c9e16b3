/* What the tool writes: consecutive SEND steps joined into one segment, handed out whole or, after
 * a <chunk>, in pieces, each of which a cut may cut further. Each piece is one E_SEND and one
 * segment on the wire. */
#ifndef MUSTLS_PLAY_SEGMENT_INTERNAL_H
#define MUSTLS_PLAY_SEGMENT_INTERNAL_H

#include "base/buf.h"
#include "play/play.h"

/* All lines of one program may expand to 8 MiB; the line ends that we count with them. */
#define MUSTLS_PLAY_MAX_SEGMENT (16u << 20)
/* A piece of a flood, unless one repetition is longer. */
#define MUSTLS_PLAY_FLOOD_PIECE 65535u

struct mustls_play_segment {
    struct mustls_buf bytes;
    bool active;
    size_t begin, sent, end; /* of the present piece, in bytes; begin <= sent <= end */
    struct mustls_origin at; /* of the piece's first byte */
    uint32_t chunk;          /* bytes a piece; 0 = all */
    mustls_usec chunk_gap;
    struct mustls_cut cut;
    mustls_usec cut_gap;
    size_t own_begin,
        own_end; /* what the program makes one segment; own_begin <= begin < own_end */
    /* a flood: `bytes` are so many repetitions as fit a piece, and are sent again and again */
    uint32_t flood; /* bytes that are to go out, in whole repetitions; 0: no flood */
    size_t unit;    /* bytes of one repetition */
    size_t gone;    /* bytes of the pieces before; < flood */
    bool last;      /* the present piece is the last one in any case */
    /* cursor: the step that holds the byte asked for last */
    const struct mustls_step *step;
    size_t step_end;
};

void mustls_play_segment_init(struct mustls_play_segment *s);
void mustls_play_segment_deinit(struct mustls_play_segment *s);
/* Joins the SEND steps from `first` up to the first other step or `end`; returns the step behind
 * them. CUT_JOINED passes over what only cuts. Not active afterwards when they hold no byte at all.
 * False in *ok without memory. */
const struct mustls_step *mustls_play_segment_fill(struct mustls_play_segment *s,
                                                   const struct mustls_step *first,
                                                   const struct mustls_step *end, bool *ok);
/* Repeats the SEND steps among [first, flood) until flood->n bytes are out; <chunk> does not cut
 * it. Not active afterwards when they hold no byte. False without memory. */
bool mustls_play_segment_flood(struct mustls_play_segment *s, const struct mustls_step *first,
                               const struct mustls_step *flood);
/* What is left of the present piece. */
struct mustls_span mustls_play_segment_rest(const struct mustls_play_segment *s);
/* Where the byte at `pos` stands. `pos` must not go back. Those of a flood stand where that does.
 */
struct mustls_origin mustls_play_segment_at(struct mustls_play_segment *s, size_t pos);
struct mustls_span mustls_play_segment_piece(const struct mustls_play_segment *s);
/* How long the present piece is held back behind the one before. */
mustls_usec mustls_play_segment_gap(const struct mustls_play_segment *s);
/* After a whole piece: goes to the next; false (and not active) when there is none. */
bool mustls_play_segment_next(struct mustls_play_segment *s);
/* Drops it unsent. */
void mustls_play_segment_drop(struct mustls_play_segment *s);

#endif
