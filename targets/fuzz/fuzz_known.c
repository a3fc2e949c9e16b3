/* Lists of known failures: an error that is told, or entries that say why; looking up is total. */
#include "fuzz.h"
#include "profile/known.h"

static void check_entry(const struct mustls_known_entry *e)
{
    fuzz_require(e->why.len > 0, "an entry has a reason");
    fuzz_require(e->verdict == MUSTLS_FAIL || e->verdict == MUSTLS_INCONCLUSIVE ||
                     e->verdict == MUSTLS_WARN,
                 "a verdict that can be expected");
    fuzz_require(e->subject.len > 0 && e->scenario.len > 0 && e->line > 0, "an entry is whole");
}

static void look(const struct mustls_known *k)
{
    struct mustls_judgement j = {.verdict = MUSTLS_FAIL, .why = ""};
    for (int v = 0; v < MUSTLS_NUM_VERDICTS; v++) {
        unsigned line = 0;
        struct mustls_span why;
        enum mustls_known_match m = mustls_known_look(k, "curl", "8.5.0", "530/each@3",
                                                      (enum mustls_verdict)v, &j, &line, &why);
        fuzz_require(m == MUSTLS_KNOWN_NONE || line > 0, "a match names its line");
        fuzz_require(v != MUSTLS_ERROR || m != MUSTLS_KNOWN_AS_LISTED,
                     "an error is never as listed");
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mustls_arena *a = mustls_arena_new(256u << 20);
    struct mustls_diags d;
    struct mustls_known *k = NULL;
    struct mustls_buf out;
    mustls_diags_init(&d, a);
    mustls_buf_init(&out, 16u << 20);
    enum mustls_status st = mustls_known_parse(a, "k", mustls_span(data, size), &d, &k);
    fuzz_require(st != MUSTLS_EPARSE || d.num_errors > 0, "a refusal is told");
    mustls_diags_put(&out, &d);
    if (st == MUSTLS_OK) {
        for (size_t i = 0; i < k->num; i++)
            check_entry(&k->entries[i]);
        look(k);
    }
    mustls_buf_deinit(&out);
    mustls_arena_free(a);
    return 0;
}
