/* Inside of the client room: the client's state and what its files ask of each other. */
#ifndef MUSTLS_CLIENT_INTERNAL_H
#define MUSTLS_CLIENT_INTERNAL_H

#include "client/client.h"
#include "smtp/ehlo.h"
#include "smtp/reply.h"

/* What the client waits for. RFC 5321 3.1 to 3.3 and 3.8, RFC 3207 4, RFC 4954 4:
 *
 *   session   = connect greeting hello [ STARTTLS handshake EHLO ] [ auth ] mail QUIT
 *   hello     = EHLO / ( EHLO refused as unknown, then HELO )
 *   auth      = AUTH *( 334 response ) ( 235 / refused )
 *   mail      = MAIL 1*RCPT DATA 354 message reply
 *
 * Every state but the first, HANDSHAKE and the last waits for one reply of the server. */
enum mustls_client_state {
    MUSTLS_CS_CONNECTING,
    MUSTLS_CS_GREETING,
    MUSTLS_CS_EHLO,
    MUSTLS_CS_HELO,
    MUSTLS_CS_STARTTLS,
    MUSTLS_CS_HANDSHAKE,
    MUSTLS_CS_AUTH,
    MUSTLS_CS_AUTH_CANCELLED, /* "*" was sent */
    MUSTLS_CS_MAIL,
    MUSTLS_CS_RCPT,
    MUSTLS_CS_DATA,
    MUSTLS_CS_DISCARDED, /* an empty message was sent because nobody is to get it */
    MUSTLS_CS_ACCEPTED,  /* the message is on its way or was sent */
    MUSTLS_CS_QUIT,
    MUSTLS_CS_OVER
};

#define MUSTLS_CLIENT_NEEDLES 4

struct mustls_client {
    struct mustls_client_config cfg; /* defaults filled in */
    enum mustls_client_state state;
    enum mustls_client_result result; /* BUSY until decided; then it stays */
    bool open;                        /* there is a connection that wants to be closed */
    mustls_usec now;                  /* of the call that we are in */
    mustls_usec reply_deadline, total_deadline;

    /* Input. */
    struct mustls_span rest; /* of the input that we are in: what no reply has used yet */
    struct mustls_line_parser lines;
    struct mustls_reply reply; /* the last one; cleared when the next begins */
    size_t reply_bytes;        /* of the reply that is being read */
    size_t line_bytes;         /* seeded fault: of the line that is being read */
    int code;                  /* what the client takes the reply's code for */
    struct mustls_buf kept;    /* seeded fault: plaintext from behind 220 */

    /* Output. */
    struct mustls_buf line; /* the last command, or group of commands, as it was sent */
    struct mustls_buf out;  /* not sent yet from out_off on */
    size_t out_off;         /* <= out.len */
    struct mustls_buf data; /* the message as mail data */
    size_t data_off;        /* <= data.len */
    bool data_on;           /* data is being sent */
    size_t outstanding;     /* replies that the server owes us */

    /* What the server told us in this phase, and what came of it. */
    struct mustls_ehlo caps;
    bool tls_active, starttls_refused;
    bool in_clear;       /* seeded faults: TLS is no longer wanted, nor its protection of secrets */
    bool starttls_again; /* seeded fault: the second STARTTLS was sent */
    bool reconnected;    /* seeded fault */
    unsigned repeats;    /* seeded fault: how often a command was repeated after 530 */

    uint32_t mech, mechs_tried; /* mustls_mech_bit */
    unsigned challenges;
    bool authenticated;

    bool mail_accepted;
    size_t rcpt, num_accepted;         /* the recipient whose reply is next; <= cfg.num_to */
    enum mustls_client_result refusal; /* what it means when no recipient is left */

    struct mustls_buf text;                            /* mustls_client_output */
    struct mustls_span needles[MUSTLS_CLIENT_NEEDLES]; /* what must never be shown */
    uint8_t *secrets;                                  /* holds those that are base64 */
    void (*log)(void *arg, char dir, struct mustls_span line);
    void *log_arg;
};

static inline bool mustls_client_has(const struct mustls_client *c, uint64_t fault)
{
    return (c->cfg.faults & fault) != 0;
}

/* --- config.c --- */
/* NULL, or the sentence that says why this can't be sent. Nothing of the caller's may break out of
 * its command line. */
const char *mustls_client_config_check(const struct mustls_client_config *cfg);
void mustls_client_config_defaults(struct mustls_client_config *cfg);

