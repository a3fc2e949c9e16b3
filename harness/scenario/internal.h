/* What the files of this room share. Nothing outside it includes this.
 *
 * A file is kept as classified lines. ${NAME} is replaced as text, before anything else is read, so
 * a line means something only for one choice of `for` values: the tree holds text, and one reader
 * (reader.c) gives a line's meaning and turns offsets back into places in the file. */
#ifndef MUSTLS_SCENARIO_INTERNAL_H
#define MUSTLS_SCENARIO_INTERNAL_H

#include "scenario/scenario.h"

#define SCN_MAX_LINES     20000u      /* of a file */
#define SCN_MAX_FORS      16u         /* `for` lines of a file */
#define SCN_MAX_REFS      64u         /* ${NAME} in one line */
#define SCN_MAX_ITEMS     64u         /* alternatives of a pattern or of an event */
#define SCN_MAX_CUTS      4096u       /* `\|` of one line, repeats counted */
#define SCN_MAX_STEPS     65536u      /* of a program */
#define SCN_MAX_CHECK     (16u << 20) /* bytes of text that all instances may have us read */
#define SCN_MAX_NTH       1000000u    /* N of C#N */
#define SCN_MAX_DURATION  MUSTLS_SEC(86400)
#define SCN_MAX_FLOOD     (256u << 20)
#define SCN_DEFAULT_LIMIT MUSTLS_SEC(20)
#define SCN_MAX_KEYS      20u /* words of one key=value table */

/* --- the tree --- */

enum scn_header {
    SCN_TITLE, /* in the order in which they are printed */
    SCN_TAGS,
    SCN_TEST,
    SCN_BASE,
    SCN_CLIENT,
    SCN_SERVER,
    SCN_TLS,
    SCN_DNS,
    SCN_LISTEN,
    SCN_LIMIT,
    SCN_FOR,
    SCN_NUM_HEADERS
};

enum scn_kind {
    SCN_BLANK,
    SCN_COMMENT,
    SCN_HEADER,
    SCN_SECTION,
    SCN_TALK,
    SCN_SENTENCE,
    SCN_BROKEN /* reported already */
};

struct scn_line {
    enum scn_kind kind;
    enum scn_header header;  /* of SCN_HEADER */
    uint32_t no;             /* from 1 */
    struct mustls_span text; /* without its line end, inside scn->text */
    bool templ;              /* has ${NAME} that is to be replaced */
};

struct scn_value {
    struct mustls_span text; /* inside its line */
};

struct scn_for {
    struct mustls_span name;
    const struct scn_line *line;
    struct scn_value *values;
    size_t num_values;
};

struct mustls_scenario {
    const char *name, *path;
    struct mustls_span text;
    struct mustls_span description;
    struct scn_line *lines;
    size_t num_lines;
    const struct scn_line *first[SCN_NUM_HEADERS]; /* the first header of a kind, NULL for none */
    struct scn_for fors[SCN_MAX_FORS];
    size_t num_fors;
    unsigned instances; /* 0 without `for` */
    enum mustls_role role;
    struct mustls_span title;
    struct mustls_span base, base_at; /* base_at: where to point; empty when not said */
    struct mustls_span *tags;
    size_t num_tags;
};

/* --- words.c --- */

enum scn_keys { SCN_KEYS_CLIENT, SCN_KEYS_SERVER, SCN_KEYS_TLS_SERVE, SCN_KEYS_TLS_CONNECT };
struct scn_key {
    const char *key;
    const char *const *values; /* NULL: numbers only */
    uint32_t max;              /* of a number; 0: none is taken */
    const char *unit;          /* what the number counts, in front of "1 to 10" */
};
/* The i-th word of a table; false past its end. */
bool scn_key_at(enum scn_keys set, size_t i, struct scn_key *out);
size_t scn_num_keys(enum scn_keys set);
/* Index in the table, or MUSTLS_NPOS. */
size_t scn_key_find(enum scn_keys set, struct mustls_span key);
/* Which words `client`/`server` and which `tls` takes in a file of this role. */
enum scn_keys scn_wish_keys(enum mustls_role role);
enum scn_keys scn_tls_keys(enum mustls_role role);

extern const char *const scn_header_words[];    /* by enum scn_header, NULL at the end */
extern const char *const scn_event_words[];     /* <name> of sentences */
extern const char *const scn_name_kind_words[]; /* by enum mustls_name_kind, NULL at the end */
extern const char *const scn_place_words[];     /* by enum mustls_name_place, NULL at the end */
/* Index of `word` in a NULL-terminated list, or MUSTLS_NPOS. */
size_t scn_word_find(const char *const *words, struct mustls_span word);
/* A command of RFC 5321 or its extensions, or a private one (X...), in any case. */
bool scn_is_verb(struct mustls_span word);
/* The nearest known verb, or NULL. */
const char *scn_nearest_verb(struct mustls_span word);
/* Three digits, each of them maybe x. */
bool scn_is_code(struct mustls_span word);
bool scn_is_name(struct mustls_span word); /* of a `for` */

