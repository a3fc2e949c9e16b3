/* judge and report: from trace files. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "cli/cli.h"
#include "cli/cover.h"
#include "cli/run_internal.h"
#include "run/offline.h"

#define MAX_STANDARDS ((size_t)128 << 20)

enum {
    REP_TAP,
    REP_JUNIT,
    REP_HTML,
    REP_SARIF,
    REP_BASELINE,
    REP_SCENARIOS,
    REP_JSON,
    REP_REPEAT,
    REP_FORMAT,
    REP_VERBOSE,
    REP_STRICT,
    REP_REDACT
};
const struct mustls_cli_option mustls_report_options[] = {
    {0, "tap", "FILE", "TAP 14"},
    {0, "junit", "FILE", "JUnit XML"},
    {0, "html", "FILE", "one page with everything in it, for a browser"},
    {0, "sarif", "FILE", "SARIF 2.1.0, for code scanning"},
    {0, "baseline", "FILE", "results or trace of another run: shows what changed"},
    {0, "scenarios", "DIR", "the scenario folder, for the page's list of the standards"},
    {0, "json", "FILE", "verdicts as JSON Lines"},
    {0, "repeat", NULL, "a run may be in several files: repeats, FLAKY where they differ"},
    {0, "format", "FORMAT", "on the terminal: long, short, github, json"},
    {'v', "verbose", NULL, "all transcripts, nothing folded"},
    {0, "strict", NULL, "WARN is red"},
    {0, "redact", NULL, "no credentials in transcripts"},
    {0},
};
const struct mustls_cli_option mustls_judge_options[] = {{0}};

static void say_difference(void *arg, const struct mustls_case *c, enum mustls_verdict recorded,
                           const char *why)
{
    (void)arg;
    char at[16] = "";
    if (c->instance)
        snprintf(at, sizeof at, "@%u", c->instance);
    printf("%s %s%s: recorded %s (%s), now %s (%s)\n", c->subject, c->scenario, at,
           mustls_verdict_name(recorded), why, mustls_verdict_name(c->verdict), c->why);
}

static int end_report(struct mustls_sink *sink, const struct mustls_offline_result *res)
{
    struct mustls_error err;
    unsigned red = mustls_sink_end(sink, &res->totals, &err);
    if (res->unfinished || res->torn)
        mustls_cli_say("%u runs have no verdict, %u lines are cut: the run was interrupted",
                       res->unfinished, res->torn);
    if (mustls_sink_failed(sink, &err)) {
        mustls_cli_say_error(&err);
        return MUSTLS_EXIT_TOOL;
    }
    return red ? MUSTLS_EXIT_RED : 0;
}

/* Nothing was run yet: a baseline that can't be read is a slip of the caller. */
bool mustls_cli_baseline_good(const struct mustls_sink_opts *o)
{
    if (!o->baseline)
        return true;
    if (access(o->baseline, R_OK) == 0)
        return true;
    mustls_cli_say("can't open %s: %s", o->baseline, strerror(errno));
    return false;
}

int mustls_cli_sink_failed(const struct mustls_error *err)
{
    mustls_cli_say_error(err);
    return err->line ? MUSTLS_EXIT_USAGE : MUSTLS_EXIT_TOOL; /* a line: of the baseline */
}

int mustls_cli_report(const char *const *paths, size_t num, bool repeats,
                      const struct mustls_sink_opts *o, unsigned *differs)
{
    struct mustls_error err = {0};
    struct mustls_offline_result res;
    struct mustls_sink *sink = mustls_sink_new(o, &err);
    if (!sink)
        return mustls_cli_sink_failed(&err);
    struct mustls_offline_opts off = {.paths = paths,
                                      .num_paths = num,
                                      .sink = sink,
                                      .repeats = repeats,
                                      .differs = differs ? say_difference : NULL};
    enum mustls_status st = mustls_offline(&off, &res, &err);
    int code = 0;
    if (st != MUSTLS_OK) {
        mustls_cli_say_error(&err);
        /* A file that was named and is not there is a slip of the caller. */
        code = st == MUSTLS_ENOENT ? MUSTLS_EXIT_USAGE : mustls_cli_exit_of(st);
    } else if (res.cases == 0) {
        mustls_cli_say(
            "no runs in there; report and judge read the file that run --trace or --out writes");
        code = MUSTLS_EXIT_EMPTY;
    } else {
        code = end_report(sink, &res);
    }
    mustls_sink_free(sink);
    if (differs)
        *differs = res.differ;
    return code;
}

