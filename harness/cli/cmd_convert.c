/* convert: scenario, flat bytes and trace into each other. All ways lead over flat bytes. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"
#include "cli/select.h"
#include "flat/frame.h"
#include "run/seeds.h"
#include "trace/read.h"

#define MAX_TRACE_LINE ((size_t)64 << 20)
#define MAX_FLAT       (1u << 20)

enum { CONVERT_OUT, CONVERT_RUN, CONVERT_SCENARIOS };
const struct mustls_cli_option mustls_convert_options[] = {
    {'o', "output", "FILE", "what to write; its ending says the form: .scn .flat .jsonl"},
    {0, "run", "N", "which run of a trace (the number in its \"run\" fields)"},
    {0, "scenarios", "DIR", "the scenario folder"},
    {0},
};

enum form { FORM_NONE, FORM_SCENARIO, FORM_FLAT, FORM_TRACE };

struct convert {
    const char *in, *out, *root;
    unsigned long long run; /* 0: the only one */
    struct mustls_buf flat;
};

static enum form form_by_ending(const char *path)
{
    const char *dot = strrchr(path, '.');
    if (!dot)
        return FORM_NONE;
    return strcmp(dot, ".scn") == 0     ? FORM_SCENARIO
           : strcmp(dot, ".flat") == 0  ? FORM_FLAT
           : strcmp(dot, ".jsonl") == 0 ? FORM_TRACE
                                        : FORM_NONE;
}

/* Inputs of fuzzers have no ending: text is a scenario, or a trace when it begins like one. */
static enum form form_by_content(const char *path)
{
    uint8_t head[512];
    FILE *f = fopen(path, "rbe");
    if (!f)
        return FORM_SCENARIO; /* a name, or an error that the reader of scenarios tells */
    size_t n = fread(head, 1, sizeof head, f);
    fclose(f);
    struct mustls_span s = mustls_span(head, n);
    if (mustls_span_starts(s, MUSTLS_LIT("{\"type\":")))
        return FORM_TRACE;
    for (size_t i = 0; i < n; i++)
        if (head[i] < 0x20 && !strchr("\t\r\n", head[i]))
            return FORM_FLAT;
    return n > 0 ? FORM_SCENARIO : FORM_FLAT;
}

/* --- into flat bytes --- */

static int from_flat(struct convert *c)
{
    struct mustls_error err;
    struct mustls_span text;
    struct mustls_arena *a = mustls_arena_new(64u << 20);
    if (!a || mustls_read_file(a, c->in, MAX_FLAT, &text, &err) != MUSTLS_OK) {
        mustls_cli_say("%s", a ? err.text : "out of memory");
        mustls_arena_free(a);
        return MUSTLS_EXIT_USAGE;
    }
    mustls_flat_canon(&c->flat, text);
    mustls_arena_free(a);
    return 0;
}

static void encode_one(void *arg, const struct mustls_program *p)
{
    struct convert *c = arg;
    if (c->flat.len == 0 && mustls_flat_encode(&c->flat, p) != MUSTLS_OK)
        mustls_buf_clear(&c->flat);
}

static int from_scenario(struct convert *c)
{
    struct mustls_cli_select sel = {.root = c->root};
    char *operands[] = {(char *)(uintptr_t)c->in, NULL};
    int code = mustls_cli_select(&sel, operands);
    if (code == 0 && sel.num_entries != 1) {
        mustls_cli_say("%s is %zu files; convert takes one", c->in, sel.num_entries);
        code = MUSTLS_EXIT_USAGE;
    }
    if (code == 0 && sel.entries[0].instance == 0 &&
        mustls_scenario_instances(sel.entries[0].entry->chain[0]) > 1) {
        mustls_cli_say("%s has %u instances; name one: %s@1", c->in,
                       mustls_scenario_instances(sel.entries[0].entry->chain[0]), c->in);
        code = MUSTLS_EXIT_USAGE;
    }
    if (code == 0)
        code = mustls_cli_select_each(&sel, encode_one, c);
    mustls_cli_select_free(&sel);
    if (code == 0 && c->flat.len == 0) {
        mustls_cli_say("%s is not flat: it has patterns, phases, a base or directions that flat "
                       "bytes can't say. 'mustls run %s --seeds DIR' records what a client is told",
                       c->in, c->in);
        code = MUSTLS_EXIT_USAGE;
    }
    return code;
}

