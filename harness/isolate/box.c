/* A box as seen from outside: start, end. */
#define _GNU_SOURCE
#include "isolate/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* As fork, in new namespaces. glibc's clone() wants a stack and a function; here one thread goes on
 * with a copy of everything. */
static pid_t fork_into(unsigned long flags, int *pidfd)
{
    return (pid_t)syscall(SYS_clone, flags | CLONE_PIDFD | SIGCHLD, NULL, pidfd, NULL, 0UL);
}

static bool read_note(int fd, struct mustls_box_note *note)
{
    ssize_t n;
    do
        n = read(fd, note, sizeof *note);
    while (n < 0 && errno == EINTR);
    note->doing[sizeof note->doing - 1] = 0;
    return n == (ssize_t)sizeof *note;
}

void mustls_box_close(struct mustls_box_process *p)
{
    close(p->pidfd);
    close(p->report);
    p->pidfd = p->report = -1;
}

static enum mustls_status not_started(const struct mustls_box *b, const struct mustls_box_note *n,
                                      struct mustls_error *err)
{
    if (n->error == ENOENT && !n->doing[0]) {
        mustls_error_set(err, "program '%s' is not installed or not in PATH", b->argv[0]);
        return MUSTLS_ENOENT;
    }
    if (n->doing[0])
        mustls_error_set(err, "%s: %s", n->doing, strerror(n->error));
    else
        mustls_error_set(err, "can't start '%s': %s", b->argv[0], strerror(n->error));
    return MUSTLS_EIO;
}

int mustls_box_fork(const struct mustls_box *b, int report, unsigned long flags, int *pidfd)
{
    sigset_t all, old;
    sigfillset(&all);
    sigprocmask(SIG_BLOCK, &all, &old);
    pid_t pid = fork_into(CLONE_NEWNS | CLONE_NEWPID | flags, pidfd);
    if (pid == 0)
        mustls_box_inner(b, report);
    int why = errno;
    sigprocmask(SIG_SETMASK, &old, NULL);
    errno = why;
    return pid;
}

enum mustls_status mustls_box_start(const struct mustls_box *b, struct mustls_box_process *out,
                                    struct mustls_error *err)
{
    int ends[2];
    *out = (struct mustls_box_process){.pid = -1, .pidfd = -1, .report = -1};
    if (pipe2(ends, O_CLOEXEC) != 0) {
        mustls_error_set(err, "no pipe for '%s': %s", b->argv[0], strerror(errno));
        return MUSTLS_EIO;
    }
    int pid = mustls_launcher_ask(b, ends[1], &out->pidfd);
    if (pid == 0)
        pid = mustls_box_fork(b, ends[1], 0, &out->pidfd);
    int why = errno;
    close(ends[1]);
    if (pid < 0) {
        close(ends[0]);
        mustls_error_set(err, "no namespaces for '%s': %s", b->argv[0], strerror(why));
        return MUSTLS_EIO;
    }
    out->pid = pid;
    out->report = ends[0];
    struct mustls_box_note note = {.error = ECHILD, .doing = "the box ended before its program"};
    if (read_note(out->report, &note) && note.error == 0)
        return MUSTLS_OK;
    mustls_box_kill(out);
    return not_started(b, &note, err);
}

bool mustls_box_over(struct mustls_box_process *p, struct mustls_box_end *out)
{
    if (waitpid(p->pid, NULL, WNOHANG) == 0)
        return false;
    if (read(p->report, out, sizeof *out) != (ssize_t)sizeof *out)
        *out = (struct mustls_box_end){.code = -1, .sig = SIGKILL};
    return true;
}

void mustls_box_kill(struct mustls_box_process *p)
{
    kill(p->pid, SIGKILL);
    waitpid(p->pid, NULL, 0);
    mustls_box_close(p);
}
