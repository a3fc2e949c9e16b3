/* The reference client against a server's side of a conversation, in virtual time; over null TLS as
 * fuzz_client, over a real library's as fuzz_client_tls (tls.h). The oracle is the judge, with
 * sentences like those of base/required; and an end in bounded steps.
 */
#include <stdio.h>
#include <stdlib.h>

#include "client/client.h"
#include "flat/frame.h"
#include "fuzz.h"
#include "judge/judge.h"
#include "play/play.h"
#include "scenario/scenario.h"
#include "seeded.h"
#include "sums.h"
#include "tls.h"
#include "wire/loop.h"

#define HOST     "test.example"
#define USER     "fuzz-user-4711"
#define PASSWORD "fuzz-secret-0815"
#define NONCE    "fuzz-nonce-42"
#define MESSAGE  "Subject: x\r\n\r\n.dot\r\n" NONCE "\r\n"

/* What can be asked of our own client, whose ways are known, and not of every one. */
static const char own_sentences[] = "MUST NOT  MAIL after <tls> before 2xx         [RFC 3207 4.2]\n"
                                    "MUST NOT  MAIL before AUTH where auth=plain   [harness]\n"
                                    "MUST NOT  MAIL before AUTH where auth=login   [harness]\n";

static struct mustls_program *frames[MUSTLS_NUM_FLAT_FRAMES];
static struct mustls_tls_factory *factory;
static uint64_t seeded_fault; /* 0, or the client's one mistake */

static struct mustls_program *make_frame(unsigned frame)
{
    static struct mustls_arena *a; /* lives as long as the process */
    struct mustls_diags d;
    struct mustls_scenario *scn;
    struct mustls_program *p;
    struct mustls_buf text;
    if (!a)
        a = mustls_arena_new(16u << 20);
    mustls_diags_init(&d, a);
    mustls_buf_init(&text, 1u << 16);
    mustls_buf_printf(&text, "base none\nclient %s\n\n[any]\nC: <connect>\nS: 220 x\n\n%s%s",
                      mustls_flat_wishes(frame), mustls_flat_sentences, own_sentences);
    fuzz_require(mustls_scenario_parse(a, "fuzz", "fuzz", mustls_buf_span(&text), &d, &scn) ==
                     MUSTLS_OK,
                 "our own scenario parses");
    const struct mustls_scenario *chain[] = {scn};
    fuzz_require(mustls_scenario_program(a, chain, 1, 0, &d, &p) == MUSTLS_OK,
                 "our own scenario is a program");
    mustls_buf_deinit(&text);
    return p;
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    factory = fuzz_tls_start(HOST);
    seeded_fault = fuzz_seeded_fault();
    fuzz_sums_start();
    for (unsigned i = 0; i < MUSTLS_NUM_FLAT_FRAMES; i++)
        frames[i] = make_frame(i);
    return 0;
}

/* The input's rules with the frame's wishes and sentences. */
static struct mustls_program *program(struct mustls_arena *a, struct mustls_span in,
                                      const struct mustls_program *frame)
{
    struct mustls_program *p;
    if (mustls_flat_program(a, in, &p) != MUSTLS_OK)
        return NULL;
    p->wishes = frame->wishes;
    p->num_wishes = frame->num_wishes;
    p->sentences = frame->sentences;
    p->num_sentences = frame->num_sentences;
    for (size_t i = 0; i < p->num_rules; i++)
        p->rules[i].optional = true;
    return p;
}

static struct mustls_client *make_client(const struct mustls_program *p)
{
    static const struct mustls_span to = {(const uint8_t *)"to@test.example", 15};
    struct mustls_client_config cfg = {
        .host = MUSTLS_LIT(HOST),
        .helo = MUSTLS_LIT("client.example"),
        .verify = true,
        .user = MUSTLS_LIT(USER),
        .password = MUSTLS_LIT(PASSWORD),
        .from = MUSTLS_LIT("from@test.example"),
        .to = &to,
        .num_to = 1,
        .message = MUSTLS_LIT(MESSAGE),
        .reply_timeout = MUSTLS_SEC(5),
        .faults = seeded_fault,
    };
    mustls_client_tls_by_word(mustls_program_wish(p, "tls"), &cfg.tls);
    mustls_client_auth_by_word(mustls_program_wish(p, "auth"), &cfg.auth);
    return mustls_client_new(&cfg);
}

