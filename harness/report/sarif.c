#include "report/sarif.h"

#include <string.h>

#include "base/escape.h"
#include "base/rng.h"
#include "report/html_internal.h"

#define SARIF_ARENA ((size_t)64 << 20)
#define MAX_RESULTS ((size_t)256 << 20)

struct mustls_sarif {
    struct mustls_arena *arena;
    struct mustls_intern rules; /* JSON objects, by their number */
    struct mustls_buf results, text, rule;
    bool failed; /* scratch buffers forget their failure when they are cleared */
};

struct mustls_sarif *mustls_sarif_new(void)
{
    struct mustls_sarif *s = mustls_alloc(sizeof *s);
    if (!s)
        return NULL;
    s->arena = mustls_arena_new(SARIF_ARENA);
    if (!s->arena) {
        mustls_free(s);
        return NULL;
    }
    mustls_intern_init(&s->rules, s->arena);
    mustls_buf_init(&s->results, MAX_RESULTS);
    mustls_buf_init(&s->text, 1u << 20);
    mustls_buf_init(&s->rule, 1u << 20);
    return s;
}

void mustls_sarif_free(struct mustls_sarif *s)
{
    if (!s)
        return;
    mustls_buf_deinit(&s->results);
    mustls_buf_deinit(&s->text);
    mustls_buf_deinit(&s->rule);
    mustls_arena_free(s->arena);
    mustls_free(s);
}

static void put_member(struct mustls_buf *out, const char *before, struct mustls_span text)
{
    mustls_buf_puts(out, before);
    mustls_json_lines(out, text);
}

/* {"id":"MUST NOT AUTH in clear [RFC 4954 9]","shortDescription":{"text":the same}} */
static uint32_t rule_of(struct mustls_sarif *s, struct mustls_span id)
{
    struct mustls_buf *r = &s->rule;
    mustls_buf_clear(r);
    put_member(r, "{\"id\":", id);
    put_member(r, ",\"shortDescription\":{\"text\":", id);
    mustls_buf_puts(r, "}}");
    s->failed = s->failed || r->failed;
    return mustls_intern_put(&s->rules, mustls_buf_span(r));
}

