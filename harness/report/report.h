/* Verdicts and traces as something to read. Reporters see scenario, trace and verdict, nothing
 * else, so that all of them agree, and so that a report made later from the trace file has the same
 * bytes as the live one. Pure: they write into buffers. */
#ifndef MUSTLS_REPORT_REPORT_H
#define MUSTLS_REPORT_REPORT_H

#include "base/buf.h"
#include "judge/judge.h"

/* One run, finished. prog, trace and judgement may be NULL only for SKIP and ERROR before a run
 * began. */
struct mustls_case {
    uint32_t run;
    const char *subject, *subject_version; /* "curl", "7.88.1" */
    const char *scenario;                  /* id without @n */
    unsigned instance;
    const char *title, *tags;    /* tags separated by blanks */
    const char *command;         /* the subject's command line; "" for the built-in */
    const char *asked;           /* questions to the name server; "" */
    const char *folder;          /* where this run's files lie, or "" */
    const char *again;           /* command that shows it again */
    const char *user, *password; /* the run's own, for --redact; "" where not known */
    const struct mustls_program *prog;
    const struct mustls_trace *trace;
    const struct mustls_judgement *judgement;
    enum mustls_verdict verdict;
    const char *why;
    bool known;
    bool fixed; /* listed as a known failure, and is none any more */
    const char *known_why;
    const char
        *known_note; /* "fixed: delete line 12 of known.txt", or how it fails otherwise; "" */
    uint64_t ms;
    int exit_code, signal;
    unsigned pace;    /* percent of the scenario's deadlines; up to 100: as written */
    uint64_t good_ms; /* how long a good delivery took: what the pace comes from */
};

struct mustls_report_opts {
    bool color;   /* ANSI escapes */
    bool verbose; /* nothing folded */
    bool redact;  /* AUTH payloads and secrets blanked */
    bool strict;  /* WARN is red */
    /* Known secrets of the run (its password, and its base64 forms), masked wherever they stand
     * when redact is set; may be NULL. AUTH arguments and AUTH dialogue are blanked without. */
    const struct mustls_span *secrets;
    size_t num_secrets;
};

/* The one predicate: exit status, fail-fast, the list for --failed, summary and reports ask it. */
bool mustls_case_red(const struct mustls_case *c, const struct mustls_report_opts *o);

/* The failure transcript: headline, broken sentences with source and place, the dialogue with its
 * arrow, the subject's last words, the command to run it again (docs: cli). Untrusted bytes are
 * escaped; nothing is cut without a count. */
void mustls_report_long(struct mustls_buf *out, const struct mustls_case *c,
                        const struct mustls_report_opts *o);
/* One line with its end: "FAIL  curl-7.88.1  530/multiline  MUST NOT AUTH [RFC 3207 4.2]". */
void mustls_report_short(struct mustls_buf *out, const struct mustls_case *c,
                         const struct mustls_report_opts *o);
/* "::error file=...,line=...::..." and a line end; nothing for PASS and SKIP. */
void mustls_report_github(struct mustls_buf *out, const struct mustls_case *c);

/* "1500 runs: 1432 pass, 41 warn, 4 FAIL (3 known, 1 new), 2 inconclusive, 21 skip; 38 s; seed 7"
 * and a line end. Counts of nothing are left out, but for the passes. */
struct mustls_totals {
    unsigned counts[MUSTLS_NUM_VERDICTS];
    unsigned known; /* of the FAILs */
    uint64_t ms, seed;
    const char *world; /* "isolated", or "localhost: why"; NULL or "": no program was run */
    bool complete;
    unsigned fixed; /* listed, and not failing any more */
    unsigned flaky; /* of --repeat: ended now so, now otherwise */
};
void mustls_report_summary(struct mustls_buf *out, const struct mustls_totals *t);
/* "[=====>   ] 412/1500  3 fail  1 warn  running: curl/handshake-timeout 8s", at most `width`
 * columns, no line end. */
void mustls_report_progress(struct mustls_buf *out, unsigned done, unsigned total,
                            const struct mustls_totals *t, const char *running, uint64_t running_ms,
                            unsigned width);

/* The JSON Lines verdict of a case (trace/record.h). Sets out->failed when there is no memory. */
void mustls_report_json(struct mustls_buf *out, const struct mustls_case *c);

/* TAP 14: header, one test point a case with a YAML block where there is something to say, plan at
 * the end. */
void mustls_tap_begin(struct mustls_buf *out, const struct mustls_totals *t);
void mustls_tap_case(struct mustls_buf *out, unsigned number, const struct mustls_case *c,
                     const struct mustls_report_opts *o);
void mustls_tap_end(struct mustls_buf *out, unsigned num, bool complete);

/* One scenario on one subject that was run several times and did not end alike. */
struct mustls_flaky {
    const char *subject, *subject_version, *id;
    unsigned counts[MUSTLS_NUM_VERDICTS];
};
/* "FLAKY curl-7.88.1  530/x  2 of 5 FAIL, 3 of 5 PASS" and a line end; as an annotation; as a test
 * point of TAP and a case of JUnit, which come besides those of its runs. */
void mustls_report_flaky(struct mustls_buf *out, const struct mustls_flaky *f,
                         const struct mustls_report_opts *o);
void mustls_flaky_github(struct mustls_buf *out, const struct mustls_flaky *f);
void mustls_flaky_tap(struct mustls_buf *out, unsigned number, const struct mustls_flaky *f);
void mustls_flaky_junit(struct mustls_buf *out, const struct mustls_flaky *f);

/* JUnit: cases of one subject are one suite. Begin, then for each subject suite_begin, cases,
 * suite_end; end. */
struct mustls_junit_suite {
    const char *name;
    unsigned tests, failures, errors, skipped;
    uint64_t ms;
    const char *world; /* as in totals */
};
/* Which of the four the element of a case is. */
enum mustls_junit_kind {
    MUSTLS_JUNIT_PASSED,
    MUSTLS_JUNIT_FAILURE,
    MUSTLS_JUNIT_ERROR,
    MUSTLS_JUNIT_SKIPPED
};
enum mustls_junit_kind mustls_junit_kind(const struct mustls_case *c,
                                         const struct mustls_report_opts *o);
/* Counts one case; then `sum` of all suites goes to begin. */
void mustls_junit_count(struct mustls_junit_suite *sum, enum mustls_junit_kind kind, uint64_t ms);
void mustls_junit_begin(struct mustls_buf *out, const struct mustls_totals *t,
                        const struct mustls_junit_suite *sum);
void mustls_junit_suite_begin(struct mustls_buf *out, const struct mustls_junit_suite *s);
void mustls_junit_case(struct mustls_buf *out, const struct mustls_case *c,
                       const struct mustls_report_opts *o);
void mustls_junit_suite_end(struct mustls_buf *out);
void mustls_junit_end(struct mustls_buf *out);

#endif