struct trace_reader {
    struct convert *c;
    struct mustls_trace trace;
    unsigned long long first, runs; /* the first run that was seen; how many */
    unsigned line;
};

static enum mustls_status take_record(struct trace_reader *t, const struct mustls_rec *rec)
{
    if (rec->type == MUSTLS_REC_START) {
        t->first = t->runs++ == 0 ? rec->u.start.run : t->first;
        return MUSTLS_OK;
    }
    unsigned long long wanted = t->c->run ? t->c->run : t->first;
    if (rec->type != MUSTLS_REC_EVENT || rec->run_id != wanted)
        return MUSTLS_OK;
    return mustls_trace_add(&t->trace, &rec->u.event);
}

static int read_line(struct trace_reader *t, struct mustls_span line)
{
    struct mustls_error err;
    struct mustls_rec rec;
    struct mustls_arena *a = mustls_arena_new(256u << 20);
    enum mustls_status st = a ? mustls_rec_read(a, line, &rec, &err) : MUSTLS_ENOMEM;
    t->line++;
    if (st == MUSTLS_OK && take_record(t, &rec) != MUSTLS_OK)
        st = MUSTLS_ENOMEM;
    mustls_arena_free(a);
    if (st == MUSTLS_OK)
        return 0;
    if (st == MUSTLS_EPARSE)
        mustls_cli_say("%s:%u:%u: %s", t->c->in, t->line, err.col, err.text);
    else
        mustls_cli_say("%s:%u: the run is too large", t->c->in, t->line);
    return mustls_cli_exit_of(st);
}

static int read_lines(struct trace_reader *t, FILE *f)
{
    char *line = NULL;
    size_t cap = 0;
    ssize_t n;
    int code = 0;
    while (code == 0 && (n = getline(&line, &cap, f)) > 0) {
        /* A last line without its end is what a killed run leaves. */
        if (line[n - 1] != '\n' || (size_t)n > MAX_TRACE_LINE)
            break;
        code = read_line(t, mustls_span((const uint8_t *)line, (size_t)n - 1));
    }
    free(line);
    return code;
}

static int put_run(struct trace_reader *t)
{
    struct convert *c = t->c;
    if (!c->run && t->runs > 1) {
        mustls_cli_say("%s has %llu runs; name one: --run %llu", c->in, t->runs, t->first);
        return MUSTLS_EXIT_USAGE;
    }
    struct mustls_buf raw;
    mustls_buf_init(&raw, MAX_FLAT);
    mustls_seed_put(&raw, &t->trace);
    if (raw.len > 0 && !raw.failed)
        mustls_flat_canon(&c->flat, mustls_buf_span(&raw));
    mustls_buf_deinit(&raw);
    if (c->flat.len > 0)
        return 0;
    mustls_cli_say("%s: no such run with events; convert reads what 'mustls run --trace FILE' "
                   "writes",
                   c->in);
    return MUSTLS_EXIT_EMPTY;
}

static int from_trace(struct convert *c)
{
    struct trace_reader t = {.c = c};
    FILE *f = fopen(c->in, "re");
    if (!f || mustls_trace_init(&t.trace, 1000000, (size_t)256 << 20) != MUSTLS_OK) {
        mustls_cli_say("can't read %s: %s", c->in, strerror(errno));
        if (f)
            fclose(f);
        return MUSTLS_EXIT_USAGE;
    }
    int code = read_lines(&t, f);
    fclose(f);
    if (code == 0)
        code = put_run(&t);
    mustls_trace_deinit(&t.trace);
    return code;
}

