/* Reports of one bug give one bucket, those of two give two. */
#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "campaign/bucket.h"
#include "campaign/stack.h"

#define FRAMES_OVERFLOW                                                                            \
    "    #0 0x5581e4 in parse_code /a/smtp/reply.c:88:9\n"                                         \
    "    #1 0x5581e9 in mustls_reply_feed /a/smtp/reply.c:140:5\n"                                 \
    "    #2 0x5581f0 in LLVMFuzzerTestOneInput /a/fuzz_reply.c:12:3\n"

static const struct {
    const char *label, *report;
    enum mustls_find_kind kind;
    const char *name_begins, *title;
} rows[] = {
    {"overflow",
     "INFO: Seed: 1\n==77==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x60 at pc\n"
     "WRITE of size 1 at 0x60 thread T0\n" FRAMES_OVERFLOW "\n0x60 is located\n"
     "    #0 0x4 in other /x.c:1:1\n",
     MUSTLS_FIND_CRASH, "heap-buffer-overflow-parse-code-",
     "heap-buffer-overflow in parse_code (reply.c:88)"},
    {"interceptors are nobody's",
     "==1==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x61\n"
     "    #0 0x49 in __interceptor_memcpy (/a/fuzz_x+0x49)\n"
     "    #0 0x49 in memcpy (/a/fuzz_x+0x49)\n"
     "    #0 0x49 in MemcmpInterceptorCommon(void*, int (*)(void const*)) asan.o\n" FRAMES_OVERFLOW,
     MUSTLS_FIND_CRASH, "heap-buffer-overflow-parse-code-",
     "heap-buffer-overflow in parse_code (reply.c:88)"},
    {"double free",
     "==1==ERROR: AddressSanitizer: attempting double-free on 0x602000000050 in thread T0:\n"
     "    #0 0x49 in free (/a/fuzz_x+0x49)\n    #1 0x5 in drop /a/b.c:3:1\n",
     MUSTLS_FIND_CRASH, "double-free-drop-", "double-free in drop (b.c:3)"},
    {"a judge's sentence",
     "broken: MUST NOT <secret> in clear\nfails\noracle broken: the judge's sentences\n"
     "==9== ERROR: libFuzzer: deadly signal\n    #0 0x1 in raise\n",
     MUSTLS_FIND_BROKEN, "broken-must-not-secret-in-clear-", "broken: MUST NOT <secret> in clear"},
    {"an oracle", "oracle broken: a line prints back\n==9== ERROR: libFuzzer: deadly signal\n",
     MUSTLS_FIND_BROKEN, "broken-a-line-prints-back-", "broken: a line prints back"},
    {"an assert",
     "fuzz: /a/b.c:7: int f(void): Assertion `n <= cap' failed.\n"
     "==9== ERROR: libFuzzer: deadly signal\n    #0 0x1 in __sanitizer_print_stack_trace\n"
     "    #1 0x2 in fuzzer::PrintStackTrace() (/a/f+0x1)\n    #2 0x3 in raise\n"
     "    #3 0x4 in abort\n    #4 0x5 in f /a/b.c:7:2\n",
     MUSTLS_FIND_CRASH, "n-cap-failed-f-", "n <= cap' failed. in f (b.c:7)"},
    {"undefined behaviour, without a word", "/a/b.c:7:3: runtime error: ...\n", MUSTLS_FIND_CRASH,
     "crash-", NULL},
    {"undefined behaviour",
     "/a/b.c:7:3: runtime error: store to address 0x602000000174 with insufficient space\n"
     "    #0 0x5 in f /a/b.c:7:3\n",
     MUSTLS_FIND_CRASH, "store-to-address-", NULL},
    {"a loop, by libFuzzer",
     "ALARM: working on the last Unit for 3 seconds\n==5== ERROR: libFuzzer: timeout after 3 "
     "seconds\n"
     "    #0 0x1 in __sanitizer_print_stack_trace\n    #1 0x2 in spin /a/b.c:1:1\n"
     "    #2 0x3 in wait_line /a/b.c:9:1\n    #3 0x4 in LLVMFuzzerTestOneInput /a/b.c:20:1\n",
     MUSTLS_FIND_TIMEOUT, "timeout-wait-line-", "timeout in wait_line"},
    {"a loop, interrupted elsewhere",
     "==5== ERROR: libFuzzer: timeout after 9 seconds\n    #0 0x2 in other /a/b.c:1:1\n"
     "    #1 0x3 in wait_line /a/b.c:10:1\n    #2 0x4 in LLVMFuzzerTestOneInput /a/b.c:20:1\n",
     MUSTLS_FIND_TIMEOUT, "timeout-wait-line-", "timeout in wait_line"},
    {"a loop that we ended",
     MUSTLS_NO_END "2 s\n==5==ERROR: AddressSanitizer: ABRT on unknown address 0x1\n"
                   "    #0 0x2 in other /a/b.c:1:1\n    #1 0x3 in wait_line /a/b.c:10:1\n"
                   "    #2 0x4 in LLVMFuzzerTestOneInput /a/b.c:20:1\n",
     MUSTLS_FIND_TIMEOUT, "timeout-wait-line-", "timeout in wait_line"},
    {"a leak",
     "==3==ERROR: LeakSanitizer: detected memory leaks\n\nDirect leak of 8 byte(s)\n"
     "    #0 0x4 in calloc (/a/f+0x4)\n    #1 0x5 in mustls_alloc /a/arena.c:3:1\n"
     "    #2 0x6 in client_new /a/c.c:5:1\n",
     MUSTLS_FIND_LEAK, "leak-client-new-", "leak in client_new (c.c:5)"},
    {"memory without end", "==3== ERROR: libFuzzer: out-of-memory (used: 2100Mb; limit: 2048Mb)\n",
     MUSTLS_FIND_OOM, "out-of-memory-", "out-of-memory"},
    {"without symbols",
     "==3==ERROR: AddressSanitizer: SEGV on unknown address 0x0\n"
     "    #0 0x55d0f3  (/a/fuzz_x+0x12f3) (BuildId: 00)\n",
     MUSTLS_FIND_CRASH, "segv-fuzz-x-0x12f3-", "SEGV in fuzz_x+0x12f3"},
};
enum { NUM_ROWS = sizeof rows / sizeof *rows };

