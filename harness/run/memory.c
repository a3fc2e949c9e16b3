#include "client/client.h"
#include "run/exec.h"
#include "wire/loop.h"

/* Steps that a run in memory may take before it is called an endless loop of ours. */
#define MAX_STEPS 5000000

/* A client that is still busy when nothing moves any more hangs, as one that is killed at the limit
 * does. */
static void end_of_client(const struct mustls_client *c, struct mustls_play_end *end)
{
    enum mustls_client_result r = mustls_client_result(c);
    end->output = mustls_client_output(c);
    end->kind = r == MUSTLS_CLIENT_BUSY        ? MUSTLS_END_KILLED
                : r == MUSTLS_CLIENT_DELIVERED ? MUSTLS_END_OK
                                               : MUSTLS_END_FAIL;
    end->code = r == MUSTLS_CLIENT_DELIVERED ? 0 : 1;
}

static void record(struct mustls_exec *x, struct mustls_loop_side *s)
{
    if (!x->capture)
        return;
    s->saw = mustls_capture_saw;
    s->saw_arg = x->capture;
    s->secrets = mustls_capture_secrets(x->capture);
}

static void run_client(struct mustls_exec *x)
{
    struct mustls_client_config cfg;
    mustls_exec_client_config(x, &cfg);
    struct mustls_client *c = mustls_client_new(&cfg);
    struct mustls_play_end end = {.kind = MUSTLS_END_FAIL};
    mustls_usec now = 0;
    if (c) {
        struct mustls_loop_side s = {.active = mustls_client_talker(c),
                                     .server = x->play,
                                     .factory = x->world->tls,
                                     .limit = x->prog->limit,
                                     .max_steps = MAX_STEPS};
        record(x, &s);
        mustls_loop_run(&s, &now);
        end_of_client(c, &end);
    } else {
        mustls_exec_trouble(x, "out of memory");
    }
    mustls_exec_finish(x, &end, now);
    mustls_client_free(c);
}

/* `test server` without a server at hand: the script against the mock server that plays
 * base/required. */
static void run_server(struct mustls_exec *x)
{
    struct mustls_trace unseen;
    struct mustls_play_params params;
    struct mustls_talker script;
    struct mustls_play_end end = {.kind = MUSTLS_END_OK};
    mustls_usec now = 0;
    mustls_values_params(&x->values, 0, 0, &params);
    struct mustls_play *server = NULL;
    if (mustls_trace_init(&unseen, 10000, 16u << 20) == MUSTLS_OK) {
        server = mustls_play_new(x->subject->server, &unseen, &params);
        if (server && mustls_play_accept(x->play, 0, &script)) {
            struct mustls_loop_side s = {.active = script,
                                         .server = server,
                                         .factory = x->world->tls,
                                         .limit = x->prog->limit,
                                         .max_steps = MAX_STEPS};
            record(x, &s);
            if (mustls_loop_run(&s, &now) == MUSTLS_LOOP_LIMIT)
                end.kind = MUSTLS_END_KILLED;
        }
    }
    if (!server)
        mustls_exec_trouble(x, "out of memory");
    mustls_exec_finish(x, &end, now);
    mustls_play_free(server);
    mustls_trace_deinit(&unseen);
}

void mustls_exec_memory(struct mustls_exec *x)
{
    if (x->subject->kind == MUSTLS_SUBJECT_SERVER)
        run_server(x);
    else
        run_client(x);
}
