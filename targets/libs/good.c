#include "good.h"

#define CAPABILITIES                                                                               \
    "S: 250-ENHANCEDSTATUSCODES\n"                                                                 \
    "S: 250-AUTH PLAIN LOGIN CRAM-MD5\n"                                                           \
    "S: 250 SIZE 10240000\n\n"

static const char greeting[] = "C: <connect>\nS: 220 test.example ESMTP\n\n";

static const char before_tls[] = "C: EHLO\n"
                                 "S: 250-test.example\n"
                                 "S: 250-ENHANCEDSTATUSCODES\n"
                                 "S: 250 STARTTLS\n\n"
                                 "C: STARTTLS\n"
                                 "S: 220 2.0.0 Ready to start TLS\n"
                                 "S: <tls>\n\n"
                                 "C: *\n"
                                 "S: 530 5.7.0 Must issue a STARTTLS command first\n\n";

static const char mail[] = "C: EHLO\n"
                           "S: 250-test.example\n" CAPABILITIES "C: AUTH PLAIN *\n"
                           "S: 235 2.7.0 Authentication successful\n\n"
                           "C: AUTH PLAIN\n"
                           "S: 334 \\r\\n\n"
                           "C: <line>\n"
                           "S: 235 2.7.0 Authentication successful\n\n"
                           "C: AUTH LOGIN *\n"
                           "S: 334 UGFzc3dvcmQ6\n"
                           "C: <line>\n"
                           "S: 235 2.7.0 Authentication successful\n\n"
                           "C: AUTH LOGIN\n"
                           "S: 334 VXNlcm5hbWU6\n"
                           "C: <line>\n"
                           "S: 334 UGFzc3dvcmQ6\n"
                           "C: <line>\n"
                           "S: 235 2.7.0 Authentication successful\n\n"
                           "C: AUTH CRAM-MD5\n"
                           "S: 334 PDE4OTYuNjk3MTcwOTUyQHRlc3QuZXhhbXBsZT4=\n"
                           "C: <line>\n"
                           "S: 235 2.7.0 Authentication successful\n\n"
                           "C: MAIL\n"
                           "S: 250 2.1.0 OK\n\n"
                           "C: RCPT\n"
                           "S: 250 2.1.5 OK\n\n"
                           "C: DATA\n"
                           "S: 354 End data with <CRLF>.<CRLF>\n"
                           "C: <data>\n"
                           "S: 250 2.0.0 Queued\n\n"
                           "C: *\n"
                           "S: 502 5.5.2 Command not recognized\n\n";

static const char at_any_time[] = "[any]\n"
                                  "C: NOOP\n"
                                  "S: 250 2.0.0 OK\n\n"
                                  "C: RSET\n"
                                  "S: 250 2.0.0 OK\n\n"
                                  "C: QUIT\n"
                                  "S: 221 2.0.0 Bye\n"
                                  "S: <close>\n\n";

const char *good_name(enum good_server which)
{
    return which == GOOD_STARTTLS ? "a server that requires STARTTLS" : "a server without STARTTLS";
}

void good_rules(struct mustls_buf *out, enum good_server which)
{
    mustls_buf_puts(out, "[clear]\n");
    mustls_buf_puts(out, greeting);
    if (which == GOOD_STARTTLS)
        mustls_buf_printf(out, "%s[tls]\n", before_tls);
    mustls_buf_puts(out, mail);
    mustls_buf_puts(out, at_any_time);
}
