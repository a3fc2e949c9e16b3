/* What a campaign remembers of itself from one run to the next: OUT/state.json. */
#ifndef MUSTLS_CAMPAIGN_STATE_H
#define MUSTLS_CAMPAIGN_STATE_H

#include "base/span.h"
#include "base/status.h"

struct mustls_campaign_state {
    char target[80];
    uint64_t runs, seconds, execs; /* of all runs */
    uint64_t lost;                 /* crashes that did not happen again */
    uint64_t rss; /* MiB, the most that a process of the last run had; 0: not said */
};
/* All zero where there is none yet. MUSTLS_EPARSE: it can't be understood. */
enum mustls_status mustls_state_read(const char *path, struct mustls_campaign_state *out,
                                     struct mustls_error *err);
enum mustls_status mustls_state_write(const char *path, const struct mustls_campaign_state *s,
                                      struct mustls_error *err);

#endif
