/* SARIF 2.1.0 (OASIS), for code scanning: a rule for each sentence that was broken, a result for
 * each time. Pure: everything is kept in memory until it is written. */
#ifndef MUSTLS_REPORT_SARIF_H
#define MUSTLS_REPORT_SARIF_H

#include "report/report.h"

struct mustls_sarif;

/* NULL without memory. */
struct mustls_sarif *mustls_sarif_new(void);
void mustls_sarif_free(struct mustls_sarif *s);
/* PASS and SKIP are no results. A SHOULD is a warning, everything else an error; what is known is
 * suppressed with its reason. */
void mustls_sarif_case(struct mustls_sarif *s, const struct mustls_case *c);
/* The whole log. out->failed when some of it found no memory. */
void mustls_sarif_put(struct mustls_buf *out, struct mustls_sarif *s, const struct mustls_totals *t,
                      const char *version);

#endif
