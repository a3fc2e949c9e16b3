#include "run/names.h"

#include <arpa/inet.h>
#include <string.h>
#include <unistd.h>

#include "base/arena.h"
#include "dns/dns.h"

#define NAMES_ARENA (4u << 20)
#define MAX_ASKED                                                                                  \
    4096 /* bytes of text; a program that asks for ever is not listened to for ever                \
          */
#define MAX_CONNS 16
#define MAX_QUERY (2 + 65535)

/* Every run has these. The first is what {host} says, the last the domain of {from}. */
static const char *const own_names[] = {"mx.example.test", "example.test", "smtp.example.test",
                                        "mail.example.test", "probe.example.test"};
static const char mail_domain[] = "example.test", mail_server[] = "mx.example.test";

struct tcp {
    struct mustls_names *names;
    struct mustls_conn *conn;
    struct mustls_buf in;
    struct tcp *next;
};

struct mustls_names {
    struct mustls_arena *arena;
    struct mustls_dns_zone zone;
    struct mustls_udp *udp;
    struct mustls_listener *listener;
    struct tcp *conns;
    unsigned num_conns;
    struct mustls_buf asked;
};

static bool is_mentioned(const struct mustls_program *p, const char *name)
{
    for (size_t i = 0; i < p->num_names; i++)
        if (mustls_span_ieq(p->names[i].name, mustls_span_str(name)))
            return true;
    return false;
}

/* --- the zone --- */

static enum mustls_dns_kind kind_of(enum mustls_name_kind k)
{
    static const enum mustls_dns_kind kinds[MUSTLS_NUM_NAME_KINDS] = {
        [MUSTLS_NAME_A] = MUSTLS_DNS_A,
        [MUSTLS_NAME_AAAA] = MUSTLS_DNS_AAAA,
        [MUSTLS_NAME_MX] = MUSTLS_DNS_MX,
        [MUSTLS_NAME_CNAME] = MUSTLS_DNS_CNAME,
        [MUSTLS_NAME_EMPTY] = MUSTLS_DNS_EMPTY,
        [MUSTLS_NAME_NXDOMAIN] = MUSTLS_DNS_NXDOMAIN,
        [MUSTLS_NAME_SERVFAIL] = MUSTLS_DNS_SERVFAIL,
        [MUSTLS_NAME_SILENT] = MUSTLS_DNS_SILENT,
    };
    return kinds[k];
}

static void set_address(struct mustls_dns_record *r, const struct mustls_name_places *places,
                        enum mustls_name_place place)
{
    bool v6 = r->kind == MUSTLS_DNS_AAAA;
    const char *text = v6 ? places->ipv6[place] : places->ipv4[place];
    if (!text || inet_pton(v6 ? AF_INET6 : AF_INET, text, r->address) != 1)
        r->kind = MUSTLS_DNS_EMPTY; /* unmet.c lets no such run begin */
}

static struct mustls_dns_record said(const struct mustls_name_record *n,
                                     const struct mustls_name_places *places)
{
    struct mustls_dns_record r = {.name = n->name,
                                  .kind = kind_of(n->kind),
                                  .preference = (uint16_t)n->preference,
                                  .target = n->target};
    if (r.kind == MUSTLS_DNS_A || r.kind == MUSTLS_DNS_AAAA)
        set_address(&r, places, n->place);
    return r;
}

static bool make_zone(struct mustls_names *n, const struct mustls_program *p,
                      const struct mustls_name_places *places)
{
    enum { OWN = sizeof own_names / sizeof *own_names };
    struct mustls_dns_record *r = mustls_arena_array(n->arena, p->num_names + OWN + 1, sizeof *r);
    if (!r)
        return false;
    n->zone.records = r;
    for (size_t i = 0; i < p->num_names; i++)
        *r++ = said(&p->names[i], places);
    for (size_t i = 0; i < OWN; i++) {
        if (is_mentioned(p, own_names[i]))
            continue;
        *r =
            (struct mustls_dns_record){.name = mustls_span_str(own_names[i]), .kind = MUSTLS_DNS_A};
        set_address(r++, places, MUSTLS_PLACE_SERVER);
    }
    if (!is_mentioned(p, mail_domain))
        *r++ = (struct mustls_dns_record){.name = mustls_span_str(mail_domain),
                                          .kind = MUSTLS_DNS_MX,
                                          .preference = 10,
                                          .target = mustls_span_str(mail_server)};
    n->zone.num = (size_t)(r - n->zone.records);
    return true;
}

/* --- asked --- */

static void put_question(struct mustls_buf *out, const struct mustls_dns_asked *q)
{
    const char *type = mustls_dns_type_name(q->type);
    if (!q->name[0] && q->rcode == 1)
        mustls_buf_puts(out, "a broken query");
    else if (type)
        mustls_buf_printf(out, "%s %s", type, q->name[0] ? q->name : ".");
    else
        mustls_buf_printf(out, "TYPE%u %s", q->type, q->name[0] ? q->name : ".");
    if (q->silent)
        mustls_buf_puts(out, " (no reply)");
    else if (q->rcode)
        mustls_buf_printf(out, " %s", mustls_dns_rcode_name(q->rcode));
    else if (!q->answers)
        mustls_buf_puts(out, q->truncated ? " (truncated)" : " (none)");
}

static void note(struct mustls_names *n, const struct mustls_dns_asked *q)
{
    struct mustls_buf text;
    mustls_buf_init(&text, 2048);
    mustls_buf_puts(&text, ", ");
    put_question(&text, q);
    mustls_buf_puts(&text, ", ");
    struct mustls_span s = mustls_buf_span(&text);
    if (!text.failed && mustls_span_find(mustls_buf_span(&n->asked), s) == MUSTLS_NPOS)
        mustls_buf_put(&n->asked, n->asked.len ? mustls_span_from(s, 2) : s);
    mustls_buf_deinit(&text);
}

