/* A server as the subject: the connections that its script asks for. */
#include "run/process_internal.h"

#include <signal.h>

/* Where the server closed first it may be dying, and how is told by its end, not by ours. */
#define LAST_WORDS MUSTLS_MSEC(500)

static struct mustls_link *script_link(struct mustls_process_run *r)
{
    return &r->links->link;
}

static bool wants_connection(struct mustls_process_run *r)
{
    struct mustls_link *l = script_link(r);
    return !l->conn &&
           (mustls_endpoint_wants(&l->end, mustls_io_now(r->x->world->io)) & MUSTLS_WANT_CONNECT);
}

static void no_answer(struct mustls_process_run *r, const char *why)
{
    if (r->connected) {
        mustls_link_lost(script_link(r));
        return;
    }
    mustls_exec_trouble(r->x, "the server under test does not answer on port %u: %s", r->port, why);
    mustls_process_kill(r);
}

/* A server needs a moment until its port answers, one that serves a single connection again behind
 * each; there is no event to wait for but the attempt itself. */
static void on_connected(void *arg, struct mustls_conn *c, const char *why)
{
    struct mustls_process_run *r = arg;
    mustls_usec now = mustls_io_now(r->x->world->io);
    if (r->state != MUSTLS_RUN_PLAYING) {
        if (c)
            mustls_conn_close(c);
        return;
    }
    if (!c && now < r->settle_until) {
        mustls_timer_set(r->retry, now + MUSTLS_MSEC(10));
        return;
    }
    r->connecting = false;
    if (!c) {
        no_answer(r, why);
        return;
    }
    r->connected = true;
    if (r->x->capture)
        mustls_capture_conn(r->x->capture, c, false);
    mustls_link_attach(script_link(r), c);
}

static void try(struct mustls_process_run *r)
{
    struct mustls_error err;
    struct mustls_world *w = r->x->world;
    if (mustls_io_connect(w->io, w->listen, r->port, on_connected, r, &err) != MUSTLS_OK) {
        mustls_exec_trouble(r->x, "%s", err.text);
        mustls_process_kill(r);
    }
}

void mustls_process_server_retry(void *arg)
{
    struct mustls_process_run *r = arg;
    if (r->state == MUSTLS_RUN_PLAYING)
        try(r);
}

void mustls_process_server_connect(struct mustls_process_run *r)
{
    unsigned settle = r->x->subject->profile->settle_ms;
    r->settle_until = mustls_io_now(r->x->world->io) + MUSTLS_MSEC(settle ? settle : 5000);
    r->connecting = true;
    try(r);
}

void mustls_process_server_moved(struct mustls_process_run *r)
{
    if (r->script_over)
        return;
    if (!mustls_play_done(r->x->play)) {
        if (!r->connecting && wants_connection(r))
            mustls_process_server_connect(r);
        return;
    }
    r->script_over = true;
    r->end.kind = MUSTLS_END_OK;
    if (script_link(r)->eof)
        mustls_timer_set(r->timer, mustls_io_now(r->x->world->io) + LAST_WORDS);
    else
        mustls_process_server_stop(r);
}

/* It has nothing left to do for us. */
void mustls_process_server_stop(struct mustls_process_run *r)
{
    r->stopped = true;
    mustls_timer_set(r->timer, r->x->start + r->x->prog->limit);
    mustls_proc_signal(r->proc, SIGTERM);
    mustls_proc_kill(r->proc);
}

/* One that died in the middle ended the script by that: it closed the connection. */
void mustls_process_server_exited(struct mustls_process_run *r, int sig)
{
    if (sig == 0 || sig == SIGTERM || sig == SIGKILL)
        return;
    r->end.kind = MUSTLS_END_SIGNAL;
    r->end.code = sig;
}
