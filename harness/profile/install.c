/* The keys that say how to get the program. They are read by a script that runs as root and by
 * people, so what could be taken for an option or a path is refused here. */
#include "profile/internal.h"

static bool is_lower_or_digit(uint8_t c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

/* A letter or digit first, then those of `more` too. */
static bool is_name(struct mustls_span s, const char *more)
{
    if (!s.len || !is_lower_or_digit(s.ptr[0]))
        return false;
    for (size_t i = 1; i < s.len; i++)
        if (!is_lower_or_digit(s.ptr[i]) && !strchr(more, s.ptr[i]))
            return false;
    return true;
}

static bool good_package(struct mustls_span s)
{
    return s.len > 1 && is_name(s, "+-.");
}

/* NAME@VERSION or @SCOPE/NAME@VERSION: a version always, so that a finding can be repeated. */
static bool good_module(struct mustls_span s)
{
    size_t at = s.len;
    while (at > 0 && s.ptr[at - 1] != '@')
        at--;
    if (at < 2 || !is_name(mustls_span_from(s, at), ".-+"))
        return false;
    struct mustls_span name = mustls_span_first(s, at - 1);
    const uint8_t *slash = memchr(name.ptr, '/', name.len);
    if (name.ptr[0] != '@')
        return is_name(name, "-._");
    size_t cut = slash ? (size_t)(slash - name.ptr) : 0;
    return cut > 1 && is_name(mustls_span(name.ptr + 1, cut - 1), "-._") &&
           is_name(mustls_span_from(name, cut + 1), "-._");
}

static enum mustls_status take(struct mustls_profile_parser *p, struct mustls_words *out,
                               bool (*good)(struct mustls_span s), const char *text,
                               const char *help)
{
    enum mustls_status st = mustls_profile_split(p, out);
    if (st != MUSTLS_OK)
        return st;
    bool bad = out->num == 0;
    for (size_t i = 0; i < out->num; i++)
        bad = bad || !good(out->items[i]);
    if (bad)
        mustls_profile_complain(p, MUSTLS_DIAG_ERROR, &p->line,
                                p->line.value.len ? p->line.value : p->line.key, text, help);
    return MUSTLS_OK;
}

enum mustls_status mustls_profile_take_apt(struct mustls_profile_parser *p)
{
    return take(p, &p->profile->apt, good_package, "apt needs names of packages", NULL);
}

enum mustls_status mustls_profile_take_unpack(struct mustls_profile_parser *p)
{
    return take(p, &p->profile->unpack, good_package, "unpack needs names of packages", NULL);
}

enum mustls_status mustls_profile_take_npm(struct mustls_profile_parser *p)
{
    return take(p, &p->profile->npm, good_module, "npm needs NAME@VERSION",
                "say the version, so that others test the same: nodemailer@10.6.0");
}

enum mustls_status mustls_profile_take_build(struct mustls_profile_parser *p)
{
    if (!p->line.value.len)
        mustls_profile_complain(p, MUSTLS_DIAG_ERROR, &p->line, p->line.key,
                                "build needs a command", "build cc -o bin/driver driver.c");
    p->profile->build = mustls_arena_str(p->arena, p->line.value);
    return p->profile->build ? MUSTLS_OK : MUSTLS_ENOMEM;
}
