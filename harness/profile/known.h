/* The list of known failures (docs/reports.md): "subject[/version-prefix]  scenario-glob  VERDICT
 * sentence  # why"; read, asked, and brought up to date. Pure. */
#ifndef MUSTLS_PROFILE_KNOWN_H
#define MUSTLS_PROFILE_KNOWN_H

#include "judge/judge.h"
#include "scenario/diag.h"

/* The reason of a line that nobody has given one yet. It parses; who runs by the list refuses it.
 */
#define MUSTLS_KNOWN_TODO "TODO: why"

struct mustls_known_entry {
    struct mustls_span subject, version; /* version: prefix in whole numbers, may be empty */
    struct mustls_span scenario;         /* glob over the id, with its @n or without */
    enum mustls_verdict verdict;
    struct mustls_span sentence; /* canonical text, or empty: any */
    struct mustls_span why;
    unsigned line;
};
struct mustls_known {
    const char *path;
    struct mustls_known_entry *entries;
    size_t num;
};
/* A reason is mandatory; so is a verdict that can be expected (FAIL, INCONCLUSIVE, WARN). All
 * mistakes in one go. `path` is kept, not copied. */
enum mustls_status mustls_known_parse(struct mustls_arena *a, const char *path,
                                      struct mustls_span text, struct mustls_diags *d,
                                      struct mustls_known **out);
/* An error for each line of `text` whose reason is still to be written. */
void mustls_known_refuse_todo(const struct mustls_known *k, struct mustls_span text,
                              struct mustls_diags *d);

enum mustls_known_match {
    MUSTLS_KNOWN_NONE,      /* not listed */
    MUSTLS_KNOWN_AS_LISTED, /* same verdict, and every broken MUST is listed: green */
    MUSTLS_KNOWN_OTHERWISE, /* listed, but another sentence or verdict: red */
    MUSTLS_KNOWN_FIXED,     /* listed, but passed: red unless deferred */
};
/* *line is the first entry that names the run (0 for none), *why its reason. A SKIP is never
 * listed, an ERROR never as listed. The judgement does not say how the subject died: the caller
 * keeps a death by signal out of the green itself. */
enum mustls_known_match mustls_known_look(const struct mustls_known *k, const char *subject,
                                          const char *version, const char *id,
                                          enum mustls_verdict verdict,
                                          const struct mustls_judgement *j, unsigned *line,
                                          struct mustls_span *why);

/* One finished run. */
struct mustls_known_run {
    const char *subject, *version, *id;
    enum mustls_verdict verdict;
    const struct mustls_judgement *judgement; /* may be NULL */
    /* No line excuses how it ended: a crash, ERROR, FLAKY, not begun. It says nothing of the lines
     * that name it either. */
    bool unlisted;
};
/* What is broken, in `a`, without program and trace; with what an earlier run of the same had
 * broken (NULL: none). NULL without memory. */
struct mustls_judgement *mustls_known_keep(struct mustls_arena *a,
                                           const struct mustls_judgement *before,
                                           const struct mustls_judgement *j);
bool mustls_known_names(const struct mustls_known_entry *e, const struct mustls_known_run *r);

struct mustls_known_update {
    const struct mustls_known *known; /* of `text` */
    struct mustls_span text;
    const struct mustls_known_run *runs; /* one for each subject, version and id */
    size_t num_runs;
    bool strict;      /* a WARN is red, and so is to be listed */
    bool allow_fixed; /* lines about what passes now stay */
    const char *why;  /* the reason of new lines */
    /* Every run that this entry names is among `runs`. */
    bool (*whole)(void *arg, const struct mustls_known_entry *e);
    void *arg;
};
struct mustls_known_changes {
    unsigned added, deleted;
    unsigned narrowed;  /* a glob, to what still fails of it */
    unsigned left;      /* out of date, but about runs of which we know nothing, too */
    unsigned left_line; /* the first of these */
    unsigned red;       /* runs that are red by the new list, too */
};
/* The text that fits what ran. Lines about anything else, comments and order stay byte for byte. A
 * line goes when each run that it names ended otherwise than it says; a glob of which some did is
 * replaced, on the spot, by a line for each of the others. New lines stand behind the last one
 * about their run, else at the end. MUSTLS_ELIMIT: out->failed, or no memory. */
enum mustls_status mustls_known_put(struct mustls_arena *a, const struct mustls_known_update *u,
                                    struct mustls_buf *out, struct mustls_known_changes *changes);

#endif
