/* lint.c looks at the file and its sentences, lint_rules.c at its rules. */
#ifndef MUSTLS_SCENARIO_LINT_INTERNAL_H
#define MUSTLS_SCENARIO_LINT_INTERNAL_H

#include "scenario/internal.h"

struct scn_lint {
    const struct mustls_scenario *scn;
    const struct mustls_program *prog; /* of this file alone, the instance at hand */
    struct mustls_diags *diags;
    bool is_base;
    size_t budget; /* steps that comparing rules may still take */
};

/* A warning about a whole line. */
void scn_lint_warn(struct scn_lint *l, uint32_t line, const char *help, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
void scn_lint_rules(struct scn_lint *l);

#endif
