/* What each line of a profile means: one small function a key. */
#include "profile/internal.h"

static void complain(struct mustls_profile_parser *p, struct mustls_span part, const char *text,
                     const char *help)
{
    mustls_profile_complain(p, MUSTLS_DIAG_ERROR, &p->line, part, text, help);
}

enum mustls_status mustls_profile_split(struct mustls_profile_parser *p, struct mustls_words *out)
{
    struct mustls_words_error err = {0};
    *out = (struct mustls_words){0};
    enum mustls_status st = mustls_words_split(p->arena, p->line.value, out, &err);
    if (st != MUSTLS_EPARSE)
        return st;
    complain(p, mustls_span(p->line.value.ptr + err.at, 1), err.text, NULL);
    return MUSTLS_OK;
}

static bool is_name_byte(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '+' || c == '-';
}

/* A name becomes a folder, a column and a word of the list of known failures. */
static bool good_name(struct mustls_span s)
{
    if (!s.len || s.len > 64 || s.ptr[0] == '.' || s.ptr[0] == '-')
        return false;
    for (size_t i = 0; i < s.len; i++)
        if (!is_name_byte(s.ptr[i]))
            return false;
    return true;
}

static enum mustls_status take_text(struct mustls_profile_parser *p, const char **out)
{
    const char *text = mustls_arena_str(p->arena, p->line.value);
    if (text)
        *out = text;
    return text ? MUSTLS_OK : MUSTLS_ENOMEM;
}

static enum mustls_status take_name(struct mustls_profile_parser *p)
{
    if (!good_name(p->line.value))
        complain(p, p->line.value, "a name is 1 to 64 letters, digits and . _ + -",
                 "it must not start with . or -");
    return take_text(p, &p->profile->name);
}

static enum mustls_status take_package(struct mustls_profile_parser *p)
{
    return take_text(p, &p->profile->package);
}

static enum mustls_status take_role(struct mustls_profile_parser *p)
{
    static const char *const roles[] = {"client", "server", NULL};
    if (mustls_span_eq(p->line.value, MUSTLS_LIT("server")))
        p->profile->role = MUSTLS_TEST_SERVER;
    else if (!mustls_span_eq(p->line.value, MUSTLS_LIT("client")))
        mustls_profile_unknown(p, p->line.value, "role", roles, "roles are client and server");
    return MUSTLS_OK;
}

static enum mustls_status take_version(struct mustls_profile_parser *p)
{
    enum mustls_status st = mustls_profile_split(p, &p->profile->version);
    if (st == MUSTLS_OK) /* no run yet, so nothing else is known */
        mustls_profile_check_words(p, &p->profile->version, 1u << MUSTLS_PH_DIR,
                                   MUSTLS_WISH_NOWHERE);
    return st;
}

static enum mustls_status take_run(struct mustls_profile_parser *p)
{
    enum mustls_status st = mustls_profile_split(p, &p->profile->run);
    if (st != MUSTLS_OK)
        return st;
    p->run = p->line;
    if (!p->line.value.len)
        complain(p, p->line.key, "run needs a command", NULL);
    mustls_profile_check_words(p, &p->profile->run, MUSTLS_PH_ALL, MUSTLS_WISH_WHOLE_WORD);
    return MUSTLS_OK;
}

static enum mustls_status take_stdin(struct mustls_profile_parser *p)
{
    struct mustls_words words;
    enum mustls_status st = mustls_profile_split(p, &words);
    if (st != MUSTLS_OK)
        return st;
    if (words.num != 1 || !words.items[0].len) {
        complain(p, p->line.value, "stdin needs one file", "stdin {message}");
        return MUSTLS_OK;
    }
    mustls_profile_check_words(p, &words, MUSTLS_PH_ALL, MUSTLS_WISH_NOWHERE);
    p->profile->stdin_file = words.items[0];
    return MUSTLS_OK;
}

/* NAME=..., with a NAME that a shell would take. */
static bool is_assignment(struct mustls_span s)
{
    size_t i = 0;
    while (i < s.len && s.ptr[i] != '=') {
        bool letter = is_name_byte(s.ptr[i]) && !strchr(".+-", s.ptr[i]);
        bool digit = s.ptr[i] >= '0' && s.ptr[i] <= '9';
        if (!letter || (i == 0 && digit))
            return false;
        i++;
    }
    return i > 0 && i < s.len;
}