/* --- speak.c --- */
/* The one place where the state changes. */
void mustls_client_enter(struct mustls_client *c, enum mustls_client_state next);
/* False, and the client has stopped, when the server sent something before we spoke. */
bool mustls_client_may_speak(struct mustls_client *c);
/* Compose lines into the empty buffer it gives, end_line() each, then send(). */
struct mustls_buf *mustls_client_compose(struct mustls_client *c);
void mustls_client_end_line(struct mustls_client *c);
void mustls_client_send(struct mustls_client *c, enum mustls_client_state next, size_t replies);
void mustls_client_send_line(struct mustls_client *c, const char *line,
                             enum mustls_client_state next);
/* Ends the session: decides the result (the first decision stays) and closes, or says QUIT first
 * where the server can still understand it. */
void mustls_client_stop(struct mustls_client *c, enum mustls_client_result result);
void mustls_client_quit(struct mustls_client *c, enum mustls_client_result result);

/* --- listen.c --- */
/* Reads replies from c->rest as long as one is awaited. */
void mustls_client_listen(struct mustls_client *c);
/* True for this code; the seeded fault looks at the first digit only. */
bool mustls_client_code_is(const struct mustls_client *c, int code);
int mustls_client_class(const struct mustls_client *c);
/* What a 4yz or 5yz reply makes of the run. */
enum mustls_client_result mustls_client_blame(const struct mustls_client *c);
/* The reply says no (4yz, 5yz) or makes no sense here: tell it and leave. */
void mustls_client_refused(struct mustls_client *c);

/* --- hello.c --- */
void mustls_client_ehlo(struct mustls_client *c);
void mustls_client_helo(struct mustls_client *c);
/* EHLO or HELO is done, in this phase: what comes next? */
void mustls_client_after_hello(struct mustls_client *c);
void mustls_client_on_greeting(struct mustls_client *c);
void mustls_client_on_ehlo(struct mustls_client *c);
void mustls_client_on_helo(struct mustls_client *c);

/* --- starttls.c --- */
void mustls_client_starttls(struct mustls_client *c);
void mustls_client_on_starttls(struct mustls_client *c);
void mustls_client_injected(struct mustls_client *c, struct mustls_span in);
void mustls_client_tls_wish(const struct mustls_client *c, struct mustls_tls_wish *out);
void mustls_client_reconnect(struct mustls_client *c);
void mustls_client_tls_up(struct mustls_client *c);
void mustls_client_tls_down(struct mustls_client *c, const struct mustls_tls_trouble *why);

/* --- auth.c --- */
/* The mechanism to use here and now; 0 for none. */
uint32_t mustls_client_mech(const struct mustls_client *c);
/* AUTH where it is asked for, then the mail. */
void mustls_client_auth(struct mustls_client *c);
void mustls_client_on_auth(struct mustls_client *c);
void mustls_client_on_auth_cancelled(struct mustls_client *c);

/* --- mail.c --- */
void mustls_client_mail(struct mustls_client *c);
void mustls_client_on_mail(struct mustls_client *c);
void mustls_client_on_rcpt(struct mustls_client *c);
void mustls_client_on_data(struct mustls_client *c);
void mustls_client_on_discarded(struct mustls_client *c);
void mustls_client_on_accepted(struct mustls_client *c);

/* --- message.c --- */
/* Writes the message as mail data into c->data, once. */
enum mustls_status mustls_client_message(struct mustls_client *c);
/* Octets of the message as RFC 1870 5 counts them. */
uint64_t mustls_client_message_size(const struct mustls_client *c);
bool mustls_client_message_8bit(const struct mustls_client *c);

/* --- secret.c --- */
enum mustls_status mustls_client_secrets(struct mustls_client *c);
/* Copies `in`, the secrets blanked. */
void mustls_client_blank(const struct mustls_client *c, struct mustls_span in,
                         struct mustls_buf *out);
void mustls_client_log_lines(const struct mustls_client *c, char dir, struct mustls_span lines);

/* --- tell.c --- */
void mustls_client_tell(struct mustls_client *c, const char *sentence);
/* "mustls: SENTENCE: BYTES", the bytes blanked and escaped. */
void mustls_client_tell_bytes(struct mustls_client *c, const char *sentence,
                              struct mustls_span bytes);
/* "mustls: COMMAND VERDICT: 530 5.7.0 text", the last reply's further lines beneath. */
void mustls_client_tell_reply(struct mustls_client *c, const char *verdict);
/* "mustls: SENTENCE COMMAND", naming what we waited for. */
void mustls_client_tell_waiting(struct mustls_client *c, const char *sentence);
/* Seeded fault. */
void mustls_client_tell_password(struct mustls_client *c);

#endif
