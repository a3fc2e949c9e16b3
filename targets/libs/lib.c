#include "lib.h"

#include <stdio.h>
#include <unistd.h>

#include "../fuzz/fuzz.h"
#include "../fuzz/library.h"
#include "../fuzz/random.h"
#include "../fuzz/sums.h"
#include "clock.h"
#include "flat/frame.h"
#include "good.h"
#include "oracle.h"
#include "real.h"
#include "scenario/scenario.h"
#include "session.h"
#include "states.h"
#include "tls_ssl/ssl.h"

/* Calls that an execution may make: many for a library that reads byte by byte and looks at the
 * clock each time, few for a machine. */
#define BUDGET(size) (20000 + 64 * (size))

enum { MAX_INPUT = 1 << 17 };

static struct {
    const char *name;
    mustls_send_fn *send;
    struct mustls_arena *arena; /* lives as long as the process */
    struct mustls_tls_factory *factory;
    struct mustls_job job;
    struct mustls_program *frames[MUSTLS_NUM_FLAT_FRAMES]; /* wishes and sentences */
    bool able[MUSTLS_NUM_FLAT_FRAMES];
    bool started;
} lib;

/* --- once --- */

static struct mustls_program *make_program(unsigned frame, const char *rules)
{
    struct mustls_diags d;
    struct mustls_scenario *scn;
    struct mustls_program *p = NULL;
    struct mustls_buf text;
    mustls_diags_init(&d, lib.arena);
    mustls_buf_init(&text, 1u << 16);
    mustls_buf_printf(&text, "base none\nclient %s\n\n%s\n%s", mustls_flat_wishes(frame), rules,
                      mustls_flat_sentences);
    bool good = mustls_scenario_parse(lib.arena, "good", "good", mustls_buf_span(&text), &d,
                                      &scn) == MUSTLS_OK;
    const struct mustls_scenario *chain[] = {good ? scn : NULL};
    good = good && mustls_scenario_program(lib.arena, chain, 1, 0, &d, &p) == MUSTLS_OK;
    mustls_buf_deinit(&text);
    fuzz_require(good, "our own scenario is a program");
    return p;
}

static void make_tls(void)
{
    static const char *const hosts[] = {SESSION_HOST};
    struct mustls_error err;
    fuzz_require(fuzz_library_take_over(), "OpenSSL takes memory and numbers from us");
    struct mustls_zoo *zoo = mustls_zoo_new(hosts, 1, &err);
    lib.factory = zoo ? mustls_tls_ssl_factory_new(zoo, &err) : NULL;
    if (!lib.factory) {
        fprintf(stderr, "%s: can't make certificates: %s\n", lib.name, err.text);
        _exit(3); /* not exit: an engine would call it a find */
    }
    struct mustls_span pem = mustls_zoo_ca_pem(zoo);
    lib.job.ca_pem = mustls_arena_str(lib.arena, pem);
    lib.job.ca_file = real_memory_file(pem.ptr, pem.len);
    fuzz_require(lib.job.ca_pem && lib.job.ca_file, "memory");
}

static void ask_for(struct mustls_job *job, const struct mustls_program *p)
{
    static const struct {
        const char *word;
        enum mustls_job_auth auth;
    } words[] = {
        {"none", MUSTLS_JOB_NO_AUTH}, {"plain", MUSTLS_JOB_PLAIN},
        {"login", MUSTLS_JOB_LOGIN},  {"cram-md5", MUSTLS_JOB_CRAM_MD5},
        {"any", MUSTLS_JOB_ANY_AUTH},
    };
    struct mustls_span tls = mustls_program_wish(p, "tls"), auth = mustls_program_wish(p, "auth");
    bool required = mustls_span_eq(tls, MUSTLS_LIT("required"));
    job->tls = required ? MUSTLS_JOB_REQUIRED : MUSTLS_JOB_OPPORTUNISTIC;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (mustls_span_eq(auth, mustls_span_str(words[i].word)))
            job->auth = words[i].auth;
}

static void play(struct session *s, struct mustls_arena *a, const struct mustls_program *p,
                 size_t size)
{
    struct mustls_job job = lib.job;
    ask_for(&job, p);
    session_play(s, a, p, lib.factory, lib.send, &job, BUDGET(size));
}

static void tell_undelivered(const struct session *s, unsigned frame, enum good_server server)
{
    fprintf(stderr, "%s: does not deliver to %s (%s), so fuzzing it would test nothing.\n",
            lib.name, good_name(server), mustls_flat_wishes(frame));
    if (s->cut)
        fprintf(stderr, "It was stopped: %s\n", s->cut);
    for (size_t i = 0; i < s->trace.num_events; i++) {
        const struct mustls_event *e = &s->trace.events[i];
        fprintf(stderr, "  %-9s %-7s %.*s\n", mustls_event_name(e->kind),
                mustls_phase_name(e->phase), (int)e->raw.len, (const char *)e->raw.ptr);
    }
}

