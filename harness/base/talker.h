/* The contract of every core that talks (the scripted peer, the reference client): no sockets, no
 * clock. The shell that owns the connection loops over:
 *
 *   w = wants()
 *   TLS      take leftover() (plaintext still unread at the boundary), start a handshake in the
 *            role that the caller knows, then answer with tls_up() or tls_down() exactly once.
 *            After tls_down() with PLAINTEXT the caller hands the same bytes, those of leftover()
 *            included, to input() again: they were no TLS, so they are what they say
 *   WRITE    output() is one segment; write it at once; sent(n) when n of its bytes are written
 *   READ     input() with what arrived; takes all of it (buffers are capped; what goes over is a
 *            fault of the peer and is dropped with an event)
 *   TIME     call tick(now) when deadline() has come. Before the tick, deliver input that is
 *            already there
 *   CONNECT  open a (new) connection and call connected()
 *   CLOSE    flush, stop sending, drain for at most a second, close; then eof() is not called
 *   RESET    drop the connection with a RST
 *   DONE     nothing more will ever be wanted
 *
 * Several bits may be set; WRITE goes before TLS, CLOSE, RESET and DONE. After any call, ask
 * wants() again. */
#ifndef MUSTLS_BASE_TALKER_H
#define MUSTLS_BASE_TALKER_H

#include "base/span.h"

struct mustls_buf;

enum mustls_want {
    MUSTLS_WANT_READ = 1,
    MUSTLS_WANT_WRITE = 2,
    MUSTLS_WANT_TLS = 4,
    MUSTLS_WANT_TIME = 8,
    MUSTLS_WANT_CONNECT = 16,
    MUSTLS_WANT_CLOSE = 32,
    MUSTLS_WANT_RESET = 64,
    MUSTLS_WANT_DONE = 128,
};

/* What is known of a finished handshake, or of a failed one. Strings are NUL-terminated text. */
struct mustls_tls_info {
    char version[16]; /* "TLSv1.3" */
    char cipher[64];  /* the library's name */
    char cert[32];    /* server role: the name of the certificate that was shown */
    char sni[256];    /* server role: the name the ClientHello gave, "" for none */
    bool sni_seen;    /* a ClientHello was read: sni is meaningful */
    bool resumed;
};

enum mustls_tls_failure {
    MUSTLS_TLSFAIL_NONE = 0,
    MUSTLS_TLSFAIL_PLAINTEXT, /* the peer's first byte was no TLS record: `raw` has what it sent */
    MUSTLS_TLSFAIL_ALERT_IN,  /* the peer sent a fatal alert: `alert` */
    MUSTLS_TLSFAIL_ALERT_OUT, /* we gave up and sent `alert` */
    MUSTLS_TLSFAIL_EOF,       /* the peer went away in the middle */
    MUSTLS_TLSFAIL_CERT,      /* client role: certificate or name refused; text says why */
    MUSTLS_TLSFAIL_OTHER,
    MUSTLS_TLSFAIL_MEMORY, /* ours ran out: not the peer's doing */
};

struct mustls_tls_trouble {
    enum mustls_tls_failure kind;
    int alert;      /* TLS AlertDescription, -1 for none */
    char text[256]; /* one sentence for a person */
    struct mustls_span raw;
};

/* Where in a server's part of TLS something happens. */
enum mustls_tls_place {
    MUSTLS_TLS_AT_NOWHERE,
    MUSTLS_TLS_AT_HELLO,       /* the ClientHello has come, the server has said nothing */
    MUSTLS_TLS_AT_CERTIFICATE, /* the ServerHello is all that it has said */
    MUSTLS_TLS_AT_FINISHED,    /* all but its last flight's Finished (TLS 1.2: and what announces
                                  it) */
    MUSTLS_TLS_AT_DATA,        /* behind its first application data */
};

