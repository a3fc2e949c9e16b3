// Sends one message with VMime.
#include <vmime/platforms/posix/posixHandler.hpp>
#include <vmime/vmime.hpp>

#include <fstream>
#include <iostream>
#include <sstream>

#include "../c/env.h"

using namespace vmime;

// The library's own time limit is a handler that the program gives it.
struct Timeout : net::timeoutHandler {
    time_t last = time(nullptr);
    bool isTimeOut() override
    {
        return time(nullptr) >= last + atol(env("TIMEOUT"));
    }
    void resetTimeOut() override
    {
        last = time(nullptr);
    }
    bool handleTimeOut() override
    {
        return false;
    }
};

struct Timeouts : net::timeoutHandlerFactory {
    shared_ptr<net::timeoutHandler> create() override
    {
        return make_shared<Timeout>();
    }
};

static shared_ptr<security::cert::certificateVerifier> verifier()
{
    std::ifstream file(env("CA"));
    utility::inputStreamAdapter stream(file);
    auto v = make_shared<security::cert::defaultCertificateVerifier>();
    v->setX509RootCAs({security::cert::X509Certificate::import(stream)});
    return v;
}

static void send()
{
    auto session = net::session::create();
    bool login = !env_is("AUTH", "none");
    auto transport = session->getTransport(
        utility::url("smtp", env("HOST"), static_cast<port_t>(atoi(env("PORT"))), "",
                     login ? env("USER") : "", login ? env("PASSWORD") : ""));
    transport->setProperty("connection.tls", !env_is("TLS", "off"));
    transport->setProperty("connection.tls.required", env_is("TLS", "required"));
    transport->setProperty("options.need-authentication", login);
    transport->setTimeoutHandlerFactory(make_shared<Timeouts>());
    transport->setCertificateVerifier(verifier());
    transport->connect();
    size_t len;
    string text(read_message("message.eml", &len));
    utility::inputStreamStringAdapter stream(text);
    mailboxList to;
    to.appendMailbox(make_shared<mailbox>(env("TO")));
    transport->send(mailbox(env("FROM")), to, stream, text.size());
    try { // accepted: a bad goodbye does not change that
        transport->disconnect();
    } catch (exception &) {
    }
}

int main()
{
    try {
        platform::setHandler<platforms::posix::posixHandler>();
        send();
    } catch (exception &e) {
        ended(e.name(), e.what());
    }
}
