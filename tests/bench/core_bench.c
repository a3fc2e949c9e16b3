/* The fuzz targets of the cores and their yardsticks on the same inputs, in one process: what they
 * cost but for the engine. Every round runs each of them over all inputs; figures are medians over
 * the rounds, in CPU time.
 *
 *   bench_core [-r ROUNDS] [-n INPUTS] [-o TARGET] FOLDER...
 *
 * Prints lines `name value unit`. The inputs are files of the folders, most of them changed by our
 * mutator as a fuzzer would. Built with -DMUSTLS_FUZZ=ON it has the flags of the targets and the
 * engine's own callbacks; else it measures plain code. Exits with 1 only when it can't work. */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <time.h>

#include "flat/mutate.h"
#include "fuzz.h"

#define MAX_ROUNDS 101
#define MAX_FILES  4096
#define MAX_SIZE   4096 /* as the engine's -max_len */

int core_bench_reply(const uint8_t *data, size_t size);
int core_bench_ehlo(const uint8_t *data, size_t size);
int core_bench_command(const uint8_t *data, size_t size);
int core_bench_flat(const uint8_t *data, size_t size);
int core_bench_player(const uint8_t *data, size_t size);
int core_bench_client(const uint8_t *data, size_t size);
int core_bench_client_start(int *argc, char ***argv); /* its LLVMFuzzerInitialize */

struct input {
    uint8_t *data;
    size_t size;
};
static struct input files[MAX_FILES];
static size_t num_files;

/* --- yardsticks --- */

static volatile unsigned long sink;

static int empty(const uint8_t *data, size_t size)
{
    (void)data;
    sink = size;
    return 0;
}

/* Reads the bytes one by one. */
static int bytes(const uint8_t *data, size_t size)
{
    unsigned long sum = 0;
    for (size_t i = 0; i < size; i++) {
        unsigned c = data[i];
        sum = c == '\n' ? sum * 31 : sum + c;
    }
    sink = sum;
    return 0;
}

static int scan(const uint8_t *data, size_t size)
{
    unsigned long lines = 0;
    for (const uint8_t *p = data, *end = data + size; p < end; lines++) {
        p = memchr(p, '\n', (size_t)(end - p));
        p = p ? p + 1 : end;
    }
    sink = lines;
    return 0;
}

static const struct {
    const char *name;
    int (*run)(const uint8_t *data, size_t size);
} cases[] = {
    {"empty", empty},
    {"memchr", scan},
    {"bytes", bytes},
    {"reply", core_bench_reply},
    {"ehlo", core_bench_ehlo},
    {"command", core_bench_command},
    {"flat", core_bench_flat},
    {"player", core_bench_player},
    {"client", core_bench_client},
};
static const char *only; /* measures this one and the yardsticks */
enum { BYTES = 2, NUM_CASES = sizeof cases / sizeof *cases };

/* --- inputs --- */

static void die(const char *what, const char *name)
{
    fprintf(stderr, "bench_core: %s %s\n", what, name);
    exit(1);
}

static void keep(const char *path)
{
    static uint8_t data[MAX_SIZE];
    FILE *f = fopen(path, "rb");
    if (!f)
        die("can't read", path);
    size_t size = fread(data, 1, sizeof data, f);
    fclose(f);
    if (num_files == MAX_FILES)
        return;
    uint8_t *copy = malloc(size + 1);
    if (!copy)
        die("no memory for", path);
    memcpy(copy, data, size);
    files[num_files++] = (struct input){copy, size};
}

static void read_folder(const char *path)
{
    struct dirent **names;
    int num = scandir(path, &names, NULL, alphasort);
    if (num < 0)
        die("can't read the folder", path);
    for (int i = 0; i < num; i++) {
        char sub[4096];
        struct stat st;
        int n = snprintf(sub, sizeof sub, "%s/%s", path, names[i]->d_name);
        if (n > 0 && (size_t)n < sizeof sub && stat(sub, &st) == 0 && S_ISREG(st.st_mode))
            keep(sub);
        free(names[i]);
    }
    free(names);
}

