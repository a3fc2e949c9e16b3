/* Sentences over the trace:
 *
 *   assertion = level [ "NOT" ] subject { scope } "[" SOURCE "]"
 *   event     = item { "|" item }
 *   item      = VERB | CODE | '"' GLOB '"' | "<" EVENTNAME ">" */
#include "scenario/internal.h"

static const char *const levels[] = {"MUST", "SHOULD", "MAY", NULL};
static const char *const scopes[] = {"in",     "first",  "once",  "after",
                                     "before", "within", "where", NULL};
static const char *const places[] = {"clear", "tls", "output", NULL};

/* --- events --- */

static bool ends_item(int c)
{
    return c == '|' || scn_is_blank(c);
}

static size_t item_len(struct mustls_span s)
{
    if (s.len > 0 && (s.ptr[0] == '"' || s.ptr[0] == '<')) {
        const bool quoted = s.ptr[0] == '"';
        size_t end =
            mustls_span_find(mustls_span_from(s, 1), quoted ? MUSTLS_LIT("\"") : MUSTLS_LIT(">"));
        return end == MUSTLS_NPOS ? MUSTLS_NPOS : end + 2;
    }
    size_t n = 0;
    while (n < s.len && !ends_item(s.ptr[n]))
        n++;
    return n;
}

static void bad_event_name(struct scn_reader *r, struct mustls_span name)
{
    struct scn_hint hint;
    scn_bad(r, name, scn_nearest_hint(&hint, name, scn_event_words), "unknown event <%.*s>",
            scn_len(name), (const char *)name.ptr);
}

static void bad_word(struct scn_reader *r, struct mustls_span word)
{
    struct scn_hint hint;
    const char *help = scn_did_you_mean(&hint, scn_nearest_verb(word));
    if (!help && scn_word_find(scn_event_words, word) != MUSTLS_NPOS)
        help = "events stand in <...>";
    scn_bad(r, word, help ? help : "a command, a code such as 530 or 5xx, \"text*\", or <event>",
            "unknown command or code \"%.*s\"", scn_len(word), (const char *)word.ptr);
}

/* `s` is one item, whole. */
static void read_item(struct scn_reader *r, struct mustls_span s, struct mustls_match_item *out)
{
    struct mustls_span inner = s.len >= 2 ? mustls_span(s.ptr + 1, s.len - 2) : s;
    if (s.ptr[0] == '"') {
        out->kind = MUSTLS_M_GLOB;
        out->text = inner;
        if (inner.len == 0)
            scn_bad(r, s, NULL, "an empty text is nowhere and everywhere");
    } else if (s.ptr[0] == '<') {
        out->kind = MUSTLS_M_EVENT;
        out->text = inner;
        if (scn_word_find(scn_event_words, inner) == MUSTLS_NPOS)
            bad_event_name(r, inner.len ? inner : s);
    } else if (scn_is_code(s)) {
        out->kind = MUSTLS_M_CODE;
        out->text = scn_fold(s, r, false);
    } else {
        out->kind = MUSTLS_M_VERB;
        out->text = scn_fold(s, r, true);
        if (!scn_is_verb(s))
            bad_word(r, s);
    }
}

static bool add_item(struct scn_reader *r, struct mustls_span s, size_t *cap,
                     struct mustls_match *out)
{
    void *items = out->items;
    if (mustls_arena_grow(r->arena, &items, cap, out->num_items, sizeof(*out->items)) !=
        MUSTLS_OK) {
        r->no_memory = true;
        return false;
    }
    out->items = items;
    read_item(r, s, &out->items[out->num_items++]);
    return true;
}

