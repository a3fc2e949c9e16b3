/* What is wrong with a run: sentences that it broke, a death, an end that did not come. Only of a
 * run that the judge fails. */
#include "outside/internal.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "scenario/scenario.h"

static void add(struct signs *s, const struct mustls_bucket *b)
{
    if (s->num < OUTSIDE_SIGNS && !outside_signs_has(s, b))
        s->buckets[s->num++] = *b;
}

bool outside_signs_has(const struct signs *s, const struct mustls_bucket *b)
{
    for (size_t i = 0; i < s->num; i++)
        if (strcmp(s->buckets[i].name, b->name) == 0)
            return true;
    return false;
}

/* " after STARTTLS in clear": where the client was. */
static void put_where(struct mustls_buf *b, const struct mustls_trace *t)
{
    const struct mustls_event *last = NULL;
    for (size_t i = 0; i < t->num_events; i++)
        if (t->events[i].kind == MUSTLS_E_COMMAND)
            last = &t->events[i];
    if (!last) {
        mustls_buf_puts(b, " before its first command");
        return;
    }
    mustls_buf_puts(b, " after ");
    for (size_t i = 0; i < last->raw.len && i < 12 && last->raw.ptr[i] > ' '; i++)
        mustls_buf_putc(b, last->raw.ptr[i]);
    mustls_buf_printf(b, " in %s", mustls_phase_name(last->phase));
}

static void add_words(struct signs *s, enum mustls_find_kind kind, const char *what,
                      const struct mustls_trace *t)
{
    struct mustls_bucket bucket;
    struct mustls_buf b;
    mustls_buf_init(&b, 256);
    mustls_buf_puts(&b, what);
    put_where(&b, t);
    mustls_bucket_of_words(kind, mustls_buf_span(&b), &bucket);
    mustls_buf_deinit(&b);
    add(s, &bucket);
}

static const char *signal_name(int sig, char buf[32])
{
    static const struct {
        int sig;
        const char *name;
    } names[] = {{SIGSEGV, "SIGSEGV"}, {SIGABRT, "SIGABRT"}, {SIGBUS, "SIGBUS"},
                 {SIGFPE, "SIGFPE"},   {SIGILL, "SIGILL"},   {SIGPIPE, "SIGPIPE"},
                 {SIGTRAP, "SIGTRAP"}, {SIGSYS, "SIGSYS"}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (names[i].sig == sig)
            return names[i].name;
    snprintf(buf, 32, "signal %d", sig);
    return buf;
}

/* Death at somebody's hand, such as the kernel's when memory runs out, is not the input's doing. */
static bool own_death(int sig)
{
    return sig != SIGKILL && sig != SIGTERM && sig != SIGINT && sig != SIGHUP && sig != SIGQUIT;
}

static void add_crash(struct signs *s, const struct mustls_exec *x)
{
    struct mustls_bucket b;
    char buf[32], what[64];
    const struct mustls_event *out = mustls_trace_find(&x->trace, MUSTLS_E_OUTPUT, 0);
    if (x->signal && !own_death(x->signal))
        return;
    if (out && mustls_bucket_of(out->raw, &b)) { /* a sanitizer's report, or an assert's */
        add(s, &b);
        return;
    }
    snprintf(what, sizeof what, x->signal ? "died by %s" : "left by a sanitizer's report%s",
             x->signal ? signal_name(x->signal, buf) : "");
    add_words(s, MUSTLS_FIND_CRASH, what, &x->trace);
}

static bool is_known(const struct outside *o, const struct mustls_exec *x,
                     struct mustls_finding *finding)
{
    struct mustls_judgement one = {
        .verdict = MUSTLS_FAIL, .findings = finding, .num_findings = 1, .why = ""};
    const struct mustls_subject *s = x->subject;
    unsigned line;
    struct mustls_span why;
    return o->o->known &&
           mustls_known_look(o->o->known, s->name, s->version, x->prog->id, MUSTLS_FAIL, &one,
                             &line, &why) == MUSTLS_KNOWN_AS_LISTED;
}

static void add_broken(const struct outside *o, struct signs *s, const struct mustls_exec *x)
{
    for (size_t i = 0; i < x->judgement.num_findings; i++) {
        struct mustls_finding *f = &x->judgement.findings[i];
        struct mustls_bucket bucket;
        struct mustls_buf b;
        if (f->outcome != MUSTLS_BROKEN || f->sentence->level != MUSTLS_MUST)
            continue;
        if (is_known(o, x, f)) {
            s->num_known++;
            continue;
        }
        mustls_buf_init(&b, 4096);
        mustls_sentence_put(&b, f->sentence);
        mustls_bucket_of_words(MUSTLS_FIND_BROKEN, mustls_buf_span(&b), &bucket);
        mustls_buf_deinit(&b);
        add(s, &bucket);
    }
}

/* A reply that leaves nothing to wait for: a whole one, and neither a preliminary one nor the call
 * for a message, whose lines we would wait for. */
static bool is_final(const struct mustls_event *e)
{
    return e->kind == MUSTLS_E_REPLY && e->faults == 0 &&
           (e->code / 100 == 2 || e->code / 100 == 4 || e->code / 100 == 5 || e->code == 334);
}

/* On the connection that `t->events[from]` opened, it is the client's turn (1), or it is over (0);
 * -1: the client may wait for us. */
static int left_on(const struct mustls_trace *t, size_t from)
{
    int left = -1;
    for (size_t i = from + 1; i < t->num_events; i++) {
        const struct mustls_event *e = &t->events[i];
        if (e->conn != t->events[from].conn)
            continue;
        if (e->kind == MUSTLS_E_CLOSE || e->kind == MUSTLS_E_RESET)
            return 0;
        if (e->kind == MUSTLS_E_REPLY)
            left = is_final(e) ? 1 : -1;
        else if (e->from == MUSTLS_FROM_SUBJECT)
            left = -1;
    }
    return left;
}

static mustls_usec last_word(const struct mustls_trace *t)
{
    mustls_usec last = 0;
    for (size_t i = 0; i < t->num_events; i++)
        if (t->events[i].conn != 0)
            last = t->events[i].us;
    return last;
}

/* A client may wait minutes for a reply (RFC 5321 4.5.3.2), and one that is still busy at the limit
 * is just slow. So it hangs only when it was quiet for long, and there was nothing left to wait
 * for: every connection was over; or it was the client's turn, and it is one that gives up when it
 * waits in vain, as it might for another reply. */
bool outside_hangs(const struct mustls_trace *t, mustls_usec limit, bool gives_up)
{
    const struct mustls_event *end = mustls_trace_find(t, MUSTLS_E_EXIT, 0);
    bool any = false;
    if (!end || !mustls_span_eq(end->raw, MUSTLS_LIT("killed")) || last_word(t) >= limit / 2)
        return false;
    for (size_t i = 0; i < t->num_events; i++) {
        if (t->events[i].kind != MUSTLS_E_CONNECT)
            continue;
        any = true;
        int left = left_on(t, i);
        if (left < 0 || (left > 0 && !gives_up))
            return false;
    }
    return any;
}

void outside_signs(const struct outside *o, const struct mustls_exec *x, struct signs *out)
{
    out->num = out->num_known = 0;
    if (x->judgement.verdict != MUSTLS_FAIL)
        return;
    if (x->judgement.crashed)
        add_crash(out, x);
    add_broken(o, out, x);
    if (outside_hangs(&x->trace, x->prog->limit, o->gives_up))
        add_words(out, MUSTLS_FIND_TIMEOUT, "no end", &x->trace);
}
