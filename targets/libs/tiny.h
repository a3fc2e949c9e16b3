/* A mail library of one function, as an example of what is fuzzed: blocking sockets, STARTTLS by
 * OpenSSL, AUTH PLAIN. The environment variable TINY_HOLE puts a hole into it, by name (tiny.c). */
#ifndef TARGETS_LIBS_TINY_H
#define TARGETS_LIBS_TINY_H

struct tiny_mail {
    const char *host, *port, *ca_file;
    int need_tls;
    const char *user, *password; /* NULL: no AUTH */
    const char *from, *to;
    const char *text; /* lines end in CRLF */
};
/* 1: accepted by the server; 0: it was not. Waits at most 30 seconds for a reply. */
int tiny_send(const struct tiny_mail *m);
/* Why the last one was not; "" where there is nothing to say. */
const char *tiny_error(void);

#endif
