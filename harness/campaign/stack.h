/* The stack in a report of a sanitizer. Pure. */
#ifndef MUSTLS_CAMPAIGN_STACK_H
#define MUSTLS_CAMPAIGN_STACK_H

#include "base/span.h"

#define MUSTLS_STACK_MAX 64

struct mustls_frame {
    struct mustls_span function; /* or "program+0x123", without symbols */
    struct mustls_span place;    /* "reply.c:88", or empty */
};
struct mustls_stack {
    struct mustls_frame frames[MUSTLS_STACK_MAX];
    size_t num;
};
/* The first stack of `report`: the target's own frames, innermost first, down to
 * LLVMFuzzerTestOneInput; what belongs to the sanitizer, the engine, the C library's allocator and
 * string functions, and the oracle's own way to abort is left out. A function that calls itself
 * stands once. */
void mustls_stack_read(struct mustls_span report, struct mustls_stack *out);
/* Takes a line off the front, without its end; false at the end. */
bool mustls_take_line(struct mustls_span *in, struct mustls_span *line);

#endif
