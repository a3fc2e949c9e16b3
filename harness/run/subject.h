/* Subjects by name: profiles loaded, programs found, versions asked. */
#ifndef MUSTLS_RUN_SUBJECT_H
#define MUSTLS_RUN_SUBJECT_H

#include "run/exec.h"

/* NAME of a file NAME.profile in `folder` (may be NULL), or the path of a profile. MUSTLS_EPARSE:
 * see d. MUSTLS_ENOENT: err suggests a name. */
enum mustls_status mustls_profile_load(struct mustls_arena *a, const char *folder, const char *name,
                                       struct mustls_diags *d, const struct mustls_profile **out,
                                       struct mustls_error *err);
/* Names of the profiles in `folder`, sorted, without ".profile"; at most max. Returns how many. */
size_t mustls_profile_names(struct mustls_arena *a, const char *folder, const char **names,
                            size_t max);
/* The folder where the profile lies, what {dir} stands for; "" when it is gone. */
const char *mustls_profile_dir(struct mustls_arena *a, const struct mustls_profile *p);
/* What of it is not on this machine: the program of `run` (in PATH, or below {dir}), a package of
 * `unpack`, a module of `npm`. NULL: nothing that can be seen without running it. Lives in a. */
const char *mustls_profile_missing(struct mustls_arena *a, const struct mustls_profile *p);
/* Files that the command is made of, as far as can be seen without running it: the program, and the
 * first other file that it is given, be it a script. Lives in a; returns how many, at most 2. */
size_t mustls_profile_files(struct mustls_arena *a, const struct mustls_profile *p,
                            const char *files[2]);
/* MUSTLS_EIO when something is missing: err says what, and how to get it. */
enum mustls_status mustls_profile_find_program(struct mustls_arena *a,
                                               const struct mustls_profile *p,
                                               struct mustls_error *err);
/* Runs the profile's version command (at most 15 s) and takes the first word of its output that
 * looks like a version; "" for none, or when it does not exit with 0. Lives in a. */
const char *mustls_profile_ask_version(struct mustls_arena *a, struct mustls_io *io,
                                       const struct mustls_profile *p);

#endif
