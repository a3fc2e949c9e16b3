/* The judge over any sentences and any trace: each finding is that of a second reading, and the
 * verdict follows from them.
 *
 * Input: an octet of settings, with the number of sentences; twelve octets for each sentence; then
 * events of six octets. Every octet means something. */
#include "fuzz.h"
#include "judge/judge.h"
#include "program.h"
#include "reading.h"

enum { MAX_SENTENCES = 6, MAX_EVENTS = 300, SENTENCE = 12, EVENT = 6 };

static const char *const texts[] = {
    "base none\nclient tls=required auth=plain timeout=2\nlimit 5s\n"
    "[any]\nC: EHLO\nS: 250 x\n\nC?: *\nS: 250 x\n\nMAY <connect> [harness]\n",
    "test server\nserver starttls=required\nlimit 5s\n"
    "C: <connect>\nS: 220\n\nMAY <connect> [harness]\n",
};
static struct mustls_program *progs[2];

#define PICK(table, octet) table[(octet) % (sizeof(table) / sizeof *(table))]

static struct mustls_match_item item_of(uint8_t octet)
{
    static const struct {
        int kind;
        const char *text;
    } items[] = {
        {MUSTLS_M_VERB, "EHLO"},
        {MUSTLS_M_VERB, "MAIL"},
        {MUSTLS_M_VERB, "STARTTLS"},
        {MUSTLS_M_VERB, "AUTH"},
        {MUSTLS_M_VERB, "QUIT"},
        {MUSTLS_M_CODE, "530"},
        {MUSTLS_M_CODE, "2xx"},
        {MUSTLS_M_CODE, "xxx"},
        {MUSTLS_M_CODE, "354"},
        {MUSTLS_M_GLOB, "MAIL *SIZE=*"},
        {MUSTLS_M_GLOB, "AUTH *"},
        {MUSTLS_M_GLOB, "*"},
        {MUSTLS_M_GLOB, "530 5.7.0*"},
        {MUSTLS_M_GLOB, ""},
        {MUSTLS_M_EVENT, "secret"},
        {MUSTLS_M_EVENT, "connect"},
        {MUSTLS_M_EVENT, "tls"},
        {MUSTLS_M_EVENT, "close"},
        {MUSTLS_M_EVENT, "reset"},
        {MUSTLS_M_EVENT, "message"},
        {MUSTLS_M_EVENT, "early"},
        {MUSTLS_M_EVENT, "false-success"},
        {MUSTLS_M_EVENT, "false-failure"},
        {MUSTLS_M_EVENT, "hello"},
        {MUSTLS_M_EVENT, "bad-command"},
        {MUSTLS_M_EVENT, "alert"},
    };
    size_t i = octet % (sizeof items / sizeof *items);
    struct mustls_match_item item = {.text = mustls_span_str(items[i].text)};
    item.kind = items[i].kind; /* the type has no name */
    return item;
}

/* None, one or two items. */
static struct mustls_match match_of(struct mustls_match_item *two, const uint8_t *in, unsigned num)
{
    two[0] = item_of(in[0]);
    two[1] = item_of(in[1]);
    return (struct mustls_match){two, num % 3};
}

struct scope {
    struct mustls_match_item items[3][2];
};

static struct mustls_sentence sentence_of(const uint8_t *in, struct scope *scope)
{
    static const mustls_usec within[] = {0, 0, MUSTLS_MSEC(10), MUSTLS_SEC(1)};
    static const struct {
        const char *key, *value;
    } where[] = {{"", ""}, {"", ""}, {"tls", "required"}, {"tls", "off"}, {"starttls", "required"}};
    const unsigned flags = in[8];
    struct mustls_sentence s = {
        .level = (enum mustls_level)(in[0] % 3),
        .negated = in[0] & 128,
        .event = match_of(scope->items[0], in + 2, 1 + in[1] / 64 % 2),
        .phases = in[10] % 3,
        .in_output = (flags & 15) == 1,
        .first = (flags & 48) == 16,
        .once = (flags & 192) == 64,
        .after = match_of(scope->items[1], in + 4, in[9] % 16 % 3),
        .before = match_of(scope->items[2], in + 6, in[9] / 16 % 3),
        .within = PICK(within, in[10] / 4),
        .where = {.key = mustls_span_str(PICK(where, in[11]).key),
                  .value = mustls_span_str(PICK(where, in[11]).value)},
        .source = MUSTLS_LIT("harness"),
        .text = MUSTLS_LIT("a sentence"),
        .at = {.unit = (in[11] / 16) % 2},
    };
    if (in[1] % 64 >= 60) /* MUSTLS_SUBJ_EVENT is what most are about */
        s.subject = in[1] % 64 - 60;
    return s;
}

static struct mustls_event event_of(const uint8_t *in, mustls_usec *now)
{
    static const char *const raws[] = {
        "",
        "EHLO a\r\n",
        "STARTTLS\r\n",
        "MAIL FROM:<a@b> SIZE=1\r\n",
        "mail from:<>\n",
        "AUTH PLAIN AGEA\r\n",
        "QUIT",
        "ok",
        "fail",
        "killed",
        "signal",
        "skip",
        "530 5.7.0 Must issue a STARTTLS command first\r\n",
        "password in output",
        "x\n==1==ERROR: AddressSanitizer: x\n",
        "a.c:1:2: runtime error: x\n",
        "panic: runtime error: x\n",
        "\xff\x80\n",
    };
    static const int codes[] = {0, 1, 2, -1, 250, 530, 354, 220, 11, 13, 14, 999};
    static const mustls_usec steps[] = {0, 0, MUSTLS_MSEC(5), MUSTLS_SEC(3)};
    *now += PICK(steps, in[1] >> 6);
    return (struct mustls_event){
        .us = *now,
        .kind = (enum mustls_event_kind)(in[0] % MUSTLS_NUM_EVENTS),
        .from = (enum mustls_from)((in[1] & 3) % 3),
        .phase = (enum mustls_phase)((in[1] >> 2 & 3) % 3),
        .conn = in[1] >> 4 & 3,
        .at = {.unit = in[5] % 3 == 2 ? 255 : in[5] % 3, .line = in[5] / 3},
        .code = PICK(codes, in[3]),
        .faults = in[4] % 8 == 7,
        .raw = mustls_span_str(PICK(raws, in[2])),
    };
}

