#include "play/internal.h"

#define DEFAULT_CONNS 100
#define DEFAULT_LINE  65536
#define DEFAULT_DATA  (4u << 20)
#define DEFAULT_BYTES (64u << 20)
#define MAX_MEMORY    (64u << 20) /* of what lives as long as the run; buffers have their own caps */

static size_t or_default(size_t n, size_t otherwise)
{
    return n ? n : otherwise;
}

static enum mustls_status take_params(struct mustls_play *p, const struct mustls_play_params *given)
{
    p->params = *given;
    p->params.max_conns = or_default(given->max_conns, DEFAULT_CONNS);
    p->params.max_line = or_default(given->max_line, DEFAULT_LINE);
    p->params.max_data = or_default(given->max_data, DEFAULT_DATA);
    p->params.max_bytes = or_default(given->max_bytes, DEFAULT_BYTES);
    enum mustls_status st = mustls_arena_copy(p->arena, given->nonce, &p->params.nonce);
    if (st != MUSTLS_OK)
        return st;
    return mustls_play_secrets_init(&p->secrets, p->arena, given->user, given->password);
}

static bool prepare(struct mustls_play *p, const struct mustls_play_params *params)
{
    p->arena = mustls_arena_new(MAX_MEMORY);
    if (!p->arena || take_params(p, params) != MUSTLS_OK)
        return false;
    if (p->prog->role == MUSTLS_TEST_SERVER) {
        p->script = mustls_play_script_new(p);
        return p->script;
    }
    p->conns = mustls_arena_array(p->arena, p->params.max_conns, sizeof(struct mustls_play_conn *));
    return p->conns;
}

struct mustls_play *mustls_play_new(const struct mustls_program *prog, struct mustls_trace *trace,
                                    const struct mustls_play_params *params)
{
    struct mustls_play *p = mustls_alloc(sizeof *p);
    if (!p)
        return NULL;
    p->prog = prog;
    p->trace = trace;
    if (prepare(p, params))
        return p;
    mustls_play_free(p);
    return NULL;
}

void mustls_play_free(struct mustls_play *p)
{
    if (!p)
        return;
    for (size_t i = 0; i < p->num_conns; i++)
        mustls_play_conn_deinit(p->conns[i]);
    if (p->script)
        mustls_play_script_deinit(p->script);
    mustls_arena_free(p->arena);
    mustls_free(p);
}

static bool refuse_conn(struct mustls_play *p, mustls_usec now)
{
    if (!p->flooded_conns)
        mustls_play_emit(p,
                         (struct mustls_event){.kind = MUSTLS_E_FLOOD,
                                               .at = MUSTLS_NOWHERE,
                                               .raw = MUSTLS_LIT("connections")},
                         now);
    p->flooded_conns = true;
    return false;
}

bool mustls_play_accept(struct mustls_play *p, mustls_usec now, struct mustls_talker *out)
{
    if (p->script) {
        *out = (struct mustls_talker){&mustls_play_script_ops, p->script};
        return true;
    }
    if (p->num_conns == p->params.max_conns)
        return refuse_conn(p, now);

    struct mustls_play_conn *c = mustls_play_conn_new(p, (uint32_t)p->num_conns + 1, now);
    if (!c) {
        mustls_play_broken(p);
        return false;
    }
    p->conns[p->num_conns++] = c;
    *out = (struct mustls_talker){&mustls_play_conn_ops, c};
    return true;
}

bool mustls_play_done(const struct mustls_play *p)
{
    return p->script ? mustls_play_script_done(p->script) : p->flooded_bytes;
}

struct mustls_at mustls_play_place(struct mustls_origin at)
{
    return (struct mustls_at){at.unit, at.line};
}

void mustls_play_emit(struct mustls_play *p, struct mustls_event ev, mustls_usec now)
{
    ev.us = now > p->params.start ? now - p->params.start : 0;
    mustls_trace_add(p->trace, &ev); /* the trace itself remembers what found no room */
}

void mustls_play_broken(struct mustls_play *p)
{
    p->trace->dropped++;
}

mustls_usec mustls_play_later(mustls_usec now, mustls_usec by)
{
    return by > MUSTLS_NEVER - now ? MUSTLS_NEVER : now + by;
}
