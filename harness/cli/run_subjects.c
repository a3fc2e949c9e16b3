/* From -c and -- to subjects. */
#include <string.h>

#include "base/arena.h"
#include "cli/cli.h"
#include "cli/run_internal.h"
#include "run/subject.h"

int mustls_run_load_profiles(struct mustls_cli_run *r)
{
    struct mustls_diags d;
    struct mustls_error err;
    char buf[4096];
    int code = 0;
    mustls_diags_init(&d, r->arena);
    const char *folder = r->subjects_dir;
    if (!folder)
        folder = mustls_default_folder("MUSTLS_SUBJECTS", "targets/subjects", buf, sizeof buf);
    for (size_t i = 0; i < r->num_clients; i++) {
        const struct mustls_profile **p = &r->profiles[i];
        if (strcmp(r->clients[i], "reference") == 0)
            continue;
        enum mustls_status st = mustls_profile_load(r->arena, folder, r->clients[i], &d, p, &err);
        if (st != MUSTLS_OK && st != MUSTLS_EPARSE) {
            mustls_cli_say_error(&err);
            code = MUSTLS_EXIT_USAGE;
        }
    }
    if (r->command[0]) {
        size_t argc = 0;
        while (r->command[argc])
            argc++;
        struct mustls_profile *p = NULL;
        if (mustls_profile_from_command(r->arena, r->command, argc, &d, &p) == MUSTLS_OK) {
            r->profiles[r->num_clients] = p;
            r->clients[r->num_clients++] = p->name;
        }
    }
    if (mustls_cli_say_diags(&d) > 0)
        code = MUSTLS_EXIT_USAGE;
    return code;
}

int mustls_run_find_programs(struct mustls_cli_run *r)
{
    struct mustls_error err;
    for (size_t i = 0; i < r->num_clients; i++) {
        if (r->profiles[i] &&
            mustls_profile_find_program(r->arena, r->profiles[i], &err) != MUSTLS_OK) {
            mustls_cli_say_error(&err);
            return MUSTLS_EXIT_TOOL;
        }
    }
    return 0;
}

static void add_subject(struct mustls_cli_run *r, struct mustls_subject s)
{
    struct mustls_subject *own = mustls_arena_alloc(r->arena, sizeof *own);
    if (!own)
        return;
    *own = s;
    r->subjects[r->num_subjects++] = own;
}

/* `again`: NULL where there is no other client. */
static void add_reference(struct mustls_cli_run *r, const char *again)
{
    add_subject(r, (struct mustls_subject){
                       .kind = r->socket ? MUSTLS_SUBJECT_CLIENT_SOCKET : MUSTLS_SUBJECT_CLIENT,
                       .name = "reference",
                       .version = MUSTLS_VERSION,
                       .role = MUSTLS_TEST_CLIENT,
                       .faults = r->faults,
                       .again = again,
                   });
}

/* The mock server itself, for `test server` scenarios when nothing else is named. */
static int add_mock(struct mustls_cli_run *r)
{
    const struct mustls_entry *e;
    struct mustls_error err;
    struct mustls_program *prog;
    enum mustls_status st = mustls_library_load(r->sel.library, "base/required", &e, &err);
    if (st == MUSTLS_ENOENT)
        return 0; /* a scenario folder of the user's own, without bases */
    if (st == MUSTLS_OK)
        st = mustls_scenario_program(r->arena, e->chain, e->num, 0,
                                     mustls_library_diags(r->sel.library), &prog);
    if (st != MUSTLS_OK) {
        mustls_cli_say_diags(mustls_library_diags(r->sel.library));
        return mustls_cli_exit_of(st);
    }
    add_subject(r, (struct mustls_subject){.kind = MUSTLS_SUBJECT_SERVER,
                                           .name = "mock",
                                           .version = MUSTLS_VERSION,
                                           .role = MUSTLS_TEST_SERVER,
                                           .server = prog});
    return 0;
}

int mustls_run_make_subjects(struct mustls_cli_run *r)
{
    if (r->num_clients == 0) {
        add_reference(r, NULL);
        return r->faults ? 0 : add_mock(r);
    }
    for (size_t i = 0; i < r->num_clients; i++) {
        const struct mustls_profile *p = r->profiles[i];
        if (!p) {
            add_reference(r, mustls_run_again_with(r, i));
            continue;
        }
        add_subject(r, (struct mustls_subject){
                           .kind = MUSTLS_SUBJECT_PROGRAM,
                           .name = p->name,
                           .version = mustls_profile_ask_version(r->arena, r->world.io, p),
                           .profile = p,
                           .role = p->role,
                           .again = mustls_run_again_with(r, i)});
    }
    return 0;
}
