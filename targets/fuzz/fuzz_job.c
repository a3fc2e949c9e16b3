/* The reference client with a job of the input's own (job.h), against a server's side that is the
 * rest of the input: over null TLS, in virtual time, and with an allocation that fails where the
 * job asks for it. The oracle is the judge; what is sent is what the job says; what can't be sent
 * is refused before a word is said; the log hides the secret, too. */
#include <stdio.h>
#include <stdlib.h>

#include "base/rng.h"
#include "flat/frame.h"
#include "fuzz.h"
#include "job.h"
#include "judge/judge.h"
#include "play/play.h"
#include "scarce.h"
#include "scenario/scenario.h"
#include "sums.h"
#include "tls.h"
#include "wire/loop.h"

enum { MAX_JOB = 1 << 14, MAX_FAILS = 2000 };

/* What can be asked of our own client, whose ways are known, and not of every one. */
static const char own_sentences[] =
    "MUST NOT  <secret> in clear                      [RFC 4954 9]\n"
    "MUST NOT  MAIL after <tls> before 2xx            [RFC 3207 4.2]\n"
    "MUST NOT  MAIL before AUTH where auth=plain      [harness]\n"
    "MUST NOT  MAIL before AUTH where auth=login      [harness]\n"
    "MUST NOT  MAIL before AUTH where auth=cram-md5   [harness]\n";

static struct mustls_tls_factory *factory;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    factory = fuzz_tls_start("test.example");
    fuzz_tls_make_all(factory);
    fuzz_sums_start();
    return 0;
}

/* The wishes, the sentences and the words of <tls> as a program; NULL for words that are none. */
static struct mustls_program *frame(struct mustls_arena *a, const struct fuzz_job *job)
{
    struct mustls_diags d;
    struct mustls_scenario *scn;
    struct mustls_program *p = NULL;
    struct mustls_buf text;
    mustls_diags_init(&d, a);
    mustls_buf_init(&text, 1u << 16);
    mustls_buf_printf(&text, "base none\nclient tls=%s auth=%s\n\n[any]\nC: <connect>\nS: <tls%s",
                      fuzz_job_tls(job), fuzz_job_auth(job), job->server.len > 0 ? " " : "");
    mustls_buf_put(&text, job->server);
    mustls_buf_printf(&text, ">\n\n%s%s", mustls_flat_sentences, own_sentences);
    if (mustls_scenario_parse(a, "fuzz", "fuzz", mustls_buf_span(&text), &d, &scn) == MUSTLS_OK) {
        const struct mustls_scenario *chain[] = {scn};
        if (mustls_scenario_program(a, chain, 1, 0, &d, &p) != MUSTLS_OK)
            p = NULL;
    }
    mustls_buf_deinit(&text);
    return p && p->num_steps == 1 ? p : NULL;
}

static struct mustls_program *program(struct mustls_arena *a, struct mustls_span in,
                                      const struct fuzz_job *job)
{
    struct mustls_program *p, *f = frame(a, job);
    if (!f || mustls_flat_program(a, in, &p) != MUSTLS_OK)
        return NULL;
    p->wishes = f->wishes;
    p->num_wishes = f->num_wishes;
    p->sentences = f->sentences;
    p->num_sentences = f->num_sentences;
    for (size_t i = 0; i < p->num_rules; i++)
        p->rules[i].optional = true;
    for (size_t i = 0; i < p->num_steps; i++)
        if (p->steps[i].kind == MUSTLS_STEP_TLS)
            p->steps[i].tls = f->steps[0].tls;
    return p;
}

/* No HMAC, but as long and as unlike its input as one: nobody here checks it. */
static void digest(struct mustls_span key, struct mustls_span data, uint8_t out[16])
{
    const uint64_t sums[] = {mustls_hash(key) ^ mustls_hash(data), mustls_hash(data)};
    memcpy(out, sums, sizeof sums);
}

static bool holds(struct mustls_span in, struct mustls_span what)
{
    return what.len > 0 && mustls_span_find(in, what) != MUSTLS_NPOS;
}

static void look_at_log(void *arg, char dir, struct mustls_span line)
{
    const struct fuzz_job *job = arg;
    fuzz_require(dir == '<' || dir == '>', "the log says who spoke");
    fuzz_require(!holds(line, MUSTLS_LIT("\n")), "the log's lines are lines");
    fuzz_require(!holds(line, job->looked_for), "no secret in the log");
}

/* --- what the server saw, against the job --- */

static bool is_one_of_to(const struct fuzz_job *job, struct mustls_span line)
{
    struct mustls_buf b;
    bool found = false;
    mustls_buf_init(&b, 1024);
    for (size_t i = 0; i < job->cfg.num_to && !found; i++) {
        mustls_buf_clear(&b);
        mustls_buf_puts(&b, "RCPT TO:<");
        mustls_buf_put(&b, job->to[i]);
        mustls_buf_puts(&b, ">\r\n");
        found = mustls_span_eq(line, mustls_buf_span(&b));
    }
    mustls_buf_deinit(&b);
    return found;
}

