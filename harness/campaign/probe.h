/* Runs a target on one input and hears what it says. One at a time. */
#ifndef MUSTLS_CAMPAIGN_PROBE_H
#define MUSTLS_CAMPAIGN_PROBE_H

#include "campaign/files.h"
#include "io/io.h"

struct mustls_probe;
/* `report` is all that it printed, MUSTLS_NO_END first when it had to be ended; valid during the
 * call. */
typedef void (*mustls_probe_cb)(void *arg, struct mustls_span report);

struct mustls_probe_setup {
    struct mustls_io *io;
    const char *program;
    bool libfuzzer;  /* it takes libFuzzer's options; else only a file */
    const char *dir; /* scratch, ours */
    char *const *env;
};
/* NULL without memory. */
struct mustls_probe *mustls_probe_new(const struct mustls_probe_setup *s);
void mustls_probe_free(struct mustls_probe *p); /* kills what runs; NULL is harmless */
/* `timeout` seconds for the input. `done` is not called before this returns. */
enum mustls_status mustls_probe_start(struct mustls_probe *p, struct mustls_span input,
                                      unsigned timeout, mustls_probe_cb done, void *arg,
                                      struct mustls_error *err);
/* The same as a line of sh, in a folder with the file "input". */
void mustls_probe_put_again(struct mustls_buf *out, const struct mustls_probe_setup *s,
                            unsigned timeout);

#endif
