#!/usr/bin/env python3
"""corpus/replies.txt to flat inputs: each reply in the place of a dialogue where it was heard.

usage: corpus/make_replies.py [FOLDER]      (default: corpus/replies beside this file)
"""
import pathlib
import re
import sys

CONNECT, LINE, SEGMENT, TLS = range(4)
HERE = pathlib.Path(__file__).resolve().parent
FILL = {"<HOST>": "mx.test.example", "<IP>": "192.0.2.1", "<ID>": "4711", "<CMD>": "MAIL"}
EHLO = b"250-test.example\r\n250-AUTH PLAIN LOGIN\r\n250 STARTTLS\r\n"


def record(op, text=b""):
    return bytes([op]) + len(text).to_bytes(2, "little") + text


def before(context):
    """What the server has said when this reply comes."""
    greeting, ehlo = record(CONNECT, b"220 test.example ESMTP\r\n"), record(LINE, EHLO)
    under_tls = greeting + ehlo + record(LINE, b"220 2.0.0 Ready\r\n") + record(TLS) + ehlo
    if "greeting" in context or "talked" in context:
        return b"", CONNECT
    if context.startswith("EHLO") or "in clear" in context:
        return greeting, LINE
    if context.startswith("AUTH"):
        return under_tls, LINE
    if context.startswith("MAIL"):
        return under_tls + record(LINE, b"235 2.7.0 OK\r\n"), LINE
    if context.startswith("RCPT"):
        return under_tls + record(LINE, b"235 2.7.0 OK\r\n") + record(LINE, b"250 2.1.0 OK\r\n"), LINE
    return greeting + ehlo, LINE


def unescape(text):
    for name, value in FILL.items():
        text = text.replace(name, value)
    simple = {"r": b"\r", "n": b"\n", "t": b"\t", "0": b"\0", "\\": b"\\"}
    out = b""
    for part in re.findall(r"\\x[0-9a-fA-F]{2}|\\.|[^\\]+", text):
        if part.startswith("\\x"):
            out += bytes([int(part[2:], 16)])
        elif part.startswith("\\"):
            out += simple[part[1]]
        else:
            out += part.encode()
    return out


def main():
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "replies"
    folder.mkdir(exist_ok=True)
    for block in (HERE / "replies.txt").read_text().split("\n\n")[1:]:
        head, payload = block.strip().split("\n", 1)
        name, _, context, _ = head.split(" | ")
        said, op = before(context)
        tail = record(TLS) + record(LINE, b"250 2.0.0 OK\r\n")
        (folder / name).write_bytes(said + record(op, unescape(payload.replace("\n", ""))) + tail)


main()
