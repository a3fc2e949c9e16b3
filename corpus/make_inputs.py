#!/usr/bin/env python3
"""Writes the inputs that were thought of, not found: corpus/TARGET/NAME, one for each line of the protocol or of the client
that no other input reaches.  usage: make_inputs.py [FOLDER]

A server's side is a list: "C:" on connect, "L:" on the client's next line, "S:" in a new segment, "T:" behind a handshake,
"X" close, "R" reset. Each ends in CRLF unless it has a "\\c". A job is the text of targets/fuzz/job.h."""
import os
import struct
import sys

OPS = {"C": 0, "L": 1, "S": 2, "T": 3, "X": 4, "R": 5}
OK = ["L:250 ok"]
HELLO = ["C:220 x", "L:250-x", "S:250-STARTTLS", "S:250-AUTH PLAIN LOGIN CRAM-MD5", "S:250 SIZE 100000"]
CLEAR = ["C:220 x", "L:250 x"]
UP = ["C:220 x", "L:250-x\r\n250 STARTTLS", "L:220 go", "T:"]
MAIL = OK + OK + ["L:354 go", "L:250 queued", "L:221 bye"]


def record(op, data):
    return struct.pack("<BH", op, len(data)) + data


def flat(server, frame=0):
    out = b""
    for item in server:
        data = item[2:].encode("latin-1")
        if item[1:2] == ":" and item != "T:":
            data = data[:-2] if data.endswith(b"\\c") else data + b"\r\n"
        out += record(OPS[item[0]] + (6 * frame if not out else 0), data)
    return out


def job(text, server):
    return record(0, text.encode("latin-1")) + flat(server)


def hash_of(data):
    """mustls_hash: one input in 32 makes a full handshake of TLS 1.3 (targets/fuzz/tls.h)."""
    h = 0xCBF29CE484222325
    for c in data:
        h = (h ^ c) * 0x100000001B3 % 2**64
    return h


def tls13(server):
    """The same with a greeting that makes it one of those."""
    return next(s for s in ([f"C:220 {n}"] + server[1:] for n in range(9999)) if hash_of(flat(s)) % 32 == 0)


def lines(*parts):
    """A stream for the parsers: each part is a segment."""
    return b"".join(record(0 if i == 0 else 2, p.encode("latin-1")) for i, p in enumerate(parts))


