/* A program fuzzed over sockets. Flat inputs are played to it as scenarios, by the same code that
 * plays `mustls run`; its behaviour (what it sent, phase by phase, and how it ended) is the
 * feedback: an input that makes a new one is kept and changed further.
 *
 *   OUT/corpus/     inputs with behaviours of their own, named by content
 *   OUT/unsure/     what was seen once, and is looked at again or did not show again
 *   OUT/finds/      what showed again: campaign/finds.h
 *   OUT/state.json  campaign/state.h
 *
 * All of it is on disk when it happens; a campaign that is killed goes on from there. */
#ifndef MUSTLS_OUTSIDE_OUTSIDE_H
#define MUSTLS_OUTSIDE_OUTSIDE_H

#include <stdio.h>

#include "campaign/finds.h"
#include "profile/known.h"
#include "run/exec.h"
#include "run/library.h"

struct mustls_outside_opts {
    struct mustls_world *world; /* prepared, with its loop */
    struct mustls_library *library;
    const struct mustls_subject *subject; /* a program */
    const char *out, *corpus;             /* corpus NULL: OUT/corpus */
    const char *const *seeds;             /* files and folders */
    size_t num_seeds;
    bool suite_seeds;                 /* the scenarios' own dialogues, too */
    const char *again;                /* options behind "mustls run FILE": "-c curl" */
    const struct mustls_known *known; /* NULL: none */
    unsigned jobs;                    /* runs side by side */
    unsigned seconds;                 /* 0: until a signal comes */
    uint64_t runs;                    /* 0: no bound; of this call */
    unsigned limit;                   /* seconds; a run that takes longer is killed */
    unsigned max_len;                 /* bytes of one input */
    unsigned minimise;                /* seconds to make a find smaller; 0: leave it as it is */
    unsigned max_finds;               /* stop after so many new finds; 0: never */
    FILE *terminal;
    bool tty;
    unsigned width;
};

struct mustls_outside_result {
    unsigned num_new, num_again, num_known, num_unsure;
    int signum; /* what stopped it, or 0 */
};

/* Runs it to its end. MUSTLS_EUSAGE: the folder holds another campaign, or the subject delivers
 * nothing; MUSTLS_EIO: it can't work, or the subject does not deliver to a good server. */
enum mustls_status mustls_outside_run(const struct mustls_outside_opts *o,
                                      struct mustls_outside_result *out, struct mustls_error *err);

#endif
