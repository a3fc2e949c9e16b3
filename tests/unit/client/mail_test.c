/* The clean client and what can go wrong from MAIL on, with bounds, time and malformed replies. */
#include "rows.h"

static const struct row mail_rows[] = {
    /* MAIL and its kin */
    {"530 to MAIL in clear",
     S(OFF, NOAUTH),
     PERMANENT,
     "MAIL refused: 530 5.7.0 a\n    530 5.7.0\n    530 5.7.0 b\n",
     {GREET, "s250-mx\r\n250 STARTTLS\r\n", "CMAIL FROM:<me@x.test>", "S530-5.7.0 a", "Q",
      "S530-5.7.0", "Q", "S530 5.7.0 b", LEAVE}},
    {"530 to MAIL, opportunistic",
     S(OPP, NOAUTH),
     PERMANENT,
     "530",
     {GREET, "S250 mx", "CMAIL FROM:<me@x.test>", "S530 no", LEAVE}},
    {"wrong class",
     S(OFF, NOAUTH),
     PERMANENT,
     "MAIL refused: 530 no",
     {GREET, "S250 mx", "CMAIL FROM:<me@x.test>", "S530 2.0.0 no", LEAVE}},
    {"no stale text",
     S(OFF, NOAUTH),
     PERMANENT,
     "refused: 550\n",
     {GREET, "S250 mx", "CMAIL FROM:<me@x.test>", "S250 2.1.0 CANARY", "CRCPT TO:<a@x.test>",
      "S550", LEAVE}},
    {"all recipients",
     {OFF, NOAUTH, NULL, 2, 0, 0, NULL},
     TEMPORARY,
     "451",
     {GREET, "S250 mx", "CMAIL FROM:<me@x.test>", "S250 ok", "CRCPT TO:<a@x.test>", "S451 later",
      "CRCPT TO:<b@x.test>", "S550 no", LEAVE}},
    {"354 to RCPT",
     S(OFF, NOAUTH),
     TEMPORARY,
     "354",
     {GREET, "S250 mx", "CMAIL FROM:<me@x.test>", "S250 ok", "CRCPT TO:<a@x.test>", "S354 go",
      LEAVE}},
    {"530 to DATA",
     S(OFF, NOAUTH),
     PERMANENT,
     "DATA refused: 530",
     {GREET, "S250 mx", ENVELOPE, "CDATA", "S530 no", LEAVE}},
    {"250 to DATA",
     S(OFF, NOAUTH),
     TEMPORARY,
     "DATA answered",
     {GREET, "S250 mx", ENVELOPE, "CDATA", "S250 ok", LEAVE}},
    {"550 to the message",
     S(OFF, NOAUTH),
     PERMANENT,
     "message refused: 550",
     {GREET, "S250 mx", MAIL, "S550 no", LEAVE}},
    {"354 to the message",
     S(OFF, NOAUTH),
     TEMPORARY,
     "354",
     {GREET, "S250 mx", MAIL, "S354 go", LEAVE}},
    {"EOF at the end", S(OFF, NOAUTH), TEMPORARY, "message", {GREET, "S250 mx", MAIL, "E", "D"}},
    {"EOF in the last reply",
     S(OFF, NOAUTH),
     TEMPORARY,
     "message",
     {GREET, "S250 mx", MAIL, "s250 queued", "E", "D"}},
    {"EOF in a multi-line reply",
     S(OFF, NOAUTH),
     TEMPORARY,
     NULL,
     {GREET, "S250 mx", MAIL, "S250-queued", "R", "D"}},
    {"refused before it is sent",
     S(OFF, NOAUTH),
     TEMPORARY,
     "nobody asked",
     {GREET, "S250 mx", ENVELOPE, "CDATA", "s354 go\r\n250 queued\r\n", "D"}},
    {"too large",
     {OFF, NOAUTH, "0123456789\n", 0, 0, 0, NULL},
     PERMANENT,
     "SIZE",
     {GREET, "s250-mx\r\n250 SIZE 11\r\n", LEAVE}},
    {"8-bit not offered",
     {OFF, NOAUTH, "\xff\n", 0, 0, 0, NULL},
     PERMANENT,
     "8BITMIME",
     {GREET, "S250 mx", LEAVE}},
    {"421 at MAIL",
     S(OFF, NOAUTH),
     TEMPORARY,
     "421 4.4.2 x",
     {GREET, "S250 mx", "CMAIL FROM:<me@x.test>", "S421 4.4.2 x", LEAVE}},
    {"421 unasked",
     S(OFF, NOAUTH),
     TEMPORARY,
     "the server shuts down: 421 4.4.2 x",
     {GREET, "S250 mx", "CMAIL FROM:<me@x.test>", "S250 ok", "+421 4.4.2 x", "D"}},
    /* pipelining */
    {"pipelined, nobody, 354",
     S(OFF, NOAUTH),
     PERMANENT,
     "RCPT TO:<a@x.test> refused: 550 b",
     {GREET, "s250-mx\r\n250 PIPELINING\r\n",
      "cMAIL FROM:<me@x.test>\r\nRCPT TO:<a@x.test>\r\nDATA\r\n", "S250 a", "Q", "S550 b", "Q",
      "S354 go", "C.", "S250 queued", LEAVE}},
    {"pipelined, nobody, 503",
     S(OFF, NOAUTH),
     TEMPORARY,
     "!503",
     {GREET, "s250-mx\r\n250 PIPELINING\r\n",
      "cMAIL FROM:<me@x.test>\r\nRCPT TO:<a@x.test>\r\nDATA\r\n", "S451 a", "S503 b", "S503 c",
      LEAVE}},
    {"pipelined, MAIL refused, the rest accepted",
     S(OFF, NOAUTH),
     PERMANENT,
     "MAIL refused: 550 a",
     {GREET, "s250-mx\r\n250 PIPELINING\r\n",
      "cMAIL FROM:<me@x.test>\r\nRCPT TO:<a@x.test>\r\nDATA\r\n", "S550 a", "S250 b", "S354 go",
      "C.", "S250 queued", LEAVE}},
    {"pipelined, 421",
     S(OFF, NOAUTH),
     TEMPORARY,
     "421",
     {GREET, "s250-mx\r\n250 PIPELINING\r\n",
      "cMAIL FROM:<me@x.test>\r\nRCPT TO:<a@x.test>\r\nDATA\r\n", "S421 a", "D"}},
    {"a surplus reply",
     S(OFF, NOAUTH),
     TEMPORARY,
     "nobody asked",
     {GREET, "S250 mx", "CMAIL FROM:<me@x.test>", "s250 ok\r\n250 extra\r\n", "D"}},
    {"a surplus reply in a group",
     S(OFF, NOAUTH),
     TEMPORARY,
     NULL,
     {GREET, "s250-mx\r\n250 PIPELINING\r\n",
      "cMAIL FROM:<me@x.test>\r\nRCPT TO:<a@x.test>\r\nDATA\r\n",
      "s250 a\r\n250 extra\r\n250 b\r\n354 go\r\n", "D"}},
    /* bounds and time */
    {"long line",
     {OFF, NOAUTH, NULL, 0, 20, 0, NULL},
     TEMPORARY,
     "too long a reply to greeting",
     {"s220 01234567890123456", "D"}},
    {"long reply",
     {OFF, NOAUTH, NULL, 0, 20, 0, NULL},
     TEMPORARY,
     "too long",
     {"s220-1\r\n220-2\r\n220-3\r\n", "D"}},
    {"many lines",
     {OFF, NOAUTH, NULL, 0, 0, 2, NULL},
     TEMPORARY,
     "too long",
     {"s220-1\r\n220-2\r\n220-3\r\n", "D"}},
    {"no greeting",
     S(OFF, NOAUTH),
     TEMPORARY,
     "time-out while waiting for the reply to greeting",
     {"K", "D"}},
    {"half a reply", S(OFF, NOAUTH), TEMPORARY, "EHLO", {GREET, "s250-mx\r\n25", "K", "D"}},
    {"no last reply", S(OFF, NOAUTH), TEMPORARY, "message", {GREET, "S250 mx", MAIL, "K", "D"}},
};

