/* Sentences as canonical text: one blank between words, scopes in a fixed order. */
#include "scenario/internal.h"

static void put_item(struct mustls_buf *out, const struct mustls_match_item *i)
{
    switch (i->kind) {
    case MUSTLS_M_VERB:
    case MUSTLS_M_CODE:
        mustls_buf_put(out, i->text);
        break;
    case MUSTLS_M_GLOB:
        mustls_buf_putc(out, '"');
        mustls_buf_put(out, i->text);
        mustls_buf_putc(out, '"');
        break;
    case MUSTLS_M_EVENT:
        mustls_buf_putc(out, '<');
        mustls_buf_put(out, i->text);
        mustls_buf_putc(out, '>');
        break;
    }
}

static void put_match(struct mustls_buf *out, const char *before, const struct mustls_match *m)
{
    if (m->num_items == 0)
        return;
    mustls_buf_puts(out, before);
    for (size_t i = 0; i < m->num_items; i++) {
        if (i > 0)
            mustls_buf_putc(out, '|');
        put_item(out, &m->items[i]);
    }
}

static void put_subject(struct mustls_buf *out, const struct mustls_sentence *s)
{
    switch (s->subject) {
    case MUSTLS_SUBJ_EVENT:
        put_match(out, " ", &s->event);
        break;
    case MUSTLS_SUBJ_SUCCEEDS:
        mustls_buf_puts(out, " client succeeds");
        break;
    case MUSTLS_SUBJ_FAILS:
        mustls_buf_puts(out, " client fails");
        break;
    case MUSTLS_SUBJ_SERVER_CLOSES:
        mustls_buf_puts(out, " server closes");
        break;
    }
}

static void put_where(struct mustls_buf *out, const struct mustls_kv *where)
{
    if (where->key.len == 0)
        return;
    mustls_buf_puts(out, " where ");
    mustls_buf_put(out, where->key);
    mustls_buf_putc(out, '=');
    mustls_buf_put(out, where->value);
}

static const char *level_name(enum mustls_level l)
{
    switch (l) {
    case MUSTLS_MUST:
        return "MUST";
    case MUSTLS_SHOULD:
        return "SHOULD";
    case MUSTLS_MAY:
        return "MAY";
    }
    return "";
}

void mustls_sentence_put(struct mustls_buf *out, const struct mustls_sentence *s)
{
    mustls_buf_puts(out, level_name(s->level));
    if (s->negated)
        mustls_buf_puts(out, " NOT");
    put_subject(out, s);
    if (s->phases & MUSTLS_IN_CLEAR)
        mustls_buf_puts(out, " in clear");
    if (s->phases & MUSTLS_IN_TLS)
        mustls_buf_puts(out, " in tls");
    if (s->in_output)
        mustls_buf_puts(out, " in output");
    if (s->first)
        mustls_buf_puts(out, " first");
    if (s->once)
        mustls_buf_puts(out, " once");
    put_match(out, " after ", &s->after);
    put_match(out, " before ", &s->before);
    if (s->within) {
        mustls_buf_puts(out, " within ");
        scn_put_duration(out, s->within);
    }
    put_where(out, &s->where);
}
