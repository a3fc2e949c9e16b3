/* The clocks of a run: virtual, from a fixed moment on. CPU time is real. */
#include "clock.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include "net.h"
#include "real.h"

/* 1 January 2026: the certificates are good then, and every run begins at the same moment. */
#define BEGIN MUSTLS_SEC(UINT64_C(1767225600))

static void (*next_handler)(int, siginfo_t *, void *);

/* An engine looks at the clock when its alarm rings, which may be in the middle of a run. */
static void on_alarm(int sig, siginfo_t *info, void *context)
{
    struct net *n = net_suspend();
    next_handler(sig, info, context);
    net_resume(n);
}

void clock_spare_alarm(void)
{
    struct sigaction old, mine = {.sa_flags = SA_SIGINFO};
    if (next_handler || sigaction(SIGALRM, NULL, &old) != 0)
        return;
    if (!(old.sa_flags & SA_SIGINFO) || !old.sa_sigaction)
        return;
    next_handler = old.sa_sigaction;
    mine.sa_sigaction = on_alarm;
    mine.sa_mask = old.sa_mask;
    sigaction(SIGALRM, &mine, NULL);
}

static mustls_usec moment(const struct net *n)
{
    return BEGIN + n->now;
}

int clock_gettime(clockid_t which, struct timespec *out)
{
    struct net *n = net_here();
    if (!n || which == CLOCK_PROCESS_CPUTIME_ID || which == CLOCK_THREAD_CPUTIME_ID)
        return real()->clock_gettime(which, out);
    mustls_usec t = moment(n);
    *out = (struct timespec){(time_t)(t / 1000000), (long)(t % 1000000 * 1000)};
    return 0;
}

int gettimeofday(struct timeval *restrict out, void *restrict zone)
{
    struct net *n = net_here();
    if (!n)
        return real()->gettimeofday(out, zone);
    mustls_usec t = moment(n);
    *out = (struct timeval){(time_t)(t / 1000000), (suseconds_t)(t % 1000000)};
    return 0;
}

time_t time(time_t *out)
{
    struct net *n = net_here();
    if (!n)
        return real()->time(out);
    time_t t = (time_t)(moment(n) / 1000000);
    if (out)
        *out = t;
    return t;
}

static mustls_usec usec(const struct timespec *t)
{
    return MUSTLS_SEC(t->tv_sec) + (mustls_usec)t->tv_nsec / 1000;
}

int nanosleep(const struct timespec *how_long, struct timespec *rest)
{
    struct net *n = net_here();
    if (!n)
        return real()->nanosleep(how_long, rest);
    net_sleep(n, usec(how_long));
    return 0;
}

int clock_nanosleep(clockid_t which, int flags, const struct timespec *t, struct timespec *rest)
{
    struct net *n = net_here();
    if (!n)
        return real()->clock_nanosleep(which, flags, t, rest);
    mustls_usec us = usec(t);
    if (flags & TIMER_ABSTIME)
        us = us > moment(n) ? us - moment(n) : 0;
    net_sleep(n, us);
    return 0;
}

unsigned sleep(unsigned seconds)
{
    struct net *n = net_here();
    if (!n)
        return real()->sleep(seconds);
    net_sleep(n, MUSTLS_SEC(seconds));
    return 0;
}

int usleep(unsigned us);
int usleep(unsigned us)
{
    struct net *n = net_here();
    if (!n)
        return real()->usleep(us);
    net_sleep(n, us);
    return 0;
}
