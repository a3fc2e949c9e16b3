#include "base/arena.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static bool all_zero(const uint8_t *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (p[i] != 0)
            return false;
    return true;
}

/* Blocks of all sizes are zeroed, aligned, and do not overlap. */
static void test_blocks(void **state)
{
    enum { NUM = 300 };
    uint8_t *blocks[NUM];
    struct mustls_arena *a = mustls_arena_new(SIZE_MAX);
    (void)state;
    for (size_t i = 0; i < NUM; i++) {
        blocks[i] = mustls_arena_alloc(a, i * i % 5000);
        assert_non_null(blocks[i]);
        assert_int_equal((uintptr_t)blocks[i] % _Alignof(max_align_t), 0);
        assert_true(all_zero(blocks[i], i * i % 5000));
        memset(blocks[i], (int)i, i * i % 5000);
    }
    for (size_t i = 0; i < NUM; i++)
        for (size_t k = 0; k < i * i % 5000; k++)
            assert_int_equal(blocks[i][k], i & 0xff);
    mustls_arena_free(a);
    mustls_arena_free(NULL);
}

static void test_cap(void **state)
{
    struct mustls_arena *a = mustls_arena_new(100);
    struct mustls_span copy;
    (void)state;
    assert_null(mustls_arena_alloc(a, 101));
    assert_non_null(mustls_arena_alloc(a, 50));
    assert_int_equal(mustls_arena_copy(a, mustls_span(NULL, 100), &copy), MUSTLS_ELIMIT);
    assert_null(mustls_arena_printf(a, "%100d", 1));
    assert_non_null(mustls_arena_alloc(a, 36));
    assert_int_equal(mustls_arena_used(a), 100);
    assert_non_null(mustls_arena_alloc(a, 0));
    assert_null(mustls_arena_alloc(a, 1));
    mustls_arena_free(a);
}

/* Octets one by one, or none at a time, must not slip under the cap. */
static void test_tiny_blocks_are_bounded(void **state)
{
    struct mustls_arena *a = mustls_arena_new(1000);
    size_t num = 0;
    (void)state;
    while (num < 2000 && mustls_arena_alloc(a, 1))
        num++;
    assert_true(num <= 1000);
    assert_true(mustls_arena_used(a) <= 1000);
    mustls_arena_free(a);
}

static void test_overflow(void **state)
{
    struct mustls_arena *a = mustls_arena_new(SIZE_MAX);
    void *items = NULL;
    size_t cap = 0;
    (void)state;
    assert_null(mustls_arena_array(a, SIZE_MAX / 2, 3));
    assert_null(mustls_arena_array(a, 3, SIZE_MAX / 2));
    assert_null(mustls_arena_array(a, SIZE_MAX / 8 + 2, 8)); /* the product would be 8 */
    assert_null(mustls_arena_alloc(a, SIZE_MAX));
    assert_null(mustls_arena_alloc(a, SIZE_MAX - 20));
    assert_null(mustls_arena_str(a, mustls_span("", SIZE_MAX)));
    assert_int_equal(mustls_arena_grow(a, &items, &cap, 0, SIZE_MAX / 2), MUSTLS_ELIMIT);
    assert_null(items);
    cap = SIZE_MAX;
    assert_int_equal(mustls_arena_grow(a, &items, &cap, SIZE_MAX, 1), MUSTLS_ELIMIT);
    assert_non_null(mustls_arena_array(a, 0, 8));
    assert_non_null(mustls_arena_array(a, 8, 0));
    mustls_arena_free(a);
}

