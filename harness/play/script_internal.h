/* Test server: the tool is the client, and plays a script from top to bottom. */
#ifndef MUSTLS_PLAY_SCRIPT_INTERNAL_H
#define MUSTLS_PLAY_SCRIPT_INTERNAL_H

#include "play/internal.h"

struct mustls_play_script {
    struct mustls_play *play;
    uint32_t id; /* of the present connection; 0 before the first */
    mustls_usec now;
    enum mustls_phase phase;
    const struct mustls_step *pc, *pc_end;

    bool open; /* connected, and nobody has closed */
    bool connect_wanted, close_wanted, reset_wanted, tls_wanted, done;
    enum mustls_play_timer timer;
    mustls_usec due;

    /* What we send, and the command lines in it. */
    struct mustls_play_segment seg;
    struct mustls_line_parser lines;
    bool in_data; /* after the server's 354: lines are a message */
    bool in_auth; /* after its 334: the next line is a response */

    /* What the server owes on this connection and in this phase: the greeting, and a reply to each
     * whole line and message. */
    unsigned owed;
    bool half;                    /* the last line we sent has no end yet */
    bool last_may_go_on, blurred; /* what it makes of a line is not known: see script_out.c */

    /* What the server sends: read once on arrival, for the trace, and once by the EXPECT steps,
     * which are behind. */
    struct mustls_line_parser arriving, expected;
    struct mustls_reply reply, taken;
    struct mustls_buf unread; /* what no EXPECT has read */
    bool flooded_input, flooded_reply;
};

/* script_in.c */
void mustls_play_script_receive(struct mustls_play_script *s, struct mustls_span in);
/* The next whole reply into s->taken; false when there is none yet. */
bool mustls_play_script_take(struct mustls_play_script *s);
/* A connection or a phase begins: nothing is unread. */
void mustls_play_script_forget(struct mustls_play_script *s);
void mustls_play_script_event(struct mustls_play_script *s, struct mustls_event ev);

/* script_out.c */
void mustls_play_script_wrote(struct mustls_play_script *s, size_t n);
/* What is due is the server's, and it has all that it needs. */
bool mustls_play_script_awaits(const struct mustls_play_script *s);

/* script_step.c */
void mustls_play_script_run(struct mustls_play_script *s);
void mustls_play_script_end(struct mustls_play_script *s, int code, struct mustls_origin at);

#endif
