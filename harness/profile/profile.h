/* A profile: how to run one program as the subject (docs/profiles.md). Pure: the text is loaded by
 * the caller.
 *
 *   # comment
 *   name               curl
 *   role               client
 *   package            curl
 *   version            curl --version
 *   run                curl -sS {tls} {auth} {verify} ... smtp://{host}:{port}/{helo}
 *   stdin              {message}              (optional: a file)
 *   env                NAME=value             (any number)
 *   tls.required       --ssl-reqd             (one line a wish that the program can do)
 *   tls.off                                   (a line may be empty)
 *   settle             5s                     (servers only)
 *   gives-up           no                     (where {timeout} is for something else)
 *   port               25                     (it can't be told another one)
 *   bind               {tmp}/etc /etc/dma     (any number; put over the system's, for it alone)
 *   needs              root
 *   exit.ok            0
 *   exit.skip          77 89
 *   apt                curl libcurl4          (how to get it: packages to install,
 *   unpack             dma                     packages to unpack into {dir}/root/PKG,
 *   npm                nodemailer@10.6.0       modules for {dir}/node_modules,
 *   build              cc -o bin/a a.c         a shell command, run in {dir})
 *
 * Words are split as a POSIX shell splits them: blanks, '...', "...", backslash; nothing is
 * expanded but {placeholders}. `{{name}` is the text `{name}`. */
#ifndef MUSTLS_PROFILE_PROFILE_H
#define MUSTLS_PROFILE_PROFILE_H

#include "scenario/diag.h"
#include "scenario/program.h"

struct mustls_words {
    struct mustls_span *items;
    size_t num;
};
struct mustls_option_line { /* "tls.required --ssl-reqd" */
    struct mustls_span key, value;
    struct mustls_words words;
};
struct mustls_profile {
    const char *name, *path, *package; /* package "" when not said */
    struct mustls_span text;           /* of the file; empty for a command */
    enum mustls_role role;
    struct mustls_words version, run; /* version may be empty */
    struct mustls_span stdin_file;    /* "{message}" or empty */
    struct mustls_words env;
    struct mustls_words apt, unpack, npm; /* nothing here acts on them: names, checked */
    const char *build;                    /* a shell's line; "" when there is nothing to build */
    struct mustls_option_line *options;
    size_t num_options;
    uint8_t exit_ok[32], exit_skip[32]; /* bit sets of 256 statuses; never overlap */
    bool delivers_nothing;              /* `delivers no`: a tool that only makes the handshake */
    bool needs_root; /* real root, with other users: an MTA that changes its user */
    unsigned port;   /* it can't be told another one; 0: {port} says it */
    struct mustls_profile_bind {
        struct mustls_span from, to; /* from: with placeholders; to: a path of the system */
    } * binds;
    size_t num_binds;
    bool gives_up;      /* stops waiting for a reply after {timeout} seconds */
    unsigned settle_ms; /* servers: patience until the port answers */
    bool any_wish;      /* a bare command: every wish is accepted, {tls} stands for its value */
};
#define MUSTLS_PROFILE_MAX_FILE (1u << 18) /* bytes */

bool mustls_exit_in(const uint8_t set[32], int status); /* false outside 0..255 */

/* All mistakes in one go, in d. Unknown keys, placeholders and wish words are errors with a
 * suggestion; words of a wish line that `run` never uses are a warning. `path` is kept, not
 * copied. */
enum mustls_status mustls_profile_parse(struct mustls_arena *a, const char *path,
                                        struct mustls_span text, struct mustls_diags *d,
                                        struct mustls_profile **out);
/* A profile for `-- COMMAND ARG...`: name = basename of the command; every wish is accepted (the
 * command looks at the placeholders or the environment itself); exit.ok 0, exit.skip 77 89. */
enum mustls_status mustls_profile_from_command(struct mustls_arena *a, char *const *argv,
                                               size_t argc, struct mustls_diags *d,
                                               struct mustls_profile **out);

enum mustls_placeholder {
    MUSTLS_PH_HOST,
    MUSTLS_PH_PORT,
    MUSTLS_PH_CA,
    MUSTLS_PH_USER,
    MUSTLS_PH_PASSWORD,
    MUSTLS_PH_FROM,
    MUSTLS_PH_TO,
    MUSTLS_PH_MESSAGE,
    MUSTLS_PH_HELO,
    MUSTLS_PH_TIMEOUT,
    MUSTLS_PH_TMP,
    MUSTLS_PH_DIR, /* the folder of the profile, for drivers beside it */
    MUSTLS_NUM_PLACEHOLDERS
};
extern const char
    *const mustls_placeholder_names[MUSTLS_NUM_PLACEHOLDERS + 1]; /* "host", "port", ...; NULL */

/* The value of the line that serves a wish: plain for auth=any where there is no auth.any. The
 * wish's own where the profile has no line, or no lines at all. */
struct mustls_span mustls_profile_served(const struct mustls_profile *p,
                                         const struct mustls_kv *wish);

/* NULL when the profile can do all that the program asks; else the wish it has no line for:
 * "auth=cram-md5"; "role=server" when it is a profile of the other role. auth=any is content with
 * auth.plain. */
const char *mustls_profile_lacks(struct mustls_arena *a, const struct mustls_profile *p,
                                 const struct mustls_program *prog);

/* argv, NULL-terminated, with wishes ({tls}, {auth}, ... a word of its own spreads into that line's
 * words) and placeholders replaced. MUSTLS_ENOENT when the profile lacks a wish. */
enum mustls_status mustls_profile_argv(struct mustls_arena *a, const struct mustls_profile *p,
                                       const struct mustls_program *prog,
                                       const char *const values[MUSTLS_NUM_PLACEHOLDERS],
                                       char ***argv);
/* The words with placeholders replaced, NULL-terminated: for `version` and `env`. NULL without
 * memory. A NULL value stands for "". */
char **mustls_profile_words(struct mustls_arena *a, const struct mustls_words *words,
                            const char *const values[MUSTLS_NUM_PLACEHOLDERS]);
/* One string with placeholders replaced (env values, stdin). */
char *mustls_profile_expand(struct mustls_arena *a, struct mustls_span text,
                            const char *const values[MUSTLS_NUM_PLACEHOLDERS]);
/* argv as a line that a POSIX shell reads back to the same words. */
void mustls_shell_quote(struct mustls_buf *out, char *const *argv);

#endif
