/* mustls run: from options to worlds, subjects, suite and sink. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/random.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "base/arena.h"
#include "cli/cli.h"
#include "cli/cover.h"
#include "cli/run_internal.h"
#include "run/edges.h"

/* A run in memory takes a tenth of a millisecond, one of an outside program a hundred times that.
 */
#define SPLIT_MAX         512
#define SPLIT_MAX_OUTSIDE 64

/* Of --until-fail without --repeat. */
#define UNTIL_FAIL 100

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
    const char *files[] = {r->sink.json,  r->sink.trace, r->sink.tap,
                           r->sink.junit, r->sink.html,  r->sink.sarif};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (files[i] && strcmp(files[i], "-") == 0)
            r->sink.terminal = stderr; /* stdout belongs to the report */
}

int mustls_run_make_world(struct mustls_cli_run *r)
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
    int code = mustls_run_isolate(r);
    if (code != 0)
        return code;
    enum mustls_status st = mustls_world_init(&r->world, &r->world_opts, &err);
    if (st == MUSTLS_OK && outside)
        st = mustls_world_prepare(&r->world, &err);
    if (st == MUSTLS_OK)
        st = mustls_world_start_io(&r->world, r->world_opts.any_address, &err);
    if (st != MUSTLS_OK)
        mustls_cli_say_error(&err);
    return mustls_cli_exit_of(st);
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
    if (!r->order_given)
        r->suite.order = r->world.seed;
    r->suite.again = r->again;
    if (!r->suite.jobs)
        r->suite.jobs = 4 * (unsigned)sysconf(_SC_NPROCESSORS_ONLN);
    if (!r->suite.repeat)
        r->suite.repeat = r->suite.until_fail ? UNTIL_FAIL : 1;
    if (!r->suite.split_max)
        r->suite.split_max = r->num_clients > 0 || r->socket ? SPLIT_MAX_OUTSIDE : SPLIT_MAX;
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
    if (r->sink.total == 0 && r->rerun) {
        mustls_cli_say("nothing to run: no selected run %s",
                       r->rerun == MUSTLS_RERUN_NEW ? "is new" : "was red the last time");
        return MUSTLS_EXIT_EMPTY;
    }
    /* A small selection may leave a shard without runs: no mistake of anybody. */
    if (r->sink.total == 0 && !r->suite.shards) {
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
    char when[32], host[256] = "";
    struct utsname u;
    if (uname(&u) >= 0) /* not the machine's name: traces are passed on */
        snprintf(host, sizeof host, "%s %s %s", u.sysname, u.release, u.machine);
    time_t now = time(NULL);
    struct tm tm;
    strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &tm));
    struct mustls_rec_run rec = {.version = MUSTLS_VERSION,
                                 .tls = mustls_tls_ssl_library(),
                                 .time = when,
                                 .seed = r->world.seed,
                                 .command = r->again,
                                 .world = r->totals_world,
                                 .host = host};
    mustls_sink_run(sink, &rec);
    if (r->totals_world && !r->world.isolated && r->sink.format != MUSTLS_FORMAT_JSON)
        mustls_sink_note(sink, "%s; some scenarios need names and ports of their own",
                         r->totals_world);
    if (r->suite.shuffle && r->sink.format != MUSTLS_FORMAT_JSON)
        mustls_sink_note(sink, "order: --shuffle=%llu", (unsigned long long)r->suite.order);
    for (size_t i = 0; i < r->num_old; i++)
        mustls_sink_count(sink, r->old[i].verdict, r->old[i].known);
}

/* A resumed run knows only its own part: the whole is in the trace. */
static int whole_reports(struct mustls_cli_run *r)
{
    struct mustls_sink_opts o = {.tap = r->sink.tap,
                                 .junit = r->sink.junit,
                                 .html = r->sink.html,
                                 .sarif = r->sink.sarif,
                                 .baseline = r->sink.baseline,
                                 .standards = r->sink.standards,
                                 .known = r->sink.known,
                                 .report = r->sink.report};
    const char *trace = r->sink.trace;
    if (r->sink.out) {
        trace = trace ? trace : mustls_arena_printf(r->arena, "%s/trace.jsonl", r->sink.out);
        o.tap = o.tap ? o.tap : mustls_arena_printf(r->arena, "%s/report.tap", r->sink.out);
        o.junit = o.junit ? o.junit : mustls_arena_printf(r->arena, "%s/junit.xml", r->sink.out);
        o.html = o.html ? o.html : mustls_arena_printf(r->arena, "%s/report.html", r->sink.out);
    }
    if (r->sink.out && !o.sarif)
        o.sarif = mustls_arena_printf(r->arena, "%s/report.sarif", r->sink.out);
    if (!trace || (!o.tap && !o.junit && !o.html && !o.sarif))
        return 0;
    return mustls_cli_report(&trace, 1, true, &o, NULL);
}

