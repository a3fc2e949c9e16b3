/* --resume: what an interrupted run had finished. */
#include <string.h>

#include "base/arena.h"
#include "cli/cli.h"
#include "cli/run_internal.h"
#include "run/offline.h"

static void remember(void *arg, const struct mustls_rec_verdict *v)
{
    struct mustls_cli_run *r = arg;
    if (mustls_arena_grow(r->arena, (void **)&r->old, &r->cap_old, r->num_old, sizeof *r->old) !=
        MUSTLS_OK)
        return;
    char *id = v->instance ? mustls_arena_printf(r->arena, "%s@%u", v->scenario, v->instance)
                           : mustls_arena_printf(r->arena, "%s", v->scenario);
    r->old[r->num_old++] = (struct mustls_cli_old){mustls_arena_printf(r->arena, "%s", v->subject),
                                                   id, v->verdict, v->known};
}

static bool finished(void *arg, const char *subject, const char *id)
{
    const struct mustls_cli_run *r = arg;
    for (size_t i = 0; i < r->num_old; i++)
        if (strcmp(r->old[i].id, id) == 0 && strcmp(r->old[i].subject, subject) == 0)
            return true;
    return false;
}

static void forget(void *arg, const struct mustls_rec_verdict *v)
{
    (void)arg;
    (void)v;
}

int mustls_run_scan_old(struct mustls_cli_run *r)
{
    struct mustls_error err;
    const char *json = r->sink.json;
    const char *trace = r->sink.trace;
    if (!json && r->sink.out)
        json = mustls_arena_printf(r->arena, "%s/results.jsonl", r->sink.out);
    if (!trace && r->sink.out)
        trace = mustls_arena_printf(r->arena, "%s/trace.jsonl", r->sink.out);
    if (!json || strcmp(json, "-") == 0) {
        mustls_cli_say(
            "--resume needs the --json FILE or the --out DIR of the run that it goes on with");
        return MUSTLS_EXIT_USAGE;
    }
    enum mustls_status st = mustls_resume_scan(json, remember, r, &err);
    if (st == MUSTLS_OK && trace && strcmp(trace, "-") != 0)
        st = mustls_resume_scan(trace, forget, NULL, &err);
    if (st != MUSTLS_OK)
        mustls_cli_say_error(&err);
    r->sink.append = true;
    r->suite.finished = finished;
    r->suite.finished_arg = r;
    return mustls_cli_exit_of(st);
}
