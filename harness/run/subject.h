/* Subjects by name: profiles loaded, programs found, versions asked. */
#ifndef MUSTLS_RUN_SUBJECT_H
#define MUSTLS_RUN_SUBJECT_H

#include "run/exec.h"

/* NAME of a file NAME.profile in `folder` (may be NULL), or the path of a profile. MUSTLS_EPARSE:
 * see d. MUSTLS_ENOENT: err suggests a name. */
enum mustls_status mustls_profile_load(struct mustls_arena *a, const char *folder, const char *name,
                                       struct mustls_diags *d, const struct mustls_profile **out,
                                       struct mustls_error *err);
/* MUSTLS_EIO when the program is not in PATH: err names the package that has it. */
enum mustls_status mustls_profile_find_program(const struct mustls_profile *p,
                                               struct mustls_error *err);
/* Runs the profile's version command (at most 15 s) and takes the first word that looks like a
 * version; "" for none. Lives in a. */
const char *mustls_profile_ask_version(struct mustls_arena *a, struct mustls_io *io,
                                       const struct mustls_profile *p);

#endif
