/* Mutations of the dialogue: which answer comes to which command, and what stands at the border to
 * TLS. */
#include "flat/internal.h"

/* Longer answers are not moved. */
enum { MOVED_MAX = 512 };

static struct mustls_span nothing(void)
{
    return mustls_span(NULL, 0);
}

/* The commonest hole of the field (CVE-2011-0411 and its kin): bytes between 220 and the handshake
 * that are taken for said under TLS. */
static void inject_before_tls(struct flat_edit *e)
{
    struct flat_place p, before = {0};
    bool speaks = false;
    for (size_t at = 0; flat_place_at(e, at, &p); at = p.from + p.len) {
        if (p.op == MUSTLS_FLAT_TLS && speaks) {
            struct mustls_span reply = flat_some_reply(e);
            size_t len = flat_below(e, 4) ? reply.len : flat_below(e, reply.len);
            flat_edit_bytes(e, &before, before.len, 0, mustls_span_first(reply, len));
            return;
        }
        speaks = p.len > 0;
        before = p;
    }
}

/* 220, and then no TLS: clear text, an alert, or nothing at all in the place of the handshake. What
 * a client does next is where mail leaks. */
static void spoil_handshake(struct flat_edit *e)
{
    static const uint8_t alert[] = {21, 3, 3, 0, 2, 2, 40}; /* fatal, handshake_failure */
    struct flat_place p;
    for (size_t at = 0; flat_place_at(e, at, &p); at = p.from + p.len) {
        if (p.op != MUSTLS_FLAT_TLS)
            continue;
        uint32_t how = flat_below(e, 4);
        p.op = how == 0 ? MUSTLS_FLAT_CLOSE : MUSTLS_FLAT_SEGMENT;
        e->data[p.at] = (uint8_t)p.op;
        if (how == 1)
            flat_edit_bytes(e, &p, 0, 0, mustls_span(alert, sizeof alert));
        else if (how > 1)
            flat_edit_bytes(e, &p, 0, 0, flat_some_reply(e));
        return;
    }
}

/* The record's bytes, in memory of our own; false when they are none, or too many. */
static bool copy_of(const struct flat_edit *e, const struct flat_place *p, uint8_t *room,
                    struct mustls_span *out)
{
    if (p->len == 0 || p->len > MOVED_MAX)
        return false;
    memcpy(room, e->data + p->from, p->len);
    *out = mustls_span(room, p->len);
    return true;
}

/* The last answer in front of `at`; false when there is none. */
static bool answer_before(const struct flat_edit *e, size_t at, struct flat_place *out)
{
    struct flat_place p;
    bool found = false;
    for (size_t i = 0; i < at && flat_place_at(e, i, &p); i = p.from + p.len) {
        if (p.op <= MUSTLS_FLAT_SEGMENT) {
            *out = p;
            found = true;
        }
    }
    return found;
}

/* An answer comes one command too early; now and then it comes again when it is due. Across the
 * border to TLS that is the injection of a reply that the client will wait for. */
static void answer_early(struct flat_edit *e)
{
    uint8_t room[MOVED_MAX];
    struct flat_place p, before;
    struct mustls_span bytes;
    if (!flat_pick(e, true, &p) || !answer_before(e, p.at, &before) ||
        !copy_of(e, &p, room, &bytes))
        return;
    if (flat_below(e, 4))
        flat_edit_bytes(e, &p, 0, p.len, nothing());
    flat_edit_bytes(e, &before, before.len, 0, bytes);
}

/* Or one command too late. */
static void answer_late(struct flat_edit *e)
{
    uint8_t room[MOVED_MAX];
    struct flat_place p, next;
    struct mustls_span bytes;
    if (!flat_pick(e, true, &p) || !copy_of(e, &p, room, &bytes))
        return;
    next = p;
    do {
        if (!flat_place_at(e, next.from + next.len, &next))
            return;
    } while (next.op > MUSTLS_FLAT_LINE);
    flat_edit_bytes(e, &next, 0, 0, bytes);
    flat_edit_bytes(e, &p, 0, p.len, nothing());
}

/* What was said to one command is said to another one, too: so the EHLO replies before and under
 * TLS come to differ, or to be the same. */
static void copy_over(struct flat_edit *e)
{
    uint8_t room[MOVED_MAX];
    struct flat_place from, to;
    struct mustls_span bytes;
    if (flat_pick(e, true, &from) && flat_pick(e, true, &to) && copy_of(e, &from, room, &bytes))
        flat_edit_bytes(e, &to, 0, to.len, bytes);
}

/* No to this command; the others are answered as they were. */
static void refuse(struct flat_edit *e)
{
    struct flat_place p;
    if (flat_pick(e, true, &p))
        flat_edit_bytes(e, &p, 0, p.len, flat_some_refusal(e));
}

void flat_good_server(struct flat_edit *e)
{
    struct flat_good good;
    struct flat_place p;
    size_t left = 0, at = 0;
    if (flat_below(e, 3) && flat_pick(e, false, &p))
        at = flat_below(e, 8) ? p.at : e->size;
    for (size_t i = 0; i < at && flat_place_at(e, i, &p); i = p.from + p.len)
        left++;
    flat_good_init(e, &good);
    size_t from = left > 0 && flat_below(e, 2) ? flat_below(e, good.num) : left;
    flat_edit_raw(e, at, e->size - at, nothing());
    for (size_t i = from; i < good.num; i++)
        flat_insert_record(e, e->size, good.say[i].op, good.say[i].bytes);
}

flat_mutation *const flat_dialogue_mutations[] = {
    inject_before_tls, spoil_handshake, answer_early, answer_late, copy_over, refuse, NULL,
};
