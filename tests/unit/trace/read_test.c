#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/rng.h"
#include "trace/read.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

static struct mustls_arena *arena;
static struct mustls_buf out;

static int setup(void **state)
{
    (void)state;
    arena = mustls_arena_new(64 << 20);
    mustls_buf_init(&out, 64 << 20);
    return arena ? 0 : 1;
}

static int teardown(void **state)
{
    (void)state;
    mustls_arena_free(arena);
    mustls_buf_deinit(&out);
    return 0;
}

/* What was written, read again. */
static struct mustls_rec read_back(void)
{
    struct mustls_rec rec;
    struct mustls_error err;
    struct mustls_span line = mustls_buf_span(&out);
    assert_false(out.failed);
    assert_int_equal(line.ptr[line.len - 1], '\n');
    line.len--;
    assert_null(line.len ? memchr(line.ptr, '\n', line.len) : NULL);
    enum mustls_status st = mustls_rec_read(arena, line, &rec, &err);
    if (st != MUSTLS_OK)
        print_error("%s at %u: %.300s\n", err.text, err.col, mustls_buf_cstr(&out));
    assert_int_equal(st, MUSTLS_OK);
    mustls_buf_clear(&out);
    return rec;
}

static void run_round_trip(void **state)
{
    (void)state;
    const uint64_t seeds[] = {0, 7, UINT64_C(1) << 53, (UINT64_C(1) << 53) + 1, UINT64_MAX};
    for (size_t i = 0; i < sizeof seeds / sizeof *seeds; i++) {
        mustls_rec_put_run(&out, &(struct mustls_rec_run){"0.1", "tls \xc3\xa9", "now", seeds[i],
                                                          "a\\\"b\n\x01", i ? "localhost: no" : "",
                                                          "Linux 6"});
        struct mustls_rec rec = read_back();
        assert_int_equal(rec.type, MUSTLS_REC_RUN);
        assert_true(rec.u.run.seed == seeds[i]);
        assert_string_equal(rec.u.run.version, "0.1");
        assert_string_equal(rec.u.run.tls, "tls \xc3\xa9");
        assert_string_equal(rec.u.run.time, "now");
        assert_string_equal(rec.u.run.command, "a\\\"b\n\x01");
        assert_string_equal(rec.u.run.world, i ? "localhost: no" : "");
        assert_string_equal(rec.u.run.host, "Linux 6");
    }
}

static void file_and_start_round_trip(void **state)
{
    (void)state;
    struct mustls_span text = mustls_span("title x\n\0\xff\\x41\n", 15);
    mustls_rec_put_file(&out,
                        &(struct mustls_rec_file){"base/required", "s/base/required.scn", text});
    struct mustls_rec rec = read_back();
    assert_int_equal(rec.type, MUSTLS_REC_FILE);
    assert_string_equal(rec.u.file.name, "base/required");
    assert_string_equal(rec.u.file.path, "s/base/required.scn");
    assert_true(mustls_span_eq(rec.u.file.text, text));

    mustls_rec_put_start(
        &out, &(struct mustls_rec_start){3, "curl", "7", "530/x", 2, "BAD=5", "u1", "p1", 180});
    rec = read_back();
    assert_int_equal(rec.type, MUSTLS_REC_START);
    assert_int_equal(rec.run_id, 3);
    assert_int_equal(rec.u.start.run, 3);
    assert_string_equal(rec.u.start.subject, "curl");
    assert_string_equal(rec.u.start.subject_version, "7");
    assert_string_equal(rec.u.start.scenario, "530/x");
    assert_int_equal(rec.u.start.instance, 2);
    assert_string_equal(rec.u.start.values, "BAD=5");
    assert_string_equal(rec.u.start.password, "p1");
    assert_int_equal(rec.u.start.pace, 180);
}

