/* A program that does not deliver to a good server says nothing by failing on a bad one, and one
 * that waits for ever on a silent server says nothing by waiting. */
#include "outside/internal.h"

#include "scenario/scenario.h"

/* The base knows no CRAM-MD5. The challenge is RFC 2195's. */
static const char cram[] = "[tls]\nC?: EHLO\nS: 250-test.example\nS: 250 AUTH CRAM-MD5\n\n"
                           "C?: AUTH CRAM-MD5\n"
                           "S: 334 PDE4OTYuNjk3MTcwOTUyQHBvc3RvZmZpY2UucmVzdG9uLm1jaS5uZXQ+\n"
                           "C: <line>\nS: 235 2.7.0 Authentication successful\n\n";

static void put_good(struct mustls_buf *b, unsigned frame, unsigned limit)
{
    struct mustls_span words = mustls_span_str(mustls_flat_wishes(frame));
    bool optional = mustls_span_find(words, MUSTLS_LIT("opportunistic")) != MUSTLS_NPOS;
    bool is_cram = mustls_span_find(words, MUSTLS_LIT("cram-md5")) != MUSTLS_NPOS;
    mustls_buf_printf(b, "title  a good server\nbase   %s\nclient %s timeout=%u\nlimit  %us\n\n%s",
                      optional ? "optional" : "required", mustls_flat_wishes(frame),
                      OUTSIDE_TIMEOUT, limit, is_cram ? cram : "");
    mustls_buf_puts(b, "MUST client succeeds [harness]\nMUST <message> [harness]\n");
}

static void put_silent(struct mustls_buf *b, unsigned frame, unsigned limit)
{
    mustls_buf_printf(b,
                      "title  a silent server\nbase   none\nclient %s timeout=%u\nlimit  %us\n\n"
                      "[any]\nC: <connect>\nS: <wait>\n\nMUST client fails [harness]\n",
                      mustls_flat_wishes(frame), OUTSIDE_TIMEOUT, limit);
}

static enum mustls_status program_of(struct outside *o, const char *name, struct mustls_span text,
                                     struct mustls_program **out)
{
    const struct mustls_entry *e;
    enum mustls_status st = mustls_library_put(o->o->library, name, name, text);
    if (st == MUSTLS_OK)
        st = mustls_library_load(o->o->library, name, &e, o->err);
    if (st == MUSTLS_OK)
        st = mustls_scenario_program(o->arena, e->chain, e->num, 0,
                                     mustls_library_diags(o->o->library), out);
    if (st == MUSTLS_EPARSE)
        mustls_error_set(o->err, "the base scenarios can't be read: mustls lint scenarios/base/*");
    return st;
}

static void on_done(void *arg, struct mustls_exec *x)
{
    struct slot *s = arg;
    s->exec = x;
    s->state = SLOT_DONE;
    mustls_io_stop(s->o->o->world->io);
}

/* One run, to its end. A signal ends it, too. */
static enum mustls_status run(struct outside *o, const char *name, struct mustls_span text,
                              struct slot *s)
{
    struct mustls_program *p;
    enum mustls_status st = program_of(o, name, text, &p);
    if (st != MUSTLS_OK)
        return st;
    s->o = o;
    s->state = SLOT_RUNS;
    const struct mustls_exec_how how = {.run = ++o->run_no};
    s->exec = mustls_exec_start(o->o->world, p, o->o->subject, &how, on_done, s);
    if (!s->exec)
        return MUSTLS_ENOMEM;
    while (s->state != SLOT_DONE) {
        mustls_io_run(o->o->world->io);
        if (o->result.signum && s->state != SLOT_DONE)
            mustls_exec_abort(s->exec);
    }
    return MUSTLS_OK;
}

static enum mustls_status ask_good(struct outside *o, unsigned frame, char *why, size_t size)
{
    struct slot s = {0};
    struct mustls_buf text;
    char name[64];
    snprintf(name, sizeof name, "fuzz/good-%u", frame);
    mustls_buf_init(&text, 4096);
    put_good(&text, frame, o->o->limit);
    enum mustls_status st = run(o, name, mustls_buf_span(&text), &s);
    mustls_buf_deinit(&text);
    if (st != MUSTLS_OK)
        return st;
    enum mustls_verdict v = s.exec->judgement.verdict;
    if (v == MUSTLS_PASS || v == MUSTLS_WARN) {
        o->frames[o->num_frames++] = frame;
    } else if (!o->result.signum) {
        snprintf(why, size, "%s: %s", mustls_verdict_name(v), s.exec->judgement.why);
        outside_show_text(o, "not fuzzed with %s: %s%s", mustls_flat_wishes(frame),
                          v == MUSTLS_SKIP ? "" : "void, a good server gets no message, ", why);
    }
    outside_slot_clear(&s);
    return MUSTLS_OK;
}

static enum mustls_status ask_silent(struct outside *o)
{
    struct slot s = {0};
    struct mustls_buf text;
    mustls_buf_init(&text, 4096);
    put_silent(&text, o->frames[0], o->o->limit);
    enum mustls_status st = run(o, "fuzz/silent", mustls_buf_span(&text), &s);
    mustls_buf_deinit(&text);
    if (st != MUSTLS_OK)
        return st;
    const struct mustls_event *end = mustls_trace_find(&s.exec->trace, MUSTLS_E_EXIT, 0);
    o->gives_up = end && !mustls_span_eq(end->raw, MUSTLS_LIT("killed")) &&
                  !mustls_span_eq(end->raw, MUSTLS_LIT("skip"));
    if (!o->gives_up && !o->result.signum)
        outside_show_text(o,
                          "%s does not give up on a silent server within %u s: it is said to hang "
                          "only where all connections were closed",
                          o->o->subject->name, o->o->limit);
    outside_slot_clear(&s);
    return MUSTLS_OK;
}

enum mustls_status outside_calibrate(struct outside *o)
{
    char why[400] = "";
    enum mustls_status st = MUSTLS_OK;
    for (unsigned i = 0; i < MUSTLS_NUM_FLAT_FRAMES && st == MUSTLS_OK && !o->result.signum; i++)
        st = ask_good(o, i, why, sizeof why);
    if (st == MUSTLS_OK && o->num_frames == 0 && !o->result.signum) {
        mustls_error_set(o->err,
                         "%s is not calibrated, nothing was fuzzed: it delivers to no good server "
                         "(%s); 'mustls run smoke -v %s' shows what it does",
                         o->o->subject->name, why, o->o->again);
        return MUSTLS_EIO;
    }
    if (st == MUSTLS_OK && !o->result.signum)
        st = ask_silent(o);
    return st;
}
