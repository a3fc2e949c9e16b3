/* Scenario files: an error that is told, or a tree; printed and parsed again it is equal,
 * formatted, too; every program that is made can be shown. */
#include "fuzz.h"
#include "scenario/scenario.h"

enum { MAX_INSTANCES = 4, MAX_TEXT = 64 << 10 };

static struct mustls_scenario *parse(struct mustls_arena *a, struct mustls_span text,
                                     struct mustls_diags *d)
{
    struct mustls_scenario *s = NULL;
    enum mustls_status st = mustls_scenario_parse(a, "fuzz/t", "t.scn", text, d, &s);
    fuzz_require(st != MUSTLS_EPARSE || d->num_errors > 0, "a refusal is told");
    return st == MUSTLS_OK ? s : NULL;
}

/* Text that a writer made: it must parse, to an equal tree, and be written the same again. */
static void check_text(struct mustls_arena *a, const struct mustls_scenario *s,
                       void (*put)(struct mustls_buf *, const struct mustls_scenario *))
{
    struct mustls_buf one, two;
    struct mustls_diags d;
    mustls_diags_init(&d, a);
    mustls_buf_init(&one, 8u << 20);
    mustls_buf_init(&two, 8u << 20);
    put(&one, s);
    if (!one.failed) {
        struct mustls_scenario *again = parse(a, mustls_buf_span(&one), &d);
        fuzz_require(again != NULL, "what is written parses");
        fuzz_require(mustls_scenario_equal(s, again), "what is written means the same");
        put(&two, again);
        fuzz_require_same(mustls_buf_span(&one), mustls_buf_span(&two),
                          "writing again is the same");
    }
    mustls_buf_deinit(&one);
    mustls_buf_deinit(&two);
}

static void check_programs(struct mustls_arena *a, const struct mustls_scenario *s,
                           const struct mustls_scenario *base)
{
    const struct mustls_scenario *chain[] = {s, base};
    unsigned num = mustls_scenario_instances(s), first = num > 0;
    size_t len = mustls_scenario_base(s).len > 0 ? 2 : 1;
    for (unsigned i = first; i <= num && i < MAX_INSTANCES; i++) {
        struct mustls_diags d;
        struct mustls_program *p;
        struct mustls_buf out;
        mustls_diags_init(&d, a);
        enum mustls_status st = mustls_scenario_program(a, chain, len, i, &d, &p);
        fuzz_require(st != MUSTLS_EPARSE || d.num_errors > 0, "a refusal is told");
        if (st != MUSTLS_OK)
            continue;
        mustls_buf_init(&out, 64u << 20);
        mustls_program_show(&out, p);
        mustls_buf_deinit(&out);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size > MAX_TEXT)
        return 0;
    struct mustls_arena *a = mustls_arena_new(512u << 20);
    struct mustls_diags d;
    struct mustls_buf out;
    struct mustls_scenario *base = NULL;
    mustls_diags_init(&d, a);
    mustls_buf_init(&out, 64u << 20);
    mustls_scenario_parse(a, "base/b", "b.scn",
                          MUSTLS_LIT("[clear]\nC: <connect>\nS: 220 x\n\nC: *\nS: 250 x\n"), &d,
                          &base);
    fuzz_require(base != NULL, "the base parses");
    struct mustls_scenario *s = parse(a, mustls_span(data, size), &d);
    mustls_diags_put(&out, &d);
    fuzz_require(!out.failed, "diagnostics are bounded");
    if (s) {
        mustls_scenario_lint(s, &d);
        check_text(a, s, mustls_scenario_print);
        check_text(a, s, mustls_scenario_fmt);
        check_programs(a, s, base);
    }
    mustls_buf_deinit(&out);
    mustls_arena_free(a);
    return 0;
}
