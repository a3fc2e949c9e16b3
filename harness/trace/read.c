#include "trace/read.h"
#include "trace/read_internal.h"

#include <limits.h>

static unsigned get_unsigned(struct mustls_fields *f, const char *key)
{
    return (unsigned)mustls_field_u64(f, key, UINT_MAX, MUSTLS_OPTIONAL);
}

static void read_run(struct mustls_fields *f, struct mustls_rec_run *r)
{
    if (mustls_field_u32(f, "schema", MUSTLS_REQUIRED) != MUSTLS_TRACE_SCHEMA)
        mustls_field_bad(f, "schema", "is another one than 1: use the version that wrote it");
    r->version = mustls_field_str(f, "version", MUSTLS_OPTIONAL);
    r->tls = mustls_field_str(f, "tls", MUSTLS_OPTIONAL);
    r->seed = mustls_field_u64(f, "seed", UINT64_MAX, MUSTLS_OPTIONAL);
    r->time = mustls_field_str(f, "time", MUSTLS_OPTIONAL);
    r->command = mustls_field_str(f, "command", MUSTLS_OPTIONAL);
    r->world = mustls_field_str(f, "world", MUSTLS_OPTIONAL);
    r->host = mustls_field_str(f, "host", MUSTLS_OPTIONAL);
}

static void read_file(struct mustls_fields *f, struct mustls_rec_file *r)
{
    r->name = mustls_field_str(f, "name", MUSTLS_REQUIRED);
    r->path = mustls_field_str(f, "path", MUSTLS_OPTIONAL);
    r->text = mustls_field_raw(f, "raw");
}

static void read_start(struct mustls_fields *f, struct mustls_rec_start *r)
{
    r->run = mustls_field_u32(f, "run", MUSTLS_REQUIRED);
    r->subject = mustls_field_str(f, "subject", MUSTLS_REQUIRED);
    r->subject_version = mustls_field_str(f, "subject_version", MUSTLS_OPTIONAL);
    r->scenario = mustls_field_str(f, "scenario", MUSTLS_REQUIRED);
    r->instance = get_unsigned(f, "instance");
    r->values = mustls_field_str(f, "values", MUSTLS_OPTIONAL);
    r->user = mustls_field_str(f, "user", MUSTLS_OPTIONAL);
    r->password = mustls_field_str(f, "password", MUSTLS_OPTIONAL);
    r->pace = get_unsigned(f, "pace");
}

/* "injection/after-220:10": the number stands behind the last colon, for names may have some. */
static void read_at(struct mustls_fields *f, struct mustls_rec *out)
{
    struct mustls_span s = mustls_field_span(f, "at", MUSTLS_OPTIONAL);
    out->at_file = "";
    out->u.event.at = MUSTLS_NOWHERE;
    if (f->st != MUSTLS_OK || s.len == 0)
        return;

    size_t digits = s.len;
    uint64_t line = 0, unit = 1;
    while (digits > 0 && s.ptr[digits - 1] >= '0' && s.ptr[digits - 1] <= '9') {
        line += unit * (uint64_t)(s.ptr[--digits] - '0');
        /* Beyond ten digits it is no line number; stop before anything can wrap. */
        if (s.len - digits > 10)
            break;
        unit *= 10;
    }
    if (line == 0 || line > UINT32_MAX || digits < 2 || s.ptr[digits - 1] != ':') {
        mustls_field_bad(f, "at", "is no \"NAME:LINE\"");
        return;
    }
    const char *name = mustls_arena_str(f->arena, mustls_span_first(s, digits - 1));
    if (!name) {
        f->st = MUSTLS_ENOMEM;
        return;
    }
    out->at_file = name;
    out->u.event.at.line = (uint32_t)line;
}

static void read_event(struct mustls_fields *f, struct mustls_rec *out)
{
    struct mustls_event *ev = &out->u.event;
    ev->seq = mustls_field_u32(f, "seq", MUSTLS_REQUIRED);
    ev->conn = mustls_field_u32(f, "conn", MUSTLS_REQUIRED);
    ev->us = mustls_field_u64(f, "us", UINT64_MAX, MUSTLS_REQUIRED);
    /* A kind that we do not know may be the one that a sentence forbids: no verdict without it. */
    ev->kind = mustls_event_by_name(mustls_field_span(f, "kind", MUSTLS_REQUIRED));
    if (ev->kind == MUSTLS_NUM_EVENTS)
        mustls_field_bad(f, "kind", "is no kind of event");
    if (!mustls_from_by_name(mustls_field_span(f, "from", MUSTLS_REQUIRED), &ev->from))
        mustls_field_bad(f, "from", "is none of subject, tool, run");
    if (!mustls_phase_by_name(mustls_field_span(f, "phase", MUSTLS_REQUIRED), &ev->phase))
        mustls_field_bad(f, "phase", "is none of none, clear, tls");
    ev->raw = mustls_field_raw(f, "raw");
    ev->faults = mustls_field_u32(f, "faults", MUSTLS_OPTIONAL);
    ev->code = mustls_field_int(f, "code", 0);
    ev->num = mustls_field_u32(f, "num", MUSTLS_OPTIONAL);
    read_at(f, out);
}

