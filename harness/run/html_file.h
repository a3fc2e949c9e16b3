/* The HTML report as a file: the page, and its parts packed. */
#ifndef MUSTLS_RUN_HTML_FILE_H
#define MUSTLS_RUN_HTML_FILE_H

#include <stdio.h>

#include "report/html.h"

/* `standards`: the coverage of the standards as JSON (standards/coverage.h), or empty. MUSTLS_EIO,
 * MUSTLS_ELIMIT: err says why. */
enum mustls_status mustls_html_write(FILE *f, struct mustls_html *h, const struct mustls_totals *t,
                                     struct mustls_span standards, struct mustls_error *err);

#endif