bool scn_read_event(struct scn_reader *r, struct mustls_span *rest, struct mustls_match *out)
{
    unsigned before = r->errors;
    size_t cap = 0;
    *out = (struct mustls_match){0};
    *rest = scn_trim_left(*rest);
    for (;;) {
        size_t n = item_len(*rest);
        if (n == MUSTLS_NPOS) {
            scn_bad(r, *rest, NULL,
                    rest->ptr[0] == '"' ? "a closing \" is missing" : "a closing > is missing");
            return false;
        }
        if (n == 0 || rest->ptr[0] == '[') {
            scn_bad(r, mustls_span_first(*rest, 1), NULL,
                    "an event is missing: a command, a code, \"text*\" or <event>");
            return false;
        }
        if (out->num_items == SCN_MAX_ITEMS) {
            scn_bad(r, *rest, NULL, "more than %u alternatives", SCN_MAX_ITEMS);
            return false;
        }
        if (!add_item(r, mustls_span_first(*rest, n), &cap, out))
            return false;
        *rest = mustls_span_from(*rest, n);
        if (rest->len == 0 || scn_is_blank(rest->ptr[0]))
            return r->errors == before;
        if (rest->ptr[0] != '|') {
            scn_bad(r, mustls_span_first(*rest, 1), NULL, "a blank or \"|\" is expected here");
            return false;
        }
        *rest = mustls_span_from(*rest, 1);
    }
}

/* --- subject --- */

/* "client succeeds" and its kin: two words, so that a verb cannot be mistaken for them. */
static bool read_actor(struct scn_reader *r, struct mustls_span *rest, bool server,
                       struct mustls_sentence *out)
{
    static const char *const client_does[] = {"succeeds", "fails", NULL};
    static const char *const server_does[] = {"closes", NULL};

    struct mustls_span actor = scn_take_word(rest), does = scn_take_word(rest);
    const char *const *words = server ? server_does : client_does;
    size_t i = scn_word_find(words, does);
    if (i == MUSTLS_NPOS) {
        struct scn_hint hint;
        scn_bad(r, does.len ? does : actor, scn_nearest_hint(&hint, does, words),
                server ? "the server \"closes\"" : "the client \"succeeds\" or \"fails\"");
        return false;
    }
    if (server != (r->scn->role == MUSTLS_TEST_SERVER)) {
        scn_bad(r, actor, NULL, "this file tests the %s", server ? "client" : "server");
        return false;
    }
    out->subject = server   ? MUSTLS_SUBJ_SERVER_CLOSES
                   : i == 0 ? MUSTLS_SUBJ_SUCCEEDS
                            : MUSTLS_SUBJ_FAILS;
    return true;
}

static bool read_subject(struct scn_reader *r, struct mustls_span *rest,
                         struct mustls_sentence *out)
{
    struct mustls_span peek = *rest, word = scn_take_word(&peek);
    if (mustls_span_eq(word, MUSTLS_LIT("client")))
        return read_actor(r, rest, false, out);
    if (mustls_span_eq(word, MUSTLS_LIT("server")))
        return read_actor(r, rest, true, out);
    out->subject = MUSTLS_SUBJ_EVENT;
    return scn_read_event(r, rest, &out->event);
}

/* --- scopes --- */

static bool twice(struct scn_reader *r, struct mustls_span word, bool said)
{
    if (said)
        scn_bad(r, word, NULL, "\"%.*s\" is said twice", scn_len(word), (const char *)word.ptr);
    return said;
}

static bool read_in(struct scn_reader *r, struct mustls_span word, struct mustls_span *rest,
                    struct mustls_sentence *out)
{
    struct mustls_span place = scn_take_word(rest);
    size_t i = scn_word_find(places, place);
    struct scn_hint hint;
    if (i == MUSTLS_NPOS) {
        scn_bad(r, place.len ? place : word, scn_nearest_hint(&hint, place, places),
                "\"in\" takes clear, tls or output");
        return false;
    }
    if (out->phases || out->in_output) {
        scn_bad(r, place, NULL, "a sentence is about one place only");
        return false;
    }
    if (i == 2)
        out->in_output = true;
    else
        out->phases = i == 0 ? MUSTLS_IN_CLEAR : MUSTLS_IN_TLS;
    return true;
}

