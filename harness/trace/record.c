#include "trace/record.h"

#include "base/escape.h"

#include <inttypes.h>

static const char *const verdict_names[MUSTLS_NUM_VERDICTS] = {
    [MUSTLS_PASS] = "PASS", [MUSTLS_WARN] = "WARN",
    [MUSTLS_FAIL] = "FAIL", [MUSTLS_INCONCLUSIVE] = "INCONCLUSIVE",
    [MUSTLS_SKIP] = "SKIP", [MUSTLS_ERROR] = "ERROR",
};

const char *mustls_verdict_name(enum mustls_verdict v)
{
    return (unsigned)v < MUSTLS_NUM_VERDICTS ? verdict_names[v] : "";
}

enum mustls_verdict mustls_verdict_by_name(struct mustls_span s)
{
    size_t i = 0;
    while (i < MUSTLS_NUM_VERDICTS && !mustls_span_eq(s, mustls_span_str(verdict_names[i])))
        i++;
    return (enum mustls_verdict)i;
}

/* --- fields; each but the first of a line brings its comma --- */

static void begin(struct mustls_buf *out, const char *type)
{
    mustls_buf_printf(out, "{\"type\":\"%s\"", type);
}

static void end(struct mustls_buf *out)
{
    mustls_buf_puts(out, "}\n");
}

static void put_text(struct mustls_buf *out, const char *key, const char *value)
{
    mustls_buf_printf(out, ",\"%s\":", key);
    mustls_put_json_text(out, mustls_span_str(value ? value : ""));
}

static void put_raw(struct mustls_buf *out, const char *key, struct mustls_span value)
{
    mustls_buf_printf(out, ",\"%s\":", key);
    mustls_put_json_raw(out, value);
}

static void put_int(struct mustls_buf *out, const char *key, int value)
{
    mustls_buf_printf(out, ",\"%s\":%d", key, value);
}

/* Many readers of JSON hold numbers as doubles, which are exact up to 2^53 only; beyond it the
 * number is written as a string of its digits. */
static void put_u64(struct mustls_buf *out, const char *key, uint64_t value)
{
    const char *quote = value <= (UINT64_C(1) << 53) ? "" : "\"";
    mustls_buf_printf(out, ",\"%s\":%s%" PRIu64 "%s", key, quote, value, quote);
}

/* --- lines --- */

/* Left out when there is nothing to say. */
static void put_said(struct mustls_buf *out, const char *key, const char *text)
{
    if (text && *text)
        put_text(out, key, text);
}

void mustls_rec_put_run(struct mustls_buf *out, const struct mustls_rec_run *r)
{
    begin(out, "run");
    put_u64(out, "schema", MUSTLS_TRACE_SCHEMA);
    put_text(out, "tool", "mustls");
    put_text(out, "version", r->version);
    put_text(out, "tls", r->tls);
    put_u64(out, "seed", r->seed);
    put_text(out, "time", r->time);
    put_text(out, "command", r->command);
    put_said(out, "world", r->world);
    put_said(out, "host", r->host);
    end(out);
}

void mustls_rec_put_file(struct mustls_buf *out, const struct mustls_rec_file *r)
{
    begin(out, "file");
    put_text(out, "name", r->name);
    put_text(out, "path", r->path);
    put_raw(out, "raw", r->text);
    end(out);
}

void mustls_rec_put_start(struct mustls_buf *out, const struct mustls_rec_start *r)
{
    begin(out, "start");
    put_u64(out, "run", r->run);
    put_text(out, "subject", r->subject);
    put_text(out, "subject_version", r->subject_version);
    put_text(out, "scenario", r->scenario);
    put_u64(out, "instance", r->instance);
    put_text(out, "values", r->values);
    put_text(out, "user", r->user);
    put_text(out, "password", r->password);
    if (r->pace > 100)
        put_u64(out, "pace", r->pace);
    end(out);
}

static void put_at(struct mustls_buf *out, const char *file, uint32_t line)
{
    mustls_buf_puts(out, ",\"at\":");
    /* The name and ":LINE" are one JSON string: the closing quote moves behind the number. */
    mustls_put_json_text(out, mustls_span_str(file));
    if (!out->failed)
        mustls_buf_truncate(out, out->len - 1);
    mustls_buf_printf(out, ":%" PRIu32 "\"", line);
}

