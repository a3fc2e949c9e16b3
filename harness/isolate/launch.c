/* A small process of ours that starts the boxes. A new process begins with a copy of the tables of
 * its parent's memory, and ours grows with the run; this one stays as it was when it was made.
 *
 * A request is one message: head, strings, three descriptors. The box is our child, not the
 * launcher's (CLONE_PARENT): we wait for it and it dies with us. */
#define _GNU_SOURCE
#include "isolate/internal.h"

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MAX_TEXT = 96 * 1024, MAX_STRINGS = 1024, MAX_BINDS = 64, NUM_FDS = 3 };

struct head {
    uint32_t num_args, num_env, num_binds; /* strings: dir, args, env, and two for each bind */
    uint64_t optional;                     /* a bit each bind */
};

struct request {
    struct head head;
    char text[MAX_TEXT];
};

struct answer {
    int pid, error;
};

static int to_launcher = -1; /* ours; one for the process, as its network is */

/* Descriptors that go along with `iov`. */
union control {
    struct cmsghdr head;
    char space[CMSG_SPACE(NUM_FDS * sizeof(int))];
};

static bool send_with(int s, const void *data, size_t len, const int *fds, size_t num)
{
    union control c = {0};
    struct iovec iov = {(void *)(uintptr_t)data, len};
    struct msghdr m = {.msg_iov = &iov, .msg_iovlen = 1};
    if (num > 0) {
        m.msg_control = c.space;
        m.msg_controllen = CMSG_SPACE(num * sizeof *fds);
        c.head = (struct cmsghdr){.cmsg_level = SOL_SOCKET,
                                  .cmsg_type = SCM_RIGHTS,
                                  .cmsg_len = CMSG_LEN(num * sizeof *fds)};
        memcpy(CMSG_DATA(&c.head), fds, num * sizeof *fds);
    }
    ssize_t n;
    do
        n = sendmsg(s, &m, MSG_NOSIGNAL);
    while (n < 0 && errno == EINTR);
    return n == (ssize_t)len;
}

/* Bytes received, 0 at the end, and *num descriptors. */
static size_t receive_with(int s, void *data, size_t cap, int *fds, size_t *num)
{
    union control c = {0};
    struct iovec iov = {data, cap};
    struct msghdr m = {
        .msg_iov = &iov, .msg_iovlen = 1, .msg_control = c.space, .msg_controllen = sizeof c.space};
    ssize_t n;
    do
        n = recvmsg(s, &m, MSG_CMSG_CLOEXEC);
    while (n < 0 && errno == EINTR);
    *num = 0;
    struct cmsghdr *h = n > 0 ? CMSG_FIRSTHDR(&m) : NULL;
    if (h && h->cmsg_level == SOL_SOCKET && h->cmsg_type == SCM_RIGHTS) {
        *num = (h->cmsg_len - CMSG_LEN(0)) / sizeof *fds;
        memcpy(fds, CMSG_DATA(h), *num * sizeof *fds);
    }
    return n > 0 ? (size_t)n : 0;
}

/* --- the request --- */

static bool put_string(struct request *r, size_t *len, const char *s)
{
    size_t n = strlen(s) + 1;
    if (n > sizeof r->text - *len)
        return false;
    memcpy(r->text + *len, s, n);
    *len += n;
    return true;
}

static bool put_strings(struct request *r, size_t *len, char *const *list, uint32_t *num)
{
    for (; list[*num]; ++*num)
        if (*num == MAX_STRINGS || !put_string(r, len, list[*num]))
            return false;
    return true;
}

