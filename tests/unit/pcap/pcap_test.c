/* A reader of its own, after the specification: blocks, options, IP and TCP, and what the writer is
 * told against what is read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/arena.h"
#include "pcap/pcap.h"

#define MAX_PACKETS 64

struct packet {
    uint64_t us;
    bool v6;
    uint8_t from[16], to[16];
    unsigned from_port, to_port, flags, id, window;
    uint32_t seq, ack;
    struct mustls_span payload;
    char comments[256];
};

struct file {
    struct mustls_buf bytes;
    char comment[4096], tool[64], secrets[256];
    struct packet packets[MAX_PACKETS];
    size_t num, num_blocks;
};

static unsigned le16(const uint8_t *p)
{
    return p[0] | (unsigned)p[1] << 8;
}

static uint32_t le32(const uint8_t *p)
{
    return le16(p) | (uint32_t)le16(p + 2) << 16;
}

static unsigned be16(const uint8_t *p)
{
    return (unsigned)p[0] << 8 | p[1];
}

static uint32_t be32(const uint8_t *p)
{
    return (uint32_t)be16(p) << 16 | be16(p + 2);
}

/* RFC 1071, the plain way: over a copy, padded. A good header sums to nothing. */
static unsigned sum(const uint8_t *bytes, size_t len, unsigned start)
{
    uint64_t n = start;
    for (size_t i = 0; i < len; i += 2)
        n += (unsigned)bytes[i] << 8 | (i + 1 < len ? bytes[i + 1] : 0);
    while (n >> 16)
        n = (n & 0xffff) + (n >> 16);
    return 0xffff & ~(unsigned)n;
}

static void read_tcp(struct packet *p, struct mustls_span tcp)
{
    size_t ip = p->v6 ? 16 : 4;
    unsigned pseudo = (unsigned)tcp.len + 6;
    for (size_t i = 0; i < ip; i += 2)
        pseudo += be16(p->from + i) + be16(p->to + i);
    assert_int_equal(sum(tcp.ptr, tcp.len, pseudo), 0);
    p->from_port = be16(tcp.ptr);
    p->to_port = be16(tcp.ptr + 2);
    p->seq = be32(tcp.ptr + 4);
    p->ack = be32(tcp.ptr + 8);
    p->flags = tcp.ptr[13];
    p->window = be16(tcp.ptr + 14);
    p->payload = mustls_span_from(tcp, 4u * (tcp.ptr[12] >> 4));
}

static void read_ip(struct packet *p, struct mustls_span ip)
{
    const uint8_t *at = ip.ptr;
    p->v6 = at[0] >> 4 == 6;
    if (p->v6) {
        assert_int_equal(be16(at + 4) + 40, ip.len);
        assert_int_equal(at[6], 6);
        memcpy(p->from, at + 8, 16);
        memcpy(p->to, at + 24, 16);
    } else {
        assert_int_equal(at[0], 0x45);
        assert_int_equal(be16(at + 2), ip.len);
        assert_int_equal(at[9], 6);
        assert_int_equal(sum(at, 20, 0), 0);
        p->id = be16(at + 4);
        memcpy(p->from, at + 12, 4);
        memcpy(p->to, at + 16, 4);
    }
    read_tcp(p, mustls_span_from(ip, p->v6 ? 40 : 20));
}

/* The options' list fills what is left of a block to the byte. */
static void read_options(struct mustls_span s, char *comments, size_t size, char *tool,
                         size_t tool_size)
{
    while (s.len > 0) {
        assert_true(s.len >= 4);
        unsigned code = le16(s.ptr), len = le16(s.ptr + 2);
        assert_true(4 + (len + 3) / 4 * 4 <= s.len);
        const char *text = (const char *)s.ptr + 4;
        if (code == 0) {
            assert_int_equal(len, 0);
            assert_int_equal(s.len, 4);
            return;
        }
        if (code == 1)
            snprintf(comments + strlen(comments), size - strlen(comments), "%s%.*s",
                     *comments ? "|" : "", (int)len, text);
        if (code == 4 && tool)
            snprintf(tool, tool_size, "%.*s", (int)len, text);
        for (size_t i = len; i % 4; i++)
            assert_int_equal(text[i], 0);
        s = mustls_span_from(s, 4 + (len + 3) / 4 * 4);
    }
}

static void read_packet(struct file *f, const uint8_t *body, size_t len)
{
    assert_true(f->num < MAX_PACKETS);
    struct packet *p = &f->packets[f->num++];
    assert_int_equal(le32(body), 0);
    p->us = (uint64_t)le32(body + 4) << 32 | le32(body + 8);
    uint32_t size = le32(body + 12);
    assert_int_equal(le32(body + 16), size);
    size_t padded = (size + 3) / 4 * 4;
    assert_true(20 + padded <= len);
    read_ip(p, mustls_span(body + 20, size));
    read_options(mustls_span(body + 20 + padded, len - 20 - padded), p->comments,
                 sizeof p->comments, NULL, 0);
}

