#define _GNU_SOURCE
#include "run/sink.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"
#include "run/html_file.h"
#include "run/library.h"
#include "run/sink_internal.h"

#define SINK_ARENA ((size_t)1 << 30)
#define MAX_TEXT   (64u << 20)

static FILE *open_out(struct mustls_sink *s, const char *path, struct mustls_error *err)
{
    if (!path)
        return NULL;
    FILE *f = strcmp(path, "-") == 0 ? stdout : fopen(path, s->o.append ? "ae" : "we");
    if (!f && !s->broken) {
        s->broken = true;
        mustls_error_set(err, "can't write %s: %s", path, strerror(errno));
    }
    return f;
}

static const char *in_out(struct mustls_sink *s, const char *given, const char *name)
{
    return given || !s->o.out ? given : mustls_arena_printf(s->arena, "%s/%s", s->o.out, name);
}

static enum mustls_status open_files(struct mustls_sink *s, struct mustls_error *err)
{
    if (s->o.out && mkdir(s->o.out, 0777) != 0 && errno != EEXIST) {
        mustls_error_set(err, "can't make the folder %s: %s", s->o.out, strerror(errno));
        return MUSTLS_EIO;
    }
    s->o.json = in_out(s, s->o.json, "results.jsonl");
    s->o.trace = in_out(s, s->o.trace, "trace.jsonl");
    s->o.tap = in_out(s, s->o.tap, "report.tap");
    s->o.junit = in_out(s, s->o.junit, "junit.xml");
    s->o.html = in_out(s, s->o.html, "report.html");
    s->o.sarif = in_out(s, s->o.sarif, "report.sarif");
    s->json = open_out(s, s->o.json, err);
    s->trace = open_out(s, s->o.trace, err);
    /* Written at the end; opened now, so that a folder that can't be written is known before the
     * work is done. */
    bool append = s->o.append;
    s->o.append = false;
    s->tap = open_out(s, s->o.tap, err);
    s->junit = open_out(s, s->o.junit, err);
    s->html = open_out(s, s->o.html, err);
    s->sarif = open_out(s, s->o.sarif, err);
    s->o.append = append;
    return s->broken ? MUSTLS_EIO : MUSTLS_OK;
}

static enum mustls_status begin_page(struct mustls_sink *s, struct mustls_error *err)
{
    if (!s->html)
        return MUSTLS_OK;
    s->page = mustls_html_new();
    if (!s->page) {
        mustls_error_set(err, "out of memory");
        return MUSTLS_ENOMEM;
    }
    return MUSTLS_OK;
}

static enum mustls_status begin_log(struct mustls_sink *s, struct mustls_error *err)
{
    if (!s->sarif)
        return MUSTLS_OK;
    s->log = mustls_sarif_new();
    mustls_error_set(err, "out of memory");
    return s->log ? MUSTLS_OK : MUSTLS_ENOMEM;
}

static enum mustls_status begin_baseline(struct mustls_sink *s, struct mustls_error *err)
{
    if (!s->o.baseline)
        return MUSTLS_OK;
    s->baseline = mustls_baseline_new(s->o.baseline, s->page, err);
    return s->baseline ? MUSTLS_OK : MUSTLS_EIO;
}

struct mustls_sink *mustls_sink_new(const struct mustls_sink_opts *o, struct mustls_error *err)
{
    struct mustls_sink *s = mustls_alloc(sizeof *s);
    if (s)
        s->arena = mustls_arena_new(SINK_ARENA);
    if (!s || !s->arena) {
        mustls_error_set(err, "out of memory");
        mustls_free(s);
        return NULL;
    }
    s->o = *o;
    mustls_buf_init(&s->line, MAX_TEXT);
    s->keys = mustls_keys_new(s->arena);
    if (open_files(s, err) == MUSTLS_OK && begin_page(s, err) == MUSTLS_OK &&
        begin_log(s, err) == MUSTLS_OK && begin_baseline(s, err) == MUSTLS_OK)
        return s;
    mustls_sink_free(s);
    return NULL;
}

static void close_out(FILE *f)
{
    if (f && f != stdout)
        fclose(f);
}

void mustls_sink_free(struct mustls_sink *s)
{
    if (!s)
        return;
    close_out(s->json);
    close_out(s->trace);
    close_out(s->tap);
    close_out(s->junit);
    close_out(s->html);
    close_out(s->sarif);
    mustls_sarif_free(s->log);
    mustls_baseline_free(s->baseline);
    mustls_html_free(s->page);
    mustls_buf_deinit(&s->line);
    mustls_arena_free(s->arena);
    mustls_free(s);
}

