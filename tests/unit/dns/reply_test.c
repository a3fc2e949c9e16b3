/* Queries as bytes against a zone: what the reply says, read back by a reader of its own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/arena.h"
#include "dns/dns.h"

/* gcc takes no compound literal for a constant. */
#define N(s)                                                                                       \
    {                                                                                              \
        (const uint8_t *)(s), sizeof(s) - 1                                                        \
    }

static const struct mustls_dns_record records[] = {
    {.name = N("mx.example.test"), .kind = MUSTLS_DNS_A, .address = {198, 18, 1, 1}},
    {.name = N("mx.example.test"), .kind = MUSTLS_DNS_A, .address = {198, 19, 1, 1}},
    {.name = N("mx.example.test"),
     .kind = MUSTLS_DNS_AAAA,
     .address = {0x20, 1, 0xd, 0xb8, [15] = 9}},
    {.name = N("example.test"),
     .kind = MUSTLS_DNS_MX,
     .preference = 10,
     .target = N("mx.example.test")},
    {.name = N("null.test"), .kind = MUSTLS_DNS_MX},
    {.name = N("alias.test"), .kind = MUSTLS_DNS_CNAME, .target = N("Mx.Example.Test")},
    {.name = N("loop.test"), .kind = MUSTLS_DNS_CNAME, .target = N("loop.test")},
    {.name = N("dangling.test"), .kind = MUSTLS_DNS_CNAME, .target = N("gone.test")},
    {.name = N("empty.test"), .kind = MUSTLS_DNS_EMPTY},
    {.name = N("gone.test"), .kind = MUSTLS_DNS_NXDOMAIN},
    {.name = N("broken.test"), .kind = MUSTLS_DNS_SERVFAIL},
    {.name = N("silent.test"), .kind = MUSTLS_DNS_SILENT},
    {.name = N("a.b.deep.test"), .kind = MUSTLS_DNS_EMPTY},
};
static const struct mustls_dns_zone zone = {records, sizeof records / sizeof *records};

static void put_name(struct mustls_buf *q, const char *name)
{
    for (const char *dot; *name; name = *dot ? dot + 1 : dot) {
        dot = name + strcspn(name, ".");
        mustls_buf_putc(q, (int)(dot - name));
        mustls_buf_put(q, mustls_span(name, (size_t)(dot - name)));
    }
    mustls_buf_putc(q, 0);
}

static void put16(struct mustls_buf *q, unsigned n)
{
    mustls_buf_putc(q, (int)(n >> 8));
    mustls_buf_putc(q, (int)(n & 255));
}

static void put_query(struct mustls_buf *q, const char *name, unsigned type, unsigned edns)
{
    put16(q, 0xbeef);
    put16(q, 0x0100); /* recursion desired */
    put16(q, 1);
    put16(q, 0);
    put16(q, 0);
    put16(q, edns ? 1 : 0);
    put_name(q, name);
    put16(q, type);
    put16(q, 1);
    if (!edns)
        return;
    mustls_buf_putc(q, 0);
    put16(q, 41);
    put16(q, edns);
    put16(q, 0);
    put16(q, 0);
    put16(q, 0);
}

/* --- reading the reply --- */

static size_t take_name(struct mustls_span r, size_t at, char *text)
{
    size_t end = 0, n = 0;
    for (int hops = 0; hops < 50; hops++) {
        assert_true(at < r.len);
        unsigned len = r.ptr[at];
        if (len >= 0xc0) {
            if (!end)
                end = at + 2;
            at = (size_t)(len & 63) << 8 | r.ptr[at + 1];
            continue;
        }
        if (len == 0) {
            text[n] = 0;
            return end ? end : at + 1;
        }
        n += (size_t)sprintf(text + n, "%s%.*s", n ? "." : "", (int)len,
                             (const char *)r.ptr + at + 1);
        at += 1 + len;
    }
    fail_msg("a name without an end");
    return 0;
}

static unsigned u16(struct mustls_span r, size_t at)
{
    assert_true(at + 2 <= r.len);
    return (unsigned)r.ptr[at] << 8 | r.ptr[at + 1];
}

