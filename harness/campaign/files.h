/* Files and folders of a campaign. What is written is whole or not there at all. */
#ifndef MUSTLS_CAMPAIGN_FILES_H
#define MUSTLS_CAMPAIGN_FILES_H

#include "base/buf.h"

/* "DIR/NAME" in static-size buffers everywhere: longer is refused once, when a campaign opens. */
#define MUSTLS_PATH 1024

/* False when it does not fit. */
bool mustls_path(char out[MUSTLS_PATH], const char *dir, const char *name);
/* What is there, without links and from the root on. False: nothing, or longer. */
bool mustls_absolute(char out[MUSTLS_PATH], const char *path);
/* mkdir -p */
enum mustls_status mustls_make_folder(const char *path, struct mustls_error *err);
/* Writes beside it and renames. executable: 0755 */
enum mustls_status mustls_file_put(const char *path, struct mustls_span bytes, bool executable,
                                   struct mustls_error *err);
/* Appends the file's bytes, up to what fits `out`; MUSTLS_ELIMIT when it is longer. */
enum mustls_status mustls_file_get(const char *path, struct mustls_buf *out,
                                   struct mustls_error *err);
/* Calls `each` for every file below `dir` (or for `dir` itself, if it is a file), links not
 * followed, hidden ones left out, eight folders deep; false from `each` ends it. */
void mustls_each_file(const char *dir, bool (*each)(void *arg, const char *path, size_t size),
                      void *arg);
size_t mustls_count_files(const char *dir); /* in this folder alone */
bool mustls_is_folder(const char *path);
/* The file can be run. */
bool mustls_is_program(const char *path);
/* Finds a program in PATH; false when it is not there. */
bool mustls_find_program(const char *name, char out[MUSTLS_PATH]);

#endif