static void event_round_trip(uint32_t run, const struct mustls_event *ev, const char *file)
{
    mustls_rec_put_event(&out, run, ev, file);
    struct mustls_rec rec = read_back();
    const struct mustls_event *got = &rec.u.event;
    assert_int_equal(rec.type, MUSTLS_REC_EVENT);
    assert_int_equal(rec.run_id, run);
    assert_int_equal(got->seq, ev->seq);
    assert_int_equal(got->conn, ev->conn);
    assert_true(got->us == ev->us);
    assert_int_equal(got->kind, ev->kind);
    assert_int_equal(got->from, ev->from);
    assert_int_equal(got->phase, ev->phase);
    assert_int_equal(got->code, ev->code);
    assert_int_equal(got->faults, ev->faults);
    assert_int_equal(got->num, ev->num);
    assert_true(mustls_span_eq(got->raw, ev->raw));
    assert_string_equal(rec.at_file, file ? file : "");
    assert_int_equal(got->at.line, file ? ev->at.line : 0);
    assert_int_equal(got->at.unit, 255);
}

static void events_round_trip(void **state)
{
    (void)state;
    uint8_t raw[300];
    struct mustls_rng rng;
    mustls_rng_init(&rng, 1);
    for (int i = 0; i < 3000; i++) {
        size_t len = mustls_rng_below(&rng, sizeof raw);
        for (size_t n = 0; n < len; n++) /* every second row is dense in what needs escaping */
            raw[n] = (uint8_t)(i % 2 ? mustls_rng_next(&rng)
                                     : (uint64_t) "\\x41\0\r\n\"\xc3\xa9\xed\xa0"[mustls_rng_below(
                                           &rng, 12)]);
        struct mustls_event ev = {
            .seq = (uint32_t)mustls_rng_next(&rng),
            .conn = (uint32_t)mustls_rng_next(&rng),
            .us = mustls_rng_next(&rng) >> mustls_rng_below(&rng, 64),
            .kind = (enum mustls_event_kind)mustls_rng_below(&rng, MUSTLS_NUM_EVENTS),
            .from = (enum mustls_from)mustls_rng_below(&rng, 3),
            .phase = (enum mustls_phase)mustls_rng_below(&rng, 3),
            .at = {0, 1 + mustls_rng_below(&rng, UINT32_MAX)},
            .code = (int)(int32_t)(uint32_t)mustls_rng_next(&rng),
            .faults = (uint32_t)mustls_rng_next(&rng),
            .num = mustls_rng_below(&rng, 3),
            .raw = mustls_span(raw, len),
        };
        event_round_trip((uint32_t)i, &ev, i % 3 ? "a:9/b\"\\" : NULL);
    }
}

static void a_megabyte_round_trips(void **state)
{
    (void)state;
    size_t len = 1 << 20;
    uint8_t *raw = malloc(len);
    assert_non_null(raw);
    memset(raw, 0xff, len); /* four octets of text for each */
    event_round_trip(1, &(struct mustls_event){.kind = MUSTLS_E_DATA, .raw = mustls_span(raw, len)},
                     NULL);
    free(raw);
}

static void same_text(const char *a, const char *b)
{
    assert_string_equal(a, b);
}

