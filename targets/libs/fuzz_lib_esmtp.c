/* libesmtp: a session with one message. It chooses the AUTH mechanism itself. */
#include <auth-client.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <libesmtp.h> /* behind OpenSSL's: declares what needs a context only then */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../fuzz/fuzz.h"
#include "lib.h"

static SSL_CTX *make_context(const struct mustls_job *job)
{
    SSL_CTX *ctx = SSL_CTX_new(TLS_client_method());
    BIO *bio = BIO_new_mem_buf(job->ca_pem, -1);
    X509 *ca = PEM_read_bio_X509(bio, NULL, NULL, NULL);
    if (!ctx || !ca || X509_STORE_add_cert(SSL_CTX_get_cert_store(ctx), ca) != 1)
        abort();
    SSL_CTX_set_verify(ctx, SSL_VERIFY_PEER, NULL);
    X509_free(ca);
    BIO_free(bio);
    return ctx;
}

static int answer(auth_client_request_t request, char **result, int fields, void *arg)
{
    const struct mustls_job *job = arg;
    for (int i = 0; i < fields; i++)
        result[i] = (char *)(request[i].flags & AUTH_PASS ? job->password : job->user);
    return 1;
}

/* Certificates that are not as they should be are events, too, and what the program says there
 * decides: nothing is let pass. */
static void on_event(smtp_session_t session, int event, void *arg, ...)
{
    bool *message_left = arg;
    (void)session;
    if (event == SMTP_EV_MESSAGESENT)
        *message_left = true;
}

static auth_context_t make_auth(const struct mustls_job *job)
{
    auth_context_t auth = auth_create_context();
    if (!auth)
        abort();
    auth_set_mechanism_flags(auth, AUTH_PLUGIN_PLAIN, 0);
    auth_set_interact_cb(auth, answer, (void *)job);
    return auth;
}

static void set_up(smtp_session_t session, const struct mustls_job *job, bool *message_left)
{
    static SSL_CTX *ctx;
    char server[256];
    if (!ctx)
        ctx = make_context(job);
    snprintf(server, sizeof server, "%s:%u", job->host, job->port);
    smtp_set_server(session, server);
    smtp_set_hostname(session, "probe.example.test");
    smtp_set_eventcb(session, on_event, message_left);
    smtp_starttls_enable(session,
                         job->tls == MUSTLS_JOB_REQUIRED ? Starttls_REQUIRED : Starttls_ENABLED);
    SSL_CTX_up_ref(ctx); /* the session may drop it */
    smtp_starttls_set_ctx(session, ctx);

    smtp_message_t message = smtp_add_message(session);
    smtp_set_reverse_path(message, job->from);
    smtp_add_recipient(message, job->to);
    smtp_set_message_str(message, (char *)job->message);
}

static bool is_good(const smtp_status_t *s)
{
    if (s && s->text)
        mustls_job_said(s->text);
    return s && s->code / 100 == 2;
}

static void look_at_recipient(smtp_recipient_t recipient, const char *mailbox, void *arg)
{
    bool *delivered = arg;
    (void)mailbox;
    *delivered = *delivered && is_good(smtp_recipient_status(recipient));
}

/* Delivered: sender, recipient and the message's end were answered with 2yz. */
static void look(smtp_message_t message, void *arg)
{
    bool *delivered = arg;
    *delivered = is_good(smtp_reverse_path_status(message)) &&
                 is_good(smtp_message_transfer_status(message));
    smtp_enumerate_recipients(message, look_at_recipient, arg);
}

static enum mustls_sent send_mail(const struct mustls_job *job)
{
    bool with_auth = job->auth == MUSTLS_JOB_ANY_AUTH, delivered = false, left = false;
    char words[256] = "";
    if (!with_auth && job->auth != MUSTLS_JOB_NO_AUTH)
        return MUSTLS_CANNOT;
    smtp_session_t session = smtp_create_session();
    if (!session)
        abort();
    set_up(session, job, &left);
    auth_context_t auth = with_auth ? make_auth(job) : NULL;
    if (auth)
        smtp_auth_set_context(session, auth);
    if (smtp_start_session(session))
        smtp_enumerate_messages(session, look, &delivered);
    else
        mustls_job_said(smtp_strerror(smtp_errno(), words, sizeof words));
    smtp_destroy_session(session);
    if (auth)
        auth_destroy_context(auth);
    return delivered && left ? MUSTLS_SENT : MUSTLS_NOT_SENT;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static bool ready;
    if (!ready)
        auth_client_init();
    ready = true;
    return mustls_fuzz_library("fuzz_lib_esmtp", send_mail, data, size);
}
