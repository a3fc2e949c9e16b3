/* The reference client: a correct submission client as a pure core. It speaks RFC 5321, 3207 and
 * 4954, keeps nothing from before TLS (RFC 3207 4.2), and never sends a secret or mail in clear
 * when TLS is required. Its seeded faults switch single virtues off, to prove that the suite
 * notices.
 *
 * Where the RFCs leave a choice:
 * - Opportunistic: STARTTLS at once where it is offered. After a refusal (4yz, 5yz) it goes on in
 *   clear, but not where PLAIN or LOGIN would have to go in clear. After a failed handshake it
 *   never goes on, nor comes back.
 * - 530 is a refusal like any other: where TLS is wanted and offered it is on already.
 * - PLAIN and LOGIN only under TLS, in every mode. AUTH asked for and not possible: no mail.
 * - A malformed reply (also: bare LF, NUL, codes that differ between the lines) and a reply that
 *   nobody asked for end the connection without QUIT; the result is TEMPORARY.
 * - 8-bit messages need 8BITMIME, large ones a SIZE that fits; else nothing is sent. */
#ifndef MUSTLS_CLIENT_CLIENT_H
#define MUSTLS_CLIENT_CLIENT_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/talker.h"
#include "client/faults.h"

enum mustls_client_tls {
    MUSTLS_CLIENT_TLS_OFF,
    MUSTLS_CLIENT_TLS_OPPORTUNISTIC,
    MUSTLS_CLIENT_TLS_REQUIRED
};
enum mustls_client_auth {
    MUSTLS_CLIENT_AUTH_NONE,
    MUSTLS_CLIENT_AUTH_PLAIN,
    MUSTLS_CLIENT_AUTH_LOGIN,
    MUSTLS_CLIENT_AUTH_CRAM_MD5,
    MUSTLS_CLIENT_AUTH_ANY, /* the strongest offered */
};

/* By the words of scenarios and profiles ("required", "cram-md5"); false for another word. */
bool mustls_client_tls_by_word(struct mustls_span word, enum mustls_client_tls *out);
bool mustls_client_auth_by_word(struct mustls_span word, enum mustls_client_auth *out);

/* Spans and pointers must outlive the client. Durations in microseconds. */
struct mustls_client_config {
    struct mustls_span host; /* for SNI and the certificate's name */
    struct mustls_span helo; /* EHLO argument */
    enum mustls_client_tls tls;
    enum mustls_client_auth auth;
    bool verify;
    struct mustls_span user, password, from;
    const struct mustls_span *to;
    size_t num_to;
    struct mustls_span message; /* any line ends; sent with CRLF and dot-stuffed */
    mustls_usec reply_timeout;  /* for each reply, twice that for the message's; 0 = 5 min */
    mustls_usec total_timeout;  /* 0 = 10 times reply_timeout */
    size_t max_reply;           /* bytes of one reply, then the client gives up; 0 = 64 KiB */
    size_t max_lines;           /* lines of one reply; 0 = 2000 */
    uint64_t faults;            /* mustls_client_fault bits */
    /* HMAC-MD5 of the shell's crypto library, for CRAM-MD5; NULL: the mechanism is not offered. */
    void (*hmac_md5)(struct mustls_span key, struct mustls_span data, uint8_t out[16]);
};

enum mustls_client_result {
    MUSTLS_CLIENT_BUSY,
    MUSTLS_CLIENT_DELIVERED, /* the server answered the message's end with 2yz for all recipients */
    MUSTLS_CLIENT_PARTIAL,   /* delivered, but some recipients were refused */
    MUSTLS_CLIENT_TEMPORARY, /* 4yz, time-out, connection lost: trying later makes sense */
    MUSTLS_CLIENT_PERMANENT, /* 5yz, TLS refused or not offered, certificate not accepted */
};

struct mustls_client;

/* NULL without memory. With a configuration that can't be sent (an address with a line end, no
 * recipient) the client is DONE from the start, PERMANENT, and its output says why. */
struct mustls_client *mustls_client_new(const struct mustls_client_config *cfg);
void mustls_client_free(struct mustls_client *c);
/* The client is one talker over all of its connections: it asks for the first by
 * MUSTLS_WANT_CONNECT, and (a seeded fault) for the second, which replaces the first. At the end it
 * wants CLOSE and DONE, or only DONE where the connection is gone or never was. It looks at the
 * order of calls: input() before any byte of a command was sent() is no answer to it. */
struct mustls_talker mustls_client_talker(struct mustls_client *c);
/* BUSY until the client wants DONE. */
enum mustls_client_result mustls_client_result(const struct mustls_client *c);
/* What a user would read on stderr: one or more lines, with code, enhanced code and text of the
 * decisive reply, non-printing bytes escaped; never a secret. Valid as long as c. */
struct mustls_span mustls_client_output(const struct mustls_client *c);
/* For `mustls send -v`: called with each line sent or received ('>' or '<'), without its line end;
 * the password blanked, the message as one line. Bytes of the server are as they came: escape
 * them. */
void mustls_client_set_log(struct mustls_client *c,
                           void (*log)(void *arg, char dir, struct mustls_span line), void *arg);

#endif