/* What a server does otherwise than a plain one. All zero: nothing. */
struct mustls_tls_quirks {
    uint8_t alert_at;                /* place of wish.alert; NOWHERE means HELLO */
    uint8_t cut;                     /* place where its handshake ends for good, without an alert */
    uint8_t close;                   /* mustls_tls_closing */
    uint8_t records;                 /* mustls_tls_records: the shape of application data */
    uint8_t group, ciphers, tickets; /* the enums below */
    bool renegotiate;                /* TLS 1.2: asks for it behind the first application data */
    bool request_cert;               /* asks for a certificate, and takes none as well as any */
    bool downgrade;                  /* TLS 1.2: the mark of RFC 8446 4.1.3 in ServerHello.random */
    uint16_t warnings;               /* warning alerts before the ServerHello */
    uint16_t key_updates;            /* TLS 1.3: before each write */
    uint16_t empty;                  /* TLS 1.3: empty records before each write */
    uint32_t cut_bytes;              /* the handshake ends after so many bytes of its; 0 = no */
};
enum mustls_tls_closing {
    MUSTLS_TLS_CLOSE_NOTIFY,
    MUSTLS_TLS_CLOSE_NONE, /* no close_notify */
    MUSTLS_TLS_CLOSE_TEXT, /* close_notify, then a reply in the clear */
};
enum mustls_tls_records {
    MUSTLS_TLS_RECORDS_USUAL,
    MUSTLS_TLS_RECORDS_SPLIT, /* a record for each byte */
    MUSTLS_TLS_RECORDS_FULL,  /* TLS 1.3: padded to the longest that may be */
};
enum mustls_tls_group {
    MUSTLS_TLS_GROUP_ANY,
    MUSTLS_TLS_GROUP_X25519,
    MUSTLS_TLS_GROUP_P256,
    MUSTLS_TLS_GROUP_P384,
    MUSTLS_TLS_GROUP_P521,
};
enum mustls_tls_ciphers { /* TLS 1.2 and older */
                          MUSTLS_TLS_CIPHERS_USUAL,
                          MUSTLS_TLS_CIPHERS_NULL,
                          MUSTLS_TLS_CIPHERS_ANON,
                          MUSTLS_TLS_CIPHERS_RC4,
                          MUSTLS_TLS_CIPHERS_3DES,
                          MUSTLS_TLS_CIPHERS_EXPORT,
                          MUSTLS_TLS_CIPHERS_CBC,
};
enum mustls_tls_tickets {
    MUSTLS_TLS_TICKETS_NONE,
    MUSTLS_TLS_TICKETS_APART, /* as soon as the handshake is over */
    MUSTLS_TLS_TICKETS_GLUED, /* in one segment with the first application data */
};

/* Mistakes of a client in what it takes for good: bits. */
enum mustls_tls_leniency {
    MUSTLS_TLS_TAKES_EXPIRED = 1,     /* certificates out of their time */
    MUSTLS_TLS_TAKES_SELF_SIGNED = 2, /* signed by themselves */
    MUSTLS_TLS_TAKES_PURPOSE = 4,     /* meant for something else */
    MUSTLS_TLS_TAKES_ANY_CA = 8,      /* issuers that may not issue, or not this */
    MUSTLS_TLS_TAKES_CN = 16,         /* the name in CN, whatever subjectAltName says */
    MUSTLS_TLS_TAKES_PARTIAL = 32,    /* wildcards for a part of a label */
    MUSTLS_TLS_TAKES_WEAK = 64,       /* old versions, ciphers without encryption or identity */
};

/* What a talker asks of the handshake that it wants. Keys and values as in `<tls k=v>`; spans live
 * as long as the talker. */
struct mustls_tls_wish {
    struct mustls_span cert;         /* server: name of the certificate; empty = good */
    struct mustls_span min, max;     /* "1.0" to "1.3"; empty = 1.2 and 1.3 */
    int alert;                       /* server: send this fatal alert; -1 = no */
    struct mustls_tls_quirks quirks; /* server */
    struct mustls_span host; /* client: the name for SNI and for the check; empty = no SNI */
    bool verify;             /* client: check chain and name */
    bool verify_host;        /* client: check the name (false only as a seeded fault) */
    bool no_sni;             /* client: seeded fault */
    unsigned lenient;        /* client: seeded faults, mustls_tls_leniency */
    /* Not the talker's: where the connection's secrets go, lines as in SSLKEYLOGFILE; outlives the
     * engine. NULL: nobody wants them. */
    struct mustls_buf *secrets;
};

struct mustls_talker_ops {
    unsigned (*wants)(const void *self);
    void (*connected)(void *self, mustls_usec now);
    void (*input)(void *self, struct mustls_span in, mustls_usec now);
    /* The next segment, or empty. Valid until sent(). */
    struct mustls_span (*output)(const void *self);
    void (*sent)(void *self, size_t n, mustls_usec now);
    void (*tls_wish)(const void *self, struct mustls_tls_wish *out);
    /* Plaintext received but not consumed when TLS is wanted; calling takes it out of the talker.
     * Valid until the next call. */
    struct mustls_span (*leftover)(void *self);
    void (*tls_up)(void *self, const struct mustls_tls_info *info, mustls_usec now);
    void (*tls_down)(void *self, const struct mustls_tls_info *info,
                     const struct mustls_tls_trouble *why, mustls_usec now);
    /* An alert that came after the handshake (close_notify = 0 included). */
    void (*alert)(void *self, int description, mustls_usec now);
    void (*eof)(void *self, bool reset, mustls_usec now);
    void (*tick)(void *self, mustls_usec now);
    /* When tick is due; MUSTLS_NEVER for no time. */
    mustls_usec (*deadline)(const void *self);
    /* Something below could not be done, for want of memory mostly: what seems to come from the
     * peer from here on is not its doing. NULL: does not matter to this talker. */
    void (*lost)(void *self);
};

struct mustls_talker {
    const struct mustls_talker_ops *ops;
    void *self;
};

#endif
