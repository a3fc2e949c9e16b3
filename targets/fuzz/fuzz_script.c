/* The script of a server test against what a server says: see peer.h. */
#include "peer.h"

static const char *const scripts[] = {
    "test server\nserver starttls=offered\n"
    "C: <connect>\nS: 220\nC: EHLO a\nS: 250 STARTTLS\nC: STARTTLS\nS: 220\nC: <tls>\n"
    "C: EHLO a\nS: 250\nC: AUTH LOGIN\nS: 334\nC: dXNlcg==\nS: 334\nC: c2VjcmV0\nS: 235\n"
    "C: MAIL FROM:<a@test.example>\nS: 250\nC: DATA\nS: 354\nC: MAIL is no command here\nC: .\nS: "
    "2xx\n"
    "C: QUIT\nS: 221\n",

    /* What may end it, waits, and segments. */
    "test server\nserver starttls=offered\n"
    "C: <connect>\nS: *\nC: STARTTLS\\r\\nNOOP injected\nS?: 220\nC: <tls>\nC: <wait 1s>\n"
    "C: <chunk 2 1ms>\nC: NO\\|OP\nC: X\\c\nC: \\r\\n\\r\\c\nC: \\n\nC: <chunk off>\nS: *\nS: "
    "5xx|421\nC: <wait>\nS?: 221\n",

    /* One connection after the other. */
    "test server\nserver starttls=required\n"
    "C: <connect>\nS: 220\nC: <close>\nC: <wait 1ms>\nC: <connect>\nS: 220\nC: STARTTLS\nS: "
    "220\nC: <tls>\nC: "
    "<reset>\n"
    "C: <wait 1s>\nC: <connect>\nS: 554 no*\nC: DATA\nS?: 354 *go*\nC: "
    "x\\r\\n.\\r\\nQUIT\nS: 250\nS: "
    "221\nC: <close>\nC: <wait>\nC: <connect>\nC: NOOP\nS: 250\n",
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    fuzz_peer(mustls_span(data, size), scripts, sizeof scripts / sizeof *scripts, NULL);
    return 0;
}
