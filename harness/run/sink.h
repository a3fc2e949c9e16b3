/* Where finished runs go: terminal, JSON Lines, TAP, JUnit, folders. The same code serves the live
 * run and `mustls report`, so both give the same bytes. */
#ifndef MUSTLS_RUN_SINK_H
#define MUSTLS_RUN_SINK_H

#include <stdio.h>

#include "profile/known.h"
#include "report/report.h"

enum mustls_format {
    MUSTLS_FORMAT_LONG,
    MUSTLS_FORMAT_SHORT,
    MUSTLS_FORMAT_GITHUB,
    MUSTLS_FORMAT_JSON
};

struct mustls_sink_opts {
    const char *json, *trace, *tap, *junit, *html, *sarif; /* files; NULL: none; "-" is stdout */
    const char *baseline;         /* a results or trace file that the HTML report compares with */
    struct mustls_span standards; /* for the HTML report: the standards' coverage, as JSON */
    const char *out; /* folder: results.jsonl, trace.jsonl, report.tap, junit.xml, report.html,
                        report.sarif, one folder a red run */
    const struct mustls_known *known;                        /* NULL: none */
    void (*on_case)(void *arg, const struct mustls_case *c); /* each, once told; may be NULL */
    void *case_arg;
    enum mustls_format format;
    struct mustls_report_opts report;
    bool quiet, verbose, allow_fixed;
    bool tty;       /* a status line that lives */
    bool append;    /* --resume: files are continued */
    unsigned width; /* of the terminal */
    unsigned total; /* runs to come */
    FILE *terminal; /* stdout; NULL: nothing is printed */
};

struct mustls_sink;

struct mustls_sink *mustls_sink_new(const struct mustls_sink_opts *o, struct mustls_error *err);
void mustls_sink_run(struct mustls_sink *s, const struct mustls_rec_run *r);
/* The same of a file that is read back: only the HTML report tells of it. */
void mustls_sink_told_run(struct mustls_sink *s, const struct mustls_rec_run *r);
void mustls_sink_file(struct mustls_sink *s, const struct mustls_rec_file *f);
void mustls_sink_start(struct mustls_sink *s, const struct mustls_rec_start *r);
void mustls_sink_event(struct mustls_sink *s, uint32_t run, const struct mustls_event *ev,
                       const char *at_file);
/* Fills c->known. Red runs are shown at once. Returns true when the run is red. */
bool mustls_sink_case(struct mustls_sink *s, struct mustls_case *c);
/* A verdict that an earlier, interrupted call already wrote: it counts, nothing more. */
void mustls_sink_count(struct mustls_sink *s, enum mustls_verdict v, bool known);
/* Something for people that is no verdict ("curl 7.88.1 is not calibrated: ..."). */
void mustls_sink_note(struct mustls_sink *s, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* The live line; `running` may be NULL. */
void mustls_sink_progress(struct mustls_sink *s, const char *running, uint64_t running_ms,
                          uint64_t elapsed_ms);
/* Writes what stands at the end: red runs again, summary, TAP, JUnit, end record. Returns the
 * number of red runs. */
unsigned mustls_sink_end(struct mustls_sink *s, const struct mustls_totals *t_elapsed_and_seed,
                         struct mustls_error *err);
/* Each scenario and subject that this call ran, with its verdicts. */
struct mustls_key;
void mustls_sink_each(const struct mustls_sink *s, void (*f)(void *arg, const struct mustls_key *k),
                      void *arg);
const struct mustls_totals *mustls_sink_totals(const struct mustls_sink *s);
unsigned mustls_sink_red(const struct mustls_sink *s);
/* Another file of the run could not be written: as if one of the sink's. */
void mustls_sink_fail(struct mustls_sink *s, const struct mustls_error *why);
/* True when a file could not be written any more (full disk): err has it. */
bool mustls_sink_failed(const struct mustls_sink *s, struct mustls_error *err);
void mustls_sink_free(struct mustls_sink *s);

#endif
