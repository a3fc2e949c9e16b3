/* What each word of a sentence means, row by row. */
#include "judge/bench.h"

#define CLIENT "title t\nbase none\n\n[clear]\nC?: <connect>\nS: 220 hi\n\n"
#define SERVER "title t\ntest server\n\nC: <connect>\nS: 220\n\n"
#define HELLO  "connect; S 220; C EHLO a; S 250; "
#define UP     HELLO "C STARTTLS; S 220; tls; "

/* `sentences` without their sources, one a line. */
struct row {
    const char *label, *sentences, *events, *want;
};

static const struct row clients[] = {
    /* verbs */
    {"verb", "MUST QUIT", "connect; C QUIT", "K"},
    {"verb that never came", "MUST QUIT", "connect; C RSET", "B"},
    {"verb in lower case", "MUST NOT AUTH", "connect; C auth plain AHUAcA==", "B"},
    {"verb with arguments", "MUST MAIL", "connect; C MAIL FROM:<a>", "K"},
    {"verb behind a tab", "MUST MAIL", "connect; C MAIL\tFROM:<a>", "K"},
    {"longer word", "MUST NOT MAIL", "connect; C MAILX", "K"},
    {"shorter word", "MUST NOT STARTTLS", "connect; C START", "K"},
    {"verb as an argument", "MUST NOT AUTH", "connect; C MAIL FROM:<a> AUTH", "K"},
    {"an AUTH response is no command", "MUST NOT DATA", "connect; L DATA", "K"},
    {"what may be no command breaks nothing", "MUST NOT AUTH|\"AUTH *\"", "connect; C? AUTH x",
     "K"},
    {"and keeps what a command would", "MUST AUTH", "connect; C? AUTH x", "K"},
    {"one of several verbs", "MUST QUIT|RSET\nMUST NOT QUIT|RSET", "connect; C RSET", "KB"},

    /* codes */
    {"code", "MUST 530\nMUST NOT 530", "connect; S 530", "KB"},
    {"code with x", "MUST 5xx\nMUST x3x\nMUST 4xx", "connect; S 530", "KKB"},
    {"reply without a code", "MUST NOT xxx", "connect; S junk", "K"},
    {"a code in a command is no reply", "MUST NOT 530", "connect; C 530", "K"},

    /* texts */
    {"glob", "MUST NOT \"MAIL *SIZE=*\"", "connect; C MAIL FROM:<a> SIZE=5", "B"},
    {"glob, other case", "MUST NOT \"MAIL *SIZE=*\"", "connect; C mail from:<a> size=5", "B"},
    {"glob is over the whole line", "MUST \"MAIL\"", "connect; C MAIL FROM:<a>", "B"},
    {"the line end is no part of it", "MUST \"QUIT\"\nMUST \"*T\"", "connect; C QUIT", "KK"},
    {"glob sees AUTH responses", "MUST NOT \"AHUA*\"", "connect; L AHUAcA==", "B"},
    {"glob does not see replies", "MUST NOT \"*530*\"", "connect; S 530 a", "K"},
    {"glob does not see output", "MUST NOT \"*530*\"", "connect; output 530; exit ok", "K"},

    /* events */
    {"event", "MUST <message>\nMUST NOT <early>", "connect; <message>", "KK"},
    {"event forbidden", "MUST NOT <early>", "connect; <early>", "B"},
    {"our close is not its close", "MUST NOT <close>\nMUST <close>", "connect; >close", "KB"},
    {"its close is", "MUST NOT <close>\nMUST <close>", "connect; <close>", "BK"},
    {"our reset is not its reset", "MUST NOT <reset>", "connect; >reset", "K"},
    {"its reset is", "MUST NOT <reset>", "connect; <reset>", "B"},
    {"either side's close is an anchor", "MUST QUIT before <close>", "connect; >close; C QUIT",
     "B"},
    {"its close as an anchor", "MUST QUIT before <close>", "connect; <close>; C QUIT", "B"},
    {"either side's close, after", "MUST NOT QUIT after <close>", "connect; >close; C QUIT", "B"},

    /* phases */
    {"in clear, done in TLS", "MUST NOT AUTH in clear", UP "C AUTH PLAIN", "K"},
    {"in clear, done in clear", "MUST NOT AUTH in clear", HELLO "C AUTH PLAIN", "B"},
    {"in clear, on a second connection", "MUST NOT AUTH in clear", UP "connect; C AUTH PLAIN", "B"},
    {"in TLS, done in clear", "MUST AUTH in tls", HELLO "C AUTH; C STARTTLS; tls; C QUIT", "B"},
    {"in TLS without TLS is nothing",
     "MUST AUTH in tls\nMUST NOT AUTH in tls\nMAY AUTH in tls\nMUST AUTH once in tls",
     HELLO "C AUTH PLAIN; exit fail", "NNNN"},
    {"a failed handshake is no TLS", "MUST NOT EHLO in tls", HELLO "C STARTTLS; S 220; <tls-fail>",
     "N"},
    {"in clear without a connection is nothing", "MUST NOT AUTH in clear\nMUST EHLO in clear",
     "exit fail", "NN"},
    {"an event has its phase too", "MUST NOT <secret> in clear\nMUST <message> in tls",
     UP "<secret>; <message>", "KK"},

    /* no connection at all */
    {"doing nothing is no merit", "MUST NOT AUTH\nMAY QUIT\nSHOULD NOT <early>", "exit fail",
     "NNN"},
    {"but what must be done was not", "MUST <message>\nSHOULD STARTTLS", "exit fail", "BB"},
    {"its end is its end", "MUST client fails\nMUST NOT client succeeds", "exit fail", "KK"},

    /* after */
    {"after, never happened", "MUST NOT RCPT after 530\nMUST RCPT after 530\nMAY RCPT after 530",
     HELLO "C RCPT", "NNN"},
    {"after, too soon", "MUST NOT RCPT after 530\nMUST RCPT after 530", "connect; C RCPT; S 530",
     "KB"},
    {"after, behind it", "MUST NOT RCPT after 530\nMUST RCPT after 530", "connect; S 530; C RCPT",
     "BK"},
    {"after the first of two", "MUST NOT RCPT after 530", "connect; S 530; C RCPT; S 530", "B"},
    {"after goes over connections", "MUST NOT RCPT after 530", "connect; S 530; connect; C RCPT",
     "B"},
    {"an anchor has no phase", "MUST NOT AUTH in clear after 530",
     UP "S 530; connect; S 220; C AUTH", "B"},
    {"in TLS it has one", "MUST NOT HELO in tls after EHLO\nMUST EHLO in tls before MAIL",
     HELLO "C EHLO a; S 250; C MAIL; S 530; C STARTTLS; S 220; tls; C HELO a; C EHLO a", "KK"},
    {"and counts from it", "MUST NOT HELO in tls after EHLO\nMUST AUTH in tls after 250",
     UP "C EHLO a; S 250; C HELO a", "BB"},
    {"in TLS, never said there", "MUST NOT HELO in tls after EHLO\nMUST AUTH in tls after 530",
     HELLO "C EHLO a; S 530; C STARTTLS; S 220; tls; C HELO a", "NN"},
    {"an event is of any", "MUST NOT EHLO in tls after <hello>",
     HELLO "C STARTTLS; <hello>; tls; C EHLO a", "B"},
    {"the anchor itself is before it", "MUST NOT MAIL after MAIL", "connect; C MAIL", "K"},
    {"and the second is after it", "MUST NOT MAIL after MAIL", "connect; C MAIL; C MAIL", "B"},
    {"after a glob", "MUST NOT QUIT after \"MAIL FROM:<a>\"", "connect; C MAIL FROM:<a>; C QUIT",
     "B"},
    {"after TLS", "MUST EHLO after <tls>", UP "C EHLO a", "K"},
    {"after an event that we know and never came", "MUST NOT EHLO after <alert>", UP "C EHLO a",
     "N"},

    /* before */
    {"before, in time", "MUST EHLO before MAIL", "connect; C EHLO a; C MAIL", "K"},
    {"before, too late", "MUST EHLO before MAIL", "connect; C MAIL; C EHLO a", "B"},
    {"before what never came: to the end", "MUST QUIT before <close>\nMUST NOT MAIL before EHLO",
     "connect; C MAIL; C QUIT", "KB"},
    {"before, forbidden", "MUST NOT MAIL before EHLO", "connect; C EHLO a; C MAIL", "K"},
    {"before counts from after", "MUST NOT RCPT after 530 before QUIT",
     "connect; C QUIT; S 530; C RCPT", "B"},
    {"after and before", "MUST NOT RCPT after 530 before QUIT", "connect; S 530; C QUIT; C RCPT",
     "K"},

    /* within */
    {"within, in time", "MUST QUIT within 2s", "connect; +1999; C QUIT", "K"},
    {"within, at the last moment", "MUST QUIT within 2s", "connect; +2000; C QUIT", "K"},
    {"within, too late", "MUST QUIT within 2s", "connect; +2001; C QUIT", "B"},
    {"within, never", "MUST QUIT within 2s", "connect; +2001; C RSET", "B"},
    {"within counts from the start, not from the connection", "MUST QUIT within 2s",
     "+1500; connect; +1000; C QUIT", "B"},
    {"within counts from after", "MUST QUIT after 530 within 2s",
     "connect; +5000; S 530; +2000; C QUIT", "K"},
    {"forbidden within", "MUST NOT QUIT within 2s", "connect; +2000; C QUIT", "B"},
    {"forbidden within, later", "MUST NOT QUIT within 2s", "connect; +2001; C QUIT", "K"},
    {"a late one after one in time", "MUST QUIT within 2s", "connect; C QUIT; +3000; C QUIT", "K"},
    {"MAY within", "MAY QUIT within 2s\nMAY QUIT", "connect; +2001; C QUIT", "-S"},

    /* first */
    {"first", "SHOULD EHLO first in tls", UP "C EHLO a; C MAIL", "K"},
    {"first was another", "SHOULD EHLO first in tls", UP "C MAIL; C EHLO a", "B"},
    {"every connection has a first", "SHOULD EHLO first in tls",
     UP "C EHLO a; connect; C STARTTLS; tls; C MAIL", "B"},
    {"a wrong one first, a right one on the next connection", "SHOULD EHLO first in tls",
     UP "C MAIL; connect; C STARTTLS; tls; C EHLO a", "B"},
    {"a connection without TLS does not count", "SHOULD EHLO first in tls",
     UP "C EHLO a; connect; C MAIL", "K"},
    {"a connection without a command does not count", "SHOULD EHLO first in tls",
     UP "C EHLO a; connect; C STARTTLS; tls", "K"},
    {"TLS, and not one command", "SHOULD EHLO first in tls\nMAY EHLO first in tls", UP "<close>",
     "NN"},
    {"first without TLS", "SHOULD EHLO first in tls\nMUST NOT MAIL first in tls", HELLO "C MAIL",
     "NN"},
    {"connections that talk at once", "SHOULD EHLO first in tls",
     "connect; C STARTTLS; connect; C STARTTLS; on 1c; tls; on 2c; tls; C EHLO b; on 1t; C EHLO a;"
     "on 2t; C MAIL; on 1t; C MAIL",
     "K"},
    {"first in clear", "MUST EHLO first in clear", UP "C MAIL", "K"},
    {"first of every phase", "MUST EHLO first", UP "C MAIL", "B"},
    {"first of every phase, kept", "MUST EHLO first", UP "C EHLO a", "K"},
    {"replies are no commands", "MUST EHLO first in clear", "connect; S 220; C EHLO a", "K"},
    {"an AUTH response is not the first command", "MUST EHLO first in tls", UP "L x; C EHLO a",
     "K"},
    {"first, one of two", "MUST EHLO|HELO first in tls", UP "C HELO a", "K"},
    {"first, as a text", "MUST \"EHLO ?*\" first in tls", UP "C EHLO", "B"},
    {"first reply", "MUST 220 first in clear\nMUST 220 first in tls", UP "S 250", "KB"},
    {"first after", "MUST EHLO first in clear after 421",
     "connect; C MAIL; S 421; connect; C EHLO a", "K"},
    {"first too late", "MUST EHLO first in clear within 1s", "connect; +1500; C EHLO a", "B"},
    {"forbidden first, came second", "MUST NOT MAIL first in tls", UP "C EHLO a; C MAIL", "K"},
    {"forbidden first, came first", "MUST NOT MAIL first in tls", UP "C MAIL", "B"},
    {"forbidden first, on the second connection", "MUST NOT MAIL first in tls",
     UP "C EHLO a; connect; tls; C MAIL", "B"},
    {"forbidden first, nothing said", "MUST NOT MAIL first in tls", UP "<close>", "K"},
    {"MAY first", "MAY EHLO first in tls\nMAY HELO first in tls", UP "C EHLO a", "S-"},

    /* once */
    {"once", "MUST STARTTLS once", UP "C EHLO a", "K"},
    {"once, never", "MUST STARTTLS once", HELLO "C QUIT", "B"},
    {"once, twice", "MUST STARTTLS once", UP "C STARTTLS", "B"},
    {"once, on two connections", "MUST STARTTLS once", UP "connect; C STARTTLS", "B"},
    {"once in its phase", "MUST EHLO once in clear\nMUST EHLO once in tls", UP "C EHLO a", "KK"},
    {"once in its window", "MUST EHLO once before STARTTLS", UP "C EHLO a", "K"},
    {"MAY once", "MAY EHLO once\nMAY STARTTLS once", UP "C EHLO a", "-S"},
    {"first and once", "MUST EHLO first once in tls", UP "C EHLO a; connect; tls; C EHLO a", "B"},

    /* where */
    {"where it was asked", "MUST NOT AUTH where tls=required", "connect; C AUTH", "B"},
    {"where it was not", "MUST NOT AUTH where tls=off\nMAY AUTH where tls=off", "connect; C AUTH",
     "NN"},
    {"where the default says so", "MUST NOT AUTH where auth=none", "connect; C AUTH", "B"},
    {"where number", "MUST NOT AUTH where timeout=9", "connect; C AUTH", "N"},

    /* output */
    {"in output", "SHOULD \"530\" in output", "connect; output error: 530 no; exit fail", "K"},
    {"in output, other case", "SHOULD \"must issue\" in output",
     "connect; output MUST ISSUE a; exit fail", "K"},
    {"in output, a glob", "SHOULD \"5?0 *tls\" in output",
     "connect; output x 530 a tls b; exit fail", "K"},
    {"not in output", "SHOULD \"530\" in output", "connect; S 530; C 530; output x; exit fail",
     "B"},
    {"nothing printed", "SHOULD \"530\" in output\nMUST NOT \"x\" in output", "connect; exit fail",
     "BK"},
    {"the run has no end", "SHOULD \"530\" in output\nMUST NOT \"x\" in output", "connect", "NN"},
    {"only a part is left: not found is no answer",
     "SHOULD \"530\" in output\nMUST NOT \"530\" in output\nMAY \"530\" in output",
     "connect; cut x; exit fail", "NNN"},
    {"only a part is left: found is found", "SHOULD \"530\" in output\nMUST NOT \"530\" in output",
     "connect; cut 530; exit fail", "KB"},
    {"a secret in output", "MUST NOT <secret> in output\nMUST <secret> in output",
     "connect; output x; printed; exit fail", "BK"},
    {"a secret on the wire is not printed", "MUST NOT <secret> in output\nMAY <secret> in output",
     "connect; <secret>; output x; exit fail", "K-"},
    {"a printed secret is not on the wire", "MUST NOT <secret>\nMUST NOT AUTH|<secret> in clear",
     "connect; output x; printed; exit fail", "KK"},
    {"a printed secret is no anchor", "MUST NOT <early> after <secret>",
     "connect; printed; <early>; exit fail", "N"},
    {"no secret in half of the output", "MUST NOT <secret> in output\nMUST <secret> in output",
     "connect; cut x; exit fail", "NN"},
    {"a secret in half of the output", "MUST NOT <secret> in output",
     "connect; cut x; printed; exit fail", "B"},
    {"no secret, and no end", "MUST NOT <secret> in output", "connect", "N"},
    {"a secret where nothing is printed", "MUST NOT <secret> in output", "connect; exit ok", "K"},
    {"a text or a secret in output", "MUST NOT \"530\"|<secret> in output",
     "connect; output 530; exit ok", "B"},
    {"a secret or a text in output", "MUST NOT \"530\"|<secret> in output",
     "connect; output x; printed; exit ok", "B"},
    {"forbidden in output", "MUST NOT \"secret\" in output", "connect; output my secret; exit ok",
     "B"},

    /* the end */
    {"succeeds", "MUST client succeeds\nMUST NOT client succeeds\nMUST client fails",
     "connect; exit ok", "KBB"},
    {"fails", "MUST client fails\nMUST NOT client fails\nMUST client succeeds",
     "connect; exit fail 3", "KBB"},
    {"killed is neither",
     "MUST client fails\nMUST client succeeds\nMUST NOT client succeeds\nMUST NOT client fails",
     "connect; exit killed", "BBKK"},
    {"died is neither", "MUST client fails\nMUST NOT client succeeds", "connect; exit signal 11",
     "BK"},
    {"ended by the system fails", "MUST client fails\nMUST NOT client succeeds",
     "connect; exit signal 13", "KK"},
    {"no end, nothing to say", "MUST client fails\nMUST NOT client succeeds\nMAY client fails",
     "connect; C QUIT", "NNN"},
    {"fails in time", "SHOULD client fails within 10s", "connect; +10000; exit fail", "K"},
    {"fails too late", "SHOULD client fails within 10s", "connect; +10001; exit fail", "B"},
    {"does not fail early", "MUST NOT client fails within 5s", "connect; +6000; exit fail", "K"},
    {"fails after", "MUST client fails after 530", "connect; S 530; exit fail", "K"},
    {"fails after what never came", "MUST client fails after 530", "connect; exit ok", "N"},
    {"MAY at the end", "MAY client fails\nMAY client succeeds", "connect; exit ok", "-S"},
    {"false success", "MUST NOT <false-success>", "connect; exit ok; <false-success>", "B"},
    {"no false success", "MUST NOT <false-success>", "connect; exit fail", "K"},
    {"false success before the end is not known", "MUST NOT <false-success>", "connect; C QUIT",
     "N"},
    {"false success without a connection", "MUST NOT <false-success>", "exit ok; <false-success>",
     "B"},

    /* MAY */
    {"MAY", "MAY QUIT\nMAY RSET\nMAY QUIT after 530", "connect; C QUIT", "S-N"},
    {"MAY NOT tells the same", "MAY NOT QUIT\nMAY NOT RSET", "connect; C QUIT", "S-"},
};

