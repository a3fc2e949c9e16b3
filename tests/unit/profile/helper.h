/* A profile from a text, and the mistakes it found. */
#ifndef MUSTLS_TEST_PROFILE_HELPER_H
#define MUSTLS_TEST_PROFILE_HELPER_H

#include "profile/profile.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

struct fixture {
    struct mustls_arena *arena;
    struct mustls_diags diags;
    struct mustls_profile *profile;
};

static inline void fixture_begin(struct fixture *f)
{
    f->arena = mustls_arena_new(8u << 20);
    f->profile = NULL;
    assert_non_null(f->arena);
    mustls_diags_init(&f->diags, f->arena);
}

static inline enum mustls_status fixture_parse(struct fixture *f, const char *text)
{
    fixture_begin(f);
    return mustls_profile_parse(f->arena, "p.profile", mustls_span_str(text), &f->diags,
                                &f->profile);
}

/* Literals as an argv, which nobody writes to. */
static inline char *const *argv_of(const char *const *words)
{
    return (char *const *)(uintptr_t)words;
}

static inline void fixture_end(struct fixture *f)
{
    mustls_arena_free(f->arena);
}

/* A program that asks for the wishes of a line "tls=required verify?=yes"; the ? marks what nobody
 * said. */
static inline void program_wishes(struct mustls_program *p, struct mustls_kv *kv,
                                  const char *wishes)
{
    *p = (struct mustls_program){.id = "t", .name = "t", .wishes = kv};
    while (*wishes) {
        size_t word = strcspn(wishes, " "), key = strcspn(wishes, "=");
        bool said = wishes[key - 1] != '?';
        kv[p->num_wishes].is_fallback = !said;
        kv[p->num_wishes].key = mustls_span(wishes, said ? key : key - 1);
        kv[p->num_wishes++].value = mustls_span(wishes + key + 1, word - key - 1);
        wishes += word + (wishes[word] == ' ');
    }
}

#endif
