/* What was found, on disk: a folder for each bucket. Any campaign writes through this part,
 * whatever it plays against.
 *
 *   finds/BUCKET/input         the smallest input so far that shows it
 *   finds/BUCKET/first         the input that showed it first, as it came
 *   finds/BUCKET/scenario.scn  input as a scenario, where it is flat
 *   finds/BUCKET/report.txt    what the process said; the transcript, of a program over sockets
 *   finds/BUCKET/trace.jsonl   its run, where there is one
 *   finds/BUCKET/again         a program that shows it again
 *   finds/BUCKET/bucket.json   kind, title, how often, when; whether it was made smaller
 *
 * A bucket comes into being by a rename, and each file of it is replaced by one: a kill at any
 * moment leaves the find as it was or as it is now. */
#ifndef MUSTLS_CAMPAIGN_FINDS_H
#define MUSTLS_CAMPAIGN_FINDS_H

#include "campaign/bucket.h"
#include "campaign/files.h"

#define MUSTLS_FINDS_MAX 1000 /* buckets; what is new beyond is one bucket, "more-..." */

struct mustls_finds {
    char dir[MUSTLS_PATH];
    size_t num; /* buckets */
};

struct mustls_find {
    struct mustls_bucket bucket;
    const char *target; /* what was fuzzed, for a person */
    struct mustls_span input, report;
    bool flat;                   /* input is records */
    struct mustls_span scenario; /* the one that was played; empty: made of the input */
    struct mustls_span trace;    /* empty: none */
    struct mustls_span again;    /* the program's text behind "cd to the bucket's folder" */
    uint64_t id;                 /* another one for each time that something is found */
};

/* What bucket.json says. */
struct mustls_find_row {
    struct mustls_bucket bucket;
    uint64_t count;       /* how often it was found */
    uint64_t first, last; /* seconds since 1970 */
    size_t size, first_size;
    bool done;    /* made smaller, as far as it went */
    bool repeats; /* the input showed it when it was run again */
};

/* Makes the folder, and removes what a killed campaign had half written. */
enum mustls_status mustls_finds_open(struct mustls_finds *f, const char *dir,
                                     struct mustls_error *err);
/* Files a find. *is_new: there was no such bucket; else it is counted, unless the last one counted
 * has the same id (a campaign that was killed offers a find twice). find->bucket may become that of
 * "more". */
enum mustls_status mustls_finds_add(struct mustls_finds *f, struct mustls_find *find, uint64_t now,
                                    bool *is_new, struct mustls_error *err);
/* A smaller input for a bucket that is there, and its report. */
enum mustls_status mustls_finds_improve(struct mustls_finds *f, const struct mustls_find *find,
                                        struct mustls_error *err);
/* It was looked at again: nobody needs to any more. */
enum mustls_status mustls_finds_done(struct mustls_finds *f, const char *name, bool repeats,
                                     struct mustls_error *err);
/* MUSTLS_ENOENT: there is no such bucket, or its file can't be understood. */
enum mustls_status mustls_finds_row(const struct mustls_finds *f, const char *name,
                                    struct mustls_find_row *out);
/* The path of a file of a bucket. */
bool mustls_finds_path(const struct mustls_finds *f, const char *name, const char *file,
                       char out[MUSTLS_PATH]);
/* All buckets, by name; false from `each` ends it. */
enum mustls_status mustls_finds_each(const struct mustls_finds *f,
                                     bool (*each)(void *arg, const struct mustls_find_row *row),
                                     void *arg);

#endif
