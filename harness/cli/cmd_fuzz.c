/* fuzz: campaigns, and what is made of their corpora. */
#define _GNU_SOURCE
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "campaign/tool.h"
#include "cli/fuzz_options.h"

#define MAX_TABLE    (4u << 20)
#define TOOL_SECONDS 3600u

/* An interruption is told by the exit code, an error by its text. */
static int exit_of(enum mustls_status st, int signum, const struct mustls_error *err)
{
    if (st == MUSTLS_OK)
        return signum ? 128 + signum : 0;
    if (signum)
        return 128 + signum;
    mustls_cli_say_error(err);
    return st == MUSTLS_EUSAGE || st == MUSTLS_EPARSE ? MUSTLS_EXIT_USAGE
           : st == MUSTLS_ENOENT                      ? MUSTLS_EXIT_EMPTY
                                                      : MUSTLS_EXIT_TOOL;
}

/* --- list --- */

static void list_one(void *arg, const struct mustls_target *t)
{
    unsigned *num = arg;
    printf("%-20s %-5s  %s\n", t->name, t->flat ? "flat" : "bytes",
           t->program[0] ? t->program : "not built");
    ++*num;
}

static int list(struct mustls_fuzz_cli *f, const char *none)
{
    struct mustls_error err;
    unsigned num = 0;
    if (none) {
        mustls_cli_say("fuzz list takes options only, not '%s'", none);
        return MUSTLS_EXIT_USAGE;
    }
    int code = mustls_fuzz_folder(f);
    if (code)
        return code;
    enum mustls_status st = mustls_target_each(f->bin, list_one, &num, &err);
    code = exit_of(st, 0, &err);
    return code || num ? code : MUSTLS_EXIT_EMPTY;
}

/* --- cov and cmin --- */

static const char *corpus_of(struct mustls_fuzz_cli *f)
{
    if (f->o.corpus)
        return f->o.corpus;
    return mustls_path(f->corpus, f->o.out, "corpus") ? f->corpus : f->o.out;
}

/* fuzz_reply is replay_reply where lines are counted. */
static int find_replay(struct mustls_fuzz_cli *f, char out[MUSTLS_PATH])
{
    char folder[MUSTLS_PATH];
    struct mustls_error err;
    const char *name = strncmp(f->name, "fuzz_", 5) == 0 ? f->name + 5 : f->name;
    if (strchr(name, '/')) {
        mustls_cli_say("fuzz cov needs a target of the list, by its name");
        return MUSTLS_EXIT_USAGE;
    }
    enum mustls_status st = MUSTLS_OK;
    if (!f->bin)
        st = mustls_target_folder("coverage", folder, &err);
    if (st != MUSTLS_OK)
        return exit_of(st, 0, &err);
    int n = snprintf(out, MUSTLS_PATH, "%s/targets/fuzz/replay_%s", f->bin ? f->bin : folder, name);
    if (n < MUSTLS_PATH && mustls_is_program(out))
        return 0;
    mustls_cli_say("there is no %s: cmake --preset coverage && cmake --build --preset coverage "
                   "--target replay_%s",
                   out, name);
    return MUSTLS_EXIT_TOOL;
}

static int cov(struct mustls_fuzz_cli *f, const char *name)
{
    struct mustls_error err;
    struct mustls_buf table;
    char program[MUSTLS_PATH], dir[MUSTLS_PATH], out[MUSTLS_PATH];
    int signum = 0;
    f->name = name;
    int code = find_replay(f, program);
    if (code)
        return code;
    snprintf(out, sizeof out, "out/fuzz/%s%s", strncmp(name, "fuzz_", 5) == 0 ? "" : "fuzz_", name);
    f->o.out = f->o.out ? f->o.out : out;
    if (!mustls_path(dir, f->o.out, "cov"))
        return MUSTLS_EXIT_USAGE;
    struct mustls_cov c = {
        .program = program, .corpus = corpus_of(f), .dir = dir, .seconds = TOOL_SECONDS};
    if (mustls_count_files(c.corpus) == 0) {
        mustls_cli_say("there is nothing in %s; 'mustls fuzz %s' fills it, or --corpus DIR",
                       c.corpus, name);
        return MUSTLS_EXIT_EMPTY;
    }
    mustls_buf_init(&table, MAX_TABLE);
    enum mustls_status st = mustls_cov_make(&c, &table, &signum, &err);
    code = exit_of(st, signum, &err);
    if (code == 0)
        printf("%s\nlines: %s/html/index.html\n", mustls_buf_cstr(&table), dir);
    mustls_buf_deinit(&table);
    return code;
}

