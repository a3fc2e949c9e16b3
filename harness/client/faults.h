/* Seeded faults of the reference client: each is a mistake that a real client has made. X(BIT_NAME,
 * "name", "what it does") */
#ifndef MUSTLS_CLIENT_FAULTS_H
#define MUSTLS_CLIENT_FAULTS_H

#include "base/span.h"

#define MUSTLS_CLIENT_FAULTS(X)                                                                    \
    X(KEEPS_PLAINTEXT, "keeps-plaintext",                                                          \
      "keeps bytes that came behind 220 and reads them as TLS replies")                            \
    X(NO_SECOND_EHLO, "no-second-ehlo", "sends no EHLO after the handshake")                       \
    X(KEEPS_CAPABILITIES, "keeps-capabilities", "goes on using the EHLO reply from before TLS")    \
    X(AUTH_IN_CLEAR, "auth-in-clear", "authenticates before TLS when AUTH is offered")             \
    X(FALLS_BACK_TO_CLEAR, "falls-back-to-clear",                                                  \
      "goes on without TLS when STARTTLS is refused or not offered")                               \
    X(ANY_2XX_STARTS_TLS, "any-2xx-starts-tls", "takes any 2yz reply to STARTTLS for 220")         \
    X(ANY_REPLY_STARTS_TLS, "any-reply-starts-tls", "starts TLS whatever the reply to STARTTLS")   \
    X(NO_VERIFY, "no-verify", "accepts any certificate")                                           \
    X(NO_HOST_CHECK, "no-host-check", "checks the chain but not the name")                         \
    X(NO_SNI, "no-sni", "sends no server name")                                                    \
    X(RECONNECTS_IN_CLEAR, "reconnects-in-clear",                                                  \
      "comes back without TLS after a failed handshake")                                           \
    X(CLEAR_AFTER_FAILED_TLS, "clear-after-failed-tls",                                            \
      "goes on in clear on the same connection after a failed handshake")                          \
    X(STARTTLS_TWICE, "starttls-twice", "sends STARTTLS again under TLS when 530 or EHLO asks")    \
    X(IGNORES_530, "ignores-530", "goes on with RCPT and DATA after 530 to MAIL")                  \
    X(LOOPS_ON_530, "loops-on-530", "repeats the refused command, up to 50 times")                 \
    X(FIRST_LINE_ENDS_REPLY, "first-line-ends-reply",                                              \
      "takes the first line of a multi-line reply for all of it")                                  \
    X(CODE_BY_PREFIX, "code-by-prefix", "looks at the first digit only, also in malformed lines")  \
    X(STARTTLS_BY_SUBSTRING, "starttls-by-substring", "finds STARTTLS anywhere in the EHLO reply") \
    X(STARTTLS_HYPHEN_ONLY, "starttls-hyphen-only",                                                \
      "finds STARTTLS only on lines that begin 250-")                                              \
    X(STARTTLS_CASE_SENSITIVE, "starttls-case-sensitive", "finds STARTTLS in upper case only")     \
    X(FALSE_SUCCESS, "false-success", "reports success without a 2yz to the message")              \
    X(FALSE_FAILURE, "false-failure", "reports failure when QUIT is not answered well")            \
    X(NO_TIMEOUT, "no-timeout", "waits for a reply for ever")                                      \
    X(UNBOUNDED_REPLY, "unbounded-reply", "keeps reading a reply without end")                     \
    X(PIPELINES_ALWAYS, "pipelines-always", "pipelines whether offered or not")                    \
    X(DATA_WITHOUT_354, "data-without-354", "sends the message whatever the reply to DATA")        \
    X(NO_DOT_STUFFING, "no-dot-stuffing", "sends lines that begin with a dot as they are")         \
    X(NO_QUIT, "no-quit", "closes without QUIT")                                                   \
    X(UNAUTHENTICATED, "unauthenticated", "sends without AUTH when AUTH failed or is not offered") \
    X(TALKS_FIRST, "talks-first", "sends EHLO before the greeting")                                \
    X(BARE_LF, "bare-lf", "ends command lines with LF alone")                                      \
    X(MISTAKES_PAIRING, "mistakes-pairing",                                                        \
      "takes a surplus reply for the answer to its next command")                                  \
    X(HELO_DROPS_TLS, "helo-drops-tls", "falls back to HELO and forgets that TLS was required")    \
    X(SAYS_PASSWORD, "says-password", "prints the password in its error message")                  \
    X(AUTH_GOES_ON, "auth-goes-on", "sends the user name line though AUTH LOGIN was refused")      \
    X(STARTTLS_ARGUMENT, "starttls-argument", "sends STARTTLS with a parameter")                   \
    X(ACCEPTS_EXPIRED, "accepts-expired", "accepts certificates out of their time")                \
    X(ACCEPTS_SELF_SIGNED, "accepts-self-signed",                                                  \
      "accepts certificates that are signed by themselves")                                        \
    X(IGNORES_PURPOSE, "ignores-purpose", "accepts certificates that are for clients only")        \
    X(ACCEPTS_ANY_ISSUER, "accepts-any-issuer",                                                    \
      "accepts issuers that may not issue, or not this name")                                      \
    X(TRUSTS_CN, "trusts-cn", "takes the name in CN, whatever subjectAltName says")                \
    X(PARTIAL_WILDCARDS, "partial-wildcards", "lets a wildcard stand for a part of a label")       \
    X(WEAK_TLS, "weak-tls",                                                                        \
      "takes old versions of TLS, and ciphers without encryption or identity")                     \
    X(TRUNCATION_IS_END, "truncation-is-end", "takes a reply that is cut short for a whole one")   \
    X(SPLITS_MATTER, "splits-matter", "takes the end of a segment for the end of a line")          \
    X(SPLITS_LONG_LINES, "splits-long-lines",                                                      \
      "reads 511 octets for a line, and the rest of it for the next")                              \
    X(RETRIES_IN_CLEAR, "retries-in-clear",                                                        \
      "comes back without TLS after a failure, or a reply not of the usual kind")                  \
    X(RARE_DROPS_TLS, "rare-drops-tls",                                                            \
      "goes on without TLS when greeting or EHLO reply are not of the usual kind")                 \
    X(STARTTLS_UNASKED, "starttls-unasked",                                                        \
      "tries STARTTLS though it is not offered, and starts TLS whatever the reply")                \
    X(EHLO_ALONE, "ehlo-alone", "says EHLO and HELO without a name")                               \
    X(ANSWERS_ANY_CHALLENGE, "answers-any-challenge",                                              \
      "answers a challenge that is not base64, or of two lines, as if it were good")               \
    X(OLD_EHLO_IF_REFUSED, "old-ehlo-if-refused",                                                  \
      "mails by the EHLO reply from before TLS when EHLO is refused under it")

enum mustls_client_fault_index {
#define X(id, name, text) MUSTLS_CFI_##id,
    MUSTLS_CLIENT_FAULTS(X)
#undef X
        MUSTLS_NUM_CLIENT_FAULTS
};
#define MUSTLS_CLIENT_FAULT(id) (UINT64_C(1) << MUSTLS_CFI_##id)

struct mustls_client_fault_row {
    const char *name, *text;
};
extern const struct mustls_client_fault_row mustls_client_fault_rows[MUSTLS_NUM_CLIENT_FAULTS];
/* -1 when there is none. */
int mustls_client_fault_by_name(struct mustls_span name);

#endif
