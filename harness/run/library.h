/* Scenario files by name: found, parsed, with their bases. Names are paths below the scenario
 * folder without ".scn". */
#ifndef MUSTLS_RUN_LIBRARY_H
#define MUSTLS_RUN_LIBRARY_H

#include "scenario/scenario.h"

struct mustls_entry {
    const char *name, *path;
    const struct mustls_scenario *chain[MUSTLS_SCN_MAX_DEPTH]; /* the file, its base, ... */
    size_t num;
};

struct mustls_library;

/* `root`: the scenario folder; NULL: none (names given by mustls_library_put only). */
struct mustls_library *mustls_library_new(const char *root);
void mustls_library_free(struct mustls_library *lib);
/* Where all mistakes of all files loaded so far are gathered. */
struct mustls_diags *mustls_library_diags(struct mustls_library *lib);

/* A text known by other means (a trace file): `load` takes it instead of the file system. The first
 * one put wins. */
enum mustls_status mustls_library_put(struct mustls_library *lib, const char *name,
                                      const char *path, struct mustls_span text);
/* The same, and from now on this one is loaded: in the trace of a run that was gone on with, a file
 * may have been edited in between. Entries of before stay as they are. */
enum mustls_status mustls_library_replace(struct mustls_library *lib, const char *name,
                                          const char *path, struct mustls_span text);

/* Loads one scenario and its bases. MUSTLS_EPARSE: see the diagnostics. MUSTLS_ENOENT: err has a
 * sentence. */
enum mustls_status mustls_library_load(struct mustls_library *lib, const char *name,
                                       const struct mustls_entry **out, struct mustls_error *err);

/* Names that an argument means: a name, "name@3" (the instance goes to *instance), a folder, a
 * glob, or the path of a file. Sorted; base/ only when named. MUSTLS_ENOENT with a suggestion when
 * nothing fits. NULL means all. */
enum mustls_status mustls_library_select(struct mustls_library *lib, const char *arg,
                                         const char *const **names, size_t *num, unsigned *instance,
                                         struct mustls_error *err);

/* The default scenario folder: MUSTLS_SCENARIOS, ./scenarios, beside or above the command, where it
 * was built; NULL: none. */
const char *mustls_default_folder(const char *env, const char *sub, char *buf, size_t size);

/* The folder and all above it, where they are missing. `path` is as before. errno says why not. */
bool mustls_make_folders(char *path);
/* The text as a whole file; an old one is replaced, or with `append` continued. */
enum mustls_status mustls_write_file(const char *path, struct mustls_span text, bool append,
                                     struct mustls_error *err);
/* The text in place of the file's, all of it or, killed or on a full disk, nothing: the old text is
 * never gone before the new one is there. A symbolic link stays one, the mode stays. */
enum mustls_status mustls_replace_file(const char *path, struct mustls_span text,
                                       struct mustls_error *err);

/* Makes `path` where it is missing: a folder where `like` is one, else an empty file. */
enum mustls_status mustls_make_like(const char *path, const char *like, struct mustls_error *err);

/* Whole file, at most `max` bytes, into the arena. */
enum mustls_status mustls_read_file(struct mustls_arena *a, const char *path, size_t max,
                                    struct mustls_span *out, struct mustls_error *err);

#endif
