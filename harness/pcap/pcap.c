/* Connections to packets, and the packets to a file. A packet's block is made when it is seen;
 * comments are woven in when the file is written. */
#include "pcap/internal.h"

#include <assert.h>

#include "base/arena.h"

#define FIRST_SEQ   1000
#define MAX_COMMENT 1000
/* What stands around the packets has its share of the file. */
#define SHARE(max)  ((max) / 16)
#define SMALL_PARTS 3072 /* section and interface, padding */

enum { CLIENT, SERVER };

struct stream {
    struct mustls_pcap_end ends[2];
    uint32_t next[2]; /* sequence number of the next byte of each */
    bool fin[2], dead;
    uint32_t last; /* packet */
};

struct comment {
    struct comment *next;
    uint32_t packet;
    struct mustls_span text;
};

struct mustls_pcap {
    struct mustls_arena *arena;
    struct mustls_buf packets; /* whole blocks */
    size_t max;
    uint32_t num_packets;
    uint16_t id;
    bool full;
    struct stream *streams;
    size_t num_streams, cap_streams;
    struct comment *comments; /* by packet, then in the order in which they came */
    size_t comment_bytes;
};

#define ARENA (32u << 20)

struct mustls_pcap *mustls_pcap_new(size_t max)
{
    assert(max >= 4096);
    struct mustls_arena *a = mustls_arena_new(ARENA);
    struct mustls_pcap *p = a ? mustls_arena_alloc(a, sizeof *p) : NULL;
    if (!p) {
        mustls_arena_free(a);
        return NULL;
    }
    p->arena = a;
    p->max = max;
    mustls_buf_init(&p->packets, max - 2 * SHARE(max) - SMALL_PARTS);
    return p;
}

void mustls_pcap_free(struct mustls_pcap *p)
{
    if (!p)
        return;
    mustls_buf_deinit(&p->packets);
    mustls_arena_free(p->arena);
}

/* --- packets --- */

static void put_block(struct mustls_pcap *p, struct mustls_span headers, struct mustls_span payload,
                      mustls_usec at)
{
    struct mustls_buf *b = &p->packets;
    size_t len = headers.len + payload.len, padded = (len + 3) / 4 * 4, start = b->len;
    uint32_t size = (uint32_t)(MUSTLS_PCAP_PACKET_HEAD + padded + MUSTLS_PCAP_PACKET_TAIL);
    p->full = p->full || size > b->max - b->len;
    if (p->full)
        return;
    mustls_pcap_le32(b, MUSTLS_PCAP_PACKET_BLOCK);
    mustls_pcap_le32(b, size);
    mustls_pcap_le32(b, 0); /* the interface */
    mustls_pcap_le32(b, (uint32_t)(at >> 32));
    mustls_pcap_le32(b, (uint32_t)at);
    mustls_pcap_le32(b, (uint32_t)len);
    mustls_pcap_le32(b, (uint32_t)len);
    mustls_buf_put(b, headers);
    mustls_buf_put(b, payload);
    mustls_pcap_pad(b, len);
    mustls_pcap_le32(b, size);
    if (b->failed) {
        p->full = true;
        mustls_buf_truncate(b, start);
    }
}

static void put_packet(struct mustls_pcap *p, struct stream *s, int from, unsigned flags,
                       struct mustls_span payload, mustls_usec at)
{
    uint8_t headers[MUSTLS_PACKET_HEADERS];
    struct mustls_packet packet = {.from = &s->ends[from],
                                   .to = &s->ends[!from],
                                   .id = ++p->id,
                                   .seq = s->next[from],
                                   .ack = flags & MUSTLS_TCP_ACK ? s->next[!from] : 0,
                                   .flags = flags,
                                   .payload = payload};
    size_t len = mustls_packet_headers(&packet, headers);
    put_block(p, mustls_span(headers, len), payload, at);
    if (p->full)
        return;
    s->last = ++p->num_packets;
    s->next[from] += (uint32_t)payload.len + ((flags & (MUSTLS_TCP_SYN | MUSTLS_TCP_FIN)) ? 1 : 0);
}

uint32_t mustls_pcap_open(struct mustls_pcap *p, const struct mustls_pcap_end *client,
                          const struct mustls_pcap_end *server, mustls_usec at)
{
    static const struct mustls_span nothing = {0};
    if (p->full)
        return 0;
    if (mustls_arena_grow(p->arena, (void **)&p->streams, &p->cap_streams, p->num_streams,
                          sizeof *p->streams) != MUSTLS_OK) {
        p->full = true;
        return 0;
    }
    struct stream *s = &p->streams[p->num_streams++];
    *s = (struct stream){.ends = {*client, *server}, .next = {FIRST_SEQ, FIRST_SEQ}};
    put_packet(p, s, CLIENT, MUSTLS_TCP_SYN, nothing, at);
    put_packet(p, s, SERVER, MUSTLS_TCP_SYN | MUSTLS_TCP_ACK, nothing, at);
    put_packet(p, s, CLIENT, MUSTLS_TCP_ACK, nothing, at);
    return (uint32_t)p->num_streams;
}

/* NULL when nothing more is told of it. */
static struct stream *find(struct mustls_pcap *p, uint32_t conn, int from)
{
    if (conn == 0 || conn > p->num_streams)
        return NULL;
    struct stream *s = &p->streams[conn - 1];
    return s->dead || s->fin[from] ? NULL : s;
}

