/* fuzz -c PROFILE, fuzz -- COMMAND: a program over sockets. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "cli/fuzz_options.h"
#include "outside/outside.h"
#include "profile/known.h"

static int check(struct mustls_fuzz_cli *f)
{
    struct mustls_cli_run *r = &f->run;
    if (f->for_targets) {
        mustls_cli_say("--%s is for targets that an engine runs, not for a program",
                       f->for_targets);
        return MUSTLS_EXIT_USAGE;
    }
    if (r->num_clients == 0 && !r->command[0]) {
        mustls_cli_say("a command must stand behind --");
        return MUSTLS_EXIT_USAGE;
    }
    if (r->num_clients > 0 && r->command[0]) {
        mustls_cli_say("fuzz takes one program: -c %s, or the command behind --", r->clients[0]);
        return MUSTLS_EXIT_USAGE;
    }
    if (r->num_clients > 0 && strcmp(r->clients[0], "reference") == 0) {
        mustls_cli_say("the reference client is fuzzed in process, much faster: mustls fuzz "
                       "fuzz_client");
        return MUSTLS_EXIT_USAGE;
    }
    for (size_t i = 0; i < f->o.target.num_seeds; i++)
        if (access(f->o.target.seeds[i], R_OK) != 0) {
            mustls_cli_say("there are no seeds in %s", f->o.target.seeds[i]);
            return MUSTLS_EXIT_USAGE;
        }
    return 0;
}

static int load_known(struct mustls_cli_run *r, struct mustls_known **out)
{
    struct mustls_diags d;
    struct mustls_error err = {0};
    struct mustls_span text;
    if (!r->known_path)
        return 0;
    mustls_diags_init(&d, r->arena);
    enum mustls_status st = mustls_read_file(r->arena, r->known_path, 4u << 20, &text, &err);
    if (st != MUSTLS_OK) {
        mustls_cli_say_error(&err);
        return MUSTLS_EXIT_USAGE;
    }
    st = mustls_known_parse(r->arena, r->known_path, text, &d, out);
    if (st == MUSTLS_OK)
        mustls_known_refuse_todo(*out, text, &d);
    return mustls_cli_say_diags(&d) > 0 ? MUSTLS_EXIT_USAGE : mustls_cli_exit_of(st);
}

static int load(struct mustls_fuzz_cli *f, struct mustls_known **known)
{
    struct mustls_cli_run *r = &f->run;
    r->arena = mustls_arena_new((size_t)1 << 28);
    if (!r->arena)
        return MUSTLS_EXIT_TOOL;
    if (!r->sel.root)
        r->sel.root = mustls_default_folder("MUSTLS_SCENARIOS", "scenarios", r->sel.root_buf,
                                            sizeof r->sel.root_buf);
    r->sel.library = mustls_library_new(r->sel.root);
    r->num_named = r->num_clients;
    mustls_run_note_again(r, r->command);
    int code = r->sel.library ? mustls_run_load_profiles(r) : MUSTLS_EXIT_TOOL;
    if (code == 0)
        code = load_known(r, known);
    if (code == 0)
        code = mustls_run_find_programs(r);
    if (code == 0)
        code = mustls_run_make_world(r);
    return code ? code : mustls_run_make_subjects(r);
}

/* As for targets: the user's own first, then those of the repository. */
static size_t seeds(struct mustls_fuzz_cli *f, const char **out, char buf[4096], char path[4200])
{
    size_t n = 0;
    for (; n < f->o.target.num_seeds; n++)
        out[n] = f->o.target.seeds[n];
    const char *corpus = mustls_default_folder("MUSTLS_CORPUS", "corpus", buf, 4096);
    if (f->no_seeds || !corpus)
        return n;
    snprintf(path, 4200, "%s/fuzz_client", corpus);
    out[n++] = path;
    return n;
}

static unsigned default_jobs(void)
{
    long n = 2 * sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > MUSTLS_CAMPAIGN_JOBS ? MUSTLS_CAMPAIGN_JOBS : (unsigned)n;
}

static int play(struct mustls_fuzz_cli *f, const struct mustls_known *known)
{
    static char out[MUSTLS_PATH], corpus[4096], path[4200];
    const char *seed[MUSTLS_MAX_SEEDS + 1];
    struct mustls_cli_run *r = &f->run;
    const struct mustls_subject *subject = r->subjects[r->num_subjects - 1];
    struct mustls_outside_result res = {0};
    struct mustls_error err = {0};
    snprintf(out, sizeof out, "out/fuzz/%s", subject->name);
    mustls_fuzz_terminal(&f->o);
    struct mustls_outside_opts o = {.world = &r->world,
                                    .library = r->sel.library,
                                    .subject = subject,
                                    .out = f->o.out ? f->o.out : out,
                                    .corpus = f->o.corpus,
                                    .seeds = seed,
                                    .num_seeds = seeds(f, seed, corpus, path),
                                    .suite_seeds = !f->no_seeds,
                                    .again = r->again,
                                    .known = known,
                                    .jobs = f->o.jobs ? f->o.jobs : default_jobs(),
                                    .seconds = f->o.seconds,
                                    .runs = f->runs,
                                    .limit = f->o.timeout,
                                    .max_len = f->o.max_len,
                                    .minimise = f->o.minimise,
                                    .max_finds = f->o.max_finds,
                                    .terminal = f->o.terminal,
                                    .tty = f->o.tty,
                                    .width = f->o.width};
    printf("seed %llu, %s\n", (unsigned long long)r->world.seed, r->totals_world);
    enum mustls_status st = mustls_outside_run(&o, &res, &err);
    if (res.signum)
        return 128 + res.signum;
    if (st != MUSTLS_OK) {
        mustls_cli_say_diags(mustls_library_diags(r->sel.library));
        mustls_cli_say_error(&err);
        return st == MUSTLS_EPARSE || st == MUSTLS_EUSAGE ? MUSTLS_EXIT_USAGE : MUSTLS_EXIT_TOOL;
    }
    return res.num_new + res.num_again > 0 ? MUSTLS_EXIT_RED : 0;
}

int mustls_fuzz_outside(struct mustls_fuzz_cli *f)
{
    struct mustls_cli_run *r = &f->run;
    struct mustls_known *known = NULL;
    int code = check(f);
    if (code == 0)
        code = load(f, &known);
    if (code == 0 && r->num_subjects == 0)
        code = MUSTLS_EXIT_TOOL;
    if (code == 0)
        code = play(f, known);
    mustls_world_deinit(&r->world);
    mustls_cli_select_free(&r->sel);
    mustls_arena_free(r->arena);
    return code;
}
