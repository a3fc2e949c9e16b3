// Sends one message with VMime.
#include <vmime/platforms/posix/posixHandler.hpp>
#include <vmime/vmime.hpp>

#include <fstream>

#include "../c/env.h"

using namespace vmime;

// The library's time limit is a handler that the program gives it.
struct Timeout : net::timeoutHandler {
    time_t last = time(nullptr);
    bool isTimeOut() override { return time(nullptr) >= last + atol(env("TIMEOUT")); }
    void resetTimeOut() override { last = time(nullptr); }
    bool handleTimeOut() override { return false; }
};

struct Timeouts : net::timeoutHandlerFactory {
    shared_ptr<net::timeoutHandler> create() override { return make_shared<Timeout>(); }
};

static shared_ptr<net::transport> transport()
{
    std::ifstream file(env("CA"));
    utility::inputStreamAdapter stream(file);
    auto verifier = make_shared<security::cert::defaultCertificateVerifier>();
    verifier->setX509RootCAs({security::cert::X509Certificate::import(stream)});
    utility::url url("smtp", env("HOST"), static_cast<port_t>(atoi(env("PORT"))));
    auto t = net::session::create()->getTransport(url);
    t->setProperty("connection.tls", !env_is("TLS", "off"));
    t->setProperty("connection.tls.required", env_is("TLS", "required"));
    t->setProperty("options.need-authentication", !env_is("AUTH", "none"));
    t->setProperty("auth.username", env("USER"));
    t->setProperty("auth.password", env("PASSWORD"));
    t->setTimeoutHandlerFactory(make_shared<Timeouts>());
    t->setCertificateVerifier(verifier);
    return t;
}

int main()
try {
    platform::setHandler<platforms::posix::posixHandler>();
    size_t len;
    string text(read_message("message.eml", &len));
    utility::inputStreamStringAdapter stream(text);
    mailboxList to;
    to.appendMailbox(make_shared<mailbox>(env("TO")));
    auto t = transport();
    t->connect();
    t->send(mailbox(env("FROM")), to, stream, text.size());
    try { // accepted: a bad goodbye does not change that
        t->disconnect();
    } catch (exception &) {
    }
} catch (exception &e) {
    ended(e.name(), e.what());
}
