#include "base/heap.h"
#include "base/arena.h"
#include "base/buf.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ASAN 1
#endif
#endif
#ifdef __SANITIZE_ADDRESS__
#define ASAN 1
#endif
#ifdef ASAN
#include <sanitizer/asan_interface.h>
#endif

enum { SIZE = 1 << 16 };

static bool all_zero(const uint8_t *p, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (p[i] != 0)
            return false;
    return true;
}

/* Blocks are zeroed and aligned, however often the zone was used before. */
static void test_blocks(void **state)
{
    struct mustls_zone *z = mustls_zone_new(SIZE);
    (void)state;
    for (int round = 0; round < 3; round++) {
        uint8_t *blocks[100];
        mustls_zone_enter(z);
        assert_int_equal(mustls_zone_used(z), 0);
        for (size_t i = 0; i < 100; i++) {
            blocks[i] = mustls_alloc(i);
            assert_int_equal((uintptr_t)blocks[i] % _Alignof(max_align_t), 0);
            assert_true(all_zero(blocks[i], i));
            memset(blocks[i], (int)i + 1, i);
        }
        for (size_t i = 0; i < 100; i++)
            for (size_t k = 0; k < i; k++)
                assert_int_equal(blocks[i][k], i + 1);
        assert_in_range(mustls_zone_used(z), 100 * 99 / 2, SIZE);
        mustls_zone_leave(z);
    }
    mustls_zone_free(z);
}

static void put_all(struct mustls_buf *b, int letter)
{
    for (int i = 0; i < 5000; i++)
        mustls_buf_putc(b, letter);
    assert_int_equal(b->len, 5000);
    for (int i = 0; i < 5000; i++)
        assert_int_equal(b->ptr[i], letter);
}

/* Two that grow in turn, and one that grows alone. */
static void test_growing(void **state)
{
    struct mustls_zone *z = mustls_zone_new(SIZE);
    struct mustls_buf a, b;
    (void)state;
    mustls_buf_init(&a, 5000);
    mustls_buf_init(&b, 5000);
    mustls_zone_enter(z);
    for (int i = 0; i < 2500; i++) {
        mustls_buf_putc(&a, 'a');
        mustls_buf_putc(&b, 'b');
    }
    for (int i = 0; i < 2500; i++) {
        assert_int_equal(a.ptr[i], 'a');
        assert_int_equal(b.ptr[i], 'b');
    }
    mustls_buf_deinit(&a);
    mustls_buf_deinit(&b);
    put_all(&a, 'x');
    mustls_buf_deinit(&a);
    mustls_zone_leave(z);
    mustls_zone_free(z);
}

/* Who finds no room gets it from the heap, and frees it there. */
static void test_full(void **state)
{
    struct mustls_zone *z = mustls_zone_new(100);
    struct mustls_buf old, b;
    (void)state;
    mustls_buf_init(&old, 5000);
    mustls_buf_putc(&old, 'o');
    mustls_zone_enter(z);
    mustls_buf_init(&b, 5000);
    put_all(&b, 'b');
    mustls_free(mustls_alloc(10000));
    mustls_buf_deinit(&b);
    mustls_buf_puts(&old, "ld"); /* of before */
    assert_string_equal(mustls_buf_cstr(&old), "old");
    mustls_zone_leave(z);
    mustls_buf_deinit(&old);
    mustls_zone_free(z);
    mustls_zone_free(NULL);
}

static void test_no_memory(void **state)
{
    struct mustls_zone *z = mustls_zone_new(SIZE);
    struct mustls_buf b;
    (void)state;
    for (int n = 0; n < 2; n++) {
        mustls_alloc_fail_after(n);
        assert_null(mustls_zone_new(SIZE));
    }
    mustls_zone_enter(z);
    mustls_alloc_fail_after(1);
    assert_non_null(mustls_alloc(1));
    assert_null(mustls_alloc(1));
    mustls_buf_init(&b, 10);
    mustls_alloc_fail_after(0);
    mustls_buf_putc(&b, 'x');
    assert_true(b.failed);
    mustls_zone_leave(z);
    mustls_zone_free(z);
}

#ifdef ASAN
/* A sanitizer sees what it would see on the heap. */
static void test_poison(void **state)
{
    struct mustls_zone *z = mustls_zone_new(SIZE);
    (void)state;
    mustls_zone_enter(z);
    uint8_t *a = mustls_alloc(13), *b = mustls_alloc(1);
    assert_false(__asan_address_is_poisoned(a) || __asan_address_is_poisoned(a + 12));
    assert_true(__asan_address_is_poisoned(a + 13));
    assert_true(__asan_address_is_poisoned(a - 1));
    assert_true(__asan_address_is_poisoned(b + 1));
    mustls_free(a);
    assert_true(__asan_address_is_poisoned(a));
    mustls_zone_leave(z);
    assert_true(__asan_address_is_poisoned(b));
    mustls_zone_free(z);
}
#endif

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_blocks), cmocka_unit_test(test_growing),
        cmocka_unit_test(test_full),   cmocka_unit_test(test_no_memory),
#ifdef ASAN
        cmocka_unit_test(test_poison),
#endif
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