static void names(void **state)
{
    (void)state;
    for (size_t i = 0; i < NUM_ROWS; i++) {
        struct mustls_bucket b;
        if (!mustls_bucket_of(mustls_span_str(rows[i].report), &b))
            fail_msg("%s: no bucket", rows[i].label);
        if (b.kind != rows[i].kind ||
            strncmp(b.name, rows[i].name_begins, strlen(rows[i].name_begins)))
            fail_msg("%s: kind %d, name %s", rows[i].label, (int)b.kind, b.name);
        if (rows[i].title && strcmp(b.title, rows[i].title) != 0)
            fail_msg("%s: title '%s'", rows[i].label, b.title);
    }
}

static void bucket(const char *report, struct mustls_bucket *b)
{
    assert_true(mustls_bucket_of(mustls_span_str(report), b));
}

static void same_bug_same_bucket(void **state)
{
    (void)state;
    struct mustls_bucket a, b;
    for (int i = 0; i < NUM_ROWS; i++) {
        for (int k = 0; k < NUM_ROWS; k++) {
            bucket(rows[i].report, &a);
            bucket(rows[k].report, &b);
            bool same = strcmp(rows[i].name_begins, rows[k].name_begins) == 0;
            if ((strcmp(a.name, b.name) == 0) != same)
                fail_msg("'%s' and '%s': %s, %s", rows[i].label, rows[k].label, a.name, b.name);
        }
    }
}

