/* Trace files back to cases: `mustls judge` and `mustls report`. The texts of the scenarios come
 * from the trace itself. */
#ifndef MUSTLS_RUN_OFFLINE_H
#define MUSTLS_RUN_OFFLINE_H

#include "run/library.h"
#include "run/sink.h"
#include "trace/read.h"

struct mustls_offline_opts {
    const char *const *paths;
    size_t num_paths;
    struct mustls_sink *sink;
    /* The same run (subject, version, scenario) may be in several files: repeats. Otherwise that is
     * an error, for one of the two would be counted that is none. */
    bool repeats;
    /* The recorded verdict differs from the one judged now; may be NULL. */
    void (*differs)(void *arg, const struct mustls_case *c, enum mustls_verdict recorded,
                    const char *recorded_why);
    void *arg;
};

struct mustls_offline_result {
    char world[1200]; /* totals.world points here */
    unsigned cases;
    unsigned differ;             /* judged otherwise now */
    unsigned unfinished;         /* runs that began and have no verdict */
    unsigned torn;               /* a last line without its end: a killed run */
    struct mustls_totals totals; /* as recorded at the end; complete only if every file was */
};

/* MUSTLS_EPARSE, MUSTLS_EIO: err names file, line and column; what was read before counts. */
enum mustls_status mustls_offline(const struct mustls_offline_opts *o,
                                  struct mustls_offline_result *out, struct mustls_error *err);

/* For --resume: each record of a results or trace file, with its line. Cuts a torn last line off
 * the file; a file that does not exist has no records. */
typedef void (*mustls_resume_cb)(void *arg, const struct mustls_rec *rec, struct mustls_span line);
enum mustls_status mustls_resume_scan(const char *path, mustls_resume_cb record, void *arg,
                                      struct mustls_error *err);

#endif