static const struct row servers[] = {
    {"verbs are ours", "MUST 250 after EHLO", "connect; S 220; C EHLO a; S 250", "K"},
    {"codes are the server's", "MUST NOT 2xx|3xx after MAIL before QUIT",
     "connect; S 220; C MAIL; S 250; C QUIT; S 221", "B"},
    {"codes outside the window", "MUST NOT 2xx|3xx after MAIL before QUIT",
     "connect; S 220; C MAIL; S 530; C QUIT; S 221", "K"},
    {"first reply in TLS", "SHOULD 5xx first in tls",
     "connect; S 220; C STARTTLS; S 220; tls; C XYZZY; S 500; C QUIT; S 221", "K"},
    {"first reply in TLS was another", "SHOULD 5xx first in tls",
     "connect; S 220; C STARTTLS; S 220; tls; C XYZZY; S 250; S 500", "B"},
    {"server closes", "MUST server closes", "connect; S 220; <close>", "K"},
    {"server resets", "MUST server closes", "connect; S 220; <reset>", "K"},
    {"we close", "MUST server closes\nMUST NOT server closes", "connect; S 220; >close", "BK"},
    {"server closes in its phase", "MUST NOT server closes in clear",
     "connect; S 220; tls; <close>", "K"},
    {"server closes in time", "MUST server closes after 421 within 1s",
     "connect; +3000; S 421; +900; <close>", "K"},
    {"server closes too late", "MUST server closes after 421 within 1s",
     "connect; S 421; +1100; <close>", "B"},
    {"texts are ours", "MUST 530 after \"MAIL *\"", "connect; C MAIL FROM:<a>; S 530", "K"},
    {"where", "MUST NOT 250 where starttls=required\nMUST NOT 250 where starttls=off",
     "connect; S 250", "BN"},
};

