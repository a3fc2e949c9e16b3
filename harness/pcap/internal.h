/* Between the files of this room. */
#ifndef MUSTLS_PCAP_INTERNAL_H
#define MUSTLS_PCAP_INTERNAL_H

#include "pcap/pcap.h"

/* --- block.c: pcapng --- */

void mustls_pcap_le16(struct mustls_buf *b, unsigned n);
void mustls_pcap_le32(struct mustls_buf *b, uint32_t n);
/* Zeros up to the next multiple of four of `len`. */
void mustls_pcap_pad(struct mustls_buf *b, size_t len);
uint32_t mustls_pcap_read32(const uint8_t *at);
/* One option: code, length, value, padding. */
void mustls_pcap_option(struct mustls_buf *b, unsigned code, struct mustls_span value);
/* Section header and interface description, then the secrets where there are any. */
void mustls_pcap_front(struct mustls_buf *b, const struct mustls_pcap_head *head);

#define MUSTLS_PCAP_COMMENT      1
#define MUSTLS_PCAP_END          0
#define MUSTLS_PCAP_PACKET_BLOCK 6
/* An enhanced packet block without options: in front of the packet, and behind its padding. */
#define MUSTLS_PCAP_PACKET_HEAD 28
#define MUSTLS_PCAP_PACKET_TAIL 4

/* At most `max` bytes, and no part of a UTF-8 sequence at the end. */
struct mustls_span mustls_pcap_shorten(struct mustls_span text, size_t max);

/* --- packet.c: IP and TCP --- */

enum {
    MUSTLS_TCP_FIN = 1,
    MUSTLS_TCP_SYN = 2,
    MUSTLS_TCP_RST = 4,
    MUSTLS_TCP_PSH = 8,
    MUSTLS_TCP_ACK = 16,
};
struct mustls_packet {
    const struct mustls_pcap_end *from, *to;
    uint16_t id; /* IPv4 */
    uint32_t seq, ack;
    unsigned flags;
    struct mustls_span payload; /* at most MUSTLS_PACKET_PAYLOAD */
};
#define MUSTLS_PACKET_HEADERS 68    /* the longest: IPv6, TCP, its options of a SYN */
#define MUSTLS_PACKET_PAYLOAD 65000 /* fits into one packet of either family */
/* Writes the headers, checksums included; returns their length. */
size_t mustls_packet_headers(const struct mustls_packet *p, uint8_t out[MUSTLS_PACKET_HEADERS]);

#endif
