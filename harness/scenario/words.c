/* The tables of words. The manual page has the same ones. */
#include "scenario/internal.h"
#include "smtp/command.h"

static const char *const yes_no[] = {"yes", "no", NULL};
static const char *const tls_modes[] = {"required", "opportunistic", "off", NULL};
static const char *const starttls_modes[] = {"required", "offered", "off", NULL};
static const char *const hosts[] = {"mx.example.test", "example.test", "127.0.0.1", NULL};
static const char *const auth_ways[] = {"none", "plain", "login", "cram-md5", "any", NULL};

const struct mustls_wish_word mustls_wish_words[] = {
    {"tls", tls_modes, "required", MUSTLS_TEST_CLIENT,
     "whether the client insists on STARTTLS, uses it when offered, or never does", false},
    {"auth", auth_ways, "none", MUSTLS_TEST_CLIENT,
     "the mechanism for logging in; any leaves the choice to the client", false},
    {"verify", yes_no, "yes", MUSTLS_TEST_CLIENT,
     "whether the client checks the certificate and the host name", false},
    {"timeout", NULL, "5", MUSTLS_TEST_CLIENT, "seconds after which the client gives up waiting",
     false},
    {"reach", hosts, NULL, MUSTLS_TEST_CLIENT,
     "the name or address by which the client is told to reach the server", true},
    {"starttls", starttls_modes, "required", MUSTLS_TEST_SERVER,
     "whether the server insists on STARTTLS, offers it, or has none", false},
    {"auth", auth_ways, "none", MUSTLS_TEST_SERVER, "the mechanism that the server offers", false},
    {NULL, NULL, NULL, MUSTLS_TEST_CLIENT, NULL, false},
};

/* As in the TLS room's table, which this room does not see; cert_words_test compares them. */
static const char *const certs[] = {"good",
                                    "expired",
                                    "not-yet-valid",
                                    "wrong-host",
                                    "unknown-ca",
                                    "self-signed",
                                    "cn-only",
                                    "san-other-cn-right",
                                    "wildcard",
                                    "wildcard-two-labels",
                                    "wildcard-tld",
                                    "partial-wildcard",
                                    "ip-only",
                                    "ip-as-dns",
                                    "ip-in-cn",
                                    "nul-in-san",
                                    "uri-only",
                                    "upper-case",
                                    "trailing-dot",
                                    "many-sans",
                                    "good-intermediate",
                                    "missing-intermediate",
                                    "intermediate-no-ca",
                                    "pathlen-broken",
                                    "name-constraints",
                                    "deep-chain",
                                    "big-chain",
                                    "eku-client",
                                    "rsa-1024",
                                    "sha1",
                                    "must-staple",
                                    NULL};
static const char *const versions[] = {"1.0", "1.1", "1.2", "1.3", NULL};
/* The order is that of the enums of base/talker.h, from 1 on. */
static const char *const alert_places[] = {"hello", "certificate", "finished", "data", NULL};
static const char *const cut_places[] = {"hello", "certificate", "finished", NULL};
static const char *const closings[] = {"none", "text", NULL};
static const char *const shapes[] = {"split", "full", NULL};
static const char *const groups[] = {"x25519", "p256", "p384", "p521", NULL};
static const char *const ciphers[] = {"null", "anon", "rc4", "3des", "export", "cbc", NULL};
static const char *const tickets[] = {"apart", "glued", NULL};
static const char *const yes[] = {"yes", NULL};
/* RFC 8446 6.2, the reserved ones left out; no_renegotiation is TLS 1.2's. */
static const char *const alerts[] = {"close_notify",
                                     "unexpected_message",
                                     "bad_record_mac",
                                     "record_overflow",
                                     "handshake_failure",
                                     "bad_certificate",
                                     "unsupported_certificate",
                                     "certificate_revoked",
                                     "certificate_expired",
                                     "certificate_unknown",
                                     "illegal_parameter",
                                     "unknown_ca",
                                     "access_denied",
                                     "decode_error",
                                     "decrypt_error",
                                     "protocol_version",
                                     "insufficient_security",
                                     "internal_error",
                                     "inappropriate_fallback",
                                     "user_canceled",
                                     "no_renegotiation",
                                     "missing_extension",
                                     "unsupported_extension",
                                     "unrecognized_name",
                                     "bad_certificate_status_response",
                                     "unknown_psk_identity",
                                     "certificate_required",
                                     "no_application_protocol",
                                     NULL};
