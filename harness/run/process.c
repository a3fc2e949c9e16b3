/* One run over sockets. The order of its life:
 *
 *   listen -> start the subject -> play -> the subject ends -> what it left behind is killed -> its
 * last bytes are read -> the end is written and judged
 *
 * At the limit the subject is killed before any socket is closed, else its reaction to our close
 * would be in the trace. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/client.h"
#include "run/exec.h"
#include "run/link.h"
#include "run/process_internal.h"
#include "run/watchdog.h"

/* The subject has ended, so its sockets are closed; only bytes under way are waited for. */
#define LAST_BYTES MUSTLS_MSEC(500)
/* What even SIGKILL does not end, such as a process that waits for a dead disk. */
#define PATIENCE    MUSTLS_SEC(5)
#define OUTPUT_HEAD (16u << 10)
#define OUTPUT_TAIL (48u << 10)

static void finish(struct mustls_process_run *r)
{
    struct mustls_exec *x = r->x;
    if (r->state == MUSTLS_RUN_OVER)
        return;
    r->state = MUSTLS_RUN_OVER;
    mustls_timer_set(r->timer, MUSTLS_NEVER);
    r->end.output = r->proc     ? mustls_proc_output(r->proc, &r->end.output_cut)
                    : r->client ? mustls_client_output(r->client)
                                : mustls_span("", 0);
    for (struct mustls_run_link *l = r->links; l; l = l->next)
        mustls_link_silence(&l->link);
    x->asked = mustls_place_asked(r->place);
    mustls_place_close(r->place);
    mustls_exec_finish(x, &r->end, mustls_io_now(x->world->io));
}

static bool all_read(const struct mustls_process_run *r)
{
    for (const struct mustls_run_link *l = r->links; l; l = l->next)
        if (mustls_link_open(&l->link))
            return false;
    return true;
}

static void last_bytes(struct mustls_process_run *r)
{
    r->state = MUSTLS_RUN_LAST_BYTES;
    if (all_read(r))
        finish(r);
    else
        mustls_timer_set(r->timer, mustls_io_now(r->x->world->io) + LAST_BYTES);
}

/* Kills what the subject left behind, its daemons with other groups included. */
static unsigned kill_rest(struct mustls_process_run *r)
{
    char token[80];
    int pid = mustls_proc_pid(r->proc);
    if (mustls_proc_boxed(r->proc))
        return mustls_proc_leaked(r->proc); /* dead by now: the box is gone */
    while (waitpid(-pid, NULL, WNOHANG) > 0)
        ; /* zombies of the group are no leak */
    bool alive = mustls_proc_group_alive(r->proc);
    if (alive)
        mustls_proc_kill(r->proc);
    if (!alive && !mustls_has_orphans(r->x->world->io))
        return 0;
    snprintf(token, sizeof token, "%s.%u.", r->x->world->token, r->x->run);
    unsigned found = mustls_kill_by_token(token, r->x->folder);
    return found > 0 ? found : alive;
}

static void on_exited(void *arg, int code, int sig)
{
    struct mustls_process_run *r = arg;
    if (r->state == MUSTLS_RUN_OVER)
        return;
    r->end.leaked += kill_rest(r);
    if (r->state == MUSTLS_RUN_KILLING) {
        finish(r);
        return;
    }
    if (r->x->prog->role == MUSTLS_TEST_SERVER && r->script_over) {
        mustls_process_server_exited(r, sig);
        finish(r);
        return;
    }
    r->end.delivers_nothing = r->x->subject->profile->delivers_nothing;
    r->end.kind = mustls_exit_kind(r->x->subject->profile, code, sig);
    r->end.code = sig ? sig : code;
    last_bytes(r);
}

void mustls_process_kill(struct mustls_process_run *r)
{
    r->state = MUSTLS_RUN_KILLING;
    r->end.kind = MUSTLS_END_KILLED;
    for (struct mustls_run_link *l = r->links; l; l = l->next)
        mustls_link_poll(&l->link); /* what it said before counts */
    if (!r->proc) {
        finish(r);
        return;
    }
    r->end.patient = !r->x->subject->profile->gives_up;
    mustls_proc_kill(r->proc); /* on_exited finishes */
    /* The kernel closes its sockets: that is our doing, not its own. */
    for (struct mustls_run_link *l = r->links; l; l = l->next)
        mustls_link_silence(&l->link);
    mustls_timer_set(r->timer, mustls_io_now(r->x->world->io) + PATIENCE);
}

static void on_timer(void *arg)
{
    struct mustls_process_run *r = arg;
    if (r->state == MUSTLS_RUN_LAST_BYTES)
        finish(r);
    else if (r->state == MUSTLS_RUN_PLAYING && r->script_over && !r->stopped)
        mustls_process_server_stop(r);
    else if (r->state == MUSTLS_RUN_PLAYING)
        mustls_process_kill(r);
    else if (r->state == MUSTLS_RUN_KILLING)
        finish(r); /* a process that even SIGKILL does not end is not waited for */
}

/* --- connections --- */

static void client_over(struct mustls_process_run *r)
{
    enum mustls_client_result res = mustls_client_result(r->client);
    if (res == MUSTLS_CLIENT_BUSY)
        return;
    r->end.kind = res == MUSTLS_CLIENT_DELIVERED ? MUSTLS_END_OK : MUSTLS_END_FAIL;
    r->end.code = res == MUSTLS_CLIENT_DELIVERED ? 0 : 1;
    if (!r->subject_link.conn)
        last_bytes(r);
}

