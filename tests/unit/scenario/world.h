/* What every test of this room needs: an arena, diagnostics, and short ways to parse and build. */
#ifndef TESTS_SCENARIO_WORLD_H
#define TESTS_SCENARIO_WORLD_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>

#include "scenario/scenario.h"

struct world {
    struct mustls_arena *arena;
    struct mustls_diags diags;
    struct mustls_scenario *scn;
    struct mustls_program *prog;
    enum mustls_status st;
    struct mustls_buf out;
};

static inline void world_open(struct world *w)
{
    *w = (struct world){.arena = mustls_arena_new(256u << 20)};
    assert_non_null(w->arena);
    mustls_diags_init(&w->diags, w->arena);
    mustls_buf_init(&w->out, 64u << 20);
}

static inline void world_close(struct world *w)
{
    mustls_buf_deinit(&w->out);
    mustls_arena_free(w->arena);
}

static inline void world_parse(struct world *w, const char *name, struct mustls_span text)
{
    w->st = mustls_scenario_parse(w->arena, name, name, text, &w->diags, &w->scn);
}

/* All diagnostics as text, for messages and comparisons. */
static inline const char *world_diags(struct world *w)
{
    mustls_buf_clear(&w->out);
    mustls_diags_put(&w->out, &w->diags);
    return mustls_buf_cstr(&w->out);
}

/* Parses text that must be right. */
static inline struct mustls_scenario *world_scenario(struct world *w, const char *name,
                                                     struct mustls_span text)
{
    world_parse(w, name, text);
    if (w->st != MUSTLS_OK)
        fail_msg("%s does not parse:\n%s", name, world_diags(w));
    return w->scn;
}

/* Parses and builds a file that stands alone. */
static inline struct mustls_program *world_program(struct world *w, const char *text,
                                                   unsigned instance)
{
    const struct mustls_scenario *s = world_scenario(w, "base/t", mustls_span_str(text));
    w->st = mustls_scenario_program(w->arena, &s, 1, instance, &w->diags, &w->prog);
    if (w->st != MUSTLS_OK)
        fail_msg("not built:\n%s", world_diags(w));
    return w->prog;
}

static inline void assert_span(struct mustls_span s, const char *want)
{
    if (!mustls_span_eq(s, mustls_span_str(want)))
        fail_msg("\"%.*s\" is not \"%s\"", (int)s.len, (const char *)s.ptr, want);
}

/* A file below the source folder, in the arena. */
static inline struct mustls_span world_file(struct world *w, const char *rel)
{
    char path[600];
    snprintf(path, sizeof(path), "%s/%s", MUSTLS_SOURCE_DIR, rel);
    FILE *f = fopen(path, "rb");
    if (!f)
        fail_msg("%s cannot be read", path);
    char *text = mustls_arena_alloc(w->arena, 1u << 20);
    assert_non_null(text);
    size_t n = fread(text, 1, 1u << 20, f);
    fclose(f);
    return mustls_span(text, n);
}

#endif
