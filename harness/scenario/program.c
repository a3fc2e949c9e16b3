/* Trees to the flat program of one instance. */
#include "scenario/build_internal.h"

#include <assert.h>

/* Of rules, steps and sentences while they grow; no chain of files has lines for half of it. */
#define MAX_GROWING ((size_t)256 << 20)

/* --- what the file says about itself --- */

static enum mustls_status add_wishes(struct scn_builder *b, const struct scn_kvs *said)
{
    struct mustls_program *p = b->program;
    const enum scn_keys set = scn_wish_keys(p->role);
    p->wishes = mustls_arena_array(b->arena, scn_num_keys(set), sizeof(*p->wishes));
    if (!p->wishes)
        return MUSTLS_ENOMEM;
    size_t i = 0;
    for (const struct mustls_wish_word *w = mustls_wish_words; w->key; w++) {
        if (w->role != p->role)
            continue;
        struct mustls_span value = said->kv[i++].value;
        if (!value.len && !w->fallback)
            continue;
        p->wishes[p->num_wishes++] = (struct mustls_kv){
            .key = mustls_span_str(w->key),
            .value = value.len ? value : mustls_span_str(w->fallback),
            .is_fallback = !value.len,
        };
    }
    return MUSTLS_OK;
}

static bool is_dns(const struct scn_line *line)
{
    return line->kind == SCN_HEADER && line->header == SCN_DNS;
}

static enum mustls_status add_names(struct scn_builder *b)
{
    size_t num = 0;
    for (size_t i = 0; i < b->scn->num_lines; i++)
        num += is_dns(&b->scn->lines[i]);
    b->program->names = mustls_arena_array(b->arena, num + 1, sizeof(*b->program->names));
    if (!b->program->names)
        return MUSTLS_ENOMEM;
    for (size_t i = 0; i < b->scn->num_lines; i++) {
        struct scn_reader r;
        struct scn_head head;
        if (!is_dns(&b->scn->lines[i]))
            continue;
        enum mustls_status st = scn_build_open(b, &r, &b->scn->lines[i]);
        if (st != MUSTLS_OK)
            return st;
        scn_read_header(&r, &head);
        if (r.errors > 0)
            return MUSTLS_EPARSE;
        b->program->names[b->program->num_names++] = head.record;
    }
    return MUSTLS_OK;
}

static enum mustls_status add_headers(struct scn_builder *b)
{
    static const enum scn_header wanted[] = {SCN_TITLE, SCN_CLIENT, SCN_SERVER,
                                             SCN_TLS,   SCN_LISTEN, SCN_LIMIT};
    struct scn_kvs wishes = {.set = scn_wish_keys(b->scn->role)};
    b->program->limit = SCN_DEFAULT_LIMIT;
    b->tls.set = scn_tls_keys(b->scn->role);

    for (size_t i = 0; i < sizeof(wanted) / sizeof(*wanted); i++) {
        struct scn_reader r;
        struct scn_head head;
        const struct scn_line *line = b->scn->first[wanted[i]];
        if (!line)
            continue;
        enum mustls_status st = scn_build_open(b, &r, line);
        if (st != MUSTLS_OK)
            return st;
        scn_read_header(&r, &head);
        if (r.errors > 0)
            return MUSTLS_EPARSE;
        if (wanted[i] == SCN_TITLE)
            b->program->title = head.text;
        else if (wanted[i] == SCN_TLS)
            b->tls = head.kvs;
        else if (wanted[i] == SCN_LIMIT)
            b->program->limit = head.limit;
        else if (wanted[i] == SCN_LISTEN) {
            memcpy(b->program->ports, head.ports, sizeof(head.ports));
            b->program->num_ports = head.num_ports;
        } else
            wishes = head.kvs;
    }
    enum mustls_status st = add_names(b);
    return st == MUSTLS_OK ? add_wishes(b, &wishes) : st;
}

static const char *values_text(struct scn_builder *b)
{
    struct mustls_buf out;
    mustls_buf_init(&out, MUSTLS_SCN_MAX_FILE * 2);
    for (size_t i = 0; i < b->scn->num_fors; i++) {
        const struct scn_for *f = &b->scn->fors[i];
        if (i > 0)
            mustls_buf_putc(&out, ' ');
        mustls_buf_put(&out, f->name);
        mustls_buf_putc(&out, '=');
        mustls_buf_put(&out, f->values[b->choice[i]].text);
    }
    const char *s = out.failed ? NULL : mustls_arena_str(b->arena, mustls_buf_span(&out));
    mustls_buf_deinit(&out);
    return s;
}

static enum mustls_status copy_tags(struct scn_builder *b)
{
    struct mustls_program *p = b->program;
    p->tags = mustls_arena_array(b->arena, b->scn->num_tags, sizeof(*p->tags));
    if (!p->tags)
        return MUSTLS_ENOMEM;
    for (; p->num_tags < b->scn->num_tags; p->num_tags++) {
        enum mustls_status st =
            mustls_arena_copy(b->arena, b->scn->tags[p->num_tags], &p->tags[p->num_tags]);
        if (st != MUSTLS_OK)
            return st;
    }
    return MUSTLS_OK;
}

static enum mustls_status name_it(struct scn_builder *b, unsigned instance)
{
    struct mustls_program *p = b->program;
    p->role = b->scn->role;
    p->instance = instance;
    p->name = mustls_arena_str(b->arena, mustls_span_str(b->scn->name));
    p->id = instance ? mustls_arena_printf(b->arena, "%s@%u", b->scn->name, instance) : p->name;
    p->values = values_text(b);
    if (!p->name || !p->id || !p->values)
        return MUSTLS_ENOMEM;
    enum mustls_status st = mustls_arena_copy(b->arena, b->scn->description, &p->description);
    return st == MUSTLS_OK ? copy_tags(b) : st;
}

