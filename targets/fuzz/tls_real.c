/* A real library's TLS for fuzz_client_tls. Most executions resume one TLS 1.2 session; one in
 * FUZZ_FULL_SHARE, by its bytes, makes a full TLS 1.3 handshake, which costs five to ten times as
 * much.
 */
#include "tls.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/rng.h"
#include "fuzz.h"
#include "library.h"
#include "random.h"
#include "tls_ssl/ssl.h"

#define NOW INT64_C(1767225600) /* 2026; the certificates go from 2000 to 2199 */

enum { MAX_ROUNDS = 10 };

static struct mustls_tls_factory *factory;
static const char *server_name;

static void give_up(const char *what, const struct mustls_error *err)
{
    fprintf(stderr, "fuzz: %s: %s\n", what, err->text);
    abort();
}

static bool carry(struct mustls_tls *from, struct mustls_tls *to, uint64_t *sum)
{
    struct mustls_span out = from->ops->output(from);
    const uint64_t part[] = {*sum, mustls_hash(out)};
    *sum = mustls_hash(mustls_span(part, sizeof part));
    to->ops->input(to, out);
    from->ops->sent(from, out.len);
    return out.len > 0;
}

/* A handshake like those of the executions, and a sum over what both sides say. */
static uint64_t shake_hands(bool full)
{
    const struct mustls_tls_wish show = {.alert = -1};
    const struct mustls_tls_wish look = {
        .alert = -1, .host = mustls_span_str(server_name), .verify = true, .verify_host = true};
    struct mustls_error err = {0};
    uint64_t sum = 0;
    bool moves = true;
    fuzz_random_rewind();
    if (mustls_tls_ssl_resume(factory, server_name, !full, &err) != MUSTLS_OK)
        give_up("no session", &err);
    struct mustls_tls *client = factory->client(factory, &look, &err);
    struct mustls_tls *server = factory->server(factory, &show, &err);
    if (!client || !server)
        give_up("no TLS", &err);
    for (int i = 0; moves && i < MAX_ROUNDS; i++) {
        moves = carry(client, server, &sum);
        moves |= carry(server, client, &sum);
    }
    fuzz_require(client->ops->state(client) == MUSTLS_TLS_UP, "two that agree come to TLS");
    client->ops->free(client);
    server->ops->free(server);
    return sum;
}

/* The first of each kind fills what the library keeps for good; from then on all are alike. */
static void check_sameness(bool full)
{
    shake_hands(full);
    if (shake_hands(full) == shake_hands(full))
        return;
    fprintf(stderr,
            "fuzz: two handshakes by the same random numbers differ: this %s does not take them "
            "from us; link it as a shared library\n",
            mustls_tls_ssl_library());
    abort();
}

struct mustls_tls_factory *fuzz_tls_start(const char *host)
{
    struct mustls_error err = {0};
    if (factory)
        return factory;
    fuzz_require(fuzz_library_take_over(), "the TLS library takes memory and numbers from us");
    server_name = host;
    struct mustls_zoo *zoo = mustls_zoo_new(&host, 1, &err);
    factory = zoo ? mustls_tls_ssl_factory_new(zoo, &err) : NULL;
    if (!factory)
        give_up("no TLS", &err);
    mustls_tls_ssl_stop_clock(factory, NOW);
    check_sameness(false);
    check_sameness(true);
    return factory;
}

void fuzz_tls_make_all(struct mustls_tls_factory *f)
{
    for (const char *const *name = mustls_zoo_names(); *name; name++) {
        struct mustls_error err = {0};
        const struct mustls_tls_wish show = {.alert = -1, .cert = mustls_span_str(*name)};
        struct mustls_tls *server = f->server(f, &show, &err);
        if (!server)
            give_up(*name, &err);
        server->ops->free(server);
    }
}

void fuzz_tls_begin(struct mustls_span input)
{
    bool full = mustls_hash(input) % FUZZ_FULL_SHARE == 0;
    fuzz_begin(); /* what lives longer was made at the start */
    fuzz_random_rewind();
    mustls_tls_ssl_resume(factory, server_name, !full, NULL); /* the session is there */
}
