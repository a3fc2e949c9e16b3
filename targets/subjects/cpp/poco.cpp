// Sends one message with POCO. It does not say whether STARTTLS is offered, so "when offered" is not among what it can do.
#include <Poco/Exception.h>
#include <Poco/Net/Context.h>
#include <Poco/Net/MailMessage.h>
#include <Poco/Net/MailRecipient.h>
#include <Poco/Net/SSLManager.h>
#include <Poco/Net/SecureSMTPClientSession.h>

#include "../c/env.h"

using namespace Poco::Net;

static void log_in(SMTPClientSession &session)
{
    if (env_is("AUTH", "none"))
        return session.login(env("HELO"));
    auto method = env_is("AUTH", "login")   ? SMTPClientSession::AUTH_LOGIN
                  : env_is("AUTH", "plain") ? SMTPClientSession::AUTH_PLAIN
                                            : SMTPClientSession::AUTH_CRAM_MD5;
    session.login(env("HELO"), method, env("USER"), env("PASSWORD"));
}

static void send()
{
    size_t len;
    const char *text = strstr(read_message("message.eml", &len), "\r\n\r\n") + 4;
    MailMessage message;
    message.setSender(env("FROM"));
    message.addRecipient(MailRecipient(MailRecipient::PRIMARY_RECIPIENT, env("TO")));
    message.setContent(text, MailMessage::ENCODING_8BIT);
    SecureSMTPClientSession session(env("HOST"), static_cast<Poco::UInt16>(atoi(env("PORT"))));
    session.setTimeout(Poco::Timespan(atol(env("TIMEOUT")), 0));
    if (!env_is("TLS", "off")) {
        Context::Ptr context =
            new Context(Context::CLIENT_USE, "", "", env("CA"),
                        env_is("VERIFY", "yes") ? Context::VERIFY_STRICT : Context::VERIFY_NONE);
        session.login(env("HELO"));
        if (!session.startTLS(context))
            ended("STARTTLS", "refused");
    }
    log_in(session);
    session.sendMessage(message);
    try { // accepted: a bad goodbye does not change that
        session.close();
    } catch (Poco::Exception &) {
    }
}

int main()
{
    try {
        initializeSSL();
        send();
    } catch (Poco::Exception &e) {
        ended(e.name(), e.message().c_str());
    }
}
