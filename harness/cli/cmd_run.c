/* mustls run: from options to worlds, subjects, suite and sink. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "cli/cli.h"
#include "cli/run_internal.h"
#include "client/faults.h"
#include "run/offline.h"
#include "run/subject.h"

enum {
    OPT_CLIENT,
    OPT_TAG,
    OPT_JOBS,
    OPT_SEED,
    OPT_SHUFFLE,
    OPT_REPEAT,
    OPT_UNTIL_FAIL,
    OPT_MAX_FAIL,
    OPT_JSON,
    OPT_TRACE,
    OPT_TAP,
    OPT_JUNIT,
    OPT_OUT,
    OPT_SEEDS,
    OPT_RESUME,
    OPT_KNOWN,
    OPT_ALLOW_FIXED,
    OPT_STRICT,
    OPT_MIN,
    OPT_FORMAT,
    OPT_QUIET,
    OPT_VERBOSE,
    OPT_COLOR,
    OPT_REDACT,
    OPT_FAULT,
    OPT_SOCKET,
    OPT_NULL_TLS,
    OPT_NO_CAL,
    OPT_LISTEN,
    OPT_ANY,
    OPT_SCENARIOS,
    OPT_SUBJECTS
};
const struct mustls_cli_option mustls_run_options[] = {
    {'c', "client", "PROFILE",
     "a program under test: a name in targets/subjects, or the path of a profile; several"},
    {'t', "tag", "TAG", "only scenarios with this tag ('!TAG': without); several: all of them"},
    {'j', "jobs", "N", "runs of outside programs side by side (default: 4 for each core)"},
    {0, "seed", "N",
     "of passwords, names and the order of --shuffle (default: a random one, printed)"},
    {0, "shuffle", NULL, "another order"},
    {0, "repeat", "N", "everything N times"},
    {0, "until-fail", NULL, "stop at the first red run"},
    {'x', "max-fail", "N", "stop after N red runs"},
    {0, "json", "FILE", "verdicts as JSON Lines; - is stdout"},
    {0, "trace", "FILE", "verdicts and events as JSON Lines: judge and report read it"},
    {0, "tap", "FILE", "TAP 14"},
    {0, "junit", "FILE", "JUnit XML"},
    {0, "out", "DIR", "all of these, and a folder for each run that is not a plain pass"},
    {0, "seeds", "DIR", "what we sent, as fuzz inputs"},
    {0, "resume", NULL, "go on with an interrupted run: needs --json or --out of it"},
    {0, "known", "FILE", "known failures"},
    {0, "allow-fixed", NULL, "a known failure that passes is not red"},
    {0, "strict", NULL, "WARN is red"},
    {0, "min", "N", "exit 4 when fewer runs than N are selected"},
    {0, "format", "FORMAT", "of red runs on the terminal: long, short, github, json"},
    {'q', "quiet", NULL, "red runs and the summary only"},
    {'v', "verbose", NULL, "all transcripts, nothing folded"},
    {0, "color", "WHEN", "auto, always, never"},
    {0, "redact", NULL, "no credentials in transcripts (they are random ones of the run)"},
    {0, "seeded-fault", "NAME",
     "a mistake switched on in the reference client; 'mustls list --seeded-faults'"},
    {0, "socket", NULL, "the reference client over a socket instead of in memory"},
    {0, "null-tls", NULL, "no cryptography, in memory: for trying scenarios fast"},
    {0, "no-calibration", NULL, "no control runs of outside programs first"},
    {0, "listen", "ADDRESS", "where the mock server listens (default 127.0.0.1)"},
    {0, "any-address", NULL, "allow other addresses than loopback"},
    {0, "scenarios", "DIR", "the scenario folder"},
    {0, "subjects", "DIR", "the folder of profiles"},
    {0},
};

static bool set_fault(struct mustls_cli_run *r, const char *name)
{
    int i = mustls_client_fault_by_name(mustls_span_str(name));
    if (i >= 0) {
        r->faults |= UINT64_C(1) << i;
        return true;
    }
    const char *words[MUSTLS_NUM_CLIENT_FAULTS + 1] = {0};
    for (int k = 0; k < MUSTLS_NUM_CLIENT_FAULTS; k++)
        words[k] = mustls_client_fault_rows[k].name;
    const char *near = mustls_nearest(mustls_span_str(name), words);
    mustls_cli_say("there is no seeded fault '%s'%s%s%s; 'mustls list --seeded-faults' shows them",
                   name, near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
    return false;
}

static bool set_word(const char *option, const char *value, const char *const *words, int *out)
{
    for (int i = 0; words[i]; i++) {
        if (strcmp(words[i], value) == 0) {
            *out = i;
            return true;
        }
    }
    const char *near = mustls_nearest(mustls_span_str(value), words);
    mustls_cli_say("--%s does not know '%s'%s%s%s", option, value, near ? "; did you mean '" : "",
                   near ? near : "", near ? "'?" : "");
    return false;
}

static bool set_number(const char *what, const char *value, unsigned long long max, unsigned *out)
{
    unsigned long long n;
    bool good = mustls_cli_number(what, value, 1, max, &n);
    *out = (unsigned)n;
    return good;
}

static bool set_flag(struct mustls_cli_run *r, int i)
{
    switch (i) {
    case OPT_SHUFFLE:
        r->suite.shuffle = true;
        break;
    case OPT_UNTIL_FAIL:
        r->suite.until_fail = true;
        break;
    case OPT_RESUME:
        r->resume = true;
        break;
    case OPT_ALLOW_FIXED:
        r->sink.allow_fixed = true;
        break;
    case OPT_STRICT:
        r->sink.report.strict = true;
        break;
    case OPT_QUIET:
        r->sink.quiet = true;
        break;
    case OPT_VERBOSE:
        r->sink.verbose = r->sink.report.verbose = true;
        break;
    case OPT_REDACT:
        r->sink.report.redact = true;
        break;
    case OPT_SOCKET:
        r->socket = true;
        break;
    case OPT_NULL_TLS:
        r->world_opts.null_tls = true;
        break;
    case OPT_NO_CAL:
        r->suite.no_calibration = true;
        break;
    case OPT_ANY:
        r->world_opts.any_address = true;
        break;
    default:
        return false;
    }
    return true;
}

static bool set_file(struct mustls_cli_run *r, int i, const char *value)
{
    switch (i) {
    case OPT_JSON:
        r->sink.json = value;
        break;
    case OPT_TRACE:
        r->sink.trace = value;
        break;
    case OPT_TAP:
        r->sink.tap = value;
        break;
    case OPT_JUNIT:
        r->sink.junit = value;
        break;
    case OPT_OUT:
        r->sink.out = value;
        break;
    case OPT_SEEDS:
        r->suite.seeds_dir = value;
        break;
    case OPT_KNOWN:
        r->known_path = value;
        break;
    case OPT_LISTEN:
        r->world_opts.listen = value;
        break;
    case OPT_SCENARIOS:
        r->sel.root = value;
        break;
    case OPT_SUBJECTS:
        r->subjects_dir = value;
        break;
    default:
        return false;
    }
    return true;
}

static bool add_client(struct mustls_cli_run *r, const char *name)
{
    if (r->num_clients == MUSTLS_CLI_MAX_CLIENTS) {
        mustls_cli_say("at most %d clients in one run", MUSTLS_CLI_MAX_CLIENTS);
        return false;
    }
    r->clients[r->num_clients++] = name;
    return true;
}

static bool set_option(void *arg, int i, const char *value)
{
    static const char *const formats[] = {"long", "short", "github", "json", NULL};
    static const char *const colors[] = {"auto", "always", "never", NULL};
    struct mustls_cli_run *r = arg;
    unsigned long long n;
    int word;
    if (set_flag(r, i) || set_file(r, i, value))
        return true;
    switch (i) {
    case OPT_CLIENT:
        return add_client(r, value);
    case OPT_TAG:
        return mustls_cli_select_tag(&r->sel, value);
    case OPT_JOBS:
        return set_number("-j", value, 1024, &r->suite.jobs);
    case OPT_REPEAT:
        return set_number("--repeat", value, 100000, &r->suite.repeat);
    case OPT_MAX_FAIL:
        return set_number("--max-fail", value, 1000000, &r->suite.max_fail);
    case OPT_MIN:
        return set_number("--min", value, 1000000, &r->min);
    case OPT_FAULT:
        return set_fault(r, value);
    case OPT_SEED:
        r->seed_given = mustls_cli_number("--seed", value, 0, UINT64_MAX, &n);
        r->world_opts.seed = n;
        return r->seed_given;
    case OPT_FORMAT:
        if (!set_word("format", value, formats, &word))
            return false;
        r->sink.format = (enum mustls_format)word;
        return true;
    case OPT_COLOR:
        return set_word("color", value, colors, &r->color);
    default:
        return false;
    }
}

/* --- --resume --- */

