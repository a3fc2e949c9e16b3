/* What the files of this room share. */
#ifndef MUSTLS_FLAT_INTERNAL_H
#define MUSTLS_FLAT_INTERNAL_H

#include "base/rng.h"
#include "flat/flat.h"
#include "flat/frame.h"

/* --- record.c --- */

struct flat_record {
    enum mustls_flat_op op;
    struct mustls_span bytes;
};
/* Takes a record off the front; false at the end (a tail too short for a head is none). */
bool flat_take(struct mustls_span *in, struct flat_record *out);

/* Whether what was said last is a whole reply line with code 354. */
struct flat_tail {
    uint8_t head[4]; /* how the last line begins */
    size_t len;      /* of the last line; head holds the first of it */
    bool ended;      /* its LF was there */
};
void flat_tail_reset(struct flat_tail *t);
void flat_tail_add(struct flat_tail *t, struct mustls_span bytes);
bool flat_tail_wants_data(const struct flat_tail *t);

/* --- reader.c: records to what they mean --- */

enum flat_kind {
    FLAT_ON_CONNECT, /* a rule begins */
    FLAT_ON_LINE,
    FLAT_ON_DATA, /* the rule goes on behind a message */
    FLAT_SAY,
    FLAT_HANDSHAKE,
    FLAT_CLOSES,
    FLAT_RESETS,
};
struct flat_item {
    enum flat_kind kind;
    struct mustls_span bytes; /* FLAT_SAY; never empty */
    bool new_segment;         /* FLAT_SAY: something was said right before */
};
struct flat_reader {
    struct mustls_span rest;
    unsigned records;         /* of the canonical form, so far */
    size_t cost;              /* and their bytes */
    bool lines;               /* reads reactions to lines; else those to connections */
    bool begun;               /* the connection that every input has is told */
    bool inside;              /* the records belong to a reaction that is read */
    bool dead;                /* closed or reset */
    bool said;                /* bytes were said and nothing else since */
    struct mustls_span bytes; /* to be said next */
    struct flat_tail tail;
};
/* All connects, then all lines: an input is read twice. */
void flat_reader_init(struct flat_reader *r, struct mustls_span in, bool lines);
bool flat_read(struct flat_reader *r, struct flat_item *out);
/* The number of connects. */
size_t flat_num_connects(struct mustls_span in);

/* --- wishes.c --- */

struct flat_wish {
    const char *words, *tls, *auth;
};
extern const struct flat_wish flat_wishes[MUSTLS_NUM_FLAT_FRAMES];

/* --- frame.c --- */

enum mustls_status flat_frame_wishes(struct mustls_arena *a, unsigned frame,
                                     struct mustls_program *p);

/* --- edit.c: records changed in place --- */

struct flat_edit {
    uint8_t *data;
    size_t size, max; /* size <= max */
    size_t most;      /* max <= most: for what has to be longer than inputs usually are */
    unsigned frame;   /* what the client is asked to do */
    struct mustls_rng *rng;
};
/* A record of the input, by offsets. */
struct flat_place {
    size_t at;        /* of its head; the input's size behind the last */
    size_t from, len; /* of its bytes */
    int op;
};
/* Makes the last record's length true and takes a tail off, so that all that follows may trust
 * heads. */
void flat_edit_settle(struct flat_edit *e);
bool flat_place_at(const struct flat_edit *e, size_t at, struct flat_place *out);
/* A record, each with the same chance; `speaks`: of those that have bytes. False when there is
 * none. */
bool flat_pick(const struct flat_edit *e, bool speaks, struct flat_place *out);
/* Replaces `del` bytes at `off` of the record by `ins`; nothing happens where it doesn't fit. */
void flat_edit_bytes(struct flat_edit *e, const struct flat_place *p, size_t off, size_t del,
                     struct mustls_span ins);
/* The same with whole records, at an offset where one begins. `ins` must not be part of data. */
bool flat_edit_raw(struct flat_edit *e, size_t at, size_t del, struct mustls_span ins);
void flat_insert_record(struct flat_edit *e, size_t at, int op, struct mustls_span bytes);

static inline uint32_t flat_below(struct flat_edit *e, size_t n)
{
    return mustls_rng_below(e->rng, (uint32_t)n);
}

/* --- mutations: each one does one thing, or nothing where there is nothing to do it to --- */

typedef void flat_mutation(struct flat_edit *e);
extern flat_mutation *const flat_record_mutations[]; /* NULL at the end */
extern flat_mutation *const flat_reply_mutations[];
extern flat_mutation *const flat_dialogue_mutations[];
/* From a record on, or from the first, a server that does all right: what a client says after it
 * was led astray is answered. The place in the good dialogue is that of the records that are left,
 * or any, as the client may have taken another way. */
void flat_good_server(struct flat_edit *e);

/* --- words.c: what servers say --- */

struct mustls_span flat_some_reply(struct flat_edit *e); /* with its line end */
struct mustls_span flat_some_refusal(struct flat_edit *e);
struct mustls_span flat_some_code(struct flat_edit *e);
struct mustls_span flat_some_enhanced(struct flat_edit *e); /* with a blank behind it, or not */
struct mustls_span flat_some_line_end(struct flat_edit *e);
struct mustls_span flat_some_separator(struct flat_edit *e);
struct mustls_span flat_some_word(struct flat_edit *e);

/* --- good.c: a server that does all right --- */

struct flat_good {
    struct flat_record say[16];
    size_t num;
};
/* One that gives the frame's client what it needs; which one, the numbers say. */
void flat_good_init(struct flat_edit *e, struct flat_good *out);

#endif
