/* Each seeded fault, on the wire: one conversation as the clean client has it, and the same server
 * with the faulty one. */
#include "script.h"

#define GREET     "S220 mx", "CEHLO me.test"
#define CLEAR     GREET, "S250 mx"
#define OFFER     "s250-mx\r\n250 STARTTLS\r\n"
#define UPGRADE   GREET, OFFER, "CSTARTTLS", "S220 go", "T", "CEHLO me.test"
#define MAIL_FROM "CMAIL FROM:<me@x.test>"
#define RCPT_TO   "CRCPT TO:<a@x.test>"
#define OK        "S250 ok"
#define SEND      MAIL_FROM, OK, RCPT_TO, OK, "CDATA", "S354 go", "chi\r\n.\r\n"
#define MAIL      SEND, "S250 queued", "CQUIT", "S221 bye", "D"
#define LEAVE     "CQUIT", "S221 bye", "D"
#define PLAIN     "CAUTH PLAIN AGpvZQBzM2NyZXQtcHc="
#define GROUP     "cMAIL FROM:<me@x.test>\r\nRCPT TO:<a@x.test>\r\nDATA\r\n"

#define DELIVERED MUSTLS_CLIENT_DELIVERED
#define TEMPORARY MUSTLS_CLIENT_TEMPORARY
#define PERMANENT MUSTLS_CLIENT_PERMANENT

enum {
    NOAUTH = MUSTLS_CLIENT_AUTH_NONE,
    AUTH_PLAIN = MUSTLS_CLIENT_AUTH_PLAIN,
    AUTH_LOGIN = MUSTLS_CLIENT_AUTH_LOGIN,
};

struct side {
    enum mustls_client_result result;
    const char *says;
    const char *steps[MAX_STEPS];
};

#define S(tls, auth)                                                                               \
    {                                                                                              \
        (tls), (auth), NULL, 0, 0, 0, NULL                                                         \
    }
#define FAULT(id)  MUSTLS_CFI_##id
#define MANY_BYTES "250-0123456789012345678901234567890123456789\r\n250 mx\r\n"
#define TLS_FAILS                                                                                  \
    GREET, "s250-mx\r\n250-AUTH PLAIN\r\n250 STARTTLS\r\n", "CSTARTTLS", "S220 go", "F"
#define X46            "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define X92            X46 X46
#define X507           X92 X92 X92 X92 X92 X46 "x"
#define OFFER_AND_AUTH "s250-mx\r\n250-AUTH PLAIN\r\n250 STARTTLS\r\n"