/* What stands for a reply here must neither deliver nor be followed by a command. */
static const char *const malformed[] = {
    "s250:ok\r\n",
    "s250\tok\r\n",
    "s 250 ok\r\n",
    "s2500 ok\r\n",
    "s25 ok\r\n",
    "s+250 ok\r\n",
    "s2.5.0 x\r\n",
    "s250 ok\n",
    "s250-ok\r\n550 no\r\n",
    "s550-x\r\n250 ok\r\n",
    "s250 \1x\r\n",
    "s\r\n",
    "shello\r\n",
    "s\357\273\277250 x\r\n",
    "s199 x\r\n",
    "s650 x\r\n",
    "s000 x\r\n",
    "s999 x\r\n",
    "s250-a\r\n\r\n250 b\r\n",
    "s250 a\r\r\n",
    "s\r\n250 ok\r\n",
};

static void test_mail(void **state)
{
    (void)state;
    run_rows(mail_rows, sizeof mail_rows / sizeof *mail_rows);
}

static void test_malformed(void **state)
{
    (void)state;
    static const struct script_setup clear = S(OFF, NOAUTH), tls = S(REQ, NOAUTH);
    for (size_t i = 0; i < sizeof malformed / sizeof *malformed; i++) {
        const char *greeting[] = {malformed[i], "D", NULL};
        const char *ehlo[] = {GREET, malformed[i], "D", NULL};
        const char *starttls[] = {
            GREET, "s250-mx\r\n250 STARTTLS\r\n", "CSTARTTLS", malformed[i], "D", NULL};
        const char *mail[] = {GREET, "S250 mx", "CMAIL FROM:<me@x.test>", malformed[i], "D", NULL};
        const char *end[] = {GREET, "S250 mx", MAIL, malformed[i], "D", NULL};
        script_run_all(malformed[i], &clear, 0, greeting, TEMPORARY, NULL);
        script_run_all(malformed[i], &clear, 0, ehlo, TEMPORARY, "EHLO");
        script_run_all(malformed[i], &tls, 0, starttls, TEMPORARY, "STARTTLS");
        script_run_all(malformed[i], &clear, 0, mail, TEMPORARY, "MAIL");
        script_run_all(malformed[i], &clear, 0, end, TEMPORARY, "message");
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_mail),
        cmocka_unit_test(test_malformed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
