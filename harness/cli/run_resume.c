/* --resume: what an interrupted run had finished. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/arena.h"
#include "cli/cli.h"
#include "cli/run_internal.h"
#include "run/offline.h"

static void remember_verdict(struct mustls_cli_run *r, const struct mustls_rec_verdict *v,
                             bool traced)
{
    if (mustls_arena_grow(r->arena, (void **)&r->old, &r->cap_old, r->num_old, sizeof *r->old) !=
        MUSTLS_OK)
        return;
    char *id = v->instance ? mustls_arena_printf(r->arena, "%s@%u", v->scenario, v->instance)
                           : mustls_arena_printf(r->arena, "%s", v->scenario);
    char *subject = mustls_arena_printf(r->arena, "%s", v->subject);
    if (id && subject)
        r->old[r->num_old++] = (struct mustls_cli_old){.subject = subject,
                                                       .id = id,
                                                       .verdict = v->verdict,
                                                       .known = v->known,
                                                       .traced = traced};
}

static void remember(void *arg, const struct mustls_rec *rec, struct mustls_span line)
{
    struct mustls_cli_run *r = arg;
    (void)line;
    if (rec->type == MUSTLS_REC_VERDICT)
        remember_verdict(r, &rec->u.verdict, false);
    if (rec->type == MUSTLS_REC_RUN && !r->seed_given) {
        r->world_opts.seed = rec->u.run.seed; /* the same order and names as before */
        r->seed_given = true;
    }
}

/* The trace is written first: a run that was killed between the two lines left its verdict there
 * only. */
struct catching_up {
    struct mustls_cli_run *run;
    struct mustls_buf missing;
};

static void catch_up(void *arg, const struct mustls_rec *rec, struct mustls_span line)
{
    struct catching_up *c = arg;
    struct mustls_cli_run *r = c->run;
    const struct mustls_rec_verdict *v = &rec->u.verdict;
    if (rec->type != MUSTLS_REC_VERDICT)
        return;
    char id[4096];
    snprintf(id, sizeof id, v->instance ? "%s@%u" : "%s", v->scenario, v->instance);
    for (size_t i = 0; i < r->num_old; i++) {
        struct mustls_cli_old *o = &r->old[i];
        if (!o->traced && strcmp(o->id, id) == 0 && strcmp(o->subject, v->subject) == 0) {
            o->traced = true;
            return;
        }
    }
    remember_verdict(r, v, true);
    mustls_buf_put(&c->missing, line);
    mustls_buf_putc(&c->missing, '\n');
}

static enum mustls_status append(const char *path, const struct mustls_buf *text,
                                 struct mustls_error *err)
{
    if (text->len == 0)
        return MUSTLS_OK;
    return text->failed ? MUSTLS_ENOMEM : mustls_write_file(path, mustls_buf_span(text), true, err);
}

static bool finished(void *arg, const char *subject, const char *id)
{
    const struct mustls_cli_run *r = arg;
    for (size_t i = 0; i < r->num_old; i++) {
        struct mustls_cli_old *o = &r->old[i];
        if (o->planned || strcmp(o->id, id) != 0 || strcmp(o->subject, subject) != 0)
            continue;
        o->planned = true;
        return true;
    }
    return false;
}

static enum mustls_status scan(struct mustls_cli_run *r, const char *json, const char *trace)
{
    struct mustls_error err;
    struct catching_up c = {.run = r};
    mustls_buf_init(&c.missing, 64u << 20);
    enum mustls_status st = mustls_resume_scan(json, remember, r, &err);
    if (st == MUSTLS_OK && trace && strcmp(trace, "-") != 0)
        st = mustls_resume_scan(trace, catch_up, &c, &err);
    if (st == MUSTLS_OK)
        st = append(json, &c.missing, &err);
    if (st != MUSTLS_OK)
        mustls_cli_say_error(&err);
    mustls_buf_deinit(&c.missing);
    return st;
}

int mustls_run_scan_old(struct mustls_cli_run *r)
{
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
    if (!trace && (r->sink.tap || r->sink.junit || r->sink.html)) {
        mustls_cli_say(
            "--resume makes the whole TAP, JUnit and HTML from the trace: give the --trace "
            "FILE or the --out DIR of the run that it goes on with");
        return MUSTLS_EXIT_USAGE;
    }
    enum mustls_status st = scan(r, json, trace);
    r->sink.append = true;
    r->suite.finished = finished;
    r->suite.finished_arg = r;
    return mustls_cli_exit_of(st);
}
