/* The suite in memory: every scenario against the built-in client over null TLS, played and judged
 * again and again, and what memory that takes. Time is CPU time of the whole path, from a program
 * to its verdict; reading the scenarios and reports are no part of it.
 *
 *   bench_suite [-r ROUNDS] [-t] SCENARIO_FOLDER
 *
 * -t plays those with one handshake that comes up, with OpenSSL, against as many bare handshakes.
 *
 * Prints lines `name value unit`. "usual" are the scenarios whose trace keeps less than
 * USUAL_BYTES: those that flood a client are about volume. A few scenarios ask for what null TLS
 * can't play: their runs are red, and left out of the rates. Exits with 1 when a verdict is not the
 * same in each round, or when more than a fiftieth is red: then something else was measured. */
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <time.h>

#include "base/heap.h"
#include "handshake.h"
#include "run/exec.h"
#include "run/library.h"

enum { MAX_ROUNDS = 25, USUAL_BYTES = 32 << 10, VERDICTS = 20000, ZONE = 1 << 20 };

struct item {
    const struct mustls_program *prog;
    enum mustls_verdict verdict; /* of the first round */
    size_t bytes;                /* that its trace keeps */
    unsigned handshakes, failed; /* of which the second did not come up */
    double ns[MAX_ROUNDS];
};

static struct mustls_arena *arena;
static struct item *items;
static size_t num_items, cap_items;
static struct mustls_world world;
static struct mustls_zone *zone;

static void die(const char *what, const char *name)
{
    fprintf(stderr, "bench_suite: %s %s\n", what, name);
    exit(1);
}

static void add(const struct mustls_entry *e, unsigned instance, struct mustls_diags *d)
{
    struct mustls_program *p;
    if (mustls_scenario_program(arena, e->chain, e->num, instance, d, &p) != MUSTLS_OK)
        die("no program of", e->name);
    if (p->role != MUSTLS_TEST_CLIENT)
        return;
    if (mustls_arena_grow(arena, (void **)&items, &cap_items, num_items, sizeof *items) !=
        MUSTLS_OK)
        die("no memory for", e->name);
    items[num_items++] = (struct item){.prog = p, .verdict = MUSTLS_NUM_VERDICTS};
}

static void load(struct mustls_library *lib)
{
    const char *const *names;
    const struct mustls_entry *e;
    struct mustls_error err;
    size_t num;
    unsigned instance;
    if (mustls_library_select(lib, NULL, &names, &num, &instance, &err) != MUSTLS_OK)
        die("no scenarios:", err.text);
    for (size_t i = 0; i < num; i++) {
        if (mustls_library_load(lib, names[i], &e, &err) != MUSTLS_OK)
            die("can't load", names[i]);
        unsigned n = mustls_scenario_instances(e->chain[0]);
        for (unsigned k = n > 0; k <= n; k++)
            add(e, k, mustls_library_diags(lib));
    }
}

static void on_done(void *arg, struct mustls_exec *x)
{
    struct item *it = arg;
    enum mustls_verdict v = x->judgement.verdict;
    it->bytes = mustls_arena_used(x->trace.arena);
    it->handshakes = it->failed = 0;
    for (size_t i = 0; i < x->trace.num_events; i++) {
        it->handshakes += x->trace.events[i].kind == MUSTLS_E_TLS;
        it->failed += x->trace.events[i].kind == MUSTLS_E_TLS_FAIL;
    }
    if (it->verdict == MUSTLS_NUM_VERDICTS)
        it->verdict = v;
    if (v != it->verdict || v == MUSTLS_ERROR)
        die(mustls_verdict_name(v), it->prog->id);
}

static void play(struct item *it)
{
    static const struct mustls_subject clean = {.kind = MUSTLS_SUBJECT_CLIENT,
                                                .name = "reference",
                                                .version = "",
                                                .role = MUSTLS_TEST_CLIENT};
    const struct mustls_exec_how how = {.run = 1};
    struct mustls_exec *x = mustls_exec_start(&world, it->prog, &clean, &how, on_done, it);
    if (!x)
        die("no memory for", it->prog->id);
    mustls_exec_free(x);
}

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

static void print_rates(size_t rounds)
{
    double all = 0, usual = 0;
    size_t num = 0, num_usual = 0;
    for (size_t i = 0; i < num_items; i++) {
        qsort(items[i].ns, rounds, sizeof(double), by_value);
        double ns = items[i].ns[rounds / 2];
        if (items[i].verdict != MUSTLS_PASS && items[i].verdict != MUSTLS_WARN)
            continue;
        all += ns;
        num++;
        if (items[i].bytes >= USUAL_BYTES)
            continue;
        usual += ns;
        num_usual++;
    }
    if (num_usual == 0)
        die("no usual", "scenario");
    printf("suite_runs %zu runs\nsuite_usual_runs %zu runs\n", num, num_usual);
    printf("suite_left_out %zu runs\n", num_items - num);
    printf("suite_all_rate %.0f 1/s\n", 1e9 * (double)num / all);
    printf("suite_usual_rate %.0f 1/s\n", 1e9 * (double)num_usual / usual);
    printf("suite_usual_time %.0f ns\n", usual / (double)num_usual);
}

