#include "io/io_internal.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/arena.h"

/* stdout and stderr share one pipe: the order in which a program spoke is part of what it said. */
struct mustls_proc {
    uv_process_t process; /* or a box: */
    uv_poll_t box_ended;
    struct mustls_box_process box;
    struct mustls_box_end box_end;
    uv_pipe_t out;
    struct mustls_io *io;
    void (*exited)(void *arg, int code, int sig);
    void *arg;
    int pid;
    struct mustls_buf head, tail, joined;
    size_t tail_max;
    size_t dropped;
    unsigned handles;
    bool out_open, has_process, boxed, exited_told, freed;
};

static void on_handle_closed(uv_handle_t *h)
{
    struct mustls_proc *p = h->data;
    if (--p->handles > 0)
        return;
    mustls_buf_deinit(&p->head);
    mustls_buf_deinit(&p->tail);
    mustls_buf_deinit(&p->joined);
    mustls_free(p);
}

/* Keeps the first `head` and the last `tail` bytes. The tail is allowed twice its size before it is
 * moved down, so that a gigabyte of output costs one move for every `tail` bytes. */
static void keep(struct mustls_proc *p, struct mustls_span s)
{
    size_t room = p->head.max - p->head.len;
    mustls_buf_put(&p->head, mustls_span_first(s, room));
    s = mustls_span_from(s, room);
    if (s.len > p->tail_max) {
        p->dropped += p->tail.len + s.len - p->tail_max;
        mustls_buf_clear(&p->tail);
        s = mustls_span_from(s, s.len - p->tail_max);
    }
    if (p->tail.len + s.len > p->tail.max) {
        size_t surplus = p->tail.len + s.len - p->tail_max;
        p->dropped += surplus;
        mustls_buf_eat(&p->tail, surplus < p->tail.len ? surplus : p->tail.len);
    }
    mustls_buf_put(&p->tail, s);
}

static void on_alloc(uv_handle_t *h, size_t suggested, uv_buf_t *buf)
{
    struct mustls_proc *p = h->data;
    (void)suggested;
    *buf = uv_buf_init((char *)p->io->read_buf, MUSTLS_IO_READ_SIZE);
}

static void close_out(struct mustls_proc *p)
{
    if (!p->out_open)
        return;
    p->out_open = false;
    uv_close((uv_handle_t *)&p->out, on_handle_closed);
}

static void on_read(uv_stream_t *s, ssize_t n, const uv_buf_t *buf)
{
    struct mustls_proc *p = s->data;
    if (n > 0)
        keep(p, mustls_span(buf->base, (size_t)n));
    else if (n < 0)
        close_out(p);
}

static void close_process(struct mustls_proc *p)
{
    if (!p->boxed) {
        uv_close((uv_handle_t *)&p->process, on_handle_closed);
        return;
    }
    /* In this order: closing the handle makes the loop forget its descriptor's number, which may
     * be another box's once it is free. */
    uv_close((uv_handle_t *)&p->box_ended, on_handle_closed);
    mustls_box_close(&p->box);
}

static void tell_exit(struct mustls_proc *p, int code, int sig)
{
    p->exited_told = true;
    p->io->num_procs--;
    if (p->freed)
        close_process(p);
    else
        p->exited(p->arg, sig ? -1 : code, sig);
}

static void on_exit_status(uv_process_t *process, int64_t status, int sig)
{
    tell_exit(process->data, (int)status, sig);
}

static void on_box_ended(uv_poll_t *h, int status, int events)
{
    struct mustls_proc *p = h->data;
    (void)status;
    (void)events;
    if (!mustls_box_over(&p->box, &p->box_end))
        return; /* told again */
    uv_poll_stop(h);
    tell_exit(p, p->box_end.code, p->box_end.sig);
}

static struct mustls_proc *proc_new(struct mustls_io *io, const struct mustls_spawn *s)
{
    struct mustls_proc *p = mustls_alloc(sizeof *p);
    if (!p)
        return NULL;
    p->io = io;
    p->exited = s->exited;
    p->arg = s->arg;
    p->tail_max = s->tail;
    mustls_buf_init(&p->head, s->head);
    mustls_buf_init(&p->tail, 2 * s->tail);
    mustls_buf_init(&p->joined, s->head + 2 * s->tail + 64);
    uv_pipe_init(&io->loop, &p->out, 0);
    p->out.data = p;
    p->process.data = p;
    p->box_ended.data = p;
    p->out_open = true;
    p->handles = 1;
    return p;
}

static int spawn_with(struct mustls_proc *p, const struct mustls_spawn *s, int in, int out)
{
    uv_stdio_container_t stdio[3] = {
        {.flags = UV_INHERIT_FD, .data.fd = in},
        {.flags = UV_INHERIT_FD, .data.fd = out},
        {.flags = UV_INHERIT_FD, .data.fd = out},
    };
    uv_process_options_t o = {
        .exit_cb = on_exit_status,
        .file = s->argv[0],
        .args = (char **)(uintptr_t)s->argv,
        .env = (char **)(uintptr_t)s->env,
        .cwd = s->dir,
        .flags = UV_PROCESS_DETACHED, /* setsid: a group of its own, which dies as one */
        .stdio_count = 3,
        .stdio = stdio,
    };
    p->handles++; /* uv_spawn initialises the handle even where it fails */
    p->has_process = true;
    int rc = uv_spawn(&p->io->loop, &p->process, &o);
    p->exited_told = rc != 0;
    return rc;
}

