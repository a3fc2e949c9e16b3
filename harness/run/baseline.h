/* --baseline: the verdicts of another run, and which of them are other ones now. */
#ifndef MUSTLS_RUN_BASELINE_H
#define MUSTLS_RUN_BASELINE_H

#include "report/html.h"

struct mustls_baseline;

/* Reads a results or trace file; `page` (may be NULL) is told of its records, too. NULL: err names
 * file and line. */
struct mustls_baseline *mustls_baseline_new(const char *path, struct mustls_html *page,
                                            struct mustls_error *err);
void mustls_baseline_free(struct mustls_baseline *b);
/* A verdict of this run. Runs that the other file has not are no changes. */
void mustls_baseline_case(struct mustls_baseline *b, const struct mustls_case *c);
/* A line for each change, by client and scenario, and one that counts them. */
void mustls_baseline_put(struct mustls_baseline *b, struct mustls_buf *out);

#endif