/* --- reader.c: one line, its meaning and its places --- */

/* A run of the replaced text that came from one place. */
struct scn_piece {
    size_t at;                     /* where it begins in the replaced text */
    size_t from;                   /* where in the line it comes from; for values that of `${` */
    size_t ref_len;                /* of `${NAME}`; 0 for the line's own text */
    const struct scn_for *of;      /* NULL: the line's own text */
    const struct scn_value *value; /* of `of` */
};

struct scn_reader {
    struct mustls_arena *arena; /* for what is read */
    struct mustls_diags *diags; /* NULL: nobody wants to know */
    const struct mustls_scenario *scn;
    const struct scn_line *line;
    struct mustls_span text; /* after ${} */
    struct scn_piece pieces[2 * SCN_MAX_REFS + 1];
    size_t num_pieces;
    unsigned errors;
    bool no_memory;
};

/* Opens a line without ${}, or whose text stands for itself. */
void scn_reader_init(struct scn_reader *r, struct mustls_arena *a, struct mustls_diags *d,
                     const struct mustls_scenario *s, const struct scn_line *line);
/* Opens a line for one choice of values (an index for each `for`). `out` receives the text and must
 * live as long as what is read. */
enum mustls_status scn_reader_open(struct scn_reader *r, const unsigned *choice,
                                   struct mustls_buf *out);
/* The choice of an instance: the last `for` varies fastest. */
void scn_choice(const struct mustls_scenario *s, unsigned instance, unsigned *choice);

/* Reports an error at `where`, a span of r->text; an empty one at its end points behind the line.
 * `help` may be NULL. */
