/* What a run looked like from outside. Times, and who closed first, are left out: they come and go
 * with the machine's load. */
#include "outside/internal.h"

static void put_word(struct mustls_buf *b, struct mustls_span line)
{
    size_t n = 0;
    while (n < line.len && n < 12 && line.ptr[n] > ' ' && line.ptr[n] != ':')
        n++;
    mustls_buf_put(b, mustls_span_first(line, n));
}

static void put_event(struct mustls_buf *b, const struct mustls_event *e)
{
    switch (e->kind) {
    case MUSTLS_E_COMMAND:
        put_word(b, e->raw);
        break;
    case MUSTLS_E_EXIT:
        mustls_buf_put(b, e->raw);
        break;
    case MUSTLS_E_CONNECT:
    case MUSTLS_E_LINE:
    case MUSTLS_E_DATA:
    case MUSTLS_E_HELLO:
    case MUSTLS_E_TLS:
    case MUSTLS_E_TLS_FAIL:
    case MUSTLS_E_ALERT:
    case MUSTLS_E_BYTES:
    case MUSTLS_E_EARLY:
    case MUSTLS_E_BAD_COMMAND:
    case MUSTLS_E_MESSAGE:
    case MUSTLS_E_ACCEPTED:
    case MUSTLS_E_FALSE_SUCCESS:
    case MUSTLS_E_FALSE_FAILURE:
        break;
    default:
        return;
    }
    mustls_buf_printf(b, " %d %d %d;", (int)e->kind, (int)e->phase,
                      e->kind == MUSTLS_E_EXIT || e->kind == MUSTLS_E_ALERT ? e->code : 0);
}

uint64_t outside_behaviour(const struct mustls_exec *x)
{
    struct mustls_buf b;
    mustls_buf_init(&b, 64u << 10);
    for (size_t i = 0; i < x->trace.num_events; i++)
        put_event(&b, &x->trace.events[i]);
    uint64_t hash = mustls_hash(mustls_buf_span(&b));
    mustls_buf_deinit(&b);
    return hash ? hash : 1;
}

bool outside_behaviour_new(struct outside *o, uint64_t hash)
{
    size_t at = hash % (2 * OUTSIDE_CORPUS);
    while (o->behaviours[at] && o->behaviours[at] != hash)
        at = (at + 1) % (2 * OUTSIDE_CORPUS);
    if (o->behaviours[at] || o->num_behaviours >= OUTSIDE_CORPUS)
        return false;
    o->behaviours[at] = hash;
    o->num_behaviours++;
    return true;
}