static void verdict_round_trip(void **state)
{
    (void)state;
    const uint32_t seen[] = {12, UINT32_MAX};
    const struct mustls_rec_finding findings[] = {
        {"MUST", "MUST NOT \"MAIL *\"", "RFC 3207 4.2", "a.scn", 17, "broken", seen, 2},
        {"MAY", "MAY QUIT", "x", "b.scn", 18, "not seen", NULL, 0},
    };
    for (int v = 0; v < MUSTLS_NUM_VERDICTS; v++) {
        struct mustls_rec_verdict in = {.run = 9,
                                        .subject = "curl",
                                        .subject_version = "7.88.1",
                                        .scenario = "530/x",
                                        .instance = 4,
                                        .title = "t\t",
                                        .tags = "a b",
                                        .verdict = (enum mustls_verdict)v,
                                        .known = v % 2,
                                        .ms = 41,
                                        .exit_code = v - 1,
                                        .signal = v,
                                        .findings = findings,
                                        .num_findings = (size_t)v % 3,
                                        .why = "why",
                                        .command = "c",
                                        .asked = "A mx.example.test",
                                        .again = "mustls run x",
                                        .files = "out/x",
                                        .known_why = v ? "issue 17" : ""};
        mustls_rec_put_verdict(&out, &in);
        struct mustls_rec rec = read_back();
        const struct mustls_rec_verdict *got = &rec.u.verdict;
        assert_int_equal(rec.type, MUSTLS_REC_VERDICT);
        assert_int_equal(rec.run_id, 9);
        assert_int_equal(got->run, 9);
        same_text(got->subject, in.subject);
        same_text(got->subject_version, in.subject_version);
        same_text(got->scenario, in.scenario);
        same_text(got->title, in.title);
        same_text(got->tags, in.tags);
        same_text(got->why, in.why);
        same_text(got->command, in.command);
        same_text(got->asked, in.asked);
        same_text(got->again, in.again);
        same_text(got->files, in.files);
        same_text(got->known_why, in.known_why);
        assert_int_equal(got->instance, 4);
        assert_int_equal(got->verdict, v);
        assert_int_equal(got->known, v % 2);
        assert_int_equal(got->ms, 41);
        assert_int_equal(got->exit_code, v - 1);
        assert_int_equal(got->signal, v);
        assert_int_equal(got->num_findings, v % 3);
        for (size_t i = 0; i < got->num_findings; i++) {
            const struct mustls_rec_finding *f = &got->findings[i];
            same_text(f->level, findings[i].level);
            same_text(f->sentence, findings[i].sentence);
            same_text(f->source, findings[i].source);
            same_text(f->file, findings[i].file);
            same_text(f->outcome, findings[i].outcome);
            assert_int_equal(f->line, findings[i].line);
            assert_int_equal(f->num_events, findings[i].num_events);
            for (size_t n = 0; n < f->num_events; n++)
                assert_int_equal(f->events[n], seen[n]);
        }
    }
}

static void end_round_trip(void **state)
{
    (void)state;
    const struct mustls_rec_end in = {false, {1, 2, 3, 4, 5, 6}, UINT64_MAX, 2, 1, 7, 8};
    mustls_rec_put_end(&out, &in);
    struct mustls_rec rec = read_back();
    assert_int_equal(rec.type, MUSTLS_REC_END);
    assert_false(rec.u.end.complete);
    assert_memory_equal(rec.u.end.counts, in.counts, sizeof in.counts);
    assert_true(rec.u.end.ms == UINT64_MAX);
    assert_int_equal(rec.u.end.known, 2);
    assert_int_equal(rec.u.end.new_fails, 1);
    assert_int_equal(rec.u.end.fixed, 7);
    assert_int_equal(rec.u.end.flaky, 8);
}

#define RUN     "{\"type\":\"run\",\"schema\":1"
#define START   "{\"type\":\"start\",\"run\":1,\"subject\":\"a\",\"scenario\":\"s\""
#define HEAD    "{\"type\":\"event\",\"run\":1,\"seq\":1,\"conn\":1,\"us\":1"
#define EVENT   HEAD ",\"kind\":\"close\",\"from\":\"run\",\"phase\":\"none\""
#define VERDICT "{\"type\":\"verdict\",\"subject\":\"a\",\"scenario\":\"b\",\"verdict\":\"PASS\""
#define FINDING VERDICT ",\"findings\":[{\"level\":\"MUST\",\"sentence\":\"s\",\"outcome\":\"kept\""

