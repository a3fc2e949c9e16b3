/* The reference client as a subject over a real socket: the same core as in memory. */
#include <string.h>

#include "run/process_internal.h"

static void on_connected(void *arg, struct mustls_conn *c, const char *why)
{
    struct mustls_process_run *r = arg;
    if (r->state != MUSTLS_RUN_PLAYING) {
        if (c)
            mustls_conn_close(c);
    } else if (c) {
        mustls_link_attach(&r->subject_link, c);
    } else if (strstr(why, "connection reset")) {
        /* A scenario that resets at once: whether we hear it as the connection's end is chance. */
        mustls_link_lost(&r->subject_link);
    } else {
        mustls_exec_trouble(r->x, "the reference client can't connect: %s", why);
        mustls_process_kill(r);
    }
}

static bool connect_now(struct mustls_process_run *r)
{
    struct mustls_error err;
    struct mustls_world *w = r->x->world;
    if (mustls_io_connect(w->io, w->listen, r->port, on_connected, r, &err) == MUSTLS_OK)
        return true;
    mustls_exec_trouble(r->x, "%s", err.text);
    return false;
}

bool mustls_process_client_start(struct mustls_process_run *r,
                                 void (*moved)(void *arg, struct mustls_link *l))
{
    struct mustls_client_config cfg;
    mustls_exec_client_config(r->x, &cfg);
    r->client = mustls_client_new(&cfg);
    if (!r->client ||
        !mustls_link_init(&r->subject_link, r->x->world->io, mustls_client_talker(r->client),
                          r->x->world->tls, false, moved, r))
        return false;
    return connect_now(r);
}

/* It may want another connection once the first is closed. */
void mustls_process_client_moved(struct mustls_process_run *r)
{
    if (r->subject_link.conn)
        return;
    unsigned wants = mustls_endpoint_wants(&r->subject_link.end, mustls_io_now(r->x->world->io));
    if ((wants & MUSTLS_WANT_CONNECT) && !connect_now(r))
        mustls_process_kill(r);
}
