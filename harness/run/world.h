/* What all runs of one call share: the loop, certificates, folder, seed; and the random values of a
 * single run. */
#ifndef MUSTLS_RUN_WORLD_H
#define MUSTLS_RUN_WORLD_H

#include "base/arena.h"
#include "io/io.h"
#include "play/play.h"
#include "profile/profile.h"
#include "scenario/program.h"
#include "tls/engine.h"
#include "tls_ssl/ssl.h"

struct mustls_world {
    struct mustls_arena *arena;
    struct mustls_io *io;
    struct mustls_zoo *zoo;
    struct mustls_tls_factory *tls;
    uint64_t seed;
    const char *listen; /* IP literal where the mock server listens */
    const char *host;   /* the name by which the subject knows it: in certificates and {host} */
    bool isolated;      /* programs run in boxes, in a network of our own */
    bool real_root;     /* other users exist, and we may become them */
    bool capture;       /* runs are recorded for --pcap */
    struct mustls_isolation isolation;
    char dir[256]; /* a folder for the runs' folders; "" until mustls_world_prepare */
    char ca_path[300];
    char token[40];
};

struct mustls_world_opts {
    uint64_t seed;
    const char *listen; /* NULL: 127.0.0.1 */
    bool any_address;
    const struct mustls_isolation *isolation; /* NULL: none; see mustls_isolate_enter */
    bool null_tls;                            /* no cryptography: in-memory runs only */
};

enum mustls_status mustls_world_init(struct mustls_world *w, const struct mustls_world_opts *o,
                                     struct mustls_error *err);
/* For outside programs: the temporary folder with ca.pem, and the watchdog. Must come before the
 * loop is made, so init calls it when asked; harmless twice. */
enum mustls_status mustls_world_prepare(struct mustls_world *w, struct mustls_error *err);
enum mustls_status mustls_world_start_io(struct mustls_world *w, bool any_address,
                                         struct mustls_error *err);
void mustls_world_deinit(struct mustls_world *w);

/* What one run gives to its subject. Depends on seed, scenario and subject alone, so that a run can
 * be repeated. */
struct mustls_values {
    char user[20], password[24], nonce[24];
    const char *from, *to, *helo;
    struct mustls_span
        message; /* CRLF line ends; the last line is the nonce: found = arrived whole */
};
/* The random ones and the names, without the message. */
void mustls_values_names(const struct mustls_world *w, const char *id, const char *subject,
                         struct mustls_values *out);
enum mustls_status mustls_values_make(struct mustls_arena *a, const struct mustls_world *w,
                                      const char *id, const char *subject,
                                      struct mustls_values *out);
void mustls_values_params(const struct mustls_values *v, mustls_usec start, mustls_usec gap,
                          struct mustls_play_params *out);

#endif
