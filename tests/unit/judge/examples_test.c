/* Scenarios as people write them, each with clients (or servers) that behave and some that do not.
 * Rules that have to fire are said by `rule`, as the player would. */
#include "judge/bench.h"

#define HELLO "connect; S 220; C EHLO a; S 250; "
#define START HELLO "rule C: STARTTLS; C STARTTLS; S 220; "
#define UP    START "tls; "
#define AUTH  "C EHLO a; S 250; C AUTH PLAIN x; S 235; "
#define MAIL  "C MAIL FROM:<a>; S 250; C RCPT TO:<b>; S 250; C DATA; S 354; <message>; S 250; "
#define QUIT  "C QUIT; S 221; >close; <close>; "

static const char upgrade[] =
    "title 530 to MAIL, then upgrade\nclient tls=opportunistic auth=plain\n\n"
    "[clear]\nC?: MAIL\nS: 530 5.7.0 Must issue a STARTTLS command first\n\n"
    "C: STARTTLS\nS: 220 2.0.0 Ready to start TLS\nS: <tls>\n\n"
    "MUST NOT  AUTH|RCPT|DATA in clear      [RFC 3207 4]\n"
    "MUST NOT  STARTTLS in tls              [RFC 3207 4.2]\n"
    "SHOULD    EHLO first in tls            [RFC 3207 4.2]\n"
    "MUST      <message> in tls             [harness]\n"
    "MUST      client succeeds              [harness]\n";

static const char multiline[] =
    "title Multi-line 530\nclient tls=off auth=none\n\n"
    "[clear]\nC: MAIL\nS: 530-5.7.0 This server wants TLS.\nS: <wait 300ms>\nS: 530 5.7.0 no\n\n"
    "MUST NOT  <early>                      [RFC 5321 4.2.1]\n"
    "MUST NOT  RCPT|DATA after 530          [RFC 5321 4.3.2]\n"
    "MUST      QUIT before <close>          [RFC 5321 4.1.1.10]\n"
    "MUST      client fails                 [harness]\n"
    "MAY       STARTTLS after 530           [RFC 3207 4]\n";

static const char stripped[] = "title STARTTLS stripped\nclient tls=required auth=plain\n\n"
                               "[clear]\nC: EHLO\nS: 250-test.example\nS: 250 AUTH PLAIN LOGIN\n\n"
                               "C?: STARTTLS\nS: 502 5.5.1 Command not implemented\n\n"
                               "MUST NOT  AUTH|MAIL in clear           [RFC 3207 6]\n"
                               "MUST NOT  <message>                    [RFC 3207 6]\n"
                               "MUST      client fails                 [harness]\n";

static const char injected[] =
    "title Response injected after 220\nclient tls=required auth=plain\n\n"
    "[clear]\nC: STARTTLS\nS: 220 go\nS: 250-test.example\nS: 250 AUTH PLAIN LOGIN\nS: <tls>\n\n"
    "[tls]\nC?: EHLO\nS: <wait 100ms>\nS: 250 test.example\n\n"
    "MUST NOT  AUTH                         [RFC 3207 4.2]\n"
    "MUST NOT  <early> in tls               [RFC 3207 4.2]\n"
    "MUST NOT  <message>                    [harness]\n";

static const char fragment[] =
    "title Unterminated fragment injected after 220\nclient tls=required auth=plain\n\n"
    "[clear]\nC: STARTTLS\nS: 220 go\nS: 250-AUTH PLAIN \\c\nS: <tls>\n\n"
    "[tls]\nC?: EHLO\nS: 250 test.example\n\n"
    "MUST NOT  AUTH                         [RFC 3207 4.2]\n";

static const char malformed[] = "title Malformed 530: ${BAD}\nclient tls=off auth=none\n"
                                "for BAD = 530-5.7.0 a\\r\\n550 5.7.0 b | 530_a\n\n"
                                "[clear]\nC: MAIL\nS: ${BAD}\nS: <wait 500ms>\nS: <close>\n\n"
                                "MUST NOT  client succeeds              [RFC 5321 4.2.1]\n"
                                "SHOULD NOT  RCPT|DATA                  [harness]\n"
                                "MAY       QUIT                         [RFC 5321 4.1.1.10]\n";

static const char dribbled[] =
    "title One byte per segment\nclient tls=required auth=plain\nlimit 60s\n\n"
    "[clear]\nC: <connect>\nS: <chunk 1 1ms>\nS: 220 ESMTP\n\n"
    "MUST NOT  <early>                      [RFC 5321 4.2]\n"
    "MUST      <message> in tls             [harness]\n"
    "MUST      client succeeds              [harness]\n";

