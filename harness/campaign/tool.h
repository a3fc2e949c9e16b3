/* Programs that are run to their end, one after the other: coverage, smaller corpora. */
#ifndef MUSTLS_CAMPAIGN_TOOL_H
#define MUSTLS_CAMPAIGN_TOOL_H

#include "campaign/target.h"

/* What is run from now on dies with us, however we die, and `scratch`, a folder, is removed then
 * and when we end. Before the first mustls_tool_run. */
enum mustls_status mustls_tool_guard(const char *scratch, struct mustls_error *err);

struct mustls_tool {
    const char *const *argv; /* ended by NULL */
    const char *const *env;  /* NAME=value on top of ours, ended by NULL; NULL: nothing */
    unsigned seconds;        /* it is killed then */
    const char *doing;       /* "merging": a line every ten seconds */
};
/* Runs it; what it printed (the first and last of it) is appended to `out`. *code: its exit status,
 * or 128 and the signal's number. MUSTLS_EIO: it does not start, or it was killed: err says why. A
 * signal to us ends it: MUSTLS_EIO with *signum set. */
enum mustls_status mustls_tool_run(const struct mustls_tool *t, struct mustls_buf *out, int *code,
                                   int *signum, struct mustls_error *err);

/* The folder that `mustls fuzz cov` leaves, and what it says. */
struct mustls_cov {
    const char *program; /* replay_NAME, built for coverage */
    const char *corpus;
    const char *dir; /* made if need be: html/, text.txt */
    unsigned seconds;
};
/* Line coverage of `program` over the corpus; the table is appended to `table`. */
enum mustls_status mustls_cov_make(const struct mustls_cov *c, struct mustls_buf *table,
                                   int *signum, struct mustls_error *err);

struct mustls_cmin {
    enum mustls_engine engine;
    const struct mustls_target *target;
    const char *corpus, *out; /* `out` is the campaign's folder */
    unsigned max_len, timeout, seconds;
};
/* Replaces the corpus by one as small as the engine can make it, that covers the same: in one step,
 * or not at all. The lock of the campaign is held. */
enum mustls_status mustls_cmin_make(const struct mustls_cmin *c, size_t *before, size_t *after,
                                    int *signum, struct mustls_error *err);

#endif
