/* Back to bytes: from records and from programs. */
#include "flat/internal.h"

/* A reaction is written record by record; its first bytes go into the record that begins it. */
struct writer {
    struct mustls_buf *out;
    enum mustls_flat_op op;
    bool open; /* a record of `op` is begun and waits for its bytes */
};

static void flush(struct writer *w, struct mustls_span bytes)
{
    if (w->open)
        mustls_flat_put(w->out, w->op, bytes);
    else if (bytes.len > 0)
        mustls_flat_put(w->out, MUSTLS_FLAT_SEGMENT, bytes);
    w->open = false;
}

static void begin(struct writer *w, enum mustls_flat_op op)
{
    flush(w, mustls_span(NULL, 0));
    w->op = op;
    w->open = true;
}

static void put_alone(struct writer *w, enum mustls_flat_op op)
{
    begin(w, op);
    flush(w, mustls_span(NULL, 0));
}

/* --- from an input --- */

static void put_item(struct writer *w, const struct flat_item *item)
{
    switch (item->kind) {
    case FLAT_ON_CONNECT:
        begin(w, MUSTLS_FLAT_CONNECT);
        return;
    case FLAT_ON_LINE:
    case FLAT_ON_DATA:
        begin(w, MUSTLS_FLAT_LINE);
        return;
    case FLAT_SAY:
        flush(w, item->bytes);
        return;
    case FLAT_HANDSHAKE:
        put_alone(w, MUSTLS_FLAT_TLS);
        return;
    case FLAT_CLOSES:
        put_alone(w, MUSTLS_FLAT_CLOSE);
        return;
    case FLAT_RESETS:
        put_alone(w, MUSTLS_FLAT_RESET);
        return;
    }
}

static void set_frame(struct mustls_buf *out, size_t start, unsigned frame)
{
    if (!out->failed)
        mustls_flat_set_frame(out->ptr + start, out->len - start, frame);
}

enum mustls_status mustls_flat_canon(struct mustls_buf *out, struct mustls_span in)
{
    struct writer w = {.out = out};
    size_t start = out->len;
    for (int lines = 0; lines <= 1; lines++) {
        struct flat_reader r;
        struct flat_item item;
        flat_reader_init(&r, in, lines);
        while (flat_read(&r, &item))
            put_item(&w, &item);
    }
    flush(&w, mustls_span(NULL, 0));
    set_frame(out, start, mustls_flat_frame(in));
    return mustls_buf_status(out);
}

/* --- from a program --- */

struct encoder {
    struct writer w;
    struct mustls_buf segment; /* SEND steps that leave together */
    struct flat_tail tail;
    bool line; /* the rule answers a line */
    bool dead;
};

static void end_segment(struct encoder *e)
{
    struct mustls_span bytes = mustls_buf_span(&e->segment);
    if (bytes.len == 0)
        return;
    flat_tail_add(&e->tail, bytes);
    flush(&e->w, bytes);
    mustls_buf_clear(&e->segment);
}

static bool plain_tls(const struct mustls_tls_step *t)
{
    static const struct mustls_tls_quirks none;
    return t->alert < 0 && !t->min.len && !t->max.len &&
           (!t->cert.len || mustls_span_eq(t->cert, MUSTLS_LIT("good"))) &&
           memcmp(&t->quirks, &none, sizeof none) == 0;
}

static bool put_direction(struct encoder *e, enum mustls_flat_op op)
{
    end_segment(e);
    put_alone(&e->w, op);
    flat_tail_reset(&e->tail);
    e->dead = op != MUSTLS_FLAT_TLS;
    return true;
}

static bool put_read_data(struct encoder *e)
{
    end_segment(e);
    if (e->dead || !flat_tail_wants_data(&e->tail))
        return false;
    flat_tail_reset(&e->tail);
    begin(&e->w, MUSTLS_FLAT_LINE);
    return true;
}

/* False for a step that no flat scenario has. */
static bool put_step(struct encoder *e, const struct mustls_step *s)
{
    switch (s->kind) {
    case MUSTLS_STEP_SEND:
        if (!e->dead)
            mustls_buf_put(&e->segment, s->bytes);
        return true;
    case MUSTLS_STEP_FLUSH:
        end_segment(e);
        return true;
    case MUSTLS_STEP_TLS:
        return e->dead || (plain_tls(s->tls) && put_direction(e, MUSTLS_FLAT_TLS));
    case MUSTLS_STEP_CLOSE:
        return e->dead || put_direction(e, MUSTLS_FLAT_CLOSE);
    case MUSTLS_STEP_RESET:
        return e->dead || put_direction(e, MUSTLS_FLAT_RESET);
    case MUSTLS_STEP_READ_DATA:
        return put_read_data(e);
    case MUSTLS_STEP_WAIT:
    case MUSTLS_STEP_CHUNK:
    case MUSTLS_STEP_FLOOD:
    case MUSTLS_STEP_READ_LINE:
    case MUSTLS_STEP_CONNECT:
    case MUSTLS_STEP_EXPECT:
        return false;
    }
    return false;
}

static bool put_rule(struct encoder *e, const struct mustls_program *p,
                     const struct mustls_rule *rule)
{
    bool line = rule->pattern.kind != MUSTLS_PAT_CONNECT;
    if (line && e->line && flat_tail_wants_data(&e->tail))
        return false; /* a line behind 354 is the message's end */
    e->line = line;
    begin(&e->w, line ? MUSTLS_FLAT_LINE : MUSTLS_FLAT_CONNECT);
    flat_tail_reset(&e->tail);
    e->dead = false;
    for (size_t i = 0; i < rule->num_steps; i++) {
        if (!put_step(e, &p->steps[rule->first_step + i]))
            return false;
    }
    end_segment(e);
    return true;
}

/* Connects are numbered but for the last, lines are numbered, in that order. */
static bool numbers_fit(const struct mustls_program *p)
{
    size_t connects = 0;
    while (connects < p->num_rules && p->rules[connects].pattern.kind == MUSTLS_PAT_CONNECT)
        connects++;
    for (size_t i = 0; i < p->num_rules; i++) {
        const struct mustls_rule *rule = &p->rules[i];
        size_t want = i + 1 < connects ? i + 1 : i < connects ? 0 : i - connects + 1;
        int kind = i < connects ? MUSTLS_PAT_CONNECT : MUSTLS_PAT_ANY;
        if ((int)rule->pattern.kind != kind || rule->nth != want ||
            rule->phases != (MUSTLS_IN_CLEAR | MUSTLS_IN_TLS))
            return false;
    }
    return connects > 0;
}

enum mustls_status mustls_flat_encode(struct mustls_buf *out, const struct mustls_program *p)
{
    struct encoder e = {.w = {.out = out}};
    size_t start = out->len;
    unsigned frame = mustls_flat_frame_of(p);
    if (frame == MUSTLS_NUM_FLAT_FRAMES || p->role != MUSTLS_TEST_CLIENT || p->num_units > 1 ||
        !numbers_fit(p))
        return MUSTLS_EUSAGE;
    mustls_buf_init(&e.segment, out->max);
    bool flat = true;
    for (size_t i = 0; flat && i < p->num_rules; i++)
        flat = put_rule(&e, p, &p->rules[i]);
    flush(&e.w, mustls_span(NULL, 0));
    set_frame(out, start, frame);
    bool failed = e.segment.failed || out->failed;
    mustls_buf_deinit(&e.segment);
    if (!flat)
        return MUSTLS_EUSAGE;
    return failed ? MUSTLS_ELIMIT : MUSTLS_OK;
}
