/* Broken text and broken memory: an answer, always, and nothing left behind. */
#include "world.h"

#include "base/rng.h"

static const char sample[] = "# What it is.\n"
                             "title  A ${B}\n"
                             "tags   a b\n"
                             "client tls=off auth=plain\n"
                             "tls    cert=expired min=1.2\n"
                             "limit  5s\n"
                             "for    B = MAIL | RCPT\n"
                             "\n"
                             "[clear]\n"
                             "C?: ${B}\n"
                             "S: 530-\\{x*30}\\r\\n\\|530 b\n"
                             "S: <wait 100ms>\n"
                             "C: <line>\n"
                             "C#2: AUTH PLAIN *|EHLO\n"
                             "S: <tls max=1.3>\n"
                             "S: <chunk 1 1ms>\n"
                             "\n"
                             "MUST NOT  \"${B} *\"|5xx in tls first after <tls> [RFC 3207 4]\n"
                             "MAY       client fails within 3s where tls=off    [harness]\n";

/* --- no memory --- */

/* All that can be done with a text; the first answer that is not OK ends it. */
static enum mustls_status use_all(struct mustls_arena *a, struct mustls_diags *d,
                                  struct mustls_span text, struct mustls_buf *out)
{
    struct mustls_scenario *s;
    struct mustls_program *p;
    enum mustls_status st = mustls_scenario_parse(a, "t", "t", text, d, &s);
    if (st != MUSTLS_OK)
        return st;
    const struct mustls_scenario *chain = s;
    unsigned instance = mustls_scenario_instances(s) ? 1 : 0;
    st = mustls_scenario_program(a, &chain, 1, instance, d, &p);
    if (st != MUSTLS_OK)
        return st;
    mustls_program_show(out, p);
    mustls_scenario_print(out, s);
    mustls_scenario_fmt(out, s);
    mustls_scenario_lint(s, d);
    mustls_diags_put(out, d);
    return out->failed || !mustls_scenario_equal(s, s) ? MUSTLS_ENOMEM : MUSTLS_OK;
}

/* True when the answer is that of a machine with memory. */
static bool sweep_once(long n, struct mustls_span text, enum mustls_status want)
{
    struct mustls_buf out;
    struct mustls_diags d;
    mustls_buf_init(&out, 1u << 20);
    mustls_alloc_fail_after(n);
    struct mustls_arena *a = mustls_arena_new(64u << 20);
    enum mustls_status st = MUSTLS_ENOMEM;
    if (a) {
        mustls_diags_init(&d, a);
        st = use_all(a, &d, text, &out);
    }
    mustls_alloc_fail_after(-1);
    if (st != want && st != MUSTLS_ENOMEM)
        fail_msg("allocation %ld: %s", n, mustls_status_name(st));
    /* Lost diagnostics are counted all the same. */
    if (a && want == MUSTLS_EPARSE && st == MUSTLS_EPARSE)
        assert_true(d.num_errors > 0);
    mustls_buf_deinit(&out);
    mustls_arena_free(a);
    return st == want;
}

/* Until no allocation has failed for so long that none is left to fail. */
static void sweep(const char *text, enum mustls_status want)
{
    enum { LONG = 300 };
    long good = 0;
    for (long n = 0; good < LONG; n++)
        good = sweep_once(n, mustls_span_str(text), want) ? good + 1 : 0;
}

static void test_no_memory(void **state)
{
    (void)state;
    sweep(sample, MUSTLS_OK);
    sweep("titel x\nfor A = x | y\nC: MIAL\nS: \\q${A}\nMUST <x> onec\n", MUSTLS_EPARSE);
}

/* An arena that is too small is no different. */
static void test_small_arena(void **state)
{
    (void)state;
    bool done = false;
    for (size_t max = 0; !done; max += 97) {
        struct mustls_buf out;
        struct mustls_diags d;
        mustls_buf_init(&out, 1u << 20);
        struct mustls_arena *a = mustls_arena_new(max);
        assert_non_null(a);
        mustls_diags_init(&d, a);
        enum mustls_status st = use_all(a, &d, mustls_span_str(sample), &out);
        assert_true(st == MUSTLS_OK || st == MUSTLS_ENOMEM || st == MUSTLS_ELIMIT);
        done = st == MUSTLS_OK;
        mustls_buf_deinit(&out);
        mustls_arena_free(a);
    }
}

/* --- no sense --- */

static void try_text(struct mustls_span text)
{
    struct world w;
    world_open(&w);
    enum mustls_status st = use_all(w.arena, &w.diags, text, &w.out);
    assert_true(st == MUSTLS_OK || st == MUSTLS_EPARSE);
    assert_true((st == MUSTLS_EPARSE) == (w.diags.num_errors > 0));
    for (size_t i = 0; i < w.diags.num; i++)
        assert_true(w.diags.items[i].line >= 1 && w.diags.items[i].col >= 1 &&
                    w.diags.items[i].col <= w.diags.items[i].excerpt.len + 1);
    world_diags(&w);
    world_close(&w);
}

/* Cut at every place. */
static void test_cut(void **state)
{
    (void)state;
    for (size_t n = 0; n <= sizeof(sample) - 1; n++)
        try_text(mustls_span(sample, n));
}

static void mutate(struct mustls_rng *rng, struct mustls_buf *b)
{
    static const char *const bits[] = {
        "<",           ">",     "\"", "[",    "]",  "|",   "\\",  "\\{",  "*9}",
        "${",          "}",     " ",  "\n",   "#",  ":",   "S: ", "C: ",  "C#",
        "for A = b\n", "MUST ", "=",  "\xff", "\r", "\\c", "\\|", "${B}", "test server\n",
        "*4000000000}"};
    size_t at = mustls_rng_below(rng, (uint32_t)b->len);
    const char *bit = bits[mustls_rng_below(rng, sizeof(bits) / sizeof(*bits))];
    switch (mustls_rng_below(rng, 3)) {
    case 0:
        b->ptr[at] = (uint8_t)bit[0];
        break;
    case 1: {
        size_t n = mustls_rng_below(rng, 20);
        n = n > b->len - at ? b->len - at : n;
        memmove(b->ptr + at, b->ptr + at + n, b->len - at - n);
        mustls_buf_truncate(b, b->len - n);
        break;
    }
    default: {
        uint8_t tail[2000];
        size_t n = b->len - at < sizeof(tail) ? b->len - at : sizeof(tail);
        memcpy(tail, b->ptr + at, n);
        mustls_buf_truncate(b, at);
        mustls_buf_puts(b, bit);
        mustls_buf_put(b, mustls_span(tail, n));
        break;
    }
    }
    if (b->len == 0)
        mustls_buf_putc(b, 'x');
}

static void test_mutants(void **state)
{
    (void)state;
    struct mustls_rng rng;
    struct mustls_buf b;
    mustls_rng_init(&rng, 11);
    mustls_buf_init(&b, 1u << 20);
    for (int i = 0; i < 4000; i++) {
        mustls_buf_clear(&b);
        mustls_buf_put(&b, mustls_span_str(sample));
        for (uint32_t n = 1 + mustls_rng_below(&rng, 4); n > 0; n--)
            mutate(&rng, &b);
        try_text(mustls_buf_span(&b));
    }
    mustls_buf_deinit(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_memory),
        cmocka_unit_test(test_small_arena),
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_mutants),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
