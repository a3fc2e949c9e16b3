/* The scripted peer: steps a program against input bytes, gives bytes and directions, and writes
 * the trace.
 *
 * test client: the tool is the server. One mustls_play for a run; one talker for each connection
 * that the subject opens. test server: the tool is the client. The script asks for connections by
 * MUSTLS_WANT_CONNECT on talker 1.
 *
 * The language's rules are docs/scenario-language.md; the facts it draws from the wire are below.
 */
#ifndef MUSTLS_PLAY_PLAY_H
#define MUSTLS_PLAY_PLAY_H

#include "base/talker.h"
#include "scenario/program.h"
#include "trace/trace.h"

/* How what we write is cut into segments, apart from what the program says: for metamorphic runs,
 * which must not end otherwise. TCP may cut anywhere, so every cut is a good server's. */
enum mustls_cut_kind {
    MUSTLS_CUT_NONE,
    MUSTLS_CUT_AT,     /* each segment once, after its first `at` bytes */
    MUSTLS_CUT_BYTES,  /* one byte a segment; at most the first 4096 of each */
    MUSTLS_CUT_JOINED, /* no `\|` and no <chunk>: what may leave together does */
};
struct mustls_cut {
    enum mustls_cut_kind kind;
    size_t at; /* CUT_AT: at least 1 */
};

/* The run's own random values, which the subject was given. */
struct mustls_play_params {
    struct mustls_span user,
        password;             /* looked for on the wire, raw and in base64 at any alignment */
    struct mustls_span nonce; /* stands in the message's body */
    mustls_usec gap;          /* after `\|`; 20 ms on sockets, 0 in memory is fine */
    struct mustls_cut cut;    /* test client only; zero: as the program says */
    mustls_usec start;        /* `now` of the run's begin: events carry now - start */
    size_t max_conns;         /* more connections than this are a flood (0: 100) */
    size_t max_line;          /* longest command line kept (0: 65536); more is a flood */
    size_t max_data;          /* longest message kept (0: 4 MiB) */
    size_t max_bytes;         /* received over all connections before <flood> (0: 64 MiB) */
};

struct mustls_play;

/* Keeps pointers to program and trace; both outlive it. NULL without memory. */
struct mustls_play *mustls_play_new(const struct mustls_program *prog, struct mustls_trace *trace,
                                    const struct mustls_play_params *params);
void mustls_play_free(struct mustls_play *p);

/* A connection from the subject (test client), or the script's (test server): the talker lives as
 * long as p. False when over max_conns: the shell closes it at once. */
bool mustls_play_accept(struct mustls_play *p, mustls_usec now, struct mustls_talker *out);

/* True once a rule of the run decided that nothing more is to come (test server: the script has
 * ended). */
bool mustls_play_done(const struct mustls_play *p);

/* Whose turn it is, for the judge and for the report of a hang: "the client waits for the rest of
 * our reply to MAIL (base/required:12)" or "we wait for the client". Writes a NUL-terminated
 * sentence. Never gives TOOL_PATIENT. */
enum mustls_turn mustls_play_turn(const struct mustls_play *p, char *out, size_t size);

/* What a step <tls> asks of the handshake. */
void mustls_play_wish_of(const struct mustls_step *step, struct mustls_tls_wish *out);

/* End of the run. Writes OUTPUT, SECRET (for a password in it), LEAK, TURN (when killed), EXIT and
 * then FALSE_SUCCESS or FALSE_FAILURE as they follow from EXIT and ACCEPTED; neither where our
 * reply to the message can be read so or so. */
struct mustls_play_end {
    enum mustls_end_kind {
        MUSTLS_END_OK,
        MUSTLS_END_FAIL,
        MUSTLS_END_KILLED,
        MUSTLS_END_SIGNAL,
        MUSTLS_END_SKIP
    } kind;
    int code; /* exit status, or signal number */
    struct mustls_span output;
    bool output_cut;
    unsigned leaked;       /* processes left behind and killed */
    bool delivers_nothing; /* its success is not about a message: never a false one */
    bool patient;          /* it was told no time limit for replies: it may wait for minutes */
};
void mustls_play_end(struct mustls_play *p, const struct mustls_play_end *end, mustls_usec now);

#endif
