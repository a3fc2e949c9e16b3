/* Looks for the run's user name and password in all that the subject sends: byte by byte, with a
 * state of a few words for each needle, so that no cut of the input and no cap of ours can hide
 * one. */
#ifndef MUSTLS_PLAY_SECRET_INTERNAL_H
#define MUSTLS_PLAY_SECRET_INTERNAL_H

#include "base/arena.h"

enum mustls_play_secret_kind {
    MUSTLS_PLAY_PASSWORD,
    MUSTLS_PLAY_PASSWORD_BASE64,
    MUSTLS_PLAY_PASSWORD_PERCENT,
    MUSTLS_PLAY_USER,
    MUSTLS_PLAY_USER_BASE64,
    MUSTLS_PLAY_USER_PERCENT,
    MUSTLS_PLAY_NUM_SECRETS
};
const char *mustls_play_secret_name(enum mustls_play_secret_kind k);

#define MUSTLS_PLAY_MAX_NEEDLES 10 /* two values: raw, percent, base64 at three alignments */
#define MUSTLS_PLAY_MIN_SECRET  6  /* a shorter value turns up by chance */

struct mustls_play_needle {
    enum mustls_play_secret_kind kind;
    struct mustls_span text;
    uint32_t *back; /* length of the longest proper border of each prefix (Knuth, Morris, Pratt) */
};

struct mustls_play_secrets {
    struct mustls_play_needle needles[MUSTLS_PLAY_MAX_NEEDLES];
    size_t num;
    uint16_t starts[256]; /* the needles (1 << number) that begin with a byte */
};

/* Everything lives in `a`. */
enum mustls_status mustls_play_secrets_init(struct mustls_play_secrets *s, struct mustls_arena *a,
                                            struct mustls_span user, struct mustls_span password);

/* Of one connection and phase; zeroed at its begin. */
struct mustls_play_search {
    uint32_t matched[MUSTLS_PLAY_MAX_NEEDLES];
    bool found[MUSTLS_PLAY_NUM_SECRETS];
    uint16_t live; /* needles (1 << number) that are matched in part */
    uint16_t done; /* of a kind that was found */
};

/* Reads up to and with the byte that shows something for the first time: *found is the set of it
 * (1 << kind). Returns the bytes read; call again with the rest. */
size_t mustls_play_search_feed(struct mustls_play_search *f, const struct mustls_play_secrets *s,
                               struct mustls_span in, unsigned *found);

#endif