static enum mustls_status take_env(struct mustls_profile_parser *p)
{
    struct mustls_words words, *env = &p->profile->env;
    enum mustls_status st = mustls_profile_split(p, &words);
    if (st != MUSTLS_OK)
        return st;
    if (!words.num)
        complain(p, p->line.key, "env needs NAME=value", NULL);
    mustls_profile_check_words(p, &words, MUSTLS_PH_ALL, MUSTLS_WISH_NOWHERE);
    for (size_t i = 0; i < words.num; i++) {
        if (!is_assignment(words.items[i]))
            complain(p, p->line.value, "env needs NAME=value", "quote a value that has blanks");
        st = mustls_arena_grow(p->arena, (void **)&env->items, &p->cap_env, env->num,
                               sizeof *env->items);
        if (st != MUSTLS_OK)
            return st;
        env->items[env->num++] = words.items[i];
    }
    return MUSTLS_OK;
}

/* Decimal digits, at most `max`; -1 for anything else. */
static long number(struct mustls_span s, long max)
{
    long n = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return -1;
        n = n * 10 + (s.ptr[i] - '0');
        if (n > max)
            return -1;
    }
    return s.len ? n : -1;
}

static bool ends_with(struct mustls_span s, struct mustls_span end)
{
    return s.len >= end.len && mustls_span_eq(mustls_span_from(s, s.len - end.len), end);
}

static enum mustls_status take_settle(struct mustls_profile_parser *p)
{
    struct mustls_span v = p->line.value;
    long ms = -1;
    if (ends_with(v, MUSTLS_LIT("ms")))
        ms = number(mustls_span_first(v, v.len - 2), 600000);
    else if (ends_with(v, MUSTLS_LIT("s"))) {
        ms = number(mustls_span_first(v, v.len - 1), 600);
        ms = ms < 0 ? ms : ms * 1000;
    }
    if (ms < 0)
        complain(p, v, "settle needs a time up to 600s", "write 500ms or 5s");
    else
        p->profile->settle_ms = (unsigned)ms;
    return MUSTLS_OK;
}

static enum mustls_status take_delivers(struct mustls_profile_parser *p)
{
    struct mustls_span v = p->line.value;
    if (!mustls_span_eq(v, MUSTLS_LIT("yes")) && !mustls_span_eq(v, MUSTLS_LIT("no")))
        complain(p, v, "delivers takes yes or no", NULL);
    p->profile->delivers_nothing = mustls_span_eq(v, MUSTLS_LIT("no"));
    return MUSTLS_OK;
}

void mustls_exit_add(uint8_t set[32], unsigned status)
{
    set[status / 8] |= (uint8_t)(1u << (status % 8));
}

bool mustls_exit_in(const uint8_t set[32], int status)
{
    return status >= 0 && status < 256 && (set[status / 8] >> (status % 8) & 1);
}

static enum mustls_status take_statuses(struct mustls_profile_parser *p, uint8_t set[32])
{
    struct mustls_words words;
    enum mustls_status st = mustls_profile_split(p, &words);
    if (st != MUSTLS_OK)
        return st;
    memset(set, 0, 32);
    for (size_t i = 0; i < words.num; i++) {
        long n = number(words.items[i], 255);
        if (n < 0)
            complain(p, p->line.value, "an exit status is a number from 0 to 255", NULL);
        else
            mustls_exit_add(set, (unsigned)n);
    }
    return MUSTLS_OK;
}

static enum mustls_status take_exit_ok(struct mustls_profile_parser *p)
{
    if (!p->line.value.len)
        complain(p, p->line.key, "exit.ok needs at least one status", NULL);
    return take_statuses(p, p->profile->exit_ok);
}

static enum mustls_status take_exit_skip(struct mustls_profile_parser *p)
{
    return take_statuses(p, p->profile->exit_skip);
}

static bool has_line(const struct mustls_profile *p, struct mustls_span key)
{
    for (size_t i = 0; i < p->num_options; i++)
        if (mustls_span_eq(p->options[i].key, key))
            return true;
    return false;
}

