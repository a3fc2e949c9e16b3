/* An input as a scenario. */
#include <stdio.h>

#include "flat/internal.h"
#include "scenario/scenario.h"

/* Lines of the file that may be made for the reader's sake: a byte line for each line of a reply.
 * What goes over stands in one. */
enum { MAX_SPLIT = 8000 };

struct printer {
    struct mustls_buf *out;
    size_t connects, num_connects, lines, split;
    const char *rule;   /* "C", or "C?" for rules that need not be used */
    bool patient;       /* our silence ends: see mustls_flat_served */
    bool in_rule, mute; /* patient: a rule is open; what it said so far needs more of us */
    bool dead;          /* patient: we have closed, and the rule goes on */
    struct flat_tail tail;
};

/* The last line is a whole one that ends a reply: "250", or "250 text". */
static bool ends_reply(const struct flat_tail *t)
{
    for (int i = 0; i < 3; i++)
        if (t->len < 5 || t->head[i] < '0' || t->head[i] > '9')
            return false;
    return t->ended && (t->head[3] == ' ' || t->head[3] == '\r');
}

/* A client that waits for the rest of a reply may wait for minutes. It need not. */
static void end_silence(struct printer *t)
{
    if (t->patient && t->in_rule && t->mute)
        mustls_buf_puts(t->out, "S: <wait 300ms>\nS: <close>\n");
    t->mute = true;
    flat_tail_reset(&t->tail);
}

/* What the rule's last item leaves: the client's turn, or ours. */
static void note_item(struct printer *t, const struct flat_item *item)
{
    if (item->kind == FLAT_SAY) {
        flat_tail_add(&t->tail, item->bytes);
        t->mute = !ends_reply(&t->tail);
    } else if (item->kind == FLAT_ON_DATA) {
        end_silence(t); /* it ended in 354: nothing is added */
    } else {
        t->mute = item->kind == FLAT_ON_CONNECT || item->kind == FLAT_ON_LINE;
        flat_tail_reset(&t->tail);
    }
    t->in_rule = true;
}

/* Bytes up to and with the next LF that is not the last byte. */
static struct mustls_span one_line(struct printer *t, struct mustls_span bytes)
{
    if (t->split == MAX_SPLIT)
        return bytes;
    const uint8_t *lf = memchr(bytes.ptr, '\n', bytes.len);
    if (!lf)
        return bytes;
    t->split++;
    return mustls_span_first(bytes, (size_t)(lf - bytes.ptr) + 1);
}

static void put_say(struct printer *t, const struct flat_item *item)
{
    struct mustls_span rest = item->bytes;
    const char *mark = item->new_segment ? "\\|" : "";
    while (rest.len > 0) {
        struct mustls_span line = one_line(t, rest);
        mustls_buf_printf(t->out, "S: %s", mark);
        size_t before = t->out->len;
        mustls_payload_put(t->out, line);
        if (t->out->len == before && !*mark)
            mustls_buf_truncate(t->out, before - 1); /* an empty line has no blank, either */
        mustls_buf_putc(t->out, '\n');
        rest = mustls_span_from(rest, line.len);
        mark = "";
    }
}

static void put_connect(struct printer *t)
{
    t->connects++;
    if (t->connects < t->num_connects)
        mustls_buf_printf(t->out, "\n%s#%zu: <connect>\n", t->rule, t->connects);
    else
        mustls_buf_printf(t->out, "\n%s: <connect>\n", t->rule);
}

/* Both sides would wait: a client that has no whole reply sends no ClientHello. */
static bool no_handshake(struct printer *t, const struct flat_item *item)
{
    if (!t->patient || item->kind != FLAT_HANDSHAKE || !t->mute)
        return false;
    end_silence(t);
    t->mute = false;
    t->dead = true;
    return true;
}

static void put_item(struct printer *t, const struct flat_item *item)
{
    bool begins = item->kind == FLAT_ON_CONNECT || item->kind == FLAT_ON_LINE;
    t->dead = t->dead && !begins;
    if (t->dead || no_handshake(t, item))
        return; /* closed: the rest of the rule is never said */
    if (begins)
        end_silence(t);
    note_item(t, item);
    switch (item->kind) {
    case FLAT_ON_CONNECT:
        put_connect(t);
        return;
    case FLAT_ON_LINE:
        mustls_buf_printf(t->out, "\n%s#%zu: *\n", t->rule, ++t->lines);
        return;
    case FLAT_ON_DATA:
        mustls_buf_puts(t->out, "C: <data>\n");
        return;
    case FLAT_SAY:
        put_say(t, item);
        return;
    case FLAT_HANDSHAKE:
        mustls_buf_puts(t->out, "S: <tls>\n");
        return;
    case FLAT_CLOSES:
        mustls_buf_puts(t->out, "S: <close>\n");
        return;
    case FLAT_RESETS:
        mustls_buf_puts(t->out, "S: <reset>\n");
        return;
    }
}

static void put_head(struct mustls_buf *out, struct mustls_span in, const char *title,
                     const char *more)
{
    mustls_buf_printf(out, "title  %s\nbase   none\nclient %s%s\n\n[any]", title,
                      mustls_flat_wishes(mustls_flat_frame(in)), more);
}

static void put_rules(struct mustls_buf *out, struct mustls_span in, const char *rule, bool patient)
{
    struct printer t = {
        .out = out, .num_connects = flat_num_connects(in), .rule = rule, .patient = patient};
    for (int lines = 0; lines <= 1; lines++) {
        struct flat_reader r;
        struct flat_item item;
        flat_reader_init(&r, in, lines);
        while (flat_read(&r, &item))
            put_item(&t, &item);
    }
    end_silence(&t);
}

enum mustls_status mustls_flat_text(struct mustls_buf *out, struct mustls_span in)
{
    put_head(out, in, "a flat input", "");
    put_rules(out, in, "C", false);
    return mustls_buf_status(out);
}

enum mustls_status mustls_flat_scenario(struct mustls_buf *out, struct mustls_span in,
                                        const char *title)
{
    put_head(out, in, title, "");
    put_rules(out, in, "C?", false);
    mustls_buf_printf(out, "\n%s", mustls_flat_sentences);
    return mustls_buf_status(out);
}

enum mustls_status mustls_flat_served(struct mustls_buf *out, struct mustls_span in,
                                      const char *title, unsigned timeout, unsigned limit)
{
    char more[64];
    snprintf(more, sizeof more, " timeout=%u\nlimit  %us", timeout, limit);
    put_head(out, in, title, more);
    put_rules(out, in, "C?", true);
    mustls_buf_printf(out, "\nC?: <hello>\nS: <close>\n\nC?: *\nS: <close>\n\n%s",
                      mustls_flat_sentences);
    return mustls_buf_status(out);
}