void scn_bad(struct scn_reader *r, struct mustls_span where, const char *help, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
void scn_warn(struct scn_reader *r, struct mustls_span where, const char *help, const char *fmt,
              ...) __attribute__((format(printf, 4, 5)));
/* "did you mean "WORD"?" in `out`, or NULL when nothing is near. */
struct scn_hint {
    char text[160];
};
const char *scn_did_you_mean(struct scn_hint *out, const char *nearest);
const char *scn_nearest_hint(struct scn_hint *out, struct mustls_span word,
                             const char *const *words);

/* Room in the arena; NULL sets r->no_memory. */
void *scn_room(struct scn_reader *r, size_t n, size_t size);
struct mustls_span scn_fold(struct mustls_span s, struct scn_reader *r, bool upper);

/* Takes blanks, then a run of non-blanks, from the front of *rest. Empty at the end. */
struct mustls_span scn_take_word(struct mustls_span *rest);
struct mustls_span scn_trim_left(struct mustls_span s);
bool scn_is_blank(int c);
/* For "%.*s": the span, cut to a readable length. */
int scn_len(struct mustls_span s);
/* Decimal digits only, at most `max`. */
bool scn_number(struct mustls_span s, uint64_t max, uint64_t *out);
/* INTEGER and ms, s or m; reports what is wrong. */
bool scn_duration(struct scn_reader *r, struct mustls_span word, bool zero_ok, mustls_usec *out);
void scn_put_duration(struct mustls_buf *out, mustls_usec us);
/* INTEGER and maybe k or m (1024 and 1024 * 1024); at least one byte, at most `max`. */
bool scn_size(struct scn_reader *r, struct mustls_span word, uint32_t max, uint32_t *out);
void scn_put_size(struct mustls_buf *out, uint32_t n);

/* --- kv.c --- */

/* One for each word of the table, by its index; value.len 0 = not said. */
struct scn_kvs {
    enum scn_keys set;
    struct mustls_kv kv[SCN_MAX_KEYS];
};
void scn_read_kvs(struct scn_reader *r, struct mustls_span rest, enum scn_keys set,
                  struct scn_kvs *out);
/* Key and value against the table; reports. */
bool scn_check_kv(struct scn_reader *r, enum scn_keys set, const struct mustls_kv *kv);
bool scn_split_kv(struct scn_reader *r, struct mustls_span word, struct mustls_kv *out);
void scn_put_kvs(struct mustls_buf *out, const struct scn_kvs *kvs);

/* --- header.c --- */

struct scn_head {
    struct mustls_span text; /* title; base name */
    enum mustls_role role;
    struct scn_kvs kvs;
    mustls_usec limit;
    struct mustls_name_record record;
    unsigned ports[MUSTLS_MAX_PORTS];
    size_t num_ports;
};
/* Reads one header line other than `for`. */
void scn_read_header(struct scn_reader *r, struct scn_head *out);
/* `for` and its values. */
void scn_read_for(struct scn_reader *r, struct scn_for *out);
void scn_read_tags(struct scn_reader *r, struct mustls_span **tags, size_t *num);
/* What stands behind the header's word. */
struct mustls_span scn_header_rest(const struct scn_reader *r);

/* --- names.c --- */

void scn_read_dns(struct scn_reader *r, struct mustls_span rest, struct mustls_name_record *out);
void scn_put_dns(struct mustls_buf *out, const struct mustls_name_record *rec);
void scn_read_listen(struct scn_reader *r, struct mustls_span rest, struct scn_head *out);

/* --- payload.c --- */

struct scn_bytes {
    struct mustls_buf *out; /* NULL: only count */
    size_t *cuts;           /* room for SCN_MAX_CUTS offsets into out, or NULL */
    size_t len, num_cuts;
    int last; /* the last byte, -1 for none */
};
/* Payload text to bytes, line end included. False when it has mistakes. */
bool scn_read_payload(struct scn_reader *r, struct mustls_span text, struct scn_bytes *out);

/* --- pattern.c, line.c, direction.c --- */

struct scn_talk {
    char side; /* 'S' or 'C' */
    bool optional;
    uint32_t nth;
    enum {
        SCN_RULE,   /* test client: C: pattern */
        SCN_EXPECT, /* test server: S: pattern */
        SCN_BYTES,
        SCN_STEP /* a direction, or C: <line> and C: <data> */
    } kind;
    struct mustls_pattern pattern;
    struct mustls_span payload; /* SCN_BYTES: before escapes */
    enum mustls_step_kind step;
    mustls_usec usec;
    uint32_t n;
    struct scn_kvs tls; /* as said, no defaults */
};
bool scn_read_talk(struct scn_reader *r, struct scn_talk *out);
void scn_put_talk(struct mustls_buf *out, const struct scn_talk *t);
/* "?#2:" */
void scn_put_prefix(struct mustls_buf *out, char side, bool optional, uint32_t nth);

void scn_read_pattern(struct scn_reader *r, struct mustls_span text, struct mustls_pattern *out);
void scn_put_pattern(struct mustls_buf *out, const struct mustls_pattern *p);

/* `text` begins with `<`. */
void scn_read_direction(struct scn_reader *r, struct mustls_span text, struct scn_talk *out);
void scn_put_direction(struct mustls_buf *out, const struct scn_talk *t);
/* The word of a direction that is a step of the tool; NULL for others. */
const char *scn_step_word(enum mustls_step_kind k);
/* A flood that has nothing to repeat. */
void scn_bad_flood(struct scn_reader *r);
/* --- tls_words.c --- */

/* Makes the <tls> step: what is said there, else the header's, else good. */
bool scn_tls_step(struct scn_reader *r, const struct scn_kvs *said, const struct scn_kvs *header,
                  struct mustls_tls_step *out);

void scn_put_tls(struct mustls_buf *out, const struct mustls_tls_step *t, bool serving);

/* --- sentence.c --- */

/* Reads a whole sentence; `text` and `at` stay unset. */
bool scn_read_sentence(struct scn_reader *r, struct mustls_sentence *out);
/* Reads `item|item`; stops at the blank behind it. */
bool scn_read_event(struct scn_reader *r, struct mustls_span *rest, struct mustls_match *out);
void scn_check_sentence(struct scn_reader *r, const struct mustls_sentence *s,
                        struct mustls_span where);

/* --- text.c, check.c --- */

/* Cuts the text into classified lines; reports what no line may hold. */
enum mustls_status scn_split(struct mustls_arena *a, struct mustls_scenario *s,
                             struct mustls_diags *d);
/* Every line, for every value that it mentions. */
enum mustls_status scn_check(struct mustls_scenario *s, struct mustls_diags *d);
/* Marks ${NAME}s; reports unknown names. */
void scn_check_refs(struct scn_reader *r, struct scn_line *line);
bool scn_parse_section(struct mustls_span text, unsigned *phases);
extern const char *const scn_section_words[];

/* --- canon.c, columns.c --- */

/* One line in canonical form, without its line end; nothing for a header that says what holds
 * anyway. Lines with ${NAME} keep their words. False without memory. */
bool scn_put_line(struct mustls_buf *out, struct mustls_arena *scratch,
                  const struct mustls_scenario *s, const struct scn_line *line);
/* The lines that mean something, headers in the order in which they are printed. NULL without
 * memory. */
const struct scn_line **scn_ordered(struct mustls_arena *scratch, const struct mustls_scenario *s,
                                    size_t *num);
#define SCN_SCRATCH (64u << 20) /* bytes of the arena that printing and comparing need */

/* Words with one blank between them; what stands in quotes stays as it is. */
void scn_put_collapsed(struct mustls_buf *out, struct mustls_span text);

/* Where levels end and sources begin. */
struct scn_columns {
    size_t text, source;
};
void scn_measure_sentence(struct scn_columns *c, struct mustls_span line);
void scn_put_sentence_line(struct mustls_buf *out, const struct scn_columns *c,
                           struct mustls_span line);
void scn_put_header_line(struct mustls_buf *out, const struct mustls_scenario *s,
                         const struct scn_line *line);

#endif
