/* The certificates that a server can show, by name. What they are is said here once; tls_ssl makes
 * real ones, the null engine only shows the names. */
#ifndef MUSTLS_TLS_CERTS_H
#define MUSTLS_TLS_CERTS_H

#include "base/span.h"

struct mustls_cert_kind {
    const char *name;  /* shorter than mustls_tls_info.cert */
    const char *about; /* one line for a person */
    int alert;         /* with which a careful client of the null engine refuses it; -1: taken */
    bool host_only;    /* refused by those who check the name, and only by them */
};

#define MUSTLS_NUM_CERTS 31
extern const struct mustls_cert_kind mustls_cert_kinds[MUSTLS_NUM_CERTS];

/* Index of a name, 0 (good) for the empty one, MUSTLS_NUM_CERTS for an unknown one. */
size_t mustls_cert_find(struct mustls_span name);

#endif
