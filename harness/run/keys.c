#include "run/keys.h"

#include <stdio.h>
#include <string.h>

#include "base/rng.h"

#define SLOTS 8192 /* a few times the runs of a usual call */

struct mustls_keys {
    struct mustls_arena *arena;
    struct mustls_key *slots[SLOTS];
    struct mustls_key *first, **last;
};

struct mustls_keys *mustls_keys_new(struct mustls_arena *a)
{
    struct mustls_keys *keys = mustls_arena_alloc(a, sizeof *keys);
    if (!keys)
        return NULL;
    keys->arena = a;
    keys->last = &keys->first;
    return keys;
}

static bool is(const struct mustls_key *k, uint64_t hash, const char *subject, const char *version,
               const char *id)
{
    return k->hash == hash && strcmp(k->id, id) == 0 && strcmp(k->subject, subject) == 0 &&
           strcmp(k->version, version) == 0;
}

static uint64_t hash_of(const char *subject, const char *version, const char *id)
{
    uint64_t h = mustls_hash(mustls_span_str(id));
    h = h * 31 + mustls_hash(mustls_span_str(subject));
    h = h * 31 + mustls_hash(mustls_span_str(version));
    return h ^ h >> 32;
}

static struct mustls_key *add(struct mustls_keys *keys, uint64_t hash, const char *subject,
                              const char *version, const char *id)
{
    struct mustls_key *k = mustls_arena_alloc(keys->arena, sizeof *k);
    char *texts[] = {k ? mustls_arena_printf(keys->arena, "%s", subject) : NULL,
                     k ? mustls_arena_printf(keys->arena, "%s", version) : NULL,
                     k ? mustls_arena_printf(keys->arena, "%s", id) : NULL};
    if (!texts[0] || !texts[1] || !texts[2])
        return NULL;
    struct mustls_key **slot = &keys->slots[hash % SLOTS];
    *k = (struct mustls_key){
        .hash = hash, .subject = texts[0], .version = texts[1], .id = texts[2], .same_slot = *slot};
    *slot = k;
    *keys->last = k;
    keys->last = &k->next;
    return k;
}

static struct mustls_key *find(const struct mustls_keys *keys, uint64_t hash, const char *subject,
                               const char *version, const char *id)
{
    struct mustls_key *k = keys->slots[hash % SLOTS];
    while (k && !is(k, hash, subject, version, id))
        k = k->same_slot;
    return k;
}

const struct mustls_key *mustls_keys_find(const struct mustls_keys *keys, const char *subject,
                                          const char *version, const char *id)
{
    return find(keys, hash_of(subject, version, id), subject, version, id);
}

struct mustls_key *mustls_keys_at(struct mustls_keys *keys, const char *subject,
                                  const char *version, const char *scenario, unsigned instance)
{
    char small[512];
    if (!keys)
        return NULL;
    subject = subject ? subject : "";
    version = version ? version : "";
    const char *id = scenario;
    if (instance) {
        int n = snprintf(small, sizeof small, "%s@%u", scenario, instance);
        id = n > 0 && (size_t)n < sizeof small
                 ? small
                 : mustls_arena_printf(keys->arena, "%s@%u", scenario, instance);
    }
    if (!id)
        return NULL;
    uint64_t hash = hash_of(subject, version, id);
    struct mustls_key *k = find(keys, hash, subject, version, id);
    return k ? k : add(keys, hash, subject, version, id);
}

struct mustls_key *mustls_keys_first(const struct mustls_keys *keys)
{
    return keys ? keys->first : NULL;
}

unsigned mustls_key_verdicts(const struct mustls_key *k)
{
    unsigned n = 0;
    for (int v = 0; v < MUSTLS_NUM_VERDICTS; v++)
        n += k->counts[v] > 0;
    return n;
}
