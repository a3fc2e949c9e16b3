/* Findings, rules and the run's end to one verdict and its sentence. */
#include "judge/bench.h"

#define FREE                                                                                       \
    "title t\nbase none\n\n[clear]\nC?: <connect>\nS: 220 hi\n\n" /* no rule has to fire           \
                                                                   */
#define RULES  "title t\nbase none\n\n[clear]\nC: STARTTLS\nS: 454 no\n\nC: MAIL\nS: 530 no\n\n"
#define BASED  "title t\n\n[clear]\nC?: MAIL\nS: 530 no\n\n"
#define SERVER "title t\ntest server\n\nC: <connect>\nS: 220\nC: EHLO a\nS: 250 STARTTLS\n\n"

static const struct {
    const char *label, *text, *events;
    enum mustls_verdict verdict;
    const char *why; /* "": none; else how it begins */
} rows[] = {
    {"kept", FREE "MUST QUIT [a]\n", "connect; C QUIT; exit ok", MUSTLS_PASS, ""},
    {"MUST broken", FREE "MUST QUIT [RFC 5321 4]\n", "connect; exit ok", MUSTLS_FAIL,
     "MUST QUIT [RFC 5321 4] is broken"},
    {"the first of three", FREE "MUST QUIT [a]\nMUST NOT RSET [b]\nMUST NOOP [c]\n",
     "connect; C RSET; exit ok", MUSTLS_FAIL, "MUST QUIT [a] is broken, and 2 more"},
    {"SHOULD broken", FREE "SHOULD QUIT [a]\n", "connect; exit ok", MUSTLS_WARN,
     "SHOULD QUIT [a] is broken"},
    {"MUST goes before SHOULD", FREE "SHOULD QUIT [a]\nMUST NOT RSET [b]\n", "connect; C RSET",
     MUSTLS_FAIL, "MUST NOT RSET [b] is broken"},
    {"a sentence of the base broken", BASED "MUST NOT AUTH [a]\n", "connect; <early>; exit fail",
     MUSTLS_FAIL, "MUST NOT <early> [RFC 5321 4.3.1] is broken"},
    {"a SHOULD of the base broken", BASED "MUST NOT AUTH [a]\n",
     "connect; tls; <message>; exit fail; <false-failure>", MUSTLS_WARN,
     "SHOULD NOT <false-failure> [harness] is broken"},

    /* otherwise than the uncut run */
    {"kept, but not so when whole", FREE "MUST QUIT [a]\n",
     "connect; C QUIT; exit ok; differs FAIL whole", MUSTLS_FAIL, "FAIL whole"},
    {"broken, and not when whole", FREE "MUST QUIT [a]\n", "connect; exit ok; differs PASS whole",
     MUSTLS_FAIL, "PASS whole"},
    {"nobody said how", FREE "MUST QUIT [a]\n", "connect; C QUIT; exit ok; differs", MUSTLS_FAIL,
     "it ends otherwise when"},
    {"skipped, and not when whole", FREE "MUST QUIT [a]\n", "exit skip 77; differs PASS whole",
     MUSTLS_FAIL, "PASS whole"},

    /* had something to judge */
    {"all n/a", FREE "MUST NOT RCPT after 530 [a]\n", "connect; C QUIT; exit fail",
     MUSTLS_INCONCLUSIVE,
     "no sentence of the scenario had anything to judge; the client sent QUIT"},
    {"no sentence at all", FREE, "connect; C QUIT; exit ok", MUSTLS_INCONCLUSIVE,
     "no sentence of the scenario"},
    {"those of the base are not enough", BASED "MUST NOT RCPT after 530 [a]\n",
     "connect; C QUIT; exit fail", MUSTLS_INCONCLUSIVE, "no sentence of the scenario"},
    {"MAY is no judgement", FREE "MUST NOT RCPT after 530 [a]\nMAY QUIT [b]\n", "connect; C QUIT",
     MUSTLS_INCONCLUSIVE, "no sentence of the scenario"},
    {"only facts, seen", FREE "MAY QUIT [a]\n", "connect; C QUIT; exit ok", MUSTLS_PASS, ""},
    {"only facts, not seen", FREE "MAY QUIT [a]\n", "connect; exit ok", MUSTLS_PASS, ""},
    {"only facts, no anchor", FREE "MAY QUIT in tls [a]\n", "connect; C QUIT; exit ok",
     MUSTLS_INCONCLUSIVE, "no sentence of the scenario"},
    {"only facts, though the base judges", BASED "MAY QUIT [a]\n", "connect; C QUIT; exit fail",
     MUSTLS_PASS, ""},
    {"never connected", FREE "MUST NOT AUTH [a]\n", "exit fail", MUSTLS_INCONCLUSIVE,
     "no sentence of the scenario had anything to judge; the client never connected"},
    {"never connected, and failed as it should", FREE "MUST client fails [a]\nMUST NOT MAIL [b]\n",
     "exit fail 2", MUSTLS_INCONCLUSIVE, "no sentence of the scenario"},
    {"never connected, and says it delivered", BASED "MUST NOT AUTH [a]\n",
     "exit ok; <false-success>", MUSTLS_FAIL, "MUST NOT <false-success>"},
    {"never connected, SHOULD broken", FREE "SHOULD QUIT [a]\n", "exit fail", MUSTLS_INCONCLUSIVE,
     "no sentence of the scenario"},
    {"never connected, and SHOULD have", FREE "SHOULD <connect> [a]\n", "exit fail", MUSTLS_WARN,
     "SHOULD <connect> [a]"},
    {"never connected, as it SHOULD NOT", FREE "SHOULD NOT <connect> [a]\n", "exit fail",
     MUSTLS_INCONCLUSIVE, "no sentence of the scenario"},
    {"connected, as it SHOULD", FREE "SHOULD <connect> [a]\n", "connect; C QUIT; exit ok",
     MUSTLS_PASS, ""},
    {"connected and silent", FREE "MUST NOT AUTH after 530 [a]\n", "connect; exit fail",
     MUSTLS_INCONCLUSIVE,
     "no sentence of the scenario had anything to judge; the client sent no command"},

    /* rules */
    {"all fired", RULES "MUST NOT AUTH [a]\n",
     "connect; C STARTTLS; rule C: STARTTLS; C MAIL; rule C: MAIL; exit fail", MUSTLS_PASS, ""},
    {"one did not", RULES "MUST NOT AUTH [a]\n",
     "connect; C EHLO a; C MAIL; rule C: MAIL; C QUIT; exit fail", MUSTLS_INCONCLUSIVE,
     "rule C: STARTTLS (t:5) never fired; the client sent EHLO, MAIL, QUIT"},
    {"none did", RULES "MUST NOT AUTH [a]\n", "connect; exit fail", MUSTLS_INCONCLUSIVE,
     "rule C: STARTTLS (t:5) never fired, nor did 1 more; the client sent no command"},
    {"a command is no firing", RULES "MUST NOT AUTH [a]\n",
     "connect; C STARTTLS; C MAIL; rule C: MAIL", MUSTLS_INCONCLUSIVE,
     "rule C: STARTTLS (t:5) never fired; the client sent STARTTLS, MAIL"},
    {"C?: need not fire, nor the base's", BASED "MUST NOT AUTH [a]\n", "connect; exit fail",
     MUSTLS_PASS, ""},
    {"FAIL goes before an unfired rule", RULES "MUST NOT AUTH [a]\n", "connect; C AUTH",
     MUSTLS_FAIL, "MUST NOT AUTH [a] is broken"},
    {"an unfired rule goes before WARN", RULES "SHOULD NOT AUTH [a]\n", "connect; C AUTH",
     MUSTLS_INCONCLUSIVE, "rule C: STARTTLS"},
    {"many commands", RULES "MUST NOT AUTH [a]\n",
     "connect; C A; C A; C A; C A; C A; C A; C A; C A; C A; C A; C A; C A; C A; C A",
     MUSTLS_INCONCLUSIVE,
     "rule C: STARTTLS (t:5) never fired, nor did 1 more; the client sent A, A, A, A, A, A, A, A, "
     "A, A, A, A and 2 more"},
    {"what is no text", RULES "MUST NOT AUTH [a]\n", "connect; C \x01\xff <; rule C: MAIL",
     MUSTLS_INCONCLUSIVE, "rule C: STARTTLS (t:5) never fired; the client sent \\x01\\xff"},

    /* the end */
    {"killed, and nobody asked about the end", FREE "MUST NOT AUTH [a]\n",
     "connect; turn we wait for the client; exit killed", MUSTLS_FAIL,
     "killed at the limit of 20 s: we wait for the client"},
    {"killed, and its turn is not known", "limit 1500ms\n" FREE "MUST NOT AUTH [a]\n",
     "connect; exit killed", MUSTLS_FAIL, "killed at the limit of 1500 ms"},
    {"killed, a sentence of the base is about the outcome", BASED "MUST NOT AUTH [a]\n",
     "connect; exit killed", MUSTLS_FAIL, "killed at the limit"},
    {"killed, and it must not succeed: it did not", FREE "MUST NOT client succeeds [a]\n",
     "connect; exit killed", MUSTLS_PASS, ""},
    {"killed, and it must fail: it did not", FREE "MUST client fails [a]\n",
     "connect; turn the client waits; exit killed", MUSTLS_FAIL,
     "MUST client fails [a] is broken; killed at the limit of 20 s: the client waits"},
    {"killed, and it should fail", FREE "SHOULD client fails within 10s [a]\n",
     "connect; exit killed", MUSTLS_WARN,
     "SHOULD client fails within 10s [a] is broken; killed at the limit of 20 s"},
    {"killed, and the sentence about its end is n/a",
     FREE "MUST client fails after 530 [a]\nMUST NOT AUTH [b]\n", "connect; exit killed",
     MUSTLS_FAIL, "killed at the limit"},
    {"killed, and it may fail", FREE "MAY client fails [a]\nMUST NOT AUTH [b]\n",
     "connect; exit killed", MUSTLS_FAIL, "killed at the limit"},
    {"killed goes before an unfired rule", RULES "MUST NOT AUTH [a]\n", "connect; exit killed",
     MUSTLS_FAIL, "killed at the limit"},

    /* killed while it waited for us */
    {"patient, nobody asked about the end", FREE "MUST NOT AUTH [a]\n",
     "connect; turn 2 the client waits; exit killed", MUSTLS_WARN,
     "killed at the limit of 20 s: the client waits, and may for minutes (RFC 5321 4.5.3.2)"},
    {"patient, and it must fail: not yet", FREE "MUST client fails [a]\nMUST NOT AUTH [b]\n",
     "connect; turn 2 the client waits; exit killed", MUSTLS_WARN,
     "MUST client fails [a] is not judged; killed at the limit of 20 s: the client waits, and"},
    {"patient, and in time it must", FREE "MUST client fails within 5s [a]\nMUST NOT AUTH [b]\n",
     "connect; +6000; turn 2 w; exit killed", MUSTLS_WARN,
     "MUST client fails within 5s [a] is not"},
    {"patient, and must do three things",
     FREE
     "MUST QUIT [a]\nMUST <message> in clear [b]\nMUST client succeeds [c]\nMUST NOT AUTH [d]\n",
     "connect; turn 2 w; exit killed", MUSTLS_WARN,
     "MUST QUIT [a] is not judged, nor are 2 more; killed"},
    {"patient, and nothing else to judge", FREE "MUST client fails [a]\n",
     "connect; C QUIT; turn 2 the client waits; exit killed", MUSTLS_INCONCLUSIVE,
     "no sentence of the scenario had anything to judge; the client sent QUIT; MUST client fails "
     "[a] is not judged; killed"},
    {"patient, and a rule unfired", RULES "MUST NOT AUTH [a]\n",
     "connect; C EHLO a; turn 2 the client waits; exit killed", MUSTLS_INCONCLUSIVE,
     "rule C: STARTTLS (t:5) never fired, nor did 1 more; the client sent EHLO; killed at"},
    {"patient, and it must not succeed: it did not", FREE "MUST NOT client succeeds [a]\n",
     "connect; turn 2 the client waits; exit killed", MUSTLS_PASS, ""},
    {"patient, and it did what it must not", FREE "MUST NOT AUTH [a]\nMUST client fails [b]\n",
     "connect; C AUTH; turn 2 the client waits; exit killed", MUSTLS_FAIL,
     "MUST NOT AUTH [a] is broken; killed at the limit of 20 s: the client waits"},
    {"patient, and the time for what it must is over for good", FREE "MUST NOOP before RSET [a]\n",
     "connect; C RSET; turn 2 w; exit killed", MUSTLS_FAIL, "MUST NOOP before RSET [a] is broken"},
    {"patient, and it did it late", FREE "MUST NOOP within 5s [a]\n",
     "connect; +6000; C NOOP; turn 2 w; exit killed", MUSTLS_FAIL, "MUST NOOP within 5s [a]"},
    {"patient, and began otherwise", FREE "MUST EHLO first [a]\n",
     "connect; C NOOP; turn 2 w; exit killed", MUSTLS_FAIL, "MUST EHLO first [a] is broken"},
    {"patient, and it must once: twice is too much", FREE "MUST NOOP once [a]\n",
     "connect; C NOOP; C NOOP; turn 2 w; exit killed", MUSTLS_FAIL, "MUST NOOP once [a] is broken"},
    {"patient, and it should fail: in time is what that is about",
     FREE "SHOULD client fails within 10s [a]\n", "connect; turn 2 the client waits; exit killed",
     MUSTLS_WARN, "SHOULD client fails within 10s [a] is broken; killed at the limit of 20 s"},
    {"told five seconds, which are not over", FREE "MUST client fails [a]\nMUST NOT AUTH [b]\n",
     "connect; +14000; S 250 a; +6000; turn 1 w; exit killed", MUSTLS_WARN,
     "MUST client fails [a] is not"},
    {"told five seconds, and they are", FREE "MUST client fails [a]\nMUST NOT AUTH [b]\n",
     "connect; +14000; S 250 a; +6001; turn 1 w; exit killed", MUSTLS_FAIL,
     "MUST client fails [a] is broken; killed at the limit of 20 s: w, though it was told to give "
     "up after 5 s"},
    {"told five seconds, nobody asked about the end", FREE "MUST NOT AUTH [b]\n",
     "connect; +14000; S 250 a; +6001; turn 1 w; exit killed", MUSTLS_FAIL, "killed at the limit"},
    {"told ten seconds, which are not over",
     "client timeout=10\n" FREE "MUST client fails [a]\nMUST NOT AUTH [b]\n",
     "connect; +11000; C NOOP; +9000; turn 1 w; exit killed", MUSTLS_WARN,
     "MUST client fails [a] is not"},
    {"told five seconds, and nothing moves any more", FREE "MUST client fails [a]\n",
     "connect; S 250 a; +10; turn 1 w; exit killed", MUSTLS_FAIL,
     "MUST client fails [a] is broken"},
    {"the end was not ours", FREE "MUST client fails [a]\nMUST NOT AUTH [b]\n",
     "connect; turn 2 w; exit ok", MUSTLS_FAIL, "MUST client fails [a] is broken"},

    {"died", FREE "MUST QUIT [a]\n", "connect; C QUIT; exit signal 11", MUSTLS_FAIL,
     "died by signal 11"},
    {"died before it connected", FREE "MUST NOT AUTH [a]\n", "exit signal 6", MUSTLS_FAIL,
     "died by signal 6"},
    {"died, and the rest is broken too", FREE "MUST QUIT [a]\n", "connect; exit signal 11",
     MUSTLS_FAIL, "died by signal 11"},
    {"wrote to nobody", FREE "MUST client fails [a]\n", "connect; exit signal 13", MUSTLS_WARN,
     "ended by signal 13, and told nobody why"},
    {"its alarm was due", FREE "MUST client fails [a]\n", "connect; exit signal 14", MUSTLS_WARN,
     "ended by signal 14"},
    {"wrote to nobody, and should have succeeded", FREE "MUST client succeeds [a]\n",
     "connect; exit signal 13", MUSTLS_FAIL, "MUST client succeeds [a] is broken"},
    {"wrote to nobody, a SHOULD is broken", FREE "SHOULD QUIT [a]\n", "connect; exit signal 13",
     MUSTLS_WARN, "SHOULD QUIT [a] is broken"},
    {"asks to be skipped", FREE "MUST QUIT [a]\n", "connect; exit skip 77", MUSTLS_SKIP,
     "the subject asked to be skipped (exit 77)"},
    {"children left behind change nothing", FREE "MUST QUIT [a]\n",
     "connect; C QUIT; <leak>; exit ok", MUSTLS_PASS, ""},
    {"a flood has no verdict of its own", FREE "MUST QUIT [a]\n", "connect; <flood>; C QUIT",
     MUSTLS_PASS, ""},
    {"no end: the trace of a part", FREE "MUST QUIT [a]\n", "connect; C QUIT", MUSTLS_PASS, ""},

    /* sanitizers */
    {"AddressSanitizer", FREE "MUST client fails [a]\n",
     "connect; output ==7==ERROR: AddressSanitizer: heap-use-after-free; exit fail 1", MUSTLS_FAIL,
     "sanitizer report"},
    {"AddressSanitizer and abort", FREE "MUST client fails [a]\n",
     "connect; output ==7==ERROR: AddressSanitizer: SEGV; exit signal 6", MUSTLS_FAIL,
     "sanitizer report"},
    {"LeakSanitizer", FREE "MUST client fails [a]\n",
     "connect; output ==7==ERROR: LeakSanitizer: detected memory leaks; exit fail 23", MUSTLS_FAIL,
     "sanitizer report"},
    {"MemorySanitizer", FREE "MUST client fails [a]\n",
     "connect; output ==7==WARNING: MemorySanitizer: use-of-uninitialized-value; exit fail 1",
     MUSTLS_FAIL, "sanitizer report"},
    {"UBSan", FREE "MUST client fails [a]\n",
     "connect; output x.c:3:5: runtime error: signed integer overflow; exit fail 1", MUSTLS_FAIL,
     "sanitizer report"},
    {"UBSan without a place", FREE "MUST client fails [a]\n",
     "connect; output <unknown>: runtime error: overflow; exit fail 1", MUSTLS_FAIL,
     "sanitizer report"},
    {"Go's panic is no sanitizer", FREE "MUST client fails [a]\n",
     "connect; output panic: runtime error: index out of range; exit fail 2", MUSTLS_PASS, ""},
    {"panic first, UBSan behind it", FREE "MUST client fails [a]\n",
     "connect; output panic: runtime error: a 5: runtime error: b; exit fail 2", MUSTLS_FAIL,
     "sanitizer report"},
    {"the words alone", FREE "MUST client fails [a]\n",
     "connect; output built with AddressSanitizer; exit fail 1", MUSTLS_PASS, ""},
    {"a report, and exit 0", FREE "MUST client succeeds [a]\n",
     "connect; output ERROR: AddressSanitizer; exit ok", MUSTLS_PASS, ""},

    {"a report that the server wrote", FREE "MUST client fails [a]\n",
     "connect; S 554 ERROR: AddressSanitizer x; output 554 ERROR: AddressSanitizer x; exit fail 1",
     MUSTLS_PASS, ""},
    {"a runtime error that the server wrote", FREE "MUST client fails [a]\n",
     "connect; S 554 x.c:3:5: runtime error: x; output x.c:3:5: runtime error: x; exit fail 1",
     MUSTLS_PASS, ""},

    /* test server */
    {"script to its end", SERVER "MUST NOT 5xx [a]\n", "connect; S 220; C EHLO; S 250; script 1 7",
     MUSTLS_PASS, ""},
    {"mismatch, nothing broken", SERVER "MUST NOT 5xx [a]\n",
     "connect; S 220; C EHLO; S 250; script 0 7", MUSTLS_INCONCLUSIVE,
     "the script ended early, at S: 250 STARTTLS (t:7)"},
    {"mismatch, judged against it", SERVER "MUST NOT 5xx [a]\n", "connect; S 554; script 0 5",
     MUSTLS_FAIL, "MUST NOT 5xx [a] is broken"},
    {"mismatch, judged with a warning", SERVER "SHOULD NOT 5xx [a]\n", "connect; S 554; script 0 5",
     MUSTLS_WARN, "SHOULD NOT 5xx [a] is broken"},
    {"we stop a server when the script has ended", SERVER "MUST NOT 5xx [a]\n",
     "connect; S 220; script 1 7; exit killed", MUSTLS_PASS, ""},
    {"the server hangs, and the script with it", SERVER "MUST NOT 5xx [a]\n",
     "connect; turn we wait for the greeting; exit killed", MUSTLS_FAIL,
     "killed at the limit of 20 s: we wait for the greeting"},
    {"never came up", SERVER "MUST NOT 5xx [a]\n", "script 0 4", MUSTLS_INCONCLUSIVE,
     "the script ended early, at C: <connect> (t:4)"},
    {"all n/a", SERVER "MUST NOT 2xx after MAIL [a]\n", "connect; S 220; script 1 7",
     MUSTLS_INCONCLUSIVE, "no sentence of the scenario had anything to judge"},
};