static void check_red(void)
{
    size_t red = 0;
    for (size_t i = 0; i < num_items; i++)
        red += mustls_verdict_red(items[i].verdict, false, false);
    if (red > num_items / 50)
        die("too many", "red verdicts");
}

static long peak_kib(void)
{
    struct rusage u;
    getrusage(RUSAGE_SELF, &u);
    return u.ru_maxrss;
}

/* Each run has its memory from a zone and leaves nothing behind. */
static void play_in_zone(struct item *it)
{
    mustls_zone_enter(zone);
    play(it);
    mustls_zone_leave(zone);
}

static double timed_play(struct item *it)
{
    const double start = cpu_ns();
    play_in_zone(it);
    return cpu_ns() - start;
}

static void play_plain(size_t rounds)
{
    size_t verdicts = 0;
    for (size_t r = 0; r < rounds; r++, verdicts += num_items)
        for (size_t i = 0; i < num_items; i++)
            items[i].ns[r] = timed_play(&items[i]);
    check_red();
    print_rates(rounds);
    for (; verdicts < VERDICTS; verdicts++)
        play_in_zone(&items[verdicts % num_items]);
    printf("suite_verdicts %zu verdicts\nsuite_peak_rss %ld KiB\n", verdicts, peak_kib());
}

/* --- with TLS --- */

static double timed_handshake(void)
{
    const double start = cpu_ns();
    if (!bench_handshake((struct mustls_ssl_factory *)world.tls, world.host, false))
        die("a handshake", "went wrong");
    return cpu_ns() - start;
}

/* Certificates are made in the first round, and stay: no zone, no time. */
static size_t choose(void)
{
    size_t num = 0;
    for (size_t i = 0; i < num_items; i++)
        play(&items[i]);
    check_red();
    for (size_t i = 0; i < num_items; i++) {
        enum mustls_verdict v = items[i].verdict;
        if (items[i].handshakes == 1 && items[i].failed == 0 && items[i].bytes < USUAL_BYTES &&
            (v == MUSTLS_PASS || v == MUSTLS_WARN))
            items[num++] = items[i];
    }
    return num;
}

/* One of each in turn. */
static void play_tls(size_t rounds)
{
    static double ratios[MAX_ROUNDS], runs[MAX_ROUNDS], bares[MAX_ROUNDS];
    size_t num = choose();
    if (num == 0)
        die("no scenario", "with one handshake");
    for (size_t r = 0; r < rounds; r++) {
        for (size_t i = 0; i < num; i++) {
            runs[r] += timed_play(&items[i]) / (double)num;
            bares[r] += timed_handshake() / (double)num;
        }
        ratios[r] = 100 * bares[r] / runs[r];
    }
    qsort(ratios, rounds, sizeof(double), by_value);
    qsort(runs, rounds, sizeof(double), by_value);
    qsort(bares, rounds, sizeof(double), by_value);
    printf("suite_tls_runs %zu runs\nsuite_tls_rate %.0f 1/s\nsuite_tls_bare_rate %.0f 1/s\n", num,
           1e9 / runs[rounds / 2], 1e9 / bares[rounds / 2]);
    printf("suite_tls_of_bare %.1f %%\n", ratios[rounds / 2]);
}

static int usage(void)
{
    fprintf(stderr, "usage: bench_suite [-r ROUNDS (5 to %d)] [-t] SCENARIO_FOLDER\n", MAX_ROUNDS);
    return 2;
}

int main(int argc, char **argv)
{
    size_t rounds = 7;
    bool tls = false;
    int at = 1;
    for (; at < argc && argv[at][0] == '-'; at++) {
        if (strcmp(argv[at], "-t") == 0)
            tls = true;
        else if (strcmp(argv[at], "-r") == 0 && at + 1 < argc)
            rounds = strtoul(argv[++at], NULL, 10);
        else
            return usage();
    }
    if (at + 1 != argc || rounds < 5 || rounds > MAX_ROUNDS)
        return usage();
    struct mustls_error err = {0};
    struct mustls_world_opts o = {.seed = 1, .null_tls = !tls};
    struct mustls_library *lib = mustls_library_new(argv[at]);
    arena = mustls_arena_new(SIZE_MAX / 2);
    zone = mustls_zone_new(ZONE);
    if (!lib || !arena || !zone || mustls_world_init(&world, &o, &err) != MUSTLS_OK)
        die("can't begin:", err.text);
    load(lib);
    (tls ? play_tls : play_plain)(rounds);
    mustls_zone_free(zone);
    mustls_world_deinit(&world);
    mustls_arena_free(arena);
    mustls_library_free(lib);
    return 0;
}
