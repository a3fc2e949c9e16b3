/* The mock server against a client's side of a conversation: see peer.h. */
#include "peer.h"

static const char *const servers[] = {
    "base none\n"
    "[clear]\nC: <connect>\nS: 220 x\n\n"
    "C: EHLO\nS: 250-x\\|\nS: 250 STARTTLS\n\n"
    "C: STARTTLS\nS: 220 go\nS: <tls>\n\n"
    "C: <hello>\nS: <close>\n\n"
    "C#2: *\nS: 421 \\c\nS: <wait 1s>\nS: x\n\nC: RSET\nS: <reset>\n\nC: *\nS: 530 5.7.0 x\n\n"
    "[tls]\nC: EHLO\nS: 250-x\nS: 250 AUTH PLAIN LOGIN\n\n"
    "C: STARTTLS\nS: 503 x\nS: <tls>\n\n"
    "C: AUTH LOGIN\nS: 334 a\nC: <line>\nS: 334 b\nC: <line>\nS: 235 x\n\nC: AUTH *\nS: 235 x\n\n"
    "C: MAIL|RCPT\nS: 250 x\n\nC: DATA\nS: 354 x\nC: <data>\nS: 250 x\n\n"
    "C: NOOP\nS: <chunk 1 1ms>\nS: 250 xx\nS: <chunk off>\n\n"
    "C: QUIT\nS: 221 x\nS: <close>\n\nC: *\nS: 502 x\n",

    /* Malformed, missing and surplus replies: what is expected next is then not plain. */
    "base none\n"
    "[any]\nC: <connect>\nS: 220-x\nS: 22\\|0 y\n\n"
    "C#1: EHLO\nS: 250-x\nS: 250-PIPELINING\nS: 250 STARTTLS\n\nC: EHLO\nS: 250-x\\c\n\n"
    "C: HELO\nS: 250 x\nS: 250 y\n\n"
    "C: AUTH PLAIN*\nS: 334\\x00\\c\nS: <wait 10ms>\nS: \\x20\n\nC: AUTH\nS: 334 a\\n\\c\n\n"
    "C: MAIL\nS: 3\\|54 x\n\nC: RCPT\nS: \\x20\n\n"
    "C#1: DATA\nS: 354-x\\|\nS: 354 y\n\nC#2: DATA\nS: 2354 z\n\nC: DATA\nS: 250 x\nC: <data>\nS: "
    "\\{9*4}50 x\n\n"
    "C#1: NOOP\nS: <close>\n\nC: NOOP\n\nC: STARTTLS\nS: 220 go\nS: 250 x\nS: <tls>\n\n"
    "C: QUIT\nS: 221 x\n",

    /* Floods and long waits. */
    "base none\n"
    "[any]\nC: <connect>\nS: 220 x\n\n"
    "C: EHLO\nS: 250-x\nS: <flood 4k>\nS: 250 STARTTLS\n\n"
    "C#1: NOOP\nS: 250 x\\|\nS: 250 y\nS: <flood 300>\n\nC: NOOP\nS: 250\\c\nS: <flood 70k>\nS: "
    "x\n\n"
    "C: STARTTLS\nS: <chunk 3 1s>\nS: 220 go\nS: <tls>\n\n"
    "C: DATA\nS: 354 x\nC: <data>\nS: 250-x\\c\nS: <wait 1s>\nS: \\n250 y\n\n"
    "C: RSET\nS: <wait>\nS: <close>\n\nC: QUIT\nS: 221 x\nS: <reset>\n\nC: *\nS: 250 x\n",

    /* A client that is asked for more than it says. */
    "base none\n"
    "[any]\nC: <connect>\nS: 220 x\nC: <line>\nS: 250 a\nC: <line>\nC: <line>\nS: 250 b\nC: "
    "<data>\nS: 250 c\nC: <data>\nS: <tls>\n\n"
    "C: <hello>\nS: 500 x\n\n"
    "C: RCPT *secret*\nS: 354 x\nC: <data>\nS: 554 x\nC: <line>\nS: 220 "
    "x\n\n"
    "C: AUTH *\nS: 334 x\n\nC: *\nS: 2\\|5\\|0 x\n",
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_peer(mustls_span(data, size), servers, sizeof servers / sizeof *servers, NULL);
    return 0;
}
