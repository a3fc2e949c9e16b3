/* What the files of this room share. Room-private. */
#ifndef MUSTLS_PLAY_INTERNAL_H
#define MUSTLS_PLAY_INTERNAL_H

#include "play/account_internal.h"
#include "play/play.h"
#include "play/secret_internal.h"
#include "play/segment_internal.h"
#include "smtp/command.h"
#include "smtp/dot.h"

#define MUSTLS_PLAY_MAX_QUEUE         (64u << 10) /* unread input while a reaction runs */
#define MUSTLS_PLAY_MAX_RAW           256 /* of an <early>, and of the command a hang report names */
#define MUSTLS_PLAY_MAX_REPLY         (8u << 20)
#define MUSTLS_PLAY_MAX_OUTPUT        (1u << 20)
#define MUSTLS_PLAY_MAX_FLOOD_REPLIES 100 /* recorded of one <flood> */

struct mustls_play_conn;
struct mustls_play_script;

struct mustls_play {
    const struct mustls_program *prog;
    struct mustls_trace *trace;
    struct mustls_play_params params; /* caps filled in, nonce copied */
    struct mustls_arena *arena;
    struct mustls_play_secrets secrets;

    struct mustls_play_conn **conns; /* max_conns places */
    size_t num_conns;
    struct mustls_play_script *script; /* test server */
    size_t received;                   /* over all connections; <= params.max_bytes */
    bool flooded_conns, flooded_bytes;
    bool accepted; /* the message is in the spool */
    bool unclear;  /* our reply to it can be read so or so */
};

/* --- events --- */

struct mustls_at mustls_play_place(struct mustls_origin at);
/* Adds conn-less or whole events; `now` is absolute. */
void mustls_play_emit(struct mustls_play *p, struct mustls_event ev, mustls_usec now);
/* We ourselves are out of memory: the trace is no longer the truth, and says so. */
void mustls_play_broken(struct mustls_play *p);

/* --- one connection of a client test --- */

enum mustls_play_expect {
    MUSTLS_PLAY_COMMAND,
    MUSTLS_PLAY_LINE,       /* after a whole 334 to AUTH, or at `C: <line>` */
    MUSTLS_PLAY_DATA,       /* after a whole 354 to DATA, or at `C: <data>` */
    MUSTLS_PLAY_MAYBE_DATA, /* after a 354 that is no well-formed reply: the first line tells */
};

/* What a running reaction, or the connection, waits for besides input. */
enum mustls_play_timer { MUSTLS_PLAY_NO_TIMER, MUSTLS_PLAY_GAP, MUSTLS_PLAY_WAIT };

enum mustls_play_life {
    MUSTLS_PLAY_OPEN,
    MUSTLS_PLAY_CLOSING, /* <close> ran: what the subject sends is recorded, not answered */
    MUSTLS_PLAY_DROPPED, /* to be reset by us */
    MUSTLS_PLAY_OVER,    /* reset by the subject, or it closed and everything is answered */
};

struct mustls_play_conn {
    struct mustls_play *play;
    uint32_t id;
    mustls_usec now; /* of the call being served */
    enum mustls_phase phase;
    enum mustls_play_life life;
    bool eof;    /* nothing comes any more: FIN, RST, or close_notify */
    bool closed; /* and FIN or RST was told */

    /* Input: what is unread. head <= noted <= scan <= in.len. [head, noted) are whole lines that
     * are in the trace and wait for an answer; [noted, ...) is the line that is arriving. */
    struct mustls_buf in;
    size_t head, noted, scan;
    size_t queued; /* lines in [head, noted) */
    enum mustls_play_expect expect;
    bool after_data;   /* DATA came, and no line with a dot alone since, and no message */
    bool line_begun;   /* the first byte of the arriving line was looked at */
    bool skip_line;    /* the rest of an overlong line is being dropped */
    bool head_is_line; /* the line at head is an AUTH response */
    bool early;        /* <early> found, not yet in the trace */
    bool flooded_line, flooded_input, flooded_data;

