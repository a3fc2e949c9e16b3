/* The append-only record of one run. */
#ifndef MUSTLS_TRACE_TRACE_H
#define MUSTLS_TRACE_TRACE_H

#include "base/arena.h"
#include "trace/event.h"

struct mustls_trace {
    struct mustls_arena *arena; /* owned */
    struct mustls_event *events;
    size_t num_events, cap_events;
    size_t max_events;
    size_t dropped; /* events that found no room; the judge must not pass such a run */
    /* Called for each event after it was added; may be NULL. For writing JSON Lines as things
     * happen. */
    void (*on_event)(void *arg, const struct mustls_event *ev);
    void *on_event_arg;
};

/* max_bytes bounds everything the trace keeps. */
enum mustls_status mustls_trace_init(struct mustls_trace *t, size_t max_events, size_t max_bytes);
void mustls_trace_deinit(struct mustls_trace *t);
/* Copies ev->raw. Sets seq. On ENOMEM or ELIMIT counts it in `dropped` and returns the status. */
enum mustls_status mustls_trace_add(struct mustls_trace *t, const struct mustls_event *ev);
/* First event of `kind` with seq >= from, or NULL. */
const struct mustls_event *mustls_trace_find(const struct mustls_trace *t,
                                             enum mustls_event_kind kind, size_t from);

#endif
