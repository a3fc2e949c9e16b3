#include "tls/certs.h"

/* Descriptions of RFC 8446. */
enum { TAKEN = -1, BAD = 42, UNSUPPORTED = 43, EXPIRED = 45, UNKNOWN_CA = 48 };

const struct mustls_cert_kind mustls_cert_kinds[MUSTLS_NUM_CERTS] = {
    {"good", "the server's name, valid, signed by the trusted CA", TAKEN, false},
    {"expired", "as good, but expired in 2001", EXPIRED, false},
    {"not-yet-valid", "as good, but valid only from 2199", EXPIRED, false},
    {"wrong-host", "valid and trusted, but for other.example.test", BAD, true},
    {"unknown-ca", "as good, but signed by a CA that nobody trusts", UNKNOWN_CA, false},
    {"self-signed", "as good, but signed by itself", UNKNOWN_CA, false},

    {"cn-only", "the name stands in CN, there is no subjectAltName", BAD, true},
    {"san-other-cn-right", "the name stands in CN, subjectAltName says other.example.test", BAD,
     true},
    {"wildcard", "*.example.test: fits mx.example.test only", TAKEN, false},
    {"wildcard-two-labels", "*.test: one label too few", BAD, true},
    {"wildcard-tld", "a wildcard and nothing else", BAD, true},
    {"partial-wildcard", "the name with a wildcard for a part of its first label", BAD, true},
    {"ip-only", "the addresses, no name", BAD, true},
    {"ip-as-dns", "the addresses as text in dNSName", BAD, true},
    {"ip-in-cn", "an address in CN, there is no subjectAltName", BAD, true},
    {"nul-in-san", "the name, a NUL, then .evil.test", BAD, true},
    {"uri-only", "the name in a URI (smtp://name) only", BAD, true},
    {"upper-case", "the name in upper case", TAKEN, false},
    {"trailing-dot", "the name with a dot behind it", BAD, true},
    {"many-sans", "4096 other names, then the right one", TAKEN, false},

    {"good-intermediate", "as good, by way of an intermediate CA that is sent along", TAKEN, false},
    {"missing-intermediate", "the same, but the intermediate CA is not sent", UNKNOWN_CA, false},
    {"intermediate-no-ca", "signed by an ordinary server's certificate, which is no CA", UNKNOWN_CA,
     false},
    {"pathlen-broken", "an intermediate CA below one that allows no further CA", UNKNOWN_CA, false},
    {"name-constraints", "an intermediate CA that may only certify other.example.test", UNKNOWN_CA,
     false},
    {"deep-chain", "50 intermediate CAs, all sent", TAKEN, false},
    {"big-chain", "an intermediate CA whose certificate has 100 kB", TAKEN, false},

    {"eku-client", "for clients only (extendedKeyUsage clientAuth)", UNSUPPORTED, false},
    {"rsa-1024", "as good, with an RSA key of 1024 bits", BAD, false},
    {"sha1", "as good, signed with SHA-1", BAD, false},
    {"must-staple", "as good, promises a stapled OCSP response, and there is none", TAKEN, false},
};

size_t mustls_cert_find(struct mustls_span name)
{
    size_t i = 0;
    if (name.len == 0)
        return 0;
    while (i < MUSTLS_NUM_CERTS &&
           !mustls_span_eq(name, mustls_span_str(mustls_cert_kinds[i].name)))
        i++;
    return i;
}
