#include "tls.h"
#include "fuzz.h"

struct mustls_tls_factory *fuzz_tls_start(const char *host)
{
    (void)host;
    struct mustls_tls_factory *f = mustls_tls_null_factory_new();
    fuzz_require(f != NULL, "memory");
    return f;
}

void fuzz_tls_make_all(struct mustls_tls_factory *f)
{
    (void)f; /* its certificates are names */
}

void fuzz_tls_begin(struct mustls_span input)
{
    (void)input;
    fuzz_begin(); /* no engine keeps anything for the next execution */
}
