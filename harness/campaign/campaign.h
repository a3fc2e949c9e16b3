/* A fuzzing campaign: an engine's processes on one target, what they find, and one line that lives.
 *
 *   OUT/corpus/     inputs that reach new code, named by content
 *   OUT/finds/      campaign/finds.h
 *   OUT/state.json  campaign/state.h
 *   OUT/libfuzzer/, OUT/afl/   the engines' own
 *   OUT/raw/        what an engine found and nobody has looked at yet
 *   OUT/skip/       names by content of seeds that crash the target: engines can't begin with them
 *
 * All of it is on disk when it happens; a campaign that is killed goes on from there. */
#ifndef MUSTLS_CAMPAIGN_CAMPAIGN_H
#define MUSTLS_CAMPAIGN_CAMPAIGN_H

#include <stdio.h>

#include "campaign/target.h"

#define MUSTLS_CAMPAIGN_JOBS 64

struct mustls_campaign_opts {
    enum mustls_engine engine;
    struct mustls_target target;
    const char *bin;    /* where the mutator for AFL++ is */
    const char *cmplog; /* folder of the CMPLOG build; NULL: none */
    const char *out;    /* made if need be */
    const char *corpus; /* NULL: OUT/corpus */
    const char *dict;   /* NULL: none */
    unsigned jobs;      /* 1 .. MUSTLS_CAMPAIGN_JOBS */
    unsigned seconds;   /* 0: until a signal comes */
    unsigned timeout;   /* seconds for one input */
    unsigned max_len;   /* bytes of one input */
    unsigned minimise;  /* seconds to make a find smaller; 0: leave it as it is */
    unsigned max_finds; /* stop after so many new buckets; 0: never */
    FILE *terminal;
    bool tty; /* one line that lives; else a line every ten seconds */
    unsigned width;
};

struct mustls_campaign_result {
    unsigned num_new, num_again; /* buckets that are new; finds of those that are not */
    int signum;                  /* what stopped it, or 0 */
};

/* Runs it to its end. MUSTLS_EUSAGE: the folder holds another campaign; MUSTLS_EIO: it can't work.
 */
enum mustls_status mustls_campaign_run(const struct mustls_campaign_opts *o,
                                       struct mustls_campaign_result *out,
                                       struct mustls_error *err);

#endif
