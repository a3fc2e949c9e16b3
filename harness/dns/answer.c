/* What the zone says to a question, as bytes. */
#include "dns/internal.h"

#define MAX_CHAIN 8      /* CNAMEs followed */
#define TTL       5      /* seconds: nobody is to keep an answer beyond its run */
#define QUESTION  0xc00c /* a pointer to the name behind the header (RFC 1035 4.1.4) */

struct answer {
    const struct mustls_dns_zone *zone;
    const struct dns_query *query;
    struct mustls_buf body; /* what stands behind the question */
    unsigned rcode, answers;
    bool silent;
};

static unsigned type_of(enum mustls_dns_kind k)
{
    switch (k) {
    case MUSTLS_DNS_A:
        return DNS_TYPE_A;
    case MUSTLS_DNS_AAAA:
        return DNS_TYPE_AAAA;
    case MUSTLS_DNS_MX:
        return DNS_TYPE_MX;
    case MUSTLS_DNS_CNAME:
        return DNS_TYPE_CNAME;
    case MUSTLS_DNS_EMPTY:
    case MUSTLS_DNS_NXDOMAIN:
    case MUSTLS_DNS_SERVFAIL:
    case MUSTLS_DNS_SILENT:
    case MUSTLS_DNS_NUM_KINDS:
        break;
    }
    return 0;
}

static void put_data(struct mustls_buf *out, const struct mustls_dns_record *r)
{
    size_t length = out->len;
    dns_put16(out, 0);
    if (r->kind == MUSTLS_DNS_MX)
        dns_put16(out, r->preference);
    if (r->kind == MUSTLS_DNS_A || r->kind == MUSTLS_DNS_AAAA)
        mustls_buf_put(out, mustls_span(r->address, r->kind == MUSTLS_DNS_A ? 4 : 16));
    else
        dns_name_put(out, r->target);
    if (out->failed)
        return;
    size_t n = out->len - length - 2;
    out->ptr[length] = (uint8_t)(n >> 8);
    out->ptr[length + 1] = (uint8_t)n;
}

static void put_record(struct answer *a, const struct mustls_dns_record *r, bool of_question)
{
    if (of_question)
        dns_put16(&a->body, QUESTION);
    else
        dns_name_put(&a->body, r->name);
    dns_put16(&a->body, type_of(r->kind));
    dns_put16(&a->body, 1);
    dns_put16(&a->body, 0);
    dns_put16(&a->body, TTL);
    put_data(&a->body, r);
}

static bool is_below(struct mustls_span name, struct mustls_span parent)
{
    size_t n = parent.len;
    return name.len > n + 1 && name.ptr[name.len - n - 1] == '.' &&
           mustls_span_ieq(mustls_span_from(name, name.len - n), parent);
}

/* A name that only has names below it exists, too (RFC 8020). */
static bool exists(const struct mustls_dns_zone *z, struct mustls_span name)
{
    if (name.len == 0) /* the root */
        return true;
    for (size_t i = 0; i < z->num; i++)
        if (z->records[i].kind != MUSTLS_DNS_NXDOMAIN &&
            (mustls_span_ieq(z->records[i].name, name) || is_below(z->records[i].name, name)))
            return true;
    return false;
}

/* A record of this kind at the name, or at one above it. */
static bool is_marked(const struct mustls_dns_zone *z, struct mustls_span name,
                      enum mustls_dns_kind kind)
{
    for (size_t i = 0; i < z->num; i++) {
        const struct mustls_dns_record *r = &z->records[i];
        if (r->kind == kind && (mustls_span_ieq(r->name, name) || is_below(name, r->name)))
            return true;
    }
    return false;
}

static const struct mustls_dns_record *alias_of(const struct mustls_dns_zone *z,
                                                struct mustls_span name)
{
    for (size_t i = 0; i < z->num; i++)
        if (z->records[i].kind == MUSTLS_DNS_CNAME && mustls_span_ieq(z->records[i].name, name))
            return &z->records[i];
    return NULL;
}

static void answer_name(struct answer *a, struct mustls_span name, bool of_question)
{
    const unsigned type = a->query->type;
    for (size_t i = 0; i < a->zone->num; i++) {
        const struct mustls_dns_record *r = &a->zone->records[i];
        unsigned has = type_of(r->kind);
        if (has == 0 || !mustls_span_ieq(r->name, name) || (type != has && type != DNS_TYPE_ANY))
            continue;
        put_record(a, r, of_question);
        a->answers++;
    }
}

