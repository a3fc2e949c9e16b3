/* Operands and tags to scenarios, shared by the subcommands. */
#ifndef MUSTLS_CLI_SELECT_H
#define MUSTLS_CLI_SELECT_H

#include <stdio.h>

#include "run/library.h"
#include "scenario/scenario.h"

#define MUSTLS_CLI_MAX_TAGS 16

struct mustls_cli_select {
    const char *root; /* --scenarios; NULL: the default */
    const char *tags[MUSTLS_CLI_MAX_TAGS];
    size_t num_tags;
    bool lint; /* warnings, too */
    /* set by mustls_cli_select */
    char root_buf[4096];
    struct mustls_library *library;
    struct mustls_arena *arena;
    struct mustls_cli_picked {
        const struct mustls_entry *entry;
        unsigned instance;
    } * entries;
    size_t num_entries, cap_entries;
    size_t num_warnings;
};

bool mustls_cli_select_tag(struct mustls_cli_select *s, const char *tag);
/* Loads what the operands (NULL-terminated; none: everything) name. Says what is wrong on stderr;
 * returns an exit code, 0 when all is good. */
int mustls_cli_select(struct mustls_cli_select *s, char *const *operands);
/* Each instance as a program; 0 or an exit code. */
int mustls_cli_select_each(struct mustls_cli_select *s,
                           void (*f)(void *arg, const struct mustls_program *p), void *arg);
void mustls_cli_select_free(struct mustls_cli_select *s);

void mustls_cli_list_faults(FILE *f);

#endif
