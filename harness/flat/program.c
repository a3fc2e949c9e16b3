/* An input as a program, without going through text. */
#include "flat/internal.h"

#include <assert.h>

struct builder {
    struct mustls_program *p;
    size_t connects, lines; /* rules so far */
    size_t max_rules, max_steps;
};

/* What the records can become at most: to know it exactly would take two more readings. */
static void bound(struct mustls_span in, size_t *rules, size_t *steps)
{
    struct flat_record rec;
    *rules = 1; /* the connection that every input has */
    *steps = 0;
    for (size_t n = 0; n < MUSTLS_FLAT_MAX_RECORDS && flat_take(&in, &rec); n++) {
        bool speaks = rec.bytes.len > 0;
        switch (rec.op) {
        case MUSTLS_FLAT_CONNECT:
            *rules += 1;
            *steps += speaks;
            break;
        case MUSTLS_FLAT_LINE: /* behind a 354 it is a step */
            *rules += 1;
            *steps += 1 + speaks;
            break;
        case MUSTLS_FLAT_SEGMENT: /* the cut is a step of its own */
            *steps += speaks ? 2 : 0;
            break;
        case MUSTLS_FLAT_TLS:
            *steps += 1 + speaks;
            break;
        case MUSTLS_FLAT_CLOSE:
        case MUSTLS_FLAT_RESET:
            *steps += 1;
            break;
        case MUSTLS_NUM_FLAT_OPS:
            break;
        }
    }
}

static void add_rule(struct builder *b, enum flat_kind kind)
{
    struct mustls_rule rule = {.phases = MUSTLS_IN_CLEAR | MUSTLS_IN_TLS,
                               .first_step = b->p->num_steps};
    if (kind == FLAT_ON_CONNECT) {
        rule.pattern.kind = MUSTLS_PAT_CONNECT;
        rule.nth = (uint32_t)++b->connects;
    } else {
        rule.pattern.kind = MUSTLS_PAT_ANY;
        rule.nth = (uint32_t)++b->lines;
    }
    rule.at.line = (uint32_t)b->p->num_rules + 1;
    assert(b->p->num_rules < b->max_rules);
    b->p->rules[b->p->num_rules++] = rule;
}

static const struct mustls_tls_step good = {.cert = {(const uint8_t *)"good", 4}, .alert = -1};

static void add_step(struct builder *b, enum mustls_step_kind kind, struct mustls_span bytes)
{
    assert(b->p->num_steps < b->max_steps);
    b->p->steps[b->p->num_steps++] =
        (struct mustls_step){.kind = kind,
                             .bytes = bytes,
                             .at.line = (uint32_t)b->p->num_rules,
                             .tls = kind == MUSTLS_STEP_TLS ? &good : NULL};
    b->p->rules[b->p->num_rules - 1].num_steps++;
}

static enum mustls_status add_say(struct builder *b, struct mustls_arena *a,
                                  const struct flat_item *item)
{
    struct mustls_span bytes;
    enum mustls_status st = mustls_arena_copy(a, item->bytes, &bytes);
    if (st != MUSTLS_OK)
        return st;
    if (item->new_segment)
        add_step(b, MUSTLS_STEP_FLUSH, mustls_span(NULL, 0));
    add_step(b, MUSTLS_STEP_SEND, bytes);
    return MUSTLS_OK;
}

static enum mustls_status add_item(struct builder *b, struct mustls_arena *a,
                                   const struct flat_item *item)
{
    static const enum mustls_step_kind steps[] = {
        [FLAT_ON_DATA] = MUSTLS_STEP_READ_DATA,
        [FLAT_HANDSHAKE] = MUSTLS_STEP_TLS,
        [FLAT_CLOSES] = MUSTLS_STEP_CLOSE,
        [FLAT_RESETS] = MUSTLS_STEP_RESET,
    };
    if (item->kind == FLAT_SAY)
        return add_say(b, a, item);
    if (item->kind == FLAT_ON_CONNECT || item->kind == FLAT_ON_LINE)
        add_rule(b, item->kind);
    else
        add_step(b, steps[item->kind], mustls_span(NULL, 0));
    return MUSTLS_OK;
}

static struct mustls_program *new_program(struct mustls_arena *a, size_t rules, size_t steps)
{
    struct mustls_program *p = mustls_arena_alloc(a, sizeof *p);
    if (!p)
        return NULL;
    p->id = p->name = "flat";
    p->values = "";
    p->role = MUSTLS_TEST_CLIENT;
    p->limit = MUSTLS_SEC(20);
    p->rules = mustls_arena_array(a, rules, sizeof *p->rules);
    p->steps = mustls_arena_array(a, steps, sizeof *p->steps);
    p->units = mustls_arena_array(a, 1, sizeof *p->units);
    if (!p->rules || !p->steps || !p->units)
        return NULL;
    p->units[0] = (struct mustls_unit){.name = "flat", .path = "flat"};
    p->num_units = 1;
    return p;
}

enum mustls_status mustls_flat_program(struct mustls_arena *a, struct mustls_span in,
                                       struct mustls_program **out)
{
    size_t rules, steps;
    *out = NULL;
    bound(in, &rules, &steps);
    struct builder b = {.p = new_program(a, rules, steps), .max_rules = rules, .max_steps = steps};
    if (!b.p || flat_frame_wishes(a, mustls_flat_frame(in), b.p) != MUSTLS_OK)
        return MUSTLS_ENOMEM;
    for (int lines = 0; lines <= 1; lines++) {
        struct flat_reader r;
        struct flat_item item;
        flat_reader_init(&r, in, lines);
        while (flat_read(&r, &item)) {
            enum mustls_status st = add_item(&b, a, &item);
            if (st != MUSTLS_OK)
                return st;
        }
        if (!lines) /* the last one stands for all further connections; there is always one */
            b.p->rules[b.p->num_rules - 1].nth = 0;
    }
    *out = b.p;
    return MUSTLS_OK;
}