/* Starting a box takes a moment in which nothing else is done, as uv_spawn does. */
static enum mustls_status spawn_box(struct mustls_proc *p, const struct mustls_spawn *s, int in,
                                    int out, struct mustls_error *err)
{
    const struct mustls_box box = {.binds = s->binds,
                                   .num_binds = s->num_binds,
                                   .argv = s->argv,
                                   .env = s->env,
                                   .dir = s->dir ? s->dir : "/",
                                   .in = in,
                                   .out = out};
    enum mustls_status st = mustls_box_start(&box, &p->box, err);
    if (st != MUSTLS_OK)
        return st;
    p->boxed = true;
    int rc = uv_poll_init(&p->io->loop, &p->box_ended, p->box.pidfd);
    if (rc != 0) {
        mustls_box_kill(&p->box);
        mustls_error_set(err, "can't wait for '%s': %s", s->argv[0], uv_strerror(rc));
        return MUSTLS_EIO;
    }
    p->handles++;
    p->has_process = true;
    uv_poll_start(&p->box_ended, UV_READABLE, on_box_ended);
    return MUSTLS_OK;
}

static void spawn_error(const struct mustls_spawn *s, int rc, struct mustls_error *err)
{
    if (rc == UV_ENOENT)
        mustls_error_set(err, "program '%s' is not installed or not in PATH", s->argv[0]);
    else
        mustls_error_set(err, "can't start '%s': %s", s->argv[0], uv_strerror(rc));
}

static int open_stdin(const char *path)
{
    return open(path ? path : "/dev/null", O_RDONLY | O_CLOEXEC);
}

struct mustls_proc *mustls_io_spawn(struct mustls_io *io, const struct mustls_spawn *s,
                                    struct mustls_error *err)
{
    uv_file ends[2] = {-1, -1};
    int in = open_stdin(s->stdin_path);
    int rc = in < 0 ? uv_translate_sys_error(errno) : uv_pipe(ends, UV_NONBLOCK_PIPE, 0);
    struct mustls_proc *p = rc == 0 ? proc_new(io, s) : NULL;
    rc = rc == 0 && !p ? UV_ENOMEM : rc;
    bool started = false;
    if (p) {
        uv_pipe_open(&p->out, ends[0]);
        if (s->boxed)
            started = spawn_box(p, s, in, ends[1], err) == MUSTLS_OK;
        else
            started = (rc = spawn_with(p, s, in, ends[1])) == 0;
    }
    if (in >= 0)
        close(in);
    if (ends[1] >= 0)
        close(ends[1]);
    if (started) {
        p->pid = s->boxed ? p->box.pid : p->process.pid;
        io->num_procs++;
        uv_read_start((uv_stream_t *)&p->out, on_alloc, on_read);
        return p;
    }
    if (rc != 0)
        spawn_error(s, rc, err);
    if (p)
        mustls_proc_free(p);
    else if (ends[0] >= 0)
        close(ends[0]);
    return NULL;
}

unsigned mustls_io_num_procs(const struct mustls_io *io)
{
    return io->num_procs;
}

int mustls_proc_pid(const struct mustls_proc *p)
{
    return p->pid;
}

void mustls_proc_signal(struct mustls_proc *p, int sig)
{
    if (p->pid <= 0)
        return;
    if (!p->boxed)
        kill(-p->pid, sig);
    else if (sig == SIGKILL && !p->exited_told)
        kill(p->pid, sig);
}

void mustls_proc_kill(struct mustls_proc *p)
{
    mustls_proc_signal(p, SIGKILL);
}

bool mustls_proc_group_alive(const struct mustls_proc *p)
{
    return !p->boxed && p->pid > 0 && kill(-p->pid, 0) == 0;
}

unsigned mustls_proc_leaked(const struct mustls_proc *p)
{
    return p->box_end.leaked;
}

bool mustls_proc_boxed(const struct mustls_proc *p)
{
    return p->boxed;
}

/* What lies in the pipe now; never waits. */
static void drain_now(struct mustls_proc *p)
{
    uv_os_fd_t fd;
    if (!p->out_open || uv_fileno((uv_handle_t *)&p->out, &fd) != 0)
        return;
    /* Bounded: a child that was left behind could write for ever. */
    for (int i = 0; i < 64; i++) {
        ssize_t n = read(fd, p->io->read_buf, MUSTLS_IO_READ_SIZE);
        if (n <= 0)
            return;
        keep(p, mustls_span(p->io->read_buf, (size_t)n));
    }
}

struct mustls_span mustls_proc_output(struct mustls_proc *p, bool *cut)
{
    drain_now(p);
    *cut = p->dropped > 0;
    mustls_buf_clear(&p->joined);
    mustls_buf_put(&p->joined, mustls_buf_span(&p->head));
    if (p->dropped > 0)
        mustls_buf_printf(&p->joined, "\n[... %zu bytes cut ...]\n", p->dropped);
    mustls_buf_put(&p->joined, mustls_buf_span(&p->tail));
    return mustls_buf_span(&p->joined);
}

void mustls_proc_free(struct mustls_proc *p)
{
    if (!p || p->freed)
        return;
    mustls_proc_kill(p);
    p->freed = true;
    /* The handle of a process that still runs stays until it is reaped: libuv would leave a zombie.
     */
    if (p->has_process && p->exited_told)
        close_process(p);
    close_out(p);
}