/* Every fourth input is a file as it is. */
static struct input *make_inputs(size_t num)
{
    static uint8_t data[MAX_SIZE];
    struct mustls_rng rng;
    struct input *all = calloc(num, sizeof *all);
    mustls_rng_init(&rng, 1);
    for (size_t i = 0; all && i < num; i++) {
        const struct input *from = &files[i % num_files];
        size_t size = from->size;
        memcpy(data, from->data, size);
        if (i % 4 != 0)
            size = mustls_flat_mutate(data, size, sizeof data, &rng);
        /* The exact size, as the engine hands it. */
        all[i] = (struct input){malloc(size ? size : 1), size};
        if (!all[i].data)
            die("no memory for", "inputs");
        memcpy(all[i].data, data, size);
    }
    if (!all)
        die("no memory for", "inputs");
    return all;
}

/* --- rounds --- */

static double cpu_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); /* what others do does not count */
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static bool left_out(size_t c)
{
    return only && c > BYTES && strcmp(cases[c].name, only) != 0;
}

static void measure(const struct input *in, size_t num, size_t rounds, double ns[NUM_CASES])
{
    static double samples[NUM_CASES][MAX_ROUNDS];
    for (size_t r = 0; r < rounds; r++) {
        for (size_t c = 0; c < NUM_CASES; c++) {
            if (left_out(c))
                continue;
            const double start = cpu_ns();
            for (size_t i = 0; i < num; i++)
                cases[c].run(in[i].data, in[i].size);
            samples[c][r] = (cpu_ns() - start) / (double)num;
        }
    }
    for (size_t c = 0; c < NUM_CASES; c++) {
        qsort(samples[c], rounds, sizeof(double), by_value);
        ns[c] = samples[c][rounds / 2];
    }
}

static int bench(size_t rounds, size_t num)
{
    double ns[NUM_CASES], total = 0;
    if (num_files == 0)
        die("no file in", "the folders");
    core_bench_client_start(NULL, NULL);
    struct input *in = make_inputs(num);
    for (size_t i = 0; i < num; i++)
        total += (double)in[i].size;
    measure(in, num, rounds, ns);
    printf("core_input_size %.0f bytes\n", total / (double)num);
    for (size_t c = 0; c < NUM_CASES; c++) {
        if (left_out(c))
            continue;
        printf("core_%s_time %.1f ns\n", cases[c].name, ns[c]);
        printf("core_%s_rate %.0f 1/s\n", cases[c].name, 1e9 / ns[c]);
    }
    for (size_t c = BYTES + 1; c < NUM_CASES; c++)
        if (!left_out(c))
            printf("core_%s_of_bytes %.1f %%\n", cases[c].name, 100 * ns[BYTES] / ns[c]);
    for (size_t i = 0; i < num; i++)
        free(in[i].data);
    free(in);
    for (size_t i = 0; i < num_files; i++)
        free(files[i].data);
    return 0;
}

static int run(int argc, char **argv)
{
    size_t rounds = 7, num = 2000;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "-r") == 0 && i + 1 < argc)
            rounds = strtoul(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "-n") == 0 && i + 1 < argc)
            num = strtoul(argv[++i], NULL, 10);
        else if (strcmp(argv[i], "-o") == 0 && i + 1 < argc)
            only = argv[++i];
        else
            read_folder(argv[i]);
    }
    if (rounds < 5 || rounds > MAX_ROUNDS || num == 0 || num_files == 0) {
        fprintf(stderr,
                "usage: bench_core [-r ROUNDS (5 to %d)] [-n INPUTS] [-o TARGET] FOLDER...\n",
                MAX_ROUNDS);
        return 2;
    }
    return bench(rounds, num);
}

#ifdef MUSTLS_FUZZ
/* The engine's main and its callbacks are linked; it comes no further than here. */
int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    exit(run(*argc, *argv));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    return empty(data, size);
}
#else
int main(int argc, char **argv)
{
    return run(argc, argv);
}
#endif