static bool is_8bit(struct mustls_span s)
{
    for (size_t i = 0; i < s.len; i++)
        if (s.ptr[i] & 0x80)
            return true;
    return false;
}

/* Up to the message, whose lines may pass for commands where replies were too many. */
static void check_commands(const struct fuzz_job *job, const struct mustls_trace *t)
{
    for (size_t i = 0; i < t->num_events; i++) {
        const struct mustls_event *e = &t->events[i];
        if (e->kind != MUSTLS_E_COMMAND)
            continue;
        if (mustls_span_istarts(e->raw, MUSTLS_LIT("DATA")))
            return;
        if (mustls_span_starts(e->raw, MUSTLS_LIT("RCPT")))
            fuzz_require(is_one_of_to(job, e->raw), "recipients are those of the job");
        if (mustls_span_starts(e->raw, MUSTLS_LIT("MAIL")))
            fuzz_require(holds(e->raw, MUSTLS_LIT(" BODY=8BITMIME")) == is_8bit(job->cfg.message),
                         "8BITMIME is said of 8-bit messages");
        if (mustls_span_starts(e->raw, MUSTLS_LIT("EHLO ")))
            fuzz_require(holds(e->raw, job->cfg.helo), "the name is that of the job");
    }
}

/* The message with CRLF for every line end, written down a second time. */
static void put_lines(struct mustls_buf *out, struct mustls_span in)
{
    for (size_t i = 0; i < in.len; i++) {
        if (in.ptr[i] == '\r' && i + 1 < in.len && in.ptr[i + 1] == '\n')
            continue;
        if (in.ptr[i] == '\r' || in.ptr[i] == '\n')
            mustls_buf_puts(out, "\r\n");
        else
            mustls_buf_putc(out, in.ptr[i]);
    }
}

/* What arrived whole ends as the message does: see fuzz_client.c. */
static void check_message(const struct fuzz_job *job, const struct mustls_trace *t)
{
    struct mustls_buf b;
    mustls_buf_init(&b, 1u << 20);
    put_lines(&b, job->cfg.message);
    for (size_t i = 1; i < t->num_events; i++) {
        struct mustls_span raw = t->events[i - 1].raw, message = mustls_buf_span(&b);
        if (t->events[i].kind != MUSTLS_E_MESSAGE || t->events[i - 1].kind != MUSTLS_E_DATA)
            continue;
        size_t len = raw.len < message.len ? raw.len : message.len;
        fuzz_require_same(mustls_span_from(raw, raw.len - len),
                          mustls_span_from(message, message.len - len), "the message as it is");
    }
    mustls_buf_deinit(&b);
}

static void tell(const struct mustls_judgement *j)
{
    for (size_t i = 0; i < j->num_findings; i++) {
        const struct mustls_finding *f = &j->findings[i];
        if (f->outcome == MUSTLS_BROKEN)
            fprintf(stderr, "broken: %.*s\n", (int)f->sentence->text.len, f->sentence->text.ptr);
    }
    fprintf(stderr, "%s\n", j->why);
}

static void judge(struct mustls_arena *a, const struct mustls_program *p,
                  const struct mustls_trace *t)
{
    struct mustls_judgement j;
    fuzz_require(mustls_judge(a, p, t, &j) == MUSTLS_OK, "memory");
    if (j.verdict == MUSTLS_FAIL || j.verdict == MUSTLS_WARN || j.verdict == MUSTLS_ERROR) {
        tell(&j);
        fuzz_require(false, "the judge's sentences");
    }
}

/* --- one conversation --- */

/* Refused: nothing is said, and why is told, unless there was no memory for that. */
static void check_refused(struct mustls_client *c, bool scarce)
{
    struct mustls_talker t = mustls_client_talker(c);
    if (t.ops->wants(t.self) != MUSTLS_WANT_DONE)
        return;
    fuzz_require(mustls_client_result(c) == MUSTLS_CLIENT_PERMANENT, "what can't be sent fails");
    fuzz_require(scarce || mustls_client_output(c).len > 0, "what can't be sent is told");
}

static void check_end(const struct fuzz_job *job, const struct mustls_client *c,
                      struct mustls_play_end *end)
{
    enum mustls_client_result r = mustls_client_result(c);
    *end = (struct mustls_play_end){
        .kind = MUSTLS_END_FAIL, .code = 1, .output = mustls_client_output(c)};
    fuzz_require(r != MUSTLS_CLIENT_BUSY, "the client comes to an end");
    fuzz_require(r != MUSTLS_CLIENT_PARTIAL || job->cfg.num_to > 1, "one recipient is all or none");
    fuzz_require(!holds(end->output, job->looked_for), "no secret in what is printed");
    if (r == MUSTLS_CLIENT_DELIVERED || r == MUSTLS_CLIENT_PARTIAL) {
        end->kind = MUSTLS_END_OK;
        end->code = 0;
    }
}

