/* MUSTLS_FUZZ_FAULT=NAME gives the parsers of this program one of their seeded faults. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "smtp/fault.h"

enum mustls_smtp_fault mustls_smtp_seeded;

static const struct {
    const char *name;
    enum mustls_smtp_fault fault;
} rows[] = {
#define X(id, name, target, text) {name, MUSTLS_SF_##id},
    MUSTLS_SMTP_FAULTS(X)
#undef X
};

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc;
    (void)argv;
    const char *name = getenv("MUSTLS_FUZZ_FAULT");
    if (!name || !name[0])
        return 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(name, rows[i].name) == 0)
            mustls_smtp_seeded = rows[i].fault;
    if (!mustls_smtp_seeded) {
        fprintf(stderr, "MUSTLS_FUZZ_FAULT=%s: harness/smtp/fault.h has no such fault\n", name);
        exit(2);
    }
    return 0;
}
