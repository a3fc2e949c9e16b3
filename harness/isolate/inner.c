/* The first process of a box: puts the files in their places, starts the program, waits for it,
 * ends what it left behind.
 *
 * It is a copy of the whole of us and calls nothing that needs more than the kernel. */
#define _GNU_SOURCE
#include "isolate/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static _Noreturn void give_up(int report, int why, const char *doing, const char *name)
{
    struct mustls_box_note note = {.error = why};
    snprintf(note.doing, sizeof note.doing, "%s%s", doing, name);
    _exit(write(report, &note, sizeof note) < 0 ? 2 : 1);
}

/* We were copied with all signals blocked: a handler of the loop would write to a descriptor that
 * is something else here. */
static void default_signals(void)
{
    sigset_t none;
    for (int sig = 1; sig < NSIG; sig++)
        signal(sig, SIG_DFL); /* refused for some, which have it anyway */
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* Our copies of others' connections would keep those open. */
static void close_others(int keep)
{
    if (keep > 3)
        close_range(3, (unsigned)keep - 1, 0);
    close_range((unsigned)keep + 1, ~0U, 0);
}

static void place_files(const struct mustls_box *b, int report)
{
    /* Else the outer world would see our mounts, and we new ones of its. */
    if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0)
        give_up(report, errno, "no file system of its own", "");
    for (size_t i = 0; i < b->num_binds; i++)
        if (mount(b->binds[i].from, b->binds[i].to, NULL, MS_BIND, NULL) != 0 &&
            !(b->binds[i].optional && errno == ENOENT))
            give_up(report, errno, "can't put a file of the run over ", b->binds[i].to);
    /* Some containers do not allow it. Then process numbers in /proc are those of outside, which
     * few programs look at. */
    if (mount("proc", "/proc", "proc", MS_NOSUID | MS_NODEV | MS_NOEXEC, NULL) != 0)
        errno = 0;
}

/* A script without #!, which execvp gives to a shell and posix_spawnp does not. */
static int start_script(const struct mustls_box *b, pid_t *program)
{
    *program = fork();
    if (*program != 0)
        return *program < 0 ? errno : 0;
    setsid();
    execvp(b->argv[0], b->argv);
    _exit(126);
}

/* Not by fork, which copies the tables of a memory that exec drops. 0 once it runs, else errno. */
static int start(const struct mustls_box *b, pid_t *program)
{
    posix_spawnattr_t session;
    environ = (char **)(uintptr_t)b->env; /* its PATH is meant */
    int why = posix_spawnattr_init(&session);
    if (why != 0)
        return why;
    why = posix_spawnattr_setflags(&session, POSIX_SPAWN_SETSID);
    if (why == 0)
        why = posix_spawnp(program, b->argv[0], NULL, &session, b->argv, b->env);
    posix_spawnattr_destroy(&session);
    return why == ENOEXEC ? start_script(b, program) : why;
}

/* Descriptors 0 to 2 are the program's. The others may be 0 to 2 themselves where we were started
 * without, so they are moved up first. */
static int place_descriptors(const struct mustls_box *b, int report)
{
    int in = fcntl(b->in, F_DUPFD_CLOEXEC, 3), out = fcntl(b->out, F_DUPFD_CLOEXEC, 3);
    report = fcntl(report, F_DUPFD_CLOEXEC, 3);
    if (in < 0 || out < 0 || report < 0)
        _exit(2);
    if (dup2(in, 0) < 0 || dup2(out, 1) < 0 || dup2(out, 2) < 0)
        give_up(report, errno, "no standard input and output", "");
    close_others(report);
    return report;
}

static struct mustls_box_end end_of(int status)
{
    if (WIFSIGNALED(status))
        return (struct mustls_box_end){.code = -1, .sig = WTERMSIG(status)};
    return (struct mustls_box_end){.code = WEXITSTATUS(status)};
}

/* Reaps until the program is among them. */
static struct mustls_box_end wait_for(pid_t program)
{
    int status;
    pid_t pid;
    do
        pid = waitpid(-1, &status, 0);
    while (pid != program && (pid > 0 || errno == EINTR));
    return end_of(status);
}

/* All orphans of the box are our children; so is each that a dying one leaves. */
static unsigned end_rest(void)
{
    unsigned found = 0;
    int status;
    while (kill(-1, SIGKILL) == 0)
        while (waitpid(-1, &status, 0) > 0)
            found += WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL; /* no zombie */
    return found;
}

void mustls_box_inner(const struct mustls_box *b, int report)
{
    struct mustls_box_note note = {0};
    pid_t program;
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_NAME, "mustls-box");
    default_signals();
    setsid();
    report = place_descriptors(b, report);
    place_files(b, report);
    if (chdir(b->dir) != 0)
        give_up(report, errno, "can't enter ", b->dir);
    note.error = start(b, &program);
    int null = open("/dev/null", O_RDWR);
    for (int fd = 0; fd < 3; fd++)
        dup2(null, fd); /* whoever reads the program's output waits for it, not for us */
    /* Whoever started us is gone when this fails: nobody is left to be killed for. */
    if (write(report, &note, sizeof note) != (ssize_t)sizeof note || note.error)
        _exit(1);
    struct mustls_box_end end = wait_for(program);
    end.leaked = end_rest();
    _exit(write(report, &end, sizeof end) < 0 ? 2 : 0);
}