/* False: the wish is beyond the library. */
static bool delivers(unsigned frame, enum good_server server)
{
    struct mustls_buf rules;
    struct session s;
    mustls_buf_init(&rules, 1u << 16);
    good_rules(&rules, server);
    play(&s, lib.arena, make_program(frame, mustls_buf_cstr(&rules)), 0);
    mustls_buf_deinit(&rules);
    bool can = s.sent != MUSTLS_CANNOT;
    bool good = s.sent == MUSTLS_SENT && mustls_trace_find(&s.trace, MUSTLS_E_ACCEPTED, 0);
    if (server == GOOD_STARTTLS)
        good = good && mustls_trace_find(&s.trace, MUSTLS_E_TLS, 0);
    if (can && !good) {
        tell_undelivered(&s, frame, server);
        _exit(3);
    }
    session_end(&s);
    return can;
}

static void try_good_servers(void)
{
    bool any = false;
    for (unsigned i = 0; i < MUSTLS_NUM_FLAT_FRAMES; i++) {
        bool required = strstr(mustls_flat_wishes(i), "tls=required") != NULL;
        lib.able[i] = delivers(i, GOOD_STARTTLS) && (required || delivers(i, GOOD_PLAIN));
        if (!lib.able[i])
            fprintf(stderr, "%s: can't do %s: not tried\n", lib.name, mustls_flat_wishes(i));
        any |= lib.able[i];
    }
    if (!any) {
        fprintf(stderr, "%s: can do none of the wishes\n", lib.name);
        _exit(3);
    }
}

static void start(const char *name, mustls_send_fn *send)
{
    lib.started = true;
    lib.name = name;
    lib.send = send;
    lib.arena = mustls_arena_new(16u << 20);
    fuzz_require(lib.arena != NULL, "memory");
    lib.job = (struct mustls_job){
        .host = SESSION_HOST,
        .address = "127.0.0.1",
        .port = SESSION_PORT,
        .user = SESSION_USER,
        .password = SESSION_PASSWORD,
        .from = "from@test.example",
        .to = "to@test.example",
        .message =
            "From: <from@test.example>\r\n"
            "To: <to@test.example>\r\n"
            "Date: Thu, 1 Jan 2026 00:00:00 +0000\r\n"
            "Message-Id: <1@test.example>\r\nSubject: x\r\n\r\n.dot\r\n" SESSION_NONCE "\r\n"};
    oracle_start(name);
    fuzz_sums_start();
    make_tls();
    for (unsigned i = 0; i < MUSTLS_NUM_FLAT_FRAMES; i++)
        lib.frames[i] = make_program(i, "[any]\nC: <connect>\nS: 220 x\n");
    try_good_servers();
    fuzz_sums_drop();
}

/* --- one input --- */

/* The input, asking for a wish that the library can be asked. */
static struct mustls_span fit(const uint8_t *data, size_t size)
{
    static uint8_t copy[MAX_INPUT];
    unsigned frame = mustls_flat_frame(mustls_span(data, size));
    if (lib.able[frame] || size == 0 || size > sizeof copy)
        return mustls_span(data, size);
    while (!lib.able[frame])
        frame = (frame + 1) % MUSTLS_NUM_FLAT_FRAMES;
    memcpy(copy, data, size);
    copy[0] = (uint8_t)(copy[0] % MUSTLS_NUM_FLAT_OPS + frame * MUSTLS_NUM_FLAT_OPS);
    return mustls_span(copy, size);
}

/* The input's rules with the frame's wishes and sentences. */
static struct mustls_program *program(struct mustls_arena *a, struct mustls_span in)
{
    const struct mustls_program *frame = lib.frames[mustls_flat_frame(in)];
    struct mustls_program *p;
    fuzz_require(mustls_flat_program(a, in, &p) == MUSTLS_OK, "memory");
    p->sentences = frame->sentences;
    p->num_sentences = frame->num_sentences;
    for (size_t i = 0; i < p->num_rules; i++)
        p->rules[i].optional = true;
    return p;
}

int mustls_fuzz_library(const char *name, mustls_send_fn *send, const uint8_t *data, size_t size)
{
    clock_spare_alarm();
    if (!lib.started)
        start(name, send);
    struct mustls_span in = fit(data, size);
    if (!lib.able[mustls_flat_frame(in)])
        return 0; /* empty, and the first wish is beyond the library */
    fuzz_begin();
    fuzz_random_rewind();
    struct mustls_arena *a = mustls_arena_new(64u << 20);
    struct session s;
    fuzz_require(a != NULL, "memory");
    play(&s, a, program(a, in), size);
    states_note(&s.trace);
    if (s.sent != MUSTLS_CANNOT)
        oracle_look(&s, in);
    fuzz_sums_end(&s.trace);
    session_end(&s);
    mustls_arena_free(a);
    fuzz_end();
    return 0;
}
