/* The event: everything that anybody concludes is concluded from these. */
#ifndef MUSTLS_TRACE_EVENT_H
#define MUSTLS_TRACE_EVENT_H

#include "base/span.h"

/* In `faults` of a COMMAND: where replies were surplus or malformed, it may as well be a line of a
 * message, or of AUTH. */
#define MUSTLS_COMMAND_DOUBTFUL 1u

enum mustls_event_kind {
    /* wire, about the side under test unless `from` says otherwise */
    MUSTLS_E_CONNECT,  /* connection `conn` opened */
    MUSTLS_E_COMMAND,  /* one command line, raw with its line end; at = the rule that answered */
    MUSTLS_E_LINE,     /* one line that is no command: an AUTH response */
    MUSTLS_E_DATA,     /* mail data up to its end, unstuffed; faults as the dot reader's */
    MUSTLS_E_REPLY,    /* one whole reply (from TOOL when a client is tested; from SUBJECT when a
                          server is);    code = its last line's; raw = all lines */
    MUSTLS_E_SEND,     /* the tool wrote one segment; raw = its exact bytes; at = its first line */
    MUSTLS_E_HELLO,    /* a TLS ClientHello nobody agreed to */
    MUSTLS_E_SNI,      /* raw = the host name of the ClientHello */
    MUSTLS_E_TLS,      /* handshake done; raw = "TLSv1.3 CIPHER cert NAME", the last two words where
                            the certificate is ours */
    MUSTLS_E_TLS_FAIL, /* handshake over, not up; raw = why; code = alert or 0 */
    MUSTLS_E_ALERT,    /* the subject sent an alert; code = description (close_notify = 0 is not
                          recorded here) */
    MUSTLS_E_CLOSE_NOTIFY, /* the subject sent close_notify */
    MUSTLS_E_CLOSE,        /* from SUBJECT: its FIN or close; from TOOL: <close> ran */
    MUSTLS_E_RESET,        /* the same with RST */
    MUSTLS_E_BYTES,        /* clear text where a handshake should start */
    MUSTLS_E_WAIT,         /* the tool is in a <wait>; code 1 = begin, 0 = over */
    /* drawn from the wire by the player, at the event that shows it */
    MUSTLS_E_EARLY, /* spoke before our reply was complete, or pipelined without leave; raw = what
                     */
    MUSTLS_E_BAD_COMMAND, /* raw = the line; faults = mustls_command_fault bits */
    MUSTLS_E_SECRET,      /* raw = which: "password", "user", "password base64", ...; on no
                             connection (conn 0): in what the subject printed, "password in output" */
    MUSTLS_E_MESSAGE,     /* the run's message arrived whole */
    MUSTLS_E_ACCEPTED,    /* the tool answered the message with 2yz: it is in the spool */
    MUSTLS_E_FLOOD,       /* over the bound; raw says which bound; or a <flood> taken whole */
    /* the run's end */
    MUSTLS_E_OUTPUT, /* what the subject printed; raw capped, faults MUSTLS_F_CUT; code 1
                        stdout+stderr */
    MUSTLS_E_EXIT,   /* raw = "ok", "fail", "killed", "signal", "skip"; code = exit status or signal
                      */
    MUSTLS_E_LEAK,   /* children left behind were killed; code = how many */
    MUSTLS_E_TURN,   /* only after a kill at the limit: raw = whose turn it was; code = enum
                        mustls_turn */
    MUSTLS_E_FALSE_SUCCESS,
    MUSTLS_E_FALSE_FAILURE,
    MUSTLS_E_SCRIPT,  /* test server: the script ended; code 1 = at its end, 0 = by a mismatch; at =
                         where */
    MUSTLS_E_RULE,    /* from TOOL: a rule starts its reaction; at = the rule. Rules that fired are
                         known by these alone */
    MUSTLS_E_DIFFERS, /* on no connection, last: the run ended otherwise than the same one with our
                         segments whole; raw = how, in one sentence */
    MUSTLS_NUM_EVENTS
};

/* "connect", "bad-command", ... as in sentences and in JSON. */
const char *mustls_event_name(enum mustls_event_kind k);
/* MUSTLS_NUM_EVENTS when there is none. */
enum mustls_event_kind mustls_event_by_name(struct mustls_span name);
/* May stand in a sentence as <name>. */
bool mustls_event_in_sentences(enum mustls_event_kind k);

/* Whose word was due when the subject was killed at the limit. */
enum mustls_turn {
    MUSTLS_TURN_SUBJECT,     /* the subject's, or nobody's */
    MUSTLS_TURN_TOOL,        /* ours, or that can't be told: a reply was missing or malformed */
    MUSTLS_TURN_TOOL_PATIENT /* the same, and the subject has no time limit that it could be told */
};

enum mustls_from { MUSTLS_FROM_SUBJECT, MUSTLS_FROM_TOOL, MUSTLS_FROM_RUN };
enum mustls_phase { MUSTLS_PHASE_NONE, MUSTLS_PHASE_CLEAR, MUSTLS_PHASE_TLS };

/* A line of a scenario: unit 0 is the file itself, 1 its base, 2 the base's base, ... 255 =
 * nowhere. */
struct mustls_at {
    uint8_t unit;
    uint32_t line; /* from 1 */
};
#define MUSTLS_NOWHERE ((struct mustls_at){255, 0})

/* "subject", "tool", "run"; "none", "clear", "tls". By name: false when there is none. */
const char *mustls_from_name(enum mustls_from f);
bool mustls_from_by_name(struct mustls_span name, enum mustls_from *out);
const char *mustls_phase_name(enum mustls_phase p);
bool mustls_phase_by_name(struct mustls_span name, enum mustls_phase *out);

struct mustls_event {
    uint32_t seq;   /* from 0, set by the trace */
    uint32_t conn;  /* from 1; 0 = none */
    mustls_usec us; /* since the start of the run */
    enum mustls_event_kind kind;
    enum mustls_from from;
    enum mustls_phase phase; /* of the connection when it happened */
    struct mustls_at at;
    int code;
    uint32_t faults;
    uint32_t num; /* replies: lines; others 0 */
    struct mustls_span raw;
};

#endif
