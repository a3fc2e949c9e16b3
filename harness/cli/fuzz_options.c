#include "cli/fuzz_options.h"

#include <stdlib.h>
#include <string.h>

enum {
    OPT_ENGINE,
    OPT_JOBS,
    OPT_TIME,
    OPT_OUT,
    OPT_CORPUS,
    OPT_SEEDS,
    OPT_NO_SEEDS,
    OPT_BIN,
    OPT_TIMEOUT,
    OPT_MAX_LEN,
    OPT_MINIMISE,
    OPT_MAX_FINDS,
    OPT_DICT,
    OPT_FLAT,
    OPT_CLIENT,
    OPT_RUNS,
    OPT_SEED,
    OPT_KNOWN,
    OPT_ISOLATE,
    OPT_SUBJECTS,
    OPT_SCENARIOS
};
const struct mustls_cli_option mustls_fuzz_options[] = {
    {0, "engine", "NAME", "libfuzzer (default) or afl"},
    {'j', "jobs", "N", "processes of the engine (default: 1), or runs of a program side by side"},
    {'t', "time", "T", "stop after this: 90, 10m, 8h, 2d (default: Ctrl-C)"},
    {'o', "out", "DIR", "the campaign's folder (default: out/fuzz/NAME); the same one goes on"},
    {0, "corpus", "DIR", "where inputs are read and kept (default: OUT/corpus)"},
    {0, "seeds", "DIR", "copied into the corpus at the start, beside the target's own; several"},
    {0, "no-seeds", NULL, "without the target's own seeds"},
    {0, "bin", "DIR", "where the targets are built (default: build/fuzz, build/afl)"},
    {0, "timeout", "S", "an input that takes longer never ends (default: 10)"},
    {0, "max-len", "N", "longest input, in bytes (default: 4096)"},
    {0, "minimise", "T", "time to make a find smaller, 0: not at all (default: 60)"},
    {0, "max-finds", "N", "stop after so many new finds"},
    {0, "dict", "FILE", "words for the engine (default: NAME.dict beside the target)"},
    {0, "flat", NULL, "the program takes flat inputs (for one that is named by its path)"},
    {'c', "client", "PROFILE", "a program, over sockets, in the place of a target; or -- COMMAND"},
    {0, "runs", "N", "-c: stop after so many runs"},
    {0, "seed", "N", "-c: of all random numbers (default: another each time, printed)"},
    {0, "known", "FILE", "-c: known failures, as of 'mustls run': the scenario's name is fuzz"},
    {0, "isolate", "WHEN", "-c: auto, yes or no, as of 'mustls run' (default: auto)"},
    {0, "subjects", "DIR", "-c: folder of the profiles"},
    {0, "scenarios", "DIR", "-c: folder of the scenarios"},
    {0},
};

/* "90", "90s", "10m", "8h", "2d" in seconds. */
static bool duration(const char *what, const char *text, unsigned *out)
{
    static const struct {
        char unit;
        unsigned seconds;
    } units[] = {{'s', 1}, {'m', 60}, {'h', 3600}, {'d', 86400}};
    unsigned long long n = 0, by = 1;
    size_t digits = strspn(text, "0123456789");
    bool good = digits > 0 && digits < 7 && strlen(text) <= digits + 1;
    for (size_t i = 0; i < 4; i++)
        if (text[digits] == units[i].unit)
            by = units[i].seconds;
    good = good && (!text[digits] || strchr("smhd", text[digits]));
    if (good)
        n = strtoull(text, NULL, 10) * by;
    if (good && n <= 31 * 86400) {
        *out = (unsigned)n;
        return true;
    }
    mustls_cli_say("%s takes a time such as 90, 10m, 8h or 2d, at most 31d, not '%s'", what, text);
    return false;
}

static bool add_seed(struct mustls_fuzz_cli *f, const char *dir)
{
    struct mustls_target *t = &f->o.target;
    if (t->num_seeds == MUSTLS_MAX_SEEDS || strlen(dir) >= MUSTLS_PATH) {
        mustls_cli_say("at most %d folders of seeds", MUSTLS_MAX_SEEDS);
        return false;
    }
    snprintf(t->seeds[t->num_seeds++], MUSTLS_PATH, "%s", dir);
    return true;
}