static void verdicts(void **state)
{
    (void)state;
    size_t bad = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct bench b;
        bench_open(&b, rows[i].text, rows[i].events);
        bench_judge(&b);
        size_t len = strlen(rows[i].why);
        bool why = len ? strncmp(b.j.why, rows[i].why, len) == 0 : *b.j.why == '\0';
        if (b.j.verdict != rows[i].verdict || !why) {
            char letters[32];
            bench_letters(&b, letters, sizeof letters);
            print_error("%s: %s %s: %s\n", rows[i].label, letters, mustls_verdict_name(b.j.verdict),
                        b.j.why);
            bad++;
        }
        bench_close(&b);
    }
    assert_int_equal(bad, 0);
}

static void an_incomplete_trace_is_an_error(void **state)
{
    (void)state;
    static const struct {
        const char *events;
        enum mustls_verdict verdict;
    } cases[] = {
        {"connect; C QUIT; exit ok", MUSTLS_ERROR},
        {"connect; exit signal 11", MUSTLS_ERROR},
        {"connect; C AUTH; exit ok", MUSTLS_ERROR},
        {"connect; exit skip 77", MUSTLS_SKIP},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct bench b;
        bench_open(&b, FREE "MUST NOT AUTH [a]\n", cases[i].events);
        b.trace.dropped = 3;
        bench_judge(&b);
        assert_int_equal(b.j.verdict, cases[i].verdict);
        if (b.j.verdict == MUSTLS_ERROR)
            assert_string_equal(b.j.why, "the trace is incomplete: 3 events found no room in it");
        bench_close(&b);
    }
}