/* A path as a URI reference: what RFC 3986 does not allow in one is percent-encoded. */
static void put_uri(struct mustls_buf *out, const char *path)
{
    mustls_buf_puts(out, *path == '/' ? "\"file://" : "\"");
    for (const char *p = path; *p; p++) {
        unsigned char b = (unsigned char)*p;
        bool plain = (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9') ||
                     strchr("-._~/", b);
        if (plain)
            mustls_buf_putc(out, b);
        else
            mustls_buf_printf(out, "%%%02X", b);
    }
    mustls_buf_putc(out, '"');
}

static void put_location(struct mustls_buf *out, const struct mustls_case *c, unsigned unit,
                         unsigned line)
{
    const struct mustls_unit *u = mustls_unit_of(c, unit);
    if (!u || !u->path || !*u->path)
        return;
    mustls_buf_puts(out, ",\"locations\":[{\"physicalLocation\":{\"artifactLocation\":{\"uri\":");
    put_uri(out, u->path);
    mustls_buf_puts(out, "}");
    if (line > 0)
        mustls_buf_printf(out, ",\"region\":{\"startLine\":%u}", line);
    mustls_buf_puts(out, "}}]");
}

/* "curl-7.88.1 530/to-mail: MUST NOT ...; again: mustls run ..." */
static void put_message(struct mustls_sarif *s, const struct mustls_case *c,
                        struct mustls_span what)
{
    struct mustls_buf *t = &s->text;
    mustls_buf_clear(t);
    mustls_put_subject(t, c);
    mustls_buf_putc(t, ' ');
    mustls_put_id(t, c);
    mustls_buf_puts(t, ": ");
    mustls_buf_put(t, what);
    if (c->again && *c->again)
        mustls_buf_printf(t, "; again: %s", c->again);
    s->failed = s->failed || t->failed;
    put_member(&s->results, ",\"message\":{\"text\":", mustls_buf_span(t));
    mustls_buf_putc(&s->results, '}');
}

/* The same finding of the next run is the same alert. */
static void put_fingerprint(struct mustls_sarif *s, const struct mustls_case *c,
                            struct mustls_span id)
{
    struct mustls_buf *t = &s->text;
    mustls_buf_clear(t);
    mustls_buf_printf(t, "%s\n", c->subject);
    mustls_put_id(t, c);
    mustls_buf_putc(t, '\n');
    mustls_buf_put(t, id);
    s->failed = s->failed || t->failed;
    mustls_buf_printf(&s->results, ",\"partialFingerprints\":{\"mustls/v1\":\"%016llx\"}",
                      (unsigned long long)mustls_hash(mustls_buf_span(t)));
}

struct broken {
    const char *level;
    struct mustls_span id, what;
    unsigned unit, line;
};

static void put_result(struct mustls_sarif *s, const struct mustls_case *c, const struct broken *b)
{
    struct mustls_buf *out = &s->results;
    uint32_t rule = rule_of(s, b->id);
    put_member(out, out->len ? ",\n{\"ruleId\":" : "{\"ruleId\":", b->id);
    mustls_buf_printf(out, ",\"ruleIndex\":%u,\"level\":\"%s\"", (unsigned)rule, b->level);
    put_message(s, c, b->what);
    put_location(out, c, b->unit, b->line);
    put_fingerprint(s, c, b->id);
    if (c->known) {
        put_member(out, ",\"suppressions\":[{\"kind\":\"external\",\"justification\":",
                   mustls_span_str(c->known_why ? c->known_why : ""));
        mustls_buf_puts(out, "}]");
    }
    mustls_buf_putc(out, '}');
}

static unsigned put_broken(struct mustls_sarif *s, const struct mustls_case *c,
                           enum mustls_level level)
{
    unsigned num = 0;
    size_t pos = 0;
    const struct mustls_finding *f;
    struct mustls_buf what;
    mustls_buf_init(&what, 1u << 20);
    while ((f = mustls_next_broken(c, level, &pos))) {
        mustls_buf_clear(&what);
        mustls_put_sentence(&what, f->sentence);
        s->failed = s->failed || what.failed;
        put_result(s, c,
                   &(struct broken){.level = level == MUSTLS_MUST ? "error" : "warning",
                                    .id = mustls_buf_span(&what),
                                    .what = mustls_buf_span(&what),
                                    .unit = f->sentence->at.unit,
                                    .line = f->sentence->at.line});
        num++;
    }
    mustls_buf_deinit(&what);
    return num;
}

void mustls_sarif_case(struct mustls_sarif *s, const struct mustls_case *c)
{
    if (c->verdict == MUSTLS_PASS || c->verdict == MUSTLS_SKIP)
        return;
    unsigned num = put_broken(s, c, MUSTLS_MUST) + put_broken(s, c, MUSTLS_SHOULD);
    if (num > 0 && c->verdict != MUSTLS_ERROR && c->verdict != MUSTLS_INCONCLUSIVE)
        return;
    put_result(s, c,
               &(struct broken){.level = "error",
                                .id = mustls_span_str(mustls_verdict_name(c->verdict)),
                                .what = mustls_span_str(mustls_case_why(c)),
                                .line = 1});
}

void mustls_sarif_put(struct mustls_buf *out, struct mustls_sarif *s, const struct mustls_totals *t,
                      const char *version)
{
    mustls_buf_puts(out, "{\"version\":\"2.1.0\",\"runs\":[{\"tool\":{\"driver\":{\"name\":"
                         "\"mustls\",\"version\":");
    mustls_json_str(out, version);
    mustls_buf_puts(out, ",\"rules\":");
    mustls_intern_put_json(out, &s->rules, false);
    mustls_buf_printf(out, "}},\n\"invocations\":[{\"executionSuccessful\":%s}],\n\"results\":[",
                      t->complete ? "true" : "false");
    mustls_buf_put(out, mustls_buf_span(&s->results));
    mustls_buf_puts(out, "]}]}\n");
    out->failed = out->failed || s->failed || s->rules.failed || s->results.failed;
}
