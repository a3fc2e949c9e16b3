#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/host.h"

#define L63 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define L61 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

static const struct {
    const char *name;
    bool good;
} rows[] = {
    {"", false},
    {".", false},
    {"a", true},
    {"mx.Example.TEST", true},
    {"_x-1.test", true},
    {"a..b", false},
    {".a", false},
    {"a.", false},
    {"a b", false},
    {"a\xc3\xa9", false},
    {L63, true},
    {L63 "a", false},
    {L63 ".b", true},
    {L63 "." L63 "." L63 "." L61, true},
    {L63 "." L63 "." L63 "." L61 "a", false},
};

static void test_names(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (mustls_is_host_name(mustls_span_str(rows[i].name)) != rows[i].good)
            fail_msg("\"%s\"", rows[i].name);
    assert_false(mustls_is_host_name(mustls_span("a\0b", 3)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_names)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