static void remember(void *arg, const struct mustls_rec_verdict *v)
{
    struct mustls_cli_run *r = arg;
    if (mustls_arena_grow(r->arena, (void **)&r->old, &r->cap_old, r->num_old, sizeof *r->old) !=
        MUSTLS_OK)
        return;
    char *id = v->instance ? mustls_arena_printf(r->arena, "%s@%u", v->scenario, v->instance)
                           : mustls_arena_printf(r->arena, "%s", v->scenario);
    r->old[r->num_old++] = (struct mustls_cli_old){mustls_arena_printf(r->arena, "%s", v->subject),
                                                   id, v->verdict, v->known};
}

static bool finished(void *arg, const char *subject, const char *id)
{
    const struct mustls_cli_run *r = arg;
    for (size_t i = 0; i < r->num_old; i++)
        if (strcmp(r->old[i].id, id) == 0 && strcmp(r->old[i].subject, subject) == 0)
            return true;
    return false;
}

static void forget(void *arg, const struct mustls_rec_verdict *v)
{
    (void)arg;
    (void)v;
}

static int scan_old(struct mustls_cli_run *r)
{
    struct mustls_error err;
    const char *json = r->sink.json;
    const char *trace = r->sink.trace;
    if (!json && r->sink.out)
        json = mustls_arena_printf(r->arena, "%s/results.jsonl", r->sink.out);
    if (!trace && r->sink.out)
        trace = mustls_arena_printf(r->arena, "%s/trace.jsonl", r->sink.out);
    if (!json || strcmp(json, "-") == 0) {
        mustls_cli_say(
            "--resume needs the --json FILE or the --out DIR of the run that it goes on with");
        return MUSTLS_EXIT_USAGE;
    }
    enum mustls_status st = mustls_resume_scan(json, remember, r, &err);
    if (st == MUSTLS_OK && trace && strcmp(trace, "-") != 0)
        st = mustls_resume_scan(trace, forget, NULL, &err);
    if (st != MUSTLS_OK)
        mustls_cli_say_error(&err);
    r->sink.append = true;
    r->suite.finished = finished;
    r->suite.finished_arg = r;
    return mustls_cli_exit_of(st);
}

