/* The mutator keeps to its bounds, depends on its numbers alone, and reaches what it is for. */
#include "flat/frame.h"
#include "flat/internal.h"
#include "world.h"

static const uint8_t dialogue[] = "\0\7\0"
                                  "220 x\r\n"
                                  "\1\27\0"
                                  "250-x\r\n250 STARTTLS x\r\n"
                                  "\1\10\0"
                                  "220 go\r\n"
                                  "\3\0\0"
                                  "\1\11\0"
                                  "250 mail\n";

static void keeps_bounds(void **state)
{
    (void)state;
    struct mustls_rng rng;
    mustls_rng_init(&rng, 7);
    for (size_t max = 0; max < 400; max++) {
        uint8_t *data = mustls_alloc(max + 1); /* so that a sanitizer sees its end */
        size_t size = max < sizeof dialogue ? max : sizeof dialogue;
        memcpy(data, dialogue, size);
        for (int i = 0; i < 200; i++) {
            size = mustls_flat_mutate(data, size, max, &rng);
            assert_true(size <= max);
        }
        mustls_free(data);
    }
}

static void same_numbers_same_result(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 200; seed++) {
        uint8_t a[8192], b[8192];
        struct mustls_rng ra, rb;
        mustls_rng_init(&ra, seed);
        mustls_rng_init(&rb, seed);
        memcpy(a, dialogue, sizeof dialogue);
        memcpy(b, dialogue, sizeof dialogue);
        size_t na = mustls_flat_mutate(a, sizeof dialogue, sizeof a, &ra);
        size_t nb = mustls_flat_mutate(b, sizeof dialogue, sizeof b, &rb);
        assert_bytes(mustls_span(a, na), mustls_span(b, nb), "twice");
    }
}

static void takes_any_bytes(void **state)
{
    (void)state;
    struct mustls_rng rng;
    uint8_t data[4096];
    mustls_rng_init(&rng, 3);
    for (int i = 0; i < 3000; i++) {
        size_t size = mustls_rng_below(&rng, 64);
        for (size_t k = 0; k < size; k++)
            data[k] = (uint8_t)mustls_rng_next(&rng);
        size = mustls_flat_mutate(data, size, sizeof data, &rng);
        assert_round_trips(mustls_span(data, size), "mutated");
    }
}

#define IN(s)                                                                                      \
    {                                                                                              \
        (const uint8_t *)("" s), sizeof(s) - 1                                                     \
    }

/* What the mutator is for, each within a number of calls from one good dialogue. */
static const struct {
    const char *label;
    struct mustls_span part; /* of an input */
} goals[] = {
    {"530 near miss", IN("531 go\r\n")},
    {"a code of two digits", IN("22 go\r\n")},
    {"the separator", IN("220\tgo\r\n")},
    {"no separator", IN("220go\r\n")},
    {"continued", IN("220-go\r\n220 go\r\n")},
    {"never continued", IN("250 x\r\n250 ")},
    {"an enhanced code", IN("220 5.7.0 go")},
    {"bare LF", IN("220 go\n")},
    {"bare CR", IN("go\r\3")},
    {"NUL", IN("go\0\r\n")},
    {"injected behind 220", IN("220 go\r\n250 2.1.0 OK\r\n\3\0\0")},
    {"a fragment", IN("\1\2\0"
                      "22\3")},
    {"a segment mark", IN("\1\3\0"
                          "220\2\5\0 go\r\n")},
    {"no reply", IN("\1\0\0\3\0\0")},
    {"no handshake", IN("220 go\r\n\1")},
    {"a keyword in other case", IN("250 starttls")},
    {"a close", IN("\4\0\0")},
    {"an alert for the handshake", IN("220 go\r\n\2\7\0\25\3\3\0\2\2\50")},
    {"clear text for the handshake", IN("220 go\r\n\2\16\0"
                                        "250 2.1.0 OK\r\n")},
    {"replies in what a cut leaves", IN("250 250 250")},
    {"an answer too early", IN("220 x\r\n250-x\r\n250 STARTTLS x\r\n\1\0\0\1")},
    {"an answer too early, and again", IN("STARTTLS x\r\n220 go\r\n\1\10\0"
                                          "220 go\r\n\3")},
    {"an answer from behind the handshake", IN("220 go\r\n250 mail\n\3\0\0\1\0\0")},
    {"an answer too late", IN("\1\0\0\3\0\0\1\21\0"
                              "220 go\r\n250 mail\n")},
    {"what was said to another command", IN("\3\0\0\1\27\0"
                                            "250-x\r\n250 STARTTLS x\r\n")},
    {"a refusal", IN("\1\35\0"
                     "454 4.7.0 TLS not available")},
    {"answers move up", IN("220 x\r\n\1\11\0"
                           "250 mail\n")},
    {"a good server from here on", IN("\3\0\0\1\11\0"
                                      "250 mail\n\1\16\0"
                                      "250 2.1.0 OK\r\n\1\16\0"
                                      "250 2.1.5 OK\r\n\1\45\0"
                                      "354 ")},
    {"two challenges of LOGIN", IN("\1\22\0"
                                   "334 VXNlcm5hbWU6\r\n\1\22\0"
                                   "334 UGFzc3dvcmQ6\r\n\1")},
};

static void reaches_its_goals(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof goals / sizeof *goals; i++) {
        struct mustls_rng rng;
        mustls_rng_init(&rng, 11);
        size_t at = MUSTLS_NPOS;
        for (int n = 0; n < 100000 && at == MUSTLS_NPOS; n++) {
            uint8_t data[4096];
            memcpy(data, dialogue, sizeof dialogue);
            size_t size = mustls_flat_mutate(data, sizeof dialogue - 1, sizeof data, &rng);
            at = mustls_span_find(mustls_span(data, size), goals[i].part);
        }
        if (at == MUSTLS_NPOS)
            fail_msg("never: %s", goals[i].label);
    }
}