static const char *text_of(const char *head, const char *sentences, char *out, size_t size)
{
    size_t n = (size_t)snprintf(out, size, "%s", head);
    while (*sentences) {
        size_t len = strcspn(sentences, "\n");
        n += (size_t)snprintf(out + n, size - n, "%.*s [RFC 5321 4]\n", (int)len, sentences);
        sentences += len + (sentences[len] == '\n');
    }
    return out;
}

static void check_rows(const char *head, const struct row *rows, size_t num)
{
    size_t bad = 0;
    for (size_t i = 0; i < num; i++) {
        char text[2048], got[32];
        struct bench b;
        bench_open(&b, text_of(head, rows[i].sentences, text, sizeof text), rows[i].events);
        bench_judge(&b);
        bench_letters(&b, got, sizeof got);
        if (strcmp(got, rows[i].want) != 0) {
            print_error("%s: %s, expected %s\n", rows[i].label, got, rows[i].want);
            bad++;
        }
        bench_close(&b);
    }
    assert_int_equal(bad, 0);
}

static void client_sentences(void **state)
{
    (void)state;
    check_rows(CLIENT, clients, sizeof clients / sizeof *clients);
}

static void server_sentences(void **state)
{
    (void)state;
    check_rows(SERVER, servers, sizeof servers / sizeof *servers);
}