static void test_copies(void **state)
{
    struct mustls_arena *a = mustls_arena_new(1000);
    struct mustls_span copy;
    (void)state;
    assert_int_equal(mustls_arena_copy(a, MUSTLS_LIT("a\0b"), &copy), MUSTLS_OK);
    assert_true(mustls_span_eq(copy, MUSTLS_LIT("a\0b")));
    assert_int_equal(copy.ptr[3], 0);
    assert_int_equal(mustls_arena_copy(a, mustls_span(NULL, 0), &copy), MUSTLS_OK);
    assert_non_null(copy.ptr);
    assert_int_equal(copy.len, 0);
    assert_string_equal(mustls_arena_str(a, MUSTLS_LIT("abc")), "abc");
    assert_string_equal(mustls_arena_printf(a, "%s-%03d", "x", 7), "x-007");
    assert_string_equal(mustls_arena_printf(a, "%s", ""), "");
    mustls_arena_free(a);
}

static void test_grow(void **state)
{
    struct mustls_arena *a = mustls_arena_new(1 << 20);
    int *items = NULL;
    size_t cap = 0;
    (void)state;
    for (size_t num = 0; num < 1000; num++) {
        void *p = items;
        assert_int_equal(mustls_arena_grow(a, &p, &cap, num, sizeof(int)), MUSTLS_OK);
        items = p;
        assert_true(num < cap);
        items[num] = (int)num;
    }
    for (int i = 0; i < 1000; i++)
        assert_int_equal(items[i], i);
    mustls_arena_free(a);
}

static bool everything(struct mustls_arena *a)
{
    struct mustls_span copy;
    void *items = NULL;
    size_t cap = 0;
    return mustls_arena_alloc(a, 5000) && mustls_arena_array(a, 100, 100) &&
           mustls_arena_copy(a, MUSTLS_LIT("abc"), &copy) == MUSTLS_OK &&
           mustls_arena_printf(a, "%70000d", 1) &&
           mustls_arena_grow(a, &items, &cap, 0, 70000) == MUSTLS_OK;
}

/* Each allocation in turn fails; nothing leaks, and the arena is still good afterwards. */
static void test_no_memory(void **state)
{
    long n = 0;
    bool ok = false;
    (void)state;
    for (; !ok; n++) {
        assert_true(n < 20);
        mustls_alloc_fail_after(n);
        struct mustls_arena *a = mustls_arena_new(1 << 20);
        ok = a && everything(a);
        mustls_alloc_fail_after(-1);
        assert_true(!a || everything(a) || mustls_arena_used(a) > 100000);
        mustls_arena_free(a);
    }
    assert_true(n >= 5);
}

static void test_reasons(void **state)
{
    struct mustls_arena *a = mustls_arena_new(1 << 20);
    struct mustls_span copy;
    void *items = NULL;
    size_t cap = 0;
    (void)state;
    mustls_alloc_fail_after(0);
    assert_int_equal(mustls_arena_copy(a, MUSTLS_LIT("abc"), &copy), MUSTLS_ENOMEM);
    mustls_alloc_fail_after(0);
    assert_int_equal(mustls_arena_grow(a, &items, &cap, 0, 8), MUSTLS_ENOMEM);
    assert_int_equal(cap, 0);
    assert_int_equal(mustls_arena_grow(a, &items, &cap, 0, 1 << 20), MUSTLS_ELIMIT);
    mustls_arena_free(a);
}

static void test_hook_fires_once(void **state)
{
    (void)state;
    mustls_alloc_fail_after(1);
    void *first = mustls_alloc(10), *second = mustls_alloc(10), *third = mustls_alloc(0);
    assert_non_null(first);
    assert_true(all_zero(first, 10));
    assert_null(second);
    assert_non_null(third);
    mustls_free(first);
    mustls_free(second);
    mustls_free(third);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_blocks),
        cmocka_unit_test(test_cap),
        cmocka_unit_test(test_tiny_blocks_are_bounded),
        cmocka_unit_test(test_overflow),
        cmocka_unit_test(test_copies),
        cmocka_unit_test(test_grow),
        cmocka_unit_test(test_no_memory),
        cmocka_unit_test(test_reasons),
        cmocka_unit_test(test_hook_fires_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