static void require_trace(enum mustls_status st)
{
    fuzz_require(st == MUSTLS_OK, "a small trace has room");
}

/* `padding` counts: before every event one that no sentence can be about. */
static void fill(struct mustls_trace *t, struct mustls_span in, bool padding)
{
    mustls_usec now = 0;
    require_trace(mustls_trace_init(t, 2 * MAX_EVENTS, 1u << 20));
    for (size_t num = 1; in.len >= EVENT && num <= MAX_EVENTS; num++) {
        struct mustls_event e = event_of(in.ptr, &now);
        in = mustls_span_from(in, EVENT);
        if (e.conn > num)
            e.conn = (uint32_t)num; /* they are counted, and each begins with an event */
        if (padding)
            require_trace(mustls_trace_add(t, &(struct mustls_event){.kind = MUSTLS_E_LEAK,
                                                                     .from = MUSTLS_FROM_RUN,
                                                                     .us = now,
                                                                     .at = MUSTLS_NOWHERE}));
        require_trace(mustls_trace_add(t, &e));
    }
}

static bool any(const struct mustls_judgement *j, enum mustls_level level, bool own)
{
    for (size_t i = 0; i < j->num_findings; i++) {
        const struct mustls_finding *f = &j->findings[i];
        if (own && f->sentence->at.unit == 0 && f->outcome != MUSTLS_NA)
            return true;
        if (!own && f->outcome == MUSTLS_BROKEN && f->sentence->level == level)
            return true;
    }
    return false;
}

static void check_verdict(const struct mustls_judgement *j)
{
    bool must = any(j, MUSTLS_MUST, false), should = any(j, MUSTLS_SHOULD, false);
    fuzz_require(j->verdict < MUSTLS_NUM_VERDICTS && j->verdict != MUSTLS_ERROR,
                 "a whole trace has a verdict");
    fuzz_require(!must || j->verdict == MUSTLS_FAIL, "a broken MUST is FAIL");
    fuzz_require(j->verdict != MUSTLS_PASS || (!must && !should && any(j, MUSTLS_MUST, true) &&
                                               j->num_unfired == 0 && !j->crashed),
                 "PASS: something was judged, and all is well");
    fuzz_require((j->verdict == MUSTLS_PASS) == (j->why[0] == '\0'), "all but PASS says why");
    fuzz_require(!j->crashed || j->verdict == MUSTLS_FAIL || j->verdict == MUSTLS_SKIP,
                 "a crash is FAIL");
}

static void check_findings(const struct mustls_program *p, const struct mustls_trace *t,
                           const struct mustls_judgement *j)
{
    fuzz_require(j->num_findings == p->num_sentences, "a finding for each sentence");
    for (size_t i = 0; i < j->num_findings; i++) {
        const struct mustls_finding *f = &j->findings[i];
        fuzz_require(j->verdict == MUSTLS_SKIP || f->outcome == reading_of(p, t, &p->sentences[i]),
                     "a finding is that of the second reading");
        for (size_t k = 0; k < f->num_events; k++)
            fuzz_require(f->events[k] < t->num_events, "a witness is in the trace");
        fuzz_require(f->expected_after == MUSTLS_NO_EVENT || f->expected_after < t->num_events,
                     "what it waits behind is in the trace");
    }
}

static void judge(struct mustls_arena *a, const struct mustls_program *p, struct mustls_span in,
                  bool padding, struct mustls_judgement *out)
{
    struct mustls_trace t;
    fill(&t, in, padding);
    fuzz_require(mustls_judge(a, p, &t, out) == MUSTLS_OK, "there is memory for a judgement");
    check_verdict(out);
    check_findings(p, &t, out);
    mustls_trace_deinit(&t);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mustls_span in = mustls_span(data, size);
    struct mustls_sentence sentences[MAX_SENTENCES];
    struct scope scopes[MAX_SENTENCES];
    struct mustls_judgement plain, padded;
    if (size == 0)
        return 0;
    fuzz_programs(progs, texts, 2);
    fuzz_begin();
    struct mustls_arena *a = mustls_arena_new(4u << 20);
    struct mustls_program p = *progs[data[0] & 1];
    size_t num = 1 + (data[0] >> 1) % MAX_SENTENCES;
    in = mustls_span_from(in, 1);
    p.sentences = sentences;
    p.num_sentences = 0;
    for (; p.num_sentences < num && in.len >= SENTENCE; in = mustls_span_from(in, SENTENCE)) {
        sentences[p.num_sentences] = sentence_of(in.ptr, &scopes[p.num_sentences]);
        p.num_sentences++;
    }
    judge(a, &p, in, false, &plain);
    judge(a, &p, in, true, &padded);
    fuzz_require(plain.verdict == padded.verdict && strcmp(plain.why, padded.why) == 0,
                 "an event that nobody asks for changes nothing");
    for (size_t i = 0; i < plain.num_findings; i++)
        fuzz_require(plain.findings[i].outcome == padded.findings[i].outcome,
                     "an event that nobody asks for changes no finding");
    mustls_arena_free(a);
    fuzz_end();
    return 0;
}
