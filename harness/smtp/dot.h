/* Dot transparency (RFC 5321 4.5.2) and the end of mail data, CRLF "." CRLF. */
#ifndef MUSTLS_SMTP_DOT_H
#define MUSTLS_SMTP_DOT_H

#include "base/buf.h"

/* Writes message as mail data, the final "." CRLF included: every line ends in CRLF (a bare LF or
 * CR of the input becomes CRLF: a sender MUST NOT put either on the wire, RFC 5321 2.3.8), a
 * leading dot is doubled. */
void mustls_dot_stuff(struct mustls_buf *out, struct mustls_span message);

/* Receiver: pull machine that ends only at CRLF.CRLF, or at "." CRLF as the very first line (the
 * CRLF before it is that of DATA, RFC 5321 4.1.1.4). */
struct mustls_dot_reader {
    int state;
    size_t total;    /* octets of the message so far, unstuffed; dropped ones included */
    uint32_t faults; /* MUSTLS_F_BARE_LF, MUSTLS_F_BARE_CR, MUSTLS_F_CUT seen in the data
                        (smtp/reply.h) */
};
void mustls_dot_reader_init(struct mustls_dot_reader *d);
/* Takes up to the end of data from `in`; appends what was read, unstuffed, to `out` (what goes over
 * out's cap is counted and dropped with MUSTLS_F_CUT; out->failed is true only when there was no
 * memory). MUSTLS_OK at the end of data (the final line is not part of out; further calls take
 * nothing), MUSTLS_MORE otherwise. */
enum mustls_status mustls_dot_read(struct mustls_dot_reader *d, struct mustls_span in, size_t *used,
                                   struct mustls_buf *out);

#endif