/* Gives the time at its end. */
static mustls_usec converse(struct mustls_client *c, struct fuzz_scarce *memory,
                            const struct fuzz_job *job, struct mustls_play *play, size_t size)
{
    struct mustls_loop_side s = {.active = fuzz_scarce_talker(memory),
                                 .server = play,
                                 .factory = factory,
                                 .limit = MUSTLS_NEVER,
                                 .max_steps = 2000 + 8 * size,
                                 .tap = fuzz_sums_tap()};
    struct mustls_play_end end;
    mustls_usec now = 0;
    enum mustls_loop_end how = mustls_loop_run(&s, &now);
    fuzz_require(how != MUSTLS_LOOP_LIMIT, "an end in bounded steps");
    fuzz_require(how != MUSTLS_LOOP_STUCK, "nobody waits for ever");
    check_end(job, c, &end);
    mustls_play_end(play, &end, now);
    return now;
}

/* Of all the runs of a replay, the one that an engine has is told. */
static void sum(const struct mustls_trace *t, bool told)
{
    if (told)
        fuzz_sums_end(t);
    else
        fuzz_sums_drop();
}

/* Plays it once; allocation `fail` fails, none if negative. *took is how long it did. False when
 * there were not so many. */
static bool run(struct mustls_arena *a, const struct mustls_program *p, const struct fuzz_job *job,
                long fail, size_t size, mustls_usec *took)
{
    struct mustls_trace trace;
    *took = 0;
    struct mustls_play_params params = {.password = job->looked_for,
                                        .nonce = MUSTLS_LIT(FUZZ_JOB_NONCE)};
    struct fuzz_scarce memory = {.left = fail, .careless = job->careless};
    fuzz_require(mustls_trace_init(&trace, 100000, 64u << 20) == MUSTLS_OK, "memory");
    struct mustls_play *play = mustls_play_new(p, &trace, &params);
    fuzz_require(play != NULL, "memory");
    fuzz_scarce_enter(&memory);
    struct mustls_client *c = mustls_client_new(&job->cfg);
    fuzz_scarce_leave(&memory);
    fuzz_require(c || (fail >= 0 && memory.left < 0), "memory");
    if (c) {
        mustls_client_set_log(c, look_at_log, (void *)job);
        memory.inner = mustls_client_talker(c);
        check_refused(c, memory.left < 0);
        *took = converse(c, &memory, job, play, size);
        check_commands(job, &trace);
        check_message(job, &trace);
        judge(a, p, &trace);
    }
    sum(&trace, fail == job->fail || (memory.left >= 0 && job->fail > fail));
    mustls_client_free(c);
    mustls_play_free(play);
    mustls_trace_deinit(&trace);
    return memory.left < 0;
}

/* Who has no memory gives up. It does not say half a word, and wait. */
static void check_time(mustls_usec usual, mustls_usec scarce)
{
    const mustls_usec drain = MUSTLS_SEC(2);
    fuzz_require(scarce <= usual + drain, "without memory it takes no longer");
}

/* A replay lets each allocation fail in turn, until there is none left. */
static void run_all(struct mustls_arena *a, const struct mustls_program *p,
                    const struct fuzz_job *job, size_t size)
{
    mustls_usec usual, took;
    bool failed = job->fail >= 0;
    if (!failed || !fuzz_thorough) {
        run(a, p, job, job->fail, size, &took);
        return;
    }
    run(a, p, job, -1, size, &usual);
    for (long fail = 0; failed && fail < MAX_FAILS; fail++) {
        failed = run(a, p, job, fail, size, &took);
        check_time(usual, took);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mustls_span in = mustls_span(data, size), job_text;
    if (size < MUSTLS_FLAT_HEAD)
        return 0;
    size_t len = (size_t)data[1] | (size_t)data[2] << 8;
    in = mustls_span_from(in, MUSTLS_FLAT_HEAD);
    job_text = mustls_span_first(in, len < MAX_JOB ? len : MAX_JOB);
    in = mustls_span_from(in, job_text.len);
    fuzz_tls_begin(in);
    struct fuzz_job job;
    struct mustls_arena *a = mustls_arena_new(64u << 20);
    fuzz_require(a != NULL, "memory");
    fuzz_job_init(&job, job_text);
    job.cfg.hmac_md5 = digest;
    struct mustls_program *p = program(a, in, &job);
    if (p)
        run_all(a, p, &job, size);
    fuzz_job_deinit(&job);
    mustls_arena_free(a);
    fuzz_end();
    return 0;
}
