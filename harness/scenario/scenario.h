/* The scenario language: text to a checked program (docs/scenario-language.md is the language's own
 * page).
 *
 *   mustls_scenario_parse    one file to a syntax tree, all mistakes in one go
 *   mustls_scenario_program  tree of the file, trees of its bases, instance number -> flat program
 *   mustls_scenario_print    canonical text; parsing it again gives an equal tree
 *   mustls_scenario_fmt      aligns, never changes bytes of payloads
 *   mustls_scenario_show     effective rules and sentences with their origin
 *
 * Pure: files are loaded by the caller. */
#ifndef MUSTLS_SCENARIO_SCENARIO_H
#define MUSTLS_SCENARIO_SCENARIO_H

#include "scenario/diag.h"
#include "scenario/program.h"

#define MUSTLS_SCN_MAX_FILE      (1u << 20) /* bytes of one file */
#define MUSTLS_SCN_MAX_INSTANCES 4096       /* product of all `for` lines */
#define MUSTLS_SCN_MAX_PAYLOAD                                                                     \
    (1u << 20)                          /* bytes one line may expand to: \{x*N} is bounded by it */
#define MUSTLS_SCN_MAX_TOTAL (8u << 20) /* bytes that all lines of one instance may expand to */
#define MUSTLS_SCN_MAX_DEPTH 8          /* chain of bases */

struct mustls_scenario; /* the syntax tree; lives in the arena given to parse */

/* `name` is the id ("530/multiline"), `path` what diagnostics show. Returns MUSTLS_OK with *out
 * even when there are warnings; MUSTLS_EPARSE when d has errors (every mistake of the file is in
 * d); MUSTLS_ENOMEM, MUSTLS_ELIMIT. Payloads are checked for each `for` instance, so that a bad
 * escape inside a value is found here. */
enum mustls_status mustls_scenario_parse(struct mustls_arena *a, const char *name, const char *path,
                                         struct mustls_span text, struct mustls_diags *d,
                                         struct mustls_scenario **out);

/* Facts of the file. Spans and strings live as long as the arena. */
const char *mustls_scenario_name(const struct mustls_scenario *s);
const char *mustls_scenario_path(const struct mustls_scenario *s);
struct mustls_span mustls_scenario_text(const struct mustls_scenario *s);
struct mustls_span
mustls_scenario_description(const struct mustls_scenario *s); /* comment on top, "# " taken off */
struct mustls_span
mustls_scenario_title(const struct mustls_scenario *s); /* before ${} is replaced */
bool mustls_scenario_has_tag(const struct mustls_scenario *s, struct mustls_span tag);
enum mustls_role mustls_scenario_role(const struct mustls_scenario *s);
/* Name after `base`: "required" by default for client tests, but "" for `base none`, for servers,
 * and for a file whose own name starts with "base/" and that names none. A name is looked for as
 * base/NAME, then as NAME, by the caller. */
struct mustls_span mustls_scenario_base(const struct mustls_scenario *s);
/* Where a bad base name is to be reported. */
void mustls_scenario_base_at(const struct mustls_scenario *s, unsigned *line, unsigned *col,
                             unsigned *len);
/* Number of instances; 0 when the file has no `for` (then it has one program, instance 0). */
unsigned mustls_scenario_instances(const struct mustls_scenario *s);

/* Builds instance `instance` (1.., or 0 without `for`). chain[0] is the file, chain[1] its base,
 * and so on, the last has `base none` or is a base without base. MUSTLS_EPARSE with diagnostics
 * where the bases and the file do not fit. */
enum mustls_status mustls_scenario_program(struct mustls_arena *a,
                                           const struct mustls_scenario *const *chain, size_t num,
                                           unsigned instance, struct mustls_diags *d,
                                           struct mustls_program **out);

/* Checks beyond the grammar, as warnings: MUST that rests on [harness] alone for anything but the
 * outcome; <early> without a <wait> that makes it visible; a rule that can never match; a source in
 * no known form. In each instance, of many in the first 200; what they share is said once. */
void mustls_scenario_lint(const struct mustls_scenario *s, struct mustls_diags *d);

void mustls_scenario_print(struct mustls_buf *out, const struct mustls_scenario *s);
/* Equal trees: same headers, sections, lines (as bytes), sentences; comments and layout do not
 * count. */
bool mustls_scenario_equal(const struct mustls_scenario *a, const struct mustls_scenario *b);
/* Aligned text with all comments and blank lines kept. */
void mustls_scenario_fmt(struct mustls_buf *out, const struct mustls_scenario *s);
/* Effective rules in the order in which they are tried, then sentences, each with file:line. */
void mustls_program_show(struct mustls_buf *out, const struct mustls_program *p);

/* Bytes as the payload of an S: or C: line, line end rule included: what is put there and read
 * again gives the same bytes. Long runs become \{x*N}. */
void mustls_payload_put(struct mustls_buf *out, struct mustls_span bytes);

/* One sentence as canonical text without its source: "MUST NOT AUTH|RCPT in clear". */
void mustls_sentence_put(struct mustls_buf *out, const struct mustls_sentence *s);

#endif