static int cmin(struct mustls_fuzz_cli *f, const char *name)
{
    struct mustls_error err;
    size_t before = 0, after = 0;
    int signum = 0, code = mustls_fuzz_target(f, name);
    if (code)
        return code;
    struct mustls_cmin c = {.engine = f->o.engine,
                            .target = &f->o.target,
                            .corpus = corpus_of(f),
                            .out = f->o.out,
                            .max_len = f->o.max_len,
                            .timeout = f->o.timeout,
                            .seconds = f->o.seconds ? f->o.seconds : TOOL_SECONDS};
    enum mustls_status st = mustls_cmin_make(&c, &before, &after, &signum, &err);
    code = exit_of(st, signum, &err);
    if (code == 0)
        printf("%s: %zu inputs, %zu are enough\n", c.corpus, before, after);
    return code;
}

/* --- a campaign --- */

void mustls_fuzz_terminal(struct mustls_campaign_opts *o)
{
    struct winsize ws;
    const char *term = getenv("TERM");
    o->terminal = stdout;
    o->tty = isatty(STDOUT_FILENO) && term && strcmp(term, "dumb") != 0;
    o->width =
        o->tty && ioctl(STDOUT_FILENO, TIOCGWINSZ, &ws) == 0 && ws.ws_col > 0 ? ws.ws_col : 80;
}

static int campaign(struct mustls_fuzz_cli *f, const char *name)
{
    struct mustls_error err;
    struct mustls_campaign_result r = {0};
    int code = mustls_fuzz_target(f, name);
    if (code)
        return code;
    if (mustls_target_folder("afl-cmplog", f->cmplog, &err) == MUSTLS_OK)
        f->o.cmplog = f->cmplog;
    mustls_fuzz_terminal(&f->o);
    code = exit_of(mustls_campaign_run(&f->o, &r, &err), r.signum, &err);
    if (code)
        return code;
    return r.num_new + r.num_again > 0 ? MUSTLS_EXIT_RED : 0;
}

static const struct form {
    const char *name;
    int (*run)(struct mustls_fuzz_cli *f, const char *operand); /* NULL: there is none */
    bool needs;
} forms[] = {{"list", list, false}, {"cov", cov, true}, {"cmin", cmin, true}, {"", campaign, true}};

static const struct form *form_of(const char *word)
{
    const struct form *f = forms;
    while (*f->name && strcmp(f->name, word) != 0)
        f++;
    return f;
}

int mustls_cmd_fuzz(int argc, char **argv)
{
    static struct mustls_fuzz_cli f; /* large */
    static char *no_words[] = {NULL};
    char **command = mustls_cli_split(&argc, argv);
    f.run.command = command ? command : no_words;
    int first, code = mustls_fuzz_read(argc, argv, &f, &first);
    if (code)
        return code;
    if (command || f.run.num_clients > 0) {
        if (first < argc) {
            mustls_cli_say("a program is fuzzed alone: '%s' is too much", argv[first]);
            return MUSTLS_EXIT_USAGE;
        }
        return mustls_fuzz_outside(&f);
    }
    const struct form *form = form_of(first < argc ? argv[first] : "");
    first += *form->name ? 1 : 0;
    if (first + (form->needs ? 1 : 0) > argc || first + 1 < argc) {
        mustls_cli_say("fuzz%s%s needs one target: mustls fuzz %s%sfuzz_client; 'mustls fuzz list' "
                       "lists them",
                       *form->name ? " " : "", form->name, form->name, *form->name ? " " : "");
        return MUSTLS_EXIT_USAGE;
    }
    return form->run(&f, first < argc ? argv[first] : NULL);
}
