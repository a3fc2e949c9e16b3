/* The fuzz targets of a build folder, and what each engine needs there. */
#ifndef MUSTLS_CAMPAIGN_TARGET_H
#define MUSTLS_CAMPAIGN_TARGET_H

#include "campaign/files.h"

enum mustls_engine { MUSTLS_ENGINE_LIBFUZZER, MUSTLS_ENGINE_AFL };
const char *mustls_engine_name(enum mustls_engine e);

#define MUSTLS_MAX_SEEDS 24

struct mustls_target {
    char name[80];
    char program[MUSTLS_PATH]; /* absolute */
    char dict[MUSTLS_PATH];    /* absolute: NAME.dict beside it; empty: there is none */
    bool flat;
    char seeds[MUSTLS_MAX_SEEDS][MUSTLS_PATH]; /* files and folders */
    size_t num_seeds;
};

/* The folder that a preset builds into, absolute, as engines work in a folder of their own: below
 * the working folder, or else where mustls was built. Refused when it holds no targets, with the
 * command that makes them. */
enum mustls_status mustls_target_folder(const char *preset, char out[MUSTLS_PATH],
                                        struct mustls_error *err);
/* The same for one that the user names; as it is where there is none. */
void mustls_target_bin(const char *bin, char out[MUSTLS_PATH]);
/* What bin/fuzz-targets.txt says of a target: "reply" or "fuzz_reply". A name with a slash is a
 * program of its own: bytes, no seeds. MUSTLS_ENOENT: there is none of that name; MUSTLS_EIO: it is
 * not built. */
enum mustls_status mustls_target_find(const char *bin, const char *preset, const char *name,
                                      struct mustls_target *out, struct mustls_error *err);
/* Another dictionary. False: `path` is no file. */
bool mustls_target_dict(struct mustls_target *t, const char *path);
/* All of them; program is empty where it is not built. */
enum mustls_status mustls_target_each(const char *bin,
                                      void (*each)(void *arg, const struct mustls_target *t),
                                      void *arg, struct mustls_error *err);

#endif
