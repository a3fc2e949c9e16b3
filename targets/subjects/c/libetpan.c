// Sends one message with libEtPan!.
#include <libetpan/libetpan.h>
#include <signal.h>

#include "env.h"

static void must(const char *what, int result)
{
    if (result != MAILSMTP_NO_ERROR)
        ended(what, mailsmtp_strerror(result));
}

static void log_in(mailsmtp *smtp)
{
    static const struct {
        const char *wish, *mechanism;
    } known[] = {{"plain", "PLAIN"}, {"login", "LOGIN"}, {"cram-md5", "CRAM-MD5"}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (env_is("AUTH", known[i].wish))
            must("AUTH", mailesmtp_auth_sasl(smtp, known[i].mechanism, env("HOST"), NULL, NULL,
                                             env("USER"), env("USER"), env("PASSWORD"), NULL));
    if (env_is("AUTH", "any"))
        must("AUTH", mailsmtp_auth(smtp, env("USER"), env("PASSWORD")));
}

int main(void)
{
    size_t len;
    signal(SIGPIPE, SIG_IGN); // the library leaves that to the program
    char *message = read_message("message.eml", &len);
    clist *to = esmtp_address_list_new();
    esmtp_address_list_add(to, (char *)env("TO"), 0, NULL);
    mailstream_network_delay.tv_sec =
        atol(env("TIMEOUT")); // what it reads in clear goes by this one
    mailsmtp *smtp = mailsmtp_new(0, NULL);
    mailsmtp_set_timeout(smtp, atol(env("TIMEOUT")));
    must("connect", mailsmtp_socket_connect(smtp, env("HOST"), (uint16_t)atoi(env("PORT"))));
    must("EHLO", mailsmtp_init(smtp));
    if (env_is("TLS", "required") ||
        (env_is("TLS", "opportunistic") && smtp->esmtp & MAILSMTP_ESMTP_STARTTLS)) {
        must("STARTTLS", mailsmtp_socket_starttls(smtp));
        must("EHLO", mailesmtp_ehlo(smtp));
    }
    log_in(smtp);
    // mailesmtp_send is for a server that knows EHLO; smtpsend chooses likewise
    must("message", smtp->esmtp & MAILSMTP_ESMTP
                        ? mailesmtp_send(smtp, env("FROM"), 0, NULL, to, message, len)
                        : mailsmtp_send(smtp, env("FROM"), to, message, len));
    mailsmtp_quit(smtp); // accepted: a bad goodbye does not change that
    return 0;
}
