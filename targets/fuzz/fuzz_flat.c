/* The codec: canonical form, program and scenario all lead to the same bytes; the mutator keeps its
 * bounds and depends on its numbers alone. */
#include "flat/flat.h"
#include "flat/mutate.h"
#include "fuzz.h"
#include "scenario/scenario.h"

enum { MAX_MUTATED = 1 << 14 };

static void check_text(struct mustls_arena *a, struct mustls_span in, struct mustls_span canon)
{
    struct mustls_buf text, back;
    struct mustls_diags d;
    struct mustls_scenario *s;
    struct mustls_program *p = NULL;
    mustls_diags_init(&d, a);
    mustls_buf_init(&text, MUSTLS_SCN_MAX_FILE);
    mustls_buf_init(&back, 8u << 20);
    fuzz_require(mustls_flat_text(&text, in) == MUSTLS_OK, "an input fits a file");
    mustls_flat_text(&back, canon);
    fuzz_require_same(mustls_buf_span(&text), mustls_buf_span(&back), "canonical means the same");
    mustls_buf_clear(&back);
    fuzz_require(mustls_scenario_parse(a, "flat", "flat", mustls_buf_span(&text), &d, &s) ==
                     MUSTLS_OK,
                 "an input is a scenario");
    const struct mustls_scenario *chain[] = {s};
    fuzz_require(mustls_scenario_program(a, chain, 1, 0, &d, &p) == MUSTLS_OK,
                 "the scenario is a program");
    fuzz_require(mustls_flat_encode(&back, p) == MUSTLS_OK, "the program is flat");
    fuzz_require_same(mustls_buf_span(&back), canon, "scenario and back");
    mustls_buf_deinit(&text);
    mustls_buf_deinit(&back);
}

static void check_codec(struct mustls_span in)
{
    struct mustls_buf canon, again;
    struct mustls_program *p;
    struct mustls_arena *a = mustls_arena_new(256u << 20);
    mustls_buf_init(&canon, 8u << 20);
    mustls_buf_init(&again, 8u << 20);
    fuzz_require(mustls_flat_canon(&canon, in) == MUSTLS_OK, "every input has a canonical form");
    mustls_flat_canon(&again, mustls_buf_span(&canon));
    fuzz_require_same(mustls_buf_span(&canon), mustls_buf_span(&again), "canonical is canonical");
    mustls_buf_clear(&again);
    fuzz_require(mustls_flat_program(a, in, &p) == MUSTLS_OK, "every input is a program");
    fuzz_require(mustls_flat_encode(&again, p) == MUSTLS_OK, "the program is flat");
    fuzz_require_same(mustls_buf_span(&canon), mustls_buf_span(&again), "program and back");
    check_text(a, in, mustls_buf_span(&canon));
    mustls_buf_deinit(&canon);
    mustls_buf_deinit(&again);
    mustls_arena_free(a);
}

static void check_mutator(struct mustls_span in)
{
    static uint8_t one[MAX_MUTATED], two[MAX_MUTATED];
    struct mustls_rng a, b;
    mustls_rng_init(&a, mustls_hash(in));
    mustls_rng_init(&b, mustls_hash(in));
    in = mustls_span_first(in, MAX_MUTATED);
    if (in.len > 0) {
        memcpy(one, in.ptr, in.len);
        memcpy(two, in.ptr, in.len);
    }
    size_t na = mustls_flat_mutate(one, in.len, sizeof one, &a);
    size_t nb = mustls_flat_mutate(two, in.len, sizeof two, &b);
    fuzz_require(na <= sizeof one, "the mutator keeps its bounds");
    fuzz_require_same(mustls_span(one, na), mustls_span(two, nb), "same numbers, same result");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_begin();
    check_codec(mustls_span(data, size));
    check_mutator(mustls_span(data, size));
    fuzz_end();
    return 0;
}
