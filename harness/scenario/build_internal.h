/* The half-built program: program.c opens units and reads what the file says about itself, body.c
 * adds rules, steps and sentences. */
#ifndef MUSTLS_SCENARIO_BUILD_INTERNAL_H
#define MUSTLS_SCENARIO_BUILD_INTERNAL_H

#include "scenario/internal.h"

struct scn_builder {
    struct mustls_arena *arena;
    struct mustls_arena *growing; /* holds rules, steps and sentences until all are there */
    struct mustls_diags *diags;
    struct mustls_program *program;
    const struct mustls_scenario *scn; /* of the unit being read */
    uint8_t unit;
    unsigned choice[SCN_MAX_FORS]; /* of unit 0: bases have no `for` */
    struct scn_kvs tls;            /* header `tls` of unit 0 */
    unsigned phases;               /* of the section that we are in */
    bool in_rule;                  /* steps have a place to go */
    size_t rules_cap, steps_cap, sentences_cap;
    size_t total;           /* bytes of all SEND steps; <= MUSTLS_SCN_MAX_TOTAL */
    struct mustls_buf text; /* scratch: a line with its values */
    struct mustls_buf bytes;
    size_t *cuts; /* SCN_MAX_CUTS */
};

/* Opens a line of the current unit; what is read from it lives in the program's arena. */
enum mustls_status scn_build_open(struct scn_builder *b, struct scn_reader *r,
                                  const struct scn_line *line);
/* Rules, steps and sentences of the current unit. */
enum mustls_status scn_build_body(struct scn_builder *b);

#endif
