/* Blocks of a pcapng file but for the packets' own. */
#include "pcap/internal.h"

#define SECTION_BLOCK   0x0a0d0d0a
#define INTERFACE_BLOCK 1
#define SECRETS_BLOCK   10
#define BYTE_ORDER_MARK 0x1a2b3c4d
#define TLS_KEY_LOG     0x544c534b
#define LINKTYPE_RAW    101 /* a packet begins with its IP header */

#define OPT_APPLICATION    4
#define OPT_NAME           2
#define OPT_DESCRIPTION    3
#define OPT_TIME_UNIT      9
#define MICROSECONDS       6
#define MAX_COMMENT        2000
#define INTERFACE_SENTENCE "what mustls saw at its sockets"

void mustls_pcap_le16(struct mustls_buf *b, unsigned n)
{
    mustls_buf_putc(b, (int)(n & 255));
    mustls_buf_putc(b, (int)(n >> 8 & 255));
}

void mustls_pcap_le32(struct mustls_buf *b, uint32_t n)
{
    mustls_pcap_le16(b, n & 0xffff);
    mustls_pcap_le16(b, n >> 16);
}

uint32_t mustls_pcap_read32(const uint8_t *at)
{
    return (uint32_t)at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

void mustls_pcap_pad(struct mustls_buf *b, size_t len)
{
    for (; len % 4 != 0; len++)
        mustls_buf_putc(b, 0);
}

void mustls_pcap_option(struct mustls_buf *b, unsigned code, struct mustls_span value)
{
    mustls_pcap_le16(b, code);
    mustls_pcap_le16(b, (unsigned)value.len);
    mustls_buf_put(b, value);
    mustls_pcap_pad(b, value.len);
}

struct mustls_span mustls_pcap_shorten(struct mustls_span text, size_t max)
{
    if (text.len <= max)
        return text;
    while (max > 0 && (text.ptr[max] & 0xc0) == 0x80)
        max--;
    return mustls_span_first(text, max);
}

static size_t begin(struct mustls_buf *b, uint32_t type)
{
    size_t at = b->len;
    mustls_pcap_le32(b, type);
    mustls_pcap_le32(b, 0); /* the length, by end() */
    return at;
}

/* The block's length stands in its head and at its end. */
static void end(struct mustls_buf *b, size_t at)
{
    uint32_t len = (uint32_t)(b->len - at) + 4;
    mustls_pcap_le32(b, len);
    if (b->failed)
        return;
    for (size_t i = 0; i < 4; i++)
        b->ptr[at + 4 + i] = (uint8_t)(len >> 8 * i);
}

static void put_section(struct mustls_buf *b, const struct mustls_pcap_head *head)
{
    size_t at = begin(b, SECTION_BLOCK);
    mustls_pcap_le32(b, BYTE_ORDER_MARK);
    mustls_pcap_le16(b, 1); /* version 1.0 */
    mustls_pcap_le16(b, 0);
    mustls_pcap_le32(b, 0xffffffff); /* the section's length is not said */
    mustls_pcap_le32(b, 0xffffffff);
    mustls_pcap_option(b, OPT_APPLICATION, mustls_span_str(head->tool));
    if (head->comment.len > 0)
        mustls_pcap_option(b, MUSTLS_PCAP_COMMENT, mustls_pcap_shorten(head->comment, MAX_COMMENT));
    mustls_pcap_option(b, MUSTLS_PCAP_END, mustls_span(NULL, 0));
    end(b, at);
}

static void put_interface(struct mustls_buf *b)
{
    static const uint8_t unit = MICROSECONDS;
    size_t at = begin(b, INTERFACE_BLOCK);
    mustls_pcap_le16(b, LINKTYPE_RAW);
    mustls_pcap_le16(b, 0);
    mustls_pcap_le32(b, 0); /* packets are never cut */
    mustls_pcap_option(b, OPT_NAME, MUSTLS_LIT("mustls"));
    mustls_pcap_option(b, OPT_DESCRIPTION, MUSTLS_LIT(INTERFACE_SENTENCE));
    mustls_pcap_option(b, OPT_TIME_UNIT, mustls_span(&unit, 1));
    mustls_pcap_option(b, MUSTLS_PCAP_END, mustls_span(NULL, 0));
    end(b, at);
}

static void put_secrets(struct mustls_buf *b, struct mustls_span secrets)
{
    size_t at = begin(b, SECRETS_BLOCK);
    mustls_pcap_le32(b, TLS_KEY_LOG);
    mustls_pcap_le32(b, (uint32_t)secrets.len);
    mustls_buf_put(b, secrets);
    mustls_pcap_pad(b, secrets.len);
    end(b, at);
}

void mustls_pcap_front(struct mustls_buf *b, const struct mustls_pcap_head *head)
{
    put_section(b, head);
    put_interface(b);
    if (head->secrets.len > 0)
        put_secrets(b, head->secrets);
}