const char *mustls_names_asked(const struct mustls_names *n)
{
    struct mustls_span s = mustls_buf_span(&n->asked);
    const char *text =
        s.len > 4 ? mustls_arena_str(n->arena, mustls_span(s.ptr + 2, s.len - 4)) : "";
    return text ? text : "";
}

/* --- UDP --- */

static void reply(struct mustls_names *n, struct mustls_span query, bool tcp,
                  struct mustls_buf *out)
{
    struct mustls_dns_asked asked;
    mustls_dns_reply(&n->zone, query, tcp, out, &asked);
    if (asked.name[0] || asked.rcode)
        note(n, &asked);
}

static void on_datagram(void *arg, struct mustls_span in, struct mustls_buf *out)
{
    reply(arg, in, false, out);
}

/* --- TCP: two bytes of length in front (RFC 1035 4.2.2) --- */

static void on_closed(void *arg)
{
    struct tcp *t = arg;
    struct tcp **at = &t->names->conns;
    while (*at != t)
        at = &(*at)->next;
    *at = t->next;
    t->names->num_conns--;
    mustls_buf_deinit(&t->in);
    mustls_free(t);
}

/* Takes one whole query from the front; false when there is none. */
static bool answer_one(struct tcp *t)
{
    struct mustls_span in = mustls_buf_span(&t->in);
    size_t len = in.len >= 2 ? (size_t)in.ptr[0] << 8 | in.ptr[1] : 0;
    if (in.len < 2 || in.len - 2 < len)
        return false;
    struct mustls_buf out;
    mustls_buf_init(&out, 2 + 65535);
    mustls_buf_put(&out, MUSTLS_LIT("\0\0"));
    reply(t->names, mustls_span(in.ptr + 2, len), true, &out);
    if (!out.failed && out.len > 2) {
        out.ptr[0] = (uint8_t)((out.len - 2) >> 8);
        out.ptr[1] = (uint8_t)(out.len - 2);
        mustls_conn_write(t->conn, mustls_buf_span(&out));
    }
    mustls_buf_deinit(&out);
    mustls_buf_eat(&t->in, 2 + len);
    return true;
}

static void on_data(void *arg, struct mustls_span in)
{
    struct tcp *t = arg;
    mustls_buf_put(&t->in, in);
    while (answer_one(t))
        ;
    if (t->in.failed)
        mustls_conn_close(t->conn);
}

static void on_eof(void *arg, bool reset)
{
    struct tcp *t = arg;
    (void)reset;
    mustls_conn_close(t->conn);
}

static void on_writable(void *arg)
{
    (void)arg;
}

static void on_accept(void *arg, struct mustls_conn *c)
{
    static const struct mustls_conn_cb callbacks = {on_data, on_eof, on_writable, on_closed};
    struct mustls_names *n = arg;
    struct tcp *t = n->num_conns < MAX_CONNS ? mustls_alloc(sizeof *t) : NULL;
    if (!t) {
        mustls_conn_reset(c);
        return;
    }
    *t = (struct tcp){.names = n, .conn = c, .next = n->conns};
    mustls_buf_init(&t->in, 2 * MAX_QUERY);
    n->conns = t;
    n->num_conns++;
    mustls_conn_set(c, &callbacks, t);
}

/* --- life --- */

struct mustls_names *mustls_names_start(struct mustls_io *io, const struct mustls_program *p,
                                        const struct mustls_name_places *places,
                                        struct mustls_error *err)
{
    struct mustls_arena *a = mustls_arena_new(NAMES_ARENA);
    struct mustls_names *n = a ? mustls_arena_alloc(a, sizeof *n) : NULL;
    if (!n) {
        mustls_arena_free(a);
        mustls_error_set(err, "out of memory");
        return NULL;
    }
    n->arena = a;
    mustls_buf_init(&n->asked, MAX_ASKED);
    const char *host = places->ipv4[MUSTLS_PLACE_SERVER];
    if (!make_zone(n, p, places))
        mustls_error_set(err, "out of memory");
    else if ((n->udp = mustls_udp_open(io, host, 53, on_datagram, n, err)) &&
             (n->listener = mustls_io_listen(io, host, 53, on_accept, n, err)))
        return n;
    mustls_names_free(n);
    return NULL;
}

void mustls_names_free(struct mustls_names *n)
{
    static const struct mustls_conn_cb no_callbacks = {0};
    if (!n)
        return;
    mustls_udp_close(n->udp);
    mustls_listener_close(n->listener);
    while (n->conns) {
        struct tcp *t = n->conns;
        mustls_conn_set(t->conn, &no_callbacks, NULL);
        mustls_conn_close(t->conn);
        on_closed(t);
    }
    mustls_buf_deinit(&n->asked);
    mustls_arena_free(n->arena);
}

/* --- hosts --- */

void mustls_names_hosts(struct mustls_buf *out, const struct mustls_program *p,
                        const struct mustls_name_places *places)
{
    char own[256] = "";
    mustls_buf_puts(out, "127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n");
    if (gethostname(own, sizeof own - 1) == 0 && own[0])
        mustls_buf_printf(out, "127.0.1.1 %s\n", own);
    for (size_t i = 0; i < sizeof own_names / sizeof *own_names; i++)
        if (!is_mentioned(p, own_names[i]))
            mustls_buf_printf(out, "%s %s\n", places->ipv4[MUSTLS_PLACE_SERVER], own_names[i]);
}
