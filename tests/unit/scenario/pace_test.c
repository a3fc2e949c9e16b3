/* Deadlines at a subject's pace: what is scaled, and that nothing overflows. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/arena.h"
#include "scenario/program.h"

static void paced(void **state)
{
    static const struct {
        mustls_usec limit, within;
        unsigned percent;
        mustls_usec want_limit, want_within;
    } rows[] = {
        {1000, 0, 250, 2500, 0},
        {1000, 300, 101, 1010, 303},
        {MUSTLS_NEVER, MUSTLS_NEVER, 800, MUSTLS_NEVER, MUSTLS_NEVER},
        {MUSTLS_NEVER / 2, 1, 800, MUSTLS_NEVER, 8},
        {7, 7, UINT32_MAX, (mustls_usec)7 * UINT32_MAX / 100, (mustls_usec)7 * UINT32_MAX / 100},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct mustls_arena *a = mustls_arena_new(1u << 20);
        struct mustls_sentence s[2] = {{.within = rows[i].within}, {.once = true}};
        struct mustls_program p = {.limit = rows[i].limit, .sentences = s, .num_sentences = 2};
        const struct mustls_program *slow = mustls_program_paced(a, &p, rows[i].percent);
        assert_non_null(slow);
        assert_int_equal(slow->limit, rows[i].want_limit);
        assert_int_equal(slow->sentences[0].within, rows[i].want_within);
        assert_true(slow->sentences[1].once);
        assert_int_equal(p.limit, rows[i].limit);
        assert_int_equal(s[0].within, rows[i].within);
        mustls_arena_free(a);
    }
}

static void as_written(void **state)
{
    struct mustls_program p = {.limit = 5};
    (void)state;
    for (unsigned percent = 0; percent <= 100; percent++)
        assert_ptr_equal(mustls_program_paced(NULL, &p, percent), &p);
}

static void without_memory(void **state)
{
    struct mustls_sentence s[1] = {{.within = 1}};
    struct mustls_program p = {.limit = 5, .sentences = s, .num_sentences = 1};
    struct mustls_arena *a = mustls_arena_new(16);
    (void)state;
    assert_non_null(a);
    assert_null(mustls_program_paced(a, &p, 200));
    mustls_arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paced),
        cmocka_unit_test(as_written),
        cmocka_unit_test(without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
