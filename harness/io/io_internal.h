/* Shared by the files of this room only. */
#ifndef MUSTLS_IO_IO_INTERNAL_H
#define MUSTLS_IO_IO_INTERNAL_H

#include "io/io.h"

#include <uv.h>

#define MUSTLS_IO_MAX_SIGNALS 4

struct mustls_io {
    uv_loop_t loop;
    bool any_address;
    uint8_t *read_buf; /* one for all connections: data is handed on before the next read */
    struct mustls_io_signal {
        uv_signal_t handle;
        mustls_signal_cb cb;
        void *arg;
    } signals[MUSTLS_IO_MAX_SIGNALS];
    size_t num_signals;
    unsigned num_procs; /* started, end not told */
};

/* libuv reads up to 32 of these before it looks at timers again. */
#define MUSTLS_IO_READ_SIZE (64u * 1024)

/* Fills addr from an IP literal or "localhost"; refuses what is not loopback unless allowed. */
enum mustls_status mustls_io_address(const struct mustls_io *io, const char *host, unsigned port,
                                     struct sockaddr_storage *addr, struct mustls_error *err);

/* A connection around an uv_tcp_t that the caller initialised; takes it over. NULL without memory.
 */
struct mustls_conn *mustls_conn_new(struct mustls_io *io);
uv_tcp_t *mustls_conn_tcp(struct mustls_conn *c);
/* Begins to read; call once the socket is connected. */
void mustls_conn_start(struct mustls_conn *c);

#endif
