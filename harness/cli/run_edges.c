/* mustls run --edges: the scenarios are made, not selected. */
#include <sys/stat.h>

#include "base/arena.h"
#include "cli/cli.h"
#include "cli/run_internal.h"
#include "run/edges.h"

/* Opens the library, and loads the base that the made scenarios stand on. */
int mustls_run_edges_select(struct mustls_cli_run *r, char *const *operands)
{
    static char base[] = "base/required";
    char *const only_base[] = {base, NULL};
    if (*operands || r->sel.num_tags > 0) {
        mustls_cli_say("--edges makes its own scenarios: none can be named, nor tags");
        return MUSTLS_EXIT_USAGE;
    }
    int code = mustls_cli_select(&r->sel, only_base);
    r->sel.num_entries = 0;
    return code;
}

static enum mustls_status add_entry(void *arg, const char *name)
{
    struct mustls_cli_run *r = arg;
    struct mustls_error err;
    const struct mustls_entry *e;
    enum mustls_status st = mustls_library_load(r->sel.library, name, &e, &err);
    if (st == MUSTLS_OK)
        st = mustls_arena_grow(r->sel.arena, (void **)&r->sel.entries, &r->sel.cap_entries,
                               r->sel.num_entries, sizeof *r->sel.entries);
    if (st == MUSTLS_OK)
        r->sel.entries[r->sel.num_entries++] = (struct mustls_cli_picked){e, 0};
    return st;
}

int mustls_run_edges_make(struct mustls_cli_run *r)
{
    struct mustls_error err;
    enum mustls_status st = MUSTLS_OK;
    r->edges_found = mustls_arena_array(r->arena, r->num_subjects, sizeof *r->edges_found);
    if (!r->edges_found)
        return mustls_cli_exit_of(MUSTLS_ENOMEM);
    for (size_t i = 0; i < r->num_subjects && st == MUSTLS_OK; i++)
        if (r->subjects[i]->role == MUSTLS_TEST_CLIENT)
            st = mustls_edges_find(&r->world, r->sel.library, r->subjects[i], &r->edges_found[i],
                                   &err);
    const char *folder = NULL;
    if (r->sink.out) {
        folder = mustls_arena_printf(r->arena, "%s/edges", r->sink.out);
        mkdir(r->sink.out, 0777); /* what is wrong with it, the sink will say */
    }
    if (st == MUSTLS_OK)
        st = mustls_edges_write(r->sel.library, folder, r->edges_found, r->num_subjects, add_entry,
                                r, &err);
    if (st != MUSTLS_OK && mustls_cli_say_diags(mustls_library_diags(r->sel.library)) == 0)
        mustls_cli_say_error(&err);
    return mustls_cli_exit_of(st);
}