/* "NXDOMAIN; A mx.example.test 198.18.1.1; ..." */
static void describe(struct mustls_span r, char *out)
{
    char name[300];
    assert_int_equal(u16(r, 0), 0xbeef);
    assert_int_equal(r.ptr[2] & 0xf9, 0x81); /* a reply to a standard query, recursion desired */
    size_t n = (size_t)sprintf(out, "%s%s", mustls_dns_rcode_name(r.ptr[3] & 15),
                               r.ptr[2] & 2 ? " TC" : "");
    size_t at = 12;
    if (u16(r, 4))
        at = take_name(r, at, name) + 4;
    for (unsigned i = u16(r, 6); i > 0; i--) {
        at = take_name(r, at, name);
        unsigned type = u16(r, at), len = u16(r, at + 8);
        const uint8_t *data = r.ptr + at + 10;
        n += (size_t)sprintf(out + n, "; %s %s", mustls_dns_type_name(type), name);
        if (type == 1)
            n += (size_t)sprintf(out + n, " %u.%u.%u.%u", data[0], data[1], data[2], data[3]);
        if (type == 28)
            n += (size_t)sprintf(out + n, " %02x%02x..%u", data[0], data[1], data[15]);
        if (type == 15 || type == 5) {
            size_t end = take_name(r, at + 10 + (type == 15 ? 2 : 0), name);
            assert_int_equal(end, at + 10 + len);
            if (type == 15)
                n += (size_t)sprintf(out + n, " %u", u16(r, at + 10));
            n += (size_t)sprintf(out + n, " %s", name[0] ? name : ".");
        }
        at += 10 + len;
    }
    if (u16(r, 10)) {
        assert_int_equal(u16(r, at + 1), 41);
        at += 11;
    }
    assert_int_equal(at, r.len);
}

static const struct {
    const char *label, *name;
    unsigned type;
    const char *want; /* "": no reply */
} rows[] = {
    {"two addresses", "mx.example.test", 1,
     "NOERROR; A mx.example.test 198.18.1.1; A mx.example.test 198.19.1.1"},
    {"case is kept", "MX.Example.TEST", 28, "NOERROR; AAAA MX.Example.TEST 2001..9"},
    {"mail server", "example.test", 15, "NOERROR; MX example.test 10 mx.example.test"},
    {"no mail", "null.test", 15, "NOERROR; MX null.test 0 ."},
    {"no such data", "mx.example.test", 15, "NOERROR"},
    {"no such data of a domain", "example.test", 1, "NOERROR"},
    {"alias", "alias.test", 1,
     "NOERROR; CNAME alias.test Mx.Example.Test; A mx.example.test 198.18.1.1; A mx.example.test "
     "198.19.1.1"},
    {"alias itself", "alias.test", 5, "NOERROR; CNAME alias.test Mx.Example.Test"},
    {"alias to nothing", "dangling.test", 1, "NXDOMAIN; CNAME dangling.test gone.test"},
    {"empty", "empty.test", 1, "NOERROR"},
    {"between", "b.deep.test", 1, "NOERROR"},
    {"not listed", "other.test", 1, "NXDOMAIN"},
    {"below a name", "x.mx.example.test", 1, "NXDOMAIN"},
    {"not below, only alike", "xexample.test", 15, "NXDOMAIN"},
    {"gone", "gone.test", 1, "NXDOMAIN"},
    {"below gone", "a.gone.test", 1, "NXDOMAIN"},
    {"broken", "broken.test", 1, "SERVFAIL"},
    {"below broken", "a.broken.test", 15, "SERVFAIL"},
    {"silent", "silent.test", 1, ""},
    {"below silent", "a.silent.test", 1, ""},
    {"the root", "", 1, "NOERROR"},
};

static void test_answers(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (unsigned edns = 0; edns <= 4096; edns += 4096) {
            struct mustls_buf q, r;
            struct mustls_dns_asked asked;
            char got[2000] = "";
            mustls_buf_init(&q, 1000);
            mustls_buf_init(&r, 70000);
            put_query(&q, rows[i].name, rows[i].type, edns);
            mustls_dns_reply(&zone, mustls_buf_span(&q), false, &r, &asked);
            if (r.len > 0)
                describe(mustls_buf_span(&r), got);
            if (strcmp(got, rows[i].want) != 0)
                fail_msg("%s: got \"%s\"", rows[i].label, got);
            assert_true(
                mustls_span_ieq(mustls_span_str(asked.name), mustls_span_str(rows[i].name)));
            assert_int_equal(asked.silent, r.len == 0);
            mustls_buf_deinit(&q);
            mustls_buf_deinit(&r);
        }
    }
}

