/* --isolate: a world of their own for the subjects, before anything else is made. */
#include "base/arena.h"
#include "cli/cli.h"
#include "cli/run_internal.h"

static const char *because(struct mustls_cli_run *r, const char *why)
{
    const char *text = mustls_arena_printf(r->arena, "localhost: %s", why);
    return text ? text : "localhost";
}

int mustls_run_isolate(struct mustls_cli_run *r)
{
    struct mustls_error err = {0};
    bool asked = r->isolate == MUSTLS_ISOLATE_YES;
    if (r->totals_world)
        return 0; /* it was done before */
    if (r->num_clients == 0)
        return 0; /* the reference client is handed its connection */
    if (r->isolate == MUSTLS_ISOLATE_NO) {
        r->totals_world = because(r, "--isolate no");
        return 0;
    }
    if (r->world_opts.listen || r->world_opts.any_address) {
        if (asked) {
            mustls_cli_say("--isolate yes goes neither with --listen nor with --any-address: the "
                           "subjects have a network of their own");
            return MUSTLS_EXIT_USAGE;
        }
        r->totals_world = because(r, "--listen and --any-address are about this machine's network");
        return 0;
    }
    if (mustls_isolate_enter(&r->isolation, &err) == MUSTLS_OK) {
        r->world_opts.isolation = &r->isolation;
        r->totals_world = "isolated";
        return 0;
    }
    if (asked) {
        mustls_cli_say("--isolate yes: %s", err.text);
        return MUSTLS_EXIT_TOOL;
    }
    r->totals_world = because(r, err.text);
    return 0;
}
