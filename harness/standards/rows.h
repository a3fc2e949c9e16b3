/* The catalogue of cases and which scenario tests which: scenarios/rows.txt.
 *
 *   group 530  530 to every command
 *   530-01  530 to MAIL, STARTTLS offered
 *       not covered: why          for a row without a scenario
 *       open: what is left        beside scenarios that test the rest
 *
 * A scenario names its rows in the comment on its top ("Row 530-01, REP-20."). */
#ifndef MUSTLS_STANDARDS_ROWS_H
#define MUSTLS_STANDARDS_ROWS_H

#include "standards/register.h"

#define MUSTLS_MAX_ROWS 2000

struct mustls_row {
    struct mustls_std_word id; /* "SEQ-08" */
    struct mustls_span title;
    size_t group; /* index */
    struct mustls_span not_covered, left_open;
    struct mustls_std_word reason_at;
    const char **scenarios; /* no name twice */
    size_t num_scenarios, cap_scenarios;
};

struct mustls_row_group {
    struct mustls_span prefix, title;
};

struct mustls_rows {
    const char *path;
    struct mustls_row *rows; /* in file order; each belongs to the group line above it */
    size_t num_rows, cap_rows;
    struct mustls_row_group *groups;
    size_t num_groups, cap_groups;
};

/* As mustls_register_parse. */
enum mustls_status mustls_rows_parse(struct mustls_arena *a, const char *path,
                                     struct mustls_span text, struct mustls_diags *d,
                                     struct mustls_rows *out);

/* The next row that a scenario's description names, from *at on, which moves behind it; false at
 * the end. A row is three or four capitals or digits, a hyphen and two digits, a word of its own.
 * Anywhere for a group of `rows`; of other groups, too, in a paragraph that begins with "Row". */
bool mustls_rows_next_named(const struct mustls_rows *rows, struct mustls_span description,
                            size_t *at, struct mustls_span *out);

/* Takes the rows that a scenario names. A name that is no row is told in d as a mistake of
 * `path`. */
enum mustls_status mustls_rows_add(struct mustls_arena *a, struct mustls_rows *rows,
                                   const char *scenario, const char *path,
                                   struct mustls_span description, struct mustls_diags *d);
/* After the last add: a row with neither scenario nor reason, or with "not covered" and scenarios,
 * is a mistake. */
void mustls_rows_check(const struct mustls_rows *rows, struct mustls_diags *d);

void mustls_rows_put_text(struct mustls_buf *out, const struct mustls_rows *rows);
void mustls_rows_put_json(struct mustls_buf *out, const struct mustls_rows *rows);

#endif
