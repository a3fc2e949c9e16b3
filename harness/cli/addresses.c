#define _GNU_SOURCE
#include "cli/addresses.h"

#include <netdb.h>
#include <sys/socket.h>

#include "cli/cli.h"

bool mustls_addresses_find(const char *host, struct mustls_addresses *out)
{
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *list;
    int rc = getaddrinfo(host, NULL, &hints, &list);
    out->num = 0;
    if (rc != 0) {
        mustls_cli_say("%s: %s", host, gai_strerror(rc));
        return false;
    }
    for (const struct addrinfo *a = list; a && out->num < MUSTLS_MAX_ADDRESSES; a = a->ai_next)
        if (getnameinfo(a->ai_addr, a->ai_addrlen, out->text[out->num], sizeof out->text[0], NULL,
                        0, NI_NUMERICHOST) == 0)
            out->num++;
    freeaddrinfo(list);
    if (out->num == 0)
        mustls_cli_say("%s: has no address that can be used", host);
    return out->num > 0;
}
