/* The name server: any query leads to a bounded reply that a strict reader takes, over UDP and TCP;
 * what the two say differs in truncation only; a reply is no query. */
#include "dns/dns.h"
#include "fuzz.h"

/* gcc takes no compound literal for a constant. */
#define N(s)                                                                                       \
    {                                                                                              \
        (const uint8_t *)(s), sizeof(s) - 1                                                        \
    }

static const struct mustls_dns_record records[] = {
    {.name = N("mx.example.test"), .kind = MUSTLS_DNS_A, .address = {198, 18, 1, 1}},
    {.name = N("mx.example.test"), .kind = MUSTLS_DNS_AAAA},
    {.name = N("example.test"),
     .kind = MUSTLS_DNS_MX,
     .preference = 10,
     .target = N("mx.example.test")},
    {.name = N("alias.test"), .kind = MUSTLS_DNS_CNAME, .target = N("mx.example.test")},
    {.name = N("loop.test"), .kind = MUSTLS_DNS_CNAME, .target = N("loop.test")},
    {.name = N("gone.test"), .kind = MUSTLS_DNS_NXDOMAIN},
    {.name = N("broken.test"), .kind = MUSTLS_DNS_SERVFAIL},
    {.name = N("silent.test"), .kind = MUSTLS_DNS_SILENT},
};
static const struct mustls_dns_zone zone = {records, sizeof records / sizeof *records};

static unsigned u16(struct mustls_span s, size_t at)
{
    fuzz_require(at + 2 <= s.len, "a number is whole");
    return (unsigned)s.ptr[at] << 8 | s.ptr[at + 1];
}

/* Behind the name at `at`; pointers go back to the question only. */
static size_t skip_name(struct mustls_span r, size_t at)
{
    for (;;) {
        fuzz_require(at < r.len, "a name ends");
        if (r.ptr[at] == 0xc0) {
            fuzz_require(u16(r, at) == 0xc00c, "a pointer leads to the question");
            return at + 2;
        }
        fuzz_require(r.ptr[at] < 64, "a label has at most 63 bytes");
        if (r.ptr[at] == 0)
            return at + 1;
        at += 1u + r.ptr[at];
    }
}

static void check_reply(struct mustls_span query, struct mustls_span r)
{
    fuzz_require(r.len >= 12 && u16(r, 0) == u16(query, 0), "the id is the query's");
    fuzz_require(r.ptr[2] & 0x80, "a reply says so");
    size_t at = 12;
    fuzz_require(u16(r, 4) <= 1, "one question");
    if (u16(r, 4)) {
        at = skip_name(r, at) + 4;
        fuzz_require(at <= query.len, "the question is the query's");
        fuzz_require_same(mustls_span(r.ptr + 12, at - 12), mustls_span(query.ptr + 12, at - 12),
                          "the question is the query's");
    }
    unsigned num = u16(r, 6) + u16(r, 8) + u16(r, 10);
    for (unsigned i = 0; i < num; i++) {
        at = skip_name(r, at);
        at += 10 + u16(r, at + 8);
    }
    fuzz_require(at == r.len, "nothing stands behind the last record");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct mustls_span query = mustls_span(data, size);
    struct mustls_dns_asked udp, tcp;
    struct mustls_buf small, large;
    mustls_buf_init(&small, 70000);
    mustls_buf_init(&large, 70000);
    mustls_dns_reply(&zone, query, false, &small, &udp);
    mustls_dns_reply(&zone, query, true, &large, &tcp);
    fuzz_require(!small.failed && !large.failed && small.len <= 1232, "a bounded reply");
    fuzz_require((small.len > 0) == (large.len > 0), "both reply or none");
    fuzz_require(udp.rcode == tcp.rcode && udp.type == tcp.type && strcmp(udp.name, tcp.name) == 0,
                 "both understood the same");
    if (small.len > 0) {
        struct mustls_dns_asked echo;
        check_reply(query, mustls_buf_span(&small));
        check_reply(query, mustls_buf_span(&large));
        if (!udp.truncated)
            fuzz_require_same(mustls_buf_span(&small), mustls_buf_span(&large), "TCP as UDP");
        size_t len = large.len;
        struct mustls_buf none;
        mustls_buf_init(&none, 70000);
        mustls_dns_reply(&zone, mustls_span(large.ptr, len), false, &none, &echo);
        fuzz_require(none.len == 0, "a reply gets no reply");
        mustls_buf_deinit(&none);
    }
    mustls_buf_deinit(&small);
    mustls_buf_deinit(&large);
    return 0;
}