REQUIRED, LOGIN, NOAUTH, OPPORTUNISTIC = 0, 1, 2, 6
EHLO_AUTH = "L:250-x\r\n250 AUTH PLAIN LOGIN CRAM-MD5"
INPUTS = {
    "fuzz_reply": {
        "8-bit-and-controls": lines("250 \x80\x01\x00 a\r b\r\n", "250\ttab\r\n250-\x7f\r\n250 x\n"),
        "codes-out-of-range": lines("199 x\r\n260 x\r\n600 x\r\n25 x\r\n2a0 x\r\nx\r\n\r\n\n"),
        "codes-differ": lines("250-a\r\n251-b\r\n550 c\r\n"),
        "enhanced": lines("250 2.0.0\r\n250 2.0.0x\r\n250 02.0.0 x\r\n250 3.1.1 x\r\n250 2.1000.1 x\r\n250 2.01.1 x\r\n"
                          "250 5.7.00 x\r\n250 4.7 x\r\n250 2.x.1\r\n250 2.1.\r\n"),
        "reply-over-its-cap": lines(*["250-" + "a" * 500 + "\r\n"] * 9, "250 x\r\n"),
        "first-line-over-the-cap": lines("250-" + "b" * 5000 + "\r\n250-" + "c" * 2000 + "\r\n250-" + "c" * 2000 + "\r\n250-"
                                         + "c" * 2000 + "\r\n250 x\r\n"),
        "cr-at-the-cut": lines("250 " + "d" * 19 + "\r\r\r\r\n250 " + "d" * 2043 + "\r" + "e" * 9 + "\r\n250 x\r\n"),
        "512-octets": lines("250 " + "f" * 506 + "\r\n250 " + "f" * 507 + "\r\n"),
        "ends-inside": lines("250-x\r\n250 half"),
    },
    "fuzz_ehlo": {
        "all-keywords": lines("250-x\r\n250-STARTTLS\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SIZE 1000\r\n250-SMTPUTF8\r\n"
                              "250-CHUNKING\r\n250-DSN\r\n250-ENHANCEDSTATUSCODES\r\n250 AUTH PLAIN LOGIN CRAM-MD5 X\r\n"),
        "sizes": lines("250-x\r\n250-SIZE\r\n250-SIZE 18446744073709551615\r\n250-SIZE 99999999999999999999999\r\n"
                       "250-SIZE 12x\r\n250 SIZE \t7\r\n"),
        "no-keywords": lines("250-x\r\n250--STARTTLS\r\n250-START_TLS\r\n250-STARTTLS\x01\r\n250-AUTH P\x01\r\n250-AUTH \xe9\r\n"
                             "250-  STARTTLS\r\n250-AUTH  PLAIN  \r\n250-AUTH\tPLAIN\r\n250-\r\n250_STARTTLS\r\n"),
        "other-codes": lines("250-x\r\n251-STARTTLS\r\n2x0-AUTH PLAIN\r\n250 AUTH=PLAIN\r\n"),
        "cut-line": lines("250-x\r\n250-STARTTLS\r\n250-" + "A" * 2100 + "\r\n250 AUTH PLAIN" + " " * 2100 + "\r\n"),
    },
    "fuzz_command": {
        "verbs": b"".join(v + b"\r\n" for v in b"EHLO a|HELO a|HELO|MAIL FROM:<>|MAIL from: <a@b> SIZE=1|RCPT TO:<a>|DATA|"
                          b"DATA x|RSET|VRFY a|EXPN a|HELP|HELP x|NOOP|QUIT|quit |STARTTLS|STARTTLS x|AUTH PLAIN|AUTH|"
                          b"BDAT 3 LAST|ETRN x|BURL x|XYZ|XYZ y|".split(b"|")),
        "bad-paths": b"MAIL\r\nMAIL TO:<a>\r\nMAIL FROM:\r\nMAIL FROM:a\r\nMAIL FROM:<a\r\nMAIL FROM: \r\nRCPT FROM:<a>\r\n"
                     b"RCPT TO:a>\r\nRCPT TO:<>\r\n",
        "blanks-and-controls": b"EHLO\ta\r\nEHLO \t a \t\r\n EHLO a\r\nNOOP \x00\r\nNOOP \x7f\r\nNOOP \x1f\r\nNOOP\rx\r\n\t\r\n\r\n",
        "line-ends": b"NOOP\nQUIT\r\r\n\nNOOP x\n\rQUIT\r\nunfinished",
        "too-long": b"NOOP " + b"a" * 505 + b"\r\nNOOP " + b"a" * 506 + b"\r\nMAIL FROM:<" + b"a" * 2040 + b">\r\nAUTH "
                    + b"b" * 3000 + b"\r\n",
        "over-the-cap": b"AUTH " + b"c" * 5000 + b"\r\nNOOP\r\n" + b"d" * 4097,
    },
    "fuzz_data": {
        "smuggling": b"a\n.\nb\r.\rc\r\n.\nd\n.\r\ne\r.\r\nf\r\n.\rg\r\n.\r\r\nh\r\n.\r\nrest",
        "at-once": b".\r\n",
        "dots": b"..\r\n.a\r\n...\r\n..\r\r\n.\r\n",
        "bare-ends": b"a\rb\nc\r\rd\n\r\n\r\n.\r\n",
        "unfinished": b"a\r\n.\r",
        "over-the-cap": b"x" * 700 + b"\r\n.\r\n",
    },
    "fuzz_client": {
        "helo-after-502": flat(["C:220 x", "L:502 what", "L:250 x"] + MAIL, OPPORTUNISTIC),
        "helo-after-500-refused": flat(["C:220 x", "L:500 what", "L:550 no"], OPPORTUNISTIC),
        "ehlo-refused-otherwise": flat(["C:220 x", "L:550 no"], OPPORTUNISTIC),
        "ehlo-refused-under-tls": flat(UP + ["L:502 what"], OPPORTUNISTIC),
        "starttls-refused-going-on": flat(["C:220 x", "L:250-x\r\n250 STARTTLS", "L:454 not now"] + MAIL, OPPORTUNISTIC),
        "starttls-refused-in-parts": flat(["C:220 x", "L:250-x\r\n250 STARTTLS", "L:454-not\r\n454 now"] + MAIL, OPPORTUNISTIC),
        "starttls-refused-auth-plain": flat(["C:220 x", "L:250-x\r\n250-STARTTLS\r\n250 AUTH PLAIN", "L:502 no"], 7),
        "another-mechanism": flat(UP + [EHLO_AUTH, "L:504 not this", "L:334 a", "L:334 b", "L:235 ok"] + MAIL, 4),
        "another-mechanism-too-weak": flat(UP + [EHLO_AUTH, "L:534 weak", "L:535 no"], 4),
        "login-challenges": flat(UP + [EHLO_AUTH, "L:334", "L:334 VXNlcm5hbWU6", "L:334 again", "L:501 cancelled"], LOGIN),
        "challenge-in-two-lines": flat(UP + [EHLO_AUTH, "L:334-a\r\n334 b", "L:501 cancelled"], LOGIN),
        "challenge-not-base64": flat(UP + [EHLO_AUTH, "L:334 !!!", "L:250 cancelled"], LOGIN),
        "early-235": flat(UP + [EHLO_AUTH, "L:334 VQ==", "L:235 already"], LOGIN),
        "login-refused-at-once": flat(UP + [EHLO_AUTH, "L:535 5.7.8 no"], LOGIN),
        "pipelined-refusals": flat(UP + ["L:250-x\r\n250 PIPELINING", "L:550 no", "L:503 first", "L:554 no"], NOAUTH),
        "pipelined-nobody-354": flat(UP + ["L:250-x\r\n250 PIPELINING", "L:250 ok", "L:550 no", "L:354 go", "L:250 ok"], NOAUTH),
        "pipelined-mail-refused-354": flat(UP + ["L:250-x\r\n250 PIPELINING", "L:450 no", "L:250 ok", "L:354 go", "L:554 ok"],
                                           NOAUTH),
        "pipelined-421": flat(UP + ["L:250-x\r\n250 PIPELINING", "L:421 bye"], NOAUTH),
        "pipelined-odd": flat(UP + ["L:250-x\r\n250 PIPELINING", "L:354 what"], NOAUTH),
        "rcpt-refused-for-now": flat(UP + OK + OK + ["L:450 4.2.0 later"], NOAUTH),
        "size-too-small": flat(UP + ["L:250-x\r\n250 SIZE 3"], NOAUTH),
        "size-unlimited": flat(UP + ["L:250-x\r\n250 SIZE"] + MAIL, NOAUTH),
        "message-refused": flat(UP + OK + OK + OK + ["L:354 go", "L:554 5.6.0 no", "L:221 bye"], NOAUTH),
        "message-answered-early": flat(UP + OK + OK + OK + ["L:354 go\r\n250 too early"], NOAUTH),
        "421-instead": flat(UP + OK + ["L:421 shutting down"], NOAUTH),
        "421-behind-a-reply": flat(UP + ["L:250 ok\r\n421 shutting down"], NOAUTH),
        "surplus-half-line": flat(UP + ["L:250 ok\r\n25\\c"], NOAUTH),
        "quit-answered-badly": flat(UP + OK + ["L:550 no", "L:what"], NOAUTH),
        "quit-unanswered": flat(UP + OK + ["L:550 no"], NOAUTH),
        "reset-instead": flat(UP + OK + ["L:25\\c", "R"], NOAUTH),
        "close-instead": flat(["C:220-x", "X"], NOAUTH),
        "close-after-quit": flat(UP + OK + ["L:550 no", "X"], NOAUTH),
        "reply-cut-short": flat(UP + OK + OK + OK + ["L:354 go", "L:250-queued", "X"], NOAUTH),
        "echoes-the-secret": flat(UP + [EHLO_AUTH, "L:535 fuzz-secret-0815 ZnV6ei1zZWNyZXQtMDgxNQ== \x01"], REQUIRED),
        "garbage-for-tls": flat(["C:220 x", "L:250-x\r\n250 STARTTLS", "L:220 go", "S:250 no TLS here"] + MAIL, NOAUTH),
        "alert-for-tls-then-tempted": flat(["C:220 x", "L:250-x\r\n250 STARTTLS", "L:220 go",
                                            "S:\x15\x03\x01\x00\x02\x02\x28\\c"] + MAIL, NOAUTH),
        "250-for-starttls": flat(["C:220 x", "L:250-x\r\n250 STARTTLS", "L:250 go", "T:"] + MAIL, NOAUTH),
        "malformed-for-starttls": flat(["C:220 x", "L:250-x\r\n250 STARTTLS", "L:go ahead", "T:"] + MAIL, NOAUTH),
        "starttls-in-lower-case": flat(["C:220 x", "L:250-x\r\n250-starttls\r\n250 8BITMIME", "L:220 go", "T:"] + OK + MAIL, NOAUTH),
        "starttls-in-other-words": flat(["C:220 x", "L:250-x XSTARTTLS\r\n250 8BITMIME"] + MAIL, OPPORTUNISTIC),
        "starttls-on-a-last-line": flat(UP + OK + MAIL, OPPORTUNISTIC),
        "starttls-with-a-parameter": flat(["C:220 x", "L:250-x\r\n250 STARTTLS now", "L:220 go", "T:"] + OK + MAIL, NOAUTH),
        "lower-case-mechanisms": flat(["C:220 x", "L:250-x\r\n250-STARTTLS\r\n250 AUTH plain", "L:220 go", "T:"]
                                      + ["L:250-x\r\n250 AUTH plain", "L:235 ok"] + MAIL, REQUIRED),
        "odd-but-sound-codes": flat(["C:220 x", "L:259 x"], OPPORTUNISTIC),
        "greeting-250": flat(["C:250 x"], NOAUTH),
        "greeting-554": flat(["C:554 x", "L:221 bye"], NOAUTH),
        "greeting-8-bit": flat(["C:220 \xe9", "L:250-x\r\n250 STARTTLS", "L:220 go", "T:"] + OK + MAIL, NOAUTH),
        "ehlo-of-101-lines": flat(["C:220 x", "L:" + "250-a\r\n" * 101 + "250 STARTTLS", "L:220 go", "T:"] + OK + MAIL, NOAUTH),
        "login-refused-after-user": flat(UP + [EHLO_AUTH, "L:334 VQ==", "L:535 no"], LOGIN),
        "530-for-ever": flat(UP + ["L:250 x"] + ["L:530 5.7.0 x"] * 53, NOAUTH),
        "empty-challenge": flat(UP + [EHLO_AUTH, "L:334", "L:334 ", "L:235 ok"] + MAIL, LOGIN),
        "530-everywhere": flat(["C:530 x", "L:530 x", "L:530 x"], NOAUTH),
        "530-to-mail-under-tls": flat(UP + ["L:250-x\r\n250 STARTTLS", "L:530 5.7.0 x", "L:530 x", "L:530 x"], NOAUTH),
        "long-lines": flat(["C:220 " + "a" * 600, "L:250-" + "b" * 505 + "\r\n250-STARTTLS\r\n250 x", "L:220 go", "T:"] + OK + MAIL,
                           NOAUTH),
    },
}
JOBS = {
    "usual": ("", UP + OK + MAIL),
    "fail-login": ("auth login\nfail 0\n", UP + [EHLO_AUTH, "L:334 VQ==", "L:334 UA==", "L:235 ok"] + MAIL),
    "fail-plain": ("auth plain\nfail 0\n", UP + [EHLO_AUTH, "L:235 ok"] + MAIL),
    "fail-cram": ("auth cram-md5\nfail 0\n", UP + [EHLO_AUTH, "L:334 YQ==", "L:235 ok"] + MAIL),
    "fail-in-pieces": ("auth none\nfail 0\n", ["C:220\\c", "S:-x\r\n220 y", "L:25\\c", "S:0-x\r\n250 STARTTLS", "L:22\\c", "S:0 go",
                                              "T:", "L:250-x\r\n25\\c", "S:0 PIPELINING"] + MAIL),
    "fail-refused": ("auth login\nfail 0\nto a@b\nto c@d\n", UP + [EHLO_AUTH, "L:535 no", "L:221 bye"]),
    "fail-alert": ("server alert=internal_error at=data min=1.3\nfail 0\n", tls13(UP + OK + MAIL)),
    "fail-certificate": ("server cert=expired\nfail 0\n", UP + OK + MAIL),
    "fail-greeting": ("fail 0\n", ["C:554 x", "L:221 bye"]),
    "fail-bad-job": ("helo a b\nfail 0\n", UP),
    "cram-md5": ("auth cram-md5\n", UP + [EHLO_AUTH, "L:334 PDEyM0B4Pg==", "L:235 ok"] + MAIL),
    "cram-md5-in-clear": ("tls off\nauth cram-md5\n", ["C:220 x", EHLO_AUTH, "L:334 PDEyM0B4Pg==", "L:235 ok"] + MAIL),
    "cram-md5-refused-then-plain": ("auth any\n", UP + [EHLO_AUTH, "L:504 no", "L:235 ok"] + MAIL),
    "any-opportunistic-refused": ("tls opportunistic\nauth any\n", ["C:220 x", "L:250-x\r\n250-STARTTLS\r\n250 AUTH CRAM-MD5",
                                                                    "L:454 no", "L:334 YQ==", "L:235 ok"] + MAIL),
    "off": ("tls off\n", CLEAR + MAIL),
    "off-auth-in-clear": ("tls off\nauth plain\n", ["C:220 x", EHLO_AUTH]),
    "off-helo": ("tls off\n", ["C:220 x", "L:500 x", "L:250 x"] + MAIL),
    "long-password": ("auth plain\npassword " + "p" * 500 + "\n", UP + [EHLO_AUTH, "L:334", "L:235 ok"] + MAIL),
    "password-too-long": ("auth plain\npassword " + "p" * 2100 + "\n", UP),
    "password-with-nul": ("auth plain\npassword a\0b\n", UP),
    "user-with-nul": ("auth plain\nuser a\0b\n", UP),
    "user-too-long": ("auth plain\nuser " + "u" * 2100 + "\n", UP),
    "no-password": ("auth login\nno-password\n", UP + [EHLO_AUTH, "L:334 VQ==", "L:334 UA==", "L:235 ok"] + MAIL),
    "echoes": ("auth plain\npassword x\n", UP + [EHLO_AUTH, "L:535 fuzz-secret-x ZnV6ei1zZWNyZXQteA== 6enotfuzz-secret-x"]),
    "helo-empty": ("helo \n", UP), "helo-long": ("helo " + "h" * 256 + "\n", UP), "helo-two-lines": ("helo a\rb\n", UP),
    "helo-8-bit": ("helo \xe9\n", UP), "from-empty": ("from \n", UP + OK + MAIL), "from-blank": ("from a b\n", UP),
    "from-bracket": ("from a>b\n", UP), "from-other-bracket": ("from <a\n", UP), "from-long": ("from " + "f" * 255 + "\n", UP),
    "nobody": ("to -\n", UP), "to-empty": ("to \n", UP), "to-two-lines": ("to a@b\rRCPT\n", UP), "to-del": ("to a\x7f\n", UP),
    "two-recipients": ("to a@b\nto c@d\n", UP + OK + OK + OK + MAIL),
    "two-recipients-one-refused": ("to a@b\nto c@d\n", UP + OK + OK + ["L:550 no"] + MAIL),
    "two-recipients-first-for-now": ("to a@b\nto c@d\n", UP + OK + OK + ["L:450 later", "L:550 no"]),
    "two-recipients-pipelined": ("to a@b\nto c@d\n", UP + ["L:250-x\r\n250 PIPELINING", "L:250 a", "L:550 no", "L:250 c", "L:354 go",
                                                           "L:250 ok"]),
    "two-recipients-timeout": ("to a@b\nto c@d\n", UP + OK + OK + ["L:250\\c"]),
    "8-bit": ("\n\xe9\r\n.dot\n\n", UP + ["L:250-x\r\n250 8BITMIME"] + MAIL),
    "8-bit-not-offered": ("\n\xe9", UP + OK),
    "odd-line-ends": ("\n.a\rb\nc\r\n\r.\r\n..\n", UP + OK + MAIL),
    "size-too-small": ("\n" + "m" * 200, UP + ["L:250-x\r\n250 SIZE 100"]),
    "size-just-fits": ("\nab", UP + ["L:250-x\r\n250 SIZE 19"] + MAIL),
    "a-large-message": ("\n" + ("n" * 70 + "\r\n") * 200, UP + OK + MAIL),
    "a-large-message-refused-meanwhile": ("\n" + ("n" * 70 + "\r\n") * 200, UP + OK + OK + OK + ["L:354 go\\c", "S:\r\n552 no"]),
    "no-timeouts": ("timeout 0\n", UP + OK + MAIL), "short-timeout": ("timeout 1\n", UP + OK),
    "slow-replies": ("timeout 1\n", UP + ["L:2\\c", "S:50 \\c"]),
    "few-lines": ("lines 2\n", ["C:220 x", "L:250-a\r\n250-b\r\n250-c\r\n250 d"]),
    "few-bytes": ("bytes 30\n", ["C:220 x", "L:250 " + "r" * 40]),
    "few-bytes-no-end": ("bytes 30\n", ["C:220 x", "L:250 " + "r" * 40 + "\\c"]),
    "certificate": ("server cert=expired\n", tls13(UP + OK + MAIL)),
    "wrong-name": ("server cert=wrong-host\n", tls13(UP + OK + MAIL)),
    "alert-for-hello": ("server alert=handshake_failure\n", UP), "alert-in-tls": ("server alert=internal_error at=data min=1.3\n", tls13(UP + OK + MAIL)),
    "alert-after-quit": ("server alert=internal_error at=data min=1.3\n", tls13(UP + ["L:550 no", "L:221 bye", "S:x"])),
    "quit-with-short-timeout": ("timeout 1\n", UP + ["L:550 no"]),
    "total-time": ("timeout 9\ntotal 4\n", UP + OK), "no-verify": ("no-verify\nserver cert=expired\n", UP + OK + MAIL),
    "careless": ("careless\nauth login\n", UP + [EHLO_AUTH, "L:334 VQ==", "L:334 UA==", "L:235 ok"] + MAIL),
    "careless-injected": ("careless\n", ["C:220 x", "L:250-x\r\n250 STARTTLS", "L:220 go\r\n250 injected"]),
    "no-close-notify": ("server close=none\n", UP + OK + ["X"]), "text-after-tls": ("server close=text\n", UP + OK + ["X"]),
    "cut-handshake": ("server cut=hello\n", UP), "no-such-word": ("server what=ever\n", UP),
    "no-words": ("nothing 1\ntls what\nauth what\nlines x\n", UP),
}
INPUTS["fuzz_job"] = {name: job(*args) for name, args in JOBS.items()}


