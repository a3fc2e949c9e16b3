#include "base/rng.h"
#include "base/span.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

/* The sequence is part of the contract: a seed in a bug report must still mean the same. */
static void test_sequence(void **state)
{
    static const uint64_t from_zero[] = {UINT64_C(0xe220a8397b1dcdaf), UINT64_C(0x6e789e6aa1b965f4),
                                         UINT64_C(0x06c45d188009454f)};
    struct mustls_rng r;
    (void)state;
    mustls_rng_init(&r, 0);
    for (size_t i = 0; i < 3; i++)
        assert_true(mustls_rng_next(&r) == from_zero[i]);
}

static void test_below(void **state)
{
    static const uint32_t bounds[] = {1, 2, 3, 7, 36, 1000, 0x80000001u, UINT32_MAX};
    struct mustls_rng r;
    (void)state;
    mustls_rng_init(&r, 1);
    for (size_t i = 0; i < sizeof(bounds) / sizeof(bounds[0]); i++)
        for (unsigned k = 0; k < 1000; k++)
            assert_true(mustls_rng_below(&r, bounds[i]) < bounds[i]);

    unsigned hits[3] = {0};
    for (unsigned k = 0; k < 30000; k++)
        hits[mustls_rng_below(&r, 3)]++;
    for (unsigned k = 0; k < 3; k++)
        assert_in_range(hits[k], 9600, 10400);

    /* Three quarters of 2^32: a bare remainder would give the lower third half of the draws. */
    unsigned low = 0;
    for (unsigned k = 0; k < 30000; k++)
        low += mustls_rng_below(&r, 0xc0000000u) < 0x40000000u;
    assert_in_range(low, 9600, 10400);
}

static void test_name(void **state)
{
    struct mustls_rng r;
    char a[17], b[17];
    (void)state;
    mustls_rng_init(&r, 42);
    mustls_rng_name(&r, a, 16);
    mustls_rng_name(&r, b, 16);
    assert_int_equal(strspn(a, "abcdefghijklmnopqrstuvwxyz0123456789"), 16);
    assert_int_equal(strlen(a), 16);
    assert_string_not_equal(a, b);
    mustls_rng_name(&r, a, 0);
    assert_string_equal(a, "");
}

static void test_hash(void **state)
{
    (void)state;
    assert_true(mustls_hash(MUSTLS_LIT("")) == UINT64_C(0xcbf29ce484222325));
    assert_true(mustls_hash(MUSTLS_LIT("a")) == UINT64_C(0xaf63dc4c8601ec8c));
    assert_true(mustls_hash(MUSTLS_LIT("foobar")) == UINT64_C(0x85944171f73967e8));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sequence),
        cmocka_unit_test(test_below),
        cmocka_unit_test(test_name),
        cmocka_unit_test(test_hash),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
