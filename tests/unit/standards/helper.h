/* A small suite in memory: names, and the sections that they cite. */
#ifndef MUSTLS_TEST_STANDARDS_HELPER_H
#define MUSTLS_TEST_STANDARDS_HELPER_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "standards/coverage.h"

struct fixture {
    struct mustls_arena *arena;
    struct mustls_diags diags;
};

static inline void fixture_begin(struct fixture *f)
{
    f->arena = mustls_arena_new(64u << 20);
    assert_non_null(f->arena);
    mustls_diags_init(&f->diags, f->arena);
}

static inline void fixture_end(struct fixture *f)
{
    mustls_arena_free(f->arena);
}

/* The first mistake, or with `text` NULL that there is none. */
static inline void assert_mistake(const struct fixture *f, const char *label, unsigned line,
                                  unsigned col, const char *text)
{
    if (!text && f->diags.num == 0)
        return;
    if (!text || f->diags.num == 0)
        fail_msg("%s: %s", label, text ? "no mistake was found" : f->diags.items[0].text);
    const struct mustls_diag *d = &f->diags.items[0];
    if (d->line != line || d->col != col || !strstr(d->text, text))
        fail_msg("%s: found %u:%u %s", label, d->line, d->col, d->text);
}

#endif