void mustls_pcap_data(struct mustls_pcap *p, uint32_t conn, bool from_server,
                      struct mustls_span bytes, mustls_usec at)
{
    struct stream *s = find(p, conn, from_server);
    while (s && bytes.len > 0 && !p->full) {
        struct mustls_span piece = mustls_span_first(bytes, MUSTLS_PACKET_PAYLOAD);
        bytes = mustls_span_from(bytes, piece.len);
        put_packet(p, s, from_server, MUSTLS_TCP_ACK | MUSTLS_TCP_PSH, piece, at);
    }
}

void mustls_pcap_fin(struct mustls_pcap *p, uint32_t conn, bool from_server, mustls_usec at)
{
    struct stream *s = find(p, conn, from_server);
    if (!s)
        return;
    put_packet(p, s, from_server, MUSTLS_TCP_ACK | MUSTLS_TCP_FIN, mustls_span(NULL, 0), at);
    s->fin[from_server] = true;
}

void mustls_pcap_reset(struct mustls_pcap *p, uint32_t conn, bool from_server, mustls_usec at)
{
    if (conn == 0 || conn > p->num_streams || p->streams[conn - 1].dead)
        return;
    struct stream *s = &p->streams[conn - 1];
    put_packet(p, s, from_server, MUSTLS_TCP_ACK | MUSTLS_TCP_RST, mustls_span(NULL, 0), at);
    s->dead = true;
}

/* --- comments --- */

uint32_t mustls_pcap_last(const struct mustls_pcap *p, uint32_t conn)
{
    return conn > 0 && conn <= p->num_streams ? p->streams[conn - 1].last : p->num_packets;
}

void mustls_pcap_comment(struct mustls_pcap *p, uint32_t packet, struct mustls_span text)
{
    text = mustls_pcap_shorten(text, MAX_COMMENT);
    size_t size = text.len + 16; /* options and padding */
    if (packet == 0 || packet > p->num_packets || text.len == 0 ||
        size > SHARE(p->max) - p->comment_bytes)
        return;
    struct comment *c = mustls_arena_alloc(p->arena, sizeof *c);
    if (!c || mustls_arena_copy(p->arena, text, &c->text) != MUSTLS_OK)
        return;
    c->packet = packet;
    p->comment_bytes += size;
    struct comment **at = &p->comments;
    while (*at && (*at)->packet <= packet)
        at = &(*at)->next;
    c->next = *at;
    *at = c;
}

bool mustls_pcap_full(const struct mustls_pcap *p)
{
    return p->full;
}

/* --- the file --- */

/* Whole lines only. */
static struct mustls_span fitting_lines(struct mustls_span s, size_t max)
{
    if (s.len <= max)
        return s;
    while (max > 0 && s.ptr[max - 1] != '\n')
        max--;
    return mustls_span_first(s, max);
}

/* The block again with the comments of its packet; *c goes on to those of a later one. */
static void weave(struct mustls_buf *b, struct mustls_span block, const struct comment **c)
{
    uint32_t packet = (*c)->packet;
    size_t start = b->len;
    mustls_buf_put(b, mustls_span_first(block, block.len - MUSTLS_PCAP_PACKET_TAIL));
    for (; *c && (*c)->packet == packet; *c = (*c)->next)
        mustls_pcap_option(b, MUSTLS_PCAP_COMMENT, (*c)->text);
    mustls_pcap_option(b, MUSTLS_PCAP_END, mustls_span(NULL, 0));
    uint32_t size = (uint32_t)(b->len - start) + 4;
    mustls_pcap_le32(b, size);
    for (size_t i = 0; i < 4 && !b->failed; i++)
        b->ptr[start + 4 + i] = (uint8_t)(size >> 8 * i);
}

static void put_packets(const struct mustls_pcap *p, struct mustls_buf *scratch,
                        void (*put)(void *arg, struct mustls_span piece), void *arg)
{
    const struct comment *c = p->comments;
    struct mustls_span rest = mustls_buf_span(&p->packets);
    size_t plain = 0; /* bytes of `rest` that are as they are */
    for (uint32_t packet = 1; c && packet <= p->num_packets; packet++) {
        size_t len = mustls_pcap_read32(rest.ptr + plain + 4);
        if (packet < c->packet) {
            plain += len;
            continue;
        }
        put(arg, mustls_span_first(rest, plain));
        mustls_buf_clear(scratch);
        weave(scratch, mustls_span(rest.ptr + plain, len), &c);
        if (scratch->failed)
            return;
        put(arg, mustls_buf_span(scratch));
        rest = mustls_span_from(rest, plain + len);
        plain = 0;
    }
    put(arg, rest);
}

enum mustls_status mustls_pcap_write(const struct mustls_pcap *p,
                                     const struct mustls_pcap_head *head,
                                     void (*put)(void *arg, struct mustls_span piece), void *arg)
{
    struct mustls_pcap_head h = *head;
    struct mustls_buf scratch;
    h.secrets = fitting_lines(h.secrets, SHARE(p->max));
    mustls_buf_init(&scratch, p->max);
    mustls_pcap_front(&scratch, &h);
    if (!scratch.failed) {
        put(arg, mustls_buf_span(&scratch));
        put_packets(p, &scratch, put, arg);
    }
    enum mustls_status st = scratch.failed ? MUSTLS_ENOMEM : MUSTLS_OK;
    mustls_buf_deinit(&scratch);
    return st;
}