static const char expired[] =
    "title Expired certificate\nclient tls=required auth=plain verify=yes\ntls cert=expired\n\n"
    "[clear]\nC: STARTTLS\nS: 220 go\nS: <tls>\n\n"
    "MUST NOT  AUTH|MAIL                    [RFC 7817 3]\n"
    "MUST NOT  <message>                    [RFC 7817 3]\n"
    "MUST      client fails                 [harness]\n"
    "MAY       <alert>                      [RFC 8446 6.2]\n";

static const char alerted[] =
    "title Fatal alert in place of ServerHello\nclient tls=required auth=plain\n\n"
    "[clear]\nC: STARTTLS\nS: 220 go\nS: <tls alert=handshake_failure>\n\n"
    "MUST NOT  AUTH|MAIL|DATA in clear      [RFC 3207 6]\n"
    "MUST NOT  <message>                    [RFC 3207 6]\n"
    "MUST      client fails                 [harness]\n";

static const char withdrawn[] =
    "title Capabilities withdrawn after TLS\nclient tls=required auth=none\n\n"
    "[clear]\nC: EHLO\nS: 250-test.example\nS: 250-SIZE 10\nS: 250 STARTTLS\n\n"
    "[tls]\nC: EHLO\nS: 250 test.example\n\n"
    "MUST NOT  \"MAIL *SIZE=*\" in tls        [RFC 3207 4.2]\n"
    "MUST NOT  \"MAIL *BODY=*\" in tls        [RFC 3207 4.2]\n"
    "MUST NOT  <early> in tls               [RFC 3207 4.2]\n"
    "MUST      <message> in tls             [RFC 3207 4.2]\n";

static const char each_command[] =
    "title 530 to ${CMD} before TLS\ntest server\nserver starttls=required\n"
    "for CMD = MAIL FROM:<a@test.example> | DATA\n\n"
    "C: <connect>\nS: 220\nC: EHLO probe.test.example\nS: 250 STARTTLS\nC: ${CMD}\nS: *\n"
    "C: QUIT\nS: 221\n\n"
    "MUST NOT  2xx|3xx after \"${CMD}\" before QUIT    [RFC 3207 4]\n"
    "SHOULD    530 after \"${CMD}\" before QUIT        [RFC 3207 4]\n";

static const char pipelined[] =
    "title Plaintext command injection across STARTTLS\ntest server\nserver starttls=offered\n\n"
    "C: <connect>\nS: 220\nC: EHLO probe.test.example\nS: 250 STARTTLS\n"
    "C: STARTTLS\\r\\nNOOP injected\nS?: 220\nC: <tls>\nC: XYZZY\nS: *\nC: QUIT\nS: *\n\n"
    "MUST NOT  250 after STARTTLS before QUIT        [CVE-2011-0411]\n"
    "SHOULD    5xx first in tls                      [CVE-2011-0411]\n";

static const char unanswered[] =
    "title Handshake never answered\nclient tls=required auth=plain timeout=3\nlimit 12s\n\n"
    "[clear]\nC: STARTTLS\nS: 220 go\nS: <wait>\n\n"
    "MUST NOT  AUTH|MAIL in clear           [RFC 3207 6]\n"
    "SHOULD    client fails within 10s      [harness]\n";

static const char last_line[] =
    "title STARTTLS on the last EHLO line, in lower case\nclient tls=required auth=none\n\n"
    "[clear]\nC: EHLO\nS: 250-test.example\nS: 250 starttls\n\nC: STARTTLS\nS: 220 go\nS: <tls>\n\n"
    "MUST      STARTTLS once                [RFC 5321 4.1.1.1]\n"
    "MUST      <message> in tls             [harness]\n";

#define EHLO_RULE "connect; S 220; rule C: EHLO; C EHLO a; S 250; "
#define LAST_UP   EHLO_RULE "rule C: STARTTLS; C STARTTLS; S 220; tls; "
#define PROBE     "connect; S 220; C EHLO probe.test.example; S 250; "
#define SECRET    "C AUTH PLAIN x; <secret>; "

