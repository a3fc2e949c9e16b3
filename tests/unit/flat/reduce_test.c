/* The reducer comes to an end, keeps what it is told to keep, and finds the smallest there is. */
#include "world.h"

#include "flat/reduce.h"

static struct mustls_span needle;

static bool has_needle(struct mustls_span s)
{
    return mustls_span_find(s, needle) != MUSTLS_NPOS;
}

/* A bug that needs the op of the first record, and bytes in one that comes later. */
static bool first_op_and_needle(struct mustls_span s)
{
    return s.len > 3 && s.ptr[0] == 12 && has_needle(mustls_span_from(s, 3));
}

static bool has_handshake(struct mustls_span s)
{
    for (size_t at = 0; at + 3 <= s.len; at += 3u + s.ptr[at + 1] + 256u * s.ptr[at + 2])
        if (s.ptr[at] % MUSTLS_NUM_FLAT_OPS == MUSTLS_FLAT_TLS)
            return true;
    return false;
}

static bool never(struct mustls_span s)
{
    (void)s;
    return false;
}

static bool always(struct mustls_span s)
{
    (void)s;
    return true;
}

static const uint8_t dialogue[] = "\14\7\0"
                                  "220 x\r\n"
                                  "\1\33\0"
                                  "250-x\r\n530 here\r\n250 more\r\n"
                                  "\1\10\0"
                                  "220 go\r\n"
                                  "\3\0\0"
                                  "\1\11\0"
                                  "250 mail\n";

static const struct {
    const char *label, *needle;
    bool (*shows)(struct mustls_span s);
    bool flat;
    const char *best;
    size_t len;
} rows[] = {
    {"a word in a record", "530", has_needle, true,
     "\1\3\0"
     "530",
     6},
    {"and the first op", "530", first_op_and_needle, true,
     "\14\0\0\1\3\0"
     "530",
     9},
    {"not flat", "530", has_needle, false, "530", 3},
    {"over a line", "\n530", has_needle, false, "\n530", 4},
    {"all of it goes", "", always, true, "", 0},
    {"nothing goes", "", never, true, (const char *)dialogue, sizeof dialogue - 1},
    {"a record without bytes", "", has_handshake, true, "\3\0\0", 3},
};

static void finds_the_smallest(void **state)
{
    (void)state;
    struct mustls_span in = mustls_span(dialogue, sizeof dialogue - 1);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct mustls_span candidate;
        struct mustls_reduce *r = mustls_reduce_new(in, rows[i].flat);
        size_t steps = 0, last = in.len;
        assert_non_null(r);
        needle = mustls_span_str(rows[i].needle);
        while (mustls_reduce_next(r, &candidate)) {
            assert_true(candidate.len < last);
            bool shows = rows[i].shows(candidate);
            last = shows ? candidate.len : last;
            mustls_reduce_tell(r, shows);
            assert_true(++steps < 2000);
        }
        assert_bytes(mustls_reduce_best(r), mustls_span(rows[i].best, rows[i].len), rows[i].label);
        mustls_reduce_free(r);
    }
}

/* Any bytes, any answers: an end, and records stay records. */
static void takes_any_bytes(void **state)
{
    (void)state;
    struct mustls_rng rng;
    uint8_t data[300];
    mustls_rng_init(&rng, 11);
    for (int i = 0; i < 500; i++) {
        struct mustls_span candidate;
        size_t size = mustls_rng_below(&rng, sizeof data), steps = 0;
        for (size_t k = 0; k < size; k++)
            data[k] = (uint8_t)mustls_rng_below(&rng, 14);
        struct mustls_reduce *r = mustls_reduce_new(mustls_span(data, size), i % 2);
        assert_non_null(r);
        while (mustls_reduce_next(r, &candidate) && ++steps < 100000)
            mustls_reduce_tell(r, mustls_rng_below(&rng, 4) == 0);
        assert_true(steps < 100000);
        mustls_reduce_free(r);
    }
}

static void needs_memory(void **state)
{
    (void)state;
    for (long n = 0; n < 6; n++) {
        struct mustls_span candidate;
        mustls_alloc_fail_after(n);
        struct mustls_reduce *r =
            mustls_reduce_new(mustls_span(dialogue, sizeof dialogue - 1), true);
        for (int i = 0; r && i < 100 && mustls_reduce_next(r, &candidate); i++)
            mustls_reduce_tell(r, false);
        mustls_alloc_fail_after(-1);
        mustls_reduce_free(r);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_the_smallest),
        cmocka_unit_test(takes_any_bytes),
        cmocka_unit_test(needs_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
