/* Which names the zoo's certificates have. */
#include "tls_ssl/internal.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <stdio.h>

#define MANY          4096
#define NEUTRAL       "mustls test server"
#define OTHER_HOST    "other.example.test"
#define MAX_NAME_TEXT 300

struct list {
    struct mustls_arena *arena;
    struct mustls_san *items; /* room for `cap` */
    size_t num, cap;
    bool failed;
};

static void add(struct list *l, int type, struct mustls_span text)
{
    struct mustls_span copy;
    if (l->num == l->cap || mustls_arena_copy(l->arena, text, &copy) != MUSTLS_OK) {
        l->failed = true;
        return;
    }
    l->items[l->num].type = type;
    l->items[l->num++].text = copy;
}

static void add_text(struct list *l, int type, const char *text)
{
    add(l, type, mustls_span_str(text));
}

static bool is_address(const char *host)
{
    ASN1_OCTET_STRING *ip = a2i_IPADDRESS(host);
    ASN1_OCTET_STRING_free(ip);
    ERR_clear_error();
    return ip != NULL;
}

/* --- one host in different guises --- */

/* RFC 6125 wants an address in iPAddress, and clients look only there. */
static void as_it_is(struct list *l, const char *host)
{
    add_text(l, is_address(host) ? MUSTLS_SAN_IP : MUSTLS_SAN_DNS, host);
}

static void address_only(struct list *l, const char *host)
{
    if (is_address(host))
        add_text(l, MUSTLS_SAN_IP, host);
}

static void address_as_text(struct list *l, const char *host)
{
    if (is_address(host))
        add_text(l, MUSTLS_SAN_DNS, host);
}

/* "mx.example.test": "*.test" */
static void two_labels(struct list *l, const char *host)
{
    const char *dot = strchr(host, '.');
    const char *second = dot ? strchr(dot + 1, '.') : NULL;
    char text[MAX_NAME_TEXT];
    if (!second || is_address(host))
        return;
    snprintf(text, sizeof text, "*%s", second);
    add_text(l, MUSTLS_SAN_DNS, text);
}

static void wildcard(struct list *l, const char *host)
{
    const char *dot = strchr(host, '.');
    char text[MAX_NAME_TEXT];
    if (!dot || is_address(host))
        return;
    snprintf(text, sizeof text, "*%s", dot);
    add_text(l, MUSTLS_SAN_DNS, text);
}

/* "mx.example.test": "m*.example.test", "*x.example.test" */
static void part(struct list *l, const char *host)
{
    const char *dot = host + strcspn(host, ".");
    char text[MAX_NAME_TEXT];
    if (dot == host || is_address(host))
        return;
    snprintf(text, sizeof text, "%c*%s", host[0], dot);
    add_text(l, MUSTLS_SAN_DNS, text);
    snprintf(text, sizeof text, "*%s", dot - 1);
    add_text(l, MUSTLS_SAN_DNS, text);
}

static void with_nul(struct list *l, const char *host)
{
    char text[MAX_NAME_TEXT];
    if (is_address(host))
        return;
    int len = snprintf(text, sizeof text, "%s%c.evil.test", host, 0);
    add(l, MUSTLS_SAN_DNS, mustls_span(text, (size_t)len));
}

static void as_uri(struct list *l, const char *host)
{
    char text[MAX_NAME_TEXT];
    if (is_address(host))
        return;
    snprintf(text, sizeof text, "smtp://%s", host);
    add_text(l, MUSTLS_SAN_URI, text);
}

static void upper_case(struct list *l, const char *host)
{
    char text[MAX_NAME_TEXT];
    if (is_address(host))
        return;
    snprintf(text, sizeof text, "%s", host);
    for (char *c = text; *c; c++)
        *c = *c >= 'a' && *c <= 'z' ? (char)(*c - 'a' + 'A') : *c;
    add_text(l, MUSTLS_SAN_DNS, text);
}

static void with_dot(struct list *l, const char *host)
{
    char text[MAX_NAME_TEXT];
    if (is_address(host))
        return;
    snprintf(text, sizeof text, "%s.", host);
    add_text(l, MUSTLS_SAN_DNS, text);
}

/* --- certificates --- */

/* `always` stands in front of what the hosts give: a certificate must have a name of its kind also
 * where no host has the shape for one. */
static const struct naming {
    const char *cert;
    void (*each)(struct list *l, const char *host); /* NULL: no name of a host */
    const char *always;
    const char *common_name; /* NULL: the first host */
} namings[] = {
    {"wrong-host", NULL, OTHER_HOST, OTHER_HOST},
    {"cn-only", NULL, NULL, NULL},
    {"san-other-cn-right", NULL, OTHER_HOST, NULL},
    {"wildcard", wildcard, "*.wild.example.test", NEUTRAL},
    {"wildcard-two-labels", two_labels, "*.invalid", NEUTRAL},
    {"wildcard-tld", NULL, "*", NEUTRAL},
    {"partial-wildcard", part, OTHER_HOST, NEUTRAL},
    {"ip-only", address_only, NULL, NEUTRAL},
    {"ip-as-dns", address_as_text, OTHER_HOST, NEUTRAL},
    {"nul-in-san", with_nul, OTHER_HOST, NEUTRAL},
    {"uri-only", as_uri, NULL, NEUTRAL},
    {"upper-case", upper_case, OTHER_HOST, NEUTRAL},
    {"trailing-dot", with_dot, OTHER_HOST, NEUTRAL},
    {"name-constraints", as_it_is, NULL, NEUTRAL},
};

static const struct naming *find(const char *cert)
{
    static const struct naming usual = {NULL, as_it_is, NULL, NULL};
    for (size_t i = 0; i < sizeof namings / sizeof namings[0]; i++)
        if (strcmp(namings[i].cert, cert) == 0)
            return &namings[i];
    return &usual;
}

static const char *first_address(const struct mustls_zoo *z)
{
    for (size_t i = 0; i < z->num_hosts; i++)
        if (is_address(z->hosts[i]))
            return z->hosts[i];
    return "127.0.0.1";
}

static void add_many(struct list *l)
{
    char text[MAX_NAME_TEXT];
    for (unsigned i = 0; i < MANY; i++) {
        snprintf(text, sizeof text, "h%04u.example.test", i);
        add_text(l, MUSTLS_SAN_DNS, text);
    }
}

bool mustls_zoo_plan_names(const struct mustls_zoo *z, struct mustls_arena *a, const char *cert,
                           struct mustls_cert_plan *plan)
{
    const struct naming *n = find(cert);
    bool many = strcmp(cert, "many-sans") == 0;
    struct list l = {.arena = a, .cap = 2 * z->num_hosts + 1 + (many ? MANY : 0)};
    l.items = mustls_arena_array(a, l.cap, sizeof *l.items);
    if (!l.items)
        return false;
    plan->common_name = n->common_name ? n->common_name : z->hosts[0];
    if (strcmp(cert, "ip-in-cn") == 0) {
        plan->common_name = first_address(z);
        return true;
    }
    if (many)
        add_many(&l);
    if (n->always)
        add_text(&l, MUSTLS_SAN_DNS, n->always);
    for (size_t i = 0; n->each && i < z->num_hosts; i++)
        n->each(&l, z->hosts[i]);
    plan->names = l.items;
    plan->num_names = l.num;
    return !l.failed;
}
