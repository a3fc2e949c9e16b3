#ifndef MUSTLS_CLI_LIST_SUBJECTS_H
#define MUSTLS_CLI_LIST_SUBJECTS_H

#include <stdbool.h>

/* The profiles that the operands (NULL-terminated; none: all) name: the version where the program
 * is here, else what is missing. Returns an exit code. */
int mustls_cli_list_subjects(char *const *operands, bool json);

#endif