static bool read_where(struct scn_reader *r, struct mustls_span word, struct mustls_span *rest,
                       struct mustls_sentence *out)
{
    struct mustls_span kv = scn_take_word(rest);
    if (twice(r, word, out->where.key.len > 0))
        return false;
    if (!scn_split_kv(r, kv.len ? kv : word, &out->where))
        return false;
    return scn_check_kv(r, scn_wish_keys(r->scn->role), &out->where);
}

static bool read_scope(struct scn_reader *r, struct mustls_span *rest, struct mustls_sentence *out)
{
    struct mustls_span word = scn_take_word(rest);
    struct scn_hint hint;
    switch (scn_word_find(scopes, word)) {
    case 0:
        return read_in(r, word, rest, out);
    case 1:
        return !twice(r, word, out->first) && (out->first = true);
    case 2:
        return !twice(r, word, out->once) && (out->once = true);
    case 3:
        return !twice(r, word, out->after.num_items > 0) && scn_read_event(r, rest, &out->after);
    case 4:
        return !twice(r, word, out->before.num_items > 0) && scn_read_event(r, rest, &out->before);
    case 5:
        return !twice(r, word, out->within > 0) &&
               scn_duration(r, scn_take_word(rest), false, &out->within);
    case 6:
        return read_where(r, word, rest, out);
    }
    scn_bad(r, word, scn_nearest_hint(&hint, word, scopes),
            "\"%.*s\" is no scope; known: in first once after before within where", scn_len(word),
            (const char *)word.ptr);
    return false;
}

/* --- whole sentences --- */

static void read_level(struct mustls_span *rest, struct mustls_sentence *out)
{
    size_t level = scn_word_find(levels, scn_take_word(rest));
    out->level = level == 0 ? MUSTLS_MUST : level == 1 ? MUSTLS_SHOULD : MUSTLS_MAY;
    struct mustls_span peek = *rest;
    if (mustls_span_eq(scn_take_word(&peek), MUSTLS_LIT("NOT"))) {
        out->negated = true;
        *rest = peek;
    }
}

/* The first `[` outside of quotes, or the length; *open: a quote was never closed. */
static size_t source_at(struct mustls_span s, bool *open)
{
    bool quoted = false;
    size_t i = 0;
    for (; i < s.len && (quoted || s.ptr[i] != '['); i++)
        if (s.ptr[i] == '"')
            quoted = !quoted;
    *open = quoted;
    return i;
}

static void read_source(struct scn_reader *r, struct mustls_span s, struct mustls_sentence *out)
{
    if (s.len == 0) {
        scn_bad(r, s, "as in [RFC 5321 4.2.1] or [harness]",
                "a sentence ends with its source in brackets");
        return;
    }
    size_t end = mustls_span_find(s, MUSTLS_LIT("]"));
    if (end == MUSTLS_NPOS) {
        scn_bad(r, s, NULL, "a closing ] is missing");
        return;
    }
    if (end + 1 < s.len) {
        scn_bad(r, mustls_span_from(s, end + 1), NULL, "the source is the last thing on its line");
        return;
    }
    struct mustls_span inner = scn_trim_left(mustls_span(s.ptr + 1, end - 1));
    while (inner.len > 0 && scn_is_blank(inner.ptr[inner.len - 1]))
        inner.len--;
    out->source = inner;
    if (inner.len == 0)
        scn_bad(r, s, "as in [RFC 5321 4.2.1] or [harness]", "the source is empty");
}

bool scn_read_sentence(struct scn_reader *r, struct mustls_sentence *out)
{
    unsigned before = r->errors;
    *out = (struct mustls_sentence){0};
    bool open;
    size_t cut = source_at(r->text, &open);
    struct mustls_span rest = mustls_span_first(r->text, cut);

    read_level(&rest, out);
    bool good = read_subject(r, &rest, out);
    while (good && scn_trim_left(rest).len > 0)
        good = read_scope(r, &rest, out);
    if (!open)
        read_source(r, mustls_span_from(r->text, cut), out);
    if (r->errors == before)
        scn_check_sentence(r, out, mustls_span_first(r->text, cut));
    return r->errors == before && !r->no_memory;
}