void mustls_rec_put_event(struct mustls_buf *out, uint32_t run, const struct mustls_event *ev,
                          const char *at_file)
{
    begin(out, "event");
    put_u64(out, "run", run);
    put_u64(out, "seq", ev->seq);
    put_u64(out, "conn", ev->conn);
    put_u64(out, "us", ev->us);
    put_text(out, "kind", mustls_event_name(ev->kind));
    put_text(out, "from", mustls_from_name(ev->from));
    put_text(out, "phase", mustls_phase_name(ev->phase));
    if (ev->raw.len > 0)
        put_raw(out, "raw", ev->raw);
    if (ev->faults != 0)
        put_u64(out, "faults", ev->faults);
    if (ev->code != 0)
        put_int(out, "code", ev->code);
    if (ev->num != 0)
        put_u64(out, "num", ev->num);
    if (at_file && *at_file && ev->at.line != 0)
        put_at(out, at_file, ev->at.line);
    end(out);
}

static void put_finding(struct mustls_buf *out, const struct mustls_rec_finding *f)
{
    mustls_buf_puts(out, "{\"level\":");
    mustls_put_json_text(out, mustls_span_str(f->level ? f->level : ""));
    put_text(out, "sentence", f->sentence);
    put_text(out, "source", f->source);
    put_text(out, "outcome", f->outcome);
    put_text(out, "file", f->file);
    put_u64(out, "line", f->line);
    mustls_buf_puts(out, ",\"events\":[");
    for (size_t i = 0; i < f->num_events; i++)
        mustls_buf_printf(out, "%s%" PRIu32, i > 0 ? "," : "", f->events[i]);
    mustls_buf_puts(out, "]}");
}

void mustls_rec_put_verdict(struct mustls_buf *out, const struct mustls_rec_verdict *r)
{
    begin(out, "verdict");
    put_u64(out, "run", r->run);
    put_text(out, "subject", r->subject);
    put_text(out, "subject_version", r->subject_version);
    put_text(out, "scenario", r->scenario);
    put_u64(out, "instance", r->instance);
    put_text(out, "title", r->title);
    put_text(out, "tags", r->tags);
    put_text(out, "verdict", mustls_verdict_name(r->verdict));
    mustls_buf_puts(out, r->known ? ",\"known\":true" : ",\"known\":false");
    put_u64(out, "ms", r->ms);
    if (r->exit_code >= 0)
        put_int(out, "exit", r->exit_code);
    else
        mustls_buf_puts(out, ",\"exit\":null");
    if (r->signal > 0)
        put_int(out, "signal", r->signal);
    else
        mustls_buf_puts(out, ",\"signal\":null");
    mustls_buf_puts(out, ",\"findings\":[");
    for (size_t i = 0; i < r->num_findings; i++) {
        if (i > 0)
            mustls_buf_putc(out, ',');
        put_finding(out, &r->findings[i]);
    }
    mustls_buf_putc(out, ']');
    put_text(out, "why", r->why);
    put_said(out, "command", r->command);
    put_said(out, "asked", r->asked);
    put_said(out, "again", r->again);
    put_said(out, "files", r->files);
    put_said(out, "known_why", r->known_why);
    if (r->pace > 100) {
        put_u64(out, "pace", r->pace);
        put_u64(out, "good_ms", r->good_ms);
    }
    if (r->fixed)
        mustls_buf_puts(out, ",\"fixed\":true");
    put_said(out, "known_note", r->known_note);
    end(out);
}

void mustls_rec_put_end(struct mustls_buf *out, const struct mustls_rec_end *r)
{
    begin(out, "end");
    mustls_buf_puts(out, r->complete ? ",\"complete\":true" : ",\"complete\":false");
    mustls_buf_puts(out, ",\"counts\":{");
    for (int v = 0; v < MUSTLS_NUM_VERDICTS; v++)
        mustls_buf_printf(out, "%s\"%s\":%u", v > 0 ? "," : "", verdict_names[v], r->counts[v]);
    mustls_buf_printf(out, ",\"known\":%u,\"new\":%u,\"fixed\":%u,\"flaky\":%u}", r->known,
                      r->new_fails, r->fixed, r->flaky);
    put_u64(out, "ms", r->ms);
    end(out);
}
