#define _GNU_SOURCE /* RTLD_NEXT, memfd_create */
#include "real.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define SLOT(name)                                                                                 \
    {                                                                                              \
#name, offsetof(struct real_calls, name)                                                   \
    }

static const struct {
    const char *name;
    size_t at;
} slots[] = {
    SLOT(socket),     SLOT(connect),       SLOT(close),
    SLOT(shutdown),   SLOT(read),          SLOT(readv),
    SLOT(recv),       SLOT(recvfrom),      SLOT(recvmsg),
    SLOT(write),      SLOT(writev),        SLOT(send),
    SLOT(sendto),     SLOT(sendmsg),       SLOT(setsockopt),
    SLOT(getsockopt), SLOT(getsockname),   SLOT(getpeername),
    SLOT(fcntl),      SLOT(ioctl),         SLOT(poll),
    SLOT(select),     SLOT(clock_gettime), SLOT(gettimeofday),
    SLOT(time),       SLOT(nanosleep),     SLOT(clock_nanosleep),
    SLOT(sleep),      SLOT(usleep),        SLOT(freeaddrinfo),
};

static struct real_calls calls;
static bool found;

/* A sanitizer's interceptors are not in the way: they are in the program itself, and RTLD_NEXT
 * looks behind it. */
const struct real_calls *real(void)
{
    if (found)
        return &calls;
    for (size_t i = 0; i < sizeof slots / sizeof *slots; i++) {
        void *p = dlsym(RTLD_NEXT, slots[i].name);
        if (!p)
            abort(); /* a C library without one of POSIX's calls */
        memcpy((char *)&calls + slots[i].at, &p, sizeof p);
    }
    found = true;
    return &calls;
}

const char *real_memory_file(const void *bytes, size_t len)
{
    static char path[64];
    int fd = memfd_create("mustls-ca", 0);
    if (fd < 0 || write(fd, bytes, len) != (ssize_t)len)
        return NULL;
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    return path;
}
