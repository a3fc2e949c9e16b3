/* A small name server: a query and a zone to a reply (RFC 1035 4, RFC 6891 for EDNS). Bytes in,
 * bytes out. It knows what its zone says and nothing else: it asks nobody. */
#ifndef MUSTLS_DNS_DNS_H
#define MUSTLS_DNS_DNS_H

#include "base/buf.h"

enum mustls_dns_kind {
    MUSTLS_DNS_A,        /* address[0..4) */
    MUSTLS_DNS_AAAA,     /* address[0..16) */
    MUSTLS_DNS_MX,       /* preference, target */
    MUSTLS_DNS_CNAME,    /* target */
    MUSTLS_DNS_EMPTY,    /* the name exists; whatever is not listed beside is NODATA */
    MUSTLS_DNS_NXDOMAIN, /* there is no such name, nor one below it */
    MUSTLS_DNS_SERVFAIL,
    MUSTLS_DNS_SILENT, /* no reply at all */
    MUSTLS_DNS_NUM_KINDS
};
/* Names are as base/host.h says, in any case. */
struct mustls_dns_record {
    struct mustls_span name;
    enum mustls_dns_kind kind;
    uint8_t address[16];
    uint16_t preference;
    struct mustls_span target; /* of MX: empty is the root, "no mail" (RFC 7505) */
};
struct mustls_dns_zone {
    const struct mustls_dns_record *records; /* replies hold them in this order */
    size_t num;
};

/* What was asked and said, for people. */
struct mustls_dns_asked {
    char name[1024]; /* lower case; odd bytes as \DDD; "" when the query could not be read */
    unsigned type;   /* 1 A, 15 MX, 28 AAAA, ... */
    unsigned rcode;  /* 0 NOERROR, 1 FORMERR, 2 SERVFAIL, 3 NXDOMAIN, 4 NOTIMP, 5 REFUSED */
    bool truncated, silent;
    unsigned answers;
};
const char *mustls_dns_type_name(unsigned type); /* NULL for those we have no word for */
const char *mustls_dns_rcode_name(unsigned rcode);

/* The reply to one message, without TCP's length in front, appended to `out`. Nothing is appended
 * when there is to be no reply: fewer bytes than a header, a reply instead of a query, a silent
 * name. A malformed query gets FORMERR. Over UDP (`tcp` false) a reply that exceeds what the query
 * allows comes without answers and with TC set. */
void mustls_dns_reply(const struct mustls_dns_zone *z, struct mustls_span query, bool tcp,
                      struct mustls_buf *out, struct mustls_dns_asked *asked);

#endif