/* Each line is written and flushed when it happens: a killed run loses nothing that had ended. */
void mustls_sink_write(struct mustls_sink *s, FILE *f)
{
    if (!f || s->broken)
        return;
    struct mustls_span text = mustls_buf_span(&s->line);
    if (s->line.failed || fwrite(text.ptr, 1, text.len, f) != text.len || fflush(f) != 0) {
        s->broken = true;
        mustls_error_set(&s->why, "writing a report failed: %s",
                         s->line.failed ? "out of memory" : strerror(errno));
    }
}

static struct mustls_buf *line(struct mustls_sink *s)
{
    mustls_buf_clear(&s->line);
    return &s->line;
}

void mustls_sink_told_run(struct mustls_sink *s, const struct mustls_rec_run *r)
{
    if (s->page)
        mustls_html_run(s->page, r);
}

void mustls_sink_run(struct mustls_sink *s, const struct mustls_rec_run *r)
{
    mustls_sink_told_run(s, r);
    if (!s->json && !s->trace)
        return;
    mustls_rec_put_run(line(s), r);
    mustls_sink_write(s, s->json);
    mustls_sink_write(s, s->trace);
}

void mustls_sink_file(struct mustls_sink *s, const struct mustls_rec_file *f)
{
    if (!s->trace)
        return;
    mustls_rec_put_file(line(s), f);
    mustls_sink_write(s, s->trace);
}

void mustls_sink_start(struct mustls_sink *s, const struct mustls_rec_start *r)
{
    if (!s->trace)
        return;
    mustls_rec_put_start(line(s), r);
    mustls_sink_write(s, s->trace);
}

void mustls_sink_event(struct mustls_sink *s, uint32_t run, const struct mustls_event *ev,
                       const char *at_file)
{
    if (!s->trace)
        return;
    mustls_rec_put_event(line(s), run, ev, at_file);
    mustls_sink_write(s, s->trace);
}

void mustls_sink_fail(struct mustls_sink *s, const struct mustls_error *why)
{
    if (!s->broken)
        s->why = *why;
    s->broken = true;
}

bool mustls_sink_failed(const struct mustls_sink *s, struct mustls_error *err)
{
    if (s->broken && err)
        *err = s->why;
    return s->broken;
}

const struct mustls_totals *mustls_sink_totals(const struct mustls_sink *s)
{
    return &s->totals;
}

unsigned mustls_sink_red(const struct mustls_sink *s)
{
    return s->num_red;
}

void mustls_sink_each(const struct mustls_sink *s, void (*f)(void *arg, const struct mustls_key *k),
                      void *arg)
{
    for (const struct mustls_key *k = mustls_keys_first(s->keys); k; k = k->next)
        f(arg, k);
}

void mustls_sink_count(struct mustls_sink *s, enum mustls_verdict v, bool known)
{
    s->totals.counts[v]++;
    s->totals.known += v == MUSTLS_FAIL && known;
    s->done++;
    if (mustls_verdict_red(v, known, s->o.report.strict))
        s->num_red++;
}

/* --- the terminal --- */

static void clear_live(struct mustls_sink *s)
{
    if (s->live && s->o.terminal)
        fputs("\r\x1b[K", s->o.terminal);
    s->live = false;
}

void mustls_sink_note(struct mustls_sink *s, const char *fmt, ...)
{
    if (!s->o.terminal)
        return;
    clear_live(s);
    va_list ap;
    va_start(ap, fmt);
    vfprintf(s->o.terminal, fmt, ap);
    va_end(ap);
    fputc('\n', s->o.terminal);
}

void mustls_sink_progress(struct mustls_sink *s, const char *running, uint64_t running_ms,
                          uint64_t elapsed_ms)
{
    if (!s->o.terminal || s->o.quiet)
        return;
    if (s->o.tty) {
        if (elapsed_ms - s->last_live_ms < 50 && s->live)
            return;
        s->last_live_ms = elapsed_ms;
        mustls_report_progress(line(s), s->done, s->o.total, &s->totals, running, running_ms,
                               s->o.width);
        fprintf(s->o.terminal, "\r%s\x1b[K", mustls_buf_cstr(&s->line));
        s->live = true;
    } else if (elapsed_ms - s->last_line_ms >= 10000) {
        s->last_line_ms = elapsed_ms;
        mustls_report_progress(line(s), s->done, s->o.total, &s->totals, running, running_ms, 100);
        fprintf(s->o.terminal, "%s\n", mustls_buf_cstr(&s->line));
    }
    fflush(s->o.terminal);
}