static void converse(struct mustls_client *c, struct mustls_play *play, size_t size,
                     mustls_usec *now)
{
    struct mustls_loop_side s = {.active = mustls_client_talker(c),
                                 .server = play,
                                 .factory = factory,
                                 .limit = MUSTLS_NEVER,
                                 .max_steps = 2000 + 8 * size,
                                 .tap = fuzz_sums_tap()};
    enum mustls_loop_end how = mustls_loop_run(&s, now);
    fuzz_require(how != MUSTLS_LOOP_LIMIT, "an end in bounded steps");
    fuzz_require(how != MUSTLS_LOOP_STUCK, "nobody waits for ever");
    struct mustls_play_end end = {
        .kind = MUSTLS_END_FAIL, .code = 1, .output = mustls_client_output(c)};
    enum mustls_client_result r = mustls_client_result(c);
    fuzz_require(r != MUSTLS_CLIENT_BUSY, "the client comes to an end");
    fuzz_require(mustls_span_find(end.output, MUSTLS_LIT(PASSWORD)) == MUSTLS_NPOS,
                 "no secret in what is printed");
    if (r == MUSTLS_CLIENT_DELIVERED || r == MUSTLS_CLIENT_PARTIAL) {
        end.kind = MUSTLS_END_OK;
        end.code = 0;
    }
    mustls_play_end(play, &end, *now);
}

/* What arrived whole ends as the message does, octet for octet. Where replies were too many,
 * commands may stand in front, or its own first lines are missing. A sentence can't say so: other
 * clients add headers. */
static void check_message(const struct mustls_trace *t)
{
    const struct mustls_span message = MUSTLS_LIT(MESSAGE);
    for (size_t i = 1; i < t->num_events; i++) {
        struct mustls_span raw = t->events[i - 1].raw;
        if (t->events[i].kind != MUSTLS_E_MESSAGE || t->events[i - 1].kind != MUSTLS_E_DATA)
            continue;
        size_t len = raw.len < message.len ? raw.len : message.len;
        fuzz_require_same(mustls_span_from(raw, raw.len - len),
                          mustls_span_from(message, message.len - len), "the message as it is");
    }
}

static void tell(const struct mustls_judgement *j, struct mustls_span in)
{
    struct mustls_buf b;
    mustls_buf_init(&b, 1u << 20);
    for (size_t i = 0; i < j->num_findings; i++) {
        const struct mustls_finding *f = &j->findings[i];
        if (f->outcome == MUSTLS_BROKEN)
            fprintf(stderr, "broken: %.*s\n", (int)f->sentence->text.len, f->sentence->text.ptr);
    }
    mustls_flat_scenario(&b, in, "a find of fuzz_client");
    fprintf(stderr, "%s\n%s", j->why, mustls_buf_cstr(&b));
    mustls_buf_deinit(&b);
}

static void judge(struct mustls_arena *a, const struct mustls_program *p,
                  const struct mustls_trace *t, struct mustls_span in)
{
    struct mustls_judgement j;
    fuzz_require(mustls_judge(a, p, t, &j) == MUSTLS_OK, "memory");
    /* Of our own client a SHOULD is asked as well. */
    if (j.verdict == MUSTLS_FAIL || j.verdict == MUSTLS_WARN || j.verdict == MUSTLS_ERROR) {
        tell(&j, in);
        fuzz_require(false, "the judge's sentences");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_tls_begin(mustls_span(data, size));
    unsigned which = mustls_flat_frame(mustls_span(data, size));
    struct mustls_arena *a = mustls_arena_new(64u << 20);
    struct mustls_trace trace;
    struct mustls_play_params params = {
        .user = MUSTLS_LIT(USER), .password = MUSTLS_LIT(PASSWORD), .nonce = MUSTLS_LIT(NONCE)};
    struct mustls_program *p = program(a, mustls_span(data, size), frames[which]);
    fuzz_require(p && mustls_trace_init(&trace, 100000, 64u << 20) == MUSTLS_OK, "memory");
    struct mustls_play *play = mustls_play_new(p, &trace, &params);
    struct mustls_client *c = make_client(p);
    mustls_usec now = 0;
    fuzz_require(play && c, "memory");
    converse(c, play, size, &now);
    fuzz_sums_end(&trace);
    check_message(&trace);
    judge(a, p, &trace, mustls_span(data, size));
    mustls_client_free(c);
    mustls_play_free(play);
    mustls_trace_deinit(&trace);
    mustls_arena_free(a);
    fuzz_end();
    return 0;
}