static const int alert_codes[] = {0,  10, 20, 22, 40, 42, 43,  44,  45,  46,  47,  48,  49,  50,
                                  51, 70, 71, 80, 86, 90, 100, 109, 110, 112, 113, 115, 116, 120};
_Static_assert(sizeof(alert_codes) / sizeof(*alert_codes) + 1 == sizeof(alerts) / sizeof(*alerts),
               "one code for each name");

const struct mustls_tls_word mustls_tls_words[] = {
    {"cert", certs, 0, NULL, "the certificate that the tool shows"},
    {"min", versions, 0, NULL, "the lowest TLS version"},
    {"max", versions, 0, NULL, "the highest TLS version"},
    {"alert", alerts, 0, NULL, "send this fatal alert"},
    {"at", alert_places, 0, NULL, "where the alert comes"},
    {"cut", cut_places, 65535, NULL, "end our part of the handshake there, or after so many bytes"},
    {"close", closings, 0, NULL, "what <close> does under TLS instead of sending close_notify"},
    {"records", shapes, 0, NULL, "the shape of the records that replies travel in"},
    {"empty", NULL, 20000, "min=1.3", "empty records before each reply"},
    {"warnings", NULL, 10000, NULL, "warning alerts before the ServerHello"},
    {"group", groups, 0, NULL, "the only group for the key exchange"},
    {"ciphers", ciphers, 0, "max=1.2", "the only ciphers"},
    {"tickets", tickets, 0, NULL, "send session tickets"},
    {"key-updates", NULL, 10000, "min=1.3", "so many before each reply"},
    {"renegotiate", yes, 0, "max=1.2", "ask for it behind the first reply"},
    {"request-cert", yes, 0, NULL, "ask the client for a certificate, and take none"},
    {"downgrade", yes, 0, "max=1.2", "mark the ServerHello as that of a newer server"},
    {NULL, NULL, 0, NULL, NULL},
};

const char *const scn_header_words[] = {"title", "tags", "test",   "base",  "client", "server",
                                        "tls",   "dns",  "listen", "limit", "for",    NULL};
const char *const scn_name_kind_words[] = {"A",        "AAAA",     "MX",     "CNAME", "EMPTY",
                                           "NXDOMAIN", "SERVFAIL", "SILENT", NULL};
const char *const scn_place_words[] = {"server", "second", "nobody", NULL};
const char *const scn_section_words[] = {"[clear]", "[tls]", "[any]", NULL};
const char *const scn_event_words[] = {"connect",     "hello",         "sni",           "tls",
                                       "alert",       "close",         "reset",         "message",
                                       "secret",      "bytes",         "early",         "flood",
                                       "bad-command", "false-success", "false-failure", NULL};

size_t scn_word_find(const char *const *words, struct mustls_span word)
{
    for (size_t i = 0; words[i]; i++)
        if (mustls_span_eq(word, mustls_span_str(words[i])))
            return i;
    return MUSTLS_NPOS;
}

int mustls_alert_by_name(struct mustls_span name)
{
    size_t i = scn_word_find(alerts, name);
    return i == MUSTLS_NPOS ? -1 : alert_codes[i];
}

const char *mustls_alert_name(int description)
{
    for (size_t i = 0; alerts[i]; i++)
        if (alert_codes[i] == description)
            return alerts[i];
    return NULL;
}

/* --- key=value tables --- */

static bool wish_at(enum mustls_role role, size_t i, struct scn_key *out)
{
    for (const struct mustls_wish_word *w = mustls_wish_words; w->key; w++) {
        if (w->role != role || i-- != 0)
            continue;
        *out = (struct scn_key){w->key, w->values, w->values ? 0 : 3600, "seconds, "};
        return true;
    }
    return false;
}

