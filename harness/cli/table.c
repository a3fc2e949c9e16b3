#include <string.h>

#include "cli/cli.h"
#include "tls_ssl/ssl.h"

const struct mustls_cli_command mustls_cli_commands[] = {
    {"run", "[SCENARIO|DIR|GLOB...] [-c PROFILE...] [options] [-- COMMAND ARG...]",
     "play scenarios against clients, judge, report",
     "Without -c and without --, the subject is the built-in reference client, in memory.\n"
     "\n"
     "  mustls run                            the whole suite on the built-in client\n"
     "  mustls run -c curl injection          one folder, against curl\n"
     "  mustls run 530/to-mail -v -- ./my-client {host} {port} {ca}\n"
     "\n"
     "Behind --, any program is the subject. The words {host} {port} {ca} {user} {password} {from} "
     "{to}\n"
     "{message} {helo} {timeout} {tmp} are replaced, and stand in its environment as MUSTLS_HOST "
     "and so on;\n"
     "what the scenario wishes is in MUSTLS_TLS (required, opportunistic, off), MUSTLS_AUTH and "
     "MUSTLS_VERIFY.\n"
     "It exits 0 when the message was accepted, 77 when it can't do what is wished, else with "
     "another status.",
     mustls_run_options, mustls_cmd_run},
    {"serve", "SCENARIO [options]", "just play one scenario, for a program that you start yourself",
     "Listens on loopback, prints where, plays the scenario for each connection until Ctrl-C, then "
     "shows the\n"
     "transcript and what the sentences say.",
     mustls_serve_options, mustls_cmd_serve},
    {"list", "[SCENARIO|DIR|GLOB...]", "what would run",
     "One line a scenario instance; with --subjects the operands are profiles.",
     mustls_list_options, mustls_cmd_list},
    {"show", "SCENARIO", "the effective rules and sentences, bases included, each with file:line",
     NULL, mustls_show_options, mustls_cmd_show},
    {"lint", "FILE|SCENARIO...", "parse and check; prints every mistake, not only the first", NULL,
     mustls_lint_options, mustls_cmd_lint},
    {"fmt", "FILE...", "align scenario files in place; never changes the bytes they mean", NULL,
     mustls_fmt_options, mustls_cmd_fmt},
    {"judge", "TRACE.jsonl...", "the verdicts again, offline, from trace files",
     "Exit 0 when all verdicts are as recorded, 1 when one differs.", mustls_judge_options,
     mustls_cmd_judge},
    {"report", "TRACE.jsonl...", "every report again, from trace files; several files merge", NULL,
     mustls_report_options, mustls_cmd_report},
    {"convert", "FILE -o FILE", "between scenario, flat bytes of the fuzzers, and trace",
     "By the files' endings (.scn .flat .jsonl); a FILE without one is looked into.\n"
     "\n"
     "  mustls convert crash-1f2e -o find.scn     a fuzzer's input as a scenario for any client\n"
     "  mustls convert out/trace.jsonl --run 3 -o seed.flat\n"
     "\n"
     "A trace says no wishes for the client, so they become tls=required auth=plain. Only flat "
     "scenarios\nbecome flat bytes: C: <connect>, C#n: *, and what answers them.",
     mustls_convert_options, mustls_cmd_convert},
    {"certs", "DIR", "write the certificates, for tests outside", NULL, mustls_certs_options,
     mustls_cmd_certs},
    {"send", "smtp://HOST[:PORT] [options] < MESSAGE",
     "the reference client as a command: insists on TLS",
     "Port 587 where none is given. The password is read from the environment variable "
     "MUSTLS_PASSWORD.",
     mustls_send_options, mustls_cmd_send},
    {"coverage", "[--json | --html FILE]",
     "the sentences of the standards, and the scenarios that test each",
     "Exit 1 when the register and the suite contradict each other.", mustls_coverage_options,
     mustls_cmd_coverage},
    {"teeth", "[--markdown | --write FILE | --check FILE]",
     "which scenarios catch which seeded fault of the reference client",
     "Exit 1 when a fault is caught by none.", mustls_teeth_options, mustls_cmd_teeth},
    {"fuzz", "TARGET | -c PROFILE | -- COMMAND... | list | cov TARGET | cmin TARGET",
     "fuzz a target, or any program over sockets: a campaign that can be stopped and goes on",
     "  mustls fuzz list                           the targets, and whether they are built\n"
     "  mustls fuzz fuzz_client -t 10m             ten minutes of libFuzzer\n"
     "  mustls fuzz fuzz_client -t 8h -j 4         a night, on four processors; goes on where it "
     "was\n"
     "  mustls fuzz fuzz_client --engine afl -j 2  AFL++, one main instance and one secondary\n"
     "  mustls fuzz ./my_fuzzer --seeds DIR        any program that libFuzzer was linked with\n"
     "  mustls fuzz -c curl -t 10m                 any mail client, by its profile, over sockets\n"
     "  mustls fuzz -t 10m -- ./my-client --host {host} --port {port} {message}\n"
     "  mustls fuzz cov fuzz_client                line coverage of the corpus, as text and HTML\n"
     "  mustls fuzz cmin fuzz_client               the corpus, as small as it can be\n"
     "\n"
     "Each find is made smaller and kept in out/fuzz/NAME/finds/BUCKET: the input, the same as a "
     "scenario,\n"
     "the report, and a program 'again' that shows it again. Finds of one kind share a bucket and "
     "are "
     "counted.\n"
     "Exit 0: nothing was found; 1: something was, new or not; 130: Ctrl-C, nothing is lost.",
     mustls_fuzz_options, mustls_cmd_fuzz},
    {0},
};

