/* A run to a bucket: the input, the scenario that was played, its transcript and its trace. */
#define _GNU_SOURCE
#include "outside/internal.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "run/sink.h"

#define MAX_TRACE (64u << 20)

/* The run as the reports know it. */
static void case_of(const struct slot *s, const char *again, struct mustls_case *c)
{
    const struct mustls_exec *x = s->exec;
    *c = (struct mustls_case){
        .run = 1,
        .subject = x->subject->name,
        .subject_version = x->subject->version,
        .scenario = "fuzz",
        .title = "found by fuzzing",
        .tags = "",
        .command = x->command,
        .asked = "",
        .folder = "",
        .again = again,
        .user = x->values.user,
        .password = x->values.password,
        .prog = x->prog,
        .trace = &x->trace,
        .judgement = &x->judgement,
        .verdict = x->judgement.verdict,
        .why = x->judgement.why,
        .known_why = "",
        .ms = (x->end - x->start) / 1000,
        .exit_code = x->exit_code,
        .signal = x->signal,
    };
}

static void tell(struct mustls_sink *sink, const struct slot *s, struct mustls_case *c)
{
    const struct mustls_exec *x = s->exec;
    const struct mustls_unit *u = &x->prog->units[0];
    struct mustls_rec_run run = {.version = MUSTLS_VERSION,
                                 .tls = mustls_tls_ssl_library(),
                                 .time = "",
                                 .seed = x->world->seed,
                                 .command = s->o->o->again,
                                 .world = "",
                                 .host = ""};
    struct mustls_rec_file file = {.name = u->name, .path = u->path, .text = u->text};
    struct mustls_rec_start start = {.run = 1,
                                     .subject = c->subject,
                                     .subject_version = c->subject_version,
                                     .scenario = u->name,
                                     .values = "",
                                     .user = c->user,
                                     .password = c->password};
    mustls_sink_run(sink, &run);
    mustls_sink_file(sink, &file);
    mustls_sink_start(sink, &start);
    for (size_t i = 0; i < x->trace.num_events; i++)
        mustls_sink_event(sink, 1, &x->trace.events[i],
                          x->trace.events[i].at.unit == 0 ? u->name : NULL);
    mustls_sink_case(sink, c);
}

/* Through a file, as the sink writes one. */
static void put_trace(struct slot *s, struct mustls_case *c, struct mustls_buf *out)
{
    struct mustls_error err;
    struct mustls_sink_opts opts = {.trace = s->o->work, .total = 1};
    struct mustls_sink *sink = mustls_sink_new(&opts, &err);
    struct mustls_totals totals = {.seed = s->exec->world->seed, .complete = true};
    if (!sink)
        return;
    tell(sink, s, c);
    mustls_sink_end(sink, &totals, &err);
    mustls_sink_free(sink);
    if (mustls_file_get(s->o->work, out, &err) != MUSTLS_OK)
        mustls_buf_clear(out); /* a find without its trace is still one */
    unlink(s->o->work);
}

static void put_quoted(struct mustls_buf *b, const char *word)
{
    mustls_buf_putc(b, '\'');
    for (; *word; word++)
        mustls_buf_puts(b, *word == '\'' ? "'\\''" : (char[]){*word, 0});
    mustls_buf_putc(b, '\'');
}

/* Behind "cd to the bucket's folder". What the command names by relative paths is where we are. */
static void put_again(struct mustls_buf *b, const struct outside *o)
{
    char cwd[MUSTLS_PATH], self[MUSTLS_PATH];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    self[n > 0 ? n : 0] = 0;
    mustls_buf_puts(b, "d=$PWD\ncd ");
    put_quoted(b, getcwd(cwd, sizeof cwd) ? cwd : "/");
    mustls_buf_puts(b, " || exit 3\nexec ");
    put_quoted(b, n > 0 ? self : "mustls");
    mustls_buf_printf(b, " run \"$d/scenario.scn\" --seed %llu %s\n",
                      (unsigned long long)o->o->world->seed, o->o->again);
}

static void put_report(struct slot *s, const struct mustls_finds *to, const struct mustls_bucket *b,
                       struct mustls_buf *report, struct mustls_buf *trace)
{
    struct mustls_case c;
    struct mustls_buf line;
    struct mustls_report_opts plain = {.verbose = true};
    mustls_buf_init(&line, 32u << 10);
    mustls_buf_printf(&line, "mustls run %s/%s/scenario.scn --seed %llu %s", to->dir, b->name,
                      (unsigned long long)s->o->o->world->seed, s->o->o->again);
    case_of(s, mustls_buf_cstr(&line), &c);
    mustls_report_long(report, &c, &plain);
    put_trace(s, &c, trace);
    mustls_buf_deinit(&line);
}

/* Numbers of runs begin anew with each call: the process and the time are part of it. */
static uint64_t new_id(const struct outside *o)
{
    char text[80];
    int n = snprintf(text, sizeof text, "%ld %lld %u", (long)getpid(), (long long)time(NULL),
                     o->run_no);
    return mustls_hash(mustls_span(text, (size_t)n));
}

static bool is_there(const struct mustls_finds *f, const char *name)
{
    struct mustls_find_row row;
    return mustls_finds_row(f, name, &row) == MUSTLS_OK;
}

enum mustls_status outside_file(struct slot *s, struct mustls_finds *to,
                                const struct mustls_bucket *b, bool improve, bool *is_new)
{
    struct outside *o = s->o;
    struct mustls_buf report, trace, again;
    mustls_buf_init(&report, 16u << 20);
    mustls_buf_init(&trace, MAX_TRACE);
    mustls_buf_init(&again, 64u << 10);
    if (improve || !is_there(to, b->name)) { /* counting needs none of it */
        put_report(s, to, b, &report, &trace);
        put_again(&again, o);
    }
    struct mustls_find find = {.bucket = *b,
                               .target = o->name,
                               .input = mustls_buf_span(&s->input),
                               .report = mustls_buf_span(&report),
                               .flat = true,
                               .scenario = mustls_buf_span(&s->text),
                               .trace = mustls_buf_span(&trace),
                               .again = mustls_buf_span(&again),
                               .id = new_id(o)};
    enum mustls_status st = improve
                                ? mustls_finds_improve(to, &find, o->err)
                                : mustls_finds_add(to, &find, (uint64_t)time(NULL), is_new, o->err);
    mustls_buf_deinit(&report);
    mustls_buf_deinit(&trace);
    mustls_buf_deinit(&again);
    return st;
}
