/* --pcap: what one run's sockets, or its loop in memory, let pass, into a file for Wireshark. */
#ifndef MUSTLS_RUN_CAPTURE_H
#define MUSTLS_RUN_CAPTURE_H

#include "io/io.h"
#include "judge/judge.h"
#include "wire/loop.h"

struct mustls_capture;

/* `now` is the run's clock at this moment; `io` gives it from then on (NULL: in memory). NULL
 * without memory. */
struct mustls_capture *mustls_capture_new(struct mustls_io *io, mustls_usec now);
/* After all connections are closed. */
void mustls_capture_free(struct mustls_capture *c); /* NULL is harmless */

/* From here on; in the order in which the player counts its connections. */
void mustls_capture_conn(struct mustls_capture *c, struct mustls_conn *conn, bool we_serve);
/* For mustls_loop_side.saw. */
void mustls_capture_saw(void *arg, const struct mustls_loop_seen *seen);
/* For mustls_endpoint.secrets: whose run it is, these are. */
struct mustls_buf *mustls_capture_secrets(struct mustls_capture *c);
/* Each event of the trace when it happens: the packet before it has caused it. */
void mustls_capture_event(struct mustls_capture *c, const struct mustls_event *ev);

struct mustls_capture_head {
    const char *id, *subject, *version; /* version: may be "" */
    const struct mustls_program *prog;
    const struct mustls_judgement *judgement;
    const char *again; /* "" */
};
/* Broken sentences stand as comments at the packets that broke them. *full: the file has no room
 * for all. */
enum mustls_status mustls_capture_write(struct mustls_capture *c,
                                        const struct mustls_capture_head *head, const char *path,
                                        bool *full, struct mustls_error *err);
/* No connection was made. */
bool mustls_capture_empty(const struct mustls_capture *c);

#endif
