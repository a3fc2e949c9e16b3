#ifndef MUSTLS_CLI_LIST_ROWS_H
#define MUSTLS_CLI_LIST_ROWS_H

#include <stdbool.h>

/* `root`: the scenario folder, NULL for the default. Returns an exit code: 1 when a row has neither
 * scenario nor reason, or a scenario names a row that is none. */
int mustls_cli_list_rows(const char *root, bool json);

#endif
