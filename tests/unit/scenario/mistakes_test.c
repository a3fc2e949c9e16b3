/* Wrong text: where it is wrong, what is said, and what is suggested. */
#include "world.h"

#define SERVER "test   server\nserver starttls=offered\n\nC: <connect>\nS: 220\n"
#define RULE   "C: EHLO\n"

/* `help` NULL: no suggestion. `num` 0 means one mistake. */
static const struct {
    const char *label, *text;
    unsigned line, col;
    const char *message, *help;
    size_t num;
} rows[] = {
    /* the file */
    {"UTF-8 mark", "\xef\xbb\xbftitle x\n", 1, 1, "byte order mark", "without BOM", 0},
    {"UTF-16", "\xff\xfet\0i\0", 1, 1, "UTF-16", "UTF-8", 0},
    {"not UTF-8", RULE "S: 250 a\xff\n", 2, 9, "0xff is not UTF-8", "\\xHH", 0},
    {"cut UTF-8", RULE "S: \xc3\n", 2, 4, "0xc3 is not UTF-8", "\\xHH", 0},
    {"control", RULE "S: 250 \x01\n", 2, 8, "control byte 0x01", "\\xHH", 0},
    {"lone CR", RULE "S: a\rb\n", 2, 5, "control byte 0x0d", "\\xHH", 0},
    {"two CR", RULE "S: a\r\r\n", 2, 5, "control byte 0x0d", "\\xHH", 0},
    {"trailing blank", "title  x \n", 1, 9, "blank at the end", "\\x20", 0},
    {"trailing tab", RULE "S: 250 a\t\n", 2, 9, "blank at the end", "\\x20", 0},
    {"blanks only", "title  x\n  \n", 2, 1, "blank at the end", NULL, 0},
    {"leading blank", RULE " S: 250 a\n", 2, 1, "blank at the start", NULL, 0},
    {"no such line", "hello world\n", 1, 1, "no line begins with \"hello\"", "a header", 0},
    {"header's slip", "titel  x\n", 1, 1, "\"titel\"", "did you mean \"title\"?", 0},
    {"level's slip", "MUTS AUTH [harness]\n", 1, 1, "\"MUTS\"", "\"MUST\"", 0},
    {"level's case", "must AUTH [harness]\n", 1, 1, "\"must\"", "\"MUST\"", 0},
    {"level glued", "MUSTNOT AUTH [harness]\n", 1, 1, "\"MUSTNOT\"", "\"MUST NOT\"", 0},
    {"side's case", RULE "s: 250 a\n", 2, 1, "\"s:\"", "\"S:\"", 0},

    /* headers */
    {"late header", RULE "S: 250 a\nlimit 5s\n", 3, 1, "line 1 began", NULL, 0},
    {"twice", "title a\ntitle b\n", 2, 1, "stands on line 1", NULL, 0},
    {"says nothing", "title\n", 1, 6, "\"title\" says nothing", NULL, 0},
    {"role", "test sever\n", 1, 6, "client or server", "\"server\"", 0},
    {"base climbs", "base ../../etc\n", 1, 6, "takes a name", NULL, 0},
    {"nothing wrong", SERVER, 0, 0, NULL, NULL, 0},
    {"server with base", "test server\nbase required\n", 2, 6, "has no base", NULL, 0},
    {"tag", "tags a b! c\n", 1, 8, "a tag has letters", NULL, 0},
    {"tag twice", "tags a b a\n", 1, 10, "said twice", NULL, 0},
    {"wish key", "client tsl=off\n", 1, 8, "unknown word \"tsl\"", "\"tls\"", 0},
    {"wish value", "client tls=requird\n", 1, 12, "\"requird\"", "\"required\"", 0},
    {"wish of the other", "client tls=off starttls=off\n", 1, 16, "known: tls auth", NULL, 0},
    {"wish twice", "client tls=off tls=off\n", 1, 16, "tls is said twice", NULL, 0},
    {"no value", "client tls\n", 1, 8, "key=value", NULL, 0},
    {"timeout", "client timeout=4000\n", 1, 16, "1 to 3600", NULL, 0},
    {"timeout 0", "client timeout=0\n", 1, 16, "1 to 3600", NULL, 0},
    {"wrong side", "server starttls=off\n", 1, 1, "tests the client", "\"client ...\"", 0},
    {"cert", "tls cert=expird\n", 1, 10, "cert can't be", "\"expired\"", 0},
    {"version", "tls min=1.4\n", 1, 9, "1.2 1.3", "\"1.0\"", 0},
    {"alert", "tls alert=handshake_failur\n", 1, 11, "the manual", "\"handshake_failure\"", 0},
    {"place without alert", "tls at=hello\n", 1, 1, "there is none", NULL, 0},
    {"place", "tls alert=unknown_ca at=helo\n", 1, 25, "at can't be", "\"hello\"", 0},
    {"cut nowhere", "tls cut=data\n", 1, 9, "hello certificate finished", NULL, 0},
    {"cut after nothing", "tls cut=0\n", 1, 9, "cut can't be \"0\"", NULL, 0},
    {"cut far off", "tls cut=65536\n", 1, 9, "cut can't be", NULL, 0},
    {"number", "tls min=1.3 empty=some\n", 1, 19, "a number, 1 to 20000", NULL, 0},
    {"only in 1.3", "tls empty=3\n", 1, 1, "goes with min=1.3", NULL, 0},
    {"only in 1.3, said so", "tls empty=3 min=1.2\n", 1, 1, "goes with min=1.3", NULL, 0},
    {"padding only in 1.3", "tls records=full\n", 1, 1, "goes with min=1.3", NULL, 0},
    {"alert only in 1.3", "tls alert=unknown_ca at=data\n", 1, 1, "goes with min=1.3", NULL, 0},
    {"only in 1.2", "tls ciphers=null\n", 1, 1, "goes with max=1.2", NULL, 0},
    {"no such thing in 1.3", "tls renegotiate=yes max=1.3\n", 1, 1, "goes with max=1.2", NULL, 0},
    {"step without its version", RULE "S: <tls key-updates=2>\n", 2, 1, "goes with min=1.3", NULL,
     0},
    {"reach", "client reach=mx.exampel.test\n", 1, 14, "reach can't be", "\"mx.example.test\"", 0},
    {"min above max", "tls min=1.3 max=1.2\n", 1, 17, "max is below min", NULL, 0},
    {"dns without", "dns mx.example.test\n", 1, 20, "A AAAA MX", NULL, 0},
    {"dns name", "dns mx..test A server\n", 1, 5, "\"mx..test\" is no host name", "dot", 0},
    {"dns dot", "dns mx.test. A server\n", 1, 5, "is no host name", "without a dot", 0},
    {"dns kind", "dns mx.test AAA server\n", 1, 13, "what the name has", "\"A", 0},
    {"dns place", "dns mx.test A sever\n", 1, 15, "whose address", "\"server\"", 0},
    {"dns address", "dns mx.test A 10.0.0.1\n", 1, 15, "server second nobody", NULL, 0},
    {"dns no place", "dns mx.test A\n", 1, 14, "whose address", NULL, 0},
    {"dns more", "dns mx.test A server second\n", 1, 22, "one line has one record", NULL, 0},
    {"dns MX", "dns test MX mx.test\n", 1, 13, "a preference", "MX 10", 0},
    {"dns MX far", "dns test MX 65536 mx.test\n", 1, 13, "0 to 65535", "MX 10", 0},
    {"dns MX to nothing", "dns test MX 10\n", 1, 15, "mail server is missing", NULL, 0},
    {"dns NXDOMAIN more", "dns test NXDOMAIN x\n", 1, 19, "nothing stands behind", NULL, 0},
    {"dns of a server", "test server\ndns test EMPTY\nC: <connect>\nS: 220\n", 2, 1,
     "tests of a client", NULL, 0},
    {"listen", "listen 26\n", 1, 8, "25 465 587", NULL, 0},
    {"listen twice", "listen 25 25\n", 1, 11, "said twice", NULL, 0},
    {"limit", "limit 10\n", 1, 7, "no duration", "10s", 0},
    {"limit 0", "limit 0s\n", 1, 7, "nothing", NULL, 0},
    {"limit long", "limit 99999m\n", 1, 7, "a day at most", NULL, 0},

    /* for */
    {"for without =", "for A b\n", 1, 5, "NAME = value", NULL, 0},
    {"for name", "for 1A = b\n", 1, 5, "no digit in front", NULL, 0},
    {"for value", "for A = b |  | c\n", 1, 12, "a value is missing", NULL, 0},
    {"for value last", "for A = b |\n", 1, 9, "a value is missing", NULL, 0},
    {"for in for", "for A = b\nfor B = ${A}\n", 2, 9, "can't use other names", "\\x24{", 0},
    {"for twice", "for A = b\nfor A = c\n", 2, 5, "line 1 gives", NULL, 0},
    {"name unknown", "for BAD = a\nC: EHLO\nS: ${BADD}\n", 3, 4, "${BADD}", "\"BAD\"", 0},
    {"name without for", RULE "S: ${X}\n", 2, 4, "no \"for\" gives ${X}", "\\x24{", 0},
    {"name open", "for A = b\nC: EHLO\nS: ${A\n", 3, 4, "never closed", "\\x24{", 0},
    {"name in tags", "for A = b\ntags x${A}\n", 2, 7, "same for all", NULL, 0},
    {"in the 2nd value", "for A = 250 | 2\\q0\nC: EHLO\nS: ${A}\n", 1, 16, "unknown escape \\q",
     "backslash", 0},
    {"value in a header", "for A = off | on\nclient tls=${A}\n", 1, 15, "tls can't be \"on\"",
     "line 2", 0},
    {"behind a value", "for A = 250\nC: EHLO\nS: ${A} \\q\n", 3, 9, "unknown escape \\q",
     "backslash", 0},

    /* sections and lines */
    {"section", "[cler]\n", 1, 1, "unknown section", "\"[clear]\"", 0},
    {"section of a server", SERVER "[tls]\n", 6, 1, "no sections", NULL, 0},
    {"no rule", "S: 220 hi\n", 1, 1, "outside of a rule", "a C: line above", 0},
    {"rule ended", RULE "S: a\n[tls]\nS: b\n", 4, 1, "outside of a rule", "a C: line", 0},
    {"read outside", "C: <line>\n", 1, 1, "outside of a rule", "a C: line", 0},
    {"no blank", RULE "S:250 a\n", 2, 3, "one blank", NULL, 0},
    {"no colon", "C#2 EHLO\n", 1, 1, "a colon is missing", NULL, 0},
    {"mark", "C!: EHLO\n", 1, 1, "no line begins", "\"C:\"", 0},
    {"mark 2", "C?!: EHLO\n", 1, 3, "before the colon", "C?#2:", 0},
    {"#0", "C#0: EHLO\n", 1, 3, "from 1", "first", 0},
    {"#x", "C#x: EHLO\n", 1, 3, "from 1", "first", 0},
    {"S?", RULE "S?: 250 a\n", 2, 1, "start a rule", NULL, 0},
    {"S#", RULE "S#1: 250 a\n", 2, 1, "\"#\" is for", NULL, 0},
    {"C# of a server", SERVER "C#1: EHLO x\n", 6, 1, "\"#\" is for", NULL, 0},
    {"no connect", "test server\nS: 220\n", 2, 1, "begins with C: <connect>", NULL, 0},

    /* patterns */
    {"no pattern", "C:\n", 1, 3, "a pattern is missing", "\"*\"", 0},
    {"verb", "C: STARTTSL\n", 1, 4, "unknown command", "\"STARTTLS\"", 0},
    {"verb far off", "C: FOO\n", 1, 4, "unknown command", "has a blank", 0},
    {"2nd verb", "C: MAIL|RCTP\n", 1, 9, "unknown command", "\"RCPT\"", 0},
    {"code", "C: 250\n", 1, 4, "not reply codes", NULL, 0},
    {"star among", "C: MAIL|*\n", 1, 9, "stands alone", NULL, 0},
    {"empty side", "C: MAIL||RCPT\n", 1, 9, "nothing stands", NULL, 0},
    {"blank beside", "C: MAIL | RCPT\n", 1, 4, "no blank stands beside", NULL, 2},
    {"not a code", SERVER "S: 25\n", 6, 4, "no reply code", "three digits", 0},
    {"verb of a server", SERVER "S: EHLO\n", 6, 4, "no reply code", "three digits", 0},

    /* directions */
    {"open", RULE "S: <close\n", 2, 4, "ends in >", "\\<", 0},
    {"slip", RULE "S: <colse>\n", 2, 5, "<colse>", "\"close\"", 0},
    {"bytes meant", RULE "S: <html> is >\n", 2, 5, "<html>", "\\<", 0},
    {"trigger's slip", "C: <conect>\n", 1, 5, "<conect>", "\"connect\"", 0},
    {"by the client", "C: <close>\n", 1, 5, "can't stand here", "S: line", 0},
    {"by the tool", RULE "S: <line>\n", 2, 5, "can't stand here", "C: line", 0},
    {"server closes", SERVER "S: <close>\n", 6, 5, "can't stand here", "server closes", 0},
    {"tls key", RULE "S: <tls crt=good>\n", 2, 9, "unknown word", "\"cert\"", 0},
    {"cert of ours", SERVER "C: <tls cert=good>\n", 6, 9, "known: min max", NULL, 0},
    {"against the header", "tls min=1.3\nC: EHLO\nS: <tls max=1.2>\n", 3, 1, "max is below min",
     NULL, 0},
    {"wait", RULE "S: <wait 5>\n", 2, 10, "no duration", "500ms", 0},
    {"chunk", RULE "S: <chunk>\n", 2, 10, "bytes and a pause", "<chunk off>", 0},
    {"chunk pause", RULE "S: <chunk 1>\n", 2, 12, "duration is missing", "500ms", 0},
    {"flood", RULE "S: a\nS: <flood>\n", 3, 10, "a size is missing", "32m", 0},
    {"flood of nothing", RULE "S: a\nS: <flood 0>\n", 3, 11, "of nothing", NULL, 0},
    {"flood of nothing, k", RULE "S: a\nS: <flood 0k>\n", 3, 11, "of nothing", NULL, 0},
    {"flood unit", RULE "S: a\nS: <flood 1g>\n", 3, 11, "\"1g\" is no size", "64k", 0},
    {"flood unit alone", RULE "S: a\nS: <flood m>\n", 3, 11, "\"m\" is no size", "64k", 0},
    {"flood units", RULE "S: a\nS: <flood 1mk>\n", 3, 11, "\"1mk\" is no size", "64k", 0},
    {"flood huge", RULE "S: a\nS: <flood 257m>\n", 3, 11, "at most 256m", NULL, 0},
    {"flood huge, k", RULE "S: a\nS: <flood 262145k>\n", 3, 11, "at most 256m", NULL, 0},
    {"flood huge, bytes", RULE "S: a\nS: <flood 268435457>\n", 3, 11, "at most 256m", NULL, 0},
    {"flood and more", RULE "S: a\nS: <flood 1m 2m>\n", 3, 14, "\"2m\" is too much", NULL, 0},
    {"flood without bytes", RULE "S: <flood 32m>\n", 2, 4, "nothing to repeat", "right above", 0},
    {"flood behind a direction", RULE "S: a\nS: <wait 1s>\nS: <flood 32m>\n", 4, 4,
     "nothing to repeat", "right above", 0},
    {"flood behind a flood", RULE "S: a\nS: <flood 32m>\nS: <flood 32m>\n", 4, 4,
     "nothing to repeat", "right above", 0},
    {"flood behind no bytes", RULE "S: \\c\nS: <flood 32m>\n", 3, 4, "nothing to repeat",
     "right above", 0},
    {"flood of another rule's bytes", RULE "S: a\nC: HELO\nS: <flood 32m>\n", 4, 4,
     "nothing to repeat", "right above", 0},
    {"flood behind a mistake", RULE "S: \\q\nS: <flood 32m>\n", 2, 4, "unknown escape", "\\\\", 1},
    {"flood of a server", SERVER "C: a\nC: <flood 32m>\n", 7, 5, "can't stand here",
     "\"test client\"", 0},
    {"flood by the client", RULE "S: a\nC: <flood 32m>\n", 3, 5, "can't stand here", "S: line", 0},
    {"too much", RULE "S: <close now>\n", 2, 11, "\"now\" is too much", NULL, 0},

    /* escapes */
    {"escape", RULE "S: 250 \\q\n", 2, 8, "unknown escape \\q", "\\\\", 0},
    {"two escapes", RULE "S: \\q\\w\n", 2, 4, "unknown escape \\q", "\\\\", 2},
    {"at the end", RULE "S: 250 \\\n", 2, 8, "inside an escape", "\\\\", 0},
    {"hex", RULE "S: \\xg0\n", 2, 4, "two hexadecimal", "\\x0a", 0},
    {"hex at the end", RULE "S: \\x0\n", 2, 4, "two hexadecimal", "\\x0a", 0},
    {"\\c inside", RULE "S: a\\cb\n", 2, 5, "last thing", NULL, 0},
    {"repeat open", RULE "S: \\{x\n", 2, 4, "never closed", "\\{x*1000}", 0},
    {"repeat nothing", RULE "S: \\{*5}\n", 2, 4, "nothing to repeat", NULL, 0},
    {"repeat 0", RULE "S: \\{x*0}\n", 2, 4, "1 or more", NULL, 0},
    {"repeat huge", RULE "S: \\{x*4000000000}\n", 2, 4, "more than 1048576 bytes", NULL, 0},
    {"repeat huger", RULE "S: \\{x*99999999999999999999999}\n", 2, 4, "1048576 bytes", NULL, 0},
    {"repeats of repeats", RULE "S: \\{\\{\\{x*999}*999}*999}\n", 2, 4, "1048576", NULL, 0},
    {"segments", RULE "S: \\{a\\|*5000}\n", 2, 4, "more than 4096 segments", NULL, 0},
    {"nested", RULE "S: \\{\\{\\{\\{\\{\\{\\{\\{\\{x*1}*1}*1}*1}*1}*1}*1}*1}*1}\n", 2, 20, "8 deep",
     NULL, 0},

    /* sentences */
    {"no source", "MUST AUTH\n", 1, 10, "its source in brackets", "[harness]", 0},
    {"empty source", "MUST AUTH []\n", 1, 11, "the source is empty", "[harness]", 0},
    {"source open", "MUST AUTH [RFC 5321\n", 1, 11, "closing ]", NULL, 0},
    {"behind the source", "MUST AUTH [harness] x\n", 1, 20, "last thing", NULL, 0},
    {"no event", "MUST NOT [harness]\n", 1, 10, "an event is missing", NULL, 0},
    {"event's verb", "MUST STARTLS [harness]\n", 1, 6, "unknown command", "\"STARTTLS\"", 0},
    {"event's 2nd", "MUST NOT AUTH|RCTP [harness]\n", 1, 15, "unknown command", "\"RCPT\"", 0},
    {"event without <>", "MUST message [harness]\n", 1, 6, "unknown command", "<...>", 0},
    {"event name", "MUST <mesage> [harness]\n", 1, 7, "unknown event", "\"message\"", 0},
    {"event open", "MUST <message [harness]\n", 1, 6, "closing >", NULL, 0},
    {"quote open", "MUST \"MAIL [harness]\n", 1, 6, "closing \"", NULL, 0},
    {"empty text", "MUST \"\" in output [harness]\n", 1, 6, "an empty text", NULL, 0},
    {"scope", "MUST AUTH insie tls [harness]\n", 1, 11, "no scope", NULL, 0},
    {"scope's slip", "MUST AUTH onec [harness]\n", 1, 11, "no scope", "\"once\"", 0},
    {"place", "MUST AUTH in tsl [harness]\n", 1, 14, "clear, tls or output", "\"tls\"", 0},
    {"no place", "MUST AUTH in [harness]\n", 1, 11, "clear, tls or output", NULL, 0},
    {"two places", "MUST AUTH in tls in clear [harness]\n", 1, 21, "one place", NULL, 0},
    {"first twice", "MUST AUTH first first [harness]\n", 1, 17, "said twice", NULL, 0},
    {"after twice", "MUST AUTH after 530 after 250 [harness]\n", 1, 21, "said twice", NULL, 0},
    {"after what", "MUST AUTH after [harness]\n", 1, 17, "an event is missing", NULL, 0},
    {"within", "MUST AUTH within 10 [harness]\n", 1, 18, "no duration", "10s", 0},
    {"within what", "MUST AUTH within [harness]\n", 1, 18, "duration is missing", "10s", 0},
    {"where key", "MUST AUTH where tsl=off [harness]\n", 1, 17, "unknown word", "\"tls\"", 0},
    {"where value", "MUST AUTH where tls=on [harness]\n", 1, 21, "tls can't be", NULL, 0},
    {"where what", "MUST AUTH where [harness]\n", 1, 11, "key=value", NULL, 0},
    {"NOT once", "MUST NOT AUTH once [harness]\n", 1, 1, "contradict", NULL, 0},
    {"code in output", "MUST 530 in output [harness]\n", 1, 1, "a text in quotes", NULL, 0},
    {"event in output", "MUST NOT <message> in output [harness]\n", 1, 1, "or <secret>", NULL, 0},
    {"secret and event in output", "MUST NOT <secret>|<early> in output [harness]\n", 1, 1,
     "or <secret>", NULL, 0},
    {"verb in output", "MUST NOT AUTH in output [harness]\n", 1, 1, "or <secret>", NULL, 0},
    {"secret in output first", "MUST NOT <secret> in output first [harness]\n", 1, 1, "no place in",
     NULL, 0},
    {"output after", "MUST \"a\" in output after 530 [harness]\n", 1, 1, "no place in", NULL, 0},
    {"event first", "MUST <alert> first [harness]\n", 1, 1, "about commands", NULL, 0},
    {"end in tls", "MUST client fails in tls [harness]\n", 1, 1, "in no phase", NULL, 0},
    {"end before", "MUST client fails before 530 [harness]\n", 1, 1, "nothing comes after", NULL,
     0},
    {"client does", "MUST client succeds [harness]\n", 1, 13, "the client", "\"succeeds\"", 0},
    {"client what", "MUST client [harness]\n", 1, 6, "the client", NULL, 0},
    {"server here", "MUST server closes [harness]\n", 1, 6, "tests the client", NULL, 0},
    {"client there", SERVER "MUST client fails [harness]\n", 6, 6, "tests the server", NULL, 0},
};