static bool no_option(void *arg, int i, const char *value)
{
    (void)arg;
    (void)i;
    (void)value;
    return true;
}

static int need_files(int argc, int first, const char *what)
{
    if (first < argc)
        return 0;
    mustls_cli_say("%s needs trace files: mustls %s out/trace.jsonl", what, what);
    return MUSTLS_EXIT_USAGE;
}

int mustls_cmd_judge(int argc, char **argv)
{
    int first;
    unsigned differs = 0;
    struct mustls_sink_opts o = {
        .terminal = stdout, .quiet = true, .format = MUSTLS_FORMAT_SHORT, .width = 80};
    if (!mustls_cli_options(argc, argv, mustls_judge_options, no_option, NULL, &first) ||
        need_files(argc, first, "judge"))
        return MUSTLS_EXIT_USAGE;
    int code = mustls_cli_report((const char *const *)(argv + first), (size_t)(argc - first), true,
                                 &o, &differs);
    if (code > MUSTLS_EXIT_RED)
        return code;
    if (differs)
        printf("%u verdicts differ from the recorded ones\n", differs);
    return differs ? MUSTLS_EXIT_RED : 0;
}

struct report {
    struct mustls_sink_opts sink;
    const char *scenarios;
    bool repeats;
};

static bool set_report(void *arg, int i, const char *value)
{
    struct report *r = arg;
    struct mustls_sink_opts *o = &r->sink;
    switch (i) {
    case REP_HTML:
        o->html = value;
        break;
    case REP_SARIF:
        o->sarif = value;
        break;
    case REP_BASELINE:
        o->baseline = value;
        break;
    case REP_SCENARIOS:
        r->scenarios = value;
        break;
    case REP_REPEAT:
        r->repeats = true;
        break;
    case REP_TAP:
        o->tap = value;
        break;
    case REP_JUNIT:
        o->junit = value;
        break;
    case REP_JSON:
        o->json = value;
        break;
    case REP_VERBOSE:
        o->verbose = o->report.verbose = true;
        break;
    case REP_STRICT:
        o->report.strict = true;
        break;
    case REP_REDACT:
        o->report.redact = true;
        break;
    case REP_FORMAT:
        return mustls_cli_format(value, &o->format);
    default:
        return false;
    }
    return true;
}

int mustls_cmd_report(int argc, char **argv)
{
    int first;
    struct report r = {.sink = {.terminal = stdout, .width = 80}};
    struct mustls_sink_opts *o = &r.sink;
    if (!mustls_cli_options(argc, argv, mustls_report_options, set_report, &r, &first) ||
        need_files(argc, first, "report"))
        return MUSTLS_EXIT_USAGE;
    if (!mustls_cli_baseline_good(o))
        return MUSTLS_EXIT_USAGE;
    const char *files[] = {o->json, o->tap, o->junit, o->html, o->sarif};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++)
        if (files[i] && strcmp(files[i], "-") == 0)
            o->terminal = stderr;
    struct mustls_arena *a = mustls_arena_new(MAX_STANDARDS);
    if (a && o->html)
        o->standards = mustls_cli_cover_json(a, r.scenarios);
    int code = mustls_cli_report((const char *const *)(argv + first), (size_t)(argc - first),
                                 r.repeats, o, NULL);
    mustls_arena_free(a);
    return code;
}
