#include "trace/trace.h"

enum mustls_status mustls_trace_init(struct mustls_trace *t, size_t max_events, size_t max_bytes)
{
    *t = (struct mustls_trace){.max_events = max_events};
    t->arena = mustls_arena_new(max_bytes);
    return t->arena ? MUSTLS_OK : MUSTLS_ENOMEM;
}

void mustls_trace_deinit(struct mustls_trace *t)
{
    mustls_arena_free(t->arena);
    *t = (struct mustls_trace){0};
}

static enum mustls_status append(struct mustls_trace *t, const struct mustls_event *ev)
{
    /* seq is 32 bits wide. */
    if (t->num_events >= t->max_events || t->num_events >= UINT32_MAX)
        return MUSTLS_ELIMIT;

    void *events = t->events;
    enum mustls_status st =
        mustls_arena_grow(t->arena, &events, &t->cap_events, t->num_events, sizeof *t->events);
    if (st != MUSTLS_OK)
        return st;
    t->events = events;

    struct mustls_span raw;
    st = mustls_arena_copy(t->arena, ev->raw, &raw);
    if (st != MUSTLS_OK)
        return st;

    /* Nothing below can fail. */
    struct mustls_event *slot = &t->events[t->num_events];
    *slot = *ev;
    slot->raw = raw;
    slot->seq = (uint32_t)t->num_events++;
    return MUSTLS_OK;
}

enum mustls_status mustls_trace_add(struct mustls_trace *t, const struct mustls_event *ev)
{
    enum mustls_status st = append(t, ev);
    if (st != MUSTLS_OK) {
        t->dropped++;
        return st;
    }
    if (t->on_event)
        t->on_event(t->on_event_arg, &t->events[t->num_events - 1]);
    return MUSTLS_OK;
}

const struct mustls_event *mustls_trace_find(const struct mustls_trace *t,
                                             enum mustls_event_kind kind, size_t from)
{
    for (size_t i = from; i < t->num_events; i++) {
        if (t->events[i].kind == kind)
            return &t->events[i];
    }
    return NULL;
}