/* A client shows no certificate and refuses by its own rules, so the tool as a client takes the
 * versions only. */
static bool tls_at(bool serving, size_t i, struct scn_key *out)
{
    for (const struct mustls_tls_word *w = mustls_tls_words; w->key; w++) {
        bool versions_only = w->values == versions;
        if ((!serving && !versions_only) || i-- != 0)
            continue;
        *out = (struct scn_key){w->key, w->values, w->max, "a number, "};
        return true;
    }
    return false;
}

bool scn_key_at(enum scn_keys set, size_t i, struct scn_key *out)
{
    switch (set) {
    case SCN_KEYS_CLIENT:
        return wish_at(MUSTLS_TEST_CLIENT, i, out);
    case SCN_KEYS_SERVER:
        return wish_at(MUSTLS_TEST_SERVER, i, out);
    case SCN_KEYS_TLS_SERVE:
        return tls_at(true, i, out);
    case SCN_KEYS_TLS_CONNECT:
        return tls_at(false, i, out);
    }
    return false;
}

size_t scn_num_keys(enum scn_keys set)
{
    struct scn_key k;
    size_t n = 0;
    while (scn_key_at(set, n, &k))
        n++;
    return n;
}

size_t scn_key_find(enum scn_keys set, struct mustls_span key)
{
    struct scn_key k;
    for (size_t i = 0; scn_key_at(set, i, &k); i++)
        if (mustls_span_eq(key, mustls_span_str(k.key)))
            return i;
    return MUSTLS_NPOS;
}

enum scn_keys scn_wish_keys(enum mustls_role role)
{
    return role == MUSTLS_TEST_CLIENT ? SCN_KEYS_CLIENT : SCN_KEYS_SERVER;
}

enum scn_keys scn_tls_keys(enum mustls_role role)
{
    return role == MUSTLS_TEST_CLIENT ? SCN_KEYS_TLS_SERVE : SCN_KEYS_TLS_CONNECT;
}

/* --- kinds of words --- */

static bool is_alpha(int c)
{
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

static bool is_digit(int c)
{
    return c >= '0' && c <= '9';
}

/* RFC 5321 4.1.5: what starts with X is private, so we cannot know it. */
static bool is_private_verb(struct mustls_span word)
{
    if (word.len < 2 || word.len > 32 || (word.ptr[0] | 0x20) != 'x')
        return false;
    for (size_t i = 1; i < word.len; i++)
        if (!is_alpha(word.ptr[i]) && !is_digit(word.ptr[i]))
            return false;
    return !scn_is_code(word);
}

bool scn_is_verb(struct mustls_span word)
{
    if (word.len == 0)
        return false;
    for (int v = MUSTLS_V_UNKNOWN + 1; v < MUSTLS_NUM_VERBS; v++)
        if (mustls_span_ieq(word, mustls_span_str(mustls_verb_name((enum mustls_verb)v))))
            return true;
    return is_private_verb(word);
}

const char *scn_nearest_verb(struct mustls_span word)
{
    const char *names[MUSTLS_NUM_VERBS];
    size_t n = 0;
    for (int v = MUSTLS_V_UNKNOWN + 1; v < MUSTLS_NUM_VERBS; v++)
        names[n++] = mustls_verb_name((enum mustls_verb)v);
    names[n] = NULL;
    return mustls_nearest(word, names);
}

bool scn_is_code(struct mustls_span word)
{
    if (word.len != 3)
        return false;
    for (size_t i = 0; i < 3; i++)
        if (!is_digit(word.ptr[i]) && (word.ptr[i] | 0x20) != 'x')
            return false;
    return true;
}

bool scn_is_name(struct mustls_span word)
{
    if (word.len == 0 || word.len > 64 || is_digit(word.ptr[0]))
        return false;
    for (size_t i = 0; i < word.len; i++)
        if (!is_alpha(word.ptr[i]) && !is_digit(word.ptr[i]) && word.ptr[i] != '_')
            return false;
    return true;
}