/* --- verdicts --- */

/* An array's length, and memory for as many items; NULL for an empty one or after a mistake. */
static void *array_of(struct mustls_fields *f, const char *key, size_t item_size,
                      const json_t **array, size_t *num)
{
    *array = mustls_field_get(f, key, MUSTLS_OPTIONAL);
    if (*array && !json_is_array(*array))
        mustls_field_bad(f, key, "is no array");
    *num = f->st == MUSTLS_OK ? json_array_size(*array) : 0; /* of NULL: 0 */
    if (*num == 0)
        return NULL;

    void *items = mustls_arena_array(f->arena, *num, item_size);
    if (!items) {
        f->st = MUSTLS_ENOMEM;
        *num = 0;
    }
    return items;
}

static void read_witnesses(struct mustls_fields *f, struct mustls_rec_finding *out)
{
    const json_t *array;
    uint32_t *events = array_of(f, "events", sizeof *events, &array, &out->num_events);
    for (size_t i = 0; i < out->num_events; i++) {
        const json_t *v = json_array_get(array, i);
        json_int_t n = json_integer_value(v);
        if (!json_is_integer(v) || n < 0 || n > UINT32_MAX) {
            mustls_field_bad(f, "events", "holds something other than sequence numbers");
            return;
        }
        events[i] = (uint32_t)n;
    }
    out->events = events;
}

static void read_finding(struct mustls_fields *f, struct mustls_rec_finding *out)
{
    out->level = mustls_field_str(f, "level", MUSTLS_REQUIRED);
    out->sentence = mustls_field_str(f, "sentence", MUSTLS_REQUIRED);
    out->source = mustls_field_str(f, "source", MUSTLS_OPTIONAL);
    out->file = mustls_field_str(f, "file", MUSTLS_OPTIONAL);
    out->line = get_unsigned(f, "line");
    out->outcome = mustls_field_str(f, "outcome", MUSTLS_REQUIRED);
    read_witnesses(f, out);
}

static void read_findings(struct mustls_fields *f, struct mustls_rec_verdict *r)
{
    const json_t *array;
    struct mustls_rec_finding *items =
        array_of(f, "findings", sizeof *items, &array, &r->num_findings);
    for (size_t i = 0; i < r->num_findings && f->st == MUSTLS_OK; i++) {
        struct mustls_fields inner = *f;
        inner.obj = json_array_get(array, i);
        if (json_is_object(inner.obj))
            read_finding(&inner, &items[i]);
        else
            mustls_field_bad(&inner, "findings", "holds something other than objects");
        f->st = inner.st;
    }
    r->findings = items;
}

static void read_verdict(struct mustls_fields *f, struct mustls_rec_verdict *r)
{
    r->run = mustls_field_u32(f, "run", MUSTLS_OPTIONAL);
    r->subject = mustls_field_str(f, "subject", MUSTLS_REQUIRED);
    r->subject_version = mustls_field_str(f, "subject_version", MUSTLS_OPTIONAL);
    r->scenario = mustls_field_str(f, "scenario", MUSTLS_REQUIRED);
    r->instance = get_unsigned(f, "instance");
    r->title = mustls_field_str(f, "title", MUSTLS_OPTIONAL);
    r->tags = mustls_field_str(f, "tags", MUSTLS_OPTIONAL);
    r->verdict = mustls_verdict_by_name(mustls_field_span(f, "verdict", MUSTLS_REQUIRED));
    if (r->verdict == MUSTLS_NUM_VERDICTS)
        mustls_field_bad(f, "verdict", "is no verdict");
    r->known = mustls_field_bool(f, "known", MUSTLS_OPTIONAL);
    r->ms = mustls_field_u64(f, "ms", UINT64_MAX, MUSTLS_OPTIONAL);
    r->exit_code = mustls_field_int(f, "exit", -1);
    r->signal = mustls_field_int(f, "signal", 0);
    read_findings(f, r);
    r->why = mustls_field_str(f, "why", MUSTLS_OPTIONAL);
    r->command = mustls_field_str(f, "command", MUSTLS_OPTIONAL);
    r->asked = mustls_field_str(f, "asked", MUSTLS_OPTIONAL);
    r->again = mustls_field_str(f, "again", MUSTLS_OPTIONAL);
    r->files = mustls_field_str(f, "files", MUSTLS_OPTIONAL);
    r->known_why = mustls_field_str(f, "known_why", MUSTLS_OPTIONAL);
    r->pace = get_unsigned(f, "pace");
    r->good_ms = mustls_field_u64(f, "good_ms", UINT64_MAX, MUSTLS_OPTIONAL);
    r->fixed = mustls_field_bool(f, "fixed", MUSTLS_OPTIONAL);
    r->known_note = mustls_field_str(f, "known_note", MUSTLS_OPTIONAL);
}

