/* Headers: how a scenario is called, for whom it is, and what the side under test is asked to do.
 */
#include "scenario/internal.h"

struct mustls_span scn_header_rest(const struct scn_reader *r)
{
    struct mustls_span rest = r->text;
    scn_take_word(&rest);
    return scn_trim_left(rest);
}

static void read_test(struct scn_reader *r, struct mustls_span rest, struct scn_head *out)
{
    static const char *const roles[] = {"client", "server", NULL};
    size_t i = scn_word_find(roles, rest);
    struct scn_hint hint;
    if (i == MUSTLS_NPOS)
        scn_bad(r, rest, scn_nearest_hint(&hint, rest, roles),
                "\"test\" takes client or server, not \"%.*s\"", scn_len(rest),
                (const char *)rest.ptr);
    out->role = i == 1 ? MUSTLS_TEST_SERVER : MUSTLS_TEST_CLIENT;
}

/* A name becomes a path, so it must not climb. */
static bool is_base_name(struct mustls_span s)
{
    if (s.len == 0 || s.len > 200 || s.ptr[0] == '/' || s.ptr[0] == '.')
        return false;
    for (size_t i = 0; i < s.len; i++) {
        int c = s.ptr[i];
        bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!word && (!strchr("-_./", c)))
            return false;
    }
    return mustls_span_find(s, MUSTLS_LIT("..")) == MUSTLS_NPOS;
}

static void read_base(struct scn_reader *r, struct mustls_span rest, struct scn_head *out)
{
    const bool none = mustls_span_eq(rest, MUSTLS_LIT("none"));
    out->text = none ? mustls_span(NULL, 0) : rest;
    if (!none && !is_base_name(rest))
        scn_bad(r, rest, NULL, "\"base\" takes a name such as required, or none");
    else if (!none && r->scn->role == MUSTLS_TEST_SERVER)
        scn_bad(r, rest, NULL, "a server test has no base: its lines are the whole script");
}

static void read_wishes(struct scn_reader *r, struct mustls_span rest, struct scn_head *out)
{
    const bool server = r->line->header == SCN_SERVER;
    const bool right = server == (r->scn->role == MUSTLS_TEST_SERVER);
    struct mustls_span word = mustls_span_first(r->text, 6);
    if (!right)
        scn_bad(r, word,
                server ? "write \"client ...\", or \"test server\" above" : "write \"server ...\"",
                "this file tests the %s", server ? "client" : "server");
    else
        scn_read_kvs(r, rest, scn_wish_keys(r->scn->role), &out->kvs);
}

static void read_tls(struct scn_reader *r, struct mustls_span rest, struct scn_head *out)
{
    struct mustls_tls_step step;
    unsigned errors = r->errors;
    scn_read_kvs(r, rest, scn_tls_keys(r->scn->role), &out->kvs);
    const struct scn_kvs none = {.set = out->kvs.set};
    if (r->errors == errors)
        scn_tls_step(r, &out->kvs, &none, &step);
}

void scn_read_header(struct scn_reader *r, struct scn_head *out)
{
    struct mustls_span rest = scn_header_rest(r);
    *out = (struct scn_head){.text = rest};
    if (rest.len == 0) {
        scn_bad(r, rest, NULL, "\"%s\" says nothing", scn_header_words[r->line->header]);
        return;
    }
    switch (r->line->header) {
    case SCN_TEST:
        read_test(r, rest, out);
        break;
    case SCN_BASE:
        read_base(r, rest, out);
        break;
    case SCN_CLIENT:
    case SCN_SERVER:
        read_wishes(r, rest, out);
        break;
    case SCN_TLS:
        read_tls(r, rest, out);
        break;
    case SCN_DNS:
        scn_read_dns(r, rest, &out->record);
        break;
    case SCN_LISTEN:
        scn_read_listen(r, rest, out);
        break;
    case SCN_LIMIT:
        scn_duration(r, rest, false, &out->limit);
        break;
    case SCN_TITLE:
    case SCN_TAGS:
    case SCN_FOR:
    case SCN_NUM_HEADERS:
        break;
    }
}

/* --- tags --- */