/* False where it is too large. */
static bool pack(struct request *r, size_t *len, const struct mustls_box *b)
{
    r->head = (struct head){.num_binds = (uint32_t)b->num_binds};
    *len = 0;
    if (b->num_binds > MAX_BINDS || !put_string(r, len, b->dir) ||
        !put_strings(r, len, b->argv, &r->head.num_args) ||
        !put_strings(r, len, b->env, &r->head.num_env))
        return false;
    for (size_t i = 0; i < b->num_binds; i++) {
        r->head.optional |= (uint64_t)b->binds[i].optional << i;
        if (!put_string(r, len, b->binds[i].from) || !put_string(r, len, b->binds[i].to))
            return false;
    }
    *len += offsetof(struct request, text);
    return true;
}

/* The pointers of a box into a request. */
struct unpacked {
    struct mustls_box box;
    char *args[MAX_STRINGS + 1], *env[MAX_STRINGS + 1];
    struct mustls_box_bind binds[MAX_BINDS];
};

static char *next_string(char **at)
{
    char *s = *at;
    *at += strlen(s) + 1;
    return s;
}

static void unpack(struct unpacked *u, struct request *r)
{
    char *at = r->text;
    u->box = (struct mustls_box){.binds = u->binds,
                                 .num_binds = r->head.num_binds,
                                 .argv = u->args,
                                 .env = u->env,
                                 .dir = next_string(&at)};
    for (uint32_t i = 0; i < r->head.num_args; i++)
        u->args[i] = next_string(&at);
    for (uint32_t i = 0; i < r->head.num_env; i++)
        u->env[i] = next_string(&at);
    u->args[r->head.num_args] = u->env[r->head.num_env] = NULL;
    for (uint32_t i = 0; i < r->head.num_binds; i++) {
        u->binds[i].from = next_string(&at);
        u->binds[i].to = next_string(&at);
        u->binds[i].optional = r->head.optional >> i & 1;
    }
}

/* --- the launcher --- */

static void serve(int s)
{
    static struct request r;
    static struct unpacked u;
    int fds[NUM_FDS], pidfd = -1;
    size_t num;
    while (receive_with(s, &r, sizeof r, fds, &num) > 0 && num == NUM_FDS) {
        unpack(&u, &r);
        u.box.in = fds[0];
        u.box.out = fds[1];
        struct answer a = {.pid = mustls_box_fork(&u.box, fds[2], CLONE_PARENT, &pidfd)};
        a.error = errno;
        for (size_t i = 0; i < NUM_FDS; i++)
            close(fds[i]);
        bool good = send_with(s, &a, sizeof a, &pidfd, a.pid > 0);
        if (a.pid > 0)
            close(pidfd);
        if (!good)
            break;
    }
}

/* Ctrl-C is for us to hear, and to end what we started in good order. */
static _Noreturn void be_launcher(int s)
{
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    prctl(PR_SET_NAME, "mustls-launch");
    signal(SIGINT, SIG_IGN);
    signal(SIGTERM, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    signal(SIGQUIT, SIG_IGN);
    serve(s);
    _exit(0);
}

void mustls_launcher_start(void)
{
    int ends[2];
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0)
        return;
    pid_t pid = fork();
    if (pid == 0) {
        close(ends[0]);
        be_launcher(ends[1]);
    }
    close(ends[1]);
    if (pid > 0)
        to_launcher = ends[0];
    else
        close(ends[0]);
}

static void dismiss(void)
{
    close(to_launcher);
    to_launcher = -1;
}

int mustls_launcher_ask(const struct mustls_box *b, int report, int *pidfd)
{
    static struct request r;
    const int fds[NUM_FDS] = {b->in, b->out, report};
    struct answer a;
    size_t len, num;
    int got[NUM_FDS];
    if (to_launcher < 0 || !pack(&r, &len, b))
        return 0;
    if (!send_with(to_launcher, &r, len, fds, NUM_FDS) ||
        receive_with(to_launcher, &a, sizeof a, got, &num) != sizeof a || num != (a.pid > 0)) {
        dismiss(); /* it was killed; we can do without */
        return 0;
    }
    errno = a.error;
    *pidfd = num ? got[0] : -1;
    return a.pid;
}