static bool set_engine(struct mustls_fuzz_cli *f, const char *value)
{
    if (strcmp(value, "afl") != 0 && strcmp(value, "libfuzzer") != 0) {
        mustls_cli_say("--engine is libfuzzer or afl, not '%s'", value);
        return false;
    }
    f->o.engine = strcmp(value, "afl") == 0 ? MUSTLS_ENGINE_AFL : MUSTLS_ENGINE_LIBFUZZER;
    return true;
}

static bool number(const char *what, const char *value, unsigned long long min,
                   unsigned long long max, unsigned *out)
{
    unsigned long long n;
    if (!mustls_cli_number(what, value, min, max, &n))
        return false;
    *out = (unsigned)n;
    return true;
}

static bool set_isolate(struct mustls_fuzz_cli *f, const char *value)
{
    static const char *const words[] = {
        [MUSTLS_ISOLATE_AUTO] = "auto", [MUSTLS_ISOLATE_YES] = "yes", [MUSTLS_ISOLATE_NO] = "no"};
    for (int i = 0; i < 3; i++) {
        if (strcmp(value, words[i]) != 0)
            continue;
        f->run.isolate = (enum mustls_cli_isolate)i;
        return true;
    }
    mustls_cli_say("--isolate is auto, yes or no, not '%s'", value);
    return false;
}

/* Options that a target has no use for. */
static bool set_outside(struct mustls_fuzz_cli *f, int i, const char *value)
{
    struct mustls_cli_run *r = &f->run;
    unsigned long long n = 0;
    f->for_programs = mustls_fuzz_options[i].name;
    switch (i) {
    case OPT_CLIENT:
        if (r->num_clients > 0)
            mustls_cli_say("fuzz takes one program at a time");
        else
            r->clients[r->num_clients++] = value;
        return r->clients[0] == value;
    case OPT_RUNS:
        return mustls_cli_number("--runs", value, 1, UINT32_MAX, &f->runs);
    case OPT_SEED:
        r->seed_given = mustls_cli_number("--seed", value, 0, UINT64_MAX, &n);
        r->world_opts.seed = n;
        return r->seed_given;
    case OPT_KNOWN:
        r->known_path = value;
        return true;
    case OPT_ISOLATE:
        return set_isolate(f, value);
    case OPT_SUBJECTS:
        r->subjects_dir = value;
        return true;
    default:
        r->sel.root = value;
        return true;
    }
}

static bool set(void *arg, int i, const char *value)
{
    struct mustls_fuzz_cli *f = arg;
    if (i == OPT_ENGINE || i == OPT_BIN || i == OPT_DICT || i == OPT_FLAT)
        f->for_targets = mustls_fuzz_options[i].name;
    switch (i) {
    case OPT_ENGINE:
        return set_engine(f, value);
    case OPT_JOBS:
        return number("--jobs", value, 1, MUSTLS_CAMPAIGN_JOBS, &f->o.jobs);
    case OPT_TIME:
        return duration("--time", value, &f->o.seconds);
    case OPT_OUT:
        f->o.out = value;
        return true;
    case OPT_CORPUS:
        f->o.corpus = value;
        return true;
    case OPT_SEEDS:
        return add_seed(f, value);
    case OPT_NO_SEEDS:
        f->no_seeds = true;
        return true;
    case OPT_BIN:
        f->bin = value;
        return true;
    case OPT_TIMEOUT:
        return number("--timeout", value, 1, 3600, &f->o.timeout);
    case OPT_MAX_LEN:
        return number("--max-len", value, 1, 1u << 20, &f->o.max_len);
    case OPT_MINIMISE:
        return duration("--minimise", value, &f->o.minimise);
    case OPT_MAX_FINDS:
        return number("--max-finds", value, 1, 1000000, &f->o.max_finds);
    case OPT_DICT:
        f->o.dict = value;
        return true;
    case OPT_FLAT:
        return f->flat = true;
    default:
        return set_outside(f, i, value);
    }
}

