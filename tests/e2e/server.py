#!/usr/bin/env python3
"""A mail server with planted holes: server.py HOLE CERTIFICATE KEY PORT.

plain     none: wants STARTTLS, forgets what came before
takes     takes mail in the clear
injected  runs under TLS what came behind STARTTLS in the clear
deaf      has no answer to NOOP
once      serves one connection and is gone
mute      never listens
crash     dies by SIGSEGV at STARTTLS
"""
import os
import signal
import socket
import ssl
import sys
import threading
import time

hole, cert, key, port = sys.argv[1:]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(cert, key)


class Connection:
    def __init__(self, sock):
        self.sock = sock
        self.unread = b""
        self.tls = False
        self.message = False

    def line(self):
        while b"\n" not in self.unread:
            more = self.sock.recv(4096)
            if not more:
                return None
            self.unread += more
        line, self.unread = self.unread.split(b"\n", 1)
        return line.strip()

    def say(self, text):
        self.sock.sendall(text.encode() + b"\r\n")

    def starttls(self):
        if hole == "crash":
            os.kill(os.getpid(), signal.SIGSEGV)
        self.say("220 go")
        if hole != "injected":
            self.unread = b""
        self.sock = context.wrap_socket(self.sock, server_side=True)
        self.tls = True

    def answer(self, verb):
        if verb == b"EHLO":
            self.say("250-test.example\r\n250 " + ("HELP" if self.tls else "STARTTLS"))
        elif verb == b"NOOP":
            if hole != "deaf":
                self.say("250 ok")
        elif verb == b"STARTTLS" and not self.tls:
            self.starttls()
        elif verb not in (b"MAIL", b"RCPT", b"DATA", b"RSET", b"VRFY", b"EXPN", b"AUTH"):
            self.say("500 what?")
        elif not self.tls and hole != "takes":
            self.say("530 5.7.0 Must issue a STARTTLS command first")
        elif verb == b"DATA":
            self.message = True
            self.say("354 go on")
        else:
            self.say("250 ok")

    def serve(self):
        self.say("220 test.example ESMTP")
        while (line := self.line()) is not None:
            verb = line.split(b" ")[0].upper()
            if self.message:
                if line == b".":
                    self.message = False
                    self.say("250 taken")
            elif verb == b"QUIT":
                self.say("221 bye")
                break
            else:
                self.answer(verb)
        self.sock.close()


def serve(sock):
    try:
        Connection(sock).serve()
    except OSError:  # the other side went away
        pass


if hole == "mute":
    time.sleep(60)
listener = socket.create_server(("127.0.0.1", int(port)))
while True:
    client = listener.accept()[0]
    if hole == "once":
        listener.close()
        serve(client)
        time.sleep(60)
    threading.Thread(target=serve, args=(client,), daemon=True).start()
