/* What the forms of `mustls fuzz` share. */
#ifndef MUSTLS_CLI_FUZZ_OPTIONS_H
#define MUSTLS_CLI_FUZZ_OPTIONS_H

#include "campaign/campaign.h"
#include "cli/cli.h"
#include "cli/run_internal.h"

struct mustls_fuzz_cli {
    struct mustls_campaign_opts o;
    const char *name;          /* the target, as typed */
    const char *bin;           /* --bin; NULL: the preset's folder */
    bool flat, no_seeds;       /* for a program that no list knows */
    struct mustls_cli_run run; /* the program that is fuzzed over sockets, -c or behind -- */
    unsigned long long runs;   /* 0: no bound */
    const char *for_targets, *for_programs; /* an option that only one of them has; NULL */
    char bin_folder[MUSTLS_PATH], cmplog[MUSTLS_PATH], out[MUSTLS_PATH], corpus[MUSTLS_PATH];
};

/* Reads the options, with their defaults; *first is the first operand. An exit code; 0: go on. */
int mustls_fuzz_read(int argc, char **argv, struct mustls_fuzz_cli *f, int *first);
/* Finds the target that is named, and the campaign's folder. */
int mustls_fuzz_target(struct mustls_fuzz_cli *f, const char *name);
/* Where the engine's targets are built. */
int mustls_fuzz_folder(struct mustls_fuzz_cli *f);
const char *mustls_fuzz_preset(const struct mustls_fuzz_cli *f);

/* cmd_fuzz.c: where the line that lives goes. */
void mustls_fuzz_terminal(struct mustls_campaign_opts *o);
/* fuzz_outside.c: a program, by its profile. */
int mustls_fuzz_outside(struct mustls_fuzz_cli *f);

#endif
