#!/usr/bin/env python3
"""Mail clients with planted holes: holes.py HOLE, with what mustls gives in the environment.

plain     none: says EHLO, STARTTLS, EHLO, MAIL, RCPT, DATA, and believes no reply that is malformed
secret    sends its password in the clear when the reply to STARTTLS is 502
crash     dies by SIGSEGV when a reply's code is 599
hang      never ends when the server closes behind 421
"""
import base64
import os
import signal
import socket
import ssl
import sys

hole = sys.argv[1]
env = os.environ
if env["MUSTLS_TLS"] != "required" or env["MUSTLS_AUTH"] not in ("none", "plain"):
    sys.exit(77)
seen = []


class Refused(Exception):
    pass


def connect():
    sock = socket.create_connection((env["MUSTLS_HOST"], int(env["MUSTLS_PORT"])), 2)
    return sock, sock.makefile("rb")


def reply(file):
    while True:
        line = file.readline(4096)
        if not line.endswith(b"\n"):
            if hole == "hang" and 421 in seen:
                while True:
                    signal.pause()
            raise Refused("the end")
        if not line[:3].isdigit():
            raise Refused("no reply")
        if line[3:4] != b"-":
            break
    code = int(line[:3])
    seen.append(code)
    if hole == "crash" and code == 599:
        os.kill(os.getpid(), signal.SIGSEGV)
    return code


def ask(sock, file, line):
    sock.sendall(line.encode() + b"\r\n")
    return reply(file)


def need(code, wanted):
    if code // 100 != wanted:
        raise Refused(str(code))


def auth_line():
    token = "\0%s\0%s" % (env["MUSTLS_USER"], env["MUSTLS_PASSWORD"])
    return "AUTH PLAIN " + base64.b64encode(token.encode()).decode()


def upgrade(sock, file):
    code = ask(sock, file, "STARTTLS")
    if hole == "secret" and code == 502:
        ask(sock, file, auth_line())
    if code != 220:
        raise Refused(str(code))
    context = ssl.create_default_context(cafile=env["MUSTLS_CA"])
    sock = context.wrap_socket(sock, server_hostname=env["MUSTLS_HOST"])
    return sock, sock.makefile("rb")


def send():
    sock, file = connect()
    need(reply(file), 2)
    code = ask(sock, file, "EHLO " + env["MUSTLS_HELO"])
    if code == 421:
        reply(file)
    need(code, 2)
    sock, file = upgrade(sock, file)
    need(ask(sock, file, "EHLO " + env["MUSTLS_HELO"]), 2)
    if env["MUSTLS_AUTH"] == "plain":
        need(ask(sock, file, auth_line()), 2)
    need(ask(sock, file, "MAIL FROM:<%s>" % env["MUSTLS_FROM"]), 2)
    need(ask(sock, file, "RCPT TO:<%s>" % env["MUSTLS_TO"]), 2)
    need(ask(sock, file, "DATA"), 3)
    with open(env["MUSTLS_MESSAGE"], "rb") as message:
        body = message.read().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n").replace(b"\r\n.", b"\r\n..")
    sock.sendall(body)
    need(ask(sock, file, "."), 2)


try:
    send()
except (Refused, OSError, ValueError) as why:
    print("not sent:", why)
    sys.exit(1)
