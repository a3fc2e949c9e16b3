/* The list of known failures (docs/reports.md): "subject[/version-prefix]  scenario-glob  VERDICT
 * sentence  # why". Pure. */
#ifndef MUSTLS_PROFILE_KNOWN_H
#define MUSTLS_PROFILE_KNOWN_H

#include "judge/judge.h"
#include "scenario/diag.h"

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

#endif