/* Events by their numbers, from 0. */
static const struct {
    const char *label, *sentence, *events, *witnesses;
    uint32_t expected_after;
} places[] = {
    {"what broke it", "MUST NOT AUTH", "connect; S 220; C AUTH; S 250; C AUTH", "2 4 ",
     MUSTLS_NO_EVENT},
    {"what kept it", "MUST QUIT", "connect; S 220; C QUIT", "2 ", MUSTLS_NO_EVENT},
    {"at most eight", "MUST NOT NOOP",
     "connect; C NOOP; C NOOP; C NOOP; C NOOP; C NOOP; C NOOP; C NOOP; C NOOP; C NOOP",
     "1 2 3 4 5 6 7 8 ", MUSTLS_NO_EVENT},
    {"nothing to show", "MUST NOT AUTH", "connect; S 220", "", MUSTLS_NO_EVENT},
    {"missing: behind the last reply", "MUST QUIT",
     "connect; S 220; C EHLO; S 250; C RSET; <close>", "", 3},
    {"missing: behind the handshake", "MUST EHLO in tls", "connect; S 220; tls; C QUIT", "", 2},
    {"missing: behind the anchor", "MUST QUIT after MAIL", "connect; S 220; C MAIL; <close>", "",
     2},
    {"missing: inside the window", "MUST QUIT before RSET", "connect; S 220; C RSET; S 250", "", 1},
    {"missing: before the deadline", "MUST QUIT within 1s", "connect; S 220; +2000; S 421", "", 1},
    {"missing: nobody said anything", "MUST QUIT", "connect; <close>", "", MUSTLS_NO_EVENT},
    {"too late", "MUST QUIT within 1s", "connect; S 220; +2000; C QUIT", "2 ", 1},
    {"another was first", "MUST EHLO first in clear", "connect; S 220; C MAIL; C EHLO a", "2 ",
     MUSTLS_NO_EVENT},
    {"twice", "MUST EHLO once", "connect; S 220; C EHLO a; C EHLO b", "2 3 ", MUSTLS_NO_EVENT},
    {"another end", "MUST client fails", "connect; S 220; exit ok", "2 ", 1},
    {"MAY", "MAY QUIT", "connect; C QUIT", "1 ", MUSTLS_NO_EVENT},
    {"MAY, not seen", "MAY QUIT", "connect; S 220", "", MUSTLS_NO_EVENT},
};

