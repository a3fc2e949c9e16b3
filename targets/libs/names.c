/* Name lookup: in such a program every name is this machine, in every thread, so that no query
 * leaves. */
#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "real.h"

enum { MAX_ANSWERS = 64, MAX_NAME = 256 };

/* From a fixed store: a library may keep answers beyond a run, and free them then. */
static struct answer {
    struct addrinfo info; /* first: what the caller frees is this */
    struct sockaddr_in at;
    char name[MAX_NAME];
    bool used;
} answers[MAX_ANSWERS];

static struct answer *free_answer(void)
{
    for (int i = 0; i < MAX_ANSWERS; i++)
        if (!answers[i].used)
            return &answers[i];
    return NULL;
}

int getaddrinfo(const char *restrict node, const char *restrict service,
                const struct addrinfo *restrict hints, struct addrinfo **restrict out)
{
    struct answer *a = free_answer();
    if (!a)
        return EAI_MEMORY;
    if (hints && hints->ai_family == AF_INET6)
        return EAI_NONAME;
    *a = (struct answer){.used = true};
    a->at.sin_family = AF_INET;
    a->at.sin_port = htons((in_port_t)(service ? strtoul(service, NULL, 10) : 0));
    a->at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    snprintf(a->name, sizeof a->name, "%s", node ? node : "localhost");
    a->info = (struct addrinfo){.ai_family = AF_INET,
                                .ai_socktype =
                                    hints && hints->ai_socktype ? hints->ai_socktype : SOCK_STREAM,
                                .ai_protocol = IPPROTO_TCP,
                                .ai_addrlen = sizeof a->at,
                                .ai_addr = (struct sockaddr *)&a->at};
    if (hints && (hints->ai_flags & AI_CANONNAME))
        a->info.ai_canonname = a->name;
    *out = &a->info;
    return 0;
}

void freeaddrinfo(struct addrinfo *info)
{
    for (int i = 0; i < MAX_ANSWERS; i++)
        if (info == &answers[i].info) {
            answers[i].used = false;
            return;
        }
    real()->freeaddrinfo(info);
}

struct hostent *gethostbyname(const char *name)
{
    static char kept[MAX_NAME], *none[] = {NULL};
    static struct in_addr loopback;
    static char *addresses[] = {(char *)&loopback, NULL};
    static struct hostent h;
    loopback.s_addr = htonl(INADDR_LOOPBACK);
    snprintf(kept, sizeof kept, "%s", name);
    h = (struct hostent){.h_name = kept,
                         .h_aliases = none,
                         .h_addrtype = AF_INET,
                         .h_length = sizeof loopback,
                         .h_addr_list = addresses};
    return &h;
}