/* --- units --- */

static enum mustls_status open_unit(struct scn_builder *b, const struct mustls_scenario *s)
{
    struct mustls_unit *u = &b->program->units[b->program->num_units];
    b->scn = s;
    b->unit = (uint8_t)b->program->num_units;
    b->phases = MUSTLS_IN_CLEAR;
    b->in_rule = s->role == MUSTLS_TEST_SERVER;
    u->name = mustls_arena_str(b->arena, mustls_span_str(s->name));
    u->path = mustls_arena_str(b->arena, mustls_span_str(s->path));
    if (!u->name || !u->path)
        return MUSTLS_ENOMEM;
    enum mustls_status st = mustls_arena_copy(b->arena, s->text, &u->text);
    if (st == MUSTLS_OK)
        b->program->num_units++;
    return st;
}

static void bad_base(struct scn_builder *b, const struct mustls_scenario *child, const char *text)
{
    struct mustls_diag item = {.file = child->path, .text = text};
    mustls_scenario_base_at(child, &item.line, &item.col, &item.len);
    if (child->first[SCN_BASE])
        item.excerpt = child->first[SCN_BASE]->text;
    mustls_diag_add(b->diags, &item);
}

/* Do file and bases fit? */
static bool check_chain(struct scn_builder *b, const struct mustls_scenario *const *chain,
                        size_t num)
{
    if (num > MUSTLS_SCN_MAX_DEPTH) {
        bad_base(b, chain[MUSTLS_SCN_MAX_DEPTH - 1], "the chain of bases is longer than 8");
        return false;
    }
    for (size_t i = 1; i < num; i++) {
        const char *text = NULL;
        if (chain[0]->role == MUSTLS_TEST_SERVER)
            text = "a server test has no base";
        else if (chain[i]->role == MUSTLS_TEST_SERVER)
            text = "a base is a client test";
        else if (chain[i]->num_fors > 0)
            text = "a base has no \"for\": which of its instances would be meant?";
        if (text) {
            bad_base(b, chain[i - 1], text);
            return false;
        }
    }
    return true;
}

static enum mustls_status build(struct scn_builder *b, const struct mustls_scenario *const *chain,
                                size_t num, unsigned instance)
{
    struct mustls_program *p = b->program;
    scn_choice(chain[0], instance, b->choice);
    p->units = mustls_arena_array(b->arena, num, sizeof(*p->units));
    if (!p->units)
        return MUSTLS_ENOMEM;
    for (size_t i = 0; i < num; i++) {
        enum mustls_status st = open_unit(b, chain[i]);
        if (st == MUSTLS_OK && i == 0)
            st = name_it(b, instance);
        if (st == MUSTLS_OK && i == 0)
            st = add_headers(b);
        if (st == MUSTLS_OK)
            st = scn_build_body(b);
        if (st != MUSTLS_OK)
            return st;
    }
    return MUSTLS_OK;
}

/* An array that grew has left its smaller selves behind, and room at its end: many programs are
 * kept at once. */
static enum mustls_status settle(struct scn_builder *b, void **items, size_t num, size_t size)
{
    void *exact = mustls_arena_array(b->arena, num, size);
    if (!exact)
        return MUSTLS_ENOMEM;
    if (num > 0)
        memcpy(exact, *items, num * size);
    *items = exact;
    return MUSTLS_OK;
}

static enum mustls_status settle_all(struct scn_builder *b)
{
    struct mustls_program *p = b->program;
    void *rules = p->rules, *steps = p->steps, *sentences = p->sentences;
    enum mustls_status st = settle(b, &rules, p->num_rules, sizeof(*p->rules));
    if (st == MUSTLS_OK)
        st = settle(b, &steps, p->num_steps, sizeof(*p->steps));
    if (st == MUSTLS_OK)
        st = settle(b, &sentences, p->num_sentences, sizeof(*p->sentences));
    p->rules = rules;
    p->steps = steps;
    p->sentences = sentences;
    return st;
}

enum mustls_status mustls_scenario_program(struct mustls_arena *a,
                                           const struct mustls_scenario *const *chain, size_t num,
                                           unsigned instance, struct mustls_diags *d,
                                           struct mustls_program **out)
{
    *out = NULL;
    if (num == 0 || instance > chain[0]->instances || (instance == 0 && chain[0]->instances > 0))
        return MUSTLS_EUSAGE;
    struct scn_builder b = {.arena = a, .diags = d};
    if (!check_chain(&b, chain, num))
        return MUSTLS_EPARSE;

    size_t before = d->num_errors;
    mustls_buf_init(&b.text, MUSTLS_SCN_MAX_FILE * 2);
    mustls_buf_init(&b.bytes, MUSTLS_SCN_MAX_PAYLOAD + 2);
    b.cuts = mustls_alloc(SCN_MAX_CUTS * sizeof(*b.cuts));
    b.growing = mustls_arena_new(MAX_GROWING);
    b.program = mustls_arena_alloc(a, sizeof(*b.program));
    enum mustls_status st = MUSTLS_ENOMEM;
    if (b.cuts && b.growing && b.program)
        st = build(&b, chain, num, instance);
    if (st == MUSTLS_OK && d->num_errors > before)
        st = MUSTLS_EPARSE;
    if (st == MUSTLS_OK)
        st = settle_all(&b);
    if (st == MUSTLS_OK)
        *out = b.program;
    mustls_arena_free(b.growing);
    mustls_free(b.cuts);
    mustls_buf_deinit(&b.text);
    mustls_buf_deinit(&b.bytes);
    return st;
}
