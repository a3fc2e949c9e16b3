/* Keys about the world that a subject needs: a port, files in their places, root. */
#include "profile/internal.h"

#include <stdio.h>

static void complain(struct mustls_profile_parser *p, struct mustls_span part, const char *text,
                     const char *help)
{
    mustls_profile_complain(p, MUSTLS_DIAG_ERROR, &p->line, part, text, help);
}

enum mustls_status mustls_profile_take_port(struct mustls_profile_parser *p)
{
    static const unsigned ports[] = {25, 465, 587};
    for (size_t i = 0; i < sizeof ports / sizeof *ports; i++) {
        char text[8];
        snprintf(text, sizeof text, "%u", ports[i]);
        if (mustls_span_eq(p->line.value, mustls_span_str(text))) {
            p->profile->port = ports[i];
            return MUSTLS_OK;
        }
    }
    complain(p, p->line.value, "port takes 25, 465 or 587",
             "leave the line out for a program that can be told: {port} says which");
    return MUSTLS_OK;
}

enum mustls_status mustls_profile_take_needs(struct mustls_profile_parser *p)
{
    if (!mustls_span_eq(p->line.value, MUSTLS_LIT("root")))
        complain(p, p->line.value, "needs takes root", NULL);
    p->profile->needs_root = true;
    return MUSTLS_OK;
}

static bool is_below(struct mustls_span s, struct mustls_span top)
{
    return mustls_span_starts(s, top) && (s.len == top.len || s.ptr[top.len] == '/');
}

static void check_bind(struct mustls_profile_parser *p, const struct mustls_words *words)
{
    struct mustls_words from = {words->items, 1};
    mustls_profile_check_words(p, &from, 1u << MUSTLS_PH_TMP | 1u << MUSTLS_PH_DIR,
                               MUSTLS_WISH_NOWHERE);
    if (!is_below(from.items[0], MUSTLS_LIT("{tmp}")) &&
        !is_below(from.items[0], MUSTLS_LIT("{dir}")))
        complain(p, p->line.value, "what bind puts in place lies in {tmp} or {dir}",
                 "bind {tmp}/etc /etc/dma");
    struct mustls_span to = words->items[1];
    if (to.len < 2 || to.ptr[0] != '/')
        complain(p, p->line.value, "the second word of bind is the path of a file or folder",
                 "bind {tmp}/etc /etc/dma");
    else if (mustls_span_find(to, MUSTLS_LIT("{")) != MUSTLS_NPOS)
        complain(p, p->line.value, "the second word of bind takes no placeholders", NULL);
}

enum mustls_status mustls_profile_take_bind(struct mustls_profile_parser *p)
{
    struct mustls_words words;
    struct mustls_words_error err = {0};
    struct mustls_profile *out = p->profile;
    enum mustls_status st = mustls_words_split(p->arena, p->line.value, &words, &err);
    if (st == MUSTLS_EPARSE)
        complain(p, mustls_span(p->line.value.ptr + err.at, 1), err.text, NULL);
    else if (st == MUSTLS_OK && words.num != 2)
        complain(p, p->line.value, "bind needs two words: what, and over which path",
                 "bind {tmp}/etc /etc/dma");
    if (st == MUSTLS_EPARSE || (st == MUSTLS_OK && words.num != 2))
        return MUSTLS_OK;
    if (st == MUSTLS_OK)
        st = mustls_arena_grow(p->arena, (void **)&out->binds, &p->cap_binds, out->num_binds,
                               sizeof *out->binds);
    if (st != MUSTLS_OK)
        return st;
    check_bind(p, &words);
    out->binds[out->num_binds++] =
        (struct mustls_profile_bind){.from = words.items[0], .to = words.items[1]};
    return MUSTLS_OK;
}
