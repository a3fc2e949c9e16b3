#define _GNU_SOURCE
#include "run/offline.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "judge/judge.h"
#include "run/keys.h"
#include "scenario/scenario.h"

#define MAX_LINE   ((size_t)64 << 20)
#define MAX_RUNS   1000000
#define LINE_ARENA ((size_t)256 << 20)
#define KEYS_ARENA ((size_t)256 << 20)

/* A run that has begun and has no verdict yet. */
struct open_run {
    struct open_run *next;
    uint32_t run;
    struct mustls_arena *arena;
    const struct mustls_program *prog;
    struct mustls_trace trace;
    const char *user, *password;
};

struct reader {
    const struct mustls_offline_opts *o;
    struct mustls_offline_result *out;
    struct mustls_library *lib;
    struct open_run *open;
    struct mustls_error *err;
    struct mustls_arena *arena;
    struct mustls_keys *keys; /* of all files */
    size_t file;              /* from 1 */
    const char *path;
    unsigned line;
    bool ended, told_run;
};

static void run_free(struct open_run *r)
{
    mustls_trace_deinit(&r->trace);
    mustls_arena_free(r->arena);
}

static struct open_run *take_run(struct reader *rd, uint32_t run)
{
    for (struct open_run **p = &rd->open; *p; p = &(*p)->next) {
        if ((*p)->run == run) {
            struct open_run *r = *p;
            *p = r->next;
            return r;
        }
    }
    return NULL;
}

static struct open_run *find_run(struct reader *rd, uint32_t run)
{
    for (struct open_run *r = rd->open; r; r = r->next)
        if (r->run == run)
            return r;
    return NULL;
}

static enum mustls_status bad(struct reader *rd, const char *fmt, const char *what)
{
    mustls_error_at(rd->err, rd->path, rd->line, 1, fmt, what);
    return MUSTLS_EPARSE;
}

/* "530/to-mail~7" is 530/to-mail with its segments cut. */
static enum mustls_status load_uncut(struct mustls_library *lib, const char *name,
                                     const struct mustls_entry **e, struct mustls_error *err)
{
    char whole[1024];
    enum mustls_status st = mustls_library_load(lib, name, e, err);
    const char *cut = strrchr(name, '~');
    if (st != MUSTLS_ENOENT || !cut || (size_t)(cut - name) >= sizeof whole)
        return st;
    memcpy(whole, name, (size_t)(cut - name));
    whole[cut - name] = '\0';
    return mustls_library_load(lib, whole, e, err);
}

static enum mustls_status program_of(struct reader *rd, struct open_run *r,
                                     const struct mustls_rec_start *start)
{
    const char *name = start->scenario;
    struct mustls_program *prog = NULL;
    const struct mustls_entry *e;
    struct mustls_error err;
    struct mustls_diags *d = mustls_library_diags(rd->lib);
    enum mustls_status st = load_uncut(rd->lib, name, &e, &err);
    if (st == MUSTLS_ENOENT)
        return bad(rd, "the text of scenario '%s' does not stand before its run", name);
    if (st == MUSTLS_OK)
        st = mustls_scenario_program(r->arena, e->chain, e->num, start->instance, d, &prog);
    if (st == MUSTLS_OK) {
        r->prog = mustls_program_paced(r->arena, prog, start->pace);
        return r->prog ? MUSTLS_OK : MUSTLS_ENOMEM;
    }
    return st == MUSTLS_ENOMEM ? st : bad(rd, "the text of scenario '%s' does not parse", name);
}

static enum mustls_status on_start(struct reader *rd, const struct mustls_rec_start *s)
{
    struct open_run *old = take_run(rd, s->run); /* an interrupted run that was begun again */
    if (old)
        run_free(old);
    struct mustls_arena *a = mustls_arena_new(LINE_ARENA);
    struct open_run *r = a ? mustls_arena_alloc(a, sizeof *r) : NULL;
    if (!r || mustls_trace_init(&r->trace, 1000000, LINE_ARENA) != MUSTLS_OK) {
        mustls_arena_free(a);
        return MUSTLS_ENOMEM;
    }
    r->arena = a;
    r->run = s->run;
    r->user = mustls_arena_printf(a, "%s", s->user);
    r->password = mustls_arena_printf(a, "%s", s->password);
    r->next = rd->open;
    rd->open = r;
    return program_of(rd, r, s);
}

static enum mustls_status on_event(struct reader *rd, const struct mustls_rec *rec)
{
    struct open_run *r = find_run(rd, rec->run_id);
    if (!r || !r->prog)
        return bad(rd, "an event of a run that was not started%s", "");
    struct mustls_event ev = rec->u.event;
    if (ev.seq != r->trace.num_events)
        return bad(rd, "events of the run are missing before this one%s", "");
    ev.at.unit = 255;
    for (size_t i = 0; i < r->prog->num_units && i < 255; i++)
        if (rec->at_file && strcmp(rec->at_file, r->prog->units[i].name) == 0)
            ev.at.unit = (uint8_t)i;
    return mustls_trace_add(&r->trace, &ev);
}

