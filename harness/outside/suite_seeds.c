/* What the scenarios' servers say to a correct client, as inputs. */
#include "outside/internal.h"

#include "run/seeds.h"
#include "scenario/scenario.h"

struct suite {
    struct outside *o;
    struct mustls_subject client;
    bool good;
};

static void on_done(void *arg, struct mustls_exec *x)
{
    struct suite *s = arg;
    struct mustls_buf raw, canon;
    mustls_buf_init(&raw, 1u << 20);
    mustls_buf_init(&canon, 1u << 20);
    mustls_seed_put(&raw, &x->trace);
    if (raw.len > 0 && !raw.failed &&
        mustls_flat_canon(&canon, mustls_buf_span(&raw)) == MUSTLS_OK) {
        unsigned frame = mustls_flat_frame_of(x->prog);
        if (frame < MUSTLS_NUM_FLAT_FRAMES)
            mustls_flat_set_frame(canon.ptr, canon.len, frame);
        s->good = outside_seed_add(s->o, mustls_buf_span(&canon));
    }
    mustls_buf_deinit(&canon);
    mustls_buf_deinit(&raw);
}

/* The first instance speaks for the others: mutation makes more of them than a file has. */
static void play(struct suite *s, const struct mustls_entry *e)
{
    static const struct mustls_exec_how how = {0};
    struct mustls_program *p;
    struct mustls_arena *a = mustls_arena_new(64u << 20);
    unsigned first = mustls_scenario_instances(e->chain[0]) ? 1 : 0;
    if (a && mustls_scenario_role(e->chain[0]) == MUSTLS_TEST_CLIENT &&
        mustls_scenario_program(a, e->chain, e->num, first, mustls_library_diags(s->o->o->library),
                                &p) == MUSTLS_OK)
        mustls_exec_free(mustls_exec_start(s->o->o->world, p, &s->client, &how, on_done,
                                           s)); /* in memory: done when it returns */
    mustls_arena_free(a);
}

enum mustls_status outside_suite_seeds(struct outside *o)
{
    struct suite s = {.o = o,
                      .client = {.kind = MUSTLS_SUBJECT_CLIENT,
                                 .name = "reference",
                                 .version = "",
                                 .role = MUSTLS_TEST_CLIENT},
                      .good = true};
    const char *const *names;
    size_t num;
    unsigned instance;
    enum mustls_status st =
        mustls_library_select(o->o->library, NULL, &names, &num, &instance, o->err);
    for (size_t i = 0; i < num && st == MUSTLS_OK && s.good; i++) {
        const struct mustls_entry *e;
        st = mustls_library_load(o->o->library, names[i], &e, o->err);
        if (st == MUSTLS_OK)
            play(&s, e);
    }
    if (st == MUSTLS_EPARSE)
        mustls_error_set(o->err, "the scenarios can't be read: mustls lint says why (--no-seeds "
                                 "does without them)");
    return st;
}
