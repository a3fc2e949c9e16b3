/* TLS records (RFC 8446), seen from outside: five bytes of header and a body. Enough to cut a
 * stream at record borders, to tell it from clear text, and to write an alert. */
#ifndef MUSTLS_TLS_RECORD_H
#define MUSTLS_TLS_RECORD_H

#include "base/buf.h"

enum mustls_record_type {
    MUSTLS_RECORD_CHANGE_CIPHER = 20,
    MUSTLS_RECORD_ALERT = 21,
    MUSTLS_RECORD_HANDSHAKE = 22,
    MUSTLS_RECORD_DATA = 23,
};

#define MUSTLS_RECORD_HEADER 5
#define MUSTLS_RECORD_PLAIN  16384          /* the most application bytes of one record */
#define MUSTLS_RECORD_BODY   (16384 + 2048) /* TLS 1.2 lets encryption add this much */

#define MUSTLS_ALERT_WARNING 1
#define MUSTLS_ALERT_FATAL   2

struct mustls_record {
    int type;
    struct mustls_span body;
    struct mustls_span whole; /* header and body */
};

/* Reads the record at the start of `in`.
 *
 * MUSTLS_OK      *out is set; its spans point into `in`.
 * MUSTLS_MORE    what is there can be the start of a record. *missing is what is surely missing of
 *                it (of the header, while that isn't whole).
 * MUSTLS_EPARSE  no record: wrong type, major version or length. The earliest byte decides. */
enum mustls_status mustls_record_parse(struct mustls_span in, struct mustls_record *out,
                                       size_t *missing);

/* The next whole record of a stream that comes in pieces. `part` keeps an unfinished record between
 * calls (empty at first) and belongs to this function. Takes bytes off the front of *in.
 *
 * MUSTLS_OK      *out is set; valid until the next call.
 * MUSTLS_MORE    all of *in was taken.
 * MUSTLS_EPARSE  the stream is no TLS here: the bytes are those in `part`, then *in.
 * MUSTLS_ENOMEM  `part` could not grow.
 *
 * Linear: a byte is copied at most once, and not at all where a record comes whole. */
enum mustls_status mustls_record_next(struct mustls_buf *part, struct mustls_span *in,
                                      struct mustls_record *out);

/* Appends a record. body.len <= MUSTLS_RECORD_BODY. */
void mustls_record_put(struct mustls_buf *out, int type, struct mustls_span body);
void mustls_record_put_alert(struct mustls_buf *out, int level, int description);

/* The description in a plaintext alert record, -1 when `r` is something else. */
int mustls_record_alert(const struct mustls_record *r);

#endif
