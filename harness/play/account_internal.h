/* Who owes whom: an account of one connection and phase, so that <early> is never false.
 *
 * The subject's units (the connection itself, each command, each AUTH response, each end of mail
 * data) are owed one reply each, in order (RFC 5321 4.3.1). Whole well-formed replies pay them.
 * A command that begins while something is unpaid is early, unless
 *   - PIPELINING was granted in this phase and every unpaid unit may lead a group (RFC 2920 3.1);
 *   - we sent something malformed in this phase: then nobody can say which reply answers what;
 *   - a reply line of ours in this phase outgrew 512 octets (RFC 5321 4.5.3.1.5): a client that
 * cuts it goes on with the first piece, before or after we have written the rest, as it happens;
 *   - it stands behind a line of a message that no 354 has asked for: a message has many lines, and
 * waits for no reply to any;
 *   - it turns out to be QUIT or RSET, which may come at any time (RFC 5321 4.1.1.10 and 4.1.1.5).
 *
 * Surplus replies are credit: a client that takes one of them for its answer has not spoken early.
 * The rules err on the client's side. */
#ifndef MUSTLS_PLAY_ACCOUNT_INTERNAL_H
#define MUSTLS_PLAY_ACCOUNT_INTERNAL_H

#include "smtp/reply.h"

/* Looks at our own output byte by byte, so that a line that can no longer become well-formed is
 * known before it ends. */
struct mustls_play_shape {
    size_t pos;    /* in the line; saturates at 4 */
    size_t len;    /* of the line so far */
    bool cr;       /* the last byte was CR */
    bool odd;      /* not what RFC 5321 4.2 allows; stays until reset */
    bool overlong; /* a line was longer than RFC 5321 4.5.3.1.5 allows; stays until reset */
};

struct mustls_play_account {
    uint32_t owed, paid;
    uint32_t blocker; /* number of the latest unit that must be the last of its group; <= owed */
    bool leave;       /* PIPELINING */
    bool lost;        /* malformed output, or a flood */
    bool surplus;     /* paid was above owed at some time */
    bool text;        /* lines of a message came as commands */
    struct mustls_play_shape shape;
};

void mustls_play_account_reset(struct mustls_play_account *a);
void mustls_play_account_owe(struct mustls_play_account *a, bool may_lead);
/* The latest `n` units turned out to be part of something else. */
void mustls_play_account_disown(struct mustls_play_account *a, size_t n);
/* Bytes of ours that left. */
void mustls_play_account_wrote(struct mustls_play_account *a, struct mustls_span out);
/* What is written from now on in this phase answers nothing in particular. */
void mustls_play_account_flood(struct mustls_play_account *a);
/* A line was added to `r`, which is a reply of ours; r->whole says that it is complete. */
void mustls_play_account_line(struct mustls_play_account *a, const struct mustls_reply *r,
                              const struct mustls_reply_line *line, bool to_ehlo);
/* A line of a message came where none was asked for. */
void mustls_play_account_text(struct mustls_play_account *a);
/* Would a command that begins now, other than QUIT and RSET, be early? */
bool mustls_play_account_early(const struct mustls_play_account *a);
/* A line of ours was longer than a client must take. */
bool mustls_play_account_overlong(const struct mustls_play_account *a);
/* Nobody can say any more which of our replies answers what. */
bool mustls_play_account_blurred(const struct mustls_play_account *a);

/* Faults that make a reply another thing than the ABNF allows. Our own caps are none. */
bool mustls_play_reply_odd(uint32_t faults);

#endif
