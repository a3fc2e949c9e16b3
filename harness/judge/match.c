/* One event against the items of a sentence. */
#include "judge/internal.h"

static struct mustls_span without_line_end(struct mustls_span line)
{
    if (line.len > 0 && line.ptr[line.len - 1] == '\n')
        line.len--;
    if (line.len > 0 && line.ptr[line.len - 1] == '\r')
        line.len--;
    return line;
}

struct mustls_span mustls_first_word(struct mustls_span line)
{
    size_t n = 0;
    while (n < line.len && line.ptr[n] != ' ' && line.ptr[n] != '\t' && line.ptr[n] != '\r' &&
           line.ptr[n] != '\n')
        n++;
    return mustls_span_first(line, n);
}

static bool is_command(const struct mustls_facts *f, const struct mustls_event *ev)
{
    return ev->kind == MUSTLS_E_COMMAND && ev->from == f->talker;
}

static bool is_line(const struct mustls_facts *f, const struct mustls_event *ev)
{
    return ev->kind == MUSTLS_E_LINE && ev->from == f->talker;
}

/* A secret that was printed, as against one on the wire. */
static bool is_printed_secret(const struct mustls_event *ev)
{
    return ev->kind == MUSTLS_E_SECRET && ev->conn == 0;
}

/* That the tool closed is no deed of the subject, but well a moment to count from. */
static bool counts_by_name(const struct mustls_event *ev, bool as_anchor)
{
    if (is_printed_secret(ev))
        return false;
    bool has_sides = ev->kind == MUSTLS_E_CLOSE || ev->kind == MUSTLS_E_RESET;
    return as_anchor || !has_sides || ev->from == MUSTLS_FROM_SUBJECT;
}

static bool item_matches(const struct mustls_facts *f, const struct mustls_match_item *item,
                         const struct mustls_event *ev)
{
    switch (item->kind) {
    case MUSTLS_M_VERB:
        return is_command(f, ev) && mustls_span_ieq(item->text, mustls_first_word(ev->raw));
    case MUSTLS_M_CODE: /* not even xxx matches 0, a reply without a readable code */
        return ev->kind == MUSTLS_E_REPLY && mustls_code_matches(item->text, ev->code);
    case MUSTLS_M_GLOB:
        return (is_command(f, ev) || is_line(f, ev)) &&
               mustls_glob(item->text, without_line_end(ev->raw));
    case MUSTLS_M_EVENT: /* by its name */
        break;
    }
    return false;
}

bool mustls_matcher_fits(const struct mustls_matcher *m, const struct mustls_facts *f,
                         const struct mustls_event *ev, bool as_anchor)
{
    if (!(m->kinds >> ev->kind & 1))
        return false;
    if ((m->named >> ev->kind & 1) && counts_by_name(ev, as_anchor))
        return true;
    for (size_t i = 0; i < m->match->num_items; i++) {
        if (item_matches(f, &m->match->items[i], ev))
            return true;
    }
    return false;
}

static uint64_t item_kinds(const struct mustls_match_item *item)
{
    switch (item->kind) {
    case MUSTLS_M_VERB:
        return UINT64_C(1) << MUSTLS_E_COMMAND;
    case MUSTLS_M_CODE:
        return UINT64_C(1) << MUSTLS_E_REPLY;
    case MUSTLS_M_GLOB:
        return UINT64_C(1) << MUSTLS_E_COMMAND | UINT64_C(1) << MUSTLS_E_LINE;
    case MUSTLS_M_EVENT:
        return UINT64_C(1) << mustls_event_by_name(item->text);
    }
    return 0;
}

void mustls_matcher_init(struct mustls_matcher *out, const struct mustls_match *m)
{
    _Static_assert(MUSTLS_NUM_EVENTS < 64, "a set of kinds is a word");
    const uint64_t unknown = UINT64_C(1) << MUSTLS_NUM_EVENTS;
    *out = (struct mustls_matcher){.match = m};
    for (size_t i = 0; i < m->num_items; i++) {
        uint64_t kinds = item_kinds(&m->items[i]);
        out->kinds |= kinds;
        if (m->items[i].kind == MUSTLS_M_EVENT)
            out->named |= kinds;
    }
    out->known = !(out->kinds & unknown);
}

static bool item_in_output(const struct mustls_match_item *item, const struct mustls_event *ev)
{
    if (item->kind == MUSTLS_M_EVENT)
        return is_printed_secret(ev) && mustls_span_eq(item->text, MUSTLS_LIT("secret"));
    return ev->kind == MUSTLS_E_OUTPUT && mustls_glob(item->text, ev->raw);
}

bool mustls_match_output(const struct mustls_match *m, const struct mustls_event *ev)
{
    for (size_t i = 0; i < m->num_items; i++) {
        if (item_in_output(&m->items[i], ev))
            return true;
    }
    return false;
}

enum mustls_status mustls_match_anywhere(struct mustls_arena *a, const struct mustls_match *m,
                                         struct mustls_match *out)
{
    *out = (struct mustls_match){0};
    struct mustls_match_item *items = mustls_arena_array(a, m->num_items, sizeof *items);
    if (!items)
        return MUSTLS_ENOMEM;
    for (size_t i = 0; i < m->num_items; i++) {
        struct mustls_span text = m->items[i].text;
        items[i] = m->items[i];
        if (items[i].kind == MUSTLS_M_EVENT)
            continue;
        uint8_t *glob = mustls_arena_alloc(a, text.len + 2);
        if (!glob)
            return MUSTLS_ENOMEM;
        glob[0] = glob[text.len + 1] = '*';
        if (text.len > 0)
            memcpy(glob + 1, text.ptr, text.len);
        items[i] = (struct mustls_match_item){MUSTLS_M_GLOB, mustls_span(glob, text.len + 2)};
    }
    *out = (struct mustls_match){items, m->num_items};
    return MUSTLS_OK;
}
