/* No subject outlives us, not even when we are killed with SIGKILL: a small process waits for our
 * end of a pipe to close, then kills every process that carries our token in its environment and
 * removes our folder. */
#ifndef MUSTLS_RUN_WATCHDOG_H
#define MUSTLS_RUN_WATCHDOG_H

#include "base/status.h"

/* Name of the environment variable: MUSTLS_TOKEN=<token>.<run>. */
#define MUSTLS_TOKEN_NAME "MUSTLS_TOKEN"

/* Forks the watchdog; call before any thread or loop exists. `dir` is removed at the end, with all
 * in it. */
enum mustls_status mustls_watchdog_start(const char *token, const char *dir,
                                         struct mustls_error *err);

/* SIGKILL to every process whose token begins with `prefix`, and to orphans without one that work
 * in `dir`, but not to ourselves. Returns how many were found. */
unsigned mustls_kill_by_token(const char *prefix, const char *dir);

/* SIGKILL to every child of ours but the watchdog, orphans that became ours included. For the end,
 * when no run needs one. */
void mustls_kill_children(void);

/* Removes a folder and all in it, following no link. */
void mustls_remove_tree(const char *dir);

#endif
