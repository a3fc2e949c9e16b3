#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>

#include "base/arena.h"
#include "tls/engine.h"
#include "tls/record.h"

#define SPAN(s)                                                                                    \
    {                                                                                              \
        (const uint8_t *)(s), sizeof(s) - 1                                                        \
    }

/* A stream of records, as a string that names type and length of each, and what ends it. */
static const struct {
    const char *label;
    struct mustls_span in;
    const char *records; /* "22:3 21:2 " */
    enum mustls_status end;
    size_t rest; /* MORE: bytes of an unfinished record; EPARSE: of what is no record */
} rows[] = {
    {"nothing", SPAN(""), "", MUSTLS_MORE, 0},
    {"one", SPAN("\x16\x03\x01\0\3abc"), "22:3 ", MUSTLS_MORE, 0},
    {"empty body", SPAN("\x17\x03\x03\0\0"), "23:0 ", MUSTLS_MORE, 0},
    {"two and a part", SPAN("\x16\x03\x01\0\3abc\x15\x03\x03\0\2\2\x28\x14\x03"), "22:3 21:2 ",
     MUSTLS_MORE, 2},
    {"body missing", SPAN("\x16\x03\x01\0\3ab"), "", MUSTLS_MORE, 7},
    {"clear text", SPAN("EHLO a\r\n"), "", MUSTLS_EPARSE, 8},
    {"clear text behind", SPAN("\x17\x03\x03\0\1xQUIT\r\n"), "23:1 ", MUSTLS_EPARSE, 6},
    {"wrong major version", SPAN("\x16\x02\x01\0\1a"), "", MUSTLS_EPARSE, 6},
    {"type below", SPAN("\x13\x03\x01\0\1a"), "", MUSTLS_EPARSE, 6},
    {"type above", SPAN("\x18\x03\x01\0\1a"), "", MUSTLS_EPARSE, 6},
    {"too long", SPAN("\x16\x03\x01\x48\x01zz"), "", MUSTLS_EPARSE, 7},
    {"as long as can be", SPAN("\x16\x03\x01\x48\x00zz"), "", MUSTLS_MORE, 7},
    {"NUL", SPAN("\0"), "", MUSTLS_EPARSE, 1},
};

struct seen {
    char records[64];
    enum mustls_status end;
    size_t rest;
    struct mustls_buf part;
};

static void feed(struct seen *s, struct mustls_span in)
{
    struct mustls_record r;
    while (s->end != MUSTLS_EPARSE &&
           (s->end = mustls_record_next(&s->part, &in, &r)) == MUSTLS_OK) {
        size_t n = strlen(s->records);
        snprintf(s->records + n, sizeof s->records - n, "%d:%zu ", r.type, r.body.len);
        assert_int_equal(r.whole.len, r.body.len + MUSTLS_RECORD_HEADER);
        assert_int_equal(r.whole.ptr[0], r.type);
    }
    s->rest += s->end == MUSTLS_EPARSE ? in.len : 0;
}

/* `cut` bytes, then the rest `step` at a time. */
static void check(size_t i, size_t cut, size_t step)
{
    struct seen s = {.end = MUSTLS_MORE};
    mustls_buf_init(&s.part, 1 << 16);
    feed(&s, mustls_span_first(rows[i].in, cut));
    for (size_t at = cut; at < rows[i].in.len; at += step)
        feed(&s, mustls_span_first(mustls_span_from(rows[i].in, at), step));
    feed(&s, mustls_span(NULL, 0));
    s.rest += s.part.len;
    if (strcmp(s.records, rows[i].records) != 0 || s.end != rows[i].end || s.rest != rows[i].rest)
        fail_msg("%s, cut %zu step %zu: \"%s\" end %d rest %zu", rows[i].label, cut, step,
                 s.records, s.end, s.rest);
    mustls_buf_deinit(&s.part);
}

static void test_cutting(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (size_t cut = 0; cut <= rows[i].in.len; cut++)
            check(i, cut, rows[i].in.len);
        check(i, 0, 1);
    }
}

static void test_writing(void **state)
{
    (void)state;
    struct mustls_buf out;
    mustls_buf_init(&out, 100);
    mustls_record_put(&out, MUSTLS_RECORD_DATA, MUSTLS_LIT("hi"));
    mustls_record_put_alert(&out, MUSTLS_ALERT_FATAL, 40);
    assert_int_equal(out.len, 14);
    assert_memory_equal(out.ptr, "\x17\x03\x03\0\2hi\x15\x03\x03\0\2\2\x28", 14);

    struct mustls_span in = mustls_buf_span(&out);
    struct mustls_buf part;
    struct mustls_record r;
    mustls_buf_init(&part, 100);
    assert_int_equal(mustls_record_next(&part, &in, &r), MUSTLS_OK);
    assert_int_equal(mustls_record_alert(&r), -1);
    assert_int_equal(mustls_record_next(&part, &in, &r), MUSTLS_OK);
    assert_int_equal(mustls_record_alert(&r), 40);
    mustls_buf_deinit(&part);
    mustls_buf_deinit(&out);
}

static void test_no_memory(void **state)
{
    (void)state;
    struct mustls_buf part;
    struct mustls_record r;
    struct mustls_span in = MUSTLS_LIT("\x16\x03");
    mustls_buf_init(&part, 100);
    mustls_alloc_fail_after(0);
    assert_int_equal(mustls_record_next(&part, &in, &r), MUSTLS_ENOMEM);
    mustls_alloc_fail_after(-1);
    mustls_buf_deinit(&part);
}

static void test_looks_like(void **state)
{
    (void)state;
    assert_false(mustls_tls_looks_like(MUSTLS_LIT("")));
    assert_true(mustls_tls_looks_like(MUSTLS_LIT("\x16")));
    assert_true(mustls_tls_looks_like(MUSTLS_LIT("\x16\x03\x01")));
    assert_false(mustls_tls_looks_like(MUSTLS_LIT("\x16\x02")));
    assert_false(mustls_tls_looks_like(MUSTLS_LIT("E")));
    assert_false(mustls_tls_looks_like(MUSTLS_LIT("\x15\x03")));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cutting),
        cmocka_unit_test(test_writing),
        cmocka_unit_test(test_no_memory),
        cmocka_unit_test(test_looks_like),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
