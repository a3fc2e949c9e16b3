/* A trace file back to values. Total over hostile files: every line either is understood or gives
 * one error with file and line; what was read before stays good. A last line without LF (a killed
 * run) is ignored and counted. */
#ifndef MUSTLS_TRACE_READ_H
#define MUSTLS_TRACE_READ_H

#include "base/arena.h"
#include "trace/record.h"

enum mustls_rec_type {
    MUSTLS_REC_RUN,
    MUSTLS_REC_FILE,
    MUSTLS_REC_START,
    MUSTLS_REC_EVENT,
    MUSTLS_REC_VERDICT,
    MUSTLS_REC_END,
    MUSTLS_REC_OTHER, /* a type of a later schema: ignored */
};
struct mustls_rec {
    enum mustls_rec_type type;
    uint32_t run_id; /* events: which run */
    union {
        struct mustls_rec_run run;
        struct mustls_rec_file file;
        struct mustls_rec_start start;
        struct mustls_event event; /* at.unit is resolved by the caller from at_file */
        struct mustls_rec_verdict verdict;
        struct mustls_rec_end end;
    } u;
    const char *at_file; /* events: name of the file of `at`, "" for none */
};

/* Parses one line (without its LF). Strings and arrays live in `a`. MUSTLS_EPARSE: err has text and
 * column; file and line are the caller's to set. */
enum mustls_status mustls_rec_read(struct mustls_arena *a, struct mustls_span line,
                                   struct mustls_rec *out, struct mustls_error *err);

#endif
