/* What the files of this room share; nobody else includes it. */
#ifndef MUSTLS_REPORT_INTERNAL_H
#define MUSTLS_REPORT_INTERNAL_H

#include "base/escape.h"
#include "report/report.h"

/* --- text.c: pieces of a line --- */

enum mustls_tint {
    MUSTLS_TINT_GOOD,
    MUSTLS_TINT_BAD,
    MUSTLS_TINT_WARN,
    MUSTLS_TINT_ODD,
    MUSTLS_TINT_DIM,
    MUSTLS_TINT_TLS
};
/* Between the two, text has this colour; nothing is written unless o->color. */
void mustls_tint_on(struct mustls_buf *out, const struct mustls_report_opts *o, enum mustls_tint t);
void mustls_tint_off(struct mustls_buf *out, const struct mustls_report_opts *o);

/* Text of ours and of people on one line: UTF-8 stands for itself; controls and bytes that are no
 * UTF-8 as \xHH. */
void mustls_put_plain(struct mustls_buf *out, struct mustls_span s);
/* The length of the character at the start of s where a terminal, XML and YAML may all have it as
 * it is; 0 where it must be escaped. */
size_t mustls_plain_len(struct mustls_span s);
/* `n` blanks; none when n is 0 or less. */
void mustls_put_blanks(struct mustls_buf *out, long n);
/* "0.2 s", "38 s". */
void mustls_put_duration(struct mustls_buf *out, uint64_t ms);

/* --- case.c: what every format says of a case --- */

enum mustls_tint mustls_verdict_tint(enum mustls_verdict v);
/* The id with its @n. */
void mustls_put_id(struct mustls_buf *out, const struct mustls_case *c);
/* "curl-7.88.1". */
void mustls_put_subject(struct mustls_buf *out, const struct mustls_case *c);
/* The broken sentence of this level at or after *pos, which moves behind it; NULL: no more. */
const struct mustls_finding *mustls_next_broken(const struct mustls_case *c,
                                                enum mustls_level level, size_t *pos);
/* The first of all: a MUST before a SHOULD; NULL when none is broken. */
const struct mustls_finding *mustls_first_broken(const struct mustls_case *c);
/* The unit of a place, NULL when there is none. */
const struct mustls_unit *mustls_unit_of(const struct mustls_case *c, unsigned unit);
/* "MUST NOT AUTH [RFC 3207 4.2]". */
void mustls_put_sentence(struct mustls_buf *out, const struct mustls_sentence *s);
/* The judgement's reason, or the case's; "" when there is none. */
const char *mustls_case_why(const struct mustls_case *c);
/* "known: why", or how it is otherwise than listed, between the two; nothing when there is no such
 * thing. */
void mustls_put_listed(struct mustls_buf *out, const struct mustls_case *c, const char *before,
                       const char *behind);
/* One phrase for what is wrong: the first broken sentence and how many more, else why. */
void mustls_put_trouble(struct mustls_buf *out, const struct mustls_case *c);

/* short.c: escapes for a workflow command what was written since `from`. */
void mustls_escape_command(struct mustls_buf *out, size_t from, bool property);
/* tap.c */
void mustls_tap_description(struct mustls_buf *out, struct mustls_span s);

/* --- wire.c: bytes of the wire as a line that can be pasted back --- */

/* One line with its end. CRLF is not shown; a bare LF, a bare CR and a missing end are, in the
 * scenario's syntax. More than `max` columns are cut with a count (0: never). */
void mustls_put_wire(struct mustls_buf *out, struct mustls_span line, size_t max);
/* Bytes without a line end of their own. */
void mustls_put_bytes(struct mustls_buf *out, struct mustls_span s, size_t max);
/* Up to and with the next LF; moves *rest behind it. False when *rest is empty. */
bool mustls_next_line(struct mustls_span *rest, struct mustls_span *line);
size_t mustls_count_lines(struct mustls_span s);
/* Exactly one reply as RFC 5321 4.2 writes it, CRLFs and all. */
bool mustls_is_one_reply(struct mustls_span s);

/* --- view.c: which events are shown, and under which row a caret stands --- */

struct mustls_view {
    const struct mustls_case *c;
    const struct mustls_report_opts *o;
    const struct mustls_event *events;
    size_t num;
    uint8_t *marks;    /* num bytes; see view.c */
    size_t last_phase; /* first event of the last phase before the last caret */
    size_t last_caret; /* the last event that a caret stands under; num when there is none */
};
/* False without memory. */
bool mustls_view_init(struct mustls_view *v, const struct mustls_case *c,
                      const struct mustls_report_opts *o);
void mustls_view_deinit(struct mustls_view *v);
/* The event has a row of its own, shown or folded away. */
bool mustls_view_drawn(const struct mustls_view *v, size_t i);
bool mustls_view_shown(const struct mustls_view *v, size_t i);
/* Away from where the reader looks: folded without -v. */
bool mustls_view_folded(const struct mustls_view *v, size_t i);
/* A caret stands under its row. */
bool mustls_view_marked(const struct mustls_view *v, size_t i);
/* The event whose row stands for event i; v->num for what belongs to the run's end. */
size_t mustls_view_home(const struct mustls_view *v, size_t i);
/* An event of this kind, of the subject, that came with row i. */
bool mustls_view_came_with(const struct mustls_view *v, size_t i, enum mustls_event_kind kind);
bool mustls_is_end_kind(enum mustls_event_kind k);

/* --- dialogue.c, caret.c, end.c: parts of the transcript --- */

#define MUSTLS_COL_TEXT  11 /* where "S: ..." begins */
#define MUSTLS_COL_END   10 /* where "exit 28" begins */
#define MUSTLS_COL_PLACE 75
#define MUSTLS_COL_RIGHT 92 /* the last column of headlines */
#define MUSTLS_MAX_TEXT  72 /* columns of a line before it is cut; -v shows all */

void mustls_put_dialogue(struct mustls_buf *out, struct mustls_view *v);
/* Carets for all broken sentences at home in row i (v->num: at the end), `width` columns wide. */
void mustls_put_carets(struct mustls_buf *out, const struct mustls_view *v, size_t i, size_t width);
/* The sentence f has something to say under row i, and what. */
bool mustls_caret_is_at(const struct mustls_view *v, size_t i, const struct mustls_finding *f);
void mustls_put_caret_text(struct mustls_buf *out, const struct mustls_view *v, size_t i,
                           const struct mustls_finding *f);
/* "exit 28", "killed at the limit: ..."; false when there is nothing to say. */
bool mustls_put_exit(struct mustls_buf *out, const struct mustls_view *v);
/* The subject's verbs: what to read where a rule never fired. */
void mustls_put_verbs(struct mustls_buf *out, const struct mustls_case *c);
/* "client: exit 28; last words: ..." and, below it, carets of what is about the end; then what
 * shows the run again. */
void mustls_put_end(struct mustls_buf *out, const struct mustls_view *v);
/* The letter of the event's sender: 'S' or 'C'. */
char mustls_side_of(const struct mustls_view *v, const struct mustls_event *ev);
/* What a reader may see of a line: with redact, AUTH arguments and dialogue are blanked. True when
 * it wrote. */
bool mustls_put_redacted(struct mustls_buf *out, const struct mustls_view *v, size_t i,
                         struct mustls_span line);
/* Masks o->secrets in what was written since `from`. */
void mustls_mask(struct mustls_buf *out, size_t from, const struct mustls_report_opts *o);

#endif
