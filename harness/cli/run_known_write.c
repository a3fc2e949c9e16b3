/* --write-known: the list of known failures as this call's runs would have it. */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "cli/cli.h"
#include "cli/run_internal.h"

struct mustls_cli_ended {
    struct mustls_keys *keys; /* source: the index in `runs`, from 1 */
    struct mustls_known_run *runs;
    size_t num, cap;
    bool no_memory;
};

static bool is_set(const char *name)
{
    const char *value = getenv(name);
    return value && *value && strcmp(value, "0") != 0 && strcmp(value, "false") != 0;
}

/* The list is replaced by a file beside it. */
static bool can_write(const char *known)
{
    char path[PATH_MAX];
    bool old = realpath(known, path) != NULL;
    int n = old ? 0 : snprintf(path, sizeof path, "%s", known);
    bool good = old ? access(path, W_OK) == 0 : n > 0 && (size_t)n < sizeof path;
    char *slash = good ? strrchr(path, '/') : NULL;
    if (slash)
        *(slash == path ? slash + 1 : slash) = '\0';
    good = good && access(slash ? path : ".", W_OK) == 0;
    if (!good)
        mustls_cli_say("can't write %s: %s", known, strerror(errno));
    return good;
}

int mustls_run_may_write_known(const struct mustls_cli_run *r)
{
    const char *ci = is_set("CI") ? "CI" : is_set("GITHUB_ACTIONS") ? "GITHUB_ACTIONS" : NULL;
    if (!r->known_path)
        mustls_cli_say("--write-known needs --known FILE: the list to bring up to date");
    else if (ci)
        mustls_cli_say("--write-known does not run in CI (%s is set): it would excuse the failures "
                       "that CI is there to show; run it where somebody reads what changes",
                       ci);
    else if (r->resume || r->edges)
        mustls_cli_say("--write-known does not go with %s", r->resume ? "--resume" : "--edges");
    else
        return can_write(r->known_path) ? 0 : MUSTLS_EXIT_TOOL;
    return MUSTLS_EXIT_USAGE;
}

/* --- what ran --- */

/* NULL: no memory. */
static struct mustls_known_run *run_of(struct mustls_cli_run *r, const struct mustls_case *c)
{
    struct mustls_cli_ended *e = r->ended;
    struct mustls_key *k =
        mustls_keys_at(e->keys, c->subject, c->subject_version, c->scenario, c->instance);
    if (k && k->source)
        return &e->runs[k->source - 1];
    if (!k || mustls_arena_grow(r->arena, (void **)&e->runs, &e->cap, e->num, sizeof *e->runs) !=
                  MUSTLS_OK)
        return NULL;
    e->runs[e->num] = (struct mustls_known_run){
        .subject = k->subject, .version = k->version, .id = k->id, .verdict = c->verdict};
    k->source = ++e->num;
    return &e->runs[e->num - 1];
}

static void note(void *arg, const struct mustls_case *c)
{
    struct mustls_cli_run *r = arg;
    struct mustls_known_run *run = run_of(r, c);
    if (!run) {
        r->ended->no_memory = true;
        return;
    }
    bool begun = c->judgement || c->verdict == MUSTLS_SKIP;
    run->unlisted |= c->verdict != run->verdict || c->verdict == MUSTLS_ERROR || !begun ||
                     (c->judgement && c->judgement->crashed);
    if (c->judgement) {
        run->judgement = mustls_known_keep(r->arena, run->judgement, c->judgement);
        r->ended->no_memory |= !run->judgement;
    }
}

bool mustls_run_watch_known(struct mustls_cli_run *r)
{
    r->ended = mustls_arena_alloc(r->arena, sizeof *r->ended);
    if (!r->ended || (r->ended->keys = mustls_keys_new(r->arena)) == NULL)
        return false;
    r->sink.on_case = note;
    r->sink.case_arg = r;
    return true;
}

/* --- what could have run --- */

static bool id_ran(struct mustls_cli_run *r, const struct mustls_known_entry *e,
                   const struct mustls_subject *s, const char *id)
{
    struct mustls_known_run one = {.subject = s->name, .version = s->version, .id = id};
    return !mustls_known_names(e, &one) ||
           mustls_keys_find(r->ended->keys, s->name, s->version, id) != NULL;
}

static bool scenario_ran(struct mustls_cli_run *r, const struct mustls_known_entry *e,
                         const char *name)
{
    const struct mustls_entry *scenario;
    struct mustls_error err;
    if (mustls_library_load(r->sel.library, name, &scenario, &err) != MUSTLS_OK)
        return false;
    unsigned max = mustls_scenario_instances(scenario->chain[0]);
    for (size_t i = 0; i < r->num_subjects; i++) {
        const struct mustls_subject *s = r->subjects[i];
        if (s->role != mustls_scenario_role(scenario->chain[0]))
            continue;
        for (unsigned n = max ? 1 : 0; n <= max; n++) {
            const char *id = n ? mustls_arena_printf(r->arena, "%s@%u", name, n) : name;
            if (!id || !id_ran(r, e, s, id))
                return false;
        }
    }
    return true;
}

