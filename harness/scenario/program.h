/* The flat program that player and judge run: everything resolved, nothing to look up. All of it
 * lives in the arena it was built in and is constant afterwards. */
#ifndef MUSTLS_SCENARIO_PROGRAM_H
#define MUSTLS_SCENARIO_PROGRAM_H

#include "base/talker.h"

enum mustls_role { MUSTLS_TEST_CLIENT, MUSTLS_TEST_SERVER };

/* --- wishes: what the side under test is asked to do --- */

struct mustls_kv {
    struct mustls_span key, value;
    bool is_fallback; /* of a wish: nobody said it, it is the word's own default */
};
struct mustls_wish_word {
    const char *key;
    const char *const *values; /* NULL-terminated; NULL: a number of seconds, 1 to 3600 */
    const char *fallback;      /* value where the scenario says nothing; NULL: not asked */
    enum mustls_role role;
    const char *help; /* one line for the manual */
    bool is_place;    /* where the subject finds its peer: no option of the subject */
};
/* client: tls=required|opportunistic|off (required), auth=none|plain|login|cram-md5|any (none),
 *         verify=yes|no (yes), timeout=SECONDS (5), reach=NAME.
 * server: starttls=required|offered|off (required), auth=... (none). Ends with key NULL. */
extern const struct mustls_wish_word mustls_wish_words[];
/* `<tls ...>` and header `tls`. */
struct mustls_tls_word {
    const char *key;
    const char *const *values; /* NULL-terminated; NULL: a number */
    unsigned max;              /* takes a number from 1 to this; 0: only words */
    const char *needs;         /* "min=1.3", "max=1.2": must be said with it; or NULL */
    const char *help;
};
extern const struct mustls_tls_word mustls_tls_words[];
/* TLS AlertDescription by name ("handshake_failure"), -1 for none; and back, NULL for none. */
int mustls_alert_by_name(struct mustls_span name);
const char *mustls_alert_name(int description);

/* --- steps: what the tool does --- */

enum mustls_step_kind {
    MUSTLS_STEP_SEND,  /* bytes; consecutive SEND steps leave in one segment */
    MUSTLS_STEP_FLUSH, /* `\|`: end the segment, then a short gap */
    MUSTLS_STEP_TLS,
    MUSTLS_STEP_WAIT,  /* usec; MUSTLS_NEVER = until the peer closes or the limit */
    MUSTLS_STEP_CHUNK, /* n bytes a segment, usec between them; n = 0 turns it off */
    MUSTLS_STEP_FLOOD, /* test client: the SEND steps right above, FLUSH ones between them or not,
                          again and again, until n bytes are out */
    MUSTLS_STEP_CLOSE,
    MUSTLS_STEP_RESET,
    MUSTLS_STEP_READ_LINE, /* test client, C: <line> */
    MUSTLS_STEP_READ_DATA, /* test client, C: <data> */
    MUSTLS_STEP_CONNECT,   /* test server, C: <connect> */
    MUSTLS_STEP_EXPECT,    /* test server, S: pattern */
};

struct mustls_tls_step {
    struct mustls_span cert; /* "good" by default */
    struct mustls_span min, max;
    int alert; /* -1 = none */
    struct mustls_tls_quirks quirks;
};

struct mustls_origin {
    uint8_t unit;  /* 0 = the file, 1 = its base, ... */
    uint32_t line; /* from 1 */
};

struct mustls_pattern {
    enum { MUSTLS_PAT_ANY, MUSTLS_PAT_ALTS, MUSTLS_PAT_CONNECT, MUSTLS_PAT_HELLO } kind;
    struct mustls_pat_alt {
        enum { MUSTLS_ALT_VERB, MUSTLS_ALT_GLOB, MUSTLS_ALT_CODE } kind;
        struct mustls_span word; /* the verb (one word), or the code with x for any digit */
        struct mustls_span glob; /* over the whole command line; for codes: over any text of the
                                    reply's lines, may be empty */
    } * alts;
    size_t num_alts;
};

struct mustls_step {
    enum mustls_step_kind kind;
    struct mustls_origin at;
    struct mustls_span bytes;
    mustls_usec usec;
    uint32_t n;
    bool optional;                       /* EXPECT: `S?:` */
    const struct mustls_tls_step *tls;   /* TLS; NULL for the others, which are nearly all */
    const struct mustls_pattern *expect; /* EXPECT; else NULL */
};

/* --- rules (test client) --- */

enum mustls_phase_bit { MUSTLS_IN_CLEAR = 1, MUSTLS_IN_TLS = 2 };

struct mustls_rule {
    unsigned phases; /* mustls_phase_bit */
    struct mustls_pattern pattern;
    uint32_t nth; /* 0 = any */
    bool optional;
    struct mustls_origin at;
    size_t first_step, num_steps; /* into program->steps */
};

