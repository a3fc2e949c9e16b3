/* What was run, by subject, version and scenario: runs of one key are repeats of each other. */
#ifndef MUSTLS_RUN_KEYS_H
#define MUSTLS_RUN_KEYS_H

#include "base/arena.h"
#include "trace/record.h"

struct mustls_key {
    struct mustls_key *next; /* in order of arrival */
    struct mustls_key *same_slot;
    uint64_t hash;
    const char *subject, *version, *id; /* id: with its @n */
    unsigned counts[MUSTLS_NUM_VERDICTS];
    bool red;      /* one of its runs */
    size_t source; /* of the file that it came from first, from 1; 0: not from a file */
};

struct mustls_keys;
/* Lives in `a`; NULL without memory. */
struct mustls_keys *mustls_keys_new(struct mustls_arena *a);
/* The key, made where it is missing; NULL without memory. */
struct mustls_key *mustls_keys_at(struct mustls_keys *keys, const char *subject,
                                  const char *version, const char *scenario, unsigned instance);
/* The same with its @n in `id`, and NULL where it is missing. */
const struct mustls_key *mustls_keys_find(const struct mustls_keys *keys, const char *subject,
                                          const char *version, const char *id);
struct mustls_key *mustls_keys_first(const struct mustls_keys *keys);
/* How many different verdicts its runs had. */
unsigned mustls_key_verdicts(const struct mustls_key *k);

#endif
