/* How fast the reply parser is, as ratios within one run: the machine's mood then falls on all
 * alike. Every round times every case once; a figure is the median over the rounds.
 *
 *   bench_reply [--json] [ROUNDS]
 *
 * Exits with 1 when the parser gave wrong results, never because it was slow: a noisy machine must
 * not fail a build. */
#include "smtp/reply.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define LINE      "250-mx.example.test at your service, [192.0.2.7], good day!!\r\n"
#define LAST      "250 "
#define ALL_OF(a) (sizeof(a) / sizeof((a)[0]))

enum {
    LINE_LEN = sizeof(LINE) - 1,
    NUM_CALLS = 1000000, /* a round of a one-line case */
    FEW_LINES = 1000,
    MANY_LINES = 10000,
    PASSES = 2, /* over MANY_LINES, in a round */
    MIN_ROUNDS = 5,
    MAX_ROUNDS = 101,
    CAP = 4096,
};

_Static_assert(LINE_LEN == 62, "the goal is stated for 62 octets");

static unsigned long mistakes;

/* The compiler must neither see through a pointer nor drop a result. */
static const uint8_t *opaque(const void *p)
{
    const uint8_t *volatile seen = p;
    return seen;
}

static volatile size_t sink;

static void keep(size_t value)
{
    sink = value;
}

static double cpu_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t); /* what others do does not count */
    return (double)t.tv_sec * 1e9 + (double)t.tv_nsec;
}

/* --- one line --- */

static size_t only_memchr(struct mustls_span in)
{
    const uint8_t *lf = memchr(in.ptr, '\n', in.len);
    return lf ? (size_t)(lf - in.ptr) : 0;
}

static bool is_digit(uint8_t c)
{
    return c >= '0' && c <= '9';
}

/* What a careless client does: find the line, read the code, look at no other octet. */
static size_t code_and_crlf(struct mustls_span in)
{
    const uint8_t *lf = memchr(in.ptr, '\n', in.len);
    if (!lf || lf - in.ptr < 4 || lf[-1] != '\r')
        return 0;
    if (!is_digit(in.ptr[0]) || !is_digit(in.ptr[1]) || !is_digit(in.ptr[2]))
        return 0;
    return (size_t)((in.ptr[0] - '0') * 100 + (in.ptr[1] - '0') * 10 + (in.ptr[2] - '0'));
}

static double time_memchr(void)
{
    const double start = cpu_ns();
    for (int i = 0; i < NUM_CALLS; i++)
        keep(only_memchr(mustls_span(opaque(LINE), LINE_LEN)));
    return (cpu_ns() - start) / NUM_CALLS;
}

static double time_code(void)
{
    const double start = cpu_ns();
    for (int i = 0; i < NUM_CALLS; i++)
        keep(code_and_crlf(mustls_span(opaque(LINE), LINE_LEN)));
    return (cpu_ns() - start) / NUM_CALLS;
}

static double time_parser(void)
{
    struct mustls_line_parser p;
    mustls_line_parser_init(&p, CAP);
    const double start = cpu_ns();
    for (int i = 0; i < NUM_CALLS; i++) {
        struct mustls_reply_line line;
        size_t used;
        if (mustls_reply_feed(&p, mustls_span(opaque(LINE), LINE_LEN), &used, &line) != MUSTLS_OK ||
            line.code != 250 || line.faults != 0)
            mistakes++;
        keep(line.text.len);
    }
    const double took = cpu_ns() - start;
    mustls_line_parser_deinit(&p);
    return took / NUM_CALLS;
}

/* --- long replies --- */

struct long_reply {
    struct mustls_buf text;
    struct mustls_line_parser parser;
    struct mustls_reply reply;
};

static struct long_reply few, many;

static void build(struct long_reply *l, size_t num_lines)
{
    mustls_buf_init(&l->text, num_lines * LINE_LEN);
    for (size_t i = 0; i < num_lines; i++)
        mustls_buf_puts(&l->text, LINE);
    if (l->text.failed) {
        fputs("bench_reply: no memory\n", stderr);
        exit(2);
    }
    memcpy(l->text.ptr + (num_lines - 1) * LINE_LEN, LAST, sizeof(LAST) - 1);
    mustls_line_parser_init(&l->parser, CAP);
    mustls_reply_init(&l->reply, num_lines * LINE_LEN);
}

static void drop(struct long_reply *l)
{
    mustls_reply_deinit(&l->reply);
    mustls_line_parser_deinit(&l->parser);
    mustls_buf_deinit(&l->text);
}

static void feed(struct long_reply *l, struct mustls_span part)
{
    struct mustls_reply_line line;
    size_t used;
    while (mustls_reply_feed(&l->parser, part, &used, &line) == MUSTLS_OK) {
        mustls_reply_add(&l->reply, &line);
        part = mustls_span_from(part, used);
    }
}