static void test_loop_ends(void **state)
{
    (void)state;
    struct mustls_buf q, r;
    struct mustls_dns_asked asked;
    char got[4000];
    mustls_buf_init(&q, 1000);
    mustls_buf_init(&r, 70000);
    put_query(&q, "loop.test", 1, 0);
    mustls_dns_reply(&zone, mustls_buf_span(&q), false, &r, &asked);
    describe(mustls_buf_span(&r), got);
    assert_int_equal(asked.answers, 8);
    mustls_buf_deinit(&q);
    mustls_buf_deinit(&r);
}

/* Forty addresses: 640 bytes of answers. */
static void test_truncation(void **state)
{
    (void)state;
    struct mustls_dns_record many[40];
    for (size_t i = 0; i < 40; i++)
        many[i] = (struct mustls_dns_record){
            .name = N("many.test"), .kind = MUSTLS_DNS_A, .address = {10, 0, 0, (uint8_t)i}};
    const struct mustls_dns_zone z = {many, 40};
    const struct {
        unsigned edns;
        bool tcp, cut;
    } cases[] = {{0, false, true},     {512, false, true}, {1232, false, false},
                 {4096, false, false}, {100, false, true}, {0, true, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct mustls_buf q, r;
        struct mustls_dns_asked asked;
        char got[8000];
        mustls_buf_init(&q, 1000);
        mustls_buf_init(&r, 70000);
        put_query(&q, "many.test", 1, cases[i].edns);
        mustls_dns_reply(&z, mustls_buf_span(&q), cases[i].tcp, &r, &asked);
        describe(mustls_buf_span(&r), got);
        assert_int_equal(asked.truncated, cases[i].cut);
        assert_int_equal(strcmp(got, "NOERROR TC") == 0, cases[i].cut);
        assert_int_equal(asked.answers, cases[i].cut ? 0 : 40);
        mustls_buf_deinit(&q);
        mustls_buf_deinit(&r);
    }
}

/* A good query cut at every position, and its odd relatives: a reply with FORMERR, or none. */
static void test_malformed(void **state)
{
    (void)state;
    struct mustls_buf q;
    mustls_buf_init(&q, 1000);
    put_query(&q, "mx.example.test", 1, 1232);
    for (size_t cut = 0; cut < q.len; cut++) {
        struct mustls_buf r;
        struct mustls_dns_asked asked;
        mustls_buf_init(&r, 70000);
        mustls_dns_reply(&zone, mustls_span_first(mustls_buf_span(&q), cut), false, &r, &asked);
        assert_int_equal(r.len > 0, cut >= 12);
        assert_true(cut < 12 || asked.rcode == 1);
        mustls_buf_deinit(&r);
    }
    static const struct {
        const char *label;
        size_t at;
        uint8_t byte;
        unsigned rcode;
        bool replied;
    } changes[] = {
        {"a reply", 2, 0x81, 0, false},        {"another opcode", 2, 0x11, 4, true},
        {"two questions", 5, 2, 1, true},      {"a long label", 12, 64, 1, true},
        {"a pointer", 12, 0xc0, 1, true},      {"another class", 32, 3, 5, true},
        {"no records behind", 11, 9, 1, true},
    };
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        struct mustls_buf r;
        struct mustls_dns_asked asked;
        mustls_buf_init(&r, 70000);
        uint8_t old = q.ptr[changes[i].at];
        q.ptr[changes[i].at] = changes[i].byte;
        mustls_dns_reply(&zone, mustls_buf_span(&q), false, &r, &asked);
        q.ptr[changes[i].at] = old;
        if (asked.rcode != changes[i].rcode || (r.len > 0) != changes[i].replied)
            fail_msg("%s: rcode %u, %zu bytes", changes[i].label, asked.rcode, r.len);
        mustls_buf_deinit(&r);
    }
    mustls_buf_deinit(&q);
}

static void test_odd_names(void **state)
{
    (void)state;
    struct mustls_buf q, r;
    struct mustls_dns_asked asked;
    mustls_buf_init(&q, 1000);
    mustls_buf_init(&r, 70000);
    put_query(&q, "a", 1, 0);
    q.ptr[13] = '.';
    mustls_dns_reply(&zone, mustls_buf_span(&q), false, &r, &asked);
    assert_string_equal(asked.name, "\\046");
    q.ptr[13] = 0xff;
    mustls_dns_reply(&zone, mustls_buf_span(&q), false, &r, &asked);
    assert_string_equal(asked.name, "\\255");
    mustls_buf_deinit(&q);
    mustls_buf_deinit(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_answers),    cmocka_unit_test(test_loop_ends),
        cmocka_unit_test(test_truncation), cmocka_unit_test(test_malformed),
        cmocka_unit_test(test_odd_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
