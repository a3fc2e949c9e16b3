/* What a transcript shows behind "mustls run ID". */
#include "base/arena.h"
#include "cli/run_internal.h"
#include "client/faults.h"

static void put_faults(struct mustls_buf *b, const struct mustls_cli_run *r)
{
    for (int i = 0; i < MUSTLS_NUM_CLIENT_FAULTS; i++)
        if (r->faults >> i & 1)
            mustls_buf_printf(b, " --seeded-fault %s", mustls_client_fault_rows[i].name);
}

static void put_client(struct mustls_buf *b, const char *name)
{
    char *word[] = {(char *)(uintptr_t)name, NULL};
    mustls_buf_puts(b, " -c ");
    mustls_shell_quote(b, word);
}

static void put_command(struct mustls_buf *b, char *const *argv)
{
    if (!argv[0])
        return;
    mustls_buf_puts(b, " -- ");
    mustls_shell_quote(b, argv);
}

/* Each text begins with a blank. */
static const char *take_text(struct mustls_cli_run *r, struct mustls_buf *b)
{
    char *text = mustls_arena_str(r->arena, mustls_buf_span(b));
    mustls_buf_deinit(b);
    return text && *text ? text + 1 : "";
}

void mustls_run_note_again(struct mustls_cli_run *r, char *const *argv)
{
    struct mustls_buf b;
    mustls_buf_init(&b, 65536);
    put_faults(&b, r);
    for (size_t i = 0; i < r->num_named; i++)
        put_client(&b, r->clients[i]);
    put_command(&b, argv);
    r->again = take_text(r, &b);
}

const char *mustls_run_again_with(struct mustls_cli_run *r, size_t client)
{
    struct mustls_buf b;
    mustls_buf_init(&b, 65536);
    if (!r->profiles[client])
        put_faults(&b, r);
    if (client < r->num_named)
        put_client(&b, r->clients[client]);
    else
        put_command(&b, r->command);
    return take_text(r, &b);
}