static void case_of(const struct mustls_rec_verdict *v, struct mustls_case *c)
{
    *c = (struct mustls_case){
        .run = v->run,
        .subject = v->subject,
        .subject_version = v->subject_version,
        .scenario = v->scenario,
        .instance = v->instance,
        .title = v->title,
        .tags = v->tags,
        .command = v->command,
        .asked = v->asked,
        .folder = v->files,
        .again = v->again,
        .verdict = v->verdict,
        .why = v->why,
        .known = v->known,
        .known_why = v->known_why,
        .pace = v->pace,
        .good_ms = v->good_ms,
        .fixed = v->fixed,
        .known_note = v->known_note,
        .ms = v->ms,
        .exit_code = v->exit_code,
        .signal = v->signal,
    };
}

/* A verdict that the tool's own trouble made is not to be judged again. */
static bool judged(const struct mustls_rec_verdict *v, const struct open_run *r)
{
    return r && r->prog && v->verdict != MUSTLS_ERROR;
}

/* Shards of one run have no run in common. */
static enum mustls_status once(struct reader *rd, const struct mustls_rec_verdict *v)
{
    struct mustls_key *k =
        mustls_keys_at(rd->keys, v->subject, v->subject_version, v->scenario, v->instance);
    if (!k)
        return MUSTLS_ENOMEM;
    if (k->source && k->source != rd->file && !rd->o->repeats) {
        mustls_error_at(rd->err, rd->path, rd->line, 1,
                        "%s %s %s is in %s, too; --repeat takes both as repeats of one run",
                        k->subject, k->version, k->id, rd->o->paths[k->source - 1]);
        return MUSTLS_EPARSE;
    }
    k->source = k->source ? k->source : rd->file;
    return MUSTLS_OK;
}

static enum mustls_status on_verdict(struct reader *rd, const struct mustls_rec_verdict *v)
{
    struct open_run *r = take_run(rd, v->run);
    struct mustls_case c;
    struct mustls_judgement j = {0};
    enum mustls_status st = once(rd, v);
    case_of(v, &c);
    c.user = r ? r->user : "";
    c.password = r ? r->password : "";
    if (st == MUSTLS_OK && judged(v, r)) {
        c.prog = r->prog;
        c.trace = &r->trace;
        c.judgement = &j;
        st = mustls_judge(r->arena, r->prog, &r->trace, &j);
        if (st == MUSTLS_OK) {
            c.verdict = j.verdict;
            c.why = j.why;
        }
        if (st == MUSTLS_OK && j.verdict != v->verdict) {
            rd->out->differ++;
            if (rd->o->differs)
                rd->o->differs(rd->o->arg, &c, v->verdict, v->why);
        }
    }
    if (st == MUSTLS_OK) {
        mustls_sink_case(rd->o->sink, &c);
        rd->out->cases++;
    }
    if (r)
        run_free(r);
    return st;
}

static enum mustls_status on_record(struct reader *rd, const struct mustls_rec *rec)
{
    switch (rec->type) {
    case MUSTLS_REC_RUN:
        rd->out->totals.seed = rec->u.run.seed;
        /* Of the parts of one run the first speaks for all; the page lists each. */
        if (rd->told_run)
            mustls_sink_told_run(rd->o->sink, &rec->u.run);
        else
            mustls_sink_run(rd->o->sink, &rec->u.run);
        rd->told_run = true;
        snprintf(rd->out->world, sizeof rd->out->world, "%s", rec->u.run.world);
        rd->out->totals.world = rd->out->world;
        rd->ended = false;
        return MUSTLS_OK;
    case MUSTLS_REC_FILE:
        return mustls_library_replace(rd->lib, rec->u.file.name, rec->u.file.path,
                                      rec->u.file.text);
    case MUSTLS_REC_START:
        return on_start(rd, &rec->u.start);
    case MUSTLS_REC_EVENT:
        return on_event(rd, rec);
    case MUSTLS_REC_VERDICT:
        return on_verdict(rd, &rec->u.verdict);
    case MUSTLS_REC_END:
        rd->out->totals.ms += rec->u.end.ms;
        rd->ended = rec->u.end.complete;
        return MUSTLS_OK;
    case MUSTLS_REC_OTHER:
        return MUSTLS_OK;
    }
    return MUSTLS_OK;
}

