/* What the words of <tls ...> and of the header `tls` come to. */
#include "scenario/internal.h"

/* What is said at the step, else by the header. */
static struct mustls_span pick(const struct scn_kvs *said, const struct scn_kvs *header,
                               const char *key)
{
    size_t i = scn_key_find(said->set, mustls_span_str(key));
    if (i == MUSTLS_NPOS)
        return mustls_span(NULL, 0);
    return said->kv[i].value.len ? said->kv[i].value : header->kv[i].value;
}

/* The enums of base/talker.h count as the lists of words do, from 1; 0 is what nobody said. */
static uint8_t pick_word(const struct scn_kvs *said, const struct scn_kvs *header, const char *key)
{
    struct scn_key k;
    struct mustls_span word = pick(said, header, key);
    if (word.len == 0 || !scn_key_at(said->set, scn_key_find(said->set, mustls_span_str(key)), &k))
        return 0;
    size_t i = k.values ? scn_word_find(k.values, word) : MUSTLS_NPOS;
    return i == MUSTLS_NPOS ? 0 : (uint8_t)(i + 1);
}

/* 0 for a word. */
static uint32_t pick_number(const struct scn_kvs *said, const struct scn_kvs *header,
                            const char *key)
{
    uint64_t n = 0;
    return scn_number(pick(said, header, key), UINT16_MAX, &n) ? (uint32_t)n : 0;
}

static void pick_quirks(const struct scn_kvs *said, const struct scn_kvs *header,
                        struct mustls_tls_quirks *out)
{
    out->alert_at = pick_word(said, header, "at");
    out->cut = pick_word(said, header, "cut");
    out->cut_bytes = pick_number(said, header, "cut");
    out->close = pick_word(said, header, "close");
    out->records = pick_word(said, header, "records");
    out->group = pick_word(said, header, "group");
    out->ciphers = pick_word(said, header, "ciphers");
    out->tickets = pick_word(said, header, "tickets");
    out->renegotiate = pick_word(said, header, "renegotiate") > 0;
    out->request_cert = pick_word(said, header, "request-cert") > 0;
    out->downgrade = pick_word(said, header, "downgrade") > 0;
    out->warnings = (uint16_t)pick_number(said, header, "warnings");
    out->key_updates = (uint16_t)pick_number(said, header, "key-updates");
    out->empty = (uint16_t)pick_number(said, header, "empty");
}

/* What only some versions have would else not be there for a client that picks another. */
static const char *missing(const struct scn_kvs *said, const struct scn_kvs *header,
                           const struct mustls_tls_step *step, const char **key)
{
    for (const struct mustls_tls_word *w = mustls_tls_words; w->key; w++) {
        const char *needs = w->needs;
        if (strcmp(w->key, "at") == 0 && step->quirks.alert_at == MUSTLS_TLS_AT_DATA)
            needs = "min=1.3";
        if (strcmp(w->key, "records") == 0 && step->quirks.records == MUSTLS_TLS_RECORDS_FULL)
            needs = "min=1.3";
        if (!needs || !pick(said, header, w->key).len)
            continue;
        bool newest = needs[1] == 'i'; /* min=1.3; else max=1.2 */
        struct mustls_span bound = newest ? step->min : step->max;
        *key = w->key;
        if (!bound.len || (newest ? bound.ptr[2] < '3' : bound.ptr[2] > '2'))
            return needs;
    }
    return NULL;
}

bool scn_tls_step(struct scn_reader *r, const struct scn_kvs *said, const struct scn_kvs *header,
                  struct mustls_tls_step *out)
{
    struct mustls_span cert = pick(said, header, "cert");
    struct mustls_span alert = pick(said, header, "alert");
    *out = (struct mustls_tls_step){0};
    out->cert = cert.len ? cert : MUSTLS_LIT("good");
    out->min = pick(said, header, "min");
    out->max = pick(said, header, "max");
    out->alert = alert.len ? mustls_alert_by_name(alert) : -1;
    pick_quirks(said, header, &out->quirks);
    const char *key = NULL, *needs = NULL;
    if (out->min.len && out->max.len && out->min.ptr[2] > out->max.ptr[2])
        scn_bad(r, r->text, NULL, "with the header \"tls\", max is below min");
    else if (out->quirks.alert_at && out->alert < 0)
        scn_bad(r, r->text, NULL, "\"at\" says where an alert comes, and there is none");
    else if ((needs = missing(said, header, out, &key)))
        scn_bad(r, r->text, NULL, "\"%s\" goes with %s only; write both", key, needs);
    else
        return true;
    return false;
}

/* --- back to words --- */

static void put_kv(struct mustls_buf *out, const char *key, struct mustls_span value)
{
    if (value.len == 0)
        return;
    mustls_buf_printf(out, " %s=", key);
    mustls_buf_put(out, value);
}

static void put_word(struct mustls_buf *out, const char *key, unsigned value)
{
    size_t i = scn_key_find(SCN_KEYS_TLS_SERVE, mustls_span_str(key));
    struct scn_key k;
    if (value > 0 && scn_key_at(SCN_KEYS_TLS_SERVE, i, &k))
        put_kv(out, key, mustls_span_str(k.values[value - 1]));
}

static void put_number(struct mustls_buf *out, const char *key, uint32_t n)
{
    if (n > 0)
        mustls_buf_printf(out, " %s=%u", key, n);
}

void scn_put_tls(struct mustls_buf *out, const struct mustls_tls_step *t, bool serving)
{
    const struct mustls_tls_quirks *q = &t->quirks;
    mustls_buf_puts(out, "<tls");
    if (serving)
        put_kv(out, "cert", t->cert);
    put_kv(out, "min", t->min);
    put_kv(out, "max", t->max);
    if (t->alert >= 0)
        mustls_buf_printf(out, " alert=%s", mustls_alert_name(t->alert));
    put_word(out, "at", q->alert_at);
    put_word(out, "cut", q->cut);
    put_number(out, "cut", q->cut_bytes);
    put_word(out, "close", q->close);
    put_word(out, "records", q->records);
    put_number(out, "empty", q->empty);
    put_number(out, "warnings", q->warnings);
    put_word(out, "group", q->group);
    put_word(out, "ciphers", q->ciphers);
    put_word(out, "tickets", q->tickets);
    put_number(out, "key-updates", q->key_updates);
    put_word(out, "renegotiate", q->renegotiate);
    put_word(out, "request-cert", q->request_cert);
    put_word(out, "downgrade", q->downgrade);
    mustls_buf_putc(out, '>');
}
