"""Sends one message with Twisted's ESMTPClient; what to do comes from the environment, MUSTLS_HOST and so on."""
import os
import sys

try:
    from twisted.internet import endpoints, reactor, ssl
    from twisted.mail import smtp
except ImportError as missing:
    print(missing)
    sys.exit(77)

ENV = os.environ
MECHANISMS = {"cram-md5": smtp.CramMD5ClientAuthenticator, "login": smtp.LOGINAuthenticator, "plain": smtp.PLAINAuthenticator}


class Sender(smtp.ESMTPClient):
    requireAuthentication = ENV["MUSTLS_AUTH"] != "none"
    requireTransportSecurity = ENV["MUSTLS_TLS"] == "required"
    timeout = float(ENV["MUSTLS_TIMEOUT"])
    sender, end = ENV["MUSTLS_FROM"], "ended without sending the message"

    def getMailFrom(self):
        sender, self.sender = self.sender, None
        return sender

    def getMailTo(self):
        return [ENV["MUSTLS_TO"]]

    def getMailData(self):
        return open(ENV["MUSTLS_MESSAGE"], "rb")

    def sentMail(self, code, resp, num_ok, addresses, log):
        self.end = 0 if num_ok and code // 100 == 2 else f"refused: {code} {resp}"

    def sendError(self, exc):
        self.end = self.end and f"{type(exc).__name__}: {exc}".replace("\n", " | ")
        super().sendError(exc)

    def connectionLost(self, reason):
        super().connectionLost(reason)
        reactor.stop()


def context():
    if ENV["MUSTLS_TLS"] == "off":
        return None
    if ENV["MUSTLS_VERIFY"] == "no":
        return ssl.CertificateOptions()
    with open(ENV["MUSTLS_CA"], "rb") as file:
        trust = ssl.trustRootFromCertificates([ssl.Certificate.loadPEM(file.read())])
    return ssl.optionsForClientTLS(ENV["MUSTLS_HOST"], trustRoot=trust)


def failed(reason):
    sender.end = reason.getErrorMessage()
    reactor.stop()


sender = Sender(ENV["MUSTLS_PASSWORD"].encode(), context(), ENV["MUSTLS_HELO"])
for name, mechanism in MECHANISMS.items():
    if ENV["MUSTLS_AUTH"] in (name, "any"):
        sender.registerAuthenticator(mechanism(ENV["MUSTLS_USER"].encode()))
server = endpoints.TCP4ClientEndpoint(reactor, ENV["MUSTLS_HOST"], int(ENV["MUSTLS_PORT"]), sender.timeout)
endpoints.connectProtocol(server, sender).addErrback(failed)
reactor.run()
sys.exit(sender.end)