static bool row_holds(struct world *w, size_t i)
{
    const struct mustls_diag *d = w->diags.items; /* the first */
    size_t want = rows[i].num ? rows[i].num : 1;
    if (!rows[i].message)
        return w->st == MUSTLS_OK;
    if (w->st != MUSTLS_EPARSE || w->diags.num != want || w->diags.num_errors != want)
        return false;
    if (d->line != rows[i].line || d->col != rows[i].col || !strstr(d->text, rows[i].message))
        return false;
    return !rows[i].help || (d->help && strstr(d->help, rows[i].help));
}

static void test_rows(void **state)
{
    (void)state;
    size_t bad = 0;
    for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
        struct world w;
        world_open(&w);
        world_parse(&w, "t", mustls_span_str(rows[i].text));
        if (!row_holds(&w, i)) {
            bad++;
            print_error("%s: want %u:%u \"%s\" help \"%s\", got\n%s\n", rows[i].label, rows[i].line,
                        rows[i].col, rows[i].message ? rows[i].message : "nothing",
                        rows[i].help ? rows[i].help : "", world_diags(&w));
        }
        world_close(&w);
    }
    assert_int_equal(bad, 0);
}

static void test_all_in_one_go(void **state)
{
    (void)state;
    struct world w;
    world_open(&w);
    world_parse(&w, "t",
                MUSTLS_LIT("titel  x\n"
                           "client tls=on auth=pain\n"
                           "\n"
                           "[cler]\n"
                           "C: MIAL\n"
                           "S: 250 \\q \\w\n"
                           "MUST <mesage> onec\n"));
    static const unsigned lines[] = {1, 2, 2, 4, 5, 6, 6, 7, 7, 7};
    assert_int_equal(w.st, MUSTLS_EPARSE);
    if (w.diags.num < 9)
        fail_msg("only:\n%s", world_diags(&w));
    for (size_t i = 0; i < w.diags.num; i++)
        assert_int_equal(w.diags.items[i].line, lines[i]);
    world_close(&w);
}

