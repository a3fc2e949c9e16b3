#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "run/suite_internal.h"
#include "run/seeds.h"

static const char *unit_name(const struct mustls_program *p, uint8_t unit)
{
    return unit < p->num_units ? p->units[unit].name : NULL;
}

void mustls_suite_on_event(void *arg, const struct mustls_event *ev)
{
    struct mustls_job *j = arg;
    mustls_sink_event(j->suite->o.sink, j->run, ev, unit_name(j->item->prog, ev->at.unit));
}

static bool file_told(struct mustls_suite *s, const char *name)
{
    for (size_t i = 0; i < s->num_told; i++)
        if (strcmp(s->told_files[i], name) == 0)
            return true;
    if (mustls_arena_grow(s->arena, (void **)&s->told_files, &s->cap_told, s->num_told,
                          sizeof *s->told_files) == MUSTLS_OK)
        s->told_files[s->num_told++] = name;
    return false;
}

/* The texts go into the trace once, so that it judges itself later. */
static void tell_files(struct mustls_suite *s, const struct mustls_program *p)
{
    for (size_t i = 0; i < p->num_units; i++) {
        const struct mustls_unit *u = &p->units[i];
        struct mustls_rec_file f = {.name = u->name, .path = u->path, .text = u->text};
        if (!file_told(s, u->name))
            mustls_sink_file(s->o.sink, &f);
    }
}

/* "530/to-mail~7": the player cut its segments, the scenario is the same. */
static const char *name_of(struct mustls_suite *s, const struct mustls_program *p,
                           struct mustls_cut cut)
{
    char text[MUSTLS_CUT_TEXT];
    mustls_cut_text(cut, text);
    const char *name = *text ? mustls_arena_printf(s->arena, "%s%s", p->name, text) : p->name;
    return name ? name : p->name;
}

/* A control run is played as it is written. */
static unsigned pace_of(const struct mustls_suite *s, const struct mustls_job *j)
{
    return j->control ? 0 : s->subjects[j->subject].pace;
}

static void tell_start(struct mustls_suite *s, const struct mustls_job *j, struct mustls_cut cut,
                       uint32_t run)
{
    struct mustls_values v;
    const struct mustls_program *p = j->item->prog;
    const struct mustls_subject *subject = s->o.subjects[j->subject];
    tell_files(s, p);
    mustls_values_names(s->o.world, p->id, subject->name, &v);
    struct mustls_rec_start r = {.run = run,
                                 .subject = subject->name,
                                 .subject_version = subject->version,
                                 .scenario = name_of(s, p, cut),
                                 .instance = p->instance,
                                 .values = p->values ? p->values : "",
                                 .user = v.user,
                                 .password = v.password,
                                 .pace = pace_of(s, j)};
    mustls_sink_start(s->o.sink, &r);
}

void mustls_suite_tell_start(struct mustls_suite *s, struct mustls_job *j)
{
    tell_start(s, j, s->o.cut, j->run);
}

static const char *join_tags(struct mustls_suite *s, const struct mustls_program *p)
{
    struct mustls_buf b;
    mustls_buf_init(&b, 4096);
    for (size_t i = 0; i < p->num_tags; i++) {
        mustls_buf_puts(&b, i ? " " : "");
        mustls_buf_put(&b, p->tags[i]);
    }
    const char *tags = mustls_arena_str(s->arena, mustls_buf_span(&b));
    mustls_buf_deinit(&b);
    return tags ? tags : "";
}

static char *again(struct mustls_suite *s, const struct mustls_subject *subject,
                   const struct mustls_program *p, struct mustls_cut cut)
{
    const char *how = subject->again ? subject->again : s->o.again;
    char where[MUSTLS_CUT_TEXT];
    mustls_cut_text(cut, where);
    /* The seed stands in front: what is behind `--` belongs to the subject. */
    return mustls_arena_printf(s->arena, "mustls run %s%s%s --seed %llu%s%s", p->id,
                               *where ? " --cut " : "", *where ? where + 1 : "",
                               (unsigned long long)s->o.seed, *how ? " " : "", how);
}