static void on_moved(void *arg, struct mustls_link *l)
{
    struct mustls_process_run *r = arg;
    if (r->state == MUSTLS_RUN_LAST_BYTES && all_read(r)) {
        finish(r);
        return;
    }
    if (r->state != MUSTLS_RUN_PLAYING)
        return;
    if (r->x->prog->role == MUSTLS_TEST_SERVER)
        mustls_process_server_moved(r);
    else if (r->client && l == &r->subject_link)
        mustls_process_client_moved(r);
    if (r->client && r->state == MUSTLS_RUN_PLAYING)
        client_over(r);
}

static struct mustls_run_link *add_link(struct mustls_process_run *r, struct mustls_talker t,
                                        bool server)
{
    struct mustls_run_link *l = mustls_alloc(sizeof *l);
    if (!l)
        return NULL;
    if (!mustls_link_init(&l->link, r->x->world->io, t, r->x->world->tls, server, on_moved, r)) {
        mustls_free(l);
        return NULL;
    }
    if (r->x->capture)
        l->link.end.secrets = mustls_capture_secrets(r->x->capture);
    l->next = r->links;
    r->links = l;
    return l;
}

static void on_accept(void *arg, struct mustls_conn *c)
{
    struct mustls_process_run *r = arg;
    struct mustls_talker t;
    if (!mustls_play_accept(r->x->play, mustls_io_now(r->x->world->io), &t)) {
        mustls_conn_reset(c); /* a flood: recorded by the player */
        return;
    }
    struct mustls_run_link *l = add_link(r, t, true);
    if (l && r->x->capture)
        mustls_capture_conn(r->x->capture, c, true);
    if (l)
        mustls_link_attach(&l->link, c);
    else
        mustls_conn_reset(c);
}

/* --- start --- */

static bool start_program(struct mustls_process_run *r)
{
    struct mustls_error err;
    struct mustls_spawn s = {
        .head = OUTPUT_HEAD, .tail = OUTPUT_TAIL, .exited = on_exited, .arg = r};
    if (mustls_process_prepare(r, &s, &err) == MUSTLS_OK)
        r->proc = mustls_io_spawn(r->x->world->io, &s, &err);
    if (!r->proc)
        mustls_exec_trouble(r->x, "%s", err.text);
    return r->proc != NULL;
}

static bool start_listening(struct mustls_process_run *r)
{
    struct mustls_error err;
    r->place = mustls_place_open(r->x, on_accept, r, &r->port, &err);
    if (!r->place)
        mustls_exec_trouble(r->x, "%s", err.text);
    return r->place != NULL;
}

static bool start_server_subject(struct mustls_process_run *r)
{
    struct mustls_talker t;
    if (!start_listening(r))
        return false;
    mustls_place_close(r->place); /* the port was free a moment ago */
    if (!mustls_play_accept(r->x->play, mustls_io_now(r->x->world->io), &t) ||
        !add_link(r, t, false) || !start_program(r))
        return false;
    mustls_process_server_connect(r);
    return true;
}

static bool start(struct mustls_process_run *r)
{
    if (r->x->prog->role == MUSTLS_TEST_SERVER)
        return start_server_subject(r);
    if (!start_listening(r))
        return false;
    if (r->x->subject->kind == MUSTLS_SUBJECT_CLIENT_SOCKET)
        return mustls_process_client_start(r, on_moved);
    return start_program(r);
}

void mustls_exec_process(struct mustls_exec *x)
{
    struct mustls_process_run *r = mustls_arena_alloc(x->arena, sizeof *r);
    struct mustls_play_end end = {.kind = MUSTLS_END_FAIL};
    if (!r) {
        mustls_exec_trouble(x, "out of memory");
        mustls_exec_finish(x, &end, x->start);
        return;
    }
    x->shell = r;
    r->x = x;
    r->timer = mustls_timer_new(x->world->io, on_timer, r);
    r->retry = mustls_timer_new(x->world->io, mustls_process_server_retry, r);
    if (!r->timer || !r->retry || !start(r)) {
        mustls_exec_trouble(x, "out of memory");
        r->state = MUSTLS_RUN_OVER;
        mustls_exec_finish(x, &end, mustls_io_now(x->world->io));
        return;
    }
    mustls_timer_set(r->timer, mustls_io_now(x->world->io) + x->prog->limit);
}

void mustls_exec_abort(struct mustls_exec *x)
{
    struct mustls_process_run *r = x->shell;
    if (r && r->state != MUSTLS_RUN_OVER && r->state != MUSTLS_RUN_KILLING) {
        mustls_exec_trouble(x, "interrupted");
        mustls_process_kill(r);
    }
}

void mustls_exec_process_free(struct mustls_exec *x)
{
    struct mustls_process_run *r = x->shell;
    if (!r)
        return;
    r->state = MUSTLS_RUN_OVER;
    mustls_place_free(r->place);
    while (r->links) {
        struct mustls_run_link *l = r->links;
        r->links = l->next;
        mustls_link_deinit(&l->link);
        mustls_free(l);
    }
    mustls_link_deinit(&r->subject_link);
    mustls_client_free(r->client);
    mustls_proc_free(r->proc);
    mustls_timer_free(r->timer);
    mustls_timer_free(r->retry);
    if (x->folder[0])
        mustls_remove_tree(x->folder);
    if (x->files_dir[0])
        mustls_remove_tree(x->files_dir);
    x->shell = NULL;
}