static void read_block(struct file *f, uint32_t type, const uint8_t *body, size_t len)
{
    switch (type) {
    case 0x0a0d0d0a:
        assert_int_equal(f->num_blocks, 0);
        assert_int_equal(le32(body), 0x1a2b3c4d);
        assert_int_equal(le16(body + 4), 1);
        read_options(mustls_span(body + 16, len - 16), f->comment, sizeof f->comment, f->tool,
                     sizeof f->tool);
        break;
    case 1:
        assert_int_equal(f->num_blocks, 1);
        assert_int_equal(le16(body), 101);
        read_options(mustls_span(body + 8, len - 8), (char[256]){0}, 256, NULL, 0);
        break;
    case 10:
        assert_int_equal(f->num_blocks, 2);
        assert_int_equal(le32(body), 0x544c534b);
        assert_int_equal((le32(body + 4) + 3) / 4 * 4 + 8, len);
        snprintf(f->secrets, sizeof f->secrets, "%.*s", (int)le32(body + 4), body + 8);
        break;
    case 6:
        read_packet(f, body, len);
        break;
    default:
        fail_msg("block of type %u", type);
    }
}

static void put(void *arg, struct mustls_span piece)
{
    mustls_buf_put(arg, piece);
}

static struct file *read_file(const struct mustls_pcap *p, const char *comment, const char *secrets)
{
    struct file *f = mustls_alloc(sizeof *f);
    struct mustls_pcap_head head = {"mustls 1.2.3", mustls_span_str(comment),
                                    mustls_span_str(secrets)};
    assert_non_null(f);
    mustls_buf_init(&f->bytes, 8u << 20);
    assert_int_equal(mustls_pcap_write(p, &head, put, &f->bytes), MUSTLS_OK);
    assert_false(f->bytes.failed);
    const uint8_t *at = f->bytes.ptr, *end = at + f->bytes.len;
    while (at < end) {
        assert_true(end - at >= 12);
        uint32_t type = le32(at), len = le32(at + 4);
        assert_true(len % 4 == 0 && len >= 12 && len <= (size_t)(end - at));
        assert_int_equal(le32(at + len - 4), len);
        read_block(f, type, at + 8, len - 12);
        f->num_blocks++;
        at += len;
    }
    return f;
}

static void free_file(struct file *f)
{
    mustls_buf_deinit(&f->bytes);
    mustls_free(f);
}

static const struct mustls_pcap_end client = {.ip = {127, 0, 0, 1}, .port = 40001},
                                    server = {.ip = {127, 0, 0, 2}, .port = 25},
                                    client6 = {.v6 = true, .ip = {[15] = 1}, .port = 40002},
                                    server6 = {.v6 = true, .ip = {0xfd, [15] = 2}, .port = 587};

enum { F = 1, S = 2, R = 4, P = 8, A = 16 };

static void one_connection(void **state)
{
    static const struct {
        bool from_server;
        unsigned flags;
        uint32_t seq, ack; /* behind the first of the sender and of the peer */
        const char *text;
    } rows[] = {
        {false, S, 0, 0, ""},
        {true, S | A, 0, 1, ""},
        {false, A, 1, 1, ""},
        {true, P | A, 1, 1, "220\r\n"},
        {false, P | A, 1, 6, "QUIT\r\n"},
        {true, P | A, 6, 7, "221"},
        {true, F | A, 9, 7, ""},
        {false, P | A, 7, 10, "x"},
        {false, F | A, 8, 10, ""},
    };
    (void)state;
    for (int v6 = 0; v6 < 2; v6++) {
        const struct mustls_pcap_end *c = v6 ? &client6 : &client, *s = v6 ? &server6 : &server;
        struct mustls_pcap *p = mustls_pcap_new(MUSTLS_PCAP_MAX);
        uint64_t at = UINT64_C(1700000000123456);
        uint32_t conn = mustls_pcap_open(p, c, s, at);
        assert_int_equal(conn, 1);
        for (size_t i = 3; i < sizeof rows / sizeof *rows; i++) {
            if (rows[i].flags & F)
                mustls_pcap_fin(p, conn, rows[i].from_server, at + i);
            else
                mustls_pcap_data(p, conn, rows[i].from_server, mustls_span_str(rows[i].text),
                                 at + i);
        }
        /* Both have ended, and nothing comes any more but a RST, once. */
        mustls_pcap_data(p, conn, true, MUSTLS_LIT("more"), at);
        mustls_pcap_fin(p, conn, false, at);
        mustls_pcap_data(p, 0, true, MUSTLS_LIT("more"), at);
        mustls_pcap_data(p, 2, true, MUSTLS_LIT("more"), at);
        struct file *f = read_file(p, "a comment", "");
        assert_int_equal(f->num, sizeof rows / sizeof *rows);
        uint32_t first[2] = {f->packets[0].seq, f->packets[1].seq};
        for (size_t i = 0; i < f->num; i++) {
            const struct packet *k = &f->packets[i];
            bool server_says = rows[i].from_server;
            assert_int_equal(k->us, i < 3 ? at : at + i);
            assert_int_equal(k->v6, v6);
            assert_int_equal(k->flags, rows[i].flags);
            assert_int_equal(k->from_port, server_says ? s->port : c->port);
            assert_int_equal(k->to_port, server_says ? c->port : s->port);
            assert_memory_equal(k->from, server_says ? s->ip : c->ip, v6 ? 16 : 4);
            assert_int_equal(k->seq - first[server_says], rows[i].seq);
            if (i > 0)
                assert_int_equal(k->ack - first[!server_says], rows[i].ack);
            assert_true(mustls_span_eq(k->payload, mustls_span_str(rows[i].text)));
            if (!v6)
                assert_int_equal(k->id, i + 1);
        }
        assert_string_equal(f->tool, "mustls 1.2.3");
        assert_string_equal(f->comment, "a comment");
        free_file(f);
        mustls_pcap_free(p);
    }
}