/* Lines as long as buffers are, with their line end. */
static void reaches_lengths(void **state)
{
    (void)state;
    static const size_t want[] = {510, 511, 512, 513, 514, 1024, 1025, 4096, 8192};
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        struct mustls_rng rng;
        mustls_rng_init(&rng, 5);
        bool found = false;
        for (int n = 0; n < 400000 && !found; n++) {
            uint8_t data[16384];
            memcpy(data, dialogue, 10);
            size_t size = mustls_flat_mutate(data, 10, sizeof data, &rng);
            found = size == want[i] + 3 && data[size - 1] == '\n';
        }
        if (!found)
            fail_msg("never %zu bytes", want[i]);
    }
}

/* Else a corpus gets as long as the engine lets it, and slow. */
static void seldom_makes_it_long(void **state)
{
    (void)state;
    enum { TIMES = 4000, LONG = 640 };
    struct mustls_rng rng;
    uint8_t in[600], out[4096];
    unsigned num_long = 0;
    for (size_t i = 0; i + 10 <= sizeof in; i += 10)
        memcpy(in + i,
               "\1\7\0"
               "250 x\r\n",
               10);
    mustls_rng_init(&rng, 9);
    for (int i = 0; i < TIMES; i++) {
        struct mustls_span a = mustls_span(in, sizeof in);
        num_long += mustls_flat_cross(a, a, out, sizeof out, &rng) > LONG;
        memcpy(out, in, sizeof in);
        num_long += mustls_flat_mutate(out, sizeof in, sizeof out, &rng) > LONG;
    }
    assert_in_range(num_long, 1, 2 * TIMES / 20);
}

/* A server that does all right, for what each frame's client needs: nothing of what a message takes
 * is missing, and TLS only where the client can do without it. */
static void begins_afresh(void **state)
{
    (void)state;
    for (unsigned frame = 0; frame < MUSTLS_NUM_FLAT_FRAMES; frame++) {
        struct mustls_rng rng;
        unsigned without_tls = 0;
        mustls_rng_init(&rng, frame);
        for (int i = 0; i < 200; i++) {
            struct flat_edit e = {.frame = frame, .rng = &rng};
            struct flat_good good;
            unsigned answers = 0, handshakes = 0;
            flat_good_init(&e, &good);
            for (size_t k = 0; k < good.num; k++) {
                answers += good.say[k].op == MUSTLS_FLAT_LINE;
                handshakes += good.say[k].op == MUSTLS_FLAT_TLS;
            }
            const char *wishes = mustls_flat_wishes(frame);
            unsigned auth = strstr(wishes, "auth=none")       ? 0
                            : strstr(wishes, "auth=login")    ? 3
                            : strstr(wishes, "auth=cram-md5") ? 2
                                                              : 1;
            assert_int_equal(answers, 6 + auth + 2 * handshakes);
            assert_int_equal(good.say[good.num - 1].op, MUSTLS_FLAT_CLOSE);
            without_tls += handshakes == 0;
        }
        assert_true(strstr(mustls_flat_wishes(frame), "tls=required") ? without_tls == 0
                                                                      : without_tls > 10);
    }
}

/* What the client is asked to do outlives most mutations, and each wish comes of them. */
static void keeps_the_frame(void **state)
{
    (void)state;
    unsigned kept = 0, seen = 0;
    struct mustls_rng rng;
    mustls_rng_init(&rng, 13);
    for (int i = 0; i < 1000; i++) {
        uint8_t data[4096];
        memcpy(data, dialogue, sizeof dialogue);
        mustls_flat_set_frame(data, sizeof dialogue, 5);
        size_t size = mustls_flat_mutate(data, sizeof dialogue - 1, sizeof data, &rng);
        unsigned frame = mustls_flat_frame(mustls_span(data, size));
        kept += frame == 5;
        seen |= 1u << frame;
    }
    assert_true(kept > 750);
    assert_int_equal(seen, (1u << MUSTLS_NUM_FLAT_FRAMES) - 1);
}

static void crosses_at_records(void **state)
{
    (void)state;
    static const uint8_t a[] = "\0\1\0a\1\1\0b", b[] = "\0\1\0x\1\1\0y\1\1\0z";
    struct mustls_rng rng;
    bool mixed = false;
    unsigned in_place = 0;
    mustls_rng_init(&rng, 2);
    for (int i = 0; i < 1000; i++) {
        uint8_t out[64];
        size_t max = mustls_rng_below(&rng, sizeof out);
        size_t n = mustls_flat_cross(mustls_span(a, sizeof a - 1), mustls_span(b, sizeof b - 1),
                                     out, max, &rng);
        assert_true(n <= max);
        mixed |= mustls_span_eq(mustls_span(out, n), MUSTLS_LIT("\0\1\0a\1\1\0y\1\1\0b"));
        in_place += mustls_span_eq(mustls_span(out, n), MUSTLS_LIT("\0\1\0a\1\1\0y"));
    }
    assert_true(mixed);
    assert_true(in_place > 50); /* by chance it is one in sixty */
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keeps_bounds),       cmocka_unit_test(same_numbers_same_result),
        cmocka_unit_test(takes_any_bytes),    cmocka_unit_test(reaches_its_goals),
        cmocka_unit_test(reaches_lengths),    cmocka_unit_test(seldom_makes_it_long),
        cmocka_unit_test(crosses_at_records), cmocka_unit_test(keeps_the_frame),
        cmocka_unit_test(begins_afresh),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
