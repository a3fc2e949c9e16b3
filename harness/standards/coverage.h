/* The register against the suite: which sentence of a standard is tested by which scenario, and
 * what is wrong with that claim. A claim counts only where the scenario itself cites the section.
 */
#ifndef MUSTLS_STANDARDS_COVERAGE_H
#define MUSTLS_STANDARDS_COVERAGE_H

#include "standards/register.h"

struct mustls_citation { /* one sentence of one scenario file */
    const char *scenario, *path;
    unsigned line;
    struct mustls_span source; /* "RFC 3207 4.2", "harness", "CVE-2011-0411" */
};

struct mustls_coverage_entry {
    const struct mustls_register_entry *entry;
    const char **scenarios; /* that test it: no name twice, in the order of the citations */
    size_t num;
};

struct mustls_coverage_other { /* an RFC, or the section of one, that has no register */
    struct mustls_span source;
    const char **scenarios;
    size_t num, cap;
};

struct mustls_coverage_count {
    size_t sentences, tested, elsewhere, not_testable, out_of_scope;
};

struct mustls_coverage {
    struct mustls_coverage_entry *entries; /* one for each of the register */
    size_t num_entries;
    struct mustls_coverage_other *others;
    size_t num_others, cap_others;
    struct mustls_coverage_count all;
    size_t num_scenarios; /* that cite a section of the register */
};

/* `citations` lie together by scenario; all spans outlive *out. MUSTLS_EPARSE: the register and the
 * suite contradict each other, and d has each case: a section that is cited and not known, a
 * scenario that does not exist or does not cite the section, an entry with neither scenarios nor
 * reason. *out is whole then, too. `names` are those of all scenarios. */
enum mustls_status mustls_coverage_make(struct mustls_arena *a, const struct mustls_register *r,
                                        const struct mustls_citation *citations, size_t num,
                                        const char *const *names, size_t num_names,
                                        struct mustls_diags *d, struct mustls_coverage *out);

void mustls_coverage_count(const struct mustls_coverage *c, size_t from, size_t to,
                           struct mustls_coverage_count *out);
/* Index behind the last entry of the section that entry `from` begins. */
size_t mustls_coverage_section_end(const struct mustls_coverage *c, size_t from);

void mustls_coverage_put_text(struct mustls_buf *out, const struct mustls_coverage *c);
void mustls_coverage_put_json(struct mustls_buf *out, const struct mustls_coverage *c);
/* One page that needs nothing else: no script, no other file. */
void mustls_coverage_put_html(struct mustls_buf *out, const struct mustls_coverage *c);

#endif