# --- what goes over the wire of the null engine (harness/tls/null.c): records of TLS ---


def tls(kind, body):
    return bytes([kind, 3, 3]) + struct.pack(">H", len(body)) + body


def handshake(kind, body):
    return tls(22, bytes([kind]) + struct.pack(">I", len(body))[1:] + body)


def counted(size, data):
    return len(data).to_bytes(size, "big") + data


def extension(kind, data):
    return struct.pack(">H", kind) + counted(2, data)


def client_hello(*extensions):
    return handshake(1, b"\3\3" + b"r" * 32 + counted(1, b"") + counted(2, b"\x13\x01") + counted(1, b"\0")
                     + counted(2, b"".join(extensions)))


SNI = extension(0, counted(2, b"\0" + counted(2, b"mx.example.test")))
VERSIONS = extension(43, counted(1, b"\3\4\3\3"))
HELLO_OF_CLIENT = client_hello(SNI, VERSIONS)
FINISHED = handshake(20, b"")
HELLO_OF_SERVER = handshake(2, b"\3\4good")
SHAKE = [HELLO_OF_CLIENT, FINISHED]
FATAL, WARNING, NOTIFY = tls(21, b"\2\x28"), tls(21, b"\1\x5a"), tls(21, b"\1\0")


def wire(side, *segments):
    """Text is a line; records are bytes; "X" and "R" end the connection, "C" opens another."""
    out = b""
    for item in segments:
        op = {"X": 4, "R": 5, "C": 0}.get(item, 1)
        data = b"" if op != 1 else item if isinstance(item, bytes) else item.encode("latin-1") + b"\r\n"
        out += record(op + (6 * side if not out else 0), data)
    return out