static const struct {
    int fault;
    struct script_setup setup;
    struct side clean, faulty;
} rows[] = {
    {FAULT(KEEPS_PLAINTEXT),
     S(REQ, AUTH_PLAIN),
     {TEMPORARY,
      NULL,
      {GREET, OFFER, "CSTARTTLS", "s220 go\r\n250-evil\r\n250 AUTH PLAIN\r\n", "D"}},
     {TEMPORARY,
      NULL,
      {GREET, OFFER, "CSTARTTLS", "s220 go\r\n250-evil\r\n250 AUTH PLAIN\r\n", "T",
       "cEHLO me.test\r\nAUTH PLAIN AGpvZQBzM2NyZXQtcHc=\r\n", "E", "D"}}},
    {FAULT(KEEPS_PLAINTEXT),
     S(REQ, NOAUTH),
     {TEMPORARY, NULL, {GREET, OFFER, "CSTARTTLS", "s220 go\r\n250 frag", "D"}},
     {TEMPORARY,
      NULL,
      {GREET, OFFER, "CSTARTTLS", "s220 go\r\n250 frag", "T", "CEHLO me.test", OK, MAIL_FROM, "E",
       "D"}}},
    {FAULT(NO_SECOND_EHLO),
     S(REQ, AUTH_PLAIN),
     {TEMPORARY, NULL, {GREET, OFFER, "CSTARTTLS", "S220 go", "T", "CEHLO me.test", "E", "D"}},
     {DELIVERED, NULL, {GREET, OFFER, "CSTARTTLS", "S220 go", "T", PLAIN, "S235 ok", MAIL}}},
    {FAULT(KEEPS_CAPABILITIES),
     S(REQ, AUTH_PLAIN),
     {PERMANENT,
      NULL,
      {GREET, OFFER_AND_AUTH, "CSTARTTLS", "S220 go", "T", "CEHLO me.test", OK, LEAVE}},
     {DELIVERED,
      NULL,
      {GREET, OFFER_AND_AUTH, "CSTARTTLS", "S220 go", "T", "CEHLO me.test", OK, PLAIN, "S235 ok",
       MAIL}}},
    {FAULT(AUTH_IN_CLEAR),
     S(REQ, AUTH_PLAIN),
     {TEMPORARY, NULL, {GREET, OFFER_AND_AUTH, "CSTARTTLS", "E", "D"}},
     {DELIVERED,
      NULL,
      {GREET, OFFER_AND_AUTH, PLAIN, "S235 ok", "CSTARTTLS", "S220 go", "T", "CEHLO me.test",
       "s250-mx\r\n250 AUTH PLAIN\r\n", PLAIN, "S235 ok", MAIL}}},
    {FAULT(FALLS_BACK_TO_CLEAR),
     S(REQ, AUTH_PLAIN),
     {PERMANENT, NULL, {GREET, "s250-mx\r\n250 AUTH PLAIN\r\n", LEAVE}},
     {DELIVERED, NULL, {GREET, "s250-mx\r\n250 AUTH PLAIN\r\n", PLAIN, "S235 ok", MAIL}}},
    {FAULT(FALLS_BACK_TO_CLEAR),
     S(REQ, NOAUTH),
     {TEMPORARY, NULL, {GREET, OFFER, "CSTARTTLS", "S454 no", LEAVE}},
     {DELIVERED, NULL, {GREET, OFFER, "CSTARTTLS", "S454 no", MAIL}}},
    {FAULT(ANY_2XX_STARTS_TLS),
     S(REQ, NOAUTH),
     {TEMPORARY, NULL, {GREET, OFFER, "CSTARTTLS", "S250 ok", "D"}},
     {DELIVERED, NULL, {GREET, OFFER, "CSTARTTLS", "S250 ok", "T", "CEHLO me.test", OK, MAIL}}},
    {FAULT(ANY_REPLY_STARTS_TLS),
     S(REQ, NOAUTH),
     {PERMANENT, NULL, {GREET, OFFER, "CSTARTTLS", "S554 no", LEAVE}},
     {DELIVERED, NULL, {GREET, OFFER, "CSTARTTLS", "S554 no", "T", "CEHLO me.test", OK, MAIL}}},
    {FAULT(ANY_REPLY_STARTS_TLS),
     S(REQ, NOAUTH),
     {TEMPORARY, NULL, {GREET, OFFER, "CSTARTTLS", "Shello", "D"}},
     {DELIVERED, NULL, {GREET, OFFER, "CSTARTTLS", "Shello", "T", "CEHLO me.test", OK, MAIL}}},
    {FAULT(NO_VERIFY),
     S(REQ, NOAUTH),
     {DELIVERED, NULL, {UPGRADE, "Wvhs", OK, MAIL}},
     {DELIVERED, NULL, {UPGRADE, "Whs", OK, MAIL}}},
    {FAULT(NO_HOST_CHECK),
     S(REQ, NOAUTH),
     {DELIVERED, NULL, {UPGRADE, "Wvhs", OK, MAIL}},
     {DELIVERED, NULL, {UPGRADE, "Wvs", OK, MAIL}}},
    {FAULT(NO_SNI),
     S(REQ, NOAUTH),
     {DELIVERED, NULL, {UPGRADE, "Wvhs", OK, MAIL}},
     {DELIVERED, NULL, {UPGRADE, "Wvh", OK, MAIL}}},
    {FAULT(RECONNECTS_IN_CLEAR),
     S(REQ, AUTH_PLAIN),
     {TEMPORARY, NULL, {TLS_FAILS, "D"}},
     {DELIVERED, NULL, {TLS_FAILS, "N", GREET, OFFER_AND_AUTH, PLAIN, "S235 ok", MAIL}}},
    {FAULT(CLEAR_AFTER_FAILED_TLS),
     S(REQ, AUTH_PLAIN),
     {TEMPORARY, NULL, {TLS_FAILS, "D"}},
     {DELIVERED, NULL, {TLS_FAILS, PLAIN, "S235 ok", MAIL}}},
    {FAULT(STARTTLS_TWICE),
     S(REQ, NOAUTH),
     {DELIVERED, NULL, {UPGRADE, OFFER, MAIL}},
     {DELIVERED, NULL, {UPGRADE, OFFER, "CSTARTTLS", "S503 no", MAIL}}},
    {FAULT(STARTTLS_TWICE),
     S(REQ, NOAUTH),
     {PERMANENT, NULL, {UPGRADE, OK, MAIL_FROM, "S530 no", LEAVE}},
     {PERMANENT,
      NULL,
      {UPGRADE, OK, MAIL_FROM, "S530 no", "CSTARTTLS", "S503 no", MAIL_FROM, "S530 no", LEAVE}}},
    {FAULT(IGNORES_530),
     S(OFF, NOAUTH),
     {PERMANENT, NULL, {CLEAR, MAIL_FROM, "S530 no", LEAVE}},
     {PERMANENT,
      NULL,
      {CLEAR, MAIL_FROM, "S530 no", RCPT_TO, "S530 no", "CDATA", "S530 no", LEAVE}}},
    {FAULT(LOOPS_ON_530),
     S(OFF, NOAUTH),
     {PERMANENT, NULL, {CLEAR, MAIL_FROM, "S530 no", LEAVE}},
     {DELIVERED, NULL, {CLEAR, MAIL_FROM, "S530 no", MAIL_FROM, "S530 no", MAIL}}},
    {FAULT(FIRST_LINE_ENDS_REPLY),
     S(OFF, NOAUTH),
     {PERMANENT, NULL, {CLEAR, MAIL_FROM, "S530-a", "Q", "S530 b", LEAVE}},
     {PERMANENT, NULL, {CLEAR, MAIL_FROM, "S530-a", "CQUIT", "S530 b", "D"}}},
    {FAULT(CODE_BY_PREFIX),
     S(OFF, NOAUTH),
     {TEMPORARY, NULL, {CLEAR, MAIL_FROM, "S25", "D"}},
     {DELIVERED,
      NULL,
      {CLEAR, MAIL_FROM, "S25", RCPT_TO, "S2 x", "CDATA", "S3:", "chi\r\n.\r\n", "S2500", "CQUIT",
       OK, "D"}}},
    {FAULT(STARTTLS_BY_SUBSTRING),
     S(REQ, NOAUTH),
     {PERMANENT, NULL, {GREET, "s250-mx\r\n250 X-NOSTARTTLS\r\n", LEAVE}},
     {DELIVERED,
      NULL,
      {GREET, "s250-mx\r\n250 X-NOSTARTTLS\r\n", "CSTARTTLS", "S220 go", "T", "CEHLO me.test", OK,
       MAIL}}},
    {FAULT(STARTTLS_HYPHEN_ONLY),
     S(REQ, NOAUTH),
     {TEMPORARY, NULL, {GREET, OFFER, "CSTARTTLS", "E", "D"}},
     {PERMANENT, NULL, {GREET, OFFER, LEAVE}}},
    {FAULT(STARTTLS_HYPHEN_ONLY),
     S(REQ, NOAUTH),
     {DELIVERED,
      NULL,
      {GREET, "s250-mx\r\n250-StartTLS\r\n250 X\r\n", "CSTARTTLS", "S220 go", "T", "CEHLO me.test",
       OK, MAIL}},
     {DELIVERED,
      NULL,
      {GREET, "s250-mx\r\n250-StartTLS\r\n250 X\r\n", "CSTARTTLS", "S220 go", "T", "CEHLO me.test",
       OK, MAIL}}},
    {FAULT(STARTTLS_CASE_SENSITIVE),
     S(REQ, NOAUTH),
     {TEMPORARY, NULL, {GREET, "s250-mx\r\n250 StartTLS\r\n", "CSTARTTLS", "E", "D"}},
     {PERMANENT, NULL, {GREET, "s250-mx\r\n250 StartTLS\r\n", LEAVE}}},
    {FAULT(FALSE_SUCCESS),
     S(OFF, NOAUTH),
     {PERMANENT, NULL, {CLEAR, SEND, "S550 no", LEAVE}},
     {DELIVERED, NULL, {CLEAR, SEND, "S550 no", LEAVE}}},
    {FAULT(FALSE_SUCCESS),
     S(OFF, NOAUTH),
     {TEMPORARY, NULL, {CLEAR, SEND, "E", "D"}},
     {DELIVERED, NULL, {CLEAR, SEND, "E", "D"}}},
    {FAULT(FALSE_FAILURE),
     S(OFF, NOAUTH),
     {DELIVERED, NULL, {CLEAR, SEND, OK, "CQUIT", "E", "D"}},
     {TEMPORARY, NULL, {CLEAR, SEND, OK, "CQUIT", "E", "D"}}},
    {FAULT(FALSE_FAILURE),
     S(OFF, NOAUTH),
     {DELIVERED, NULL, {CLEAR, SEND, OK, "CQUIT", "S421 no", "D"}},
     {TEMPORARY, NULL, {CLEAR, SEND, OK, "CQUIT", "S421 no", "D"}}},
    {FAULT(FALSE_FAILURE),
     S(OFF, NOAUTH),
     {DELIVERED, NULL, {CLEAR, MAIL}},
     {DELIVERED, NULL, {CLEAR, MAIL}}},
    {FAULT(NO_TIMEOUT),
     S(OFF, NOAUTH),
     {TEMPORARY, NULL, {CLEAR, MAIL_FROM, "K", "D"}},
     {TEMPORARY, NULL, {CLEAR, MAIL_FROM, "k", "Q", "E", "D"}}},
    {FAULT(UNBOUNDED_REPLY),
     {OFF, NOAUTH, NULL, 0, 20, 0, NULL},
     {TEMPORARY, NULL, {GREET, "s" MANY_BYTES, "D"}},
     {DELIVERED, NULL, {GREET, "s" MANY_BYTES, MAIL}}},
    {FAULT(UNBOUNDED_REPLY),
     {OFF, NOAUTH, NULL, 0, 0, 2, NULL},
     {TEMPORARY, NULL, {GREET, "s250-\r\n250-\r\n250 mx\r\n", "D"}},
     {DELIVERED, NULL, {GREET, "s250-\r\n250-\r\n250 mx\r\n", MAIL}}},
    {FAULT(PIPELINES_ALWAYS),
     S(OFF, NOAUTH),
     {TEMPORARY, NULL, {CLEAR, MAIL_FROM, "E", "D"}},
     {DELIVERED, NULL, {CLEAR, GROUP, OK, OK, "S354 go", "chi\r\n.\r\n", OK, LEAVE}}},
    {FAULT(DATA_WITHOUT_354),
     S(OFF, NOAUTH),
     {PERMANENT, NULL, {CLEAR, MAIL_FROM, OK, RCPT_TO, OK, "CDATA", "S554 no", LEAVE}},
     {DELIVERED,
      NULL,
      {CLEAR, MAIL_FROM, OK, RCPT_TO, OK, "CDATA", "S554 no", "chi\r\n.\r\n", OK, LEAVE}}},
    {FAULT(NO_DOT_STUFFING),
     {OFF, NOAUTH, ".\n..b\nc\n", 0, 0, 0, NULL},
     {DELIVERED,
      NULL,
      {CLEAR, MAIL_FROM, OK, RCPT_TO, OK, "CDATA", "S354 go", "c..\r\n...b\r\nc\r\n.\r\n", OK,
       LEAVE}},
     {DELIVERED,
      NULL,
      {CLEAR, MAIL_FROM, OK, RCPT_TO, OK, "CDATA", "S354 go", "c.\r\n..b\r\nc\r\n.\r\n", OK,
       LEAVE}}},
    {FAULT(NO_DOT_STUFFING),
     {OFF, NOAUTH, ".a\n", 0, 0, 0, NULL},
     {TEMPORARY,
      NULL,
      {GREET, "s250-mx\r\n250 SIZE 9\r\n", "CMAIL FROM:<me@x.test> SIZE=4", "E", "D"}},
     {TEMPORARY,
      NULL,
      {GREET, "s250-mx\r\n250 SIZE 9\r\n", "CMAIL FROM:<me@x.test> SIZE=4", "E", "D"}}},
    {FAULT(NO_QUIT),
     S(OFF, NOAUTH),
     {DELIVERED, NULL, {CLEAR, SEND, OK, LEAVE}},
     {DELIVERED, NULL, {CLEAR, SEND, OK, "D"}}},
    {FAULT(UNAUTHENTICATED),
     S(REQ, AUTH_PLAIN),
     {PERMANENT, NULL, {UPGRADE, OK, LEAVE}},
     {DELIVERED, NULL, {UPGRADE, OK, MAIL}}},
    {FAULT(UNAUTHENTICATED),
     S(REQ, AUTH_PLAIN),
     {PERMANENT, NULL, {UPGRADE, "s250-mx\r\n250 AUTH PLAIN\r\n", PLAIN, "S535 no", LEAVE}},
     {DELIVERED, NULL, {UPGRADE, "s250-mx\r\n250 AUTH PLAIN\r\n", PLAIN, "S535 no", MAIL}}},
    {FAULT(TALKS_FIRST),
     S(OFF, NOAUTH),
     {TEMPORARY, NULL, {"Q", "E", "D"}},
     {DELIVERED, NULL, {"CEHLO me.test", "S220 mx", "Q", OK, MAIL}}},
    {FAULT(BARE_LF),
     S(OFF, NOAUTH),
     {TEMPORARY, NULL, {"S220 mx", "cEHLO me.test\r\n", "E", "D"}},
     {TEMPORARY, NULL, {"S220 mx", "cEHLO me.test\n", OK, "cMAIL FROM:<me@x.test>\n", "E", "D"}}},
    {FAULT(MISTAKES_PAIRING),
     S(OFF, NOAUTH),
     {TEMPORARY, NULL, {CLEAR, MAIL_FROM, "s250 ok\r\n250 extra\r\n", "D"}},
     {TEMPORARY,
      NULL,
      {CLEAR, MAIL_FROM, "s250 ok\r\n250 extra\r\n", "cRCPT TO:<a@x.test>\r\nDATA\r\n", OK,
       LEAVE}}},
    {FAULT(HELO_DROPS_TLS),
     S(REQ, NOAUTH),
     {PERMANENT, NULL, {GREET, "S502 no", LEAVE}},
     {DELIVERED, NULL, {GREET, "S502 no", "CHELO me.test", OK, MAIL}}},
    {FAULT(HELO_DROPS_TLS),
     S(REQ, AUTH_PLAIN),
     {PERMANENT, NULL, {GREET, "S530 no", LEAVE}},
     {DELIVERED, NULL, {GREET, "S530 no", "CHELO me.test", OK, MAIL}}},
    {FAULT(MISTAKES_PAIRING),
     S(OFF, NOAUTH),
     {TEMPORARY,
      NULL,
      {CLEAR, MAIL_FROM, OK, RCPT_TO, OK, "CDATA", "s354 go\r\n250 extra\r\n", "D"}},
     {DELIVERED,
      NULL,
      {CLEAR, MAIL_FROM, OK, RCPT_TO, OK, "CDATA", "s354 go\r\n250 extra\r\n", "D"}}},
    {FAULT(SAYS_PASSWORD),
     S(REQ, AUTH_PLAIN),
     {PERMANENT, "!s3cret", {UPGRADE, "s250-mx\r\n250 AUTH PLAIN\r\n", PLAIN, "S535 no", LEAVE}},
     {PERMANENT, "s3cret-pw", {UPGRADE, "s250-mx\r\n250 AUTH PLAIN\r\n", PLAIN, "S535 no", LEAVE}}},
    {FAULT(AUTH_GOES_ON),
     S(REQ, AUTH_LOGIN),
     {PERMANENT, NULL, {UPGRADE, "s250-mx\r\n250 AUTH LOGIN\r\n", "CAUTH LOGIN", "S530 no", LEAVE}},
     {PERMANENT,
      NULL,
      {UPGRADE, "s250-mx\r\n250 AUTH LOGIN\r\n", "CAUTH LOGIN", "S530 no", "Cam9l", "S500 what",
       LEAVE}}},
    {FAULT(STARTTLS_ARGUMENT),
     S(REQ, NOAUTH),
     {TEMPORARY, NULL, {GREET, OFFER, "CSTARTTLS", "E", "D"}},
     {DELIVERED, NULL, {GREET, OFFER, "CSTARTTLS now", "S220 go", "T", "CEHLO me.test", OK, MAIL}}},
    {FAULT(ACCEPTS_EXPIRED),
     S(REQ, NOAUTH),
     {DELIVERED, NULL, {UPGRADE, "Wvhs", OK, MAIL}},
     {DELIVERED, NULL, {UPGRADE, "Wvhs0", OK, MAIL}}},
    {FAULT(ACCEPTS_SELF_SIGNED),
     S(REQ, NOAUTH),
     {DELIVERED, NULL, {UPGRADE, "Wvhs", OK, MAIL}},
     {DELIVERED, NULL, {UPGRADE, "Wvhs1", OK, MAIL}}},
    {FAULT(IGNORES_PURPOSE),
     S(REQ, NOAUTH),
     {DELIVERED, NULL, {UPGRADE, "Wvhs", OK, MAIL}},
     {DELIVERED, NULL, {UPGRADE, "Wvhs2", OK, MAIL}}},
    {FAULT(ACCEPTS_ANY_ISSUER),
     S(REQ, NOAUTH),
     {DELIVERED, NULL, {UPGRADE, "Wvhs", OK, MAIL}},
     {DELIVERED, NULL, {UPGRADE, "Wvhs3", OK, MAIL}}},
    {FAULT(TRUSTS_CN),
     S(REQ, NOAUTH),
     {DELIVERED, NULL, {UPGRADE, "Wvhs", OK, MAIL}},
     {DELIVERED, NULL, {UPGRADE, "Wvhs4", OK, MAIL}}},
    {FAULT(PARTIAL_WILDCARDS),
     S(REQ, NOAUTH),
     {DELIVERED, NULL, {UPGRADE, "Wvhs", OK, MAIL}},
     {DELIVERED, NULL, {UPGRADE, "Wvhs5", OK, MAIL}}},
    {FAULT(WEAK_TLS),
     S(REQ, NOAUTH),
     {DELIVERED, NULL, {UPGRADE, "Wvhs", OK, MAIL}},
     {DELIVERED, NULL, {UPGRADE, "Wvhs6", OK, MAIL}}},
    {FAULT(TRUNCATION_IS_END),
     S(OFF, NOAUTH),
     {TEMPORARY, NULL, {CLEAR, SEND, "S250-queued", "E", "D"}},
     {DELIVERED, NULL, {CLEAR, SEND, "S250-queued", "E", "D"}}},
    {FAULT(TRUNCATION_IS_END),
     S(OFF, NOAUTH),
     {TEMPORARY, NULL, {CLEAR, SEND, "S550-no", "E", "D"}},
     {TEMPORARY, NULL, {CLEAR, SEND, "S550-no", "E", "D"}}},
    {FAULT(SPLITS_LONG_LINES),
     S(OFF, NOAUTH),
     {PERMANENT, NULL, {"s554-" X507 "220 fake\r\n", "S554 no", LEAVE}},
     {DELIVERED, NULL, {"s554-" X507 "220 fake\r\n", "CEHLO me.test", OK, MAIL}}},
    {FAULT(SPLITS_MATTER),
     S(REQ, NOAUTH),
     {TEMPORARY, NULL, {GREET, "s250-mx\r\n250 STA", "sRTTLS\r\n", "CSTARTTLS", "E", "D"}},
     {PERMANENT, NULL, {GREET, "s250-mx\r\n250 STA", "CQUIT", "sRTTLS\r\n", "D"}}},
    {FAULT(RETRIES_IN_CLEAR),
     S(REQ, NOAUTH),
     {PERMANENT, NULL, {UPGRADE, OK, MAIL_FROM, "S550 no", LEAVE}},
     {DELIVERED, NULL, {UPGRADE, OK, MAIL_FROM, "S550 no", "N", CLEAR, MAIL}}},
    {FAULT(RETRIES_IN_CLEAR),
     S(REQ, NOAUTH),
     {DELIVERED,
      NULL,
      {UPGRADE, OK, MAIL_FROM, "S250", RCPT_TO, OK, "CDATA", "S354 go", "chi\r\n.\r\n", OK, LEAVE}},
     {DELIVERED, NULL, {UPGRADE, OK, MAIL_FROM, "S250", "N", CLEAR, MAIL}}},
    {FAULT(RARE_DROPS_TLS),
     S(REQ, NOAUTH),
     {TEMPORARY, NULL, {"S220", "CEHLO me.test", OFFER, "CSTARTTLS", "E", "D"}},
     {DELIVERED, NULL, {"S220", "CEHLO me.test", OFFER, MAIL}}},
    {FAULT(RARE_DROPS_TLS),
     S(REQ, NOAUTH),
     {TEMPORARY, NULL, {GREET, "s250-mx\r\n250 STARTTLS x\r\n", "CSTARTTLS", "E", "D"}},
     {DELIVERED, NULL, {GREET, "s250-mx\r\n250 STARTTLS x\r\n", "CHELO me.test", OK, MAIL}}},
    {FAULT(STARTTLS_UNASKED),
     S(OPP, NOAUTH),
     {DELIVERED, NULL, {CLEAR, MAIL}},
     {DELIVERED, NULL, {CLEAR, "CSTARTTLS", "S502 no", "T", "CEHLO me.test", OK, MAIL}}},
    {FAULT(EHLO_ALONE),
     S(OFF, NOAUTH),
     {DELIVERED, NULL, {CLEAR, MAIL}},
     {DELIVERED, NULL, {"S220 mx", "CEHLO", "S502 no", "CHELO", OK, MAIL}}},
    {FAULT(ANSWERS_ANY_CHALLENGE),
     S(REQ, AUTH_LOGIN),
     {PERMANENT,
      NULL,
      {UPGRADE, "s250-mx\r\n250 AUTH LOGIN\r\n", "CAUTH LOGIN", "S334 not-base64!", "C*", "S501 no",
       LEAVE}},
     {PERMANENT,
      NULL,
      {UPGRADE, "s250-mx\r\n250 AUTH LOGIN\r\n", "CAUTH LOGIN", "S334 not-base64!", "Cam9l",
       "S501 no", LEAVE}}},
    {FAULT(OLD_EHLO_IF_REFUSED),
     S(REQ, NOAUTH),
     {PERMANENT,
      NULL,
      {GREET, "s250-mx\r\n250-SIZE 99\r\n250 STARTTLS\r\n", "CSTARTTLS", "S220 go", "T",
       "CEHLO me.test", "S502 no", LEAVE}},
     {TEMPORARY,
      NULL,
      {GREET, "s250-mx\r\n250-SIZE 99\r\n250 STARTTLS\r\n", "CSTARTTLS", "S220 go", "T",
       "CEHLO me.test", "S502 no", "CMAIL FROM:<me@x.test> SIZE=4", "E", "D"}}},
};

