/* The null engine, between null.c (its messages) and null_factory.c (wishes and certificates). */
#ifndef MUSTLS_TLS_NULL_INTERNAL_H
#define MUSTLS_TLS_NULL_INTERNAL_H

#include "tls/common.h"

/* Descriptions of RFC 8446 that this engine sends. */
enum {
    ALERT_CLOSE_NOTIFY = 0,
    ALERT_UNEXPECTED_MESSAGE = 10,
    ALERT_CERTIFICATE_UNKNOWN = 46,
    ALERT_DECODE_ERROR = 50,
    ALERT_PROTOCOL_VERSION = 70,
};

struct mustls_null {
    struct mustls_tls_common c;
    bool server;
    bool heard;      /* a whole record came */
    bool hello_done; /* server: the ClientHello was answered */
    bool closed;     /* our close_notify is queued */
    bool verify, verify_host;
    int min, max;
    struct mustls_buf part; /* an unfinished record */
};

/* NULL without memory. Then exactly one of the two: */
struct mustls_null *mustls_null_new(int min, int max);
struct mustls_tls *mustls_null_serve(struct mustls_null *t, const char *cert);
/* Queues the ClientHello; "" for no SNI, at most 255 bytes. */
struct mustls_tls *mustls_null_connect(struct mustls_null *t, const char *sni);

#endif
