#ifndef MUSTLS_RUN_SINK_INTERNAL_H
#define MUSTLS_RUN_SINK_INTERNAL_H

#include "report/html.h"
#include "report/sarif.h"
#include "run/baseline.h"
#include "run/keys.h"
#include "run/sink.h"

/* TAP numbers are known only once all runs are in order: a case is rendered with 0 and numbered at
 * the end. */
#define MUSTLS_TAP_NUMBER 0

/* What is needed of a run at the end. */
struct mustls_kept {
    struct mustls_kept *next;
    uint32_t run;
    size_t seq;
    const char *subject, *version, *brief, *tap, *junit;
    enum mustls_verdict verdict;
    bool known;
    enum mustls_junit_kind kind;
    uint64_t ms;
};

#define MUSTLS_MAX_SECRETS 8

struct mustls_sink {
    struct mustls_arena *arena;
    struct mustls_sink_opts o;
    FILE *json, *trace, *tap, *junit, *html, *sarif;
    struct mustls_sarif *log; /* NULL: no SARIF */
    struct mustls_html *page; /* NULL: no HTML report */
    struct mustls_baseline *baseline;
    struct mustls_buf line;
    struct mustls_totals totals;
    unsigned done, num_red;
    struct mustls_kept *kept;
    size_t num_kept;
    bool live, broken;
    uint64_t last_live_ms, last_line_ms;
    struct mustls_error why;
    struct mustls_keys *keys;
    struct mustls_span secrets[MUSTLS_MAX_SECRETS];
    size_t num_secrets;
};

/* Fills o.report.secrets for this case. */
void mustls_sink_set_secrets(struct mustls_sink *s, const struct mustls_case *c);

/* sink_known.c: fills what the list of known failures says of the case. */
void mustls_sink_look_known(struct mustls_sink *s, struct mustls_case *c);

/* The key as what reports show of it. */
struct mustls_flaky mustls_sink_flaky_of(const struct mustls_key *k);

/* s->line to f, flushed; remembers failure. */
void mustls_sink_write(struct mustls_sink *s, FILE *f);

/* Nothing for a single client. */
void mustls_sink_put_table(struct mustls_buf *out, struct mustls_arena *a, struct mustls_kept **all,
                           size_t num);

#endif