/* ns for an octet of a reply read in parts of `step` octets, `times` times over. */
static double time_reply(struct long_reply *l, size_t step, size_t times)
{
    const double start = cpu_ns();
    for (size_t i = 0; i < times; i++) {
        const struct mustls_span all = mustls_span(opaque(l->text.ptr), l->text.len);
        mustls_reply_clear(&l->reply);
        for (size_t at = 0; at < all.len; at += step)
            feed(l, mustls_span_first(mustls_span_from(all, at), step));
        if (l->reply.num_lines != l->text.len / LINE_LEN || !l->reply.whole || l->reply.faults != 0)
            mistakes++;
    }
    return (cpu_ns() - start) / (double)(l->text.len * times);
}

static double time_few_whole(void)
{
    return time_reply(&few, few.text.len, PASSES * MANY_LINES / FEW_LINES);
}

static double time_many_whole(void)
{
    return time_reply(&many, many.text.len, PASSES);
}

static double time_few_bytes(void)
{
    return time_reply(&few, 1, PASSES * MANY_LINES / FEW_LINES);
}

static double time_many_bytes(void)
{
    return time_reply(&many, 1, PASSES);
}

/* --- rounds --- */

enum which { MEMCHR, CODE, PARSER, FEW_WHOLE, MANY_WHOLE, FEW_BYTES, MANY_BYTES, NUM_CASES };

static const struct {
    const char *key, *label, *unit;
    double (*time)(void);
} cases[NUM_CASES] = {
    [MEMCHR] = {"memchr_ns", "one line: memchr for LF", "ns", time_memchr},
    [CODE] = {"code_crlf_ns", "one line: code and CRLF only", "ns", time_code},
    [PARSER] = {"parser_ns", "one line: our parser, every check", "ns", time_parser},
    [FEW_WHOLE] = {"lines_1000_whole", "1,000 lines, whole", "ns/octet", time_few_whole},
    [MANY_WHOLE] = {"lines_10000_whole", "10,000 lines, whole", "ns/octet", time_many_whole},
    [FEW_BYTES] = {"lines_1000_bytes", "1,000 lines, octet by octet", "ns/octet", time_few_bytes},
    [MANY_BYTES] = {"lines_10000_bytes", "10,000 lines, octet by octet", "ns/octet",
                    time_many_bytes},
};

static const struct {
    const char *key, *label;
    enum which over, under;
} ratios[] = {
    {"parser_over_memchr", "our parser over memchr", PARSER, MEMCHR},
    {"parser_over_code_crlf", "our parser over code and CRLF only", PARSER, CODE},
    {"whole_10000_over_1000", "whole: 10,000 lines over 1,000 (linear: 1)", MANY_WHOLE, FEW_WHOLE},
    {"bytes_10000_over_1000", "octets: 10,000 lines over 1,000 (linear: 1)", MANY_BYTES, FEW_BYTES},
    {"bytes_over_whole", "10,000 lines: octets over whole", MANY_BYTES, MANY_WHOLE},
};

static int by_value(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void measure(size_t rounds, double medians[NUM_CASES])
{
    static double samples[NUM_CASES][MAX_ROUNDS];
    for (size_t r = 0; r < rounds; r++)
        for (size_t c = 0; c < NUM_CASES; c++)
            samples[c][r] = cases[c].time();
    for (size_t c = 0; c < NUM_CASES; c++) {
        qsort(samples[c], rounds, sizeof(double), by_value);
        medians[c] = samples[c][rounds / 2];
    }
}

static void print_text(size_t rounds, const double medians[NUM_CASES])
{
    printf("a line of %d octets, medians of %zu interleaved rounds\n", LINE_LEN, rounds);
    for (size_t i = 0; i < NUM_CASES; i++)
        printf("  %-46s %8.2f %s\n", cases[i].label, medians[i], cases[i].unit);
    for (size_t i = 0; i < ALL_OF(ratios); i++)
        printf("  %-46s %8.2f\n", ratios[i].label,
               medians[ratios[i].over] / medians[ratios[i].under]);
}

static void print_json(size_t rounds, const double medians[NUM_CASES])
{
    printf("{\"octets\":%d,\"rounds\":%zu", LINE_LEN, rounds);
    for (size_t i = 0; i < NUM_CASES; i++)
        printf(",\"%s\":%.3f", cases[i].key, medians[i]);
    for (size_t i = 0; i < ALL_OF(ratios); i++)
        printf(",\"%s\":%.3f", ratios[i].key, medians[ratios[i].over] / medians[ratios[i].under]);
    printf("}\n");
}

int main(int argc, char **argv)
{
    bool json = false;
    unsigned long rounds = 7;
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--json") == 0)
            json = true;
        else
            rounds = strtoul(argv[i], NULL, 10);
    }
    if (rounds < MIN_ROUNDS || rounds > MAX_ROUNDS) {
        fprintf(stderr, "usage: bench_reply [--json] [ROUNDS], %d to %d rounds\n", MIN_ROUNDS,
                MAX_ROUNDS);
        return 2;
    }

    double medians[NUM_CASES];
    build(&few, FEW_LINES);
    build(&many, MANY_LINES);
    measure(rounds, medians);
    drop(&few);
    drop(&many);
    (json ? print_json : print_text)(rounds, medians);
    if (mistakes > 0)
        fprintf(stderr, "bench_reply: %lu wrong results\n", mistakes);
    return mistakes > 0;
}
