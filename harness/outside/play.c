/* An input as a scenario, played. The text is what a person gets with a find, so nothing is played
 * that `mustls run` would not play. */
#include "outside/internal.h"

#include "scenario/scenario.h"

#define SLOT_ARENA ((size_t)32 << 20)
#define MAX_TEXT   MUSTLS_SCN_MAX_FILE

static void on_done(void *arg, struct mustls_exec *x)
{
    struct slot *s = arg;
    s->exec = x; /* a run that is skipped is done before start returns */
    s->state = SLOT_DONE;
    mustls_timer_set(s->o->pump, 0);
}

static struct mustls_program *program_of(struct slot *s)
{
    struct mustls_diags d;
    struct mustls_scenario *tree;
    const struct mustls_scenario *chain[1];
    struct mustls_program *p;
    s->arena = mustls_arena_new(SLOT_ARENA);
    if (!s->arena)
        return NULL;
    mustls_diags_init(&d, s->arena);
    if (mustls_scenario_parse(s->arena, "fuzz", "fuzz", mustls_buf_span(&s->text), &d, &tree) !=
        MUSTLS_OK)
        return NULL; /* larger than a scenario may be */
    chain[0] = tree;
    return mustls_scenario_program(s->arena, chain, 1, 0, &d, &p) == MUSTLS_OK ? p : NULL;
}

bool outside_play_text(struct slot *s)
{
    const struct mustls_outside_opts *o = s->o->o;
    struct mustls_program *p = program_of(s);
    if (p) {
        s->state = SLOT_RUNS;
        const struct mustls_exec_how how = {.run = ++s->o->run_no};
        struct mustls_exec *x = mustls_exec_start(o->world, p, o->subject, &how, on_done, s);
        if (x) {
            s->exec = x;
            return true;
        }
    }
    outside_slot_clear(s);
    return false;
}

bool outside_play(struct slot *s)
{
    mustls_buf_clear(&s->text);
    if (mustls_flat_served(&s->text, mustls_buf_span(&s->input), "found by fuzzing",
                           OUTSIDE_TIMEOUT, s->o->o->limit) != MUSTLS_OK)
        return false;
    return outside_play_text(s);
}

void outside_slot_clear(struct slot *s)
{
    mustls_exec_free(s->exec);
    mustls_arena_free(s->arena);
    s->exec = NULL;
    s->arena = NULL;
    s->state = SLOT_FREE;
}
