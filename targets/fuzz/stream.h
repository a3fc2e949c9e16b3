/* A flat input as a stream of bytes in pieces: the pieces are the bytes of its records. For
 * parsers, to which it does not matter who says what when. */
#ifndef TARGETS_FUZZ_STREAM_H
#define TARGETS_FUZZ_STREAM_H

#include "base/buf.h"

/* How a stream is cut. */
enum fuzz_split { FUZZ_WHOLE, FUZZ_RECORDS, FUZZ_BYTES, FUZZ_TWO, FUZZ_NUM_SPLITS };

struct fuzz_stream {
    struct mustls_buf bytes;    /* of all records */
    struct mustls_span in;      /* the flat input */
    struct mustls_span records; /* those that are still to come */
    enum fuzz_split split;
    size_t at;  /* into bytes */
    size_t cut; /* FUZZ_TWO: where the second part begins */
};
void fuzz_stream_init(struct fuzz_stream *s, struct mustls_span in);
void fuzz_stream_deinit(struct fuzz_stream *s);
void fuzz_stream_start(struct fuzz_stream *s, enum fuzz_split split);
/* False at the end. */
bool fuzz_stream_next(struct fuzz_stream *s, struct mustls_span *piece);

#endif
