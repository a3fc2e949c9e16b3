#include "base/arena.h"
#include "base/buf.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

static void test_put(void **state)
{
    struct mustls_buf b;
    (void)state;
    mustls_buf_init(&b, 100);
    assert_null(b.ptr);
    assert_string_equal(mustls_buf_cstr(&b), "");
    mustls_buf_puts(&b, "ab");
    mustls_buf_putc(&b, 'c');
    mustls_buf_putc(&b, 0xff);
    mustls_buf_put(&b, mustls_span(NULL, 0));
    mustls_buf_printf(&b, "%d-%s", 42, "x");
    mustls_buf_printf(&b, "%s", "");
    assert_string_equal(mustls_buf_cstr(&b), "abc\xff"
                                             "42-x");
    assert_int_equal(mustls_buf_span(&b).len, 8);
    assert_int_equal(mustls_buf_status(&b), MUSTLS_OK);
    mustls_buf_clear(&b);
    assert_string_equal(mustls_buf_cstr(&b), "");
    mustls_buf_deinit(&b);
    mustls_buf_deinit(&b); /* harmless */
}

static void test_eat_and_truncate(void **state)
{
    struct mustls_buf b;
    (void)state;
    mustls_buf_init(&b, 10);
    mustls_buf_eat(&b, 0);
    mustls_buf_puts(&b, "abcdef");
    mustls_buf_eat(&b, 2);
    assert_string_equal(mustls_buf_cstr(&b), "cdef");
    mustls_buf_truncate(&b, 9);
    assert_int_equal(b.len, 4);
    mustls_buf_truncate(&b, 1);
    assert_string_equal(mustls_buf_cstr(&b), "c");
    mustls_buf_eat(&b, 1);
    assert_int_equal(b.len, 0);
    mustls_buf_deinit(&b);
}

/* Every size around the cap, put whole, octet by octet and formatted. */
static void test_cap(void **state)
{
    static const char text[] =
        "0123456789012345678901234567890123456789012345678901234567890123456789"
        "0123456789012345678901234567890123456789012345678901234567890123456789";
    (void)state;
    for (size_t max = 0; max < sizeof(text) - 1; max++) {
        struct mustls_buf whole, bytes, printed;
        mustls_buf_init(&whole, max);
        mustls_buf_init(&bytes, max);
        mustls_buf_init(&printed, max);

        mustls_buf_put(&whole, mustls_span(text, max));
        mustls_buf_printf(&printed, "%.*s", (int)max, text);
        for (size_t i = 0; i < max; i++)
            mustls_buf_putc(&bytes, text[i]);
        assert_false(whole.failed || bytes.failed || printed.failed);
        mustls_buf_putc(&whole, 'x');
        mustls_buf_putc(&bytes, 'x');
        mustls_buf_printf(&printed, "x");
        assert_true(whole.failed && bytes.failed && printed.failed);
        assert_int_equal(mustls_buf_status(&whole), MUSTLS_ELIMIT);

        /* What it held is kept, and further puts are ignored even where they would fit. */
        mustls_buf_truncate(&whole, max / 2);
        mustls_buf_putc(&whole, 'x');
        assert_int_equal(whole.len, max / 2);
        assert_memory_equal(mustls_buf_cstr(&bytes), text, max);
        assert_memory_equal(mustls_buf_cstr(&printed), text, max);
        mustls_buf_clear(&whole);
        assert_false(whole.failed);

        mustls_buf_deinit(&whole);
        mustls_buf_deinit(&bytes);
        mustls_buf_deinit(&printed);
    }
}

static void test_huge_cap(void **state)
{
    struct mustls_buf b;
    (void)state;
    mustls_buf_init(&b, SIZE_MAX);
    mustls_buf_puts(&b, "a");
    assert_false(b.failed);
    assert_true(b.cap < 1000);
    mustls_buf_deinit(&b);
}

static void test_no_memory(void **state)
{
    (void)state;
    for (long n = 0; n < 4; n++) {
        struct mustls_buf b;
        mustls_buf_init(&b, 1000);
        mustls_alloc_fail_after(n);
        size_t put = 0;
        while (put < 400 && !b.failed) {
            mustls_buf_putc(&b, 'a');
            put += !b.failed;
        }
        mustls_alloc_fail_after(-1);
        /* 64, 128, 256 and 512 octets: four allocations. */
        assert_true(b.failed);
        assert_int_equal(b.len, put);
        assert_int_equal(strlen(mustls_buf_cstr(&b)), put);
        mustls_buf_deinit(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_put),       cmocka_unit_test(test_eat_and_truncate),
        cmocka_unit_test(test_cap),       cmocka_unit_test(test_huge_cap),
        cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