static bool is_tag(struct mustls_span s)
{
    for (size_t i = 0; i < s.len; i++) {
        int c = s.ptr[i];
        bool word = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!word && (i == 0 || !strchr("-_.", c)))
            return false;
    }
    return s.len > 0;
}

static bool have_tag(const struct mustls_span *tags, size_t num, struct mustls_span tag)
{
    for (size_t i = 0; i < num; i++)
        if (mustls_span_eq(tags[i], tag))
            return true;
    return false;
}

void scn_read_tags(struct scn_reader *r, struct mustls_span **tags, size_t *num)
{
    enum { MAX_TAGS = 64 };
    struct mustls_span rest = scn_header_rest(r), word;
    *num = 0;
    *tags = scn_room(r, MAX_TAGS, sizeof(**tags));
    if (!*tags)
        return;
    if (rest.len == 0)
        scn_bad(r, rest, NULL, "\"tags\" says nothing");
    while ((word = scn_take_word(&rest)).len > 0) {
        if (!is_tag(word))
            scn_bad(r, word, NULL, "a tag has letters, digits and - _ . only");
        else if (have_tag(*tags, *num, word))
            scn_bad(r, word, NULL, "this tag is said twice");
        else if (*num == MAX_TAGS)
            scn_bad(r, word, NULL, "more than %d tags", MAX_TAGS);
        else
            (*tags)[(*num)++] = word;
    }
}

/* --- for --- */

static struct mustls_span trim(struct mustls_span s)
{
    s = scn_trim_left(s);
    while (s.len > 0 && scn_is_blank(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

/* Up to a bar with a blank on both sides: values hold bars of their own. */
static struct mustls_span take_value(struct mustls_span *rest)
{
    size_t n = mustls_span_find(*rest, MUSTLS_LIT(" | "));
    struct mustls_span value = mustls_span_first(*rest, n);
    *rest = n == MUSTLS_NPOS ? mustls_span(NULL, 0) : mustls_span_from(*rest, n + 2);
    return value;
}

/* "a |" can't be a blank value: no line ends in a blank. */
static bool ends_in_bar(struct mustls_span value)
{
    return value.len >= 2 && value.ptr[value.len - 1] == '|' &&
           scn_is_blank(value.ptr[value.len - 2]);
}

static void add_value(struct scn_reader *r, struct scn_for *out, size_t *cap,
                      struct mustls_span value)
{
    void *values = out->values;
    if (mustls_arena_grow(r->arena, &values, cap, out->num_values, sizeof(*out->values)) !=
        MUSTLS_OK) {
        r->no_memory = true;
        return;
    }
    out->values = values;
    out->values[out->num_values++].text = value;
}

static void read_values(struct scn_reader *r, struct mustls_span rest, struct scn_for *out)
{
    size_t cap = 0;
    do {
        struct mustls_span raw = take_value(&rest), value = trim(raw);
        if (value.len == 0 || ends_in_bar(value))
            scn_bad(r, value.len ? value : raw, "a blank is \\x20 in a payload",
                    "a value is missing");
        else if (mustls_span_find(value, MUSTLS_LIT("${")) != MUSTLS_NPOS)
            scn_bad(r, value, "a literal ${ is \\x24{", "a value can't use other names");
        else if (out->num_values == MUSTLS_SCN_MAX_INSTANCES) {
            scn_bad(r, value, NULL, "more than %d values", MUSTLS_SCN_MAX_INSTANCES);
            return;
        }
        add_value(r, out, &cap, value);
    } while (rest.ptr && !r->no_memory);
}

void scn_read_for(struct scn_reader *r, struct scn_for *out)
{
    struct mustls_span rest = scn_header_rest(r);
    size_t eq = mustls_span_find(rest, MUSTLS_LIT("="));
    *out = (struct scn_for){.line = r->line};
    if (eq == MUSTLS_NPOS) {
        scn_bad(r, rest, NULL, "\"for\" reads NAME = value | value");
        return;
    }
    struct mustls_span name = trim(mustls_span_first(rest, eq));
    if (!scn_is_name(name)) {
        scn_bad(r, name.len ? name : rest, NULL,
                "a name has letters, digits and _, and no digit in front");
        return;
    }
    out->name = name;
    read_values(r, mustls_span_from(rest, eq + 1), out);
}
