#include "states.h"

#include "base/rng.h"

enum { NUM_COUNTERS = 4096 };

/* libFuzzer looks at this section after each execution, and clears it. Other engines don't. */
__attribute__((
    section("__libfuzzer_extra_counters"))) static volatile uint8_t counters[NUM_COUNTERS];

/* What matters of an event: kind, phase, and of a command its verb, of a reply its code. */
static uint64_t essence(const struct mustls_event *e)
{
    uint8_t bytes[8] = {(uint8_t)e->kind, (uint8_t)e->phase, (uint8_t)e->from};
    if (e->kind == MUSTLS_E_COMMAND && e->raw.len >= 4)
        memcpy(bytes + 3, e->raw.ptr, 4);
    if (e->kind == MUSTLS_E_REPLY) {
        bytes[3] = (uint8_t)(e->code & 0xff);
        bytes[4] = (uint8_t)(e->code >> 8);
    }
    return mustls_hash(mustls_span(bytes, sizeof bytes));
}

void states_note(const struct mustls_trace *t)
{
    uint64_t before = 0;
    for (size_t i = 0; i < t->num_events; i++) {
        if (t->events[i].kind == MUSTLS_E_SEND || t->events[i].kind == MUSTLS_E_RULE)
            continue;
        uint64_t now = essence(&t->events[i]);
        counters[(before * 31 + now) % NUM_COUNTERS] = 1;
        before = now;
    }
}