static void findings_name_their_events(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        char text[1024], got[128] = "";
        struct bench b;
        bench_open(&b, text_of(CLIENT, places[i].sentence, text, sizeof text), places[i].events);
        bench_judge(&b);
        const struct mustls_finding *f = &b.j.findings[0];
        for (size_t n = 0, at = 0; n < f->num_events; n++)
            at += (size_t)snprintf(got + at, sizeof got - at, "%u ", f->events[n]);
        if (strcmp(got, places[i].witnesses) != 0 || f->expected_after != places[i].expected_after)
            print_error("%s: %s, after %u\n", places[i].label, got, f->expected_after);
        assert_string_equal(got, places[i].witnesses);
        assert_int_equal(f->expected_after, places[i].expected_after);
        bench_close(&b);
    }
}

/* In a server test it is our command that a missing reply would have answered. */
static void a_missing_reply_follows_our_command(void **state)
{
    (void)state;
    struct bench b;
    bench_open(&b, SERVER "MUST 530 [RFC 3207 4]\n", "connect; S 220; C MAIL; <close>");
    bench_judge(&b);
    assert_int_equal(b.j.findings[0].outcome, MUSTLS_BROKEN);
    assert_int_equal(b.j.findings[0].expected_after, 2);
    bench_close(&b);
}

