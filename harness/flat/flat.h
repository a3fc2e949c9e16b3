/* Flat inputs: the server's side of a conversation as bytes that any mutator may touch.
 *
 *   input  = { record } [ tail ]
 *   record = op u8, len u16 little-endian, len bytes     op mod 6:
 *            0 on connect, 1 on the next line from the peer, 2 new segment, 3 handshake, 4 close,
 *            5 reset
 *
 * Total: any bytes mean something. A record that is cut short has what is left, a tail of one or
 * two bytes is none; what stands in front of the first connect or line is said on connect; bytes of
 * a handshake are said behind it; nothing is said after a close or a reset.
 *
 * As a scenario: `base none`, `[any]`, `C: <connect>` (the last one stands for every later
 * connection, those above it are `C#n: <connect>`), `C#n: *` for the n-th line of a connection, and
 * below them byte lines, `\|`, `<tls>`, `<close>` and `<reset>`. Where an answer ends in a reply
 * 354, a message is read: the next "line" is its end, and `C: <data>` of the same rule.
 *
 * The first op also says what the client is asked to do (frame.h).
 *
 * Canonical bytes are those of the program: connects first, no empty segments, no dead records. */
#ifndef MUSTLS_FLAT_FLAT_H
#define MUSTLS_FLAT_FLAT_H

#include "base/arena.h"
#include "base/buf.h"
#include "scenario/program.h"

enum mustls_flat_op {
    MUSTLS_FLAT_CONNECT,
    MUSTLS_FLAT_LINE,
    MUSTLS_FLAT_SEGMENT,
    MUSTLS_FLAT_TLS,
    MUSTLS_FLAT_CLOSE,
    MUSTLS_FLAT_RESET,
    MUSTLS_NUM_FLAT_OPS
};

#define MUSTLS_FLAT_HEAD        3u         /* op and length */
#define MUSTLS_FLAT_RECORD_MAX  65535u     /* bytes of one record */
#define MUSTLS_FLAT_MAX         (1u << 17) /* bytes of an input, in canonical form */
#define MUSTLS_FLAT_MAX_RECORDS 4096u      /* and records; what follows is not looked at */

/* One record; several where the bytes don't fit one: then the rest is new segments. */
void mustls_flat_put(struct mustls_buf *out, enum mustls_flat_op op, struct mustls_span bytes);

/* The input in canonical form; doing it again changes nothing. MUSTLS_ENOMEM or MUSTLS_ELIMIT when
 * out fails. */
enum mustls_status mustls_flat_canon(struct mustls_buf *out, struct mustls_span in);
/* As a scenario file. Reading it gives the same program, but for its names and places. */
enum mustls_status mustls_flat_text(struct mustls_buf *out, struct mustls_span in);
/* As a program, in `a`; its bytes are those of `in`. Sentences are the caller's to add. */
enum mustls_status mustls_flat_program(struct mustls_arena *a, struct mustls_span in,
                                       struct mustls_program **out);
/* Back to canonical bytes; they are as long as they need to be. MUSTLS_EUSAGE: the program is not
 * flat, or has wishes that no frame has. */
enum mustls_status mustls_flat_encode(struct mustls_buf *out, const struct mustls_program *p);

#endif
