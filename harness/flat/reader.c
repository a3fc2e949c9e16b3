/* What records mean. */
#include "flat/internal.h"

/* Every input has a connection, whether it says so or not. */
static bool begins_by_itself(struct mustls_span in)
{
    return in.len >= MUSTLS_FLAT_HEAD && in.ptr[0] % MUSTLS_NUM_FLAT_OPS == MUSTLS_FLAT_CONNECT;
}

void flat_reader_init(struct flat_reader *r, struct mustls_span in, bool lines)
{
    bool implied = !begins_by_itself(in);
    *r = (struct flat_reader){.rest = in,
                              .lines = lines,
                              .begun = lines || !implied,
                              .records = implied,
                              .cost = implied ? MUSTLS_FLAT_HEAD : 0};
}

static void begin_reaction(struct flat_reader *r, struct mustls_span bytes)
{
    r->begun = r->inside = true;
    r->dead = r->said = false;
    r->bytes = bytes;
    flat_tail_reset(&r->tail);
}

static struct flat_item say(struct flat_reader *r)
{
    struct flat_item item = {.kind = FLAT_SAY, .bytes = r->bytes, .new_segment = r->said};
    flat_tail_add(&r->tail, r->bytes);
    r->said = true;
    r->bytes.len = 0;
    return item;
}

/* A handshake, a close or a reset: what is said behind it is a new segment anyway. */
static enum flat_kind direct(struct flat_reader *r, const struct flat_record *rec)
{
    r->said = false;
    flat_tail_reset(&r->tail);
    if (rec->op == MUSTLS_FLAT_TLS) {
        r->bytes = rec->bytes;
        return FLAT_HANDSHAKE;
    }
    r->dead = true;
    return rec->op == MUSTLS_FLAT_CLOSE ? FLAT_CLOSES : FLAT_RESETS;
}

/* The limits are those of the canonical form, which must not meet them again. Bytes of a handshake
 * will be a record of their own. */
static bool next_record(struct flat_reader *r, struct flat_record *rec)
{
    if (!flat_take(&r->rest, rec))
        return false;
    unsigned num = rec->op == MUSTLS_FLAT_TLS && rec->bytes.len > 0 ? 2 : 1;
    r->records += num;
    r->cost += num * MUSTLS_FLAT_HEAD + rec->bytes.len;
    return r->records <= MUSTLS_FLAT_MAX_RECORDS && r->cost <= MUSTLS_FLAT_MAX;
}

/* True when the record makes an item. */
static bool heed(struct flat_reader *r, const struct flat_record *rec, struct flat_item *out)
{
    if (rec->op == MUSTLS_FLAT_CONNECT || rec->op == MUSTLS_FLAT_LINE) {
        bool line = rec->op == MUSTLS_FLAT_LINE;
        bool behind_data = line && flat_tail_wants_data(&r->tail); /* whatever stands between */
        r->inside = line == r->lines;
        if (!r->inside)
            return false;
        begin_reaction(r, rec->bytes);
        *out = (struct flat_item){.kind = !line         ? FLAT_ON_CONNECT
                                          : behind_data ? FLAT_ON_DATA
                                                        : FLAT_ON_LINE};
        return true;
    }
    if (!r->inside || r->dead)
        return false;
    if (rec->op != MUSTLS_FLAT_SEGMENT) {
        *out = (struct flat_item){.kind = direct(r, rec)};
        return true;
    }
    r->bytes = rec->bytes;
    if (r->bytes.len == 0)
        return false;
    *out = say(r);
    return true;
}

bool flat_read(struct flat_reader *r, struct flat_item *out)
{
    struct flat_record rec;
    if (r->bytes.len > 0) {
        *out = say(r);
        return true;
    }
    if (!r->begun) {
        begin_reaction(r, mustls_span(NULL, 0));
        *out = (struct flat_item){.kind = FLAT_ON_CONNECT};
        return true;
    }
    while (next_record(r, &rec)) {
        if (heed(r, &rec, out))
            return true;
    }
    return false;
}

size_t flat_num_connects(struct mustls_span in)
{
    struct flat_reader r;
    struct flat_item item;
    size_t n = 0;
    flat_reader_init(&r, in, false);
    while (flat_read(&r, &item))
        n += item.kind == FLAT_ON_CONNECT;
    return n;
}