def data(text):
    return tls(23, text.encode("latin-1") + b"\r\n")


SPOILT = {"alert": "XA", "alert-at-certificate": "XB", "alert-at-finished": "XC", "cut-at-hello": "XD", "cut-at-certificate": "XE",
          "cut-at-finished": "XF", "cut-at-7": "XG"}
SERVED = {"records-split": "STARTTLS", "close-text": "XA", "close-none": "XB", "warnings": "XC", "min-1.3": "XD", "max-1.2": "XE",
          "expired": "XF", "all-at-once": "XG"}
INPUTS["fuzz_wire"] = {
    "good": wire(0, "EHLO a", "STARTTLS", *SHAKE, data("EHLO a"), data("QUIT"), NOTIFY, "X"),
    "good-in-one-segment": wire(0, b"STARTTLS\r\n" + HELLO_OF_CLIENT + FINISHED + data("EHLO a") + data("QUIT"), "X"),
    "tls-1.2-only": wire(0, "STARTTLS", client_hello(SNI), FINISHED, data("NOOP")),
    "no-version-in-common": wire(1, "XD", client_hello(SNI), "NOOP"),
    "many-extensions": wire(0, "STARTTLS", client_hello(extension(10, b"\0\2\0\x1d"), VERSIONS, SNI), FINISHED),
    "an-odd-name": wire(0, "STARTTLS", client_hello(extension(0, counted(2, b"\1" + counted(2, b"x") + b"\0" + counted(2, b"\xff" * 300)))),
                        FINISHED),
    "a-short-hello": wire(0, "STARTTLS", handshake(1, b"\3\3"), "NOOP"), "no-hello": wire(0, "STARTTLS", FINISHED, "NOOP"),
    "hello-twice": wire(0, "STARTTLS", HELLO_OF_CLIENT, HELLO_OF_CLIENT), "data-in-handshake": wire(0, "STARTTLS", HELLO_OF_CLIENT, data("NOOP")),
    "change-cipher": wire(0, "STARTTLS", HELLO_OF_CLIENT, tls(20, b"\1"), FINISHED, data("NOOP")),
    "clear-text": wire(0, "STARTTLS", "EHLO a", "QUIT"), "clear-text-behind-it": wire(0, b"STARTTLS\r\nEHLO a\r\n", "QUIT"),
    "clear-text-in-handshake": wire(0, "STARTTLS", HELLO_OF_CLIENT, "EHLO a", "QUIT"),
    "clear-text-under-tls": wire(0, "STARTTLS", *SHAKE, "EHLO a", "QUIT"), "garbage-record": wire(0, "STARTTLS", b"\x16\3\3\xff\xff" + b"x" * 40),
    "fatal-in-handshake": wire(0, "STARTTLS", HELLO_OF_CLIENT, FATAL, "QUIT"), "warning-in-handshake": wire(0, "STARTTLS", WARNING, *SHAKE),
    "notify-in-handshake": wire(0, "STARTTLS", HELLO_OF_CLIENT, NOTIFY, "QUIT"), "malformed-alert": wire(0, "STARTTLS", *SHAKE, tls(21, b"\2")),
    "fatal-under-tls": wire(0, "STARTTLS", *SHAKE, FATAL, data("NOOP")), "warning-under-tls": wire(0, "STARTTLS", *SHAKE, WARNING, data("NOOP")),
    "handshake-under-tls": wire(0, "STARTTLS", *SHAKE, FINISHED, data("NOOP")), "empty-record": wire(0, "STARTTLS", *SHAKE, tls(23, b"")),
    "tls-twice": wire(0, "STARTTLS", *SHAKE, data("XT"), HELLO_OF_CLIENT), "gone-in-handshake": wire(0, "STARTTLS", HELLO_OF_CLIENT, "X"),
    "reset-in-handshake": wire(0, "STARTTLS", "R"), "gone-in-a-record": wire(0, "STARTTLS", *SHAKE, data("NOOP")[:7], "X"),
    "hello-nobody-asked-for": wire(0, *SHAKE, "NOOP"), "connections": wire(0, "STARTTLS", *SHAKE, "X", "C", "STARTTLS", *SHAKE, "R", "C", "QUIT"),
    "script": wire(2, "220 x", "220 go", HELLO_OF_SERVER, data("250 a"), data("354 b"), data("250 c"), data("221 d"), NOTIFY, "C", "220 x",
                   handshake(2, b"\3\4expired"), data("250 x")),
    "script-injected": wire(2, "220 x", b"220 go\r\n250 injected\r\n", HELLO_OF_SERVER, data("250 a")),
    "script-no-tls": wire(2, "220 x", "220 go", "454 no"), "script-refused-name": wire(2, "220 x", "220 go", handshake(2, b"\3\4" + b"n" * 60)),
    "script-old-version": wire(2, "220 x", "220 go", handshake(2, b"\3\1good")), "script-alert": wire(2, "220 x", "220 go", FATAL, "221 x"),
    "script-version": wire(3, "220 x", "220 go", handshake(2, b"\3\3good"), data("250 x"), "C", handshake(2, b"\3\4good"), data("500 x")),
    "script-hello-twice": wire(3, "220 x", "220 go", handshake(2, b"\3\3good"), handshake(2, b"\3\3good")),
    "script-cut-hello": wire(3, "220 x", "220 go", handshake(2, b"\3"), "X"),
    **{name: wire(0, verb, *SHAKE, "NOOP", data("NOOP"), "QUIT") for name, verb in SPOILT.items()},
    **{name: wire(1, verb, *SHAKE, data("NOOP"), data("QUIT"), NOTIFY) for name, verb in SERVED.items()},
}


