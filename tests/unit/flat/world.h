/* What the tests of this room share: an arena, random inputs, and the way through text. */
#ifndef TESTS_FLAT_WORLD_H
#define TESTS_FLAT_WORLD_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <cmocka.h>

#include "base/rng.h"
#include "flat/flat.h"
#include "flat/mutate.h"
#include "scenario/scenario.h"

#define MAX_BYTES (8u << 20)

static inline void assert_bytes(struct mustls_span got, struct mustls_span want, const char *label)
{
    struct mustls_buf b;
    if (mustls_span_eq(got, want))
        return;
    mustls_buf_init(&b, 1u << 20);
    mustls_buf_puts(&b, "got  ");
    mustls_payload_put(&b, got);
    mustls_buf_puts(&b, "\nwant ");
    mustls_payload_put(&b, want);
    fail_msg("%s:\n%s", label, mustls_buf_cstr(&b));
}

/* Bytes, program, text and back; all ways lead to the canonical bytes. */
static inline void assert_round_trips(struct mustls_span in, const char *label)
{
    struct mustls_buf canon, other, text;
    struct mustls_diags diags;
    struct mustls_program *prog;
    struct mustls_scenario *scn;
    struct mustls_arena *a = mustls_arena_new(64u << 20);
    mustls_buf_init(&canon, MAX_BYTES);
    mustls_buf_init(&other, MAX_BYTES);
    mustls_buf_init(&text, MAX_BYTES);
    mustls_diags_init(&diags, a);

    assert_int_equal(mustls_flat_canon(&canon, in), MUSTLS_OK);
    assert_true(canon.len <= MUSTLS_FLAT_MAX);
    assert_int_equal(mustls_flat_canon(&other, mustls_buf_span(&canon)), MUSTLS_OK);
    assert_bytes(mustls_buf_span(&other), mustls_buf_span(&canon), label);

    assert_int_equal(mustls_flat_program(a, in, &prog), MUSTLS_OK);
    mustls_buf_clear(&other);
    assert_int_equal(mustls_flat_encode(&other, prog), MUSTLS_OK);
    assert_bytes(mustls_buf_span(&other), mustls_buf_span(&canon), label);

    mustls_buf_clear(&other);
    assert_int_equal(mustls_flat_text(&other, mustls_buf_span(&canon)), MUSTLS_OK);
    assert_int_equal(mustls_flat_text(&text, in), MUSTLS_OK);
    assert_bytes(mustls_buf_span(&other), mustls_buf_span(&text), label);
    if (mustls_scenario_parse(a, "flat", "flat", mustls_buf_span(&text), &diags, &scn) !=
        MUSTLS_OK) {
        mustls_diags_put(&text, &diags);
        fail_msg("%s does not parse:\n%s", label, mustls_buf_cstr(&text));
    }
    const struct mustls_scenario *chain[] = {scn};
    assert_int_equal(mustls_scenario_program(a, chain, 1, 0, &diags, &prog), MUSTLS_OK);
    mustls_buf_clear(&other);
    assert_int_equal(mustls_flat_encode(&other, prog), MUSTLS_OK);
    assert_bytes(mustls_buf_span(&other), mustls_buf_span(&canon), label);

    mustls_buf_deinit(&text);
    mustls_buf_deinit(&other);
    mustls_buf_deinit(&canon);
    mustls_arena_free(a);
}

#endif
