/* --known: the list of known failures. A line about a client or scenario that does not exist would
 * excuse nothing, and nobody would notice. */
#define _GNU_SOURCE
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "cli/cli.h"
#include "cli/run_internal.h"

static bool client_exists(struct mustls_cli_run *r, const char *name)
{
    char buf[4096];
    if (strcmp(name, "reference") == 0 || strcmp(name, "mock") == 0)
        return true;
    for (size_t i = 0; i < r->num_clients; i++)
        if (r->profiles[i] && strcmp(r->profiles[i]->name, name) == 0)
            return true;
    const char *folder = r->subjects_dir;
    if (!folder)
        folder = mustls_default_folder("MUSTLS_SUBJECTS", "targets/subjects", buf, sizeof buf);
    char *path = folder ? mustls_arena_printf(r->arena, "%s/%s.profile", folder, name) : NULL;
    return path && access(path, R_OK) == 0;
}

static bool selects(struct mustls_cli_run *r, const char *name)
{
    const char *const *names;
    size_t num;
    unsigned instance;
    struct mustls_error err;
    return mustls_library_select(r->sel.library, name, &names, &num, &instance, &err) == MUSTLS_OK;
}

static bool is_cut(struct mustls_cli_run *r, const char *text, size_t len)
{
    struct mustls_cut cut;
    char *word = mustls_arena_str(r->arena, mustls_span(text, len));
    return word && (strpbrk(word, "*?") || mustls_cut_by_text(word, &cut));
}

/* "530/each~7@2" is a run of "530/each@2" with its segments cut. */
static bool scenario_exists(struct mustls_cli_run *r, const char *name)
{
    const char *cut = strrchr(name, '~');
    if (selects(r, name) || !cut)
        return selects(r, name);
    size_t len = strcspn(cut + 1, "@");
    char *whole = mustls_arena_printf(r->arena, "%.*s%s", (int)(cut - name), name, cut + 1 + len);
    return whole && is_cut(r, cut + 1, len) && selects(r, whole);
}

static struct mustls_span line_of(struct mustls_span text, unsigned line)
{
    for (; line > 1 && text.len > 0; line--) {
        const uint8_t *lf = memchr(text.ptr, '\n', text.len);
        text = mustls_span_from(text, lf ? (size_t)(lf - text.ptr) + 1 : text.len);
    }
    const uint8_t *lf = memchr(text.ptr, '\n', text.len);
    return lf ? mustls_span_first(text, (size_t)(lf - text.ptr)) : text;
}

/* `word` is part of `text`. */
static void refuse(struct mustls_diags *d, const struct mustls_cli_run *r, struct mustls_span text,
                   const struct mustls_known_entry *e, struct mustls_span word, const char *what)
{
    struct mustls_span line = line_of(text, e->line);
    bool inside = word.ptr >= line.ptr && word.ptr < line.ptr + line.len;
    struct mustls_diag item = {.level = MUSTLS_DIAG_ERROR,
                               .file = r->known_path,
                               .line = e->line,
                               .col = inside ? (unsigned)(word.ptr - line.ptr) + 1 : 1,
                               .len = inside ? (unsigned)word.len : 1,
                               .text = what,
                               .excerpt = line};
    mustls_diag_add(d, &item);
}

static void check_names(struct mustls_cli_run *r, const struct mustls_known *k,
                        struct mustls_span text, struct mustls_diags *d)
{
    for (size_t i = 0; i < k->num; i++) {
        const struct mustls_known_entry *e = &k->entries[i];
        const char *client = mustls_arena_str(r->arena, e->subject);
        const char *scenario = mustls_arena_str(r->arena, e->scenario);
        if (!client || !client_exists(r, client))
            refuse(d, r, text, e, e->subject, "no client has this name");
        if (!scenario || !scenario_exists(r, scenario))
            refuse(d, r, text, e, e->scenario, "no scenario has this name");
    }
}

int mustls_run_load_known(struct mustls_cli_run *r)
{
    struct mustls_diags d;
    struct mustls_error err;
    struct mustls_span text;
    struct mustls_known *k;
    if (!r->known_path)
        return 0;
    mustls_diags_init(&d, r->arena);
    enum mustls_status st =
        mustls_read_file(r->arena, r->known_path, MUSTLS_CLI_MAX_KNOWN, &text, &err);
    if (st == MUSTLS_ENOENT && r->known_why) {
        text = MUSTLS_LIT("");
    } else if (st != MUSTLS_OK) {
        mustls_cli_say_error(&err);
        return MUSTLS_EXIT_USAGE;
    }
    st = mustls_known_parse(r->arena, r->known_path, text, &d, &k);
    if (st == MUSTLS_OK)
        check_names(r, k, text, &d);
    /* With --write-known one goes on with a list that is half done. */
    if (st == MUSTLS_OK && !r->known_why)
        mustls_known_refuse_todo(k, text, &d);
    r->sink.known = st == MUSTLS_OK ? k : NULL;
    r->known_text = text;
    return mustls_cli_say_diags(&d) > 0 ? MUSTLS_EXIT_USAGE : mustls_cli_exit_of(st);
}
