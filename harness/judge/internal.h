/* What the files of the judge share. */
#ifndef MUSTLS_JUDGE_INTERNAL_H
#define MUSTLS_JUDGE_INTERNAL_H

#include "base/buf.h"
#include "judge/judge.h"

/* What one pass over the trace tells; constant afterwards. */
struct mustls_facts {
    const struct mustls_program *prog;
    const struct mustls_trace *trace;
    enum mustls_from talker;            /* who sends the commands: the client, whoever plays it */
    const bool *first;                  /* for each event: first command, or first reply, of its
                                           connection in its phase */
    uint64_t kinds;                     /* of all events: 1 << kind */
    bool connected, tls;                /* at least one connection; one finished handshake */
    bool sanitizer;                     /* the subject left through a sanitizer's report */
    bool output_cut;                    /* we do not have all that the subject printed */
    bool waits;                         /* killed while it rightly waited for us: see facts.c */
    const struct mustls_event *exit;    /* the last one of its kind, or NULL; the same below */
    const struct mustls_event *turn;    /* whose turn it was at the limit */
    const struct mustls_event *script;  /* test server: how the script ended */
    const struct mustls_event *output;  /* NULL: it printed nothing */
    const struct mustls_event *differs; /* how it ended otherwise than the uncut run */
};
enum mustls_status mustls_facts_collect(struct mustls_arena *a, const struct mustls_program *p,
                                        const struct mustls_trace *t, struct mustls_facts *out);
/* The run ended so: "ok", "fail", "killed", "signal", "skip". False without an end. */
bool mustls_facts_ended(const struct mustls_facts *f, const char *how);
/* By a signal that says what is wrong with the program. */
bool mustls_facts_crashed(const struct mustls_facts *f);
/* By one with which the system ends a client that writes to a connection that is gone, or whose
 * alarm is due, as it is used to: it failed, and told nobody why. */
bool mustls_facts_ended_by_system(const struct mustls_facts *f);
/* f->sanitizer; needs all the other facts. */
bool mustls_facts_sanitizer(const struct mustls_facts *f);

/* First word of a command line. */
struct mustls_span mustls_first_word(struct mustls_span line);
/* An event pattern made ready to be held against many events: names are looked up once. */
struct mustls_matcher {
    const struct mustls_match *match;
    uint64_t named; /* kinds (1 << kind) that stand in it by their names */
    uint64_t kinds; /* that some item may match; no other kind does */
    bool known;     /* all names are known */
};
void mustls_matcher_init(struct mustls_matcher *out, const struct mustls_match *m);
/* Any item matches the event; `as_anchor`: in after and before, where our own <close> counts as
 * well as the subject's. */
bool mustls_matcher_fits(const struct mustls_matcher *m, const struct mustls_facts *f,
                         const struct mustls_event *ev, bool as_anchor);
/* The same over what the subject printed: its text, and the secret in it. */
bool mustls_match_output(const struct mustls_match *m, const struct mustls_event *ev);
/* "text" to "*text*" in each item that is a text, for mustls_match_output. */
enum mustls_status mustls_match_anywhere(struct mustls_arena *a, const struct mustls_match *m,
                                         struct mustls_match *out);

/* One sentence over the whole trace. */
enum mustls_status mustls_monitor_run(struct mustls_arena *a, const struct mustls_facts *f,
                                      const struct mustls_sentence *s, struct mustls_finding *out);

/* Rules of the file itself that had to fire and did not. */
enum mustls_status mustls_rules_unfired(struct mustls_arena *a, const struct mustls_facts *f,
                                        const struct mustls_rule ***out, size_t *num);

/* The first of the verdict's conditions that holds, in the order of judge.h; `why` gets its
 * sentence. */
enum mustls_verdict mustls_decide(const struct mustls_facts *f, const struct mustls_judgement *j,
                                  struct mustls_buf *why);

/* Pieces of a `why`; all of them bounded, so that WHY_MAX holds any of them. */
enum { MUSTLS_WHY_MAX = 16384 };
/* A reason that the trace has, or else this one. */
void mustls_why_told(struct mustls_buf *why, struct mustls_span raw, const char *otherwise);
/* "MUST NOT AUTH in clear [RFC 3207 4]" */
void mustls_why_sentence(struct mustls_buf *why, const struct mustls_sentence *s);
/* "C: STARTTLS (530/x:14)" */
void mustls_why_place(struct mustls_buf *why, const struct mustls_program *p, uint8_t unit,
                      uint32_t line);
/* "MUST NOT AUTH [..] was not judged: killed at ... while it rightly waits" */
void mustls_why_waits(struct mustls_buf *why, const struct mustls_facts *f,
                      const struct mustls_judgement *j);
/* "killed at the limit of 20 s: the client waits ..." */
void mustls_why_killed(struct mustls_buf *why, const struct mustls_facts *f);
/* "the client sent EHLO, QUIT" */
void mustls_why_sent(struct mustls_buf *why, const struct mustls_facts *f);

#endif
