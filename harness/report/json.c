/* A case as its line of a trace file: the words of a verdict, and nothing to free in it. */
#include "report/internal.h"

static const char *level_name(const struct mustls_sentence *s)
{
    static const char *const names[] = {
        [MUSTLS_MUST] = "MUST", [MUSTLS_SHOULD] = "SHOULD", [MUSTLS_MAY] = "MAY"};
    return names[s->level];
}

static const char *text_of(const char *s)
{
    return s ? s : "";
}

/* Sentences are spans, the record wants strings. */
static bool fill(const struct mustls_case *c, struct mustls_arena *a,
                 struct mustls_rec_finding *out)
{
    for (size_t i = 0; i < c->judgement->num_findings; i++) {
        const struct mustls_finding *f = &c->judgement->findings[i];
        const struct mustls_unit *unit = mustls_unit_of(c, f->sentence->at.unit);
        out[i] = (struct mustls_rec_finding){
            .level = level_name(f->sentence),
            .sentence = mustls_arena_str(a, f->sentence->text),
            .source = mustls_arena_str(a, f->sentence->source),
            .file = unit ? text_of(unit->path) : "",
            .line = f->sentence->at.line,
            .outcome = mustls_outcome_name(f->outcome),
            .events = f->events,
            .num_events = f->num_events,
        };
        if (!out[i].sentence || !out[i].source)
            return false;
    }
    return true;
}

static struct mustls_rec_verdict record_of(const struct mustls_case *c)
{
    return (struct mustls_rec_verdict){
        .run = c->run,
        .subject = text_of(c->subject),
        .subject_version = text_of(c->subject_version),
        .scenario = text_of(c->scenario),
        .instance = c->instance,
        .title = text_of(c->title),
        .tags = text_of(c->tags),
        .verdict = c->verdict,
        .known = c->known,
        .pace = c->pace,
        .good_ms = c->good_ms,
        .fixed = c->fixed,
        .known_note = text_of(c->known_note),
        .ms = c->ms,
        .exit_code = c->exit_code,
        .signal = c->signal,
        .why = mustls_case_why(c),
        .command = text_of(c->command),
        .asked = text_of(c->asked),
        .again = text_of(c->again),
        .files = text_of(c->folder),
        .known_why = text_of(c->known_why),
    };
}

void mustls_report_json(struct mustls_buf *out, const struct mustls_case *c)
{
    enum { MAX_ARENA = 16 << 20 };
    size_t num = c->judgement ? c->judgement->num_findings : 0;
    struct mustls_arena *a = mustls_arena_new(MAX_ARENA);
    struct mustls_rec_finding *findings = a ? mustls_arena_array(a, num, sizeof *findings) : NULL;
    if (!findings || (num && !fill(c, a, findings))) {
        out->failed = true;
    } else {
        struct mustls_rec_verdict r = record_of(c);
        r.findings = findings;
        r.num_findings = num;
        mustls_rec_put_verdict(out, &r);
    }
    mustls_arena_free(a);
}