INPUTS["fuzz_text"] = {
    "blank-before-the-line-end": b"250 x \r\n", "tab-before-the-line-end": b"x\t\r\n", "only-a-line-end": b"\r\n", "cr-cr-lf": b"x\r\r\n",
    "begins-like-a-direction": b"<tls>", "a-name": b"${CMD} $ {", "nul": b"a\0b", "utf-8": "\u00fc\u20ac\U0001f4e7\ufffe\uffff".encode(),
    "not-utf-8": b"\xc0\x80 \xed\xa0\x80 \xf4\x90\x80\x80 \xff\xfe", "a-run": b"x" * 40 + b"\\\\x41\\x4", "markup": b"<&>\"'\x1b[1m\x7f",
    "base64": b"AGpvZQBzM2NyZXQtcHc=", "base64-odd-bits": b"AGpvZQBzM2NyZXQtcHd=", "a-glob": b"\x05a*B?*aXbbYc",
}


KIND = {"connect": 0, "command": 1, "line": 2, "data": 3, "reply": 4, "send": 5, "tls": 8, "tls-fail": 9, "close": 12,
        "bytes": 14, "early": 16, "bad-command": 17, "secret": 18, "message": 19, "output": 22, "exit": 23, "rule": 29}
SIDE = {"C": 0, "S": 1, "-": 2}
CODE = {0: 0, 1: 1, 250: 4, 530: 5, 354: 6, 220: 7}
PASSWORD = b"ZSECRETWORDZ"
PLAIN = b"AHVzZXIAWlNFQ1JFVFdPUkRa"  # of "\0user\0" and the password