static const struct {
    const char *label, *text, *events, *want;
    enum mustls_verdict verdict;
} rows[] = {
    {"1: upgrades at once", upgrade, UP AUTH MAIL QUIT "exit ok", "KKKKK", MUSTLS_PASS},
    {"1: tries MAIL first", upgrade,
     HELLO
     "rule C?: MAIL; C MAIL FROM:<a>; S 530; rule C: STARTTLS; C STARTTLS; S 220; tls; " AUTH MAIL
         QUIT "exit ok",
     "KKKKK", MUSTLS_PASS},
    {"1: no EHLO after TLS", upgrade, UP "C AUTH PLAIN x; S 235; " MAIL QUIT "exit ok", "KKBKK",
     MUSTLS_WARN},
    {"1: goes on after 530", upgrade,
     HELLO "C MAIL FROM:<a>; S 530; C RCPT TO:<b>; S 530; C QUIT; S 221; exit fail", "BNNNB",
     MUSTLS_FAIL},
    {"1: gives up in order, without TLS", upgrade, HELLO "C QUIT; S 221; exit fail", "KNNNB",
     MUSTLS_FAIL},
    {"1: says it delivered, and did not", upgrade,
     UP "C EHLO a; S 250; C QUIT; exit ok; <false-success>", "KKKBK", MUSTLS_FAIL},

    {"2: reads it all and quits", multiline,
     HELLO "rule C: MAIL; C MAIL FROM:<a>; S 530; " QUIT "exit fail", "KKKK-", MUSTLS_PASS},
    {"2: asks for TLS then", multiline,
     HELLO "rule C: MAIL; C MAIL; S 530; C STARTTLS; S 454; " QUIT "exit fail", "KKKKS",
     MUSTLS_PASS},
    {"2: takes 530- for the whole", multiline,
     HELLO "rule C: MAIL; C MAIL; <early>; C RCPT TO:<b>; S 530; S 530; <close>; exit fail",
     "BKBK-", MUSTLS_FAIL},
    {"2: hangs up without QUIT", multiline, HELLO "rule C: MAIL; C MAIL; S 530; <close>; exit fail",
     "KKBK-", MUSTLS_FAIL},
    {"2: never sends MAIL", multiline, HELLO QUIT "exit fail", "KNKKN", MUSTLS_INCONCLUSIVE},

    {"3: does not take the bait", stripped, EHLO_RULE QUIT "exit fail", "KKK", MUSTLS_PASS},
    {"3: sends it all in clear", stripped,
     EHLO_RULE "C AUTH PLAIN x; <secret>; S 235; " MAIL QUIT "exit ok", "BBB", MUSTLS_FAIL},
    {"3: comes back without TLS", stripped,
     EHLO_RULE "C STARTTLS; S 502; <close>; connect; S 220; C HELO a; S 250; C MAIL; exit fail",
     "BKK", MUSTLS_FAIL},
    {"3: a wrong option", stripped, "exit fail 2", "NNK", MUSTLS_INCONCLUSIVE},

    {"4: forgets the forged reply", injected,
     UP "rule C?: EHLO; C EHLO a; S 250; C QUIT; S 221; exit fail", "KKK", MUSTLS_PASS},
    {"4: gives up at once", injected, START "<tls-fail>; <close>; exit fail", "KNK", MUSTLS_PASS},
    {"4: believes it", injected, UP "C EHLO a; " SECRET "<early>; S 250; exit fail", "BBK",
     MUSTLS_FAIL},
    {"4b: forgets the fragment", fragment, UP "C EHLO a; S 250; C QUIT; exit fail", "K",
     MUSTLS_PASS},
    {"4b: reads it as the head", fragment, UP "C EHLO a; S 250; " SECRET "exit fail", "B",
     MUSTLS_FAIL},

    {"5: gives up", malformed, HELLO "rule C: MAIL; C MAIL; S 550; >close; exit fail", "KK-",
     MUSTLS_PASS},
    {"5: waits for ever", malformed, HELLO "rule C: MAIL; C MAIL; >close; exit killed", "KK-",
     MUSTLS_PASS},
    {"5: goes on", malformed,
     HELLO "rule C: MAIL; C MAIL; S 550; C RCPT TO:<b>; C QUIT; >close; exit fail", "KBS",
     MUSTLS_WARN},
    {"5: says it delivered", malformed, HELLO "rule C: MAIL; C MAIL; S 550; >close; exit ok", "BK-",
     MUSTLS_FAIL},

    {"6: patient", dribbled,
     "connect; rule C: <connect>; S 220; C STARTTLS; S 220; tls; " AUTH MAIL QUIT "exit ok", "KKK",
     MUSTLS_PASS},
    {"6: speaks at the first byte", dribbled,
     "connect; rule C: <connect>; C EHLO a; <early>; S 220; exit fail", "BNB", MUSTLS_FAIL},
    {"6: waits for ever", dribbled, "connect; rule C: <connect>; S 220; exit killed", "KNB",
     MUSTLS_FAIL},

    {"7: refuses with an alert", expired, START "<alert>; <tls-fail>; exit fail", "KKKS",
     MUSTLS_PASS},
    {"7: hangs up", expired, START "<tls-fail>; <close>; exit fail", "KKK-", MUSTLS_PASS},
    {"7: does not look", expired, UP AUTH MAIL QUIT "exit ok", "BBB-", MUSTLS_FAIL},
    {"7: never asks for TLS", expired, HELLO QUIT "exit fail", "KKK-", MUSTLS_INCONCLUSIVE},

    {"8: fails", alerted, START "<tls-fail>; >close; exit fail", "KKK", MUSTLS_PASS},
    {"8: comes back in clear", alerted,
     START "<tls-fail>; >close; connect; S 220; C EHLO a; S 250; " MAIL QUIT "exit ok", "BBB",
     MUSTLS_FAIL},

    {"9: forgets", withdrawn,
     EHLO_RULE "C STARTTLS; S 220; tls; rule 11; C EHLO a; S 250; " MAIL QUIT "exit ok", "KKKK",
     MUSTLS_PASS},
    {"9: remembers SIZE", withdrawn,
     EHLO_RULE "C STARTTLS; S 220; tls; rule 11; C EHLO a; S 250; C MAIL FROM:<a> SIZE=400; S 250; "
               "C RCPT; S 250; C DATA; S 354; <message>; S 250; exit ok",
     "BKKK", MUSTLS_FAIL},
    {"9: no second EHLO", withdrawn, EHLO_RULE "C STARTTLS; S 220; tls; " MAIL QUIT "exit ok",
     "KKKK", MUSTLS_INCONCLUSIVE},

    {"10: refuses", each_command,
     PROBE "C MAIL FROM:<a@test.example>; S 530; C QUIT; S 221; script 1 13", "KK", MUSTLS_PASS},
    {"10: refuses with another code", each_command,
     PROBE "C MAIL FROM:<a@test.example>; S 550; C QUIT; S 221; script 1 13", "KB", MUSTLS_WARN},
    {"10: accepts", each_command,
     PROBE "C MAIL FROM:<a@test.example>; S 250; C QUIT; S 221; script 1 13", "BB", MUSTLS_FAIL},
    {"10: offers no STARTTLS", each_command, PROBE "script 0 9", "NN", MUSTLS_INCONCLUSIVE},

    {"11: drops what was pipelined", pipelined,
     PROBE "C STARTTLS; C NOOP injected; S 220; tls; C XYZZY; S 500; C QUIT; S 221; script 1 15",
     "KK", MUSTLS_PASS},
    {"11: refuses it", pipelined, PROBE "C STARTTLS; C NOOP injected; S 501; script 1 9", "KN",
     MUSTLS_PASS},
    {"11: runs it inside TLS", pipelined,
     PROBE "C STARTTLS; C NOOP injected; S 220; tls; C XYZZY; S 250; C QUIT; S 500; script 1 15",
     "BB", MUSTLS_FAIL},

    {"12: gives up in time", unanswered, START "+3000; <close>; exit fail", "KK", MUSTLS_PASS},
    {"12: gives up late", unanswered, START "+11000; <close>; exit fail", "KB", MUSTLS_WARN},
    {"12: waits for ever", unanswered, START "+12000; turn we wait for the client; exit killed",
     "KB", MUSTLS_WARN},
    {"12: goes on in clear", unanswered, START "+3000; connect; S 220; C MAIL; S 530; exit fail",
     "BK", MUSTLS_FAIL},

    {"13: finds it", last_line, LAST_UP "C EHLO a; S 250; " MAIL QUIT "exit ok", "KK", MUSTLS_PASS},
    {"13: misses it", last_line, EHLO_RULE QUIT "exit fail", "BN", MUSTLS_FAIL},
    {"13: asks twice", last_line, LAST_UP "C STARTTLS; S 503; C EHLO a; S 250; " MAIL "exit ok",
     "BK", MUSTLS_FAIL},
};

static void examples(void **state)
{
    (void)state;
    size_t bad = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char got[32];
        struct bench b;
        bench_open(&b, rows[i].text, rows[i].events);
        bench_judge(&b);
        bench_letters(&b, got, sizeof got);
        if (strcmp(got, rows[i].want) != 0 || b.j.verdict != rows[i].verdict) {
            print_error("%s: %s %s: %s\n", rows[i].label, got, mustls_verdict_name(b.j.verdict),
                        b.j.why);
            bad++;
        }
        bench_close(&b);
    }
    assert_int_equal(bad, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(examples),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