/* blame: NULL = a good line; "" = no JSON, the column is the library's; else the field at fault. */
static const struct {
    const char *label, *line, *blame;
} hostile[] = {
    {"empty", "", ""},
    {"blank", "   ", ""},
    {"not JSON", "hello", ""},
    {"a number", "5", ""},
    {"an array", "[1,2]", ""},
    {"null", "null", ""},
    {"no type", "{\"seq\":1}", "type"},
    {"type is a number", "{\"type\":1}", "type"},
    {"type is null", "{\"type\":null}", "type"},
    {"later type", "{\"type\":\"weather\",\"run\":-3}", NULL},
    {"trailing text", "{\"type\":\"weather\"} x", ""},
    {"two objects", "{\"type\":\"weather\"}{}", ""},
    {"cut short", "{\"type\":\"weather\"", ""},
    {"same key twice", "{\"type\":\"weather\",\"type\":\"end\"}", ""},
    {"same key twice, inside", "{\"type\":\"weather\",\"a\":{\"b\":1,\"b\":2}}", ""},
    {"NUL escape", "{\"type\":\"wea\\u0000ther\"}", ""},
    {"NUL escape in a key", "{\"type\":\"weather\",\"a\\u0000b\":1}", ""},
    {"lone high surrogate", "{\"type\":\"\\ud800\"}", ""},
    {"lone low surrogate", "{\"type\":\"\\udc00\"}", ""},
    {"surrogate pair", "{\"type\":\"\\ud83d\\ude00\"}", NULL},
    {"not UTF-8", "{\"type\":\"\xff\"}", ""},
    {"raw control", "{\"type\":\"a\tb\"}", ""},
    {"huge integer", "{\"type\":\"weather\",\"a\":99999999999999999999999}", ""},
    {"huge real", "{\"type\":\"weather\",\"a\":1e999999}", ""},

    {"run", RUN "}", NULL},
    {"run without schema", "{\"type\":\"run\"}", "schema"},
    {"later schema", "{\"type\":\"run\",\"schema\":2}", "schema"},
    {"schema is text", "{\"type\":\"run\",\"schema\":\"one\"}", "schema"},
    {"seed as text", RUN ",\"seed\":\"18446744073709551615\"}", NULL},
    {"seed over 64 bits", RUN ",\"seed\":\"18446744073709551616\"}", "seed"},
    {"seed far over 64 bits", RUN ",\"seed\":\"99999999999999999999999\"}", "seed"},
    {"seed with sign", RUN ",\"seed\":\"-1\"}", "seed"},
    {"seed empty", RUN ",\"seed\":\"\"}", "seed"},
    {"seed negative", RUN ",\"seed\":-1}", "seed"},
    {"seed real", RUN ",\"seed\":1.5}", "seed"},
    {"version is an object", RUN ",\"version\":{}}", "version"},

    {"file without name", "{\"type\":\"file\"}", "name"},
    {"file", "{\"type\":\"file\",\"name\":\"a\",\"raw\":\"\\\\x4\\\\\"}", NULL},
    {"start without subject", "{\"type\":\"start\",\"run\":1,\"scenario\":\"s\"}", "subject"},
    {"start: instance over 32 bits", START ",\"instance\":4294967296}", "instance"},
    {"start: instance real", START ",\"instance\":1e3}", "instance"},
    {"start", START "}", NULL},

    {"event", EVENT "}", NULL},
    {"event with a place", EVENT ",\"at\":\"a:b:7\"}", NULL},
    {"place without number", EVENT ",\"at\":\"a:\"}", "at"},
    {"place without colon", EVENT ",\"at\":\"a7\"}", "at"},
    {"place without name", EVENT ",\"at\":\":7\"}", "at"},
    {"place: line 0", EVENT ",\"at\":\"a:0\"}", "at"},
    {"place: line over 32 bits", EVENT ",\"at\":\"a:4294967296\"}", "at"},
    {"place: many digits", EVENT ",\"at\":\"a:99999999999999999999999999\"}", "at"},
    {"place: more than 64 bits", EVENT ",\"at\":\"a:18446744073709551617\"}", "at"},
    {"place: only digits", EVENT ",\"at\":\"777\"}", "at"},
    {"place is a number", EVENT ",\"at\":7}", "at"},
    {"raw is a number", EVENT ",\"raw\":7}", "raw"},
    {"raw with stray escapes", EVENT ",\"raw\":\"\\\\\\\\\\\\x\\\\xg\"}", NULL},
    {"code over int", EVENT ",\"code\":2147483648}", "code"},
    {"code under int", EVENT ",\"code\":-2147483649}", "code"},
    {"code real", EVENT ",\"code\":1.0}", "code"},
    {"code text", EVENT ",\"code\":\"1\"}", "code"},
    {"faults negative", EVENT ",\"faults\":-1}", "faults"},
    {"faults over 32 bits", EVENT ",\"faults\":4294967296}", "faults"},
    {"unknown fields", EVENT ",\"x\":[{}],\"y\":null}", NULL},
    {"kind of event missing", "{\"type\":\"event\",\"run\":1,\"seq\":1,\"conn\":1,\"us\":1}",
     "kind"},
    {"unknown kind", HEAD ",\"kind\":\"closet\",\"from\":\"run\",\"phase\":\"none\"}", "kind"},
    {"unknown from", HEAD ",\"kind\":\"close\",\"from\":\"me\",\"phase\":\"none\"}", "from"},
    {"unknown phase", HEAD ",\"kind\":\"close\",\"from\":\"run\",\"phase\":\"\"}", "phase"},
    {"seq missing", "{\"type\":\"event\",\"run\":1}", "seq"},
    {"seq negative", "{\"type\":\"event\",\"run\":1,\"seq\":-1}", "seq"},

    {"verdict", VERDICT "}", NULL},
    {"no such verdict",
     "{\"type\":\"verdict\",\"subject\":\"a\",\"scenario\":\"b\",\"verdict\":\"GOOD\"}", "verdict"},
    {"known is a number", VERDICT ",\"known\":1}", "known"},
    {"findings no array", VERDICT ",\"findings\":{}}", "findings"},
    {"findings null", VERDICT ",\"findings\":null}", NULL},
    {"finding no object", VERDICT ",\"findings\":[1]}", "findings"},
    {"finding null", VERDICT ",\"findings\":[null]}", "findings"},
    {"finding without level", VERDICT ",\"findings\":[{}]}", "level"},
    {"witness text", FINDING ",\"events\":[\"1\"]}]}", "events"},
    {"witness negative", FINDING ",\"events\":[-1]}]}", "events"},
    {"witnesses no array", FINDING ",\"events\":1}]}", "events"},
    {"finding", FINDING "}]}", NULL},
    {"end", "{\"type\":\"end\",\"complete\":true}", NULL},
    {"end: counts no object", "{\"type\":\"end\",\"complete\":true,\"counts\":[]}", "counts"},
    {"end: count negative", "{\"type\":\"end\",\"complete\":true,\"counts\":{\"PASS\":-1}}",
     "PASS"},
    {"end: complete missing", "{\"type\":\"end\"}", "complete"},
};

