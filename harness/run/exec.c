#include "run/exec.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "client/client.h"

#define EXEC_ARENA (64u << 20)
/* A client that asks for STARTTLS again and again fills any. It is cut off a little before, behind
 * some ten thousand commands, and has shown by then what it does. */
#define TRACE_EVENTS 40000
#define TRACE_BYTES  (96u << 20)

/* How long a `\|` holds the next segment back on a socket: long enough that a peer which is awake
 * reads the first alone. */
#define SOCKET_GAP MUSTLS_MSEC(10)

void mustls_exec_trouble(struct mustls_exec *x, const char *fmt, ...)
{
    if (x->trouble[0])
        return; /* the first trouble is the cause */
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(x->trouble, sizeof x->trouble, fmt, ap);
    va_end(ap);
}

static bool in_memory(const struct mustls_subject *s)
{
    return s->kind == MUSTLS_SUBJECT_CLIENT || s->kind == MUSTLS_SUBJECT_SERVER;
}

static struct mustls_exec *exec_new(struct mustls_world *w, const struct mustls_program *prog,
                                    const struct mustls_subject *subject)
{
    struct mustls_arena *a = mustls_arena_new(EXEC_ARENA);
    struct mustls_exec *x = a ? mustls_arena_alloc(a, sizeof *x) : NULL;
    if (!x || mustls_trace_init(&x->trace, TRACE_EVENTS, TRACE_BYTES) != MUSTLS_OK) {
        mustls_arena_free(a);
        return NULL;
    }
    x->arena = a;
    x->world = w;
    x->prog = prog;
    x->subject = subject;
    x->command = x->asked = "";
    x->exit_code = -1;
    return x;
}

static bool make_play(struct mustls_exec *x)
{
    struct mustls_play_params params;
    if (mustls_values_make(x->arena, x->world, x->prog->id, x->subject->name, &x->values) !=
        MUSTLS_OK)
        return false;
    bool memory = in_memory(x->subject);
    x->start = memory ? 0 : mustls_io_now(x->world->io);
    mustls_values_params(&x->values, x->start, memory ? 0 : SOCKET_GAP, &params);
    params.cut = x->cut;
    x->play = mustls_play_new(x->prog, &x->trace, &params);
    return x->play != NULL;
}

static void on_event_seen(void *arg, const struct mustls_event *ev)
{
    struct mustls_exec *x = arg;
    mustls_capture_event(x->capture, ev);
    if (x->on_event)
        x->on_event(x->event_arg, ev);
}

/* Must come before the player is made, whose first event it sees. */
static bool make_capture(struct mustls_exec *x)
{
    bool memory = in_memory(x->subject);
    if (!x->world->capture)
        return true;
    x->capture =
        mustls_capture_new(memory ? NULL : x->world->io, memory ? 0 : mustls_io_now(x->world->io));
    x->trace.on_event = on_event_seen;
    x->trace.on_event_arg = x;
    return x->capture != NULL;
}

/* A sentence that only a delivery can keep. */
static bool wants_delivery(const struct mustls_sentence *s)
{
    if (s->negated || s->level == MUSTLS_MAY)
        return false;
    if (s->subject == MUSTLS_SUBJ_SUCCEEDS)
        return true;
    for (size_t i = 0; s->subject == MUSTLS_SUBJ_EVENT && i < s->event.num_items; i++) {
        struct mustls_span t = s->event.items[i].text;
        if (mustls_span_eq(t, MUSTLS_LIT("message")) || mustls_span_ieq(t, MUSTLS_LIT("MAIL")) ||
            mustls_span_ieq(t, MUSTLS_LIT("RCPT")) || mustls_span_ieq(t, MUSTLS_LIT("DATA")) ||
            mustls_span_ieq(t, MUSTLS_LIT("AUTH")))
            return true;
    }
    return false;
}

static bool program_wants_delivery(const struct mustls_program *p)
{
    for (size_t i = 0; i < p->num_sentences; i++)
        if (wants_delivery(&p->sentences[i]))
            return true;
    return false;
}

/* What a tool that only makes the handshake can be judged on: scenarios about handshakes and
 * certificates. Its exit status says nothing of the mail dialogue before and behind. */
static bool about_handshake(const struct mustls_program *p)
{
    for (size_t i = 0; i < p->num_tags; i++)
        if (mustls_span_eq(p->tags[i], MUSTLS_LIT("handshake")) ||
            mustls_span_eq(p->tags[i], MUSTLS_LIT("certificate")))
            return !program_wants_delivery(p);
    return false;
}