/* All lengths around the padding's and the checksum's borders, and more than a packet holds. */
static void lengths(void **state)
{
    static const size_t lens[] = {1, 2, 3, 4, 5, 64999, 65000, 65001, 150000};
    static uint8_t bytes[150000];
    (void)state;
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (uint8_t)(i % 251 + (i > 70000 ? 3 : 0));
    struct mustls_pcap *p = mustls_pcap_new(MUSTLS_PCAP_MAX);
    uint32_t conn = mustls_pcap_open(p, &client6, &server6, 1);
    for (size_t i = 0; i < sizeof lens / sizeof *lens; i++)
        mustls_pcap_data(p, conn, i % 2, mustls_span(bytes, lens[i]), i);
    struct file *f = read_file(p, "", "");
    size_t packet = 3;
    uint32_t next[2] = {f->packets[0].seq + 1, f->packets[1].seq + 1};
    for (size_t i = 0; i < sizeof lens / sizeof *lens; i++) {
        for (size_t at = 0; at < lens[i]; packet++) {
            struct mustls_span got = f->packets[packet].payload;
            assert_true(packet < f->num && got.len <= lens[i] - at);
            assert_int_equal(f->packets[packet].seq, next[i % 2]);
            assert_memory_equal(got.ptr, bytes + at, got.len);
            at += got.len;
            next[i % 2] += (uint32_t)got.len;
        }
    }
    assert_int_equal(packet, f->num);
    free_file(f);
    mustls_pcap_free(p);
}

static void resets(void **state)
{
    (void)state;
    struct mustls_pcap *p = mustls_pcap_new(MUSTLS_PCAP_MAX);
    uint32_t one = mustls_pcap_open(p, &client, &server, 1);
    uint32_t two = mustls_pcap_open(p, &client6, &server6, 2);
    mustls_pcap_fin(p, one, true, 3);
    mustls_pcap_reset(p, one, true, 4); /* behind its FIN: what a kernel does, too */
    mustls_pcap_reset(p, one, false, 5);
    mustls_pcap_data(p, one, false, MUSTLS_LIT("x"), 5);
    mustls_pcap_reset(p, two, false, 6);
    assert_int_equal(mustls_pcap_last(p, one), 8);
    assert_int_equal(mustls_pcap_last(p, two), 9);
    assert_int_equal(mustls_pcap_last(p, 0), 9);
    struct file *f = read_file(p, "", "");
    assert_int_equal(f->num, 9);
    assert_int_equal(f->packets[6].flags, F | A);
    assert_int_equal(f->packets[7].flags, R | A);
    assert_int_equal(f->packets[7].seq, f->packets[6].seq + 1);
    assert_int_equal(f->packets[8].flags, R | A);
    assert_int_equal(f->packets[8].from_port, client6.port);
    free_file(f);
    mustls_pcap_free(p);
}