/* Where `"key":` stands, or 1 when the field is missing. */
static unsigned column_of(const char *line, const char *key)
{
    char quoted[64];
    snprintf(quoted, sizeof quoted, "\"%s\":", key);
    const char *at = strstr(line, quoted);
    return at ? (unsigned)(at - line) + 1 : 1;
}

static bool blames(const struct mustls_error *err, const char *line, const char *key)
{
    if (!*key)
        return err->col > 0 && err->text[0] != '\0';
    char quoted[64];
    snprintf(quoted, sizeof quoted, "\"%s\" ", key);
    return strncmp(err->text, quoted, strlen(quoted)) == 0 && err->col == column_of(line, key);
}

static void hostile_lines(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof hostile / sizeof *hostile; i++) {
        struct mustls_rec rec;
        struct mustls_error err = {0};
        /* A copy of the exact size, so that reading past the end is seen. */
        size_t len = strlen(hostile[i].line);
        char *copy = malloc(len ? len : 1);
        assert_non_null(copy);
        memcpy(copy, hostile[i].line, len);
        enum mustls_status st = mustls_rec_read(arena, mustls_span(copy, len), &rec, &err);
        free(copy);
        bool good = hostile[i].blame
                        ? st == MUSTLS_EPARSE && blames(&err, hostile[i].line, hostile[i].blame)
                        : st == MUSTLS_OK;
        if (!good)
            print_error("%s: %s, col %u: %s\n", hostile[i].label, mustls_status_name(st), err.col,
                        err.text);
        assert_true(good);
    }
}

static void deep_nesting(void **state)
{
    (void)state;
    static const char *const opens[] = {"[", "{\"a\":"};
    for (size_t k = 0; k < 2; k++) {
        mustls_buf_puts(&out, "{\"type\":\"weather\",\"a\":");
        for (int i = 0; i < 200000; i++)
            mustls_buf_puts(&out, opens[k]);
        struct mustls_rec rec;
        struct mustls_error err;
        assert_int_equal(mustls_rec_read(arena, mustls_buf_span(&out), &rec, &err), MUSTLS_EPARSE);
        mustls_buf_clear(&out);
    }
}

