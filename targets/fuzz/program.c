#include "program.h"
#include "fuzz.h"

struct mustls_program *fuzz_program(struct mustls_arena *a, struct mustls_span text)
{
    struct mustls_diags d;
    struct mustls_scenario *s;
    struct mustls_program *prog;
    mustls_diags_init(&d, a);
    fuzz_require(mustls_scenario_parse(a, "base/t", "t", text, &d, &s) == MUSTLS_OK,
                 "our own scenario parses");
    const struct mustls_scenario *chain[] = {s};
    fuzz_require(mustls_scenario_program(a, chain, 1, 0, &d, &prog) == MUSTLS_OK,
                 "our own scenario is a program");
    return prog;
}

void fuzz_programs(struct mustls_program **out, const char *const *texts, size_t num)
{
    static struct mustls_arena *a; /* lives as long as the process */
    if (out[0])
        return;
    a = a ? a : mustls_arena_new(16u << 20);
    fuzz_require(a != NULL, "memory");
    for (size_t i = 0; i < num; i++)
        out[i] = fuzz_program(a, mustls_span_str(texts[i]));
}
