/* The good servers that a library must deliver to before it is fuzzed. */
#ifndef TARGETS_LIBS_GOOD_H
#define TARGETS_LIBS_GOOD_H

#include "base/buf.h"

enum good_server {
    GOOD_STARTTLS, /* requires STARTTLS */
    GOOD_PLAIN,    /* has none, and takes mail and passwords in the clear */
    NUM_GOOD_SERVERS
};
/* Its rules as lines of a scenario. */
void good_rules(struct mustls_buf *out, enum good_server which);
const char *good_name(enum good_server which);

#endif