def event(side, phase, kind, raw=b"", code=0, line=5, times=0):
    return bytes([KIND[kind], SIDE[side] | phase << 2 | (0 if side == "-" else 16), 1, line, CODE[code], len(raw), times]) + raw


def report(which, *events, redact=True, texts=b"\0" * 10):
    """One of the four groups of formats that fuzz_report makes."""
    return bytes([0, which << 4 | (2 if redact else 0), 1, 1]) + texts + b"".join(events)


EVENTS = {
    "login": [event("C", 1, "connect"), event("S", 1, "send", b"220 x\r\n"), event("C", 1, "command", b"EHLO a\r\n"),
              event("S", 1, "send", b"250-x\r\n250 AUTH PLAIN LOGIN\r\n"), event("C", 1, "command", b"AUTH PLAIN " + PLAIN + b"\r\n"),
              event("C", 1, "secret", b"password base64"), event("S", 1, "send", b"530 5.7.0 Must issue a STARTTLS command first\r\n", 530),
              event("C", 1, "bytes", b"MAIL x " + PASSWORD), event("C", 1, "early", PLAIN), event("C", 1, "bad-command", PASSWORD),
              event("-", 0, "output", b"530 to AUTH PLAIN " + PLAIN + b"\n" + PASSWORD, 1), event("-", 0, "exit", b"fail", 1)],
    "escapes": [event("C", 1, "connect"), event("S", 1, "send", b"220 \x1b[2J\x9b ]]> </script> \xe2\x80\xae\r\n"),
                event("C", 1, "command", b"MAIL <&># %n\\x\r\n"), event("S", 1, "send", b"530 x\r\n::error::x\nok 2 - x # SKIP\r\n  ...\n"),
                event("C", 2, "tls", b"TLSv1.3 \x1b[31m cert good"), event("C", 2, "data", b"a\n--- \xff\xfe\xef\xbf\xbe\n", times=30),
                event("-", 0, "output", b"\n::warning::x\n\x07\x00\xc2\x85<b>&amp;", 1), event("-", 0, "exit", b"signal", 1)],
    "long": [event("C", 1, "connect"), event("S", 1, "send", b"250-x\r\n", times=39), event("C", 1, "command", b"NOOP\r\n", times=39),
             event("S", 1, "reply", b"250-x\r\n" * 30, 250, times=20), event("-", 0, "output", b"a" * 255, 0, times=39)],
}
INPUTS["fuzz_report"] = {f"{name}-{which}": report(which, *events) for name, events in EVENTS.items() for which in range(4)}
INPUTS["fuzz_report"]["texts"] = report(1, texts=b"".join(bytes([len(t)]) + t for t in
                                                          [b"a\nb#", b"\x1b[1m", b"x\n::error::", b"<b>", b"\xff", b"\"'", b"%0A", b"# TODO", b"\\#", b","]))

