#include "cli/whole_suite.h"

#include <unistd.h>

#include "cli/cli.h"

/* A folder of the user's own may have no bases. */
static bool has_bases(struct mustls_cli_select *sel)
{
    char path[4200];
    if (!sel->root)
        sel->root = mustls_default_folder("MUSTLS_SCENARIOS", "scenarios", sel->root_buf,
                                          sizeof sel->root_buf);
    int n = snprintf(path, sizeof path, "%s/base", sel->root ? sel->root : "");
    return n > 0 && (size_t)n < sizeof path && access(path, F_OK) == 0;
}

int mustls_cli_suite_load(struct mustls_cli_suite *s)
{
    char all[] = "*", base[] = "base";
    char *const operands[] = {all, has_bases(&s->sel) ? base : NULL, NULL};
    return mustls_cli_select(&s->sel, operands);
}

int mustls_cli_suite_each(struct mustls_cli_suite *s,
                          enum mustls_status (*f)(void *arg, const struct mustls_program *p),
                          void *arg)
{
    struct mustls_diags *d = mustls_library_diags(s->sel.library);
    for (size_t i = 0; i < s->sel.num_entries; i++) {
        const struct mustls_entry *e = s->sel.entries[i].entry;
        struct mustls_program *p;
        unsigned first = mustls_scenario_instances(e->chain[0]) ? 1 : 0;
        enum mustls_status st =
            mustls_scenario_program(s->sel.arena, e->chain, e->num, first, d, &p);
        if (st != MUSTLS_OK)
            mustls_cli_say_diags(d);
        else
            st = f(arg, p);
        if (st != MUSTLS_OK)
            return mustls_cli_exit_of(st);
    }
    return 0;
}

int mustls_cli_suite_file(struct mustls_cli_suite *s, const char *path, size_t max,
                          struct mustls_span *out)
{
    struct mustls_error err = {0};
    if (path && mustls_read_file(s->sel.arena, path, max, out, &err) == MUSTLS_OK)
        return 0;
    if (!path)
        mustls_error_set(&err, "out of memory");
    mustls_cli_say_error(&err);
    return MUSTLS_EXIT_USAGE;
}

void mustls_cli_suite_free(struct mustls_cli_suite *s)
{
    mustls_cli_select_free(&s->sel);
}