/* Lines around it, addresses and lines of code do not matter; who called does. */
static void what_matters(void **state)
{
    (void)state;
    static const char one[] = "==1==ERROR: AddressSanitizer: SEGV on unknown address 0x1\n"
                              "    #0 0x1 in f /a.c:1:1\n    #1 0x2 in g /a.c:2:1\n";
    static const char moved[] = "x\n==20==ERROR: AddressSanitizer: SEGV on unknown address 0x2\n"
                                "    #0 0x9 in f /b.c:5:1\n    #1 0x8 in g /b.c:7:1\n\nend\n";
    static const char other[] = "==1==ERROR: AddressSanitizer: SEGV on unknown address 0x1\n"
                                "    #0 0x1 in f /a.c:1:1\n    #1 0x2 in h /a.c:2:1\n";
    static const char deep1[] = "==1==ERROR: AddressSanitizer: stack-overflow on address 0x1\n"
                                "    #0 0x1 in f /a:1:1\n    #1 0x2 in g /a:1:1\n"
                                "    #2 0x2 in f /a:1:1\n    #3 0x2 in g /a:1:1\n";
    static const char deep2[] = "==1==ERROR: AddressSanitizer: stack-overflow on address 0x1\n"
                                "    #0 0x1 in g /a:1:1\n    #1 0x2 in f /a:1:1\n"
                                "    #2 0x2 in g /a:1:1\n    #3 0x2 in f /a:1:1\n";
    static const char said1[] = "oracle broken: a span at 0x7f01 ends\n";
    static const char said2[] = "oracle broken: a span at 0x55d0b2 ends\n";
    struct mustls_bucket a, b;
    bucket(one, &a);
    bucket(moved, &b);
    assert_string_equal(a.name, b.name);
    bucket(other, &b);
    assert_string_not_equal(a.name, b.name);
    bucket(said1, &a);
    bucket(said2, &b);
    assert_string_equal(a.name, b.name);
    bucket(deep1, &a);
    bucket(deep2, &b);
    assert_string_equal(a.name, b.name);
}

static void nothing_wrong(void **state)
{
    (void)state;
    static const char *const reports[] = {"",
                                          "Running: input\nExecuted input in 1 ms\n",
                                          "S: 250 oracle broken: x\n",
                                          "broken",
                                          "    #0 0x1 in f /a.c:1:1\n",
                                          "said: broken: x\n"};
    struct mustls_bucket b;
    for (size_t i = 0; i < sizeof reports / sizeof *reports; i++)
        if (mustls_bucket_of(mustls_span_str(reports[i]), &b))
            fail_msg("'%s' is a find: %s", reports[i], b.name);
}

/* A name is a folder's, a title goes to a terminal, whatever the report holds. */
static void hostile(void **state)
{
    (void)state;
    static const char report[] =
        "broken: ../../\x1b[31m \xff x \r and much more of it, much more of it, "
        "much more of it, much more of it, much more of it, much more of it, "
        "much more of it, much more of it, much more of it, much more of it\n";
    struct mustls_bucket b;
    for (size_t len = 0; len < sizeof report; len++) {
        if (!mustls_bucket_of(mustls_span(report, len), &b))
            continue;
        for (const char *p = b.name; *p; p++)
            assert_true((*p >= 'a' && *p <= 'z') || (*p >= '0' && *p <= '9') || *p == '-');
        for (const char *p = b.title; *p; p++)
            assert_true(*p >= ' ' && *p <= '~');
        assert_in_range(strlen(b.name), 10, MUSTLS_BUCKET_NAME - 1);
    }
    for (size_t len = 0; len < strlen(rows[0].report); len++)
        mustls_bucket_of(mustls_span(rows[0].report, len), &b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names),        cmocka_unit_test(same_bug_same_bucket),
        cmocka_unit_test(what_matters), cmocka_unit_test(nothing_wrong),
        cmocka_unit_test(hostile),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