    /* Mail data */
    struct mustls_dot_reader dots;
    struct mustls_buf data;
    bool data_done;    /* read to its end, no step or rule has taken it yet */
    bool data_begun;   /* by the present reaction */
    size_t data_lines; /* that came and no `C: <line>` has read */
    bool have_message; /* the reaction to it decides whether it is in the spool */

    /* ClientHello in clear */
    bool hello, hello_waits, held;
    const struct mustls_rule *hello_rule;
    size_t skim; /* bytes of a TLS record still to drop */

    /* The running reaction: steps [pc, pc_end) are still to do. */
    bool running;
    const struct mustls_rule *rule;
    const struct mustls_step *pc, *pc_end;
    enum mustls_verb trigger; /* verb of the line it answers; AUTH for an AUTH response */
    bool replied;             /* a whole reply of it left; what follows may answer later lines */
    enum mustls_play_timer timer;
    mustls_usec due;
    bool tls_wanted, tls_left; /* at <tls>; leftover() was asked */
    size_t left_len;           /* bytes of `in` that leftover() gave */
    size_t left_again;         /* bytes that come a second time, and are known */
    enum mustls_verb last_verb;
    char last[MUSTLS_PLAY_MAX_RAW]; /* the last command, for people; NUL-terminated */
    bool unanswered;                /* no rule matched it */

    /* Output */
    struct mustls_play_segment seg;
    uint32_t flood_replies; /* whole replies since the last flood began */
    /* When the last one began, and when the peer last took of it. */
    mustls_usec flood_begin, flood_moved;
    size_t flood_size; /* of the last one, once the peer has taken it, and until it speaks */
    struct mustls_line_parser line;
    struct mustls_reply reply;
    struct mustls_play_account account;

    struct mustls_play_search search;
    uint32_t *counts; /* for each rule with a number: lines that matched so far */
};

struct mustls_play_conn *mustls_play_conn_new(struct mustls_play *p, uint32_t id, mustls_usec now);
void mustls_play_conn_deinit(struct mustls_play_conn *c);
extern const struct mustls_talker_ops mustls_play_conn_ops;

void mustls_play_note_event(struct mustls_play_conn *c, struct mustls_event ev);
/* Everything that can go on without the outside goes on. Called at the end of each input. */
void mustls_play_pump(struct mustls_play_conn *c);
void mustls_play_fail(struct mustls_play_conn *c); /* out of memory: drop the connection */
/* `line` has its turn: its rule, which may be NULL, starts. */
void mustls_play_answer(struct mustls_play_conn *c, const struct mustls_rule *rule,
                        struct mustls_span line, enum mustls_verb trigger);

/* match.c: counts for `#n` and gives the first rule that answers, or NULL. `kind` ANY stands for a
 * command line. */
const struct mustls_rule *mustls_play_match(struct mustls_play_conn *c, int kind,
                                            struct mustls_span line);

/* input.c */
void mustls_play_receive(struct mustls_play_conn *c, struct mustls_span in);
/* Records one thing that has arrived; true when there was one. */
bool mustls_play_note(struct mustls_play_conn *c);
void mustls_play_flood(struct mustls_play_conn *c, bool *once, const char *bound);
/* The oldest unanswered line, without its line end; false when there is none. */
bool mustls_play_take_line(struct mustls_play_conn *c, struct mustls_span *line, bool *is_response);
void mustls_play_input_eof(struct mustls_play_conn *c);
/* The line that begins may be no command, whatever we expect: see input.c. */
bool mustls_play_may_be_content(const struct mustls_play_conn *c);
void mustls_play_input_reset(struct mustls_play_conn *c); /* a phase begins */

/* early.c: judged when the first byte of a command is there; in the trace when the line is whole,
 * or before the next bytes of ours. */
void mustls_play_early_begin(struct mustls_play_conn *c);
void mustls_play_early_settle(struct mustls_play_conn *c, struct mustls_span line);
void mustls_play_early_flush(struct mustls_play_conn *c);
void mustls_play_early_hello(struct mustls_play_conn *c);