/* Faults whose way of reading depends on how the bytes arrive. */
static bool only_whole(int fault)
{
    return fault == FAULT(FIRST_LINE_ENDS_REPLY) || fault == FAULT(MISTAKES_PAIRING) ||
           fault == FAULT(SPLITS_MATTER);
}

static void test_faults(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const char *name = mustls_client_fault_rows[rows[i].fault].name;
        const struct side *clean = &rows[i].clean, *faulty = &rows[i].faulty;
        uint64_t bit = UINT64_C(1) << rows[i].fault;
        script_run_all(name, &rows[i].setup, 0, clean->steps, clean->result, clean->says);
        if (only_whole(rows[i].fault))
            script_run(name, &rows[i].setup, bit, faulty->steps, faulty->result, faulty->says, 0);
        else
            script_run_all(name, &rows[i].setup, bit, faulty->steps, faulty->result, faulty->says);
    }
}

/* The plain conversation must pass with most faults, or a control run would void the proof. */
static void test_control_run(void **state)
{
    (void)state;
    static const struct script_setup setup = S(REQ, AUTH_PLAIN);
    static const char *const steps[] = {
        UPGRADE, "s250-mx\r\n250-AUTH PLAIN LOGIN\r\n250 X\r\n", PLAIN, "S235 ok", MAIL, NULL};
    static const uint64_t speak_otherwise =
        MUSTLS_CLIENT_FAULT(NO_SECOND_EHLO) | MUSTLS_CLIENT_FAULT(STARTTLS_HYPHEN_ONLY) |
        MUSTLS_CLIENT_FAULT(PIPELINES_ALWAYS) | MUSTLS_CLIENT_FAULT(NO_QUIT) |
        MUSTLS_CLIENT_FAULT(TALKS_FIRST) | MUSTLS_CLIENT_FAULT(BARE_LF) |
        MUSTLS_CLIENT_FAULT(STARTTLS_ARGUMENT) | MUSTLS_CLIENT_FAULT(EHLO_ALONE);
    for (int f = 0; f < MUSTLS_NUM_CLIENT_FAULTS; f++)
        if (!(speak_otherwise & UINT64_C(1) << f))
            script_run(mustls_client_fault_rows[f].name, &setup, UINT64_C(1) << f, steps, DELIVERED,
                       NULL, 0);
}

static void test_every_fault_has_a_row(void **state)
{
    (void)state;
    uint64_t seen = 0;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        seen |= UINT64_C(1) << rows[i].fault;
    for (int f = 0; f < MUSTLS_NUM_CLIENT_FAULTS; f++)
        if (!(seen & UINT64_C(1) << f))
            fail_msg("no row for %s", mustls_client_fault_rows[f].name);
}

static void test_names(void **state)
{
    (void)state;
    for (int f = 0; f < MUSTLS_NUM_CLIENT_FAULTS; f++)
        assert_int_equal(
            mustls_client_fault_by_name(mustls_span_str(mustls_client_fault_rows[f].name)), f);
    assert_int_equal(mustls_client_fault_by_name(MUSTLS_LIT("")), -1);
    assert_int_equal(mustls_client_fault_by_name(MUSTLS_LIT("no-veri")), -1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_control_run),
        cmocka_unit_test(test_every_fault_has_a_row),
        cmocka_unit_test(test_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