/* Random damage to good lines: an answer, whatever it is, and a column with every refusal. */
static void damaged_lines(void **state)
{
    (void)state;
    struct mustls_rng rng;
    mustls_rng_init(&rng, 2);
    for (int i = 0; i < 20000; i++) {
        const char *line = hostile[(size_t)i % (sizeof hostile / sizeof *hostile)].line;
        mustls_buf_clear(&out);
        mustls_buf_puts(&out, line);
        for (uint32_t n = mustls_rng_below(&rng, 4); n > 0 && out.len > 0; n--)
            out.ptr[mustls_rng_below(&rng, (uint32_t)out.len)] =
                (uint8_t) "\"{}[]:,\\u0-9e.\xff\n\0tn"[mustls_rng_below(&rng, 20)];
        struct mustls_arena *a = mustls_arena_new(1 << 16);
        struct mustls_rec rec;
        struct mustls_error err = {0};
        enum mustls_status st = mustls_rec_read(a, mustls_buf_span(&out), &rec, &err);
        assert_true(st == MUSTLS_OK || (st == MUSTLS_EPARSE && err.col > 0));
        mustls_arena_free(a);
    }
}

static const char rich[] = VERDICT ",\"title\":\"t\",\"findings\":[{\"level\":\"MUST\","
                                   "\"sentence\":\"s\",\"source\":\"r\",\"file\":\"f\","
                                   "\"outcome\":\"kept\",\"events\":[1,2]}],\"why\":\"w\"}";

static void without_memory(void **state)
{
    (void)state;
    static const char *const lines[] = {rich, EVENT ",\"raw\":\"abc\",\"at\":\"a:7\"}",
                                        "{\"type\":\"file\",\"name\":\"a\",\"raw\":\"b\"}"};
    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        enum mustls_status st = MUSTLS_ENOMEM;
        long n = 0;
        for (; st != MUSTLS_OK; n++) {
            struct mustls_rec rec;
            struct mustls_arena *a = mustls_arena_new(1 << 16);
            mustls_alloc_fail_after(n);
            st = mustls_rec_read(a, mustls_span_str(lines[i]), &rec, NULL);
            mustls_alloc_fail_after(-1);
            assert_true(st == MUSTLS_OK || st == MUSTLS_ENOMEM);
            assert_true(n < 100);
            mustls_arena_free(a);
        }
        assert_true(n > 1); /* the sweep met at least one allocation */
    }
    for (size_t cap = 0; cap < 200; cap++) {
        struct mustls_rec rec;
        struct mustls_arena *a = mustls_arena_new(cap);
        enum mustls_status st = mustls_rec_read(a, mustls_span_str(rich), &rec, NULL);
        assert_true(st == MUSTLS_OK || st == MUSTLS_ENOMEM || st == MUSTLS_ELIMIT);
        mustls_arena_free(a);
    }
}

static long jansson_left;

static void *failing_malloc(size_t size)
{
    return jansson_left-- > 0 ? malloc(size) : NULL;
}

/* jansson has an allocator of its own. */
static void without_memory_for_jansson(void **state)
{
    (void)state;
    json_set_alloc_funcs(failing_malloc, free);
    enum mustls_status st = MUSTLS_ENOMEM;
    for (long n = 0; st != MUSTLS_OK; n++) {
        struct mustls_rec rec;
        jansson_left = n;
        st = mustls_rec_read(arena, mustls_span_str(rich), &rec, NULL);
        assert_true(n < 1000);
    }
    json_set_alloc_funcs(malloc, free);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(run_round_trip, setup, teardown),
        cmocka_unit_test_setup_teardown(file_and_start_round_trip, setup, teardown),
        cmocka_unit_test_setup_teardown(events_round_trip, setup, teardown),
        cmocka_unit_test_setup_teardown(a_megabyte_round_trips, setup, teardown),
        cmocka_unit_test_setup_teardown(verdict_round_trip, setup, teardown),
        cmocka_unit_test_setup_teardown(end_round_trip, setup, teardown),
        cmocka_unit_test_setup_teardown(hostile_lines, setup, teardown),
        cmocka_unit_test_setup_teardown(deep_nesting, setup, teardown),
        cmocka_unit_test_setup_teardown(damaged_lines, setup, teardown),
        cmocka_unit_test_setup_teardown(without_memory, setup, teardown),
        cmocka_unit_test_setup_teardown(without_memory_for_jansson, setup, teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
