/* What every engine keeps, and the operations that are the same for all of them. An engine's struct
 * begins with this one, its table of operations points at the functions below. */
#ifndef MUSTLS_TLS_COMMON_H
#define MUSTLS_TLS_COMMON_H

#include "tls/engine.h"

struct mustls_tls_common {
    struct mustls_tls tls;
    enum mustls_tls_state state;
    struct mustls_tls_info info;
    struct mustls_tls_trouble trouble;
    struct mustls_buf out; /* records for the peer */
    struct mustls_buf app; /* decrypted bytes for the talker */
    uint8_t alerts[8];     /* came after the handshake, not told yet; more are dropped */
    size_t num_alerts;     /* <= sizeof alerts */
};

/* More than any handshake or any 16 KiB of application data needs. */
#define MUSTLS_TLS_MAX_BUFFER ((size_t)4 << 20)

void mustls_tls_common_init(struct mustls_tls_common *c, const struct mustls_tls_ops *ops);
void mustls_tls_common_deinit(struct mustls_tls_common *c);

/* The first call decides what trouble() says; the state is FAILED. `alert` is -1 for none. */
void mustls_tls_fail(struct mustls_tls_common *c, enum mustls_tls_failure kind, int alert,
                     const char *fmt, ...) __attribute__((format(printf, 4, 5)));
/* The peer's bytes are no TLS: `part` has the first of them, `rest` goes behind (as much as a
 * report needs) and trouble.raw shows both. `first`: nothing came before them. */
void mustls_tls_fail_garbage(struct mustls_tls_common *c, struct mustls_buf *part,
                             struct mustls_span rest, bool first);
void mustls_tls_push_alert(struct mustls_tls_common *c, int description);
/* The state, FAILED when one of the buffers has failed. */
enum mustls_tls_state mustls_tls_settled(struct mustls_tls_common *c);

struct mustls_span mustls_tls_common_output(struct mustls_tls *t);
void mustls_tls_common_sent(struct mustls_tls *t, size_t n);
struct mustls_span mustls_tls_common_read(struct mustls_tls *t);
void mustls_tls_common_taken(struct mustls_tls *t, size_t n);
enum mustls_tls_state mustls_tls_common_state(const struct mustls_tls *t);
void mustls_tls_common_info(const struct mustls_tls *t, struct mustls_tls_info *out);
void mustls_tls_common_trouble(const struct mustls_tls *t, struct mustls_tls_trouble *out);
int mustls_tls_common_alert(struct mustls_tls *t);

#endif
