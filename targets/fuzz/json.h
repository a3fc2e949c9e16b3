/* Is this one JSON value (RFC 8259), as strict readers take it? */
#ifndef TARGETS_FUZZ_JSON_H
#define TARGETS_FUZZ_JSON_H

#include "base/span.h"

/* UTF-8 without controls and without \u0000 in strings; nothing but white space around. */
bool fuzz_is_json(struct mustls_span text);

#endif
