#include "fuzz.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/escape.h"

void fuzz_require(bool holds, const char *oracle)
{
    if (holds)
        return;
    fprintf(stderr, "oracle broken: %s\n", oracle);
    abort();
}

static void show(const char *name, struct mustls_span s)
{
    struct mustls_buf b;
    mustls_buf_init(&b, 1u << 20);
    mustls_put_escaped(&b, s);
    fprintf(stderr, "%s: %s\n", name, mustls_buf_cstr(&b));
    mustls_buf_deinit(&b);
}

void fuzz_require_same(struct mustls_span a, struct mustls_span b, const char *oracle)
{
    if (mustls_span_eq(a, b))
        return;
    show("one  ", a);
    show("other", b);
    fuzz_require(false, oracle);
}