/* The parser refuses these; should one come by another way, it says nothing. */
static void what_makes_no_sense_is_not_judged(void **state)
{
    (void)state;
    static struct mustls_match_item closing = {MUSTLS_M_EVENT, {(const uint8_t *)"close", 5}};
    static struct mustls_match_item unknown = {MUSTLS_M_EVENT, {(const uint8_t *)"bang", 4}};
    struct bench b;
    bench_open(&b,
               CLIENT "MUST QUIT once [a]\nMUST QUIT first [a]\nMUST QUIT [a]\nMUST QUIT [a]\n"
                      "MUST NOT QUIT [a]\nMUST client fails [a]\n",
               "connect; C QUIT; C QUIT; <close>; output QUIT; exit fail");
    struct mustls_sentence *s = b.prog->sentences;
    s[0].negated = true;
    s[1].event.items = &closing;
    s[2].in_output = true;
    s[3].event.num_items = 0;
    s[4].event.items = &unknown;
    s[5].first = true;
    bench_judge(&b);
    for (size_t i = 0; i < b.j.num_findings; i++)
        assert_int_equal(b.j.findings[i].outcome, MUSTLS_NA);
    assert_int_equal(b.j.verdict, MUSTLS_INCONCLUSIVE);
    bench_close(&b);
}

