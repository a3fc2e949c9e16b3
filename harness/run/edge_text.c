/* Scenarios as text: one long line, of a length that the file can't know. */
#include <string.h>

#include "run/edges.h"

/* The octets of a line that are no padding, CRLF included. */
struct frame {
    const char *before, *line, *after;
};

static const struct frame probes[MUSTLS_NUM_EDGE_PLACES] = {
    [MUSTLS_EDGE_GREETING] = {"[clear]\nC: <connect>\n", "220 ", ""},
    [MUSTLS_EDGE_EHLO] = {"[tls]\nC: EHLO\nS: 250-test.example\n", "250-",
                          "S: 250 SIZE 10240000\n"},
    [MUSTLS_EDGE_MAIL] = {"[tls]\nC: MAIL\n", "250 ", ""},
    [MUSTLS_EDGE_STARTTLS] = {"[clear]\nC: STARTTLS\n", "220 ", "S: <tls>\n"},
};

void mustls_edge_put_probe(struct mustls_buf *out, enum mustls_edge_place place, size_t len)
{
    const struct frame *f = &probes[place];
    size_t pad = len - strlen(f->line) - strlen("\r\n");
    mustls_buf_printf(out,
                      "title  a line of %zu octets\n"
                      "client tls=required auth=none\n"
                      "limit  5s\n"
                      "%sS: %s\\{x*%zu}\n%s"
                      "MUST  client succeeds  [harness]\n"
                      "MUST  <message> in tls [harness]\n",
                      len, f->before, f->line, pad, f->after);
}

/* In each text N stands for what is repeated ${N} times; `fixed` octets of the line are before
 * that, or around it. */
static const struct edge_scenario {
    const char *head, *body;
    size_t fixed;
} scenarios[] = {
    {"# The message is refused in two lines. The first is so long that what stands at its end\n"
     "# begins the next piece of a buffer, and looks like a reply that accepts. It is one line\n"
     "# of one reply: nobody may report success.\n"
     "# Row REP-20.\n"
     "title  Refusal of the message with a tail that accepts, behind ${N} and 4 octets\n"
     "tags   edges parser security\n",
     "client tls=required auth=none\n"
     "limit  10s\n"
     "\n"
     "[tls]\n"
     "C: DATA\n"
     "S: 354 End data with <CRLF>.<CRLF>\n"
     "C: <data>\n"
     "S: 550-\\{x*${N}}250 2.0.0 FAKE\n"
     "S: 550 5.7.1 Refused\n"
     "\n"
     "MUST NOT  client succeeds  [RFC 5321 4.2]\n",
     4},
    {"# As the refusal of the message, but of MAIL: a client that cuts the line in two believes\n"
     "# that the sender was accepted. It learns better from RCPT.\n"
     "# Row REP-20.\n"
     "title  Refusal of MAIL with a tail that accepts, behind ${N} and 4 octets\n"
     "tags   edges parser\n",
     "client tls=required auth=none\n"
     "limit  10s\n"
     "\n"
     "[tls]\n"
     "C: MAIL\n"
     "S: 550-\\{x*${N}}250 2.1.0 FAKE\n"
     "S: 550 5.7.1 Refused\n"
     "\n"
     "C?: RCPT|DATA\n"
     "S: 503 5.5.1 MAIL first\n"
     "\n"
     "MUST NOT    client succeeds  [RFC 5321 4.2]\n"
     "SHOULD NOT  RCPT|DATA        [harness]\n",
     4},
    {"# STARTTLS is refused in two lines, the first with a tail that looks like a 220 where a\n"
     "# buffer ends. A client that begins TLS has read a reply that was never sent.\n"
     "# Row REP-20.\n"
     "title  Refusal of STARTTLS with a tail that accepts, behind ${N} and 4 octets\n"
     "tags   edges parser security\n",
     "client tls=required auth=none\n"
     "limit  10s\n"
     "\n"
     "[clear]\n"
     "C: STARTTLS\n"
     "S: 454-\\{x*${N}}220 2.0.0 FAKE\n"
     "S: 454 4.7.0 TLS not available\n"
     "\n"
     "MUST NOT  <hello>              [RFC 3207 4]\n"
     "MUST NOT  client succeeds      [RFC 5321 4.2]\n"
     "MUST NOT  <message> in clear   [RFC 3207 6]\n",
     4},
    {"# The 220 to STARTTLS ends just where a buffer does, and forged lines follow: they stay in\n"
     "# another buffer than the 220, the kernel's perhaps. Wherever they stay, they are no part\n"
     "# of the dialogue under TLS.\n"
     "# Row INJ-10.\n"
     "title  Injected behind a 220 whose text has ${N} octets\n"
     "tags   edges injection security\n",
     "client tls=required auth=plain\n"
     "limit  10s\n"
     "\n"
     "[clear]\n"
     "C: STARTTLS\n"
     "S: 220 \\{x*${N}}\n"
     "S: 250-forged.example\n"
     "S: 250-SIZE 1111\n"
     "S: 250 AUTH PLAIN LOGIN\n"
     "S: <tls>\n"
     "\n"
     "[tls]\n"
     "C?: EHLO\n"
     "S: <wait 100ms>\n"
     "S: 250-test.example\n"
     "S: 250 ENHANCEDSTATUSCODES\n"
     "\n"
     "C?: AUTH\n"
     "S: 503 5.5.1 Authentication not enabled\n"
     "\n"
     "MUST NOT    <early> in tls         [RFC 3207 4.2]\n"
     "MUST NOT    \"MAIL *SIZE=*\" in tls  [RFC 3207 4.2]\n"
     "MUST NOT    <message> in clear     [RFC 3207 6]\n"
     "SHOULD NOT  AUTH in tls            [RFC 3207 4.2]\n",
     6},
};

const char *const mustls_edge_names[] = {"message-tail", "mail-tail", "starttls-tail",
                                         "injected-behind-220", NULL};

void mustls_edge_put_scenario(struct mustls_buf *out, size_t which, const size_t *sizes,
                              size_t num_sizes)
{
    const struct edge_scenario *s = &scenarios[which];
    mustls_buf_puts(out, s->head);
    mustls_buf_puts(out, "for    N =");
    for (size_t i = 0; i < num_sizes; i++)
        if (sizes[i] > s->fixed)
            mustls_buf_printf(out, "%s %zu", i > 0 ? " |" : "", sizes[i] - s->fixed);
    mustls_buf_putc(out, '\n');
    mustls_buf_puts(out, s->body);
}