/* data.c */
void mustls_play_data_begin(struct mustls_play_conn *c);
bool mustls_play_data_note(struct mustls_play_conn *c); /* true at the end of data */
void mustls_play_data_eof(struct mustls_play_conn *c);

/* message.c */
void mustls_play_message_arrived(struct mustls_play_conn *c);
/* c->reply is whole: if it is the one to the message, it settles the matter. */
void mustls_play_message_answered(struct mustls_play_conn *c, struct mustls_origin at);
/* The reaction to the message is over, or the run: what comes now is no reply to it. */
void mustls_play_message_over(struct mustls_play_conn *c);

/* hello.c: looks at the begin of a line in clear. */
enum mustls_play_tls_look {
    MUSTLS_PLAY_NO_TLS,
    MUSTLS_PLAY_HELD,    /* TLS, or not enough to tell: the bytes stay */
    MUSTLS_PLAY_SKIMMED, /* bytes of a TLS record were dropped */
};
enum mustls_play_tls_look mustls_play_hello(struct mustls_play_conn *c);

/* react.c */
void mustls_play_start(struct mustls_play_conn *c, const struct mustls_rule *rule,
                       enum mustls_verb trigger);
bool mustls_play_step(struct mustls_play_conn *c); /* true: something went on */
bool mustls_play_tls_ahead(const struct mustls_play_conn *c);

/* flood.c: c->pc is a flood */
bool mustls_play_flood_begin(struct mustls_play_conn *c);
bool mustls_play_flood_is_read(const struct mustls_play_conn *c); /* for the replies in it */
void mustls_play_flood_next(struct mustls_play_conn *c);          /* a piece of it is out */
/* The peer has taken much of it, and not all of that at once: the system's buffers fill in no time,
 * and then one that looks again at all it has makes long pauses. */
bool mustls_play_flood_goes_on(const struct mustls_play_conn *c);
/* The peer has taken all of it, and is silent since. */
bool mustls_play_flood_is_chewed(const struct mustls_play_conn *c);
/* At the end of the run: what goes on then is a <flood>, too. */
void mustls_play_flood_end(struct mustls_play_conn *c);

/* reply.c: bytes of ours left; what they mean */
void mustls_play_sent(struct mustls_play_conn *c, size_t n);

/* tls.c */
void mustls_play_tls_wish(const void *self, struct mustls_tls_wish *out);
struct mustls_span mustls_play_leftover(void *self);
void mustls_play_tls_up(void *self, const struct mustls_tls_info *info, mustls_usec now);
void mustls_play_tls_down(void *self, const struct mustls_tls_info *info,
                          const struct mustls_tls_trouble *why, mustls_usec now);
void mustls_play_alert(void *self, int description, mustls_usec now);
/* For both roles. `ev` brings connection and phase. */
void mustls_play_emit_up(struct mustls_play *p, struct mustls_event ev,
                         const struct mustls_tls_info *info, mustls_usec now);
void mustls_play_emit_down(struct mustls_play *p, struct mustls_event ev,
                           const struct mustls_tls_trouble *why, mustls_usec now);
void mustls_play_emit_alert(struct mustls_play *p, struct mustls_event ev, int description,
                            mustls_usec now);

/* script.c */
struct mustls_play_script *mustls_play_script_new(struct mustls_play *p);
void mustls_play_script_deinit(struct mustls_play_script *s);
bool mustls_play_script_done(const struct mustls_play_script *s);
enum mustls_turn mustls_play_script_turn(const struct mustls_play_script *s,
                                         struct mustls_buf *out);
/* The run's limit has come. A <wait> without a time ends there. */
void mustls_play_script_limit(struct mustls_play_script *s, mustls_usec now);
extern const struct mustls_talker_ops mustls_play_script_ops;

mustls_usec mustls_play_later(mustls_usec now, mustls_usec by); /* saturates at NEVER */

#endif
