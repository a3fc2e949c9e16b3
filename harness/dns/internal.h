/* What the files of this room share; nobody else includes it. */
#ifndef MUSTLS_DNS_INTERNAL_H
#define MUSTLS_DNS_INTERNAL_H

#include "dns/dns.h"

enum {
    DNS_HEADER = 12,
    DNS_UDP = 512,      /* RFC 1035 4.2.1 */
    DNS_UDP_MOST = 1232 /* of EDNS: fits everywhere */
};
enum { DNS_NOERROR, DNS_FORMERR, DNS_SERVFAIL, DNS_NXDOMAIN, DNS_NOTIMP, DNS_REFUSED };
enum {
    DNS_TYPE_A = 1,
    DNS_TYPE_CNAME = 5,
    DNS_TYPE_MX = 15,
    DNS_TYPE_AAAA = 28,
    DNS_TYPE_OPT = 41,
    DNS_TYPE_ANY = 255
};

/* --- query.c --- */

struct dns_query {
    unsigned id, opcode, rcode; /* rcode: what the query alone leads to */
    bool recursion, edns;
    size_t most;                 /* bytes that a UDP reply may have */
    struct mustls_span question; /* as it came; empty where it could not be read */
    char name[1024];             /* as in mustls_dns_asked */
    unsigned type;
};
/* False when no reply is due. */
bool dns_query_read(struct mustls_span in, struct dns_query *out);

/* --- name.c --- */

/* The name at in[*pos], which moves behind it; no compression. False when it is malformed or ends
 * too early. */
bool dns_name_read(struct mustls_span in, size_t *pos, char text[1024]);
void dns_name_put(struct mustls_buf *out, struct mustls_span text);
void dns_put16(struct mustls_buf *out, unsigned n);
unsigned dns_get16(struct mustls_span in, size_t at); /* at + 2 <= in.len */

#endif