static void find(struct answer *a)
{
    struct mustls_span name = mustls_span_str(a->query->name);
    bool of_question = true;
    for (int i = 0; i < MAX_CHAIN; i++) {
        a->silent = is_marked(a->zone, name, MUSTLS_DNS_SILENT);
        if (is_marked(a->zone, name, MUSTLS_DNS_SERVFAIL))
            a->rcode = DNS_SERVFAIL;
        else if (is_marked(a->zone, name, MUSTLS_DNS_NXDOMAIN) || !exists(a->zone, name))
            a->rcode = DNS_NXDOMAIN;
        if (a->silent || a->rcode)
            return;
        const struct mustls_dns_record *alias = alias_of(a->zone, name);
        if (!alias || a->query->type == DNS_TYPE_CNAME || a->query->type == DNS_TYPE_ANY) {
            answer_name(a, name, of_question);
            return;
        }
        put_record(a, alias, of_question);
        a->answers++;
        name = alias->target;
        of_question = false;
    }
}

static void put_header(struct mustls_buf *out, const struct answer *a, bool truncated)
{
    const struct dns_query *q = a->query;
    dns_put16(out, q->id);
    mustls_buf_putc(out, (int)(0x80 | q->opcode << 3 | 4u | (truncated ? 2u : 0) | q->recursion));
    mustls_buf_putc(out, (int)(0x80 | a->rcode)); /* recursion available: stubs want it */
    dns_put16(out, q->question.len ? 1 : 0);
    dns_put16(out, truncated ? 0 : a->answers);
    dns_put16(out, 0);
    dns_put16(out, q->edns ? 1 : 0);
}

static void put_opt(struct mustls_buf *out)
{
    mustls_buf_putc(out, 0);
    dns_put16(out, DNS_TYPE_OPT);
    dns_put16(out, DNS_UDP_MOST);
    for (int i = 0; i < 3; i++)
        dns_put16(out, 0);
}

static void put_reply(struct mustls_buf *out, const struct answer *a, bool tcp, bool *truncated)
{
    enum { OPT = 11, TCP_MOST = 65535 };
    size_t len = DNS_HEADER + a->query->question.len + a->body.len + (a->query->edns ? OPT : 0);
    *truncated = a->body.failed || len > (tcp ? TCP_MOST : a->query->most);
    put_header(out, a, *truncated);
    mustls_buf_put(out, a->query->question);
    if (!*truncated)
        mustls_buf_put(out, mustls_buf_span(&a->body));
    if (a->query->edns)
        put_opt(out);
}

void mustls_dns_reply(const struct mustls_dns_zone *z, struct mustls_span query, bool tcp,
                      struct mustls_buf *out, struct mustls_dns_asked *asked)
{
    struct dns_query q;
    *asked = (struct mustls_dns_asked){.silent = true};
    if (!dns_query_read(query, &q))
        return;
    struct answer a = {.zone = z, .query = &q, .rcode = q.rcode};
    mustls_buf_init(&a.body, 65535);
    if (a.rcode == DNS_NOERROR)
        find(&a);
    if (!a.silent)
        put_reply(out, &a, tcp, &asked->truncated);
    memcpy(asked->name, q.name, sizeof asked->name);
    asked->type = q.type;
    asked->rcode = a.rcode;
    asked->silent = a.silent;
    asked->answers = asked->truncated ? 0 : a.answers;
    mustls_buf_deinit(&a.body);
}

const char *mustls_dns_type_name(unsigned type)
{
    static const struct {
        unsigned type;
        const char *name;
    } rows[] = {{1, "A"},    {2, "NS"},    {5, "CNAME"}, {6, "SOA"},   {12, "PTR"},   {15, "MX"},
                {16, "TXT"}, {28, "AAAA"}, {33, "SRV"},  {52, "TLSA"}, {65, "HTTPS"}, {255, "ANY"}};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].type == type)
            return rows[i].name;
    return NULL;
}

const char *mustls_dns_rcode_name(unsigned rcode)
{
    static const char *const names[] = {"NOERROR",  "FORMERR", "SERVFAIL",
                                        "NXDOMAIN", "NOTIMP",  "REFUSED"};
    return rcode < sizeof names / sizeof *names ? names[rcode] : "?";
}
