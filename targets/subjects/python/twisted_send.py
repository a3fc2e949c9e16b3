"""Sends one message with Twisted's ESMTPClient; what to do comes from the environment, MUSTLS_HOST and so on."""
import os
import sys

try:
    from twisted.internet import defer, endpoints, ssl, task
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
    left, end, ended = [ENV["MUSTLS_FROM"]], "ended without sending the message", defer.Deferred()

    def getMailFrom(self):
        return self.left.pop() if self.left else None

    def getMailTo(self):
        return [ENV["MUSTLS_TO"]]

    def getMailData(self):
        return open(ENV["MUSTLS_TMP"] + "/message.lf", "rb")  # it makes each LF a CRLF

    def sentMail(self, code, resp, num_ok, addresses, log):
        self.end = 0 if num_ok and code // 100 == 2 else f"refused: {code} {resp}"

    def sendError(self, exc):
        self.end = self.end and f"{type(exc).__name__}: {exc}".replace("\n", " | ")
        super().sendError(exc)

    def connectionLost(self, reason):
        super().connectionLost(reason)
        self.ended.errback(SystemExit(self.end))


def context():
    if ENV["MUSTLS_VERIFY"] == "no":
        return ssl.CertificateOptions()
    trust = ssl.Certificate.loadPEM(open(ENV["MUSTLS_CA"]).read())
    return ssl.optionsForClientTLS(ENV["MUSTLS_HOST"], trustRoot=trust)


def main(reactor):
    tls = None if ENV["MUSTLS_TLS"] == "off" else context()
    sender = Sender(ENV["MUSTLS_PASSWORD"].encode(), tls, ENV["MUSTLS_HELO"])
    for name in MECHANISMS if ENV["MUSTLS_AUTH"] == "any" else MECHANISMS.keys() & {ENV["MUSTLS_AUTH"]}:
        sender.registerAuthenticator(MECHANISMS[name](ENV["MUSTLS_USER"].encode()))
    server = endpoints.TCP4ClientEndpoint(reactor, ENV["MUSTLS_HOST"], int(ENV["MUSTLS_PORT"]), sender.timeout)
    return endpoints.connectProtocol(server, sender).addCallbacks(lambda _: sender.ended, lambda why: sys.exit(why.getErrorMessage()))


task.react(main)