static int play(struct mustls_cli_run *r, struct mustls_suite *suite)
{
    struct mustls_error err;
    int signum;
    struct mustls_totals totals = {.seed = r->world.seed, .world = r->totals_world};
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

/* Before the work: a place that can't be written is told at once. */
static int make_pcap_dir(struct mustls_cli_run *r)
{
    char *dir = mustls_arena_printf(r->arena, "%s", r->suite.pcap_dir);
    if (dir && mustls_make_folders(dir) && access(dir, W_OK) == 0)
        return 0;
    mustls_cli_say("can't write into the folder %s of --pcap: %s", r->suite.pcap_dir,
                   strerror(errno));
    return MUSTLS_EXIT_TOOL;
}

static int run_all(struct mustls_cli_run *r)
{
    struct mustls_error err = {0};
    struct mustls_suite *suite = NULL;
    int code = mustls_run_make_subjects(r);
    if (code == 0 && r->edges)
        code = mustls_run_edges_make(r);
    if (code == 0)
        code = make_suite(r, &suite);
    if (code == 0 && r->suite.pcap_dir)
        code = make_pcap_dir(r);
    if (code == 0 && r->known_why && !mustls_run_watch_known(r))
        code = MUSTLS_EXIT_TOOL;
    if (code == 0) {
        terminal(r);
        if (r->sink.html || r->sink.out)
            r->sink.standards = mustls_cli_cover_json(r->arena, r->sel.root);
        r->suite.sink = mustls_sink_new(&r->sink, &err);
        if (!r->suite.sink)
            code = mustls_cli_sink_failed(&err);
    }
    if (code == 0) {
        mustls_suite_set_sink(suite, r->suite.sink);
        first_line(r, r->suite.sink);
        if (r->edges)
            mustls_edges_tell(r->suite.sink, r->subjects, r->edges_found, r->num_subjects);
        r->world.capture = r->suite.pcap_dir != NULL; /* not what --edges has tried */
        code = play(r, suite);
        mustls_run_save_last(r, r->suite.sink);
        mustls_sink_free(r->suite.sink);
        if (r->known_why)
            code = mustls_run_write_known(r, code);
        if (r->resume && code != MUSTLS_EXIT_TOOL && whole_reports(r) > MUSTLS_EXIT_RED)
            code = MUSTLS_EXIT_TOOL;
    }
    mustls_suite_free(suite);
    return code;
}

static bool pcap_good(const struct mustls_cli_run *r)
{
    if (r->world_opts.null_tls)
        mustls_cli_say("--pcap needs real TLS, and --null-tls has none; leave out one of the two");
    else if (r->suite.splits)
        mustls_cli_say("--pcap does not go with --splits, whose runs are too many; play the one of "
                       "interest again with --cut");
    else
        return true;
    return false;
}

/* Options that do not go together; an exit code. */
static int check(struct mustls_cli_run *r)
{
    const char *alone = r->resume      ? "--resume"
                        : r->edges     ? "--edges"
                        : r->known_why ? "--write-known"
                                       : NULL;
    if (r->suite.splits && (r->resume || r->suite.cut.kind != MUSTLS_CUT_NONE))
        mustls_cli_say("--splits goes neither with --resume nor with --cut");
    else if (r->edges && r->resume)
        mustls_cli_say("--edges does not go with --resume");
    else if (r->watch && alone)
        mustls_cli_say("--watch does not go with %s", alone);
    else if ((!r->suite.pcap_dir || pcap_good(r)) && mustls_cli_baseline_good(&r->sink))
        return r->known_why ? mustls_run_may_write_known(r) : 0;
    return MUSTLS_EXIT_USAGE;
}

int mustls_run_load(struct mustls_cli_run *r, char *const *operands)
{
    r->arena = mustls_arena_new((size_t)1 << 30);
    if (!r->arena) {
        mustls_cli_say("out of memory");
        return MUSTLS_EXIT_TOOL;
    }
    r->num_named = r->num_clients;
    mustls_run_note_again(r, r->command);
    /* Before the scenarios are read: each start of a program copies the memory of whoever starts
     * it. */
    int code = r->watch ? 0 : mustls_run_isolate(r);
    if (code == 0 && r->resume)
        code = mustls_run_scan_old(r);
    if (code == 0)
        code =
            r->edges ? mustls_run_edges_select(r, operands) : mustls_cli_select(&r->sel, operands);
    if (code == 0)
        code = mustls_run_load_last(r);
    if (code == 0)
        code = mustls_run_load_profiles(r);
    if (code == 0)
        code = mustls_run_load_known(r);
    return code;
}

int mustls_run_play(struct mustls_cli_run *r)
{
    int code = mustls_run_find_programs(r);
    if (code == 0)
        code = mustls_run_make_world(r);
    if (code == 0)
        code = run_all(r);
    mustls_world_deinit(&r->world);
    return code;
}

void mustls_run_unload(struct mustls_cli_run *r)
{
    mustls_cli_select_free(&r->sel);
    mustls_arena_free(r->arena);
}

int mustls_cmd_run(int argc, char **argv)
{
    static struct mustls_cli_run run; /* large */
    static char *no_words[] = {NULL};
    struct mustls_cli_run *r = &run;
    int first;
    char **command = mustls_cli_split(&argc, argv);
    r->command = command ? command : no_words;
    if (command && !command[0]) {
        mustls_cli_say("a command must stand behind --");
        return MUSTLS_EXIT_USAGE;
    }
    if (!mustls_cli_options(argc, argv, mustls_run_options, mustls_run_set_option, r, &first))
        return MUSTLS_EXIT_USAGE;
    int code = check(r);
    if (code == 0)
        code = mustls_run_lock_out(r);
    if (code != 0)
        return code;
    if (r->watch)
        return mustls_run_watch(r, argv + first);
    code = mustls_run_load(r, argv + first);
    if (code == 0)
        code = mustls_run_play(r);
    mustls_run_unload(r);
    return code;
}