static void unfired_rules_are_named(void **state)
{
    (void)state;
    struct bench b;
    bench_open(&b, RULES "MUST NOT AUTH [a]\n", "connect; C MAIL; rule C: MAIL");
    bench_judge(&b);
    assert_int_equal(b.j.num_unfired, 1);
    assert_int_equal(b.j.unfired[0]->at.line, 5);
    bench_close(&b);
}

/* Without memory there is a status, and never a verdict that somebody could take for a PASS. */
static void every_allocation_may_fail(void **state)
{
    (void)state;
    struct bench b;
    bench_open(&b, RULES "MUST NOT AUTH [a]\nSHOULD \"x\" in output [b]\n",
               "connect; C MAIL; rule C: MAIL; output y; exit fail");
    enum mustls_status st = MUSTLS_ENOMEM;
    long n = 0;
    for (; st != MUSTLS_OK; n++) {
        struct mustls_arena *a = mustls_arena_new(1 << 20);
        mustls_alloc_fail_after(n);
        st = mustls_judge(a, b.prog, &b.trace, &b.j);
        mustls_alloc_fail_after(-1);
        assert_int_equal(b.j.verdict, st == MUSTLS_OK ? MUSTLS_INCONCLUSIVE : MUSTLS_ERROR);
        assert_non_null(b.j.why);
        assert_true(n < 100);
        mustls_arena_free(a);
    }
    assert_true(n > 1);
    for (size_t cap = 0; cap < 1000; cap += 8) {
        struct mustls_arena *a = mustls_arena_new(cap);
        st = mustls_judge(a, b.prog, &b.trace, &b.j);
        assert_int_equal(b.j.verdict, st == MUSTLS_OK ? MUSTLS_INCONCLUSIVE : MUSTLS_ERROR);
        mustls_arena_free(a);
    }
    bench_close(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(verdicts),
        cmocka_unit_test(an_incomplete_trace_is_an_error),
        cmocka_unit_test(unfired_rules_are_named),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
