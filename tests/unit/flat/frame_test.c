/* The wishes in the first op, and the scenario that judges. */
#include "flat/frame.h"
#include "world.h"

static void every_first_byte_round_trips(void **state)
{
    (void)state;
    for (int byte = 0; byte < 256; byte++) {
        const uint8_t in[] = {(uint8_t)byte, 1, 0, 'x', 1, 2, 0, '\r', '\n'};
        assert_round_trips(mustls_span(in, sizeof in), "first byte");
        struct mustls_buf canon;
        mustls_buf_init(&canon, MAX_BYTES);
        mustls_flat_canon(&canon, mustls_span(in, sizeof in));
        assert_int_equal(mustls_flat_frame(mustls_buf_span(&canon)), byte / 6 % 8);
        mustls_buf_deinit(&canon);
    }
}

static struct mustls_program *parse(struct mustls_arena *a, struct mustls_span text)
{
    struct mustls_diags d;
    struct mustls_scenario *s;
    struct mustls_program *p = NULL;
    mustls_diags_init(&d, a);
    assert_int_equal(mustls_scenario_parse(a, "f", "f", text, &d, &s), MUSTLS_OK);
    const struct mustls_scenario *chain[] = {s};
    assert_int_equal(mustls_scenario_program(a, chain, 1, 0, &d, &p), MUSTLS_OK);
    return p;
}

static void scenario_judges(void **state)
{
    (void)state;
    static const uint8_t in[] = {5 * 6, 5, 0, '2', '2', '0', '\r', '\n', 1, 0, 0};
    struct mustls_arena *a = mustls_arena_new(1u << 20);
    struct mustls_buf text, bytes;
    mustls_buf_init(&text, MAX_BYTES);
    mustls_buf_init(&bytes, MAX_BYTES);
    assert_int_equal(mustls_flat_scenario(&text, mustls_span(in, sizeof in), "a find"), MUSTLS_OK);
    struct mustls_program *p = parse(a, mustls_buf_span(&text));
    assert_true(mustls_span_eq(p->title, MUSTLS_LIT("a find")));
    assert_true(mustls_span_eq(mustls_program_wish(p, "auth"), MUSTLS_LIT("cram-md5")));
    assert_int_equal(p->num_sentences, 13);
    assert_int_equal(p->num_rules, 2);
    assert_true(p->rules[0].optional && p->rules[1].optional);
    assert_int_equal(mustls_flat_encode(&bytes, p), MUSTLS_OK);
    assert_bytes(mustls_buf_span(&bytes), mustls_span(in, sizeof in), "the same bytes");
    mustls_buf_deinit(&text);
    mustls_buf_deinit(&bytes);
    mustls_arena_free(a);
}

static void other_wishes_are_not_flat(void **state)
{
    (void)state;
    struct mustls_arena *a = mustls_arena_new(1u << 20);
    struct mustls_buf bytes;
    mustls_buf_init(&bytes, MAX_BYTES);
    struct mustls_program *p = parse(
        a, MUSTLS_LIT(
               "title x\nbase none\nclient tls=off auth=plain\n\n[any]\nC: <connect>\nS: 220\n"));
    assert_int_equal(mustls_flat_encode(&bytes, p), MUSTLS_EUSAGE);
    mustls_buf_deinit(&bytes);
    mustls_arena_free(a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_first_byte_round_trips),
        cmocka_unit_test(scenario_judges),
        cmocka_unit_test(other_wishes_are_not_flat),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
