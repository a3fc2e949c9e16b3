/* key=value lists: the headers client, server and tls, <tls ...>, and `where`. */
#include "scenario/internal.h"

#include <stdio.h>

static size_t list_words(const char *const *words, char *out, size_t size)
{
    size_t n = 0;
    out[0] = '\0';
    for (; *words && n < size; words++)
        n += (size_t)snprintf(out + n, size - n, "%s%s", n ? " " : "", *words);
    return n;
}

static void bad_key(struct scn_reader *r, enum scn_keys set, struct mustls_span key)
{
    const char *words[SCN_MAX_KEYS + 1] = {NULL};
    struct scn_key k;
    for (size_t i = 0; i < SCN_MAX_KEYS && scn_key_at(set, i, &k); i++)
        words[i] = k.key;

    char all[200];
    struct scn_hint hint;
    list_words(words, all, sizeof(all));
    scn_bad(r, key, scn_nearest_hint(&hint, key, words), "unknown word \"%.*s\"; known: %s",
            scn_len(key), (const char *)key.ptr, all);
}

/* Certificates and alerts are too many for one line of a terminal. */
static void bad_value(struct scn_reader *r, const struct scn_key *k, struct mustls_span value)
{
    char all[140];
    struct scn_hint hint;
    const char *help = scn_nearest_hint(&hint, value, k->values);
    if (list_words(k->values, all, sizeof(all)) >= sizeof(all))
        scn_bad(r, value, help, "%s can't be \"%.*s\"; the manual lists what it takes", k->key,
                scn_len(value), (const char *)value.ptr);
    else
        scn_bad(r, value, help, "%s can't be \"%.*s\"; it takes: %s", k->key, scn_len(value),
                (const char *)value.ptr, all);
}

bool scn_check_kv(struct scn_reader *r, enum scn_keys set, const struct mustls_kv *kv)
{
    struct scn_key k;
    uint64_t n;
    size_t i = scn_key_find(set, kv->key);
    if (i == MUSTLS_NPOS) {
        bad_key(r, set, kv->key);
        return false;
    }
    if (!scn_key_at(set, i, &k))
        return false;
    if (k.values && scn_word_find(k.values, kv->value) != MUSTLS_NPOS)
        return true;
    if (k.max && scn_number(kv->value, k.max, &n) && n > 0 && kv->value.ptr[0] != '0')
        return true;
    if (k.values)
        bad_value(r, &k, kv->value);
    else
        scn_bad(r, kv->value, NULL, "%s takes %s1 to %u", k.key, k.unit, k.max);
    return false;
}

bool scn_split_kv(struct scn_reader *r, struct mustls_span word, struct mustls_kv *out)
{
    size_t eq = mustls_span_find(word, MUSTLS_LIT("="));
    if (eq == MUSTLS_NPOS || eq == 0 || eq + 1 == word.len) {
        scn_bad(r, word, NULL, "\"%.*s\" should read key=value", scn_len(word),
                (const char *)word.ptr);
        return false;
    }
    out->key = mustls_span_first(word, eq);
    out->value = mustls_span_from(word, eq + 1);
    return true;
}

static void check_versions(struct scn_reader *r, const struct scn_kvs *kvs)
{
    size_t min = scn_key_find(kvs->set, MUSTLS_LIT("min"));
    size_t max = scn_key_find(kvs->set, MUSTLS_LIT("max"));
    if (min == MUSTLS_NPOS || max == MUSTLS_NPOS || !kvs->kv[min].value.len ||
        !kvs->kv[max].value.len)
        return;
    if (kvs->kv[min].value.ptr[2] > kvs->kv[max].value.ptr[2])
        scn_bad(r, kvs->kv[max].value, NULL, "max is below min: no version is left");
}

void scn_read_kvs(struct scn_reader *r, struct mustls_span rest, enum scn_keys set,
                  struct scn_kvs *out)
{
    *out = (struct scn_kvs){.set = set};
    struct mustls_span word;
    while ((word = scn_take_word(&rest)).len > 0) {
        struct mustls_kv kv;
        if (!scn_split_kv(r, word, &kv) || !scn_check_kv(r, set, &kv))
            continue;
        struct mustls_kv *slot = &out->kv[scn_key_find(set, kv.key)];
        if (slot->value.len)
            scn_bad(r, word, NULL, "%.*s is said twice", scn_len(kv.key), (const char *)kv.key.ptr);
        *slot = kv;
    }
    check_versions(r, out);
}

void scn_put_kvs(struct mustls_buf *out, const struct scn_kvs *kvs)
{
    for (size_t i = 0; i < SCN_MAX_KEYS; i++) {
        if (!kvs->kv[i].value.len)
            continue;
        mustls_buf_putc(out, ' ');
        mustls_buf_put(out, kvs->kv[i].key);
        mustls_buf_putc(out, '=');
        mustls_buf_put(out, kvs->kv[i].value);
    }
}