static enum mustls_status read_line(struct reader *rd, struct mustls_span text)
{
    struct mustls_rec rec;
    struct mustls_arena *a = mustls_arena_new(LINE_ARENA);
    if (!a)
        return MUSTLS_ENOMEM;
    enum mustls_status st = mustls_rec_read(a, text, &rec, rd->err);
    if (st == MUSTLS_OK) {
        st = on_record(rd, &rec);
    } else if (rd->err) {
        snprintf(rd->err->file, sizeof rd->err->file, "%s", rd->path);
        rd->err->line = rd->line;
    }
    mustls_arena_free(a);
    return st;
}

static enum mustls_status read_lines(struct reader *rd, FILE *f)
{
    char *line = NULL;
    size_t cap = 0;
    ssize_t n;
    enum mustls_status st = MUSTLS_OK;
    while (st == MUSTLS_OK && (n = getline(&line, &cap, f)) > 0) {
        rd->line++;
        if (line[n - 1] != '\n') {
            rd->out->torn++;
            break;
        }
        if ((size_t)n > MAX_LINE)
            st = bad(rd, "a line of over 64 MiB%s", "");
        else
            st = read_line(rd, mustls_span(line, (size_t)n - 1));
    }
    free(line);
    if (st == MUSTLS_OK && ferror(f)) {
        st = errno == EISDIR ? MUSTLS_ENOENT : MUSTLS_EIO;
        mustls_error_set(rd->err, "can't read %s: %s", rd->path, strerror(errno));
    }
    return st;
}

static enum mustls_status read_path(struct reader *rd, const char *path)
{
    FILE *f = fopen(path, "re");
    if (!f) {
        enum mustls_status why = errno == ENOENT ? MUSTLS_ENOENT : MUSTLS_EIO;
        mustls_error_set(rd->err, "can't open %s: %s", path, strerror(errno));
        return why;
    }
    rd->path = path;
    rd->line = 0;
    rd->ended = false;
    rd->lib = mustls_library_new(NULL);
    enum mustls_status st = rd->lib ? read_lines(rd, f) : MUSTLS_ENOMEM;
    while (rd->open) {
        struct open_run *r = rd->open;
        rd->open = r->next;
        rd->out->unfinished++;
        run_free(r);
    }
    rd->out->totals.complete &= rd->ended;
    mustls_library_free(rd->lib);
    fclose(f);
    return st;
}

enum mustls_status mustls_offline(const struct mustls_offline_opts *o,
                                  struct mustls_offline_result *out, struct mustls_error *err)
{
    struct reader rd = {.o = o, .out = out, .err = err, .arena = mustls_arena_new(KEYS_ARENA)};
    *out = (struct mustls_offline_result){.totals.complete = true};
    enum mustls_status st = MUSTLS_OK;
    mustls_error_set(err, "out of memory");
    rd.keys = rd.arena ? mustls_keys_new(rd.arena) : NULL;
    if (!rd.keys)
        st = MUSTLS_ENOMEM;
    for (size_t i = 0; i < o->num_paths && st == MUSTLS_OK; i++) {
        rd.file = i + 1;
        st = read_path(&rd, o->paths[i]);
    }
    mustls_arena_free(rd.arena);
    return st;
}

/* --- --resume --- */

static enum mustls_status resume_line(const char *path, unsigned number, struct mustls_span text,
                                      mustls_resume_cb record, void *arg, struct mustls_error *err)
{
    struct mustls_rec rec;
    struct mustls_arena *a = mustls_arena_new(LINE_ARENA);
    enum mustls_status st = a ? mustls_rec_read(a, text, &rec, err) : MUSTLS_ENOMEM;
    if (st == MUSTLS_OK)
        record(arg, &rec, text);
    if (st == MUSTLS_EPARSE) {
        snprintf(err->file, sizeof err->file, "%s", path);
        err->line = number;
    }
    mustls_arena_free(a);
    return st;
}

enum mustls_status mustls_resume_scan(const char *path, mustls_resume_cb record, void *arg,
                                      struct mustls_error *err)
{
    FILE *f = fopen(path, "r+e");
    if (!f && errno == ENOENT)
        return MUSTLS_OK; /* nothing was done yet */
    if (!f) {
        mustls_error_set(err, "can't open %s: %s", path, strerror(errno));
        return MUSTLS_EIO;
    }
    char *line = NULL;
    size_t cap = 0;
    ssize_t n;
    long long whole = 0;
    unsigned number = 0;
    enum mustls_status st = MUSTLS_OK;
    while (st == MUSTLS_OK && (n = getline(&line, &cap, f)) > 0 && line[n - 1] == '\n') {
        whole += n;
        st = resume_line(path, ++number, mustls_span(line, (size_t)n - 1), record, arg, err);
    }
    free(line);
    fclose(f);
    if (st == MUSTLS_OK && truncate(path, whole) != 0) {
        mustls_error_set(err, "can't cut the torn end of %s: %s", path, strerror(errno));
        st = MUSTLS_EIO;
    }
    return st;
}
