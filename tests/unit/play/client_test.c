/* The scripted peer as server: what it records of a client, whichever way the bytes come. */
#include "play/helper.h"

#define A4    "AAAA"
#define A16   A4 A4 A4 A4
#define A64   A16 A16 A16 A16
#define A508  A64 A64 A64 A64 A64 A64 A64 A16 A16 A16 A4 A4 A4 /* and "250 ": a line's limit */
#define GREET "C: <connect>\nS: 220 x\n"
#define EHLO  "C: EHLO\nS: 250 x\n"
#define STLS  "C: STARTTLS\nS: 220 go\nS: <tls>\n"
#define QUIT  "C: QUIT\nS: 221 bye\nS: <close>\n"
#define REST  "C: *\nS: 250 ok\n"

static const struct row rows[] = {
    {"a plain dialogue", GREET EHLO QUIT, "> EHLO a\n> QUIT\neof",
     "c:connect\nc:rule\nc:send 220 x\nc:reply 220\nc:command EHLO a\nc:rule\nc:send 250 x\n"
     "c:reply 250\nc:command QUIT\nc:rule\nc:send 221 bye\nc:reply 221\nc!:close\nc:close\n",
     " "},
    {"no rule: left waiting", GREET, "> EHLO a\neof", "c:command EHLO a\nc:close\n", NULL},
    {"verbs in any case", GREET EHLO, "> ehlo a", "c:reply 220\nc:command ehlo a\nc:reply 250\n",
     " connect send rule "
     "wait "},
    {"bad command", GREET REST, "> XYZZY a", "c:command XYZZY a\nc:bad-command XYZZY a\n", NULL},
    {"bare LF is bad", GREET REST, "> NOOP\\n\\c", "c:command NOOP\\n\nc:bad-command NOOP\\n\n",
     NULL},
    {"empty line is bad", GREET REST, "> ", "c:command \nc:bad-command \n", NULL},
    {"EOF in a line: recorded, not judged", GREET REST, "> QUI\\c\neof", "c:command QUI\nc:close\n",
     NULL},
    {"reset by the peer", GREET, "rst", "c:reset\n", NULL},

    {"early before the greeting", "C: <connect>\nS: <wait 50ms>\nS: 220 x\n" EHLO, "> EHLO a\n+ 60",
     "c:early EHLO a\nc:command EHLO a\n", NULL},
    {"early: pipelined without leave", GREET EHLO REST,
     "> EHLO a\nhold\n> MAIL FROM:<a>\n> RCPT TO:<b>",
     "c:command EHLO a\nc:command MAIL FROM:<a>\nc:early RCPT TO:<b>\nc:command RCPT TO:<b>\n",
     NULL},
    {"pipelining with leave", GREET "C: EHLO\nS: 250-x\nS: 250 PIPELINING\n" REST,
     "> EHLO a\nhold\n> MAIL FROM:<a>\n> RCPT TO:<b>\n> DATA\n> NOOP",
     "c:command EHLO a\nc:command MAIL FROM:<a>\nc:command RCPT TO:<b>\nc:command DATA\n"
     "c:early NOOP\nc:command NOOP\n",
     NULL},
    {"AUTH with an initial response may lead a group",
     GREET "C: EHLO\nS: 250-x\nS: 250 PIPELINING\n" REST,
     "> EHLO a\nhold\n> AUTH PLAIN AHUAcA==\n> MAIL FROM:<a>",
     "c:command EHLO a\nc:command AUTH PLAIN AHUAcA==\nc:command MAIL FROM:<a>\n", NULL},
    {"AUTH without one may not", GREET "C: EHLO\nS: 250-x\nS: 250 PIPELINING\n" REST,
     "> EHLO a\nhold\n> AUTH PLAIN\n> MAIL FROM:<a>",
     "c:command EHLO a\nc:command AUTH PLAIN\nc:early MAIL FROM:<a>\nc:command MAIL FROM:<a>\n",
     NULL},
    {"a late reply takes no leave away",
     GREET "C: EHLO\nS: 250-x\nS: 250 PIPELINING\nS: <wait 50ms>\nS: 250 y\n"
           "C: NOOP\n" REST,
     "> EHLO a\n> NOOP\n+ 60\nhold\n> MAIL FROM:<a>\n> RCPT TO:<b>",
     "c:command EHLO a\nc:command NOOP\nc:command MAIL FROM:<a>\nc:command RCPT TO:<b>\n", NULL},
    {"leave ends with the next EHLO", GREET "C#1: EHLO\nS: 250-x\nS: 250 PIPELINING\n" EHLO REST,
     "> EHLO a\n> EHLO b\nhold\n> MAIL FROM:<a>\n> RCPT TO:<b>",
     "c:command EHLO a\nc:command EHLO b\nc:command MAIL FROM:<a>\nc:early RCPT TO:<b>\n"
     "c:command RCPT TO:<b>\n",
     NULL},
    {"early inside a multi-line reply", GREET "C: MAIL\nS: 530-a\nS: <wait 300ms>\nS: 530 b\n" REST,
     "> MAIL FROM:<a>\n+ 100\n> RCPT TO:<b>\n+ 300",
     "c:command MAIL FROM:<a>\nc:early RCPT TO:<b>\nc:command RCPT TO:<b>\n", NULL},
    {"malformed reply: nothing is early",
     GREET "C: MAIL\nS: 530_a\\c\nS: <wait 300ms>\nS: x\n" REST,
     "> MAIL FROM:<a>\n+ 100\n> RCPT TO:<b>\n+ 300",
     "c:command MAIL FROM:<a>\nc:command RCPT TO:<b>\n", NULL},
    {"a bare CR is malformed before the line ends",
     GREET "C: MAIL\nS: 530 a\\rb\\c\nS: <wait 300ms>\nS: x\n" REST,
     "> MAIL FROM:<a>\n+ 100\n> RCPT TO:<b>\n+ 300",
     "c:command MAIL FROM:<a>\nc:command RCPT TO:<b>\n", NULL},
    {"unfinished but well-formed: early",
     GREET "C: MAIL\nS: 530 a\\c\nS: <wait 300ms>\nS: x\n" REST,
     "> MAIL FROM:<a>\n+ 100\n> RCPT TO:<b>\n+ 300",
     "c:command MAIL FROM:<a>\nc:early RCPT TO:<b>\nc:command RCPT TO:<b>\n", NULL},
    {"a line at its limit: early",
     GREET "C: MAIL\nS: 530 " A508 "\\c\nS: <wait 300ms>\nS: x\n" REST,
     "> MAIL FROM:<a>\n+ 100\n> RCPT TO:<b>\n+ 300",
     "c:command MAIL FROM:<a>\nc:early RCPT TO:<b>\nc:command RCPT TO:<b>\n", NULL},
    {"in a line beyond its limit nothing is early",
     GREET "C: MAIL\nS: 530 " A508 "A\\c\nS: <wait 300ms>\nS: x\n" REST,
     "> MAIL FROM:<a>\n+ 100\n> RCPT TO:<b>\n+ 300",
     "c:command MAIL FROM:<a>\nc:command RCPT TO:<b>\n", NULL},
    {"nor behind one: its tail may pass for an answer",
     GREET "C: MAIL\nS: 250 " A508 "A\nC: RCPT\nS: <wait 300ms>\nS: 550 x\n" REST,
     "> MAIL FROM:<a>\n> RCPT TO:<b>\n+ 100\n> DATA\n+ 300",
     "c:command MAIL FROM:<a>\nc:command RCPT TO:<b>\nc:command DATA\n", NULL},
    {"TLS ends what an overlong line blurred",
     GREET "C: STARTTLS\nS: 220 " A508 "A\nS: <tls>\n[tls]\n" EHLO REST,
     "> STARTTLS\nup\nhold\n> EHLO x\n> MAIL FROM:<a>",
     "c:command STARTTLS\nc:sni mx.test\nt:tls\n"
     "t:command EHLO x\nt:early MAIL FROM:<a>\nt:command MAIL FROM:<a>\n",
     NULL},
    {"a message that begins in an overlong 354",
     GREET "C: DATA\nS: 354 " A508 "A\\c\nS: <wait 300ms>\nS: x\nC: <data>\nS: 250 ok\n" REST,
     "> DATA\n+ 100\n> x\n> .\n+ 300\n> NOOP",
     "c:command DATA\nc:command x\nc:command .\nc:data x\nc:command NOOP\n", NULL},
    {"RSET may come at any time", GREET "C: MAIL\nS: <wait>\n", "> MAIL FROM:<a>\n> RSET",
     "c:command MAIL FROM:<a>\nc:command RSET\n", NULL},
    {"and no command behind it", GREET "C: MAIL\nS: <wait>\n", "> MAIL FROM:<a>\n> RSET\n> NOOP",
     "c:command MAIL FROM:<a>\nc:command RSET\nc:early NOOP\nc:command NOOP\n", NULL},
    {"QUIT may come at any time", GREET "C: MAIL\nS: <wait>\n", "> MAIL FROM:<a>\n> QUIT",
     "c:command MAIL FROM:<a>\nc:command QUIT\n", NULL},
    {"a surplus reply is credit",
     GREET "C: EHLO\nS: 250 a\nS: 250 b\n"
           "C: MAIL\nS: <wait 10ms>\nS: 250 ok\n" REST,
     "> EHLO a\n> MAIL FROM:<a>\n> RCPT TO:<b>\n> DATA\n+ 100",
     "c:command EHLO a\nc:command MAIL FROM:<a>\nc:command RCPT TO:<b>\nc:early DATA\n"
     "c:command DATA\n",
     NULL},
    {"after <close> nothing is early", GREET "C: MAIL\nS: <close>\n", "> MAIL FROM:<a>\n> QUIT",
     "c:command MAIL FROM:<a>\nc!:close\nc:command QUIT\n", NULL},

    {"a flood taken whole", GREET "C: EHLO\nS: 250-a\nS: <flood 20>\nS: 250 b\n", "> EHLO x",
     "c:send 220 x\nc:reply 220\nc:command EHLO x\nc:send 250-a\nc:send "
     "250-a\\r\\n250-a\\r\\n250-a\n"
     "c:flood took 20 bytes of one reply\nc:send 250 b\nc:reply 250\n",
     " connect rule "},
    {"a flood of lines, segments and all", GREET "C: EHLO\nS: 250-a\\|b\nS: 250-c\nS: <flood 1>\n",
     "> EHLO x", "c:flood took 1 bytes of one reply\n", " connect rule send reply command "},
    {"a flood repeats no other bytes",
     GREET "C: EHLO\nS: 250-a\nS: <wait 1ms>\nS: b\nS: <flood 1>\n", "> EHLO x\n+ 5",
     "c:send 220 x\nc:send 250-a\nc:send b\nc:send b\nc:flood took 1 bytes of one reply\n",
     " connect rule reply command wait "},
    {"a flood of nothing", GREET "C: EHLO\nS: \\c\nS: <flood 9>\nS: 250 b\n", "> EHLO x",
     "c:command EHLO x\n", NULL},
    {"a flood goes by no <chunk>",
     GREET "C: EHLO\nS: <chunk 3 5ms>\nS: 25\\c\nS: <flood 4>\nS: x\n", "> EHLO x\n+ 50",
     "c:send 220 x\nc:send 25\nc:send 2525\nc:flood took 4 bytes of one reply\nc:send x\n",
     " connect rule reply command "},
    {"in a flood and behind it nothing is early",
     GREET "C: EHLO\nS: 250-a\nS: <flood 20>\nS: 250 b\n" REST,
     "hold\n> EHLO x\n> MAIL FROM:<a>\npart 7\npart 3\n> RCPT TO:<b>\nflow\nhold\n> NOOP\n> NOOP",
     "c:command EHLO x\nc:early MAIL FROM:<a>\nc:command MAIL FROM:<a>\nc:command RCPT TO:<b>\n"
     "c:flood took 20 bytes of one reply\nc:command NOOP\nc:command NOOP\n",
     NULL},
    {"TLS ends what a flood blurred",
     GREET "C: STARTTLS\nS: 220-a\nS: <flood 20>\nS: 220 b\nS: <tls>\n[tls]\n" EHLO REST,
     "> STARTTLS\nup\nhold\n> EHLO x\n> MAIL FROM:<a>",
     "c:command STARTTLS\nc:flood took 20 bytes of one reply\nc:sni mx.test\nt:tls\n"
     "t:command EHLO x\nt:early MAIL FROM:<a>\nt:command MAIL FROM:<a>\n",
     NULL},
    {"closed in a flood: the rest of the reaction goes on",
     GREET "C: EHLO\nS: 250-a\nS: <flood 200>\nS: 250 b\nS: <close>\n",
     "hold\n> EHLO x\npart 7\npart 10\neof\nflow",
     "c:reply 220\nc:command EHLO x\nc:close\nc:reply 250\nc!:close\n", " connect rule send "},
    {"closed before a flood", GREET "C: EHLO\nS: 250-a\nS: <flood 20>\nS: 250 b\n",
     "hold\n> EHLO x\neof\nflow",
     "c:send 220 x\nc:command EHLO x\nc:close\nc:send 250-a\nc:send 250 b\n",
     " connect rule reply "},
    {"reset in a flood", GREET "C: EHLO\nS: 250-a\nS: <flood 20>\nS: 250 b\n",
     "hold\n> EHLO x\npart 7\npart 10\nrst\nflow", "c:command EHLO x\nc:reset\n", NULL},
    {"a flooded line", GREET "C: EHLO\nS: 250 a\\c\nS: <flood 10>\nS: b\nS: 250 c\n", "> EHLO x",
     "c:reply 220\nc:command EHLO x\nc:flood took 10 bytes of one reply\nc:reply 250\nc:reply "
     "250\n",
     " connect rule send "},

    {"AUTH with <line>", GREET "C: AUTH\nS: 334 \nC: <line>\nS: 235 ok\n" REST,
     "> AUTH PLAIN\n> AAAA\n> NOOP", "c:command AUTH PLAIN\nc:line AAAA\nc:command NOOP\n", NULL},
    {"AUTH without <line>: the response is matched", GREET "C: AUTH\nS: 334 \nC: *\nS: 235 ok\n",
     "> AUTH PLAIN\n> AAAA\n> NOOP",
     "c:reply 220\nc:command AUTH PLAIN\nc:reply 334\nc:line AAAA\nc:reply 235\nc:command "
     "NOOP\nc:reply 235\n",
     " connect send rule wait "},
    {"334 to a response", GREET "C: AUTH\nS: 334 a\nC: AAAA\nS: 334 b\nC: *\nS: 235 ok\n",
     "> AUTH LOGIN\n> AAAA\n> BBBB\n> NOOP",
     "c:command AUTH LOGIN\nc:line AAAA\nc:line BBBB\nc:command NOOP\n", NULL},
    {"response during a <wait>", GREET "C: AUTH\nS: 334 \nS: <wait 50ms>\nC: <line>\nS: 235 ok\n",
     "> AUTH PLAIN\n> AAAA\n+ 60", "c:command AUTH PLAIN\nc:line AAAA\n", NULL},
    {"response before 334: early, and read", GREET "C: AUTH\nS: 334 \nC: <line>\nS: 235 ok\n" REST,
     "hold\n> AUTH PLAIN\n> AAAA\nflow\n> NOOP",
     "c:command AUTH PLAIN\nc:early AAAA\nc:command AAAA\nc:bad-command AAAA\n"
     "c:command NOOP\n",
     NULL},

    {"the message", GREET "C: DATA\nS: 354 go\nC: <data>\nS: 250 ok\n" REST,
     "> DATA\n> a NONCE\n> ..b\n> .\n> NOOP",
     "c:command DATA\nc:data a NONCE\\r\\n.b\nc:message\nc:accepted 250\nc:command NOOP\n", NULL},
    {"a message refused", GREET "C: DATA\nS: 354 go\nC: <data>\nS: 550 no\nS: 250 ok\n",
     "> DATA\n> NONCE\n> .", "c:command DATA\nc:data NONCE\nc:message\n", NULL},
    {"a malformed 2yz accepts nothing",
     GREET "C: DATA\nS: 354 go\nC: <data>\nS: 250_ok\nS: 250 ok\n", "> DATA\n> NONCE\n> .",
     "c:command DATA\nc:data NONCE\nc:message\n", NULL},
    {"a stray 354: what follows DATA is no bad command",
     GREET "C: RCPT\nS: 250 ok\nS: 354 stray\nC: DATA\nS: 550 no\n" REST,
     "> RCPT TO:<b>\n> DATA\n> Hello there",
     "c:command RCPT TO:<b>\nc:command DATA\nc:command Hello there\n", NULL},
    {"a stray 354: what follows DATA is not early",
     GREET "C: RCPT\nS: 250 ok\nS: 354 stray\nC: DATA\nS: <wait 100ms>\nS: 550 no\n" REST,
     "> RCPT TO:<b>\n> DATA\n> Hello there\n> more of it\n+ 200",
     "c:command RCPT TO:<b>\nc:command DATA\nc:command Hello there\nc:command more of it\n", NULL},
    {"two <line> of a message", GREET "C: DATA\nS: 354 go\nC: <line>\nC: <line>\nS: <close>\n",
     "> DATA\n> a\n> b\neof", "c:command DATA\nc!:close\nc:data a\\r\\nb\nc:close\n", NULL},
    {"<line> reads one line, not two",
     GREET "C: DATA\nS: 354 go\nC: <line>\nC: <line>\nS: <close>\n", "> DATA\n> a\neof",
     "c:command DATA\nc:data a\nc:close\n", NULL},
    {"another message", GREET "C: DATA\nS: 354 go\nC: <data>\nS: 250 ok\n", "> DATA\n> x\n> .",
     "c:command DATA\nc:data x\n", NULL},
    {"data without <data>: its end is a line", GREET "C#2: *\nS: 250 ok\nC: *\nS: 354 go\n",
     "> DATA\n> NONCE\n> .", "c:command DATA\nc:data NONCE\nc:message\nc:accepted 250\n", NULL},
    {"EOF in data", GREET "C: DATA\nS: 354 go\nC: <data>\nS: 250 ok\n", "> DATA\n> NONCE\neof",
     "c:command DATA\nc:data NONCE\nc:close\n", NULL},
    {"a message that nobody asked for is no bad command, and its lines wait for nothing",
     GREET "C: DATA\nS: 554 no\nC: *\nS: <wait 1s>\nS: 502 no\n" REST,
     "> DATA\n> A: b\n> QUITE\n> \n> .\n> XYZZY\n+ 9000",
     "c:command DATA\nc:command A: b\nc:command QUITE\nc:command \nc:command .\n"
     "c:command XYZZY\nc:bad-command XYZZY\n",
     NULL},
    {"who takes another 3yz for a 354 may have a point",
     GREET "C: DATA\nS: 350 go\nC: *\nS: <wait 1s>\nS: 502 no\n" REST,
     "> DATA\n> MAIL from me\n> QUITE so\n> .\n+ 9000",
     "c:command DATA\nc:command MAIL from me\nc:command QUITE so\nc:command .\n", NULL},
    {"data that came before 354", GREET "C: DATA\nS: 354 go\nC: <data>\nS: 250 ok\n" REST,
     "> DATA\\c\nhold\n> \\r\\nx\\r\\n\\c\nflow\n> .\n> NOOP",
     "c:command DATA\nc:early x\nc:command x\nc:data x\nc:command NOOP\n", NULL},
    {"malformed 354, QUIT", GREET "C: DATA\nS: 354_go\n" QUIT, "> DATA\n> QUIT",
     "c:command DATA\nc:command QUIT\nc!:close\n", NULL},
    {"malformed 354, message", GREET "C: DATA\nS: 354_go\n" REST, "> DATA\n> A: NONCE\n> .",
     "c:command DATA\nc:data A: NONCE\nc:message\nc:accepted 250\n", NULL},
    {"354 then <line>: the rest stays data",
     GREET "C: DATA\nS: 354 go\nC: <line>\nS: 552 no\nS: <close>\n", "> DATA\n> A: b\n> XYZ\n> .",
     "c:command DATA\nc!:close\nc:data A: b\\r\\nXYZ\n", NULL},

    {"STARTTLS", GREET EHLO STLS "[tls]\nC: EHLO\nS: 250 y\n",
     "> STARTTLS\nup\n> EHLO a\nalert 42\nalert 0\neof",
     "c:command STARTTLS\nc:sni mx.test\nt:tls\nt:command EHLO a\nt:alert 42\nt:close-notify\n"
     "t:close\n",
     NULL},
    {"close_notify is an end, FIN may follow",
     GREET STLS "[tls]\nC: NOOP\nS: 250 a\nS: <wait>\nS: <close>\n",
     "> STARTTLS\nup\n> NOOP\nalert 0\neof",
     "c:command STARTTLS\nc:sni mx.test\nt:tls\nt:command NOOP\nt:close-notify\n"
     "t!:close\nt:close\n",
     NULL},
    {"leave does not outlive the handshake",
     GREET "C: EHLO\nS: 250-x\nS: 250 PIPELINING\n" STLS "[tls]\n" EHLO REST,
     "> EHLO a\n> STARTTLS\nup\n> EHLO a\nhold\n> MAIL FROM:<a>\n> RCPT TO:<a>",
     "c:command EHLO a\nc:command STARTTLS\nc:sni mx.test\nt:tls\nt:command EHLO a\n"
     "t:command MAIL FROM:<a>\nt:early RCPT TO:<a>\nt:command RCPT TO:<a>\n",
     NULL},
    {"credit does not outlive the handshake",
     GREET "C: STARTTLS\nS: 220 go\nS: 250 forged\nS: <tls>\n"
           "[tls]\nC: EHLO\nS: <wait 100ms>\nS: 250 x\n" REST,
     "> STARTTLS\nup\n> EHLO a\n> AUTH PLAIN AAAA\n+ 200",
     "c:command STARTTLS\nc:sni mx.test\nt:tls\nt:command EHLO a\nt:early AUTH PLAIN AAAA\n"
     "t:command AUTH PLAIN AAAA\n",
     NULL},
    {"our own fragment does not outlive the handshake",
     GREET "C: STARTTLS\nS: 220 go\nS: 25\\c\nS: <tls>\n[tls]\n" EHLO, "> STARTTLS\nup\n> EHLO a",
     "c:reply 220\nc:reply 220\nt:reply 250\n", " connect send rule command sni tls "},
    {"TLS first: the greeting is owed inside",
     "C: <connect>\nS: <tls>\nS: <wait 100ms>\nS: 220 x\n", "up\n> EHLO a\n+ 200",
     "c:sni mx.test\nt:tls\nt:early EHLO a\nt:command EHLO a\n", NULL},
    {"handshake refused, then clear", GREET STLS QUIT, "> STARTTLS\ndown\n> QUIT",
     "c:command STARTTLS\nc:alert 48\nc:tls-fail 48\nc:command QUIT\nc!:close\n", NULL},
    {"clear text for a handshake", GREET STLS REST, "> STARTTLS\nbytes MAIL FROM:<a>",
     "c:command STARTTLS\nc:bytes MAIL FROM:<a>\nc:tls-fail\nc:command MAIL FROM:<a>\n", NULL},
    {"pipelined behind STARTTLS", GREET STLS REST, "> STARTTLS\\c\nhold\n> \\r\\nNOOP\nflow\nplain",
     "c:command STARTTLS\nc:early NOOP\nc:command NOOP\nc:bytes NOOP\nc:tls-fail\n", NULL},
    {"pipelined behind STARTTLS, 0x16 that begins no record", GREET STLS REST,
     "> STARTTLS\\c\nhold\n> \\r\\n\\x16x\nflow\nplain\n> NOOP",
     "c:command STARTTLS\nc:early \\x16x\nc:command \\x16x\nc:bad-command \\x16x\nc:bytes \\x16x\n"
     "c:tls-fail\nc:command NOOP\n",
     NULL},
    {"pipelined behind STARTTLS, half a line", GREET STLS REST,
     "> STARTTLS\\c\nhold\n> \\r\\nNO\\c\nflow\nbytes OP",
     "c:command STARTTLS\nc:early NO\nc:bytes NO\nc:tls-fail\nc:command NOOP\n", NULL},
    {"ClientHello before 220", GREET "C: STARTTLS\nS: <wait 50ms>\nS: 220 go\nS: <tls>\n",
     "> STARTTLS\n> \\x16\\x03\\x01\\x00\\x01\\xff\\c\n+ 60\nup",
     "c:command STARTTLS\nc:early \\x16\\x03\nc:sni mx.test\nt:tls\n", NULL},
    {"ClientHello nobody asked for", GREET "C: <hello>\nS: 500 no\n" REST,
     "> \\x16\\x03\\x01\\x00\\x02\\x0a\\x0aNOOP\n> \\x15\\x03\\x01\\x00\\x01xNOOP",
     "c:hello\nc:command NOOP\nc:command NOOP\n", NULL},
    {"0x16 alone is a line", GREET REST, "> \\x16x", "c:command \\x16x\nc:bad-command \\x16x\n",
     NULL},

    {"password in clear and in TLS", GREET STLS "[any]\n" REST,
     "> pa+ss/wd9\n> pa+ss/wd9\n> STARTTLS\nup\n> pa+ss/wd9",
     "c:secret password\nc:command pa+ss/wd9\nc:bad-command pa+ss/wd9\nc:command pa+ss/wd9\n"
     "c:bad-command pa+ss/wd9\nc:command STARTTLS\nc:sni mx.test\nt:tls\nt:secret password\n"
     "t:command pa+ss/wd9\nt:bad-command pa+ss/wd9\n",
     NULL},
    {"SASL PLAIN", GREET REST, "> AUTH PLAIN AG11c2VyMTIzAHBhK3NzL3dkOQ==",
     "c:secret user base64\nc:secret password base64\n"
     "c:command AUTH PLAIN AG11c2VyMTIzAHBhK3NzL3dkOQ==\n",
     NULL},
    {"percent form", GREET REST, "> NOOP pa%2Bss%2Fwd9",
     "c:secret password percent\nc:command NOOP pa%2Bss%2Fwd9\n", NULL},

    {"numbers count what matches", GREET "C#2: NOOP\nS: 251 b\nC#3: *\nS: 252 c\n" REST,
     "> NOOP\n> NOOP\n> RSET\n> NOOP",
     "c:reply 220\nc:reply 250\nc:reply 251\nc:reply 252\nc:reply 250\n",
     " connect send rule command "},
    {"numbers of connections", "C#2: <connect>\nS: 421 no\nC: <connect>\nS: 220 x\n", "accept",
     "c:reply 220\nc:reply 421\n", " connect send rule "},
    {"a segment a mark", GREET "C: NOOP\nS: 250-a\\r\\n25\\|0 b\nS: <chunk 4 1ms>\nS: 250 c\n",
     "> NOOP\n+ 10", "c:send 220 x\nc:send 250-a\\r\\n25\nc:send 0 b\nc:send 250 \nc:send c\n",
     " connect reply rule command "},
    {"partly written", "C: <connect>\nS: 220-x\nS: 220 y\n", "",
     "c:send 220-x\\r\\n220 y\nc:reply 220\n", " connect rule "},
    {"waits are seen", GREET "C: NOOP\nS: <wait 5ms>\nS: 250 a\nS: <wait>\nS: <close>\n",
     "> NOOP\n+ 10\neof", "c:wait 1\nc:wait\nc:wait 1\nc:close\nc:wait\nc!:close\n",
     " connect send reply rule command "},
    {"half closed: still answered", GREET EHLO QUIT, "hold\n> EHLO a\n> QUIT\neof\nflow",
     "c:reply 220\nc:reply 250\nc:reply 221\n", " connect send rule command early close "},
    {"reset by us", GREET "C: NOOP\nS: <reset>\n", "> NOOP\n> NOOP", "c:command NOOP\nc!:reset\n",
     NULL},
};

static void test_rows(void **state)
{
    (void)state;
    check_rows(MUSTLS_TEST_CLIENT, rows, sizeof rows / sizeof rows[0]);
}

static void test_memory(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        check_memory(MUSTLS_TEST_CLIENT, &rows[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