/* Caps: one clear error each, and soon. */
static void test_caps(void **state)
{
    (void)state;
    struct world w;
    world_open(&w);
    struct mustls_buf big;
    mustls_buf_init(&big, 4u << 20);
    for (size_t i = 0; i < (1u << 20) + 1; i++)
        mustls_buf_putc(&big, 'x');
    world_parse(&w, "t", mustls_buf_span(&big));
    assert_int_equal(w.st, MUSTLS_EPARSE);
    assert_non_null(strstr(w.diags.items[0].text, "larger than 1 MiB"));

    mustls_buf_clear(&big);
    for (size_t i = 0; i < 20001; i++)
        mustls_buf_putc(&big, '\n');
    mustls_diags_init(&w.diags, w.arena);
    world_parse(&w, "t", mustls_buf_span(&big));
    assert_int_equal(w.st, MUSTLS_EPARSE);
    assert_non_null(strstr(w.diags.items[0].text, "20000 lines"));

    mustls_buf_clear(&big);
    mustls_buf_puts(&big, "C: EHLO\n");
    for (size_t i = 0; i < 9; i++)
        mustls_buf_puts(&big, "S: \\{x*1048000}\n");
    mustls_diags_init(&w.diags, w.arena);
    world_parse(&w, "t", mustls_buf_span(&big));
    assert_int_equal(w.st, MUSTLS_EPARSE);
    assert_int_equal(w.diags.num, 1);
    assert_int_equal(w.diags.items[0].line, 10);
    mustls_buf_deinit(&big);
    world_close(&w);
}

