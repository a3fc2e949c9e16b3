#define _GNU_SOURCE
#include "run/watchdog.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define MAX_TOKEN   128
#define MAX_ENVIRON (256 * 1024)

static pid_t watchdog; /* 0: none was started */
static pid_t reaper;   /* whose children orphans of ours become */

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
    (void)st;
    (void)type;
    (void)ftw;
    remove(path);
    return 0;
}

void mustls_remove_tree(const char *dir)
{
    nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS | FTW_MOUNT);
}

/* The process's environment has NAME=prefix... */
static bool carries(int pid, const char *needle, size_t len)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/environ", pid);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return false;
    static char env[MAX_ENVIRON]; /* one thread; too large for a stack */
    size_t n = 0;
    ssize_t got;
    while (n < sizeof env && (got = read(fd, env + n, sizeof env - n)) > 0)
        n += (size_t)got;
    close(fd);
    for (size_t at = 0; at + len <= n; at += strnlen(env + at, n - at) + 1)
        if (memcmp(env + at, needle, len) == 0)
            return true;
    return false;
}

static pid_t parent_of(int pid)
{
    char path[64], text[512];
    snprintf(path, sizeof path, "/proc/%d/stat", pid);
    FILE *f = fopen(path, "re");
    size_t n = f ? fread(text, 1, sizeof text - 1, f) : 0;
    if (f)
        fclose(f);
    text[n] = 0;
    char *name_end = strrchr(text, ')');
    int parent = 0;
    return name_end && sscanf(name_end, ") %*c %d", &parent) == 1 ? parent : 0;
}

static bool works_in(int pid, const char *dir)
{
    char path[64], cwd[4096];
    snprintf(path, sizeof path, "/proc/%d/cwd", pid);
    ssize_t n = readlink(path, cwd, sizeof cwd - 1);
    size_t len = strlen(dir);
    if (n <= 0)
        return false;
    cwd[n] = 0;
    return len > 0 && strncmp(cwd, dir, len) == 0 && (cwd[len] == 0 || cwd[len] == '/');
}

/* A daemon may have thrown its environment away, but seldom leaves the folder it was started in.
 * The shell of a person who looks around there is nobody's orphan. */
static bool is_stray(int pid, const char *dir)
{
    return parent_of(pid) == reaper && works_in(pid, dir);
}

static unsigned kill_once(const char *needle, size_t len, const char *dir)
{
    unsigned found = 0;
    DIR *proc = opendir("/proc");
    struct dirent *e;
    while (proc && (e = readdir(proc)) != NULL) {
        int pid = atoi(e->d_name);
        if (pid <= 1 || pid == getpid())
            continue;
        if ((!carries(pid, needle, len) && !is_stray(pid, dir)) || kill(pid, SIGKILL) != 0)
            continue;
        found++;
        waitpid(pid, NULL,
                0); /* an orphan is our child by now; of others this says ECHILD at once */
    }
    if (proc)
        closedir(proc);
    return found;
}

unsigned mustls_kill_by_token(const char *prefix, const char *dir)
{
    char needle[MAX_TOKEN], real[PATH_MAX];
    int len = snprintf(needle, sizeof needle, MUSTLS_TOKEN_NAME "=%s", prefix);
    unsigned total = 0;
    if (!realpath(dir, real))
        real[0] = 0;
    /* A process that forks while we look may need another round; the bound is for a bomb. */
    for (int i = 0; i < 50; i++) {
        unsigned found = kill_once(needle, (size_t)len, real);
        total += i == 0 ? found : 0;
        if (found == 0)
            break;
        nanosleep(&(struct timespec){.tv_nsec = 2000000}, NULL);
    }
    return total;
}

void mustls_kill_children(void)
{
    char path[64], line[8192];
    snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
    /* Children of a child that dies are ours then; the bound is for a bomb. */
    for (int i = 0; i < 50; i++) {
        unsigned found = 0;
        FILE *f = fopen(path, "re");
        size_t n = f ? fread(line, 1, sizeof line - 1, f) : 0;
        if (f)
            fclose(f);
        line[n] = 0;
        for (char *save = NULL, *w = strtok_r(line, " ", &save); w;
             w = strtok_r(NULL, " ", &save)) {
            pid_t pid = atoi(w);
            if (pid == watchdog || pid <= 1)
                continue;
            kill(pid, SIGKILL);
            waitpid(pid, NULL, 0);
            found++;
        }
        if (found == 0)
            return;
    }
}

static void watch(int fd, const char *token, const char *dir)
{
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    setsid();
    prctl(PR_SET_NAME, "mustls-watchdog");
    int null = open("/dev/null", O_RDWR);
    for (int i = 0; null >= 0 && i < 3; i++)
        dup2(null, i); /* a reader of our output must not wait for us */
    char c;
    ssize_t n;
    do
        n = read(fd, &c, 1);
    while (n > 0 || (n < 0 && errno == EINTR));
    reaper = getppid(); /* as ours, now that we are one */
    mustls_kill_by_token(token, dir);
    mustls_remove_tree(dir);
    _exit(0);
}

enum mustls_status mustls_watchdog_start(const char *token, const char *dir,
                                         struct mustls_error *err)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        mustls_error_set(err, "no pipe for the watchdog: %s", strerror(errno));
        return MUSTLS_EIO;
    }
    /* Daemons of a subject become our children, not init's: so we see that there are any. */
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    reaper = getpid();
    pid_t pid = fork();
    if (pid == 0) {
        /* What we hold open, locks among it, ends with us and not with it. */
        close_range(3, (unsigned)ends[0] - 1, 0);
        close_range((unsigned)ends[0] + 1, ~0U, 0);
        watch(ends[0], token, dir);
    }
    close(ends[0]);
    if (pid < 0) {
        mustls_error_set(err, "the watchdog does not start: %s", strerror(errno));
        close(ends[1]);
        return MUSTLS_EIO;
    }
    watchdog = pid;
    /* ends[1] stays open until we die, however we die. */
    return MUSTLS_OK;
}
