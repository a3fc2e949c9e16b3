// Sends one message with libESMTP.
#include <openssl/ssl.h>

#include <auth-client.h>
#include <libesmtp.h>

#include "env.h"

static int answer(auth_client_request_t request, char **result, int fields, void *arg)
{
    (void)arg;
    for (int i = 0; i < fields; i++) {
        result[i] = request[i].flags & AUTH_USER   ? (char *)env("USER")
                    : request[i].flags & AUTH_PASS ? (char *)env("PASSWORD")
                                                   : NULL;
    }
    return 1;
}

// Where the certificate is not to be checked, whatever libESMTP asks about it is fine.
static void event(smtp_session_t session, int number, void *arg, ...)
{
    (void)session;
    va_list rest;
    va_start(rest, arg);
    if (number == SMTP_EV_INVALID_PEER_CERTIFICATE)
        (void)va_arg(rest, long);
    if (number == SMTP_EV_INVALID_PEER_CERTIFICATE || number == SMTP_EV_WRONG_PEER_CERTIFICATE)
        *va_arg(rest, int *) = env_is("VERIFY", "no");
    va_end(rest);
}

static void set_up(smtp_session_t session)
{
    char server[300], path[4096];
    snprintf(server, sizeof server, "%s:%s", env("HOST"), env("PORT"));
    snprintf(path, sizeof path, "%s/message.lf", env("TMP"));
    smtp_set_server(session, server);
    smtp_set_hostname(session, env("HELO"));
    smtp_set_eventcb(session, event, NULL);
    for (int which = Timeout_GREETING; which <= Timeout_DATA2; which++)
        smtp_set_timeout(session, which | Timeout_OVERRIDE_RFC2822_MINIMUM,
                         1000 * atol(env("TIMEOUT")));
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    SSL_CTX_load_verify_locations(ctx, env("CA"), NULL);
    smtp_starttls_set_ctx(session, ctx);
    smtp_starttls_enable(session, env_is("TLS", "required")        ? Starttls_REQUIRED
                                  : env_is("TLS", "opportunistic") ? Starttls_ENABLED
                                                                   : Starttls_DISABLED);
    smtp_message_t message = smtp_add_message(session);
    smtp_set_reverse_path(message, env("FROM"));
    smtp_add_recipient(message, env("TO"));
    smtp_set_message_fp(message, fopen(path, "r"));
    if (env_is("AUTH", "none"))
        return;
    auth_client_init();
    auth_context_t auth = auth_create_context();
    auth_set_mechanism_flags(auth, AUTH_PLUGIN_PLAIN, 0);
    auth_set_interact_cb(auth, answer, NULL);
    smtp_auth_set_context(session, auth);
}

static void look(smtp_message_t message, void *arg)
{
    const smtp_status_t *status = smtp_message_transfer_status(message);
    *(int *)arg = status && status->code / 100 == 2;
    if (!*(int *)arg)
        printf("message: %d %s\n", status ? status->code : 0,
               status && status->text ? status->text : "");
}

int main(void)
{
    char why[128];
    int accepted = 0;
    smtp_session_t session = smtp_create_session();
    set_up(session);
    int done = smtp_start_session(session);
    smtp_enumerate_messages(session, look, &accepted);
    if (!done && !accepted)
        ended("libESMTP", smtp_strerror(smtp_errno(), why, sizeof why));
    return accepted ? 0 : 1;
}