static enum mustls_status keep_option(struct mustls_profile_parser *p)
{
    struct mustls_profile *out = p->profile;
    struct mustls_option_line option = {.key = p->line.key, .value = p->line.value};
    enum mustls_status st = mustls_profile_split(p, &option.words);
    if (st == MUSTLS_OK)
        st = mustls_arena_grow(p->arena, (void **)&out->options, &p->cap_options, out->num_options,
                               sizeof *out->options);
    if (st == MUSTLS_OK)
        st = mustls_arena_grow(p->arena, (void **)&p->options, &p->cap_lines, out->num_options,
                               sizeof *p->options);
    if (st == MUSTLS_OK)
        st = mustls_arena_copy(p->arena, option.key, &option.key);
    if (st == MUSTLS_OK)
        st = mustls_arena_copy(p->arena, option.value, &option.value);
    if (st != MUSTLS_OK)
        return st;

    mustls_profile_check_words(p, &option.words, MUSTLS_PH_ALL, MUSTLS_WISH_NOWHERE);
    p->options[out->num_options] = p->line;
    out->options[out->num_options++] = option;
    return MUSTLS_OK;
}

/* Some words are wishes to clients and to servers; the role may stand further down. */
static bool wish_has_value(struct mustls_span key, struct mustls_span value)
{
    for (const struct mustls_wish_word *w = mustls_wish_words; w->key; w++) {
        if (!w->values || !mustls_span_eq(key, mustls_span_str(w->key)))
            continue;
        for (const char *const *v = w->values; *v; v++)
            if (mustls_span_eq(value, mustls_span_str(*v)))
                return true;
    }
    return false;
}

/* "tls.required": a line for one value of a wish. */
static enum mustls_status take_wish(struct mustls_profile_parser *p,
                                    const struct mustls_wish_word *wish, struct mustls_span value)
{
    if (!wish_has_value(mustls_span_str(wish->key), value))
        mustls_profile_unknown(p, value, "value of this wish", wish->values, NULL);
    else if (has_line(p->profile, p->line.key))
        complain(p, p->line.key, "this wish has a line already", NULL);
    else
        return keep_option(p);
    return MUSTLS_OK;
}

static const struct key {
    const char *name;
    enum mustls_status (*take)(struct mustls_profile_parser *p);
    bool many;
} keys[] = {
    {"name", take_name, false},
    {"role", take_role, false},
    {"package", take_package, false},
    {"version", take_version, false},
    {"run", take_run, false},
    {"stdin", take_stdin, false},
    {"env", take_env, true},
    {"settle", take_settle, false},
    {"delivers", take_delivers, false},
    {"gives-up", mustls_profile_take_gives_up, false},
    {"port", mustls_profile_take_port, false},
    {"needs", mustls_profile_take_needs, false},
    {"bind", mustls_profile_take_bind, true},
    {"exit.ok", take_exit_ok, false},
    {"exit.skip", take_exit_skip, false},
    {"apt", mustls_profile_take_apt, false},
    {"unpack", mustls_profile_take_unpack, false},
    {"npm", mustls_profile_take_npm, false},
    {"build", mustls_profile_take_build, false},
};
#define NUM_KEYS (sizeof keys / sizeof keys[0])

/* Names of all keys and wish words, for the nearest one. */
static void unknown_key(struct mustls_profile_parser *p)
{
    const char *names[NUM_KEYS + 16] = {0};
    size_t n = 0;
    for (; n < NUM_KEYS; n++)
        names[n] = keys[n].name;
    for (const struct mustls_wish_word *w = mustls_wish_words; w->key && n < NUM_KEYS + 15; w++)
        if (w->values)
            names[n++] = w->key;
    mustls_profile_unknown(p, p->line.key, "key of a profile", names, NULL);
}

enum mustls_status mustls_profile_key(struct mustls_profile_parser *p)
{
    struct mustls_span key = p->line.key;
    for (size_t i = 0; i < NUM_KEYS; i++) {
        if (!mustls_span_eq(key, mustls_span_str(keys[i].name)))
            continue;
        if (p->seen >> i & 1 && !keys[i].many) {
            complain(p, key, "this key has a line already", NULL);
            return MUSTLS_OK;
        }
        p->seen |= 1u << i;
        return keys[i].take(p);
    }

    const uint8_t *dot = memchr(key.ptr, '.', key.len);
    struct mustls_span head = mustls_span_first(key, dot ? (size_t)(dot - key.ptr) : key.len);
    const struct mustls_wish_word *wish = mustls_wish_find(head);
    if (wish && dot)
        return take_wish(p, wish, mustls_span_from(key, head.len + 1));
    unknown_key(p);
    return MUSTLS_OK;
}