static void show(struct mustls_sink *s, const struct mustls_case *c, bool red)
{
    if (!s->o.terminal)
        return;
    bool all = s->o.verbose;
    if (!red && !all && !(c->verdict == MUSTLS_FAIL))
        return;
    struct mustls_buf *b = line(s);
    switch (s->o.format) {
    case MUSTLS_FORMAT_LONG:
        mustls_report_long(b, c, &s->o.report);
        break;
    case MUSTLS_FORMAT_SHORT:
        mustls_report_short(b, c, &s->o.report);
        break;
    case MUSTLS_FORMAT_GITHUB:
        mustls_report_github(b, c);
        break;
    case MUSTLS_FORMAT_JSON:
        mustls_report_json(b, c);
        break;
    }
    clear_live(s);
    fwrite(b->ptr, 1, b->len, s->o.terminal);
    fflush(s->o.terminal);
}

/* --- a finished run --- */

static const char *id_of(struct mustls_sink *s, const struct mustls_case *c)
{
    return c->instance ? mustls_arena_printf(s->arena, "%s@%u", c->scenario, c->instance)
                       : c->scenario;
}

/* out/SUBJECT/SCENARIO/transcript.txt: what the terminal showed, unfolded, without colours. */
static void write_folder(struct mustls_sink *s, struct mustls_case *c)
{
    char *folder = mustls_arena_printf(s->arena, "%s/%s/%s", s->o.out, c->subject, id_of(s, c));
    char *path = folder ? mustls_arena_printf(s->arena, "%s/transcript.txt", folder) : NULL;
    if (!path || strstr(folder, "/../") || !mustls_make_folders(folder))
        return;
    c->folder = folder;
    struct mustls_report_opts o = s->o.report;
    o.color = false;
    o.verbose = true;
    mustls_report_long(line(s), c, &o);
    FILE *f = fopen(path, "we");
    mustls_sink_write(s, f);
    close_out(f);
}

static void keep_for_end(struct mustls_sink *s, const struct mustls_case *c, bool red)
{
    struct mustls_kept *k = mustls_arena_alloc(s->arena, sizeof *k);
    if (!k)
        return;
    k->run = c->run;
    k->seq = s->num_kept;
    k->subject = mustls_arena_printf(s->arena, "%s", c->subject);
    k->version = mustls_arena_printf(s->arena, "%s", c->subject_version);
    k->verdict = c->verdict;
    k->known = c->known;
    k->ms = c->ms;
    k->kind = mustls_junit_kind(c, &s->o.report);
    struct mustls_report_opts plain = s->o.report;
    plain.color = false;
    if (red) {
        mustls_report_short(line(s), c, &s->o.report);
        k->brief = mustls_arena_str(s->arena, mustls_buf_span(&s->line));
    }
    if (s->tap) {
        mustls_tap_case(line(s), MUSTLS_TAP_NUMBER, c, &plain);
        k->tap = mustls_arena_str(s->arena, mustls_buf_span(&s->line));
    }
    if (s->junit) {
        mustls_junit_case(line(s), c, &plain);
        k->junit = mustls_arena_str(s->arena, mustls_buf_span(&s->line));
    }
    k->next = s->kept;
    s->kept = k;
    s->num_kept++;
}

/* True when this run is the first to end otherwise than the others of its scenario and subject. */
static bool count_key(struct mustls_sink *s, const struct mustls_case *c, bool red)
{
    struct mustls_key *k =
        mustls_keys_at(s->keys, c->subject, c->subject_version, c->scenario, c->instance);
    if (!k) {
        s->broken = true;
        mustls_error_set(&s->why, "out of memory");
        return false;
    }
    unsigned before = mustls_key_verdicts(k);
    k->counts[c->verdict]++;
    k->red |= red;
    bool flaky = before == 1 && mustls_key_verdicts(k) == 2;
    s->totals.flaky += flaky;
    return flaky;
}

bool mustls_sink_case(struct mustls_sink *s, struct mustls_case *c)
{
    mustls_sink_look_known(s, c);
    mustls_sink_set_secrets(s, c);
    bool red = mustls_case_red(c, &s->o.report);
    bool flaky = count_key(s, c, red);
    mustls_sink_count(s, c->verdict, c->known);
    s->totals.fixed += c->fixed;
    s->num_red += c->fixed || flaky;
    /* First, for the records name it. */
    if (s->o.out && (red || c->verdict == MUSTLS_FAIL || c->verdict == MUSTLS_WARN))
        write_folder(s, c);
    if (s->json || s->trace) {
        mustls_report_json(line(s), c);
        mustls_sink_write(s, s->trace); /* first: --resume catches up from it */
        mustls_sink_write(s, s->json);
    }
    if (s->page)
        mustls_html_case(s->page, c, &s->o.report);
    if (s->log)
        mustls_sarif_case(s->log, c);
    if (s->baseline)
        mustls_baseline_case(s->baseline, c);
    show(s, c, red);
    keep_for_end(s, c, red);
    if (s->o.on_case)
        s->o.on_case(s->o.case_arg, c);
    return red || flaky;
}
