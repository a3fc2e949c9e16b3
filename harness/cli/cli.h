/* The command: main's table of subcommands, their options and exit codes. */
#ifndef MUSTLS_CLI_CLI_H
#define MUSTLS_CLI_CLI_H

#include <stdio.h>

#include "base/status.h"
#include "scenario/diag.h"

enum mustls_exit {
    MUSTLS_EXIT_OK = 0,
    MUSTLS_EXIT_RED = 1,   /* something unexpected */
    MUSTLS_EXIT_USAGE = 2, /* bad usage, or a file that does not parse: nothing was run */
    MUSTLS_EXIT_TOOL = 3,  /* the tool could not work */
    MUSTLS_EXIT_EMPTY = 4, /* the selection is empty, or smaller than --min */
};

int mustls_cli_main(int argc, char **argv);

/* --- for the subcommands --- */

/* One option of a subcommand: how it is spelled, what it takes, what it does. */
struct mustls_cli_option {
    char letter;      /* 0: none */
    const char *name; /* without the dashes */
    const char *arg;  /* "FILE"; "[=SEED]": may be left out; NULL: takes none */
    const char *help;
};
/* Reads options through getopt_long and calls `set` for each with its index in `table` (ended by
 * name NULL). Operands are argv[*first..]. Returns false, with a sentence on stderr, on a bad
 * option. */
bool mustls_cli_options(int argc, char **argv, const struct mustls_cli_option *table,
                        bool (*set)(void *arg, int index, const char *value), void *arg,
                        int *first);
/* Words behind `--` are a command; getopt must not see them. NULL: there is no `--`. */
char **mustls_cli_split(int *argc, char **argv);
void mustls_cli_put_options(FILE *f, const struct mustls_cli_option *table);

/* "mustls: text" on stderr. */
void mustls_cli_say(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* The same for an error record, with file:line:col where it has them. */
void mustls_cli_say_error(const struct mustls_error *err);
/* All diagnostics to stderr; returns the number of errors. */
size_t mustls_cli_say_diags(const struct mustls_diags *d);
/* Exit code that fits a status. */
int mustls_cli_exit_of(enum mustls_status st);
/* A whole number in [min, max] or false with a sentence. */
bool mustls_cli_number(const char *what, const char *text, unsigned long long min,
                       unsigned long long max, unsigned long long *out);

struct mustls_cli_command {
    const char *name, *args, *what; /* one line */
    const char *help;               /* paragraphs */
    const struct mustls_cli_option *options;
    int (*run)(int argc, char **argv);
};
extern const struct mustls_cli_command mustls_cli_commands[]; /* ended by name NULL */

int mustls_cmd_run(int argc, char **argv);
int mustls_cmd_serve(int argc, char **argv);
int mustls_cmd_list(int argc, char **argv);
int mustls_cmd_show(int argc, char **argv);
int mustls_cmd_lint(int argc, char **argv);
int mustls_cmd_fmt(int argc, char **argv);
int mustls_cmd_judge(int argc, char **argv);
int mustls_cmd_report(int argc, char **argv);
int mustls_cmd_convert(int argc, char **argv);
int mustls_cmd_certs(int argc, char **argv);
int mustls_cmd_send(int argc, char **argv);
int mustls_cmd_coverage(int argc, char **argv);
int mustls_cmd_teeth(int argc, char **argv);
int mustls_cmd_fuzz(int argc, char **argv);

extern const struct mustls_cli_option mustls_run_options[], mustls_serve_options[],
    mustls_list_options[], mustls_show_options[], mustls_lint_options[], mustls_fmt_options[],
    mustls_judge_options[], mustls_report_options[], mustls_convert_options[],
    mustls_certs_options[], mustls_send_options[], mustls_coverage_options[],
    mustls_teeth_options[], mustls_fuzz_options[];

#endif