static void usage(FILE *f)
{
    fprintf(f,
            "mustls %s - conformance tests for SMTP clients over STARTTLS (%s)\n\nusage: mustls "
            "COMMAND ...\n\n",
            MUSTLS_VERSION, mustls_tls_ssl_library());
    for (const struct mustls_cli_command *c = mustls_cli_commands; c->name; c++)
        fprintf(f, "  %-8s %s\n", c->name, c->what);
    fprintf(f, "\n'mustls COMMAND --help' explains each. Exit codes: 0 as expected, 1 something "
               "unexpected,\n"
               "2 bad usage or a file that does not parse, 3 the tool could not work, 4 nothing "
               "selected.\n");
}

static const struct mustls_cli_command *find(const char *name)
{
    for (const struct mustls_cli_command *c = mustls_cli_commands; c->name; c++)
        if (strcmp(c->name, name) == 0)
            return c;
    return NULL;
}

static void help(const struct mustls_cli_command *c)
{
    printf("usage: mustls %s %s\n\n%s.\n", c->name, c->args, c->what);
    if (c->help)
        printf("\n%s\n", c->help);
    if (c->options[0].name) {
        printf("\noptions:\n");
        mustls_cli_put_options(stdout, c->options);
    }
}

static bool wants_help(int argc, char **argv)
{
    for (int i = 1; i < argc && strcmp(argv[i], "--") != 0; i++)
        if (strcmp(argv[i], "--help") == 0 || strcmp(argv[i], "-h") == 0)
            return true;
    return false;
}

static int unknown(const char *name)
{
    const char *words[32] = {0};
    for (int i = 0; mustls_cli_commands[i].name && i < 31; i++)
        words[i] = mustls_cli_commands[i].name;
    const char *near = mustls_nearest(mustls_span_str(name), words);
    if (near)
        mustls_cli_say("there is no command '%s'; did you mean '%s'?", name, near);
    else
        mustls_cli_say("there is no command '%s'; 'mustls help' lists them", name);
    return MUSTLS_EXIT_USAGE;
}

int mustls_cli_main(int argc, char **argv)
{
    if (argc < 2) {
        usage(stderr);
        return MUSTLS_EXIT_USAGE;
    }
    const char *name = argv[1];
    if (strcmp(name, "--version") == 0 || strcmp(name, "version") == 0) {
        printf("mustls %s (%s)\n", MUSTLS_VERSION, mustls_tls_ssl_library());
        return 0;
    }
    bool help_of = strcmp(name, "help") == 0 && argc > 2;
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0 ||
        (strcmp(name, "help") == 0 && !help_of)) {
        usage(stdout);
        return 0;
    }
    const struct mustls_cli_command *c = find(help_of ? argv[2] : name);
    if (!c)
        return unknown(help_of ? argv[2] : name);
    if (help_of || wants_help(argc - 1, argv + 1)) {
        help(c);
        return 0;
    }
    int code = c->run(argc - 1, argv + 1);
    /* A flush in between may have failed already, and a later one does not know. */
    if ((fflush(stdout) != 0 || ferror(stdout)) && code <= MUSTLS_EXIT_RED) {
        mustls_cli_say("writing to stdout failed");
        return MUSTLS_EXIT_TOOL;
    }
    return code;
}
