/* Lines in canonical form: what print writes and equal compares. */
#include "scenario/internal.h"

static bool is_default(const struct mustls_scenario *s, const struct scn_line *line,
                       const struct scn_head *head)
{
    const bool own_base = s->role == MUSTLS_TEST_SERVER ||
                          mustls_span_starts(mustls_span_str(s->name), MUSTLS_LIT("base/"));
    switch (line->header) {
    case SCN_TEST:
        return head->role == MUSTLS_TEST_CLIENT;
    case SCN_BASE:
        return own_base ? head->text.len == 0 : mustls_span_eq(head->text, MUSTLS_LIT("required"));
    case SCN_LIMIT:
        return head->limit == SCN_DEFAULT_LIMIT;
    case SCN_TITLE:
    case SCN_TAGS:
    case SCN_CLIENT:
    case SCN_SERVER:
    case SCN_TLS:
    case SCN_DNS:
    case SCN_LISTEN:
    case SCN_FOR:
    case SCN_NUM_HEADERS:
        break;
    }
    return false;
}

static void put_header(struct mustls_buf *out, struct scn_reader *r)
{
    struct scn_head head;
    const struct scn_line *line = r->line;
    if (line->templ || line->header == SCN_TITLE || line->header == SCN_TAGS ||
        line->header == SCN_FOR) {
        scn_put_header_line(out, r->scn, line);
        return;
    }
    scn_read_header(r, &head);
    if (is_default(r->scn, line, &head))
        return;
    if (line->header == SCN_LIMIT) {
        mustls_buf_puts(out, "limit  ");
        scn_put_duration(out, head.limit);
    } else if (line->header == SCN_DNS) {
        mustls_buf_puts(out, "dns    ");
        scn_put_dns(out, &head.record);
    } else if (line->header == SCN_TEST || line->header == SCN_BASE || line->header == SCN_LISTEN) {
        scn_put_header_line(out, r->scn, line);
    } else {
        mustls_buf_printf(out, "%-6s", scn_header_words[line->header]);
        scn_put_kvs(out, &head.kvs);
    }
}

static void put_talk(struct mustls_buf *out, struct scn_reader *r)
{
    struct scn_talk t;
    if (r->line->templ || !scn_read_talk(r, &t))
        mustls_buf_put(out, r->text);
    else
        scn_put_talk(out, &t);
}

static void put_sentence(struct mustls_buf *out, struct scn_reader *r)
{
    struct mustls_sentence s;
    if (r->line->templ || !scn_read_sentence(r, &s)) {
        scn_put_collapsed(out, r->text);
        return;
    }
    mustls_sentence_put(out, &s);
    mustls_buf_puts(out, " [");
    mustls_buf_put(out, s.source);
    mustls_buf_putc(out, ']');
}

bool scn_put_line(struct mustls_buf *out, struct mustls_arena *scratch,
                  const struct mustls_scenario *s, const struct scn_line *line)
{
    struct scn_reader r;
    scn_reader_init(&r, scratch, NULL, s, line);
    switch (line->kind) {
    case SCN_HEADER:
        put_header(out, &r);
        break;
    case SCN_SECTION:
        mustls_buf_put(out, r.text);
        break;
    case SCN_TALK:
        put_talk(out, &r);
        break;
    case SCN_SENTENCE:
        put_sentence(out, &r);
        break;
    case SCN_BLANK:
    case SCN_COMMENT:
    case SCN_BROKEN:
        break;
    }
    return !r.no_memory;
}

static bool says_something(struct mustls_arena *scratch, const struct mustls_scenario *s,
                           const struct scn_line *line)
{
    struct mustls_buf out;
    mustls_buf_init(&out, MUSTLS_SCN_MAX_FILE * 2);
    scn_put_line(&out, scratch, s, line);
    bool some = out.len > 0 || out.failed;
    mustls_buf_deinit(&out);
    return some;
}

const struct scn_line **scn_ordered(struct mustls_arena *scratch, const struct mustls_scenario *s,
                                    size_t *num)
{
    const struct scn_line **lines = mustls_arena_array(scratch, s->num_lines, sizeof(*lines));
    *num = 0;
    if (!lines)
        return NULL;
    for (int h = 0; h < SCN_NUM_HEADERS; h++)
        for (size_t i = 0; i < s->num_lines; i++) {
            const struct scn_line *line = &s->lines[i];
            if (line->kind == SCN_HEADER && (int)line->header == h &&
                says_something(scratch, s, line))
                lines[(*num)++] = line;
        }
    for (size_t i = 0; i < s->num_lines; i++)
        if (s->lines[i].kind > SCN_HEADER && s->lines[i].kind != SCN_BROKEN)
            lines[(*num)++] = &s->lines[i];
    return lines;
}
