// Sends one message with libESMTP.
#include <openssl/ssl.h>
#include <signal.h>

#include <auth-client.h>
#include <libesmtp.h>

#include "env.h"

static int answer(auth_client_request_t request, char **result, int fields, void *arg)
{
    (void)arg;
    for (int i = 0; i < fields; i++)
        result[i] = (char *)env(request[i].flags & AUTH_PASS ? "PASSWORD" : "USER");
    return 1;
}

static smtp_recipient_t set_up(smtp_session_t session, smtp_message_t message)
{
    char server[300], path[4096];
    snprintf(server, sizeof server, "%s:%s", env("HOST"), env("PORT"));
    snprintf(path, sizeof path, "%s/message.eml", env("TMP"));
    smtp_set_server(session, server);
    smtp_set_hostname(session, env("HELO"));
    for (int which = Timeout_GREETING; which <= Timeout_DATA2; which++)
        smtp_set_timeout(session, which | Timeout_OVERRIDE_RFC2822_MINIMUM,
                         1000 * atol(env("TIMEOUT")));
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    SSL_CTX_load_verify_locations(ctx, env("CA"), NULL);
    smtp_starttls_set_ctx(session, ctx);
    bool required = env_is("TLS", "required"), off = env_is("TLS", "off");
    smtp_starttls_enable(session, required ? Starttls_REQUIRED
                                  : off    ? Starttls_DISABLED
                                           : Starttls_ENABLED);
    auth_context_t auth = auth_create_context();
    auth_set_mechanism_flags(auth, AUTH_PLUGIN_PLAIN, 0);
    auth_set_interact_cb(auth, answer, NULL);
    if (!env_is("AUTH", "none"))
        smtp_auth_set_context(session, auth);
    smtp_set_reverse_path(message, env("FROM"));
    smtp_set_message_fp(message, fopen(path, "rb")); // it wants CRLF in the file
    return smtp_add_recipient(message, env("TO"));
}

int main(void)
{
    char why[128];
    signal(SIGPIPE, SIG_IGN); // the library leaves that to the program
    auth_client_init();
    smtp_session_t session = smtp_create_session();
    smtp_message_t message = smtp_add_message(session);
    smtp_recipient_t recipient = set_up(session, message);
    int done = smtp_start_session(session);
    const smtp_status_t *sent = smtp_message_transfer_status(message);
    const smtp_status_t *to = smtp_recipient_status(recipient);
    if (done && sent->code / 100 == 2 && to->code / 100 == 2)
        return 0;
    printf("message: %d, recipient: %d\n", sent->code, to->code);
    ended("libESMTP", done ? "not accepted" : smtp_strerror(smtp_errno(), why, sizeof why));
}