/* --- subjects --- */

static int load_profiles(struct mustls_cli_run *r)
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

static int find_programs(struct mustls_cli_run *r)
{
    struct mustls_error err;
    for (size_t i = 0; i < r->num_clients; i++) {
        if (r->profiles[i] && mustls_profile_find_program(r->profiles[i], &err) != MUSTLS_OK) {
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

static void add_reference(struct mustls_cli_run *r)
{
    add_subject(r, (struct mustls_subject){
                       .kind = r->socket ? MUSTLS_SUBJECT_CLIENT_SOCKET : MUSTLS_SUBJECT_CLIENT,
                       .name = "reference",
                       .version = MUSTLS_VERSION,
                       .role = MUSTLS_TEST_CLIENT,
                       .faults = r->faults,
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

static int make_subjects(struct mustls_cli_run *r)
{
    if (r->num_clients == 0) {
        add_reference(r);
        return r->faults ? 0 : add_mock(r);
    }
    for (size_t i = 0; i < r->num_clients; i++) {
        const struct mustls_profile *p = r->profiles[i];
        if (!p) {
            add_reference(r);
            continue;
        }
        add_subject(r, (struct mustls_subject){
                           .kind = MUSTLS_SUBJECT_PROGRAM,
                           .name = p->name,
                           .version = mustls_profile_ask_version(r->arena, r->world.io, p),
                           .profile = p,
                           .role = p->role});
    }
    return 0;
}

/* --- putting it together --- */

static void terminal(struct mustls_cli_run *r)
{
    struct winsize ws;
    bool tty = isatty(STDOUT_FILENO);
    const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
    bool dumb = !term || strcmp(term, "dumb") == 0;
    r->sink.terminal = stdout;
    r->sink.tty = tty && !dumb && r->sink.format != MUSTLS_FORMAT_JSON;
    r->sink.width =
        tty && ioctl(STDOUT_FILENO, TIOCGWINSZ, &ws) == 0 && ws.ws_col > 0 ? ws.ws_col : 80;
    r->sink.report.color =
        r->color == 1 || (r->color == 0 && tty && !dumb && !(no_color && *no_color));
    const char *files[] = {r->sink.json, r->sink.trace, r->sink.tap, r->sink.junit};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (files[i] && strcmp(files[i], "-") == 0)
            r->sink.terminal = stderr; /* stdout belongs to the report */
}

static int load_known(struct mustls_cli_run *r)
{
    struct mustls_diags d;
    struct mustls_error err;
    struct mustls_span text;
    struct mustls_known *k;
    if (!r->known_path)
        return 0;
    mustls_diags_init(&d, r->arena);
    enum mustls_status st = mustls_read_file(r->arena, r->known_path, 4u << 20, &text, &err);
    if (st != MUSTLS_OK) {
        mustls_cli_say_error(&err);
        return MUSTLS_EXIT_USAGE;
    }
    st = mustls_known_parse(r->arena, r->known_path, text, &d, &k);
    mustls_cli_say_diags(&d);
    r->sink.known = st == MUSTLS_OK ? k : NULL;
    return mustls_cli_exit_of(st);
}

static int make_world(struct mustls_cli_run *r)
{
    struct mustls_error err = {0};
    if (!r->seed_given && getrandom(&r->world_opts.seed, sizeof r->world_opts.seed, 0) < 0)
        r->world_opts.seed = (uint64_t)time(NULL);
    if (!r->seed_given)
        r->world_opts.seed &= 0xffffffff; /* short enough to type */
    bool outside = r->num_clients > 0 || r->socket;
    if (outside && r->world_opts.null_tls) {
        mustls_cli_say("--null-tls is for runs in memory: without -c, -- and --socket");
        return MUSTLS_EXIT_USAGE;
    }
    enum mustls_status st = mustls_world_init(&r->world, &r->world_opts, &err);
    if (st == MUSTLS_OK && outside)
        st = mustls_world_prepare(&r->world, &err);
    if (st == MUSTLS_OK)
        st = mustls_world_start_io(&r->world, r->world_opts.any_address, &err);
    if (st != MUSTLS_OK)
        mustls_cli_say_error(&err);
    return st == MUSTLS_OK ? 0 : MUSTLS_EXIT_TOOL;
}

static enum mustls_status add_controls(struct mustls_cli_run *r, struct mustls_suite *s)
{
    const char *const *names;
    size_t num;
    unsigned instance;
    struct mustls_error err;
    bool outside = false;
    for (size_t i = 0; i < r->num_clients; i++)
        outside |= r->profiles[i] != NULL;
    if (!outside || r->suite.no_calibration ||
        mustls_library_select(r->sel.library, "smoke", &names, &num, &instance, &err) != MUSTLS_OK)
        return MUSTLS_OK;
    enum mustls_status st = MUSTLS_OK;
    for (size_t i = 0; i < num && st == MUSTLS_OK; i++) {
        const struct mustls_entry *e;
        st = mustls_library_load(r->sel.library, names[i], &e, &err);
        if (st == MUSTLS_OK)
            st = mustls_suite_add_control(s, e);
    }
    return st;
}

static int make_suite(struct mustls_cli_run *r, struct mustls_suite **out)
{
    unsigned left_out = 0;
    r->suite.world = &r->world;
    r->suite.library = r->sel.library;
    r->suite.subjects = r->subjects;
    r->suite.num_subjects = r->num_subjects;
    r->suite.seed = r->world.seed;
    r->suite.again = r->again;
    if (!r->suite.jobs)
        r->suite.jobs = 4 * (unsigned)sysconf(_SC_NPROCESSORS_ONLN);
    if (!r->suite.repeat)
        r->suite.repeat = 1;
    struct mustls_suite *s = *out = mustls_suite_new(&r->suite);
    enum mustls_status st = s ? MUSTLS_OK : MUSTLS_ENOMEM;
    for (size_t i = 0; i < r->sel.num_entries && st == MUSTLS_OK; i++)
        st = mustls_suite_add(s, r->sel.entries[i].entry, r->sel.entries[i].instance);
    if (st == MUSTLS_OK)
        st = add_controls(r, s);
    if (st != MUSTLS_OK) {
        if (mustls_cli_say_diags(mustls_library_diags(r->sel.library)) == 0)
            mustls_cli_say("%s", mustls_status_name(st));
        return mustls_cli_exit_of(st);
    }
    r->sink.total = mustls_suite_plan(s, &left_out) + (unsigned)r->num_old;
    if (r->sink.total == 0) {
        mustls_cli_say("nothing to run: %u selected scenarios test the other side than the subject",
                       left_out);
        return MUSTLS_EXIT_EMPTY;
    }
    if (r->sink.total < r->min) {
        mustls_cli_say("%u runs are selected, fewer than --min %u", r->sink.total, r->min);
        return MUSTLS_EXIT_EMPTY;
    }
    return 0;
}

static void first_line(struct mustls_cli_run *r, struct mustls_sink *sink)
{
    char when[32];
    time_t now = time(NULL);
    struct tm tm;
    strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &tm));
    struct mustls_rec_run rec = {.version = MUSTLS_VERSION,
                                 .tls = mustls_tls_ssl_library(),
                                 .time = when,
                                 .seed = r->world.seed,
                                 .command = r->again};
    mustls_sink_run(sink, &rec);
    for (size_t i = 0; i < r->num_old; i++)
        mustls_sink_count(sink, r->old[i].verdict, r->old[i].known);
}

/* A resumed run knows only its own part: the whole is in the trace. */
static int whole_reports(struct mustls_cli_run *r)
{
    struct mustls_sink_opts o = {.tap = r->sink.tap,
                                 .junit = r->sink.junit,
                                 .known = r->sink.known,
                                 .report = r->sink.report};
    const char *trace = r->sink.trace;
    if (r->sink.out) {
        trace = trace ? trace : mustls_arena_printf(r->arena, "%s/trace.jsonl", r->sink.out);
        o.tap = o.tap ? o.tap : mustls_arena_printf(r->arena, "%s/report.tap", r->sink.out);
        o.junit = o.junit ? o.junit : mustls_arena_printf(r->arena, "%s/junit.xml", r->sink.out);
    }
    if (!trace || (!o.tap && !o.junit))
        return 0;
    return mustls_cli_report(&trace, 1, &o, NULL);
}

static int play(struct mustls_cli_run *r, struct mustls_suite *suite)
{
    struct mustls_error err;
    int signum;
    struct mustls_totals totals = {.seed = r->world.seed};
    totals.ms = mustls_suite_run(suite, &signum);
    totals.complete = signum == 0;
    unsigned red = mustls_sink_end(r->suite.sink, &totals, &err);
    if (mustls_sink_failed(r->suite.sink, &err)) {
        mustls_cli_say_error(&err);
        return MUSTLS_EXIT_TOOL;
    }
    if (signum)
        return 128 + signum;
    return red ? MUSTLS_EXIT_RED : 0;
}

static int run_all(struct mustls_cli_run *r)
{
    struct mustls_error err;
    struct mustls_suite *suite = NULL;
    int code = make_subjects(r);
    if (code == 0)
        code = make_suite(r, &suite);
    if (code == 0) {
        terminal(r);
        r->suite.sink = mustls_sink_new(&r->sink, &err);
        if (!r->suite.sink) {
            mustls_cli_say_error(&err);
            code = MUSTLS_EXIT_TOOL;
        }
    }
    if (code == 0) {
        mustls_suite_set_sink(suite, r->suite.sink);
        first_line(r, r->suite.sink);
        code = play(r, suite);
        mustls_sink_free(r->suite.sink);
        if (r->resume && code <= MUSTLS_EXIT_RED && whole_reports(r) > MUSTLS_EXIT_RED)
            code = MUSTLS_EXIT_TOOL;
    }
    mustls_suite_free(suite);
    return code;
}

/* What a transcript shows behind "mustls run ID". */
static void note_again(struct mustls_cli_run *r, char *const *argv)
{
    struct mustls_buf b;
    mustls_buf_init(&b, 16384);
    if (r->faults)
        for (int i = 0; i < MUSTLS_NUM_CLIENT_FAULTS; i++)
            if (r->faults >> i & 1)
                mustls_buf_printf(&b, " --seeded-fault %s", mustls_client_fault_rows[i].name);
    for (size_t i = 0; i < r->num_named; i++)
        mustls_buf_printf(&b, " -c %s", r->clients[i]);
    if (argv[0]) {
        mustls_buf_puts(&b, " -- ");
        mustls_shell_quote(&b, argv);
    }
    char *text = mustls_arena_str(r->arena, mustls_buf_span(&b));
    r->again = text && *text ? text + 1 : "";
    mustls_buf_deinit(&b);
}

/* Words behind `--` are the command; getopt must not see them. NULL: there is no `--`. */
static char **split(int *argc, char **argv)
{
    for (int i = 1; i < *argc; i++) {
        if (strcmp(argv[i], "--") != 0)
            continue;
        argv[i] = NULL;
        *argc = i;
        return argv + i + 1;
    }
    return NULL;
}

int mustls_cmd_run(int argc, char **argv)
{
    static struct mustls_cli_run run; /* large */
    static char *no_words[] = {NULL};
    struct mustls_cli_run *r = &run;
    int first;
    char **command = split(&argc, argv);
    r->command = command ? command : no_words;
    if (command && !command[0]) {
        mustls_cli_say("a command must stand behind --");
        return MUSTLS_EXIT_USAGE;
    }
    r->arena = mustls_arena_new((size_t)1 << 30);
    int code = !r->arena ? MUSTLS_EXIT_TOOL
               : mustls_cli_options(argc, argv, mustls_run_options, set_option, r, &first)
                   ? 0
                   : MUSTLS_EXIT_USAGE;
    r->num_named = r->num_clients;
    if (code == 0)
        note_again(r, r->command);
    if (code == 0 && r->resume)
        code = scan_old(r);
    if (code == 0)
        code = mustls_cli_select(&r->sel, argv + first);
    if (code == 0)
        code = load_profiles(r);
    if (code == 0)
        code = load_known(r);
    if (code == 0)
        code = find_programs(r);
    if (code == 0)
        code = make_world(r);
    if (code == 0)
        code = run_all(r);
    mustls_world_deinit(&r->world);
    mustls_cli_select_free(&r->sel);
    mustls_arena_free(r->arena);
    return code;
}
