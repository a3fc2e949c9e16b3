#define _GNU_SOURCE
#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cli.h"

#define MAX_OPTIONS 80
#define LONG_BASE   256

void mustls_cli_say(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    fputs("mustls: ", stderr);
    vfprintf(stderr, fmt, ap);
    fputc('\n', stderr);
    va_end(ap);
}

void mustls_cli_say_error(const struct mustls_error *err)
{
    if (err->file[0])
        fprintf(stderr, "%s:%u:%u: error: %s\n", err->file, err->line, err->col, err->text);
    else
        mustls_cli_say("%s", err->text);
}

size_t mustls_cli_say_diags(const struct mustls_diags *d)
{
    struct mustls_buf b;
    mustls_buf_init(&b, 16u << 20);
    mustls_diags_put(&b, d);
    fwrite(b.ptr, 1, b.len, stderr);
    mustls_buf_deinit(&b);
    return d->num_errors;
}

int mustls_cli_exit_of(enum mustls_status st)
{
    switch (st) {
    case MUSTLS_OK:
    case MUSTLS_MORE:
        return MUSTLS_EXIT_OK;
    case MUSTLS_EPARSE:
    case MUSTLS_EUSAGE:
    case MUSTLS_ELIMIT:
        return MUSTLS_EXIT_USAGE;
    case MUSTLS_ENOENT:
        return MUSTLS_EXIT_EMPTY;
    case MUSTLS_ENOMEM:
    case MUSTLS_EIO:
        return MUSTLS_EXIT_TOOL;
    }
    return MUSTLS_EXIT_TOOL;
}

bool mustls_cli_number(const char *what, const char *text, unsigned long long min,
                       unsigned long long max, unsigned long long *out)
{
    char *end;
    bool digits = *text && strspn(text, "0123456789") == strlen(text) && strlen(text) <= 20;
    errno = 0;
    *out = digits ? strtoull(text, &end, 10) : 0;
    if (digits && errno == 0 && *out >= min && *out <= max)
        return true;
    mustls_cli_say("%s takes a whole number from %llu to %llu, not '%s'", what, min, max, text);
    return false;
}

static size_t count(const struct mustls_cli_option *table)
{
    size_t n = 0;
    while (table[n].name)
        n++;
    return n;
}

static int index_of(const struct mustls_cli_option *table, int c)
{
    if (c >= LONG_BASE)
        return c - LONG_BASE;
    for (int i = 0; table[i].name; i++)
        if (table[i].letter == c)
            return i;
    return -1;
}

static bool refuse(const struct mustls_cli_option *table, const char *word, bool no_value)
{
    const char *words[MAX_OPTIONS + 1] = {0};
    for (size_t i = 0; i < count(table); i++)
        words[i] = table[i].name;
    if (no_value) {
        mustls_cli_say("option '%s' needs a value", word);
        return false;
    }
    const char *bare = word + strspn(word, "-");
    const char *near = mustls_nearest(mustls_span(bare, strcspn(bare, "=")), words);
    if (near)
        mustls_cli_say("there is no option '%s'; did you mean '--%s'?", word, near);
    else
        mustls_cli_say("there is no option '%s'; --help lists them", word);
    return false;
}

bool mustls_cli_options(int argc, char **argv, const struct mustls_cli_option *table,
                        bool (*set)(void *arg, int index, const char *value), void *arg, int *first)
{
    struct option longs[MAX_OPTIONS + 1] = {{0}};
    char shorts[2 * MAX_OPTIONS + 4] = ":";
    size_t n = count(table), at = 1;
    for (size_t i = 0; i < n && i < MAX_OPTIONS; i++) {
        const char *value = table[i].arg;
        longs[i] = (struct option){table[i].name,
                                   !value            ? no_argument
                                   : value[0] == '[' ? optional_argument
                                                     : required_argument,
                                   NULL, LONG_BASE + (int)i};
        if (table[i].letter)
            shorts[at++] = table[i].letter;
        if (table[i].letter && value)
            shorts[at++] = ':';
    }
    optind = 0;
    opterr = 0;
    int c;
    while ((c = getopt_long(argc, argv, shorts, longs, NULL)) != -1) {
        if (c == '?' || c == ':')
            return refuse(table, argv[optind - 1], c == ':');
        int i = index_of(table, c);
        if (i < 0 || !set(arg, i, optarg))
            return false;
    }
    *first = optind;
    return true;
}

void mustls_cli_put_options(FILE *f, const struct mustls_cli_option *table)
{
    for (; table->name; table++) {
        char left[64];
        char letter[5] = "    ";
        if (table->letter)
            snprintf(letter, sizeof letter, "-%c, ", table->letter);
        bool blank = table->arg && table->arg[0] != '[';
        snprintf(left, sizeof left, "%s--%s%s%s", letter, table->name, blank ? " " : "",
                 table->arg ? table->arg : "");
        fprintf(f, "  %-28s %s\n", left, table->help);
    }
}

char **mustls_cli_split(int *argc, char **argv)
{
    for (int i = 1; i < *argc; i++) {
        if (strcmp(argv[i], "--") != 0)
            continue;
        argv[i] = NULL;
        *argc = i;
        return argv + i + 1;
    }
    return NULL;
}