static void comments_and_secrets(void **state)
{
    (void)state;
    struct mustls_pcap *p = mustls_pcap_new(MUSTLS_PCAP_MAX);
    char keys[] = "CLIENT_RANDOM 00 01\nCLIENT_RANDOM 02 0\n", comment[3000];
    uint32_t conn = mustls_pcap_open(p, &client, &server, 1);
    mustls_pcap_comment(p, 1, MUSTLS_LIT("the first"));
    mustls_pcap_data(p, conn, true, MUSTLS_LIT("hello"), 2);
    mustls_pcap_comment(p, 4, MUSTLS_LIT("one"));
    mustls_pcap_comment(p, 2, MUSTLS_LIT("two2"));
    mustls_pcap_comment(p, 4, MUSTLS_LIT("three"));
    mustls_pcap_comment(p, 0, MUSTLS_LIT("nowhere"));
    mustls_pcap_comment(p, 5, MUSTLS_LIT("there is no fifth"));
    memset(comment, 'x', sizeof comment);
    memcpy(comment + 1999, "\xc3\xa9", 3); /* one letter across the limit: left out as a whole */
    struct file *f = read_file(p, comment, keys);
    static const char *const texts[] = {"the first", "two2", "", "one|three"};
    assert_int_equal(f->num, 4);
    for (size_t i = 0; i < f->num; i++)
        assert_string_equal(f->packets[i].comments, texts[i]);
    assert_true(mustls_span_eq(f->packets[3].payload, MUSTLS_LIT("hello")));
    assert_string_equal(f->secrets, keys);
    assert_int_equal(strlen(f->comment), 1999);
    free_file(f);
    mustls_pcap_free(p);
}

/* The file never grows past its size, whatever is told, and stays whole. */
static void full(void **state)
{
    enum { MAX = 200000 };
    static uint8_t bytes[30000];
    static char secrets[60000], text[1001];
    (void)state;
    memset(secrets, 'k', sizeof secrets - 1);
    for (size_t i = 99; i < sizeof secrets - 1; i += 100)
        secrets[i] = '\n';
    memset(text, 't', sizeof text - 1);
    struct mustls_pcap *p = mustls_pcap_new(MAX);
    uint32_t conn = mustls_pcap_open(p, &client, &server, 1);
    for (int i = 0; i < 100; i++)
        mustls_pcap_comment(p, 1 + (uint32_t)i % 3, mustls_span_str(text));
    for (int i = 0; i < 100; i++)
        mustls_pcap_data(p, conn, i % 2, mustls_span(bytes, sizeof bytes), 2);
    assert_true(mustls_pcap_full(p));
    mustls_pcap_fin(p, conn, true, 3); /* would fit, but stands behind what is missing */
    assert_int_equal(mustls_pcap_open(p, &client, &server, 4), 0);
    struct file *f = read_file(p, text, secrets);
    assert_true(f->bytes.len <= MAX && f->bytes.len > MAX - 2 * sizeof bytes - MAX / 8);
    assert_int_equal(f->packets[f->num - 1].payload.len, sizeof bytes);
    assert_true(strlen(f->packets[0].comments) > 0);
    free_file(f);
    mustls_pcap_free(p);
}

/* Without memory at any place: no packet is half there. */
static void no_memory(void **state)
{
    (void)state;
    for (long n = 0; n < 12; n++) {
        mustls_alloc_fail_after(n);
        struct mustls_pcap *p = mustls_pcap_new(MUSTLS_PCAP_MAX);
        if (p) {
            uint32_t conn = mustls_pcap_open(p, &client, &server, 1);
            for (int i = 0; i < 20; i++)
                mustls_pcap_data(p, conn, true, MUSTLS_LIT("0123456789"), 2);
            mustls_pcap_comment(p, 2, MUSTLS_LIT("a comment"));
        }
        mustls_alloc_fail_after(-1);
        if (p)
            free_file(read_file(p, "", ""));
        mustls_pcap_free(p);
    }
}

static void write_without_memory(void **state)
{
    (void)state;
    struct mustls_pcap *p = mustls_pcap_new(MUSTLS_PCAP_MAX);
    struct mustls_pcap_head head = {"mustls", {0}, {0}};
    struct mustls_buf out;
    uint32_t conn = mustls_pcap_open(p, &client, &server, 1);
    mustls_pcap_data(p, conn, true, MUSTLS_LIT("0123456789"), 2);
    mustls_buf_init(&out, 1u << 20);
    mustls_buf_put(&out, MUSTLS_LIT("x")); /* its own memory */
    mustls_alloc_fail_after(0);
    assert_int_equal(mustls_pcap_write(p, &head, put, &out), MUSTLS_ENOMEM);
    mustls_alloc_fail_after(-1);
    mustls_buf_deinit(&out);
    mustls_pcap_free(p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_connection),
        cmocka_unit_test(lengths),
        cmocka_unit_test(resets),
        cmocka_unit_test(comments_and_secrets),
        cmocka_unit_test(full),
        cmocka_unit_test(no_memory),
        cmocka_unit_test(write_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