/* NULL when the subject can do what is asked. */
static const char *lacks(struct mustls_exec *x)
{
    if (x->subject->role != x->prog->role)
        return x->prog->role == MUSTLS_TEST_CLIENT
                   ? "the subject is a server, the scenario tests a client"
                   : "the subject is a client, the scenario tests a server";
    const char *unmet = mustls_exec_unmet(x);
    if (unmet)
        return unmet;
    if (x->subject->kind != MUSTLS_SUBJECT_PROGRAM)
        return NULL;
    const char *wish = mustls_profile_lacks(x->arena, x->subject->profile, x->prog);
    if (wish)
        return mustls_arena_printf(x->arena, "the profile has no line for %s", wish);
    if (x->subject->profile->delivers_nothing && !about_handshake(x->prog))
        return "the subject only makes the handshake, and the scenario is about more";
    return NULL;
}

struct mustls_exec *mustls_exec_start(struct mustls_world *w, const struct mustls_program *prog,
                                      const struct mustls_subject *subject,
                                      const struct mustls_exec_how *how,
                                      void (*done)(void *arg, struct mustls_exec *x), void *arg)
{
    struct mustls_exec *x = exec_new(w, prog, subject);
    if (!x)
        return NULL;
    x->cut = how->cut;
    x->run = how->run;
    x->done = done;
    x->arg = arg;
    x->on_event = x->trace.on_event = how->on_event;
    x->event_arg = x->trace.on_event_arg = how->event_arg;
    if (!make_capture(x) || !make_play(x)) {
        mustls_exec_free(x);
        return NULL;
    }
    const char *skip = how->skip ? how->skip : lacks(x);
    if (skip) {
        struct mustls_play_end end = {
            .kind = MUSTLS_END_SKIP, .code = -1, .output = mustls_span_str(skip)};
        mustls_exec_finish(x, &end, x->start);
    } else if (in_memory(subject)) {
        mustls_exec_memory(x);
    } else {
        mustls_exec_process(x);
    }
    return x;
}

void mustls_exec_finish(struct mustls_exec *x, const struct mustls_play_end *end, mustls_usec now)
{
    x->end = now;
    if (end->kind == MUSTLS_END_SIGNAL)
        x->signal = end->code;
    else if (end->kind == MUSTLS_END_OK || end->kind == MUSTLS_END_FAIL)
        x->exit_code = end->code;
    mustls_play_end(x->play, end, now);
    enum mustls_status st = mustls_judge(x->arena, x->prog, &x->trace, &x->judgement);
    if (st != MUSTLS_OK)
        mustls_exec_trouble(x, "judging failed: %s", mustls_status_name(st));
    if (x->trouble[0]) {
        x->judgement.verdict = MUSTLS_ERROR;
        x->judgement.why = x->trouble;
    }
    x->done(x->arg, x);
}

void mustls_exec_free(struct mustls_exec *x)
{
    if (!x)
        return;
    mustls_exec_process_free(x);
    mustls_capture_free(x->capture);
    mustls_play_free(x->play);
    mustls_trace_deinit(&x->trace);
    mustls_arena_free(x->arena);
}

/* --- the reference client's settings --- */

static bool wish_is(const struct mustls_exec *x, const char *key, const char *value)
{
    return mustls_span_eq(mustls_program_wish(x->prog, key), mustls_span_str(value));
}

void mustls_exec_client_config(struct mustls_exec *x, struct mustls_client_config *out)
{
    struct mustls_span *to = mustls_arena_alloc(x->arena, sizeof *to);
    mustls_usec timeout = MUSTLS_SEC(mustls_program_timeout(x->prog));
    if (to)
        *to = mustls_span_str(x->values.to);
    *out = (struct mustls_client_config){
        .host = mustls_span_str(mustls_exec_host(x)),
        .helo = mustls_span_str(x->values.helo),
        .tls = MUSTLS_CLIENT_TLS_REQUIRED,
        .verify = !wish_is(x, "verify", "no"),
        .user = mustls_span_str(x->values.user),
        .password = mustls_span_str(x->values.password),
        .from = mustls_span_str(x->values.from),
        .to = to,
        .num_to = to ? 1 : 0,
        .message = x->values.message,
        .reply_timeout = timeout,
        .faults = x->subject->faults,
        .hmac_md5 = mustls_hmac_md5,
    };
    /* A wish that was not said leaves what stands there: TLS required, no AUTH. */
    mustls_client_tls_by_word(mustls_program_wish(x->prog, "tls"), &out->tls);
    mustls_client_auth_by_word(mustls_program_wish(x->prog, "auth"), &out->auth);
}
