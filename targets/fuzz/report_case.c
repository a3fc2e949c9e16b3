#include "report_case.h"

#include "fuzz.h"

enum { MAX_TEXT = 48, MAX_EVENTS = 400, MAX_REPEATS = 40 };

static uint8_t octet(struct mustls_span *in)
{
    uint8_t c = in->len > 0 ? in->ptr[0] : 0;
    *in = mustls_span_from(*in, 1);
    return c;
}

static struct mustls_span take(struct mustls_span *in, size_t n)
{
    struct mustls_span s = mustls_span_first(*in, n);
    *in = mustls_span_from(*in, s.len);
    return s;
}

static const char *text(struct mustls_arena *a, struct mustls_span *in, const char *usual)
{
    size_t n = octet(in) % MAX_TEXT;
    const char *s = n > 0 ? mustls_arena_str(a, take(in, n)) : usual;
    fuzz_require(s != NULL, "memory");
    return s;
}

static void read_texts(struct fuzz_case *f, struct mustls_arena *a, struct mustls_span *in)
{
    struct mustls_case *c = &f->c;
    f->texts = *in;
    c->subject = text(a, in, "acme");
    c->subject_version = text(a, in, "2.1");
    c->scenario = text(a, in, "a/b");
    c->title = text(a, in, "a title");
    c->tags = text(a, in, "one two");
    c->command = text(a, in, "acme --tls");
    c->again = text(a, in, "mustls run a/b");
    c->why = text(a, in, "");
    c->known_why = text(a, in, "");
    c->known_note = text(a, in, "");
    c->asked = c->command;
    c->folder = c->again;
    f->totals.world = c->title;
    f->texts.len -= in->len;
}

/* --- events --- */

static mustls_usec later(mustls_usec now, unsigned how)
{
    static const mustls_usec steps[] = {0, MUSTLS_MSEC(4), MUSTLS_SEC(2)};
    if (how == 3) /* somebody else's clock went back */
        return now / 2;
    return now + steps[how];
}

static struct mustls_span repeated(struct mustls_arena *a, struct mustls_span part, unsigned times)
{
    if (times <= 1 || part.len == 0)
        return part;
    uint8_t *all = mustls_arena_alloc(a, part.len * times);
    fuzz_require(all != NULL, "memory");
    for (unsigned i = 0; all && i < times; i++)
        memcpy(all + i * part.len, part.ptr, part.len);
    return mustls_span(all, part.len * times);
}

static struct mustls_event event(struct mustls_arena *a, struct mustls_span *in, mustls_usec *now)
{
    static const int codes[] = {0, 1, 2, -1, 250, 530, 354, 220, 6, 11, 13, 999};
    static const uint32_t conns[] = {0, 1, 2, UINT32_MAX};
    uint8_t kind = octet(in), who = octet(in), when = octet(in), line = octet(in);
    uint8_t code = octet(in), len = octet(in), times = octet(in);
    *now = later(*now, when & 3);
    return (struct mustls_event){
        .us = *now,
        .kind = (enum mustls_event_kind)(kind % MUSTLS_NUM_EVENTS),
        .from = (enum mustls_from)((who & 3) % 3),
        .phase = (enum mustls_phase)((who >> 2 & 3) % 3),
        .conn = conns[who >> 4 & 3],
        .at = {.unit = when & 4 ? 255 : 0, .line = line % 40},
        .code = codes[code % (sizeof codes / sizeof *codes)],
        .faults = who >> 6 == 3 ? UINT32_MAX : 0,
        .num = when >> 4,
        .raw = repeated(a, take(in, len), times % MAX_REPEATS),
    };
}

static void read_trace(struct fuzz_case *f, struct mustls_arena *a, struct mustls_span in)
{
    mustls_usec now = 0;
    fuzz_require(mustls_trace_init(&f->trace, MAX_EVENTS, 8u << 20) == MUSTLS_OK, "memory");
    for (int i = 0; i < MAX_EVENTS && in.len > 0; i++) {
        struct mustls_event e = event(a, &in, &now);
        fuzz_require(mustls_trace_add(&f->trace, &e) == MUSTLS_OK, "memory");
    }
}

void fuzz_case_read(struct fuzz_case *f, struct mustls_arena *a,
                    const struct mustls_program *const progs[2], struct mustls_span in)
{
    uint8_t how = octet(&in), opts = octet(&in), end = octet(&in), more = octet(&in);
    struct mustls_case *c = &f->c;
    *f = (struct fuzz_case){.o = {.verbose = opts & 1, .redact = opts & 2, .strict = opts & 4},
                            .totals = {.complete = opts & 8}};
    *c = (struct mustls_case){.run = end,
                              .user = CASE_USER,
                              .password = CASE_PASSWORD,
                              .known = how & 2,
                              .fixed = how & 4,
                              .instance = how >> 5,
                              .pace = more,
                              .good_ms = end * 10u,
                              .ms = (uint64_t)more << (end & 15),
                              .exit_code = end,
                              .signal = end & 128 ? more & 15 : 0};
    read_texts(f, a, &in);
    read_trace(f, a, in);
    if ((how & 24) == 24) { /* before a run began */
        c->verdict = end & 1 ? MUSTLS_SKIP : MUSTLS_ERROR;
        return;
    }
    c->prog = progs[how & 1];
    c->trace = &f->trace;
    c->judgement = &f->judgement;
    fuzz_require(mustls_judge(a, c->prog, c->trace, &f->judgement) == MUSTLS_OK, "memory");
    c->verdict = f->judgement.verdict;
    if (c->why[0] == '\0')
        c->why = f->judgement.why;
}

void fuzz_case_end(struct fuzz_case *f)
{
    mustls_trace_deinit(&f->trace);
}
