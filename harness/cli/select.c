#include "cli/select.h"

#include <string.h>
#include <sys/stat.h>

#include "cli/cli.h"
#include "client/faults.h"

bool mustls_cli_select_tag(struct mustls_cli_select *s, const char *tag)
{
    if (s->num_tags == MUSTLS_CLI_MAX_TAGS) {
        mustls_cli_say("at most %d tags", MUSTLS_CLI_MAX_TAGS);
        return false;
    }
    s->tags[s->num_tags++] = tag;
    return true;
}

static bool tags_fit(const struct mustls_cli_select *s, const struct mustls_scenario *scn)
{
    for (size_t i = 0; i < s->num_tags; i++) {
        bool wanted = s->tags[i][0] != '!';
        if (mustls_scenario_has_tag(scn, mustls_span_str(s->tags[i] + !wanted)) != wanted)
            return false;
    }
    return true;
}

static enum mustls_status pick(struct mustls_cli_select *s, const char *name, unsigned instance,
                               struct mustls_error *err)
{
    const struct mustls_entry *e;
    enum mustls_status st = mustls_library_load(s->library, name, &e, err);
    if (st != MUSTLS_OK || !tags_fit(s, e->chain[0]))
        return st;
    for (size_t i = 0; i < s->num_entries; i++)
        if (s->entries[i].entry == e && s->entries[i].instance == instance)
            return MUSTLS_OK;
    unsigned max = mustls_scenario_instances(e->chain[0]);
    if (instance > max) {
        mustls_error_set(err, "scenario '%s' has %u instances; there is no @%u", name, max,
                         instance);
        return MUSTLS_ENOENT;
    }
    if (s->lint)
        mustls_scenario_lint(e->chain[0], mustls_library_diags(s->library));
    st = mustls_arena_grow(s->arena, (void **)&s->entries, &s->cap_entries, s->num_entries,
                           sizeof *s->entries);
    if (st == MUSTLS_OK)
        s->entries[s->num_entries++] = (struct mustls_cli_picked){e, instance};
    return st;
}

/* MUSTLS_EPARSE is not the end: every mistake of every file is told in one go. */
static enum mustls_status pick_operand(struct mustls_cli_select *s, const char *operand,
                                       struct mustls_error *err)
{
    const char *const *names;
    size_t num;
    unsigned instance;
    enum mustls_status worst =
        mustls_library_select(s->library, operand, &names, &num, &instance, err);
    for (size_t i = 0; worst == MUSTLS_OK && i < num; i++) {
        enum mustls_status st = pick(s, names[i], instance, err);
        if (st != MUSTLS_OK && st != MUSTLS_EPARSE)
            worst = st;
    }
    return worst;
}

static int open_library(struct mustls_cli_select *s)
{
    if (!s->root)
        s->root =
            mustls_default_folder("MUSTLS_SCENARIOS", "scenarios", s->root_buf, sizeof s->root_buf);
    if (!s->root) {
        mustls_cli_say(
            "no scenario folder found; give --scenarios DIR, or run from the project's folder");
        return MUSTLS_EXIT_TOOL;
    }
    struct stat st;
    if (stat(s->root, &st) != 0 || !S_ISDIR(st.st_mode)) {
        mustls_cli_say("there is no folder %s", s->root);
        return MUSTLS_EXIT_USAGE;
    }
    s->library = mustls_library_new(s->root);
    s->arena = mustls_arena_new(256u << 20);
    if (s->library && s->arena)
        return 0;
    mustls_cli_say("out of memory");
    return MUSTLS_EXIT_TOOL;
}

static int say(struct mustls_cli_select *s, enum mustls_status st, const struct mustls_error *err)
{
    struct mustls_diags *d = mustls_library_diags(s->library);
    s->num_warnings = d->num_warnings;
    size_t errors = d->num > 0 ? mustls_cli_say_diags(d) : 0;
    if (st != MUSTLS_OK && st != MUSTLS_EPARSE)
        mustls_cli_say_error(err);
    if (errors > 0) {
        mustls_cli_say("%zu error%s; nothing was run", errors, errors == 1 ? "" : "s");
        return MUSTLS_EXIT_USAGE;
    }
    return mustls_cli_exit_of(st);
}

int mustls_cli_select(struct mustls_cli_select *s, char *const *operands)
{
    struct mustls_error err;
    int code = open_library(s);
    if (code != 0)
        return code;
    enum mustls_status st = MUSTLS_OK;
    if (!*operands)
        st = pick_operand(s, NULL, &err);
    for (; st == MUSTLS_OK && *operands; operands++)
        st = pick_operand(s, *operands, &err);
    code = say(s, st, &err);
    if (code == 0 && s->num_entries == 0) {
        mustls_cli_say("nothing is selected: no scenario has these tags");
        return MUSTLS_EXIT_EMPTY;
    }
    return code;
}

static int each_instance(struct mustls_cli_select *s, const struct mustls_cli_picked *p,
                         void (*f)(void *arg, const struct mustls_program *p), void *arg)
{
    unsigned n = mustls_scenario_instances(p->entry->chain[0]);
    unsigned from = p->instance ? p->instance : n ? 1 : 0, to = p->instance ? p->instance : n;
    for (unsigned i = from; i <= to; i++) {
        struct mustls_program *prog;
        struct mustls_diags *d = mustls_library_diags(s->library);
        enum mustls_status st =
            mustls_scenario_program(s->arena, p->entry->chain, p->entry->num, i, d, &prog);
        if (st != MUSTLS_OK) {
            mustls_cli_say_diags(d);
            return mustls_cli_exit_of(st);
        }
        f(arg, prog);
    }
    return 0;
}

int mustls_cli_select_each(struct mustls_cli_select *s,
                           void (*f)(void *arg, const struct mustls_program *p), void *arg)
{
    int code = 0;
    for (size_t i = 0; i < s->num_entries && code == 0; i++)
        code = each_instance(s, &s->entries[i], f, arg);
    return code;
}

void mustls_cli_select_free(struct mustls_cli_select *s)
{
    mustls_library_free(s->library);
    mustls_arena_free(s->arena);
}

void mustls_cli_list_faults(FILE *f)
{
    for (int i = 0; i < MUSTLS_NUM_CLIENT_FAULTS; i++)
        fprintf(f, "%-24s %s\n", mustls_client_fault_rows[i].name,
                mustls_client_fault_rows[i].text);
}
