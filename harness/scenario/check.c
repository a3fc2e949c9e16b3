/* Reads every line for every value that it mentions, to find all mistakes in one go, and looks
 * after what needs several lines to be wrong. */
#include "scenario/internal.h"

enum { SCRATCH_MAX = 64 << 20, SCRATCH_RENEW = 1 << 20 };

struct checker {
    struct mustls_scenario *scn;
    struct mustls_diags *diags;
    struct mustls_arena *scratch;
    struct mustls_buf text;  /* of the line with its values */
    struct scn_kvs tls;      /* the header's, where it holds no ${} */
    size_t read, total;      /* bytes of text read so far; bytes that the payloads make */
    bool in_rule, connected; /* what came before this line */
    size_t above;            /* bytes of the byte lines right above it */
    bool stopped;
    enum mustls_status st;
};

/* --- one reading of one line --- */

bool scn_parse_section(struct mustls_span text, unsigned *phases)
{
    static const unsigned bits[] = {MUSTLS_IN_CLEAR, MUSTLS_IN_TLS,
                                    MUSTLS_IN_CLEAR | MUSTLS_IN_TLS};
    size_t i = scn_word_find(scn_section_words, text);
    if (i != MUSTLS_NPOS)
        *phases = bits[i];
    return i != MUSTLS_NPOS;
}

static void check_section(struct scn_reader *r)
{
    unsigned phases;
    struct scn_hint hint;
    if (r->scn->role == MUSTLS_TEST_SERVER)
        scn_bad(r, r->text, NULL, "a server test has no sections: its lines are a script");
    else if (!scn_parse_section(r->text, &phases))
        scn_bad(r, r->text, scn_nearest_hint(&hint, r->text, scn_section_words),
                "unknown section; known: [clear] [tls] [any]");
}

static size_t check_talk(struct checker *c, struct scn_reader *r, struct scn_talk *t)
{
    struct scn_bytes bytes = {0};
    struct mustls_tls_step tls;
    if (!scn_read_talk(r, t))
        return 0;
    if (t->kind == SCN_BYTES)
        scn_read_payload(r, t->payload, &bytes);
    else if (t->kind == SCN_STEP && t->step == MUSTLS_STEP_TLS)
        scn_tls_step(r, &t->tls, &c->tls, &tls);
    return bytes.len;
}

static size_t check_once(struct checker *c, struct scn_reader *r, struct scn_talk *t)
{
    struct scn_head head;
    struct mustls_sentence sentence;
    switch (r->line->kind) {
    case SCN_HEADER:
        scn_read_header(r, &head);
        return 0;
    case SCN_SECTION:
        check_section(r);
        return 0;
    case SCN_TALK:
        return check_talk(c, r, t);
    case SCN_SENTENCE:
        scn_read_sentence(r, &sentence);
        return 0;
    case SCN_BLANK:
    case SCN_COMMENT:
    case SCN_BROKEN:
        return 0;
    }
    return 0;
}

/* --- what came before --- */

static void flow_client(struct checker *c, struct scn_reader *r, const struct scn_talk *t,
                        size_t len)
{
    if (t->kind == SCN_STEP && t->step == MUSTLS_STEP_FLOOD && c->above == 0)
        scn_bad_flood(r);
    c->above = t->kind == SCN_BYTES ? c->above + len : 0;
    if (t->kind == SCN_RULE)
        c->in_rule = true;
    else if (!c->in_rule)
        scn_bad(r, mustls_span_first(r->text, 2), "a C: line above says what it answers",
                "this line stands outside of a rule");
    c->in_rule = true; /* say it once */
}

static void flow_server(struct checker *c, struct scn_reader *r, const struct scn_talk *t)
{
    const bool connect = t->kind == SCN_STEP && t->step == MUSTLS_STEP_CONNECT;
    if (!c->connected && !connect)
        scn_bad(r, mustls_span_first(r->text, 2), NULL, "a server test begins with C: <connect>");
    c->connected = true;
}

static void check_flow(struct checker *c, struct scn_reader *r, const struct scn_talk *t,
                       size_t len)
{
    if (r->line->kind == SCN_SECTION)
        c->in_rule = false;
    if (r->line->kind == SCN_BROKEN || r->errors > 0) { /* who knows what it was meant to be */
        c->in_rule = c->connected = true;
        c->above = 1;
    }
    if (r->line->kind != SCN_TALK || r->errors > 0)
        return;
    if (c->scn->role == MUSTLS_TEST_CLIENT)
        flow_client(c, r, t, len);
    else
        flow_server(c, r, t);
}

/* --- all readings of one line --- */

static bool renew_scratch(struct checker *c)
{
    if (c->scratch && mustls_arena_used(c->scratch) < SCRATCH_RENEW)
        return true;
    mustls_arena_free(c->scratch);
    c->scratch = mustls_arena_new(SCRATCH_MAX);
    if (!c->scratch)
        c->st = MUSTLS_ENOMEM;
    return c->scratch != NULL;
}

static unsigned used_fors(const struct mustls_scenario *s, const struct scn_line *line)
{
    unsigned used = 0;
    for (size_t i = 0; line->templ && i < s->num_fors; i++) {
        struct mustls_span rest = line->text, name = s->fors[i].name;
        size_t at;
        while ((at = mustls_span_find(rest, MUSTLS_LIT("${"))) != MUSTLS_NPOS) {
            rest = mustls_span_from(rest, at + 2);
            if (mustls_span_starts(rest, name) && rest.len > name.len && rest.ptr[name.len] == '}')
                used |= 1u << i;
        }
    }
    return used;
}

