/* --watch: the files that a call's runs stand on, and what is other in them than the last time. */
#ifndef MUSTLS_CLI_STAND_H
#define MUSTLS_CLI_STAND_H

#include "cli/run_internal.h"

struct mustls_stand_file {
    const char *path;
    const char *folder, *name; /* of the path; "." where it has none */
    uint64_t mark;             /* of its text, or a program's inode, size and time; 0: not there */
};
struct mustls_stand {
    struct mustls_arena *arena;
    struct mustls_stand_file *files;
    size_t num, cap;
};

/* Of a call that is loaded. NULL without memory. The call and its texts may go before it. */
struct mustls_stand *mustls_stand_new(struct mustls_cli_run *r);
void mustls_stand_free(struct mustls_stand *s); /* NULL is harmless */
/* The file in this folder with this name; NULL: nothing stands on it. */
const struct mustls_stand_file *mustls_stand_at(const struct mustls_stand *s, const char *folder,
                                                const char *name);

/* What is to run again of a loaded call. Files that are not there touch nothing. */
struct mustls_touched {
    bool *entries;                            /* of r->sel.entries */
    bool clients[MUSTLS_CLI_MAX_CLIENTS + 1]; /* of r->profiles */
    size_t num_entries, num_clients;          /* how many */
    bool all;                                 /* the list of known failures */
    const char *changed, *gone;               /* one of the files; NULL: none */
    size_t num_changed;
};
/* `now` against `before`. False without memory. */
bool mustls_stand_touches(const struct mustls_stand *before, const struct mustls_stand *now,
                          struct mustls_cli_run *r, struct mustls_touched *out);

#endif
