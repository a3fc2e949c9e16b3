/* A profile's text: lines, mistakes with their places. What a line means is in keys.c. */
#include "profile/internal.h"
#include "profile/blank.h"

void mustls_profile_complain(struct mustls_profile_parser *p, enum mustls_diag_level level,
                             const struct mustls_profile_line *line, struct mustls_span part,
                             const char *text, const char *help)
{
    uintptr_t from = (uintptr_t)line->text.ptr, at = (uintptr_t)part.ptr;
    bool inside = part.len && at >= from && at + part.len <= from + line->text.len;
    struct mustls_diag item = {
        .level = level,
        .file = p->profile->path,
        .line = line->num ? line->num : 1,
        .col = inside ? (unsigned)(at - from) + 1 : 1,
        .len = inside ? (unsigned)part.len : (unsigned)(line->text.len ? line->text.len : 1),
        .text = text ? text : "a mistake (no memory to describe it)",
        .help = help,
        .excerpt = line->text,
    };
    mustls_diag_add(p->diags, &item);
}

void mustls_profile_unknown(struct mustls_profile_parser *p, struct mustls_span part,
                            const char *what, const char *const *words, const char *help)
{
    int shown = (int)(part.len < 60 ? part.len : 60);
    const char *near = mustls_nearest(part, words);
    if (near)
        help = mustls_arena_printf(p->arena, "did you mean \"%s\"?", near);
    mustls_profile_complain(
        p, MUSTLS_DIAG_ERROR, &p->line, part,
        mustls_arena_printf(p->arena, "\"%.*s\" is no %s", shown, (const char *)part.ptr, what),
        help);
}

/* A NUL would cut a word of argv short without a sound; no other control byte has a use either. */
static bool has_control(struct mustls_span s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((s.ptr[i] < 0x20 && s.ptr[i] != '\t') || s.ptr[i] == 0x7f)
            return true;
    return false;
}

static enum mustls_status one_line(struct mustls_profile_parser *p, struct mustls_span text)
{
    struct mustls_span body = mustls_trim(text);
    p->line.text = text;
    p->line.num++;
    if (!body.len || body.ptr[0] == '#')
        return MUSTLS_OK;
    if (has_control(body)) {
        mustls_profile_complain(p, MUSTLS_DIAG_ERROR, &p->line, body,
                                "a control byte stands in this line", NULL);
        return MUSTLS_OK;
    }

    size_t n = 0;
    while (n < body.len && !mustls_is_blank(body.ptr[n]))
        n++;
    p->line.key = mustls_span_first(body, n);
    p->line.value = mustls_trim(mustls_span_from(body, n));
    return mustls_profile_key(p);
}

/* The text up to the next LF, without the CR that a checkout may have added. */
static struct mustls_span next_line(struct mustls_span *rest)
{
    const uint8_t *lf = rest->len ? memchr(rest->ptr, '\n', rest->len) : NULL;
    size_t n = lf ? (size_t)(lf - rest->ptr) : rest->len;
    struct mustls_span line = mustls_span_first(*rest, n);
    *rest = mustls_span_from(*rest, n + 1);
    if (lf && line.len && line.ptr[line.len - 1] == '\r')
        line.len--;
    return line;
}

struct mustls_profile *mustls_profile_new(struct mustls_arena *a, const char *path)
{
    struct mustls_profile *p = mustls_arena_alloc(a, sizeof *p);
    if (!p)
        return NULL;
    p->name = p->package = p->build = "";
    p->path = path;
    p->role = MUSTLS_TEST_CLIENT;
    p->settle_ms = 5000;
    mustls_exit_add(p->exit_ok, 0);
    /* 77 is the skip of Automake's tests, 89 a second one that shells leave alone. */
    mustls_exit_add(p->exit_skip, 77);
    mustls_exit_add(p->exit_skip, 89);
    return p;
}

enum mustls_status mustls_profile_parse(struct mustls_arena *a, const char *path,
                                        struct mustls_span text, struct mustls_diags *d,
                                        struct mustls_profile **out)
{
    size_t errors_before = d->num_errors;
    struct mustls_profile_parser p = {
        .arena = a, .diags = d, .profile = mustls_profile_new(a, path)};
    if (!p.profile)
        return MUSTLS_ENOMEM;
    if (text.len > MUSTLS_PROFILE_MAX_FILE) {
        mustls_profile_complain(&p, MUSTLS_DIAG_ERROR, &p.line, MUSTLS_LIT(""),
                                "this is too long for a profile", NULL);
        return MUSTLS_EPARSE;
    }

    while (text.len) {
        enum mustls_status st = one_line(&p, next_line(&text));
        if (st != MUSTLS_OK)
            return st;
    }
    mustls_profile_check(&p);
    if (!p.said_gives_up)
        p.profile->gives_up = mustls_profile_tells_timeout(p.profile);
    if (d->num_errors > errors_before)
        return MUSTLS_EPARSE;
    *out = p.profile;
    return MUSTLS_OK;
}
