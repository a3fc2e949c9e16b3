/* The addresses of a host name, in the order in which they are to be tried. */
#ifndef MUSTLS_CLI_ADDRESSES_H
#define MUSTLS_CLI_ADDRESSES_H

#include <stdbool.h>
#include <stddef.h>

#define MUSTLS_MAX_ADDRESSES 16

struct mustls_addresses {
    char text[MUSTLS_MAX_ADDRESSES][72]; /* numeric, an IPv6 scope with it */
    size_t num;                          /* at least 1 once found */
};

/* RFC 5321 5.1: a client has to be able to try several addresses; those behind the first sixteen
 * are left out. False when there is none, after it was said why. */
bool mustls_addresses_find(const char *host, struct mustls_addresses *out);

#endif
