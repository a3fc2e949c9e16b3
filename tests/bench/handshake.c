#include "handshake.h"

#include <string.h>

#include <openssl/bio.h>

enum { MAX_STEPS = 20 };

static bool come_up(SSL *a, SSL *b)
{
    bool a_up = false, b_up = false;
    for (int i = 0; i < MAX_STEPS && !(a_up && b_up); i++) {
        a_up = a_up || SSL_do_handshake(a) > 0;
        b_up = b_up || SSL_do_handshake(b) > 0;
    }
    return a_up && b_up;
}

/* What our client looks at. */
static bool make_client(const struct mustls_ssl_factory *f, SSL *client, const char *host,
                        bool resumed)
{
    SSL_set_verify(client, SSL_VERIFY_PEER, NULL);
    return SSL_set_tlsext_host_name(client, host) > 0 &&
           X509_VERIFY_PARAM_set1_host(SSL_get0_param(client), host, strlen(host)) > 0 &&
           (!resumed || (SSL_set_max_proto_version(client, TLS1_2_VERSION) > 0 &&
                         SSL_set_session(client, f->client_session) > 0));
}

/* Two memory BIOs, no engine. */
static bool connect_ends(SSL *client, SSL *server)
{
    BIO *to = BIO_new(BIO_s_mem()), *from = BIO_new(BIO_s_mem());
    if (!to || !from) {
        BIO_free(to);
        BIO_free(from);
        return false;
    }
    BIO_set_mem_eof_return(to, -1);
    BIO_set_mem_eof_return(from, -1);
    BIO_up_ref(to);
    BIO_up_ref(from);
    SSL_set_bio(client, from, to);
    SSL_set_bio(server, to, from);
    SSL_set_connect_state(client);
    SSL_set_accept_state(server);
    return true;
}

bool bench_handshake(struct mustls_ssl_factory *f, const char *host, bool resumed)
{
    /* An engine that wants the keys has left its callback there, which looks for its own BIO. */
    SSL_CTX_set_keylog_callback(f->client, NULL);
    if (f->servers[0])
        SSL_CTX_set_keylog_callback(f->servers[0], NULL);
    SSL *client = SSL_new(f->client), *server = f->servers[0] ? SSL_new(f->servers[0]) : NULL;
    bool good = client && server && make_client(f, client, host, resumed) &&
                connect_ends(client, server) && come_up(client, server) &&
                SSL_session_reused(client) == resumed;
    if (client && server) { /* else the session would be spoiled */
        SSL_set_shutdown(client, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
        SSL_set_shutdown(server, SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
    }
    SSL_free(client);
    SSL_free(server);
    return good;
}
