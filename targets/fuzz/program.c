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
