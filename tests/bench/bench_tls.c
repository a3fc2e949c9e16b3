/* How much of its time a fuzz target with TLS spends on what it is for: bare handshakes of the same
 * library, with the same contexts, random numbers and memory, against executions that make one such
 * handshake in the middle of a whole delivery. All in one process and interleaved, so that the
 * machine's mood falls on both alike; a figure is the median over the rounds.
 *
 *   bench_tls DELIVERS DELIVERS_TLS13 [ROUNDS [MILLISECONDS]]
 *
 * The inputs are those of corpus/fuzz_client_tls. Prints lines "name value unit". Exits with 1 when
 * a handshake went wrong, never because it was slow. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "fuzz.h"
#include "handshake.h"
#include "random.h"
#include "tls.h"

enum { INPUT_ROOM = 1 << 16, MIN_ROUNDS = 5, MAX_ROUNDS = 101 };

static struct mustls_ssl_factory *factory;
static unsigned long mistakes;

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); /* what others do does not count */
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* --- bare handshakes --- */

static void bare(bool full)
{
    fuzz_random_rewind();
    mustls_tls_ssl_resume(&factory->f, factory->host, !full, NULL);
    mistakes += !bench_handshake(factory, factory->host, !full);
}

/* --- executions --- */

static struct input {
    uint8_t bytes[INPUT_ROOM];
    size_t len;
} delivers, delivers_full;

static void load(struct input *in, const char *path)
{
    FILE *f = fopen(path, "rb");
    in->len = f ? fread(in->bytes, 1, sizeof in->bytes, f) : 0;
    if (in->len == 0) {
        fprintf(stderr, "bench_tls: can't read %s\n", path);
        exit(2);
    }
    fclose(f);
}

static void execute(bool full)
{
    const struct input *in = full ? &delivers_full : &delivers;
    LLVMFuzzerTestOneInput(in->bytes, in->len);
}

/* --- rounds --- */

enum { BARE_RESUMED, RUN_RESUMED, BARE_FULL, RUN_FULL, NUM_CASES };

static const struct {
    const char *name;
    void (*once)(bool full);
    bool full;
} cases[NUM_CASES] = {
    [BARE_RESUMED] = {"tls12_resumed_bare", bare, false},
    [RUN_RESUMED] = {"tls12_resumed_target", execute, false},
    [BARE_FULL] = {"tls13_full_bare", bare, true},
    [RUN_FULL] = {"tls13_full_target", execute, true},
};

/* A second's worth, from as many as fit into `span` seconds. */
static double rate(int which, double span)
{
    unsigned long n = 0;
    double start = now_s(), took;
    do {
        cases[which].once(cases[which].full);
        n++;
    } while ((took = now_s() - start) < span);
    return (double)n / took;
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void measure(size_t rounds, double span, double medians[NUM_CASES])
{
    static double samples[NUM_CASES][MAX_ROUNDS];
    for (size_t r = 0; r < rounds; r++)
        for (int c = 0; c < NUM_CASES; c++)
            samples[c][r] = rate(c, span);
    for (int c = 0; c < NUM_CASES; c++) {
        qsort(samples[c], rounds, sizeof(double), by_value);
        medians[c] = samples[c][rounds / 2];
    }
}

static void print(const double m[NUM_CASES])
{
    const char *library = mustls_tls_ssl_library()[0] == 'B' ? "boringssl" : "openssl";
    for (int c = 0; c < NUM_CASES; c++)
        printf("%s_%s %.0f /s\n", library, cases[c].name, m[c]);
    printf("%s_tls12_resumed_target_over_bare %.3f ratio\n", library,
           m[RUN_RESUMED] / m[BARE_RESUMED]);
    printf("%s_tls13_full_target_over_bare %.3f ratio\n", library, m[RUN_FULL] / m[BARE_FULL]);
    /* As the target mixes them. */
    const double share = 1.0 / FUZZ_FULL_SHARE;
    printf("%s_tls_mixed_target %.0f /s\n", library,
           1 / (share / m[RUN_FULL] + (1 - share) / m[RUN_RESUMED]));
}

int main(int argc, char **argv)
{
    unsigned long rounds = argc > 3 ? strtoul(argv[3], NULL, 10) : 7;
    unsigned long ms = argc > 4 ? strtoul(argv[4], NULL, 10) : 200;
    if (argc < 3 || rounds < MIN_ROUNDS || rounds > MAX_ROUNDS || ms < 1 || ms > 10000) {
        fprintf(
            stderr,
            "usage: bench_tls DELIVERS DELIVERS_TLS13 [ROUNDS [MILLISECONDS]], %d to %d rounds\n",
            MIN_ROUNDS, MAX_ROUNDS);
        return 2;
    }
    double medians[NUM_CASES];
    load(&delivers, argv[1]);
    load(&delivers_full, argv[2]);
    LLVMFuzzerInitialize(&argc, &argv);
    factory = (struct mustls_ssl_factory *)fuzz_tls_start(NULL);
    measure(rounds, (double)ms / 1e3, medians);
    print(medians);
    if (mistakes > 0)
        fprintf(stderr, "bench_tls: %lu handshakes went wrong\n", mistakes);
    return mistakes > 0;
}
