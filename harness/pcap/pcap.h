/* What went over the wire in one run, as a pcapng file that Wireshark and tshark open without being
 * configured (draft-ietf-opsawg-pcapng): the TLS secrets stand in front, then IPv4 or IPv6 packets
 * (LINKTYPE_RAW) with TCP segments that carry the bytes with their times and in their order.
 *
 * The packets are made from what somebody saw at a socket. What a kernel does by itself (sizes of
 * packets, ACKs on their own, retransmissions) is not there, and each packet acknowledges all that
 * stands before it. Little-endian on all machines. */
#ifndef MUSTLS_PCAP_PCAP_H
#define MUSTLS_PCAP_PCAP_H

#include "base/buf.h"

/* A file's size. From then on packets are left out, and the file says so. */
#define MUSTLS_PCAP_MAX ((size_t)64 << 20)

struct mustls_pcap_end {
    bool v6;
    uint8_t ip[16]; /* IPv4: the first four */
    uint16_t port;
};

struct mustls_pcap;

/* `max` in bytes, at least 4096; the file of mustls_pcap_write is never longer. NULL without
 * memory. */
struct mustls_pcap *mustls_pcap_new(size_t max);
void mustls_pcap_free(struct mustls_pcap *p); /* NULL is harmless */

/* The three packets with which a connection begins. Both ends are of one family. Returns its
 * number, from 1; 0 when nothing more is taken. Times are microseconds since 1970. */
uint32_t mustls_pcap_open(struct mustls_pcap *p, const struct mustls_pcap_end *client,
                          const struct mustls_pcap_end *server, mustls_usec at);
/* One segment, as many packets as it needs. What comes behind the sender's own FIN, or anybody's
 * RST, is ignored, here and below; so is connection 0. */
void mustls_pcap_data(struct mustls_pcap *p, uint32_t conn, bool from_server,
                      struct mustls_span bytes, mustls_usec at);
void mustls_pcap_fin(struct mustls_pcap *p, uint32_t conn, bool from_server, mustls_usec at);
void mustls_pcap_reset(struct mustls_pcap *p, uint32_t conn, bool from_server, mustls_usec at);

/* Number of the last packet (from 1) of this connection; of all for connection 0, and for one that
 * is not known. 0: there is none. */
uint32_t mustls_pcap_last(const struct mustls_pcap *p, uint32_t conn);
/* A comment that Wireshark shows at this packet; UTF-8, cut at 1000 bytes. Ignored for 0, and when
 * there are too many. */
void mustls_pcap_comment(struct mustls_pcap *p, uint32_t packet, struct mustls_span text);
/* Packets were left out: the file is full, or memory is. */
bool mustls_pcap_full(const struct mustls_pcap *p);

struct mustls_pcap_head {
    const char *tool;           /* "mustls 0.1.0" */
    struct mustls_span comment; /* on the file: lines of UTF-8; cut at 2000 bytes */
    struct mustls_span secrets; /* lines as in SSLKEYLOGFILE; may be empty */
};
/* The file, piece by piece. MUSTLS_ENOMEM: it is not whole. */
enum mustls_status mustls_pcap_write(const struct mustls_pcap *p,
                                     const struct mustls_pcap_head *head,
                                     void (*put)(void *arg, struct mustls_span piece), void *arg);

#endif
