/* The HTML report: runs in, parts of one page out. The page is a program of its own (html/) that
 * the build embeds; what it shows are these parts, each one JSON value, read when it is needed.
 *
 *   index   clients, scenarios, one small record a run: what the matrix shows
 *   texts   the scenario files
 *   0, 1 .. for each scenario its runs: dialogue, findings, output, command
 *
 * Pure: everything stays in memory, and is small, for equal lines and equal dialogues are kept
 * once. All bytes of a subject are printable text when they leave here. */
#ifndef MUSTLS_REPORT_HTML_H
#define MUSTLS_REPORT_HTML_H

#include "report/report.h"

struct mustls_html;

/* NULL: out of memory. */
struct mustls_html *mustls_html_new(void);
void mustls_html_free(struct mustls_html *h);

/* A run of the suite that the cases are from; several where files are merged. */
void mustls_html_run(struct mustls_html *h, const struct mustls_rec_run *r);
/* A finished run, with the secrets that `o` masks. What finds no room is counted, and makes the
 * report MUSTLS_ELIMIT. */
void mustls_html_case(struct mustls_html *h, const struct mustls_case *c,
                      const struct mustls_report_opts *o);
/* The same of the run to compare with: only its verdicts. */
void mustls_html_baseline_run(struct mustls_html *h, const struct mustls_rec_run *r);
void mustls_html_baseline(struct mustls_html *h, const struct mustls_rec_verdict *v);

/* When all is in: how many parts there are; part i as its name and JSON. */
size_t mustls_html_num_parts(const struct mustls_html *h);
void mustls_html_part(struct mustls_html *h, size_t i, const struct mustls_totals *t,
                      struct mustls_buf *name, struct mustls_buf *json);
enum mustls_status mustls_html_status(const struct mustls_html *h);

/* The page with style and script, from the build; the parts go where the marks are. */
extern const unsigned char mustls_html_page[];
extern const size_t mustls_html_page_len;
#define MUSTLS_HTML_INDEX_MARK "@INDEX@" /* the part `index` */
#define MUSTLS_HTML_PARTS_MARK "@PARTS@" /* all others */

#endif