static void test_many_instances(void **state)
{
    (void)state;
    struct world w;
    world_open(&w);
    struct mustls_buf text;
    mustls_buf_init(&text, 4u << 20);
    for (int i = 0; i < 13; i++)
        mustls_buf_printf(&text, "for N%d = a | b\n", i);
    world_parse(&w, "t", mustls_buf_span(&text));
    assert_int_equal(w.st, MUSTLS_EPARSE);
    assert_int_equal(w.diags.num, 1);
    assert_int_equal(w.diags.items[0].line, 13);
    assert_non_null(strstr(w.diags.items[0].text, "more than 4096 instances"));

    /* A hostile file whose instances together would take for ever to read. */
    mustls_buf_clear(&text);
    for (int i = 0; i < 12; i++)
        mustls_buf_printf(&text, "for N%d = a | b\n", i);
    mustls_buf_puts(&text, "C: EHLO\n");
    for (int k = 0; k < 300; k++) {
        mustls_buf_puts(&text, "S: ");
        for (int i = 0; i < 12; i++)
            mustls_buf_printf(&text, "${N%d}xxxxxxxxxxxxxxxxxxxxxxxxxxxx", i);
        mustls_buf_puts(&text, "\n");
    }
    mustls_diags_init(&w.diags, w.arena);
    world_parse(&w, "t", mustls_buf_span(&text));
    assert_int_equal(w.st, MUSTLS_EPARSE);
    assert_int_equal(w.diags.num, 1);
    assert_non_null(strstr(w.diags.items[0].text, "bytes of text"));
    mustls_buf_deinit(&text);
    world_close(&w);
}