/* --- out of them --- */

static int put_file(const char *path, struct mustls_span bytes)
{
    struct mustls_error err;
    if (mustls_write_file(path, bytes, false, &err) == MUSTLS_OK)
        return 0;
    mustls_cli_say_error(&err);
    return MUSTLS_EXIT_TOOL;
}

static int put_scenario(const struct convert *c, const char *path)
{
    struct mustls_buf text;
    mustls_buf_init(&text, MUSTLS_SCN_MAX_FILE);
    enum mustls_status st =
        mustls_flat_scenario(&text, mustls_buf_span(&c->flat), "converted from flat bytes");
    int code = MUSTLS_EXIT_TOOL;
    if (st == MUSTLS_OK)
        code = put_file(path, mustls_buf_span(&text));
    else
        mustls_cli_say("%s does not fit a scenario file", c->in);
    mustls_buf_deinit(&text);
    return code;
}

/* A trace is what a run leaves: the scenario is played to the built-in client. */
static int play(const char *scenario, const char *out)
{
    char *args[] = {(char *)(uintptr_t) "run",     (char *)(uintptr_t)scenario,
                    (char *)(uintptr_t) "--trace", (char *)(uintptr_t)out,
                    (char *)(uintptr_t) "-q",      NULL};
    int code = mustls_cmd_run(5, args);
    return code == MUSTLS_EXIT_RED ? 0 : code; /* the verdict is not convert's matter */
}

static int put_trace(const struct convert *c)
{
    char dir[] = "/tmp/mustls-convert-XXXXXX", path[sizeof dir + 16];
    if (!mkdtemp(dir)) {
        mustls_cli_say("can't make a folder in /tmp: %s", strerror(errno));
        return MUSTLS_EXIT_TOOL;
    }
    snprintf(path, sizeof path, "%s/flat.scn", dir);
    int code = put_scenario(c, path);
    if (code == 0)
        code = play(path, c->out);
    unlink(path);
    rmdir(dir);
    return code;
}

/* --- the command --- */

static bool set(void *arg, int i, const char *value)
{
    struct convert *c = arg;
    if (i == CONVERT_RUN)
        return mustls_cli_number("--run", value, 1, UINT32_MAX, &c->run);
    if (i == CONVERT_SCENARIOS)
        c->root = value;
    else
        c->out = value;
    return true;
}

static int read_in(struct convert *c, enum form form)
{
    return form == FORM_TRACE ? from_trace(c) : form == FORM_FLAT ? from_flat(c) : from_scenario(c);
}

static int write_out(const struct convert *c, enum form form)
{
    return form == FORM_TRACE  ? put_trace(c)
           : form == FORM_FLAT ? put_file(c->out, mustls_buf_span(&c->flat))
                               : put_scenario(c, c->out);
}

int mustls_cmd_convert(int argc, char **argv)
{
    struct convert c = {0};
    int first;
    if (!mustls_cli_options(argc, argv, mustls_convert_options, set, &c, &first))
        return MUSTLS_EXIT_USAGE;
    enum form to = c.out ? form_by_ending(c.out) : FORM_NONE;
    if (argc - first != 1 || to == FORM_NONE) {
        mustls_cli_say("convert takes one file, and -o FILE that ends in .scn, .flat or .jsonl");
        return MUSTLS_EXIT_USAGE;
    }
    c.in = argv[first];
    enum form from = form_by_ending(c.in);
    if (from == FORM_NONE)
        from = form_by_content(c.in);
    if (from == FORM_SCENARIO && to == FORM_TRACE)
        return play(c.in, c.out);
    mustls_buf_init(&c.flat, MAX_FLAT);
    int code = read_in(&c, from);
    if (code == 0)
        code = write_out(&c, to);
    mustls_buf_deinit(&c.flat);
    return code;
}
