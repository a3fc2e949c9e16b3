/* What the files of this room share; nobody else includes it. */
#ifndef MUSTLS_PROFILE_INTERNAL_H
#define MUSTLS_PROFILE_INTERNAL_H

#include "profile/profile.h"

/* --- words.c: a text into words, as a POSIX shell splits them --- */

struct mustls_words_error {
    size_t at;        /* offset in the text */
    const char *text; /* one sentence, static */
};
/* Splits `text`; words live in `a`. MUSTLS_EPARSE: *err says what and where. */
enum mustls_status mustls_words_split(struct mustls_arena *a, struct mustls_span text,
                                      struct mustls_words *out, struct mustls_words_error *err);

/* --- expand.c: placeholders in one word --- */

/* A word is a sequence of pieces: text that stands for itself, or the name of a placeholder. */
struct mustls_piece {
    bool is_name;
    struct mustls_span text; /* the name without its braces */
};
/* The piece at *pos, which moves behind it. False at the end of the word. */
bool mustls_piece_next(struct mustls_span word, size_t *pos, struct mustls_piece *out);
/* MUSTLS_NUM_PLACEHOLDERS when there is none of this name. */
enum mustls_placeholder mustls_placeholder_by_name(struct mustls_span name);
/* The word with its placeholders replaced, and with {tls} and the like by the program's wish where
 * prog is given. NULL without memory. */
char *mustls_expand(struct mustls_arena *a, struct mustls_span text,
                    const struct mustls_program *prog,
                    const char *const values[MUSTLS_NUM_PLACEHOLDERS]);

/* --- wish.c: wish words (tls, auth, ...) and a profile's lines for them --- */

/* The word of either role, or NULL; only words that have lines, so not `timeout`. */
const struct mustls_wish_word *mustls_wish_find(struct mustls_span key);
/* The name of a word that is exactly "{tls}" and the like; empty when it is none. */
struct mustls_span mustls_wish_in_word(struct mustls_span word);
/* The profile's line that serves a wish; NULL when it has none. auth=any is content with
 * auth.plain, and a verify=yes that nobody said with verify.no: the certificate is a good one then.
 */
const struct mustls_option_line *mustls_wish_line(const struct mustls_profile *p,
                                                  const struct mustls_kv *wish);

/* --- parse.c, keys.c, check.c: the text of a profile --- */

/* One line "key value" and where it stands. */
struct mustls_profile_line {
    struct mustls_span text; /* without its line end */
    struct mustls_span key, value;
    unsigned num; /* from 1 */
};
struct mustls_profile_parser {
    struct mustls_arena *arena;
    struct mustls_diags *diags;
    struct mustls_profile *profile;
    struct mustls_profile_line line; /* the one being read */
    unsigned seen;                   /* bit n: key n of the table had its line */
    bool said_gives_up;
    size_t cap_options, cap_env, cap_binds;
    struct mustls_profile_line run;      /* where `run` stood; num 0: nowhere */
    struct mustls_profile_line *options; /* beside profile->options */
    size_t cap_lines;
};
/* A mistake on `line`, underlining `part` of it (a slice of line->text), or all when it is empty.
 */
void mustls_profile_complain(struct mustls_profile_parser *p, enum mustls_diag_level level,
                             const struct mustls_profile_line *line, struct mustls_span part,
                             const char *text, const char *help);
/* The same, of parts: `what` quoted in between, "did you mean" when a near word is among `words`.
 */
void mustls_profile_unknown(struct mustls_profile_parser *p, struct mustls_span part,
                            const char *what, const char *const *words, const char *help);

/* The line's value as words. A mistake leaves *out empty and is in diags; the status is about
 * memory only. */
enum mustls_status mustls_profile_split(struct mustls_profile_parser *p, struct mustls_words *out);
/* install.c: `apt`, `unpack`, `npm`, `build`. */
enum mustls_status mustls_profile_take_apt(struct mustls_profile_parser *p);
enum mustls_status mustls_profile_take_unpack(struct mustls_profile_parser *p);
enum mustls_status mustls_profile_take_npm(struct mustls_profile_parser *p);
enum mustls_status mustls_profile_take_build(struct mustls_profile_parser *p);

/* Reads p->line into p->profile. Mistakes go to p->diags; the status is about memory only. */
enum mustls_status mustls_profile_key(struct mustls_profile_parser *p);
/* What can only be said once every line was read. */
void mustls_profile_check(struct mustls_profile_parser *p);
/* Every placeholder of `words` that is none, or stands where it must not. `only`: bit set of those
 * allowed; `wishes`: where {tls} and the like may stand. */
#define MUSTLS_PH_ALL ((1u << MUSTLS_NUM_PLACEHOLDERS) - 1)
enum mustls_wish_place { MUSTLS_WISH_NOWHERE, MUSTLS_WISH_WHOLE_WORD, MUSTLS_WISH_ANYWHERE };
void mustls_profile_check_words(struct mustls_profile_parser *p, const struct mustls_words *words,
                                unsigned only, enum mustls_wish_place wishes);

/* patience.c */
enum mustls_status mustls_profile_take_gives_up(struct mustls_profile_parser *p);
/* {timeout} stands in what the program is given. */
bool mustls_profile_tells_timeout(const struct mustls_profile *p);

/* keys_world.c */
enum mustls_status mustls_profile_take_port(struct mustls_profile_parser *p);
enum mustls_status mustls_profile_take_needs(struct mustls_profile_parser *p);
enum mustls_status mustls_profile_take_bind(struct mustls_profile_parser *p);

/* With all defaults; NULL without memory. */
struct mustls_profile *mustls_profile_new(struct mustls_arena *a, const char *path);
void mustls_exit_add(uint8_t set[32], unsigned status); /* status < 256 */

#endif
