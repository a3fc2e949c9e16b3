/* Every scenario file, bases included, for the commands that speak of the whole suite: coverage,
 * list --rows, teeth. */
#ifndef MUSTLS_CLI_WHOLE_SUITE_H
#define MUSTLS_CLI_WHOLE_SUITE_H

#include "cli/select.h"

struct mustls_cli_suite {
    struct mustls_cli_select sel; /* sel.root may be set before */
};

/* 0 or an exit code, with the reason on stderr. */
int mustls_cli_suite_load(struct mustls_cli_suite *s);
/* The first instance of each file as a program, in the order of their names. */
int mustls_cli_suite_each(struct mustls_cli_suite *s,
                          enum mustls_status (*f)(void *arg, const struct mustls_program *p),
                          void *arg);
/* A text file of the suite. */
int mustls_cli_suite_file(struct mustls_cli_suite *s, const char *path, size_t max,
                          struct mustls_span *out);
void mustls_cli_suite_free(struct mustls_cli_suite *s);

#endif
