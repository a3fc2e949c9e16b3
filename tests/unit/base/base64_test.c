#include "base/arena.h"
#include "base/base64.h"

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#define B(s)                                                                                       \
    {                                                                                              \
        (const uint8_t *)(s), sizeof(s) - 1                                                        \
    }

static void test_both_ways(void **state)
{
    static const struct {
        struct mustls_span in;
        const char *out;
    } rows[] = {
        {B(""), ""},
        {B("f"), "Zg=="},
        {B("fo"), "Zm8="},
        {B("foo"), "Zm9v"},
        {B("foob"), "Zm9vYg=="},
        {B("\0user\0pass"), "AHVzZXIAcGFzcw=="},
        {B("\xfb\xff\xbf"), "+/+/"},
        {B("\0"), "AA=="},
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct mustls_buf b;
        mustls_buf_init(&b, 100);
        mustls_base64_put(&b, rows[i].in);
        assert_string_equal(mustls_buf_cstr(&b), rows[i].out);
        mustls_buf_clear(&b);
        assert_int_equal(mustls_base64_decode(&b, mustls_span_str(rows[i].out)), MUSTLS_OK);
        assert_true(mustls_span_eq(mustls_buf_span(&b), rows[i].in));
        mustls_buf_deinit(&b);
    }
}

/* RFC 4954 4: reject, not ignore, what the alphabet does not have, and "=" anywhere but at the end.
 */
static void test_strict(void **state)
{
    static const struct mustls_span rows[] = {
        B("Z"),        B("Zg"),       B("Zg="),  B("Zg==="),    B("="),
        B("=="),       B("===="),     B("A==="), B("=AAA"),     B("AAA=BBB"),
        B("AAA=BBBB"), B("AA==BBBB"), B("AA=A"), B("Zm9v\r\n"), B("Zm9v\n"),
        B(" Zm9"),     B("Zm 9"),     B("Zm9-"), B("Zm9_"),     B("Zm9\0"),
        B("Zm9\xff"),  B("Zh=="),     B("Zm9="), B("*"),        B("Zm9vZh=="),
    };
    (void)state;
    for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
        struct mustls_buf b;
        mustls_buf_init(&b, 100);
        mustls_buf_puts(&b, "kept");
        print_message("row %zu\n", i);
        uint8_t *copy = mustls_alloc(rows[i].len); /* reading past the end is seen */
        memcpy(copy, rows[i].ptr, rows[i].len);
        assert_int_equal(mustls_base64_decode(&b, mustls_span(copy, rows[i].len)), MUSTLS_EPARSE);
        mustls_free(copy);
        assert_string_equal(mustls_buf_cstr(&b), "kept");
        mustls_buf_deinit(&b);
    }
}

/* Each of the 256 octets in each place: accepted are exactly the 64, and "=" where it may stand. */
static void test_alphabet(void **state)
{
    (void)state;
    for (size_t at = 0; at < 4; at++) {
        int accepted = 0;
        for (unsigned c = 0; c < 256; c++) {
            uint8_t in[4] = {'A', 'A', 'A', 'A'};
            in[at] = (uint8_t)c;
            struct mustls_buf b;
            mustls_buf_init(&b, 100);
            accepted += mustls_base64_decode(&b, mustls_span(in, 4)) == MUSTLS_OK;
            mustls_buf_deinit(&b);
        }
        assert_int_equal(accepted, at == 3 ? 65 : 64);
    }
}

static void test_full(void **state)
{
    struct mustls_buf b;
    (void)state;
    mustls_buf_init(&b, 5);
    mustls_buf_puts(&b, "kept");
    assert_int_equal(mustls_base64_decode(&b, MUSTLS_LIT("Zm9vZm9v")), MUSTLS_ELIMIT);
    assert_string_equal(mustls_buf_cstr(&b), "kept");
    mustls_buf_deinit(&b);

    mustls_alloc_fail_after(0);
    assert_int_equal(mustls_base64_decode(&b, MUSTLS_LIT("Zm9v")), MUSTLS_ELIMIT);
    mustls_alloc_fail_after(-1);
    assert_int_equal(b.len, 0);
    mustls_buf_deinit(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_both_ways),
        cmocka_unit_test(test_strict),
        cmocka_unit_test(test_alphabet),
        cmocka_unit_test(test_full),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
