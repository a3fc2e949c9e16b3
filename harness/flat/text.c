/* An input as a scenario. */
#include "flat/internal.h"
#include "scenario/scenario.h"

/* Lines of the file that may be made for the reader's sake: a byte line for each line of a reply.
 * What goes over stands in one. */
enum { MAX_SPLIT = 8000 };

struct printer {
    struct mustls_buf *out;
    size_t connects, num_connects, lines, split;
    const char *rule; /* "C", or "C?" for rules that need not be used */
};

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

static void put_item(struct printer *t, const struct flat_item *item)
{
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

static void put_scenario(struct mustls_buf *out, struct mustls_span in, const char *title,
                         const char *rule)
{
    struct printer t = {.out = out, .num_connects = flat_num_connects(in), .rule = rule};
    mustls_buf_printf(out, "title  %s\nbase   none\nclient %s\n\n[any]", title,
                      mustls_flat_wishes(mustls_flat_frame(in)));
    for (int lines = 0; lines <= 1; lines++) {
        struct flat_reader r;
        struct flat_item item;
        flat_reader_init(&r, in, lines);
        while (flat_read(&r, &item))
            put_item(&t, &item);
    }
}

enum mustls_status mustls_flat_text(struct mustls_buf *out, struct mustls_span in)
{
    put_scenario(out, in, "a flat input", "C");
    return mustls_buf_status(out);
}

enum mustls_status mustls_flat_scenario(struct mustls_buf *out, struct mustls_span in,
                                        const char *title)
{
    put_scenario(out, in, title, "C?");
    mustls_buf_printf(out, "\n%s", mustls_flat_sentences);
    return mustls_buf_status(out);
}
