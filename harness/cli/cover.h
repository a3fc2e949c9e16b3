/* The standards' coverage of a scenario folder: for `mustls coverage` and for the HTML report. */
#ifndef MUSTLS_CLI_COVER_H
#define MUSTLS_CLI_COVER_H

#include "cli/whole_suite.h"
#include "standards/coverage.h"

struct mustls_cli_cover {
    struct mustls_cli_suite suite; /* suite.sel.root may be set before */
    const char *register_path;     /* NULL: standards.txt in the scenario folder */
    struct mustls_citation *citations;
    size_t num, cap;
    const char **names;
    size_t num_names, cap_names;
    struct mustls_diags diags; /* what is wrong with the register; not said yet */
};

/* 0 or an exit code, with the reason on stderr; MUSTLS_EXIT_RED: *out is whole, and the register
 * and the suite contradict each other. Free in any case. */
int mustls_cli_cover(struct mustls_cli_cover *c, struct mustls_coverage *out);
void mustls_cli_cover_free(struct mustls_cli_cover *c);

/* The same as JSON in `a`, for a page that can do without: empty where there is no register. `root`
 * may be NULL. */
struct mustls_span mustls_cli_cover_json(struct mustls_arena *a, const char *root);

#endif