static bool whole(void *arg, const struct mustls_known_entry *e)
{
    struct mustls_cli_run *r = arg;
    const char *const *names;
    size_t num;
    unsigned instance;
    struct mustls_error err;
    const char *glob = mustls_arena_str(r->arena, e->scenario);
    /* What names no scenario names a cut run. */
    if (!glob ||
        mustls_library_select(r->sel.library, glob, &names, &num, &instance, &err) != MUSTLS_OK)
        return glob != NULL;
    for (size_t i = 0; i < num; i++)
        if (!scenario_ran(r, e, names[i]))
            return false;
    return true;
}

/* --- the file --- */

static void say_changes(const struct mustls_cli_run *r, const struct mustls_known_changes *c)
{
    const char *path = r->known_path;
    if (c->added + c->deleted + c->narrowed == 0)
        mustls_cli_say("%s stays as it is", path);
    else
        mustls_cli_say("%s: %u line%s added, %u deleted, %u narrowed", path, c->added,
                       c->added == 1 ? "" : "s", c->deleted, c->narrowed);
    if (c->added > 0 && r->known_todo)
        mustls_cli_say("the list is not taken before each \"" MUSTLS_KNOWN_TODO
                       "\" in it says why; --write-known=WHY writes it");
    if (c->left > 0)
        mustls_cli_say("%s:%u%s is about runs, too, that were not played: left as it is; run what "
                       "it names in one go",
                       path, c->left_line, c->left > 1 ? " (and others)" : "");
    if (c->red > 0)
        mustls_cli_say("%u run%s red all the same: a list excuses no crash, no ERROR, nothing "
                       "FLAKY, and no client that is not calibrated",
                       c->red, c->red == 1 ? " is" : "s are");
}

/* Somebody may have edited it while the scenarios ran. */
static bool unchanged(struct mustls_cli_run *r)
{
    struct mustls_error err;
    struct mustls_span now;
    enum mustls_status st =
        mustls_read_file(r->arena, r->known_path, MUSTLS_CLI_MAX_KNOWN, &now, &err);
    if (st == MUSTLS_ENOENT ? r->known_text.len == 0
                            : st == MUSTLS_OK && mustls_span_eq(now, r->known_text))
        return true;
    mustls_cli_say("%s was changed while the scenarios ran: it stays as it is now; run again",
                   r->known_path);
    return false;
}

static bool put(struct mustls_cli_run *r, struct mustls_buf *out, struct mustls_known_changes *c)
{
    struct mustls_known_update u = {.known = r->sink.known,
                                    .text = r->known_text,
                                    .runs = r->ended->runs,
                                    .num_runs = r->ended->num,
                                    .strict = r->sink.report.strict,
                                    .allow_fixed = r->sink.allow_fixed,
                                    .why = r->known_why,
                                    .whole = whole,
                                    .arg = r};
    mustls_buf_init(out, 2 * MUSTLS_CLI_MAX_KNOWN);
    if (u.text.len == 0)
        u.text = MUSTLS_LIT("# subject  scenario  verdict  broken sentence  # why\n");
    return !r->ended->no_memory && mustls_known_put(r->arena, &u, out, c) == MUSTLS_OK;
}

int mustls_run_write_known(struct mustls_cli_run *r, int code)
{
    struct mustls_known_changes c;
    struct mustls_buf out;
    struct mustls_error err;
    enum mustls_status st = MUSTLS_OK;
    if (code > MUSTLS_EXIT_RED) {
        mustls_cli_say("%s stays as it is: the run did not come to its end", r->known_path);
        return code;
    }
    if (!put(r, &out, &c)) {
        mustls_cli_say("%s stays as it is: out of memory", r->known_path);
        mustls_buf_deinit(&out);
        return MUSTLS_EXIT_TOOL;
    }
    bool good = unchanged(r);
    if (good && c.added + c.deleted + c.narrowed > 0)
        st = mustls_replace_file(r->known_path, mustls_buf_span(&out), &err);
    if (st != MUSTLS_OK)
        mustls_cli_say_error(&err);
    mustls_buf_deinit(&out);
    if (!good || st != MUSTLS_OK)
        return MUSTLS_EXIT_TOOL;
    say_changes(r, &c);
    return c.red > 0 ? MUSTLS_EXIT_RED : MUSTLS_EXIT_OK;
}
