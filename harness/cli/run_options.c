/* Options of `mustls run`. */
#include <string.h>

#include "cli/cli.h"
#include "cli/run_internal.h"
#include "client/faults.h"

enum {
    OPT_CLIENT,
    OPT_TAG,
    OPT_JOBS,
    OPT_SEED,
    OPT_SHUFFLE,
    OPT_REPEAT,
    OPT_UNTIL_FAIL,
    OPT_MAX_FAIL,
    OPT_SHARD,
    OPT_FAILED,
    OPT_NEW,
    OPT_JSON,
    OPT_TRACE,
    OPT_TAP,
    OPT_JUNIT,
    OPT_HTML,
    OPT_SARIF,
    OPT_BASELINE,
    OPT_OUT,
    OPT_PCAP,
    OPT_SEEDS,
    OPT_WATCH,
    OPT_RESUME,
    OPT_KNOWN,
    OPT_WRITE_KNOWN,
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
    OPT_SPLITS,
    OPT_SPLIT_MAX,
    OPT_CUT,
    OPT_EDGES,
    OPT_ISOLATE,
    OPT_LISTEN,
    OPT_ANY,
    OPT_SCENARIOS,
    OPT_SUBJECTS
};
const struct mustls_cli_option mustls_run_options[] = {
    {'c', "client", "PROFILE",
     "a program under test: a name in targets/subjects, or the path of a profile; several"},
    {'t', "tag", "TAG", "only scenarios with this tag ('!TAG': without); several: all of them"},
    {'j', "jobs", "N",
     "runs of outside programs at work side by side (default: 4 for each core); those that wait\n"
     "make room for others"},
    {0, "seed", "N",
     "of passwords, names and the order of --shuffle (default: a random one, printed)"},
    {0, "shuffle", "[=SEED]", "another order; its seed (default: that of --seed) is printed"},
    {0, "repeat", "N",
     "everything N times; a run that ends now so, now otherwise is FLAKY and red"},
    {0, "until-fail", NULL, "again and again (100 times, or --repeat N) until a run is red"},
    {'x', "max-fail", "N", "stop after N red runs"},
    {0, "shard", "I/N",
     "part I of N: the same runs each time, whatever else is added; 'report' puts parts together"},
    {0, "failed", NULL, "only what was red the last time that it ran"},
    {0, "new", NULL, "only what never ran with this client"},
    {0, "json", "FILE", "verdicts as JSON Lines; - is stdout"},
    {0, "trace", "FILE", "verdicts and events as JSON Lines: judge and report read it"},
    {0, "tap", "FILE", "TAP 14"},
    {0, "junit", "FILE", "JUnit XML"},
    {0, "html", "FILE", "one page with everything in it, for a browser"},
    {0, "sarif", "FILE", "SARIF 2.1.0, for code scanning"},
    {0, "baseline", "FILE", "results or trace of an earlier run: shows what changed"},
    {0, "out", "DIR", "all of these, and a folder for each run that is not a plain pass"},
    {0, "pcap", "DIR",
     "what went over the wire, TLS secrets included, for Wireshark: "
     "DIR/SUBJECT/SCENARIO/wire.pcapng "
     "(give the DIR of --out to have all in one place)"},
    {0, "seeds", "DIR", "what we sent, as fuzz inputs"},
    {0, "watch", NULL,
     "then waits, and plays again what a changed scenario, base, profile or program touches; the "
     "reports are those of the last round"},
    {0, "resume", NULL, "go on with an interrupted run: needs --json or --out of it"},
    {0, "known", "FILE", "known failures"},
    {0, "write-known", "[=WHY]",
     "brings the file of --known up to date with what ran: new failures are added, for the reason "
     "WHY, or with a 'TODO: why' that you replace before the list is taken; what is fixed is "
     "deleted (--allow-fixed: kept); all else stays as it is. Not in CI"},
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
    {0, "splits", NULL,
     "each client test again with our replies cut at every byte: the verdict must not change"},
    {0, "split-max", "N",
     "cut at each of a segment's first N bytes, behind them at powers of two and near its end "
     "(default: 512; 64 for outside programs)"},
    {0, "cut", "WHERE",
     "all runs with our segments cut so: behind byte N, '1by1', or 'joined'; shows one run of "
     "--splits again"},
    {0, "edges", NULL,
     "finds the longest reply line that each client takes, and plays replies that lie on that "
     "edge; "
     "with --out DIR their scenarios are in DIR/edges"},
    {0, "isolate", "WHEN",
     "a network of its own for each program, with names, DNS and the real ports, so that nothing "
     "leaves the machine: auto (default: where the system allows it), yes, no"},
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
    case OPT_FAILED:
        r->rerun = MUSTLS_RERUN_FAILED;
        break;
    case OPT_NEW:
        r->rerun = MUSTLS_RERUN_NEW;
        break;
    case OPT_UNTIL_FAIL:
        r->suite.until_fail = true;
        break;
    case OPT_WATCH:
        r->watch = true;
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
    case OPT_SPLITS:
        r->suite.splits = true;
        break;
    case OPT_EDGES:
        r->edges = true;
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
    case OPT_HTML:
        r->sink.html = value;
        break;
    case OPT_SARIF:
        r->sink.sarif = value;
        break;
    case OPT_BASELINE:
        r->sink.baseline = value;
        break;
    case OPT_OUT:
        r->sink.out = value;
        break;
    case OPT_PCAP:
        r->suite.pcap_dir = value;
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

static bool set_cut(struct mustls_cli_run *r, const char *value)
{
    if (mustls_cut_by_text(value, &r->suite.cut))
        return true;
    mustls_cli_say("--cut takes the number of a byte from 1, '1by1' or 'joined', not '%s'", value);
    return false;
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

static bool set_shard(struct mustls_cli_run *r, const char *value)
{
    unsigned i, n;
    char end;
    if (strspn(value, "0123456789/") == strlen(value) && strlen(value) < 12 &&
        sscanf(value, "%u/%u%c", &i, &n, &end) == 2 && i >= 1 && i <= n && n <= 10000) {
        r->suite.shard = i;
        r->suite.shards = n;
        return true;
    }
    mustls_cli_say("--shard takes I/N, such as 2/5, with I from 1 to N, not '%s'", value);
    return false;
}

/* A reason is one line; an empty one is none. */
static bool set_write_known(struct mustls_cli_run *r, const char *why)
{
    r->known_todo = !why;
    r->known_why = why ? why : MUSTLS_KNOWN_TODO;
    if (r->known_why[strspn(r->known_why, " \t")] && !strpbrk(r->known_why, "\r\n"))
        return true;
    mustls_cli_say("--write-known=WHY needs one line that says why these failures are no news");
    return false;
}

static bool set_shuffle(struct mustls_cli_run *r, const char *value)
{
    unsigned long long n = 0;
    r->suite.shuffle = true;
    r->order_given = value != NULL;
    bool good = !value || mustls_cli_number("--shuffle", value, 0, UINT64_MAX, &n);
    r->suite.order = n;
    return good;
}

bool mustls_cli_format(const char *value, enum mustls_format *out)
{
    static const char *const words[] = {"long", "short", "github", "json", NULL};
    int word;
    if (!set_word("format", value, words, &word))
        return false;
    *out = (enum mustls_format)word;
    return true;
}

bool mustls_run_set_option(void *arg, int i, const char *value)
{
    static const char *const whens[] = {"auto", "yes", "no", NULL};
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
    case OPT_SHARD:
        return set_shard(r, value);
    case OPT_WRITE_KNOWN:
        return set_write_known(r, value);
    case OPT_SHUFFLE:
        return set_shuffle(r, value);
    case OPT_MIN:
        return set_number("--min", value, 1000000, &r->min);
    case OPT_SPLIT_MAX:
        return set_number("--split-max", value, 16777216, &r->suite.split_max);
    case OPT_CUT:
        return set_cut(r, value);
    case OPT_FAULT:
        return set_fault(r, value);
    case OPT_SEED:
        r->seed_given = mustls_cli_number("--seed", value, 0, UINT64_MAX, &n);
        r->world_opts.seed = n;
        return r->seed_given;
    case OPT_FORMAT:
        return mustls_cli_format(value, &r->sink.format);
    case OPT_ISOLATE:
        if (!set_word("isolate", value, whens, &word))
            return false;
        r->isolate = word;
        return true;
    case OPT_COLOR:
        return set_word("color", value, colors, &r->color);
    default:
        return false;
    }
}