/* A megabyte of one mistake takes a moment, not a day. */
static void test_long_lines(void **state)
{
    (void)state;
    static const struct {
        const char *head, *unit;
        size_t num; /* mistakes; 0: as many as fit */
    } cases[] = {
        {"for A = b\nC: EHLO\nS: ", "${", 1},
        {"for A = b\nC: EHLO\nS: ", "${B}", 0},
        {"C: EHLO\nS: ", "\\q", 0},
        {"C: EHLO\nS: ", "\\{", 1},
        {"C: EHLO\nS: \\{", "*1", 1},
        {"client ", "a=b ", 0},
        {"C: ", "MIAL|", 1},
        {"MUST ", "MIAL|", 0},
    };
    for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
        struct world w;
        struct mustls_buf text;
        world_open(&w);
        mustls_buf_init(&text, MUSTLS_SCN_MAX_FILE);
        mustls_buf_puts(&text, cases[i].head);
        while (text.len + 10 < MUSTLS_SCN_MAX_FILE)
            mustls_buf_puts(&text, cases[i].unit);
        mustls_buf_puts(&text, "x\n");
        world_parse(&w, "t", mustls_buf_span(&text));
        assert_int_equal(w.st, MUSTLS_EPARSE);
        if (cases[i].num > 0)
            assert_int_equal(w.diags.num_errors, cases[i].num);
        mustls_buf_deinit(&text);
        world_close(&w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),       cmocka_unit_test(test_all_in_one_go),
        cmocka_unit_test(test_caps),       cmocka_unit_test(test_many_instances),
        cmocka_unit_test(test_long_lines),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