/* Trace files are anybody's: numbers that the player never writes must not lead astray. */
static void hostile_numbers(void **state)
{
    (void)state;
    struct bench b;
    bench_open(&b, CLIENT "MUST EHLO first [a]\nMUST QUIT after QUIT within 3600s [a]\n",
               "connect");
    const struct mustls_event events[] = {
        {.conn = UINT32_MAX, .kind = MUSTLS_E_COMMAND, .raw = MUSTLS_LIT("MAIL")},
        {.conn = 1, .kind = MUSTLS_E_COMMAND, .phase = (enum mustls_phase)77},
        {.conn = 1, .us = UINT64_MAX, .kind = MUSTLS_E_COMMAND, .raw = MUSTLS_LIT("QUIT")},
        {.conn = 1, .us = UINT64_MAX, .kind = MUSTLS_E_COMMAND, .raw = MUSTLS_LIT("QUIT")},
        {.conn = 1, .us = 3, .kind = MUSTLS_E_REPLY, .code = -5},
        {.kind = MUSTLS_E_RULE, .at = {0, UINT32_MAX}},
        {.kind = MUSTLS_E_SCRIPT, .at = {77, UINT32_MAX}},
    };
    for (size_t i = 0; i < sizeof events / sizeof *events; i++)
        assert_int_equal(mustls_trace_add(&b.trace, &events[i]), MUSTLS_OK);
    bench_judge(&b);
    /* The first command is QUIT: what came on connection 2^32-1 is nobody's first. */
    assert_int_equal(b.j.findings[0].outcome, MUSTLS_BROKEN);
    assert_int_equal(b.j.findings[0].events[0], 3);
    assert_int_equal(b.j.findings[1].outcome, MUSTLS_KEPT);
    bench_close(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(client_sentences),
        cmocka_unit_test(server_sentences),
        cmocka_unit_test(findings_name_their_events),
        cmocka_unit_test(a_missing_reply_follows_our_command),
        cmocka_unit_test(what_makes_no_sense_is_not_judged),
        cmocka_unit_test(hostile_numbers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