static void case_head(struct mustls_suite *s, const struct mustls_job *j, struct mustls_cut cut,
                      struct mustls_case *c)
{
    const struct mustls_program *p = j->item->prog;
    const struct mustls_subject *subject = s->o.subjects[j->subject];
    char *title = mustls_arena_str(s->arena, p->title);
    char *how = again(s, subject, p, cut);
    *c = (struct mustls_case){
        .run = j->run,
        .subject = subject->name,
        .subject_version = subject->version,
        .scenario = name_of(s, p, cut),
        .instance = p->instance,
        .title = title ? title : "",
        .tags = join_tags(s, p),
        .command = "",
        .asked = "",
        .folder = "",
        .again = how ? how : "",
        .prog = p,
        .known_why = "",
        .exit_code = -1,
    };
}

/* DIR/SUBJECT/ID/wire.pcapng: where --out has the transcript, if both name one folder. */
static char *capture_path(struct mustls_suite *s, const struct mustls_case *c, const char *id)
{
    char *folder = mustls_arena_printf(s->arena, "%s/%s/%s", s->o.pcap_dir, c->subject, id);
    if (!folder || strstr(folder + strlen(s->o.pcap_dir), "/../") || !mustls_make_folders(folder))
        return NULL;
    return s->o.repeat > 1 ? mustls_arena_printf(s->arena, "%s/wire-%u.pcapng", folder, c->run)
                           : mustls_arena_printf(s->arena, "%s/wire.pcapng", folder);
}

static void write_capture(struct mustls_suite *s, const struct mustls_case *c,
                          struct mustls_exec *x)
{
    struct mustls_error err;
    bool full;
    if (c->verdict == MUSTLS_SKIP && mustls_capture_empty(x->capture))
        return;
    const char *id = c->instance ? mustls_arena_printf(s->arena, "%s@%u", c->scenario, c->instance)
                                 : c->scenario;
    const char *path = id ? capture_path(s, c, id) : NULL;
    struct mustls_capture_head head = {id,      c->subject,    c->subject_version,
                                       x->prog, &x->judgement, c->again};
    if (!path) {
        mustls_error_set(&err, "can't make a folder for %s in %s", c->scenario, s->o.pcap_dir);
    } else if (mustls_capture_write(x->capture, &head, path, &full, &err) == MUSTLS_OK) {
        s->captures++;
        s->cut_captures += full;
        return;
    }
    mustls_sink_fail(s->o.sink, &err);
}

bool mustls_suite_report(struct mustls_suite *s, const struct mustls_job *j, struct mustls_exec *x)
{
    struct mustls_case c;
    case_head(s, j, x->cut, &c);
    c.run = x->run;
    c.prog = x->prog;
    c.pace = pace_of(s, j);
    c.good_ms = s->subjects[j->subject].good_ms;
    c.command = x->command;
    c.asked = x->asked;
    c.user = x->values.user;
    c.password = x->values.password;
    c.trace = &x->trace;
    c.judgement = &x->judgement;
    c.verdict = x->judgement.verdict;
    c.why = x->judgement.why;
    c.ms = (x->end - x->start) / 1000;
    c.exit_code = x->exit_code;
    c.signal = x->signal;
    if (s->o.seeds_dir)
        mustls_seeds_write(s->o.seeds_dir, x->prog, &x->trace, s->o.sink);
    if (s->o.pcap_dir && x->capture)
        write_capture(s, &c, x);
    return mustls_sink_case(s->o.sink, &c);
}

void mustls_suite_tell_cut(struct mustls_suite *s, const struct mustls_job *j,
                           const struct mustls_exec *x)
{
    tell_start(s, j, x->cut, x->run);
    for (size_t i = 0; i < x->trace.num_events; i++) {
        const struct mustls_event *ev = &x->trace.events[i];
        mustls_sink_event(s->o.sink, x->run, ev, unit_name(x->prog, ev->at.unit));
    }
}

bool mustls_suite_report_void(struct mustls_suite *s, struct mustls_job *j, const char *why)
{
    struct mustls_case c;
    case_head(s, j, s->o.cut, &c);
    c.verdict = MUSTLS_INCONCLUSIVE;
    c.why = why;
    return j->reported && mustls_sink_case(s->o.sink, &c);
}