/* --- sentences --- */

enum mustls_level { MUSTLS_MUST, MUSTLS_SHOULD, MUSTLS_MAY };

struct mustls_match { /* one event pattern: any of its items */
    struct mustls_match_item {
        enum { MUSTLS_M_VERB, MUSTLS_M_CODE, MUSTLS_M_GLOB, MUSTLS_M_EVENT } kind;
        struct mustls_span text; /* verb; code with x; glob (over the command line, or over the text
                                    in `in output`); event name */
    } * items;
    size_t num_items; /* 0 = absent */
};

struct mustls_sentence {
    enum mustls_level level;
    bool negated;
    enum {
        MUSTLS_SUBJ_EVENT,
        MUSTLS_SUBJ_SUCCEEDS,
        MUSTLS_SUBJ_FAILS,
        MUSTLS_SUBJ_SERVER_CLOSES
    } subject;
    struct mustls_match event;
    unsigned phases; /* 0 = not said; mustls_phase_bit */
    bool in_output, first, once;
    struct mustls_match after, before;
    mustls_usec within;     /* 0 = not said */
    struct mustls_kv where; /* key.len 0 = not said */
    struct mustls_span source;
    struct mustls_span text; /* canonical, without source */
    struct mustls_origin at;
};

/* --- names and ports, where the run has a world of its own --- */

enum mustls_name_place { /* whose address an A or AAAA record has */
                         MUSTLS_PLACE_SERVER,
                         MUSTLS_PLACE_SECOND, /* another address of the server */
                         MUSTLS_PLACE_NOBODY, /* connections are refused there */
                         MUSTLS_NUM_PLACES
};
enum mustls_name_kind {
    MUSTLS_NAME_A,
    MUSTLS_NAME_AAAA,
    MUSTLS_NAME_MX,
    MUSTLS_NAME_CNAME,
    MUSTLS_NAME_EMPTY, /* the name is there, what is not listed is not */
    MUSTLS_NAME_NXDOMAIN,
    MUSTLS_NAME_SERVFAIL,
    MUSTLS_NAME_SILENT,
    MUSTLS_NUM_NAME_KINDS
};
struct mustls_name_record { /* header `dns` */
    struct mustls_span name;
    enum mustls_name_kind kind;
    enum mustls_name_place place; /* A, AAAA */
    unsigned preference;          /* MX */
    struct mustls_span target;    /* MX, CNAME; empty: MX 0 . */
};
#define MUSTLS_MAX_PORTS 3

struct mustls_unit {
    const char *name; /* "injection/after-220", "base/required" */
    const char *path;
    struct mustls_span text;
};

struct mustls_program {
    const char *id;     /* "530/each" or "530/each@3" */
    const char *name;   /* "530/each" */
    unsigned instance;  /* 0 without `for` */
    const char *values; /* "BAD=530_a": the `for` values of this instance, for people */
    struct mustls_span title, description;
    struct mustls_span *tags;
    size_t num_tags;
    enum mustls_role role;
    struct mustls_kv
        *wishes; /* every word of the role that has a fallback or was said; in table order */
    size_t num_wishes;
    mustls_usec limit;
    struct mustls_name_record *names; /* in file order */
    size_t num_names;
    unsigned ports[MUSTLS_MAX_PORTS]; /* header `listen`; none: where the client is sent */
    size_t num_ports;
    struct mustls_unit *units;
    size_t num_units;

    /* test client: rules in the order in which they are tried: per unit in file order, but a lone
     * `*` last in its unit. test server: `script` steps from first to last. */
    struct mustls_rule *rules;
    size_t num_rules;
    struct mustls_step *steps;
    size_t num_steps;

    struct mustls_sentence *sentences; /* the file's, then the bases' */
    size_t num_sentences;
};

/* Empty when the scenario does not ask. */
struct mustls_span mustls_program_wish(const struct mustls_program *p, const char *key);
/* Seconds of the `timeout` wish; 5 where the program does not say. */
unsigned mustls_program_timeout(const struct mustls_program *p);

/* p with its deadlines, `limit` and `within`, at `percent`: for a subject that is known to be slow.
 * What the server does, waits included, stays. p itself up to 100; NULL without memory. */
struct mustls_arena;
const struct mustls_program *mustls_program_paced(struct mustls_arena *a,
                                                  const struct mustls_program *p, unsigned percent);

/* Pattern against a command line (without its line end): verbs match the first word without regard
 * to case. */
bool mustls_pattern_matches(const struct mustls_pattern *p, struct mustls_span line);
/* "530" against "5xx". */
bool mustls_code_matches(struct mustls_span pattern, int code);

#endif