const char *mustls_fuzz_preset(const struct mustls_fuzz_cli *f)
{
    return f->o.engine == MUSTLS_ENGINE_AFL ? "afl" : "fuzz";
}

int mustls_fuzz_folder(struct mustls_fuzz_cli *f)
{
    struct mustls_error err;
    if (f->bin) {
        mustls_target_bin(f->bin, f->bin_folder);
    } else if (mustls_target_folder(mustls_fuzz_preset(f), f->bin_folder, &err) != MUSTLS_OK) {
        mustls_cli_say_error(&err);
        return MUSTLS_EXIT_TOOL;
    }
    f->o.bin = f->bin = f->bin_folder;
    return 0;
}

/* The user's own seeds were read first; the target's come behind them. */
static int find_target(struct mustls_fuzz_cli *f)
{
    static struct mustls_target t; /* large */
    struct mustls_error err;
    bool own = strchr(f->name, '/') != NULL;
    int code = own ? 0 : mustls_fuzz_folder(f);
    if (code)
        return code;
    enum mustls_status st = mustls_target_find(f->bin, mustls_fuzz_preset(f), f->name, &t, &err);
    if (st != MUSTLS_OK) {
        mustls_cli_say_error(&err);
        return st == MUSTLS_ENOENT ? MUSTLS_EXIT_USAGE : MUSTLS_EXIT_TOOL;
    }
    struct mustls_target *o = &f->o.target;
    memcpy(o->name, t.name, sizeof o->name);
    memcpy(o->program, t.program, sizeof o->program);
    memcpy(o->dict, t.dict, sizeof o->dict);
    if (f->o.dict && !mustls_target_dict(o, f->o.dict)) {
        mustls_cli_say("--dict: %s is no file", f->o.dict);
        return MUSTLS_EXIT_USAGE;
    }
    f->o.dict = o->dict[0] ? o->dict : NULL;
    o->flat = t.flat || f->flat;
    for (size_t i = 0; i < t.num_seeds && !f->no_seeds; i++)
        if (!add_seed(f, t.seeds[i]))
            return MUSTLS_EXIT_USAGE;
    return 0;
}

static int set_folders(struct mustls_fuzz_cli *f)
{
    if (!f->o.out) {
        snprintf(f->out, sizeof f->out, "out/fuzz/%s", f->o.target.name);
        f->o.out = f->out;
    }
    if (!f->o.bin)
        f->o.bin = f->bin ? f->bin : "";
    for (size_t i = 0; i < f->o.target.num_seeds; i++) {
        struct mustls_buf none;
        mustls_buf_init(&none, 1);
        if (!mustls_is_folder(f->o.target.seeds[i]) &&
            mustls_file_get(f->o.target.seeds[i], &none, NULL) == MUSTLS_EIO) {
            mustls_cli_say("there are no seeds in %s", f->o.target.seeds[i]);
            mustls_buf_deinit(&none);
            return MUSTLS_EXIT_USAGE;
        }
        mustls_buf_deinit(&none);
    }
    return 0;
}

int mustls_fuzz_read(int argc, char **argv, struct mustls_fuzz_cli *f, int *first)
{
    f->o.timeout = 10;
    f->o.max_len = 4096;
    f->o.minimise = 60;
    return mustls_cli_options(argc, argv, mustls_fuzz_options, set, f, first) ? 0
                                                                              : MUSTLS_EXIT_USAGE;
}

int mustls_fuzz_target(struct mustls_fuzz_cli *f, const char *name)
{
    f->name = name;
    f->o.jobs = f->o.jobs ? f->o.jobs : 1;
    if (f->for_programs) {
        mustls_cli_say("--%s is for programs, as in 'mustls fuzz -c curl'; %s is a target",
                       f->for_programs, name);
        return MUSTLS_EXIT_USAGE;
    }
    int code = find_target(f);
    return code ? code : set_folders(f);
}
