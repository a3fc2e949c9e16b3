/* The verdict's one sentence for people. What comes from outside is escaped and bounded. */
#include "judge/internal.h"

#include "base/escape.h"

#include <inttypes.h>

enum { MAX_TEXT = 400, MAX_TOLD = 4000, MAX_WORD = 24, MAX_WORDS = 12 };

static void put_bounded(struct mustls_buf *why, struct mustls_span s, size_t max)
{
    mustls_put_escaped(why, mustls_span_first(s, max));
    if (s.len > max)
        mustls_buf_puts(why, "...");
}

void mustls_why_told(struct mustls_buf *why, struct mustls_span raw, const char *otherwise)
{
    if (raw.len > 0)
        mustls_buf_put(why, mustls_span_first(raw, MAX_TOLD));
    else
        mustls_buf_puts(why, otherwise);
}

void mustls_why_sentence(struct mustls_buf *why, const struct mustls_sentence *s)
{
    /* Text of a scenario is UTF-8 and has no controls: it stands for itself. */
    mustls_buf_put(why, mustls_span_first(s->text, MAX_TEXT));
    mustls_buf_puts(why, " [");
    mustls_buf_put(why, mustls_span_first(s->source, MAX_TEXT));
    mustls_buf_putc(why, ']');
}

/* Line `line` of a file, without its line end; empty past the end. */
static struct mustls_span line_of(struct mustls_span text, uint32_t line)
{
    for (; line > 1 && text.len > 0; line--) {
        const uint8_t *lf = memchr(text.ptr, '\n', text.len);
        text = mustls_span_from(text, lf ? (size_t)(lf - text.ptr) + 1 : text.len);
    }
    const uint8_t *lf = text.len > 0 ? memchr(text.ptr, '\n', text.len) : NULL;
    text = lf ? mustls_span_first(text, (size_t)(lf - text.ptr)) : text;
    if (text.len > 0 && text.ptr[text.len - 1] == '\r')
        text.len--;
    return text;
}

void mustls_why_place(struct mustls_buf *why, const struct mustls_program *p, uint8_t unit,
                      uint32_t line)
{
    const char *name = p->name ? p->name : "?";
    if (unit < p->num_units) {
        struct mustls_span text = line_of(p->units[unit].text, line);
        name = p->units[unit].name;
        put_bounded(why, text, MAX_TEXT);
        if (text.len > 0)
            mustls_buf_putc(why, ' ');
    }
    mustls_buf_putc(why, '(');
    put_bounded(why, mustls_span_str(name), MAX_TEXT);
    mustls_buf_printf(why, ":%" PRIu32 ")", line);
}

static void put_duration(struct mustls_buf *why, mustls_usec t)
{
    if (t % MUSTLS_SEC(1) == 0)
        mustls_buf_printf(why, "%" PRIu64 " s", t / MUSTLS_SEC(1));
    else
        mustls_buf_printf(why, "%" PRIu64 " ms", t / MUSTLS_MSEC(1));
}

void mustls_why_killed(struct mustls_buf *why, const struct mustls_facts *f)
{
    mustls_buf_puts(why, "killed at the limit of ");
    put_duration(why, f->prog->limit);
    if (f->turn && f->turn->raw.len > 0) {
        mustls_buf_puts(why, ": ");
        put_bounded(why, f->turn->raw, MAX_TEXT);
    }
    if (f->turn && f->turn->code == MUSTLS_TURN_TOOL && !f->waits)
        mustls_buf_printf(why, ", though it was told to give up after %u s",
                          mustls_program_timeout(f->prog));
}

void mustls_why_waits(struct mustls_buf *why, const struct mustls_facts *f,
                      const struct mustls_judgement *j)
{
    size_t num = 0;
    for (size_t i = 0; i < j->num_findings; i++) {
        if (!j->findings[i].waits || num++ > 0)
            continue;
        mustls_why_sentence(why, j->findings[i].sentence);
        mustls_buf_puts(why, " is not judged");
    }
    if (num > 1)
        mustls_buf_printf(why, ", nor are %zu more", num - 1);
    if (num > 0)
        mustls_buf_puts(why, "; ");
    mustls_why_killed(why, f);
    mustls_buf_puts(why, ", and may for minutes (RFC 5321 4.5.3.2)");
}

void mustls_why_sent(struct mustls_buf *why, const struct mustls_facts *f)
{
    size_t num = 0;
    for (size_t i = 0; i < f->trace->num_events; i++) {
        const struct mustls_event *ev = &f->trace->events[i];
        if (ev->kind != MUSTLS_E_COMMAND || ev->from != f->talker || num++ >= MAX_WORDS)
            continue;
        mustls_buf_puts(why, num == 1 ? "the client sent " : ", ");
        put_bounded(why, mustls_first_word(ev->raw), MAX_WORD);
    }
    if (num > MAX_WORDS)
        mustls_buf_printf(why, " and %zu more", num - MAX_WORDS);
    if (num == 0)
        mustls_buf_puts(why,
                        f->connected ? "the client sent no command" : "the client never connected");
}