/* The next choice of the values in `used`; false after the last. */
static bool next_choice(const struct mustls_scenario *s, unsigned used, unsigned *choice)
{
    for (size_t i = s->num_fors; i-- > 0;) {
        if (!(used & (1u << i)))
            continue;
        if (++choice[i] < s->fors[i].num_values)
            return true;
        choice[i] = 0;
    }
    return false;
}

static void spend(struct checker *c, struct scn_reader *r)
{
    c->read += r->text.len;
    if (c->read <= SCN_MAX_CHECK)
        return;
    c->stopped = true;
    scn_bad(r, mustls_span_first(r->text, 1), "fewer or shorter \"for\" values",
            "all instances together have more than %u bytes of text", SCN_MAX_CHECK);
}

static void check_line(struct checker *c, const struct scn_line *line)
{
    unsigned choice[SCN_MAX_FORS] = {0};
    const unsigned used = used_fors(c->scn, line);
    size_t most = 0;
    bool first = true;
    struct scn_reader r;
    do {
        if (!renew_scratch(c))
            return;
        scn_reader_init(&r, c->scratch, c->diags, c->scn, line);
        c->st = scn_reader_open(&r, choice, &c->text);
        if (c->st != MUSTLS_OK)
            return;
        spend(c, &r);
        struct scn_talk talk = {.kind = SCN_BYTES};
        size_t len = check_once(c, &r, &talk);
        most = len > most ? len : most;
        if (first)
            check_flow(c, &r, &talk, len);
        first = false;
        if (r.no_memory)
            c->st = MUSTLS_ENOMEM;
    } while (c->st == MUSTLS_OK && !c->stopped && c->diags->num < MUSTLS_MAX_DIAGS &&
             next_choice(c->scn, used, choice));

    bool over = c->total > MUSTLS_SCN_MAX_TOTAL;
    c->total += most;
    if (!over && c->total > MUSTLS_SCN_MAX_TOTAL)
        scn_bad(&r, mustls_span_first(r.text, 2), NULL,
                "up to here the lines make more than %u bytes", MUSTLS_SCN_MAX_TOTAL);
}

/* --- references --- */

static void bad_ref(struct scn_reader *r, struct mustls_span ref, struct mustls_span name)
{
    const char *names[SCN_MAX_FORS + 1];
    char copies[SCN_MAX_FORS][65];
    size_t n = 0;
    for (; n < r->scn->num_fors; n++) {
        struct mustls_span f = r->scn->fors[n].name; /* scn_is_name: at most 64 */
        memcpy(copies[n], f.ptr, f.len);
        copies[n][f.len] = '\0';
        names[n] = copies[n];
    }
    names[n] = NULL;
    struct scn_hint hint;
    const char *help = scn_nearest_hint(&hint, name, names);
    scn_bad(r, ref, help ? help : "a literal ${ is \\x24{", "no \"for\" gives ${%.*s}",
            scn_len(name), (const char *)name.ptr);
}

static bool name_known(const struct mustls_scenario *s, struct mustls_span name)
{
    for (size_t i = 0; i < s->num_fors; i++)
        if (mustls_span_eq(s->fors[i].name, name))
            return true;
    return false;
}

void scn_check_refs(struct scn_reader *r, struct scn_line *line)
{
    struct mustls_span rest = line->text;
    size_t at, num = 0;
    while ((at = mustls_span_find(rest, MUSTLS_LIT("${"))) != MUSTLS_NPOS) {
        rest = mustls_span_from(rest, at);
        size_t end = mustls_span_find(rest, MUSTLS_LIT("}"));
        struct mustls_span ref = mustls_span_first(rest, end == MUSTLS_NPOS ? 2 : end + 1);
        if (end == MUSTLS_NPOS) {
            scn_bad(r, ref, "a literal ${ is \\x24{", "${ is never closed");
            break; /* nor is any behind it */
        }
        if (!name_known(r->scn, mustls_span(ref.ptr + 2, ref.len - 3)))
            bad_ref(r, ref, mustls_span(ref.ptr + 2, ref.len - 3));
        else if (++num > SCN_MAX_REFS)
            scn_bad(r, ref, NULL, "more than %u of ${...} in one line", SCN_MAX_REFS);
        rest = mustls_span_from(rest, ref.len);
    }
    /* Opening a line takes its references for granted. */
    line->templ = num > 0 && r->errors == 0;
    if (r->errors > 0)
        line->kind = SCN_BROKEN;
}

/* --- all lines --- */

static void read_tls_header(struct checker *c)
{
    struct scn_reader r;
    struct scn_head head;
    const struct scn_line *line = c->scn->first[SCN_TLS];
    c->tls.set = scn_tls_keys(c->scn->role);
    if (!line || line->templ || line->kind != SCN_HEADER)
        return;
    scn_reader_init(&r, c->scratch, NULL, c->scn, line);
    scn_read_header(&r, &head);
    if (r.errors == 0)
        c->tls = head.kvs;
}

/* Read already, because other lines depend on them. */
static bool read_before(const struct scn_line *line)
{
    return line->kind == SCN_HEADER && (line->header == SCN_TEST || line->header == SCN_FOR ||
                                        line->header == SCN_BASE || line->header == SCN_TAGS);
}

enum mustls_status scn_check(struct mustls_scenario *s, struct mustls_diags *d)
{
    struct checker c = {.scn = s, .diags = d};
    mustls_buf_init(&c.text, MUSTLS_SCN_MAX_FILE * 2);
    if (renew_scratch(&c))
        read_tls_header(&c);
    for (size_t i = 0; c.st == MUSTLS_OK && !c.stopped && i < s->num_lines; i++)
        if (!read_before(&s->lines[i]))
            check_line(&c, &s->lines[i]);
    mustls_buf_deinit(&c.text);
    mustls_arena_free(c.scratch);
    return c.st;
}