static void read_end(struct mustls_fields *f, struct mustls_rec_end *r)
{
    r->complete = mustls_field_bool(f, "complete", MUSTLS_REQUIRED);
    r->ms = mustls_field_u64(f, "ms", UINT64_MAX, MUSTLS_OPTIONAL);

    struct mustls_fields counts = *f;
    counts.obj = mustls_field_get(f, "counts", MUSTLS_OPTIONAL);
    if (!counts.obj)
        return;
    if (!json_is_object(counts.obj)) {
        mustls_field_bad(f, "counts", "is no object");
        return;
    }
    for (int v = 0; v < MUSTLS_NUM_VERDICTS; v++)
        r->counts[v] = get_unsigned(&counts, mustls_verdict_name((enum mustls_verdict)v));
    r->known = get_unsigned(&counts, "known");
    r->new_fails = get_unsigned(&counts, "new");
    r->fixed = get_unsigned(&counts, "fixed");
    r->flaky = get_unsigned(&counts, "flaky");
    f->st = counts.st;
}

/* --- lines --- */

static enum mustls_rec_type type_of(struct mustls_span name)
{
    static const char *const names[] = {
        [MUSTLS_REC_RUN] = "run",         [MUSTLS_REC_FILE] = "file",
        [MUSTLS_REC_START] = "start",     [MUSTLS_REC_EVENT] = "event",
        [MUSTLS_REC_VERDICT] = "verdict", [MUSTLS_REC_END] = "end",
    };
    int i = 0;
    while (i < MUSTLS_REC_OTHER && !mustls_span_eq(name, mustls_span_str(names[i])))
        i++;
    return (enum mustls_rec_type)i;
}

static void read_object(struct mustls_fields *f, struct mustls_rec *out)
{
    out->type = type_of(mustls_field_span(f, "type", MUSTLS_REQUIRED));
    switch (out->type) {
    case MUSTLS_REC_RUN:
        read_run(f, &out->u.run);
        break;
    case MUSTLS_REC_FILE:
        read_file(f, &out->u.file);
        break;
    case MUSTLS_REC_START:
        read_start(f, &out->u.start);
        out->run_id = out->u.start.run;
        break;
    case MUSTLS_REC_EVENT:
        out->run_id = mustls_field_u32(f, "run", MUSTLS_REQUIRED);
        read_event(f, out);
        break;
    case MUSTLS_REC_VERDICT:
        read_verdict(f, &out->u.verdict);
        out->run_id = out->u.verdict.run;
        break;
    case MUSTLS_REC_END:
        read_end(f, &out->u.end);
        break;
    case MUSTLS_REC_OTHER:
        break;
    }
}

enum mustls_status mustls_rec_read(struct mustls_arena *a, struct mustls_span line,
                                   struct mustls_rec *out, struct mustls_error *err)
{
    *out = (struct mustls_rec){.type = MUSTLS_REC_OTHER, .at_file = ""};

    /* The same key twice means a line that two readers would understand in two ways. */
    json_error_t why;
    json_t *root =
        json_loadb(line.ptr ? (const char *)line.ptr : "", line.len, JSON_REJECT_DUPLICATES, &why);
    if (!root && json_error_code(&why) == json_error_out_of_memory)
        return MUSTLS_ENOMEM;
    if (!root) {
        mustls_error_at(err, "", 0, why.position > 0 ? (unsigned)why.position : 1, "%s", why.text);
        return MUSTLS_EPARSE;
    }

    struct mustls_fields f = {root, a, line, err, MUSTLS_OK};
    if (json_is_object(root)) {
        read_object(&f, out);
    } else {
        f.st = MUSTLS_EPARSE;
        mustls_error_at(err, "", 0, 1, "a line is one object");
    }
    json_decref(root);
    return f.st;
}
