/* Into the network. Capabilities that we need for it come with a user namespace where we are not
 * root; one that lacks them is refused at the end of a long way, so a child goes it first. */
#define _GNU_SOURCE
#include "isolate/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static bool write_text(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    bool good = fd >= 0 && write(fd, text, strlen(text)) == (ssize_t)strlen(text);
    if (fd >= 0)
        close(fd);
    return good;
}

/* We stay who we are: a program that looks at its user id sees the same as outside. */
static bool map_ids(uid_t uid, gid_t gid)
{
    char users[64], groups[64];
    snprintf(users, sizeof users, "%u %u 1\n", (unsigned)uid, (unsigned)uid);
    snprintf(groups, sizeof groups, "%u %u 1\n", (unsigned)gid, (unsigned)gid);
    /* Kernels before 3.19 have no setgroups file, and need none. */
    bool denied = write_text("/proc/self/setgroups", "deny") || errno == ENOENT;
    return denied && write_text("/proc/self/uid_map", users) &&
           write_text("/proc/self/gid_map", groups);
}

/* Where a user namespace has one id only, nobody can become another. */
bool mustls_isolate_real_root(void)
{
    unsigned inside = 0, outside = 0, count = 0;
    FILE *f = fopen("/proc/self/uid_map", "re");
    int n = f ? fscanf(f, "%u %u %u", &inside, &outside, &count) : 0;
    if (f)
        fclose(f);
    return geteuid() == 0 && n == 3 && count > 1;
}

static bool refused(struct mustls_error *err, const char *what)
{
    int why = errno;
    const char *fix = why == EPERM || why == EACCES
                          ? "; run as root, allow unprivileged user namespaces, or in a container "
                            "add the capability SYS_ADMIN (docker run --cap-add SYS_ADMIN "
                            "--security-opt apparmor=unconfined)"
                      : why == ENOSPC ? "; raise /proc/sys/user/max_user_namespaces"
                                      : "";
    mustls_error_set(err, "this system gives no %s: %s%s", what, strerror(why), fix);
    return false;
}

static bool enter(struct mustls_isolation *out, struct mustls_error *err)
{
    uid_t uid = geteuid();
    gid_t gid = getegid();
    bool root = uid == 0 && unshare(CLONE_NEWNET) == 0;
    if (!root) {
        if (unshare(CLONE_NEWUSER) != 0)
            return refused(err, "user namespace");
        if (!map_ids(uid, gid))
            return refused(err, "user ids in a user namespace");
        if (unshare(CLONE_NEWNET) != 0)
            return refused(err, "network namespace");
    }
    return mustls_net_up(&out->ipv6, err);
}

/* --- the trial --- */

static bool try_box(struct mustls_error *err)
{
    static char name[] = "true", path[] = "PATH=/usr/bin:/bin";
    static char *const argv[] = {name, NULL}, *const env[] = {path, NULL};
    static const struct mustls_box_bind binds[] = {{"/dev/null", "/etc/hosts", false},
                                                   {"/dev/null", "/etc/resolv.conf", false}};
    struct mustls_box b = {.binds = binds, .num_binds = 2, .argv = argv, .env = env, .dir = "/"};
    struct mustls_box_process p;
    struct mustls_box_end end;
    b.in = b.out = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (b.in < 0 || mustls_box_start(&b, &p, err) != MUSTLS_OK)
        return false;
    waitid(P_PID, (id_t)p.pid, &(siginfo_t){0}, WEXITED | WNOWAIT);
    bool good = mustls_box_over(&p, &end) && end.code == 0;
    mustls_box_close(&p);
    if (!good)
        mustls_error_set(err, "a program in a namespace of its own does not end as it should");
    return good;
}

static void trial(int out)
{
    struct mustls_isolation unused;
    struct mustls_error err = {0};
    if (!enter(&unused, &err) || !try_box(&err))
        if (write(out, err.text, strlen(err.text)) < 0)
            _exit(2);
    _exit(err.text[0] ? 1 : 0);
}

static enum mustls_status try_it(struct mustls_error *err)
{
    int ends[2], status = -1;
    char text[1000];
    if (pipe2(ends, O_CLOEXEC) != 0)
        return refused(err, "pipe"), MUSTLS_EIO;
    pid_t pid = fork();
    if (pid == 0)
        trial(ends[1]);
    close(ends[1]);
    ssize_t n = pid > 0 ? read(ends[0], text, sizeof text - 1) : -1;
    close(ends[0]);
    if (pid < 0 || waitpid(pid, &status, 0) != pid)
        return refused(err, "process"), MUSTLS_EIO;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
        return MUSTLS_OK;
    mustls_error_set(err, "%.*s", n > 0 ? (int)n : 0, text);
    if (n <= 0)
        mustls_error_set(err, "trying namespaces failed");
    return MUSTLS_EIO;
}

enum mustls_status mustls_isolate_enter(struct mustls_isolation *out, struct mustls_error *err)
{
    *out = (struct mustls_isolation){0};
    enum mustls_status st = try_it(err);
    if (st != MUSTLS_OK)
        return st;
    if (!enter(out, err))
        return MUSTLS_EIO;
    mustls_launcher_start();
    return MUSTLS_OK;
}
