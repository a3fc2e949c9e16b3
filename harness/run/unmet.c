/* What a scenario asks for and cannot have here: a name that leads nowhere, TLS that the library
 * does not speak. */
#include <stdio.h>
#include <string.h>

#include "run/exec.h"
#include "run/place.h"

static struct mustls_span reach(const struct mustls_exec *x)
{
    return mustls_program_wish(x->prog, "reach");
}

const char *mustls_exec_host(const struct mustls_exec *x)
{
    struct mustls_span name = reach(x);
    const char *host = name.len ? mustls_arena_str(x->arena, name) : NULL;
    return host ? host : x->world->host;
}

/* The reference client is handed its connection and looks no name up. */
static bool is_reachable(const struct mustls_exec *x)
{
    struct mustls_span name = reach(x);
    return name.len == 0 || mustls_place_own(x) || x->subject->kind != MUSTLS_SUBJECT_PROGRAM ||
           mustls_span_eq(name, mustls_span_str(x->world->host)) ||
           mustls_span_eq(name, mustls_span_str(x->world->listen));
}

_Static_assert(sizeof(struct mustls_tls_quirks) == 20, "no padding that memcmp would compare");

/* Every run meets those. */
static bool is_plain(const struct mustls_tls_step *s)
{
    static const struct mustls_tls_quirks none;
    return mustls_span_eq(s->cert, MUSTLS_LIT("good")) && !s->min.len && !s->max.len &&
           s->alert < 0 && memcmp(&s->quirks, &none, sizeof none) == 0;
}

/* Tried rather than asked: whether an engine can be had is the whole question. */
static bool can_shake(const struct mustls_exec *x, const struct mustls_step *step,
                      struct mustls_error *err)
{
    struct mustls_tls_wish wish;
    struct mustls_tls_factory *f = x->world->tls;
    mustls_play_wish_of(step, &wish);
    struct mustls_tls *t =
        x->prog->role == MUSTLS_TEST_CLIENT ? f->server(f, &wish, err) : f->client(f, &wish, err);
    if (t)
        t->ops->free(t);
    return t != NULL;
}

const char *mustls_exec_unmet(struct mustls_exec *x)
{
    if (!is_reachable(x)) {
        struct mustls_span name = reach(x);
        return mustls_arena_printf(x->arena, "there is no way to reach %.*s here; see --isolate",
                                   (int)name.len, (const char *)name.ptr);
    }
    const char *unmet = mustls_place_unmet(x);
    if (unmet)
        return unmet;
    for (size_t i = 0; i < x->prog->num_steps; i++) {
        const struct mustls_step *step = &x->prog->steps[i];
        if (step->kind != MUSTLS_STEP_TLS || is_plain(step->tls))
            continue;
        struct mustls_error err = {0}; /* long: not for each step */
        if (!can_shake(x, step, &err))
            return mustls_arena_printf(x->arena, "TLS: %s", err.text);
    }
    return NULL;
}
