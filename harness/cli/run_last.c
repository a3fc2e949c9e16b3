/* --failed and --new: what ended how the last time, for each scenario and subject, kept between
 * calls in the user's state folder: one file for each scenario folder, one line for each run,
 * "red SUBJECT ID" or "green SUBJECT ID". Runs that a call leaves out keep what they had. */
#define _GNU_SOURCE
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "base/rng.h"
#include "cli/cli.h"
#include "cli/run_internal.h"

#define MAX_FILE ((size_t)256 << 20)

/* NULL: there is no place for it. */
static const char *folder_of(struct mustls_cli_run *r)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    if (state && state[0] == '/')
        return mustls_arena_printf(r->arena, "%s/mustls", state);
    return home && home[0] == '/' ? mustls_arena_printf(r->arena, "%s/.local/state/mustls", home)
                                  : NULL;
}

static const char *file_in(struct mustls_cli_run *r, const char *folder)
{
    char real[PATH_MAX];
    const char *root = realpath(r->sel.root ? r->sel.root : ".", real) ? real : r->sel.root;
    uint64_t h = mustls_hash(mustls_span_str(root ? root : ""));
    return folder ? mustls_arena_printf(r->arena, "%s/last-%016llx", folder, (unsigned long long)h)
                  : NULL;
}

/* The clean client and one with a seeded fault are two. */
static const char *variant(struct mustls_cli_run *r, const char *subject)
{
    if (!r->faults || strcmp(subject, "reference") != 0)
        return subject;
    const char *name =
        mustls_arena_printf(r->arena, "%s+%llx", subject, (unsigned long long)r->faults);
    return name ? name : subject;
}

static void take_line(struct mustls_cli_run *r, char *line)
{
    char *subject = strchr(line, ' '), *id = subject ? strchr(subject + 1, ' ') : NULL;
    if (!id)
        return;
    *subject++ = *id++ = '\0';
    struct mustls_key *k = mustls_keys_at(r->last, subject, "", id, 0);
    if (k)
        k->red = strcmp(line, "red") == 0;
}

static bool wanted(void *arg, const struct mustls_subject *subject, const char *id)
{
    struct mustls_cli_run *r = arg;
    const struct mustls_key *k = mustls_keys_find(r->last, variant(r, subject->name), "", id);
    return r->rerun == MUSTLS_RERUN_NEW ? !k : k && k->red;
}

static int read_file(struct mustls_cli_run *r)
{
    struct mustls_error err;
    struct mustls_span text;
    enum mustls_status st = mustls_read_file(r->arena, r->last_path, MAX_FILE, &text, &err);
    if (st == MUSTLS_ENOENT && r->rerun == MUSTLS_RERUN_FAILED) {
        mustls_cli_say("--failed: no earlier run of these scenarios is remembered");
        return MUSTLS_EXIT_EMPTY;
    }
    if (st == MUSTLS_ENOENT)
        return 0;
    if (st != MUSTLS_OK) {
        mustls_cli_say_error(&err);
        return r->rerun ? mustls_cli_exit_of(st) : 0;
    }
    char *copy = mustls_arena_str(r->arena, text), *rest = copy;
    for (char *line; copy && (line = strsep(&rest, "\n")) != NULL;)
        take_line(r, line);
    return 0;
}

int mustls_run_load_last(struct mustls_cli_run *r)
{
    const char *folder = folder_of(r);
    r->last = mustls_keys_new(r->arena);
    r->last_path = file_in(r, folder);
    if (r->last && r->last_path) {
        int code = read_file(r);
        r->suite.wanted = r->rerun ? wanted : NULL;
        r->suite.wanted_arg = r;
        return code;
    }
    if (!r->rerun)
        return 0;
    mustls_cli_say("--failed and --new need HOME or XDG_STATE_HOME: results are remembered there");
    return MUSTLS_EXIT_USAGE;
}

/* A cut run, "530/to-mail~7", is one of 530/to-mail. */
static void note(void *arg, const struct mustls_key *k)
{
    struct mustls_cli_run *r = arg;
    char *id = mustls_arena_printf(r->arena, "%s", k->id);
    char *cut = id ? strchr(id, '~') : NULL, *at = cut ? strchr(cut, '@') : NULL;
    if (cut)
        memmove(cut, at ? at : cut + strlen(cut), strlen(at ? at : "") + 1);
    struct mustls_key *mine =
        id ? mustls_keys_at(r->last, variant(r, k->subject), "", id, 0) : NULL;
    if (!mine)
        return;
    bool red = k->red || mustls_key_verdicts(k) > 1;
    mine->red = mine->source ? mine->red || red : red;
    mine->source = 1;
}

static bool make_folder(struct mustls_cli_run *r)
{
    char *path = mustls_arena_printf(r->arena, "%s", r->last_path);
    for (char *p = path ? path + 1 : NULL; p && (p = strchr(p, '/')) != NULL; p++) {
        *p = '\0';
        if (mkdir(path, 0700) != 0 && errno != EEXIST)
            return false;
        *p = '/';
    }
    return path != NULL;
}

/* It is a convenience: where it can't be written, nothing else fails. */
void mustls_run_save_last(struct mustls_cli_run *r, const struct mustls_sink *sink)
{
    struct mustls_error err;
    struct mustls_buf b;
    if (!r->last || !r->last_path || !make_folder(r))
        return;
    mustls_sink_each(sink, note, r);
    mustls_buf_init(&b, MAX_FILE);
    for (const struct mustls_key *k = mustls_keys_first(r->last); k; k = k->next)
        mustls_buf_printf(&b, "%s %s %s\n", k->red ? "red" : "green", k->subject, k->id);
    char *tmp = mustls_arena_printf(r->arena, "%s.%ld", r->last_path, (long)getpid());
    if (tmp && !b.failed && mustls_write_file(tmp, mustls_buf_span(&b), false, &err) == MUSTLS_OK &&
        rename(tmp, r->last_path) != 0)
        unlink(tmp);
    mustls_buf_deinit(&b);
}