FRAMES = ("    #0 0x55d0 in __interceptor_memcpy (/a/fuzz_x+0x1)\n    #1 0x55d1 in parse_code /a/reply.c:88:3\n"
          "    #2 0x55d2 in LLVMFuzzerTestOneInput /a/fuzz_x.c:3:1\n")
INPUTS["fuzz_bucket"] = {name: text.encode() for name, text in {
    "overflow": "==7==ERROR: AddressSanitizer: heap-buffer-overflow on address 0x60 at pc\nWRITE of size 1\n" + FRAMES,
    "double-free": "==7==ERROR: AddressSanitizer: attempting double-free on 0x60:\n" + FRAMES,
    "stack-overflow": "==7==ERROR: AddressSanitizer: stack-overflow on address 0x7f\n    #0 0x1 in b /a/b.c:1\n    #1 0x2 in a /a/b.c:2\n" * 3,
    "undefined": "/a/b.c:7:3: runtime error: store to address 0x60 with insufficient space\n" + FRAMES,
    "assertion": "fuzz: /a/b.c:7: int f(void): Assertion `n <= cap' failed.\n" + FRAMES,
    "broken": "broken: MUST NOT <secret> in clear\noracle broken: the judge's sentences\n==9== ERROR: libFuzzer: deadly signal\n" + FRAMES,
    "timeout": "ALARM: working\n==5== ERROR: libFuzzer: timeout after 3 seconds\n" + FRAMES,
    "no-end": "mustls: no end after 2 s\n==5==ERROR: AddressSanitizer: ABRT on unknown address 0x1\n" + FRAMES,
    "leak": "==3==ERROR: LeakSanitizer: detected memory leaks\n\nDirect leak of 8 byte(s)\n" + FRAMES,
    "memory": "==3== ERROR: libFuzzer: out-of-memory (used: 2100Mb; limit: 2048Mb)\n",
    "no-symbols": "==3==ERROR: AddressSanitizer: SEGV on unknown address 0x0\n    #0 0x55d0  (/a/fuzz_x+0x12f3) (BuildId: 00)\n",
    "uninitialized": "==4==WARNING: MemorySanitizer: use-of-uninitialized-value\n" + FRAMES,
    "deep": "==9== ERROR: libFuzzer: deadly signal\n" + "".join(f"    #{i} 0x{i:x} in f{i} /a/b.c:{i}:1\n" for i in range(80)),
    "no-report": "INFO: Seed: 1\nDone 100 runs in 1 second(s)\n",
}.items()}
INPUTS["fuzz_register"] = {name: text.encode() for name, text in {
    "entries": "RFC 3207 4.2  MUST  a  <script> & \"quotes\" \u00e9\n    tested by reset/ehlo-first inj*\n"
               "RFC 3207 4.2  says  b  words\n    not testable: <i>why</i>\nRFC 3207 4  should  c  words\n    tested by smoke/handshake\n"
               "    out of scope: the rest\nRFC 5321 4.1.1.1  SHOULD NOT  d  words\n    elsewhere: there\n",
    "rows": "group SEQ  Sequences & \"more\"\nSEQ-01  one <b>\n    not covered: \"why\"\nSEQ-02  two\n    open: a \\ b\ngroup 530  x\n530-01  y\n",
    "section": "RFC 3207 4.2",
}.items()}


def main():
    top = sys.argv[1] if len(sys.argv) > 1 else os.path.dirname(os.path.abspath(__file__))
    for target, inputs in INPUTS.items():
        os.makedirs(os.path.join(top, target), exist_ok=True)
        for name, data in inputs.items():
            with open(os.path.join(top, target, name), "wb") as f:
                f.write(data)


main()
