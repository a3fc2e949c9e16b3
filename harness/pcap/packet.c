/* IPv4 (RFC 791), IPv6 (RFC 8200) and TCP (RFC 9293) headers. */
#include "pcap/internal.h"

#include <string.h>

#define IP4_LEN  20
#define IP6_LEN  40
#define TCP_LEN  20
#define PROTOCOL 6
#define HOPS     64
#define DONT_CUT 0x4000
/* A window that no run fills: else readers would tell of a full one. */
#define WINDOW       65535
#define WINDOW_SHIFT 14

static void put16(uint8_t *at, unsigned n)
{
    at[0] = (uint8_t)(n >> 8);
    at[1] = (uint8_t)n;
}

static void put32(uint8_t *at, uint32_t n)
{
    put16(at, n >> 16);
    put16(at + 2, n & 0xffff);
}

/* The sum of RFC 1071 over bytes whose first one is at an even place. At most 128 KiB in all, so
 * that it does not overflow. */
static uint32_t add(uint32_t sum, struct mustls_span s)
{
    for (size_t i = 0; i < s.len; i++)
        sum += i % 2 ? s.ptr[i] : (uint32_t)s.ptr[i] << 8;
    return sum;
}

static unsigned fold(uint32_t sum)
{
    while (sum >> 16)
        sum = (sum & 0xffff) + (sum >> 16);
    return ~sum & 0xffff;
}

static void put_ip4(const struct mustls_packet *p, size_t len, uint8_t *out)
{
    out[0] = 0x45;
    put16(out + 2, (unsigned)(IP4_LEN + len));
    put16(out + 4, p->id);
    put16(out + 6, DONT_CUT);
    out[8] = HOPS;
    out[9] = PROTOCOL;
    memcpy(out + 12, p->from->ip, 4);
    memcpy(out + 16, p->to->ip, 4);
    put16(out + 10, fold(add(0, mustls_span(out, IP4_LEN))));
}

static void put_ip6(const struct mustls_packet *p, size_t len, uint8_t *out)
{
    out[0] = 0x60;
    put16(out + 4, (unsigned)len);
    out[6] = PROTOCOL;
    out[7] = HOPS;
    memcpy(out + 8, p->from->ip, 16);
    memcpy(out + 24, p->to->ip, 16);
}

/* Only in a SYN: the longest segment, and how the window counts. Returns their length. */
static size_t put_options(uint8_t *out)
{
    static const uint8_t options[] = {2, 4, 0, 0, 1, 3, 3, WINDOW_SHIFT};
    memcpy(out, options, sizeof options);
    put16(out + 2, MUSTLS_PACKET_PAYLOAD);
    return sizeof options;
}

static size_t put_tcp(const struct mustls_packet *p, uint8_t *out)
{
    size_t len = TCP_LEN;
    put16(out, p->from->port);
    put16(out + 2, p->to->port);
    put32(out + 4, p->seq);
    put32(out + 8, p->ack);
    if (p->flags & MUSTLS_TCP_SYN)
        len += put_options(out + TCP_LEN);
    out[12] = (uint8_t)(len / 4 << 4);
    out[13] = (uint8_t)p->flags;
    put16(out + 14, WINDOW);
    return len;
}

static void put_tcp_sum(const struct mustls_packet *p, uint8_t *tcp, size_t len)
{
    size_t ip = p->from->v6 ? 16 : 4, all = len + p->payload.len;
    uint32_t sum = PROTOCOL + (uint32_t)all;
    sum = add(sum, mustls_span(p->from->ip, ip));
    sum = add(sum, mustls_span(p->to->ip, ip));
    sum = add(sum, mustls_span(tcp, len)); /* a multiple of four */
    put16(tcp + 16, fold(add(sum, p->payload)));
}

size_t mustls_packet_headers(const struct mustls_packet *p, uint8_t out[MUSTLS_PACKET_HEADERS])
{
    memset(out, 0, MUSTLS_PACKET_HEADERS);
    size_t ip = p->from->v6 ? IP6_LEN : IP4_LEN;
    size_t tcp = put_tcp(p, out + ip);
    put_tcp_sum(p, out + ip, tcp);
    if (p->from->v6)
        put_ip6(p, tcp + p->payload.len, out);
    else
        put_ip4(p, tcp + p->payload.len, out);
    return ip + tcp;
}
