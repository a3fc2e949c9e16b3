/* A fuzz target and the mutator without an engine: no coverage, no corpus, the seeds and a number.
 * What is found so is found by mutator and oracle alone, with any compiler.
 * usage: blind_NAME EXECUTIONS SEED FILE...   Ends by the oracle's abort, or says "not found". */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/rng.h"
#include "flat/mutate.h"
#include "fuzz.h"

enum { MAX_INPUT = 4096, MAX_SEEDS = 64, ROUNDS = 4 };

#pragma weak LLVMFuzzerInitialize

static struct {
    uint8_t bytes[MAX_INPUT];
    size_t size;
} seeds[MAX_SEEDS];

static volatile unsigned long executions;

/* The oracle aborts: the number is told on the way out. */
static void on_abort(int sig)
{
    char text[64];
    int n = snprintf(text, sizeof text, "found: %lu executions\n", executions);
    if (n > 0 && write(STDOUT_FILENO, text, (size_t)n) < 0)
        _exit(3);
    _exit(sig == SIGABRT ? 1 : 3);
}

static void load(size_t i, const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f) {
        fprintf(stderr, "blind: can't read %s\n", path);
        exit(2);
    }
    seeds[i].size = fread(seeds[i].bytes, 1, MAX_INPUT, f);
    fclose(f);
}

static void execute(const uint8_t *data, size_t size)
{
    executions++;
    LLVMFuzzerTestOneInput(data, size);
}

int main(int argc, char **argv)
{
    size_t num = argc > 3 ? (size_t)argc - 3 : 0;
    if (num == 0 || num > MAX_SEEDS) {
        fprintf(stderr, "usage: %s EXECUTIONS SEED FILE...\n", argv[0]);
        return 2;
    }
    struct mustls_rng rng;
    mustls_rng_init(&rng, strtoul(argv[2], NULL, 10));
    unsigned long most = strtoul(argv[1], NULL, 10);
    if (LLVMFuzzerInitialize)
        LLVMFuzzerInitialize(&argc, &argv);
    signal(SIGABRT, on_abort);
    for (size_t i = 0; i < num; i++)
        load(i, argv[3 + i]);
    for (size_t i = 0; i < num; i++)
        execute(seeds[i].bytes, seeds[i].size);
    while (executions < most) {
        static uint8_t data[MAX_INPUT];
        size_t from = mustls_rng_below(&rng, (uint32_t)num), size = seeds[from].size;
        memcpy(data, seeds[from].bytes, size);
        for (uint32_t n = 1 + mustls_rng_below(&rng, ROUNDS); n > 0; n--)
            size = mustls_flat_mutate(data, size, sizeof data, &rng);
        execute(data, size);
    }
    printf("not found in %lu executions\n", executions);
    return 0;
}
