/* One line of a trace file as a value, and the line as text: JSON Lines, schema 1
 * (docs/reports.md). Writing is plain; reading lives in trace/read.h, which needs jansson. */
#ifndef MUSTLS_TRACE_RECORD_H
#define MUSTLS_TRACE_RECORD_H

#include "base/buf.h"
#include "trace/event.h"

#define MUSTLS_TRACE_SCHEMA 1

enum mustls_verdict {
    MUSTLS_PASS,
    MUSTLS_WARN,
    MUSTLS_FAIL,
    MUSTLS_INCONCLUSIVE,
    MUSTLS_SKIP,
    MUSTLS_ERROR,
    MUSTLS_NUM_VERDICTS
};
const char *mustls_verdict_name(enum mustls_verdict v);           /* "PASS" ... */
enum mustls_verdict mustls_verdict_by_name(struct mustls_span s); /* MUSTLS_NUM_VERDICTS: none */

/* First line of a file. */
struct mustls_rec_run {
    const char *version; /* of the tool */
    const char *tls;     /* TLS library and version */
    const char *time;    /* ISO 8601, UTC */
    uint64_t seed;
    const char *command; /* how it was called; may be "" */
    const char *world;   /* "isolated", or "localhost: why"; "" where no program is run */
    const char *host;    /* "Linux 6.1.0 x86_64"; "" or NULL: not told */
};
/* A scenario's text, once for each file used, before the first run on it; so that the trace judges
 * itself later. */
struct mustls_rec_file {
    const char *name; /* "injection/after-220", "base/required" */
    const char *path; /* as it was opened */
    struct mustls_span text;
};
/* A run begins. */
struct mustls_rec_start {
    uint32_t run;
    const char *subject, *subject_version, *scenario;
    unsigned instance;  /* from 1; 0 when the scenario has no `for` */
    const char *values; /* "BAD=530_a" for people; "" */
    const char *user,
        *password; /* the run's own random ones, as its bytes show: --redact needs them */
    unsigned pace; /* percent of the scenario's deadlines; up to 100: as written */
};
struct mustls_rec_finding {
    const char *level; /* "MUST" ... */
    const char *sentence, *source, *file;
    unsigned line;
    const char *outcome; /* "broken", "kept", "n/a", and for MAY "seen", "not seen" */
    const uint32_t *events;
    size_t num_events;
};
struct mustls_rec_verdict {
    uint32_t run;
    const char *subject, *subject_version, *scenario;
    unsigned instance;
    const char *title, *tags;
    enum mustls_verdict verdict;
    bool known;
    uint64_t ms;
    int exit_code; /* -1: none */
    int signal;    /* 0: none */
    const struct mustls_rec_finding *findings;
    size_t num_findings;
    const char *why; /* one sentence; "" for a plain pass */
    /* So that a report made later says the same; written only when not empty. */
    const char *command;    /* the subject's command line */
    const char *asked;      /* questions to the name server */
    const char *again;      /* what shows the run again */
    const char *files;      /* folder of the run */
    const char *known_why;  /* the reason in the list of known failures */
    bool fixed;             /* listed as a known failure, and is none any more */
    unsigned pace;          /* as in the start */
    uint64_t good_ms;       /* what the pace comes from: how long a good delivery took */
    const char *known_note; /* how it is otherwise than listed */
};
struct mustls_rec_end {
    bool complete;
    unsigned counts[MUSTLS_NUM_VERDICTS];
    uint64_t ms;
    unsigned known, new_fails; /* of the FAILs: listed, and not */
    unsigned fixed, flaky;     /* listed and not failing any more; ended now so, now otherwise */
};

/* Each appends one line with its LF. */
void mustls_rec_put_run(struct mustls_buf *out, const struct mustls_rec_run *r);
void mustls_rec_put_file(struct mustls_buf *out, const struct mustls_rec_file *r);
void mustls_rec_put_start(struct mustls_buf *out, const struct mustls_rec_start *r);
void mustls_rec_put_event(struct mustls_buf *out, uint32_t run, const struct mustls_event *ev,
                          const char *at_file); /* at_file: name of ev->at.unit, or NULL */
void mustls_rec_put_verdict(struct mustls_buf *out, const struct mustls_rec_verdict *r);
void mustls_rec_put_end(struct mustls_buf *out, const struct mustls_rec_end *r);

#endif
