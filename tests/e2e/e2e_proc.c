/* Processes, for the tests.
 *
 *   e2e_proc bounded SECONDS MIB COMMAND ARG...  runs it; its exit status, or 120 when it needed
 * more memory, 121 when it took longer and was killed e2e_proc survivors FOLDER waits a little
 * until no process of the test is alive; prints those that are, and fails e2e_proc end FOLDER kills
 * them
 *
 * A process is one of the test when E2E_MARK=FOLDER is in its environment, or its program lies in
 * FOLDER (then it may have thrown its environment away). */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { TOO_MUCH = 120, TOO_LONG = 121, NO_START = 122 };

static int bounded(unsigned seconds, long mib, char **argv)
{
    sigset_t child;
    struct timespec limit = {.tv_sec = seconds};
    struct rusage used;
    int status;
    sigemptyset(&child);
    sigaddset(&child, SIGCHLD);
    sigprocmask(SIG_BLOCK, &child, NULL);
    pid_t pid = fork();
    if (pid == 0) {
        sigprocmask(SIG_UNBLOCK, &child, NULL);
        execvp(argv[0], argv);
        _exit(NO_START);
    }
    bool late = sigtimedwait(&child, NULL, &limit) < 0;
    if (late)
        kill(pid, SIGKILL);
    if (wait4(pid, &status, 0, &used) != pid)
        return NO_START;
    fprintf(stderr, "peak %ld MiB\n", used.ru_maxrss / 1024);
    if (late)
        return TOO_LONG;
    if (used.ru_maxrss / 1024 > mib)
        return TOO_MUCH;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static bool environment_has(int pid, const char *line)
{
    static char env[1 << 18];
    char path[64];
    size_t n = 0, len = strlen(line) + 1;
    ssize_t got;
    snprintf(path, sizeof path, "/proc/%d/environ", pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    while (n < sizeof env - 1 && (got = read(fd, env + n, sizeof env - 1 - n)) > 0)
        n += (size_t)got;
    close(fd);
    env[n] = 0;
    for (size_t at = 0; at + len <= n + 1; at += strlen(env + at) + 1)
        if (strcmp(env + at, line) == 0)
            return true;
    return false;
}

static bool program_in(int pid, const char *folder)
{
    char path[64], program[4096];
    snprintf(path, sizeof path, "/proc/%d/exe", pid);
    ssize_t n = readlink(path, program, sizeof program - 1);
    size_t len = strlen(folder);
    if (n <= 0)
        return false;
    program[n] = 0;
    return strncmp(program, folder, len) == 0 && program[len] == '/';
}

static unsigned each(const char *folder, void (*f)(int pid))
{
    char mark[4096];
    unsigned found = 0;
    snprintf(mark, sizeof mark, "E2E_MARK=%s", folder);
    DIR *proc = opendir("/proc");
    struct dirent *e;
    while (proc && (e = readdir(proc)) != NULL) {
        int pid = atoi(e->d_name);
        if (pid <= 1 || pid == getpid())
            continue;
        if (!environment_has(pid, mark) && !program_in(pid, folder))
            continue;
        found++;
        f(pid);
    }
    if (proc)
        closedir(proc);
    return found;
}

static void ignore(int pid)
{
    (void)pid;
}

static void print(int pid)
{
    char path[64], name[64] = "?\n";
    snprintf(path, sizeof path, "/proc/%d/comm", pid);
    FILE *f = fopen(path, "re");
    if (f && !fgets(name, sizeof name, f))
        snprintf(name, sizeof name, "?\n");
    if (f)
        fclose(f);
    printf("%d %s", pid, name);
}

static void end(int pid)
{
    kill(pid, SIGKILL);
}

/* What was killed needs a moment to be gone; there is nothing to wait on for other people's
 * children. */
static int survivors(const char *folder)
{
    for (int i = 0; i < 250; i++) {
        if (each(folder, ignore) == 0)
            return 0;
        nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
    }
    return each(folder, print) > 0;
}

int main(int argc, char **argv)
{
    if (argc > 4 && strcmp(argv[1], "bounded") == 0)
        return bounded((unsigned)atoi(argv[2]), atol(argv[3]), argv + 4);
    if (argc == 3 && strcmp(argv[1], "survivors") == 0)
        return survivors(argv[2]);
    if (argc == 3 && strcmp(argv[1], "end") == 0)
        return each(argv[2], end) == 0;
    fprintf(stderr, "usage: e2e_proc bounded|survivors|end ...\n");
    return NO_START;
}
