/* A socket with an endpoint behind it: moves bytes between the two, and nothing else. */
#ifndef MUSTLS_RUN_LINK_H
#define MUSTLS_RUN_LINK_H

#include "io/io.h"
#include "wire/endpoint.h"

struct mustls_link {
    struct mustls_io *io;
    struct mustls_conn *conn; /* NULL while there is none */
    struct mustls_endpoint end;
    struct mustls_timer *timer;
    bool eof; /* the peer sent its last */
    bool finishing, mute;
    void (*moved)(void *arg,
                  struct mustls_link *l); /* after anything happened; closed connections included */
    void *arg;
};

/* False without memory. `moved` is called at the end of each event. */
bool mustls_link_init(struct mustls_link *l, struct mustls_io *io, struct mustls_talker t,
                      struct mustls_tls_factory *f, bool server,
                      void (*moved)(void *arg, struct mustls_link *l), void *arg);
/* A connected socket for it. */
void mustls_link_attach(struct mustls_link *l, struct mustls_conn *c);
/* A connection that the peer reset before it was told. */
void mustls_link_lost(struct mustls_link *l);
/* Writes what there is to write and looks at the talker's other wishes. */
void mustls_link_pump(struct mustls_link *l);
/* Reads what the kernel holds. */
void mustls_link_poll(struct mustls_link *l);
/* From now on nothing is read or written; the connection is closed. */
void mustls_link_silence(struct mustls_link *l);
bool mustls_link_open(const struct mustls_link *l);
/* The memory of l must live until the connection has told `closed`: deinit detaches it. */
void mustls_link_deinit(struct mustls_link *l);

#endif
