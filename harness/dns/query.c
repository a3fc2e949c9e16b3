/* A query: header, one question, and of the rest only EDNS' OPT (RFC 6891 6.1). */
#include "dns/internal.h"

/* Behind a record's name: type, class, TTL, length, data. */
static bool read_record(struct mustls_span in, size_t *pos, unsigned *type, unsigned *rclass)
{
    char name[1024];
    if (!dns_name_read(in, pos, name) || in.len - *pos < 10)
        return false;
    size_t data = dns_get16(in, *pos + 8);
    *type = dns_get16(in, *pos);
    *rclass = dns_get16(in, *pos + 2);
    if (in.len - *pos - 10 < data)
        return false;
    *pos += 10 + data;
    return true;
}

static void read_rest(struct mustls_span in, size_t pos, struct dns_query *q)
{
    unsigned num = dns_get16(in, 6) + dns_get16(in, 8) + dns_get16(in, 10);
    for (unsigned i = 0; i < num; i++) {
        unsigned type, size;
        if (!read_record(in, &pos, &type, &size)) {
            q->rcode = DNS_FORMERR;
            return;
        }
        if (type != DNS_TYPE_OPT)
            continue;
        q->edns = true;
        q->most = size < DNS_UDP ? DNS_UDP : size < DNS_UDP_MOST ? size : DNS_UDP_MOST;
    }
}

bool dns_query_read(struct mustls_span in, struct dns_query *out)
{
    *out = (struct dns_query){.most = DNS_UDP};
    if (in.len < DNS_HEADER || in.ptr[2] & 0x80)
        return false; /* two servers would talk for ever */
    out->id = dns_get16(in, 0);
    out->opcode = in.ptr[2] >> 3 & 15;
    out->recursion = in.ptr[2] & 1;
    if (out->opcode != 0) {
        out->rcode = DNS_NOTIMP;
        return true;
    }
    size_t pos = DNS_HEADER;
    if (dns_get16(in, 4) != 1 || !dns_name_read(in, &pos, out->name) || in.len - pos < 4) {
        out->name[0] = 0;
        out->rcode = DNS_FORMERR;
        return true;
    }
    out->type = dns_get16(in, pos);
    if (dns_get16(in, pos + 2) != 1) /* IN */
        out->rcode = DNS_REFUSED;
    pos += 4;
    out->question = mustls_span(in.ptr + DNS_HEADER, pos - DNS_HEADER);
    read_rest(in, pos, out);
    return true;
}
